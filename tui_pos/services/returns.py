"""Goods that come back: returns, voids, exchanges, and tenders set right.

Nothing is changed: each is a document of its own that points at what it reverses.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.db import next_id, rows
from tui_pos.domain.errors import (
    EmptySaleError,
    ExchangedBillError,
    KeyUsedForAnotherActError,
    NoCustomerForKhataError,
    NoSuchBillLineError,
    NotDivisibleError,
    NotReturnableError,
    QuantityNotPositiveError,
    ReasonNeededError,
    ReturnTooMuchError,
    ReturnTooOldError,
    SaleHasReturnsError,
    SaleVoidedError,
    ShiftOverError,
    TendersGivenError,
    UnpaidOnKhataError,
)
from tui_pos.domain.loyalty import part_of_points
from tui_pos.domain.loyalty_errors import NoCustomerForPointsError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.permissions import Permission
from tui_pos.domain.quantity import NONE, Quantity, is_divisible
from tui_pos.domain.refund import RefundWay, part_of, refund
from tui_pos.domain.text import clean_text
from tui_pos.models import Sale
from tui_pos.services import (
    ageing,
    bills,
    carts,
    khata,
    return_rows,
    sales,
    settings,
    shifts,
)
from tui_pos.services.acts import act, question
from tui_pos.services.idempotency import check_key
from tui_pos.services.journal import Act
from tui_pos.services.return_rows import Back, Reversing

if TYPE_CHECKING:
    from datetime import datetime

    from tui_pos.domain.permissions import Actor
    from tui_pos.domain.refund import Refund
    from tui_pos.domain.tender import Given
    from tui_pos.services.bills import SoldBill, SoldLine
    from tui_pos.services.sales import SaleCompleted


@dataclass(frozen=True, slots=True)
class Returned:
    """A line that comes back; `quantity` None is all that is left of it."""

    line_no: int
    quantity: Quantity | None = None
    damaged: bool = False
    """Damaged goods are paid for, but are not for sale again."""


@dataclass(frozen=True, slots=True)
class ReturnAsked:
    """Everything that makes a return."""

    key: str
    receipt: str
    lines: tuple[Returned, ...]
    reason: str
    way: RefundWay = RefundWay.AS_PAID


@dataclass(frozen=True, slots=True)
class ReturnCompleted:
    """A return, or a void, as it stands in the books."""

    sale_id: int
    receipt: str
    of: str
    """The bill that it gives back."""
    refunded: Money
    cash: Money
    """What goes out of the drawer."""
    on_khata: Money
    """What is taken off the khata."""
    balance: Money | None
    """What the customer owes after it; None for a walk-in."""
    replayed: bool = False
    points: int = 0
    """The points that the customer has after it."""


_BY_KEY = (
    "SELECT r.id, r.receipt, b.receipt, r.total, r.khata_after, r.kind,"
    " (SELECT COALESCE(SUM(amount), 0) FROM tender t WHERE t.sale_id = r.id"
    " AND t.kind = 'cash'), (SELECT COALESCE(SUM(amount), 0) FROM tender t"
    " WHERE t.sale_id = r.id AND t.kind IN ('khata', 'advance')),"
    " COALESCE(r.points_after, 0) FROM sale r"
    " LEFT JOIN sale b ON b.id = r.reverses_id WHERE r.checkout_key = ?"
)


@act(Permission.RETURN)
def complete_return(asked: ReturnAsked, *, by: Actor, at: datetime) -> ReturnCompleted:
    """Take goods back: refund, khata, stock, drawer, slip and journal at once.

    A key that was used gives the return that exists.

    Raises:
        ReceiptNotFoundError: These books hold no such bill.
        NotReturnableError: It is no sale.
        SaleVoidedError: It was voided.
        EmptySaleError: No line is named.
        NoSuchBillLineError: A line is not on the bill, or is named twice.
        QuantityNotPositiveError: Nothing of a line comes back.
        NotDivisibleError: Pieces come back whole.
        ReturnTooMuchError: More would come back than is still out.
        ReasonNeededError: Nobody said why.
        OverLimitError: It is worth more than this person may take back alone.
        ReturnTooOldError: The bill is older than that.
        NoCustomerForKhataError: Nobody is on the bill whose khata it could be.
        NoCustomerForPointsError: Nobody is on the bill who could have points.
        UnpaidOnKhataError: The bill must first be taken off the khata.
        NoOpenShiftError: The counter's shift is not open.
        BadKeyError: The key is no key.
        KeyUsedForAnotherActError: The key belongs to something else.
    """
    return _return(asked, by=by, at=at)


@question(Permission.RETURN)
def preview(asked: ReturnAsked, *, by: Actor) -> Refund:
    """Tell what would go back; the limits are held when it is done.

    Raises:
        PosError: As `complete_return`.
    """
    bill = _returnable(bills.whole_number(asked.receipt, by))
    _check_named(bill, asked.lines)
    worth = Money.total(_back(bill, line).total for line in asked.lines)
    return refund(worth, asked.way, *bills.paid_so_far(bill))


@act(Permission.VOID_SALE)
def void_sale(
    receipt: str, reason: str, key: str = "", *, by: Actor, at: datetime
) -> ReturnCompleted:
    """Reverse a whole sale of the shift that is still open.

    Raises:
        ShiftOverError: It belongs to another shift or counter.
        SaleHasReturnsError: Something of it came back already.
        OverLimitError: It is more than this person may void alone.
        PosError: As `complete_return`.
    """
    return _void(receipt, reason, key or str(uuid.uuid4()), by=by, at=at)


@act(Permission.VOID_SALE)
def correct_tender(
    receipt: str, given: tuple[Given, ...], reason: str, *, by: Actor, at: datetime
) -> tuple[ReturnCompleted, SaleCompleted]:
    """Set right how a sale was paid: void it and sell the same again, paid so.

    Raises:
        ExchangedBillError: Its return paid a part of it.
        NotFullyPaidError: Something would be unpaid.
        TenderTooLargeError: Another tender than cash pays too much.
        PosError: As `void_sale`, and as a sale on khata.
    """
    if bills.is_exchange(bills.whole_number(receipt, by)):
        raise ExchangedBillError(receipt=receipt)
    void = _void(receipt, reason, str(uuid.uuid4()), by=by, at=at)
    again = sales.sell_again(
        bills.sold_bill(void.of), given, follows=void.sale_id, by=by, at=at
    )
    return void, again


@act(Permission.RETURN)
def exchange(
    asked: ReturnAsked, given: tuple[Given, ...], *, by: Actor, at: datetime
) -> tuple[ReturnCompleted, SaleCompleted]:
    """Take goods back and sell the open bill against them, in one act.

    `given` pays the whole new bill; the money of the return is a part of it.

    Raises:
        TendersGivenError: Something is half-given on the open bill.
        PosError: As `complete_return` and `complete_cart`.
    """
    if carts.open_view(by=by, at=at).tenders:
        raise TendersGivenError
    back = _return(asked, by=by, at=at, with_slip=False)
    if back.replayed:
        return back, sales.sale_following(back.sale_id, asked.key)
    done = sales.sell_open_cart(given, follows=back.sale_id, by=by, at=at)
    return back, done


def _return(
    asked: ReturnAsked, *, by: Actor, at: datetime, with_slip: bool = True
) -> ReturnCompleted:
    check_key(asked.key, of="sale")
    if done := _done(asked.key, "return"):
        return done
    shift = shifts.required(by)
    reason = _reason(asked.reason, by)
    opened = Act(by, at, business_date=shift.business_date)
    bill = _returnable(bills.whole_number(asked.receipt, by))
    back = [_back(bill, line) for line in asked.lines]
    _check_named(bill, asked.lines)
    worth = Money.total(one.total for one in back)
    _check_limits(bill, worth, opened)
    whose, _debit = return_rows.home(bill)
    if whose is not None:
        khata.lock(whose)
    paid, so_far = bills.paid_so_far(bill)
    goes_back = refund(worth, asked.way, paid, so_far)
    _check_way(bill, asked.way, worth)
    reversing = Reversing(
        kind="return",
        key=asked.key,
        reason=reason,
        opened=opened,
        shift=shift,
        sale_id=next_id(Sale),
        bill=bill,
        back=back,
        tenders=[(kind, -amount, "") for kind, amount in goes_back.parts],
        rounding=goes_back.rounding,
        with_slip=with_slip,
    )
    return _write(reversing)


def _void(
    receipt: str, reason: str, key: str, *, by: Actor, at: datetime
) -> ReturnCompleted:
    check_key(key, of="sale")
    if done := _done(key, "void"):
        return done
    shift = shifts.required(by)
    said = _reason(reason, by)
    opened = Act(by, at, business_date=shift.business_date)
    bill = _returnable(bills.whole_number(receipt, by))
    if bill.shift_id != shift.shift_id:
        raise ShiftOverError(receipt=bill.receipt)
    if bill.returns:
        raise SaleHasReturnsError(receipt=bill.receipt)
    by.require_above(settings.void_limit(), bill.total, Permission.VOID_OVER_LIMIT)
    whose, _debit = return_rows.home(bill)
    if whose is not None:
        khata.lock(whose)
    reversing = Reversing(
        kind="void",
        key=key,
        reason=said,
        opened=opened,
        shift=shift,
        sale_id=next_id(Sale),
        bill=bill,
        back=[_back(bill, Returned(line.line_no)) for line in bill.lines],
        tenders=[(kind, -amount, ref) for kind, amount, ref in bill.paid],
        rounding=-bill.rounding,
    )
    return _write(reversing)


def _write(reversing: Reversing) -> ReturnCompleted:
    done = return_rows.write(reversing)
    return ReturnCompleted(
        sale_id=reversing.sale_id,
        receipt=done.receipt,
        of=reversing.bill.receipt,
        refunded=-reversing.total,
        cash=-reversing.of("cash"),
        on_khata=-reversing.of("khata") - reversing.of("advance"),
        balance=done.balance,
        points=done.points,
    )


def _done(key: str, kind: str) -> ReturnCompleted | None:
    for found in rows(_BY_KEY, key):
        sale_id, receipt, of, total, owed, was, cash, lent, have = found
        if was != kind:
            raise KeyUsedForAnotherActError(key=key)
        return ReturnCompleted(
            sale_id=sale_id,
            receipt=receipt,
            of=of,
            refunded=Money(-total),
            cash=Money(-cash),
            on_khata=Money(-lent),
            balance=None if owed is None else Money(owed),
            replayed=True,
            points=have,
        )
    return None


def _reason(reason: str, by: Actor) -> str:
    said = clean_text(reason) or clean_text(by.reason)
    if not said:
        raise ReasonNeededError
    return said


def _returnable(receipt: str) -> SoldBill:
    bill = bills.sold_bill(receipt)
    if bill.kind != "sale":
        raise NotReturnableError(receipt=bill.receipt, kind=bill.kind)
    if bill.voided_by:
        raise SaleVoidedError(receipt=bill.receipt, by=bill.voided_by)
    return bill


def _back(bill: SoldBill, asked: Returned) -> Back:
    line = bill.line(asked.line_no)
    now = line.left if asked.quantity is None else asked.quantity
    if asked.quantity is not None and asked.quantity <= NONE:
        raise QuantityNotPositiveError
    if now > line.left or now <= NONE:
        raise ReturnTooMuchError(name=line.name, left=line.left)
    if now != line.left and not now.is_whole and not is_divisible(line.unit):
        raise NotDivisibleError(name=line.name, unit=line.unit)
    gross, total = _part(line.gross, line, now), _part(line.total, line, now)
    return Back(
        line=line,
        quantity=now,
        gross=gross,
        discount=gross - total,
        tax=_part(line.tax, line, now),
        damaged=asked.damaged,
        points=part_of_points(
            line.points,
            line.quantity.thousandths,
            before=line.returned.thousandths,
            now=now.thousandths,
        ),
    )


def _part(whole: Money, line: SoldLine, now: Quantity) -> Money:
    return part_of(whole, line.quantity, before=line.returned, now=now)


def _check_named(bill: SoldBill, lines: tuple[Returned, ...]) -> None:
    if not lines:
        raise EmptySaleError
    seen: set[int] = set()
    for line in lines:
        if line.line_no in seen:
            raise NoSuchBillLineError(receipt=bill.receipt, line_no=line.line_no)
        seen.add(line.line_no)


def _check_limits(bill: SoldBill, worth: Money, opened: Act) -> None:
    by = opened.actor
    over = Permission.RETURN_OVER_LIMIT
    in_all = worth + _came_back(bill)
    by.require_above(settings.return_limit(), in_all, over)
    age = (opened.stamp.business_date - bill.business_date).days
    limit = settings.return_days()
    if age > limit and not by.may(over, in_all):
        raise ReturnTooOldError(
            permission=over, user=by.name, amount=in_all, days=age, limit=limit
        )


def _check_way(bill: SoldBill, way: RefundWay, worth: Money) -> None:
    if way is RefundWay.KHATA:
        if bill.customer_id is None:
            raise NoCustomerForKhataError
        return
    if way is RefundWay.POINTS and bill.customer_id is None:
        raise NoCustomerForPointsError
    if way in {RefundWay.AS_PAID, RefundWay.EXCHANGE} or bill.customer_id is None:
        return
    whose, entry_id = return_rows.home(bill)
    owed = Money.total(
        debt.amount
        for debt in ageing.open_debts(whose or 0)
        if debt.entry_id == entry_id
    )
    kept = Money.total(line.total for line in bill.lines) - worth - _came_back(bill)
    if owed > max(kept, ZERO):
        raise UnpaidOnKhataError(receipt=bill.receipt, unpaid=owed)


def _came_back(bill: SoldBill) -> Money:
    return Money.total(
        part_of(line.total, line.quantity, before=NONE, now=line.returned)
        for line in bill.lines
    )
