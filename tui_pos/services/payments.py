"""Payments on account: cash and other ways, oldest bill first or for one bill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.db import moment, rows
from tui_pos.domain.errors import KeyUsedForAnotherActError
from tui_pos.domain.khata import EntryKind
from tui_pos.domain.khata_errors import BillNotOpenError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.paying import Payment, PayMethod, check_payment, split
from tui_pos.domain.permissions import Permission
from tui_pos.domain.text import clean_text
from tui_pos.models import Cheque, DrawerEntry
from tui_pos.services import (
    ageing,
    bills,
    khata,
    loyalty,
    outbox,
    settings,
    shifts,
    spool,
)
from tui_pos.services.acts import act, open_to_all
from tui_pos.services.idempotency import check_key
from tui_pos.services.journal import Act
from tui_pos.services.khata import OpenKhata

if TYPE_CHECKING:
    from datetime import datetime

    from tui_pos.domain.permissions import Actor

_REFERENCE = 60
_BY_KEY = (
    "SELECT e.id, e.customer_id, e.slip, e.method, e.credit, COALESCE(d.credit, 0),"
    " e.handed_over, e.balance_before, e.at, e.customer_name FROM khata_entry e"
    " LEFT JOIN khata_entry d ON d.belongs_to_id = e.id AND d.reverses_id IS NULL"
    " WHERE e.payment_key = ?"
)
_CHEQUE_BY_KEY = (
    "SELECT customer_id, slip, amount, balance, at, customer_name FROM cheque"
    " WHERE payment_key = ?"
)
_OF_BILL = (
    "SELECT k.customer_id, k.id FROM khata_entry k JOIN sale s ON s.id = k.sale_id"
    " WHERE k.debit > 0 AND s.receipt = ?1 UNION ALL SELECT k.customer_id, k.id"
    " FROM khata_entry k WHERE k.debit > 0 AND k.slip = ?1"
)


@dataclass(frozen=True, slots=True)
class PaymentRecorded:
    """A payment as it stands in the book."""

    slip: str
    customer_id: int
    customer_name: str
    method: PayMethod
    amount: Money
    discount: Money
    change: Money
    owed_before: Money
    owed_after: Money
    at: datetime
    replayed: bool = False
    entry_id: int | None = None
    """Its line in the khata; a cheque has none before it is cleared."""


@act(Permission.KHATA_RECEIVE)
def record_payment(payment: Payment, *, by: Actor, at: datetime) -> PaymentRecorded:
    """Take a payment; no limit, hold or lock ever refuses it (K18-K26).

    It pays the oldest bill first, or the one it is for. More than is owed comes
    back as change or stays as advance, as the customer chose. A cheque waits: it
    pays nothing before it is cleared. The same key twice is one payment.

    Raises:
        AmountNotPositiveError: Nothing was paid.
        ReferenceNeededError: The way of paying needs its number.
        ChequeDateNeededError: A cheque needs its day.
        ChequeForgivesNothingError: A cheque is not cleared yet.
        OnlyCashGivesChangeError: Only cash gives change.
        CustomerNotFoundError: There is no such customer.
        OverpaymentError: More than is owed, and nothing was chosen.
        BillNotOpenError: Nothing of that bill is open.
        DiscountOverDebtError: More would be forgiven than stays owed.
        PermissionDeniedError: They may not forgive anything.
        OverLimitError: They may not forgive so much alone.
        NoOpenShiftError: The counter's shift is not open, for cash.
        BadKeyError: The key is no key.
        KeyUsedForAnotherActError: The key belongs to something else.
    """
    return _record(payment, by, at)


@open_to_all("called inside the act that completes a sale")
def on_old(
    customer_id: int, amount: Money, key: str, *, by: Actor, at: datetime
) -> PaymentRecorded:
    """Take cash for the old balance in the act of a sale, with its own slip (K19).

    Raises:
        OverpaymentError: More than is owed.
        PermissionDeniedError: They may not receive payments.
    """
    by.require(Permission.KHATA_RECEIVE)
    return _record(Payment(customer_id, amount, key), by, at)


def _record(payment: Payment, by: Actor, at: datetime) -> PaymentRecorded:
    check_key(payment.key, of="payment")
    check_payment(payment)
    if done := _done(payment.key):
        if done.customer_id != payment.customer_id:
            raise KeyUsedForAnotherActError(key=payment.key)
        return done
    is_cash = payment.method is PayMethod.CASH
    shift = shifts.required(by) if is_cash else shifts.current(by.counter_id)
    on = shift.business_date if shift else at.date()
    opened = Act(by, at, business_date=on)
    page = OpenKhata(payment.customer_id, opened)
    before = page.balance
    pinned = _bill(payment.bill, page.customer_id, by)
    kept, change = split(payment, before)
    _check_discount(payment.discount, by)
    slip = opened.take_slip()
    entry_id = None
    if payment.method is PayMethod.CHEQUE:
        _keep_cheque(payment, slip, page, opened, pinned)
    else:
        columns: dict[str, object] = {
            "pinned_to_id": pinned,
            "shift_id": shift.shift_id if shift else None,
        }
        entry_id = _write(payment, kept, page, slip=slip, **columns)
        if is_cash:
            move_cash(entry_id, kept, opened)
        against = min(kept, max(before, ZERO))
        loyalty.earn_by_payment(page.customer_id, against, entry_id, opened)
        outbox.put("khata-payment", page.customer_id, slip, page.balance, at=at)
    spool.queue("khata-payment", slip, by=by, at=at)
    opened.close(
        "khata-payment",
        slip,
        amount=kept.paisas,
        method=payment.method,
        discount=payment.discount.paisas,
    )
    return PaymentRecorded(
        entry_id=entry_id,
        slip=slip,
        customer_id=page.customer_id,
        customer_name=page.line.name,
        method=payment.method,
        amount=kept,
        discount=payment.discount,
        change=change,
        owed_before=before,
        owed_after=page.balance,
        at=at,
    )


@open_to_all("called inside permitted acts")
def move_cash(entry_id: int, amount: Money, opened: Act) -> None:
    """Put cash of a line of the khata into the drawer, or below zero out of it.

    Raises:
        NoOpenShiftError: The counter's shift is not open.
    """
    by, at = opened.actor, opened.stamp.at
    shift = shifts.required(by)
    row = shifts.drawer_row(shift.shift_id, "payment", amount, by=by, at=at)
    opened.append(DrawerEntry, [{**row, "khata_entry_id": entry_id}])


def _write(payment: Payment, kept: Money, page: OpenKhata, **columns: object) -> int:
    entry_id = page.write(
        EntryKind.PAYMENT,
        -kept,
        method=payment.method,
        reference=clean_text(payment.reference, limit=_REFERENCE),
        note=clean_text(payment.note),
        payment_key=payment.key,
        handed_over=payment.amount,
        **columns,
    )
    if payment.discount:
        page.write(
            EntryKind.DISCOUNT,
            -payment.discount,
            belongs_to_id=entry_id,
            pinned_to_id=columns["pinned_to_id"],
        )
    return entry_id


def _bill(bill: str, customer_id: int, by: Actor) -> int | None:
    wanted = bills.whole_number(bill, by)
    if not wanted:
        return None
    stands = {khata.home_of(*found) for found in rows(_OF_BILL, wanted)}
    for debt in ageing.open_debts(customer_id):
        if (customer_id, debt.entry_id) in stands:
            return debt.entry_id
    raise BillNotOpenError(receipt=wanted)


def _check_discount(discount: Money, by: Actor) -> None:
    if not discount:
        return
    by.require(Permission.KHATA_DISCOUNT)
    most = settings.khata_discount_limit()
    by.require_above(most, discount, Permission.KHATA_DISCOUNT_OVER)


def _keep_cheque(
    payment: Payment, slip: str, page: OpenKhata, opened: Act, pinned: int | None
) -> None:
    Cheque.create(
        customer=payment.customer_id,
        slip=slip,
        payment_key=payment.key,
        amount=payment.amount,
        number=clean_text(payment.reference, limit=_REFERENCE),
        due_on=payment.cheque_date,
        customer_name=page.line.name,
        balance=page.balance,
        at=opened.stamp.at,
        user_name=opened.actor.name,
        journal_head=opened.stamp.head,
        pinned_to_id=pinned,
    )


def _done(key: str) -> PaymentRecorded | None:
    for found in rows(_BY_KEY, key):
        entry_id, customer_id, slip, method, credit, off, handed, before, at, who = (
            found
        )
        return PaymentRecorded(
            entry_id=entry_id,
            slip=slip,
            customer_id=customer_id,
            customer_name=who,
            method=PayMethod(method),
            amount=Money(credit),
            discount=Money(off),
            change=Money(handed - credit),
            owed_before=Money(before),
            owed_after=Money(before - credit - off),
            at=moment(at),
            replayed=True,
        )
    for customer_id, slip, amount, owed, at, who in rows(_CHEQUE_BY_KEY, key):
        return PaymentRecorded(
            slip=slip,
            customer_id=customer_id,
            customer_name=who,
            method=PayMethod.CHEQUE,
            amount=Money(amount),
            discount=ZERO,
            change=ZERO,
            owed_before=Money(owed),
            owed_after=Money(owed),
            at=moment(at),
            replayed=True,
        )
    return None
