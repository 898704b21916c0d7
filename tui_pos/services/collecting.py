"""Whom to ask for money today: promised, broken promises, then the oldest (K43)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.db import day, rows
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.permissions import Permission
from tui_pos.services import ageing
from tui_pos.services.acts import question

if TYPE_CHECKING:
    from datetime import date

    from tui_pos.domain.permissions import Actor

_PROMISES = (
    "SELECT customer_id, on_day, amount, state FROM promise p WHERE id ="
    " (SELECT MAX(id) FROM promise o WHERE o.customer_id = p.customer_id)"
    " AND (state = 'broken' OR state = 'part kept' OR state = 'open')"
)


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
