"""What each slip says, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.pricing import line_price
from tui_pos.domain.receipt import (
    Barcode,
    Centred,
    Heading,
    Receipt,
    Row,
    Rule,
    Total,
)
from tui_pos.i18n import _
from tui_pos.i18n.numbers import day, figure, moment, qty, rs
from tui_pos.i18n.words import kind_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from tui_pos.domain.receipt import Element
    from tui_pos.services.paper import (
        KhataPaper,
        KhataSlip,
        LinePaper,
        PointsPaper,
        SalePaper,
        ShopHead,
        TenderPaper,
    )


def sale(paper: SalePaper, *, zone: tzinfo | None, copy: int = 1) -> Receipt:
    """Write the receipt of a sale; copy 2 and above says DUPLICATE."""
    return Receipt(
        (
            *_head(paper.head, copy),
            *_title(paper),
            Row(_("Bill {number}").format(number=paper.receipt), paper.counter),
            Row(moment(paper.at.astimezone(zone)), paper.cashier),
            *_customer(paper.customer),
            Rule(),
            *(element for line in paper.lines for element in _line(line)),
            Rule(),
            *_totals(paper),
            Rule(),
            *(element for tender in paper.tenders for element in _tender(tender)),
            *_change(paper.change),
            *(_exchange(paper, paper.exchanged) if paper.exchanged else ()),
            *(_khata(paper.khata, paper) if paper.khata else ()),
            *(_points(paper.points, paper.kind) if paper.points else ()),
            *_why(paper),
            *_foot(paper.head, paper.receipt, paper.journal_head),
        )
    )


def khata_slip(paper: KhataSlip, *, zone: tzinfo | None, copy: int = 1) -> Receipt:
    """Write the slip of a line of the khata: what was owed, what came, what is owed."""
    return Receipt(
        (
            *_head(paper.head, copy),
            Centred(_slip_title(paper.kind)),
            Row(_("Slip {number}").format(number=paper.slip)),
            Row(moment(paper.at.astimezone(zone)), paper.cashier),
            *_customer(paper.customer),
            Rule(),
            Row(_("Previous balance"), _owed(paper.before)),
            *_step(paper),
            *_change(paper.change),
            Total(_("New balance"), _owed(paper.after)),
            *_beside(paper),
            *_foot(paper.head, paper.slip, paper.journal_head),
        )
    )


def _slip_title(kind: str) -> str:
    titles = {
        "payment": _("KHATA PAYMENT"),
        "cheque": _("CHEQUE TAKEN"),
        "goods": _("UDHAAR"),
        "reversal": _("REVERSAL"),
    }
    return titles.get(kind, _("KHATA: {kind}").format(kind=kind_words(kind)))


def _step(paper: KhataSlip) -> Iterator[Element]:
    words = kind_words(paper.kind).capitalize()
    if paper.kind in {"payment", "cheque"}:
        words = _("Paid: {method}").format(method=_(paper.method))
    yield Row(words, figure(paper.amount))
    if paper.reference:
        yield Row(_("Number {number}").format(number=paper.reference))
    if paper.cheque_date:
        yield Row(_("Of {day}").format(day=day(paper.cheque_date)))
        yield Row(_("It counts when the bank has paid it."))
    if paper.discount:
        yield Row(_("Forgiven"), figure(paper.discount))


def _beside(paper: KhataSlip) -> Iterator[Element]:
    gives = paper.kind == "goods"
    said = (
        (_("Of slip {number}").format(number=paper.of), bool(paper.of)),
        (paper.note, bool(paper.note)),
        (_("THE RATE IS OPEN: an estimate"), paper.rate_open),
        (_("Reason: {reason}").format(reason=paper.reason), bool(paper.reason)),
        (_("Approved by {name}").format(name=paper.approved_by), paper.approved_by),
        (_("Taken by {name}").format(name=paper.taken_by), bool(paper.taken_by)),
    )
    yield from (Row(words) for words, shown in said if shown)
    yield from _confirmed(paper.confirmed)
    if gives and paper.due:
        yield Row(_("Due by"), day(paper.due))
    if gives or paper.kind == "refund_out":
        yield from _signature()


def _title(paper: SalePaper) -> Iterator[Element]:
    titles = {"return": _("RETURN"), "void": _("VOID")}
    if paper.kind in titles:
        yield Heading(titles[paper.kind])
        yield Row(_("Of bill {number}").format(number=paper.of))


def _why(paper: SalePaper) -> Iterator[Element]:
    if paper.kind == "sale":
        return
    yield Rule()
    yield Row(_("Reason: {reason}").format(reason=paper.reason))
    if paper.approved_by:
        yield Row(_("Approved by {name}").format(name=paper.approved_by))
    yield from _signature()


def _exchange(paper: SalePaper, back: SalePaper) -> Iterator[Element]:
    yield Rule()
    yield Heading(_("EXCHANGE"))
    yield Row(_("Returned {number}").format(number=back.receipt), back.of)
    for line in back.lines:
        yield from _line(line)
    for tender in back.tenders:
        yield from _tender(tender)
    if back.khata:
        yield from _khata(back.khata, back)
    cash = [one.amount for one in (*paper.tenders, *back.tenders) if one.kind == "cash"]
    yield Total(_("Difference in cash"), figure(Money.total(cash)))
    yield from _why(back)


def _head(head: ShopHead, copy: int) -> Iterator[Element]:
    yield Heading(head.name)
    for line in (head.address, head.phone):
        if line:
            yield Centred(line)
    yield from duplicate(copy)
    yield Rule()


def duplicate(copy: int) -> Iterator[Element]:
    """Mark what is printed again: copy 2 is the first duplicate."""
    if copy > 1:
        yield Heading(_("DUPLICATE {number}").format(number=copy - 1))


def _foot(head: ShopHead, number: str, journal_head: str) -> Iterator[Element]:
    yield Rule()
    yield Centred(head.footer or _("Thank you, come again"))
    yield Barcode(number)
    yield Centred(f"{number} · {journal_head or '--------'}")


def _customer(name: str) -> Iterator[Element]:
    if name:
        yield Row(_("Customer: {name}").format(name=name))


def _change(change: Money) -> Iterator[Element]:
    if change:
        yield Row(_("Change"), figure(change), bold=True)


def _line(line: LinePaper) -> Iterator[Element]:
    yield Row(line.name)
    measured = qty(line.quantity, "" if line.unit == "pc" else line.unit)
    each = f" x {figure(line.unit_price)}"
    if line_price(line.quantity, line.unit_price) != line.gross:
        each = ""  # a pack or a label: one price for all of it
    yield Row(f"  {measured}{each}", figure(line.gross))
    if line.discount:
        yield Row(f"  {_('Discount')}", figure(-line.discount))


def _totals(paper: SalePaper) -> Iterator[Element]:
    if paper.discount or paper.rounding:
        yield Row(_("Subtotal"), figure(paper.subtotal))
    if paper.discount:
        yield Row(_("Discount"), figure(-paper.discount))
    if paper.rounding:
        yield Row(_("Rounding"), figure(paper.rounding))
    yield Total(_("TOTAL"), rs(paper.total))
    if paper.tax:
        yield Row(_("Sales tax included"), figure(paper.tax))


def _tender(tender: TenderPaper) -> Iterator[Element]:
    words = _(tender.kind).capitalize()
    if tender.reference:
        words = f"{words} {tender.reference}"
    yield Row(words, figure(tender.handed_over))


def _khata(khata: KhataPaper, paper: SalePaper) -> Iterator[Element]:
    if khata.before == khata.after == ZERO:
        return
    lent = khata.after - khata.before
    yield Rule()
    if lent > ZERO:
        yield Heading(_("UDHAAR"))
    yield Row(_("Previous balance"), _owed(khata.before))
    if lent < ZERO:
        yield Row(_("Taken off the khata"), figure(-lent))
    else:
        yield Row(_("This bill on khata"), figure(lent))
    if lent > ZERO:
        yield Row(_("Paid now"), figure(paper.total - lent))
    yield Row(_("New balance"), _owed(khata.after), bold=True)
    if khata.due and lent > ZERO:
        yield Row(_("Due by"), day(khata.due))
    yield from _confirmed(khata.confirmed)
    if lent > ZERO:
        yield from _signature()


def _points(points: PointsPaper, kind: str) -> Iterator[Element]:
    yield Rule()
    if points.used:
        yield Row(_("Points used"), f"{points.used:,}")
    if points.step > 0:
        earned = _("Points earned") if kind == "sale" else _("Points given back")
        yield Row(earned, f"{points.step:,}")
    elif points.step < 0:
        yield Row(_("Points taken back"), f"{-points.step:,}")
    yield Row(_("Your points"), f"{points.after:,}", bold=True)


def _confirmed(said: str) -> Iterator[Element]:
    way, _space, who = said.partition(" ")
    if way == "customer-pin":
        yield Row(_("Confirmed with the customer's PIN"))
    elif way == "staff-pin":
        yield Row(_("Second person: {name}").format(name=who))


def _signature() -> Iterator[Element]:
    yield Row(_("Signature:"))
    yield Row("")
    yield Row("_" * 24)


def _owed(balance: Money) -> str:
    if balance < ZERO:
        return _("{amount} advance").format(amount=figure(-balance))
    return figure(balance)
