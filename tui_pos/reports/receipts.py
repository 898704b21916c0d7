"""What each slip says, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain.money import ZERO
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

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from tui_pos.domain.money import Money
    from tui_pos.domain.receipt import Element
    from tui_pos.services.paper import (
        KhataPaper,
        LinePaper,
        PaymentPaper,
        SalePaper,
        ShopHead,
        TenderPaper,
    )


def sale(paper: SalePaper, *, zone: tzinfo | None, copy: int = 1) -> Receipt:
    """Write the receipt of a sale; copy 2 and above says DUPLICATE."""
    return Receipt(
        (
            *_head(paper.head, copy),
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
            *(_khata(paper.khata, paper) if paper.khata else ()),
            *_foot(paper.head, paper.receipt, paper.journal_head),
        )
    )


def khata_payment(
    paper: PaymentPaper, *, zone: tzinfo | None, copy: int = 1
) -> Receipt:
    """Write the slip that a customer takes home after paying."""
    return Receipt(
        (
            *_head(paper.head, copy),
            Centred(_("KHATA PAYMENT")),
            Row(_("Slip {number}").format(number=paper.slip)),
            Row(moment(paper.at.astimezone(zone)), paper.cashier),
            *_customer(paper.customer),
            Rule(),
            Row(_("Previous balance"), _owed(paper.before)),
            Row(
                _("Paid: {method}").format(method=_(paper.method)),
                figure(paper.amount),
            ),
            *_change(paper.change),
            Total(_("New balance"), _owed(paper.after)),
            *_foot(paper.head, paper.slip, paper.journal_head),
        )
    )


def _head(head: ShopHead, copy: int) -> Iterator[Element]:
    yield Heading(head.name)
    for line in (head.address, head.phone):
        if line:
            yield Centred(line)
    if copy > 1:
        yield Heading(_("DUPLICATE {number}").format(number=copy - 1))
    yield Rule()


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
    if lent:
        yield Heading(_("UDHAAR"))
    yield Row(_("Previous balance"), _owed(khata.before))
    yield Row(_("This bill on khata"), figure(lent))
    if lent:
        yield Row(_("Paid now"), figure(paper.total - lent))
    yield Row(_("New balance"), _owed(khata.after), bold=True)
    if khata.due and lent:
        yield Row(_("Due by"), day(khata.due))


def _owed(balance: Money) -> str:
    if balance < ZERO:
        return _("{amount} advance").format(amount=figure(-balance))
    return figure(balance)
