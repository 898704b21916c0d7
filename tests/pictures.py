"""The pictures of the screens: for the snapshots, and for docs/pictures.

`python -m tests.pictures DIRECTORY` exports them from the app itself.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tests import factories
from tests.conftest import NOON, Books
from tests.screens.conftest import SOAP, TEA
from tests.screens.hand import SIZE, Hand, till
from tui_pos.domain.errors import CorruptDatabaseError
from tui_pos.domain.money import Money
from tui_pos.models import User
from tui_pos.services import loyalty, people, promises
from tui_pos.services.backups import Backup, Manifest, Totals
from tui_pos.services.restoring import Missing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.pilot import Pilot

    from tui_pos.app import PosApp
    from tui_pos.domain.permissions import Actor

PHONE = (40, 20)
"""What a manager has over SSH from a phone."""
SIZES = {
    "sale-wide": (120, 40),
    "ledger-wide": (120, 40),
    "too-small": (60, 20),
    **{
        f"{name}-phone": PHONE
        for name in (
            "customers",
            "profile",
            "customer-form",
            "book",
            "ledger",
            "receive",
            "collect",
            "grid",
            "points",
        )
    },
}
FORM = ("Al-Madina", "Main Bazaar", "0300-1234567", "", "Bilal", "786786", "786786")


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen, and the keys that lead to it."""

    keys: Callable[[Hand], Awaitable[None]]
    needs_shop: bool = True

    async def go(self, pilot: Pilot[None]) -> None:
        hand = Hand(pilot.app, pilot)  # type: ignore[arg-type]  # the pilot knows no app's own class
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


async def returned(hand: Hand) -> None:
    await change(hand)
    await hand.press("escape", "ctrl+t", "enter", "enter")


async def approval(hand: Hand) -> None:
    await hand.log_in()
    await hand.type(f"20*{SOAP}")
    await hand.press("enter", "f8")


async def given_back(hand: Hand) -> None:
    await returned(hand)
    await hand.press("f12")
    await hand.type("torn")
    await hand.press("enter")


async def find_bill(hand: Hand) -> None:
    await change(hand)
    await hand.press("escape", "ctrl+t")


async def lent(hand: Hand) -> None:
    await hand.log_in("Sana", "445566")
    await hand.press("f3")
    await hand.type("ahm")
    await hand.press("enter")
    await hand.scan(SOAP, SOAP)
    await hand.press("f9", "k", "escape")


async def receive(hand: Hand) -> None:
    await lent(hand)
    await hand.type("/rc ahm")
    await hand.press("enter", "enter")
    await hand.type("200")


async def received(hand: Hand) -> None:
    await receive(hand)
    await hand.press("f12", "c")


async def ledger(hand: Hand) -> None:
    await received(hand)
    await hand.press("escape")
    await hand.type("/kh ahm")
    await hand.press("enter", "enter", "f8")
    await hand.type("not his")
    await hand.press("f12")


async def reverse(hand: Hand) -> None:
    await received(hand)
    await hand.press("escape")
    await hand.type("/kh ahm")
    await hand.press("enter", "enter", "f8")


async def book(hand: Hand) -> None:
    await lent(hand)
    await hand.press("f10", "b")


async def owing(hand: Hand) -> None:
    """Let Ahmed take soap on khata, and leave the till."""
    with_books(hand, _owing)


def _owing(books: Books) -> None:
    ahmed, rashid = 1, 2
    for customer_id, rupees in ((ahmed, 190), (rashid, 1240), (rashid, 365)):
        factories.lend(books, customer_id, rupees)
    factories.pay(books, rashid, "400")
    promises.promise(ahmed, Money.rupees(100), NOON.date(), by=books.manager, at=NOON)


def with_books(hand: Hand, do: Callable[[Books], None]) -> None:
    """Do something in the open shop by services, as another till would have."""
    shop = hand.app.open_books()

    def actor(name: str) -> Actor:
        return people.actor_for(User.get(User.name == name), shop.counter)

    do(Books(shop, actor("Bilal"), actor("Sana"), actor("Rashid"), actor("Ali")))


async def customers(hand: Hand) -> None:
    await owing(hand)
    await hand.log_in("Sana", "445566")
    if hand.app.size.width >= 80:
        await hand.press("f10", "a")


async def profile(hand: Hand) -> None:
    await customers(hand)
    await hand.type("rashid")
    await hand.press("enter")


async def customer_form(hand: Hand) -> None:
    await profile(hand)
    await hand.press("e")


async def small_book(hand: Hand) -> None:
    await customers(hand)
    await hand.press("f10", "b")


async def small_ledger(hand: Hand) -> None:
    await profile(hand)
    await hand.press("k")


async def small_receive(hand: Hand) -> None:
    await profile(hand)
    await hand.press("f6")
    await hand.type("500")


async def ageing(hand: Hand) -> None:
    await customers(hand)
    await hand.press("f10", "b", "tab")


async def collect(hand: Hand) -> None:
    await customers(hand)
    await hand.press("f10", "w")


async def grid(hand: Hand) -> None:
    await collect(hand)
    await hand.press("p", "escape", "f10", "s")
    await hand.type("150")
    await hand.press("f12", "down")
    await hand.type("abc")
    await hand.press("f12")


async def merge(hand: Hand) -> None:
    await customers(hand)
    await hand.press("f10", "m")
    await hand.type("rashid")


async def alike(hand: Hand) -> None:
    await customers(hand)
    await hand.press("ctrl+n")
    await hand.type("Ahmad Ali")
    await hand.press("f12")


def rich(books: Books) -> None:
    """Give Haji Rashid 5,000 points of an old card."""
    loyalty.adjust(2, 5_000, "old card", by=books.manager, at=NOON)


async def redeem(hand: Hand) -> None:
    with_books(hand, rich)
    await hand.log_in()
    await hand.press("f3")
    await hand.type("rashid")
    await hand.press("enter")
    await hand.scan(SOAP, TEA)
    await hand.press("f9", "p")


async def with_points(hand: Hand) -> None:
    await redeem(hand)
    await hand.press("enter")


async def points_of(hand: Hand) -> None:
    await with_points(hand)
    await hand.press("f12", "escape", "ctrl+l")
    await profile(hand)
    await hand.press("2")


async def small_points(hand: Hand) -> None:
    with_books(hand, rich)
    await profile(hand)
    await hand.press("2")


async def rules(hand: Hand) -> None:
    await owing(hand)
    await hand.log_in("Bilal", "786786")
    await hand.press("f10", "a", "f10", "r", "down", "enter", "backspace", "backspace")
    await hand.type("100")
    await hand.press("enter")


async def campaigns(hand: Hand) -> None:
    await customers(hand)
    await hand.press("f10", "c", "r", "enter", "f12")


async def segments(hand: Hand) -> None:
    await customers(hand)
    await hand.press("f10", "g")
    for name, kind in (("lost", "away 60"), ("clean", "clear")):
        await hand.press("n")
        await hand.type(name)
        await hand.press("down")
        await hand.type(kind)
        await hand.press("f12")


async def points_report(hand: Hand) -> None:
    with_books(hand, rich)
    await customers(hand)
    await hand.press("f10", "p")


async def damaged(hand: Hand) -> None:
    backup = Backup(
        Path("shop-20260314-110000.db"),
        Manifest(
            made_at=NOON,
            shop="Al-Madina",
            sha256="",
            schema="",
            faults=0,
            books="",
            salt="",
            totals=Totals(3105, 215_610_275, 19_013_425, "b9e58294", 3105, 400, {}),
        ),
    )
    slips = (("A1-003106", Money.rupees(330)), ("A1-003107", Money.rupees(130)))
    doors = replace(
        hand.app.doors,
        backups=lambda: [backup],
        missing=lambda _backup: Missing(slips, is_whole=True),
    )
    hand.app.doors = doors
    hand.app.fail(CorruptDatabaseError(Path("/home/ali/shop/shop.db"), "malformed"))
    await hand.pilot.pause()
    await hand.pilot.pause()


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
    "find-bill": Picture(find_bill),
    "return": Picture(returned),
    "given-back": Picture(given_back),
    "approval": Picture(approval),
    "receive": Picture(receive),
    "received": Picture(received),
    "ledger": Picture(ledger),
    "ledger-wide": Picture(ledger),
    "reverse": Picture(reverse),
    "book": Picture(book),
    "customers": Picture(customers),
    "customers-phone": Picture(customers),
    "profile": Picture(profile),
    "profile-phone": Picture(profile),
    "customer-form": Picture(customer_form),
    "customer-form-phone": Picture(customer_form),
    "book-phone": Picture(small_book),
    "ageing": Picture(ageing),
    "ledger-phone": Picture(small_ledger),
    "receive-phone": Picture(small_receive),
    "collect": Picture(collect),
    "collect-phone": Picture(collect),
    "grid": Picture(grid),
    "grid-phone": Picture(grid),
    "merge": Picture(merge),
    "alike": Picture(alike),
    "redeem": Picture(redeem),
    "tender-points": Picture(with_points),
    "points": Picture(points_of),
    "points-phone": Picture(small_points),
    "rules": Picture(rules),
    "campaigns": Picture(campaigns),
    "segments": Picture(segments),
    "points-report": Picture(points_report),
    "damaged": Picture(damaged),
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
