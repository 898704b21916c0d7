"""Read-only questions about customers: who buys most, and how often (C16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.db import rows
from tui_pos.domain.money import Money
from tui_pos.domain.permissions import Permission
from tui_pos.services.acts import question

if TYPE_CHECKING:
    from tui_pos.domain.period import Period
    from tui_pos.domain.permissions import Actor

_TOP = (
    "SELECT s.customer_id, c.name, SUM(s.total), SUM(CASE WHEN s.kind IN"
    " ('sale', 'history') THEN 1 ELSE 0 END)"
    " FROM sale s JOIN customer c ON c.id = s.customer_id"
    " WHERE s.business_date BETWEEN ? AND ? GROUP BY s.customer_id, c.name"
    " ORDER BY SUM(s.total) DESC, s.customer_id LIMIT ?"
)
_FREQUENCY = (
    "SELECT visits, COUNT(*) FROM (SELECT SUM(CASE WHEN s.kind IN ('sale', 'history')"
    " THEN 1 ELSE 0 END) AS visits FROM sale s WHERE s.customer_id IS NOT NULL"
    " AND s.business_date BETWEEN ? AND ? GROUP BY s.customer_id) AS counted"
    " WHERE visits > 0 GROUP BY visits ORDER BY visits"
)


@dataclass(frozen=True, slots=True)
class TopCustomer:
    """Somebody who bought much."""

    customer_id: int
    name: str
    spent: Money
    visits: int


@question(Permission.CUSTOMER_FULL)
def top_customers(period: Period, count: int, *, by: Actor) -> list[TopCustomer]:
    """Give who spent most in a period, the best first."""
    found = rows(_TOP, period.first.isoformat(), period.last.isoformat(), count)
    return [
        TopCustomer(customer_id, name, Money(spent), visits)
        for customer_id, name, spent, visits in found
    ]


@question(Permission.CUSTOMER_FULL)
def frequency(period: Period, *, by: Actor) -> dict[int, int]:
    """Tell how many customers came how often in a period: visits, and how many."""
    span = (period.first.isoformat(), period.last.isoformat())
    return dict(rows(_FREQUENCY, *span))
