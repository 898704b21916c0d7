"""Messages that wait to be sent: a row inside the act, for those who agreed to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tui_pos.db import rows
from tui_pos.models import OutboxMessage
from tui_pos.services.acts import open_to_all

if TYPE_CHECKING:
    from datetime import datetime

    from tui_pos.domain.money import Money

_AGREED = "SELECT consent_receipts FROM customer WHERE id = ?"


@open_to_all("called inside the act of a sale")
def put_points(
    customer_id: int, receipt: str, earned: int, total: int, *, at: datetime
) -> None:
    """Keep a message about points, where the customer agreed (C17)."""
    if rows(_AGREED, customer_id) != [(1,)]:
        return
    payload = {"receipt": receipt, "earned": earned, "total": total}
    OutboxMessage.create(
        dedupe_key=f"points:{receipt}",
        kind="points",
        customer=customer_id,
        payload=msgspec.json.encode(payload).decode(),
        body=f"You earned {earned:,} points! Total: {total:,} points.",
        created_at=at,
    )


@open_to_all("called inside permitted acts")
def put(
    kind: str, customer_id: int, slip: str, balance: Money, *, at: datetime
) -> None:
    """Keep a message about a line of the khata, where the customer agreed (K39)."""
    if rows(_AGREED, customer_id) != [(1,)]:
        return
    payload = {"slip": slip, "balance": balance.paisas}
    OutboxMessage.create(
        dedupe_key=f"{kind}:{slip}",
        kind=kind,
        customer=customer_id,
        payload=msgspec.json.encode(payload).decode(),
        created_at=at,
    )
