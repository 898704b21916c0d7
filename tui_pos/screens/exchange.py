"""An exchange: goods come back, the open bill is sold, the difference changes hands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui_pos.domain import entry, tender
from tui_pos.domain.entry import LARGEST_BOOK_AMOUNT
from tui_pos.domain.errors import NoCustomerForKhataError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.i18n import _
from tui_pos.i18n.numbers import figure, rs
from tui_pos.screens.change import GoOnPanel
from tui_pos.services import carts, returns
from tui_pos.widgets.edit_line import EditLine
from tui_pos.widgets.panel import Panel
from tui_pos.widgets.rows import BLANK, Row, Span, big, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.domain.permissions import Actor
    from tui_pos.screens.till import Sale
    from tui_pos.services.returns import ReturnAsked, ReturnCompleted
    from tui_pos.services.sales import SaleCompleted


class ExchangePanel(Panel):
    """Asks why, then how the difference is paid; Enter alone pays nothing."""

    def __init__(
        self, screen: Sale, asked: ReturnAsked, done: Callable[[], object]
    ) -> None:
        super().__init__(screen)
        self.title = _("Exchange")
        self._screen = screen
        self._asked = asked
        self._done = done
        self._reason = EditLine()
        self._cash = EditLine()
        self._at_cash = False
        seen = returns.preview(asked, by=screen.actor)
        self._back, self._points = seen.of("cash"), seen.of("points")

    @property
    def _difference(self) -> Money:
        return self._screen.cart.bill.due.to_whole_rupees() - self._back

    def rows(self, cells: int, lines: int) -> list[Row]:
        left = self._difference
        word = _("THE CUSTOMER PAYS") if left >= ZERO else _("GIVE BACK IN CASH")
        bill = self._screen.cart.bill.due
        said = _("new bill {bill}, returned goods {back}").format(
            bill=rs(bill), back=rs(self._back)
        )
        amount = figure(left if left >= ZERO else -left)
        points = _("{amount} goes back as points").format(amount=rs(self._points))
        return [
            row(said),
            row(Span(points, "badge")) if self._points else BLANK,
            row(Span(word, "bold")),
            *[row(Span(line, "big")) for line in big(amount)],
            BLANK,
            self._reason.row(
                cells, prompt=_("Why does it come back? "), active=not self._at_cash
            ),
            self._cash.row(cells, prompt=_("Rs "), active=self._at_cash),
            BLANK,
            row(
                Span("F12", "key"),
                f" {_('exact cash')}  ",
                Span("K", "key"),
                f" {_('the difference on khata')}  ",
                Span("Esc", "key"),
                f" {_('back')}",
            ),
        ]

    def key(self, key: str, character: str | None) -> None:
        match key:
            case "escape":
                self.close()
            case "up" | "down" | "tab":
                self._at_cash = not self._at_cash
            case "f12":
                self._finish((Given(TenderKind.CASH),))
            case "enter":
                self._enter()
            case _ if not self._at_cash:
                self._reason.key(key, character)
            case _ if (character or "").lower() == "k":
                self._screen.attempt(self._on_khata)
            case _:
                self._cash.key(key, character)

    def _enter(self) -> None:
        if not self._at_cash:
            self._at_cash = bool(self._reason.text.strip())
        elif self._cash.text:
            self._screen.attempt(self._cash_typed)
        else:
            said = _("Type what the customer gives, or F12 for exact cash.")
            self.host.say(said, "dim")

    def _cash_typed(self) -> None:
        if self._difference <= ZERO:
            self._screen.say(_("Nothing is to be paid: F12 finishes it."), "owed")
            return
        typed = self._cash.text
        amount = entry.positive_amount(typed, largest=LARGEST_BOOK_AMOUNT)
        tender.check_cash_typed(typed, amount, due=self._difference)
        self._finish((Given(TenderKind.CASH, amount + self._back),))

    def _on_khata(self) -> None:
        if self._screen.cart.customer_id is None:
            raise NoCustomerForKhataError
        if self._difference <= ZERO:
            self._finish((Given(TenderKind.CASH),))
            return
        before = (Given(TenderKind.CASH, self._back),) if self._back else ()
        self._finish((Given(TenderKind.KHATA), *before))

    def _finish(self, given: tuple[Given, ...]) -> None:
        asked = replace(self._asked, reason=self._reason.text)

        def exchange(by: Actor) -> None:
            screen = self._screen
            back, sold = returns.exchange(asked, given, by=by, at=screen.now())
            self._over(back, sold)

        self._screen.attempt_as(exchange)

    def _over(self, back: ReturnCompleted, sold: SaleCompleted) -> None:
        screen = self._screen
        self.close()
        self._done()
        screen.selected = None
        screen.show_cart(carts.open_cart(by=screen.actor, at=screen.now()))
        screen.refresh_card()
        screen.open(ExchangedPanel(screen, back, sold))


class ExchangedPanel(GoOnPanel):
    """What changes hands, large, until the next key."""

    def __init__(
        self, screen: Sale, back: ReturnCompleted, sold: SaleCompleted
    ) -> None:
        super().__init__(screen, sold.receipt)
        self._back = back
        self._sold = sold

    def rows(self, cells: int, lines: int) -> list[Row]:
        back, sold = self._back, self._sold
        given_back = sold.change
        if sold.paid < back.cash:
            given_back = back.cash - sold.paid
        return [
            row(
                Span(_("EXCHANGED"), "good"),
                f"  {back.receipt} {rs(back.refunded)} → {sold.receipt}"
                f" {rs(sold.total)}",
            ),
            BLANK,
            row(Span(_("GIVE BACK IN CASH"), "bold")),
            *[row(Span(line, "big")) for line in big(figure(given_back))],
            BLANK,
            row(Span(_("Any key goes on"), "dim")),
        ]
