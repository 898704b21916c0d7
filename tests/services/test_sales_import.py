"""Another system's sales come in as history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tui_pos.db import rows
from tui_pos.domain.errors import PermissionDeniedError
from tui_pos.domain.money import Money
from tui_pos.services import khata, sales_import, tiers
from tui_pos.services.goods_import import Imported, ImportOptions
from tui_pos.services.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "receipt,date,customer,total,sku,qty\n"
OLD = (
    f"{HEAD}"
    "X-1,2026-01-05,0300-1234567,480,SUGAR,2\n"
    "X-1,2026-01-05,0300-1234567,480,TEA,1\n"
    "X-2,2026-01-06,0300-1234567,0,,\n"
)


def take(books: Books, tmp_path: Path, text: str, **options: Any) -> Imported:
    path = tmp_path / "sales.csv"
    path.write_text(text, "utf-8")
    how = ImportOptions(**options)
    return sales_import.import_sales(path, how, by=books.manager, at=NOON)


@pytest.fixture
def stocked(open_books: Books) -> Books:
    factories.customer(open_books)
    factories.product(open_books)
    factories.product(open_books, "TEA", "440", unit="pc")
    return open_books


def test_old_sales_are_history_and_move_nothing(stocked: Books, tmp_path: Path) -> None:
    report = take(stocked, tmp_path, OLD)

    assert (report.added, report.unchanged, report.refused) == (2, 0, [])
    assert rows(
        "SELECT receipt, kind, foreign_number, business_date, total, line_count"
        " FROM sale ORDER BY id"
    ) == [
        ("AH-000001", "history", "X-1", "2026-01-05", 48000, 2),
        ("AH-000002", "history", "X-2", "2026-01-06", 0, 0),
    ]
    assert rows("SELECT SUM(total) FROM sale_line") == [(48000,)]
    assert rows("SELECT kind, amount FROM tender ORDER BY sale_id") == [
        ("history", 48000),
        ("history", 0),
    ]
    assert rows("SELECT COUNT(*) FROM stock_move WHERE kind = 'sale'") == [(0,)]
    assert khata.balance(1) == Money()
    assert verify(by=stocked.owner).ok


def test_a_bill_with_one_wrong_row_is_left_out_as_a_whole(
    stocked: Books, tmp_path: Path
) -> None:
    text = (
        f"{HEAD}"
        "X-1,2026-01-05,0300-1234567,480,NOTHING,2\n"
        "X-1,2026-01-05,0300-1234567,480,TEA,1\n"
        "X-2,2026-01-06,0300-1234567,0,,\n"
    )

    report = take(stocked, tmp_path, text, skip_refused=True)

    assert (report.added, len(report.refused)) == (1, 1)
    assert rows("SELECT foreign_number FROM sale") == [("X-2",)]


def test_the_same_file_twice_changes_nothing(stocked: Books, tmp_path: Path) -> None:
    take(stocked, tmp_path, OLD)

    again = take(stocked, tmp_path, OLD)

    assert (again.added, again.unchanged) == (0, 2)
    assert rows("SELECT COUNT(*) FROM sale") == [(2,)]


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        (",2026-01-05,1,5,,", "receipt", "empty"),
        ("X,soon,1,5,,", "date", "day"),
        ("X,2027-01-05,1,5,,", "date", "large"),
        ("X,2026-01-05,1,-5,,", "total", "number"),
        ("X,2026-01-05,1,abc,,", "total", "number"),
        ("X,2026-01-05,0300-9999999,5,,", "customer", "nobody"),
        ("X,2026-01-05,1,5,NONE,", "sku", "unknown"),
        ("X,2026-01-05,1,5,TEA,many", "qty", "number"),
        ("A,2026-01-05,1,7,TEA,1", "receipt", "line:2"),
    ],
)
def test_a_row_that_is_wrong_stops_all(
    stocked: Books, tmp_path: Path, row: str, column: str, why: str
) -> None:
    text = f"{HEAD}A,2026-01-05,1,5,TEA,1\n{row}\n"

    report = take(stocked, tmp_path, text)

    assert [(one.line, one.column, one.reason) for one in report.refused] == [
        (3, column, why)
    ]
    assert not report.applied
    assert rows("SELECT COUNT(*) FROM sale") == [(0,)]
    left = take(stocked, tmp_path, text, skip_refused=True)
    assert left.added == (0 if row.startswith("A") else 1)


def test_history_counts_for_the_tier(stocked: Books, tmp_path: Path) -> None:
    text = "receipt,date,customer,total\n" + "".join(
        f"X-{number},2026-01-05,1,100\n" for number in range(600)
    )
    take(stocked, tmp_path, text, dry_run=True)
    assert rows("SELECT COUNT(*) FROM sale") == [(0,)]

    take(stocked, tmp_path, text)
    tiers.nightly(stocked.shop.counter, NOON)

    assert rows("SELECT tier FROM customer") == [("VIP",)]
    assert verify(by=stocked.owner).ok


def test_a_cashier_takes_no_history_in(stocked: Books, tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(OLD)

    with pytest.raises(PermissionDeniedError):
        sales_import.import_sales(path, ImportOptions(), by=stocked.cashier, at=NOON)
