"""Where an account went wrong after a second act on the same line."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tests.factories import lend, pay
from tests.services.test_loyalty import rule
from tui_pos.db import rows
from tui_pos.domain.errors import (
    BadFieldError,
    BadSettingError,
    CustomerNotActiveError,
    KeyUsedForAnotherActError,
    OverpaymentError,
)
from tui_pos.domain.khata_errors import NothingWrittenOffError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.paying import Payment
from tui_pos.services import (
    collecting,
    customer_list,
    customers,
    customers_export,
    khata,
    ledger,
    merging,
    payments,
    points,
    profile,
    promises,
    settings,
    shifts,
)
from tui_pos.services.customer_list import Sort, Standing, Wanted
from tui_pos.services.ledger import Posting
from tui_pos.services.verify import verify


def rs(rupees: int) -> Money:
    return Money.rupees(rupees)


def form_of(books: Books, customer_id: int) -> customers.CustomerForm:
    return customers.form_of(customer_id, by=books.owner)


def change(books: Books, customer_id: int, **more: object) -> None:
    form = replace(form_of(books, customer_id), **more)  # type: ignore[arg-type]  # any field
    customers.change_customer(customer_id, form, by=books.owner, at=NOON)


def states() -> list[str]:
    return [row[0] for row in rows("SELECT state FROM promise ORDER BY id")]


def test_a_debt_that_was_given_up_comes_back_once(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    by = open_books.owner
    lend(open_books, ahmed, 1_000)
    gone = ledger.write_off(Posting(ahmed, rs(1_000), "left"), by=by, at=NOON)
    ledger.recover(Posting(ahmed, rs(1_000), "back"), by=by, at=NOON)

    with pytest.raises(NothingWrittenOffError):
        ledger.reverse(gone.entry_id, "twice", by=by, at=NOON)
    assert khata.balance(ahmed) == rs(1_000)

    again = ledger.write_off(Posting(ahmed, rs(1_000), "left"), by=by, at=NOON)
    ledger.reverse(again.entry_id, "wrong account", by=by, at=NOON)
    assert khata.balance(ahmed) == rs(1_000)


def test_a_corrected_payment_keeps_what_was_forgiven_and_its_points(
    open_books: Books,
) -> None:
    rule(open_books, "khata", "paid")
    ahmed = factories.customer(open_books)
    lend(open_books, ahmed, 1_000)
    payment = Payment(ahmed, rs(500), "k", discount=rs(50))
    paid = payments.record_payment(payment, by=open_books.owner, at=NOON)
    assert paid.entry_id is not None

    done = ledger.correct(paid.entry_id, rs(600), "typed", by=open_books.owner, at=NOON)

    assert done.owed_after == khata.balance(ahmed) == rs(350)
    assert points.balance(ahmed) == 300
    assert verify(by=open_books.owner).ok


def test_a_corrected_payment_forgives_no_more_than_is_left(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    lend(open_books, ahmed, 600)
    payment = Payment(ahmed, rs(500), "k", discount=rs(50))
    paid = payments.record_payment(payment, by=open_books.owner, at=NOON)
    assert paid.entry_id is not None

    done = ledger.correct(paid.entry_id, rs(600), "typed", by=open_books.owner, at=NOON)

    assert done.owed_after == ZERO
    assert verify(by=open_books.owner).ok


def test_a_corrected_payment_never_becomes_more_than_is_owed(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    lend(open_books, ahmed, 1_000)
    paid = pay(open_books, ahmed, "500")
    assert paid.entry_id is not None

    with pytest.raises(OverpaymentError):
        ledger.correct(
            paid.entry_id, rs(9_000_000), "typed", by=open_books.owner, at=NOON
        )

    assert khata.balance(ahmed) == rs(500)


def test_a_closed_account_gets_no_balance(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    lend(open_books, ahmed, 100)
    paid = pay(open_books, ahmed, "100")
    change(open_books, ahmed, status="closed")
    by = open_books.owner
    assert paid.entry_id is not None

    with pytest.raises(CustomerNotActiveError):
        ledger.reverse(paid.entry_id, "wrong", by=by, at=NOON)
    with pytest.raises(CustomerNotActiveError):
        ledger.adjust(Posting(ahmed, rs(5), "x", "y"), by=by, at=NOON)

    assert khata.balance(ahmed) == ZERO


def test_goods_that_are_gone_are_priced_although_the_account_is_on_hold(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books)
    by = open_books.manager
    ghee = Posting(ahmed, rs(500), note="10 kg ghee, rate later", rate_open=True)
    oil = Posting(ahmed, rs(100), note="oil")
    open_rate = ledger.give_goods(ghee, by=by, at=NOON)
    fixed = ledger.give_goods(oil, by=by, at=NOON)
    change(open_books, ahmed, status="hold")

    ledger.correct(open_rate.entry_id, rs(550), "rate known", by=by, at=NOON)
    with pytest.raises(CustomerNotActiveError):
        ledger.correct(fixed.entry_id, rs(550), "more", by=by, at=NOON)

    assert khata.balance(ahmed) == rs(650)


def test_what_is_given_up_is_not_received(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    by = open_books.owner
    lend(open_books, ahmed, 1_000)
    pay(open_books, ahmed, "300")
    ledger.write_off(Posting(ahmed, rs(700), "left"), by=by, at=NOON)

    book = khata.turnover(NOON.date(), by=by)

    assert book[:2] == (rs(1_000), rs(300))


def test_a_key_is_never_another_ones_payment(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    hina = factories.customer(open_books, "Hina", "03007654321")
    for who in (ahmed, hina):
        lend(open_books, who, 500)
    by = open_books.cashier
    payments.record_payment(Payment(ahmed, rs(100), "same"), by=by, at=NOON)

    with pytest.raises(KeyUsedForAnotherActError):
        payments.record_payment(Payment(hina, rs(300), "same"), by=by, at=NOON)

    assert khata.balance(hina) == rs(500)


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"credit_days": 99_999}, "days"),
        ({"limit_kind": "own", "credit_limit": Money(-1)}, "limit"),
    ],
)
def test_terms_that_cannot_be_are_refused(
    open_books: Books, wrong: dict[str, object], column: str
) -> None:
    ahmed = factories.customer(open_books)

    with pytest.raises(BadFieldError) as refusal:
        change(open_books, ahmed, **wrong)

    assert refusal.value.column == column


def test_a_day_that_has_not_come_is_not_closed(open_books: Books) -> None:
    tomorrow = (NOON + timedelta(days=1)).date().isoformat()

    with pytest.raises(BadSettingError):
        settings.change_setting("khata.lock", tomorrow, by=open_books.owner, at=NOON)


def test_a_foreign_key_never_spoils_a_sheet(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    lend(open_books, ahmed, 500)
    made = collecting.keep_sheet(NOON.date(), by=open_books.manager, at=NOON)
    assert made is not None
    payment = Payment(ahmed, rs(100), f"C{made.sheet_id}-zz")
    payments.record_payment(payment, by=open_books.cashier, at=NOON)

    assert collecting.kept_sheet(made.sheet_id).received == {}


def test_who_owes_is_found_among_many_of_the_name(open_books: Books) -> None:
    for number in range(25):
        factories.customer(open_books, f"Bashir {number}", f"03001111{number:03d}")
    owing = factories.customer(open_books, "Bashir", "03009998887")
    lend(open_books, owing, 100)

    def found(typed: str, **more: object) -> list[int]:
        wanted = Wanted(typed=typed, **more)  # type: ignore[arg-type]  # any field
        return customer_list.ids(wanted, by=open_books.manager, on=NOON.date())

    assert found("bashir", standing=Standing.OWES) == [owing]
    assert found("0300-9998887", standing=Standing.OWES) == [owing]
    assert found("0", standing=Standing.OWES) == [owing]
    assert found("100%", standing=Standing.OWES) == []
    assert len(found("bashir", sort=Sort.BALANCE)) == 26
    assert found("bashir", sort=Sort.BALANCE)[0] == owing


def test_a_promise_moves_with_what_was_paid_before_it(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    again = factories.customer(open_books, "Ahmad", "03007654321")
    for who, rupees in ((ahmed, 1_000), (again, 3_000)):
        lend(open_books, who, rupees)
    pay(open_books, again, "3000")
    by = open_books.manager
    for who in (again, ahmed):
        promises.promise(who, rs(1_000), NOON.date(), by=by, at=NOON)

    merging.merge(ahmed, again, "one man", by=open_books.owner, at=NOON)
    shifts.close_shift(ZERO, by=open_books.cashier, at=NOON)

    assert states() == ["moved", "broken"]


def test_a_promise_of_today_may_be_kept_by_the_evenings_shift(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books)
    lend(open_books, ahmed, 1_000)
    promises.promise(ahmed, rs(1_000), NOON.date(), by=open_books.manager, at=NOON)
    by = open_books.cashier
    shifts.close_shift(ZERO, by=by, at=NOON)
    assert states() == ["broken"]

    shifts.open_shift(ZERO, by=by, at=NOON)
    pay(open_books, ahmed, "1000")
    shifts.close_shift(ZERO, by=by, at=NOON)

    assert states() == ["kept"]


def test_a_hold_outlives_a_merge_and_its_undoing(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    again = factories.customer(open_books, "Ahmad", "03007654321")
    other = factories.customer(open_books, "Hina", "03211111111")
    change(open_books, ahmed, status="hold")
    by = open_books.owner

    merging.merge(ahmed, again, "one man", by=by, at=NOON)
    assert rows("SELECT status FROM customer WHERE id = ?", again) == [("hold",)]
    change(open_books, again, phones=("03007654321",))
    change(open_books, other, phones=("03001234567",))
    merging.undo_merge(ahmed, "two men", by=by, at=NOON)

    assert rows("SELECT status FROM customer ORDER BY id") == [
        ("hold",),
        ("active",),
        ("active",),
    ]
    assert customers.identify("0300-1234567", by=by) == other


def test_all_of_somebody_is_forgotten_and_found_until_then(open_books: Books) -> None:
    by = open_books.owner
    names = ("Zubair", "Qureshi", "Sheikh")
    first, second, third = (
        factories.customer(open_books, name, f"0300111111{number}")
        for number, name in enumerate(names)
    )
    merging.merge(first, second, "one man", by=by, at=NOON)
    merging.merge(second, third, "one man", by=by, at=NOON)
    assert customers.found_ids("zubair", by) == [third]

    customers_export.forget(third, by=by, at=NOON)

    assert rows("SELECT name FROM customer ORDER BY id") == [
        (f"#{one}",) for one in (first, second, third)
    ]


def test_what_was_bought_on_a_merged_account_is_theirs(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    again = factories.customer(open_books, "Ahmad", "03007654321")
    lend(open_books, ahmed, 1_500)
    lend(open_books, ahmed, 500)
    lend(open_books, again, 100)
    pay(open_books, ahmed, "1500")
    by = open_books.owner

    merging.merge(ahmed, again, "one man", by=by, at=NOON)

    bills = profile.bills(again, by=by)
    seen = profile.profile(again, by=by, on=NOON.date())
    assert [(one.total, one.left) for one in bills] == [
        (rs(100), rs(100)),
        (rs(500), rs(500)),
        (rs(1_500), ZERO),
    ]
    assert (seen.spent, seen.visits) == (rs(2_100), 3)
