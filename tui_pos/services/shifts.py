"""The trading day at one drawer: opened with a float, closed by a count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.db import day, moment, next_id, rows
from tui_pos.domain.errors import (
    AmountNotPositiveError,
    NoOpenShiftError,
    ShiftAlreadyOpenError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.period import month_after
from tui_pos.domain.permissions import Permission
from tui_pos.models import Counter, DrawerEntry, Shift
from tui_pos.services import points, promise_keeping
from tui_pos.services.acts import act, open_to_all, question
from tui_pos.services.journal import Act

if TYPE_CHECKING:
    from datetime import date, datetime

    from tui_pos.domain.permissions import Actor

OFFICE = "office"
"""The counter of acts without a drawer."""
_CURRENT = (
    "SELECT s.id, s.business_date, s.opened_at, u.name FROM shift s"
    " JOIN user u ON u.id = s.opened_by_id"
    " WHERE s.counter_id = ? AND s.closed_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class OpenShift:
    """A shift that takes money."""

    shift_id: int
    business_date: date
    opened_at: datetime
    opened_by: str


@dataclass(frozen=True, slots=True)
class ShiftOpened:
    """A shift as it was opened."""

    shift_id: int
    business_date: date
    opening_float: Money
    head: str
    expired: int = 0
    """Points that were past their last day (C12)."""
    lapsing: int = 0
    """Points whose last day is in the next month."""


@dataclass(frozen=True, slots=True)
class ShiftClosed:
    """A shift as it was closed; `difference = counted - expected`."""

    shift_id: int
    counted: Money
    expected: Money
    difference: Money
    head: str


@open_to_all("every act needs the day it belongs to")
def current(counter_id: int) -> OpenShift | None:
    """Give the open shift of a counter."""
    for shift_id, business_date, opened_at, opened_by in rows(_CURRENT, counter_id):
        return OpenShift(
            shift_id=shift_id,
            business_date=day(business_date),
            opened_at=moment(opened_at),
            opened_by=opened_by,
        )
    return None


@open_to_all("every act needs the day it belongs to")
def required(by: Actor) -> OpenShift:
    """Give the open shift of the actor's counter.

    Raises:
        NoOpenShiftError: There is none.
    """
    shift = current(by.counter_id)
    if shift is None:
        raise NoOpenShiftError(counter=by.counter)
    return shift


@open_to_all("every act needs the day it belongs to")
def business_date(by: Actor, at: datetime) -> date:
    """Give the day an act belongs to: the open shift's, else the local day."""
    shift = current(by.counter_id)
    return shift.business_date if shift else at.date()


@question(Permission.SELL)
def open_shift_of(*, by: Actor) -> OpenShift | None:
    """Give the open shift of the actor's counter, if there is one."""
    return current(by.counter_id)


@act(Permission.SHIFT_OPEN)
def open_shift(opening_float: Money, *, by: Actor, at: datetime) -> ShiftOpened:
    """Open the counter's shift with the cash that lies in its drawer.

    Raises:
        ShiftAlreadyOpenError: It is open already.
        AmountNotPositiveError: The float is below zero.
        NoOpenShiftError: The office has no drawer.
    """
    if by.counter == OFFICE:
        raise NoOpenShiftError(counter=by.counter)
    if opening_float < ZERO:
        raise AmountNotPositiveError
    if current(by.counter_id) is not None:
        raise ShiftAlreadyOpenError(counter=by.counter)
    opened = Act(by, at, business_date=at.date())
    shift = Shift.create(
        counter=by.counter_id,
        business_date=at.date(),
        opened_at=at,
        opened_by=by.user_id,
        opening_float=opening_float,
    )
    opened.append(
        DrawerEntry, [drawer_row(shift.id, "float", opening_float, by=by, at=at)]
    )
    before = rows("SELECT MAX(business_date) FROM shift WHERE id <> ?", shift.id)
    expired = points.expire(at.date(), opened, since=before[0][0])
    tell = {"points_expired": expired} if expired else {}
    head = opened.close("shift-open", str(shift.id), float=opening_float.paisas, **tell)
    soon = points.lapsing(*month_after(at.date()))
    return ShiftOpened(shift.id, at.date(), opening_float, head, expired, soon)


@act(Permission.SHIFT_CLOSE)
def close_shift(counted: Money, *, by: Actor, at: datetime) -> ShiftClosed:
    """Close the counter's shift on a plain count of its drawer.

    Raises:
        NoOpenShiftError: No shift is open.
        AmountNotPositiveError: The count is below zero.
    """
    if counted < ZERO:
        raise AmountNotPositiveError
    shift = required(by)
    opened = Act(by, at, business_date=shift.business_date)
    expected = _in_drawer(shift.shift_id)
    Shift.update(
        closed_at=at, closed_by=by.user_id, counted=counted, expected=expected
    ).where(Shift.id == shift.shift_id).execute()
    promise_keeping.judge(shift.business_date)
    head = opened.close(
        "shift-close",
        str(shift.shift_id),
        counted=counted.paisas,
        expected=expected.paisas,
    )
    return ShiftClosed(shift.shift_id, counted, expected, counted - expected, head)


@question(Permission.SHIFT_EXPECTED)
def taken(*, by: Actor) -> Money:
    """Tell the cash that came into the open drawer, without its float.

    Raises:
        NoOpenShiftError: No shift is open.
    """
    shift = required(by)
    found = rows(
        "SELECT COALESCE(SUM(amount), 0) FROM drawer_entry"
        " WHERE shift_id = ? AND kind <> 'float'",
        shift.shift_id,
    )
    return Money(found[0][0])


@open_to_all("used inside the acts of other services")
def drawer_row(
    shift_id: int, kind: str, amount: Money, *, by: Actor, at: datetime
) -> dict[str, object]:
    """Make the row of cash into (above zero) or out of the drawer."""
    return {
        "id": next_id(DrawerEntry),
        "shift_id": shift_id,
        "kind": kind,
        "amount": amount,
        "at": at,
        "user_id": by.user_id,
    }


def _in_drawer(shift_id: int) -> Money:
    query = "SELECT COALESCE(SUM(amount), 0) FROM drawer_entry WHERE shift_id = ?"
    return Money(rows(query, shift_id)[0][0])


@open_to_all("a counter is found before anybody is logged in")
def counter_named(name: str) -> Counter | None:
    """Find a counter by name."""
    found: Counter | None = Counter.get_or_none(Counter.name == name)
    return found
