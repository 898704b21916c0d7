"""The statement: the sample of the design, line by line, and its presets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests import factories
from tests.conftest import KARACHI, NOON, Books
from tests.factories import KHATA, lend, next_day, pay
from tui_pos.domain.errors import CustomerNotFoundError, NothingToRepeatError
from tui_pos.domain.khata_errors import BadPeriodError, EmptyPeriodError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.paying import PayMethod
from tui_pos.domain.period import Period, Preset
from tui_pos.domain.quantity import Quantity
from tui_pos.domain.receipt import as_text as on_paper
from tui_pos.models import Customer
from tui_pos.reports import statement, statement_pdf
from tui_pos.services import ledger, promises, returns, settings, statements
from tui_pos.services.ledger import Posting
from tui_pos.services.returns import ReturnAsked, Returned

if TYPE_CHECKING:
    from pathlib import Path

    from tui_pos.services.statements import Statement

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def rs(rupees: int) -> Money:
    return Money.rupees(rupees)


def march(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=KARACHI)


@pytest.fixture
def rashid(books: Books) -> int:
    """The khata of the design's sample."""
    owner = books.owner
    atta = factories.product(books, "ATTA", "2075", name="Atta 20kg", unit="pc")
    sugar = factories.product(books, "SUGAR", "145", name="Sugar", unit="kg")
    rashid = factories.customer(books, "Haji Rashid", "0301-7654321", limit=100_000)
    february = Posting(rashid, rs(6430), on=date(2026, 2, 20))
    ledger.open_balance(february, by=owner, at=NOON)

    at = next_day(books, march(3, 18, 22))
    factories.sell(books, atta.product_id, "2", given=KHATA, customer_id=rashid, at=at)
    pay(books, rashid, "5000", at=next_day(books, march(9, 11, 5)))
    at = next_day(books, march(12, 17, 40))
    sold = factories.sell(
        books, sugar.product_id, "10", given=KHATA, customer_id=rashid, at=at
    )
    asked = ReturnAsked(
        "back",
        sold.receipt,
        (Returned(1, quantity=Quantity.of(2)),),
        "wet",
    )
    returns.complete_return(asked, by=owner, at=march(12, 17, 52))
    at = next_day(books, march(15, 10, 2))
    ghee = Posting(rashid, rs(900), note="Ghee 3 kg")
    wrong = ledger.give_goods(ghee, by=books.cashier, at=at)
    ledger.reverse(wrong.entry_id, "not his", by=books.cashier, at=march(15, 10, 9))
    promises.promise(rashid, rs(2000), date(2026, 4, 5), by=owner, at=at)
    return rashid


def made(books: Books, customer_id: int, period: Period = MARCH) -> Statement:
    return statements.statement(
        customer_id, period, by=books.owner, at=march(31, 20, 0)
    )


def test_the_sample_of_the_design_line_by_line(books: Books, rashid: int) -> None:
    paper = made(books, rashid)

    lines = [
        (f"{line.on:%d-%m}", line.debit, line.credit, line.balance)
        for line in paper.lines
    ]
    assert paper.forward == rs(6430)
    assert lines == [
        ("03-03", rs(4150), ZERO, rs(10580)),
        ("09-03", ZERO, rs(5000), rs(5580)),
        ("12-03", rs(1450), ZERO, rs(7030)),
        ("12-03", ZERO, rs(290), rs(6740)),
        ("15-03", rs(900), ZERO, rs(7640)),
        ("15-03", ZERO, rs(900), rs(6740)),
    ]
    assert (paper.given, paper.received) == (rs(6500), rs(6190))
    assert paper.closing == paper.forward + paper.given - paper.received == rs(6740)
    assert paper.buckets == (rs(5310), rs(1430), ZERO, ZERO)
    assert (paper.on_account, paper.promised) == (ZERO, date(2026, 4, 5))


SAMPLE = """\
Al-Madina · Main Bazaar, Okara · 0300-1234567
KHATA STATEMENT  Customer #1 Haji Rashid 0301-7654321
From 01-03-2026 to 31-03-2026
--------------------------------------------------------------------------------
Date     Time  Ref       Particulars                 Udhaar  Wasooli      Baqaya
01-03-26                 Brought forward                                6,430 Dr
03-03-26 18:22 A1-000001 Atta 20kg 2                  4,150            10,580 Dr
09-03-26 11:05 A1-P00002 Cash                                  5,000    5,580 Dr
12-03-26 17:40 A1-000002 Sugar 10 kg                  1,450             7,030 Dr
12-03-26 17:52 A1-000003 Return on A1-000002                     290    6,740 Dr
15-03-26 10:02 A1-P00003 (reversed by A1-P00004)        900             7,640 Dr
15-03-26 10:09 A1-P00004 Reversal of A1-P00003                   900    6,740 Dr
--------------------------------------------------------------------------------
               Totals for the period                  6,500    6,190
               Closing balance 31-03-2026                               6,740 Dr
Age: 0-30 5,310 · 31-60 1,430 · 61-90 0 · 90+ 0 · on account 0 · promise
  05-04-2026
As of 31-03-2026 20:00 · 6 entries · """


def test_the_sample_as_it_is_read(books: Books, rashid: int) -> None:
    written = statement.as_text(made(books, rashid), zone=KARACHI)

    assert written.startswith(SAMPLE)
    assert max(len(line) for line in written.splitlines()) <= 80
    detailed = statement.as_text(made(books, rashid), zone=KARACHI, details=True)
    assert "Atta 20kg  2  4,150" in detailed


def test_the_statement_on_the_receipt_printer(books: Books, rashid: int) -> None:
    for width in (32, 48):
        written = on_paper(
            statement.as_receipt(made(books, rashid), zone=KARACHI), width=width
        )
        assert max(len(line) for line in written.splitlines()) <= width
        assert "6,740 Dr" in written


def test_the_pdf_has_its_pages(books: Books, rashid: int, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    pages = statement_pdf.write(
        made(books, rashid),
        tmp_path / "rashid.pdf",
        zone=KARACHI,
        details=True,
        progress=lambda done, all_: told.append((done, all_)),
    )

    assert pages == 1
    assert told == [(1, 1)]
    assert (tmp_path / "rashid.pdf").read_bytes().startswith(b"%PDF")


def test_days_without_a_line_are_refused(books: Books, rashid: int) -> None:
    empty = Period(date(2026, 4, 1), date(2026, 4, 30))
    with pytest.raises(EmptyPeriodError):
        made(books, rashid, empty)
    with pytest.raises(CustomerNotFoundError):
        made(books, 404)
    with pytest.raises(BadPeriodError):
        Period(date(2026, 4, 2), date(2026, 4, 1))


def preset(books: Books, name: Preset, customer_id: int) -> Period:
    return statements.period_of(name, customer_id, date(2026, 3, 31), by=books.cashier)


def test_the_spans_that_have_a_name(books: Books, rashid: int) -> None:
    assert preset(books, Preset.THIS_MONTH, rashid) == MARCH
    february = Period(date(2026, 2, 1), date(2026, 2, 28))
    assert preset(books, Preset.LAST_MONTH, rashid) == february
    assert preset(books, Preset.ALL, rashid).first == date(2026, 2, 20)
    assert preset(books, Preset.SINCE_PAYMENT, rashid).first == date(2026, 3, 9)
    assert preset(books, Preset.SINCE_ZERO, rashid).first == date(2026, 2, 20)
    wrong = pay(books, rashid, "1", at=march(15, 11, 0)).entry_id or 0
    ledger.reverse(wrong, "x", by=books.cashier, at=march(15, 11, 5))
    assert preset(books, Preset.SINCE_PAYMENT, rashid).first == date(2026, 3, 9)
    pay(books, rashid, "6740", at=march(15, 12, 0))
    lend(books, rashid, 5, at=next_day(books, march(20, 9, 0)))
    assert preset(books, Preset.SINCE_ZERO, rashid).first == date(2026, 3, 15)


def test_who_never_owed_has_only_today(books: Books) -> None:
    hina = factories.customer(books)
    today = date(2026, 3, 31)

    for name in (Preset.ALL, Preset.SINCE_ZERO, Preset.SINCE_PAYMENT):
        assert preset(books, name, hina) == Period(today, today)


def test_everybody_of_an_area_with_something_to_read(books: Books, rashid: int) -> None:
    factories.customer(books, "Hina", "03007654322")
    Customer.update(area="Mohalla 3").execute()

    found = statements.of_area("mohalla 3", MARCH, by=books.manager)

    assert found == [rashid]


def test_every_kind_says_what_it_is(open_books: Books) -> None:
    settings.change_setting("khata.limit", "9000", by=open_books.owner, at=NOON)
    ahmed = factories.customer(open_books)
    bill = lend(open_books, ahmed, 100).receipt
    pay(
        open_books,
        ahmed,
        "40",
        method=PayMethod.RAAST,
        reference="R7",
        bill=bill,
    )
    ghee = Posting(ahmed, rs(10), note="Ghee", rate_open=True)
    ledger.give_goods(ghee, by=open_books.cashier, at=NOON)
    ledger.write_off(Posting(ahmed, rs(5), "x"), by=open_books.owner, at=NOON)
    for sku in ("B1", "B2"):
        factories.product(open_books, sku, "1", name=sku, unit="pc")

    said = [
        statement.particulars(line)
        for line in made(open_books, ahmed, Period(NOON.date(), NOON.date())).lines
    ]

    assert said == [
        "Anything 100",
        f"Raast R7 for {bill}",
        "Ghee (rate open)",
        "Write off",
    ]
    assert statement.owed(rs(-5)) == "5 Cr"
    assert statement.owed(ZERO) == "0"
    assert (NOON + timedelta(days=1)).date() > NOON.date()


def test_a_statement_on_the_printer_says_what_it_said_when_it_was_asked_for(
    books: Books, rashid: int
) -> None:
    at = march(16, 9, 0)
    asked = statements.statement(rashid, MARCH, by=books.manager, at=at)
    number = statements.print_statement(rashid, MARCH, by=books.manager, at=at)
    next_day(books, march(17, 9, 0))
    lend(books, rashid, 999, at=march(17, 9, 30))
    Customer.update(name="Somebody else").where(Customer.id == rashid).execute()

    printed = statements.statement_on_paper(number)

    assert number == "ST1"
    assert printed.name == "Haji Rashid"
    assert (printed.lines, printed.closing) == (asked.lines, asked.closing)
    assert (printed.buckets, printed.journal_head) == (
        asked.buckets,
        asked.journal_head,
    )
    with pytest.raises(NothingToRepeatError):
        statements.statement_on_paper("ST9")


def test_a_later_promise_and_reversal_are_not_on_it(books: Books, rashid: int) -> None:
    at = march(16, 9, 0)
    promises.promise(rashid, rs(10), at.date(), by=books.manager, at=at)
    number = statements.print_statement(rashid, MARCH, by=books.manager, at=at)
    entry_id = statements.statement_on_paper(number).lines[1].entry_id
    before = statements.statement_on_paper(number)

    ledger.reverse(entry_id, "wrong", by=books.manager, at=at)

    assert statements.statement_on_paper(number) == before
    assert before.promised == at.date()


def test_urdu_names_are_drawn_in_the_pdf(
    books: Books, rashid: int, tmp_path: Path
) -> None:
    names = {"name": "حاجی رشید", "name_ur": "حاجی رشید احمد"}
    Customer.update(**names).where(Customer.id == rashid).execute()
    made = statements.statement(rashid, MARCH, by=books.manager, at=NOON)

    statement_pdf.write(made, tmp_path / "ur.pdf", zone=KARACHI)

    plain = replace(made, name="Haji", name_ur="")
    statement_pdf.write(plain, tmp_path / "en.pdf", zone=KARACHI)
    drawn = (tmp_path / "ur.pdf").stat().st_size
    assert drawn > (tmp_path / "en.pdf").stat().st_size + 1000


def test_a_long_khata_is_read_a_page_at_a_time(books: Books, rashid: int) -> None:
    by = books.manager
    whole = statements.statement(
        rashid, Period(date(2026, 1, 1), MARCH.last), by=by, at=NOON
    )

    newest = statements.page(rashid, 3, by=by)
    older = statements.page(rashid, 3, newest.lines[0], by=by)
    oldest = statements.page(rashid, 3, older.lines[0], by=by)

    assert (newest.has_earlier, older.has_earlier, oldest.has_earlier) == (
        True,
        True,
        False,
    )
    assert (*oldest.lines, *older.lines, *newest.lines) == whole.lines
    aged = statements.ages_of(rashid, MARCH.last, by=by)
    assert (aged.buckets, aged.on_account) == (whole.buckets, whole.on_account)
