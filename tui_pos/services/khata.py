"""The khata: what each customer owes and may owe, and the pen that writes in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tui_pos.db import day, next_id, rows
from tui_pos.domain import khata as rules
from tui_pos.domain.errors import CustomerNotFoundError
from tui_pos.domain.khata import (
    CreditLine,
    CustomerStatus,
    EntryKind,
    OpenDebt,
    Policy,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.permissions import Permission
from tui_pos.models import KhataEntry
from tui_pos.services import ageing, points, settings
from tui_pos.services.acts import open_to_all, question

if TYPE_CHECKING:
    from tui_pos.domain.permissions import Actor
    from tui_pos.services.journal import Act

_TERMS = (
    "SELECT name, status, tier, limit_kind, credit_limit, credit_days,"
    " on_over_limit, on_overdue, extra_limit, extra_limit_until, bounced_on, takers,"
    " pin_hash IS NOT NULL"
    " FROM customer WHERE id = ?"
)
_LOCK = "UPDATE customer SET version = version + 1 WHERE id = ?"
_BALANCE = (
    "SELECT COALESCE(SUM(debit) - SUM(credit), 0) FROM khata_entry"
    " WHERE customer_id = ?"
)
_PENDING = (
    "SELECT COALESCE(SUM(total), 0) FROM customer_order WHERE customer_id = ?"
    " AND on_khata = 1 AND state IN ('accepted', 'packed', 'ready')"
)
_LAST_PAYMENT = (
    "SELECT e.business_date, e.credit FROM khata_entry e WHERE e.customer_id = ?"
    " AND e.kind = 'payment' AND NOT EXISTS (SELECT 1 FROM khata_entry r"
    " WHERE r.reverses_id = e.id) ORDER BY e.business_date DESC, e.id DESC LIMIT 1"
)
_PROMISED = "SELECT MIN(on_day) FROM promise WHERE customer_id = ? AND state = 'open'"
_LAST = (
    "SELECT business_date, kind, debit, credit, COALESCE(slip, '') FROM khata_entry"
    " WHERE customer_id = ? ORDER BY business_date DESC, id DESC LIMIT 5"
)
_INTO = "SELECT merged_into_id FROM customer WHERE id = ?"
_STANDS = (
    "SELECT i.customer_id, i.id FROM khata_entry o"
    " JOIN khata_entry i ON i.belongs_to_id = o.id AND i.kind = 'merge_in'"
    " WHERE o.pinned_to_id = ? AND o.kind = 'merge_out' AND NOT EXISTS"
    " (SELECT 1 FROM khata_entry r WHERE r.reverses_id = o.id)"
)
_TURNOVER = (
    "SELECT COALESCE(SUM(CASE WHEN e.business_date = ? THEN e.debit ELSE 0 END), 0),"
    " COALESCE(SUM(CASE WHEN e.business_date = ? THEN e.credit ELSE 0 END), 0),"
    " COALESCE(SUM(e.debit), 0), COALESCE(SUM(e.credit), 0) FROM khata_entry e"
    " WHERE e.business_date BETWEEN ? AND ? AND e.reverses_id IS NULL"
    " AND e.kind IN ('sale', 'goods', 'payment', 'return', 'refund_out')"
    " AND NOT EXISTS (SELECT 1 FROM khata_entry r WHERE r.reverses_id = e.id)"
)
_SPENT = (
    "SELECT COALESCE(SUM(total), 0), COALESCE(SUM(kind IN ('sale', 'history')), 0)"
    " FROM sale WHERE customer_id = ?"
)


@dataclass(frozen=True, slots=True)
class KhataCard:
    """What the till shows of a customer's khata when they are attached (K17)."""

    customer_id: int
    name: str
    tier: str
    balance: Money
    limit: Money | None
    room: Money | None
    oldest_days: int
    overdue_days: int
    last_payment: tuple[date, Money] | None
    status: CustomerStatus
    promised: date | None
    """The day on which they said they would pay."""
    bounced_on: date | None
    """When a cheque of theirs came back last."""
    takers: tuple[str, ...]
    """Who may take goods; nobody named lets anybody."""
    points: int = 0


@dataclass(frozen=True, slots=True)
class KhataLine:
    """A line of the khata, for a short look back."""

    business_date: date
    kind: str
    debit: Money
    credit: Money
    slip: str


@open_to_all("the one balance; its askers are permitted")
def balance(customer_id: int) -> Money:
    """Tell what a customer owes; below zero is an advance (K3)."""
    return Money(rows(_BALANCE, customer_id)[0][0])


@open_to_all("called inside permitted acts")
def lock(customer_id: int) -> None:
    """Let no other act decide on this customer until ours is over (decision 6)."""
    rows(_LOCK, customer_id)


@open_to_all("called inside permitted acts")
def home_of(customer_id: int, entry_id: int | None = None) -> tuple[int, int | None]:
    """Give the account that took this one over, and the line where a debt stands now.

    An account that was not merged is its own home (K51).
    """
    while into := rows(_INTO, customer_id):
        if into[0][0] is None:
            break
        found = [] if entry_id is None else rows(_STANDS, entry_id)
        customer_id, entry_id = found[0] if found else (into[0][0], None)
    return customer_id, entry_id


@open_to_all("called inside permitted acts")
def credit_line(customer_id: int, on: date) -> CreditLine:
    """Give what the rules of lending need to know on a day.

    Raises:
        CustomerNotFoundError: There is no such customer.
    """
    terms = _terms(customer_id)
    line = _line(customer_id, terms, on)
    if line.overdue is Policy.WARN:
        return line
    debts = ageing.open_debts(customer_id)
    late = max(debts, key=lambda debt: (on - debt.due_date).days, default=None)
    days = rules.overdue_days(debts, today=on)
    if late is None or days <= settings.grace_days():
        return line
    return replace(line, late=late, late_days=days)


@open_to_all("called inside permitted acts")
def due_date(customer_id: int, business_date: date) -> date:
    """Tell until when a bill of this day may wait (K13).

    Raises:
        CustomerNotFoundError: There is no such customer.
    """
    own = _terms(customer_id).days
    days = settings.credit_days() if own is None else own
    return business_date + timedelta(days=days)


@question(Permission.CUSTOMER_FIND)
def card(customer_id: int, *, by: Actor, on: date) -> KhataCard:
    """Give what the till shows when a customer is attached (K17).

    Raises:
        CustomerNotFoundError: There is no such customer.
    """
    terms = _terms(customer_id)
    line = _line(customer_id, terms, on)
    debts = ageing.open_debts(customer_id)
    paid = [
        (day(on_day), Money(sum_)) for on_day, sum_ in rows(_LAST_PAYMENT, customer_id)
    ]
    promised = rows(_PROMISED, customer_id)[0][0]
    return KhataCard(
        customer_id=customer_id,
        name=line.name,
        tier=terms.tier,
        balance=line.owed,
        limit=line.limit,
        room=line.room,
        oldest_days=rules.oldest_days(debts, today=on),
        overdue_days=rules.overdue_days(debts, today=on),
        last_payment=paid[0] if paid else None,
        status=line.status,
        promised=day(promised) if promised else None,
        bounced_on=terms.bounced_on,
        takers=terms.takers,
        points=points.balance(customer_id),
    )


@question(Permission.CUSTOMER_FIND)
def standing(customer_id: int, *, by: Actor, on: date) -> CreditLine:
    """Give a customer's balance and room, without the ageing.

    Raises:
        CustomerNotFoundError: There is no such customer.
    """
    return _line(customer_id, _terms(customer_id), on)


@question(Permission.CUSTOMER_FIND)
def last_lines(customer_id: int, *, by: Actor) -> list[KhataLine]:
    """Give the last five lines of a khata, newest first."""
    return [
        KhataLine(day(on), kind, Money(debit), Money(credit), slip)
        for on, kind, debit, credit, slip in rows(_LAST, customer_id)
    ]


@question(Permission.KHATA_BOOK)
def turnover(on: date, *, by: Actor) -> tuple[Money, Money, Money, Money]:
    """Give what was given and received on a day, and in its month up to it.

    A line and its reversal are not counted.
    """
    month = on.replace(day=1).isoformat()
    found = rows(_TURNOVER, on.isoformat(), on.isoformat(), month, on.isoformat())
    given, received, in_month, in_month_received = found[0]
    return Money(given), Money(received), Money(in_month), Money(in_month_received)


@question(Permission.CUSTOMER_FULL)
def spent(customer_id: int, *, by: Actor) -> tuple[Money, int]:
    """Give what a customer bought in all, and in how many visits."""
    total, visits = rows(_SPENT, customer_id)[0]
    return Money(total), visits


@question(Permission.CUSTOMER_FIND)
def open_debts(customer_id: int, *, by: Actor) -> list[OpenDebt]:
    """Give a customer's open debts, oldest first (K22)."""
    return ageing.open_debts(customer_id)


@open_to_all("used inside permitted acts")
def entry_row(customer_id: int, kind: EntryKind, opened: Act) -> dict[str, object]:
    """Make what every new entry of the khata has."""
    stamp = opened.stamp
    return {
        "id": next_id(KhataEntry),
        "customer_id": customer_id,
        "kind": kind,
        "business_date": stamp.business_date,
        "aged_from": stamp.business_date,
        "at": stamp.at,
        "user_id": opened.actor.user_id,
        "user_name": opened.actor.name,
        "counter_id": opened.actor.counter_id,
        "journal_head": stamp.head,
        "clock_suspect": stamp.clock_suspect,
    }


class OpenKhata:
    """A customer's khata while an act writes on it: locked, each line in its turn."""

    def __init__(self, customer_id: int, opened: Act) -> None:
        customer_id, _entry = home_of(customer_id)
        lock(customer_id)
        self.customer_id = customer_id
        self._opened = opened
        self.line = credit_line(customer_id, opened.stamp.business_date)
        self.balance = self.line.owed

    def write(self, kind: EntryKind, step: Money, **columns: object) -> int:
        """Write a line; above zero it is given, below zero it is received."""
        day_ = columns.get("business_date", self._opened.stamp.business_date)
        row: dict[str, object] = {
            **entry_row(self.customer_id, kind, self._opened),
            "aged_from": day_,
            "due_date": day_,
            "debit": max(step, ZERO),
            "credit": max(-step, ZERO),
            "customer_name": self.line.name,
            "balance_before": self.balance,
            "balance_after": self.balance + step,
            "approved_by": self._opened.actor.approved_by or None,
            **columns,
        }
        self._opened.append(KhataEntry, [row])
        self.balance += step
        return int(str(row["id"]))


@dataclass(frozen=True, slots=True)
class _Terms:
    """What was agreed with a customer; None is the shop's."""

    name: str
    status: CustomerStatus
    tier: str
    limit_kind: str
    own_limit: Money | None
    days: int | None
    over_limit: Policy | None
    overdue: Policy | None
    extra_limit: Money | None
    extra_until: date | None
    bounced_on: date | None
    takers: tuple[str, ...]
    has_pin: bool

    def limit(self, on: date) -> Money | None:
        """Give the limit of a day; a temporary one stands in until it ends (K16)."""
        if self.limit_kind == "unlimited":
            return None
        until = self.extra_until
        if self.extra_limit is not None and until is not None and on <= until:
            return self.extra_limit
        if self.own_limit is not None:
            return self.own_limit
        shops = settings.credit_limit()
        return None if shops is None else shops + self._bonus()

    def _bonus(self) -> Money:
        """Give what the tier adds to the shop's limit (C14)."""
        known = settings.loyalty_rules().tiers
        return next((tier.bonus for tier in known if tier.name == self.tier), ZERO)


def _terms(customer_id: int) -> _Terms:
    found = rows(_TERMS, customer_id)
    if not found:
        raise CustomerNotFoundError(customer=str(customer_id))
    name, status, tier, kind, limit, days, *others = found[0]
    over, late, extra, until, bounced, takers, has_pin = others
    return _Terms(
        name=name,
        status=CustomerStatus(status),
        tier=tier,
        limit_kind=kind,
        own_limit=None if limit is None else Money(limit),
        days=days,
        over_limit=Policy(over) if over else None,
        overdue=Policy(late) if late else None,
        extra_limit=None if extra is None else Money(extra),
        extra_until=day(until) if until else None,
        bounced_on=day(bounced) if bounced else None,
        takers=tuple((takers or "").splitlines()),
        has_pin=bool(has_pin),
    )


def _line(customer_id: int, terms: _Terms, on: date) -> CreditLine:
    default = Policy.BLOCK if terms.bounced_on else None
    return CreditLine(
        name=terms.name,
        status=terms.status,
        limit=terms.limit(on),
        owed=balance(customer_id),
        pending=Money(rows(_PENDING, customer_id)[0][0]),
        over_limit=terms.over_limit or default or settings.over_limit(),
        overdue=terms.overdue or default or settings.overdue(),
        takers=terms.takers,
        has_pin=terms.has_pin,
        customer_id=customer_id,
    )
