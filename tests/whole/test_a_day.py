"""The first day of a shop, in a real terminal, as a new user lives it."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import make_books
from tests.screens.conftest import SOAP, open_shift, stock
from tests.whole.terminal import F, Terminal
from tui_pos.db import rows
from tui_pos.domain.barcode import check_digit
from tui_pos.services.verify import verify

if TYPE_CHECKING:
    from tests.conftest import Books


def command(
    directory: Path, *words: str, pin: str = "786786"
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TUI_POS_SHOP": str(directory), "TUI_POS_PIN": pin}
    return subprocess.run(
        [sys.executable, "-m", "tui_pos", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def goods(number: int) -> str:
    body = f"8961{number:08d}"
    return body + check_digit(body)


def test_set_up_import_log_in_and_sell(tmp_path: Path) -> None:
    directory = tmp_path / "shop"
    paper = tmp_path / "paper.bin"
    terminal = Terminal(directory)
    terminal.wait_for("Set up my shop")
    terminal.send("s")
    terminal.wait_for("Shop name")
    answers = ("Al-Madina", "Okara", "0300", "", "Bilal", "786786", "786786", "")
    for answer in (*answers, f"file://{paper}", ""):
        terminal.type(f"{answer}\r")
    sheet = terminal.wait_for("RECOVERY SHEET")
    terminal.type(sheet.split("14: ")[1].split()[0] + "\r")
    terminal.wait_for("PIN")

    with (tmp_path / "goods.csv").open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("sku", "name", "barcodes", "price", "stock"))
        for number in range(200):
            writer.writerow(
                (f"G{number}", f"Goods {number}", goods(number), number + 10, 50)
            )
    brought = command(
        directory,
        "--user",
        "Bilal",
        "--json",
        "import",
        "products",
        str(tmp_path / "goods.csv"),
    )
    assert json.loads(brought.stdout)["added"] == 200

    terminal.type("786786\r")
    terminal.wait_for("Float")
    terminal.type("2000\r")
    terminal.wait_for("F12")
    for number in range(5):
        terminal.send(f"{goods(number)}\r")
    terminal.wait_for("lines 5")
    terminal.send(F["f12"])
    terminal.wait_for("CHANGE")
    terminal.read(1.5)
    terminal.end()

    books_of = command(directory, "--user", "Bilal", "--json", "audit", "sale")
    sale = json.loads(books_of.stdout)
    assert sale["total"] == sum(range(10, 15)) * 100
    printed = paper.read_bytes()
    assert b"A1-000001" in printed
    assert b"Rs 60" in printed
    assert command(directory, "--user", "Bilal", "verify").returncode == 0


def test_the_keystroke_budget(books: Books) -> None:
    """The README promises the counts: F12; F3, three letters, Enter, F9, K."""
    directory = open_shift(stock(books))
    terminal = Terminal(directory)
    terminal.log_in()
    cash = [f"{SOAP}\r", F["f12"]]
    khata = [
        F["f3"],
        "r",
        "a",
        "s",
        "\r",
        f"{SOAP}\r",
        f"{SOAP}\r",
        f"{SOAP}\r",
        F["f9"],
        "k",
    ]
    for keys in cash:
        terminal.send(keys)
        terminal.read(0.2)
    terminal.wait_for("SOLD")
    for keys in khata:
        terminal.send(keys)
        terminal.read(0.2)
    shown = terminal.wait_for("now owes Rs 285")
    terminal.end()

    assert "before Rs 0" in shown
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    pressed = len([keys for keys in khata if not keys.startswith(SOAP)])
    assert f"**{pressed} keys**" in readme
    assert "**1 key**" in readme
    opened = make_books(directory)
    assert rows("SELECT COUNT(*) FROM sale") == [(2,)]
    opened.shop.close()


def test_a_hundred_scans_in_one_write_and_twenty_at_a_millisecond(books: Books) -> None:
    import time

    directory = open_shift(stock(books))
    terminal = Terminal(directory)
    terminal.log_in()
    terminal.send(f"{SOAP}\r" * 100)
    terminal.read(1.0)
    for _scan in range(20):
        for key in f"{SOAP}\r\n":
            terminal.send(key)
            time.sleep(0.001)
    terminal.wait_for("120 × Lux Soap")
    terminal.end()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_closes_the_books_and_gives_the_terminal_back(
    books: Books, number: signal.Signals
) -> None:
    directory = open_shift(stock(books))
    terminal = Terminal(directory)
    terminal.log_in()
    terminal.send(f"{SOAP}\r")
    terminal.wait_for("Lux Soap")
    terminal.child.kill(number)
    output = terminal.child.read()
    terminal.child.wait()

    assert b"\x1b[?1049l" in output
    assert terminal.child.exitstatus == 0
    terminal.child.close()


def test_two_processes_with_one_key_make_one_sale(books: Books, tmp_path: Path) -> None:
    directory = open_shift(stock(books))
    order = json.dumps({"lines": ["SOAP"], "tenders": ["cash=rest"], "key": "same"})
    (tmp_path / "batch").write_text(f"{order}\n" * 20)

    answers = _together(directory, [tmp_path / "batch"] * 2)

    assert {answer["receipt"] for answer in answers} == {"A1-000001"}
    assert sum(not answer["replayed"] for answer in answers) == 1


def test_four_processes_sell_a_thousand_times(books: Books, tmp_path: Path) -> None:
    directory = open_shift(stock(books))
    batches = []
    for process in range(4):
        batch = tmp_path / f"batch{process}"
        orders = [
            {
                "lines": ["SOAP", "SUGAR*0.25"],
                "tenders": ["cash=rest"],
                "key": f"{process}-{n}",
            }
            for n in range(250)
        ]
        batch.write_text("\n".join(map(json.dumps, orders)))
        batches.append(batch)

    answers = _together(directory, batches)

    receipts = sorted(str(answer["receipt"]) for answer in answers)
    assert receipts == [f"A1-{number:06d}" for number in range(1, 1001)]
    opened = make_books(directory)
    assert verify(by=opened.owner).faults == ()
    opened.shop.close()


def start_batches(directory: Path, batches: list[Path]) -> list[subprocess.Popen[str]]:
    """Sell each batch in a process of its own; answers go beside it, as .out."""
    environment = {
        **os.environ,
        "TUI_POS_SHOP": str(directory),
        "TUI_POS_PIN": "786786",
    }
    words = [sys.executable, "-m", "tui_pos", "--user", "Bilal", "sell", "--batch"]
    started = []
    for number, batch in enumerate(batches):
        with batch.with_name(f"{batch.name}-{number}.out").open("w") as out:
            started.append(
                subprocess.Popen(
                    [*words, str(batch)], env=environment, stdout=out, text=True
                )
            )
    return started


def answers_of(batches: list[Path]) -> list[dict[str, object]]:
    """Read what the batches answered."""
    return [
        json.loads(line)
        for number, batch in enumerate(batches)
        for line in batch.with_name(f"{batch.name}-{number}.out")
        .read_text("utf-8")
        .splitlines()
    ]


def _together(directory: Path, batches: list[Path]) -> list[dict[str, object]]:
    running = start_batches(directory, batches)
    assert [process.wait(timeout=300) for process in running] == [0] * len(batches)
    return answers_of(batches)
