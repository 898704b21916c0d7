"""How a bill is paid: kinds of tender, splits, change, rounding of cash."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tui_pos.domain.errors import (
    LooksLikeBarcodeError,
    NotFullyPaidError,
    TenderTooLargeError,
)
from tui_pos.domain.money import ZERO, Money

if TYPE_CHECKING:
    from collections.abc import Sequence


class TenderKind(StrEnum):
    """Ways of paying."""

    CASH = "cash"
    CARD = "card"
    WALLET = "wallet"
    BANK = "bank"
    KHATA = "khata"
    POINTS = "points"
    ADVANCE = "advance"
    """What the customer had paid ahead; it is written as a debit of the khata."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the customer hands over; `amount` None pays all the rest."""

    kind: TenderKind
    amount: Money | None = None
    reference: str = ""


_REST_IN_CASH = Given(TenderKind.CASH)


@dataclass(frozen=True, slots=True)
class Tender:
    """What one tender pays of the bill; cash is net of change."""

    kind: TenderKind
    amount: Money
    handed_over: Money
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """A bill fully paid: `total = due + rounding = sum of tenders`."""

    tenders: tuple[Tender, ...]
    rounding: Money
    change: Money
    total: Money

    @property
    def on_khata(self) -> Money:
        """What is written on the customer's khata: what is lent, and the advance."""
        return self.of(TenderKind.KHATA) + self.of(TenderKind.ADVANCE)

    def of(self, kind: TenderKind) -> Money:
        """Give what is paid in one way."""
        return Money.total(one.amount for one in self.tenders if one.kind is kind)

    @property
    def cash(self) -> Money:
        """What stays in the drawer."""
        return self.of(TenderKind.CASH)


BARCODE_DIGITS = 8
_FREE_OVERPAYMENT = Money.rupees(5000)


def check_cash_typed(typed: str, amount: Money, *, due: Money) -> None:
    """Refuse an amount that is more likely a barcode (decision 23).

    Raises:
        LooksLikeBarcodeError: Eight digits or more, or absurdly above what is due.
    """
    digits = sum(character.isdigit() for character in typed)
    most = max(due * 10, due + _FREE_OVERPAYMENT)
    if digits >= BARCODE_DIGITS or amount > most:
        raise LooksLikeBarcodeError(text=typed)


def remaining(due: Money, given: Sequence[Given]) -> Money:
    """Tell what is still to be paid after what was handed over so far."""
    return due - Money.total(one.amount or ZERO for one in given)


def settle(due: Money, given: Sequence[Given]) -> Settlement:
    """Pay a bill: cash comes last, alone is rounded to the rupee and gives change.

    Raises:
        NotFullyPaidError: Something is still owed.
        TenderTooLargeError: Another tender than cash pays more than the bill.
    """
    exact, left = _exact_tenders(due, given)
    cash = [one for one in given if one.kind is TenderKind.CASH]
    if not cash:
        if left:
            raise NotFullyPaidError(short=left)
        return Settlement(tuple(exact), ZERO, ZERO, due)
    payable = left.to_whole_rupees()
    fixed = _fixed_cash(given)
    is_open = any(one.amount is None for one in cash)
    handed_over = max(fixed, payable) if is_open else fixed
    if handed_over < payable:
        raise NotFullyPaidError(short=payable - handed_over)
    if payable or not exact:
        exact.append(Tender(TenderKind.CASH, payable, handed_over))
    return Settlement(
        tenders=tuple(exact),
        rounding=payable - left,
        change=handed_over - payable,
        total=due + payable - left,
    )


def without_old(given: Sequence[Given], on_old: Money) -> tuple[Given, ...]:
    """Leave to the bill what is handed over less what is for the old balance (K19).

    Only cash pays the old balance at the till.

    Raises:
        NotFullyPaidError: Less cash is handed over than is for the old balance.
    """
    if not on_old:
        return tuple(given)
    others = [one for one in given if one.kind is not TenderKind.CASH]
    cash = [one for one in given if one.kind is TenderKind.CASH]
    left = _fixed_cash(given) - on_old
    if any(one.amount is None for one in cash):
        return (*others, Given(TenderKind.CASH, max(left, ZERO)), _REST_IN_CASH)
    if left < ZERO:
        raise NotFullyPaidError(short=-left)
    return (*others, Given(TenderKind.CASH, left)) if left else tuple(others)


def _fixed_cash(given: Sequence[Given]) -> Money:
    return Money.total(
        one.amount or ZERO for one in given if one.kind is TenderKind.CASH
    )


def _exact_tenders(due: Money, given: Sequence[Given]) -> tuple[list[Tender], Money]:
    tenders: list[Tender] = []
    left = due
    cash = _fixed_cash(given)
    for one in given:
        if one.kind is TenderKind.CASH:
            continue
        amount = max(left - cash, ZERO) if one.amount is None else one.amount
        if amount > left:
            raise TenderTooLargeError(kind=one.kind, amount=amount, due=left)
        if amount:
            tenders.append(Tender(one.kind, amount, amount, one.reference))
        left = left - amount
    return tenders, left


def likely_notes(due: Money) -> tuple[Money, ...]:
    """Suggest the three likeliest amounts of cash a customer hands over.

    >>> [note.paisas // 100 for note in likely_notes(Money.rupees(1430))]
    [1450, 1500, 2000]
    """
    whole = due.to_whole_rupees()
    found: list[Money] = []
    for step in (10, 50, 100, 500, 1000, 5000):
        size = Money.rupees(step).paisas
        up = Money(-(-whole.paisas // size) * size)
        if up > whole and up not in found:
            found.append(up)
    likely = [amount for amount in found if amount.paisas % 5000 == 0]
    first = min(likely, default=whole)
    for more in (500, 1000, 1500):
        if len(likely) < 3 and (next_ := first + Money.rupees(more)) not in likely:
            likely.append(next_)
    return tuple(sorted(likely[:3]))
