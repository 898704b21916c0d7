"""The bill that is being made, as it stands on the disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.db import rows
from tui_pos.domain.errors import NoSuchLineError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.pricing import (
    NO_DISCOUNT,
    Bill,
    Discount,
    Item,
    PricedLine,
    price_bill,
)
from tui_pos.domain.quantity import Quantity
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.services.acts import open_to_all

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the bill with its figures."""

    line_no: int
    product_id: int
    sku: str
    name: str
    unit: str
    quantity: Quantity
    unit_price: Money
    list_price: Money
    fixed_price: Money | None
    discount: Discount
    barcode: str
    priced: PricedLine
    stock: Quantity
    stock_policy: str
    cost: Money | None

    @property
    def is_short(self) -> bool:
        """Whether more is sold than the shelf should hold."""
        return self.stock_policy != "ignore" and self.stock < self.quantity


@dataclass(frozen=True, slots=True)
class CartView:
    """The bill as it stands on the disk."""

    cart_id: int
    checkout_key: str
    name: str
    recalled: bool
    customer_id: int | None
    discount: Discount
    lines: tuple[Line, ...]
    bill: Bill
    tenders: tuple[Given, ...]
    discount_approved: Money = ZERO
    """Up to what somebody let its discount go over the limit."""
    voided: Money = ZERO
    """What was taken off it since it was begun."""
    on_old: Money = ZERO
    """What is paid on the old balance together with it."""

    def line(self, line_no: int) -> Line:
        """Give one line.

        Raises:
            NoSuchLineError: There is none of this number.
        """
        for line in self.lines:
            if line.line_no == line_no:
                return line
        raise NoSuchLineError(line_no=line_no)

    @property
    def remaining(self) -> Money:
        """What is still to be paid, before the rounding of cash."""
        return self.bill.due + self.on_old - self.given

    @property
    def remaining_of_bill(self) -> Money:
        """What another tender than cash may still pay: nothing of the old balance."""
        cash = Money.total(
            one.amount or ZERO for one in self.tenders if one.kind is TenderKind.CASH
        )
        return self.remaining - max(self.on_old - cash, ZERO)

    @property
    def given(self) -> Money:
        """What the customer has handed over already."""
        return Money.total(one.amount or ZERO for one in self.tenders)


@dataclass(frozen=True, slots=True)
class Parked:
    """A bill that waits, as the recall list shows it."""

    cart_id: int
    name: str
    lines: int
    total: Money
    user: str
    since: datetime
    is_open: bool
    """Whether it is somebody else's open bill rather than a parked one."""


_LINES = (
    "SELECT l.line_no, l.product_id, p.sku, p.name, p.unit, l.quantity, l.unit_price,"
    " l.list_price, l.fixed_price, l.discount, l.discount_bp, l.barcode, s.quantity,"
    " p.stock_policy, p.cost FROM cart_line l JOIN product p ON p.id = l.product_id"
    " JOIN stock s ON s.product_id = p.id WHERE l.cart_id = ? ORDER BY l.line_no"
)
_TENDERS = (
    "SELECT kind, amount, reference FROM cart_tender WHERE cart_id = ?"
    " ORDER BY tender_no"
)


@open_to_all("called inside permitted acts")
def view(cart_id: int) -> CartView:
    """Read a bill and price it."""
    head = rows(
        "SELECT checkout_key, name, recalled, customer_id, discount, discount_bp,"
        " discount_approved, voided, pay_old FROM cart WHERE id = ?",
        cart_id,
    )[0]
    key, name, recalled, customer_id, amount, rate, approved, voided, old = head
    found = rows(_LINES, cart_id)
    discount = _discount(amount, rate)
    bill = price_bill([_item(row) for row in found], discount)
    return CartView(
        cart_id=cart_id,
        checkout_key=key,
        name=name,
        recalled=bool(recalled),
        customer_id=customer_id,
        discount=discount,
        lines=tuple(
            _line(row, priced) for row, priced in zip(found, bill.lines, strict=True)
        ),
        bill=bill,
        tenders=tuple(
            Given(TenderKind(kind), Money(amount), reference)
            for kind, amount, reference in rows(_TENDERS, cart_id)
        ),
        discount_approved=Money(approved or 0),
        voided=Money(voided or 0),
        on_old=Money(old or 0),
    )


def _item(row: tuple[object, ...]) -> Item:
    quantity, unit_price, _list, fixed, amount, rate = (
        None if value is None else int(str(value)) for value in row[5:11]
    )
    return Item(
        quantity=Quantity(quantity or 0),
        unit_price=Money(unit_price or 0),
        discount=_discount(amount, rate or 0),
        fixed_price=None if fixed is None else Money(fixed),
    )


def _line(row: tuple[object, ...], priced: PricedLine) -> Line:
    item = _item(row)
    return Line(
        line_no=int(str(row[0])),
        product_id=int(str(row[1])),
        sku=str(row[2]),
        name=str(row[3]),
        unit=str(row[4]),
        quantity=item.quantity,
        unit_price=item.unit_price,
        list_price=Money(int(str(row[7]))),
        fixed_price=item.fixed_price,
        discount=item.discount,
        barcode=str(row[11]),
        priced=priced,
        stock=Quantity(int(str(row[12]))),
        stock_policy=str(row[13]),
        cost=None if row[14] is None else Money(int(str(row[14]))),
    )


def _discount(amount: int | None, rate_bp: int) -> Discount:
    if amount is None and not rate_bp:
        return NO_DISCOUNT
    return Discount(Money(amount or 0), rate_bp)
