from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tui_pos.db import rows
from tui_pos.domain.errors import (
    AmountNotPositiveError,
    CustomerNotFoundError,
    NoOpenShiftError,
    OverpaymentError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.paying import Payment
from tui_pos.services import customers, khata, ledger, payments, settings
from tui_pos.services.verify import verify


def pay(
    books: Books, customer_id: int, rupees: int, **more: Any
) -> payments.PaymentRecorded:
    payment = Payment(customer_id, Money.rupees(rupees), f"key-{rupees}", **more)
    return payments.record_payment(payment, by=books.cashier, at=NOON)


def test_a_payment_lowers_what_is_owed_and_goes_into_the_drawer(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books, owes=500)

    paid = pay(open_books, ahmed, 200)

    assert paid.slip == "A1-P00001"
    assert (paid.owed_before, paid.owed_after) == (Money.rupees(500), Money.rupees(300))
    assert khata.balance(ahmed) == Money.rupees(300)
    assert rows("SELECT amount FROM drawer_entry WHERE kind = 'payment'") == [(20000,)]
    assert rows("SELECT kind FROM spool ORDER BY id DESC LIMIT 1") == [
        ("khata-payment",)
    ]
    assert verify(by=open_books.owner).ok


def test_a_payment_with_the_same_key_is_taken_once(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=500)
    first = pay(open_books, ahmed, 200)

    again = pay(open_books, ahmed, 200)

    assert again.replayed
    assert (again.slip, again.change, again.at) == (first.slip, ZERO, NOON)
    assert khata.balance(ahmed) == Money.rupees(300)


def test_more_than_is_owed_must_be_change_or_advance(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=100)

    with pytest.raises(OverpaymentError):
        pay(open_books, ahmed, 150)


def test_what_is_over_comes_back_as_change(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=100)

    paid = pay(open_books, ahmed, 150, with_change=True)

    assert (paid.amount, paid.change) == (Money.rupees(100), Money.rupees(50))
    assert khata.balance(ahmed) == ZERO
    assert rows("SELECT amount FROM drawer_entry WHERE kind = 'payment'") == [(10000,)]


def test_what_is_over_stays_as_advance(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=100)

    pay(open_books, ahmed, 150, as_advance=True)

    assert khata.balance(ahmed) == Money.rupees(-50)


def test_who_owes_nothing_can_only_pay_an_advance(open_books: Books) -> None:
    ahmed = factories.customer(open_books)

    with pytest.raises(OverpaymentError):
        pay(open_books, ahmed, 150, with_change=True)


def test_nothing_is_no_payment(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=100)

    with pytest.raises(AmountNotPositiveError):
        pay(open_books, ahmed, 0)


def test_a_payment_needs_the_shift_and_a_customer(books: Books) -> None:
    ahmed = factories.customer(books)

    with pytest.raises(NoOpenShiftError):
        pay(books, ahmed, 10)


def test_nobody_cannot_pay(open_books: Books) -> None:
    with pytest.raises(CustomerNotFoundError):
        pay(open_books, 404, 10)


def test_the_card_says_balance_room_and_age(open_books: Books) -> None:
    ahmed = factories.customer(open_books, limit=1000, owes=400)
    pay(open_books, ahmed, 100)
    later = (NOON + timedelta(days=35)).date()

    card = khata.card(ahmed, by=open_books.cashier, on=later)

    assert card.balance == Money.rupees(300)
    assert card.room == Money.rupees(700)
    assert (card.oldest_days, card.overdue_days) == (35, 5)
    assert card.last_payment == (NOON.date(), Money.rupees(100))


def test_the_shops_limit_counts_where_there_is_no_own(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    card = khata.card(ahmed, by=open_books.cashier, on=NOON.date())
    assert card.room == Money.rupees(5000)
    assert card.last_payment is None

    settings.change_setting("khata.limit", "unlimited", by=open_books.owner, at=NOON)

    assert khata.standing(ahmed, by=open_books.cashier, on=NOON.date()).room is None


def test_an_unlimited_customer_has_no_limit(open_books: Books) -> None:
    form = customers.CustomerForm(name="Haji", limit_kind="unlimited", credit_days=7)
    haji = customers.add_customer(form, by=open_books.owner, at=NOON)

    assert khata.standing(haji, by=open_books.cashier, on=NOON.date()).limit is None
    assert khata.due_date(haji, NOON.date()) == (NOON + timedelta(days=7)).date()


def test_the_last_lines_and_the_open_debts(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=400)
    pay(open_books, ahmed, 100)

    lines = khata.last_lines(ahmed, by=open_books.cashier)
    debts = khata.open_debts(ahmed, by=open_books.cashier)

    assert [line.kind for line in lines] == ["payment", "sale"]
    assert [debt.amount for debt in debts] == [Money.rupees(300)]
    assert khata.spent(ahmed, by=open_books.manager) == (Money.rupees(400), 1)


def test_what_was_given_and_received_today_and_this_month(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=400)
    paid = pay(open_books, ahmed, 100)
    wrong = pay(open_books, ahmed, 30)
    ledger.reverse(wrong.entry_id or 0, "x", by=open_books.cashier, at=NOON)
    later = (NOON + timedelta(days=1)).date()

    today = khata.turnover(NOON.date(), by=open_books.manager)
    tomorrow = khata.turnover(later, by=open_books.manager)

    given, received = Money.rupees(400), paid.amount
    assert today == (given, received, given, received)
    assert tomorrow == (ZERO, ZERO, given, received)
