"""Customers and old balances in and out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tests.factories import open_now
from tui_pos.db import rows
from tui_pos.domain.errors import (
    BadFileError,
    CustomerNotFoundError,
    PermissionDeniedError,
)
from tui_pos.domain.khata_errors import NotSettledError, TotalDiffersError
from tui_pos.domain.money import ZERO, Money
from tui_pos.services import (
    customers,
    customers_export,
    customers_import,
    khata,
    settings,
)
from tui_pos.services.goods_import import Imported, ImportOptions
from tui_pos.services.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

    from tui_pos.services.customers_import import BalancesImported

PEOPLE = """\
name,phone,phone2,area,limit,days,cnic
Ahmed,0300-1234567,0301-1111111,Okara,5000,15,35202-1234567-1
Hina,0300-7654321,,Okara,unlimited,,
Baba,,,,shop,,
"""


def take(books: Books, tmp_path: Path, text: str, **how: Any) -> Imported:
    path = tmp_path / "people.csv"
    path.write_text(text, "utf-8")
    options = ImportOptions(**how)
    return customers_import.import_customers(path, options, by=books.owner, at=NOON)


def take_balances(
    books: Books, tmp_path: Path, text: str, rupees: int | None, **how: Any
) -> BalancesImported:
    path = tmp_path / "khata.csv"
    path.write_text(text, "utf-8")
    total = None if rupees is None else Money.rupees(rupees)
    options = ImportOptions(**how)
    return customers_import.import_balances(
        path, options, total, by=books.owner, at=NOON
    )


def test_customers_come_in_and_the_same_file_changes_nothing(
    books: Books, tmp_path: Path
) -> None:
    first = take(books, tmp_path, PEOPLE)
    again = take(books, tmp_path, PEOPLE)
    changed = take(books, tmp_path, PEOPLE.replace("5000,15", "7000,20"))

    assert (first.added, first.applied) == (3, True)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 3)
    assert (changed.changed, changed.unchanged) == (1, 2)
    ahmed = customers.identify("0301-1111111", by=books.owner)
    form = customers.form_of(ahmed, by=books.owner)
    assert (form.credit_limit, form.credit_days) == (Money.rupees(7000), 20)
    assert form.phones == ("0300-1234567", "0301-1111111")


def test_refused_rows_are_named_and_nothing_comes_in(
    books: Books, tmp_path: Path
) -> None:
    text = PEOPLE + (
        "Twice,0300-1234567,,,,,\n"
        "Bad,12,,,,,\n"
        "Limit,0300-9999991,,,abc,,\n"
        "Days,0300-9999992,,,,soon,\n"
        "Cnic,0300-9999993,,,,,352021234567\n"
    )

    report = take(books, tmp_path, text)

    assert [(row.line, row.column, row.reason) for row in report.refused] == [
        (5, "phone", "line:2"),
        (6, "phone", "phone"),
        (7, "limit", "number"),
        (8, "days", "number"),
        (9, "cnic", "cnic"),
    ]
    assert rows("SELECT COUNT(*) FROM customer") == [(0,)]
    assert not take(books, tmp_path, PEOPLE, dry_run=True).applied
    assert take(books, tmp_path, text, skip_refused=True).applied
    assert rows("SELECT COUNT(*) FROM customer") == [(3,)]


OLD = """\
phone,date,amount,note
0300-1234567,20-02-2026,6430,old book
0300-1234567,2026-03-01,500,
0300-1234567,,-30,
"""


def test_old_balances_age_from_their_days(books: Books, tmp_path: Path) -> None:
    ahmed = factories.customer(books)

    dry = take_balances(books, tmp_path, OLD, None, dry_run=True)
    report = take_balances(books, tmp_path, OLD, 6900)

    assert (dry.before, dry.added, dry.after) == (ZERO, Money.rupees(6900), dry.added)
    assert report.applied
    assert open_now(ahmed) == [
        (date(2026, 2, 20), Money.rupees(6400)),
        (date(2026, 3, 1), Money.rupees(500)),
    ]
    assert verify(by=books.owner).ok


def test_old_lines_come_in_with_their_sides_and_due_days(
    books: Books, tmp_path: Path
) -> None:
    ahmed = factories.customer(books)
    text = (
        "phone,date,due_date,kind,debit,credit,note\n"
        "0300-1234567,20-02-2026,01-03-2026,sale,6430,,bill 12\n"
        "0300-1234567,25-02-2026,,payment,,2000,cash\n"
        "0300-1234567,01-03-2026,,,500,0,\n"
    )

    report = take_balances(books, tmp_path, text, 4930)

    assert report.applied
    assert rows(
        "SELECT kind, debit, credit, due_date, note FROM khata_entry ORDER BY id"
    ) == [
        ("goods", 643000, 0, "2026-03-01", "bill 12"),
        ("payment", 0, 200000, "2026-03-27", "cash"),
        ("opening", 50000, 0, "2026-03-31", ""),
    ]
    assert khata.balance(ahmed) == Money.rupees(4930)
    assert verify(by=books.owner).ok


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        ("01-03-2026,,,5,5,", "credit", "empty"),
        ("01-03-2026,,,,,", "amount", "empty"),
        ("01-03-2026,,,0,,", "debit", "empty"),
        ("01-03-2026,,,abc,,", "debit", "number"),
        ("01-03-2026,,,-5,,", "debit", "number"),
        ("01-03-2026,,,,99999999999,", "credit", "large"),
        ("01-03-2026,,gift,5,,", "kind", "unknown"),
        ("01-03-2026,,payment,5,,", "kind", "side"),
        ("01-03-2026,,sale,,5,", "kind", "side"),
        ("soon,,,5,,", "date", "day"),
        ("01-03-2026,01-02-2026,,5,,", "due_date", "before"),
        ("01-03-2026,then,,5,,", "due_date", "day"),
    ],
)
def test_an_old_line_that_is_wrong_is_named(
    books: Books, tmp_path: Path, row: str, column: str, why: str
) -> None:
    factories.customer(books)
    text = f"phone,date,due_date,kind,debit,credit,note\n0300-1234567,{row}\n"

    report = take_balances(books, tmp_path, text, 0)

    assert [(one.line, one.column, one.reason) for one in report.refused] == [
        (2, column, why)
    ]
    assert rows("SELECT COUNT(*) FROM khata_entry") == [(0,)]


def test_a_table_without_any_amount_is_no_list_of_balances(
    books: Books, tmp_path: Path
) -> None:
    with pytest.raises(BadFileError) as refusal:
        take_balances(books, tmp_path, "phone,date\n0300-1234567,\n", 0)

    assert refusal.value.why == "missing:debit"


def test_a_cnic_that_belongs_to_another_is_refused(
    books: Books, tmp_path: Path
) -> None:
    take(books, tmp_path, PEOPLE)

    report = take(books, tmp_path, "name,phone,cnic\nBano,0300-5555555,3520212345671\n")

    assert [(one.column, one.reason) for one in report.refused] == [("cnic", "taken")]


@pytest.mark.parametrize("typed", [None, 6930, 0])
def test_a_total_that_differs_changes_nothing(
    books: Books, tmp_path: Path, typed: int | None
) -> None:
    ahmed = factories.customer(books)

    with pytest.raises(TotalDiffersError) as refusal:
        take_balances(books, tmp_path, OLD, typed)

    assert refusal.value.would_be == Money.rupees(6900)
    assert khata.balance(ahmed) == ZERO


def test_balances_that_cannot_come_in_are_named(books: Books, tmp_path: Path) -> None:
    factories.customer(books)
    settings.change_setting("khata.lock", "2026-01-01", by=books.owner, at=NOON)
    text = OLD + (
        "0300-0000000,,5,\n"
        "0300-1234567,,many,\n"
        "0300-1234567,soon,5,\n"
        "0300-1234567,01-01-2027,5,\n"
        "0300-1234567,31-12-2025,5,\n"
        "0300-1234567,,0,\n"
        "0300-1234567,,99999999999,\n"
    )

    report = take_balances(books, tmp_path, text, 6900)

    assert [(row.line, row.column, row.reason) for row in report.refused] == [
        (5, "phone", "nobody"),
        (6, "amount", "number"),
        (7, "date", "day"),
        (8, "date", "large"),
        (9, "date", "locked"),
        (10, "amount", "empty"),
        (11, "amount", "large"),
    ]
    assert not report.applied
    assert take_balances(books, tmp_path, text, 6900, skip_refused=True).applied


def test_exports_mask_numbers_unless_somebody_may_see_them(
    open_books: Books, tmp_path: Path
) -> None:
    take(open_books, tmp_path, PEOPLE)
    factories.lend(open_books, 1, 70)
    masked = customers_export.people(by=open_books.manager, at=NOON)
    whole = customers_export.people(unmasked=True, by=open_books.manager, at=NOON)
    lines = customers_export.khatas(by=open_books.manager, at=NOON)

    assert masked.rows[0][3:5] == ("*******4567 *******1111", "35202-*****67-1")
    assert whole.rows[0][3:5] == ("0300-1234567 0301-1111111", "35202-1234567-1")
    assert (masked.rows[0][-1], masked.rows[2][3:5]) == ("70.00", ("", ""))
    assert dict(zip(lines.columns, lines.rows[0], strict=True))["balance"] == "70.00"
    assert lines.rows[0][2] == "*******4567"
    customers_export.khatas(unmasked=True, by=open_books.manager, at=NOON)
    kept = rows("SELECT reference FROM journal WHERE kind = 'export-unmasked'")
    assert kept == [("customers",), ("khata",)]
    with pytest.raises(PermissionDeniedError):
        customers_export.people(by=open_books.cashier, at=NOON)


def test_everything_that_is_kept_about_somebody(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=70)

    kept = customers_export.everything_about(ahmed, by=open_books.owner, at=NOON)

    assert kept["phones"] == ["0300-1234567"]
    assert kept["bills"][0]["total"] == "70.00"
    assert kept["khata"][0]["phone"] == "0300-1234567"


def test_a_settled_customer_is_forgotten_and_the_books_hold(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=70)
    by = open_books.manager

    with pytest.raises(NotSettledError):
        customers_export.forget(ahmed, by=by, at=NOON)
    factories.pay(open_books, ahmed, "70")
    customers_export.forget(ahmed, by=by, at=NOON)

    assert customers.find("ahmed", by=by) == []
    with pytest.raises(CustomerNotFoundError):
        customers.identify("0300-1234567", by=by)
    assert customers.person(ahmed, by=by).name == f"#{ahmed}"
    assert verify(by=open_books.owner).ok
