"""A large udhaar needs a second person's yes (K38)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tui_pos.db import rows
from tui_pos.domain.errors import LockedOutError, PinTooShortError, WrongPinError
from tui_pos.domain.khata import Confirmation
from tui_pos.domain.khata_errors import NotSecondPersonError, SecondPersonError
from tui_pos.domain.money import Money
from tui_pos.domain.quantity import Quantity
from tui_pos.services import ledger, paper, people, sales, settings
from tui_pos.services.ledger import Posting
from tui_pos.services.sale_rows import Checkout, Ordered
from tui_pos.services.verify import verify

if TYPE_CHECKING:
    from tui_pos.domain.permissions import Actor
    from tui_pos.services.sales import SaleCompleted

BIG = Money.rupees(2500)


def lend(
    books: Books, customer_id: int, by: Actor, rupees: int = 2500
) -> SaleCompleted:
    if not rows("SELECT 1 FROM product WHERE sku = 'ANY'"):
        factories.product(books, "ANY", "1", unit="pc", stock="100000")
    product_id = rows("SELECT id FROM product WHERE sku = 'ANY'")[0][0]
    checkout = Checkout(
        key=f"k{rupees}{by.name}{len(rows('SELECT id FROM sale'))}",
        lines=(Ordered(product_id, Quantity.of(rupees)),),
        given=factories.KHATA,
        customer_id=customer_id,
    )
    return sales.complete_sale(checkout, by=by, at=NOON)


def ask(books: Books, way: str) -> None:
    by = books.owner
    settings.change_setting("khata.confirm_above", "2000", by=by, at=NOON)
    settings.change_setting("khata.confirm_by", way, by=by, at=NOON)


def test_a_colleague_says_yes_with_their_pin(open_books: Books) -> None:
    ask(open_books, "staff-pin")
    ahmed = factories.customer(open_books)

    with pytest.raises(SecondPersonError) as refusal:
        lend(open_books, ahmed, open_books.cashier)
    sure = people.confirm_by_staff("2468", BIG, by=open_books.cashier, at=NOON)
    sold = lend(open_books, ahmed, sure)

    assert (refusal.value.way, refusal.value.amount) == ("staff-pin", BIG)
    assert rows("SELECT confirmed FROM khata_entry") == [("staff-pin Rashid",)]
    slip = paper.sale_paper(sold.receipt)
    assert slip.khata is not None
    assert slip.khata.confirmed == "staff-pin Rashid"
    assert verify(by=open_books.owner).ok


def test_up_to_the_amount_nobody_is_asked(open_books: Books) -> None:
    ask(open_books, "staff-pin")
    ahmed = factories.customer(open_books)

    lend(open_books, ahmed, open_books.cashier, 2000)

    assert rows("SELECT confirmed FROM khata_entry") == [(None,)]


def test_ones_own_pin_is_no_second_person(open_books: Books) -> None:
    with pytest.raises(NotSecondPersonError):
        people.confirm_by_staff("1234", BIG, by=open_books.cashier, at=NOON)
    for _try in range(4):
        with pytest.raises(NotSecondPersonError):
            people.confirm_by_staff("9999", BIG, by=open_books.cashier, at=NOON)
    with pytest.raises(LockedOutError):
        people.confirm_by_staff("2468", BIG, by=open_books.cashier, at=NOON)


def test_a_yes_to_less_is_no_yes_to_more(open_books: Books) -> None:
    ask(open_books, "staff-pin")
    ahmed = factories.customer(open_books)
    less = Money.rupees(2100)
    sure = people.confirm_by_staff("2468", less, by=open_books.cashier, at=NOON)

    with pytest.raises(SecondPersonError):
        lend(open_books, ahmed, sure)
    other = open_books.cashier.with_confirmation(
        Confirmation("customer-pin", "Ahmed", BIG)
    )
    with pytest.raises(SecondPersonError):
        lend(open_books, ahmed, other)


def test_the_customer_says_yes_with_a_pin_of_their_own(open_books: Books) -> None:
    ask(open_books, "customer-pin")
    ahmed = factories.customer(open_books)
    people.set_customer_pin(ahmed, "4321", by=open_books.manager, at=NOON)

    with pytest.raises(SecondPersonError) as refusal:
        lend(open_books, ahmed, open_books.cashier)
    with pytest.raises(WrongPinError):
        people.confirm_by_customer(ahmed, "1111", BIG, by=open_books.cashier, at=NOON)
    sure = people.confirm_by_customer(
        refusal.value.customer_id, "4321", BIG, by=open_books.cashier, at=NOON
    )
    lend(open_books, ahmed, sure)

    assert rows("SELECT confirmed FROM khata_entry") == [("customer-pin Ahmed",)]


def test_a_customer_without_a_pin_signs(open_books: Books) -> None:
    ask(open_books, "customer-pin")
    ahmed = factories.customer(open_books)

    lend(open_books, ahmed, open_books.cashier)

    assert rows("SELECT confirmed FROM khata_entry") == [("signature",)]
    with pytest.raises(WrongPinError):
        people.confirm_by_customer(ahmed, "4321", BIG, by=open_books.cashier, at=NOON)
    with pytest.raises(WrongPinError):
        people.confirm_by_customer(404, "4321", BIG, by=open_books.cashier, at=NOON)


def test_a_pin_is_taken_away_again(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    people.set_customer_pin(ahmed, "4321", by=open_books.manager, at=NOON)
    with pytest.raises(PinTooShortError):
        people.set_customer_pin(ahmed, "12", by=open_books.manager, at=NOON)

    people.set_customer_pin(ahmed, "", by=open_books.manager, at=NOON)

    assert rows("SELECT pin_hash FROM customer") == [(None,)]


def test_goods_without_a_bill_need_it_too(open_books: Books) -> None:
    ask(open_books, "signature")
    ahmed = factories.customer(open_books)
    posting = Posting(ahmed, BIG, note="10 kg ghee", rate_open=True)

    given = ledger.give_goods(posting, by=open_books.cashier, at=NOON)
    ledger.correct(
        given.entry_id,
        Money.rupees(4900),
        "the rate",
        by=open_books.cashier,
        at=NOON,
    )

    confirmed = rows("SELECT kind, confirmed FROM khata_entry ORDER BY id")
    assert confirmed == [
        ("goods", "signature"),
        ("reversal", None),
        ("goods", "signature"),
    ]
    assert paper.khata_slip(given.slip).confirmed == "signature"
