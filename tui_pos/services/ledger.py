"""Lines of the khata without a sale: goods, openings, corrections, their reversals."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tui_pos.db import day, rows
from tui_pos.domain.errors import (
    AmountNotPositiveError,
    CustomerNotActiveError,
    OverpaymentError,
    ReasonNeededError,
)
from tui_pos.domain.khata import (
    CORRECTABLE,
    REVERSIBLE,
    CustomerStatus,
    EntryKind,
    check_taker,
)
from tui_pos.domain.khata_errors import (
    AlreadyReversedError,
    BackDatedError,
    DiscountOverDebtError,
    EntryNotFoundError,
    FutureDateError,
    MergedAccountError,
    NoAdvanceError,
    NothingWrittenOffError,
    NotReversibleError,
    PeriodLockedError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.paying import PayMethod
from tui_pos.domain.permissions import Permission
from tui_pos.domain.text import clean_text
from tui_pos.services import (
    ageing,
    khata,
    lending,
    loyalty,
    outbox,
    payments,
    settings,
    shifts,
    spool,
)
from tui_pos.services.acts import act, open_to_all, question
from tui_pos.services.journal import Act
from tui_pos.services.khata import OpenKhata

if TYPE_CHECKING:
    from datetime import date, datetime

    from tui_pos.domain.khata import OpenDebt
    from tui_pos.domain.permissions import Actor

_ENTRY = (
    "SELECT e.id, e.customer_id, e.kind, e.debit, e.credit, e.business_date,"
    " e.aged_from, e.due_date, e.method, COALESCE(e.slip, ''), e.note, e.taken_by,"
    " e.reference, e.pinned_to_id,"
    " (SELECT id FROM khata_entry r WHERE r.reverses_id = e.id), e.rate_open"
    " FROM khata_entry e WHERE e.id = ?"
)
_BELONGING = (
    "SELECT id FROM khata_entry WHERE belongs_to_id = ? AND reverses_id IS NULL"
)
_WRITTEN_OFF = (
    "SELECT COALESCE(SUM(CASE e.kind WHEN 'write_off' THEN e.credit ELSE -e.debit END),"
    " 0) FROM khata_entry e WHERE e.customer_id = ?"
    " AND e.kind IN ('write_off', 'recovery') AND NOT EXISTS"
    " (SELECT 1 FROM khata_entry r WHERE r.reverses_id = e.id)"
)
_MAY = {
    EntryKind.OPENING: Permission.KHATA_ADJUST,
    EntryKind.GOODS: Permission.KHATA_LEND,
    EntryKind.PAYMENT: Permission.KHATA_RECEIVE,
    EntryKind.WRITE_OFF: Permission.KHATA_WRITE_OFF,
    EntryKind.RECOVERY: Permission.KHATA_WRITE_OFF,
    EntryKind.ADJUST_UP: Permission.KHATA_ADJUST,
    EntryKind.ADJUST_DOWN: Permission.KHATA_ADJUST,
    EntryKind.REFUND_OUT: Permission.KHATA_REFUND,
}
"""What it takes to write a kind, and so to reverse it."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A line that somebody writes; `amount` is above zero, or signed where it says."""

    customer_id: int
    amount: Money
    reason: str = ""
    note: str = ""
    on: date | None = None
    """The day it belongs to; None is today."""
    taken_by: str = ""
    rate_open: bool = False
    """Whether the amount is an estimate until the rate is known."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A line as it stands in the book."""

    entry_id: int
    slip: str
    customer_id: int
    customer_name: str
    amount: Money
    """Above zero is given, below zero received."""
    owed_before: Money
    owed_after: Money


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that was written."""

    entry_id: int
    customer_id: int
    kind: EntryKind
    step: Money
    business_date: date
    aged_from: date
    due_date: date
    method: str
    slip: str
    note: str
    taken_by: str
    reference: str
    pinned_to_id: int | None
    reversed_by: int | None
    rate_open: bool


@act(Permission.KHATA_LEND)
def give_goods(posting: Posting, *, by: Actor, at: datetime) -> Posted:
    """Give goods on khata without a bill; their rate may stay open (L3).

    Raises:
        AmountNotPositiveError: It is worth nothing; an estimate is above zero too.
        ReasonNeededError: Nobody said what was given.
        PeriodLockedError: The day is closed.
        BackDatedError: The day is too far back for this person.
        FutureDateError: The day has not come.
        PosError: As a sale on khata is refused.
    """
    if posting.amount <= ZERO:
        raise AmountNotPositiveError
    what = clean_text(posting.note)
    if not what:
        raise ReasonNeededError
    on = _day(posting.on, by, at)
    opened, page = _open(posting.customer_id, by, at)
    confirmed = lending.check(page.line, posting.amount, posting.reason, by)
    check_taker(page.line, posting.taken_by)
    return _post(
        EntryKind.GOODS,
        posting.amount,
        page,
        opened,
        business_date=on,
        due_date=khata.due_date(page.customer_id, on),
        note=what,
        reason=clean_text(posting.reason),
        taken_by=clean_text(posting.taken_by),
        rate_open=posting.rate_open or None,
        confirmed=confirmed,
    )


@act(Permission.KHATA_ADJUST)
def open_balance(posting: Posting, *, by: Actor, at: datetime) -> Posted:
    """Take over an old balance with its own day; below zero is an advance (K32).

    Raises:
        AmountNotPositiveError: It is zero.
        PeriodLockedError: The day is closed.
        FutureDateError: The day has not come.
    """
    if not posting.amount:
        raise AmountNotPositiveError
    on = _day(posting.on, by, at)
    opened, page = _open(posting.customer_id, by, at)
    return _post(
        EntryKind.OPENING,
        posting.amount,
        page,
        opened,
        business_date=on,
        due_date=khata.due_date(page.customer_id, on),
        note=clean_text(posting.note),
    )


@act(Permission.KHATA_ADJUST)
def adjust(posting: Posting, *, by: Actor, at: datetime) -> Posted:
    """Set a balance right, up or below zero down, with a reason and a note (K33).

    Raises:
        AmountNotPositiveError: It is zero.
        ReasonNeededError: The reason or the note is missing.
        PeriodLockedError: The day is closed.
        FutureDateError: The day has not come.
    """
    if not posting.amount:
        raise AmountNotPositiveError
    _need(posting.reason, posting.note)
    on = _day(posting.on, by, at)
    opened, page = _open(posting.customer_id, by, at)
    is_up = posting.amount > ZERO
    kind = EntryKind.ADJUST_UP if is_up else EntryKind.ADJUST_DOWN
    return _post(
        kind,
        posting.amount,
        page,
        opened,
        business_date=on,
        due_date=khata.due_date(page.customer_id, on),
        reason=clean_text(posting.reason),
        note=clean_text(posting.note),
    )


@act(Permission.KHATA_WRITE_OFF)
def write_off(posting: Posting, *, by: Actor, at: datetime) -> Posted:
    """Give a debt up; the account says for ever what was written off (K34).

    Raises:
        AmountNotPositiveError: It is zero or below.
        ReasonNeededError: Nobody said why.
        DiscountOverDebtError: So much is not owed.
    """
    return _settle(EntryKind.WRITE_OFF, posting, by=by, at=at)


@act(Permission.KHATA_WRITE_OFF)
def recover(posting: Posting, *, by: Actor, at: datetime) -> Posted:
    """Put a debt that was written off back, for the payment that follows (K34).

    Raises:
        AmountNotPositiveError: It is zero or below.
        ReasonNeededError: Nobody said why.
        NothingWrittenOffError: So much was not written off.
    """
    return _settle(EntryKind.RECOVERY, posting, by=by, at=at)


@act(Permission.KHATA_REFUND)
def refund_advance(posting: Posting, *, by: Actor, at: datetime) -> Posted:
    """Give an advance back in cash (K23).

    Raises:
        AmountNotPositiveError: It is zero or below.
        ReasonNeededError: Nobody said why.
        NoAdvanceError: So much does not lie here.
        NoOpenShiftError: The counter's shift is not open.
    """
    return _settle(EntryKind.REFUND_OUT, posting, by=by, at=at)


@act(Permission.KHATA_REVERSE)
def reverse(entry_id: int, reason: str, *, by: Actor, at: datetime) -> Posted:
    """Take a line back by its opposite; what it paid is open again (K5, K27).

    The discount of a payment goes with it; cash goes back out of the drawer.

    Raises:
        ReasonNeededError: Nobody said why.
        EntryNotFoundError: There is no such line.
        NotReversibleError: This kind is not reversed by itself.
        AlreadyReversedError: It was reversed before.
        NothingWrittenOffError: What was written off came back already.
        CustomerNotActiveError: The account is closed.
        PermissionDeniedError: It is not this person's, or not of today.
        NoOpenShiftError: The counter's shift is not open, for cash.
    """
    _need(reason)
    found = _reversible(entry_id, by, at)
    opened, page = _open(found.customer_id, by, at)
    done = _take_back(found, clean_text(reason), page, opened)
    opened.close("khata-reversal", done.slip, of=entry_id, step=done.amount.paisas)
    return done


@act(Permission.KHATA_REVERSE)
def correct(
    entry_id: int, amount: Money, reason: str, *, by: Actor, at: datetime
) -> Posted:
    """Reverse a line and write it with another amount, as one act (K5).

    The new line keeps the day from which the old one was counted, a payment what
    was forgiven with it, as far as so much is still owed.

    Raises:
        AmountNotPositiveError: The new amount is zero or below.
        OverpaymentError: A payment would become more than is owed.
        PosError: As `reverse`.
    """
    _need(reason)
    if amount <= ZERO:
        raise AmountNotPositiveError
    old = _reversible(entry_id, by, at)
    if old.kind not in CORRECTABLE:
        raise NotReversibleError(kind=old.kind)
    opened, page = _open(old.customer_id, by, at)
    said = clean_text(reason)
    kept = _kept(old, amount, by)
    if old.kind is EntryKind.GOODS and amount > old.step:
        kept["confirmed"] = _check_more(old, amount, said, page, by)
    _take_back(old, said, page, opened)
    owed = max(page.balance, ZERO)
    step = amount if old.step > ZERO else -amount
    if old.kind is EntryKind.PAYMENT and amount > max(owed, -old.step):
        raise OverpaymentError(owed=owed, paid=amount)
    done = _write(old.kind, step, page, opened, reason=said, **kept)
    if old.kind is EntryKind.PAYMENT:
        _forgive_again(old, done.entry_id, page)
        against = min(amount, owed)
        loyalty.earn_by_payment(page.customer_id, against, done.entry_id, opened)
    if old.method == PayMethod.CASH:
        payments.move_cash(done.entry_id, -step, opened)
    opened.close("khata-correct", done.slip, of=entry_id, step=step.paisas)
    return replace(done, owed_after=page.balance)


def _check_more(
    old: Entry, amount: Money, reason: str, page: OpenKhata, by: Actor
) -> str | None:
    """Hold a higher price to the limit; goods that are gone are priced even on hold."""
    over = reason if by.may(Permission.KHATA_OVER_LIMIT) else ""
    try:
        return lending.check(page.line, amount - old.step, over, by)
    except CustomerNotActiveError:
        if not old.rate_open:
            raise
        return None


def _forgive_again(old: Entry, entry_id: int, page: OpenKhata) -> None:
    for (belonging,) in rows(_BELONGING, old.entry_id):
        forgiven = min(-_entry(belonging).step, max(page.balance, ZERO))
        if forgiven:
            page.write(
                EntryKind.DISCOUNT,
                -forgiven,
                belongs_to_id=entry_id,
                pinned_to_id=old.pinned_to_id,
            )


@question(Permission.KHATA_SEE)
def entry(entry_id: int, *, by: Actor) -> Entry:
    """Give a line of the khata.

    Raises:
        EntryNotFoundError: There is none.
    """
    return _entry(entry_id)


@question(Permission.KHATA_SEE)
def reopened_by(entry_id: int, *, by: Actor) -> list[OpenDebt]:
    """Tell which old bills would be open again if a line were reversed (K27).

    Raises:
        EntryNotFoundError: There is no such line.
    """
    found = _entry(entry_id)
    now = {debt.entry_id: debt for debt in ageing.open_debts(found.customer_id)}
    gone = [entry_id, *(row[0] for row in rows(_BELONGING, entry_id))]
    then = ageing.open_debts(found.customer_id, without=tuple(gone))
    return [
        replace(debt, amount=debt.amount - before)
        for debt in then
        for before in (now[debt.entry_id].amount if debt.entry_id in now else ZERO,)
        if debt.amount > before
    ]


@question(Permission.KHATA_SEE)
def written_off(customer_id: int, *, by: Actor) -> Money:
    """Give what was written off and not recovered."""
    return _written_off(customer_id)


@open_to_all("called inside permitted acts")
def check_day(on: date) -> None:
    """Refuse a day that the owner closed (K6).

    Raises:
        PeriodLockedError: It is before the first open day.
    """
    before = settings.locked_before()
    if before is not None and on < before:
        raise PeriodLockedError(before=before)


def _day(on: date | None, by: Actor, at: datetime) -> date:
    today = shifts.business_date(by, at)
    if on is None or on == today:
        return today
    if on > today:
        raise FutureDateError
    check_day(on)
    if by.may(Permission.KHATA_ADJUST):
        return on
    by.require(Permission.KHATA_BACKDATE)
    most = settings.backdate_days()
    if (today - on).days > most:
        raise BackDatedError(
            permission=Permission.KHATA_ADJUST, user=by.name, days=most
        )
    return on


def _kept(old: Entry, amount: Money, by: Actor) -> dict[str, object]:
    """Give what a corrected line keeps of the old one."""
    shift = shifts.current(by.counter_id)
    kept: dict[str, object] = {
        "aged_from": old.aged_from,
        "due_date": old.due_date,
        "method": old.method,
        "reference": old.reference,
        "note": old.note,
        "taken_by": old.taken_by,
        "pinned_to_id": old.pinned_to_id,
        "shift_id": shift.shift_id if shift else None,
    }
    if old.kind is EntryKind.PAYMENT:
        kept |= {"payment_key": str(uuid.uuid4()), "handed_over": amount}
    return kept


def _need(*said: str) -> None:
    if not all(clean_text(words) for words in said):
        raise ReasonNeededError


def _open(customer_id: int, by: Actor, at: datetime) -> tuple[Act, OpenKhata]:
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    page = OpenKhata(customer_id, opened)
    if page.line.status is CustomerStatus.CLOSED:
        raise CustomerNotActiveError(name=page.line.name, status=page.line.status)
    return opened, page


def _settle(kind: EntryKind, posting: Posting, *, by: Actor, at: datetime) -> Posted:
    amount = posting.amount
    if amount <= ZERO:
        raise AmountNotPositiveError
    _need(posting.reason)
    opened, page = _open(posting.customer_id, by, at)
    if kind is EntryKind.WRITE_OFF and amount > max(page.balance, ZERO):
        raise DiscountOverDebtError(left=max(page.balance, ZERO))
    if kind is EntryKind.RECOVERY:
        gone = _written_off(page.customer_id)
        if amount > gone:
            raise NothingWrittenOffError(written_off=gone)
    if kind is EntryKind.REFUND_OUT and amount > max(-page.balance, ZERO):
        raise NoAdvanceError(advance=max(-page.balance, ZERO))
    columns: dict[str, object] = {}
    if kind is EntryKind.REFUND_OUT:
        shift = shifts.required(by)
        columns = {"method": PayMethod.CASH, "shift_id": shift.shift_id}
    step = -amount if kind is EntryKind.WRITE_OFF else amount
    done = _write(
        kind,
        step,
        page,
        opened,
        reason=clean_text(posting.reason),
        note=clean_text(posting.note),
        **columns,
    )
    if kind is EntryKind.REFUND_OUT:
        payments.move_cash(done.entry_id, -amount, opened)
    opened.close(f"khata-{kind}", done.slip, step=step.paisas)
    return done


def _post(
    kind: EntryKind, step: Money, page: OpenKhata, opened: Act, **columns: object
) -> Posted:
    done = _write(kind, step, page, opened, **columns)
    opened.close(f"khata-{kind}", done.slip, step=step.paisas)
    return done


def _write(
    kind: EntryKind, step: Money, page: OpenKhata, opened: Act, **columns: object
) -> Posted:
    before, slip = page.balance, opened.take_slip()
    if on := columns.get("business_date"):
        columns.setdefault("aged_from", on)
    entry_id = page.write(kind, step, slip=slip, **columns)
    by, at = opened.actor, opened.stamp.at
    outbox.put(f"khata-{kind}", page.customer_id, slip, page.balance, at=at)
    spool.queue("khata", slip, by=by, at=at)
    return Posted(
        entry_id=entry_id,
        slip=slip,
        customer_id=page.customer_id,
        customer_name=page.line.name,
        amount=step,
        owed_before=before,
        owed_after=page.balance,
    )


def _take_back(entry: Entry, reason: str, page: OpenKhata, opened: Act) -> Posted:
    shift = shifts.current(opened.actor.counter_id)
    done = _write(
        EntryKind.REVERSAL,
        -entry.step,
        page,
        opened,
        reverses_id=entry.entry_id,
        method=entry.method,
        reason=reason,
        shift_id=shift.shift_id if shift else None,
    )
    for (belonging,) in rows(_BELONGING, entry.entry_id):
        page.write(
            EntryKind.REVERSAL,
            -_entry(belonging).step,
            reverses_id=belonging,
            belongs_to_id=done.entry_id,
            reason=reason,
        )
    if entry.method == PayMethod.CASH:
        payments.move_cash(done.entry_id, entry.step, opened)
    loyalty.reverse_payment(entry.entry_id, opened)
    return replace(done, owed_after=page.balance)


def _reversible(entry_id: int, by: Actor, at: datetime) -> Entry:
    found = _entry(entry_id)
    if found.kind not in REVERSIBLE or found.method == PayMethod.CHEQUE:
        kind = found.kind if found.kind not in REVERSIBLE else PayMethod.CHEQUE
        raise NotReversibleError(kind=kind)
    if found.reversed_by is not None:
        raise AlreadyReversedError
    whose, _entry_there = khata.home_of(found.customer_id)
    if whose != found.customer_id:
        raise MergedAccountError(into=whose)
    if found.kind is EntryKind.WRITE_OFF:
        left = _written_off(found.customer_id)
        if left < -found.step:
            raise NothingWrittenOffError(written_off=left)
    by.require(_MAY[found.kind])
    if found.business_date != shifts.business_date(by, at):
        by.require(Permission.KHATA_REVERSE_OLD)
    return found


def _entry(entry_id: int) -> Entry:
    for found in rows(_ENTRY, entry_id):
        given, received = Money(found[3]), Money(found[4])
        return Entry(
            entry_id=found[0],
            customer_id=found[1],
            kind=EntryKind(found[2]),
            step=given - received,
            business_date=day(found[5]),
            aged_from=day(found[6]),
            due_date=day(found[7]),
            method=found[8],
            slip=found[9],
            note=found[10],
            taken_by=found[11],
            reference=found[12],
            pinned_to_id=found[13],
            reversed_by=found[14],
            rate_open=bool(found[15]),
        )
    raise EntryNotFoundError(entry=str(entry_id))


def _written_off(customer_id: int) -> Money:
    return Money(rows(_WRITTEN_OFF, customer_id)[0][0])
