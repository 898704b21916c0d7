from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_pos.domain.money import ZERO, Money, rounded_ratio, share
from tui_pos.domain.quantity import ONE, Quantity, is_divisible, unit_named

paisas = st.integers(min_value=-(10**12), max_value=10**12)


@given(paisas, st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_the_parts_of_a_share_always_add_up(amount: int, weights: list[int]) -> None:
    parts = share(Money(amount), weights)

    whole = sum(weights)
    assert Money.total(parts) == (Money(amount) if whole else ZERO)
    if whole:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part.paisas * whole - amount * weight) < whole


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_rounding_is_the_same_on_both_sides_of_zero(number: int, by: int) -> None:
    assert rounded_ratio(-number, by) == -rounded_ratio(number, by)


@given(paisas)
def test_whole_rupees_are_at_most_half_a_rupee_away(amount: int) -> None:
    whole = Money(amount).to_whole_rupees()

    assert whole.paisas % 100 == 0
    assert abs(whole.paisas - amount) <= 50


def test_money_is_never_a_float() -> None:
    with pytest.raises(TypeError):
        Money.rupees(1.5)  # type: ignore[arg-type]  # a float is the defect
    with pytest.raises(TypeError):
        Quantity.of(1.5)  # type: ignore[arg-type]  # a float is the defect


def test_money_adds_subtracts_and_multiplies_exactly() -> None:
    assert Money.rupees("0.10") + Money.rupees("0.20") == Money(30)
    assert Money.rupees(1) - Money(1) == Money(99)
    assert Money(5) * 3 == Money(15)
    assert -Money(5) == Money(-5)
    assert not ZERO
    assert Money(1)


def test_quantities_are_thousandths() -> None:
    assert Quantity.of("1.250") + Quantity.of("0.75") == Quantity.of(2)
    assert Quantity.of(1) - ONE == Quantity()
    assert Quantity(-1000) == -ONE
    assert str(Quantity.of("1.250")) == "1.25"
    assert str(Quantity.of(10)) == "10"
    assert not Quantity()
    assert not Quantity.of("0.5").is_whole


def test_units_are_known_by_many_spellings() -> None:
    kilo = unit_named("KGS.")

    assert kilo is not None
    assert kilo.code == "kg"
    assert unit_named("bushel") is None
    assert is_divisible("litre")
    assert not is_divisible("pc")
    assert not is_divisible("bushel")
