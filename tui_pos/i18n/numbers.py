"""Money, quantities, days and moments as the shop's people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from tui_pos.domain.money import Money
    from tui_pos.domain.quantity import Quantity


def rs(amount: Money) -> str:
    """Write money, with paisas only where there are any.

    >>> from tui_pos.domain.money import Money
    >>> rs(Money.rupees("-1250"))
    '-Rs 1,250'
    """
    sign = "-" if amount.paisas < 0 else ""
    return f"{sign}Rs {figure(amount).lstrip('-')}"


def figure(amount: Money) -> str:
    """Write money without its currency, for columns.

    >>> from tui_pos.domain.money import Money
    >>> figure(Money.rupees("1250.5"))
    '1,250.50'
    """
    decimals = 0 if amount.paisas % 100 == 0 else 2
    return f"{amount.to_rupees():,.{decimals}f}"


def qty(quantity: Quantity, unit: str = "") -> str:
    """Write a quantity with its unit.

    >>> from tui_pos.domain.quantity import Quantity
    >>> qty(Quantity(1250), "kg")
    '1.25 kg'
    """
    return f"{quantity} {unit}".strip()


def day(on: date) -> str:
    """Write a day.

    >>> from datetime import date
    >>> day(date(2026, 3, 14))
    '14-03-2026'
    """
    return f"{on:%d-%m-%Y}"


def moment(at: datetime) -> str:
    """Write a moment of the shop's own clock."""
    return f"{at:%d-%m-%Y %H:%M}"


def clock(at: datetime) -> str:
    """Write the time of day."""
    return f"{at:%H:%M}"
