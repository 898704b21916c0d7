"""One clear screen for what keeps the shop closed, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain.errors import CounterHeldError
from tui_pos.i18n import _
from tui_pos.i18n.refusals import describe
from tui_pos.screens.base import PosScreen
from tui_pos.services.shifts import OFFICE
from tui_pos.widgets.rows import BLANK, Row, Span, row, wrap

if TYPE_CHECKING:
    from tui_pos.domain.errors import PosError


class FaultScreen(PosScreen):
    """Says why the books stay closed; R tries again."""

    SMALLEST = (20, 5)

    def __init__(self, error: PosError) -> None:
        super().__init__()
        self._error = error

    def base_rows(self, cells: int, lines: int) -> list[Row]:
        said = [
            row("  ", Span(line)) for line in wrap(describe(self._error), cells - 4)
        ]
        keys = [row("  ", Span("R", "key"), f"  {_('try again')}")]
        if isinstance(self._error, CounterHeldError):
            keys.append(row("  ", Span("O", "key"), f"  {_('open as the office')}"))
        keys.append(row("  ", Span("Q", "key"), f"  {_('leave')}"))
        title = row("  ", Span(_("THE SHOP STAYS CLOSED"), "bad"))
        return [BLANK, title, BLANK, *said, BLANK, *keys]

    def press(self, key: str, character: str | None) -> None:
        match (character or "").lower():
            case "r":
                self.till.restart()
            case "o" if isinstance(self._error, CounterHeldError):
                self.till.restart(OFFICE)
            case "q":
                self.till.leave()
            case _:
                pass
