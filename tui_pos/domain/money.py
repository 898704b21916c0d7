"""Rupees and paisas, exact."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PAISAS_PER_RUPEE = 100


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount of Pakistani rupees, held as whole paisas."""

    paisas: int = 0

    @classmethod
    def rupees(cls, amount: Decimal | int | str) -> Self:
        """Read rupees, rounding half a paisa away from zero."""
        if isinstance(amount, float):
            raise TypeError("money is never a float")
        exact = Decimal(amount) * _PAISAS_PER_RUPEE
        return cls(int(exact.to_integral_value(ROUND_HALF_UP)))

    @classmethod
    def total(cls, amounts: Iterable[Money]) -> Self:
        """Add up amounts; nothing adds up to zero."""
        return cls(sum(amount.paisas for amount in amounts))

    def __add__(self, other: Money) -> Money:
        return Money(self.paisas + other.paisas)

    def __sub__(self, other: Money) -> Money:
        return Money(self.paisas - other.paisas)

    def __neg__(self) -> Money:
        return Money(-self.paisas)

    def __mul__(self, factor: Decimal | int) -> Money:
        exact = Decimal(self.paisas) * factor
        return Money(int(exact.to_integral_value(ROUND_HALF_UP)))

    def __bool__(self) -> bool:
        return self.paisas != 0

    def to_rupees(self) -> Decimal:
        """Give the amount in rupees, with two decimals."""
        return Decimal(self.paisas).scaleb(-2)

    def to_whole_rupees(self) -> Money:
        """Round to the rupee, half away from zero: there are no paisa coins."""
        return Money(rounded_ratio(self.paisas, _PAISAS_PER_RUPEE) * _PAISAS_PER_RUPEE)


ZERO = Money()


def rounded_ratio(numerator: int, denominator: int) -> int:
    """Divide whole numbers, rounding half away from zero.

    >>> rounded_ratio(5, 2), rounded_ratio(-5, 2), rounded_ratio(4, 3)
    (3, -3, 1)
    """
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return quotient if numerator >= 0 else -quotient


def share(amount: Money, weights: Sequence[int]) -> list[Money]:
    """Split an amount in proportion, by largest remainder: the parts always add up.

    >>> [part.paisas for part in share(Money(100), [1, 1, 1])]
    [34, 33, 33]
    """
    whole = sum(weights)
    if whole == 0:
        return [ZERO for _weight in weights]
    sign = -1 if amount.paisas < 0 else 1
    parts = [abs(amount.paisas) * weight // whole for weight in weights]
    remainders = [abs(amount.paisas) * weight % whole for weight in weights]
    left = abs(amount.paisas) - sum(parts)
    order = sorted(range(len(weights)), key=lambda place: -remainders[place])
    for place in order[:left]:
        parts[place] += 1
    return [Money(sign * part) for part in parts]
