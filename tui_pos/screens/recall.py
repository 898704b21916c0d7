"""The bills that wait: parked ones, and what others left open at this counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.i18n import _
from tui_pos.i18n.numbers import rs
from tui_pos.services import carts
from tui_pos.widgets.panel import ListPanel
from tui_pos.widgets.rows import fit

if TYPE_CHECKING:
    from tui_pos.screens.till import Sale
    from tui_pos.services.cart_view import Parked


class RecallPanel(ListPanel):
    """One of the waiting bills is taken up; an open one is parked for it."""

    def __init__(self, screen: Sale, waiting: list[Parked]) -> None:
        super().__init__(screen, _("Parked bills"))
        self._screen = screen
        self._waiting = waiting

    def items(self) -> int:
        return len(self._waiting)

    def item(self, number: int, cells: int) -> str:
        parked = self._waiting[number]
        minutes = int((self._screen.now() - parked.since).total_seconds() // 60)
        age = _("{minutes} min").format(minutes=minutes)
        name = parked.name or _("no name")
        if parked.is_open:
            name = _("open at {user}").format(user=parked.user)
        lines = _("lines {lines}").format(lines=parked.lines)
        return (
            fit(name, max(10, cells - 50))
            + fit(parked.user, 12)
            + fit(lines, 10, align=">")
            + fit(rs(parked.total), 14, align=">")
            + fit(age, 12, align=">")
        )

    def choose(self, number: int) -> None:
        parked = self._waiting[number]
        self.close()
        screen = self._screen

        def recall() -> None:
            screen.selected = None
            screen.show_cart(
                carts.recall(parked.cart_id, by=screen.actor, at=screen.now())
            )
            screen.refresh_card()

        screen.attempt(recall)
