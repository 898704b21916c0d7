# Two commands do everything: `make run` opens the till, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run demo test check bench format pictures clean

run: $(VENV)/.ready
	$(BIN)/tui-pos

demo: $(VENV)/.ready
	$(BIN)/tui-pos demo

test: $(VENV)/.ready-dev
	scripts/test

check: $(VENV)/.ready-dev
	scripts/check

bench: $(VENV)/.ready-dev
	$(BIN)/python -m benchmarks

format: $(VENV)/.ready-dev
	$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

pictures: $(VENV)/.ready-dev
	$(BIN)/python -m tests.pictures docs/pictures

$(VENV)/.ready: requirements.txt pyproject.toml
	scripts/install $(VENV) requirements.txt "$(PYTHON)"
	touch $@

$(VENV)/.ready-dev: requirements-dev.txt pyproject.toml
	scripts/install $(VENV) requirements-dev.txt "$(PYTHON)"
	touch $@ $(VENV)/.ready

clean:
	rm -rf $(VENV)
