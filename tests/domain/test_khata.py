from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_pos.domain import khata
from tui_pos.domain.errors import (
    CreditLimitError,
    CustomerNotActiveError,
    NoCustomerForKhataError,
)
from tui_pos.domain.khata import CreditLine, CustomerStatus, Entry
from tui_pos.domain.money import ZERO, Money

DAY = date(2026, 1, 1)


def line(owed: int, limit: int | None, status: str = "active") -> CreditLine:
    return CreditLine(
        "Ahmed",
        CustomerStatus(status),
        None if limit is None else Money.rupees(limit),
        Money.rupees(owed),
    )


def debit(number: int, rupees: int, days: int = 0, **more: int) -> Entry:
    on = DAY + timedelta(days=days)
    return Entry(
        number, Money.rupees(rupees), ZERO, on, on + timedelta(days=30), **more
    )


def credit(number: int, rupees: int, days: int = 0, **more: int) -> Entry:
    on = DAY + timedelta(days=days)
    return Entry(number, ZERO, Money.rupees(rupees), on, on, **more)


def test_exactly_at_the_limit_is_allowed() -> None:
    khata.check_limit(line(300, 500), Money.rupees(200))


def test_one_paisa_over_the_limit_is_refused() -> None:
    with pytest.raises(CreditLimitError) as refusal:
        khata.check_limit(line(300, 500), Money.rupees("200.01"))

    assert refusal.value.over == Money(1)


def test_the_refusal_says_limit_debt_bill_and_what_is_over() -> None:
    with pytest.raises(CreditLimitError) as refusal:
        khata.check_limit(line(18400, 20000), Money.rupees(2350))

    error = refusal.value
    assert (error.limit, error.owes, error.bill, error.over) == (
        Money.rupees(20000),
        Money.rupees(18400),
        Money.rupees(2350),
        Money.rupees(750),
    )


def test_who_is_far_over_is_over_by_this_bill_at_most() -> None:
    with pytest.raises(CreditLimitError) as refusal:
        khata.check_limit(line(9000, 5000), Money.rupees(100))

    assert refusal.value.over == Money.rupees(100)


def test_pending_orders_count() -> None:
    ordered = CreditLine(
        "Ahmed", CustomerStatus.ACTIVE, Money.rupees(500), ZERO, Money.rupees(400)
    )

    with pytest.raises(CreditLimitError):
        khata.check_limit(ordered, Money.rupees(101))
    khata.check_limit(ordered, Money.rupees(100))


def test_unlimited_has_no_room_to_run_out_of() -> None:
    assert line(10**6, None).room is None
    khata.check_limit(line(10**6, None), Money.rupees(10**6))


def test_a_walk_in_never_owes() -> None:
    with pytest.raises(NoCustomerForKhataError):
        khata.check_may_owe(None)


@pytest.mark.parametrize("status", ["hold", "closed"])
def test_a_khata_on_hold_takes_no_goods(status: str) -> None:
    with pytest.raises(CustomerNotActiveError):
        khata.check_may_owe(line(0, 500, status))


def test_an_active_customer_may_owe() -> None:
    assert khata.check_may_owe(line(0, 500)).name == "Ahmed"


def test_a_payment_pays_the_oldest_bill_first() -> None:
    debts = khata.open_debts([debit(1, 100), debit(2, 200, 5), credit(3, 150, 9)])

    assert [(debt.entry_id, debt.amount) for debt in debts] == [
        (2, Money.rupees(150)),
    ]
    assert khata.oldest_days(debts, today=DAY + timedelta(days=10)) == 5
    assert khata.overdue_days(debts, today=DAY + timedelta(days=36)) == 1
    assert khata.overdue_days(debts, today=DAY + timedelta(days=35)) == 0


def test_a_pinned_credit_pays_its_own_bill_and_spills_to_the_oldest() -> None:
    debts = khata.open_debts(
        [debit(1, 100), debit(2, 200, 5), credit(3, 250, 6, pinned_to=2)]
    )

    assert [(debt.entry_id, debt.amount) for debt in debts] == [(1, Money.rupees(50))]


def test_a_reversed_payment_reopens_the_bill_with_its_date() -> None:
    entries = [
        debit(1, 100),
        credit(2, 100, 3),
        Entry(3, Money.rupees(100), ZERO, DAY + timedelta(9), DAY, reverses=2),
    ]

    debts = khata.open_debts(entries)

    assert [debt.aged_from for debt in debts] == [DAY]
    assert khata.balance(entries) == Money.rupees(100)


def test_a_credit_pinned_to_a_reversed_bill_is_on_account() -> None:
    entries = [
        debit(1, 100),
        debit(2, 70, 1),
        credit(3, 100, 2, pinned_to=1),
        Entry(4, ZERO, Money.rupees(100), DAY, DAY, reverses=1),
    ]

    assert khata.open_debts(entries) == []


def test_nothing_open_is_not_overdue() -> None:
    assert khata.overdue_days([], today=DAY) == 0
    assert khata.oldest_days([], today=DAY) == 0


moves = st.lists(
    st.tuples(st.integers(1, 10_000), st.booleans(), st.integers(0, 60)), max_size=40
)


@given(moves)
def test_the_engine_equals_a_naive_loop(some: list[tuple[int, bool, int]]) -> None:
    entries = [
        debit(number, rupees, days) if is_debit else credit(number, rupees, days)
        for number, (rupees, is_debit, days) in enumerate(some)
    ]

    left = {entry.entry_id: entry.debit for entry in entries if entry.debit}
    paid = Money.total(entry.credit for entry in entries)
    order = sorted(
        (entry for entry in entries if entry.debit),
        key=lambda entry: (entry.aged_from, entry.entry_id),
    )
    for entry in order:
        used = min(left[entry.entry_id], paid)
        left[entry.entry_id] -= used
        paid -= used

    debts = khata.open_debts(entries)
    assert {debt.entry_id: debt.amount for debt in debts} == {
        number: amount for number, amount in left.items() if amount
    }
    owed = Money.total(debt.amount for debt in debts)
    assert khata.balance(entries) == owed - paid
