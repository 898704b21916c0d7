"""The collection sheet: whom to ask today, in which order."""

from __future__ import annotations

from datetime import timedelta

from tests import factories
from tests.conftest import NOON, Books
from tui_pos.domain.money import Money
from tui_pos.domain.receipt import as_text
from tui_pos.models import Customer
from tui_pos.reports import collecting as paper
from tui_pos.services import collecting, promises


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
    written = as_text(paper.as_receipt("Al-Madina", on.date(), sheet), width=48)
    assert "BROKE 50 of 15-03-2026" in written
    assert "promised 50 for 17-03-2026" in written
    assert "____________" in written
    assert "4 people" in written


def test_who_owes_nothing_is_not_asked(open_books: Books) -> None:
    ahead = factories.customer(open_books)
    factories.pay(open_books, ahead, "10", as_advance=True)

    assert collecting.sheet(NOON.date(), by=open_books.manager) == []
