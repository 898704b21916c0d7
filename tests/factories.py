"""Shops in a state: built through services, so that every rule has held."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.conftest import NOON
from tui_pos.domain.errors import ProductNotFoundError
from tui_pos.domain.money import Money
from tui_pos.domain.paying import Payment
from tui_pos.domain.quantity import Quantity
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.services import (
    ageing,
    catalog,
    customers,
    goods,
    payments,
    sales,
    shifts,
)
from tui_pos.services.customers import CustomerForm
from tui_pos.services.goods import ProductForm
from tui_pos.services.sale_rows import Checkout, Ordered

if TYPE_CHECKING:
    from datetime import date, datetime

    from tests.conftest import Books
    from tui_pos.services.catalog import Goods
    from tui_pos.services.payments import PaymentRecorded
    from tui_pos.services.sales import SaleCompleted

CASH = (Given(TenderKind.CASH),)
KHATA = (Given(TenderKind.KHATA),)


def product(
    books: Books,
    sku: str = "SUGAR",
    rupees: str = "155",
    *,
    name: str = "Cheeni",
    unit: str = "kg",
    barcode: str = "",
    stock: str = "50",
    policy: str = "warn",
    tax: str = "",
) -> Goods:
    form = ProductForm(
        sku=sku,
        name=name,
        price=Money.rupees(rupees),
        unit=unit,
        stock_policy=policy,
        tax=tax,
        min_stock=Quantity.of(5),
    )
    return goods.add_product(form, barcode, Quantity.of(stock), by=books.owner, at=NOON)


def customer(
    books: Books,
    name: str = "Ahmed",
    phone: str = "03001234567",
    *,
    limit: int | None = None,
    owes: int = 0,
    status: str = "active",
) -> int:
    form = CustomerForm(
        name=name,
        phones=(phone,),
        limit_kind="shop" if limit is None else "own",
        credit_limit=None if limit is None else Money.rupees(limit),
    )
    made = customers.add_customer(form, by=books.owner, at=NOON)
    if owes:
        lend(books, made, owes)
    if status != "active":
        changed = replace(form, status=status)
        customers.change_customer(made, changed, by=books.owner, at=NOON)
    return made


def lend(
    books: Books, customer_id: int, rupees: int, *, at: datetime = NOON
) -> SaleCompleted:
    try:
        product_id = catalog.scan("ANY", by=books.owner).goods.product_id
    except ProductNotFoundError:
        thing = product(books, "ANY", "1", name="Anything", unit="pc", stock="100000")
        product_id = thing.product_id
    return sell(
        books, product_id, str(rupees), given=KHATA, customer_id=customer_id, at=at
    )


def sell(
    books: Books,
    product_id: int,
    quantity: str = "1",
    *,
    given: tuple[Given, ...] = CASH,
    customer_id: int | None = None,
    key: str = "",
    at: datetime = NOON,
) -> SaleCompleted:
    checkout = Checkout(
        key=key or str(uuid.uuid4()),
        lines=(Ordered(product_id, Quantity.of(quantity)),),
        given=given,
        customer_id=customer_id,
    )
    return sales.complete_sale(checkout, by=books.cashier, at=at)


def next_day(books: Books, at: datetime) -> datetime:
    """Close the shift, if one is open, and open the one of another day."""
    if shifts.open_shift_of(by=books.cashier):
        shifts.close_shift(Money.rupees(0), by=books.cashier, at=at)
    shifts.open_shift(Money.rupees(5000), by=books.cashier, at=at)
    return at


def pay(
    books: Books, customer_id: int, rupees: str, *, at: datetime = NOON, **more: Any
) -> PaymentRecorded:
    payment = Payment(customer_id, Money.rupees(rupees), str(uuid.uuid4()), **more)
    return payments.record_payment(payment, by=books.cashier, at=at)


def open_now(customer_id: int) -> list[tuple[date, Money]]:
    """Give the open debts of a customer: since when, and how much."""
    return [(debt.aged_from, debt.amount) for debt in ageing.open_debts(customer_id)]
