from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.screens.conftest import SACHET, SOAP, TEA
from tests.screens.hand import Hand, at_the_till
from tui_pos.db import rows
from tui_pos.screens.sale import SaleScreen

if TYPE_CHECKING:
    from pathlib import Path


def sold() -> list[tuple[str, int]]:
    return [tuple(row) for row in rows("SELECT receipt, total FROM sale ORDER BY id")]


def in_cart() -> list[tuple[str, int]]:
    found = rows(
        "SELECT p.sku, l.quantity FROM cart_line l JOIN product p"
        " ON p.id = l.product_id JOIN cart c ON c.id = l.cart_id"
        " WHERE c.state = 'open' ORDER BY l.line_no"
    )
    return [(sku, quantity) for sku, quantity in found]


async def test_three_scans_and_exact_cash(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(SOAP, TEA, SOAP)
        assert in_cart() == [("SOAP", 2000), ("TEA", 1000)]
        assert "Lux Soap" in hand.said

        await hand.press("f12")

        assert sold() == [("A1-000001", 63000)]
        assert "CHANGE" in hand.said
        await hand.scan(TEA)
        assert in_cart() == [("TEA", 1000)]


async def test_the_khata_sale_of_the_keystroke_budget(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()

        await hand.press("f3")
        await hand.type("ras")
        await hand.press("enter")
        await hand.scan(SOAP, SOAP, TEA)
        await hand.press("f9", "k")

        assert sold() == [("A1-000001", 63000)]
        assert "before Rs 0, this bill on khata Rs 630, now owes Rs 630" in hand.said


async def test_a_hundred_scans_at_once_are_each_counted(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()

        await hand.scan(*[SOAP] * 100, end=("enter", "ctrl+j"))

        assert in_cart() == [("SOAP", 100_000)]
        assert hand.screen.edit.text == ""


async def test_scans_never_land_in_a_dialog(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(SOAP)
        await hand.press("f9")

        await hand.scan(TEA, TEA)

        assert "was ignored" in hand.message
        assert TEA not in hand.said
        assert sold() == []
        assert in_cart() == [("SOAP", 1000)]
        await hand.press("enter")
        assert sold() == []


async def test_a_control_key_inside_a_scan_never_acts(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()

        await hand.scan(f"{SOAP[:6]}", end=("ctrl+q", *SOAP[6:], "enter"))

        assert in_cart() == [("SOAP", 1000)]


@pytest.mark.parametrize(
    ("typed", "cart"),
    [
        ("sugar", [("SUGAR", 1000)]),
        ("chinni", [("SUGAR", 1000)]),
        ("1.25*sugar", [("SUGAR", 1250)]),
        ("3*soap", [("SOAP", 3000)]),
        ("r100*sugar", [("SUGAR", 645)]),
    ],
)
async def test_what_is_typed_is_sold(
    selling: Path, typed: str, cart: list[tuple[str, int]]
) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.type(typed)
        await hand.press("enter")

        assert in_cart() == cart
        assert hand.screen.edit.text == ""


async def test_a_quantity_typed_ahead_of_a_scan(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.type("3*")
        await hand.scan(SOAP)
        assert in_cart() == [("SOAP", 3000)]
        await hand.type("2*")
        await hand.press("enter")
        await hand.scan(TEA)

        assert in_cart() == [("SOAP", 3000), ("TEA", 2000)]
        await hand.scan("2*SOAP#")
        assert "Unknown code" in hand.message


async def test_an_unknown_code_stays_in_the_line_and_can_be_added(
    selling: Path,
) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in("Bilal", "786786")
        await hand.scan("9990001112223")

        assert "Unknown code 9990001112223" in hand.message
        assert hand.screen.edit.text == "9990001112223"
        assert in_cart() == []

        await hand.press("ctrl+n")
        await hand.type("Naya saman")
        await hand.press("down")
        await hand.type("45")
        await hand.press("f12")
        assert in_cart() == [("9990001112223", 1000)]


async def test_what_is_typed_after_an_unknown_code_replaces_it(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan("9990001112223")
        await hand.type("sugar")
        await hand.press("enter")

        assert in_cart() == [("SUGAR", 1000)]


async def test_one_code_on_two_goods_asks_which(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(SACHET)
        assert "Which one?" in hand.said

        await hand.press("down", "up", "pagedown", "pageup", "down", "enter")

        assert in_cart() == [("BLUE", 1000)]


async def test_words_with_several_hits_ask_which(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.type("sachet")
        await hand.press("enter")
        assert "Sachet red" in hand.said
        await hand.press("escape")
        assert hand.screen.edit.text == "sachet"
        await hand.press("enter", "enter")
        assert len(in_cart()) == 1


async def test_lines_are_changed_from_the_keyboard(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in("Rashid", "2468")
        await hand.scan(SOAP, TEA)
        await hand.press("up", "plus", "plus", "minus")
        assert in_cart() == [("SOAP", 2000), ("TEA", 1000)]
        await hand.type("*2")
        await hand.press("enter")
        assert in_cart()[0] == ("SOAP", 6000)
        await hand.type("=90")
        await hand.press("enter")
        assert "journal" in hand.message
        assert "*90" in hand.said
        await hand.press("down", "f8")
        assert in_cart() == [("SOAP", 6000)]
        await hand.press("delete", "f8")
        assert in_cart() == []
        assert "Nothing is on the bill" in hand.message
        await hand.press("pageup", "minus")
        assert "Choose a line" in hand.message


async def test_a_line_never_falls_to_nothing_by_minus(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(SOAP)
        await hand.press("minus")

        assert in_cart() == [("SOAP", 1000)]
        assert "F8 voids" in hand.message


async def test_discounts_on_line_and_bill(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.press("f7")
        assert "Nothing is on the bill" in hand.message
        await hand.scan(SOAP, TEA)
        await hand.press("f7")
        await hand.type("10%")
        await hand.press("enter")
        assert hand.screen.cart.bill.due.paisas == 49100
        await hand.press("f7", "f7")
        await hand.type("1")
        await hand.press("enter")
        assert hand.screen.cart.bill.due.paisas == 49000
        await hand.type("/di 999999")
        await hand.press("enter")
        assert "more than the price" in hand.message
        await hand.press("f7")
        await hand.type("101%")
        await hand.press("enter")
        assert "more than the price" in hand.message
        await hand.press("escape")
        await hand.type("/di 0")
        await hand.press("enter")
        assert hand.screen.cart.bill.due.paisas == 53400


async def test_parking_and_recalling_with_its_guard(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.press("f4")
        assert "Nothing is on the bill" in hand.message
        await hand.press("f5")
        assert "No bill is parked" in hand.message
        await hand.scan(SOAP)
        await hand.press("f4")
        await hand.type("Haji")
        await hand.press("enter")
        assert in_cart() == []
        await hand.press("f5")
        assert "Haji" in hand.said
        await hand.press("enter")
        assert in_cart() == [("SOAP", 1000)]
        assert "PARKED BILL: Haji" in hand.said

        await hand.press("f12")
        assert sold() == []
        await hand.press("enter")
        assert sold() == []
        await hand.press("escape", "f12", "y")
        assert sold() == [("A1-000001", 9500)]


async def test_the_guard_of_a_parked_bill_stands_in_the_tender_panel(
    selling: Path,
) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(SOAP)
        await hand.type("/su Haji")
        await hand.press("enter", "f5", "enter", "f9", "plus")
        assert "was parked" in hand.said
        assert sold() == []
        await hand.press("y")
        assert sold() == [("A1-000001", 9500)]


async def test_half_given_cash_is_part_of_exact_cash(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(SOAP)
        await hand.press("f9")
        await hand.type("50")
        await hand.press("enter", "f12")

        assert rows("SELECT amount, handed_over FROM tender") == [(9500, 9500)]
        assert rows("SELECT change FROM sale") == [(0,)]


async def test_cash_given_before_a_line_was_voided_comes_back(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(TEA, SOAP)
        await hand.press("f9")
        await hand.type("500")
        await hand.press("enter", "escape", "up", "f8", "f9", "plus")

        assert sold() == [("A1-000001", 9500)]
        assert rows("SELECT change FROM sale") == [(40500,)]


async def test_voiding_the_last_line_says_what_to_give_back(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(SOAP)
        await hand.press("f9")
        await hand.type("50")
        await hand.press("enter", "escape", "f8")
        assert "GIVE BACK Rs 50" in hand.message
        assert rows("SELECT COUNT(*) FROM cart_tender") == [(0,)]
        await hand.scan(SOAP)
        await hand.press("f9")
        await hand.type("40")
        await hand.press("enter", "escape")
        await hand.type("/cn")
        await hand.press("enter", "y")
        assert "GIVE BACK Rs 40" in hand.message


async def test_words_at_a_scanners_speed_are_a_search_never_a_command(
    selling: Path,
) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(SOAP)
        await hand.scan("/cn   ")
        assert hand.screen.edit.text == "/cn   "
        assert "Enter does it" in hand.message
        assert in_cart() == [("SOAP", 1000)]
        await hand.press("escape")
        await hand.scan("lux soap")
        assert in_cart() == [("SOAP", 2000)]
        await hand.scan("cheeni")
        assert in_cart() == [("SOAP", 2000), ("SUGAR", 1000)]


async def test_a_cashier_is_told_who_adds_an_unknown_code(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan("9990001112223")

        assert "a manager adds it" in hand.message


async def test_parking_by_its_twin(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(SOAP)
        await hand.type("/su Bibi")
        await hand.press("enter")

        assert rows("SELECT name, state FROM cart WHERE name <> ''") == [
            ("Bibi", "parked")
        ]


async def test_the_bill_survives_the_lock_and_a_change_of_user(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(SOAP)
        await hand.press("ctrl+l")
        assert not isinstance(hand.screen, SaleScreen)

        await hand.log_in("Rashid", "2468")
        assert "Lux Soap" not in hand.said
        await hand.press("f5")
        assert "open at Ali" in hand.said
        await hand.press("escape", "ctrl+l")
        await hand.log_in()

        assert "Lux Soap" in hand.said
        assert "here again" in hand.message


async def test_find_looks_at_a_price_and_adds(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.press("f2")
        await hand.scan(TEA)
        assert "440" in hand.said
        await hand.press("escape")
        assert in_cart() == []
        await hand.press("f2")
        await hand.type("lux")
        assert "Lux Soap" in hand.said
        await hand.press("enter")
        assert in_cart() == [("SOAP", 1000)]
        await hand.press("f2")
        await hand.type("3*lux")
        await hand.press("enter")
        assert in_cart() == [("SOAP", 4000)]
        await hand.press("f2")
        await hand.type("0*qqq")
        assert "Nothing found" in hand.said
        await hand.scan("123456789")
        assert "Unknown code" in hand.message


async def test_a_customer_by_phone_is_added_and_by_card_attached(
    selling: Path,
) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.press("f3")
        await hand.type("03119876543")
        assert "Enter adds a customer" in hand.said
        await hand.press("enter")
        await hand.type("Bushra")
        await hand.press("enter")
        assert "Bushra" in hand.lines[1]

        await hand.scan("KH0042")
        assert "Haji Rashid" in hand.lines[1]
        await hand.press("f10", "u")
        assert "Walk-in" in hand.lines[1]
        await hand.press("f3")
        await hand.scan("KH0042")
        assert "Haji Rashid" in hand.lines[1]
        await hand.press("f3")
        await hand.type("zzzz")
        assert "Nobody found" in hand.said
        await hand.scan("ZZ0042")
        await hand.press("escape")


async def test_a_known_number_attaches_its_account(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.press("f3")
        await hand.type("4567")
        assert "...4567" in hand.said
        await hand.press("enter")
        assert "Ahmed Ali" in hand.lines[1]


async def test_tender_with_change_notes_and_splits(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.press("f9")
        assert "Nothing is on the bill" in hand.message
        await hand.scan(SOAP)
        await hand.type(".")
        await hand.press("enter")
        assert "DUE" in hand.said
        await hand.press("enter")
        assert "or + for exact cash" in hand.message
        await hand.type("50")
        await hand.press("enter")
        assert rows("SELECT kind, amount FROM cart_tender") == [("cash", 5000)]
        await hand.type("40")
        await hand.press("c")
        await hand.type("4711")
        await hand.press("enter")
        assert "Card 4711" in hand.said
        await hand.press("delete")
        assert rows("SELECT COUNT(*) FROM cart_tender") == [(0,)]
        await hand.press("question_mark", "escape")
        await hand.type("12345678")
        await hand.press("enter")
        assert "looks like a barcode" in hand.message
        await hand.press(*["backspace"] * 8)
        await hand.type("200")
        await hand.press("c")
        assert "is over the Rs 95 due" in hand.message
        await hand.press("enter")
        assert sold() == [("A1-000001", 9500)]
        assert rows("SELECT change FROM sale") == [(10500,)]


@pytest.mark.parametrize(
    ("keys", "kind", "change"),
    [
        (["plus"], "cash", 0),
        (["slash"], "cash", 500),
        (["asterisk"], "cash", 40500),
        (["f12"], "cash", 0),
        (["b", "enter"], "bank", 0),
        (["r", "1", "enter"], "wallet", 0),
    ],
)
async def test_one_key_tenders(
    selling: Path, keys: list[str], kind: str, change: int
) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(SOAP)
        await hand.press("f9", *keys)

        assert rows("SELECT kind FROM tender") == [(kind,)]
        assert rows("SELECT change FROM sale") == [(change,)]


async def test_half_given_tenders_are_still_there_after_a_lock(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(SOAP)
        await hand.press("f9")
        await hand.type("50")
        await hand.press("enter", "escape")
        assert "given Rs 50" in hand.said
        await hand.press("ctrl+l")
        await hand.log_in()
        await hand.press("f12")

        assert rows("SELECT kind, amount FROM tender") == [("cash", 9500)]


async def test_khata_needs_a_customer(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(SOAP)
        await hand.press("f9", "k")

        assert "Only a named customer may owe" in hand.message
        assert sold() == []


async def over_the_limit(hand: Hand, name: str = "Ali", pin: str = "1234") -> None:
    await hand.log_in(name, pin)
    await hand.press("f3")
    await hand.type("ahm")
    await hand.press("enter")
    await hand.scan(TEA, SOAP)
    await hand.press("f9", "k")
    assert "Rs 35 over" in hand.said


async def test_over_the_limit_the_difference_is_taken_in_cash(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await over_the_limit(hand)
        await hand.press("1")

        assert rows("SELECT kind, amount FROM tender ORDER BY tender_no") == [
            ("khata", 50000),
            ("cash", 3500),
        ]


async def test_over_the_limit_an_owner_confirms_in_place(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await over_the_limit(hand)
        await hand.press("2")
        await hand.type("9999")
        await hand.press("enter", "enter")
        assert "Type the reason" in hand.message
        await hand.type("Eid")
        await hand.press("enter")
        assert "Wrong user or PIN" in hand.message
        await hand.press("up", *["backspace"] * 4)
        await hand.type("2468")
        await hand.press("f12")

        assert sold() == [("A1-000001", 53500)]
        assert rows("SELECT override_reason FROM sale") == [("Eid",)]


async def test_an_owner_at_the_till_only_says_why(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await over_the_limit(hand, "Bilal", "786786")
        await hand.press("2")
        await hand.type("Eid")
        await hand.press("enter")

        assert sold() == [("A1-000001", 53500)]


async def test_over_the_limit_and_back(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await over_the_limit(hand)
        await hand.press("escape")

        assert "DUE" in hand.said
        assert sold() == []


async def test_reprint_and_preview(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.press("ctrl+r")
        assert "no slip" in hand.message
        await hand.scan(SOAP)
        await hand.press("f12", "ctrl+r")
        assert "no printer here" in hand.message
        await hand.press("f10", "p")
        assert "A1-000001" in hand.said
        await hand.press("pagedown", "down", "up", "pageup", "escape")
        await hand.type("/rp a1-000009")
        await hand.press("enter")
        assert "no slip A1-000009" in hand.message


async def test_cancelling_needs_the_letter_and_is_journalled(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.press("f10", "c")
        assert "Nothing is on the bill" in hand.message
        await hand.scan(SOAP)
        await hand.type("/cn")
        await hand.press("enter", "enter")
        assert in_cart() == [("SOAP", 1000)]
        await hand.press("y")
        assert in_cart() == []


async def test_enter_alone_and_nonsense_change_nothing(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.press("enter")
        assert "Scan something" in hand.message
        for typed in ("0*soap", "x*soap", "9999999*soap", "*2", "=abc"):
            await hand.press("escape")
            await hand.type(typed)
            await hand.press("enter")
            assert hand.message, typed
            assert hand.screen.edit.text == typed
            assert in_cart() == []
        await hand.press("escape")
        await hand.type("/nonsense")
        await hand.press("enter")
        assert "no command /nonsense" in hand.message
        await hand.press("escape")
        await hand.type("nothing like it")
        await hand.press("enter")
        assert "Unknown code" in hand.message


async def test_goods_that_run_short_are_warned_of(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.type("choc")
        await hand.press("enter")

        assert "Stock says only 0" in hand.message
        assert in_cart() == [("CHOC", 1000)]


async def test_help_shows_what_works_and_nothing_else(selling: Path) -> None:
    async with at_the_till(selling, size=(80, 60)) as hand:
        await hand.log_in()
        await hand.press("f1")
        assert "/ca" in hand.said
        assert "/gd" not in hand.said  # the goods are the manager's
        assert "F11" not in hand.said
        await hand.press("escape")
        await hand.type("/?")
        await hand.press("enter")
        assert "KEYS OF THE SALE SCREEN" in hand.said


async def test_a_new_price_by_twin_and_by_menu(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in("Rashid", "2468")
        await hand.press("f10", "o")
        assert "Nothing is on the bill" in hand.message
        await hand.scan(SOAP)
        await hand.type("/po 80")  # its cost is not known
        await hand.press("enter")
        assert hand.screen.cart.bill.due.paisas == 8000
        await hand.press("f10", "o")
        await hand.type("85")
        await hand.press("enter")
        assert hand.screen.cart.bill.due.paisas == 8500


async def test_a_price_below_cost_is_said(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        rows("UPDATE product SET cost = 9000 WHERE sku = 'SOAP'")
        await hand.log_in("Rashid", "2468")
        await hand.scan(SOAP)
        await hand.type("=89")
        await hand.press("enter")
        assert "BELOW ITS COST" in hand.message


async def test_a_cashiers_price_is_approved_on_the_spot(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(SOAP)
        await hand.type("=1")
        await hand.press("enter")
        assert "ask a supervisor" in hand.said
        assert hand.screen.cart.bill.due.paisas == 9500
        await hand.type("2468")
        await hand.press("enter")
        await hand.type("broken")
        await hand.press("enter")

        assert hand.screen.cart.bill.due.paisas == 100
        assert hand.screen.edit.text == ""
        kept = rows("SELECT user_name, detail FROM journal WHERE kind LIKE 'price%'")
        assert [(name, "Rashid" in said) for name, said in kept] == [("Ali", True)]


async def test_something_typed_stops_exact_cash(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.press("f12")
        assert "Nothing is on the bill" in hand.message
        await hand.scan(SOAP)
        await hand.type("12")
        await hand.press("f12")
        assert sold() == []
        await hand.press("escape")
        await hand.type("..")
        await hand.press("enter")
        assert sold() == [("A1-000001", 9500)]


async def test_pasted_codes_and_pasted_words(selling: Path) -> None:
    from textual import events

    async with at_the_till(selling) as hand:
        await hand.log_in()
        hand.screen.post_message(events.Paste(f"{SOAP}\n"))
        await hand.pilot.pause()
        assert in_cart() == [("SOAP", 1000)]
        hand.screen.post_message(events.Paste("su\x1bgar"))
        await hand.pilot.pause()
        assert hand.screen.edit.text == "sugar"
        await hand.press("escape", "f2")
        hand.screen.post_message(events.Paste("lux"))
        await hand.pilot.pause()
        assert "Lux Soap" in hand.said


async def test_a_wide_screen_shows_the_khata_card_beside(selling: Path) -> None:
    async with at_the_till(selling, size=(120, 40)) as hand:
        await hand.log_in()
        assert "F1 shows all keys" in hand.said
        await hand.press("f3")
        await hand.type("ras")
        await hand.press("enter")
        await hand.scan(SOAP)
        await hand.press("f9", "k", "escape")
        await hand.press("f3")
        await hand.type("ras")
        await hand.press("enter")
        assert "Last in the khata" in hand.said
        assert "14-03 sale" in hand.said


async def test_a_screen_too_small_says_so_and_comes_back(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.scan(SOAP)
        await hand.pilot.resize_terminal(60, 20)
        await hand.pilot.pause()
        assert "needs 80x24" in hand.said
        await hand.press("f12")
        assert sold() == []
        await hand.pilot.resize_terminal(80, 24)
        await hand.pilot.pause()
        assert "Lux Soap" in hand.said


async def test_closing_the_shift_shows_the_difference_on_the_lock(
    selling: Path,
) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.press("f10", "z")
        await hand.type("x")
        await hand.press("enter")
        assert "not a number" in hand.message
        await hand.press("backspace")
        await hand.type("1990")
        await hand.press("enter")
        await hand.pilot.pause()
        assert "difference -Rs 10" in hand.message


async def test_leaving_asks_first(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.press("f10", "q", "escape", "f10", "escape", "f10", "q", "y")
        assert hand.app.shop is None
