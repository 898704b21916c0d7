"""The floors: bare Textual programs that do the same, and nothing else."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from textual.app import App
from textual.widgets import DataTable, Input, Static

if TYPE_CHECKING:
    from textual.app import ComposeResult


class Hello(App[None]):
    """A word on a screen."""

    def compose(self) -> ComposeResult:
        yield Static("hello")


class Typing(App[None]):
    """One stock input."""

    def compose(self) -> ComposeResult:
        yield Input()


class Stock(App[None]):
    """A stock input above a stock table of fifty rows, as most tills are made."""

    def compose(self) -> ComposeResult:
        yield Input()
        yield DataTable()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("#", "item", "qty", "price", "total")
        for number in range(50):
            table.add_row(str(number), "Lux Soap", "1", "95", "95")
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        table = self.query_one(DataTable)
        table.add_row(str(table.row_count), event.value, "1", "95", "95")
        table.move_cursor(row=table.row_count - 1)
        event.input.value = ""


if __name__ == "__main__":
    {"hello": Hello, "typing": Typing, "stock": Stock}[sys.argv[1]]().run(mouse=False)
