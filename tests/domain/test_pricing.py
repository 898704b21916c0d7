from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_pos.domain.errors import DiscountTooLargeError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.pricing import (
    Discount,
    Item,
    line_price,
    price_bill,
    quantity_worth,
    tax_inside,
)
from tui_pos.domain.quantity import Quantity

items = st.builds(
    Item,
    quantity=st.integers(1, 10**7).map(Quantity),
    unit_price=st.integers(0, 10**8).map(Money),
    discount=st.integers(0, 10_000).map(lambda rate: Discount(rate_bp=rate)),
    tax_bp=st.sampled_from((0, 500, 1800)),
)


@given(st.lists(items, min_size=1, max_size=20), st.integers(0, 10_000))
def test_a_bill_is_the_sum_of_its_lines(some: list[Item], rate: int) -> None:
    bill = price_bill(some, Discount(rate_bp=rate))

    assert Money.total(line.total for line in bill.lines) == bill.due
    assert bill.subtotal - bill.discount == bill.due
    assert Money.total(line.tax for line in bill.lines) == bill.tax
    assert bill.due >= ZERO
    for line in bill.lines:
        assert line.gross - line.discount == line.total
        assert ZERO <= line.tax <= line.total


@pytest.mark.parametrize(
    ("total", "tax"),
    [("190", "28.98"), ("1092", "166.58"), ("48", "7.32"), ("99", "15.10")],
)
def test_the_tax_inside_real_prices(total: str, tax: str) -> None:
    assert tax_inside(Money.rupees(total), 1800) == Money.rupees(tax)


def test_a_discount_larger_than_the_price_is_refused() -> None:
    item = Item(Quantity.of(1), Money.rupees(100), Discount(Money.rupees(101)))

    with pytest.raises(DiscountTooLargeError):
        price_bill([item])


def test_a_label_says_what_its_line_costs() -> None:
    item = Item(Quantity.of("0.645"), Money.rupees(155), fixed_price=Money.rupees(100))

    assert item.gross == Money.rupees(100)


def test_a_hundred_rupees_buy_so_much_sugar() -> None:
    assert quantity_worth(Money.rupees(100), Money.rupees(155)) == Quantity(645)
    assert line_price(Quantity.of("1.25"), Money.rupees(155)) == Money.rupees("193.75")


def test_an_empty_discount_is_none() -> None:
    assert not Discount()
    assert Discount(rate_bp=1)
    assert Discount(Money(1))
