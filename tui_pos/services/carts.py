"""The bill that is being made: every change is on the disk before it is shown.

One bill is open for each person at each counter. It outlives a power cut, a lock
and a change of user, and may be parked under a name.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import fn

from tui_pos.db import append, moment, rows
from tui_pos.domain.entry import LARGEST_QUANTITY
from tui_pos.domain.errors import (
    CartNotFoundError,
    DiscountTooLargeError,
    EmptySaleError,
    FixedPriceError,
    NoCustomerForKhataError,
    NotDivisibleError,
    OverpaymentError,
    QuantityNotPositiveError,
    QuantityTooLargeError,
)
from tui_pos.domain.money import ZERO, Money, rounded_ratio
from tui_pos.domain.permissions import Permission
from tui_pos.domain.pricing import FULL_RATE, discount_limit, quantity_worth
from tui_pos.domain.quantity import NONE, Quantity, is_divisible
from tui_pos.domain.tender import TenderKind
from tui_pos.domain.text import clean_text
from tui_pos.models import Cart, CartLine, CartTender
from tui_pos.services import khata, settings, shifts
from tui_pos.services.acts import act, open_to_all, question
from tui_pos.services.cart_view import CartView, Parked, view
from tui_pos.services.journal import Act

if TYPE_CHECKING:
    from datetime import datetime

    from tui_pos.domain.permissions import Actor
    from tui_pos.domain.pricing import Discount
    from tui_pos.domain.tender import Given
    from tui_pos.services.catalog import Scanned


_OPEN = (
    "SELECT id, checkout_key, name, recalled, customer_id, discount, discount_bp"
    " FROM cart WHERE counter_id = ? AND user_id = ? AND state = 'open'"
)
_SAME_LINE = (
    "SELECT line_no, quantity, fixed_price FROM cart_line WHERE cart_id = ?"
    " AND product_id = ? AND unit_price = ? AND discount IS NULL AND discount_bp = 0"
    " AND (fixed_price IS NULL) = ? ORDER BY line_no LIMIT 1"
)
_ADD_TO_LINE = (
    "UPDATE cart_line SET quantity = quantity + ?, fixed_price = fixed_price + ?"
    " WHERE cart_id = ? AND line_no = ?"
)
_SOMEBODYS = (TenderKind.KHATA, TenderKind.POINTS, TenderKind.ADVANCE)
_TOUCH = "UPDATE cart SET changed_at = ? WHERE id = ?"
_WAITING = (
    "SELECT c.id, c.name, u.name, c.changed_at, c.state FROM cart c"
    " JOIN user u ON u.id = c.user_id WHERE c.counter_id = ? AND"
    " (c.state = 'parked' OR c.user_id <> ?)"
    " AND EXISTS (SELECT 1 FROM cart_line l WHERE l.cart_id = c.id) ORDER BY c.id"
)


@act(Permission.SELL)
def open_cart(*, by: Actor, at: datetime) -> CartView:
    """Give the person's open bill at this counter; begin one where there is none."""
    return view(_open_id(by, at))


@act(Permission.SELL)
def add(
    found: Scanned,
    quantity: Quantity | None = None,
    worth: Money | None = None,
    *,
    by: Actor,
    at: datetime,
) -> tuple[CartView, int]:
    """Put goods on the bill; give the bill and the number of the line.

    A second scan of the same goods at the same price adds to their line.

    Raises:
        QuantityNotPositiveError: So little money buys none of it.
        NotDivisibleError: Pieces are sold whole.
        QuantityTooLargeError: The line would hold an absurd quantity.
    """
    cart_id = _open_id(by, at)
    line = _new_line(found, quantity, worth)
    _check_quantity(found.goods.name, found.goods.unit, line.quantity)
    for line_no, before, fixed in _same_line(cart_id, line):
        _check_quantity(
            found.goods.name, found.goods.unit, Quantity(before) + line.quantity
        )
        more = None if fixed is None else line.fixed_price
        rows(
            _ADD_TO_LINE,
            line.quantity.thousandths,
            more.paisas if more else 0,
            cart_id,
            line_no,
        )
        _touch(cart_id, at)
        return view(cart_id), line_no
    line_no = _next_line_no(cart_id)
    append(CartLine, [{**_columns_of(line), "cart_id": cart_id, "line_no": line_no}])
    _touch(cart_id, at)
    return view(cart_id), line_no


@act(Permission.SELL)
def set_quantity(
    line_no: int, quantity: Quantity, *, by: Actor, at: datetime
) -> CartView:
    """Change how much of a line is sold.

    Raises:
        FixedPriceError: The line has one price for all of it.
        NoSuchLineError: There is no such line.
        OverLimitError: More would go off the bill than this person may void.
        NotDivisibleError: Pieces are sold whole.
        QuantityTooLargeError: It is absurd.
    """
    cart_id = _open_id(by, at)
    cart = view(cart_id)
    line = cart.line(line_no)
    if line.fixed_price is not None:
        raise FixedPriceError(name=line.name)
    _check_quantity(line.name, line.unit, quantity)
    CartLine.update(quantity=quantity).where(_is_line(cart_id, line_no)).execute()
    _keep_discount_possible(cart_id)
    changed = _changed(cart_id, at)
    fallen = line.priced.total - changed.line(line_no).priced.total
    if quantity < line.quantity and fallen > ZERO:
        _take_off(cart, fallen, by)
        opened = Act(by, at, business_date=shifts.business_date(by, at))
        opened.close("line-less", line.sku, total=fallen.paisas)
    return changed


@act(Permission.PRICE_OVERRIDE)
def set_price(line_no: int, price: Money, *, by: Actor, at: datetime) -> CartView:
    """Sell a line at another price than the list's; it is journalled.

    Raises:
        NoSuchLineError: There is no such line.
    """
    cart_id = _open_id(by, at)
    line = view(cart_id).line(line_no)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    CartLine.update(unit_price=price, fixed_price=None).where(
        _is_line(cart_id, line_no)
    ).execute()
    opened.close(
        "price-override", line.sku, list=line.list_price.paisas, price=price.paisas
    )
    return _changed(cart_id, at)


@act(Permission.DISCOUNT)
def discount_line(
    line_no: int, discount: Discount, *, by: Actor, at: datetime
) -> CartView:
    """Take rupees or a part off a line.

    Raises:
        NoSuchLineError: There is no such line.
        DiscountTooLargeError: More would come off than there is.
        OverLimitError: It is more than this person may give alone.
    """
    cart_id = _open_id(by, at)
    line = view(cart_id).line(line_no)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    CartLine.update(
        discount=discount.amount or None, discount_bp=discount.rate_bp
    ).where(_is_line(cart_id, line_no)).execute()
    opened.close("line-discount", line.sku, **_said(discount))
    changed = _changed(cart_id, at)
    check_discount(changed, by)
    most = rounded_ratio(
        line.priced.gross.paisas * settings.discount_limit_bp(), FULL_RATE
    )
    off = discount.off(line.priced.gross)
    by.require_above(Money(most), off, Permission.DISCOUNT_OVER_LIMIT)
    return _with_approval(changed, by)


@act(Permission.DISCOUNT)
def discount_bill(discount: Discount, *, by: Actor, at: datetime) -> CartView:
    """Take rupees or a part off the whole bill.

    Raises:
        DiscountTooLargeError: More would come off than there is.
        OverLimitError: It is more than this person may give alone.
    """
    cart_id = _open_id(by, at)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    Cart.update(discount=discount.amount or None, discount_bp=discount.rate_bp).where(
        Cart.id == cart_id
    ).execute()
    opened.close("bill-discount", "", **_said(discount))
    changed = _changed(cart_id, at)
    check_discount(changed, by)
    return _with_approval(changed, by)


@act(Permission.VOID_LINE)
def void_line(line_no: int, *, by: Actor, at: datetime) -> CartView:
    """Take a line off the bill; the journal remembers it.

    Raises:
        NoSuchLineError: There is no such line.
        OverLimitError: It is more than this person may void alone.
    """
    cart_id = _open_id(by, at)
    cart = view(cart_id)
    line = cart.line(line_no)
    _take_off(cart, line.priced.total, by)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    CartLine.delete().where(_is_line(cart_id, line_no)).execute()
    opened.close("line-void", line.sku, total=line.priced.total.paisas)
    if not rows("SELECT 1 FROM cart_line WHERE cart_id = ?", cart_id):
        drop(cart_id)  # the next bill begins with nothing of this one
        return view(_open_id(by, at))
    _keep_discount_possible(cart_id)
    return _changed(cart_id, at)


@act(Permission.CANCEL_SALE)
def cancel(*, by: Actor, at: datetime) -> CartView:
    """Drop the whole bill; the journal remembers what it came to.

    Raises:
        OverLimitError: It is more than this person may void alone.
    """
    cart = view(_open_id(by, at))
    _take_off(cart, cart.bill.due, by)
    if cart.lines:
        opened = Act(by, at, business_date=shifts.business_date(by, at))
        opened.close(
            "sale-cancel",
            lines=len(cart.lines),
            total=cart.bill.due.paisas,
            given=cart.given.paisas,
        )
    drop(cart.cart_id)
    return view(_open_id(by, at))


@act(Permission.SELL)
def attach(customer_id: int | None, *, by: Actor, at: datetime) -> CartView:
    """Put a customer on the bill, or take them off it.

    What was to be paid with another's khata, points or advance is open again.
    """
    cart_id = _open_id(by, at)
    if view(cart_id).customer_id != customer_id:
        CartTender.delete().where(
            (CartTender.cart == cart_id) & CartTender.kind.in_(_SOMEBODYS)
        ).execute()
    Cart.update(customer=customer_id, pay_old=None).where(Cart.id == cart_id).execute()
    return _changed(cart_id, at)


@act(Permission.SELL)
def give(given: Given, *, by: Actor, at: datetime) -> CartView:
    """Keep a half-given tender with the bill; its amount is never open."""
    cart_id = _open_id(by, at)
    number = (
        CartTender.select(fn.COALESCE(fn.MAX(CartTender.tender_no), 0))
        .where(CartTender.cart == cart_id)
        .scalar()
    )
    CartTender.create(
        cart=cart_id,
        tender_no=number + 1,
        kind=given.kind,
        amount=given.amount or ZERO,
        reference=clean_text(given.reference, limit=60),
    )
    return _changed(cart_id, at)


@act(Permission.KHATA_RECEIVE)
def pay_on_old(amount: Money, *, by: Actor, at: datetime) -> CartView:
    """Take cash for the old balance together with this bill (K19); zero takes it off.

    Raises:
        NoCustomerForKhataError: Nobody is on the bill.
        OverpaymentError: More than they owe.
    """
    cart_id = _open_id(by, at)
    customer_id = view(cart_id).customer_id
    if customer_id is None:
        raise NoCustomerForKhataError
    owed = khata.balance(customer_id)
    if amount > max(owed, ZERO):
        raise OverpaymentError(owed=owed, paid=amount)
    Cart.update(pay_old=amount or None).where(Cart.id == cart_id).execute()
    return _changed(cart_id, at)


@act(Permission.SELL)
def take_back_kind(kind: TenderKind, *, by: Actor, at: datetime) -> CartView:
    """Give the half-given tenders of one kind back."""
    cart_id = _open_id(by, at)
    CartTender.delete().where(
        (CartTender.cart == cart_id) & (CartTender.kind == kind)
    ).execute()
    return _changed(cart_id, at)


@act(Permission.SELL)
def take_back(*, by: Actor, at: datetime) -> CartView:
    """Give every half-given tender back, and what was for the old balance."""
    cart_id = _open_id(by, at)
    CartTender.delete().where(CartTender.cart == cart_id).execute()
    Cart.update(pay_old=None).where(Cart.id == cart_id).execute()
    return _changed(cart_id, at)


@act(Permission.PARK)
def park(name: str = "", *, by: Actor, at: datetime) -> CartView:
    """Put the bill aside under a name and begin a new one.

    Raises:
        EmptySaleError: There is nothing on it.
    """
    cart = view(_open_id(by, at))
    if not cart.lines:
        raise EmptySaleError
    kept = clean_text(name, limit=40) or cart.name
    Cart.update(state="parked", name=kept, changed_at=at).where(
        Cart.id == cart.cart_id
    ).execute()
    return view(_open_id(by, at))


@question(Permission.PARK)
def waiting(*, by: Actor) -> list[Parked]:
    """Give the parked bills of this counter, and what others left open at it."""
    return [
        Parked(
            cart_id=cart_id,
            name=name,
            lines=len(cart.lines),
            total=cart.bill.due,
            user=user,
            since=moment(since),
            is_open=state == "open",
        )
        for cart_id, name, user, since, state in rows(
            _WAITING, by.counter_id, by.user_id
        )
        for cart in (view(cart_id),)
    ]


@act(Permission.PARK)
def recall(cart_id: int, *, by: Actor, at: datetime) -> CartView:
    """Take up a bill that waits; the person's own, if not empty, is parked for it.

    Raises:
        CartNotFoundError: Somebody else was quicker.
    """
    wanted = Cart.get_or_none(Cart.id == cart_id, Cart.counter == by.counter_id)
    if wanted is None:
        raise CartNotFoundError(cart_id=cart_id)
    own = view(_open_id(by, at))
    if own.lines:
        Cart.update(state="parked").where(Cart.id == own.cart_id).execute()
    elif own.cart_id != cart_id:
        drop(own.cart_id)
    Cart.update(state="open", user=by.user_id, recalled=True, changed_at=at).where(
        Cart.id == cart_id
    ).execute()
    return view(cart_id)


@open_to_all("called inside permitted acts")
def check_discount(cart: CartView, by: Actor) -> None:
    """Hold what comes off a bill to what this person may give.

    Raises:
        OverLimitError: Somebody may approve it.
    """
    most = discount_limit(cart.bill, settings.discount_limit_bp())
    by.require_above(most, cart.bill.discount, Permission.DISCOUNT_OVER_LIMIT)


@open_to_all("called inside the act that completes or cancels a sale")
def drop(cart_id: int) -> None:
    """Remove a bill that became a sale, or none."""
    CartLine.delete().where(CartLine.cart == cart_id).execute()
    CartTender.delete().where(CartTender.cart == cart_id).execute()
    Cart.delete().where(Cart.id == cart_id).execute()


@open_to_all("called inside permitted acts")
def open_view(*, by: Actor, at: datetime) -> CartView:
    """Give the open bill inside the caller's transaction."""
    return view(_open_id(by, at))


def _open_id(by: Actor, at: datetime) -> int:
    found = rows(_OPEN, by.counter_id, by.user_id)
    if found:
        opened: int = found[0][0]
        return opened
    made = Cart.create(
        checkout_key=str(uuid.uuid4()),
        counter=by.counter_id,
        user=by.user_id,
        state="open",
        changed_at=at,
    )
    cart_id: int = made.id
    return cart_id


@dataclass(frozen=True, slots=True)
class _NewLine:
    product_id: int
    barcode: str
    quantity: Quantity
    price: Money
    fixed_price: Money | None


def _new_line(
    found: Scanned, quantity: Quantity | None, worth: Money | None
) -> _NewLine:
    price = found.goods.price
    sold, fixed = found.quantity, found.fixed_price
    if worth is not None and price:
        sold, fixed = quantity_worth(worth, price), worth
    elif quantity is not None and not found.from_label:
        times = quantity.thousandths
        sold = Quantity(found.quantity.thousandths * times // 1000)
        fixed = None if fixed is None else Money(fixed.paisas * times // 1000)
    if sold <= NONE:
        raise QuantityNotPositiveError
    return _NewLine(found.goods.product_id, found.code, sold, price, fixed)


def _columns_of(line: _NewLine) -> dict[str, object]:
    return {
        "product_id": line.product_id,
        "barcode": line.barcode,
        "quantity": line.quantity,
        "unit_price": line.price,
        "list_price": line.price,
        "fixed_price": line.fixed_price,
    }


def _take_off(cart: CartView, amount: Money, by: Actor) -> None:
    """Hold what goes off a bill, together with what went before, to the limit."""
    off = cart.voided + amount
    by.require_above(settings.void_limit(), off, Permission.VOID_OVER_LIMIT)
    Cart.update(voided=off).where(Cart.id == cart.cart_id).execute()


def _with_approval(cart: CartView, by: Actor) -> CartView:
    """Remember with the bill up to what its discount was approved, and by whom."""
    over, off = Permission.DISCOUNT_OVER_LIMIT, cart.bill.discount
    if not by.may(over, off):
        return cart
    approver = next((one.by_id for one in by.approvals), by.user_id)
    Cart.update(
        override_by=approver, override_reason=by.reason, discount_approved=off
    ).where(Cart.id == cart.cart_id).execute()
    return view(cart.cart_id)


def _said(discount: Discount) -> dict[str, int]:
    return {"amount": discount.amount.paisas, "rate_bp": discount.rate_bp}


def _keep_discount_possible(cart_id: int) -> None:
    """Drop a bill's discount that is more than what is left of the bill."""
    try:
        view(cart_id)
    except DiscountTooLargeError:
        Cart.update(discount=None, discount_bp=0).where(Cart.id == cart_id).execute()


def _same_line(cart_id: int, line: _NewLine) -> list[tuple[int, int, int | None]]:
    """Give number, quantity and fixed price of the line that a scan adds to."""
    return rows(
        _SAME_LINE,
        cart_id,
        line.product_id,
        line.price.paisas,
        line.fixed_price is None,
    )


def _check_quantity(name: str, unit: str, quantity: Quantity) -> None:
    if quantity > LARGEST_QUANTITY:
        raise QuantityTooLargeError(largest=LARGEST_QUANTITY)
    if not quantity.is_whole and not is_divisible(unit):
        raise NotDivisibleError(name=name, unit=unit)


def _next_line_no(cart_id: int) -> int:
    query = "SELECT COALESCE(MAX(line_no), 0) + 1 FROM cart_line WHERE cart_id = ?"
    number: int = rows(query, cart_id)[0][0]
    return number


def _is_line(cart_id: int, line_no: int) -> object:
    return (CartLine.cart == cart_id) & (CartLine.line_no == line_no)


def _touch(cart_id: int, at: datetime) -> None:
    rows(_TOUCH, Cart.changed_at.db_value(at), cart_id)


def _changed(cart_id: int, at: datetime) -> CartView:
    _touch(cart_id, at)
    return view(cart_id)
