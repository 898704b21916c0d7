"""Lines of a khata that their customer denies (K40).

They stay in the balance; reminders leave them out until they are settled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.db import rows
from tui_pos.domain.errors import ReasonNeededError
from tui_pos.domain.khata_errors import AlreadyDisputedError, EntryNotFoundError
from tui_pos.domain.permissions import Permission
from tui_pos.domain.text import clean_text
from tui_pos.models import Dispute
from tui_pos.services import shifts
from tui_pos.services.acts import act, question
from tui_pos.services.journal import Act

if TYPE_CHECKING:
    from datetime import datetime

    from tui_pos.domain.permissions import Actor

_OPEN = (
    "SELECT d.entry_id, d.note FROM dispute d JOIN khata_entry e ON e.id = d.entry_id"
    " WHERE e.customer_id = ? AND d.settled_at IS NULL"
)
_SETTLE = "UPDATE dispute SET settled_at = ? WHERE entry_id = ? AND settled_at IS NULL"


@act(Permission.KHATA_PROMISE)
def dispute(entry_id: int, note: str, *, by: Actor, at: datetime) -> None:
    """Note that a customer denies a line, and what they say.

    Raises:
        ReasonNeededError: Nobody wrote what they say.
        EntryNotFoundError: There is no such line.
        AlreadyDisputedError: It is noted already, or was once.
    """
    said = clean_text(note)
    if not said:
        raise ReasonNeededError
    if not rows("SELECT 1 FROM khata_entry WHERE id = ?", entry_id):
        raise EntryNotFoundError(entry=str(entry_id))
    if rows("SELECT 1 FROM dispute WHERE entry_id = ?", entry_id):
        raise AlreadyDisputedError
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    Dispute.create(entry=entry_id, note=said, at=at, user_name=clean_text(by.name))
    opened.close("dispute", str(entry_id), note=said)


@act(Permission.KHATA_ADJUST)
def settle(entry_id: int, *, by: Actor, at: datetime) -> None:
    """Note that it is settled; a wrong line is reversed besides.

    Raises:
        EntryNotFoundError: Nobody denies this line.
    """
    if not rows("SELECT 1 FROM dispute WHERE entry_id = ?", entry_id):
        raise EntryNotFoundError(entry=str(entry_id))
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    rows(_SETTLE, Dispute.settled_at.db_value(at), entry_id)
    opened.close("dispute-settled", str(entry_id))


@question(Permission.KHATA_SEE)
def open_of(customer_id: int, *, by: Actor) -> dict[int, str]:
    """Give what a customer denies: the line, and what they say."""
    return dict(rows(_OPEN, customer_id))
