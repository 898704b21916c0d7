from __future__ import annotations

from datetime import date, timedelta

import pytest

from tui_pos.domain.ageing import AgeBy, bucket_of, read_bounds, titles
from tui_pos.domain.errors import BadSettingError
from tui_pos.domain.khata import OpenDebt
from tui_pos.domain.money import Money

DAY = date(2026, 1, 1)
BOUNDS = (30, 60, 90)
DEBT = OpenDebt(1, Money.rupees(5), DAY, DAY + timedelta(days=15))


@pytest.mark.parametrize(
    ("days", "bucket"),
    [(0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (900, 3)],
)
def test_day_30_is_in_the_first_bucket_and_31_in_the_second(
    days: int, bucket: int
) -> None:
    today = DAY + timedelta(days=days)

    assert bucket_of(DEBT, BOUNDS, today=today, by=AgeBy.BILL) == bucket


@pytest.mark.parametrize(
    ("days", "bucket"), [(0, None), (15, None), (16, 0), (45, 0), (46, 1), (106, 3)]
)
def test_by_due_date_a_debt_may_not_be_due_yet(days: int, bucket: int | None) -> None:
    today = DAY + timedelta(days=days)

    assert bucket_of(DEBT, BOUNDS, today=today, by=AgeBy.DUE) == bucket


def test_the_buckets_are_named_by_their_days() -> None:
    assert titles(BOUNDS, AgeBy.BILL) == ["0-30", "31-60", "61-90", "90+"]
    assert titles((15,), AgeBy.DUE) == ["1-15", "15+"]


def test_an_owner_may_choose_other_days() -> None:
    assert read_bounds(" 15, 45 ") == (15, 45)


@pytest.mark.parametrize(
    "text", ["", "30,x", "60,30", "0,30", "30,30", "1,2,3,4,5,6,7"]
)
def test_days_that_do_not_rise_are_refused(text: str) -> None:
    with pytest.raises(BadSettingError):
        read_bounds(text)
