"""Two accounts become one: every debt keeps its day, old bills find it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tests.factories import lend, open_now, pay
from tui_pos.db import rows
from tui_pos.domain.errors import CustomerNotFoundError, ReasonNeededError
from tui_pos.domain.khata_errors import (
    BillNotOpenError,
    LaterEntriesError,
    MergedAccountError,
    NotMergedError,
    SameAccountError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.paying import PayMethod
from tui_pos.services import (
    ageing,
    cheques,
    customers,
    customers_export,
    khata,
    ledger,
    merging,
    returns,
)
from tui_pos.services.ledger import Posting
from tui_pos.services.returns import ReturnAsked, Returned
from tui_pos.services.verify import verify


def rs(rupees: int) -> Money:
    return Money.rupees(rupees)


@dataclass(frozen=True)
class Two:
    """Ahmed, who was written down twice."""

    old: int
    new: int
    bill: str


@pytest.fixture
def two(open_books: Books) -> Two:
    old = factories.customer(open_books, "Ahmed", limit=9000)
    new = factories.customer(open_books, "Ahmad Sb", "03007654321", limit=9000)
    february = Posting(old, rs(640), on=(NOON - timedelta(days=40)).date())
    ledger.open_balance(february, by=open_books.owner, at=NOON)
    bill = lend(open_books, old, 300).receipt
    pay(open_books, old, "140")
    lend(open_books, new, 50)
    return Two(old, new, bill)


def merge(books: Books, two: Two) -> merging.Merged:
    return merging.merge(two.old, two.new, "same man", by=books.manager, at=NOON)


def test_a_merge_keeps_the_ageing(open_books: Books, two: Two) -> None:
    on = NOON.date()
    before = ageing.ageing(on, by=open_books.owner).total
    debts = sorted(open_now(two.old) + open_now(two.new), key=str)

    done = merge(open_books, two)

    after = ageing.ageing(on, by=open_books.owner)
    assert (done.moved, done.owed_after) == (rs(800), rs(850))
    assert (after.total.buckets, after.total.balance) == (
        before.buckets,
        before.balance,
    )
    assert [row.customer_id for row in after.rows] == [two.new]
    assert sorted(open_now(two.new), key=str) == debts
    assert khata.balance(two.old) == ZERO
    assert verify(by=open_books.owner).ok


def test_old_numbers_names_and_ids_find_the_one_account(
    open_books: Books, two: Two
) -> None:
    merge(open_books, two)
    by = open_books.cashier

    assert customers.identify("0300-1234567", by=by) == two.new
    assert customers.identify(str(two.old), by=by) == two.new
    assert [one.customer_id for one in customers.find("ahmed", by=by)] == [two.new]
    assert pay(open_books, two.old, "50").owed_after == rs(800)


def test_a_return_of_an_old_bill_pays_its_debt_where_it_stands(
    open_books: Books, two: Two
) -> None:
    merge(open_books, two)
    asked = ReturnAsked(str(uuid.uuid4()), two.bill, (Returned(1),), "torn")

    done = returns.complete_return(asked, by=open_books.owner, at=NOON)

    assert (done.on_khata, done.balance) == (rs(300), rs(550))
    assert sum((amount for _on, amount in open_now(two.new)), ZERO) == rs(550)
    assert khata.balance(two.old) == ZERO
    assert verify(by=open_books.owner).ok


def test_a_payment_for_an_old_bill_pays_it_where_it_stands(
    open_books: Books, two: Two
) -> None:
    merge(open_books, two)

    paid = pay(open_books, two.new, "300", bill=two.bill)

    assert paid.owed_after == rs(550)
    assert rs(300) not in [amount for _on, amount in open_now(two.new)]
    with pytest.raises(BillNotOpenError):
        pay(open_books, two.new, "1", bill=two.bill)


def test_who_is_forgotten_is_forgotten_under_every_name(
    open_books: Books, two: Two
) -> None:
    merge(open_books, two)
    by = open_books.manager
    about = customers_export.everything_about(two.new, by=by, at=NOON)
    pay(open_books, two.new, "850")

    customers_export.forget(two.new, by=by, at=NOON)

    assert two.bill in [bill["receipt"] for bill in about["bills"]]
    assert rows("SELECT name FROM customer ORDER BY id") == [("#1",), ("#2",)]
    assert customers.find("ahmed", by=by) == []


def test_an_account_that_was_taken_over_itself_is_not_parted(
    open_books: Books, two: Two
) -> None:
    merge(open_books, two)
    third = factories.customer(open_books, "Aslam", "03009999999")
    by = open_books.manager
    merging.merge(two.new, third, "same", by=by, at=NOON)

    with pytest.raises(LaterEntriesError):
        merging.undo_merge(two.old, "no", by=by, at=NOON)
    with pytest.raises(NotMergedError):
        merging.undo_merge(404, "no", by=by, at=NOON)


def test_a_void_of_an_old_bill_too(open_books: Books, two: Two) -> None:
    merge(open_books, two)

    returns.void_sale(two.bill, "wrong", by=open_books.owner, at=NOON)

    assert (khata.balance(two.old), khata.balance(two.new)) == (ZERO, rs(550))
    assert verify(by=open_books.owner).ok


def test_an_advance_moves_and_pays_there(open_books: Books, two: Two) -> None:
    pay(open_books, two.old, "900", as_advance=True)

    done = merge(open_books, two)

    assert (done.moved, done.owed_after) == (rs(-100), rs(-50))
    assert verify(by=open_books.owner).ok


def test_a_merge_is_undone_while_nothing_was_written_since(
    open_books: Books, two: Two
) -> None:
    before = open_now(two.old), open_now(two.new)
    merge(open_books, two)

    done = merging.undo_merge(two.old, "two men", by=open_books.manager, at=NOON)

    assert (done.moved, done.owed_after) == (rs(800), rs(50))
    assert (open_now(two.old), open_now(two.new)) == before
    by = open_books.cashier
    assert customers.identify("0300-1234567", by=by) == two.old
    assert [one.customer_id for one in customers.find("ahmed", by=by)][:1] == [two.old]
    assert verify(by=open_books.owner).ok
    with pytest.raises(NotMergedError):
        merging.undo_merge(two.old, "again", by=open_books.manager, at=NOON)


def test_a_later_line_keeps_the_merge(open_books: Books, two: Two) -> None:
    merge(open_books, two)
    pay(open_books, two.new, "5")

    with pytest.raises(LaterEntriesError):
        merging.undo_merge(two.old, "two men", by=open_books.manager, at=NOON)


def test_an_empty_account_is_merged_and_undone(open_books: Books, two: Two) -> None:
    third = factories.customer(open_books, "Aslam", "03009999999")
    merging.merge(third, two.new, "same", by=open_books.manager, at=NOON)

    done = merging.undo_merge(third, "not", by=open_books.manager, at=NOON)

    assert done.moved == ZERO
    assert customers.form_of(third, by=open_books.owner).phones == ("0300-9999999",)


def test_what_is_not_merged(open_books: Books, two: Two) -> None:
    by = open_books.manager
    with pytest.raises(SameAccountError):
        merging.merge(two.old, two.old, "x", by=by, at=NOON)
    with pytest.raises(ReasonNeededError):
        merging.merge(two.old, two.new, " ", by=by, at=NOON)
    with pytest.raises(CustomerNotFoundError):
        merging.merge(two.old, 404, "x", by=by, at=NOON)
    merge(open_books, two)
    with pytest.raises(MergedAccountError):
        merging.merge(two.old, two.new, "x", by=by, at=NOON)


def test_lines_of_the_old_account_are_left_alone(open_books: Books, two: Two) -> None:
    entry = rows("SELECT id FROM khata_entry WHERE kind = 'payment'")[0][0]
    merge(open_books, two)

    with pytest.raises(MergedAccountError):
        ledger.reverse(entry, "x", by=open_books.manager, at=NOON)


def test_a_cheque_of_the_old_account_pays_and_bounces_on_the_new(
    open_books: Books, two: Two
) -> None:
    def cheque(number: str) -> str:
        return pay(
            open_books,
            two.old,
            "100",
            method=PayMethod.CHEQUE,
            reference=number,
            cheque_date=NOON.date(),
        ).slip

    cleared, waiting = cheque("1"), cheque("2")
    cheques.clear(cleared, by=open_books.manager, at=NOON)
    merge(open_books, two)

    bounced = cheques.bounce(cleared, by=open_books.manager, at=NOON)
    paid = cheques.clear(waiting, by=open_books.manager, at=NOON)

    assert (bounced.owed_after, paid.owed_after) == (rs(850), rs(750))
    assert verify(by=open_books.owner).ok
