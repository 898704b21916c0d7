"""The ledger of points: what a customer has, in lots, and the pen that writes in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.db import day, next_id, rows
from tui_pos.domain.loyalty import PointsKind, Standing, Step, standing
from tui_pos.models import PointsEntry
from tui_pos.services.acts import open_to_all

if TYPE_CHECKING:
    from datetime import date

    from tui_pos.db import Row
    from tui_pos.services.journal import Act

_BALANCE = "SELECT COALESCE(SUM(points), 0) FROM points_entry WHERE customer_id = ?"
_STEPS = (
    "SELECT id, points, expires_on, of_id FROM points_entry WHERE customer_id = ?"
    " ORDER BY id"
)
_LAPSING = (
    "SELECT DISTINCT customer_id FROM points_entry WHERE points > 0"
    " AND expires_on BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM points_entry x"
    " WHERE x.of_id = points_entry.id AND x.kind = 'expire')"
)
_FIRST_DAY = "0001-01-01"


@open_to_all("the one balance of points; its askers are permitted")
def balance(customer_id: int) -> int:
    """Tell how many points a customer has; a return may leave less than nothing."""
    return int(rows(_BALANCE, customer_id)[0][0])


@open_to_all("called inside permitted acts and questions")
def standing_of(customer_id: int) -> Standing:
    """Give what a customer has as lots, the oldest first."""
    return standing(
        Step(entry_id, points, day(expires) if expires else None, of_id)
        for entry_id, points, expires, of_id in rows(_STEPS, customer_id)
    )


@open_to_all("called inside permitted acts")
def write(
    customer_id: int, kind: PointsKind, points: int, opened: Act, **columns: object
) -> int:
    """Write a line; nothing is written for no points. Give the line's id, or 0."""
    if not points:
        return 0
    row: Row = {
        "id": next_id(PointsEntry),
        "customer_id": customer_id,
        "kind": kind,
        "points": points,
        "business_date": opened.stamp.business_date,
        "at": opened.stamp.at,
        "user_name": opened.actor.name,
        **columns,
    }
    opened.append(PointsEntry, [row])
    return int(str(row["id"]))


@open_to_all("called inside the act that opens a day")
def expire(on: date, opened: Act, *, since: str | None = None) -> int:
    """Take what is past its last day; give how many points that was.

    Run twice, it finds nothing more. What lapsed before `since` (an ISO day), when it
    ran last, was taken then and is not read again.
    """
    gone = 0
    for customer_id in _with_lots(since or _FIRST_DAY, _before(on)):
        for lot in standing_of(customer_id).lots:
            if lot.expires_on is not None and lot.expires_on < on:
                gone += lot.points
                write(
                    customer_id,
                    PointsKind.EXPIRE,
                    -lot.points,
                    opened,
                    of_id=lot.entry_id,
                )
    return gone


@open_to_all("called inside permitted questions, and told when a day is opened")
def lapsing(first: date, last: date) -> int:
    """Tell how many points are good until a day between these and not longer."""
    return sum(
        lot.points
        for customer_id in _with_lots(first.isoformat(), last.isoformat())
        for lot in standing_of(customer_id).lots
        if lot.expires_on is not None and first <= lot.expires_on <= last
    )


def _with_lots(first: str, last: str) -> list[int]:
    return [row[0] for row in rows(_LAPSING, first, last)]


def _before(on: date) -> str:
    return on.fromordinal(on.toordinal() - 1).isoformat()
