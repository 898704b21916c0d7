from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tui_pos.db import rows
from tui_pos.domain.errors import (
    CartNotFoundError,
    DiscountTooLargeError,
    EmptySaleError,
    FixedPriceError,
    NoSuchLineError,
    NotDivisibleError,
    PermissionDeniedError,
    QuantityNotPositiveError,
    QuantityTooLargeError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.pricing import NO_DISCOUNT, Discount
from tui_pos.domain.quantity import Quantity
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.services import carts, catalog, goods, sales
from tui_pos.services.goods import Pack

if TYPE_CHECKING:
    from tui_pos.services.cart_view import CartView
    from tui_pos.services.catalog import Scanned


def scan(books: Books, code: str) -> Scanned:
    return catalog.scan(code, by=books.cashier)


def add(books: Books, code: str, **more: object) -> CartView:
    cart, _line = carts.add(
        scan(books, code),
        more.get("quantity"),  # type: ignore[arg-type]  # the caller's own types
        more.get("worth"),  # type: ignore[arg-type]  # the caller's own types
        by=books.cashier,
        at=NOON,
    )
    return cart


def test_a_second_scan_adds_to_the_line(open_books: Books) -> None:
    factories.product(open_books, "SOAP", "95", unit="pc")
    add(open_books, "SOAP")

    cart = add(open_books, "SOAP")

    assert [(line.line_no, line.quantity) for line in cart.lines] == [
        (1, Quantity.of(2))
    ]
    assert cart.bill.due == Money.rupees(190)


def test_the_bill_is_on_the_disk_after_every_scan(open_books: Books) -> None:
    factories.product(open_books, "SOAP", "95", unit="pc")
    cart = add(open_books, "SOAP")

    again = carts.open_cart(by=open_books.cashier, at=NOON)

    assert again == cart


def test_a_discounted_line_is_left_alone_by_the_next_scan(open_books: Books) -> None:
    factories.product(open_books, "SOAP", "95", unit="pc")
    add(open_books, "SOAP")
    carts.discount_line(1, Discount(Money.rupees(5)), by=open_books.cashier, at=NOON)

    cart = add(open_books, "SOAP")

    assert [line.quantity for line in cart.lines] == [Quantity.of(1), Quantity.of(1)]
    assert cart.line(2).discount == NO_DISCOUNT


def test_a_hundred_rupees_of_sugar(open_books: Books) -> None:
    factories.product(open_books)

    cart = add(open_books, "SUGAR", worth=Money.rupees(100))

    assert cart.lines[0].quantity == Quantity(645)
    assert cart.bill.due == Money.rupees(100)
    both = add(open_books, "SUGAR", worth=Money.rupees(100))
    assert both.bill.due == Money.rupees(200)


def test_a_label_price_and_a_listed_price_are_two_lines(open_books: Books) -> None:
    factories.product(open_books)
    add(open_books, "SUGAR", worth=Money.rupees(100))

    cart = add(open_books, "SUGAR")

    assert len(cart.lines) == 2


def test_a_pack_code_sells_its_pieces_at_its_own_price(open_books: Books) -> None:
    eggs = factories.product(open_books, "EGG", "28", name="Anda", unit="pc")
    pack = Pack("8961111111112", Quantity.of(12), Money.rupees(330))
    goods.add_barcode(eggs.product_id, pack, by=open_books.owner, at=NOON)

    cart = add(open_books, "8961111111112", quantity=Quantity.of(2))

    assert cart.lines[0].quantity == Quantity.of(24)
    assert cart.bill.due == Money.rupees(660)


def test_a_typed_quantity_does_not_go_with_a_scales_label(open_books: Books) -> None:
    from tests.domain.test_barcode import label

    factories.product(open_books, "00123", "100", name="Aloo")

    cart = add(open_books, label("210012301250"), quantity=Quantity.of(3))

    assert cart.lines[0].quantity == Quantity(1250)


def test_pieces_are_sold_whole(open_books: Books) -> None:
    factories.product(open_books, "SOAP", "95", unit="pc")

    with pytest.raises(NotDivisibleError):
        add(open_books, "SOAP", quantity=Quantity(500))


def test_a_line_never_holds_an_absurd_quantity(open_books: Books) -> None:
    factories.product(open_books, "SOAP", "95", unit="pc")
    add(open_books, "SOAP", quantity=Quantity.of(1_000_000))

    with pytest.raises(QuantityTooLargeError):
        add(open_books, "SOAP")
    with pytest.raises(QuantityTooLargeError):
        carts.set_quantity(1, Quantity.of(1_000_001), by=open_books.cashier, at=NOON)


def test_quantity_price_and_discount_of_a_line(open_books: Books) -> None:
    factories.product(open_books, "SOAP", "100", unit="pc")
    add(open_books, "SOAP")

    carts.set_quantity(1, Quantity.of(3), by=open_books.cashier, at=NOON)
    carts.discount_line(1, Discount(rate_bp=1000), by=open_books.cashier, at=NOON)

    mine = carts.open_cart(by=open_books.cashier, at=NOON)
    assert mine.bill.due == Money.rupees(270)
    assert mine.lines[0].discount == Discount(rate_bp=1000)
    with pytest.raises(NoSuchLineError):  # a supervisor has a bill of their own
        carts.set_price(1, Money.rupees(90), by=open_books.supervisor, at=NOON)


def test_a_price_override_is_journalled_and_not_a_cashiers(open_books: Books) -> None:
    factories.product(open_books, "SOAP", "100", unit="pc")
    found = scan(open_books, "SOAP")
    carts.add(found, by=open_books.supervisor, at=NOON)

    cart = carts.set_price(1, Money.rupees(90), by=open_books.supervisor, at=NOON)

    assert cart.bill.due == Money.rupees(90)
    assert cart.line(1).list_price == Money.rupees(100)
    assert rows("SELECT reference FROM journal WHERE kind = 'price-override'") == [
        ("SOAP",)
    ]
    with pytest.raises(PermissionDeniedError):
        carts.set_price(1, Money.rupees(1), by=open_books.cashier, at=NOON)


def test_a_discount_on_the_bill_and_off_again(open_books: Books) -> None:
    factories.product(open_books, "SOAP", "100", unit="pc")
    add(open_books, "SOAP")

    cart = carts.discount_bill(
        Discount(Money.rupees(7)), by=open_books.cashier, at=NOON
    )
    assert cart.bill.due == Money.rupees(93)
    cart = carts.discount_bill(NO_DISCOUNT, by=open_books.cashier, at=NOON)
    assert cart.bill.due == Money.rupees(100)
    with pytest.raises(DiscountTooLargeError):
        carts.discount_bill(Discount(Money.rupees(101)), by=open_books.cashier, at=NOON)
    assert carts.open_cart(by=open_books.cashier, at=NOON).bill.due == Money.rupees(100)


def test_a_voided_line_is_journalled(open_books: Books) -> None:
    factories.product(open_books, "SOAP", "100", unit="pc")
    add(open_books, "SOAP")

    cart = carts.void_line(1, by=open_books.cashier, at=NOON)

    assert cart.lines == ()
    assert rows("SELECT reference FROM journal WHERE kind = 'line-void'") == [("SOAP",)]
    with pytest.raises(NoSuchLineError):
        carts.void_line(1, by=open_books.cashier, at=NOON)


def test_the_next_bill_begins_with_nothing_of_the_voided_one(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books)
    factories.product(open_books, "SOAP", "100", unit="pc")
    add(open_books, "SOAP")
    carts.attach(ahmed, by=open_books.cashier, at=NOON)
    half = Given(TenderKind.CASH, Money.rupees(50))
    carts.give(half, by=open_books.cashier, at=NOON)

    cart = carts.void_line(1, by=open_books.cashier, at=NOON)

    assert (cart.tenders, cart.customer_id, cart.given) == ((), None, ZERO)


def test_a_bills_discount_larger_than_what_is_left_goes(open_books: Books) -> None:
    factories.product(open_books, "SOAP", "100", unit="pc")
    factories.product(open_books, "GUM", "5", unit="pc")
    add(open_books, "SOAP")
    add(open_books, "GUM")
    discount = Discount(Money.rupees(10))
    carts.discount_bill(discount, by=open_books.cashier, at=NOON)

    cart = carts.void_line(1, by=open_books.cashier, at=NOON)

    assert cart.bill.due == Money.rupees(5)


def test_a_line_with_one_price_is_not_counted_up(open_books: Books) -> None:
    factories.product(open_books)
    add(open_books, "SUGAR", worth=Money.rupees(100))

    with pytest.raises(FixedPriceError):
        carts.set_quantity(1, Quantity.of(1), by=open_books.cashier, at=NOON)


def test_so_little_money_buys_nothing(open_books: Books) -> None:
    factories.product(open_books, "ELAICHI", "6000")

    with pytest.raises(QuantityNotPositiveError):
        add(open_books, "ELAICHI", worth=Money.rupees(1))


def test_discounts_are_journalled(open_books: Books) -> None:
    factories.product(open_books, "SOAP", "100", unit="pc")
    add(open_books, "SOAP")
    by = open_books.cashier
    carts.discount_line(1, Discount(rate_bp=500), by=by, at=NOON)
    carts.discount_bill(Discount(Money.rupees(5)), by=by, at=NOON)

    kinds = [row[0] for row in rows("SELECT kind FROM journal ORDER BY at, seq")]
    assert kinds[-2:] == ["line-discount", "bill-discount"]


def test_a_cancelled_bill_is_journalled_and_a_new_one_begins(open_books: Books) -> None:
    factories.product(open_books, "SOAP", "100", unit="pc")
    before = add(open_books, "SOAP")

    cart = carts.cancel(by=open_books.cashier, at=NOON)

    assert cart.lines == ()
    assert cart.checkout_key != before.checkout_key
    assert rows("SELECT COUNT(*) FROM journal WHERE kind = 'sale-cancel'") == [(1,)]
    carts.cancel(by=open_books.cashier, at=NOON)
    assert rows("SELECT COUNT(*) FROM journal WHERE kind = 'sale-cancel'") == [(1,)]


def test_half_given_tenders_stay_with_the_bill(open_books: Books) -> None:
    factories.product(open_books, "SOAP", "100", unit="pc")
    add(open_books, "SOAP")

    carts.give(
        Given(TenderKind.CARD, Money.rupees(30), "r1"), by=open_books.cashier, at=NOON
    )
    cart = carts.give(
        Given(TenderKind.CASH, Money.rupees(20)), by=open_books.cashier, at=NOON
    )

    assert [one.kind for one in cart.tenders] == [TenderKind.CARD, TenderKind.CASH]
    assert cart.remaining == Money.rupees(50)
    assert carts.take_back(by=open_books.cashier, at=NOON).tenders == ()


def test_the_open_bill_becomes_a_sale_and_is_gone(open_books: Books) -> None:
    factories.product(open_books, "SOAP", "100", unit="pc")
    cart = add(open_books, "SOAP")
    carts.give(Given(TenderKind.CARD, Money.rupees(30)), by=open_books.cashier, at=NOON)

    done = sales.complete_cart(
        (Given(TenderKind.CASH),), by=open_books.cashier, at=NOON
    )

    assert done.total == Money.rupees(100)
    assert rows("SELECT checkout_key FROM sale") == [(cart.checkout_key,)]
    assert carts.open_cart(by=open_books.cashier, at=NOON).lines == ()


def test_an_empty_bill_cannot_be_sold(open_books: Books) -> None:
    with pytest.raises(EmptySaleError):
        sales.complete_cart((Given(TenderKind.CASH),), by=open_books.cashier, at=NOON)


def test_a_parked_bill_is_taken_up_by_another_person(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    factories.product(open_books, "SOAP", "100", unit="pc")
    add(open_books, "SOAP")
    carts.attach(ahmed, by=open_books.cashier, at=NOON)
    carts.park("Haji sahib", by=open_books.cashier, at=NOON)

    (parked,) = carts.waiting(by=open_books.supervisor)
    cart = carts.recall(parked.cart_id, by=open_books.supervisor, at=NOON)

    assert (parked.name, parked.lines, parked.is_open) == ("Haji sahib", 1, False)
    assert parked.total == Money.rupees(100)
    assert cart.recalled
    assert cart.customer_id == ahmed
    assert carts.waiting(by=open_books.supervisor) == []


def test_recalling_parks_the_bill_that_is_open(open_books: Books) -> None:
    factories.product(open_books, "SOAP", "100", unit="pc")
    add(open_books, "SOAP")
    carts.park(by=open_books.cashier, at=NOON)
    add(open_books, "SOAP", quantity=Quantity.of(2))
    (parked,) = carts.waiting(by=open_books.cashier)

    carts.recall(parked.cart_id, by=open_books.cashier, at=NOON)

    (other,) = carts.waiting(by=open_books.cashier)
    assert other.total == Money.rupees(200)


def test_what_another_person_left_open_can_be_taken_up(open_books: Books) -> None:
    factories.product(open_books, "SOAP", "100", unit="pc")
    add(open_books, "SOAP")

    (left,) = carts.waiting(by=open_books.supervisor)

    assert left.is_open
    assert left.user == "Ali"


def test_a_bill_that_is_gone_cannot_be_recalled(open_books: Books) -> None:
    with pytest.raises(CartNotFoundError):
        carts.recall(404, by=open_books.cashier, at=NOON)


def test_recalling_the_own_open_bill_keeps_it(open_books: Books) -> None:
    cart = carts.open_cart(by=open_books.cashier, at=NOON)

    again = carts.recall(cart.cart_id, by=open_books.cashier, at=NOON)

    assert again.cart_id == cart.cart_id


def test_an_empty_bill_is_not_parked(open_books: Books) -> None:
    with pytest.raises(EmptySaleError):
        carts.park(by=open_books.cashier, at=NOON)


def test_a_line_says_when_the_shelf_is_short(open_books: Books) -> None:
    factories.product(open_books, "EGG", "28", unit="pc", stock="1")
    factories.product(open_books, "BAG", "5", unit="pc", stock="0", policy="ignore")

    cart = add(open_books, "EGG", quantity=Quantity.of(2))
    assert cart.lines[0].is_short
    cart = add(open_books, "BAG")
    assert not cart.lines[1].is_short
    assert cart.remaining == cart.bill.due
    assert cart.bill.due > ZERO
