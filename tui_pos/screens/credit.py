"""Nothing more on khata: cash instead, a supervisor's yes, or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain.errors import CreditLimitError
from tui_pos.domain.khata_errors import OverdueError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.i18n import _
from tui_pos.i18n.numbers import figure, rs
from tui_pos.i18n.refusals import describe
from tui_pos.screens.approval import ApprovalPanel
from tui_pos.screens.receive import ReceivePanel
from tui_pos.services import carts
from tui_pos.widgets.panel import Panel
from tui_pos.widgets.rows import BLANK, Row, Span, row, wrap

if TYPE_CHECKING:
    from tui_pos.screens.till import Sale


class CreditPanel(Panel):
    """The refusal of K15 with its ways out; a policy of `block` leaves fewer."""

    def __init__(
        self,
        screen: Sale,
        error: CreditLimitError | OverdueError,
        given: tuple[Given, ...],
    ) -> None:
        super().__init__(screen)
        self._screen = screen
        self._error = error
        self._given = given
        is_over = isinstance(error, CreditLimitError)
        self.title = _("Over the limit") if is_over else _("Overdue")
        self._cash = Money(-(-error.asked.paisas // 100) * 100)

    def rows(self, cells: int, lines: int) -> list[Row]:
        said = [row(Span(line, "bad")) for line in wrap(describe(self._error), cells)]
        ways = [row(Span("1", "key"), "    ", self._cash_words())]
        if not self._error.is_final:
            confirms = _("a supervisor confirms, with a reason")
            ways.append(row(Span("2", "key"), "    ", confirms))
        if isinstance(self._error, OverdueError):
            old = _("take {amount} for the old bill now")
            said_old = old.format(amount=rs(self._error.unpaid))
            ways.append(row(Span("F6", "key"), "   ", said_old))
        back = row(Span("Esc", "key"), "  ", _("back"))
        return [BLANK, *said, BLANK, *ways, back]

    def _cash_words(self) -> str:
        if self._cash < self._error.bill:
            take = _("take {amount} cash now, the rest on khata")
            return take.format(amount=rs(self._cash))
        return _("the bill is paid in cash, nothing on khata")

    def key(self, key: str, character: str | None) -> None:
        if key == "escape":
            self.close()
        elif key == "f6" and isinstance(self._error, OverdueError):
            self._receive(self._error.unpaid)
        elif character == "1":
            self.close()
            self._take_cash()
        elif character == "2" and not self._error.is_final:
            self._confirm()

    def _receive(self, unpaid: Money) -> None:
        screen = self._screen
        self.close()
        if screen.card is not None:
            customer_id = screen.card.customer_id
            panel = ReceivePanel(screen, customer_id, screen.refresh_card)
            panel.fields[0].edit.set(figure(unpaid))
            screen.open(panel)

    def _take_cash(self) -> None:
        """Lend what may be lent; the rest is cash beside what was given already."""
        screen = self._screen
        screen.show_cart(
            carts.take_back_kind(TenderKind.KHATA, by=screen.actor, at=screen.now())
        )
        before = [one for one in self._given if one.kind is not TenderKind.KHATA]
        khata = self._error.bill - self._cash
        if khata <= ZERO:
            screen.finish((*before, Given(TenderKind.CASH)))
            return
        cash = Given(TenderKind.CASH, self._cash)
        screen.finish((*before, Given(TenderKind.KHATA, khata), cash))

    def _confirm(self) -> None:
        self.host.open(
            ApprovalPanel(
                self._screen,
                self._error,
                self._screen.actor,
                lambda actor: self._screen.finish_as(actor, self._given),
                lambda: None,
            )
        )
