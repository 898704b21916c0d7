"""Everything else, one letter each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.i18n import _
from tui_pos.widgets.panel import Panel
from tui_pos.widgets.rows import BLANK, Row, Span, fit, row

if TYPE_CHECKING:
    from tui_pos.screens.till import Sale


class MenuPanel(Panel):
    """The menu of the sale screen."""

    def __init__(self, screen: Sale) -> None:
        super().__init__(screen)
        self.title = _("Menu")
        self._screen = screen
        self._commands = [
            command
            for command in screen.till.commands
            if command.menu and screen.is_permitted(command)
        ]

    def rows(self, cells: int, lines: int) -> list[Row]:
        return [
            BLANK,
            *[
                row(
                    Span(command.menu, "key"),
                    f"   {fit(_(command.words), cells - 16)}",
                    Span(f"/{command.twin}", "dim"),
                )
                for command in self._commands
            ],
        ]

    def key(self, key: str, character: str | None) -> None:
        letter = (character or "").upper()
        for command in self._commands:
            if command.menu == letter:
                self.close()
                self._screen.run_command(command, "")
                return
        if key == "escape":
            self.close()
