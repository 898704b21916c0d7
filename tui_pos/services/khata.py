"""The khata: what each customer owes, lending with a sale, being paid back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tui_pos.db import day, moment, next_id, rows
from tui_pos.domain import khata as rules
from tui_pos.domain.errors import (
    AmountNotPositiveError,
    CustomerNotFoundError,
    OverpaymentError,
)
from tui_pos.domain.khata import CreditLine, CustomerStatus, Entry, EntryKind
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.permissions import Permission
from tui_pos.models import DrawerEntry, KhataEntry
from tui_pos.services import settings, shifts, spool
from tui_pos.services.acts import act, open_to_all, question
from tui_pos.services.idempotency import check_key
from tui_pos.services.journal import Act

if TYPE_CHECKING:
    from datetime import datetime

    from tui_pos.domain.permissions import Actor

_CUSTOMER = (
    "SELECT name, status, limit_kind, credit_limit, credit_days, tier"
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
_ENTRIES = (
    "SELECT id, debit, credit, aged_from, due_date, pinned_to_id, reverses_id"
    " FROM khata_entry WHERE customer_id = ? ORDER BY id"
)
_LAST_PAYMENT = (
    "SELECT business_date, credit FROM khata_entry WHERE customer_id = ?"
    " AND kind = 'payment' ORDER BY id DESC LIMIT 1"
)
_LAST = (
    "SELECT business_date, kind, debit, credit, COALESCE(slip, '') FROM khata_entry"
    " WHERE customer_id = ? ORDER BY id DESC LIMIT 5"
)
_SPENT = (
    "SELECT COALESCE(SUM(total), 0), COALESCE(SUM(kind IN ('sale', 'history')), 0)"
    " FROM sale WHERE customer_id = ?"
)
_BY_PAYMENT_KEY = (
    "SELECT id, customer_id, slip, credit, balance_before, balance_after, at,"
    " handed_over, customer_name FROM khata_entry WHERE payment_key = ?"
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


@dataclass(frozen=True, slots=True)
class KhataLine:
    """A line of the khata, for a short look back."""

    business_date: date
    kind: str
    debit: Money
    credit: Money
    slip: str


@dataclass(frozen=True, slots=True)
class Payment:
    """Cash that a customer hands over against what they owe."""

    customer_id: int
    amount: Money
    key: str
    as_advance: bool = False
    with_change: bool = False


@dataclass(frozen=True, slots=True)
class PaymentRecorded:
    """A payment as it stands in the book."""

    entry_id: int
    slip: str
    customer_id: int
    customer_name: str
    amount: Money
    change: Money
    owed_before: Money
    owed_after: Money
    at: datetime
    replayed: bool


@open_to_all("the one balance; its askers are permitted")
def balance(customer_id: int) -> Money:
    """Tell what a customer owes; below zero is an advance (K3)."""
    return Money(rows(_BALANCE, customer_id)[0][0])


@open_to_all("called inside permitted acts")
def lock(customer_id: int) -> None:
    """Let no other act decide on this customer until ours is over (decision 6)."""
    rows(_LOCK, customer_id)


@open_to_all("called inside permitted acts")
def credit_line(customer_id: int) -> CreditLine:
    """Give what the rules of lending need to know.

    Raises:
        CustomerNotFoundError: There is no such customer.
    """
    name, status, kind, limit, _days, _tier = _customer(customer_id)
    return CreditLine(
        name=name,
        status=CustomerStatus(status),
        limit=_limit(kind, limit),
        owed=balance(customer_id),
        pending=Money(rows(_PENDING, customer_id)[0][0]),
    )


@open_to_all("called inside permitted acts")
def due_date(customer_id: int, business_date: date) -> date:
    """Tell until when a bill of this day may wait (K13).

    Raises:
        CustomerNotFoundError: There is no such customer.
    """
    own = _customer(customer_id)[4]
    days = settings.credit_days() if own is None else own
    return business_date + timedelta(days=days)


@question(Permission.CUSTOMER_FIND)
def card(customer_id: int, *, by: Actor, on: date) -> KhataCard:
    """Give what the till shows when a customer is attached.

    Raises:
        CustomerNotFoundError: There is no such customer.
    """
    line = credit_line(customer_id)
    debts = rules.open_debts(_entries(customer_id))
    paid = [
        (day(on_day), Money(sum_)) for on_day, sum_ in rows(_LAST_PAYMENT, customer_id)
    ]
    return KhataCard(
        customer_id=customer_id,
        name=line.name,
        tier=_customer(customer_id)[5],
        balance=line.owed,
        limit=line.limit,
        room=line.room,
        oldest_days=rules.oldest_days(debts, today=on),
        overdue_days=rules.overdue_days(debts, today=on),
        last_payment=paid[0] if paid else None,
        status=line.status,
    )


@question(Permission.CUSTOMER_FIND)
def standing(customer_id: int, *, by: Actor) -> CreditLine:
    """Give a customer's balance and room, without the ageing.

    Raises:
        CustomerNotFoundError: There is no such customer.
    """
    return credit_line(customer_id)


@question(Permission.CUSTOMER_FIND)
def last_lines(customer_id: int, *, by: Actor) -> list[KhataLine]:
    """Give the last five lines of a khata, newest first."""
    return [
        KhataLine(day(on), kind, Money(debit), Money(credit), slip)
        for on, kind, debit, credit, slip in rows(_LAST, customer_id)
    ]


@question(Permission.CUSTOMER_FULL)
def spent(customer_id: int, *, by: Actor) -> tuple[Money, int]:
    """Give what a customer bought in all, and in how many visits."""
    total, visits = rows(_SPENT, customer_id)[0]
    return Money(total), visits


@question(Permission.CUSTOMER_FIND)
def open_debts(customer_id: int, *, by: Actor) -> list[rules.OpenDebt]:
    """Give a customer's open debts, oldest first (K22)."""
    return rules.open_debts(_entries(customer_id))


@act(Permission.KHATA_RECEIVE)
def record_payment(payment: Payment, *, by: Actor, at: datetime) -> PaymentRecorded:
    """Take cash against what a customer owes; it goes to the oldest bill first.

    More than is owed comes back as change or stays as advance, as the customer
    chose (K23). The same key twice is one payment.

    Raises:
        AmountNotPositiveError: Nothing was paid.
        CustomerNotFoundError: There is no such customer.
        OverpaymentError: More than is owed, and nothing was chosen.
        NoOpenShiftError: The counter's shift is not open.
        BadKeyError: The key is no key.
        KeyUsedForAnotherActError: The key belongs to something else.
    """
    check_key(payment.key, of="payment")
    if payment.amount <= ZERO:
        raise AmountNotPositiveError
    for found in rows(_BY_PAYMENT_KEY, payment.key):
        return _replayed(found)
    shift = shifts.required(by)
    opened = Act(by, at, business_date=shift.business_date)
    lock(payment.customer_id)
    line = credit_line(payment.customer_id)
    kept, change = _split(payment, line.owed)
    slip = opened.take_slip()
    entry: dict[str, object] = {
        **entry_row(payment.customer_id, EntryKind.PAYMENT, opened),
        "credit": kept,
        "debit": ZERO,
        "due_date": shift.business_date,
        "shift_id": shift.shift_id,
        "customer_name": line.name,
        "balance_before": line.owed,
        "balance_after": line.owed - kept,
        "method": "cash",
        "slip": slip,
        "payment_key": payment.key,
        "handed_over": payment.amount,
    }
    opened.append(KhataEntry, [entry])
    drawer = shifts.drawer_row(shift.shift_id, "payment", kept, by=by, at=at)
    opened.append(DrawerEntry, [{**drawer, "khata_entry_id": entry["id"]}])
    spool.queue("khata-payment", slip, by=by, at=at)
    opened.close("khata-payment", slip, amount=kept.paisas)
    return PaymentRecorded(
        entry_id=int(str(entry["id"])),
        slip=slip,
        customer_id=payment.customer_id,
        customer_name=line.name,
        amount=kept,
        change=change,
        owed_before=line.owed,
        owed_after=line.owed - kept,
        at=at,
        replayed=False,
    )


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


def _split(payment: Payment, owed: Money) -> tuple[Money, Money]:
    over = payment.amount - max(owed, ZERO)
    if over <= ZERO or payment.as_advance:
        return payment.amount, ZERO
    if not payment.with_change or owed <= ZERO:
        raise OverpaymentError(owed=owed, paid=payment.amount)
    return owed, over


def _replayed(found: tuple[object, ...]) -> PaymentRecorded:
    entry_id, customer_id, slip, credit, before, after, at, handed, name = found
    kept = Money(int(str(credit)))
    return PaymentRecorded(
        entry_id=int(str(entry_id)),
        slip=str(slip),
        customer_id=int(str(customer_id)),
        customer_name=str(name),
        amount=kept,
        change=Money(int(str(handed))) - kept,
        owed_before=Money(int(str(before))),
        owed_after=Money(int(str(after))),
        at=moment(str(at)),
        replayed=True,
    )


def _limit(kind: str, own: int | None) -> Money | None:
    if kind == "unlimited":
        return None
    return settings.credit_limit() if own is None else Money(own)


def _customer(customer_id: int) -> tuple[str, str, str, int | None, int | None, str]:
    found = rows(_CUSTOMER, customer_id)
    if not found:
        raise CustomerNotFoundError(customer=str(customer_id))
    name, status, kind, limit, days, tier = found[0]
    return name, status, kind, limit, days, tier


def _entries(customer_id: int) -> list[Entry]:
    return [
        Entry(
            entry_id, Money(debit), Money(credit), day(aged), day(due), pinned, reverses
        )
        for entry_id, debit, credit, aged, due, pinned, reverses in rows(
            _ENTRIES, customer_id
        )
    ]
