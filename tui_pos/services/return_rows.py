"""A return or a void while it is written: the rows that it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.db import database, next_id, rows
from tui_pos.domain.khata import EntryKind
from tui_pos.domain.money import ZERO, Money
from tui_pos.models import DrawerEntry, KhataEntry, Sale, SaleLine, StockMove, Tender
from tui_pos.services import ageing, khata, loyalty, shifts, spool
from tui_pos.services.acts import open_to_all

if TYPE_CHECKING:
    from tui_pos.db import Row
    from tui_pos.domain.quantity import Quantity
    from tui_pos.services.bills import SoldBill, SoldLine
    from tui_pos.services.journal import Act
    from tui_pos.services.shifts import OpenShift


@dataclass(frozen=True, slots=True)
class Back:
    """A line that comes back, with its part of the line's figures."""

    line: SoldLine
    quantity: Quantity
    gross: Money
    discount: Money
    tax: Money
    damaged: bool
    points: int = 0
    """What is taken back of the points that the line earned."""

    @property
    def total(self) -> Money:
        """What it is worth."""
        return self.gross - self.discount


@dataclass(frozen=True, slots=True)
class Lent:
    """The debit of a bill on a khata."""

    entry_id: int
    amount: Money


@dataclass(slots=True)
class Reversing:
    """A return or a void while it is written; its tenders are below zero."""

    kind: str
    key: str
    reason: str
    opened: Act
    shift: OpenShift
    sale_id: int
    bill: SoldBill
    back: list[Back]
    tenders: list[tuple[str, Money, str]]
    rounding: Money
    with_slip: bool = True

    @property
    def total(self) -> Money:
        """Everything that goes back, below zero."""
        return Money.total(amount for _kind, amount, _reference in self.tenders)

    def of(self, kind: str) -> Money:
        """Give what goes back in one way, below zero."""
        return Money.total(
            amount for one, amount, _reference in self.tenders if one == kind
        )


_POINTS_BEFORE = (
    "SELECT COALESCE(SUM(-t.amount), 0) FROM sale r JOIN tender t ON t.sale_id = r.id"
    " WHERE r.reverses_id = ? AND t.kind = 'points'"
)
_GIVE_STOCK = "UPDATE stock SET quantity = quantity + ? WHERE product_id = ?"
_LENT = "SELECT id, debit FROM khata_entry WHERE sale_id = ? AND kind = 'sale'"


@open_to_all("called inside permitted acts")
def lent(sale_id: int) -> Lent | None:
    """Give the debit that a bill made on the khata, if it made one."""
    for entry_id, debit in rows(_LENT, sale_id):
        return Lent(entry_id, Money(debit))
    return None


@open_to_all("called inside permitted acts")
def home(bill: SoldBill) -> tuple[int | None, int | None]:
    """Give whose khata the bill stands on now, and its debit there, if it has one."""
    if bill.customer_id is None:
        return None, None
    debit = lent(bill.sale_id)
    return khata.home_of(bill.customer_id, debit.entry_id if debit else None)


@dataclass(frozen=True, slots=True)
class Reversed:
    """What was written of a return or a void."""

    receipt: str
    balance: Money | None
    points: int


@open_to_all("called inside permitted acts")
def write(reversing: Reversing) -> Reversed:
    """Write everything; give the receipt's number, and what is owed and had then."""
    opened = reversing.opened
    by, at = opened.actor, opened.stamp.at
    receipt, seq = opened.take_receipt()
    _give_stock(reversing)
    opened.append(SaleLine, _line_rows(reversing))
    opened.append(Tender, _tender_rows(reversing))
    before = _owed(reversing)
    back = _points_back(reversing)
    opened.append(Sale, [_header(reversing, (receipt, seq), before, back)])
    off = -reversing.of("khata") - reversing.of("advance")
    if off:
        opened.append(KhataEntry, [_khata_row(reversing, before or ZERO, off)])
    if back is not None:
        loyalty.write_back(back, reversing.bill.sale_id, reversing.sale_id, opened)
    if moves := _stock_rows(reversing):
        opened.append(StockMove, moves)
    if cash := reversing.of("cash"):
        row = shifts.drawer_row(reversing.shift.shift_id, "refund", cash, by=by, at=at)
        opened.append(DrawerEntry, [{**row, "sale_id": reversing.sale_id}])
    spool.queue(reversing.kind, receipt, by=by, at=at, now=reversing.with_slip)
    opened.close(
        reversing.kind,
        receipt,
        of=reversing.bill.receipt,
        total=reversing.total.paisas,
        why=reversing.reason,
    )
    balance = None if before is None else before - off
    return Reversed(receipt, balance, back.after if back else 0)


def _points_back(reversing: Reversing) -> loyalty.GoesBack | None:
    customer_id, entry_id = home(reversing.bill)
    if customer_id is None:
        return None
    bill = reversing.bill
    paid = Money.total(amount for kind, amount, _ref in bill.paid if kind == "points")
    before = Money(rows(_POINTS_BEFORE, bill.sale_id)[0][0])
    taken = sum(one.points for one in reversing.back)
    refunded = (paid, before, -reversing.of("points"))
    settled = _settled(reversing, customer_id, entry_id)
    return loyalty.take_back(bill.sale_id, customer_id, taken, refunded, settled)


def _settled(reversing: Reversing, customer_id: int, entry_id: int | None) -> Money:
    """Tell for how much of a lent bill that comes back was paid meanwhile."""
    bill = reversing.bill
    on_khata = Money.total(
        amount for kind, amount, _ref in bill.paid if kind == "khata"
    )
    if not on_khata or not bill.total:
        return ZERO
    share = -reversing.total.paisas * on_khata.paisas // bill.total.paisas
    debts = ageing.open_debts(customer_id)
    still = Money.total(debt.amount for debt in debts if debt.entry_id == entry_id)
    return max(Money(share) - still, ZERO)


def _owed(reversing: Reversing) -> Money | None:
    customer_id, _entry = home(reversing.bill)
    return None if customer_id is None else khata.balance(customer_id)


def _line_rows(reversing: Reversing) -> list[Row]:
    return [
        {
            **back.line.facts,
            "sale_id": reversing.sale_id,
            "line_no": number,
            "quantity": -back.quantity,
            "gross": -back.gross,
            "discount": -back.discount,
            "tax": -back.tax,
            "total": -back.total,
            "returns_sale_id": reversing.bill.sale_id,
            "returns_line": back.line.line_no,
            "damaged": back.damaged,
            "points": -back.points or None,
        }
        for number, back in enumerate(reversing.back, start=1)
    ]


def _tender_rows(reversing: Reversing) -> list[Row]:
    return [
        {
            "sale_id": reversing.sale_id,
            "tender_no": number,
            "kind": kind,
            "amount": amount,
            "handed_over": amount,
            "reference": reference,
        }
        for number, (kind, amount, reference) in enumerate(reversing.tenders, start=1)
    ]


def _header(
    reversing: Reversing,
    number: tuple[str, int],
    before: Money | None,
    back: loyalty.GoesBack | None,
) -> Row:
    opened, bill = reversing.opened, reversing.bill
    receipt, seq = number
    return {
        "id": reversing.sale_id,
        "receipt": receipt,
        "counter_id": opened.actor.counter_id,
        "series": opened.series,
        "seq": seq,
        "kind": reversing.kind,
        "checkout_key": reversing.key,
        "shift_id": reversing.shift.shift_id,
        "business_date": reversing.shift.business_date,
        "at": opened.stamp.at,
        "user_id": opened.actor.user_id,
        "user_name": opened.actor.name,
        "customer_id": bill.customer_id,
        "customer_name": bill.customer_name,
        "subtotal": -Money.total(back.gross for back in reversing.back),
        "discount": -Money.total(back.discount for back in reversing.back),
        "tax": -Money.total(back.tax for back in reversing.back),
        "rounding": reversing.rounding,
        "total": reversing.total,
        "change": ZERO,
        "line_count": len(reversing.back),
        "tender_count": len(reversing.tenders),
        "khata_before": before,
        "khata_after": (
            None
            if before is None
            else before + reversing.of("khata") + reversing.of("advance")
        ),
        "points_earned": back.step if back else 0,
        "points_after": back.after if back else None,
        "reverses_id": bill.sale_id,
        "journal_head": opened.stamp.head,
        "clock_suspect": opened.stamp.clock_suspect,
        "reason": reversing.reason,
        "approved_by": opened.actor.approved_by or None,
    }


def _khata_row(reversing: Reversing, before: Money, off: Money) -> Row:
    bill = reversing.bill
    customer_id, entry_id = home(bill)
    voids = reversing.kind == "void" and customer_id == bill.customer_id
    kind = EntryKind.REVERSAL if voids else EntryKind.RETURN
    day = reversing.shift.business_date
    return {
        **khata.entry_row(customer_id or 0, kind, reversing.opened),
        "debit": ZERO,
        "credit": off,
        "due_date": day,
        "shift_id": reversing.shift.shift_id,
        "sale_id": reversing.sale_id,
        "pinned_to_id": None if voids else entry_id,
        "reverses_id": entry_id if voids else None,
        "customer_name": bill.customer_name,
        "balance_before": before,
        "balance_after": before - off,
        "reason": reversing.reason,
    }


def _stock_rows(reversing: Reversing) -> list[Row]:
    first = next_id(StockMove)
    kept = [
        (number, back)
        for number, back in enumerate(reversing.back, start=1)
        if not back.damaged
    ]
    return [
        {
            "id": first + place,
            "product_id": back.line.facts["product_id"],
            "kind": "return",
            "quantity": back.quantity,
            "sale_id": reversing.sale_id,
            "line_no": number,
            "at": reversing.opened.stamp.at,
        }
        for place, (number, back) in enumerate(kept)
    ]


def _give_stock(reversing: Reversing) -> None:
    given = sorted(
        (int(str(back.line.facts["product_id"])), back.quantity.thousandths)
        for back in reversing.back
        if not back.damaged
    )
    database.connection().executemany(
        _GIVE_STOCK, [(quantity, product_id) for product_id, quantity in given]
    )
