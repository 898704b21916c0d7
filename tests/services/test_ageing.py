"""The ageing: who owes what since when, held against a naive loop."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.conftest import NOON, Books
from tui_pos.db import rows, writing
from tui_pos.domain.ageing import AgeBy
from tui_pos.domain.khata import EntryKind, OpenDebt
from tui_pos.domain.money import ZERO, Money
from tui_pos.models import Customer
from tui_pos.services import ageing, khata, ledger, merging
from tui_pos.services import settings as policies
from tui_pos.services.journal import Act
from tui_pos.services.khata import OpenKhata
from tui_pos.services.ledger import Posting
from tui_pos.services.verify import verify

TODAY = NOON.date()


@dataclass(frozen=True)
class Move:
    """A line as a test draws it: above zero given, below zero received."""

    rupees: int
    days: int
    pin: int | None
    reverses: int | None


def naive(
    lines: list[tuple[int, int, int, date, int | None, int | None]],
) -> dict[int, int]:
    """Pay bill by bill, rupee by rupee, as a man with a pencil would."""
    gone = {reverses for *_rest, reverses in lines if reverses}
    kept = [line for line in lines if line[0] not in gone and not line[5]]
    left = {number: debit for number, debit, *_rest in kept if debit}
    free = 0
    for _number, _debit, credit, _on, pin, _reverses in kept:
        if pin in left:
            used = min(left[pin], credit)
            left[pin] -= used
            free += credit - used
        else:
            free += credit
    days = {number: on for number, _d, _c, on, _p, _r in kept}
    for number in sorted(left, key=lambda one: (days[one], one)):
        used = min(left[number], free)
        left[number] -= used
        free -= used
    return {number: amount for number, amount in left.items() if amount}


moves = st.builds(
    Move,
    rupees=st.integers(-900, 900).filter(bool),
    days=st.integers(0, 120),
    pin=st.none() | st.integers(0, 30),
    reverses=st.none() | st.integers(0, 30),
)


def write(books: Books, customer_id: int, some: list[Move]) -> None:
    with writing():
        _write(books, customer_id, some)


def _write(books: Books, customer_id: int, some: list[Move]) -> None:
    opened = Act(books.owner, NOON, business_date=TODAY)
    page = OpenKhata(customer_id, opened)
    written: list[tuple[int, Money]] = []
    reversed_already: set[int] = set()
    for move in some:
        on = TODAY - timedelta(days=move.days)
        step = Money.rupees(move.rupees)
        pin = _pick(move.pin, [number for number, was in written if was > ZERO])
        back = _pick(
            move.reverses,
            [number for number, _was in written if number not in reversed_already],
        )
        if back is not None:
            page.write(
                EntryKind.REVERSAL,
                -dict(written)[back],
                reverses_id=back,
                business_date=TODAY,
            )
            reversed_already.add(back)
            continue
        kind = EntryKind.ADJUST_UP if step > ZERO else EntryKind.PAYMENT
        number = page.write(
            kind,
            step,
            business_date=on,
            pinned_to_id=pin if step < ZERO else None,
        )
        written.append((number, step))
    opened.close("test")


def _pick(place: int | None, among: list[int]) -> int | None:
    return among[place % len(among)] if place is not None and among else None


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(some=st.lists(moves, max_size=25))
def test_the_engine_equals_a_naive_loop(open_books: Books, some: list[Move]) -> None:
    form = f"Somebody {Customer.select().count()}"
    customer_id = factories.customer(open_books, form, _phone())

    write(open_books, customer_id, some)

    lines = rows(
        "SELECT id, debit, credit, aged_from, pinned_to_id, reverses_id"
        " FROM khata_entry WHERE customer_id = ? ORDER BY id",
        customer_id,
    )
    debts = ageing.open_debts(customer_id)
    assert {debt.entry_id: debt.amount.paisas for debt in debts} == naive(lines)
    owed = Money.total(debt.amount for debt in debts)
    assert owed == max(khata.balance(customer_id), ZERO)
    for aged in AgeBy:
        report = ageing.ageing(TODAY, aged, by=open_books.owner)
        for row in (*report.rows, report.total):
            assert Money.total((row.not_due, *row.buckets)) - row.on_account == (
                row.balance
            )
        assert report.total.balance == Money(
            rows("SELECT COALESCE(SUM(debit - credit), 0) FROM khata_entry")[0][0]
        )


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(some=st.lists(moves, max_size=12), others=st.lists(moves, max_size=12))
def test_a_merge_moves_every_debt_with_its_days_and_back(
    open_books: Books, some: list[Move], others: list[Move]
) -> None:
    one = factories.customer(open_books, "One", _phone())
    two = factories.customer(open_books, "Two", _phone())
    write(open_books, one, some)
    write(open_books, two, others)
    before = ageing.open_debts(one), ageing.open_debts(two)
    owed = khata.balance(one), khata.balance(two)

    merging.merge(one, two, "same", by=open_books.owner, at=NOON)

    merged = ageing.open_debts(two)
    assert ageing.open_debts(one) == []
    assert khata.balance(one) == ZERO
    assert khata.balance(two) == owed[0] + owed[1]
    assert Money.total(debt.amount for debt in merged) == max(owed[0] + owed[1], ZERO)
    if min(owed) >= ZERO:  # an advance of one would have paid the other
        together = [*before[0], *before[1]]
        assert _aged(merged) == _aged(together)
    merging.undo_merge(one, "two", by=open_books.owner, at=NOON)
    assert (ageing.open_debts(one), ageing.open_debts(two)) == before


def test_a_merge_leaves_paid_what_was_paid(open_books: Books) -> None:
    one = factories.customer(open_books, "One", "03001111111")
    two = factories.customer(open_books, "Two", "03002222222")
    write(open_books, one, [Move(1, 5, None, None)])
    write(open_books, two, [Move(7, 9, None, None), Move(1, 0, None, None)])
    write(open_books, two, [Move(-8, 0, None, None)])

    merging.merge(one, two, "same", by=open_books.owner, at=NOON)

    left = [(debt.aged_from, debt.amount) for debt in ageing.open_debts(two)]
    assert left == [(TODAY - timedelta(days=5), Money.rupees(1))]
    assert verify(by=open_books.owner).ok
    merging.undo_merge(one, "two", by=open_books.owner, at=NOON)
    assert ageing.open_debts(two) == []
    assert verify(by=open_books.owner).ok


def _aged(debts: list[OpenDebt]) -> list[tuple[date, date, Money]]:
    return sorted((debt.aged_from, debt.due_date, debt.amount) for debt in debts)


def _phone() -> str:
    return f"0300{Customer.select().count() + 1000000}"


def test_the_books_of_the_naive_loop_verify(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    write(open_books, ahmed, [Move(5, 3, None, None), Move(-9, 2, 0, None)])
    assert verify(by=open_books.owner).ok


def test_by_due_date_what_may_wait_is_not_due(open_books: Books) -> None:
    factories.customer(open_books, owes=300)

    row = ageing.ageing(TODAY, AgeBy.DUE, by=open_books.owner).rows[0]
    later = ageing.ageing(
        TODAY + timedelta(days=31), AgeBy.DUE, by=open_books.owner
    ).rows[0]

    assert (row.not_due, row.oldest) == (Money.rupees(300), TODAY)
    assert later.buckets[0] == Money.rupees(300)


def test_an_area_alone_and_who_paid_when(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=300)
    factories.customer(open_books, "Hina", "03007654321", owes=50)
    Customer.update(area="Mohalla 3").where(Customer.id == ahmed).execute()
    factories.pay(open_books, ahmed, "10")
    at = factories.next_day(open_books, NOON + timedelta(days=1))
    wrong = factories.pay(open_books, ahmed, "7", at=at).entry_id or 0
    ledger.reverse(wrong, "not his", by=open_books.cashier, at=at)

    report = ageing.ageing(at.date(), area="mohalla 3", by=open_books.manager)

    assert [row.name for row in report.rows] == ["Ahmed"]
    assert report.rows[0].last_payment == TODAY
    assert report.rows[0].phone == "0300-1234567"


def test_the_oldest_debt_stands_first_and_advances_last(open_books: Books) -> None:
    hina = factories.customer(open_books, "Hina", "03007654321", owes=50)
    ahmed = factories.customer(open_books)
    old = Posting(ahmed, Money.rupees(5), on=TODAY - timedelta(days=9))
    ledger.open_balance(old, by=open_books.owner, at=NOON)
    haji = factories.customer(open_books, "Haji", "03007654322")
    factories.pay(open_books, haji, "10", as_advance=True)

    report = ageing.ageing(TODAY, by=open_books.owner)

    assert [row.customer_id for row in report.rows] == [ahmed, hina, haji]
    assert report.rows[-1].on_account == Money.rupees(10)


def test_the_owner_chooses_the_days_between_the_buckets(open_books: Books) -> None:
    policies.change_setting("khata.buckets", "7, 14", by=open_books.owner, at=NOON)
    factories.customer(open_books, owes=300)

    report = ageing.ageing(TODAY + timedelta(days=8), by=open_books.owner)

    assert report.titles == ("0-7", "8-14", "14+")
    assert report.rows[0].buckets[1] == Money.rupees(300)


def test_everybodys_debts_are_each_ones_debts(open_books: Books) -> None:
    found = defaultdict(list)
    for number, name in enumerate(("Ahmed", "Hina")):
        made = factories.customer(open_books, name, f"0300765432{number}", owes=50)
        found[made] = ageing.open_debts(made)

    assert ageing.all_open_debts() == found
