"""How an old debt is paid: ways of paying, what is kept and what is change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tui_pos.domain.errors import AmountNotPositiveError, OverpaymentError
from tui_pos.domain.khata_errors import (
    ChequeDateNeededError,
    ChequeForgivesNothingError,
    DiscountOverDebtError,
    OnlyCashGivesChangeError,
    ReferenceNeededError,
)
from tui_pos.domain.money import ZERO, Money

if TYPE_CHECKING:
    from datetime import date


class PayMethod(StrEnum):
    """How a payment on account comes in (K26)."""

    CASH = "cash"
    BANK = "bank"
    WALLET = "wallet"
    RAAST = "raast"
    CHEQUE = "cheque"


@dataclass(frozen=True, slots=True)
class Payment:
    """What a customer hands over against what they owe."""

    customer_id: int
    amount: Money
    key: str
    method: PayMethod = PayMethod.CASH
    reference: str = ""
    """The number that proves it; cash needs none."""
    cheque_date: date | None = None
    bill: str = ""
    """The bill or slip it is for; "" pays the oldest first."""
    discount: Money = ZERO
    """What is forgiven with it (K24)."""
    note: str = ""
    as_advance: bool = False
    with_change: bool = False


def check_payment(payment: Payment) -> None:
    """Refuse a payment that lacks something, whoever it is from.

    Raises:
        AmountNotPositiveError: Nothing is paid, or less than nothing forgiven.
        ReferenceNeededError: The way of paying needs its number.
        ChequeDateNeededError: A cheque needs its day.
        ChequeForgivesNothingError: Nothing is paid before a cheque is cleared.
        OnlyCashGivesChangeError: Change was chosen for another way than cash.
    """
    if payment.amount <= ZERO or payment.discount < ZERO:
        raise AmountNotPositiveError
    if payment.method is PayMethod.CASH:
        return
    if not payment.reference.strip():
        raise ReferenceNeededError
    if payment.with_change:
        raise OnlyCashGivesChangeError
    if payment.method is PayMethod.CHEQUE:
        if payment.cheque_date is None:
            raise ChequeDateNeededError
        if payment.discount:
            raise ChequeForgivesNothingError


def split(payment: Payment, owed: Money) -> tuple[Money, Money]:
    """Tell what is kept and what is change (K23).

    Raises:
        OverpaymentError: More than is owed, and neither was chosen.
        DiscountOverDebtError: More would be forgiven than stays owed.
    """
    over = payment.amount - max(owed, ZERO)
    kept, change = payment.amount, ZERO
    if over > ZERO and not payment.as_advance:
        if not payment.with_change or owed <= ZERO:
            raise OverpaymentError(owed=owed, paid=payment.amount)
        kept, change = owed, over
    left = max(owed - kept, ZERO)
    if payment.discount > left:
        raise DiscountOverDebtError(left=left)
    return kept, change
