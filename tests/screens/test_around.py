"""The screens around the sale: first run, set-up, lock, shift, goods, faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.screens.conftest import SOAP, TEA
from tests.screens.hand import at_the_till
from tui_pos.db import rows
from tui_pos.domain.errors import CounterHeldError, ReadOnlyError
from tui_pos.screens.fault import FaultScreen
from tui_pos.screens.first_run import FirstRunScreen
from tui_pos.screens.goods import GoodsScreen, read_pack
from tui_pos.screens.lock import LockScreen
from tui_pos.screens.sale import SaleScreen
from tui_pos.screens.setup import SetupScreen
from tui_pos.screens.shift import ShiftScreen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tui_pos.shop import Shop


async def test_a_new_machine_is_set_up_from_the_keyboard(tmp_path: Path) -> None:
    async with at_the_till(tmp_path / "shop") as hand:
        assert isinstance(hand.screen, FirstRunScreen)
        await hand.press("x", "s")
        assert isinstance(hand.screen, SetupScreen)
        await hand.press("f12")
        assert "must not be empty" in hand.message
        for value in ("Madina", "Okara", "0300", "", "Bilal", "786786", "786787"):
            await hand.type(value)
            await hand.press("down")
        await hand.press("f12")
        assert "not the same twice" in hand.message
        await hand.press("up", "backspace")
        await hand.type("6")
        await hand.press("down")
        await hand.press("backspace", "backspace")
        await hand.type("99")
        await hand.press("f12")
        assert "paper: is not known" in hand.message
        await hand.press("backspace", "backspace")
        await hand.type("58")
        await hand.press("tab")
        await hand.type("usb")
        await hand.press("f12")
        assert "printer: is not known" in hand.message
        await hand.press("backspace", "backspace", "backspace", "f12")
        assert "RECOVERY SHEET" in hand.said

        await hand.type("WRONG")
        await hand.press("enter")
        assert "not group 14" in hand.message
        await hand.press(*["backspace"] * 5)
        last = hand.text.split("14: ")[1].split()[0]
        await hand.type(last.lower())
        await hand.press("enter")
        await hand.pilot.pause()
        await hand.pilot.pause()

        assert isinstance(hand.screen, LockScreen)
        assert "Madina" in hand.said
        assert hand.app.open_books().paper_columns == 32


async def test_set_up_in_roman_urdu_with_a_printer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    paper = tmp_path / "paper.bin"
    async with at_the_till(tmp_path / "shop") as hand:
        await hand.press("s")
        for value in ("Madina", "", "", None, "Bilal", "786786", "786786", ""):
            if value is None:
                await hand.press("backspace", "r")
            else:
                await hand.type(value)
            await hand.press("enter")
        await hand.type(f"file://{paper}")
        await hand.press("enter", "enter")
        await hand.press("ctrl+r")
        assert "Chhap gaya" in hand.message
        assert b"RECOVERY SHEET" in paper.read_bytes()
        last = hand.text.split("14: ")[1].split()[0]
        await hand.type(last)
        await hand.press("enter")
        await hand.pilot.pause()
        await hand.pilot.pause()

        assert "taala" in hand.said
        assert hand.app.open_books().counter.printer == "front"


async def test_a_sheet_that_cannot_be_printed_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    async with at_the_till(tmp_path / "shop") as hand:
        await hand.press("s")
        for value in ("Madina", "", "", "", "Bilal", "786786", "786786", ""):
            await hand.type(value)
            await hand.press("enter")
        await hand.type(f"file://{tmp_path}/no/paper.bin")
        await hand.press("f12", "ctrl+r")
        assert "then delete it" in hand.message
        await hand.press("ctrl+r")
        assert "is there already" in hand.message
    sheet = tmp_path / "tui-pos-recovery-sheet.txt"
    assert "14: " in sheet.read_text()


async def test_an_unknown_language_and_going_back(tmp_path: Path) -> None:
    async with at_the_till(tmp_path / "shop") as hand:
        await hand.press("s", "down", "down", "down", "backspace", "x", "f12")
        assert "language: is not known" in hand.message
        await hand.press("escape")
        assert isinstance(hand.screen, FirstRunScreen)
        await hand.press("q")
    assert not (tmp_path / "shop").exists()


async def test_the_sheet_can_be_left_without_founding(tmp_path: Path) -> None:
    async with at_the_till(tmp_path / "shop") as hand:
        await hand.press("s")
        for value in ("Madina", "", "", "", "Bilal", "786786", "786786"):
            await hand.type(value)
            await hand.press("down")
        await hand.press("f12", "escape")
        assert "Shop name" in hand.said
    assert not (tmp_path / "shop").exists()


async def test_the_demo_is_made_with_its_progress(stocked: Path) -> None:
    told: list[int] = []

    def make_demo(tell: Callable[[int, int], None]) -> list[tuple[str, str, str]]:
        tell(1, 2)
        told.append(1)
        return [("Bilal", "owner", "786786")]

    from tui_pos.domain.errors import ShopNotFoundError

    first = iter([True])
    from tests.screens.hand import till

    real = till(stocked).doors.open_shop

    def open_shop(counter: str) -> Shop:
        if next(first, False):
            raise ShopNotFoundError(stocked)
        return real(counter)

    async with at_the_till(stocked, make_demo=make_demo, open_shop=open_shop) as hand:
        await hand.press("d", "d")
        await hand.app.workers.wait_for_complete()
        await hand.pilot.pause()
        await hand.pilot.pause()
        assert told == [1]
        assert isinstance(hand.screen, LockScreen)
        assert "PIN 786786" in hand.said


async def test_a_demo_that_fails_says_why(tmp_path: Path) -> None:
    def make_demo(tell: Callable[[int, int], None]) -> list[tuple[str, str, str]]:
        raise ReadOnlyError(tmp_path)

    async with at_the_till(tmp_path / "shop", make_demo=make_demo) as hand:
        await hand.press("d")
        await hand.app.workers.wait_for_complete()
        await hand.pilot.pause()
        assert "cannot be written" in hand.said


async def test_a_fault_is_one_clear_screen(directory: Path) -> None:
    (directory / "shop.key").unlink()
    async with at_the_till(directory) as hand:
        assert isinstance(hand.screen, FaultScreen)
        assert "is missing" in hand.said
        await hand.press("o", "x", "r")
        await hand.pilot.pause()
        assert isinstance(hand.screen, FaultScreen)
        await hand.press("q")


async def test_a_held_counter_offers_the_office(stocked: Path) -> None:
    from tests.screens.hand import till

    real = till(stocked).doors.open_shop

    def open_shop(counter: str) -> Shop:
        if counter != "office":
            raise CounterHeldError("till")
        return real(counter)

    async with at_the_till(stocked, open_shop=open_shop) as hand:
        assert "running on counter till" in hand.said
        await hand.press("o")
        await hand.pilot.pause()
        await hand.pilot.pause()
        await hand.log_in("Bilal", "786786")
        assert isinstance(hand.screen, SaleScreen)
        assert "no shift" in hand.said
        await hand.scan(SOAP)
        await hand.press("f12")
        assert "No shift is open at office" in hand.message


async def test_a_key_clash_is_a_fault(directory: Path) -> None:
    (directory / "config.toml").write_text('[keys]\npark = "f2"\n')
    async with at_the_till(directory) as hand:
        assert "both find and park" in hand.said


async def test_keys_can_be_moved(selling: Path) -> None:
    (selling / "config.toml").write_text('[keys]\nexact = "f11"\n')
    async with at_the_till(selling) as hand:
        await hand.log_in()
        assert "F11 Cash" in hand.said
        await hand.scan(SOAP)
        await hand.press("f12")
        assert rows("SELECT COUNT(*) FROM sale") == [(0,)]
        await hand.press("f11")
        assert rows("SELECT COUNT(*) FROM sale") == [(1,)]


async def test_the_lock_takes_a_part_of_a_name_and_counts_wrong_pins(
    stocked: Path,
) -> None:
    async with at_the_till(stocked) as hand:
        await hand.press("enter")
        await hand.type("al")
        await hand.press("tab", "enter")
        await hand.type("9999")
        await hand.press("enter")
        assert "Wrong user or PIN" in hand.message
        await hand.press("up", "escape", "down")
        for _try in range(4):
            await hand.type("0000")
            await hand.press("enter")
        await hand.type("1234")
        await hand.press("enter")
        assert "Too many wrong PINs" in hand.message
        await hand.press("f10", "escape", "f10", "y")


async def test_the_shift_is_opened_before_the_first_sale(stocked: Path) -> None:
    async with at_the_till(stocked) as hand:
        await hand.log_in()
        assert isinstance(hand.screen, ShiftScreen)
        await hand.press("enter")
        assert "Type the float" in hand.message
        await hand.scan(TEA)
        assert "was ignored" in hand.message
        await hand.type("2x")
        await hand.press("enter")
        assert "not a number" in hand.message
        await hand.press("backspace")
        await hand.type("000")
        await hand.press("enter")
        assert isinstance(hand.screen, SaleScreen)
        assert rows("SELECT opening_float FROM shift") == [(200000,)]


async def test_the_shift_screen_can_be_locked(stocked: Path) -> None:
    async with at_the_till(stocked) as hand:
        await hand.log_in()
        await hand.press("ctrl+l")
        assert isinstance(hand.screen, LockScreen)


async def test_goods_are_kept_from_the_keyboard(selling: Path) -> None:
    from textual import events

    async with at_the_till(selling) as hand:
        await hand.log_in("Sana", "445566")
        await hand.press("f10", "g")
        assert isinstance(hand.screen, GoodsScreen)
        await hand.type("lux")
        await hand.press("enter")
        await hand.press("down", "backspace", "backspace")
        await hand.type("99")
        await hand.press("f12")
        assert "SOAP is saved" in hand.message
        assert rows("SELECT price FROM product WHERE sku = 'SOAP'") == [(9900,)]

        await hand.press("f7")
        await hand.scan("8961111111112")
        await hand.press("enter", "ctrl+n")
        await hand.type("77777777 12 500")
        await hand.press("enter")
        assert rows("SELECT COUNT(*) FROM barcode WHERE product_id = 1") == [(3,)]
        await hand.press("delete", "escape", "f8")
        assert "switched off" in hand.message
        assert rows("SELECT COUNT(*) FROM barcode WHERE product_id = 1") == [(2,)]
        assert "(off)" in hand.said
        await hand.press("f8", "escape", "down", "up")
        await hand.scan(TEA)
        assert "Tapal" in hand.said
        hand.screen.post_message(events.Paste("x"))
        await hand.pilot.pause()
        await hand.press("escape", "ctrl+n")
        await hand.type("Naya")
        await hand.press("f12")
        assert "is not a number" in hand.message
        await hand.press("escape", "escape")
        assert isinstance(hand.screen, SaleScreen)


async def test_the_goods_screen_can_be_locked(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in("Sana", "445566")
        await hand.type("/gd")
        await hand.press("enter", "f7")
        await hand.press("delete", "ctrl+l", "escape", "ctrl+l")
        assert isinstance(hand.screen, LockScreen)


def test_a_pack_is_read_as_it_is_typed() -> None:
    assert read_pack("896").quantity.thousandths == 1000
    assert read_pack("896 12").price is None
    assert read_pack("").code == ""


async def test_the_printer_is_seen_in_the_header(selling: Path, tmp_path: Path) -> None:
    from tui_pos.services.spool import PrinterState, Waiting

    (selling / "config.toml").write_text(
        f'[printers.front]\ntransport = "file://{tmp_path}/paper.bin"\n'
    )
    async with at_the_till(selling) as hand:
        await hand.log_in()
        for state, said in (
            (None, "printer ..."),
            (PrinterState(True, Waiting(0, 0)), "printer ok"),
            (PrinterState(False, Waiting(3, 0), "off"), "printer off: 3 wait"),
            (PrinterState(True, Waiting(0, 1)), "printer ? 1 to check"),
        ):
            hand.app.printer = state
            hand.screen.paint()
            assert said in hand.lines[0]
        hand.app._show_printer(PrinterState(True, Waiting(2, 0)))
        await hand.press("ctrl+l")
        assert "2 slips wait" in hand.said


async def test_a_plain_shop_says_so_on_every_screen(tmp_path: Path) -> None:
    from tui_pos import bootstrap
    from tui_pos.domain.keys import KeyFile, KeyKind
    from tui_pos.services.founding import ShopForm

    shop = tmp_path / "plain"
    form = ShopForm("Plain", "Bilal", "786786")
    bootstrap.found_shop(shop, form, KeyFile.fresh(KeyKind.PLAIN))
    async with at_the_till(shop) as hand:
        assert "UNENCRYPTED" in hand.said
        await hand.press("enter")
        await hand.type("786786")
        await hand.press("enter")
        await hand.type("0")
        await hand.press("enter")
        assert "UNENCRYPTED" in hand.said


async def test_hostile_names_are_text_on_every_screen(selling: Path) -> None:
    hostile = ("[bold]x", "[@click=app.quit()]y", "\x1b[2Jz", "\u202etxet", "[/nope")
    from tests.conftest import NOON
    from tui_pos import bootstrap
    from tui_pos.bootstrap import Opening
    from tui_pos.domain.money import Money
    from tui_pos.models import User
    from tui_pos.services import customers, goods, people

    shop = bootstrap.open_shop(Opening(selling))
    owner = people.actor_for(User.get(User.name == "Bilal"), shop.counter)
    for number, name in enumerate(hostile):
        form = goods.ProductForm(f"H{number}", f"evil {name}", Money.rupees(5))
        goods.add_product(form, by=owner, at=NOON)
        customers.add_customer(
            customers.CustomerForm(f"evil {name}"), by=owner, at=NOON
        )
    shop.close()
    async with at_the_till(selling, size=(120, 40)) as hand:
        await hand.log_in()
        for number in range(len(hostile)):
            await hand.type(f"H{number}")
            await hand.press("enter")
        assert "[@click=app.quit()]y" in hand.said
        await hand.press("f3")
        await hand.type("evil")
        await hand.press("enter", "f12")
        assert "\x1b" not in hand.said
        assert "\u202e" not in hand.said
        assert rows("SELECT COUNT(*) FROM sale") == [(1,)]


async def test_the_till_rests_when_nobody_uses_it(selling: Path) -> None:
    rested: list[int] = []
    async with at_the_till(selling) as hand:
        from dataclasses import replace

        await hand.log_in()
        hand.app.shop = replace(hand.app.open_books(), rest=lambda: rested.append(1))
        hand.app._touched -= 60
        hand.app._maybe_rest()
        await hand.app.workers.wait_for_complete()
        hand.app._maybe_rest()
        assert rested == [1]
        hand.app.use_theme("ansi")
        assert hand.app.theme == "ansi-dark"
        hand.app.use_theme("dark")
        assert hand.app.theme == "textual-dark"


async def test_a_fault_of_its_own_ends_on_a_sentence(
    selling: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(self: object, *_rest: object) -> None:
        secret = "1234-secret"  # noqa: F841 - it must not be in the log
        raise ZeroDivisionError

    async def press_the_key() -> None:
        async with at_the_till(selling) as hand:
            await hand.log_in()
            monkeypatch.setattr(SaleScreen, "do_find", breaks)
            await hand.press("f2")

    with pytest.raises(ZeroDivisionError):
        await press_the_key()
    (log,) = (selling / "log").iterdir()
    assert "ZeroDivisionError" in log.read_text()
    assert "1234-secret" not in log.read_text().replace('secret = "1234-secret"', "")


async def test_a_screen_that_is_not_there_yet_is_not_painted(selling: Path) -> None:
    from tui_pos.screens.sale import SaleScreen

    async with at_the_till(selling):
        SaleScreen(None).paint()
