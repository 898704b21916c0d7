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
from tui_pos.domain.khata_errors import (
    OverdueError,
    SecondPersonError,
    TakerNeededError,
)
from tui_pos.domain.money import ZERO, Money

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class EntryKind(StrEnum):
    """What a line of the khata records (K2, and `goods` of free lines)."""

    OPENING = "opening"
    SALE = "sale"
    GOODS = "goods"
    PAYMENT = "payment"
    RETURN = "return"
    DISCOUNT = "discount_allowed"
    WRITE_OFF = "write_off"
    RECOVERY = "recovery"
    ADJUST_UP = "adjust_up"
    ADJUST_DOWN = "adjust_down"
    REFUND_OUT = "refund_out"
    BOUNCED = "bounced"
    MERGE_OUT = "merge_out"
    MERGE_IN = "merge_in"
    REVERSAL = "reversal"


REVERSIBLE = frozenset(
    {
        EntryKind.OPENING,
        EntryKind.GOODS,
        EntryKind.PAYMENT,
        EntryKind.WRITE_OFF,
        EntryKind.RECOVERY,
        EntryKind.ADJUST_UP,
        EntryKind.ADJUST_DOWN,
        EntryKind.REFUND_OUT,
    }
)
"""A sale is voided or returned, a merge undone, a cheque bounced, a reversal kept."""
CORRECTABLE = REVERSIBLE - {
    EntryKind.WRITE_OFF,
    EntryKind.RECOVERY,
    EntryKind.REFUND_OUT,
}
"""What is written again with another amount; the rest is reversed and done anew."""


class Policy(StrEnum):
    """What happens where a limit is passed (K14)."""

    WARN = "warn"
    ASK = "supervisor"
    BLOCK = "block"


class ConfirmBy(StrEnum):
    """How a second person says yes to a large udhaar (K38)."""

    SIGNATURE = "signature"
    """On the slip; nothing is asked on the screen."""
    CUSTOMER_PIN = "customer-pin"
    """The customer's own; one who has none signs."""
    STAFF_PIN = "staff-pin"
    """Of anybody else who works here."""


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """What the shop asks for above an amount; None never asks."""

    above: Money | None = None
    way: ConfirmBy = ConfirmBy.SIGNATURE


class CustomerStatus(StrEnum):
    """Whether a customer may take goods on khata (K7)."""

    ACTIVE = "active"
    HOLD = "hold"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A second person's yes to one udhaar, up to its amount."""

    way: str
    who: str
    amount: Money

    def covers(self, way: str, amount: Money) -> bool:
        """Tell whether this is the yes that was asked for, and not to more."""
        return way == self.way and amount <= self.amount


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
    over_limit: Policy = Policy.ASK
    overdue: Policy = Policy.WARN
    late: OpenDebt | None = None
    """The debt that is most overdue, past the days of grace."""
    late_days: int = 0
    takers: tuple[str, ...] = ()
    """Who may take goods; nobody named lets anybody (K8)."""
    has_pin: bool = False
    """Whether they can confirm an udhaar with a PIN of their own (K38)."""
    customer_id: int = 0

    @property
    def room(self) -> Money | None:
        """What may still be lent; None is without end, below zero is over the limit."""
        if self.limit is None:
            return None
        return self.limit - self.owed - self.pending


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
    if customer.over_limit is Policy.WARN or room is None or on_khata <= room:
        return
    raise CreditLimitError(
        limit=customer.limit or ZERO,
        owes=customer.owed + customer.pending,
        bill=on_khata,
        over=min(on_khata, on_khata - room),
        is_final=customer.over_limit is Policy.BLOCK,
    )


def check_age(customer: CreditLine, on_khata: Money) -> None:
    """Hold a customer to the limit in time (K13).

    Raises:
        OverdueError: A bill is past its day by more than the days of grace.
    """
    late = customer.late
    if customer.overdue is Policy.WARN or late is None:
        return
    raise OverdueError(
        name=customer.name,
        days=customer.late_days,
        since=late.aged_from,
        unpaid=late.amount,
        bill=on_khata,
        is_final=customer.overdue is Policy.BLOCK,
    )


def check_taker(customer: CreditLine, taken_by: str) -> None:
    """Let only those take goods whom the customer named (K8).

    Raises:
        TakerNeededError: Nobody was named, or somebody else.
    """
    named = {name.casefold() for name in customer.takers}
    if named and taken_by.strip().casefold() not in named:
        raise TakerNeededError(names=customer.takers)


def check_second_person(
    customer: CreditLine,
    on_khata: Money,
    asked: SecondPerson,
    confirmation: Confirmation | None,
) -> str | None:
    """Tell how a second person said yes, or None where nobody need be asked (K38).

    Raises:
        SecondPersonError: Somebody must type their PIN first.
    """
    if asked.above is None or on_khata <= asked.above:
        return None
    way = asked.way
    if way is ConfirmBy.CUSTOMER_PIN and not customer.has_pin:
        way = ConfirmBy.SIGNATURE
    if way is ConfirmBy.SIGNATURE:
        return way
    if confirmation is None or not confirmation.covers(way, on_khata):
        raise SecondPersonError(way, customer.name, on_khata, customer.customer_id)
    return f"{way} {confirmation.who}"


def oldest_days(debts: Sequence[OpenDebt], *, today: date) -> int:
    """Tell how many days the oldest open debit has waited; 0 where there is none."""
    return max(((today - debt.aged_from).days for debt in debts), default=0)


def overdue_days(debts: Sequence[OpenDebt], *, today: date) -> int:
    """Tell by how many days the most overdue open debit is past its date (K13)."""
    return max(0, *((today - debt.due_date).days for debt in debts), 0)
