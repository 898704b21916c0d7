"""A customer from all sides: who they are, what they bought, what is still unpaid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tui_pos.db import day, moment, rows
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.permissions import Permission
from tui_pos.domain.phones import masked_cnic
from tui_pos.services import ageing, customers, khata, ledger
from tui_pos.services.acts import question

if TYPE_CHECKING:
    from datetime import date, datetime

    from tui_pos.domain.permissions import Actor
    from tui_pos.services.customers import CustomerForm
    from tui_pos.services.khata import KhataCard


class Paid(StrEnum):
    """How far a bill is paid, worked out when it is asked (K22)."""

    PAID = "paid"
    PART = "part paid"
    UNPAID = "unpaid"


@dataclass(frozen=True, slots=True)
class Profile:
    """Who somebody is to the shop."""

    card: KhataCard
    form: CustomerForm
    """Everything that is known; its CNIC is masked."""
    spent: Money
    visits: int
    written_off: Money
    """What was given up of what they owed, and not recovered (K34)."""
    has_pin: bool


@dataclass(frozen=True, slots=True)
class BillLine:
    """A bill of a customer; `left` is what is open of it."""

    receipt: str
    kind: str
    on: date
    at: datetime
    total: Money
    left: Money
    state: Paid
    goods: str


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message to a customer, and what became of it."""

    at: datetime
    kind: str
    state: str
    channel: str


@dataclass(frozen=True, slots=True)
class PointsLine:
    """A line of a customer's points, with the balance after it."""

    on: date
    kind: str
    points: int
    balance: int
    receipt: str


_BILLS = (
    "SELECT s.receipt, s.kind, s.business_date, s.at, s.total, COALESCE((SELECT e.id"
    " FROM khata_entry e WHERE e.sale_id = s.id AND e.debit > 0 LIMIT 1), 0),"
    " (SELECT GROUP_CONCAT(name, ', ') FROM (SELECT name FROM sale_line l"
    " WHERE l.sale_id = s.id ORDER BY l.line_no LIMIT 3)), s.customer_id FROM sale s"
    " WHERE s.customer_id IN ({marks}) ORDER BY s.id DESC LIMIT 500"
)
_MESSAGES = (
    "SELECT created_at, kind, state, channel FROM outbox_message"
    " WHERE customer_id = ? ORDER BY id DESC LIMIT 200"
)
_POINTS = (
    "SELECT p.business_date, p.kind, p.points, SUM(p.points) OVER (ORDER BY p.id),"
    " COALESCE(s.receipt, '') FROM points_entry p LEFT JOIN sale s"
    " ON s.id = p.sale_id WHERE p.customer_id = ? ORDER BY p.id DESC LIMIT 200"
)
_PIN = "SELECT pin_hash IS NOT NULL FROM customer WHERE id = ?"


@question(Permission.CUSTOMER_FULL)
def profile(customer_id: int, *, by: Actor, on: date) -> Profile:
    """Give who somebody is; to read the whole CNIC is an act of its own.

    Raises:
        CustomerNotFoundError: There is no such customer.
    """
    theirs = [customer_id, *customers.aliases_of(customer_id)]
    bought = [khata.spent(one, by=by) for one in theirs]
    form = customers.form_of(customer_id, by=by)
    return Profile(
        card=khata.card(customer_id, by=by, on=on),
        form=replace(form, cnic=masked_cnic(form.cnic)),
        spent=Money.total(spent for spent, _visits in bought),
        visits=sum(visits for _spent, visits in bought),
        written_off=ledger.written_off(customer_id, by=by),
        has_pin=bool(rows(_PIN, customer_id)[0][0]),
    )


@question(Permission.CUSTOMER_FULL)
def bills(customer_id: int, *, by: Actor) -> list[BillLine]:
    """Give what somebody bought, the newest first, and how far each is paid.

    What was bought on an account that became part of this one is theirs.
    """
    left = {debt.entry_id: debt.amount for debt in ageing.open_debts(customer_id)}
    theirs = [customer_id, *customers.aliases_of(customer_id)]
    found = rows(_BILLS.format(marks=", ".join("?" for _one in theirs)), *theirs)
    return [_bill(row, left.get(_stands(row, customer_id), ZERO)) for row in found]


def _stands(row: tuple[Any, ...], customer_id: int) -> int:
    """Give the line where the debt of a bill stands now; 0 where there is none."""
    entry_id, who = row[5], row[7]
    if entry_id and who != customer_id:
        return khata.home_of(who, entry_id)[1] or 0
    return int(entry_id)


@question(Permission.CUSTOMER_FULL)
def messages(customer_id: int, *, by: Actor) -> list[MessageLine]:
    """Give the messages to somebody, the newest first."""
    return [
        MessageLine(moment(at), kind, state, channel)
        for at, kind, state, channel in rows(_MESSAGES, customer_id)
    ]


@question(Permission.CUSTOMER_FULL)
def points(customer_id: int, *, by: Actor) -> list[PointsLine]:
    """Give the lines of somebody's points, the newest first."""
    return [
        PointsLine(day(on), kind, step, balance, receipt)
        for on, kind, step, balance, receipt in rows(_POINTS, customer_id)
    ]


def _bill(row: tuple[Any, ...], left: Money) -> BillLine:
    receipt, kind, on, at, total, _entry, goods, _who = row
    state = Paid.PAID
    if left:
        state = Paid.UNPAID if left == Money(total) else Paid.PART
    return BillLine(
        receipt=receipt,
        kind=kind,
        on=day(on),
        at=moment(at),
        total=Money(total),
        left=left,
        state=state,
        goods=goods or "",
    )
