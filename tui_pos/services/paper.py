"""The facts that a slip prints: columns written with the act, never recomputed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui_pos.db import day, moment, reading, rows
from tui_pos.domain.errors import NothingToRepeatError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.permissions import Permission
from tui_pos.domain.quantity import Quantity
from tui_pos.services import settings
from tui_pos.services.acts import open_to_all, question

if TYPE_CHECKING:
    from datetime import date, datetime

    from tui_pos.domain.permissions import Actor


@dataclass(frozen=True, slots=True)
class ShopHead:
    """What stands at the top and at the foot of every slip."""

    name: str
    address: str
    phone: str
    footer: str


@dataclass(frozen=True, slots=True)
class LinePaper:
    """A line of a receipt."""

    name: str
    unit: str
    quantity: Quantity
    unit_price: Money
    gross: Money
    discount: Money


@dataclass(frozen=True, slots=True)
class TenderPaper:
    """How a part was paid; `handed_over` is more than `amount` where change came."""

    kind: str
    amount: Money
    handed_over: Money
    reference: str


@dataclass(frozen=True, slots=True)
class KhataPaper:
    """The khata on a receipt: before, this bill, after."""

    before: Money
    after: Money
    due: date | None
    confirmed: str = ""
    """How a second person said yes: the way, and who (K38)."""


@dataclass(frozen=True, slots=True)
class PointsPaper:
    """The points on a receipt: earned or taken, and what there is then."""

    step: int
    """Below zero on a return that takes points back."""
    used: int
    after: int


@dataclass(frozen=True, slots=True)
class SalePaper:
    """Everything on the receipt of a sale."""

    head: ShopHead
    receipt: str
    at: datetime
    cashier: str
    counter: str
    customer: str
    lines: tuple[LinePaper, ...]
    tenders: tuple[TenderPaper, ...]
    subtotal: Money
    discount: Money
    tax: Money
    rounding: Money
    total: Money
    change: Money
    khata: KhataPaper | None
    journal_head: str
    kind: str = "sale"
    of: str = ""
    """The bill that a return or a void gives back."""
    reason: str = ""
    approved_by: str = ""
    points: PointsPaper | None = None
    exchanged: SalePaper | None = None
    """The return that this bill was exchanged for."""


@dataclass(frozen=True, slots=True)
class KhataSlip:
    """Everything on the slip of a line of the khata."""

    head: ShopHead
    slip: str
    kind: str
    at: datetime
    cashier: str
    customer: str
    amount: Money
    """Always above zero; the kind tells its side."""
    before: Money
    after: Money
    journal_head: str
    method: str = ""
    reference: str = ""
    cheque_date: date | None = None
    change: Money = ZERO
    discount: Money = ZERO
    due: date | None = None
    note: str = ""
    reason: str = ""
    taken_by: str = ""
    approved_by: str = ""
    of: str = ""
    """The slip that a reversal takes back."""
    rate_open: bool = False
    confirmed: str = ""
    """How a second person said yes: the way, and who (K38)."""


_SALE = (
    "SELECT s.id, s.receipt, s.at, s.user_name, c.name, s.customer_name, s.subtotal,"
    " s.discount, s.tax, s.rounding, s.total, s.change, s.khata_before, s.khata_after,"
    " s.khata_due, s.journal_head, s.kind, b.receipt, s.reason, s.approved_by,"
    " (SELECT receipt FROM sale f WHERE f.id = s.follows_id AND f.kind = 'return'),"
    " (SELECT k.confirmed FROM khata_entry k WHERE k.sale_id = s.id),"
    " s.points_earned, s.points_after, (SELECT -p.points FROM points_entry p"
    " WHERE p.sale_id = s.id AND p.kind = 'redeem')"
    " FROM sale s JOIN counter c ON c.id = s.counter_id"
    " LEFT JOIN sale b ON b.id = s.reverses_id WHERE s.receipt = ?"
)
_LINES = (
    "SELECT name, unit, quantity, unit_price, gross, discount FROM sale_line"
    " WHERE sale_id = ? ORDER BY line_no"
)
_TENDERS = (
    "SELECT kind, amount, handed_over, reference FROM tender WHERE sale_id = ?"
    " ORDER BY tender_no"
)
_SLIP = (
    "SELECT e.slip, e.kind, e.at, e.user_name, e.customer_name, e.debit, e.credit,"
    " e.balance_before, e.balance_after, e.journal_head, e.method, e.reference,"
    " e.handed_over, e.due_date, e.note, e.reason, e.taken_by, e.approved_by,"
    " r.slip, e.rate_open, COALESCE(d.credit, 0) - COALESCE(d.debit, 0), e.confirmed"
    " FROM khata_entry e LEFT JOIN khata_entry r ON r.id = e.reverses_id"
    " LEFT JOIN khata_entry d ON d.belongs_to_id = e.id WHERE e.slip = ?"
)
_CHEQUE = (
    "SELECT slip, at, user_name, customer_name, amount, balance, journal_head, number,"
    " due_on FROM cheque WHERE slip = ?"
)
_LAST = "SELECT receipt FROM sale WHERE counter_id = ? ORDER BY id DESC LIMIT 1"


@open_to_all("every slip and the header show it")
def shop_head() -> ShopHead:
    """Give what stands on every slip of the shop."""
    with reading():
        return ShopHead(
            name=settings.value_of(settings.SHOP_NAME),
            address=settings.value_of(settings.SHOP_ADDRESS),
            phone=settings.value_of(settings.SHOP_PHONE),
            footer=settings.value_of(settings.RECEIPT_FOOTER),
        )


@question(Permission.REPRINT)
def last_receipt(*, by: Actor) -> str | None:
    """Give the number of the counter's last receipt."""
    found = rows(_LAST, by.counter_id)
    return str(found[0][0]) if found else None


@open_to_all("the printer's worker and the preview of a sale just made")
def sale_paper(receipt: str) -> SalePaper:
    """Give the facts of a receipt.

    Raises:
        NothingToRepeatError: There is no such receipt.
    """
    with reading():
        found = rows(_SALE, receipt)
        if not found:
            raise NothingToRepeatError(reference=receipt)
        row = found[0]
        lines = rows(_LINES, row[0])
        tenders = rows(_TENDERS, row[0])
        return SalePaper(
            head=shop_head(),
            receipt=row[1],
            at=moment(row[2]),
            cashier=row[3],
            counter=row[4],
            customer=row[5],
            lines=tuple(_line(line) for line in lines),
            tenders=tuple(_tender(tender) for tender in tenders),
            subtotal=Money(row[6]),
            discount=Money(row[7]),
            tax=Money(row[8]),
            rounding=Money(row[9]),
            total=Money(row[10]),
            change=Money(row[11]),
            khata=_khata(row[12], row[13], row[14], row[21]),
            journal_head=row[15],
            kind=row[16],
            of=row[17] or "",
            reason=row[18] or "",
            approved_by=row[19] or "",
            points=_points(*row[22:25]),
            exchanged=sale_paper(row[20]) if row[20] else None,
        )


@open_to_all("the printer's worker and the preview of a slip just made")
def khata_slip(slip: str) -> KhataSlip:
    """Give the facts of a slip of the khata; a cheque's is as it was taken.

    Raises:
        NothingToRepeatError: There is no such slip.
    """
    with reading():
        for found in rows(_CHEQUE, slip):
            return _cheque(found)
        for found in rows(_SLIP, slip):
            return _khata_slip(found)
        raise NothingToRepeatError(reference=slip)


def _cheque(found: tuple[Any, ...]) -> KhataSlip:
    slip, at, cashier, customer, amount, owed, head, number, due_on = found
    return KhataSlip(
        head=shop_head(),
        slip=slip,
        kind="cheque",
        at=moment(at),
        cashier=cashier,
        customer=customer,
        amount=Money(amount),
        before=Money(owed),
        after=Money(owed),
        journal_head=head,
        method="cheque",
        reference=number,
        cheque_date=day(due_on),
    )


def _khata_slip(found: tuple[Any, ...]) -> KhataSlip:
    given, received, before, after = found[5:9]
    handed, off = found[12], found[20]
    return KhataSlip(
        head=shop_head(),
        slip=found[0],
        kind=found[1],
        at=moment(found[2]),
        cashier=found[3],
        customer=found[4],
        amount=Money(given + received),
        before=Money(before),
        after=Money(after - off),
        journal_head=found[9],
        method=found[10],
        reference=found[11],
        change=Money(0 if handed is None else handed - received),
        discount=Money(abs(off)),
        due=day(found[13]),
        note=found[14],
        reason=found[15],
        taken_by=found[16],
        approved_by=found[17] or "",
        of=found[18] or "",
        rate_open=bool(found[19]),
        confirmed=found[21] or "",
    )


def _line(row: tuple[str, str, int, int, int, int]) -> LinePaper:
    name, unit, quantity, unit_price, gross, discount = row
    return LinePaper(
        name, unit, Quantity(quantity), Money(unit_price), Money(gross), Money(discount)
    )


def _tender(row: tuple[str, int, int, str]) -> TenderPaper:
    kind, amount, handed_over, reference = row
    return TenderPaper(kind, Money(amount), Money(handed_over), reference)


def _points(step: int, after: int | None, used: int | None) -> PointsPaper | None:
    if after is None or not (step or used or after):
        return None
    return PointsPaper(step, used or 0, after)


def _khata(
    before: int | None, after: int | None, due: str | None, confirmed: str | None
) -> KhataPaper | None:
    if before is None or after is None:
        return None
    until = day(due) if due else None
    return KhataPaper(Money(before), Money(after), until, confirmed or "")
