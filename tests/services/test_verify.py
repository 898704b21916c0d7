"""Planted faults: whatever is changed behind the program's back is found and named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tests.factories import KHATA
from tui_pos.db import database, rows
from tui_pos.domain.money import Money
from tui_pos.domain.paying import Payment
from tui_pos.domain.quantity import Quantity
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.engines import sqlite, sqlite_guards
from tui_pos.engines.sqlite_guards import LEDGERS
from tui_pos.services import payments, returns
from tui_pos.services.goods_import import ImportOptions, import_products
from tui_pos.services.returns import ReturnAsked, Returned
from tui_pos.services.verify import Fault, verify

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def traded(open_books: Books) -> Books:
    """A shop with a cash sale, a khata sale, a card sale, a payment and points."""
    ahmed = factories.customer(open_books)
    sugar = factories.product(open_books, rupees="100")
    factories.sell(open_books, sugar.product_id, "2")
    factories.sell(open_books, sugar.product_id, "3", given=KHATA, customer_id=ahmed)
    factories.sell(open_books, sugar.product_id, given=(Given(TenderKind.CARD),))
    payment = Payment(ahmed, Money.rupees(50), "p")
    payments.record_payment(payment, by=open_books.cashier, at=NOON)
    assert verify(by=open_books.owner).ok
    return open_books


def without_guards(*statements: str) -> None:
    sqlite.drop_guards(database.obj)
    database.obj.execute_sql("PRAGMA foreign_keys = 0")
    for statement in statements:
        database.obj.execute_sql(statement)
    database.obj.execute_sql("PRAGMA foreign_keys = 1")


POINTS = (
    "INSERT INTO points_entry (id, customer_id, kind, points, business_date, at)"
    " VALUES (901, 1, 'earn', 50, '2026-03-14', '2026-03-14')"
)
FAULTS = {
    "a sale's total": ("UPDATE sale SET total = total - 100 WHERE id = 1", "sale", "1"),
    "a line": (
        "UPDATE sale_line SET total = total - 100 WHERE sale_id = 1",
        "sale_line",
        "1.1",
    ),
    "a tender": ("UPDATE tender SET amount = 1 WHERE sale_id = 3", "tender", "3.1"),
    "a khata entry": (
        "UPDATE khata_entry SET debit = 1 WHERE id = 1",
        "khata_entry",
        "1",
    ),
    "a khata entry that is gone": (
        "DELETE FROM khata_entry WHERE id = 2",
        "khata_entry",
        "2",
    ),
    "a payment that claims to reverse a bill": (
        "UPDATE khata_entry SET reverses_id = 1 WHERE id = 2",
        "customer",
        "1",
    ),
    "a pin to what is no bill": (
        "UPDATE khata_entry SET pinned_to_id = 2 WHERE id = 2",
        "khata_entry",
        "2",
    ),
    "points nobody earned": (POINTS, "points_entry", "901"),
    "a stock move": (
        "UPDATE stock_move SET quantity = -1 WHERE id = 2",
        "stock_move",
        "2",
    ),
    "the drawer": (
        "UPDATE drawer_entry SET amount = 1 WHERE kind = 'sale'",
        "drawer_entry",
        "2",
    ),
    "the shelf's cache": ("UPDATE stock SET quantity = 7", "stock", "SUGAR"),
    "a setting": ("UPDATE setting SET value = 'x' WHERE id = 1", "setting", "1"),
    "the journal": (
        "UPDATE journal SET detail = '{}' WHERE counter_id = 2 AND kind = 'sale'",
        "journal",
        "till.",
    ),
    "the journal's rows": (
        "UPDATE journal SET rows = 'x' WHERE kind = 'founded'",
        "journal",
        "office.1",
    ),
    "a ledger that is none": (
        "UPDATE journal SET rows = '{\"cart:1\":\"x\"}' WHERE kind = 'founded'",
        "journal",
        "cart",
    ),
    "the journal's end": (
        "DELETE FROM journal WHERE counter_id = 2 AND seq ="
        " (SELECT MAX(seq) FROM journal WHERE counter_id = 2)",
        "journal",
        "till.",
    ),
    "an orphan": (
        "INSERT INTO tender VALUES (99, 1, 'cash', 5, 5, '')",
        "tender",
        "99.1",
    ),
    "a broken seal": (
        "INSERT INTO sale_line SELECT sale_id, 2, product_id, sku, name, name_ur,"
        " unit, barcode, quantity, unit_price, list_price, gross, discount, tax_bp,"
        " tax, total, cost, NULL, NULL, NULL, NULL FROM sale_line WHERE sale_id = 1",
        "sale_line",
        "1.2",
    ),
    "a receipt number": (
        "UPDATE counter SET last_receipt = 9 WHERE name = 'till'",
        "counter",
        "till",
    ),
    "the grand total": (
        "UPDATE counter SET grand_total = 0 WHERE name = 'till'",
        "counter",
        "till",
    ),
    "a slip nobody asked for": (
        "DELETE FROM spool WHERE kind = 'receipt'",
        "sale",
        "1",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_and_named(traded: Books, fault: str) -> None:
    statement, table, row = FAULTS[fault]
    without_guards(statement)

    found = verify(by=traded.owner)

    assert not found.ok
    named = [(one.table, one.row) for one in found.faults]
    assert any(
        (one, number.startswith(row)) == (table, True) for one, number in named
    ), named


def test_a_changed_schema_is_a_fault(traded: Books) -> None:
    found = verify(schema_is_ours=False, by=traded.owner)

    assert [one.table for one in found.faults] == ["sqlite_schema"]


def test_an_orphan_that_names_a_missing_row_is_found_by_sqlite(traded: Books) -> None:
    without_guards("UPDATE cart SET customer_id = 77", "DELETE FROM customer")

    found = verify(by=traded.owner)

    assert any("missing customer" in one.rule for one in found.faults)


@pytest.mark.parametrize("range_of", ["stock_move"])
def test_bulk_rows_are_hashed_together(
    books: Books, range_of: str, tmp_path: object
) -> None:
    from pathlib import Path

    from tui_pos.services import goods_import
    from tui_pos.services.goods_import import ImportOptions

    assert isinstance(tmp_path, Path)
    path = tmp_path / "goods.csv"
    lines = "\n".join(f"P{n},Thing {n},5,{n + 1}" for n in range(600))
    path.write_text(f"sku,name,price,stock\n{lines}\n")
    goods_import.import_products(path, ImportOptions(), by=books.owner, at=NOON)
    assert verify(by=books.owner).ok

    without_guards(f"UPDATE {range_of} SET quantity = 5 WHERE id = 300")

    named = [(one.table, one.row) for one in verify(by=books.owner).faults]
    assert ("stock_move", "1-600") in named
    assert ("stock", "P299") in named


def _another(value: object) -> object:
    if value is None:
        return None
    return 7777 if isinstance(value, int) else f"x{value}"


KEYS = [(table, key) for table, keys in LEDGERS.items() for key in keys]


@pytest.mark.parametrize("table", LEDGERS)
@pytest.mark.parametrize("act", ["UPDATE", "DELETE"])
def test_a_ledger_is_never_changed_nor_cut(traded: Books, table: str, act: str) -> None:
    if table == "points_entry":
        database.obj.execute_sql(POINTS)
    column = LEDGERS[table][0][0]
    statement = (
        f"UPDATE {table} SET {column} = {column}"
        if act == "UPDATE"
        else f"DELETE FROM {table}"
    )

    with pytest.raises(Exception, match="the books only grow"):
        database.obj.execute_sql(statement)


@pytest.mark.parametrize(("table", "key"), KEYS, ids=lambda part: str(part))
def test_replace_goes_around_no_key(
    traded: Books, table: str, key: tuple[str, ...]
) -> None:
    if table == "points_entry":
        database.obj.execute_sql(POINTS)
    if "reverses_id" in key:
        database.obj.execute_sql(
            "INSERT INTO khata_entry SELECT 50, customer_id, 'reversal', credit, debit,"
            " business_date, aged_from, due_date, at, user_id, user_name, counter_id,"
            " shift_id, NULL, NULL, id, customer_name, balance_before, balance_after,"
            " method, reference, reason, note, taken_by, NULL, NULL, NULL,"
            " journal_head, clock_suspect, NULL, NULL, NULL, NULL FROM khata_entry"
            " WHERE id = 1"
        )
    columns = [row[1] for row in rows(f"PRAGMA table_info({table})")]
    kept = rows(f"SELECT * FROM {table} WHERE {key[-1]} IS NOT NULL")[0]
    row = dict(zip(columns, kept, strict=True))
    for column in columns:
        if column not in key and any(
            column in other for _t, other in KEYS if _t == table
        ):
            row[column] = _another(row[column])
    if table == "sale":
        row["kind"] = "history"  # its lines are not counted: only its keys stand
    names, marks = ", ".join(row), ", ".join("?" for _column in row)

    for verb in ("INSERT OR REPLACE", "INSERT"):
        with pytest.raises(Exception, match=r"only grow|sealed"):
            database.obj.execute_sql(
                f"{verb} INTO {table} ({names}) VALUES ({marks})", tuple(row.values())
            )


def test_a_header_that_does_not_fit_its_lines_is_refused(traded: Books) -> None:
    with pytest.raises(Exception, match="do not agree"), database.obj.atomic():
        database.obj.execute_sql(
            "INSERT INTO sale SELECT 77, 'X', counter_id, 9, 9, kind, 'key', shift_id,"
            " business_date, at, user_id, user_name, customer_id, customer_name,"
            " subtotal, discount, tax, rounding, total, change, line_count,"
            " tender_count, khata_before, khata_after, khata_due, points_earned,"
            " points_after, override_reason, reverses_id, foreign_number,"
            " journal_head, clock_suspect, reason, approved_by, follows_id, NULL"
            " FROM sale WHERE id = 1"
        )


def test_every_append_only_table_is_guarded() -> None:
    made = "".join(sqlite_guards.statements())

    for table in LEDGERS:
        assert f"TRIGGER {table}_no_update" in made


def test_an_orphan_beside_a_long_import_is_named(books: Books, tmp_path: Path) -> None:
    lines = "\n".join(f"S{number},Thing {number},5,3" for number in range(502))
    (tmp_path / "goods.csv").write_text(f"sku,name,price,stock\n{lines}\n")
    import_products(tmp_path / "goods.csv", ImportOptions(), by=books.owner, at=NOON)
    assert verify(by=books.owner).ok
    without_guards(
        "INSERT INTO stock_move (id, product_id, kind, quantity, at)"
        " VALUES (9000, 1, 'count', 5, '2026-03-14')"
    )

    named = [(one.table, one.row) for one in verify(by=books.owner).faults]

    assert ("stock_move", "9000") in named
    assert len([row for table, row in named if table == "stock_move"]) == 1


@pytest.mark.parametrize(
    ("statement", "table", "row", "rule"),
    [
        (
            "UPDATE sale_line SET quantity = -9000 WHERE sale_id = 4",
            "sale_line",
            "1.1",
            "no more came back than was bought",
        ),
        (
            "UPDATE sale SET total = total - 100 WHERE id = 5",
            "sale",
            "5",
            "a void is what it voids, once",
        ),
        (
            "UPDATE khata_entry SET credit = 1 WHERE kind = 'reversal'",
            "sale",
            "5",
            "what is on khata stands in the khata",
        ),
    ],
)
def test_a_bent_return_or_void_breaks_its_own_rule(
    traded: Books, statement: str, table: str, row: str, rule: str
) -> None:
    lines = (Returned(1, Quantity.of(1)),)
    asked = ReturnAsked("k", "A1-000001", lines, "wet")
    returns.complete_return(asked, by=traded.owner, at=NOON)
    returns.void_sale("A1-000002", "twice", by=traded.owner, at=NOON)
    assert verify(by=traded.owner).ok

    without_guards(statement)

    assert Fault(table, row, rule) in verify(by=traded.owner).faults
