"""What is still open, since when, of whom: worked out when it is asked (K22, K29-K31).

Only pins are stored. A debit is net of the credits pinned to it; what a pin paid
too much, and every other credit, pays the oldest debits first:
`open = clamp(debits up to it - free credits, 0, net debit)`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tui_pos.db import day, rows
from tui_pos.domain.ageing import AgeBy, bucket_of, titles
from tui_pos.domain.khata import OpenDebt
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.permissions import Permission
from tui_pos.domain.phones import shown_phone
from tui_pos.services import settings
from tui_pos.services.acts import open_to_all, question

if TYPE_CHECKING:
    from datetime import date

    from tui_pos.domain.ageing import Bounds
    from tui_pos.domain.permissions import Actor

_WORKED_OUT = """
WITH counted AS MATERIALIZED (
    SELECT e.id, e.customer_id, e.debit, e.credit, e.aged_from, e.due_date,
        e.pinned_to_id
    FROM khata_entry e
    WHERE {which} e.business_date <= ? AND e.id <= ? AND +e.reverses_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM khata_entry r WHERE r.reverses_id = e.id
        AND r.business_date <= ? AND r.id <= ?)
), pins AS (
    SELECT d.id, SUM(c.credit) AS paid FROM counted c
    JOIN counted d ON d.id = c.pinned_to_id
    WHERE c.pinned_to_id IS NOT NULL GROUP BY d.id
), debits AS (
    SELECT c.id, c.customer_id, c.aged_from, c.due_date,
        c.debit - COALESCE(p.paid, 0) AS net
    FROM counted c LEFT JOIN pins p ON p.id = c.id WHERE c.debit > 0
), free AS (
    SELECT customer_id, SUM(amount) AS paid FROM (
        SELECT c.customer_id, c.credit AS amount FROM counted c
        LEFT JOIN pins p ON p.id = c.pinned_to_id WHERE p.id IS NULL
        UNION ALL SELECT customer_id, -net FROM debits WHERE net < 0
    ) AS credits GROUP BY customer_id
), ranked AS (
    SELECT id, customer_id, aged_from, due_date, net,
        SUM(net) OVER (PARTITION BY customer_id ORDER BY aged_from, id) AS running
    FROM debits WHERE net > 0
), worked_out AS (
    SELECT r.customer_id, r.id, r.aged_from, r.due_date, r.net,
        CASE WHEN r.running - COALESCE(f.paid, 0) < r.net
            THEN r.running - COALESCE(f.paid, 0) ELSE r.net END AS still_open
    FROM ranked r LEFT JOIN free f ON f.customer_id = r.customer_id
)
"""
_DEBTS = (
    "SELECT customer_id, id, aged_from, due_date, still_open FROM worked_out"
    " WHERE still_open > 0 ORDER BY customer_id, aged_from, id"
)
_ONE = "e.customer_id = ? AND"
_OF_ONE = _WORKED_OUT.format(which=_ONE) + _DEBTS
_OF_ALL = _WORKED_OUT.format(which="") + _DEBTS
_PARTS = "SELECT id, aged_from, net, still_open FROM worked_out ORDER BY aged_from, id"
_WITH_PAID = _WORKED_OUT.format(which=_ONE) + _PARTS
_GROUPED = (
    "SELECT customer_id, MIN(aged_from), {sums} FROM worked_out"
    " WHERE still_open > 0 GROUP BY customer_id"
)
_OF_EACH = _WORKED_OUT.format(which="") + _GROUPED
_OLDEST = _OF_EACH.format(sums="MIN(due_date)")
_WITHOUT = "e.customer_id = ? AND e.id NOT IN ({marks}) AND"
_LAST_DAY = "9999-12-31"
_BEYOND = "9999-99-99"
"""After every day."""
LAST_ENTRY = 2**62
"""Above the id of every line."""
_BALANCES = (
    "SELECT customer_id, SUM(debit) - SUM(credit) FROM khata_entry"
    " WHERE business_date <= ? GROUP BY customer_id"
)
_PAID = (
    "WITH paid AS MATERIALIZED (SELECT k.customer_id, k.business_date"
    " FROM khata_entry k WHERE k.kind = 'payment' AND NOT EXISTS"
    " (SELECT 1 FROM khata_entry r WHERE r.reverses_id = k.id))"
    " SELECT customer_id, MAX(business_date) FROM paid WHERE business_date <= ?"
    " GROUP BY customer_id"
)
"""Read in one pass: by the index of balances each line would be fetched by itself."""
_PEOPLE = (
    "SELECT c.id, c.name, c.area, COALESCE((SELECT phone FROM customer_phone p"
    " WHERE p.customer_id = c.id ORDER BY p.position, p.id LIMIT 1), ''),"
    " (SELECT MIN(on_day) FROM promise w WHERE w.customer_id = c.id"
    " AND w.state = 'open') FROM customer c"
)


@dataclass(frozen=True, slots=True)
class Aged:
    """A customer in the ageing: buckets less what is on account are the balance."""

    customer_id: int
    name: str
    phone: str
    area: str
    not_due: Money
    buckets: tuple[Money, ...]
    on_account: Money
    """Credit that no debt is left for."""
    balance: Money
    oldest: date | None
    last_payment: date | None
    promised: date | None


@dataclass(frozen=True, slots=True)
class Ageing:
    """Who owes what, since when, as of a day."""

    on: date
    by: AgeBy
    titles: tuple[str, ...]
    rows: tuple[Aged, ...]

    @property
    def total(self) -> Aged:
        """All rows together."""
        return Aged(
            customer_id=0,
            name="",
            phone="",
            area="",
            not_due=Money.total(one.not_due for one in self.rows),
            buckets=tuple(
                Money.total(one.buckets[place] for one in self.rows)
                for place in range(len(self.titles))
            ),
            on_account=Money.total(one.on_account for one in self.rows),
            balance=Money.total(one.balance for one in self.rows),
            oldest=None,
            last_payment=None,
            promised=None,
        )


@open_to_all("called inside permitted acts and questions")
def open_debts(
    customer_id: int,
    on: date | None = None,
    without: tuple[int, ...] = (),
    last_entry: int = LAST_ENTRY,
) -> list[OpenDebt]:
    """Give a customer's open debts, oldest first, as of a day or of now.

    `without` leaves lines out, to see how it would be if they were reversed; nothing
    written after `last_entry` counts, to see how it was.
    """
    until = on.isoformat() if on else _LAST_DAY
    query = _OF_ONE
    if without:
        marks = ", ".join("?" * len(without))
        which = _WITHOUT.format(marks=marks)
        query = _WORKED_OUT.format(which=which) + _DEBTS
    bounds = (until, last_entry)
    found = rows(query, customer_id, *without, *bounds, *bounds)
    return [_debt(row) for _whose, *row in found]


@open_to_all("called inside the act that merges two accounts")
def paid_in_turn(customer_id: int) -> list[tuple[int, date, Money]]:
    """Give the debits that credits paid in their turn: the day, and how much of each.

    What a pin paid is not in it.
    """
    bounds = (_LAST_DAY, LAST_ENTRY)
    found = []
    for entry_id, aged_from, net, left in rows(
        _WITH_PAID, customer_id, *bounds, *bounds
    ):
        if paid := net - max(left, 0):
            found.append((entry_id, day(aged_from), Money(paid)))
    return found


@open_to_all("called inside permitted questions, and by the proof of the books")
def all_open_debts(on: date | None = None) -> dict[int, list[OpenDebt]]:
    """Give everybody's open debts, by customer."""
    until = on.isoformat() if on else _LAST_DAY
    found: defaultdict[int, list[OpenDebt]] = defaultdict(list)
    bounds = (until, LAST_ENTRY)
    for whose, *row in rows(_OF_ALL, *bounds, *bounds):
        found[whose].append(_debt(row))
    return found


@question(Permission.KHATA_BOOK)
def ageing(on: date, aged: AgeBy = AgeBy.BILL, area: str = "", *, by: Actor) -> Ageing:
    """Tell who owes what since when, oldest first, as of any day (K29-K31)."""
    bounds = settings.bucket_bounds()
    spreads = _spread_all(on, aged, bounds)
    nothing = (None, ZERO, (ZERO,) * (len(bounds) + 1))
    people = {row[0]: row[1:] for row in rows(_PEOPLE)}
    found = []
    last_paid = dict(rows(_PAID, on.isoformat()))
    for customer_id, owed in rows(_BALANCES, on.isoformat()):
        paid = last_paid.get(customer_id)
        name, where, phone, promised = people[customer_id]
        if not owed or (area and where.casefold() != area.casefold()):
            continue
        oldest, not_due, buckets = spreads.get(customer_id, nothing)
        balance = Money(owed)
        row = Aged(
            customer_id=customer_id,
            name=name,
            phone=shown_phone(phone, by),
            area=where,
            not_due=not_due,
            buckets=buckets,
            on_account=Money.total((not_due, *buckets)) - balance,
            balance=balance,
            oldest=oldest,
            last_payment=day(paid) if paid else None,
            promised=day(promised) if promised else None,
        )
        found.append(row)
    found.sort(key=lambda one: (one.oldest is None, one.oldest, one.name))
    return Ageing(on, aged, tuple(titles(bounds, aged)), tuple(found))


@open_to_all("called inside permitted questions")
def oldest_of_all() -> dict[int, tuple[date, date]]:
    """Give, of everybody who owes, the oldest day and the earliest day it was due."""
    found = rows(_OLDEST, *(_LAST_DAY, LAST_ENTRY) * 2)
    return {who: (day(aged), day(due)) for who, aged, due in found}


def _spread_all(
    on: date, aged: AgeBy, bounds: Bounds
) -> dict[int, tuple[date, Money, tuple[Money, ...]]]:
    """Sort everybody's debts by age in the database: one row a customer.

    Each bucket lies between two days; by due date the first is what is not due.
    """
    days = [(on - timedelta(days=bound)).isoformat() for bound in bounds]
    column = "aged_from"
    if aged is AgeBy.DUE:
        column = "due_date"
        days.insert(0, on.isoformat())
    sums, values = [], []
    for newer, older in zip([_BEYOND, *days], [*days, ""], strict=True):
        sums.append(
            f"SUM(CASE WHEN {column} < ? AND {column} >= ? THEN still_open ELSE 0 END)"
        )
        values += [newer, older]
    until = (on.isoformat(), LAST_ENTRY)
    found = {}
    query = _OF_EACH.format(sums=", ".join(sums))
    for who, oldest, *amounts in rows(query, *until, *until, *values):
        buckets = [Money(amount) for amount in amounts]
        not_due = buckets.pop(0) if aged is AgeBy.DUE else ZERO
        found[who] = (day(oldest), not_due, tuple(buckets))
    return found


@open_to_all("called inside permitted questions")
def spread(debts: list[OpenDebt], bounds: Bounds, *, on: date) -> tuple[Money, ...]:
    """Sort debts into the buckets by the age of their bill."""
    buckets = [ZERO] * (len(bounds) + 1)
    for debt in debts:
        place = bucket_of(debt, bounds, today=on, by=AgeBy.BILL)
        buckets[place or 0] += debt.amount
    return tuple(buckets)


def _debt(row: list[object]) -> OpenDebt:
    entry_id, aged_from, due_date, left = row
    return OpenDebt(
        int(str(entry_id)),
        Money(int(str(left))),
        day(str(aged_from)),
        day(str(due_date)),
    )
