"""The collection sheet: whom to ask today, in which order."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tui_pos.db import rows
from tui_pos.domain.khata_errors import SheetNotFoundError
from tui_pos.domain.money import Money
from tui_pos.domain.paying import Payment
from tui_pos.domain.receipt import as_text
from tui_pos.models import Customer
from tui_pos.reports import collecting as paper
from tui_pos.reports import collecting_pdf
from tui_pos.services import collecting, khata, payments, promises

if TYPE_CHECKING:
    from pathlib import Path


def owing(books: Books, name: str, number: int, area: str = "Bazaar") -> int:
    made = factories.customer(books, name, f"0300765432{number}", owes=100 + number)
    Customer.update(area=area).where(Customer.id == made).execute()
    return made


def test_promised_first_then_broken_then_old_by_area(open_books: Books) -> None:
    old = owing(open_books, "Old", 1)
    broke = owing(open_books, "Broke", 2)
    today = owing(open_books, "Today", 3)
    later = owing(open_books, "Later", 4)
    owing(open_books, "Away", 5, area="Village")
    on = NOON + timedelta(days=3)
    for who, days in ((broke, 1), (today, 3), (later, 9)):
        day = (NOON + timedelta(days=days)).date()
        promises.promise(who, Money.rupees(50), day, by=open_books.cashier, at=NOON)
    at = factories.next_day(open_books, NOON + timedelta(days=2))
    factories.next_day(open_books, at)

    sheet = collecting.sheet(on.date(), by=open_books.manager)

    assert [(one.number, one.name, one.why) for one in sheet] == [
        (1, "Today", "promised"),
        (2, "Broke", "broken"),
        (3, "Old", "old"),
        (4, "Away", "old"),
    ]
    assert old not in {later}
    village = collecting.sheet(on.date(), "village", by=open_books.manager)
    assert [one.name for one in village] == ["Away"]
    written = as_text(
        paper.as_receipt("Al-Madina", collecting.unkept(on.date(), "", sheet)),
        width=48,
    )
    assert "BROKE 50 of 15-03-2026" in written
    assert "promised 50 for 17-03-2026" in written
    assert "____________" in written
    assert "4 people" in written


def test_who_owes_nothing_is_not_asked(open_books: Books) -> None:
    ahead = factories.customer(open_books)
    factories.pay(open_books, ahead, "10", as_advance=True)

    assert collecting.sheet(NOON.date(), by=open_books.manager) == []


def test_a_sheet_is_kept_as_it_was_printed_and_taken_back(open_books: Books) -> None:
    ahmed = factories.customer(open_books, "Ahmed", owes=500)
    by = open_books.manager
    kept = collecting.keep_sheet(NOON.date(), by=by, at=NOON)
    assert kept is not None

    payment = Payment(ahmed, Money.rupees(200), kept.key_of(1))
    for _twice in range(2):
        payments.record_payment(payment, by=open_books.cashier, at=NOON)
    back = collecting.sheet_of(kept.reference.lower(), by=by)

    assert (back.reference, [one.name for one in back.lines]) == ("C1", ["Ahmed"])
    assert back.lines[0].owes == Money.rupees(500)
    assert back.received == {1: Money.rupees(200)}
    assert khata.balance(ahmed) == Money.rupees(300)
    assert collecting.sheet_of(by=by) == back
    assert collecting.sheet_on_paper("C1") == back
    assert rows("SELECT kind, reference FROM spool WHERE kind = 'collection'") == [
        ("collection", "C1")
    ]


def test_a_promise_stands_on_the_kept_sheet(open_books: Books) -> None:
    ahmed = factories.customer(open_books, "Ahmed", owes=500)
    promises.promise(
        ahmed, Money.rupees(100), NOON.date(), by=open_books.cashier, at=NOON
    )

    kept = collecting.keep_sheet(NOON.date(), by=open_books.manager, at=NOON)

    assert kept is not None
    assert kept.lines[0].promised == (NOON.date(), Money.rupees(100))


def test_there_is_no_sheet_of_nobody(open_books: Books) -> None:
    by = open_books.manager

    assert collecting.keep_sheet(NOON.date(), by=by, at=NOON) is None
    for typed in ("", "C7", "abc"):
        with pytest.raises(SheetNotFoundError):
            collecting.sheet_of(typed, by=by)


def test_a_sheet_of_a4_holds_everybody(open_books: Books, tmp_path: Path) -> None:
    for number in range(60):
        name = f"Customer {number}" if number else "حاجی رشید"
        factories.customer(open_books, name, f"0300{number:07d}", owes=10 + number)
    kept = collecting.keep_sheet(NOON.date(), by=open_books.manager, at=NOON)
    assert kept is not None

    pages = collecting_pdf.write("Al-Madina", kept, tmp_path / "sheet.pdf")

    assert pages == 2
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
