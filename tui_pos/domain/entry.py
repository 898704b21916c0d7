"""Reading the numbers that people type."""

from __future__ import annotations

import re
from decimal import Decimal

from tui_pos.domain.errors import (
    AmountNotPositiveError,
    AmountTooLargeError,
    NotANumberError,
    QuantityNotPositiveError,
    QuantityTooLargeError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.quantity import NONE, Quantity

LARGEST_AMOUNT = Money.rupees(1_000_000)
LARGEST_BOOK_AMOUNT = Money.rupees(1_000_000_000)
LARGEST_QUANTITY = Quantity.of(1_000_000)
_NUMBER = re.compile(
    r"[+-]?(?:(?:\d{1,15}|\d{1,3}(?:,\d{2,3})*,\d{3})(?:\.\d{0,6})?|\.\d{1,6})"
)


def number(text: str) -> Decimal:
    """Read a plain number; commas group thousands or lakhs, never decimals.

    Raises:
        NotANumberError: It is no number.
    """
    plain = text.strip()
    if not plain.isascii() or not _NUMBER.fullmatch(plain):
        raise NotANumberError(text=text)
    return Decimal(plain.replace(",", ""))


def amount(text: str, *, largest: Money = LARGEST_AMOUNT) -> Money:
    """Read rupees, zero or more.

    Raises:
        NotANumberError: It is no number.
        AmountNotPositiveError: It is below zero.
        AmountTooLargeError: It is absurd.
    """
    given = number(re.sub(r"^\s*rs\.?\s*", "", text, flags=re.IGNORECASE))
    if given < 0:
        raise AmountNotPositiveError
    money = Money.rupees(given)
    if money > largest:
        raise AmountTooLargeError(amount=money, largest=largest)
    return money


def positive_amount(text: str, *, largest: Money = LARGEST_AMOUNT) -> Money:
    """Read rupees above zero.

    Raises:
        NotANumberError: It is no number.
        AmountNotPositiveError: It is zero or below.
        AmountTooLargeError: It is absurd.
    """
    given = amount(text, largest=largest)
    if given == ZERO:
        raise AmountNotPositiveError
    return given


def quantity(text: str) -> Quantity:
    """Read a quantity above zero.

    Raises:
        NotANumberError: It is no number.
        QuantityNotPositiveError: It is zero or below.
        QuantityTooLargeError: It is absurd.
    """
    given = number(text)
    if given <= 0 or Quantity.of(given) == NONE:
        raise QuantityNotPositiveError
    if given > 1_000_000:
        raise QuantityTooLargeError(largest=LARGEST_QUANTITY)
    return Quantity.of(given)
