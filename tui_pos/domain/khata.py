"""The rules of the khata, the book of what each customer owes (khata.md 2.1-2.4).

A debit is what the customer owes more, a credit what they owe less. Nothing is
ever changed or removed. What is still open on which day is worked out when it is
read: credits pay the oldest debits first, except those pinned to a debit.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tui_pos.domain.errors import (
    CreditLimitError,
    CustomerNotActiveError,
    NoCustomerForKhataError,
)
from tui_pos.domain.money import ZERO, Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date


class EntryKind(StrEnum):
    """What a line of the khata records (K2); each has its side."""

    OPENING = "opening"
    SALE = "sale"
    PAYMENT = "payment"
    RETURN = "return"
    REVERSAL = "reversal"


class CustomerStatus(StrEnum):
    """Whether a customer may take goods on khata (K7)."""

    ACTIVE = "active"
    HOLD = "hold"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the khata as the rules need it; one of debit and credit is zero."""

    entry_id: int
    debit: Money
    credit: Money
    aged_from: date
    due_date: date
    pinned_to: int | None = None
    reverses: int | None = None


@dataclass(frozen=True, slots=True)
class OpenDebt:
    """A debit of which something is still unpaid."""

    entry_id: int
    amount: Money
    aged_from: date
    due_date: date


@dataclass(frozen=True, slots=True)
class CreditLine:
    """What the rules of lending need to know of a customer."""

    name: str
    status: CustomerStatus
    limit: Money | None
    """None is unlimited."""
    owed: Money
    pending: Money = ZERO
    """Accepted orders on khata that are not yet handed over."""

    @property
    def room(self) -> Money | None:
        """What may still be lent; None is without end, below zero is over the limit."""
        if self.limit is None:
            return None
        return self.limit - self.owed - self.pending


def balance(entries: Iterable[Entry]) -> Money:
    """Add up what is owed; below zero is an advance (K3)."""
    return Money.total(entry.debit - entry.credit for entry in entries)


def check_may_owe(customer: CreditLine | None) -> CreditLine:
    """Let only a named, active customer owe (K7).

    Raises:
        NoCustomerForKhataError: Nobody is attached to the sale.
        CustomerNotActiveError: The khata is on hold or closed.
    """
    if customer is None:
        raise NoCustomerForKhataError
    if customer.status is not CustomerStatus.ACTIVE:
        raise CustomerNotActiveError(name=customer.name, status=customer.status)
    return customer


def check_limit(customer: CreditLine, on_khata: Money) -> None:
    """Hold what is lent now to the limit in amount (K10, K11).

    Raises:
        CreditLimitError: It would go over; exactly at the limit is allowed.
    """
    room = customer.room
    if room is not None and on_khata > room:
        raise CreditLimitError(
            limit=customer.limit or ZERO,
            owes=customer.owed + customer.pending,
            bill=on_khata,
            over=min(on_khata, on_khata - room),
        )


def open_debts(entries: Sequence[Entry]) -> list[OpenDebt]:
    """Tell which debits are still open, oldest first (K20-K22).

    `open = clamp(cumulative debit - unpinned credit - spill, 0, debit)`, where a
    debit is net of the credits pinned to it and spill is what pins paid too much.
    A reversal takes its original out of the reckoning, so that old bills reopen
    with their own dates (K27).
    """
    gone = {entry.reverses for entry in entries if entry.reverses is not None}
    counted = [
        entry
        for entry in entries
        if entry.reverses is None and entry.entry_id not in gone
    ]
    pinned: dict[int, Money] = {}
    unpinned = ZERO
    for entry in counted:
        if entry.pinned_to is not None and entry.pinned_to not in gone:
            pinned[entry.pinned_to] = pinned.get(entry.pinned_to, ZERO) + entry.credit
        else:
            unpinned += entry.credit
    debits = sorted(
        (entry for entry in counted if entry.debit),
        key=lambda entry: (entry.aged_from, entry.entry_id),
    )
    return _fifo(debits, pinned, unpinned)


def _fifo(
    debits: Sequence[Entry], pinned: dict[int, Money], unpinned: Money
) -> list[OpenDebt]:
    net = {
        entry.entry_id: entry.debit - pinned.get(entry.entry_id, ZERO)
        for entry in debits
    }
    paid = unpinned - Money.total(left for left in net.values() if left < ZERO)
    found: list[OpenDebt] = []
    for entry in debits:
        left = max(net[entry.entry_id], ZERO)
        used = min(left, paid)
        paid -= used
        if left > used:
            found.append(
                OpenDebt(entry.entry_id, left - used, entry.aged_from, entry.due_date)
            )
    return found


def oldest_days(debts: Sequence[OpenDebt], *, today: date) -> int:
    """Tell how many days the oldest open debit has waited; 0 where there is none."""
    return max(((today - debt.aged_from).days for debt in debts), default=0)


def overdue_days(debts: Sequence[OpenDebt], *, today: date) -> int:
    """Tell by how many days the most overdue open debit is past its date (K13)."""
    return max(0, *((today - debt.due_date).days for debt in debts), 0)
