"""Goods come back, bills are voided, tenders set right: at the screen, by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.screens.conftest import SOAP, TEA
from tests.screens.hand import Hand, at_the_till
from tui_pos.db import rows

if TYPE_CHECKING:
    from pathlib import Path


async def sell(hand: Hand, *codes: str) -> None:
    for code in codes:
        await hand.scan(code)
    await hand.press("f12")
    await hand.press("escape")


def kinds() -> list[tuple[str, int]]:
    return [
        (kind, total)
        for kind, total in rows("SELECT kind, total FROM sale ORDER BY id")
    ]


async def test_a_scanned_slip_opens_its_bill_and_gives_it_back(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await sell(hand, SOAP, SOAP)
        await hand.scan("A1-000001")
        assert "Bill A1-000001" in hand.said
        await hand.press("f12")
        assert "Choose what comes back" in hand.message
        await hand.type("1")
        await hand.press("enter")
        assert "cash Rs 95" in hand.said
        await hand.press("d")
        assert "(damaged)" in hand.said
        await hand.press("f12")
        await hand.press("enter")
        assert "Type the reason" in hand.message
        await hand.type("torn")
        await hand.press("enter")

        assert "GIVE BACK IN CASH" in hand.said
        assert kinds() == [("sale", 19000), ("return", -9500)]
        assert rows("SELECT damaged FROM sale_line WHERE sale_id = 2") == [(1,)]
        await hand.scan(TEA)
        assert hand.screen.panels == []
        assert hand.screen.cart.lines[0].name == "Tapal Danedar 190 g"


async def test_too_much_is_said_and_stays_typed(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await sell(hand, SOAP)
        await hand.press("ctrl+t")
        await hand.type("1")
        await hand.press("enter")
        await hand.type("5")
        await hand.press("enter")
        assert "Only 1 of" in hand.message
        assert "Quantity: 5" in hand.said
        await hand.press("backspace", "enter", "enter")
        await hand.press("d", "f12")
        assert "Choose what comes back" in hand.message
        await hand.press("up", "down", "r", "escape", "escape")
        assert hand.screen.panels == []


async def test_a_number_nobody_knows(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.type("/rt 404")
        await hand.press("enter")
        assert "No bill A1-000404 in these books" in hand.message
        await hand.scan("B2-000001")
        assert "No bill B2-000001" in hand.message


async def test_above_the_limit_a_supervisor_approves_in_place(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.type(f"20*{SOAP}")
        await hand.press("enter", "f12", "escape")
        await hand.press("ctrl+t", "enter", "enter", "f12")
        await hand.type("all wrong")
        await hand.press("enter")
        assert "above the Rs 1,000 that Ali may do alone" in hand.said
        await hand.type("2468")
        await hand.press("enter")
        await hand.type("seen")
        await hand.press("enter")

        assert kinds()[1] == ("return", -190000)
        assert "GIVE BACK" in hand.said
        assert len(hand.screen.panels) == 1
        detail = rows("SELECT detail FROM journal WHERE kind = 'return'")[0][0]
        assert "Rashid" in detail
        assert "seen" in detail


async def test_a_bill_is_voided_and_says_so_afterwards(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await sell(hand, SOAP)
        await hand.press("ctrl+t", "enter", "f8")
        await hand.type("twice")
        await hand.press("enter")
        assert "VOIDED" in hand.said
        await hand.press("space", "ctrl+t", "enter")
        assert "voided by A1-000002" in hand.said


async def test_a_tender_is_set_right(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await sell(hand, SOAP)
        await hand.press("ctrl+t", "enter", "f9")
        assert "How was it really paid?" in hand.said
        await hand.press("z", "escape", "f9", "c")
        await hand.type("it was a card")
        await hand.press("enter")
        assert "sold again as A1-000003" in hand.message
        assert rows("SELECT kind FROM tender WHERE sale_id = 3") == [("card",)]


async def test_a_lost_slip_is_found_by_customer_or_goods(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(SOAP)
        await hand.press("f3")
        await hand.type("ras")
        await hand.press("enter", "f12", "escape", "ctrl+t", "tab")
        await hand.type("ras")
        await hand.press("enter")
        assert "A1-000001" in hand.said
        await hand.press("tab")
        await hand.type("lux")
        await hand.press("enter")
        assert "A1-000001" in hand.said
        await hand.press("left", "enter")
        assert "Nothing found" in hand.said
        await hand.press("right", "enter", "enter")
        assert "Bill A1-000001" in hand.said


async def test_an_exchange_against_the_open_bill(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await sell(hand, SOAP)
        await hand.press("ctrl+t", "enter", "x")
        assert "Nothing is on the bill" in hand.message
        await hand.press("escape", "escape")
        await hand.scan(TEA, SOAP)
        await hand.press("ctrl+t", "enter", "x")
        assert "Choose what comes back" in hand.message
        await hand.press("enter", "x")
        assert "THE CUSTOMER PAYS" in hand.said
        await hand.press("enter")
        await hand.type("too small")
        await hand.press("enter", "enter")
        assert "F12 for exact cash" in hand.message
        await hand.type("k")
        assert "F3" in hand.message
        difference = hand.screen.cart.bill.due.paisas - 9500
        await hand.type("1000")
        await hand.press("enter")
        assert "EXCHANGED" in hand.said
        assert [kind for kind, _total in kinds()] == ["sale", "return", "sale"]
        change = rows("SELECT change FROM sale WHERE id = 3")[0][0]
        assert change == 100_000 - difference
        await hand.press("escape")
        assert hand.screen.cart.lines == ()


async def test_an_exchange_for_less_gives_the_difference_back(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await sell(hand, SOAP, SOAP)
        await hand.scan(SOAP)
        await hand.press("ctrl+t", "enter", "enter", "x")
        assert "GIVE BACK IN CASH" in hand.said
        await hand.type("one too many")
        await hand.press("tab", "k")
        assert "F3" in hand.message
        await hand.press("up", "f12")
        assert "EXCHANGED" in hand.said
        assert "A1-000003" in hand.said


async def test_the_difference_of_an_exchange_goes_on_khata(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await sell(hand, SOAP)
        await hand.scan(TEA)
        await hand.press("f3")
        await hand.type("ras")
        await hand.press("enter", "ctrl+t", "enter", "enter", "x")
        await hand.type("tea instead")
        await hand.press("enter", "k")
        assert "EXCHANGED" in hand.said
        due = rows("SELECT total FROM sale WHERE id = 3")[0][0]
        assert rows("SELECT debit FROM khata_entry") == [(due - 9500,)]


async def test_a_khata_bill_comes_back_off_the_khata(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(TEA)
        await hand.press("f3")
        await hand.type("ras")
        await hand.press("enter", "f9", "k", "escape", "ctrl+t", "enter", "enter")
        assert "khata Rs" in hand.said
        await hand.press("f12")
        await hand.type("stones in it")
        await hand.press("enter")
        assert "is taken off the khata" in hand.said


async def test_a_discount_above_the_limit_is_approved_in_place(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(SOAP)
        await hand.press("f7")
        await hand.type("50%")
        await hand.press("enter")
        assert "may do alone" in hand.said
        await hand.type("1111")
        await hand.press("enter")
        await hand.type("friend")
        await hand.press("enter")
        assert "Wrong user or PIN" in hand.message
        await hand.press("up", *["backspace"] * 4)
        await hand.type("2468")
        await hand.press("f12")

        assert hand.screen.cart.bill.discount.paisas == 4750
        assert hand.screen.panels == []
        await hand.press("f12")
        assert kinds() == [("sale", 4800)]


async def test_an_approval_that_is_not_given_changes_nothing(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.type(f"20*{SOAP}")
        await hand.press("enter", "f8")
        assert "Approval" in hand.said
        await hand.press("escape")
        assert len(hand.screen.cart.lines) == 1
        await hand.type("-")
        assert hand.screen.cart.lines[0].quantity.thousandths == 19000
        await hand.type("/cn")
        await hand.press("enter", "y")
        assert "Approval" in hand.said
        await hand.type("2468")
        await hand.press("enter")
        await hand.type("went away")
        await hand.press("enter")
        assert hand.screen.cart.lines == ()
