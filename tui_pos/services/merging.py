"""Making one account of two, and undoing it (K51).

Each open debt moves as a pair of lines with its own days, so that the ageing stays
as it was; old bills stay where they are and point to where their debt stands now.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tui_pos.db import rows
from tui_pos.domain.errors import ReasonNeededError
from tui_pos.domain.khata import EntryKind
from tui_pos.domain.khata_errors import (
    LaterEntriesError,
    MergedAccountError,
    NotMergedError,
    SameAccountError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.permissions import Permission
from tui_pos.domain.text import clean_text
from tui_pos.models import Customer
from tui_pos.services import (
    ageing,
    customers,
    khata,
    loyalty,
    promise_keeping,
    shifts,
)
from tui_pos.services.acts import act
from tui_pos.services.journal import Act
from tui_pos.services.khata import OpenKhata

if TYPE_CHECKING:
    from datetime import datetime

    from tui_pos.domain.permissions import Actor

_MOVES = (
    "UPDATE customer_order SET customer_id = ? WHERE customer_id = ?"
    " AND state NOT IN ('handed_over', 'rejected', 'expired', 'cancelled')",
    "UPDATE cart SET customer_id = ? WHERE customer_id = ?",
)
_MOVE_PROMISES = (
    "UPDATE promise SET customer_id = ?, paid_before = paid_before + ?"
    " WHERE customer_id = ? AND state = 'open'"
)
_ONE_PROMISE = (
    "UPDATE promise SET state = 'moved' WHERE customer_id = ?1 AND state = 'open'"
    " AND id < (SELECT MAX(id) FROM promise WHERE customer_id = ?1 AND state = 'open')"
)
_GUARDS = "SELECT status, bounced_on FROM customer WHERE id = ?"
_GUARD = "UPDATE customer SET status = ?, bounced_on = ? WHERE id = ?"
_PHONES = "SELECT phone FROM customer_phone WHERE customer_id = ? ORDER BY position, id"
_GIVE_PHONE = (
    "UPDATE customer_phone SET customer_id = ?, position = (SELECT"
    " COALESCE(MAX(position), 0) + 1 FROM customer_phone WHERE customer_id = ?)"
    " WHERE phone = ?"
)
_GIVE_PHONE_BACK = f"{_GIVE_PHONE} AND customer_id = ?"
_PAIRS = (
    "SELECT o.id, o.debit - o.credit, i.id, i.debit - i.credit FROM khata_entry o"
    " JOIN khata_entry i ON i.belongs_to_id = o.id AND i.kind = 'merge_in'"
    " WHERE o.customer_id = ? AND o.kind = 'merge_out' AND NOT EXISTS"
    " (SELECT 1 FROM khata_entry r WHERE r.reverses_id = o.id) ORDER BY o.id"
)
_KEPT = (
    "SELECT e.id, e.debit - e.credit FROM khata_entry e WHERE e.customer_id = ?"
    " AND e.kind IN ('merge_in', 'merge_out') AND e.reference = ? AND NOT EXISTS"
    " (SELECT 1 FROM khata_entry r WHERE r.reverses_id = e.id) ORDER BY e.id"
)
"""The lines that kept paid what was paid."""
_LATER = "SELECT 1 FROM khata_entry WHERE customer_id IN (?, ?) AND id > ?"
_INTO = "SELECT merged_into_id FROM customer WHERE id = ?"
_MERGED = (
    "SELECT detail FROM journal WHERE kind = 'customer-merge' AND reference = ?"
    " ORDER BY at DESC, seq DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Merged:
    """Two accounts that are one now, or two again."""

    source_id: int
    target_id: int
    moved: Money
    """What the account owed that was taken over."""
    owed_after: Money
    """What the other account owes now."""


@act(Permission.KHATA_MERGE)
def merge(
    source_id: int, target_id: int, reason: str, *, by: Actor, at: datetime
) -> Merged:
    """Let one account take another one over: debts with their days, phones, card.

    Raises:
        SameAccountError: It is one account.
        ReasonNeededError: Nobody said why.
        CustomerNotFoundError: There is no such customer.
        MergedAccountError: One of them was merged before.
    """
    if source_id == target_id:
        raise SameAccountError
    said = _reason(reason)
    for customer_id in sorted((source_id, target_id)):
        customers.name_of(customer_id)
        home, _entry = khata.home_of(customer_id)
        if home != customer_id:
            raise MergedAccountError(into=home)
        khata.lock(customer_id)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    moved = khata.balance(source_id)
    source, target = OpenKhata(source_id, opened), OpenKhata(target_id, opened)
    reference = f"{source_id}>{target_id}"
    _keep_what_was_paid(source, target, reference, said)
    _move_debts(source, target, said)
    loyalty.move(source_id, target_id, reference, opened)
    phones = [row[0] for row in rows(_PHONES, source_id)]
    for phone in phones:
        rows(_GIVE_PHONE, target_id, target_id, phone)
    for move in _MOVES:
        rows(move, target_id, source_id)
    _move_promises(source_id, target_id)
    guards = [rows(_GUARDS, one)[0] for one in (source_id, target_id)]
    rows(_GUARD, *_stricter(guards), target_id)
    Customer.update(merged_into_id=target_id, status="closed").where(
        Customer.id == source_id
    ).execute()
    _index(source_id, target_id)
    opened.close(
        "customer-merge",
        reference,
        phones=phones,
        guards=guards,
        moved=moved.paisas,
        why=said,
    )
    return Merged(source_id, target_id, moved, target.balance)


@act(Permission.KHATA_MERGE)
def undo_merge(source_id: int, reason: str, *, by: Actor, at: datetime) -> Merged:
    """Make two accounts of one again, while nothing later depends on it.

    Promises, orders and open bills that were taken over stay where they are.

    Raises:
        ReasonNeededError: Nobody said why.
        NotMergedError: It was not merged.
        LaterEntriesError: Lines came after it, on either account.
    """
    said = _reason(reason)
    target_id = _taken_over_by(source_id)
    pairs = rows(_PAIRS, source_id)
    last = max((pair[2] for pair in pairs), default=None)
    if last is None:
        last = rows("SELECT COALESCE(MAX(id), 0) FROM khata_entry")[0][0]
    reference = f"{source_id}>{target_id}"
    if rows(_LATER, source_id, target_id, last) or loyalty.has_later(
        source_id, target_id, reference
    ):
        raise LaterEntriesError
    for customer_id in sorted((source_id, target_id)):
        khata.lock(customer_id)
    merged = json.loads(rows(_MERGED, reference)[0][0])
    Customer.update(merged_into_id=None, status="active").where(
        Customer.id == source_id
    ).execute()
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    source, target = OpenKhata(source_id, opened), OpenKhata(target_id, opened)
    for out_id, out_step, in_id, in_step in pairs:
        for page, entry_id, step in (
            (source, out_id, out_step),
            (target, in_id, in_step),
        ):
            back = -Money(step)
            page.write(EntryKind.REVERSAL, back, reverses_id=entry_id, reason=said)
    loyalty.move_back(source_id, target_id, reference, opened)
    for kept_id, step in rows(_KEPT, target_id, reference):
        back = -Money(step)
        target.write(EntryKind.REVERSAL, back, reverses_id=kept_id, reason=said)
    _give_back(source_id, target_id, merged)
    _index(source_id, target_id)
    opened.close("customer-unmerge", reference, why=said)
    return Merged(source_id, target_id, source.balance, target.balance)


def _give_back(source_id: int, target_id: int, merged: dict[str, Any]) -> None:
    """Give phones, holds and a bounced cheque back as they were before the merge."""
    for phone in merged["phones"]:
        rows(_GIVE_PHONE_BACK, source_id, source_id, phone, target_id)
    both = zip(merged.get("guards", ()), (source_id, target_id), strict=False)
    for guard, customer_id in both:
        rows(_GUARD, *guard, customer_id)


def _move_promises(source_id: int, target_id: int) -> None:
    """Move an open promise; what was paid before it is counted on the other account."""
    step = promise_keeping.paid(target_id) - promise_keeping.paid(source_id)
    rows(_MOVE_PROMISES, target_id, step.paisas, source_id)
    rows(_ONE_PROMISE, target_id)


def _stricter(guards: list[tuple[str, str | None]]) -> tuple[str, str | None]:
    """Let a hold and a bounced cheque of either account hold for the one."""
    (source, bounced), (target, bounced_too) = guards
    status = "hold" if "hold" in {source, target} else target
    return status, max(filter(None, (bounced, bounced_too)), default=None)


def _taken_over_by(source_id: int) -> int:
    for (target_id,) in rows(_INTO, source_id):
        if target_id is None:
            break
        if khata.home_of(target_id) != (target_id, None):
            raise LaterEntriesError  # it was taken over itself
        return int(target_id)
    raise NotMergedError


def _keep_what_was_paid(
    source: OpenKhata, target: OpenKhata, reference: str, reason: str
) -> None:
    """Let what the target's credits paid stay paid, although older debts move in.

    They would otherwise pay the oldest first and leave a newer bill open that was
    paid. One debit takes those credits, and pins give it to the bills they had paid.
    """
    moving = ageing.open_debts(source.customer_id)
    oldest = min((debt.aged_from for debt in moving), default=date.max)
    all_paid = ageing.paid_in_turn(target.customer_id)
    paid = [(entry_id, amount) for entry_id, on, amount in all_paid if on >= oldest]
    if not paid:
        return
    before_all = min(oldest, *(on for _entry, on, _amount in all_paid))
    target.write(
        EntryKind.MERGE_OUT,
        Money.total(amount for _entry, amount in paid),
        aged_from=before_all - timedelta(days=1),
        reference=reference,
        reason=reason,
    )
    for entry_id, amount in paid:
        target.write(
            EntryKind.MERGE_IN,
            -amount,
            pinned_to_id=entry_id,
            reference=reference,
            reason=reason,
        )


def _move_debts(source: OpenKhata, target: OpenKhata, reason: str) -> None:
    for debt in ageing.open_debts(source.customer_id):
        out = source.write(
            EntryKind.MERGE_OUT,
            -debt.amount,
            pinned_to_id=debt.entry_id,
            reason=reason,
        )
        target.write(
            EntryKind.MERGE_IN,
            debt.amount,
            aged_from=debt.aged_from,
            due_date=debt.due_date,
            belongs_to_id=out,
            reason=reason,
        )
    if source.balance < ZERO:  # an advance moves as one pair
        advance = -source.balance
        out = source.write(EntryKind.MERGE_OUT, advance, reason=reason)
        target.write(EntryKind.MERGE_IN, -advance, belongs_to_id=out, reason=reason)


def _reason(reason: str) -> str:
    said = clean_text(reason)
    if not said:
        raise ReasonNeededError
    return said


def _index(*customer_ids: int) -> None:
    for customer_id in customer_ids:
        customers.index(customer_id)
