"""How much of something: thousandths of a piece, kilo or litre."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

PER_UNIT = 1000


@dataclass(frozen=True, order=True, slots=True)
class Quantity:
    """A quantity, held as whole thousandths of its unit."""

    thousandths: int = 0

    @classmethod
    def of(cls, amount: Decimal | int | str) -> Self:
        """Read whole units, rounding half a thousandth away from zero."""
        if isinstance(amount, float):
            raise TypeError("a quantity is never a float")
        exact = Decimal(amount) * PER_UNIT
        return cls(int(exact.to_integral_value(ROUND_HALF_UP)))

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity(self.thousandths + other.thousandths)

    def __sub__(self, other: Quantity) -> Quantity:
        return Quantity(self.thousandths - other.thousandths)

    def __neg__(self) -> Quantity:
        return Quantity(-self.thousandths)

    def __bool__(self) -> bool:
        return self.thousandths != 0

    @property
    def is_whole(self) -> bool:
        """Whether it counts whole units."""
        return self.thousandths % PER_UNIT == 0

    def __str__(self) -> str:
        text = f"{Decimal(self.thousandths).scaleb(-3):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


ONE = Quantity(PER_UNIT)
NONE = Quantity()


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of sale; pieces are sold whole, kilos and litres in parts."""

    code: str
    divisible: bool
    spellings: tuple[str, ...]


UNITS = (
    Unit("pc", False, ("pc", "pcs", "piece", "pieces", "each", "ea", "adad", "no")),
    Unit("kg", True, ("kg", "kgs", "kilo", "kilogram")),
    Unit("g", True, ("g", "gm", "gram", "grams")),
    Unit("l", True, ("l", "lt", "ltr", "litre", "liter", "litres")),
    Unit("ml", True, ("ml",)),
    Unit("m", True, ("m", "metre", "meter", "gaz")),
    Unit("dozen", True, ("dozen", "dz", "darjan")),
    Unit("pack", False, ("pack", "packet", "pkt", "dabba")),
    Unit("carton", False, ("carton", "ctn", "box", "peti")),
    Unit("maund", True, ("maund", "man", "mann")),
)
_BY_SPELLING = {spelling: unit for unit in UNITS for spelling in unit.spellings}


def unit_named(text: str) -> Unit | None:
    """Find a unit by any of its spellings.

    >>> unit_named("Kilo").code
    'kg'
    """
    return _BY_SPELLING.get(text.strip().rstrip(".").lower())


def is_divisible(code: str) -> bool:
    """Tell whether a unit is sold in parts; one nobody knows is not."""
    unit = unit_named(code)
    return unit is not None and unit.divisible
