"""A random life of a khata, by the services on the real file, against a pencil."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.conftest import NOON, Books
from tests.services.test_ageing import naive
from tui_pos.db import rows
from tui_pos.domain.ageing import AgeBy
from tui_pos.domain.errors import PosError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.quantity import Quantity
from tui_pos.models import Customer
from tui_pos.services import ageing, bills, khata, ledger, merging, returns
from tui_pos.services.ledger import Posting
from tui_pos.services.returns import ReturnAsked, Returned
from tui_pos.services.verify import verify

TODAY = NOON.date()


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens to one of two accounts; numbers choose of what."""

    what: str
    who: int
    number: int
    amount: int


steps = st.lists(
    st.builds(
        Step,
        what=st.sampled_from(
            ("lend", "lend", "pay", "pay bill", "return", "reverse", "back-date")
        ),
        who=st.integers(0, 1),
        number=st.integers(0, 40),
        amount=st.integers(1, 9),
    ),
    max_size=18,
)


class Life:
    """The accounts and the goods of one example."""

    def __init__(self, books: Books) -> None:
        self.books = books
        count = Customer.select().count()
        self.accounts = [
            factories.customer(books, f"One {count}", f"0300{2_000_000 + count}"),
            factories.customer(books, f"Two {count}", f"0300{5_000_000 + count}"),
        ]
        for account in self.accounts:
            Customer.update(limit_kind="unlimited").where(
                Customer.id == account
            ).execute()

    def live(self, step: Step) -> None:
        """Do a step; one that the shop refuses changes nothing."""
        who = self.accounts[step.who]
        with suppress(PosError):
            getattr(self, f"_{step.what.replace(' ', '_').replace('-', '_')}")(
                who, step
            )

    def _lend(self, who: int, step: Step) -> None:
        factories.lend(self.books, who, 10 * step.amount)

    def _pay(self, who: int, step: Step) -> None:
        factories.pay(self.books, who, str(7 * step.amount), as_advance=True)

    def _pay_bill(self, who: int, step: Step) -> None:
        bill = self._bill(who, step.number)
        factories.pay(self.books, who, str(5 * step.amount), bill=bill, as_advance=True)

    def _return(self, who: int, step: Step) -> None:
        bill = bills.sold_bill(self._bill(who, step.number))
        left = bill.lines[0].left.thousandths // 1000
        some = Quantity.of(min(left, 3 * step.amount) or 1)
        asked = ReturnAsked(
            str(uuid.uuid4()), bill.receipt, (Returned(1, some),), "bad"
        )
        returns.complete_return(asked, by=self.books.manager, at=NOON)

    def _reverse(self, who: int, step: Step) -> None:
        found = rows("SELECT id FROM khata_entry WHERE customer_id = ?", who)
        if found:
            entry_id = found[step.number % len(found)][0]
            ledger.reverse(entry_id, "wrong", by=self.books.owner, at=NOON)

    def _back_date(self, who: int, step: Step) -> None:
        on = TODAY - timedelta(days=step.number)
        posting = Posting(who, Money.rupees(11 * step.amount), note="old goods", on=on)
        ledger.give_goods(posting, by=self.books.owner, at=NOON)

    def _bill(self, who: int, number: int) -> str:
        found = rows(
            "SELECT receipt FROM sale WHERE customer_id = ? AND kind = 'sale'", who
        )
        return str(found[number % len(found)][0]) if found else "A1-000404"


def check(customer_id: int) -> None:
    """Hold an account to the pencil, and its buckets to its balance."""
    lines = rows(
        "SELECT id, debit, credit, aged_from, pinned_to_id, reverses_id"
        " FROM khata_entry WHERE customer_id = ? ORDER BY id",
        customer_id,
    )
    debts = ageing.open_debts(customer_id)
    assert {debt.entry_id: debt.amount.paisas for debt in debts} == naive(lines)
    owed = Money.total(debt.amount for debt in debts)
    assert owed == max(khata.balance(customer_id), ZERO)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(some=steps, after=steps)
def test_any_life_of_a_khata_equals_the_pencil(
    open_books: Books, some: list[Step], after: list[Step]
) -> None:
    life = Life(open_books)
    for step in some:
        life.live(step)
    for account in life.accounts:
        check(account)

    one, two = life.accounts
    owed = khata.balance(one) + khata.balance(two)
    merging.merge(one, two, "one man", by=open_books.owner, at=NOON)
    check(two)
    assert (khata.balance(one), khata.balance(two)) == (ZERO, owed)
    for step in after:
        life.live(step)
    check(two)

    report = ageing.ageing(TODAY, AgeBy.BILL, by=open_books.owner)
    for row in (*report.rows, report.total):
        assert Money.total(row.buckets) - row.on_account == row.balance
    assert verify(by=open_books.owner).ok
