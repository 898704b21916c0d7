"""Lines of the khata without a sale, their reversal and correction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tests.factories import open_now, pay
from tui_pos.db import rows
from tui_pos.domain.errors import (
    AmountNotPositiveError,
    CreditLimitError,
    NoOpenShiftError,
    PermissionDeniedError,
    ReasonNeededError,
)
from tui_pos.domain.khata_errors import (
    AlreadyReversedError,
    BackDatedError,
    DiscountOverDebtError,
    EntryNotFoundError,
    FutureDateError,
    NoAdvanceError,
    NothingWrittenOffError,
    NotReversibleError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.paying import Payment, PayMethod
from tui_pos.services import cheques, khata, ledger, paper, payments, shifts
from tui_pos.services.ledger import Posting
from tui_pos.services.verify import verify


def rs(rupees: int) -> Money:
    return Money.rupees(rupees)


def drawer() -> Money:
    found = rows("SELECT SUM(amount) FROM drawer_entry WHERE kind = 'payment'")
    return Money(found[0][0] or 0)


def ghee(customer_id: int, rupees: int = 500) -> Posting:
    return Posting(
        customer_id, rs(rupees), note="10 kg ghee, rate later", rate_open=True
    )


def test_goods_without_a_bill_are_owed_from_their_day(open_books: Books) -> None:
    ahmed = factories.customer(open_books)

    done = ledger.give_goods(ghee(ahmed), by=open_books.cashier, at=NOON)

    assert (done.owed_before, done.owed_after) == (ZERO, rs(500))
    slip = paper.khata_slip(done.slip)
    assert (slip.kind, slip.rate_open) == ("goods", True)
    assert slip.note == "10 kg ghee, rate later"
    assert slip.due == (NOON + timedelta(days=30)).date()


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"amount": ZERO}, AmountNotPositiveError),
        ({"note": " "}, ReasonNeededError),
        ({"amount": rs(5001)}, CreditLimitError),
        ({"on": (NOON + timedelta(days=1)).date()}, FutureDateError),
        ({"on": (NOON - timedelta(days=1)).date()}, PermissionDeniedError),
    ],
)
def test_goods_that_are_refused_change_nothing(
    open_books: Books, change: dict[str, object], refusal: type[Exception]
) -> None:
    ahmed = factories.customer(open_books)

    wrong = replace(ghee(ahmed), **change)  # type: ignore[arg-type]  # one field
    with pytest.raises(refusal):
        ledger.give_goods(wrong, by=open_books.cashier, at=NOON)

    assert rows("SELECT COUNT(*) FROM khata_entry") == [(0,)]


def test_a_supervisor_writes_a_day_back_and_a_manager_further(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books)
    yesterday = (NOON - timedelta(days=1)).date()
    before = replace(ghee(ahmed), on=yesterday - timedelta(days=1))

    ledger.give_goods(replace(before, on=yesterday), by=open_books.supervisor, at=NOON)
    with pytest.raises(BackDatedError) as refusal:
        ledger.give_goods(before, by=open_books.supervisor, at=NOON)
    ledger.give_goods(before, by=open_books.manager, at=NOON)

    assert refusal.value.days == 1
    assert [on for on, _amount in open_now(ahmed)] == [before.on, yesterday]


def test_the_rate_is_known_later_and_the_day_stays(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    first = ledger.give_goods(ghee(ahmed), by=open_books.cashier, at=NOON)
    at = factories.next_day(open_books, NOON + timedelta(days=3))

    with pytest.raises(PermissionDeniedError):
        ledger.correct(
            first.entry_id, rs(540), "the rate", by=open_books.cashier, at=at
        )
    ledger.correct(first.entry_id, rs(540), "the rate", by=open_books.manager, at=at)

    assert open_now(ahmed) == [(NOON.date(), rs(540))]
    assert rows("SELECT rate_open FROM khata_entry ORDER BY id") == [
        (1,),
        (None,),
        (None,),
    ]
    assert verify(by=open_books.owner).ok


def test_a_correction_is_no_way_around_the_limit(open_books: Books) -> None:
    ahmed = factories.customer(open_books, limit=600)
    first = ledger.give_goods(ghee(ahmed), by=open_books.cashier, at=NOON)

    with pytest.raises(CreditLimitError):
        ledger.correct(
            first.entry_id, rs(601), "the rate", by=open_books.cashier, at=NOON
        )
    done = ledger.correct(
        first.entry_id, rs(601), "the rate", by=open_books.supervisor, at=NOON
    )

    assert done.owed_after == rs(601)


def test_a_payment_typed_wrong_is_corrected_with_its_cash(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=500)
    paid = pay(open_books, ahmed, "200")

    done = ledger.correct(
        paid.entry_id or 0, rs(250), "it was 250", by=open_books.cashier, at=NOON
    )

    assert (done.owed_after, drawer()) == (rs(250), rs(250))
    assert paper.khata_slip(done.slip).method == "cash"
    assert verify(by=open_books.owner).ok


@pytest.mark.parametrize(
    ("amount", "reason", "refusal"),
    [(ZERO, "x", AmountNotPositiveError), (rs(1), " ", ReasonNeededError)],
)
def test_a_correction_needs_an_amount_and_a_reason(
    open_books: Books, amount: Money, reason: str, refusal: type[Exception]
) -> None:
    ahmed = factories.customer(open_books, owes=500)
    paid = pay(open_books, ahmed, "200").entry_id or 0

    with pytest.raises(refusal):
        ledger.correct(paid, amount, reason, by=open_books.cashier, at=NOON)


def test_a_reversed_payment_takes_its_discount_and_its_cash_back(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books, owes=500)
    payment = Payment(ahmed, rs(450), "k", discount=rs(50))
    paid = payments.record_payment(payment, by=open_books.supervisor, at=NOON)
    entry_id = paid.entry_id or 0

    done = ledger.reverse(entry_id, "not his", by=open_books.cashier, at=NOON)

    assert (done.owed_after, drawer()) == (rs(500), ZERO)
    slip = paper.khata_slip(done.slip)
    assert (slip.of, slip.discount, slip.after) == (paid.slip, rs(50), rs(500))
    with pytest.raises(AlreadyReversedError):
        ledger.reverse(entry_id, "again", by=open_books.cashier, at=NOON)
    assert payments.record_payment(payment, by=open_books.supervisor, at=NOON).replayed
    assert verify(by=open_books.owner).ok


def test_what_is_not_reversed_by_itself(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=500)
    sale = rows("SELECT id FROM khata_entry")[0][0]
    paid = ledger.reverse(
        pay(open_books, ahmed, "5").entry_id or 0,
        "wrong",
        by=open_books.cashier,
        at=NOON,
    )
    due = NOON.date()
    slip = pay(
        open_books,
        ahmed,
        "5",
        method=PayMethod.CHEQUE,
        reference="1",
        cheque_date=due,
    ).slip
    cheques.clear(slip, by=open_books.manager, at=NOON)
    cheque = rows("SELECT id FROM khata_entry WHERE slip = ?", slip)[0][0]

    for entry_id in (sale, paid.entry_id, cheque):
        with pytest.raises(NotReversibleError):
            ledger.reverse(entry_id, "x", by=open_books.owner, at=NOON)
    with pytest.raises(EntryNotFoundError):
        ledger.reverse(404, "x", by=open_books.owner, at=NOON)
    assert ledger.entry(sale, by=open_books.cashier).kind == "sale"


def test_an_older_line_is_the_managers_and_a_managers_line_too(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books)
    paid = pay(open_books, ahmed, "5", as_advance=True).entry_id or 0
    up = Posting(ahmed, rs(9), "counted", "the old book said 9 more")
    adjusted = ledger.adjust(up, by=open_books.manager, at=NOON).entry_id

    with pytest.raises(PermissionDeniedError):
        ledger.reverse(adjusted, "x", by=open_books.cashier, at=NOON)
    at = factories.next_day(open_books, NOON + timedelta(days=1))
    with pytest.raises(PermissionDeniedError):
        ledger.reverse(paid, "x", by=open_books.cashier, at=at)
    ledger.reverse(paid, "x", by=open_books.manager, at=at)

    assert khata.balance(ahmed) == rs(9)


def test_an_adjustment_goes_both_ways_and_says_why(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    up = Posting(ahmed, rs(9), "counted", "the old book said 9 more")

    ledger.adjust(up, by=open_books.manager, at=NOON)
    ledger.adjust(replace(up, amount=rs(-4)), by=open_books.manager, at=NOON)
    with pytest.raises(ReasonNeededError):
        ledger.adjust(replace(up, note=""), by=open_books.manager, at=NOON)
    with pytest.raises(AmountNotPositiveError):
        ledger.adjust(replace(up, amount=ZERO), by=open_books.manager, at=NOON)

    assert khata.balance(ahmed) == rs(5)
    kinds = rows("SELECT kind FROM khata_entry ORDER BY id")
    assert kinds == [("adjust_up",), ("adjust_down",)]


def test_an_old_balance_ages_from_its_own_day(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    on = (NOON - timedelta(days=50)).date()

    ledger.open_balance(Posting(ahmed, rs(70), on=on), by=open_books.owner, at=NOON)
    with pytest.raises(AmountNotPositiveError):
        ledger.open_balance(Posting(ahmed, ZERO), by=open_books.owner, at=NOON)

    assert open_now(ahmed) == [(on, rs(70))]


def test_a_debt_is_written_off_and_recovered_later(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=500)
    by = open_books.manager
    lost = Posting(ahmed, rs(320), "moved away")

    ledger.write_off(lost, by=by, at=NOON)
    with pytest.raises(DiscountOverDebtError):
        ledger.write_off(lost, by=by, at=NOON)
    assert ledger.written_off(ahmed, by=by) == rs(320)
    ledger.recover(replace(lost, amount=rs(300)), by=by, at=NOON)
    with pytest.raises(NothingWrittenOffError) as refusal:
        ledger.recover(replace(lost, amount=rs(21)), by=by, at=NOON)
    with pytest.raises(AmountNotPositiveError):
        ledger.recover(replace(lost, amount=ZERO), by=by, at=NOON)

    assert refusal.value.written_off == rs(20)
    assert khata.balance(ahmed) == rs(480)
    assert verify(by=open_books.owner).ok


def test_an_advance_is_given_back_in_cash(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    pay(open_books, ahmed, "100", as_advance=True)
    back = Posting(ahmed, rs(60), "asked for it")
    by = open_books.manager

    done = ledger.refund_advance(back, by=by, at=NOON)

    assert (done.owed_after, drawer()) == (rs(-40), rs(40))
    with pytest.raises(NoAdvanceError):
        ledger.refund_advance(back, by=by, at=NOON)
    with pytest.raises(NotReversibleError):
        ledger.correct(done.entry_id, rs(5), "x", by=by, at=NOON)
    ledger.reverse(done.entry_id, "kept it", by=by, at=NOON)
    assert (khata.balance(ahmed), drawer()) == (rs(-100), rs(100))
    assert verify(by=open_books.owner).ok


def test_cash_is_given_back_only_out_of_an_open_drawer(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    paid = pay(open_books, ahmed, "100", as_advance=True).entry_id or 0
    shifts.close_shift(ZERO, by=open_books.cashier, at=NOON)

    with pytest.raises(NoOpenShiftError):
        ledger.reverse(paid, "x", by=open_books.manager, at=NOON)

    assert khata.balance(ahmed) == rs(-100)


def test_what_would_open_again_is_told_before(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=300)
    factories.lend(open_books, ahmed, 200)
    payment = Payment(ahmed, rs(350), "k", discount=rs(50))
    paid = payments.record_payment(payment, by=open_books.supervisor, at=NOON)

    reopens = ledger.reopened_by(paid.entry_id or 0, by=open_books.cashier)

    assert [debt.amount for debt in reopens] == [rs(300), rs(100)]
