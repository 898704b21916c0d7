"""Whether promises were kept: told when a day is closed (K42)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.db import rows
from tui_pos.domain.money import Money
from tui_pos.services.acts import open_to_all

if TYPE_CHECKING:
    from datetime import date

_PAID = (
    "SELECT COALESCE(SUM(CASE kind WHEN 'payment' THEN credit ELSE -debit END), 0)"
    " FROM khata_entry e WHERE customer_id = ? AND (kind = 'payment' OR (debit > 0"
    " AND EXISTS (SELECT 1 FROM khata_entry p WHERE p.id = e.reverses_id"
    " AND p.kind = 'payment')))"
)
_DUE = (
    "SELECT id, customer_id, amount, paid_before FROM promise"
    " WHERE on_day <= ?1 AND (state = 'open'"
    " OR (on_day = ?1 AND state IN ('broken', 'part kept')))"
)
_STATE = "UPDATE promise SET state = ? WHERE id = ?"


@open_to_all("called inside permitted acts")
def paid(customer_id: int) -> Money:
    """Give what somebody paid in all, without what was reversed or bounced."""
    return Money(rows(_PAID, customer_id)[0][0])


@open_to_all("called inside the act that closes the day")
def judge(on: date) -> None:
    """Tell of every promise that is due whether it was kept, in part, or broken.

    One of today is told anew by each shift that closes today: they may pay later.
    """
    for promise_id, customer_id, amount, before in rows(_DUE, on.isoformat()):
        since = paid(customer_id).paisas - before
        state = "kept" if since >= amount else "part kept" if since > 0 else "broken"
        rows(_STATE, state, promise_id)
