"""What comes back for goods that come back: parts of lines, and ways of refunding.

Every figure of a part is the difference of two roundings of what came back so far,
so that the parts of a bill always add up to the bill, to the paisa, in any order.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tui_pos.domain.money import ZERO, Money, rounded_ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui_pos.domain.quantity import Quantity


class RefundWay(StrEnum):
    """How a return is refunded."""

    AS_PAID = "as-paid"
    """To the khata what was lent, then cash, then the other ways of the bill."""
    CASH = "cash"
    KHATA = "khata"
    CARD = "card"
    WALLET = "wallet"
    BANK = "bank"
    POINTS = "points"
    EXCHANGE = "exchange"
    """To the khata what was lent; the rest is money towards the next bill."""


_POINTS = "points"


@dataclass(frozen=True, slots=True)
class Paid:
    """One way in which a bill was paid, and what of it was refunded so far."""

    kind: str
    amount: Money
    refunded: Money = ZERO

    @property
    def left(self) -> Money:
        """What can still be refunded this way; never below zero."""
        return max(self.amount - self.refunded, ZERO)


@dataclass(frozen=True, slots=True)
class CashSoFar:
    """What of a bill's returns was refunded in cash so far."""

    exact: Money = ZERO
    """Before the rounding to whole rupees."""
    handed_out: Money = ZERO


@dataclass(frozen=True, slots=True)
class Refund:
    """What goes back: `worth = sum of parts + rounding`."""

    parts: tuple[tuple[str, Money], ...]
    """Kinds of tender with amounts above zero."""
    rounding: Money

    def of(self, kind: str) -> Money:
        """Give what goes back in one way."""
        return Money.total(amount for one, amount in self.parts if one == kind)

    @property
    def total(self) -> Money:
        """All that goes back."""
        return Money.total(amount for _kind, amount in self.parts)


def part_of(
    whole: Money, bought: Quantity, *, before: Quantity, now: Quantity
) -> Money:
    """Give the part of a line's figure that belongs to what comes back now.

    >>> from tui_pos.domain.quantity import Quantity
    >>> three, one = Quantity.of(3), Quantity.of(1)
    >>> [part_of(Money(100), three, before=Quantity.of(n), now=one).paisas
    ...  for n in range(3)]
    [33, 34, 33]
    """
    units = bought.thousandths
    later = rounded_ratio(whole.paisas * (before.thousandths + now.thousandths), units)
    return Money(later - rounded_ratio(whole.paisas * before.thousandths, units))


def refund(
    worth: Money, way: RefundWay, paid: Sequence[Paid], so_far: CashSoFar
) -> Refund:
    """Split what a return is worth over the ways in which it goes back."""
    if way not in {RefundWay.AS_PAID, RefundWay.EXCHANGE}:
        by_points = _owed_in_points(worth, way, paid)
        fixed = [(way.value, worth - by_points), (_POINTS, by_points)]
        return _rounded([one for one in fixed if one[1]], so_far)
    parts: list[tuple[str, Money]] = []
    left = worth
    for one in sorted(paid, key=_first_khata_then_cash):
        if way is RefundWay.EXCHANGE and one.kind != RefundWay.KHATA:
            continue
        amount = min(left, one.left)
        if amount:
            parts.append((one.kind, amount))
        left -= amount
    others = [one for one in paid if one.kind != RefundWay.KHATA]
    if way is RefundWay.EXCHANGE and (by_points := _owed_in_points(left, way, others)):
        parts.append((_POINTS, by_points))
        left -= by_points
    if left:
        parts.append((RefundWay.CASH.value, left))
    return _rounded(parts, so_far)


def _owed_in_points(worth: Money, way: RefundWay, paid: Sequence[Paid]) -> Money:
    """Tell what must go back as points: what was paid with them never becomes money."""
    if way is RefundWay.POINTS:
        return ZERO
    points = Money.total(one.left for one in paid if one.kind == _POINTS)
    money = Money.total(one.left for one in paid if one.kind != _POINTS)
    return min(points, max(worth - money, ZERO))


def _first_khata_then_cash(one: Paid) -> int:
    order = (RefundWay.KHATA, RefundWay.CASH)
    return order.index(one.kind) if one.kind in order else len(order)


def _rounded(parts: Sequence[tuple[str, Money]], so_far: CashSoFar) -> Refund:
    exact = Money.total(amount for kind, amount in parts if kind == RefundWay.CASH)
    cash = (so_far.exact + exact).to_whole_rupees() - so_far.handed_out
    kept = [(kind, amount) for kind, amount in parts if kind != RefundWay.CASH]
    if not exact:
        return Refund(tuple(kept), ZERO)
    if cash:
        kept.append((RefundWay.CASH.value, cash))
    return Refund(tuple(kept), exact - cash)
