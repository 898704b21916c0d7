"""Cheques: taken with a day, cleared or bounced later (K25)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.db import day, rows
from tui_pos.domain.khata import EntryKind
from tui_pos.domain.khata_errors import ChequeNotPendingError
from tui_pos.domain.money import Money
from tui_pos.domain.paying import PayMethod
from tui_pos.domain.permissions import Permission
from tui_pos.domain.text import clean_text
from tui_pos.models import Cheque, Customer
from tui_pos.services import ageing, khata, loyalty, outbox, shifts, spool
from tui_pos.services.acts import act, question
from tui_pos.services.journal import Act
from tui_pos.services.khata import OpenKhata

if TYPE_CHECKING:
    from datetime import date, datetime

    from tui_pos.domain.permissions import Actor

_ONE = (
    "SELECT slip, customer_id, amount, number, payment_key, entry_id, pinned_to_id,"
    " state FROM cheque WHERE slip = ?"
)
_WHOSE = "SELECT customer_id FROM khata_entry WHERE id = ?"
_LISTED = (
    "SELECT q.slip, q.customer_id, c.name, q.amount, q.number, q.due_on, q.state"
    " FROM cheque q JOIN customer c ON c.id = q.customer_id"
    " ORDER BY q.state <> 'pending', q.due_on, q.id"
)


@dataclass(frozen=True, slots=True)
class ChequeLine:
    """A cheque as it is listed: those that wait first, by their day."""

    slip: str
    customer_id: int
    name: str
    amount: Money
    number: str
    due_on: date
    state: str


@dataclass(frozen=True, slots=True)
class ChequeSettled:
    """What became of a cheque."""

    slip: str
    customer_id: int
    amount: Money
    state: str
    owed_after: Money


@question(Permission.KHATA_SEE)
def listed(*, by: Actor) -> list[ChequeLine]:
    """Give all cheques, those that wait first."""
    return [
        ChequeLine(slip, who, name, Money(amount), number, day(due), state)
        for slip, who, name, amount, number, due, state in rows(_LISTED)
    ]


@act(Permission.KHATA_CHEQUES)
def clear(slip: str, *, by: Actor, at: datetime) -> ChequeSettled:
    """Write down that the bank paid a cheque: only now it pays the khata.

    One that was for a bill pays that bill, where something of it is still open.

    Raises:
        ChequeNotPendingError: It is no cheque that waits.
    """
    cheque = _cheque(slip, "pending")
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    page = OpenKhata(cheque.customer_id, opened)
    entry_id = page.write(
        EntryKind.PAYMENT,
        -cheque.amount,
        method=PayMethod.CHEQUE,
        reference=cheque.number,
        slip=cheque.slip,
        payment_key=cheque.payment_key,
        handed_over=cheque.amount,
        pinned_to_id=_still_open(cheque, page),
    )
    owed = page.balance + cheque.amount
    against = min(cheque.amount, max(owed, Money()))
    loyalty.earn_by_payment(page.customer_id, against, entry_id, opened)
    _settle(cheque, "cleared", opened, entry_id)
    outbox.put("cheque-cleared", page.customer_id, cheque.slip, page.balance, at=at)
    opened.close("cheque-clear", cheque.slip, amount=cheque.amount.paisas)
    return _settled(cheque, "cleared", page.balance)


@act(Permission.KHATA_CHEQUES)
def bounce(slip: str, *, by: Actor, at: datetime) -> ChequeSettled:
    """Write down that a cheque came back; nothing more is lent past a limit.

    What a cleared one had paid is owed again, with its old days.

    Raises:
        ChequeNotPendingError: It is no cheque that could come back.
    """
    cheque = _cheque(slip, "pending", "cleared")
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    page = OpenKhata(cheque.customer_id, opened)
    if cheque.entry_id is not None:
        is_here = rows(_WHOSE, cheque.entry_id) == [(page.customer_id,)]
        number = opened.take_slip()
        page.write(
            EntryKind.BOUNCED,
            cheque.amount,
            method=PayMethod.CHEQUE,
            reference=cheque.number,
            slip=number,
            reverses_id=cheque.entry_id if is_here else None,
        )
        loyalty.reverse_payment(cheque.entry_id, opened)
        spool.queue("khata", number, by=by, at=at)
    _settle(cheque, "bounced", opened, cheque.entry_id)
    Customer.update(bounced_on=opened.stamp.business_date).where(
        Customer.id == page.customer_id
    ).execute()
    opened.close("cheque-bounce", cheque.slip, amount=cheque.amount.paisas)
    return _settled(cheque, "bounced", page.balance)


@dataclass(frozen=True, slots=True)
class _Cheque:
    slip: str
    customer_id: int
    amount: Money
    number: str
    payment_key: str
    entry_id: int | None
    pinned_to_id: int | None


def _still_open(cheque: _Cheque, page: OpenKhata) -> int | None:
    if cheque.pinned_to_id is None:
        return None
    stands = khata.home_of(cheque.customer_id, cheque.pinned_to_id)
    for debt in ageing.open_debts(page.customer_id):
        if stands == (page.customer_id, debt.entry_id):
            return debt.entry_id
    return None


def _cheque(slip: str, *states: str) -> _Cheque:
    wanted = clean_text(slip).upper()
    for *found, pinned, state in rows(_ONE, wanted):
        number, customer_id, amount, reference, key, entry_id = found
        if state in states:
            return _Cheque(
                number, customer_id, Money(amount), reference, key, entry_id, pinned
            )
    raise ChequeNotPendingError(slip=wanted)


def _settle(cheque: _Cheque, state: str, opened: Act, entry_id: int | None) -> None:
    Cheque.update(
        state=state, entry=entry_id, settled_on=opened.stamp.business_date
    ).where(Cheque.slip == cheque.slip).execute()


def _settled(cheque: _Cheque, state: str, balance: Money) -> ChequeSettled:
    return ChequeSettled(
        slip=cheque.slip,
        customer_id=cheque.customer_id,
        amount=cheque.amount,
        state=state,
        owed_after=balance,
    )
