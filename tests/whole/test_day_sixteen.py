"""Fifteen days are over: the refusal on the screen and in `sell`, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests import factories
from tests.conftest import KARACHI, Books
from tests.screens.conftest import SOAP, stock
from tests.tools import needs
from tests.whole.terminal import F, Terminal
from tui_pos.services import customers
from tui_pos.services.customers import CustomerForm

if TYPE_CHECKING:
    from pathlib import Path

FIRST = datetime(2026, 4, 1, 12, 0, tzinfo=KARACHI)
SIXTEENTH = FIRST + timedelta(days=16)


class MovedClock:
    """The shop's commands as if it were another day."""

    def __init__(self, directory: Path, tool: str) -> None:
        self._directory = directory
        self._tool = tool

    def clock(self, at: datetime) -> list[str]:
        """Give the words before a command."""
        return [self._tool, f"{at:%Y-%m-%d %H:%M:%S}"]

    def run(self, at: datetime, *words: str, pin: str = "1234") -> dict[str, object]:
        """Run a command; give its answer, with its exit code."""
        done = subprocess.run(
            [*self.clock(at), sys.executable, "-m", "tui_pos", "--json", *words],
            env={
                **os.environ,
                "TZ": "Asia/Karachi",
                "TUI_POS_SHOP": str(self._directory),
                "TUI_POS_PIN": pin,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        said = (done.stdout.strip() or done.stderr.strip()).splitlines()
        assert said, words
        answer: dict[str, object] = json.loads(said[-1])
        return {**answer, "exit": done.returncode}


def test_on_day_sixteen_nothing_is_lent_before_the_oldest_bill_is_paid(
    books: Books,
) -> None:
    tool = needs("faketime")
    form = CustomerForm("Asad", ("03009998887",), credit_days=15)
    asad = customers.add_customer(form, by=books.owner, at=FIRST)
    factories.customer(books, "Other", "03008887776")
    shop = MovedClock(stock(books), tool)
    owner = ("--user", "Bilal")
    shop.run(FIRST, *owner, "setting", "set", "khata.overdue", "block", pin="786786")
    ali = ("--user", "Ali")
    shop.run(FIRST, *ali, "shift", "open", "--float", "500")
    sell = ("sell", "--line", "SOAP", "--customer", str(asad), "--tender", "khata=rest")
    assert shop.run(FIRST, *ali, *sell)["khata"] == 9500
    shop.run(FIRST, *ali, "shift", "close", "--counted", "500")
    due = FIRST + timedelta(days=15)
    shop.run(due, *ali, "shift", "open", "--float", "500")
    assert shop.run(due, *ali, *sell)["khata"] == 9500
    shop.run(due, *ali, "shift", "close", "--counted", "500")

    shop.run(SIXTEENTH, *ali, "shift", "open", "--float", "500")
    refused = shop.run(SIXTEENTH, *ali, *sell)
    assert (refused["exit"], refused["error"]) == (1, "OverdueError")
    later = SIXTEENTH + timedelta(minutes=5)
    terminal = Terminal(books.directory, before=shop.clock(later))
    terminal.log_in()
    terminal.send(F["f3"])
    terminal.wait_for("Who:")
    terminal.type("asa\r")
    terminal.wait_for("overdue")
    terminal.send(f"{SOAP}\r")
    terminal.wait_for("Lux Soap")
    terminal.send(F["f9"])
    terminal.wait_for("DUE")
    terminal.send("k")
    terminal.wait_for("1 days overdue: take its Rs 95 first")
    terminal.send(F["f6"])
    terminal.wait_for("Payment from Asad")
    terminal.send(F["f12"])
    terminal.wait_for("RECEIVED")
    terminal.send("\x1b")
    terminal.wait_for("DUE")
    terminal.send("k")
    terminal.wait_for("SOLD")
    terminal.end()

    again = shop.run(SIXTEENTH + timedelta(hours=1), *ali, *sell)
    assert (again["exit"], again["khata"]) == (0, 9500)
