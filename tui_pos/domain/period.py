"""Spans of days, as people ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tui_pos.domain.khata_errors import BadPeriodError


class Preset(StrEnum):
    """A span that has a name (K47)."""

    THIS_MONTH = "this month"
    LAST_MONTH = "last month"
    SINCE_ZERO = "since zero"
    SINCE_PAYMENT = "since payment"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both counted.

    Raises:
        BadPeriodError: It ends before it begins.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise BadPeriodError


def this_month(today: date) -> Period:
    """Give the month up to today."""
    return Period(today.replace(day=1), today)


def month_after(day: date) -> tuple[date, date]:
    """Give the first and the last day of the month after a day's.

    >>> month_after(date(2026, 12, 5))
    (datetime.date(2027, 1, 1), datetime.date(2027, 1, 31))
    """
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def last_month(today: date) -> Period:
    """Give the whole month before."""
    end = today.replace(day=1) - timedelta(days=1)
    return Period(end.replace(day=1), end)
