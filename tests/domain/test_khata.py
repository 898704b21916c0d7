from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tui_pos.domain import khata
from tui_pos.domain.errors import (
    CreditLimitError,
    CustomerNotActiveError,
    NoCustomerForKhataError,
)
from tui_pos.domain.khata import CreditLine, CustomerStatus, OpenDebt, Policy
from tui_pos.domain.khata_errors import OverdueError
from tui_pos.domain.money import ZERO, Money

DAY = date(2026, 1, 1)


def line(owed: int, limit: int | None, status: str = "active") -> CreditLine:
    return CreditLine(
        "Ahmed",
        CustomerStatus(status),
        None if limit is None else Money.rupees(limit),
        Money.rupees(owed),
    )


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


def late(policy: Policy) -> CreditLine:
    bill = OpenDebt(7, Money.rupees(300), DAY, DAY + timedelta(days=15))
    return CreditLine(
        "Ahmed",
        CustomerStatus.ACTIVE,
        None,
        Money.rupees(300),
        overdue=policy,
        late=bill,
        late_days=16,
    )


def test_an_overdue_bill_says_since_when_and_what_is_open() -> None:
    with pytest.raises(OverdueError) as refusal:
        khata.check_age(late(Policy.ASK), Money.rupees(50))

    error = refusal.value
    assert (error.days, error.since, error.unpaid) == (16, DAY, Money.rupees(300))
    assert error.asked == Money.rupees(50)
    assert not error.is_final


def test_nobody_lets_an_overdue_bill_pass_that_blocks() -> None:
    with pytest.raises(OverdueError) as refusal:
        khata.check_age(late(Policy.BLOCK), Money.rupees(50))

    assert refusal.value.is_final


def test_where_the_policy_only_warns_nothing_is_refused() -> None:
    khata.check_age(late(Policy.WARN), Money.rupees(50))
    khata.check_limit(replace(line(300, 100), over_limit=Policy.WARN), Money.rupees(9))


def test_nobody_goes_over_a_limit_that_blocks() -> None:
    blocked = replace(line(300, 300), over_limit=Policy.BLOCK)

    with pytest.raises(CreditLimitError) as refusal:
        khata.check_limit(blocked, Money(1))

    assert refusal.value.is_final


def test_the_oldest_and_the_most_overdue_debt() -> None:
    debts = [
        OpenDebt(1, Money.rupees(1), DAY, DAY + timedelta(days=30)),
        OpenDebt(2, Money.rupees(1), DAY + timedelta(days=5), DAY + timedelta(days=6)),
    ]
    today = DAY + timedelta(days=10)

    assert khata.oldest_days(debts, today=today) == 10
    assert khata.overdue_days(debts, today=today) == 4
    assert khata.overdue_days(debts[:1], today=today) == 0


def test_nothing_open_is_not_overdue() -> None:
    assert khata.overdue_days([], today=DAY) == 0
    assert khata.oldest_days([], today=DAY) == 0
