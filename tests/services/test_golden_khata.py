"""The golden cases of the khata, on the real file (khata.md 2.12)."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tests.factories import lend, next_day, open_now, pay
from tui_pos.db import rows
from tui_pos.domain.errors import (
    CreditLimitError,
    CustomerNotActiveError,
    NoCustomerForKhataError,
    OverpaymentError,
)
from tui_pos.domain.khata_errors import (
    OverdueError,
    PeriodLockedError,
    TakerNeededError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.paying import PayMethod
from tui_pos.domain.quantity import Quantity
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.models import CustomerOrder
from tui_pos.services import (
    ageing,
    cheques,
    customers,
    khata,
    ledger,
    returns,
    sales,
    settings,
)
from tui_pos.services.customers import CustomerForm
from tui_pos.services.ledger import Posting
from tui_pos.services.returns import ReturnAsked, Returned
from tui_pos.services.sale_rows import Checkout, Ordered
from tui_pos.services.verify import verify

if TYPE_CHECKING:
    from datetime import datetime

CASH, KHATA = TenderKind.CASH, TenderKind.KHATA


@pytest.fixture(autouse=True)
def books_hold(open_books: Books) -> object:
    """However a case ends, the books verify."""
    yield
    assert verify(by=open_books.owner).ok


def give(
    books: Books, customer_id: int | None, rupees: int, *given: Given
) -> sales.SaleCompleted:
    if not rows("SELECT id FROM product WHERE sku = 'ANY'"):
        factories.product(books, "ANY", "1", name="Any", unit="pc", stock="99999")
    product_id = rows("SELECT id FROM product WHERE sku = 'ANY'")[0][0]
    lines = (Ordered(product_id, Quantity.of(rupees)),)
    checkout = Checkout(str(uuid.uuid4()), lines, given, customer_id)
    return sales.complete_sale(checkout, by=books.cashier, at=NOON)


def rs(rupees: str | int) -> Money:
    return Money.rupees(rupees)


def later(books: Books, days: int) -> datetime:
    return next_day(books, NOON + timedelta(days=days))


def policy(books: Books, name: str, value: str) -> None:
    settings.change_setting(name, value, by=books.owner, at=NOON)


def give_back(books: Books, receipt: str, *, at: datetime = NOON) -> None:
    asked = ReturnAsked(str(uuid.uuid4()), receipt, (Returned(1),), "spoilt")
    returns.complete_return(asked, by=books.supervisor, at=at)


def test_the_limit_exactly_reached(open_books: Books) -> None:
    ahmed = factories.customer(open_books, limit=500, owes=300)
    assert give(open_books, ahmed, 200, Given(KHATA)).balance == rs(500)


def test_one_paisa_over(open_books: Books) -> None:
    ahmed = factories.customer(open_books, limit=500, owes=300)
    factories.product(open_books, "P", "200.01", name="P", unit="pc")
    product_id = rows("SELECT id FROM product WHERE sku = 'P'")[0][0]

    with pytest.raises(CreditLimitError) as refusal:
        factories.sell(open_books, product_id, given=(Given(KHATA),), customer_id=ahmed)

    assert refusal.value.over == Money(1)
    assert khata.balance(ahmed) == rs(300)


def test_part_cash_part_khata(open_books: Books) -> None:
    ahmed = factories.customer(open_books, limit=500, owes=300)
    done = give(open_books, ahmed, 250, Given(CASH, rs(50)), Given(KHATA, rs(200)))
    assert (done.on_khata, done.balance) == (rs(200), rs(500))


def test_one_rupee_cash_then_khata(open_books: Books) -> None:
    ahmed = factories.customer(open_books, limit=500, owes=300)

    with pytest.raises(CreditLimitError):
        give(open_books, ahmed, 250, Given(CASH, rs(1)), Given(KHATA))


def test_a_second_khata_tender_in_the_same_bill(open_books: Books) -> None:
    ahmed = factories.customer(open_books, limit=500, owes=300)

    with pytest.raises(CreditLimitError):
        give(open_books, ahmed, 201, Given(KHATA, rs(100)), Given(KHATA, rs(101)))


def test_limit_zero_is_cash_only(open_books: Books) -> None:
    ahmed = factories.customer(open_books, limit=0)

    with pytest.raises(CreditLimitError):
        give(open_books, ahmed, 1, Given(KHATA))
    assert give(open_books, ahmed, 1, Given(CASH)).balance == ZERO


def test_unlimited(open_books: Books) -> None:
    form = CustomerForm(name="Haji", limit_kind="unlimited")
    haji = customers.add_customer(form, by=open_books.owner, at=NOON)
    assert give(open_books, haji, 9999, Given(KHATA)).balance == rs(9999)


def test_hold_takes_payments_and_gives_nothing(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=300, status="hold")

    with pytest.raises(CustomerNotActiveError):
        give(open_books, ahmed, 1, Given(KHATA))
    assert pay(open_books, ahmed, "300").owed_after == ZERO


def test_a_walk_in(open_books: Books) -> None:
    with pytest.raises(NoCustomerForKhataError):
        give(open_books, None, 1, Given(KHATA))


def test_a_bill_on_its_last_day_is_not_overdue(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=300)
    policy(open_books, "khata.overdue", "block")

    done = lend(open_books, ahmed, 10, at=later(open_books, 30))

    assert done.balance == rs(310)


@pytest.mark.parametrize("days", [1, 3])
def test_overdue_by_one_or_more_days(open_books: Books, days: int) -> None:
    ahmed = factories.customer(open_books, owes=300)
    policy(open_books, "khata.overdue", "block")
    at = later(open_books, 30 + days)

    with pytest.raises(OverdueError) as refusal:
        lend(open_books, ahmed, 10, at=at)

    assert (refusal.value.days, refusal.value.unpaid) == (days, rs(300))
    assert refusal.value.since == NOON.date()
    pay(open_books, ahmed, "300", at=at)
    assert lend(open_books, ahmed, 10, at=at).balance == rs(10)


def test_days_of_grace_are_let_pass(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=300)
    policy(open_books, "khata.overdue", "block")
    policy(open_books, "khata.grace", "3")

    assert lend(open_books, ahmed, 10, at=later(open_books, 33)).on_khata == rs(10)
    with pytest.raises(OverdueError):
        lend(open_books, ahmed, 10, at=later(open_books, 34))


def test_old_bills_keep_their_due_date_when_the_terms_change(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=300)
    form = customers.form_of(ahmed, by=open_books.owner)
    changed = replace(form, credit_days=7)
    customers.change_customer(ahmed, changed, by=open_books.owner, at=NOON)
    lend(open_books, ahmed, 10)

    dues = [debt.due_date - NOON.date() for debt in ageing.open_debts(ahmed)]

    assert [due.days for due in dues] == [30, 7]


def test_a_pending_order_counts(open_books: Books) -> None:
    ahmed = factories.customer(open_books, limit=500)
    CustomerOrder.create(
        customer=ahmed, state="accepted", total=rs(400), placed_at=NOON
    )

    with pytest.raises(CreditLimitError) as refusal:
        lend(open_books, ahmed, 101)
    assert refusal.value.over == rs(1)
    lend(open_books, ahmed, 100)


def test_a_payment_below_the_oldest_bill(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=300)
    pay(open_books, ahmed, "100")
    assert open_now(ahmed) == [(NOON.date(), rs(200))]


def test_a_payment_that_spans_three_bills(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    for rupees in (100, 200, 300):
        lend(open_books, ahmed, rupees)

    pay(open_books, ahmed, "450")

    assert open_now(ahmed) == [(NOON.date(), rs(150))]


def test_overpaid_and_given_change(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=300)
    with pytest.raises(OverpaymentError):
        pay(open_books, ahmed, "500")
    done = pay(open_books, ahmed, "500", with_change=True)
    assert (done.change, done.owed_after) == (rs(200), ZERO)


def test_overpaid_and_kept_as_advance_that_the_next_bill_consumes(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books, owes=300)
    assert pay(open_books, ahmed, "500", as_advance=True).owed_after == rs(-200)

    lend(open_books, ahmed, 250)

    assert khata.balance(ahmed) == rs(50)
    assert open_now(ahmed) == [(NOON.date(), rs(50))]


def test_a_payment_for_one_bill_leaves_the_older_one(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=300)
    at = later(open_books, 2)
    bill = lend(open_books, ahmed, 100, at=at).receipt

    done = pay(open_books, ahmed, "100", at=at, bill=bill.lower())

    assert done.owed_after == rs(300)
    assert open_now(ahmed) == [(NOON.date(), rs(300))]


def test_a_return_to_an_unpaid_bill_pays_that_bill(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=300)
    at = later(open_books, 2)
    bill = lend(open_books, ahmed, 100, at=at)

    give_back(open_books, bill.receipt, at=at)

    assert open_now(ahmed) == [(NOON.date(), rs(300))]


def test_a_return_to_a_paid_bill_becomes_an_advance(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    bill = lend(open_books, ahmed, 100)
    pay(open_books, ahmed, "100")

    give_back(open_books, bill.receipt)

    assert (khata.balance(ahmed), open_now(ahmed)) == (rs(-100), [])


def test_a_reversed_payment_reopens_the_old_bill_with_its_day(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books, owes=300)
    policy(open_books, "khata.overdue", "block")
    at = later(open_books, 40)
    paid = pay(open_books, ahmed, "300", at=at)
    assert open_now(ahmed) == []

    reopens = ledger.reopened_by(paid.entry_id or 0, by=open_books.cashier)
    done = ledger.reverse(paid.entry_id or 0, "wrong man", by=open_books.cashier, at=at)

    assert [(debt.aged_from, debt.amount) for debt in reopens] == open_now(ahmed)
    assert open_now(ahmed) == [(NOON.date(), rs(300))]
    assert done.owed_after == rs(300)
    with pytest.raises(OverdueError):
        lend(open_books, ahmed, 1, at=at)


def test_a_voided_sale_with_a_payment_leaves_an_advance(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    bill = lend(open_books, ahmed, 100)
    pay(open_books, ahmed, "60")

    returns.void_sale(bill.receipt, "wrong", by=open_books.supervisor, at=NOON)

    assert (khata.balance(ahmed), open_now(ahmed)) == (rs(-60), [])


def test_back_dated_inside_and_outside_the_lock(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    policy(open_books, "khata.lock", "2026-03-13")
    day_before = (NOON - timedelta(days=1)).date()
    posting = Posting(ahmed, rs(80), note="Ghee 1 kg", on=day_before)

    ledger.give_goods(posting, by=open_books.supervisor, at=NOON)
    locked = replace(posting, on=day_before - timedelta(days=1))
    with pytest.raises(PeriodLockedError):
        ledger.give_goods(locked, by=open_books.owner, at=NOON)

    assert open_now(ahmed) == [(day_before, rs(80))]


def test_an_opening_credit_is_an_advance(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    ledger.open_balance(Posting(ahmed, rs(-70)), by=open_books.owner, at=NOON)
    assert khata.balance(ahmed) == rs(-70)


@pytest.mark.parametrize(
    ("days", "bucket"), [(30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3)]
)
def test_the_boundaries_of_the_buckets(
    open_books: Books, days: int, bucket: int
) -> None:
    factories.customer(open_books, owes=300)
    on = (NOON + timedelta(days=days)).date()

    found = ageing.ageing(on, by=open_books.owner).rows[0]

    assert [bool(amount) for amount in found.buckets].index(True) == bucket
    assert found.buckets[bucket] == found.balance == rs(300)


def test_as_of_yesterday_the_payment_of_today_was_not_made(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=300)
    at = later(open_books, 1)
    pay(open_books, ahmed, "300", at=at)

    assert ageing.ageing(NOON.date(), by=open_books.owner).total.balance == rs(300)
    assert ageing.ageing(at.date(), by=open_books.owner).rows == ()


def test_a_bounced_cheque_never_paid_anything(open_books: Books) -> None:
    ahmed = factories.customer(open_books, limit=1000, owes=300)
    due = (NOON + timedelta(days=5)).date()
    paid = pay(
        open_books,
        ahmed,
        "300",
        method=PayMethod.CHEQUE,
        reference="000123",
        cheque_date=due,
    )
    assert paid.entry_id is None
    assert khata.balance(ahmed) == rs(300)

    cheques.bounce(paid.slip, by=open_books.manager, at=NOON)

    assert khata.balance(ahmed) == rs(300)
    with pytest.raises(CreditLimitError) as refusal:
        lend(open_books, ahmed, 701)
    assert refusal.value.is_final


def test_a_cheque_that_bounces_after_it_was_cleared(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=300)
    paid = pay(
        open_books,
        ahmed,
        "300",
        method=PayMethod.CHEQUE,
        reference="000123",
        cheque_date=NOON.date(),
    )
    at = later(open_books, 3)
    assert cheques.clear(paid.slip, by=open_books.manager, at=at).owed_after == ZERO

    cheques.bounce(paid.slip, by=open_books.manager, at=at)

    assert open_now(ahmed) == [(NOON.date(), rs(300))]


def test_goods_go_only_to_those_whom_the_customer_named(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    form = replace(customers.form_of(ahmed, by=open_books.owner), takers=("Iqbal",))
    customers.change_customer(ahmed, form, by=open_books.owner, at=NOON)
    ghee = Posting(ahmed, rs(10), note="Ghee", taken_by="iqbal ")

    with pytest.raises(TakerNeededError):
        give(open_books, ahmed, 20, Given(KHATA, rs(20), "Somebody"))
    with pytest.raises(TakerNeededError):
        ledger.give_goods(replace(ghee, taken_by=""), by=open_books.cashier, at=NOON)
    give(open_books, ahmed, 20, Given(KHATA, rs(20), "IQBAL"))
    ledger.give_goods(ghee, by=open_books.cashier, at=NOON)

    assert rows("SELECT taken_by FROM khata_entry ORDER BY id") == [
        ("IQBAL",),
        ("iqbal",),
    ]
