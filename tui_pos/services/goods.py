"""Keeping the goods: adding, changing, codes, taxes; price changes are journalled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from peewee import fn

from tui_pos.db import next_id, rows
from tui_pos.domain import barcode as codes
from tui_pos.domain.errors import (
    AlreadyExistsError,
    BadFieldError,
    ProductNotFoundError,
)
from tui_pos.domain.permissions import Permission
from tui_pos.domain.quantity import NONE, ONE, Quantity, unit_named
from tui_pos.domain.text import clean_text, fold
from tui_pos.models import Barcode, Product, Stock, StockMove, TaxCategory, TaxRate
from tui_pos.services import search, shifts
from tui_pos.services.acts import act, open_to_all, question
from tui_pos.services.catalog import GOODS, LATELY, Goods, as_goods, goods_of
from tui_pos.services.journal import Act

if TYPE_CHECKING:
    from datetime import date, datetime

    from tui_pos.domain.money import Money
    from tui_pos.domain.permissions import Actor

POLICIES = ("ignore", "warn", "refuse")


@dataclass(frozen=True, slots=True)
class ProductForm:
    """Everything about a product that the owner can write; money in paisas inside."""

    sku: str
    name: str
    price: Money
    name_ur: str = ""
    unit: str = "pc"
    wholesale_price: Money | None = None
    retail_price: Money | None = None
    cost: Money | None = None
    category: str = ""
    tax: str = ""
    min_stock: Quantity | None = None
    stock_policy: str = "warn"
    active: bool = True


@dataclass(frozen=True, slots=True)
class Pack:
    """A code that sells so much of a product, perhaps at a price of its own."""

    code: str
    quantity: Quantity = ONE
    price: Money | None = None


@question(Permission.GOODS_EDIT)
def find_all(typed: str, *, by: Actor) -> list[Goods]:
    """Find goods as `find` does, those switched off among them."""
    if not typed.strip():
        query = f"{GOODS} ORDER BY p.sku LIMIT {search.SHOWN}"
        return [as_goods(row) for row in rows(query)]
    return [goods_of(row) for row in search.find("product", typed, lately=LATELY)]


@question(Permission.GOODS_EDIT)
def form_of(product_id: int, *, by: Actor) -> ProductForm:
    """Give everything about a product, ready to be edited.

    Raises:
        ProductNotFoundError: There is none.
    """
    return _form(_product(product_id))


@question(Permission.GOODS_EDIT)
def barcodes_of(
    product_id: int, *, by: Actor
) -> list[tuple[str, Quantity, Money | None]]:
    """Give a product's codes with pack quantity and own price."""
    return [
        (row.code, row.pack_quantity, row.price)
        for row in Barcode.select().where(Barcode.product == product_id)
    ]


@act(Permission.GOODS_EDIT)
def add_product(
    form: ProductForm,
    barcode: str = "",
    stock: Quantity = NONE,
    *,
    by: Actor,
    at: datetime,
) -> Goods:
    """Add a product, perhaps with its first barcode and what lies on the shelf.

    Raises:
        BadFieldError: A field is wrong.
        AlreadyExistsError: The sku is taken.
    """
    checked = _checked(form)
    if Product.select().where(Product.sku == checked.sku).exists():
        raise AlreadyExistsError(what="sku", name=checked.sku)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    made = Product.create(changed_at=at, **_columns(checked))
    Stock.create(product=made.id, quantity=stock)
    if barcode.strip():
        _put_barcode(made.id, Pack(barcode))
    if stock:
        opened.append(StockMove, [_opening(made.id, stock, at=at)])
    _index(made.id)
    opened.close(
        "product-add", checked.sku, name=checked.name, price=checked.price.paisas
    )
    return goods_of(made.id)


@act(Permission.GOODS_EDIT)
def change_product(
    product_id: int, form: ProductForm, *, by: Actor, at: datetime
) -> Goods:
    """Change a product; what was sold keeps its name and price.

    Raises:
        ProductNotFoundError: There is none.
        BadFieldError: A field is wrong.
        AlreadyExistsError: The sku is taken.
    """
    product = _product(product_id)
    checked = _checked(form)
    taken = Product.select().where(Product.sku == checked.sku, Product.id != product_id)
    if taken.exists():
        raise AlreadyExistsError(what="sku", name=checked.sku)
    before = _form(product)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    Product.update(changed_at=at, **_columns(checked)).where(
        Product.id == product_id
    ).execute()
    _index(product_id)
    opened.close("product-change", checked.sku, **_differences(before, checked))
    return goods_of(product_id)


@act(Permission.GOODS_EDIT)
def switch_product(product_id: int, *, by: Actor, at: datetime) -> Goods:
    """Switch a product off, or on again.

    Raises:
        ProductNotFoundError: There is none.
    """
    product = _product(product_id)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    Product.update(active=not product.active, changed_at=at).where(
        Product.id == product_id
    ).execute()
    opened.close("product-switch", product.sku, active=not product.active)
    return goods_of(product_id)


@act(Permission.GOODS_EDIT)
def add_barcode(
    product_id: int,
    pack: Pack,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Put a code on a product; a pack's code sells several, perhaps at its price.

    Raises:
        ProductNotFoundError: There is no such product.
        BadFieldError: The code is empty or too long.
        AlreadyExistsError: The product has it already.
    """
    product = _product(product_id)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    _put_barcode(product_id, pack)
    _index(product_id)
    opened.close("barcode-add", product.sku, code=clean_text(pack.code))


@act(Permission.GOODS_EDIT)
def remove_barcode(product_id: int, code: str, *, by: Actor, at: datetime) -> None:
    """Take a code off a product.

    Raises:
        ProductNotFoundError: There is no such product.
    """
    product = _product(product_id)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    Barcode.delete().where(
        Barcode.product == product_id, Barcode.key == codes.key_of(code)
    ).execute()
    _index(product_id)
    opened.close("barcode-remove", product.sku, code=clean_text(code))


@act(Permission.GOODS_EDIT)
def set_tax_rate(
    category: str, rate_bp: int, valid_from: date, *, by: Actor, at: datetime
) -> None:
    """Set the rate of a tax category from a day on, in basis points.

    Raises:
        BadFieldError: It has no name.
    """
    name = clean_text(category, limit=40)
    if not name:
        raise BadFieldError(column="tax", why="empty")
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    found = TaxCategory.get_or_none(TaxCategory.name == name)
    kept = found or TaxCategory.create(name=name)
    TaxRate.delete().where(
        TaxRate.category == kept.id, TaxRate.valid_from == valid_from
    ).execute()
    TaxRate.create(category=kept.id, valid_from=valid_from, rate_bp=rate_bp)
    opened.close("tax-rate", name, rate_bp=rate_bp, valid_from=valid_from.isoformat())


@open_to_all("used by set-up and import inside their own acts")
def tax_category_id(name: str) -> int | None:
    """Find a tax category by name; "" is none.

    Raises:
        BadFieldError: There is no such category.
    """
    if not name:
        return None
    found = TaxCategory.get_or_none(fn.LOWER(TaxCategory.name) == name.lower())
    if found is None:
        raise BadFieldError(column="tax", why="unknown")
    category: int = found.id
    return category


@open_to_all("used by import inside its own act")
def folded_text(form: ProductForm, barcodes: list[str]) -> str:
    """Give the text that searching sees."""
    return fold(" ".join((form.name, form.name_ur, form.sku, *barcodes)).strip())


def _product(product_id: int) -> Product:
    found: Product | None = Product.get_or_none(Product.id == product_id)
    if found is None:
        raise ProductNotFoundError(code=str(product_id))
    return found


def _form(product: Product) -> ProductForm:
    tax = product.tax_category
    return ProductForm(
        sku=product.sku,
        name=product.name,
        price=product.price,
        name_ur=product.name_ur,
        unit=product.unit,
        wholesale_price=product.wholesale_price,
        retail_price=product.retail_price,
        cost=product.cost,
        category=product.category,
        tax="" if tax is None else tax.name,
        min_stock=product.min_stock,
        stock_policy=product.stock_policy,
        active=product.active,
    )


@open_to_all("a rule, not an act")
def checked_form(form: ProductForm) -> ProductForm:
    """Clean a form.

    Raises:
        BadFieldError: A field is wrong.
    """
    return _checked(form)


def _checked(form: ProductForm) -> ProductForm:
    unit = unit_named(form.unit or "pc")
    if unit is None:
        raise BadFieldError(column="unit", why="unknown")
    cleaned = replace(
        form,
        sku=clean_text(form.sku, limit=40).upper(),
        name=clean_text(form.name),
        name_ur=clean_text(form.name_ur),
        category=clean_text(form.category, limit=40),
        tax=clean_text(form.tax, limit=40),
        unit=unit.code,
    )
    for column in ("sku", "name"):
        if not getattr(cleaned, column):
            raise BadFieldError(column=column, why="empty")
    if cleaned.stock_policy not in POLICIES:
        raise BadFieldError(column="stock_policy", why="unknown")
    return cleaned


def _columns(form: ProductForm) -> dict[str, object]:
    return {
        "sku": form.sku,
        "name": form.name,
        "name_ur": form.name_ur,
        "unit": form.unit,
        "price": form.price,
        "wholesale_price": form.wholesale_price,
        "retail_price": form.retail_price,
        "cost": form.cost,
        "category": form.category,
        "tax_category": tax_category_id(form.tax),
        "min_stock": form.min_stock,
        "stock_policy": form.stock_policy,
        "active": form.active,
    }


def _differences(before: ProductForm, after: ProductForm) -> dict[str, str]:
    return {
        column: f"{getattr(before, column)} -> {getattr(after, column)}"
        for column in ProductForm.__dataclass_fields__
        if getattr(before, column) != getattr(after, column)
    }


def _put_barcode(product_id: int, pack: Pack) -> None:
    plain = clean_text(pack.code, limit=codes.MAX_CODE + 1)
    if not plain or len(plain) > codes.MAX_CODE:
        raise BadFieldError(column="barcode", why="empty" if not plain else "long")
    key = codes.key_of(plain)
    same = Barcode.select().where(Barcode.product == product_id, Barcode.key == key)
    if same.exists():
        raise AlreadyExistsError(what="barcode", name=plain)
    Barcode.create(
        product=product_id,
        code=plain,
        key=key,
        pack_quantity=pack.quantity,
        price=pack.price,
    )


def _opening(product_id: int, stock: Quantity, *, at: datetime) -> dict[str, object]:
    return {
        "id": next_id(StockMove),
        "product_id": product_id,
        "kind": "opening",
        "quantity": stock,
        "at": at,
    }


def _index(product_id: int) -> None:
    form = _form(_product(product_id))
    listed = [row.code for row in Barcode.select().where(Barcode.product == product_id)]
    folded = folded_text(form, listed)
    Product.update(folded=folded).where(Product.id == product_id).execute()
    search.index("product", [(product_id, folded, form.name)])
