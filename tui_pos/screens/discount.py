"""A discount: rupees or per cent, off the line; F7 again makes it off the bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain import entry
from tui_pos.domain.errors import DiscountTooLargeError
from tui_pos.domain.pricing import NO_DISCOUNT, Discount
from tui_pos.i18n import _
from tui_pos.services import carts
from tui_pos.widgets.edit_line import EditLine
from tui_pos.widgets.panel import Panel
from tui_pos.widgets.rows import BLANK, Row, Span, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.domain.permissions import Actor
    from tui_pos.screens.till import Sale


class DiscountPanel(Panel):
    """Asks how much comes off."""

    def __init__(self, screen: Sale) -> None:
        super().__init__(screen)
        self._screen = screen
        self._edit = EditLine()
        self._on_bill = screen.selected is None
        self.title = _("Discount")

    def rows(self, cells: int, lines: int) -> list[Row]:
        if self._on_bill or self._screen.selected is None:
            where = _("Off the whole bill")
        else:
            line = self._screen.cart.line(self._screen.selected)
            where = _("Off {name}").format(name=line.name)
        return [
            BLANK,
            row(Span(where, "bold")),
            BLANK,
            self._edit.row(cells, prompt="> "),
            BLANK,
            row(Span(_("20 is Rs 20, 10% is a part, 0 takes it away"), "dim")),
            row(Span(_("F7 line or bill · Enter goes on · Esc back"), "dim")),
        ]

    def key(self, key: str, character: str | None) -> None:
        command = self._screen.command_of_key(key)
        if command is not None and command.command_id == "discount":
            self._on_bill = not self._on_bill
        elif key == "enter":
            self.apply(self._edit.text, self.close)
        elif key == "escape":
            self.close()
        else:
            self._edit.key(key, character)

    def apply(self, text: str, done: Callable[[], object]) -> None:
        """Take the discount that is typed; say why where it is refused."""
        self._screen.attempt_as(lambda by: self._apply(text, by), done)

    def _apply(self, text: str, by: Actor) -> None:
        screen = self._screen
        discount = read_discount(text)
        at = screen.now()
        if self._on_bill or screen.selected is None:
            screen.show_cart(carts.discount_bill(discount, by=by, at=at))
        else:
            screen.show_cart(
                carts.discount_line(screen.selected, discount, by=by, at=at)
            )


def read_discount(text: str) -> Discount:
    """Read `20` as rupees and `10%` as a part; 0 is none.

    Raises:
        NotANumberError: It is neither.
        DiscountTooLargeError: It is over 100 %.
        AmountNotPositiveError: It is below zero.
    """
    plain = text.strip()
    if not plain.endswith("%"):
        amount = entry.amount(plain)
        return Discount(amount) if amount else NO_DISCOUNT
    part = entry.amount(plain.removesuffix("%"))
    if part.paisas > 10_000:
        raise DiscountTooLargeError(discount=part, price=type(part)(10_000))
    return Discount(rate_bp=part.paisas)
