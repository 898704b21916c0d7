from __future__ import annotations

from datetime import date

import pytest

from tui_pos.domain import entry
from tui_pos.domain.errors import (
    AmountNotPositiveError,
    AmountTooLargeError,
    BadDayError,
    NotANumberError,
    QuantityNotPositiveError,
    QuantityTooLargeError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.quantity import Quantity


def test_amounts_are_read_as_people_write_them() -> None:
    assert entry.amount("Rs 1,250.50") == Money.rupees("1250.50")
    assert entry.amount("1,00,000") == Money.rupees(100_000)
    assert entry.amount("0") == ZERO
    assert entry.positive_amount(".5") == Money(50)


@pytest.mark.parametrize(
    "text", ["", "abc", "1e9", "--1", "٣", "1 2", "NaN", "12,50", "1,5", ",5", "1,2345"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumberError):
        entry.amount(text)


def test_negative_zero_and_absurd_amounts_are_refused() -> None:
    with pytest.raises(AmountNotPositiveError):
        entry.amount("-1")
    with pytest.raises(AmountNotPositiveError):
        entry.positive_amount("0")
    with pytest.raises(AmountTooLargeError):
        entry.amount("1000000.01")


def test_quantities_above_zero_up_to_a_million() -> None:
    assert entry.quantity("1.250") == Quantity(1250)
    for text in ("0", "-1", "0.0001"):
        with pytest.raises(QuantityNotPositiveError):
            entry.quantity(text)
    with pytest.raises(QuantityTooLargeError):
        entry.quantity("1000001")


@pytest.mark.parametrize("text", ["05-04-2026", "5/4/2026", " 5.4.2026 ", "2026-04-05"])
def test_a_day_as_people_write_it(text: str) -> None:
    assert entry.day(text) == date(2026, 4, 5)


@pytest.mark.parametrize("text", ["", "5-4", "31-02-2026", "2026-13-01", "٥-٤-٢٠٢٦"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadDayError):
        entry.day(text)
