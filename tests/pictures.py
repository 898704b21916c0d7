"""The pictures of the screens: for the snapshots, and for docs/pictures.

`python -m tests.pictures DIRECTORY` exports them from the app itself.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.screens.conftest import SOAP, TEA
from tests.screens.hand import SIZE, Hand, till

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.pilot import Pilot

    from tui_pos.app import PosApp

SIZES = {"sale-wide": (120, 40), "too-small": (60, 20)}
FORM = ("Al-Madina", "Main Bazaar", "0300-1234567", "", "Bilal", "786786", "786786")


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen, and the keys that lead to it."""

    keys: Callable[[Hand], Awaitable[None]]
    needs_shop: bool = True

    async def go(self, pilot: Pilot[None]) -> None:
        hand = Hand(pilot.app, pilot)  # type: ignore[arg-type]
        await pilot.pause()
        await pilot.pause()
        await self.keys(hand)


def open_till(directory: Path) -> PosApp:
    return till(directory)


async def first_run(hand: Hand) -> None:
    await hand.pilot.pause()


async def set_up(hand: Hand) -> None:
    await hand.press("s")
    for value in FORM:
        await hand.type(value)
        await hand.press("down")


async def lock(hand: Hand) -> None:
    await hand.type("Ali")


async def sale(hand: Hand) -> None:
    await hand.log_in()
    await hand.press("f3")
    await hand.type("ahm")
    await hand.press("enter")
    await hand.scan(SOAP, SOAP, TEA)
    await hand.type("1.25*sugar")
    await hand.press("enter")


async def empty_sale(hand: Hand) -> None:
    await hand.log_in()


async def unknown(hand: Hand) -> None:
    await hand.log_in()
    await hand.scan("9990001112223")


async def tender(hand: Hand) -> None:
    await sale(hand)
    await hand.press("f9")
    await hand.type("100")
    await hand.press("enter")


async def over_limit(hand: Hand) -> None:
    await sale(hand)
    await hand.press("f9", "k")


async def change(hand: Hand) -> None:
    await hand.log_in()
    await hand.scan(SOAP, TEA)
    await hand.press("f9")
    await hand.type("1000")
    await hand.press("enter")


async def receipt(hand: Hand) -> None:
    await change(hand)
    await hand.press("f10", "p")


async def find(hand: Hand) -> None:
    await hand.log_in()
    await hand.press("f2")
    await hand.type("s")


async def pick(hand: Hand) -> None:
    await hand.log_in()
    await hand.type("sachet")
    await hand.press("enter")


async def customer(hand: Hand) -> None:
    await hand.log_in()
    await hand.press("f3")
    await hand.type("a")


async def recall(hand: Hand) -> None:
    await hand.log_in()
    await hand.scan(SOAP)
    await hand.press("f4")
    await hand.type("Haji sahib")
    await hand.press("enter", "f5")


async def discount(hand: Hand) -> None:
    await sale(hand)
    await hand.press("f7")
    await hand.type("10%")


async def menu(hand: Hand) -> None:
    await hand.log_in("Bilal", "786786")
    await hand.press("f10")


async def help_(hand: Hand) -> None:
    await hand.log_in()
    await hand.press("f1")


async def goods(hand: Hand) -> None:
    await menu(hand)
    await hand.press("g")


async def goods_form(hand: Hand) -> None:
    await goods(hand)
    await hand.press("enter")


async def shift(hand: Hand) -> None:
    await hand.log_in()
    await hand.press("f10", "z")
    await hand.type("2000")
    await hand.press("enter")
    await hand.log_in()


async def too_small(hand: Hand) -> None:
    await hand.log_in()


PICTURES = {
    "first-run": Picture(first_run, needs_shop=False),
    "set-up": Picture(set_up, needs_shop=False),
    "lock": Picture(lock),
    "shift": Picture(shift),
    "sale": Picture(sale),
    "sale-wide": Picture(sale),
    "sale-empty": Picture(empty_sale),
    "unknown-code": Picture(unknown),
    "tender": Picture(tender),
    "over-limit": Picture(over_limit),
    "change": Picture(change),
    "receipt": Picture(receipt),
    "find": Picture(find),
    "pick": Picture(pick),
    "customer": Picture(customer),
    "recall": Picture(recall),
    "discount": Picture(discount),
    "menu": Picture(menu),
    "help": Picture(help_),
    "goods": Picture(goods),
    "goods-form": Picture(goods_form),
    "too-small": Picture(too_small),
}


async def export(target: Path) -> None:
    """Export every picture as SVG from a shop made for it."""
    target.mkdir(mode=0o755, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        for name, picture in PICTURES.items():
            directory = Path(home) / name
            if picture.needs_shop:
                _make_shop(directory)
            app = open_till(directory)
            async with app.run_test(size=SIZES.get(name, SIZE)) as pilot:
                await picture.go(pilot)
                path = target / f"{name}.svg"
                path.write_text(app.export_screenshot())
                path.chmod(0o644)
                if app.shop is not None:
                    app.shop.close()


def _make_shop(directory: Path) -> None:
    from tests import conftest
    from tests.screens import conftest as screens

    made = conftest.make_founded(directory)
    books = conftest.make_books(made)
    screens.stock(books)
    screens.open_shift(made)


if __name__ == "__main__":
    asyncio.run(export(Path(sys.argv[1])))
