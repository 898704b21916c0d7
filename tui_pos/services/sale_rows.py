"""A sale while it is written: what it needs to know, and the rows it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui_pos.db import next_id, rows
from tui_pos.domain.khata import EntryKind
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.pricing import NO_DISCOUNT, Bill, Discount, Item, PricedLine
from tui_pos.domain.quantity import Quantity
from tui_pos.domain.tender import TenderKind
from tui_pos.domain.text import clean_text
from tui_pos.models import StockMove
from tui_pos.services import khata
from tui_pos.services.acts import open_to_all

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tui_pos.domain.tender import Given, Settlement
    from tui_pos.services.bills import SoldBill
    from tui_pos.services.journal import Act
    from tui_pos.services.shifts import OpenShift

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Ordered:
    """A line that is to be sold; `unit_price` None takes the list's price."""

    product_id: int
    quantity: Quantity
    unit_price: Money | None = None
    discount: Discount = NO_DISCOUNT
    fixed_price: Money | None = None
    barcode: str = ""


@dataclass(frozen=True, slots=True)
class Checkout:
    """Everything that makes a sale."""

    key: str
    lines: tuple[Ordered, ...]
    given: tuple[Given, ...]
    customer_id: int | None = None
    discount: Discount = NO_DISCOUNT
    override_reason: str = ""
    follows: int | None = None
    """The return or void that is written in the same act."""
    on_old: Money = ZERO
    """Cash for the old balance that is handed over together with it (K19)."""


@dataclass(frozen=True, slots=True)
class Sold:
    """A product as it is when it is sold."""

    product_id: int
    sku: str
    name: str
    name_ur: str
    unit: str
    price: Money
    cost: Money | None
    active: bool
    tax_bp: int
    stock: Quantity
    stock_policy: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class Award:
    """What a sale does to the points of its customer."""

    earns: int
    redeems: int
    before: int
    tier: str
    moved: str
    """What became of the tier: "New -> Regular", or ""."""
    campaigns: str = ""
    of_lines: tuple[int, ...] = ()
    """What each line earned of it."""
    last_day: date | None = None
    """Until when they are good; None is for ever."""

    @property
    def after(self) -> int:
        """The balance after the sale."""
        return self.before - self.redeems + self.earns


@dataclass(slots=True)
class Writing:
    """A sale while it is written."""

    checkout: Checkout
    opened: Act
    shift: OpenShift
    sale_id: int
    products: dict[int, Sold]
    bill: Bill
    settled: Settlement
    khata_before: Money | None = None
    customer_name: str = ""
    award: Award | None = None
    """What it does to the points of its customer."""
    confirmed: str | None = None
    """How a second person said yes to the khata (K38)."""
    takes_anew: bool = False
    """Whether the goods are those that a void has just given back."""


_PRODUCTS = (
    "SELECT p.id, p.sku, p.name, p.name_ur, p.unit, p.price, p.cost, p.active,"
    " COALESCE((SELECT rate_bp FROM tax_rate r WHERE r.category_id = p.tax_category_id"
    " AND r.valid_from <= ? ORDER BY r.valid_from DESC LIMIT 1), 0),"
    " s.quantity, p.stock_policy, p.category"
    " FROM product p JOIN stock s ON s.product_id = p.id WHERE p.id IN ({marks})"
)


@open_to_all("called inside permitted acts")
def products_for(lines: Sequence[Ordered], on: date) -> dict[int, Sold]:
    """Give the products of some lines, with the tax of the day."""
    ids = sorted({line.product_id for line in lines})
    found: dict[int, Sold] = {}
    for first in range(0, len(ids), 500):
        some = ids[first : first + 500]
        query = _PRODUCTS.format(marks=", ".join("?" for _id in some))
        for row in rows(query, on.isoformat(), *some):
            found[row[0]] = Sold(
                product_id=row[0],
                sku=row[1],
                name=row[2],
                name_ur=row[3],
                unit=row[4],
                price=Money(row[5]),
                cost=None if row[6] is None else Money(row[6]),
                active=bool(row[7]),
                tax_bp=row[8],
                stock=Quantity(row[9]),
                stock_policy=row[10],
                category=row[11],
            )
    return found


@open_to_all("called inside permitted acts")
def item_of(ordered: Ordered, products: dict[int, Sold]) -> Item:
    """Give what is priced for a line."""
    product = products[ordered.product_id]
    price = product.price if ordered.unit_price is None else ordered.unit_price
    return Item(
        quantity=ordered.quantity,
        unit_price=price,
        discount=ordered.discount,
        tax_bp=product.tax_bp,
        fixed_price=ordered.fixed_price,
    )


@open_to_all("called inside permitted acts")
def as_sold(bill: SoldBill) -> tuple[tuple[Ordered, ...], dict[int, Sold]]:
    """Give the lines and products of a bill as they were when it was sold."""
    lines, products = [], {}
    for line in bill.lines:
        facts: dict[str, Any] = line.facts
        product_id = facts["product_id"]
        lines.append(
            Ordered(
                product_id=product_id,
                quantity=line.quantity,
                unit_price=facts["unit_price"],
                barcode=facts["barcode"],
            )
        )
        products[product_id] = Sold(
            product_id=product_id,
            sku=facts["sku"],
            name=line.name,
            name_ur=facts["name_ur"],
            unit=line.unit,
            price=facts["list_price"],
            cost=facts["cost"],
            active=True,
            tax_bp=facts["tax_bp"],
            stock=line.quantity,
            stock_policy="warn",
            category=_category(product_id),
        )
    return tuple(lines), products


def _category(product_id: int) -> str:
    found = rows("SELECT category FROM product WHERE id = ?", product_id)
    return str(found[0][0]) if found else ""


@open_to_all("called inside permitted acts")
def priced_as_sold(bill: SoldBill) -> Bill:
    """Give the figures of a bill as they were when it was sold."""
    lines = bill.lines
    return Bill(
        lines=tuple(
            PricedLine(line.gross, line.discount, line.tax, line.total)
            for line in lines
        ),
        subtotal=Money.total(line.gross for line in lines),
        discount=Money.total(line.discount for line in lines),
        tax=Money.total(line.tax for line in lines),
        due=Money.total(line.total for line in lines),
    )


@open_to_all("called inside permitted acts")
def line_rows(writing: Writing) -> list[Row]:
    """Make the rows of the lines."""
    return [
        {
            "sale_id": writing.sale_id,
            "line_no": number,
            "product_id": ordered.product_id,
            "sku": product.sku,
            "name": product.name,
            "name_ur": product.name_ur,
            "unit": product.unit,
            "barcode": ordered.barcode,
            "quantity": ordered.quantity,
            "unit_price": item.unit_price,
            "list_price": product.price,
            "gross": priced.gross,
            "discount": priced.discount,
            "tax_bp": product.tax_bp,
            "tax": priced.tax,
            "total": priced.total,
            "cost": product.cost,
            "points": _points_of(writing, number),
        }
        for number, (ordered, priced) in enumerate(
            zip(writing.checkout.lines, writing.bill.lines, strict=True), start=1
        )
        for product in (writing.products[ordered.product_id],)
        for item in (item_of(ordered, writing.products),)
    ]


def _points_of(writing: Writing, number: int) -> int | None:
    award = writing.award
    return award.of_lines[number - 1] or None if award and award.of_lines else None


@open_to_all("called inside permitted acts")
def tender_rows(writing: Writing) -> list[Row]:
    """Make the rows of the tenders."""
    return [
        {
            "sale_id": writing.sale_id,
            "tender_no": number,
            "kind": tender.kind,
            "amount": tender.amount,
            "handed_over": tender.handed_over,
            "reference": clean_text(tender.reference, limit=60),
        }
        for number, tender in enumerate(writing.settled.tenders, start=1)
    ]


@open_to_all("called inside permitted acts")
def header(writing: Writing, receipt: str, seq: int) -> Row:
    """Make the row that seals the sale."""
    opened, bill, settled = writing.opened, writing.bill, writing.settled
    before = writing.khata_before
    customer_id = writing.checkout.customer_id
    return {
        "id": writing.sale_id,
        "receipt": receipt,
        "counter_id": opened.actor.counter_id,
        "series": opened.series,
        "seq": seq,
        "kind": "sale",
        "checkout_key": writing.checkout.key,
        "shift_id": writing.shift.shift_id,
        "business_date": writing.shift.business_date,
        "at": opened.stamp.at,
        "user_id": opened.actor.user_id,
        "user_name": opened.actor.name,
        "customer_id": customer_id,
        "customer_name": writing.customer_name,
        "subtotal": bill.subtotal,
        "discount": bill.discount,
        "tax": bill.tax,
        "rounding": settled.rounding,
        "total": settled.total,
        "change": settled.change,
        "line_count": len(bill.lines),
        "tender_count": len(settled.tenders),
        "khata_before": before,
        "khata_after": None if before is None else before + settled.on_khata,
        "khata_due": _due(writing),
        "override_reason": _reason(writing),
        "journal_head": opened.stamp.head,
        "clock_suspect": opened.stamp.clock_suspect,
        "approved_by": opened.actor.approved_by or None,
        "follows_id": writing.checkout.follows,
        **_points_columns(writing.award),
    }


def _points_columns(award: Award | None) -> Row:
    if award is None:
        return {}
    return {
        "points_earned": award.earns,
        "points_after": award.after,
        "tier": award.tier,
    }


def _reason(writing: Writing) -> str:
    return clean_text(writing.checkout.override_reason or writing.opened.actor.reason)


@open_to_all("called inside permitted acts")
def khata_row(writing: Writing) -> Row:
    """Make the debit on the khata."""
    owed = writing.khata_before or ZERO
    return {
        **khata.entry_row(
            writing.checkout.customer_id or 0, EntryKind.SALE, writing.opened
        ),
        "debit": writing.settled.on_khata,
        "credit": ZERO,
        "due_date": _due(writing),
        "shift_id": writing.shift.shift_id,
        "sale_id": writing.sale_id,
        "customer_name": writing.customer_name,
        "balance_before": owed,
        "balance_after": owed + writing.settled.on_khata,
        "reason": _reason(writing),
        "taken_by": taken_by(writing),
        "confirmed": writing.confirmed,
    }


@open_to_all("called inside permitted acts")
def taken_by(writing: Writing) -> str:
    """Tell who takes the goods on khata: the reference of that tender (K8)."""
    named = [
        clean_text(one.reference, limit=60)
        for one in writing.settled.tenders
        if one.kind is TenderKind.KHATA
    ]
    return max(named, key=len, default="")


def _due(writing: Writing) -> date | None:
    customer_id = writing.checkout.customer_id
    if customer_id is None or not writing.settled.on_khata:
        return None
    return khata.due_date(customer_id, writing.shift.business_date)


@open_to_all("called inside permitted acts")
def stock_rows(writing: Writing) -> list[Row]:
    """Make the rows of the goods going out."""
    first = next_id(StockMove)
    return [
        {
            "id": first + place,
            "product_id": ordered.product_id,
            "kind": "sale",
            "quantity": -ordered.quantity,
            "sale_id": writing.sale_id,
            "line_no": place + 1,
            "at": writing.opened.stamp.at,
        }
        for place, ordered in enumerate(writing.checkout.lines)
    ]
