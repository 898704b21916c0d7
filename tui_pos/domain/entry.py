"""Reading the numbers that people type."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from tui_pos.domain.errors import (
    AmountNotPositiveError,
    AmountTooLargeError,
    BadDayError,
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
_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})|(\d{4})-(\d{2})-(\d{2})")


def day(text: str) -> date:
    """Read a day as people here write it, 05-04-2026, or as 2026-04-05.

    Raises:
        BadDayError: It is none.
    """
    plain = text.strip()
    found = _DAY.fullmatch(plain) if plain.isascii() else None
    if found is None:
        raise BadDayError(text=text)
    parts = [int(part) for part in found.groups() if part is not None]
    year, month, day_ = parts if found[4] else reversed(parts)
    try:
        return date(year, month, day_)
    except ValueError as error:
        raise BadDayError(text=text) from error


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
