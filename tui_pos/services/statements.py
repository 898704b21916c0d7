"""The statement of a khata: brought forward, every line, the balance after each.

Layout and figures: khata.md 2.9. It reads and writes nothing down.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui_pos.db import day, moment, rows
from tui_pos.domain.ageing import AgeBy, titles
from tui_pos.domain.errors import CustomerNotFoundError, NothingToRepeatError
from tui_pos.domain.khata import EntryKind
from tui_pos.domain.khata_errors import EmptyPeriodError
from tui_pos.domain.money import Money
from tui_pos.domain.period import Period, Preset, last_month, this_month
from tui_pos.domain.permissions import Permission
from tui_pos.domain.phones import shown_phone
from tui_pos.domain.quantity import Quantity
from tui_pos.models import StatementSlip
from tui_pos.services import ageing, khata, paper, settings, shifts, spool
from tui_pos.services.acts import act, open_to_all, question
from tui_pos.services.journal import Act

if TYPE_CHECKING:
    from datetime import date, datetime

    from tui_pos.domain.permissions import Actor
    from tui_pos.services.paper import ShopHead

_PERSON = (
    "SELECT c.name, c.name_ur, COALESCE((SELECT phone FROM customer_phone p"
    " WHERE p.customer_id = c.id ORDER BY p.position, p.id LIMIT 1), ''),"
    " (SELECT MIN(on_day) FROM promise w WHERE w.customer_id = c.id"
    " AND w.state = 'open') FROM customer c WHERE c.id = ?"
)
_FORWARD = (
    "SELECT COALESCE(SUM(debit) - SUM(credit), 0) FROM khata_entry"
    " WHERE customer_id = ? AND business_date < ? AND id <= ?"
)
_COLUMNS = (
    "SELECT e.id, e.business_date, e.at, e.kind, e.debit, e.credit,"
    " COALESCE(s.receipt, e.slip, ''), e.sale_id, e.method, e.reference, e.note,"
    " e.reason, e.taken_by, COALESCE(os.receipt, o.slip, ps.receipt, p.slip, ''),"
    " COALESCE(rs.receipt, r.slip, ''), e.rate_open, e.user_name"
    " FROM khata_entry e LEFT JOIN sale s ON s.id = e.sale_id"
    " LEFT JOIN khata_entry o ON o.id = e.reverses_id"
    " LEFT JOIN sale os ON os.id = o.sale_id"
    " LEFT JOIN khata_entry p ON p.id = e.pinned_to_id"
    " LEFT JOIN sale ps ON ps.id = p.sale_id"
    " LEFT JOIN khata_entry r ON r.reverses_id = e.id AND r.id <= ?"
    " LEFT JOIN sale rs ON rs.id = r.sale_id"
    " WHERE e.customer_id = ?"
)
_LINES = (
    _COLUMNS + " AND e.business_date BETWEEN ? AND ? AND e.id <= ?"
    " ORDER BY e.business_date, e.id"
)
_NEWEST = _COLUMNS + " ORDER BY e.business_date DESC, e.id DESC LIMIT ?"
_BEFORE = (
    _COLUMNS + " AND (e.business_date, e.id) < (?, ?)"
    " ORDER BY e.business_date DESC, e.id DESC LIMIT ?"
)
_ITEMS = (
    "SELECT l.sale_id, l.name, l.quantity, l.unit, l.total FROM sale_line l"
    " WHERE l.sale_id IN (SELECT e.sale_id FROM khata_entry e"
    " WHERE e.customer_id = ? AND e.business_date BETWEEN ? AND ?)"
    " ORDER BY l.sale_id, l.line_no"
)
_OF_SALES = (
    "SELECT l.sale_id, l.name, l.quantity, l.unit, l.total FROM sale_line l"
    " WHERE l.sale_id IN ({marks}) ORDER BY l.sale_id, l.line_no"
)
_ENDS = (
    "SELECT MIN(e.business_date), MAX(e.business_date),"
    " MAX(CASE WHEN e.kind = 'payment' AND NOT EXISTS (SELECT 1 FROM khata_entry r"
    " WHERE r.reverses_id = e.id) THEN e.business_date END)"
    " FROM khata_entry e WHERE e.customer_id = ?"
)
_ZERO = (
    "SELECT MAX(business_date) FROM (SELECT business_date, SUM(SUM(debit - credit))"
    " OVER (ORDER BY business_date) AS running FROM khata_entry"
    " WHERE customer_id = ? GROUP BY business_date) AS days"
    " WHERE running = 0 AND business_date < ?"
)
_SLIP = (
    "SELECT customer_id, first, last, last_entry_id, customer_name, phone, promised,"
    " at, journal_head FROM statement_slip WHERE id = ?"
)
_PREFIX = "ST"
_OF_AREA = (
    "SELECT c.id FROM customer c WHERE LOWER(c.area) = LOWER(?) AND EXISTS"
    " (SELECT 1 FROM khata_entry e WHERE e.customer_id = c.id"
    " AND e.business_date BETWEEN ? AND ?) ORDER BY c.name, c.id"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A thing on a bill of the statement."""

    name: str
    quantity: Quantity
    unit: str
    total: Money


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A line of the khata with the balance after it; one side is zero."""

    entry_id: int
    on: date
    at: datetime
    reference: str
    kind: EntryKind
    debit: Money
    credit: Money
    balance: Money
    items: tuple[Item, ...] = ()
    method: str = ""
    number: str = ""
    """The number that proves a payment."""
    note: str = ""
    reason: str = ""
    taken_by: str = ""
    user: str = ""
    of: str = ""
    """What a return or a reversal is about."""
    reversed_by: str = ""
    rate_open: bool = False


@dataclass(frozen=True, slots=True)
class Ages:
    """How old a debt is, by the day of the bill."""

    bucket_titles: tuple[str, ...]
    buckets: tuple[Money, ...]
    on_account: Money
    promised: date | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A customer's khata over some days: `closing = forward + given - received`."""

    head: ShopHead
    customer_id: int
    name: str
    name_ur: str
    phone: str
    period: Period
    forward: Money
    lines: tuple[StatementLine, ...]
    bucket_titles: tuple[str, ...]
    buckets: tuple[Money, ...]
    """By the day of the bill, as of the last day."""
    promised: date | None
    at: datetime
    journal_head: str

    @property
    def given(self) -> Money:
        """Everything given in these days."""
        return Money.total(line.debit for line in self.lines)

    @property
    def received(self) -> Money:
        """Everything received in these days."""
        return Money.total(line.credit for line in self.lines)

    @property
    def closing(self) -> Money:
        """The balance at the end of the last day."""
        return self.forward + self.given - self.received

    @property
    def on_account(self) -> Money:
        """Credit that no debt is left for."""
        return Money.total(self.buckets) - self.closing


@question(Permission.KHATA_SEE)
def statement(
    customer_id: int, period: Period, *, by: Actor, at: datetime
) -> Statement:
    """Give the statement of some days.

    Raises:
        CustomerNotFoundError: There is no such customer.
        EmptyPeriodError: Nothing stands in the khata in these days.
    """
    person = rows(_PERSON, customer_id)
    if not person:
        raise CustomerNotFoundError(customer=str(customer_id))
    name, name_ur, phone, promised = person[0]
    head = rows("SELECT journal_head FROM counter WHERE id = ?", by.counter_id)[0][0]
    return _statement(
        _Of(
            customer_id=customer_id,
            name=name,
            name_ur=name_ur,
            phone=shown_phone(phone, by),
            promised=day(promised) if promised else None,
            at=at,
            journal_head=head[:8],
        ),
        period,
    )


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Some lines of a khata, oldest first, each with the balance after it."""

    lines: tuple[StatementLine, ...]
    has_earlier: bool
    """Whether older lines stand before them."""


@question(Permission.KHATA_SEE)
def page(
    customer_id: int, count: int, before: StatementLine | None = None, *, by: Actor
) -> LedgerPage:
    """Give the newest lines of a khata, or those before a line."""
    if before is None:
        balance = khata.balance(customer_id)
        found = rows(_NEWEST, ageing.LAST_ENTRY, customer_id, count + 1)
    else:
        balance = before.balance - before.debit + before.credit
        at = (before.on.isoformat(), before.entry_id)
        found = rows(_BEFORE, ageing.LAST_ENTRY, customer_id, *at, count + 1)
    kept = found[:count]
    items = _items_of([row[7] for row in kept if row[7]])
    lines = []
    for row in kept:
        lines.append(_line(row, balance, items.get(row[7], ())))
        balance -= Money(row[4]) - Money(row[5])
    return LedgerPage(tuple(reversed(lines)), len(found) > count)


@question(Permission.KHATA_SEE)
def ages_of(customer_id: int, on: date, *, by: Actor) -> Ages:
    """Give how old a customer's debt is as of a day."""
    debts = ageing.open_debts(customer_id, on)
    bounds = settings.bucket_bounds()
    buckets = ageing.spread(debts, bounds, on=on)
    promised = rows(_PERSON, customer_id)[0][3]
    return Ages(
        bucket_titles=tuple(titles(bounds, AgeBy.BILL)),
        buckets=buckets,
        on_account=Money.total(buckets) - khata.balance(customer_id),
        promised=day(promised) if promised else None,
    )


def _items_of(sale_ids: list[int]) -> dict[int, tuple[Item, ...]]:
    items: defaultdict[int, list[Item]] = defaultdict(list)
    marks = ", ".join("?" for _id in sale_ids)
    for sale_id, name, quantity, unit, total in rows(
        _OF_SALES.format(marks=marks), *sale_ids
    ):
        item = Item(name, Quantity(abs(quantity)), unit, Money(total))
        items[sale_id].append(item)
    return {sale_id: tuple(found) for sale_id, found in items.items()}


@act(Permission.KHATA_SEE)
def print_statement(
    customer_id: int, period: Period, *, by: Actor, at: datetime
) -> str:
    """Ask for a statement on the receipt printer; give its number.

    What it says is fixed now: it prints the same whenever the paper comes.

    Raises:
        CustomerNotFoundError: There is no such customer.
        EmptyPeriodError: Nothing stands in the khata in these days.
    """
    made = statement(customer_id, period, by=by, at=at)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    last = rows("SELECT COALESCE(MAX(id), 0) FROM khata_entry")[0][0]
    kept = StatementSlip.create(
        customer=customer_id,
        first=period.first,
        last=period.last,
        last_entry_id=last,
        customer_name=made.name,
        phone=made.phone,
        promised=made.promised,
        at=at,
        journal_head=made.journal_head,
    )
    number = f"{_PREFIX}{kept.id}"
    spool.queue("statement", number, by=by, at=at)
    opened.close("statement", number, customer=customer_id)
    return number


@open_to_all("the printer's worker, for no person")
def statement_on_paper(number: str) -> Statement:
    """Give a statement as it was when its paper was asked for.

    Raises:
        NothingToRepeatError: There is no such statement.
    """
    for found in rows(_SLIP, number.removeprefix(_PREFIX)):
        customer_id, first, last, last_entry, name, phone, promised, at, head = found
        of = _Of(
            customer_id=customer_id,
            name=name,
            name_ur="",
            phone=phone,
            promised=day(promised) if promised else None,
            at=moment(at),
            journal_head=head,
            last_entry=last_entry,
        )
        return _statement(of, Period(day(first), day(last)))
    raise NothingToRepeatError(reference=number)


@dataclass(frozen=True, slots=True)
class _Of:
    """Whose statement it is, and up to which line."""

    customer_id: int
    name: str
    name_ur: str
    phone: str
    promised: date | None
    at: datetime
    journal_head: str
    last_entry: int = ageing.LAST_ENTRY


def _statement(of: _Of, period: Period) -> Statement:
    span = (period.first.isoformat(), period.last.isoformat())
    forward = Money(rows(_FORWARD, of.customer_id, span[0], of.last_entry)[0][0])
    lines = _lines(of, span, forward)
    if not lines:
        raise EmptyPeriodError(first=period.first, last=period.last)
    debts = ageing.open_debts(of.customer_id, period.last, last_entry=of.last_entry)
    bounds = settings.bucket_bounds()
    buckets = ageing.spread(debts, bounds, on=period.last)
    return Statement(
        head=paper.shop_head(),
        customer_id=of.customer_id,
        name=of.name,
        name_ur=of.name_ur,
        phone=of.phone,
        period=period,
        forward=forward,
        lines=tuple(lines),
        bucket_titles=tuple(titles(bounds, AgeBy.BILL)),
        buckets=buckets,
        promised=of.promised,
        at=of.at,
        journal_head=of.journal_head,
    )


@question(Permission.KHATA_SEE)
def period_of(preset: Preset, customer_id: int, today: date, *, by: Actor) -> Period:
    """Give the days of a span that has a name, up to today at least."""
    match preset:
        case Preset.THIS_MONTH:
            return this_month(today)
        case Preset.LAST_MONTH:
            return last_month(today)
        case _:
            return _since(preset, customer_id, today)


@question(Permission.KHATA_BOOK)
def of_area(area: str, period: Period, *, by: Actor) -> list[int]:
    """Give the customers of an area who have something on a statement."""
    span = (period.first.isoformat(), period.last.isoformat())
    return [row[0] for row in rows(_OF_AREA, area, *span)]


def _since(preset: Preset, customer_id: int, today: date) -> Period:
    first, last, paid = rows(_ENDS, customer_id)[0]
    end = max(day(last), today) if last else today
    begin = first
    if preset is Preset.SINCE_PAYMENT:
        begin = paid or first
    if preset is Preset.SINCE_ZERO:
        zero = rows(_ZERO, customer_id, last)[0][0]
        begin = zero or first
    return Period(day(begin) if begin else today, end)


def _lines(of: _Of, span: tuple[str, str], forward: Money) -> list[StatementLine]:
    items: defaultdict[int, list[Item]] = defaultdict(list)
    for sale_id, name, quantity, unit, total in rows(_ITEMS, of.customer_id, *span):
        item = Item(name, Quantity(abs(quantity)), unit, Money(total))
        items[sale_id].append(item)
    found: list[StatementLine] = []
    balance = forward
    last = of.last_entry
    for row in rows(_LINES, last, of.customer_id, *span, last):
        balance += Money(row[4]) - Money(row[5])
        found.append(_line(row, balance, tuple(items[row[7]]) if row[7] else ()))
    return found


def _line(
    row: tuple[Any, ...], balance: Money, items: tuple[Item, ...]
) -> StatementLine:
    return StatementLine(
        entry_id=row[0],
        on=day(row[1]),
        at=moment(row[2]),
        kind=EntryKind(row[3]),
        debit=Money(row[4]),
        credit=Money(row[5]),
        reference=row[6],
        balance=balance,
        items=items,
        method=row[8],
        number=row[9],
        note=row[10],
        reason=row[11],
        taken_by=row[12],
        of=row[13],
        reversed_by=row[14],
        rate_open=bool(row[15]),
        user=row[16],
    )
