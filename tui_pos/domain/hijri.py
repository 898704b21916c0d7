"""The Islamic calendar, reckoned: close enough to offer dates, never to decide them.

The tabular calendar (civil epoch, leap years 2 5 7 10 13 16 18 21 24 26 29 of 30) may
be a day or two from the moon that is seen; the owner confirms every date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_EPOCH = date(622, 7, 19).toordinal()
_RAMADAN, _SHAWWAL, _DHU_AL_HIJJAH = 9, 10, 12


@dataclass(frozen=True, slots=True)
class Feast:
    """A feast or a month of this year, from its first day to its last."""

    name: str
    first: date
    last: date


def first_of(year: int, month: int) -> date:
    """Give the first day of a month of a Hijri year.

    >>> first_of(1447, 9)
    datetime.date(2026, 2, 18)
    """
    days = -(-59 * (month - 1) // 2) + (year - 1) * 354 + (3 + 11 * year) // 30
    return date.fromordinal(_EPOCH + days)


def next_feasts(today: date) -> list[Feast]:
    """Give the coming Ramadan and the two Eids, those that are not over yet."""
    year = (today.year - 622) * 33 // 32
    found = [feast for one in range(year, year + 3) for feast in _feasts(one)]
    named: dict[str, Feast] = {}
    for feast in sorted(found, key=lambda one: one.first):
        if feast.last >= today:
            named.setdefault(feast.name, feast)
    return list(named.values())


def _feasts(year: int) -> list[Feast]:
    ramadan = first_of(year, _RAMADAN)
    eid = first_of(year, _SHAWWAL)
    adha = first_of(year, _DHU_AL_HIJJAH) + timedelta(days=9)
    return [
        Feast("Ramadan", ramadan, eid - timedelta(days=1)),
        Feast("Eid al-Fitr", eid, eid + timedelta(days=2)),
        Feast("Eid al-Adha", adha, adha + timedelta(days=2)),
    ]
