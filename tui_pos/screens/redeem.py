"""Paying with points: what there is, what it is worth, the most allowed now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain import entry
from tui_pos.domain.errors import BadFieldError, PosError
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.i18n import _
from tui_pos.i18n.numbers import rs
from tui_pos.services import loyalty
from tui_pos.widgets.panel import AskPanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.screens.till import Sale


class PointsPanel(AskPanel):
    """Asks how many; the discount is a tender line, no price changes."""

    def __init__(self, screen: Sale, pay: Callable[[Given], None]) -> None:
        customer_id = screen.cart.customer_id or 0
        may = loyalty.redeemable(
            customer_id, screen.cart.remaining_of_bill, by=screen.actor
        )
        said = _(
            "{balance} points, worth {worth}. At most {most} now ({most_worth}),"
            " at least {minimum}. How many?"
        ).format(
            balance=f"{may.balance:,}",
            worth=rs(may.worth),
            most=f"{may.most:,}",
            most_worth=rs(may.most_worth),
            minimum=f"{may.minimum:,}",
        )
        super().__init__(
            screen,
            _("Pay with points"),
            said,
            self._typed,
            text=str(may.most) if may.most else "",
        )
        self._screen = screen
        self._pay = pay

    def _typed(self, text: str) -> bool:
        screen = self._screen

        def pay() -> None:
            due = screen.cart.bill.due
            who = screen.cart.customer_id or 0
            worth = loyalty.worth_for(who, _count(text), due, by=screen.actor)
            self.close()
            self._pay(Given(TenderKind.POINTS, worth))

        screen.attempt(pay)
        return False


def _count(text: str) -> int:
    try:
        number = entry.number(text)
    except PosError as error:
        raise BadFieldError(column="points", why="number") from error
    if number <= 0 or number != int(number):
        raise BadFieldError(column="points", why="number")
    return int(number)
