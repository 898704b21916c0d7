"""What customers said they would pay, and whether they did (K42)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.db import day, rows
from tui_pos.domain.errors import AmountNotPositiveError
from tui_pos.domain.khata_errors import PastPromiseError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.permissions import Permission
from tui_pos.domain.text import clean_text
from tui_pos.models import Promise
from tui_pos.services import khata, promise_keeping, shifts
from tui_pos.services.acts import act, question
from tui_pos.services.journal import Act

if TYPE_CHECKING:
    from datetime import date, datetime

    from tui_pos.domain.permissions import Actor

_LISTED = (
    "SELECT amount, on_day, made_on, user_name, note, state FROM promise"
    " WHERE customer_id = ? ORDER BY id DESC"
)


@dataclass(frozen=True, slots=True)
class Promised:
    """What somebody said they would pay."""

    amount: Money
    on_day: date
    made_on: date
    taken_by: str
    note: str
    state: str


@act(Permission.KHATA_PROMISE)
def promise(
    customer_id: int, amount: Money, on_day: date, *, by: Actor, at: datetime
) -> Promised:
    """Note when somebody will pay how much; an open promise is moved by it.

    Raises:
        AmountNotPositiveError: It is zero or below.
        PastPromiseError: The day is over.
        CustomerNotFoundError: There is no such customer.
    """
    if amount <= ZERO:
        raise AmountNotPositiveError
    today = shifts.business_date(by, at)
    if on_day < today:
        raise PastPromiseError
    opened = Act(by, at, business_date=today)
    khata.lock(customer_id)
    khata.due_date(customer_id, today)
    rows(
        "UPDATE promise SET state = 'moved' WHERE customer_id = ? AND state = 'open'",
        customer_id,
    )
    made = Promise.create(
        customer=customer_id,
        amount=amount,
        on_day=on_day,
        made_on=today,
        made_at=at,
        user_name=clean_text(by.name),
        paid_before=promise_keeping.paid(customer_id),
    )
    opened.close(
        "promise", str(customer_id), amount=amount.paisas, on=on_day.isoformat()
    )
    return Promised(amount, on_day, today, made.user_name, "", "open")


@question(Permission.KHATA_SEE)
def of(customer_id: int, *, by: Actor) -> list[Promised]:
    """Give what a customer promised, the newest first."""
    return [
        Promised(Money(amount), day(on_day), day(made), who, note, state)
        for amount, on_day, made, who, note, state in rows(_LISTED, customer_id)
    ]
