"""Points, tiers and campaigns on the screen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests import factories
from tests.conftest import NOON, Books, make_books
from tests.pictures import rich, with_books
from tests.screens.conftest import SOAP
from tests.screens.hand import at_the_till
from tui_pos.db import rows
from tui_pos.domain.money import Money
from tui_pos.services import khata, points, settings, shifts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.screens.hand import Hand


async def attach(hand: Hand, name: str = "rashid") -> None:
    await hand.press("f3")
    await hand.type(name)
    await hand.press("enter")


async def test_points_are_shown_earned_and_redeemed_at_the_till(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        with_books(hand, rich)
        await hand.log_in()
        await attach(hand)
        assert "5,000 points" in hand.lines[1]
        await hand.scan(SOAP)
        await hand.press("f9", "p")
        assert "5,000 points, worth Rs 50" in hand.said
        await hand.press(*["backspace"] * 4)
        await hand.type("100")
        await hand.press("enter")
        assert "At least 500" in hand.message
        await hand.press(*["backspace"] * 3)
        await hand.type("x")
        await hand.press("enter")
        assert "points" in hand.message
        await hand.press("backspace")
        await hand.type("4500")
        await hand.press("enter")
        assert "Points" in hand.text
        await hand.press("plus")
        assert "earned 25 points, now 525 · New" in hand.said
        await hand.press("f10", "p")
        assert "Points used" in hand.text
        assert points.balance(2) == 525


async def test_a_bill_paid_with_points_alone(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        with_books(hand, rich)
        with_books(hand, rich)
        await hand.log_in()
        await attach(hand)
        await hand.scan(SOAP)
        await hand.press("f9", "p", "enter")
        assert "SOLD" in hand.text
        assert points.balance(2) == 500


async def test_the_menu_redeems_and_the_bill_that_lifts_the_tier_says_so(
    selling: Path,
) -> None:
    def nearly(books: Books) -> None:
        rich(books)
        new = "New x1; Regular x1.5 purchases 1"
        settings.change_setting("loyalty.tiers", new, by=books.owner, at=NOON)

    async with at_the_till(selling) as hand:
        with_books(hand, nearly)
        await hand.log_in()
        await hand.press("f10", "d")
        assert "Nothing is on the bill" in hand.message
        await attach(hand)
        await hand.scan(SOAP)
        await hand.type("/pts")
        await hand.press("enter")
        assert "5,000 points, worth Rs 50" in hand.said
        await hand.press("enter", "f12")
        assert "earned 33 points, now 33 · Regular" in hand.said
        assert "From this bill on Haji Rashid is Regular." in hand.said


async def test_p_again_takes_the_place_of_the_points_before(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        with_books(hand, rich)
        await hand.log_in()
        await attach(hand)
        await hand.scan(SOAP)
        await hand.press("f9", "p", "enter", "p", *["backspace"] * 4)
        await hand.type("1000")
        await hand.press("enter")
        assert [one.amount for one in hand.screen.cart.tenders] == [Money.rupees(10)]


async def test_points_come_back_as_points_in_an_exchange(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        with_books(hand, rich)
        with_books(hand, rich)
        await hand.log_in()
        await attach(hand)
        await hand.scan(SOAP)
        await hand.press("f9", "p", "enter", "escape")
        await hand.scan(SOAP)
        await hand.press("ctrl+t", "enter", "enter", "x")
        assert "Rs 95 goes back as points" in hand.text
        await hand.type("torn")
        await hand.press("f12")
        assert "EXCHANGED" in hand.said
        assert points.balance(2) >= 10_000


async def test_the_advance_pays_by_one_letter(selling: Path) -> None:
    def ahead(books: Books) -> None:
        factories.pay(books, 2, "60", as_advance=True)

    async with at_the_till(selling) as hand:
        with_books(hand, ahead)
        await hand.log_in()
        await attach(hand)
        await hand.scan(SOAP)
        await hand.press("f9")
        await hand.type("90")
        await hand.press("a")
        assert "60" in hand.message
        await hand.press(*["backspace"] * 2, "a", "plus")
        assert "SOLD" in hand.text
        assert khata.balance(2) == Money()


async def test_a_walk_in_is_told(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(SOAP)
        await hand.press("f9", "p")
        assert "Only a named customer has points" in hand.message
        await hand.press("a")
        assert "Only a named customer" in hand.message


async def test_points_and_tier_by_hand_on_the_profile(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        with_books(hand, rich)
        await hand.log_in("Sana", "445566")
        await hand.press("f10", "a")
        await hand.type("rashid")
        await hand.press("enter", "2")
        assert "5,000 good for ever" in hand.text
        await hand.press("g")
        await hand.type("many")
        await hand.press("down")
        await hand.type("gift")
        await hand.press("f12")
        assert "points" in hand.message
        await hand.press("up", *["backspace"] * 4)
        await hand.type("-500")
        await hand.press("f12")
        assert "4,500 good for ever" in hand.text
        await hand.press("t", *["backspace"] * 3)
        await hand.type("VIP")
        await hand.press("down")
        await hand.type("a friend")
        await hand.press("f12")
        assert rows("SELECT tier, tier_reason FROM customer WHERE id = 2") == [
            ("VIP", "a friend")
        ]
        await hand.press("t", *["backspace"] * 3)
        await hand.type("auto")
        await hand.press("f12")
        assert rows("SELECT tier FROM customer WHERE id = 2") == [("New",)]


async def test_a_rule_is_tried_before_it_is_changed(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in("Bilal", "786786")
        await hand.press("f10", "a", "f10", "r", "down", "enter")
        assert "points for Rs 100" in hand.text
        await hand.press("backspace", "backspace")
        await hand.type("0")
        await hand.press("enter")
        assert "loyalty.earn" in hand.message
        await hand.press("backspace")
        await hand.type("100")
        await hand.press("enter")
        assert "0 sales would have earned 0 points" in hand.said
        await hand.press("y")
        assert "Written" in hand.message
        assert "100" in hand.text


async def test_a_manager_reads_the_rules_and_changes_none(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in("Sana", "445566")
        await hand.press("f10", "a", "f10", "r", "enter")
        assert "Only the owner" in hand.message


async def test_campaigns_are_begun_offered_and_ended(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in("Sana", "445566")
        await hand.press("f10", "a", "f10", "c")
        assert "No campaign" in hand.text
        await hand.press("r")
        assert "Eid al-Fitr" in hand.text
        await hand.press("enter")
        assert "the moon decides" in hand.message
        await hand.press("f12")
        assert "*Ramadan" in hand.text
        await hand.press("n", "f12")
        assert "empty" in hand.message
        await hand.type("Evening")
        await hand.press("down", "down", "down", "down")
        await hand.type("many")
        await hand.press("f12")
        assert "number" in hand.message
        await hand.press(*["backspace"] * 4)
        await hand.type("10")
        await hand.press("down")
        await hand.type("16:00-19:00")
        await hand.press("f12")
        assert "16:00-19:00 · x2 +10 · all" in hand.text
        await hand.press("enter")
        assert "F8 ends it" in hand.message
        await hand.press("f8", "y")
        assert "Evening" not in hand.text


async def test_segments_are_named_counted_and_forgotten(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in("Sana", "445566")
        await hand.press("f10", "a", "f10", "g")
        assert "No segment" in hand.text
        await hand.press("n")
        await hand.type("clean")
        await hand.press("down")
        await hand.type("often")
        await hand.press("f12")
        assert "is no segment" in hand.message
        await hand.press(*["backspace"] * 5)
        await hand.type("clear")
        await hand.press("f12")
        assert "clean: clear" in hand.text
        assert "2 customers" in hand.text
        await hand.press("enter", "delete")
        assert "No segment" in hand.text


async def test_the_report_of_points_on_the_screen(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        with_books(hand, rich)
        await hand.log_in("Sana", "445566")
        await hand.press("f10", "a", "f10", "p")
        assert "Outstanding 5,000 points, worth Rs 50" in hand.text


async def test_what_lapsed_is_said_when_the_day_is_opened(directory: Path) -> None:
    books = make_books(directory)
    settings.change_setting("loyalty.expiry", "6", by=books.owner, at=NOON)
    ahmed = factories.customer(books)
    thing = factories.product(books, "ANY", "100", unit="pc")
    for days in (200, 150):
        at = factories.next_day(books, NOON - timedelta(days=days))
        factories.sell(books, thing.product_id, "1", customer_id=ahmed, at=at)
    shifts.close_shift(Money(), by=books.cashier, at=at)
    books.shop.close()

    async with at_the_till(directory) as hand:
        await hand.log_in()
        await hand.type("0")
        await hand.press("enter")
        await hand.pilot.pause()
        assert hand.message == ("50 points lapsed today. 50 points lapse next month.")
