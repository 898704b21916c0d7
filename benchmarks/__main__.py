"""Prints the table of speed and memory: each row is a ratio to a floor of this run.

`make bench` makes a large shop (100,000 goods, 300,000 sales) in .bench once; that
takes about ten minutes, and the shops of the khata once besides.
`--only terminal|storage|khata|loyalty` runs a part, `--json FILE` writes
the table as JSON too.
"""

from __future__ import annotations

import argparse
import compileall
import json
import subprocess
import sys
from pathlib import Path

from benchmarks import khata, loyalty, storage, table, terminal

HOME = Path(".bench")
PARTS = ("terminal", "storage", "khata", "loyalty")


def shop(size: str) -> Path:
    """Give the demo shop of a size, made where it is not there yet."""
    directory = HOME / size
    if not (directory / "shop.db").exists():
        sys.stderr.write(f"making the {size} shop, once\n")
        command = [sys.executable, "-m", "tui_pos", "demo", "--size", size, "--no-open"]
        subprocess.run(
            [*command, "--shop", str(directory)], check=True, stdout=subprocess.DEVNULL
        )
    return directory


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="benchmarks")
    options.add_argument("--only", choices=PARTS)
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    compileall.compile_dir("tui_pos", quiet=2)
    HOME.mkdir(exist_ok=True)
    lines = []
    if asked.only in {None, "terminal"}:
        lines += terminal.measure(shop("small"), shop("large"))
    if asked.only in {None, "storage"}:
        lines += storage.measure(shop("large"))
    if asked.only in {None, "khata"}:
        lines += khata.measure(HOME)
    if asked.only in {None, "loyalty"}:
        lines += loyalty.measure()
    sys.stdout.write(table.text(lines))
    if asked.json:
        asked.json.write_text(json.dumps(table.as_json(lines), indent=1))


if __name__ == "__main__":
    main()
