"""How old a debt is: the columns that an owner reads (khata.md 2.5)."""

from __future__ import annotations

from bisect import bisect_left
from enum import StrEnum
from typing import TYPE_CHECKING

from tui_pos.domain.errors import BadSettingError

if TYPE_CHECKING:
    from datetime import date

    from tui_pos.domain.khata import OpenDebt

Bounds = tuple[int, ...]
"""The last day of each bucket but the open one: 30, 60, 90."""
_MOST = 6


class AgeBy(StrEnum):
    """From which day a debt is counted."""

    BILL = "bill"
    DUE = "due"


def read_bounds(text: str) -> Bounds:
    """Read the days between buckets, as `30,60,90`.

    Raises:
        BadSettingError: They are no rising days.
    """
    parts = [part.strip() for part in text.split(",")]
    days = tuple(int(part) for part in parts if part.isascii() and part.isdigit())
    rising = sorted(set(days) - {0})
    if len(days) != len(parts) or list(days) != rising or len(days) > _MOST:
        raise BadSettingError(name="khata.buckets", value=text)
    return days


def titles(bounds: Bounds, by: AgeBy) -> list[str]:
    """Name the buckets.

    >>> titles((30, 60, 90), AgeBy.BILL)
    ['0-30', '31-60', '61-90', '90+']
    """
    first = 0 if by is AgeBy.BILL else 1
    starts = (first, *(bound + 1 for bound in bounds[:-1]))
    named = [f"{start}-{end}" for start, end in zip(starts, bounds, strict=True)]
    return [*named, f"{bounds[-1]}+"]


def bucket_of(debt: OpenDebt, bounds: Bounds, *, today: date, by: AgeBy) -> int | None:
    """Tell the bucket of a debt: day 30 is in the first, 31 in the second (K29).

    None is a debt that is not yet due.
    """
    if by is AgeBy.BILL:
        return bisect_left(bounds, (today - debt.aged_from).days)
    late = (today - debt.due_date).days
    return bisect_left(bounds, late) if late > 0 else None
