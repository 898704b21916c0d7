"""Taking a payment on account: F6, the amount, F12."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from tui_pos.domain import entry, tender
from tui_pos.domain.entry import LARGEST_BOOK_AMOUNT
from tui_pos.domain.errors import BadFieldError, OverpaymentError, PosError
from tui_pos.domain.money import ZERO
from tui_pos.domain.paying import Payment, PayMethod
from tui_pos.i18n import _
from tui_pos.i18n.numbers import figure, rs
from tui_pos.screens.change import GoOnPanel
from tui_pos.screens.sale_rows import balance_span
from tui_pos.services import khata, payments
from tui_pos.widgets.panel import Field, FormPanel, Panel
from tui_pos.widgets.rows import BLANK, Row, Span, big, row, wrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.domain.permissions import Actor
    from tui_pos.screens.till import Desk
    from tui_pos.services.payments import PaymentRecorded


class ReceivePanel(FormPanel):
    """Asks how much and how; twice F12 is one payment, for its key is made once."""

    def __init__(
        self, screen: Desk, customer_id: int, then: Callable[[], object]
    ) -> None:
        self._screen = screen
        self._customer_id = customer_id
        self._then = then
        self._key = str(uuid.uuid4())
        fields = [
            Field("amount", _("Amount, Rs")),
            Field("method", _("By"), PayMethod.CASH),
            Field("reference", _("Number")),
            Field("day", _("Day on the cheque")),
            Field("bill", _("For bill")),
            Field("discount", _("Forgiven, Rs")),
        ]
        card = khata.card(customer_id, by=screen.actor, on=screen.today)
        title = _("Payment from {name}").format(name=card.name)
        super().__init__(screen, title, fields, self._take)
        self._owes = balance_span(card.balance)
        self.note = _(
            "By: cash bank wallet raast cheque. All but cash need the number that"
            " proves it. Without a bill the oldest is paid first."
        )

    def rows(self, cells: int, lines: int) -> list[Row]:
        return [row(" ", self._owes), *super().rows(cells, lines - 1)]

    def _take(self, values: dict[str, str]) -> bool:
        try:
            payment = self._payment(values)
        except PosError as error:
            self._screen.refuse(error)
            return False
        self.receive(payment)
        return False

    def receive(self, payment: Payment) -> None:
        """Take the payment; more than is owed is asked about first."""
        screen = self._screen
        done: list[PaymentRecorded] = []

        def take(by: Actor) -> None:
            try:
                done.append(payments.record_payment(payment, by=by, at=screen.now()))
            except OverpaymentError as error:
                screen.beep()
                screen.open(OverPanel(screen, self, payment, error))

        def taken() -> None:
            for made in done:
                self.close()
                screen.till.open_books().kick_printer()
                screen.open(ReceivedPanel(screen, made))
                self._then()

        screen.attempt_as(take, taken)

    def _payment(self, values: dict[str, str]) -> Payment:
        typed, by_ = values["amount"].strip(), values["method"].strip().lower()
        amount = entry.positive_amount(typed, largest=LARGEST_BOOK_AMOUNT)
        tender.check_cash_typed(typed, amount, due=amount)
        named = [way for way in PayMethod if by_ and way.startswith(by_)]
        if len(named) != 1:
            raise BadFieldError(column="method", why="unknown")
        discount = values["discount"].strip()
        cheque_day = values["day"].strip()
        return Payment(
            customer_id=self._customer_id,
            amount=amount,
            key=self._key,
            method=named[0],
            reference=values["reference"],
            cheque_date=entry.day(cheque_day) if cheque_day else None,
            bill=values["bill"],
            discount=entry.amount(discount) if discount else ZERO,
        )


class OverPanel(Panel):
    """More than is owed: change, or an advance, once (K23)."""

    def __init__(
        self,
        screen: Desk,
        form: ReceivePanel,
        payment: Payment,
        error: OverpaymentError,
    ) -> None:
        super().__init__(screen)
        self.title = _("More than is owed")
        self._form = form
        self._payment = payment
        self._error = error
        self._gives_change = payment.method is PayMethod.CASH and error.owed > ZERO

    def rows(self, cells: int, lines: int) -> list[Row]:
        said = _("{paid} is given, {owed} is owed.").format(
            paid=rs(self._error.paid), owed=rs(max(self._error.owed, ZERO))
        )
        over = self._error.paid - max(self._error.owed, ZERO)
        ways = []
        if self._gives_change:
            back = _("give {amount} back as change").format(amount=rs(over))
            ways.append(row(Span("C", "key"), f"    {back}"))
        keep = _("keep {amount} as advance").format(amount=rs(over))
        ways.append(row(Span("A", "key"), f"    {keep}"))
        return [
            BLANK,
            *(row(line) for line in wrap(said, cells)),
            BLANK,
            *ways,
            row(Span("Esc", "key"), f"  {_('back')}"),
        ]

    def key(self, key: str, character: str | None) -> None:
        letter = (character or "").lower()
        if key == "escape":
            self.close()
        elif letter == "c" and self._gives_change:
            self.close()
            self._form.receive(replace(self._payment, with_change=True))
        elif letter == "a":
            self.close()
            self._form.receive(replace(self._payment, as_advance=True))


class ReceivedPanel(GoOnPanel):
    """Shows what to give back, and the balance before and after."""

    def __init__(self, screen: Desk, done: PaymentRecorded) -> None:
        super().__init__(screen, done.slip)
        self._done = done

    def rows(self, cells: int, lines: int) -> list[Row]:
        done = self._done
        how = f"{_(done.method)}  {rs(done.amount)}"
        rows = [
            row(Span(_("RECEIVED"), "good"), f"  {done.slip}  {how}"),
            row(Span(done.customer_name, "bold")),
            BLANK,
        ]
        if done.change:
            rows.append(row(Span(_("CHANGE"), "bold")))
            rows += [row(Span(line, "big")) for line in big(figure(done.change))]
            rows.append(BLANK)
        if done.discount:
            said = _("forgiven {amount}").format(amount=rs(done.discount))
            rows.append(row(said))
        if done.entry_id is None:
            said = _("The cheque counts when the bank has paid it.")
            rows.append(row(Span(said, "owed")))
        before = _("before {amount}, now ").format(amount=rs(done.owed_before))
        rows += [row(before, balance_span(done.owed_after)), BLANK]
        hint = _("Any key goes on · Ctrl+R {slip} prints it again")
        return [*rows, row(Span(hint.format(slip=done.slip), "dim"))]
