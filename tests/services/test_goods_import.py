from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import NOON, Books
from tui_pos.db import rows
from tui_pos.domain.errors import BadFileError, BusyError, PermissionDeniedError
from tui_pos.domain.money import Money
from tui_pos.domain.quantity import Quantity
from tui_pos.services import catalog, goods_import
from tui_pos.services.goods_import import Imported, ImportOptions
from tui_pos.services.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

HEAD = (
    "sku,name,name_ur,barcodes,unit,price,wholesale,cost,category,tax,stock,min_stock"
)
GOOD = f"""{HEAD}
A1,Sugar,چینی,,kg,155,150,140,grocery,,50,10
A2,Tapal Danedar 190g,,8964000123454 896401,pc,440,,400,tea,standard,24,6
A3,"Lux, rose",,5901234123457,pc,95.50,,80,soap,,,
"""


def bring(
    books: Books,
    path: Path,
    text: str | bytes,
    *,
    dry_run: bool = False,
    skip_refused: bool = False,
) -> Imported:
    path = path / "goods.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return goods_import.import_products(
        path, ImportOptions(dry_run, skip_refused), by=books.owner, at=NOON
    )


def test_a_list_comes_in(books: Books, tmp_path: Path) -> None:
    report = bring(books, tmp_path, GOOD)

    assert (report.added, report.changed, report.unchanged) == (3, 0, 0)
    tea = catalog.scan("896401", by=books.cashier).goods
    assert (tea.name, tea.price, tea.stock) == (
        "Tapal Danedar 190g",
        Money.rupees(440),
        Quantity.of(24),
    )
    assert [one.sku for one in catalog.find("چینی", by=books.cashier)] == ["A1"]
    assert [one.sku for one in catalog.find("chini suger", by=books.cashier)] == []
    assert verify(by=books.owner).ok


def test_the_same_file_twice_changes_nothing(books: Books, tmp_path: Path) -> None:
    bring(books, tmp_path, GOOD)
    before = rows("SELECT * FROM product"), rows("SELECT COUNT(*) FROM stock_move")

    report = bring(books, tmp_path, GOOD)

    assert (report.added, report.changed, report.unchanged) == (0, 0, 3)
    after = rows("SELECT * FROM product"), rows("SELECT COUNT(*) FROM stock_move")
    assert after == before


def test_a_changed_price_and_a_new_code_are_changes(
    books: Books, tmp_path: Path
) -> None:
    bring(books, tmp_path, GOOD)
    changed = GOOD.replace(",155,", ",160,").replace(
        "5901234123457", "5901234123457 77"
    )

    report = bring(books, tmp_path, changed)

    assert (report.added, report.changed, report.unchanged) == (0, 2, 1)
    assert catalog.scan("A1", by=books.cashier).goods.price == Money.rupees(160)
    assert catalog.scan("77", by=books.cashier).goods.sku == "A3"
    details = [row[0] for row in rows("SELECT detail FROM journal")]
    assert any("15500 -> 16000" in detail for detail in details)


def test_a_dry_run_says_and_does_nothing(books: Books, tmp_path: Path) -> None:
    report = bring(books, tmp_path, GOOD, dry_run=True)

    assert report.added == 3
    assert not report.applied
    assert rows("SELECT COUNT(*) FROM product") == [(0,)]
    assert rows("SELECT COUNT(*) FROM staged_product") == [(0,)]


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        b"\xfe\xff" + GOOD.encode("utf-16-be"),
        GOOD.replace('"Lux, rose"', "Lux rose").replace(",", ";").encode(),
        GOOD.replace('"Lux, rose"', "Lux rose").replace(",", "\t").encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("چینی", "café").encode("cp1252"),
    ],
)
def test_files_come_as_excel_saves_them(
    books: Books, tmp_path: Path, data: bytes
) -> None:
    report = bring(books, tmp_path, data)

    assert (report.added, report.refused) == (3, [])


REFUSED = {
    "A,,,,,5,,,,,,": ("name", "empty"),
    ",Thing,,,,5,,,,,,": ("sku", "empty"),
    "A,Thing,,,,,,,,,,": ("price", "empty"),
    "A,Thing,,,,x,,,,,,": ("price", "number"),
    "A,Thing,,,,-5,,,,,,": ("price", "number"),
    "A,Thing,,,,2000000,,,,,,": ("price", "large"),
    "A,Thing,,,,5,,,,,-1,": ("stock", "negative"),
    "A,Thing,,,,5,,,,,2000000,": ("stock", "large"),
    "A,Thing,,,,5,,,,,x,": ("stock", "number"),
    "A,Thing,,,bushel,5,,,,,,": ("unit", "unknown"),
    "A,Thing,,,,5,,,,luxury,,": ("tax", "unknown"),
    "A,Thing,,5.90E+12,,5,,,,,,": ("barcodes", "rounded"),
    f"A,Thing,,{'9' * 65},,5,,,,,,": ("barcodes", "long"),
}


@pytest.mark.parametrize("line", REFUSED)
def test_a_refused_row_is_named_by_line_column_and_reason(
    books: Books, tmp_path: Path, line: str
) -> None:
    report = bring(books, tmp_path, f"{HEAD}\nOK,Good,,,,5,,,,,,\n\n{line}\n")

    (refused,) = report.refused
    assert (refused.line, refused.column, refused.reason) == (4, *REFUSED[line])
    assert not report.applied
    assert rows("SELECT COUNT(*) FROM product") == [(0,)]


def test_refused_rows_can_be_left_out(books: Books, tmp_path: Path) -> None:
    text = f"{HEAD}\nOK,Good,,,,5,,,,,,\nOK,Twice,,,,5,,,,,,\n"

    report = bring(books, tmp_path, text, skip_refused=True)

    assert report.refused[0].reason == "line:2"
    assert report.applied
    assert rows("SELECT name FROM product") == [("Good",)]


JUNK = {
    b"": "empty",
    b"   \n": "empty",
    b"\x00\x01\x02": "binary",
    b"sku,name,price\nA\x00,B,5\n": "binary",
    b"sku,name\n": "missing:price",
    b"sku,name,price,colour\n": "column:colour",
    b"sku,name,price,pricee\n": "column:pricee (price?)",
    b"sku,name,price,price\n": "twice",
    b"a," * 300 + b"b\n": "many-columns",
    b'sku,name,price\nA,"never closed\n' + b"x\n" * 200_000: "quote",
    b"x" * 10_000_000: "long-line",
    b"\xff\xfe\x00": "encoding",
}


@pytest.mark.parametrize("data", JUNK, ids=list(JUNK.values()))
def test_junk_is_one_sentence(books: Books, tmp_path: Path, data: bytes) -> None:
    with pytest.raises(BadFileError) as refusal:
        bring(books, tmp_path, data)

    assert refusal.value.why == JUNK[data]
    assert rows("SELECT COUNT(*) FROM staged_product") == [(0,)]


def test_a_file_that_is_not_there(books: Books, tmp_path: Path) -> None:
    with pytest.raises(BadFileError) as refusal:
        goods_import.import_products(
            tmp_path / "no.csv", ImportOptions(), by=books.owner, at=NOON
        )

    assert refusal.value.why == "unreadable"


def test_a_file_that_is_too_large(
    books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui_pos.services import table_file

    monkeypatch.setattr(table_file, "LARGEST_FILE", 10)

    with pytest.raises(BadFileError) as refusal:
        bring(books, tmp_path, GOOD)

    assert refusal.value.why == "large"


def test_a_decimal_comma_is_refused_and_not_read_as_thousands(
    books: Books, tmp_path: Path
) -> None:
    report = bring(books, tmp_path, "sku;name;price\nA;Thing;12,50\n")

    assert (report.refused[0].column, report.refused[0].reason) == ("price", "number")


def test_two_lists_do_not_come_in_at_once(books: Books, tmp_path: Path) -> None:
    from tui_pos.engines.disk import FileLock

    with FileLock(books.directory / "import.lock"), pytest.raises(BusyError):
        bring(books, tmp_path, GOOD)


def test_a_cashier_brings_no_list_in(books: Books, tmp_path: Path) -> None:
    with pytest.raises(PermissionDeniedError):
        goods_import.import_products(
            tmp_path / "x.csv", ImportOptions(), by=books.cashier, at=NOON
        )


def test_six_thousand_rows_come_in_slices_and_are_told(
    books: Books, tmp_path: Path
) -> None:
    told: list[str] = []
    path = tmp_path / "many.csv"
    lines = [f"P{n:05},Thing {n},{n % 900 + 1},{n % 3}" for n in range(6_000)]
    path.write_text("sku,name,price,stock\n" + "\n".join(lines))

    def tell(step: str, done: int, whole: int) -> None:
        told.append(step)

    report = goods_import.import_products(
        path, ImportOptions(progress=tell), by=books.owner, at=NOON
    )

    assert report.added == 6_000
    assert {"read", "write", "index"} == set(told)
    assert verify(by=books.owner).ok
    (found,) = catalog.find("thing 5999", by=books.cashier)[:1]
    assert found.sku == "P05999"


def test_hostile_names_are_harmless_text(books: Books, tmp_path: Path) -> None:
    text = f"{HEAD}\nH,[bold]\x1b[31m=cmd\u202e,,\u200e 123,,5,,,,,,\n"

    bring(books, tmp_path, text)

    assert catalog.scan("H", by=books.cashier).goods.name == "[bold][31m=cmd"
