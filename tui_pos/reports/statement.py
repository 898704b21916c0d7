"""What a statement says: words and figures, for the screen, CSV, paper and PDF."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.receipt import Centred, Heading, Receipt, Row, Rule, Total
from tui_pos.i18n import _
from tui_pos.i18n.numbers import day, figure, moment, qty
from tui_pos.i18n.words import kind_words
from tui_pos.reports.receipts import duplicate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from tui_pos.domain.receipt import Element
    from tui_pos.services.statements import Ages, Item, Statement, StatementLine

WIDTH = 80
_WORDS = 4
"""How many columns hold words; the rest hold figures."""
_ITEMS = 2
"""How many things of a bill its one line names."""
COLUMNS = (9, 6, 10, 24, 10, 9, 12)
"""Cells of date, time, reference, particulars, given, received, balance."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table as it is read."""

    date: str
    time: str
    reference: str
    particulars: str
    given: str
    received: str
    balance: str
    struck: bool = False
    """Whether it was reversed."""
    items: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        """Its seven cells."""
        return (
            self.date,
            self.time,
            self.reference,
            self.particulars,
            self.given,
            self.received,
            self.balance,
        )


def heads() -> tuple[str, ...]:
    """Give the heads of the seven columns."""
    return (
        _("Date"),
        _("Time"),
        _("Ref"),
        _("Particulars"),
        _("Udhaar"),
        _("Wasooli"),
        _("Baqaya"),
    )


def owed(balance: Money) -> str:
    """Write a balance with its side: 6,740 Dr."""
    if balance == ZERO:
        return "0"
    side = "Dr" if balance > ZERO else "Cr"
    return f"{figure(max(balance, -balance))} {side}"


def table(made: Statement, *, zone: tzinfo | None) -> Iterator[Line]:
    """Write the lines, from what is brought forward to the closing balance."""
    first = f"{made.period.first:%d-%m-%y}"
    forward = _("Brought forward")
    yield Line(first, "", "", forward, "", "", owed(made.forward))
    for line in made.lines:
        yield Line(
            date=f"{line.on:%d-%m-%y}",
            time=f"{line.at.astimezone(zone):%H:%M}",
            reference=line.reference,
            particulars=particulars(line),
            given=figure(line.debit) if line.debit else "",
            received=figure(line.credit) if line.credit else "",
            balance=owed(line.balance),
            struck=bool(line.reversed_by),
            items=tuple(_item(item) for item in line.items),
        )


def particulars(line: StatementLine) -> str:
    """Say in a few words what a line is about."""
    if line.reversed_by:
        return _("(reversed by {number})").format(number=line.reversed_by)
    if line.kind == "reversal":
        return _("Reversal of {number}").format(number=line.of)
    if line.kind == "return":
        return _("Return on {number}").format(number=line.of)
    if line.kind == "payment":
        said = f"{_(line.method).capitalize()} {line.number}".strip()
        return (
            _("{how} for {number}").format(how=said, number=line.of)
            if (line.of)
            else said
        )
    if line.items:
        named = ", ".join(f"{one.name} {_measure(one)}" for one in line.items[:_ITEMS])
        return f"{named} …" if len(line.items) > _ITEMS else named
    said = line.note or kind_words(line.kind).capitalize()
    return _("{what} (rate open)").format(what=said) if line.rate_open else said


def foot(made: Statement) -> list[tuple[str, str, str, str]]:
    """Give the lines under the table: words, given, received, balance."""
    closing = _("Closing balance {day}").format(day=day(made.period.last))
    totals = _("Totals for the period")
    return [
        (totals, figure(made.given), figure(made.received), ""),
        (closing, "", "", owed(made.closing)),
    ]


def ages(made: Statement | Ages) -> str:
    """Write how old the debt is: 0-30 5,310 · 31-60 1,430 ..."""
    parts = [
        f"{title} {figure(amount)}"
        for title, amount in zip(made.bucket_titles, made.buckets, strict=True)
    ]
    parts.append(_("on account {amount}").format(amount=figure(made.on_account)))
    if made.promised:
        parts.append(_("promise {day}").format(day=day(made.promised)))
    return _("Age: {ages}").format(ages=" · ".join(parts))


def proof(made: Statement, *, zone: tzinfo | None) -> str:
    """Write as of when it was made, of how many lines, and the journal's head (K49)."""
    return _("As of {moment} · {count} entries · {head}").format(
        moment=moment(made.at.astimezone(zone)),
        count=len(made.lines),
        head=made.journal_head or "--------",
    )


def title(made: Statement) -> tuple[str, str]:
    """Write whose statement it is and of which days."""
    who = _("Customer #{number} {name} {phone}").format(
        number=made.customer_id, name=made.name, phone=made.phone
    )
    days = _("From {first} to {last}").format(
        first=day(made.period.first), last=day(made.period.last)
    )
    return who.strip(), days


def as_text(made: Statement, *, zone: tzinfo | None, details: bool = False) -> str:
    """Write it for 80 columns; `details` puts the things of a bill under it."""
    shop = " · ".join(
        part for part in (made.head.name, made.head.address, made.head.phone) if part
    )
    who, days = title(made)
    written = [
        _fit(shop, WIDTH),
        f"{_('KHATA STATEMENT')}  {who}",
        days,
        "-" * WIDTH,
        _cells(heads()),
    ]
    for line in table(made, zone=zone):
        written.append(_cells(line.cells))
        if details:
            written += [f"{'':28}{item}" for item in line.items]
    written.append("-" * WIDTH)
    written += [_foot(cells) for cells in foot(made)]
    aged = textwrap.wrap(ages(made), WIDTH, subsequent_indent="  ")
    return "\n".join([*written, *aged, proof(made, zone=zone), ""])


def as_receipt(made: Statement, *, zone: tzinfo | None, copy: int = 1) -> Receipt:
    """Write it for the receipt printer; copy 2 and above says DUPLICATE."""
    who, days = title(made)
    elements: list[Element] = [
        Heading(made.head.name),
        *duplicate(copy),
        Centred(_("KHATA STATEMENT")),
        Row(who),
        Row(days),
        Rule(),
    ]
    for line in table(made, zone=zone):
        signed = line.given or (f"-{line.received}" if line.received else "")
        elements.append(Row(f"{line.date} {line.reference}".strip(), signed))
        elements.append(Row(f"  {line.particulars}", line.balance))
    elements.append(Rule())
    elements += [
        Row(_("Udhaar"), figure(made.given)),
        Row(_("Wasooli"), figure(made.received)),
        Total(_("Baqaya"), owed(made.closing)),
        Row(ages(made)),
        Centred(proof(made, zone=zone)),
    ]
    return Receipt(tuple(elements))


def _cells(cells: tuple[str, ...]) -> str:
    words = [
        f"{_fit(cell, width - 1):<{width}}"
        for cell, width in zip(cells[:_WORDS], COLUMNS, strict=False)
    ]
    figures = [
        f"{cell:>{width}}"
        for cell, width in zip(cells[_WORDS:], COLUMNS[_WORDS:], strict=True)
    ]
    return "".join((*words, *figures)).rstrip()


def _foot(cells: tuple[str, ...]) -> str:
    words, *figures = cells
    indent, room = sum(COLUMNS[:2]), sum(COLUMNS[2:_WORDS])
    written = [
        f"{cell:>{width}}"
        for cell, width in zip(figures, COLUMNS[_WORDS:], strict=True)
    ]
    return "".join((" " * indent, f"{words:<{room}}", *written)).rstrip()


def _fit(text: str, cells: int) -> str:
    return text if len(text) <= cells else f"{text[: cells - 1]}…"


def _item(item: Item) -> str:
    return f"{item.name}  {_measure(item)}  {figure(item.total)}"


def _measure(item: Item) -> str:
    return qty(item.quantity, "" if item.unit == "pc" else item.unit)
