"""The list of customers: filtered, sorted, a page at a time from a hundred thousand.

The order is worked out once, as ids; only the rows of a page are read with everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tui_pos.db import rows
from tui_pos.domain.money import Money
from tui_pos.domain.permissions import Permission
from tui_pos.domain.phones import shown_phone
from tui_pos.domain.text import fold
from tui_pos.services import ageing, customers
from tui_pos.services.acts import question

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tui_pos.domain.permissions import Actor


class Sort(StrEnum):
    """In which order customers are listed."""

    NAME = "name"
    BALANCE = "balance"
    """Who owes most first."""
    OLDEST = "oldest"
    """Whose debt is oldest first."""
    VISIT = "visit"
    """Who was here last first."""


class Standing(StrEnum):
    """Which customers are listed, by their khata."""

    ALL = "all"
    OWES = "owes"
    ADVANCE = "advance"
    OVERDUE = "overdue"
    PROMISED = "promised"
    """Whose promise is due today or before."""
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to list; "" of a text is everybody."""

    standing: Standing = Standing.ALL
    tier: str = ""
    area: str = ""
    sort: Sort = Sort.NAME
    typed: str = ""
    """Any part of a name, a phone or a CNIC: at most twenty, the best first.

    Where anything else narrows or sorts the list, everybody in that order with all
    that was typed in the name or a phone.
    """

    @property
    def is_narrowed(self) -> bool:
        """Whether more than what was typed decides who is listed, or in which order."""
        return self != Wanted(typed=self.typed)


@dataclass(frozen=True, slots=True)
class Listed:
    """A customer as a line of the list."""

    customer_id: int
    name: str
    tier: str
    phone: str
    area: str
    status: str
    spent: Money
    balance: Money
    points: int


_LIVE = "c.merged_into_id IS NULL"
_OWED = (
    "SELECT customer_id, SUM(debit) - SUM(credit) AS owed FROM khata_entry"
    " GROUP BY customer_id"
)
_PROMISED = (
    "EXISTS (SELECT 1 FROM promise p WHERE p.customer_id = c.id"
    " AND p.state = 'open' AND p.on_day <= ?)"
)
_ORDERS = {
    Sort.NAME: "c.name, c.id",
    Sort.BALANCE: "COALESCE(k.owed, 0) DESC, c.name, c.id",
    Sort.VISIT: (
        "COALESCE((SELECT MAX(s.id) FROM sale s WHERE s.customer_id = c.id), 0) DESC,"
        " c.name, c.id"
    ),
}
_LINES = (
    "SELECT c.id, c.name, c.tier, COALESCE((SELECT phone FROM customer_phone p"
    " WHERE p.customer_id = c.id ORDER BY p.position, p.id LIMIT 1), ''), c.area,"
    " c.status, (SELECT COALESCE(SUM(s.total), 0) FROM sale s"
    " WHERE s.customer_id = c.id), (SELECT COALESCE(SUM(e.debit) - SUM(e.credit), 0)"
    " FROM khata_entry e WHERE e.customer_id = c.id),"
    " (SELECT COALESCE(SUM(p.points), 0) FROM points_entry p"
    " WHERE p.customer_id = c.id) FROM customer c WHERE c.id IN ({marks})"
)


@question(Permission.CUSTOMER_FULL)
def ids(wanted: Wanted, *, by: Actor, on: date) -> list[int]:
    """Give the ids of whom to list, in order."""
    oldest: dict[int, date] = {}
    if wanted.standing is Standing.OVERDUE or wanted.sort is Sort.OLDEST:
        oldest = _oldest(on, overdue=wanted.standing is Standing.OVERDUE)
    found = _ordered(wanted, on)
    if wanted.standing is Standing.OVERDUE:
        found = [one for one in found if one in oldest]
    if wanted.sort is Sort.OLDEST:
        found.sort(key=lambda one: (one not in oldest, oldest.get(one)))
    if not wanted.typed.strip() or wanted.is_narrowed:
        return found
    allowed = set(found)
    return [one for one in customers.found_ids(wanted.typed, by) if one in allowed]


@question(Permission.CUSTOMER_FULL)
def page(customer_ids: Sequence[int], *, by: Actor) -> list[Listed]:
    """Give the lines of some customers, in the order that is asked for."""
    marks = ", ".join("?" for _id in customer_ids)
    found = {
        row[0]: Listed(
            customer_id=row[0],
            name=row[1],
            tier=row[2],
            phone=shown_phone(row[3], by),
            area=row[4],
            status=row[5],
            spent=Money(row[6]),
            balance=Money(row[7]),
            points=row[8],
        )
        for row in rows(_LINES.format(marks=marks), *customer_ids)
    }
    return [found[one] for one in customer_ids if one in found]


@question(Permission.CUSTOMER_FULL)
def tiers_and_areas(*, by: Actor) -> tuple[list[str], list[str]]:
    """Give the tiers and the areas that somebody has, to choose from."""
    tiers = rows(f"SELECT DISTINCT c.tier FROM customer c WHERE {_LIVE} ORDER BY 1")  # noqa: S608 - constant parts
    areas = rows(
        f"SELECT DISTINCT c.area FROM customer c WHERE {_LIVE} AND c.area <> ''"  # noqa: S608 - constant parts
        " ORDER BY 1"
    )
    return [row[0] for row in tiers], [row[0] for row in areas]


_NO_PATTERN = str.maketrans(dict.fromkeys("-%_\\"))
_TYPED = (
    "(c.folded LIKE ? OR EXISTS (SELECT 1 FROM customer_phone p"
    " WHERE p.customer_id = c.id AND p.phone LIKE ?))"
)


def _words(wanted: Wanted) -> list[tuple[str, str]]:
    """Give each typed word as a part of a name and as a part of a phone."""
    if not wanted.is_narrowed:
        return []
    typed = fold(wanted.typed).translate(_NO_PATTERN).split()
    return [(f"%{word}%", f"%{word.lstrip('0') or word}%") for word in typed]


def _ordered(wanted: Wanted, on: date) -> list[int]:
    needs_owed = wanted.sort is Sort.BALANCE or wanted.standing in {
        Standing.OWES,
        Standing.ADVANCE,
        Standing.OVERDUE,
    }
    joined = f" LEFT JOIN ({_OWED}) k ON k.customer_id = c.id" if needs_owed else ""
    conditions = [_LIVE]
    values: list[object] = []
    match wanted.standing:
        case Standing.OWES | Standing.OVERDUE:
            conditions.append("k.owed > 0")
        case Standing.ADVANCE:
            conditions.append("k.owed < 0")
        case Standing.PROMISED:
            conditions.append(_PROMISED)
            values.append(on.isoformat())
        case Standing.HELD:
            conditions.append("c.status <> 'active'")
        case _:
            pass
    for column, value in (("tier", wanted.tier), ("area", wanted.area)):
        if value:
            conditions.append(f"c.{column} = ?")
            values.append(value)
    words = _words(wanted)
    conditions += [_TYPED] * len(words)
    values += [part for word in words for part in word]
    order = _ORDERS.get(wanted.sort, _ORDERS[Sort.NAME])
    query = (
        f"SELECT c.id FROM customer c{joined}"  # noqa: S608 - constant parts
        f" WHERE {' AND '.join(conditions)} ORDER BY {order}"
    )
    return [row[0] for row in rows(query, *values)]


def _oldest(on: date, *, overdue: bool) -> dict[int, date]:
    return {
        customer_id: aged_from
        for customer_id, (aged_from, due) in ageing.oldest_of_all().items()
        if not overdue or due < on
    }
