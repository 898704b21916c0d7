"""What a bill comes to: line prices, discounts, the tax inside, cash rounding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.domain.errors import DiscountTooLargeError
from tui_pos.domain.money import ZERO, Money, rounded_ratio, share
from tui_pos.domain.quantity import PER_UNIT, Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

FULL_RATE = 10_000
"""One hundred per cent in basis points."""


@dataclass(frozen=True, slots=True)
class Discount:
    """Rupees off, or a part of the price in basis points, never both."""

    amount: Money = ZERO
    rate_bp: int = 0

    def off(self, price: Money) -> Money:
        """Tell what comes off a price.

        Raises:
            DiscountTooLargeError: More would come off than there is.
        """
        off = self.amount or Money(
            rounded_ratio(price.paisas * self.rate_bp, FULL_RATE)
        )
        if off > price:
            raise DiscountTooLargeError(discount=off, price=price)
        return off

    def __bool__(self) -> bool:
        return bool(self.amount) or self.rate_bp != 0


NO_DISCOUNT = Discount()


@dataclass(frozen=True, slots=True)
class Item:
    """What is priced: a quantity at a price, or at what its label says."""

    quantity: Quantity
    unit_price: Money
    discount: Discount = NO_DISCOUNT
    tax_bp: int = 0
    fixed_price: Money | None = None
    """The price of the whole line: a scale's label, or "Rs 100 worth"."""

    @property
    def gross(self) -> Money:
        """The price of the line before any discount."""
        if self.fixed_price is not None:
            return self.fixed_price
        return line_price(self.quantity, self.unit_price)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its figures; `total = gross - discount`, and `tax` lies inside."""

    gross: Money
    discount: Money
    tax: Money
    total: Money


@dataclass(frozen=True, slots=True)
class Bill:
    """A priced bill, before any tender."""

    lines: tuple[PricedLine, ...]
    subtotal: Money
    discount: Money
    tax: Money
    due: Money


def line_price(quantity: Quantity, unit_price: Money) -> Money:
    """Price a quantity, half a paisa away from zero.

    >>> line_price(Quantity.of("1.250"), Money.rupees(99)).paisas
    12375
    """
    return Money(rounded_ratio(quantity.thousandths * unit_price.paisas, PER_UNIT))


def quantity_worth(worth: Money, unit_price: Money) -> Quantity:
    """Tell how much an amount of money buys, to the thousandth."""
    return Quantity(rounded_ratio(worth.paisas * PER_UNIT, unit_price.paisas))


def tax_inside(total: Money, rate_bp: int) -> Money:
    """Tell the tax inside a price that includes it (market.md 2.2).

    >>> tax_inside(Money.rupees(190), 1800).to_rupees()
    Decimal('28.98')
    """
    base = rounded_ratio(total.paisas * FULL_RATE, FULL_RATE + rate_bp)
    return Money(total.paisas - base)


def price_bill(items: Sequence[Item], discount: Discount = NO_DISCOUNT) -> Bill:
    """Price a bill; its discount is shared over the lines, to the paisa.

    Raises:
        DiscountTooLargeError: A discount is more than what it comes off.
    """
    gross = [item.gross for item in items]
    own = [item.discount.off(price) for item, price in zip(items, gross, strict=True)]
    net = [price - off for price, off in zip(gross, own, strict=True)]
    on_bill = share(discount.off(Money.total(net)), [amount.paisas for amount in net])
    lines = tuple(
        _priced(item, price, off + part)
        for item, price, off, part in zip(items, gross, own, on_bill, strict=True)
    )
    return Bill(
        lines=lines,
        subtotal=Money.total(gross),
        discount=Money.total(line.discount for line in lines),
        tax=Money.total(line.tax for line in lines),
        due=Money.total(line.total for line in lines),
    )


def discount_limit(bill: Bill, most_bp: int) -> Money:
    """Tell how much may come off a bill: a part of it, rounded as discounts are."""
    by_line = sum(
        rounded_ratio(line.gross.paisas * most_bp, FULL_RATE) for line in bill.lines
    )
    return Money(max(by_line, rounded_ratio(bill.subtotal.paisas * most_bp, FULL_RATE)))


def _priced(item: Item, gross: Money, discount: Money) -> PricedLine:
    total = gross - discount
    return PricedLine(gross, discount, tax_inside(total, item.tax_bp), total)
