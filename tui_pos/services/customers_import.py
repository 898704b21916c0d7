"""Customers and their old balances from a table; a refused row stops all of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tui_pos.db import next_id, rows, writing
from tui_pos.domain import entry
from tui_pos.domain.errors import (
    AlreadyExistsError,
    BadCnicError,
    BadFieldError,
    BadFileError,
    BadPhoneError,
    CustomerExistsError,
    CustomerNotFoundError,
    PosError,
)
from tui_pos.domain.khata import EntryKind
from tui_pos.domain.khata_errors import PeriodLockedError, TotalDiffersError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.permissions import Permission
from tui_pos.domain.phones import local_phone
from tui_pos.domain.text import clean_text
from tui_pos.models import KhataEntry
from tui_pos.services import customers, khata, ledger, shifts
from tui_pos.services.acts import open_to_all
from tui_pos.services.customers import CustomerForm
from tui_pos.services.goods_import import Imported, ImportOptions, Refused
from tui_pos.services.journal import Act
from tui_pos.services.table_file import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from pathlib import Path

    from tui_pos.domain.permissions import Actor

PEOPLE = (
    "name",
    "phone",
    "phone2",
    "name_ur",
    "cnic",
    "address",
    "area",
    "business_name",
    "ntn",
    "card",
    "limit",
    "days",
    "tier",
)
BALANCES = (
    "phone",
    "id",
    "name",
    "date",
    "due_date",
    "kind",
    "debit",
    "credit",
    "amount",
    "note",
)
_KINDS = {
    "": EntryKind.OPENING,
    "sale": EntryKind.GOODS,
    **{
        kind.value: kind
        for kind in (
            EntryKind.OPENING,
            EntryKind.GOODS,
            EntryKind.PAYMENT,
            EntryKind.RETURN,
            EntryKind.DISCOUNT,
            EntryKind.ADJUST_UP,
            EntryKind.ADJUST_DOWN,
        )
    },
}
"""What an old line may be; a bill of another system is goods without a bill here."""
_GIVEN = {EntryKind.GOODS, EntryKind.ADJUST_UP}
_RECEIVED = {
    EntryKind.PAYMENT,
    EntryKind.RETURN,
    EntryKind.DISCOUNT,
    EntryKind.ADJUST_DOWN,
}
_FAULTS: dict[type[PosError], tuple[str, str]] = {
    PeriodLockedError: ("date", "locked"),
    BadCnicError: ("cnic", "cnic"),
    BadPhoneError: ("phone", "phone"),
    CustomerExistsError: ("phone", "taken"),
    CustomerNotFoundError: ("phone", "nobody"),
}
"""The column that a refusal is about, and its `why` for people."""
_SLICE = 200
"""Customers that one transaction takes in: a sale waits for it."""
_PLAIN = (
    "name",
    "name_ur",
    "cnic",
    "address",
    "area",
    "business_name",
    "ntn",
    "card",
    "tier",
)
_NAMESAKE = (
    "SELECT id FROM customer c WHERE name = ? AND merged_into_id IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM customer_phone p WHERE p.customer_id = c.id)"
)
_TOTAL = "SELECT COALESCE(SUM(debit) - SUM(credit), 0) FROM khata_entry"


@dataclass(slots=True)
class BalancesImported:
    """What an import of old balances did, or in a dry run would do (K32)."""

    before: Money
    added: Money
    count: int
    refused: list[Refused]
    applied: bool = False

    @property
    def after(self) -> Money:
        """What everybody owes together afterwards: the owner types it back."""
        return self.before + self.added


@open_to_all("asks for its permission itself: it is many transactions")
def import_customers(
    path: Path, options: ImportOptions, *, by: Actor, at: datetime
) -> Imported:
    """Take customers in, known by their first phone; the same file changes nothing.

    Raises:
        PermissionDeniedError: This person may not.
        BadFileError: It is no such table.
    """
    by.require(Permission.CUSTOMER_EDIT)
    report = Imported()
    planned = _planned(path, report, by)
    if options.dry_run or (report.refused and not options.skip_refused):
        return report
    for first in range(0, len(planned), _SLICE):
        with writing():
            for known, form in planned[first : first + _SLICE]:
                if known is None:
                    customers.add_customer(form, by=by, at=at)
                else:
                    customers.change_customer(known, form, by=by, at=at)
        options.tell("write", min(first + _SLICE, len(planned)), len(planned))
    report.applied = True
    return report


def _planned(
    path: Path, report: Imported, by: Actor
) -> list[tuple[int | None, CustomerForm]]:
    table = read_table(path, known=PEOPLE, needed=("name",))
    planned: list[tuple[int | None, CustomerForm]] = []
    seen: dict[str, int] = {}
    for line, row in table.rows():
        try:
            known, form = _person(row, line, seen, by)
        except PosError as error:
            report.refused.append(_refused(line, error))
            continue
        if known is None:
            report.added += 1
        elif customers.form_of(known, by=by) == form:
            report.unchanged += 1
            continue
        else:
            report.changed += 1
        planned.append((known, form))
    return planned


@open_to_all("asks for its permission itself, and reads the file before it writes")
def import_balances(
    path: Path,
    options: ImportOptions,
    total: Money | None,
    *,
    by: Actor,
    at: datetime,
) -> BalancesImported:
    """Take old balances and lines in, each with its own day (K32).

    `total` is what everybody would owe together afterwards, as the owner typed it
    back. A row has a debit or a credit, or an amount that is an advance below zero.
    All rows come in as one act.

    Raises:
        PermissionDeniedError: This person may not.
        BadFileError: It is no such table.
        TotalDiffersError: The total typed is another one; nothing was changed.
    """
    by.require(Permission.KHATA_ADJUST)
    table = read_table(path, known=BALANCES, needed=())
    if not {"debit", "credit", "amount"} & set(table.columns):
        raise BadFileError(path=str(path), why="missing:debit")
    lines: list[_Old] = []
    refused: list[Refused] = []
    today = shifts.business_date(by, at)
    for line, row in table.rows():
        try:
            lines.append(_balance(row, today, by))
        except PosError as error:
            refused.append(_refused(line, error))
    added = Money.total(one.step for one in lines)
    with writing():
        before = Money(rows(_TOTAL)[0][0])
        report = BalancesImported(before, added, len(lines), refused)
        if options.dry_run or (refused and not options.skip_refused):
            return report
        if total != report.after:
            raise TotalDiffersError(typed=total, would_be=report.after)
        opened = Act(by, at, business_date=today)
        opened.append(KhataEntry, list(_entries(lines, opened)))
        opened.close("khata-import", path.name, count=len(lines), added=added.paisas)
    report.applied = True
    return report


@dataclass(frozen=True, slots=True)
class _Old:
    """A line of an old register; above zero is given."""

    customer_id: int
    step: Money
    kind: EntryKind
    on: date
    due: date | None
    note: str


def _entries(lines: list[_Old], opened: Act) -> Iterator[dict[str, object]]:
    first = next_id(KhataEntry)
    balances: dict[int, Money] = {}
    for place, one in enumerate(lines):
        customer_id, amount, on = one.customer_id, one.step, one.on
        if customer_id not in balances:
            khata.lock(customer_id)
            balances[customer_id] = khata.balance(customer_id)
        before = balances[customer_id]
        balances[customer_id] = before + amount
        yield {
            **khata.entry_row(customer_id, one.kind, opened),
            "id": first + place,
            "debit": max(amount, ZERO),
            "credit": max(-amount, ZERO),
            "business_date": on,
            "aged_from": on,
            "due_date": one.due or khata.due_date(customer_id, on),
            "customer_name": customers.name_of(customer_id),
            "balance_before": before,
            "balance_after": before + amount,
            "note": one.note,
        }


def _balance(row: dict[str, str], today: date, by: Actor) -> _Old:
    plain = {column: row.get(column, "").strip() for column in BALANCES}
    customer_id = customers.identify(plain["phone"] or plain["id"], by=by)
    kind = _KINDS.get(plain["kind"].lower().replace(" ", "_"))
    if kind is None:
        raise BadFieldError(column="kind", why="unknown")
    step = _step(plain)
    if (kind in _GIVEN and step < ZERO) or (kind in _RECEIVED and step > ZERO):
        raise BadFieldError(column="kind", why="side")
    on = _day_of("date", plain["date"]) if plain["date"] else today
    if on > today:
        raise BadFieldError(column="date", why="large")
    ledger.check_day(on)
    due = _day_of("due_date", plain["due_date"]) if plain["due_date"] else None
    if due is not None and due < on:
        raise BadFieldError(column="due_date", why="before")
    note = clean_text(plain["note"])
    return _Old(customer_id, step, kind, on, due, note)


def _step(plain: dict[str, str]) -> Money:
    """Read what a row moves: its debit, its credit, or its signed amount.

    Raises:
        BadFieldError: Both sides are filled, neither is, or one is no amount.
    """
    filled = [name for name in ("debit", "credit", "amount") if plain[name]]
    sides = [name for name in filled if _number(name, plain[name])]
    if len(sides) != 1:
        raise BadFieldError(column=(filled or ["amount"])[-1], why="empty")
    name = sides[0]
    amount = _number(name, plain[name])
    if name != "amount" and amount < ZERO:
        raise BadFieldError(column=name, why="number")
    if max(amount, -amount) > entry.LARGEST_BOOK_AMOUNT:
        raise BadFieldError(column=name, why="large")
    return -amount if name == "credit" else amount


def _number(column: str, text: str) -> Money:
    try:
        return Money.rupees(entry.number(text))
    except PosError as error:
        raise BadFieldError(column=column, why="number") from error


def _day_of(column: str, text: str) -> date:
    try:
        return entry.day(text)
    except PosError as error:
        raise BadFieldError(column=column, why="day") from error


def _person(
    row: dict[str, str], line: int, seen: dict[str, int], by: Actor
) -> tuple[int | None, CustomerForm]:
    phones = [row.get(name, "").strip() for name in ("phone", "phone2")]
    numbers = [customers.e164(phone) for phone in phones if phone]
    name = clean_text(row.get("name", ""))
    for mark in numbers or [name]:
        if mark in seen:
            raise BadFieldError(column="phone", why=f"line:{seen[mark]}")
        seen[mark] = line
    known = customers.owner_of(numbers[0]) if numbers else _namesake(name)
    form = CustomerForm(name=name) if known is None else customers.form_of(known, by=by)
    given: dict[str, Any] = {
        column: row[column].strip() for column in _PLAIN if row.get(column, "").strip()
    }
    form = replace(form, **given)
    if numbers:
        spoken = tuple(local_phone(number) for number in numbers)
        form = replace(form, phones=tuple(dict.fromkeys((*form.phones, *spoken))))
    form = _terms(form, row)
    return known, customers.checked_form(form, known)


def _terms(form: CustomerForm, row: dict[str, str]) -> CustomerForm:
    limit, days = row.get("limit", "").strip(), row.get("days", "").strip()
    if limit in {"unlimited", "shop"}:
        form = replace(form, limit_kind=limit, credit_limit=None)
    elif limit:
        try:
            amount = entry.amount(limit, largest=entry.LARGEST_BOOK_AMOUNT)
        except PosError as error:
            raise BadFieldError(column="limit", why="number") from error
        form = replace(form, limit_kind="own", credit_limit=amount)
    if days:
        if not days.isascii() or not days.isdigit():
            raise BadFieldError(column="days", why="number")
        form = replace(form, credit_days=int(days))
    return form


def _namesake(name: str) -> int | None:
    found = rows(_NAMESAKE, name)
    return found[0][0] if found else None


def _refused(line: int, error: PosError) -> Refused:
    if isinstance(error, BadFieldError):
        return Refused(line, error.column, error.why)
    if isinstance(error, AlreadyExistsError):
        return Refused(line, error.what, "taken")
    return Refused(line, *_FAULTS.get(type(error), ("phone", "unknown")))
