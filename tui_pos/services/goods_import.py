"""Taking a whole list of goods in: staged in chunks, applied at once (decision 13)."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tui_pos.db import append, database, next_id, rows, writing
from tui_pos.domain import barcode as codes
from tui_pos.domain import entry
from tui_pos.domain.errors import (
    AmountTooLargeError,
    BadFieldError,
    BusyError,
    PosError,
)
from tui_pos.domain.permissions import Permission
from tui_pos.domain.quantity import Quantity
from tui_pos.domain.text import clean_text
from tui_pos.engines import disk
from tui_pos.models import StagedBarcode, StagedProduct, StockMove
from tui_pos.services import search, shifts
from tui_pos.services.acts import open_to_all
from tui_pos.services.goods import (
    ProductForm,
    checked_form,
    folded_text,
    tax_category_id,
)
from tui_pos.services.journal import Act
from tui_pos.services.table_file import read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from tui_pos.db import Row
    from tui_pos.domain.money import Money
    from tui_pos.domain.permissions import Actor
    from tui_pos.services.table_file import TableFile

COLUMNS = (
    "sku",
    "name",
    "name_ur",
    "barcodes",
    "unit",
    "price",
    "wholesale",
    "cost",
    "category",
    "tax",
    "stock",
    "min_stock",
)
NEEDED = ("sku", "name", "price")
_CHUNK = 1_000
_SLICE = 1_000
"""Lines that one transaction applies: a sale waits for it."""
_BREATH = 0.03
"""Seconds between two of them: SQLite is not fair, and a sale must get its turn."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot come in, and why."""

    line: int
    column: str
    reason: str
    """A `why` of `BadFieldError`, or the name of a refusal."""


@dataclass(slots=True)
class Imported:
    """What an import did, or in a dry run would do."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)
    applied: bool = False


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How an import is run."""

    dry_run: bool = False
    skip_refused: bool = False
    progress: Callable[[str, int, int], None] | None = None
    """Called with the step, how many rows are done, and how many there are."""

    def tell(self, step: str, done: int, whole: int) -> None:
        """Report progress to whoever listens."""
        if self.progress is not None:
            self.progress(step, done, whole)


@open_to_all("asks for its permission itself: it is many transactions")
def import_products(
    path: Path, options: ImportOptions, *, by: Actor, at: datetime
) -> Imported:
    """Take a list of goods in; the same file twice changes nothing.

    `stock` opens the shelf of goods that are new; the shelf of known goods is
    counted, not imported. Where rows are refused and not to be skipped, nothing is
    applied.

    Raises:
        PermissionDeniedError: This person may not.
        BadFileError: It is no such table.
        BusyError: Another list is coming in.
    """
    by.require(Permission.GOODS_IMPORT)
    table = read_table(path, known=COLUMNS, needed=NEEDED)
    report = Imported()
    lock = _only_one()
    try:
        _stage(table, report, options)
        _compare(report)
        if report.refused and not options.skip_refused:
            return report
        if not options.dry_run:
            _apply_all(options, by, at)
            report.applied = True
    finally:
        _clear()
        lock.release()
    return report


def _only_one() -> disk.FileLock:
    books = Path(str(database.obj.database))
    lock = disk.FileLock(books.with_name("import.lock"))
    try:
        lock.take()
    except disk.Held as error:
        raise BusyError(books) from error
    return lock


def _stage(table: TableFile, report: Imported, options: ImportOptions) -> None:
    _clear()
    whole = table.text.count("\n")
    seen: dict[str, int] = {}
    products: list[Row] = []
    barcodes: list[Row] = []
    for line, row in table.rows():
        try:
            product, listed = _read(line, row, seen)
        except _RefusedRow as refused:
            report.refused.append(Refused(line, refused.column, refused.reason))
            continue
        products.append(product)
        barcodes += listed
        if len(products) >= _CHUNK:
            _put(products, barcodes)
            options.tell("read", line, whole)
    _put(products, barcodes)
    options.tell("read", whole, whole)


def _put(products: list[Row], barcodes: list[Row]) -> None:
    with _turn():
        append(StagedProduct, products)
        append(StagedBarcode, barcodes)
    products.clear()
    barcodes.clear()


class _RefusedRow(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, column: str, reason: str) -> None:
        super().__init__()
        self.column = column
        self.reason = reason


def _read(
    line: int, row: dict[str, str], seen: dict[str, int]
) -> tuple[Row, list[Row]]:
    stock = _quantity(row, "stock")
    form = ProductForm(
        sku=row.get("sku", ""),
        name=row.get("name", ""),
        name_ur=row.get("name_ur", ""),
        unit=row.get("unit", "").strip() or "pc",
        price=_price(row, "price") or _refuse("price", "empty"),
        wholesale_price=_price(row, "wholesale"),
        cost=_price(row, "cost"),
        category=row.get("category", ""),
        tax=row.get("tax", ""),
        min_stock=_quantity(row, "min_stock"),
    )
    try:
        form = checked_form(form)
        tax_category_id(form.tax)
    except BadFieldError as error:
        raise _RefusedRow(error.column, error.why) from error
    if form.sku in seen:
        raise _RefusedRow("sku", f"line:{seen[form.sku]}")
    seen[form.sku] = line
    listed = _codes(row.get("barcodes", ""))
    product: Row = {
        "line": line,
        "sku": form.sku,
        "name": form.name,
        "name_ur": form.name_ur,
        "unit": form.unit,
        "price": form.price,
        "wholesale_price": form.wholesale_price,
        "cost": form.cost,
        "category": form.category,
        "tax": form.tax,
        "stock": stock,
        "min_stock": form.min_stock,
        "folded": folded_text(form, list(listed.values())),
    }
    return product, [
        {"line": line, "code": code, "key": key} for key, code in listed.items()
    ]


def _codes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for piece in text.replace("|", " ").replace(";", " ").replace(",", " ").split():
        code = clean_text(piece, limit=codes.MAX_CODE + 1)
        if len(code) > codes.MAX_CODE:
            raise _RefusedRow("barcodes", "long")
        if (
            "E+" in code.upper()
            and code.upper().replace("E+", "").replace(".", "").isdigit()
        ):
            raise _RefusedRow("barcodes", "rounded")
        if code:
            found[codes.key_of(code)] = code
    return found


def _price(row: dict[str, str], column: str) -> Money | None:
    text = row.get(column, "").strip()
    if not text:
        return None
    try:
        return entry.amount(text)
    except AmountTooLargeError as error:
        raise _RefusedRow(column, "large") from error
    except PosError as error:
        raise _RefusedRow(column, "number") from error


def _quantity(row: dict[str, str], column: str) -> Quantity | None:
    text = row.get(column, "").strip()
    if not text:
        return None
    try:
        given = entry.number(text)
    except PosError as error:
        raise _RefusedRow(column, "number") from error
    if not 0 <= given <= 1_000_000:
        raise _RefusedRow(column, "large" if given > 0 else "negative")
    return Quantity.of(given)


def _refuse(column: str, reason: str) -> Money:
    raise _RefusedRow(column, reason)


_MATCH = """
UPDATE staged_product SET product_id = p.id, changed = (
    staged_product.name <> p.name
    OR staged_product.price <> p.price
    OR staged_product.unit <> p.unit
    OR (staged_product.name_ur <> '' AND staged_product.name_ur <> p.name_ur)
    OR (staged_product.category <> '' AND staged_product.category <> p.category)
    OR COALESCE(staged_product.wholesale_price, p.wholesale_price)
        IS NOT p.wholesale_price
    OR COALESCE(staged_product.cost, p.cost) IS NOT p.cost
    OR COALESCE(staged_product.min_stock, p.min_stock) IS NOT p.min_stock
    OR (staged_product.tax <> '' AND (SELECT id FROM tax_category t
        WHERE LOWER(t.name) = LOWER(staged_product.tax)) IS NOT p.tax_category_id)
    OR EXISTS (SELECT 1 FROM staged_barcode b WHERE b.line = staged_product.line
        AND NOT EXISTS (SELECT 1 FROM barcode k
            WHERE k.product_id = p.id AND k.key = b.key)))
FROM product p
WHERE p.sku = staged_product.sku AND staged_product.line BETWEEN ? AND ?
"""
_COUNTS = """
SELECT COALESCE(SUM(product_id IS NULL), 0),
    COALESCE(SUM(product_id IS NOT NULL AND changed), 0),
    COALESCE(SUM(product_id IS NOT NULL AND NOT changed), 0) FROM staged_product
"""


def _compare(report: Imported) -> None:
    last = rows("SELECT COALESCE(MAX(line), 0) FROM staged_product")[0][0]
    for first in range(0, last + 1, _SLICE):
        with _turn():
            rows(_MATCH, first, first + _SLICE - 1)
    report.added, report.changed, report.unchanged = rows(_COUNTS)[0]


def _apply_all(options: ImportOptions, by: Actor, at: datetime) -> None:
    lines = [
        row[0]
        for row in rows(
            "SELECT line FROM staged_product WHERE product_id IS NULL OR changed"
            " ORDER BY line"
        )
    ]
    for first in range(0, len(lines), _SLICE):
        some = lines[first : first + _SLICE]
        with _turn():
            _apply(some[0], some[-1], by, at)
        options.tell("write", first + len(some), len(lines))
    done = 0
    for chunk in _to_index():
        with _turn():
            search.index("product", chunk)
        done += len(chunk)
        options.tell("index", done, len(lines))


_CHANGED_PRICES = """
SELECT p.sku, p.price, s.price FROM staged_product s JOIN product p
    ON p.id = s.product_id
WHERE s.line BETWEEN ? AND ? AND s.changed AND p.price <> s.price
"""
_CHANGE = """
UPDATE product SET name = s.name, price = s.price, unit = s.unit,
    folded = s.folded || COALESCE((SELECT ' ' || GROUP_CONCAT(LOWER(b.code), ' ')
        FROM barcode b WHERE b.product_id = product.id), ''), changed_at = ?,
    name_ur = CASE s.name_ur WHEN '' THEN product.name_ur ELSE s.name_ur END,
    category = CASE s.category WHEN '' THEN product.category ELSE s.category END,
    wholesale_price = COALESCE(s.wholesale_price, product.wholesale_price),
    cost = COALESCE(s.cost, product.cost),
    min_stock = COALESCE(s.min_stock, product.min_stock),
    tax_category_id = COALESCE((SELECT id FROM tax_category t
        WHERE LOWER(t.name) = LOWER(s.tax)), product.tax_category_id)
FROM staged_product s
WHERE s.product_id = product.id AND s.changed AND s.line BETWEEN ? AND ?
"""
_ADD = """
INSERT INTO product (sku, name, name_ur, unit, price, wholesale_price, cost,
    category, tax_category_id, min_stock, stock_policy, active, folded, changed_at)
SELECT sku, name, name_ur, unit, price, wholesale_price, cost, category,
    (SELECT id FROM tax_category t WHERE LOWER(t.name) = LOWER(s.tax)),
    min_stock, 'warn', 1, folded, ? FROM staged_product s
WHERE product_id IS NULL AND line BETWEEN ? AND ? ORDER BY line
"""
_FRESH = """
UPDATE staged_product SET fresh = 1, product_id = (SELECT id FROM product p
    WHERE p.sku = staged_product.sku)
WHERE product_id IS NULL AND line BETWEEN ? AND ?
"""
_SHELVES = """
INSERT INTO stock (product_id, quantity, last_sale_id)
SELECT product_id, COALESCE(stock, 0), 0 FROM staged_product
WHERE fresh AND line BETWEEN ? AND ? ORDER BY product_id
"""
_CODES = """
INSERT OR IGNORE INTO barcode (product_id, code, key, pack_quantity)
SELECT s.product_id, b.code, b.key, 1000 FROM staged_barcode b
    JOIN staged_product s ON s.line = b.line
WHERE s.line BETWEEN ? AND ? AND (s.fresh OR s.changed)
ORDER BY b.line, b.key
"""
_OPENINGS = """
SELECT product_id, stock FROM staged_product
WHERE fresh AND COALESCE(stock, 0) <> 0 AND line BETWEEN ? AND ? ORDER BY product_id
"""


def _apply(first: int, last: int, by: Actor, at: datetime) -> None:
    moment = StockMove.at.db_value(at)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    prices = {
        sku: f"{before} -> {after}"
        for sku, before, after in rows(_CHANGED_PRICES, first, last)
    }
    rows(_CHANGE, moment, first, last)
    rows(_ADD, moment, first, last)
    rows(_FRESH, first, last)
    rows(_SHELVES, first, last)
    rows(_CODES, first, last)
    move = next_id(StockMove)
    openings = rows(_OPENINGS, first, last)
    opened.append(
        StockMove,
        [
            {
                "id": move + place,
                "product_id": product_id,
                "kind": "opening",
                "quantity": Quantity(stock),
                "at": at,
            }
            for place, (product_id, stock) in enumerate(openings)
        ],
    )
    opened.close("goods-import", f"{first}-{last}", prices=prices)


def _to_index() -> Iterator[list[tuple[int, str, str]]]:
    last = 0
    while True:
        found = rows(
            "SELECT s.product_id, p.folded, p.name FROM staged_product s"
            " JOIN product p ON p.id = s.product_id WHERE s.product_id > ?"
            " AND (s.fresh OR s.changed) ORDER BY s.product_id LIMIT ?",
            last,
            _CHUNK,
        )
        if not found:
            return
        last = found[-1][0]
        yield [(row, folded, name) for row, folded, name in found]


@contextmanager
def _turn() -> Iterator[None]:
    with writing():
        yield
    time.sleep(_BREATH)


def _clear() -> None:
    for table in ("staged_barcode", "staged_product"):
        first = f"SELECT MIN(line) FROM {table}"  # noqa: S608 - one of ours
        while (line := rows(first)[0][0]) is not None:
            with _turn():
                rows(f"DELETE FROM {table} WHERE line < ?", line + _SLICE)  # noqa: S608
