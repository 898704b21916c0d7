"""The form of a product: to add one, or to change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain import entry
from tui_pos.domain.quantity import NONE, Quantity
from tui_pos.i18n import _
from tui_pos.services import goods
from tui_pos.services.goods import ProductForm
from tui_pos.widgets.panel import Field, FormPanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.domain.money import Money
    from tui_pos.screens.base import PosScreen
    from tui_pos.screens.till import Till

_NEW_SKU = "N"


def product_panel(
    screen: PosScreen,
    till: Till,
    *,
    barcode: str = "",
    product_id: int | None = None,
    then: Callable[[str], None],
) -> FormPanel:
    """Make the form; `then` gets the sku of what was saved."""
    actor = till.person()
    form = None if product_id is None else goods.form_of(product_id, by=actor)
    fields = _fields(form, barcode)

    def save(values: dict[str, str]) -> bool:
        def write() -> None:
            now = till.open_books().now()
            read = _form(values, form)
            if product_id is None:
                goods.add_product(
                    read, values["barcode"], _stock(values), by=actor, at=now
                )
            else:
                goods.change_product(product_id, read, by=actor, at=now)
            saved.append(read.sku)

        saved: list[str] = []
        if not screen.attempt(write):
            return False
        screen.close(panel)
        then(saved[0])
        return True

    title = _("New product") if form is None else form.name
    panel = FormPanel(screen, title, fields, save)
    panel.note = _("Units: pc kg g l ml m dozen pack carton maund. Prices include tax.")
    return panel


def _fields(form: ProductForm | None, barcode: str) -> list[Field]:
    fields = [
        Field("name", _("Name"), form.name if form else ""),
        Field("price", _("Price, Rs"), _rupees(form.price) if form else ""),
        Field("unit", _("Unit"), form.unit if form else "pc"),
        Field("sku", _("SKU (code of the shop)"), form.sku if form else barcode),
        Field("category", _("Category"), form.category if form else ""),
        Field("cost", _("Cost, Rs"), _rupees(form.cost if form else None)),
        Field(
            "wholesale",
            _("Wholesale, Rs"),
            _rupees(form.wholesale_price if form else None),
        ),
        Field("tax", _("Tax category"), form.tax if form else ""),
        Field(
            "min_stock",
            _("Low stock from"),
            str(form.min_stock) if form and form.min_stock else "",
        ),
        Field(
            "stock_policy",
            _("Stock: ignore, warn or refuse"),
            form.stock_policy if form else "warn",
        ),
    ]
    if form is None:
        fields.insert(4, Field("barcode", _("Barcode"), barcode))
        fields.insert(5, Field("stock", _("On the shelf now")))
    return fields


def _form(values: dict[str, str], before: ProductForm | None) -> ProductForm:
    return ProductForm(
        sku=values["sku"],
        name=values["name"],
        price=entry.amount(values["price"]),
        name_ur=before.name_ur if before else "",
        unit=values["unit"],
        wholesale_price=_money(values["wholesale"]),
        retail_price=before.retail_price if before else None,
        cost=_money(values["cost"]),
        category=values["category"],
        tax=values["tax"],
        min_stock=_measured(values["min_stock"]),
        stock_policy=values["stock_policy"].strip().lower(),
        active=before.active if before else True,
    )


def _stock(values: dict[str, str]) -> Quantity:
    return _measured(values["stock"]) or NONE


def _measured(text: str) -> Quantity | None:
    return entry.quantity(text) if text.strip() not in {"", "0"} else None


def _money(text: str) -> Money | None:
    return entry.amount(text) if text.strip() else None


def _rupees(amount: Money | None) -> str:
    return "" if amount is None else f"{amount.to_rupees():f}".removesuffix(".00")
