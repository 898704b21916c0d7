"""The customers on the screen, at the counter and from a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tests.pictures import PHONE, _owing, with_books
from tests.screens.hand import at_the_till
from tui_pos.db import rows
from tui_pos.domain.money import Money
from tui_pos.domain.paying import PayMethod
from tui_pos.services import khata, settings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.screens.hand import Hand


async def go_there(hand: Hand, name: str = "Sana", pin: str = "445566") -> None:
    with_books(hand, _owing)
    await hand.log_in(name, pin)
    if hand.app.size.width >= 80:
        await hand.press("f10", "a")


async def test_a_manager_finds_filters_and_sorts(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await go_there(hand)
        assert "2 customers · by name" in hand.said
        assert "1,205 Dr" in hand.text

        await hand.press("tab")
        assert "by balance" in hand.text
        assert hand.text.index("Haji Rashid") < hand.text.index("Ahmed Ali")
        await hand.press("f3", "down", "down", "enter")
        assert "0 customers · advance" in hand.said
        assert "Nobody like that" in hand.text
        await hand.press("enter", "f6", "escape")
        assert "2 customers" in hand.text
        await hand.type("7654")
        assert "1 customers" in hand.text
        await hand.press("escape", "down", "pagedown", "up")
        assert "2 customers" in hand.text
        await hand.press("f5", "f1")
        assert "The khata of the chosen customer" in hand.text
        await hand.press("pagedown")
        assert "Their profile" in hand.text
        await hand.press("escape", "escape")
        assert "F12 Cash" in hand.text


async def test_every_key_has_a_typed_twin(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await go_there(hand)

        await hand.type("/book")
        await hand.press("enter")
        assert "Khata book" in hand.text
        await hand.press("escape")
        await hand.type("/nonsense")
        await hand.press("enter")
        assert "There is no command /nonsense" in hand.message
        await hand.press("escape")
        await hand.type("/csv")
        await hand.press("enter")
        assert hand.message.startswith("Written: customers-")
        written = next((selling / "exports").glob("customers-*.csv")).read_text("utf-8")
        assert "*******4567" in written
        assert "0300-1234567" not in written


async def test_a_profile_from_all_sides(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await go_there(hand)
        await hand.type("rashid")
        await hand.press("enter")
        assert "owes Rs 1,205" in hand.text
        assert "part paid" not in hand.text
        assert "840 open" in hand.text

        await hand.press("f3")
        assert "bills: unpaid" in hand.text
        assert "840 open" not in hand.text
        await hand.press("f3", "f3", "f3", "enter")
        assert "TOTAL" in hand.text
        await hand.press("escape", "2")
        assert "802 good for ever" in hand.text
        assert "earned A1-000002" in hand.text
        await hand.press("3")
        assert "Nothing was promised" in hand.text
        await hand.press("tab")
        assert "No message was written" in hand.text
        await hand.press("enter", "n")
        assert "No CNIC is kept" in hand.message
        await hand.press("f1")
        assert "the whole khata" in hand.text
        await hand.press("escape", "p")
        await hand.type("12")
        await hand.press("enter")
        assert "digits" in hand.message
        await hand.press("backspace", "backspace")
        await hand.type("4321")
        await hand.press("enter")
        assert rows("SELECT pin_hash IS NOT NULL FROM customer WHERE id = 2") == [(1,)]


async def test_a_payment_from_the_profile_is_seen_there(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await go_there(hand)
        await hand.type("rashid")
        await hand.press("enter", "f6")
        await hand.type("205")
        await hand.press("f12", "escape")
        assert "owes Rs 1,000" in hand.text
        await hand.press("escape", "escape")
        assert "1,000 Dr" in hand.text


async def test_a_customer_is_added_warned_of_and_changed(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await go_there(hand)
        await hand.type("Ahmad Ali")
        await hand.press("ctrl+n", "down")
        await hand.type("0333-1112223")
        await hand.press("f12")
        assert "like name" in hand.text
        await hand.press("y")
        assert "Ahmad Ali · #3" in hand.text

        await hand.press("e", *["down"] * 4)
        await hand.type("abc")
        await hand.press("f12")
        assert "number" in hand.message
        await hand.press(*["backspace"] * 3)
        await hand.type("7000")
        await hand.press("down")
        await hand.type("15")
        await hand.press("f12")
        assert "Ahmad Ali is saved" in hand.message
        assert rows("SELECT limit_kind, credit_limit, credit_days FROM customer")[
            2
        ] == ("own", 700000, 15)
        await hand.press("e", *["down"] * 5)
        await hand.press(*["backspace"] * 2)
        await hand.type("soon")
        await hand.press("f12")
        assert "number" in hand.message


async def test_a_number_that_is_known_opens_its_account(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await go_there(hand)
        await hand.press("ctrl+n")
        await hand.type("Somebody")
        await hand.press("down")
        await hand.type("0321-7654321")
        await hand.press("f12")
        assert "There is an account already" in hand.text
        await hand.press("y", "enter")
        assert "Haji Rashid · #2" in hand.text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (6, "3520212345"),
        (7, "gone"),
        (9, "45"),
        (10, "abc"),
        (11, "soon"),
        (12, "maybe"),
        (19, "klingon"),
    ],
)
async def test_what_is_wrong_in_the_form_stays_typed(
    selling: Path, field: int, typed: str
) -> None:
    async with at_the_till(selling) as hand:
        await go_there(hand)
        await hand.type("rashid")
        await hand.press("enter", "e", *["down"] * field)
        await hand.press(*["backspace"] * 8)
        await hand.type(typed)
        await hand.press("f12")

        assert hand.screen.message.role == "bad"
        assert typed in hand.text


async def test_a_form_keeps_everything_that_is_known(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await go_there(hand)
        await hand.type("rashid")
        await hand.press("enter", "e", *["down"] * 4)
        await hand.type("unlimited")
        await hand.press("down", "down")
        await hand.type("35202-1234567-1")
        await hand.press("down", "down")
        await hand.type("Iqbal, Hina")
        await hand.press("down", "down")
        await hand.type("9000")
        await hand.press("down")
        await hand.type("31-12-2026")
        await hand.press("down")
        await hand.type("block")
        await hand.press("down")
        await hand.type("shop")
        await hand.press(*["down"] * 6)
        await hand.type("ur")
        await hand.press("down")
        await hand.type("4")
        await hand.press("down")
        await hand.type("y")
        await hand.press("f12")
        assert "may take goods: Iqbal, Hina" in hand.text
        assert "35202-*****67-1" in hand.text
        await hand.press("n")
        assert "35202-1234567-1" in hand.message
        await hand.press("e", "f12")
        assert rows(
            "SELECT limit_kind, cnic, takers, on_over_limit, on_overdue, language,"
            " consent_receipts, extra_limit FROM customer WHERE id = 2"
        ) == [
            (
                "unlimited",
                "3520212345671",
                "Iqbal\nHina",
                "block",
                None,
                "ur",
                1,
                900000,
            )
        ]


async def test_a_supervisor_has_no_customers_screen(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in("Rashid", "2468")
        await hand.press("f10", "a")

        assert "The customers" not in hand.text


async def test_from_a_phone_a_manager_comes_to_the_customers(selling: Path) -> None:
    async with at_the_till(selling, PHONE) as hand:
        await go_there(hand)
        assert "Customers" in hand.lines[0]
        assert max(map(len, hand.lines)) <= 40

        await hand.press("down", "enter", "k")
        assert "Khata of Haji Rashid" in hand.text
        await hand.press("f1")
        assert "F8 reverse" in hand.text
        await hand.press("escape", "escape", "escape", "escape")
        assert "PIN" in hand.text


async def test_a_cashier_on_a_phone_is_told_what_the_screen_needs(
    selling: Path,
) -> None:
    async with at_the_till(selling, PHONE) as hand:
        await hand.log_in()
        assert "80x24" in hand.said


async def test_the_collection_sheet_goes_out_and_comes_back(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await go_there(hand)
        await hand.press("f10", "w")
        assert "2 people owe Rs 1,395" in hand.text
        await hand.press("enter")
        assert "Khata of" in hand.text
        await hand.press("escape", "p")
        assert "Sheet C1" in hand.message
        await hand.press("a")
        assert hand.message == "Written: collection-C2.pdf"
        await hand.press("escape")
        await hand.type("/back C1")
        await hand.press("enter", "f12")
        await hand.type("100")
        await hand.press("enter")
        await hand.type("abc")
        await hand.press("f12")
        assert "1 lines were refused" in hand.message
        assert "✓" in hand.text
        await hand.press("backspace", "backspace", "backspace")
        await hand.type("99999")
        await hand.press("f12")
        assert "more than" in hand.text
        for _digit in range(5):
            await hand.press("backspace")
        await hand.type("205")
        await hand.press("pageup", "pagedown", "up", "down", "f12")
        assert hand.message == "Taken: Rs 205"
        assert khata.balance(1) == Money.rupees(90)
        assert khata.balance(2) == Money.rupees(1000)
        await hand.press("f12", "escape")
        assert "1,000 Dr" in hand.text


async def test_there_is_nobody_to_ask_and_no_sheet(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in("Sana", "445566")
        await hand.press("f10", "a", "f10", "w")
        assert "nobody to ask" in hand.message
        await hand.press("f10", "s")
        assert "no collection sheet" in hand.message


async def test_cheques_are_settled_by_a_letter(selling: Path) -> None:
    def cheque(books: Books) -> None:
        for number in ("111", "222"):
            factories.pay(
                books,
                2,
                "100",
                method=PayMethod.CHEQUE,
                reference=number,
                cheque_date=NOON.date(),
            )

    async with at_the_till(selling) as hand:
        with_books(hand, _owing)
        await hand.log_in("Sana", "445566")
        await hand.press("f10", "a", "f10", "q")
        assert "No cheque was taken" in hand.text
        await hand.press("c", "escape")
        with_books(hand, cheque)
        await hand.press("f10", "q", "enter", "c")
        assert "The bank paid Rs 100 of Haji Rashid?" in hand.text
        await hand.press("y")
        assert "cleared, now owes Rs 1,105" in hand.message
        await hand.press("b", "y")
        assert "bounced" in hand.message


async def test_two_accounts_become_one(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await go_there(hand)
        await hand.press("f10", "m")
        assert "goes into which account?" in hand.message
        await hand.type("rashid")
        await hand.press("enter")
        await hand.type("one man")
        await hand.press("enter")
        assert "Every open debt of Ahmed Ali moves" in hand.said
        await hand.press("y")
        assert "Haji Rashid now owes Rs 1,395" in hand.message
        assert "1 customers" in hand.text


async def test_a_card_opens_its_profile(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await go_there(hand)
        await hand.scan("KH0042")
        assert "Haji Rashid · #2" in hand.text
        await hand.press("escape")
        await hand.scan("5901234123457")
        assert "ignored" in hand.message


async def test_pasted_text_is_looked_for_and_the_till_can_be_locked(
    selling: Path,
) -> None:
    async with at_the_till(selling) as hand:
        await go_there(hand)
        hand.screen.pasted("rashid")
        hand.screen.paint()
        assert "1 customers" in hand.text
        await hand.press("ctrl+l")
        assert "PIN" in hand.text


async def test_a_line_is_denied_and_settled_and_the_statement_is_printed(
    selling: Path,
) -> None:
    async with at_the_till(selling) as hand:
        await go_there(hand)
        await hand.type("/kh")
        await hand.press("enter", "d")
        await hand.type("He was in Lahore")
        await hand.press("f12", "enter")
        assert "They deny it: He was in Lahore" in hand.text
        await hand.press("escape", "d")
        assert "Settled" in hand.message
        await hand.press("p", "p")
        assert "no printer here" in hand.message
        assert rows("SELECT kind FROM spool ORDER BY id DESC")[0] == ("statement",)
        await hand.press("a")
        assert hand.message.startswith("Written: statement-1-")
        await hand.press("pagedown", "escape")


async def test_a_second_person_says_yes_on_the_same_screen(selling: Path) -> None:
    def ask(books: Books) -> None:
        by = books.owner
        settings.change_setting("khata.confirm_above", "100", by=by, at=NOON)
        settings.change_setting("khata.confirm_by", "staff-pin", by=by, at=NOON)

    async with at_the_till(selling) as hand:
        with_books(hand, ask)
        await hand.log_in()
        await hand.press("f3")
        await hand.type("rashid")
        await hand.press("enter")
        await hand.type("2*soap")
        await hand.press("enter", "f9", "k")
        assert "somebody else here types their PIN" in hand.said
        await hand.type("1234")
        await hand.press("f12")
        assert "no PIN of somebody else" in hand.message
        await hand.type("2468")
        await hand.press("f12")
        assert "SOLD" in hand.text
        assert rows("SELECT confirmed FROM khata_entry") == [("staff-pin Rashid",)]


async def test_the_customer_types_a_pin_of_their_own(selling: Path) -> None:
    from tui_pos.services import people

    def ask(books: Books) -> None:
        by = books.owner
        settings.change_setting("khata.confirm_above", "100", by=by, at=NOON)
        settings.change_setting("khata.confirm_by", "customer-pin", by=by, at=NOON)
        people.set_customer_pin(2, "4321", by=by, at=NOON)

    async with at_the_till(selling) as hand:
        with_books(hand, ask)
        await hand.log_in()
        await hand.press("f3")
        await hand.type("rashid")
        await hand.press("enter")
        await hand.type("2*soap")
        await hand.press("enter", "f9", "k")
        assert "PIN of Haji Rashid" in hand.text
        await hand.type("4321")
        await hand.press("f12")
        assert "SOLD" in hand.text


async def test_cash_pays_the_old_balance_together_with_the_bill(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        with_books(hand, _owing)
        await hand.log_in()
        await hand.press("f3")
        await hand.type("rashid")
        await hand.press("enter")
        await hand.type("soap")
        await hand.press("enter", "f9")
        assert "on the old balance" in hand.text
        await hand.type("205")
        await hand.press("o")
        assert "205" in hand.text
        await hand.type("300")
        await hand.press("enter")
        assert "SOLD" in hand.text
        assert "on the old balance Rs 205" in hand.text
        assert khata.balance(2) == Money.rupees(1000)


async def test_all_of_the_old_balance_by_one_letter_and_back(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        with_books(hand, _owing)
        await hand.log_in()
        await hand.type("soap")
        await hand.press("enter", "f9", "o")
        assert "named customer" in hand.message
        await hand.press("escape", "f3")
        await hand.type("rashid")
        await hand.press("enter", "f9", "o")
        assert "1,205" in hand.text
        await hand.press("delete", "plus")
        assert "SOLD" in hand.text
        assert khata.balance(2) == Money.rupees(1205)


async def test_the_book_as_of_another_day(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await go_there(hand)
        await hand.press("f10", "b", "f2")
        await hand.type("soon")
        await hand.press("enter")
        assert "day" in hand.message
        await hand.press(*["backspace"] * 4)
        await hand.type("01-03-2026")
        await hand.press("enter")
        assert "AS OF 01-03-2026" in hand.text
        assert "Nobody owes anything" in hand.text
        await hand.press("f2", "enter")
        assert "1,205 Dr" in hand.text
        await hand.press("l")
        assert "To collect" in hand.text


async def test_a_cashier_is_warned_of_a_like_name(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        await hand.log_in()
        await hand.press("f3")
        await hand.type("0345-9998887")
        await hand.press("enter")
        await hand.type("Ahmad Ali")
        await hand.press("enter")
        assert "like name" in hand.text
        await hand.press("enter")
        assert "Ahmed Ali" in hand.lines[1]
        await hand.press("f3")
        await hand.type("0345-9998887")
        await hand.press("enter")
        await hand.type("Ahmad Ali")
        await hand.press("enter", "y")
        assert "Ahmad Ali" in hand.lines[1]
