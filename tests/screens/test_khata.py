"""The khata at the till: receiving, reading, reversing, the book."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests import factories
from tests.conftest import NOON, Books, make_books
from tests.pictures import with_books
from tests.screens.hand import at_the_till
from tui_pos.db import rows
from tui_pos.domain.money import Money
from tui_pos.domain.paying import PayMethod
from tui_pos.services import (
    cheques,
    customers,
    khata,
    ledger,
    promises,
    settings,
    shifts,
)
from tui_pos.services.ledger import Posting

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def lent(directory: Path) -> Path:
    """A shop where Ahmed owes Rs 500 and nobody else anything."""
    books = make_books(directory)
    shifts.open_shift(Money.rupees(2000), by=books.cashier, at=NOON)
    ahmed = factories.customer(books, limit=5000)
    factories.lend(books, ahmed, 300)
    factories.lend(books, ahmed, 200)
    books.shop.close()
    return directory


def owes(rupees: int) -> bool:
    return khata.balance(1) == Money.rupees(rupees)


async def test_a_payment_takes_the_amount_and_one_key(lent: Path) -> None:
    async with at_the_till(lent) as hand:
        await hand.log_in()
        await hand.press("f6")
        await hand.type("ahm")
        await hand.press("enter")
        assert "Payment from Ahmed" in hand.said
        assert "owes Rs 500" in hand.said
        await hand.type("350")
        await hand.press("f12")
        assert "RECEIVED A1-P00001 cash Rs 350" in hand.said
        assert "before Rs 500, now owes Rs 150" in hand.said
        assert owes(150)


async def test_more_than_is_owed_is_asked_about_once(lent: Path) -> None:
    async with at_the_till(lent) as hand:
        await hand.log_in()
        await hand.type("/rc ahmed")
        await hand.press("enter", "enter")
        await hand.type("700")
        await hand.press("f12")
        assert "Rs 700 is given, Rs 500 is owed" in hand.said
        await hand.press("escape")
        assert "Payment from Ahmed" in hand.said
        await hand.press("f12", "c")
        assert "CHANGE" in hand.said
        assert owes(0)
        await hand.press("escape", "f6")
        await hand.type("ahm")
        await hand.press("enter")
        await hand.type("50")
        await hand.press("f12")
        assert "change" not in hand.said
        await hand.press("a")
        assert "advance Rs 50" in hand.said


async def test_what_is_wrong_stays_typed(lent: Path) -> None:
    async with at_the_till(lent) as hand:
        await hand.log_in()
        await hand.type("/rc ahmed")
        await hand.press("enter", "enter")
        for typed, said in (
            ("0", "above zero"),
            ("8964000101234", "too much"),
            ("89640001", "looks like a barcode"),
            ("-5", "above zero"),
        ):
            await hand.type(typed)
            await hand.press("f12")
            assert said in hand.message
            assert typed in hand.said
            await hand.press(*["backspace"] * len(typed))
        await hand.type("5")
        await hand.press("down", *["backspace"] * 4)
        await hand.type("gold")
        await hand.press("f12")
        assert "is not known" in hand.message
        await hand.press(*["backspace"] * 4)
        await hand.type("ra")
        await hand.press("f12")
        assert "Type the number that proves it" in hand.message
        await hand.press("down")
        await hand.type("R7")
        await hand.press("f12")
        assert "raast Rs 5" in hand.said
        assert owes(495)


async def test_a_cheque_and_a_forgiven_rest_with_a_supervisor(lent: Path) -> None:
    async with at_the_till(lent) as hand:
        await hand.log_in()
        await hand.type("/rc ahmed")
        await hand.press("enter", "enter")
        await hand.type("100")
        await hand.press("down", *["backspace"] * 4)
        await hand.type("cheque")
        await hand.press("down")
        await hand.type("000123")
        await hand.press("down")
        await hand.type("05-04-2026")
        await hand.press("f12")
        assert "The cheque counts when the bank has paid it" in hand.said
        assert owes(500)
        await hand.press("escape")
        await hand.type("/rc ahmed")
        await hand.press("enter", "enter")
        await hand.type("480")
        await hand.press(*["down"] * 5)
        await hand.type("20")
        await hand.press("f12")
        assert "Approval" in hand.said
        await hand.type("2468")
        await hand.press("down")
        await hand.type("he is old")
        await hand.press("f12")
        assert "forgiven Rs 20" in hand.said
        assert owes(0)


async def test_a_payment_is_reversed_and_the_old_bill_is_open_again(
    lent: Path,
) -> None:
    async with at_the_till(lent) as hand:
        await hand.log_in()
        await hand.type("/rc ahmed")
        await hand.press("enter", "enter")
        await hand.type("400")
        await hand.press("f12", "escape")
        await hand.type("/kh ahmed")
        await hand.press("enter", "enter")
        assert "Khata of Ahmed" in hand.said
        assert "100 Dr" in hand.said
        await hand.press("f8")
        assert "Rs 400 would be open again, the oldest since 14-03-2026" in hand.said
        await hand.press("f12")
        assert "Type the reason" in hand.message
        await hand.type("wrong man")
        await hand.press("f12")
        assert "Reversal of A1-P00001" in hand.said
        assert "GIVE Rs 400 back in cash" in hand.message
        assert "~14-03-26" in hand.said
        assert owes(500)
        await hand.press("enter")
        assert "Reason: wrong man" in hand.said
        await hand.press("escape", "p")
        assert "KHATA STATEMENT" in hand.said
        await hand.press("escape", "f8")
        assert "A reversal is not reversed here" in hand.message
        await hand.press("up", "c")
        assert "reversed before" in hand.message
        await hand.press("up", "f8")
        assert "A sale is not reversed here" in hand.message


async def test_goods_whose_rate_is_known_later(lent: Path) -> None:
    async with at_the_till(lent) as hand:
        await hand.log_in()
        await hand.type("/kh ahmed")
        await hand.press("enter", "enter", "g")
        await hand.type("10 kg ghee")
        await hand.press("down")
        await hand.type("900")
        await hand.press("down")
        await hand.type("x")
        await hand.press("down")
        await hand.type("Driver")
        await hand.press("f12")
        assert "10 kg ghee (rate" in hand.said
        assert owes(1400)
        await hand.press("c")
        await hand.press(*["backspace"] * 3)
        await hand.type("950")
        await hand.press("down")
        await hand.type("rate came")
        await hand.press("f12")
        assert owes(1450)
        await hand.press("f6")
        assert "Payment from Ahmed" in hand.said
        await hand.press("escape", "w", "down")
        await hand.type("20-03-2026")
        await hand.press("f12")
        assert rows("SELECT amount, on_day FROM promise") == [(145000, "2026-03-20")]
        await hand.press("z")
        assert "1,450 Dr" in hand.said


async def test_a_manager_adjusts_writes_off_and_gives_back(lent: Path) -> None:
    async with at_the_till(lent) as hand:
        await hand.log_in("Sana", "445566")
        await hand.type("/kh ahmed")
        await hand.press("enter", "enter", "f7")
        await hand.type("30")
        await hand.press("down", "backspace")
        await hand.type("-")
        await hand.press("down")
        await hand.type("counted")
        await hand.press("down")
        await hand.type("twice written")
        await hand.press("f12")
        assert owes(470)
        await hand.press("o", "down")
        await hand.type("moved away")
        await hand.press("f12")
        assert owes(0)
        await hand.press("v", "down")
        await hand.type("came back")
        await hand.press("f12")
        assert owes(470)
        await hand.press("b", *["backspace"] * 3)
        await hand.type("5")
        await hand.press("down")
        await hand.type("x")
        await hand.press("f12")
        assert "Only Rs 0 lies here as advance" in hand.message


async def test_goods_on_khata_are_picked_by_their_code(lent: Path) -> None:
    def wares(books: Books) -> None:
        factories.product(books, "GHEE", "540", name="Ghee 1 kg", unit="pc")

    async with at_the_till(lent) as hand:
        with_books(hand, wares)
        await hand.log_in()
        await hand.type("/kh ahmed")
        await hand.press("enter", "enter", "g")
        await hand.type("nothing")
        await hand.press("f12")
        assert "Unknown code" in hand.message
        assert "nothing" in hand.said
        await hand.press(*["backspace"] * 7, "f12")
        assert owes(500)
        await hand.type("5*ghee")
        await hand.press("f12")
        assert "Ghee 1 kg 5" in hand.said
        assert owes(3_200)
        await hand.press("g")
        await hand.type("r270*ghee")
        await hand.press("f12")
        assert owes(3_470)


async def test_a_statement_of_other_days(lent: Path) -> None:
    async with at_the_till(lent) as hand:
        await hand.log_in("Sana", "445566")
        await hand.type("/kh ahmed")
        await hand.press("enter", "enter", "p")
        assert "Brought forward" in hand.said
        await hand.press("2")
        assert "From 01-03-2026" in hand.said
        await hand.press("3")
        assert "From 01-03-2026" in hand.said
        assert hand.message
        await hand.press("d")
        await hand.type("1-3-2026")
        await hand.press("down")
        await hand.type("soon")
        await hand.press("f12")
        assert "no day" in hand.message
        assert "soon" in hand.said
        await hand.press(*["backspace"] * 4)
        await hand.type("14-3-2026")
        await hand.press("f12")
        assert "From 01-03-2026 to 14-03-2026" in hand.said
        await hand.press("4", "5", "1")
        assert "From 14-03-2026 to 14-03-2026" in hand.said
        await hand.press("p", "escape")
        assert "ST1" in hand.message


async def test_a_balance_is_set_right_up_or_down_and_nothing_else(lent: Path) -> None:
    async with at_the_till(lent) as hand:
        await hand.log_in("Sana", "445566")
        await hand.type("/kh ahmed")
        await hand.press("enter", "enter", "f7")
        await hand.type("30")
        await hand.press("down", "backspace")
        await hand.type("minus")
        await hand.press("down")
        await hand.type("counted")
        await hand.press("down")
        await hand.type("twice written")
        await hand.press("f12")
        assert "is + or -" in hand.message
        assert owes(500)
        await hand.press("up", "up", *["backspace"] * 5)
        await hand.type("+")
        await hand.press("f12")
        assert owes(530)


@pytest.mark.parametrize(
    ("amount", "said", "left"),
    [
        ("150", "TAKE Rs 50 more in cash", 350),
        ("80", "GIVE Rs 20 back in cash", 420),
        ("100", "Written", 400),
    ],
)
async def test_a_corrected_payment_says_what_goes_over_the_counter(
    lent: Path, amount: str, said: str, left: int
) -> None:
    def paid(books: Books) -> None:
        factories.pay(books, 1, "100")

    async with at_the_till(lent) as hand:
        with_books(hand, paid)
        await hand.log_in("Sana", "445566")
        await hand.type("/kh ahmed")
        await hand.press("enter", "enter", "c", *["backspace"] * 3)
        await hand.type(amount)
        await hand.press("down")
        await hand.type("typed wrong")
        await hand.press("f12")
        assert said in hand.message
        assert owes(left)


async def test_cash_beside_a_kept_khata_is_never_given_back_as_change(
    lent: Path,
) -> None:
    def wares(books: Books) -> None:
        factories.product(books, "BAG", "5000", unit="pc", barcode="5901234123457")

    async with at_the_till(lent) as hand:
        with_books(hand, wares)
        await hand.log_in()
        await hand.press("f3")
        await hand.type("ahmed")
        await hand.press("enter")
        await hand.scan("5901234123457")
        await hand.press("f9")
        await hand.type("4800k")
        await hand.press("plus")
        assert "Rs 300 over" in hand.said
        await hand.press("1")
        assert "SOLD" in hand.said
        assert rows("SELECT kind, amount FROM tender WHERE sale_id = 3") == [
            ("khata", 450_000),
            ("cash", 50_000),
        ]
        assert rows("SELECT change FROM sale WHERE id = 3") == [(0,)]
        assert owes(5_000)


async def test_a_khata_without_a_line(lent: Path) -> None:
    books = make_books(lent)
    factories.customer(books, "Hina", "03007654321")
    books.shop.close()
    async with at_the_till(lent) as hand:
        await hand.log_in()
        await hand.type("/kh hina")
        await hand.press("enter", "enter")
        assert "Nothing stands in this khata yet" in hand.said
        await hand.press("f8", "c", "enter", "p", "x")
        assert "Nothing stands in this khata yet" in hand.said


async def test_the_book_shows_who_owes_since_when(lent: Path) -> None:
    books = make_books(lent)
    hina = factories.customer(books, "Hina", "03007654321", owes=900)
    factories.customer(books, "Haji", "03007654322")
    factories.pay(books, 3, "70", as_advance=True)
    assert hina
    books.shop.close()
    async with at_the_till(lent) as hand:
        await hand.log_in("Sana", "445566")
        await hand.press("f10", "b")
        assert "today given Rs 1,400, received Rs 70" in hand.said
        assert "advance 70" in hand.said
        assert "1,330 Dr" in hand.said
        await hand.press("tab")
        assert "Not due" in hand.said
        assert "by due date" in hand.said
        await hand.press("s")
        assert "largest first" in hand.said
        await hand.press("enter")
        assert "Khata of Hina" in hand.said
        await hand.press("f6")
        await hand.type("100")
        await hand.press("f12", "enter", "escape")
        assert "800 Dr" in hand.said
        await hand.press("s", "s")
        assert "oldest first" in hand.said
        await hand.press("l")
        assert "To collect on 14-03-2026" in hand.said
        assert "1 Ahmed" in hand.said


async def test_nobody_is_to_be_asked_where_nobody_owes(directory: Path) -> None:
    books = make_books(directory)
    shifts.open_shift(Money.rupees(2000), by=books.cashier, at=NOON)
    books.shop.close()
    async with at_the_till(directory) as hand:
        await hand.log_in("Sana", "445566")
        await hand.press("f10", "b")
        assert "Nobody owes anything" in hand.said
        await hand.press("l")
        assert "nobody to ask today" in hand.message


async def test_only_those_whom_the_customer_named_take_goods(lent: Path) -> None:
    books = make_books(lent)
    form = customers.form_of(1, by=books.owner)
    named = replace(form, takers=("Hina", "Driver Iqbal"))
    customers.change_customer(1, named, by=books.owner, at=NOON)
    books.shop.close()
    async with at_the_till(lent) as hand:
        await hand.log_in()
        await hand.type("/id ahm")
        await hand.press("enter", "enter")
        await hand.type("5*ANY")
        await hand.press("enter", "f9", "k")
        assert "Who takes it?" in hand.said
        await hand.press("down", "enter")
        assert "SOLD" in hand.said
        assert rows("SELECT taken_by FROM khata_entry ORDER BY id DESC LIMIT 1") == [
            ("Driver Iqbal",)
        ]


async def test_a_bounced_cheque_and_a_promise_stand_with_the_customer(
    lent: Path,
) -> None:
    books = make_books(lent)
    cheque = factories.pay(
        books,
        1,
        "50",
        method=PayMethod.CHEQUE,
        reference="1",
        cheque_date=NOON.date(),
    )
    cheques.bounce(cheque.slip, by=books.manager, at=NOON)
    day = (NOON + timedelta(days=3)).date()
    promises.promise(1, Money.rupees(50), day, by=books.cashier, at=NOON)
    books.shop.close()
    async with at_the_till(lent, (120, 40)) as hand:
        await hand.log_in()
        await hand.type("/id ahm")
        await hand.press("enter", "enter")
        assert "!cheque bounced 14-03-2026" in hand.said
        assert "promised for 17-03-2026" in hand.said


async def test_a_bill_past_its_day_and_the_way_out(lent: Path) -> None:
    books = make_books(lent)
    settings.change_setting("khata.overdue", "block", by=books.owner, at=NOON)
    old = Posting(1, Money.rupees(80), on=(NOON - timedelta(days=40)).date())
    ledger.open_balance(old, by=books.owner, at=NOON)
    books.shop.close()
    async with at_the_till(lent) as hand:
        await hand.log_in()
        await hand.press("f3")
        await hand.type("ahm")
        await hand.press("enter")
        assert "!10 days overdue" in hand.said
        await hand.type("5*ANY")
        await hand.press("enter", "f9", "k")
        assert "is 10 days overdue: take its Rs 80 first" in hand.said
        assert "supervisor" not in hand.said
        await hand.press("2")
        assert "Overdue" in hand.said
        await hand.press("f6")
        assert "Payment from Ahmed" in hand.said
        await hand.press("f12")
        assert "RECEIVED" in hand.said
        await hand.press("enter")
        if "Tender" not in hand.said:
            await hand.press("f9")
        await hand.press("k")
        assert "SOLD" in hand.said
        assert owes(505)


async def test_a_supervisor_lets_an_overdue_customer_take(lent: Path) -> None:
    books = make_books(lent)
    settings.change_setting("khata.overdue", "supervisor", by=books.owner, at=NOON)
    old = Posting(1, Money.rupees(80), on=(NOON - timedelta(days=40)).date())
    ledger.open_balance(old, by=books.owner, at=NOON)
    books.shop.close()
    async with at_the_till(lent) as hand:
        await hand.log_in()
        await hand.type("/id ahm")
        await hand.press("enter", "enter")
        await hand.type("5*ANY")
        await hand.press("enter", "f9", "k", "2")
        await hand.type("2468")
        await hand.press("down")
        await hand.type("pays tomorrow")
        await hand.press("f12")
        assert "SOLD" in hand.said
        assert owes(585)


async def test_older_lines_are_read_when_they_are_reached(selling: Path) -> None:
    def much(books: Books) -> None:
        for _time in range(105):
            factories.lend(books, 2, 1)

    async with at_the_till(selling) as hand:
        with_books(hand, much)
        await hand.log_in()
        await hand.type("/kh rashid")
        await hand.press("enter", "enter")
        assert "A1-000001" not in hand.text
        await hand.press(*["pageup"] * 11)
        assert "A1-000001" in hand.text
