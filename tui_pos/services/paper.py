"""The facts that a slip prints: columns written with the act, never recomputed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.db import day, moment, reading, rows
from tui_pos.domain.errors import NothingToRepeatError
from tui_pos.domain.money import Money
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


@dataclass(frozen=True, slots=True)
class PaymentPaper:
    """Everything on the slip of a khata payment."""

    head: ShopHead
    slip: str
    at: datetime
    cashier: str
    customer: str
    method: str
    amount: Money
    change: Money
    before: Money
    after: Money
    journal_head: str


_SALE = (
    "SELECT s.id, s.receipt, s.at, s.user_name, c.name, s.customer_name, s.subtotal,"
    " s.discount, s.tax, s.rounding, s.total, s.change, s.khata_before, s.khata_after,"
    " s.khata_due, s.journal_head FROM sale s JOIN counter c ON c.id = s.counter_id"
    " WHERE s.receipt = ?"
)
_LINES = (
    "SELECT name, unit, quantity, unit_price, gross, discount FROM sale_line"
    " WHERE sale_id = ? ORDER BY line_no"
)
_TENDERS = (
    "SELECT kind, amount, handed_over, reference FROM tender WHERE sale_id = ?"
    " ORDER BY tender_no"
)
_PAYMENT = (
    "SELECT slip, at, user_name, customer_name, method, credit, handed_over,"
    " balance_before, balance_after, journal_head FROM khata_entry WHERE slip = ?"
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
            khata=_khata(row[12], row[13], row[14]),
            journal_head=row[15],
        )


@open_to_all("the printer's worker and the preview of a payment just made")
def payment_paper(slip: str) -> PaymentPaper:
    """Give the facts of a payment's slip.

    Raises:
        NothingToRepeatError: There is no such slip.
    """
    with reading():
        found = rows(_PAYMENT, slip)
        if not found:
            raise NothingToRepeatError(reference=slip)
        row = found[0]
        return PaymentPaper(
            head=shop_head(),
            slip=row[0],
            at=moment(row[1]),
            cashier=row[2],
            customer=row[3],
            method=row[4],
            amount=Money(row[5]),
            change=Money(row[6]) - Money(row[5]),
            before=Money(row[7]),
            after=Money(row[8]),
            journal_head=row[9],
        )


def _line(row: tuple[str, str, int, int, int, int]) -> LinePaper:
    name, unit, quantity, unit_price, gross, discount = row
    return LinePaper(
        name, unit, Quantity(quantity), Money(unit_price), Money(gross), Money(discount)
    )


def _tender(row: tuple[str, int, int, str]) -> TenderPaper:
    kind, amount, handed_over, reference = row
    return TenderPaper(kind, Money(amount), Money(handed_over), reference)


def _khata(before: int | None, after: int | None, due: str | None) -> KhataPaper | None:
    if before is None or after is None:
        return None
    return KhataPaper(Money(before), Money(after), day(due) if due else None)
