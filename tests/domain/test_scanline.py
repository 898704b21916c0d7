from __future__ import annotations

import pytest

from tui_pos.domain import scanline
from tui_pos.domain.errors import PosError
from tui_pos.domain.money import Money
from tui_pos.domain.quantity import Quantity

CASES = {
    "": scanline.Nothing(),
    "  ": scanline.Nothing(),
    ".": scanline.TENDER,
    "..": scanline.EXACT_CASH,
    "+": scanline.Step(1),
    "-": scanline.Step(-1),
    "5901234123457": scanline.Item("5901234123457"),
    "tapal danedar": scanline.Item("tapal danedar"),
    "3*5901": scanline.Item("5901", quantity=Quantity.of(3)),
    "1.250*sugar": scanline.Item("sugar", quantity=Quantity(1250)),
    "1.250*": scanline.NextQuantity(quantity=Quantity(1250)),
    "r100*sugar": scanline.Item("sugar", worth=Money.rupees(100)),
    "R100*": scanline.NextQuantity(worth=Money.rupees(100)),
    "*3": scanline.Again(Quantity.of(3)),
    "=95.50": scanline.Price(Money.rupees("95.50")),
    "/su Haji sahib": scanline.Slash("su", "Haji sahib"),
    "/CA": scanline.EXACT_CASH,
}


@pytest.mark.parametrize("typed", CASES)
def test_what_is_typed_means(typed: str) -> None:
    assert scanline.parse(typed) == CASES[typed]


@pytest.mark.parametrize(
    "typed",
    ["0*x", "-1*x", "1000001*x", "abc*x", "*0", "*x", "=0", "=-1", "=x", "r0*x", "-5"],
)
def test_what_is_nonsense_is_refused(typed: str) -> None:
    with pytest.raises(PosError):
        scanline.parse(typed)
