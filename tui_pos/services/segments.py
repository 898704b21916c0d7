"""Segments: named questions about customers, asked anew each time (C15, C17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from tui_pos.db import database, rows
from tui_pos.domain.errors import AlreadyExistsError, BadFieldError
from tui_pos.domain.loyalty_errors import BadSegmentError
from tui_pos.domain.permissions import Permission
from tui_pos.domain.segments import Segment, SegmentKind, read_segment
from tui_pos.domain.text import clean_text
from tui_pos.models import Segment as SegmentRow
from tui_pos.services import shifts
from tui_pos.services.acts import act, open_to_all, question
from tui_pos.services.journal import Act

if TYPE_CHECKING:
    from datetime import date, datetime

    from tui_pos.domain.permissions import Actor

_LEAST_KEPT: WeakKeyDictionary[object, dict[tuple[int, date], int]] = (
    WeakKeyDictionary()
)
_LIVE = "c.merged_into_id IS NULL AND c.status <> 'closed'"
_SPENT = (
    "SELECT s.customer_id, SUM(s.total) AS spent FROM sale s"
    " WHERE s.customer_id IS NOT NULL GROUP BY s.customer_id HAVING SUM(s.total) > 0"
)
_SPENDERS = f"SELECT COUNT(*) FROM ({_SPENT}) p"  # noqa: S608 - constant parts
_LEAST = f"SELECT p.spent FROM ({_SPENT}) p ORDER BY p.spent DESC LIMIT 1 OFFSET ?"  # noqa: S608 - constant parts
_WHERE = {
    SegmentKind.ALL: "1 = 1",
    SegmentKind.TOP: (
        "(SELECT COALESCE(SUM(s.total), 0) FROM sale s WHERE s.customer_id = c.id) >= ?"
    ),
    SegmentKind.AWAY: (
        "COALESCE((SELECT MAX(s.business_date) FROM sale s WHERE s.customer_id = c.id"
        " AND s.kind IN ('sale', 'history')), SUBSTR(c.created_at, 1, 10)) <= ?"
    ),
    SegmentKind.CLEAR: (
        "(SELECT COALESCE(SUM(e.debit) - SUM(e.credit), 0) FROM khata_entry e"
        " WHERE e.customer_id = c.id) <= 0"
    ),
    SegmentKind.AREA: "LOWER(c.area) = LOWER(?)",
    SegmentKind.BIRTHDAY: "c.birth_month = ?",
    SegmentKind.TIER: "LOWER(c.tier) = LOWER(?)",
}
_NOBODY = 2**62


@dataclass(frozen=True, slots=True)
class Named:
    """A segment with its name, and how many are in it now."""

    name: str
    segment: Segment
    count: int


@act(Permission.CAMPAIGNS)
def name_segment(name: str, text: str, *, by: Actor, at: datetime) -> Segment:
    """Give a kind of customers a name.

    Raises:
        BadFieldError: It has no name.
        BadSegmentError: It cannot be read.
        AlreadyExistsError: The name is taken.
    """
    plain = clean_text(name, limit=40)
    if not plain:
        raise BadFieldError(column="name", why="empty")
    segment = read_segment(text)
    if rows("SELECT 1 FROM segment WHERE name = ? AND active = 1", plain):
        raise AlreadyExistsError(what="segment", name=plain)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    SegmentRow.delete().where(SegmentRow.name == plain).execute()
    SegmentRow.create(name=plain, kind=segment.kind, value=segment.value)
    opened.close("segment", plain, by=segment.kind, value=segment.value)
    return segment


@act(Permission.CAMPAIGNS)
def drop_segment(name: str, *, by: Actor, at: datetime) -> None:
    """Forget a name; campaigns that use it reach nobody by it any more.

    Raises:
        BadSegmentError: There is no such segment.
    """
    named(name)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    SegmentRow.update(active=False).where(SegmentRow.name == name).execute()
    opened.close("segment-drop", name)


@question(Permission.CAMPAIGNS)
def listed(on: date, *, by: Actor) -> list[Named]:
    """Give every named segment with its live count."""
    found = rows("SELECT name, kind, value FROM segment WHERE active = 1 ORDER BY name")
    return [
        Named(name, segment, _count(segment, on))
        for name, kind, value in found
        for segment in (Segment(SegmentKind(kind), value),)
    ]


@question(Permission.CAMPAIGNS)
def count(text: str, on: date, *, by: Actor) -> int:
    """Tell how many a segment has before it is named.

    Raises:
        BadSegmentError: It cannot be read.
    """
    return _count(read_segment(text), on)


@question(Permission.CAMPAIGNS)
def members(name: str, on: date, *, by: Actor) -> list[int]:
    """Give the customers of a named segment.

    Raises:
        BadSegmentError: There is no such segment.
    """
    segment = named(name)
    query = f"SELECT c.id FROM customer c WHERE {_LIVE} AND {_WHERE[segment.kind]}"  # noqa: S608 - constant parts
    return [row[0] for row in rows(f"{query} ORDER BY c.id", *_values(segment, on))]


@open_to_all("called inside permitted acts")
def named(name: str) -> Segment:
    """Give the segment of a name.

    Raises:
        BadSegmentError: There is no such segment.
    """
    found = rows("SELECT kind, value FROM segment WHERE name = ? AND active = 1", name)
    if not found:
        raise BadSegmentError(text=clean_text(name))
    return Segment(SegmentKind(found[0][0]), found[0][1])


@open_to_all("called inside the act of a sale")
def has(segment: Segment, customer_id: int, on: date) -> bool:
    """Tell whether a customer belongs to a segment."""
    query = f"SELECT 1 FROM customer c WHERE c.id = ? AND {_WHERE[segment.kind]}"  # noqa: S608 - constant parts
    if segment.kind is SegmentKind.TOP:
        return bool(rows(query, customer_id, _least_of_today(segment.number, on)))
    return bool(rows(query, customer_id, *_values(segment, on)))


def _least_of_today(percent: int, on: date) -> int:
    """Give what a sale compares with, asked once a day: it reads every sale."""
    kept = _LEAST_KEPT.setdefault(database.obj, {})
    if (percent, on) not in kept:
        kept[percent, on] = _least_of_top(percent)
    return kept[percent, on]


def _count(segment: Segment, on: date) -> int:
    where = f"{_LIVE} AND {_WHERE[segment.kind]}"
    query = f"SELECT COUNT(*) FROM customer c WHERE {where}"  # noqa: S608 - constant parts
    return int(rows(query, *_values(segment, on))[0][0])


def _values(segment: Segment, on: date) -> tuple[object, ...]:
    match segment.kind:
        case SegmentKind.TOP:
            return (_least_of_top(segment.number),)
        case SegmentKind.AWAY:
            return ((on - timedelta(days=segment.number)).isoformat(),)
        case SegmentKind.BIRTHDAY:
            return (on.month,)
        case SegmentKind.AREA | SegmentKind.TIER:
            return (segment.value,)
        case _:
            return ()


def _least_of_top(percent: int) -> int:
    """Give what the last of the best n % spent: at least one customer is among them."""
    spenders = rows(_SPENDERS)[0][0]
    place = max(0, -(-spenders * percent // 100) - 1)
    found = rows(_LEAST, place)
    return int(found[0][0]) if found else _NOBODY
