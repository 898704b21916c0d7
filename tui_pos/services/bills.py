"""Bills that were sold, found by slip, customer or goods, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.db import day, moment, rows
from tui_pos.domain.errors import NoSuchBillLineError, ReceiptNotFoundError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.permissions import Permission
from tui_pos.domain.quantity import NONE, Quantity
from tui_pos.domain.refund import CashSoFar, Paid
from tui_pos.domain.text import clean_text
from tui_pos.services.acts import open_to_all, question

if TYPE_CHECKING:
    from datetime import date, datetime

    from tui_pos.db import Row
    from tui_pos.domain.permissions import Actor


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line as it was sold, and how much of it came back."""

    line_no: int
    name: str
    unit: str
    quantity: Quantity
    gross: Money
    discount: Money
    tax: Money
    total: Money
    returned: Quantity
    points: int
    """What it earned of the bill's points."""
    facts: Row
    """The columns that a line which comes back repeats."""

    @property
    def left(self) -> Quantity:
        """What can still come back."""
        return self.quantity - self.returned


@dataclass(frozen=True, slots=True)
class SoldBill:
    """A bill as it stands in the books."""

    sale_id: int
    receipt: str
    kind: str
    at: datetime
    business_date: date
    shift_id: int | None
    cashier: str
    customer_id: int | None
    customer_name: str
    total: Money
    rounding: Money
    lines: tuple[SoldLine, ...]
    paid: tuple[tuple[str, Money, str], ...]
    """Kind, amount and reference of each tender."""
    voided_by: str
    """The number of the void; "" where there is none."""
    returns: tuple[str, ...]
    """The numbers of its returns, oldest first."""

    def line(self, line_no: int) -> SoldLine:
        """Give one line.

        Raises:
            NoSuchBillLineError: There is none of this number.
        """
        for line in self.lines:
            if line.line_no == line_no:
                return line
        raise NoSuchBillLineError(receipt=self.receipt, line_no=line_no)


@dataclass(frozen=True, slots=True)
class BillFound:
    """A bill in a list of found ones."""

    receipt: str
    at: datetime
    customer: str
    total: Money
    goods: str


_BILL = (
    "SELECT id, receipt, kind, at, business_date, shift_id, user_name, customer_id,"
    " customer_name, total, rounding FROM sale WHERE receipt = ?"
)
_FACTS = (
    "product_id",
    "sku",
    "name",
    "name_ur",
    "unit",
    "barcode",
    "unit_price",
    "list_price",
    "tax_bp",
    "cost",
)
_LINES = (
    "SELECT line_no, quantity, gross, discount, tax, total,"
    " product_id, sku, name, name_ur, unit, barcode, unit_price, list_price, tax_bp,"
    " cost, points FROM sale_line WHERE sale_id = ? ORDER BY line_no"
)
_RETURNED = (
    "SELECT l.returns_line, SUM(-l.quantity) FROM sale r JOIN sale_line l"
    " ON l.sale_id = r.id WHERE r.reverses_id = ? GROUP BY l.returns_line"
)
_REVERSING = "SELECT receipt, kind FROM sale WHERE reverses_id = ? ORDER BY id"
_TENDERS = (
    "SELECT kind, amount, reference FROM tender WHERE sale_id = ? ORDER BY tender_no"
)
_REFUNDED = (
    "SELECT t.kind, SUM(-t.amount) FROM sale r JOIN tender t ON t.sale_id = r.id"
    " WHERE r.reverses_id = ? GROUP BY t.kind"
)
_RETURN_ROUNDING = "SELECT COALESCE(SUM(rounding), 0) FROM sale WHERE reverses_id = ?"
_FOUND = (
    "SELECT s.receipt, s.at, s.customer_name, s.total, (SELECT GROUP_CONCAT(name, ', ')"
    " FROM (SELECT name FROM sale_line l WHERE l.sale_id = s.id LIMIT 3)) FROM sale s"
)
_OF_CUSTOMER = _FOUND + " WHERE s.customer_id = ? AND s.kind = 'sale'"
_OF_COUNTER = _FOUND + " WHERE s.counter_id = ? AND s.kind = 'sale'"
_SOLD_ON = _FOUND + " WHERE s.business_date = ? AND s.kind = 'sale'"
_WITH_GOODS = (
    _SOLD_ON  # noqa: S608 - constant parts
    + " AND EXISTS (SELECT 1 FROM sale_line l"
    + " WHERE l.sale_id = s.id AND l.product_id = ?)"
)
_NEWEST = " ORDER BY s.id DESC LIMIT 200"
_LONGEST_NUMBER = 20


@open_to_all("called inside permitted acts")
def sold_bill(receipt: str) -> SoldBill:
    """Read a bill with everything that came back of it.

    Raises:
        ReceiptNotFoundError: These books hold no such bill.
    """
    for row in rows(_BILL, receipt):
        back = dict(rows(_RETURNED, row[0]))
        reversing = rows(_REVERSING, row[0])
        return SoldBill(
            sale_id=row[0],
            receipt=row[1],
            kind=row[2],
            at=moment(row[3]),
            business_date=day(row[4]),
            shift_id=row[5],
            cashier=row[6],
            customer_id=row[7],
            customer_name=row[8],
            total=Money(row[9]),
            rounding=Money(row[10]),
            lines=tuple(_line(line, back) for line in rows(_LINES, row[0])),
            paid=tuple(
                (kind, Money(amount), reference)
                for kind, amount, reference in rows(_TENDERS, row[0])
            ),
            voided_by="".join(name for name, kind in reversing if kind == "void"),
            returns=tuple(name for name, kind in reversing if kind == "return"),
        )
    raise ReceiptNotFoundError(receipt=clean_text(receipt, limit=20))


@open_to_all("called inside permitted acts")
def paid_so_far(bill: SoldBill) -> tuple[list[Paid], CashSoFar]:
    """Tell how a bill was paid and refunded; cash before its rounding."""
    refunded = dict(rows(_REFUNDED, bill.sale_id))
    handed_out = Money(refunded.get("cash", 0))
    rounding = Money(rows(_RETURN_ROUNDING, bill.sale_id)[0][0])
    cash = CashSoFar(exact=handed_out + rounding, handed_out=handed_out)
    kinds: dict[str, Money] = {}
    for kind, amount, _reference in bill.paid:
        kinds[kind] = kinds.get(kind, ZERO) + amount
    found = [
        Paid(kind, amount - bill.rounding, cash.exact)
        if kind == "cash"
        else Paid(kind, amount, Money(refunded.get(kind, 0)))
        for kind, amount in kinds.items()
    ]
    return found, cash


@open_to_all("called inside permitted acts")
def is_exchange(receipt: str) -> bool:
    """Tell whether a return paid a part of this bill."""
    query = (
        "SELECT 1 FROM sale s JOIN sale r ON r.id = s.follows_id"
        " WHERE s.receipt = ? AND r.kind = 'return'"
    )
    return bool(rows(query, receipt))


@question(Permission.RETURN)
def bill(typed: str, *, by: Actor) -> SoldBill:
    """Give the bill of a scanned slip or a typed number; digits alone are ours.

    Raises:
        ReceiptNotFoundError: These books hold no such bill.
    """
    return sold_bill(whole_number(typed, by))


@question(Permission.RETURN)
def newest(*, by: Actor) -> list[BillFound]:
    """Give the last bills of this counter, newest first."""
    return _found(rows(_OF_COUNTER + _NEWEST, by.counter_id))


@question(Permission.RETURN)
def of_customer(customer_id: int, *, by: Actor) -> list[BillFound]:
    """Give a customer's last bills, newest first."""
    return _found(rows(_OF_CUSTOMER + _NEWEST, customer_id))


@question(Permission.RETURN)
def with_goods(product_id: int, on: date, *, by: Actor) -> list[BillFound]:
    """Give the bills of a day on which goods were sold, newest first."""
    return _found(rows(_WITH_GOODS + _NEWEST, on.isoformat(), product_id))


@open_to_all("called inside permitted acts")
def whole_number(typed: str, by: Actor) -> str:
    """Write a receipt's number in full: `42` is this counter's A1-000042."""
    text = clean_text(typed, limit=_LONGEST_NUMBER).upper()
    if not (text.isascii() and text.isdigit()):
        return text
    code, series = rows("SELECT code, series FROM counter WHERE id = ?", by.counter_id)[
        0
    ]
    return f"{code}{series}-{int(text):06d}"


def _line(row: tuple[int, ...], back: dict[int, int]) -> SoldLine:
    facts: Row = dict(zip(_FACTS, row[6:-1], strict=True))
    return SoldLine(
        line_no=row[0],
        name=str(facts["name"]),
        unit=str(facts["unit"]),
        quantity=Quantity(row[1]),
        gross=Money(row[2]),
        discount=Money(row[3]),
        tax=Money(row[4]),
        total=Money(row[5]),
        returned=Quantity(back.get(row[0], 0)) if back else NONE,
        points=row[-1] or 0,
        facts={
            **facts,
            "unit_price": Money(int(str(facts["unit_price"]))),
            "list_price": Money(int(str(facts["list_price"]))),
            "cost": None if facts["cost"] is None else Money(int(str(facts["cost"]))),
        },
    )


def _found(found: list[tuple[str, str, str, int, str]]) -> list[BillFound]:
    return [
        BillFound(receipt, moment(at), customer, Money(total), goods or "")
        for receipt, at, customer, total, goods in found
    ]
