"""Payments on account: ways of paying, discounts, cheques, promises."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tests.factories import lend, open_now, pay
from tui_pos.db import rows
from tui_pos.domain.errors import (
    AmountNotPositiveError,
    CustomerNotFoundError,
    KeyUsedForAnotherActError,
    OverLimitError,
    PermissionDeniedError,
)
from tui_pos.domain.khata_errors import (
    BillNotOpenError,
    ChequeNotPendingError,
    PastPromiseError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.paying import Payment, PayMethod
from tui_pos.models import Customer
from tui_pos.services import cheques, khata, paper, payments, promises, shifts
from tui_pos.services.verify import verify


def rs(rupees: int) -> Money:
    return Money.rupees(rupees)


def cheque(books: Books, customer_id: int, key: str = "q-1") -> str:
    payment = Payment(
        customer_id,
        rs(200),
        key,
        method=PayMethod.CHEQUE,
        reference="000123",
        cheque_date=(NOON + timedelta(days=9)).date(),
    )
    return payments.record_payment(payment, by=books.cashier, at=NOON).slip


def forgiving(
    books: Books, customer_id: int, rupees: int, by: str = "supervisor"
) -> payments.PaymentRecorded:
    payment = Payment(customer_id, rs(100), f"d-{rupees}", discount=rs(rupees))
    return payments.record_payment(payment, by=getattr(books, by), at=NOON)


def test_a_transfer_needs_no_shift_and_puts_nothing_into_the_drawer(
    books: Books,
) -> None:
    form = factories.customer(books)
    done = pay(
        books, form, "50", method=PayMethod.RAAST, reference="R-7", as_advance=True
    )

    assert khata.balance(form) == rs(-50)
    assert rows("SELECT COUNT(*) FROM drawer_entry") == [(0,)]
    slip = paper.khata_slip(done.slip)
    assert (slip.method, slip.reference, slip.after) == ("raast", "R-7", rs(-50))


def test_what_is_forgiven_is_a_line_of_its_own(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=110)

    done = forgiving(open_books, ahmed, 10)

    assert (done.amount, done.discount, done.owed_after) == (rs(100), rs(10), ZERO)
    assert rows("SELECT kind, credit FROM khata_entry WHERE debit = 0 ORDER BY id") == [
        ("payment", 10000),
        ("discount_allowed", 1000),
    ]
    slip = paper.khata_slip(done.slip)
    assert (slip.discount, slip.before, slip.after) == (rs(10), rs(110), ZERO)
    assert forgiving(open_books, ahmed, 10).replayed
    assert verify(by=open_books.owner).ok


def test_a_cashier_forgives_nothing_and_a_supervisor_not_much(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books, owes=900)

    with pytest.raises(PermissionDeniedError):
        forgiving(open_books, ahmed, 10, "cashier")
    with pytest.raises(OverLimitError):
        forgiving(open_books, ahmed, 101)
    assert forgiving(open_books, ahmed, 101, "manager").owed_after == rs(699)


def test_a_bill_of_somebody_else_or_paid_long_ago_is_not_open(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books, owes=100)
    hina = factories.customer(open_books, "Hina", "03007654321")
    other = lend(open_books, hina, 50).receipt

    for bill in (other, "A1-000404"):
        with pytest.raises(BillNotOpenError):
            pay(open_books, ahmed, "10", bill=bill)


def test_a_cheque_waits_until_the_bank_has_paid_it(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=500)
    slip = cheque(open_books, ahmed)

    assert cheque(open_books, ahmed) == slip
    assert khata.balance(ahmed) == rs(500)
    assert [one.state for one in cheques.listed(by=open_books.cashier)] == ["pending"]
    printed = paper.khata_slip(slip)
    assert (printed.kind, printed.after) == ("cheque", rs(500))
    done = cheques.clear(slip.lower(), by=open_books.manager, at=NOON)
    assert (done.state, done.owed_after) == ("cleared", rs(300))
    with pytest.raises(ChequeNotPendingError):
        cheques.clear(slip, by=open_books.manager, at=NOON)
    assert verify(by=open_books.owner).ok


def test_a_key_of_a_cheque_sells_nothing(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=500)
    cheque(open_books, ahmed, "same-key")
    soap = factories.product(open_books)

    with pytest.raises(KeyUsedForAnotherActError):
        factories.sell(open_books, soap.product_id, key="same-key")


def test_a_message_waits_for_those_who_agreed(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=500)
    pay(open_books, ahmed, "10")
    Customer.update(consent_receipts=True).where(Customer.id == ahmed).execute()

    done = pay(open_books, ahmed, "20")

    assert rows("SELECT kind, payload FROM outbox_message") == [
        ("khata-payment", f'{{"slip":"{done.slip}","balance":47000}}')
    ]


def promised(books: Books, customer_id: int, rupees: int = 100) -> Any:
    on = (NOON + timedelta(days=2)).date()
    return promises.promise(customer_id, rs(rupees), on, by=books.cashier, at=NOON)


@pytest.mark.parametrize(
    ("paid", "state"), [("", "broken"), ("40", "part kept"), ("100", "kept")]
)
def test_a_promise_is_judged_when_its_day_is_closed(
    open_books: Books, paid: str, state: str
) -> None:
    ahmed = factories.customer(open_books, owes=500)
    pay(open_books, ahmed, "5")
    promised(open_books, ahmed)
    card = khata.card(ahmed, by=open_books.cashier, on=NOON.date())
    assert card.promised == (NOON + timedelta(days=2)).date()
    factories.next_day(open_books, NOON + timedelta(days=1))
    if paid:
        pay(open_books, ahmed, paid, at=NOON + timedelta(days=1))
    at = factories.next_day(open_books, NOON + timedelta(days=2))
    assert [one.state for one in promises.of(ahmed, by=open_books.cashier)] == ["open"]

    shifts.close_shift(ZERO, by=open_books.cashier, at=at)

    assert [one.state for one in promises.of(ahmed, by=open_books.cashier)] == [state]


def test_a_new_promise_moves_the_old_one(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=500)
    promised(open_books, ahmed)
    promised(open_books, ahmed, 200)

    states = [one.state for one in promises.of(ahmed, by=open_books.cashier)]

    assert states == ["open", "moved"]


def test_nobody_promises_nothing_or_the_past(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=500)

    with pytest.raises(AmountNotPositiveError):
        promised(open_books, ahmed, 0)
    with pytest.raises(CustomerNotFoundError):
        promised(open_books, 404)
    with pytest.raises(PastPromiseError):
        promises.promise(
            ahmed,
            rs(5),
            (NOON - timedelta(days=1)).date(),
            by=open_books.cashier,
            at=NOON,
        )
    assert open_now(ahmed) == [(NOON.date(), rs(500))]


def test_a_cheque_for_a_bill_pays_that_bill_when_it_is_cleared(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books)
    factories.lend(open_books, ahmed, 100)
    second = factories.lend(open_books, ahmed, 200)
    cheque = factories.pay(
        open_books,
        ahmed,
        "200",
        method=PayMethod.CHEQUE,
        reference="778899",
        cheque_date=NOON.date(),
        bill=second.receipt,
    )

    cheques.clear(cheque.slip, by=open_books.manager, at=NOON)

    assert [amount for _on, amount in factories.open_now(ahmed)] == [Money.rupees(100)]


def test_a_cheque_for_a_bill_that_was_paid_meanwhile_pays_the_oldest(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books)
    factories.lend(open_books, ahmed, 100)
    second = factories.lend(open_books, ahmed, 200)
    cheque = factories.pay(
        open_books,
        ahmed,
        "100",
        method=PayMethod.CHEQUE,
        reference="778899",
        cheque_date=NOON.date(),
        bill=second.receipt,
    )
    factories.pay(open_books, ahmed, "200", bill="2")

    cheques.clear(cheque.slip, by=open_books.manager, at=NOON)

    assert factories.open_now(ahmed) == []
