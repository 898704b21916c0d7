"""The goods: what they are, their codes, their prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.db import rows
from tui_pos.domain import barcode as codes
from tui_pos.domain import pricing
from tui_pos.domain.errors import (
    ProductInactiveError,
    ProductNotFoundError,
    QuantityNotPositiveError,
    SeveralProductsError,
)
from tui_pos.domain.money import Money
from tui_pos.domain.permissions import Permission
from tui_pos.domain.quantity import NONE, ONE, Quantity
from tui_pos.domain.text import clean_text
from tui_pos.models import (
    LabelPattern,
)
from tui_pos.services import search
from tui_pos.services.acts import open_to_all, question

if TYPE_CHECKING:
    from tui_pos.domain.permissions import Actor


@dataclass(frozen=True, slots=True)
class Goods:
    """A product as a till sells it."""

    product_id: int
    sku: str
    name: str
    unit: str
    price: Money
    stock: Quantity
    min_stock: Quantity | None
    stock_policy: str
    active: bool
    category: str = ""

    @property
    def is_low(self) -> bool:
        """Whether its stock asks for attention."""
        if self.stock_policy == "ignore":
            return False
        return self.stock <= (self.min_stock or NONE)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a code means: the goods, how much of them, and perhaps the label's price."""

    goods: Goods
    code: str
    quantity: Quantity = ONE
    fixed_price: Money | None = None
    from_label: bool = False
    """Whether the code itself says how much; a typed quantity does not go with it."""


GOODS = (
    "SELECT p.id, p.sku, p.name, p.unit, p.price, s.quantity, p.min_stock,"
    " p.stock_policy, p.active, p.category"
    " FROM product p JOIN stock s ON s.product_id = p.id"
)
_BY_KEY = (
    "SELECT p.id, p.sku, p.name, p.unit, p.price, s.quantity, p.min_stock,"
    " p.stock_policy, p.active, p.category, b.pack_quantity, b.price"
    " FROM barcode b JOIN product p ON p.id = b.product_id"
    " JOIN stock s ON s.product_id = p.id WHERE b.key = ? ORDER BY p.id"
)
_BY_SKU = f"{GOODS} WHERE p.sku = ?"
_BY_ID = f"{GOODS} WHERE p.id = ?"
LATELY = "COALESCE((SELECT last_sale_id FROM stock WHERE product_id = t.id), 0)"


@question(Permission.GOODS_FIND)
def scan(code: str, *, by: Actor) -> Scanned:
    """Tell what a scanned or typed code means.

    Raises:
        ProductNotFoundError: Nothing has this code.
        SeveralProductsError: Several do; one must be picked.
        ProductInactiveError: It was switched off.
    """
    return resolve(code)


@open_to_all("called inside permitted acts")
def resolve(code: str) -> Scanned:
    """Tell what a code means, inside the caller's transaction.

    Raises:
        ProductNotFoundError: Nothing has this code.
        SeveralProductsError: Several do; one must be picked.
        ProductInactiveError: It was switched off.
    """
    plain = clean_text(code, limit=codes.MAX_CODE)
    found = _by_barcode(plain) or _by_sku(plain) or _by_label(plain)
    if found is None:
        raise ProductNotFoundError(code=plain)
    if not found.goods.active:
        raise ProductInactiveError(name=found.goods.name)
    return found


@question(Permission.GOODS_FIND)
def find(typed: str, *, by: Actor) -> list[Goods]:
    """Find goods by any part of name, sku or barcode, best first, at most twenty."""
    ids = search.find("product", typed, lately=LATELY)
    marks = ", ".join("?" for _id in ids)
    found = {
        row[0]: as_goods(row) for row in rows(f"{GOODS} WHERE p.id IN ({marks})", *ids)
    }
    return [found[one] for one in ids if found[one].active]


@question(Permission.GOODS_FIND)
def goods(product_id: int, *, by: Actor) -> Goods:
    """Give one product.

    Raises:
        ProductNotFoundError: There is none.
    """
    return goods_of(product_id)


def _by_barcode(code: str) -> Scanned | None:
    found = rows(_BY_KEY, codes.key_of(code))
    active = [row for row in found if row[8]] or found
    if len(active) > 1:
        raise SeveralProductsError(code, tuple(row[0] for row in active))
    for *fields, pack, price in active:
        quantity = Quantity(pack)
        fixed = None if price is None else Money(price)
        return Scanned(as_goods(tuple(fields)), code, quantity, fixed)
    return None


def _by_sku(code: str) -> Scanned | None:
    for row in rows(_BY_SKU, code.upper()):
        return Scanned(as_goods(row), code)
    return None


def _by_label(code: str) -> Scanned | None:
    for pattern in LabelPattern.select():
        label = codes.LabelPattern(pattern.pattern).read(code)
        if label is None:
            continue
        item = label.item
        found = next(
            (
                hit
                for key in (item, item.lstrip("0"))
                if key and (hit := _by_barcode(key) or _by_sku(key))
            ),
            None,
        )
        if found is not None:
            return _labelled(found, label, code)
    return None


def _labelled(found: Scanned, label: codes.Embedded, code: str) -> Scanned:
    if label.quantity == NONE:
        raise QuantityNotPositiveError
    quantity = label.quantity or NONE
    if label.price is not None and found.goods.price:
        quantity = pricing.quantity_worth(label.price, found.goods.price)
    return Scanned(
        goods=found.goods,
        code=code,
        quantity=quantity or ONE,
        fixed_price=label.price,
        from_label=True,
    )


@open_to_all("called inside permitted services")
def goods_of(product_id: int) -> Goods:
    """Give one product inside the caller's transaction.

    Raises:
        ProductNotFoundError: There is none.
    """
    found = rows(_BY_ID, product_id)
    if not found:
        raise ProductNotFoundError(code=str(product_id))
    return as_goods(found[0])


@open_to_all("reads a row, asks nothing")
def as_goods(row: tuple[object, ...]) -> Goods:
    """Read a row of the query GOODS."""
    product_id, sku, name, unit, price, stock, min_stock, policy, active, group = row
    return Goods(
        product_id=int(str(product_id)),
        sku=str(sku),
        name=str(name),
        unit=str(unit),
        price=Money(int(str(price))),
        stock=Quantity(int(str(stock))),
        min_stock=None if min_stock is None else Quantity(int(str(min_stock))),
        stock_policy=str(policy),
        active=bool(active),
        category=str(group),
    )
