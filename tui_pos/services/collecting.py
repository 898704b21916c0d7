"""Whom to ask for money today: promised, broken promises, then the oldest (K43).

A sheet is kept as it was printed, so that it can be taken back by its numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.db import day, rows
from tui_pos.domain.khata_errors import SheetNotFoundError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.permissions import Permission
from tui_pos.domain.text import clean_text
from tui_pos.models import CollectionLine, CollectionSheet
from tui_pos.services import ageing, shifts, spool
from tui_pos.services.acts import act, open_to_all, question
from tui_pos.services.journal import Act

if TYPE_CHECKING:
    from datetime import date, datetime

    from tui_pos.domain.permissions import Actor

_PROMISES = (
    "SELECT customer_id, on_day, amount, state FROM promise p WHERE id ="
    " (SELECT MAX(id) FROM promise o WHERE o.customer_id = p.customer_id)"
    " AND (state = 'broken' OR state = 'part kept' OR state = 'open')"
)


_NEWEST = "SELECT id FROM collection_sheet ORDER BY id DESC LIMIT 1"
_SHEET = "SELECT id, on_day, area FROM collection_sheet WHERE id = ?"
_LINES = (
    "SELECT number, customer_id, name, phone, area, owes, oldest, why, promised_on,"
    " promised FROM collection_line WHERE sheet_id = ? ORDER BY number"
)
_TAKEN = "SELECT payment_key, credit FROM khata_entry WHERE payment_key LIKE ?"
_PREFIX = "C"


@dataclass(frozen=True, slots=True)
class ToCollect:
    """Somebody to ask, why, and how much."""

    number: int
    customer_id: int
    name: str
    phone: str
    area: str
    owes: Money
    oldest: date
    why: str
    """promised, broken, or old."""
    promised: tuple[date, Money] | None


@question(Permission.KHATA_BOOK)
def sheet(on: date, area: str = "", *, by: Actor) -> list[ToCollect]:
    """Give today's collection sheet, by area; who promised a later day is let be.

    Within an area those who promised today or before stand first, then broken
    promises, then the rest from the oldest debt on.
    """
    promises = {
        who: (day(on_day), Money(amount), state)
        for who, on_day, amount, state in rows(_PROMISES)
    }
    found = []
    for row in ageing.ageing(on, area=area, by=by).rows:
        promise = promises.get(row.customer_id)
        if row.balance <= ZERO or row.oldest is None:
            continue
        if promise and promise[2] == "open" and promise[0] > on:
            continue
        rank = 2 if promise is None else int(promise[2] != "open")
        found.append((row.area.casefold(), rank, row.oldest, row, promise))
    found.sort(key=lambda one: one[:3])
    return [
        ToCollect(
            number=number,
            customer_id=row.customer_id,
            name=row.name,
            phone=row.phone,
            area=row.area,
            owes=row.balance,
            oldest=oldest,
            why=("promised", "broken", "old")[rank],
            promised=promise[:2] if promise else None,
        )
        for number, (_area, rank, oldest, row, promise) in enumerate(found, start=1)
    ]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A collection sheet as it stands on paper."""

    sheet_id: int
    on: date
    area: str
    lines: tuple[ToCollect, ...]
    received: dict[int, Money]
    """What was entered of it so far, by the numbers of its lines."""

    @property
    def reference(self) -> str:
        """Its number on paper; "" where it is only looked at."""
        return f"{_PREFIX}{self.sheet_id}" if self.sheet_id else ""

    def key_of(self, number: int) -> str:
        """Give the key of the payment of a line: entered twice, it is one payment."""
        return f"{self.reference}-{number}"


@act(Permission.KHATA_BOOK)
def keep_sheet(on: date, area: str = "", *, by: Actor, at: datetime) -> Sheet | None:
    """Keep today's sheet and ask for its paper; None where there is nobody to ask."""
    found = sheet(on, area, by=by)
    if not found:
        return None
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    made = CollectionSheet.create(
        on_day=on, area=clean_text(area), at=at, user_name=clean_text(by.name)
    )
    CollectionLine.insert_many(
        [
            {
                "sheet": made.id,
                "number": one.number,
                "customer": one.customer_id,
                "name": one.name,
                "phone": one.phone,
                "area": one.area,
                "owes": one.owes,
                "oldest": one.oldest,
                "why": one.why,
                "promised_on": one.promised[0] if one.promised else None,
                "promised": one.promised[1] if one.promised else None,
            }
            for one in found
        ]
    ).execute()
    kept = kept_sheet(made.id)
    spool.queue("collection", kept.reference, by=by, at=at)
    opened.close("collection-sheet", kept.reference, people=len(found))
    return kept


@open_to_all("a sheet that is only looked at")
def unkept(on: date, area: str, found: list[ToCollect]) -> Sheet:
    """Make a sheet that nobody takes back by its number."""
    return Sheet(0, on, area, tuple(found), {})


@question(Permission.KHATA_BOOK)
def sheet_of(typed: str = "", *, by: Actor) -> Sheet:
    """Give a sheet by its number, or the newest.

    Raises:
        SheetNotFoundError: There is none.
    """
    digits = clean_text(typed).upper().removeprefix(_PREFIX)
    if digits and not (digits.isascii() and digits.isdigit()):
        raise SheetNotFoundError(sheet=digits)
    found = [(int(digits),)] if digits else rows(_NEWEST)
    if not found:
        raise SheetNotFoundError(sheet="")
    return kept_sheet(found[0][0])


@open_to_all("the printer's worker, and permitted questions")
def kept_sheet(sheet_id: int) -> Sheet:
    """Give a sheet as it was kept.

    Raises:
        SheetNotFoundError: There is none.
    """
    head = rows(_SHEET, sheet_id)
    if not head:
        raise SheetNotFoundError(sheet=f"{_PREFIX}{sheet_id}")
    _id, on, area = head[0]
    prefix = f"{_PREFIX}{sheet_id}-"
    lines = tuple(_kept(row) for row in rows(_LINES, sheet_id))
    paid = {key: Money(credit) for key, credit in rows(_TAKEN, f"{prefix}%")}
    taken = {
        line.number: paid[f"{prefix}{line.number}"]
        for line in lines
        if f"{prefix}{line.number}" in paid
    }
    return Sheet(sheet_id, day(on), area, lines, taken)


@open_to_all("the printer's worker, for no person")
def sheet_on_paper(reference: str) -> Sheet:
    """Give the sheet of a slip.

    Raises:
        SheetNotFoundError: There is none.
    """
    return kept_sheet(int(reference.removeprefix(_PREFIX)))


def _kept(row: tuple[object, ...]) -> ToCollect:
    number, customer_id, name, phone, area, owes, oldest, why, on, promised = row
    return ToCollect(
        number=int(str(number)),
        customer_id=int(str(customer_id)),
        name=str(name),
        phone=str(phone),
        area=str(area),
        owes=Money(int(str(owes))),
        oldest=day(str(oldest)),
        why=str(why),
        promised=(day(str(on)), Money(int(str(promised)))) if on else None,
    )
