"""The rules of points: earning, redeeming, lots and their expiry (C7, C12, C13).

Points are a ledger: what was earned is a lot with its last day, what is spent takes
the oldest lots first. A return may leave less than nothing, a shortfall, which the
next points fill first: balance = open lots - shortfall = sum of the ledger.
"""

from __future__ import annotations

from calendar import monthrange
from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tui_pos.domain.loyalty_errors import (
    PointsOverBillError,
    PointsShortError,
    TooFewPointsError,
)
from tui_pos.domain.money import Money, rounded_ratio

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

FULL = 10_000
"""One, in basis points."""
_HUNDRED_RUPEES = 10_000
_MONTHS_A_YEAR = 12


class PointsKind(StrEnum):
    """What a line of the points records."""

    EARN = "earn"
    REDEEM = "redeem"
    EXPIRE = "expire"
    ADJUST = "adjust"
    REVERSE = "reverse"
    MERGE_OUT = "merge_out"
    MERGE_IN = "merge_in"


class KhataEarns(StrEnum):
    """When what is bought on khata earns its points."""

    AT_SALE = "sale"
    WHEN_PAID = "paid"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the shop promises: the source's defaults."""

    is_on: bool = True
    per_hundred: int = 50
    """Points for Rs 100."""
    per_rupee: int = 100
    """Points that pay one rupee."""
    minimum: int = 500
    """Fewer points are not redeemed at once."""
    most_bp: int = FULL
    """The most of a bill that points may pay, in basis points."""
    months: int = 0
    """How long points are good; 0 is for ever."""
    khata: KhataEarns = KhataEarns.AT_SALE
    earns_not: tuple[str, ...] = ()
    """Categories that earn nothing, folded."""

    def worth(self, points: int) -> Money:
        """Tell what points pay, to the paisa below."""
        return Money(points * 100 // self.per_rupee)

    def points_for(self, amount: Money) -> int:
        """Tell how many points pay an amount, none of it for nothing.

        >>> Terms(per_rupee=30).points_for(Money(1666))
        500
        """
        return -(-amount.paisas * self.per_rupee // 100)

    @property
    def least(self) -> int:
        """The fewest that pay anything and are used at once."""
        return max(self.minimum, self.points_for(Money(1)))

    @property
    def fewest(self) -> int:
        """What is left of the least when it pays whole paisas.

        >>> Terms(per_rupee=300).fewest
        498
        """
        return self.points_for(self.worth(self.least))

    def last_day(self, on: date) -> date | None:
        """Tell until when points of a day are good; None is for ever.

        >>> from datetime import date
        >>> Terms(months=6).last_day(date(2027, 8, 31))
        datetime.date(2028, 2, 29)
        """
        if not self.months:
            return None
        years, month = divmod(on.month - 1 + self.months, _MONTHS_A_YEAR)
        year, month = on.year + years, month + 1
        return on.replace(
            year=year, month=month, day=min(on.day, monthrange(year, month)[1])
        )


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the points as the lots see it."""

    entry_id: int
    points: int
    expires_on: date | None = None
    of_id: int | None = None
    """The line whose lot is taken from first."""


@dataclass(slots=True)
class Lot:
    """Points that were earned together and are still there."""

    entry_id: int
    points: int
    expires_on: date | None

    def take(self, need: int) -> int:
        """Take what is needed, as far as it goes; give what is still needed."""
        taken = min(need, self.points)
        self.points -= taken
        return need - taken


@dataclass(frozen=True, slots=True)
class Standing:
    """What a customer has: lots from the oldest, and what is missing."""

    lots: tuple[Lot, ...]
    shortfall: int

    @property
    def balance(self) -> int:
        """All points; below zero after a return of points that were spent."""
        return sum(lot.points for lot in self.lots) - self.shortfall


def standing(steps: Iterable[Step]) -> Standing:
    """Replay the ledger into lots."""
    lots: deque[Lot] = deque()
    known: dict[int, Lot] = {}
    shortfall = 0
    for step in steps:
        if step.points > 0:
            fill = min(shortfall, step.points)
            shortfall -= fill
            lot = Lot(step.entry_id, step.points - fill, step.expires_on)
            known[step.entry_id] = lot
            lots.append(lot)
            continue
        need = -step.points
        if step.of_id in known:
            need = known[step.of_id].take(need)
        while need and lots:
            need = lots[0].take(need)
            if not lots[0].points:
                lots.popleft()
        shortfall += need
    return Standing(tuple(lot for lot in lots if lot.points), shortfall)


def times(multiplier_bp: int) -> str:
    """Write a multiplier as people do.

    >>> times(15_000), times(20_000)
    ('1.5', '2')
    """
    whole, part = divmod(multiplier_bp, FULL)
    decimals = f"{part:04d}".rstrip("0")
    return f"{whole}.{decimals}" if decimals else str(whole)


@dataclass(frozen=True, slots=True)
class Earning:
    """A line of a bill as it earns."""

    total: Money
    multiplier_bp: int = FULL
    """Of the tier and the campaigns together; 0 earns nothing."""


def earned(
    lines: Sequence[Earning], not_earning: Money, terms: Terms, bonus: int = 0
) -> int:
    """Tell what a bill earns: proportional, floored once, after everything.

    `not_earning` is what of the bill earns nothing: points, perhaps the khata.

    >>> earned([Earning(Money.rupees(480))], Money(), Terms())
    240
    """
    due = sum(line.total.paisas for line in lines)
    paid = due - not_earning.paisas
    if not terms.is_on or due <= 0 or paid <= 0:
        return 0
    weighted = sum(line.total.paisas * line.multiplier_bp for line in lines)
    if weighted <= 0:
        return 0
    return weighted * paid * terms.per_hundred // (due * FULL * _HUNDRED_RUPEES) + bonus


def share_points(points: int, weights: Sequence[int]) -> list[int]:
    """Give each line its part of the points, by largest remainder.

    >>> share_points(10, [1, 1, 1])
    [4, 3, 3]
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [points * weight // whole for weight in weights]
    rests = [points * weight % whole for weight in weights]
    largest = sorted(range(len(weights)), key=lambda at: -rests[at])
    for place in largest[: points - sum(parts)]:
        parts[place] += 1
    return parts


def part_of_points(whole: int, bought: int, *, before: int, now: int) -> int:
    """Give the part of a figure that comes back now, after `before` of `bought`.

    The parts add up to the whole, in any order.
    """
    return rounded_ratio(whole * (before + now), bought) - rounded_ratio(
        whole * before, bought
    )


def most_to_redeem(balance: int, due: Money, terms: Terms) -> int:
    """Tell how many points a customer may use for a bill now; 0 where it is too few."""
    most = Money(due.paisas * terms.most_bp // FULL)
    points = min(max(balance, 0), most.paisas * terms.per_rupee // 100)
    return points if points >= terms.least else 0


def check_redeem(
    points: int, balance: int, due: Money, terms: Terms, name: str
) -> None:
    """Hold what is redeemed to the minimum, the balance and the bill.

    Raises:
        TooFewPointsError: Less than the minimum.
        PointsShortError: More than the customer has.
        PointsOverBillError: More of the bill than points may pay.
    """
    if points < terms.fewest:
        raise TooFewPointsError(minimum=terms.least)
    if points > balance:
        raise PointsShortError(name=name, balance=balance)
    most = Money(due.paisas * terms.most_bp // FULL)
    if terms.worth(points) > most:
        raise PointsOverBillError(most, most.paisas * terms.per_rupee // 100)
