"""The first frame: a name, while the books are opened behind it."""

from __future__ import annotations

from tui_pos.domain.errors import (
    BadConfigError,
    KeyClashError,
    ShopNotFoundError,
    StorageError,
)
from tui_pos.screens.base import PosScreen
from tui_pos.widgets.rows import BLANK, Row, Span, row

_SEEN = 0.015
"""Seconds in which the first frame reaches the terminal."""


class StartScreen(PosScreen):
    """Opens the shop right after it was seen."""

    SMALLEST = (20, 5)

    def __init__(self, counter: str = "") -> None:
        super().__init__()
        self._counter = counter

    def on_mount(self) -> None:
        super().on_mount()
        self.call_after_refresh(lambda: self.set_timer(_SEEN, self._open))

    def base_rows(self, cells: int, lines: int) -> list[Row]:
        middle = [BLANK] * (lines // 2 - 1)
        return [*middle, row(" " * max(0, cells // 2 - 4), Span("tui-pos", "bold"))]

    def _open(self) -> None:
        try:
            shop = self.till.doors.open_shop(self._counter)
            self.till.opened(shop)
        except ShopNotFoundError:
            self.till.first_run()
        except (StorageError, BadConfigError, KeyClashError) as error:
            self.till.fail(error)
