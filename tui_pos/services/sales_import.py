"""Another system's sales as history: for tiers and figures, not for the drawer.

They get numbers of a series of their own (`AH-000001`), keep the foreign number
beside it, and move neither stock nor cash nor khata.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from tui_pos.db import next_id, rows, writing
from tui_pos.domain import entry
from tui_pos.domain.errors import BadFieldError, CustomerNotFoundError, PosError
from tui_pos.domain.money import ZERO, Money, share
from tui_pos.domain.permissions import Permission
from tui_pos.domain.text import clean_text
from tui_pos.models import Sale, SaleLine, Tender
from tui_pos.services import customers, shifts
from tui_pos.services.acts import open_to_all
from tui_pos.services.goods_import import Imported, ImportOptions, Refused
from tui_pos.services.journal import Act
from tui_pos.services.table_file import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from tui_pos.db import Row
    from tui_pos.domain.permissions import Actor
    from tui_pos.domain.quantity import Quantity

SALES = ("receipt", "date", "customer", "total", "sku", "qty")
SERIES = 0
"""Of what happened elsewhere."""
_AT_ONCE = 400
"""Bills that one transaction takes in: a sale waits for it."""
_NOON = time(12)
_LAST = "SELECT COALESCE(MAX(seq), 0) FROM sale WHERE counter_id = ? AND series = ?"
_CODE = "SELECT code FROM counter WHERE id = ?"
_KNOWN = "SELECT 1 FROM sale WHERE checkout_key = ?"
_PRODUCT = "SELECT id, sku, name, name_ur, unit, price FROM product WHERE sku = ?"


@dataclass(frozen=True, slots=True)
class _Item:
    product_id: int
    sku: str
    name: str
    name_ur: str
    unit: str
    price: Money
    quantity: Quantity


@dataclass(slots=True)
class _Bill:
    line: int
    number: str
    on: date
    customer_id: int
    total: Money
    items: list[_Item]

    @property
    def key(self) -> str:
        """The same foreign number is the same bill, whatever file it stands in."""
        return f"history-{hashlib.sha256(self.number.encode()).hexdigest()[:40]}"


@open_to_all("asks for its permission itself: it is many transactions")
def import_sales(
    path: Path, options: ImportOptions, *, by: Actor, at: datetime
) -> Imported:
    """Take sales in; several rows of one number are one bill with its things.

    Raises:
        PermissionDeniedError: This person may not.
        BadFileError: It is no such table.
    """
    by.require(Permission.SALES_IMPORT)
    report = Imported()
    table = read_table(path, known=SALES, needed=SALES[:4])
    bills: dict[str, _Bill] = {}
    seen: dict[str, int] = {}
    spoiled: set[str] = set()
    today = shifts.business_date(by, at)
    for line, row in table.rows():
        try:
            _read(row, line, bills, (seen, today), by)
        except BadFieldError as error:
            report.refused.append(Refused(line, error.column, error.why))
            spoiled.add(clean_text(row.get("receipt", "")))
    bills = {key: bill for key, bill in bills.items() if key not in spoiled}
    fresh = [bill for bill in bills.values() if not rows(_KNOWN, bill.key)]
    report.unchanged = len(bills) - len(fresh)
    report.added = len(fresh)
    if options.dry_run or (report.refused and not options.skip_refused):
        return report
    for first in range(0, len(fresh), _AT_ONCE):
        _take(fresh[first : first + _AT_ONCE], path.name, by, at)
    report.applied = True
    return report


def _read(
    row: dict[str, str],
    line: int,
    bills: dict[str, _Bill],
    known: tuple[dict[str, int], date],
    by: Actor,
) -> None:
    seen, today = known
    number = clean_text(row["receipt"], limit=60)
    if not number:
        raise BadFieldError(column="receipt", why="empty")
    on, total = _day(row["date"], today), _total(row["total"])
    who = row["customer"].strip()
    if who not in seen:
        seen[who] = _customer(who, by)
    bill = bills.setdefault(number, _Bill(line, number, on, seen[who], total, []))
    if (bill.on, bill.customer_id, bill.total) != (on, seen[who], total):
        raise BadFieldError(column="receipt", why=f"line:{bill.line}")
    sku = row.get("sku", "").strip()
    if sku:
        bill.items.append(_item(sku, row.get("qty", "").strip()))


def _customer(who: str, by: Actor) -> int:
    try:
        return customers.identify(who, by=by)
    except CustomerNotFoundError as error:
        raise BadFieldError(column="customer", why="nobody") from error


def _day(text: str, today: date) -> date:
    try:
        on = entry.day(text)
    except PosError as error:
        raise BadFieldError(column="date", why="day") from error
    if on > today:
        raise BadFieldError(column="date", why="large")
    return on


def _total(text: str) -> Money:
    try:
        return entry.amount(text, largest=entry.LARGEST_BOOK_AMOUNT)
    except PosError as error:
        raise BadFieldError(column="total", why="number") from error


def _item(sku: str, quantity: str) -> _Item:
    found = rows(_PRODUCT, sku)
    if not found:
        raise BadFieldError(column="sku", why="unknown")
    try:
        count = entry.quantity(quantity or "1")
    except PosError as error:
        raise BadFieldError(column="qty", why="number") from error
    product_id, known, name, name_ur, unit, price = found[0]
    return _Item(product_id, known, name, name_ur, unit, Money(price), count)


def _take(bills: list[_Bill], name: str, by: Actor, at: datetime) -> None:
    with writing():
        opened = Act(by, at, business_date=shifts.business_date(by, at))
        first = next_id(Sale)
        numbered = list(enumerate(bills, start=first))
        lines = [row for sale_id, bill in numbered for row in _lines(sale_id, bill)]
        for begin in range(0, len(lines), _AT_ONCE):
            opened.append(SaleLine, lines[begin : begin + _AT_ONCE])
        opened.append(Tender, [_tender(sale_id, bill) for sale_id, bill in numbered])
        last = rows(_LAST, by.counter_id, SERIES)[0][0]
        code = rows(_CODE, by.counter_id)[0][0]
        headers = [
            _header(sale_id, bill, (code, last + place), opened)
            for place, (sale_id, bill) in enumerate(numbered, start=1)
        ]
        opened.append(Sale, headers)
        total = Money.total(bill.total for bill in bills)
        opened.close("sales-import", name, bills=len(bills), total=total.paisas)


def _lines(sale_id: int, bill: _Bill) -> Iterator[Row]:
    weights = [
        max(1, item.price.paisas * item.quantity.thousandths) for item in bill.items
    ]
    parts = share(bill.total, weights)
    for number, (item, part) in enumerate(zip(bill.items, parts, strict=True), 1):
        yield {
            "sale_id": sale_id,
            "line_no": number,
            "product_id": item.product_id,
            "sku": item.sku,
            "name": item.name,
            "name_ur": item.name_ur,
            "unit": item.unit,
            "quantity": item.quantity,
            "unit_price": item.price,
            "list_price": item.price,
            "gross": part,
            "discount": ZERO,
            "tax_bp": 0,
            "tax": ZERO,
            "total": part,
        }


def _tender(sale_id: int, bill: _Bill) -> Row:
    return {
        "sale_id": sale_id,
        "tender_no": 1,
        "kind": "history",
        "amount": bill.total,
        "handed_over": bill.total,
    }


def _header(sale_id: int, bill: _Bill, number: tuple[str, int], opened: Act) -> Row:
    code, seq = number
    zone = opened.stamp.at.tzinfo
    return {
        "id": sale_id,
        "receipt": f"{code}H-{seq:06d}",
        "counter_id": opened.actor.counter_id,
        "series": SERIES,
        "seq": seq,
        "kind": "history",
        "checkout_key": bill.key,
        "business_date": bill.on,
        "at": datetime.combine(bill.on, _NOON, zone),
        "user_id": opened.actor.user_id,
        "user_name": opened.actor.name,
        "customer_id": bill.customer_id,
        "customer_name": customers.name_of(bill.customer_id),
        "subtotal": bill.total,
        "discount": ZERO,
        "tax": ZERO,
        "rounding": ZERO,
        "total": bill.total,
        "change": ZERO,
        "line_count": len(bill.items),
        "tender_count": 1,
        "foreign_number": bill.number,
        "journal_head": opened.stamp.head,
    }
