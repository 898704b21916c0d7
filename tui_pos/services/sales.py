"""Completing a sale: one act, one transaction, one receipt number."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tui_pos.db import database, next_id, rows
from tui_pos.domain import khata as khata_rules
from tui_pos.domain import tender as tenders
from tui_pos.domain.entry import LARGEST_QUANTITY
from tui_pos.domain.errors import (
    EmptySaleError,
    KeyUsedForAnotherActError,
    NoCustomerForKhataError,
    NotDivisibleError,
    OutOfStockError,
    ProductInactiveError,
    ProductNotFoundError,
    QuantityNotPositiveError,
    QuantityTooLargeError,
)
from tui_pos.domain.khata_errors import NoAdvanceError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.permissions import Permission
from tui_pos.domain.pricing import discount_limit, price_bill
from tui_pos.domain.quantity import NONE, is_divisible
from tui_pos.models import DrawerEntry, KhataEntry, Sale, SaleLine, StockMove, Tender
from tui_pos.services import (
    carts,
    khata,
    lending,
    loyalty,
    outbox,
    payments,
    sale_rows,
    settings,
    shifts,
    spool,
)
from tui_pos.services.acts import act, open_to_all
from tui_pos.services.idempotency import check_key
from tui_pos.services.journal import Act
from tui_pos.services.sale_rows import Checkout, Ordered, Sold, Writing

if TYPE_CHECKING:
    from datetime import datetime

    from tui_pos.domain.permissions import Actor
    from tui_pos.domain.tender import Given
    from tui_pos.services.bills import SoldBill


@dataclass(frozen=True, slots=True)
class SaleCompleted:
    """A sale as it stands in the books."""

    sale_id: int
    receipt: str
    total: Money
    paid: Money
    change: Money
    on_khata: Money
    balance: Money | None
    """What the customer owes after it; None for a walk-in."""
    points_earned: int
    points: int
    replayed: bool
    on_old: Money = ZERO
    """What was paid on the old balance in the same act."""


_TAKE_STOCK = (
    "UPDATE stock SET quantity = quantity - ?, last_sale_id = ? WHERE product_id = ?"
    " AND (quantity >= ? OR (SELECT stock_policy FROM product"
    " WHERE id = stock.product_id) <> 'refuse')"
)
_TAKE_ANEW = (
    "UPDATE stock SET quantity = quantity - ?, last_sale_id = ? WHERE product_id = ?"
)
_BY_KEY = (
    "SELECT id, receipt, total, change, khata_after, points_earned, points_after,"
    " customer_id, kind FROM sale WHERE checkout_key = ?"
)
_ON_KHATA = (
    "SELECT COALESCE(SUM(amount), 0) FROM tender WHERE sale_id = ?"
    " AND kind IN ('khata', 'advance')"
)


@act(Permission.SELL)
def complete_sale(checkout: Checkout, *, by: Actor, at: datetime) -> SaleCompleted:
    """Sell: number, lines, tenders, khata, stock, drawer, slip and journal at once.

    A key that was used gives the sale that exists.

    Raises:
        EmptySaleError: Nothing is sold.
        NoOpenShiftError: The counter's shift is not open.
        ProductNotFoundError: A product is not there.
        ProductInactiveError: A product was switched off.
        OutOfStockError: A product is not sold below zero.
        QuantityNotPositiveError: A quantity is zero or below.
        QuantityTooLargeError: A quantity is absurd.
        NotDivisibleError: Pieces are sold whole.
        DiscountTooLargeError: More would come off than there is.
        NotFullyPaidError: Something is still unpaid.
        TenderTooLargeError: Another tender than cash pays too much.
        NoCustomerForKhataError: Nobody is attached who could owe.
        CustomerNotActiveError: The khata is on hold or closed.
        CreditLimitError: It would go over the limit; somebody may approve it.
        OverdueError: An old bill is past its day; somebody may approve it.
        TakerNeededError: Whoever takes it is none whom the customer named.
        SecondPersonError: A second person must say yes first.
        NoAdvanceError: More would be taken from the advance than lies there.
        NoCustomerForPointsError: A walk-in would pay with points.
        LoyaltyOffError: The shop gives no points.
        TooFewPointsError: Less than the minimum would be redeemed.
        PointsShortError: More than the customer has.
        PointsOverBillError: More of the bill than points may pay.
        ReasonNeededError: It was approved without a reason.
        PermissionDeniedError: A price or a discount is not this person's to give.
        BadKeyError: The key is no key.
        KeyUsedForAnotherActError: The key belongs to something else.
    """
    _check_prices(checkout.lines, by)
    _check_discounts(checkout, by)
    return _complete(checkout, by=by, at=at)


@act(Permission.SELL)
def complete_cart(
    given: tuple[Given, ...],
    override_reason: str = "",
    *,
    by: Actor,
    at: datetime,
) -> SaleCompleted:
    """Sell what stands on the open bill, which is then gone.

    `given` follows what was half-given before. Refusals are those of
    `complete_sale`.

    Raises:
        EmptySaleError: Nothing stands on the bill.
    """
    return sell_open_cart(given, override_reason, by=by, at=at)


@open_to_all("called inside permitted acts")
def sell_open_cart(
    given: tuple[Given, ...],
    override_reason: str = "",
    *,
    follows: int | None = None,
    by: Actor,
    at: datetime,
) -> SaleCompleted:
    """Sell the open bill; `follows` is the return that it is exchanged for.

    Raises:
        PosError: As `complete_cart`.
    """
    cart = carts.open_view(by=by, at=at)
    if cart.bill.discount > cart.discount_approved:
        carts.check_discount(cart, by)
    checkout = Checkout(
        key=cart.checkout_key,
        lines=tuple(
            Ordered(
                product_id=line.product_id,
                quantity=line.quantity,
                unit_price=line.unit_price,
                discount=line.discount,
                fixed_price=line.fixed_price,
                barcode=line.barcode,
            )
            for line in cart.lines
        ),
        given=(*cart.tenders, *given),
        customer_id=cart.customer_id,
        discount=cart.discount,
        override_reason=override_reason,
        follows=follows,
        on_old=cart.on_old,
    )
    done = _complete(checkout, by=by, at=at)
    if cart.on_old:
        paid = payments.on_old(
            cart.customer_id or 0, cart.on_old, f"{checkout.key}-old", by=by, at=at
        )
        done = replace(done, balance=paid.owed_after, on_old=cart.on_old)
    carts.drop(cart.cart_id)
    return done


@open_to_all("called inside the act that voided the sale")
def sell_again(
    bill: SoldBill,
    given: tuple[Given, ...],
    *,
    follows: int,
    by: Actor,
    at: datetime,
) -> SaleCompleted:
    """Sell what was just voided once more, at the same figures, paid otherwise.

    Raises:
        PosError: As `complete_sale`.
    """
    shift = shifts.required(by)
    opened = Act(by, at, business_date=shift.business_date)
    lines, products = sale_rows.as_sold(bill)
    checkout = Checkout(
        key=str(uuid.uuid4()),
        lines=lines,
        given=given,
        customer_id=bill.customer_id and khata.home_of(bill.customer_id)[0],
        follows=follows,
    )
    priced = sale_rows.priced_as_sold(bill)
    writing = Writing(
        checkout=checkout,
        opened=opened,
        shift=shift,
        sale_id=next_id(Sale),
        products=products,
        bill=priced,
        settled=tenders.settle(priced.due, given),
        takes_anew=True,
    )
    _check_khata(writing)
    writing.award = loyalty.award(writing)
    return _write(writing)


@open_to_all("reads one sale by a secret key for a retry")
def sale_of_key(key: str) -> SaleCompleted | None:
    """Give the sale that a checkout key made, if it made one.

    Raises:
        KeyUsedForAnotherActError: It made a return or a void.
    """
    for found in rows(_BY_KEY, key):
        sale_id, receipt, total, change, owed, earned, points, customer, kind = found
        if kind != "sale":
            raise KeyUsedForAnotherActError(key=key)
        on_khata = Money(rows(_ON_KHATA, sale_id)[0][0])
        return SaleCompleted(
            sale_id=sale_id,
            receipt=receipt,
            total=Money(total),
            paid=Money(total) - on_khata,
            change=Money(change),
            on_khata=on_khata,
            balance=Money(owed) if customer is not None else None,
            points_earned=earned,
            points=points or 0,
            replayed=True,
        )
    return None


@open_to_all("called inside permitted acts")
def sale_following(sale_id: int, key: str) -> SaleCompleted:
    """Give the sale that was written together with a return.

    Raises:
        KeyUsedForAnotherActError: The return of this key was no exchange.
    """
    query = "SELECT checkout_key FROM sale WHERE follows_id = ?"
    found = [sale_of_key(of) for (of,) in rows(query, sale_id)]
    for done in (one for one in found if one):
        return done
    raise KeyUsedForAnotherActError(key=key)


def _complete(checkout: Checkout, *, by: Actor, at: datetime) -> SaleCompleted:
    check_key(checkout.key, of="sale")
    if done := sale_of_key(checkout.key):
        return done
    if not checkout.lines:
        raise EmptySaleError
    shift = shifts.required(by)
    opened = Act(by, at, business_date=shift.business_date)
    if checkout.customer_id is not None:
        khata.lock(checkout.customer_id)
    products = sale_rows.products_for(checkout.lines, shift.business_date)
    _check_lines(checkout, products)
    bill = price_bill(
        [sale_rows.item_of(ordered, products) for ordered in checkout.lines],
        checkout.discount,
    )
    writing = Writing(
        checkout=checkout,
        opened=opened,
        shift=shift,
        sale_id=next_id(Sale),
        products=products,
        bill=bill,
        settled=tenders.settle(
            bill.due, tenders.without_old(checkout.given, checkout.on_old)
        ),
    )
    _check_khata(writing)
    writing.award = loyalty.award(writing)
    return _write(writing)


def _write(writing: Writing) -> SaleCompleted:
    opened, settled = writing.opened, writing.settled
    by, at = opened.actor, opened.stamp.at
    receipt, seq = opened.take_receipt()
    _take_stock(writing)
    opened.append(SaleLine, sale_rows.line_rows(writing))
    opened.append(Tender, sale_rows.tender_rows(writing))
    opened.append(Sale, [sale_rows.header(writing, receipt, seq)])
    if settled.on_khata:
        opened.append(KhataEntry, [sale_rows.khata_row(writing)])
    award = writing.award
    if award is not None:
        loyalty.write_award(writing, award)
    opened.append(StockMove, sale_rows.stock_rows(writing))
    if settled.cash:
        drawer = shifts.drawer_row(
            writing.shift.shift_id, "sale", settled.cash, by=by, at=at
        )
        opened.append(DrawerEntry, [{**drawer, "sale_id": writing.sale_id}])
    spool.queue("receipt", receipt, by=by, at=at)
    opened.add_to_grand_total(settled.total)
    tell = {"tier": award.moved} if award and award.moved else {}
    if award and award.earns:
        outbox.put_points(
            writing.checkout.customer_id or 0, receipt, award.earns, award.after, at=at
        )
    opened.close("sale", receipt, total=settled.total.paisas, **tell)
    before = writing.khata_before
    return SaleCompleted(
        sale_id=writing.sale_id,
        receipt=receipt,
        total=settled.total,
        paid=settled.total - settled.on_khata,
        change=settled.change,
        on_khata=settled.on_khata,
        balance=None if before is None else before + settled.on_khata,
        points_earned=award.earns if award else 0,
        points=award.after if award else 0,
        replayed=False,
    )


def _check_prices(lines: tuple[Ordered, ...], by: Actor) -> None:
    for line in lines:
        if line.unit_price is None:
            continue
        listed = rows("SELECT price FROM product WHERE id = ?", line.product_id)
        if listed != [(line.unit_price.paisas,)]:
            by.require(Permission.PRICE_OVERRIDE)


def _check_discounts(checkout: Checkout, by: Actor) -> None:
    if not (checkout.discount or any(line.discount for line in checkout.lines)):
        return
    by.require(Permission.DISCOUNT)
    on = shifts.required(by).business_date
    products = sale_rows.products_for(checkout.lines, on)
    known = [line for line in checkout.lines if line.product_id in products]
    items = [sale_rows.item_of(line, products) for line in known]
    bill = price_bill(items, checkout.discount)
    most = discount_limit(bill, settings.discount_limit_bp())
    by.require_above(most, bill.discount, Permission.DISCOUNT_OVER_LIMIT)


def _check_lines(checkout: Checkout, products: dict[int, Sold]) -> None:
    for line in checkout.lines:
        product = products.get(line.product_id)
        if product is None:
            raise ProductNotFoundError(code=str(line.product_id))
        if not product.active:
            raise ProductInactiveError(name=product.name)
        if line.quantity <= NONE:
            raise QuantityNotPositiveError
        if line.quantity > LARGEST_QUANTITY:
            raise QuantityTooLargeError(largest=LARGEST_QUANTITY)
        if not line.quantity.is_whole and not is_divisible(product.unit):
            raise NotDivisibleError(name=product.name, unit=product.unit)


def _check_khata(writing: Writing) -> None:
    checkout, on_khata = writing.checkout, writing.settled.on_khata
    if checkout.customer_id is None:
        if on_khata:
            raise NoCustomerForKhataError
        return
    on = writing.shift.business_date
    line = khata.credit_line(checkout.customer_id, on)
    writing.khata_before, writing.customer_name = line.owed, line.name
    if not on_khata:
        return
    by = writing.opened.actor
    advance = writing.settled.of(tenders.TenderKind.ADVANCE)
    if advance > max(-line.owed, ZERO):
        raise NoAdvanceError(advance=max(-line.owed, ZERO))
    if on_khata == advance:
        return
    writing.confirmed = lending.check(line, on_khata, checkout.override_reason, by)
    khata_rules.check_taker(line, sale_rows.taken_by(writing))


def _take_stock(writing: Writing) -> None:
    wanted: dict[int, int] = {}
    for line in writing.checkout.lines:
        wanted[line.product_id] = (
            wanted.get(line.product_id, 0) + line.quantity.thousandths
        )
    ordered = sorted(wanted.items())
    if writing.takes_anew:  # the void gave exactly this back
        database.connection().executemany(
            _TAKE_ANEW,
            [(taken, writing.sale_id, product_id) for product_id, taken in ordered],
        )
        return
    changed = database.connection().executemany(
        _TAKE_STOCK,
        [(taken, writing.sale_id, product_id, taken) for product_id, taken in ordered],
    )
    if changed.rowcount == len(ordered):
        return
    short = next(
        product
        for product_id, taken in ordered
        for product in (writing.products[product_id],)
        if product.stock_policy == "refuse" and product.stock.thousandths < taken
    )
    raise OutOfStockError(name=short.name, left=short.stock)
