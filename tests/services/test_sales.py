from __future__ import annotations

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.conftest import NOON, Books
from tests.factories import CASH, KHATA
from tui_pos.db import rows
from tui_pos.domain.errors import (
    BadKeyError,
    CreditLimitError,
    CustomerNotActiveError,
    DiscountTooLargeError,
    EmptySaleError,
    KeyUsedForAnotherActError,
    NoCustomerForKhataError,
    NoOpenShiftError,
    NotDivisibleError,
    NotFullyPaidError,
    OutOfStockError,
    PermissionDeniedError,
    ProductInactiveError,
    ProductNotFoundError,
    QuantityNotPositiveError,
    QuantityTooLargeError,
    ReasonNeededError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.paying import Payment
from tui_pos.domain.permissions import Permission
from tui_pos.domain.pricing import Discount
from tui_pos.domain.quantity import Quantity
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.services import catalog, goods, khata, payments, people, sales
from tui_pos.services.sale_rows import Checkout, Ordered
from tui_pos.services.verify import verify


def checkout(*lines: Ordered, **more: object) -> Checkout:
    given_ = more.pop("given", CASH)
    return Checkout(str(uuid.uuid4()), lines, given_, **more)  # type: ignore[arg-type]  # as the caller names them


def test_a_cash_sale_is_in_every_book(open_books: Books) -> None:
    sugar = factories.product(open_books)

    done = factories.sell(open_books, sugar.product_id, "1.25")

    assert done.receipt == "A1-000001"
    assert done.total == Money.rupees(194)
    assert rows("SELECT rounding FROM sale") == [(25,)]
    assert rows("SELECT kind, amount FROM tender") == [("cash", 19400)]
    assert rows("SELECT quantity FROM stock_move WHERE kind = 'sale'") == [(-1250,)]
    assert rows("SELECT amount FROM drawer_entry WHERE kind = 'sale'") == [(19400,)]
    assert rows("SELECT kind, reference, state FROM spool") == [
        ("receipt", "A1-000001", "kept")
    ]
    assert catalog.scan("SUGAR", by=open_books.cashier).goods.stock == Quantity(48750)
    assert verify(by=open_books.owner).ok


def test_a_khata_sale_writes_its_debit_with_the_sale(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=100)
    sugar = factories.product(open_books)

    done = factories.sell(
        open_books, sugar.product_id, "2", given=KHATA, customer_id=ahmed
    )

    assert done.balance == khata.balance(ahmed) == Money.rupees(410)
    assert done.on_khata == Money.rupees(310)
    assert done.paid == ZERO
    assert rows(
        "SELECT khata_before, khata_after, khata_due FROM sale WHERE id = 2"
    ) == [(10000, 41000, "2026-04-13")]


def test_part_cash_part_khata(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    sugar = factories.product(open_books, rupees="100")

    done = factories.sell(
        open_books,
        sugar.product_id,
        "5",
        given=(Given(TenderKind.KHATA, Money.rupees(300)), *CASH),
        customer_id=ahmed,
    )

    assert done.paid == Money.rupees(200)
    assert khata.balance(ahmed) == Money.rupees(300)


def test_the_same_key_twice_is_one_sale(open_books: Books) -> None:
    sugar = factories.product(open_books)
    first = factories.sell(open_books, sugar.product_id, key="once")

    again = factories.sell(open_books, sugar.product_id, key="once")

    assert again.receipt == first.receipt
    assert again.replayed
    assert not first.replayed
    assert rows("SELECT COUNT(*) FROM sale") == [(1,)]


def test_a_replayed_khata_sale_tells_its_balance(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    sugar = factories.product(open_books)
    for _time in range(2):
        done = factories.sell(
            open_books, sugar.product_id, given=KHATA, customer_id=ahmed, key="k"
        )

    assert done.balance == done.on_khata == Money.rupees(155)


def test_a_key_of_a_payment_is_not_a_sales(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=50)
    payment = Payment(ahmed, Money.rupees(10), "shared")
    payments.record_payment(payment, by=open_books.cashier, at=NOON)
    sugar = factories.product(open_books)

    with pytest.raises(KeyUsedForAnotherActError):
        factories.sell(open_books, sugar.product_id, key="shared")


@pytest.mark.parametrize("key", [" " * 65, "k" * 65, "ü", "a\nb"])
def test_a_key_is_printable_ascii(open_books: Books, key: str) -> None:
    sugar = factories.product(open_books)

    with pytest.raises(BadKeyError):
        factories.sell(open_books, sugar.product_id, key=key)


def test_without_a_shift_nothing_is_sold(books: Books) -> None:
    sugar = factories.product(books)

    with pytest.raises(NoOpenShiftError):
        factories.sell(books, sugar.product_id)


def test_an_empty_bill_is_no_sale(open_books: Books) -> None:
    with pytest.raises(EmptySaleError):
        sales.complete_sale(checkout(), by=open_books.cashier, at=NOON)


def test_a_refused_sale_changes_nothing(open_books: Books) -> None:
    sugar = factories.product(open_books)
    before = rows("SELECT last_receipt, journal_seq, journal_head FROM counter")

    with pytest.raises(NotFullyPaidError):
        factories.sell(
            open_books,
            sugar.product_id,
            given=(Given(TenderKind.CASH, Money.rupees(1)),),
        )

    assert rows("SELECT last_receipt, journal_seq, journal_head FROM counter") == before
    assert catalog.scan("SUGAR", by=open_books.cashier).goods.stock == Quantity.of(50)


def test_over_the_limit_is_refused_with_its_figures(open_books: Books) -> None:
    ahmed = factories.customer(open_books, limit=500, owes=400)
    sugar = factories.product(open_books)

    with pytest.raises(CreditLimitError) as refusal:
        factories.sell(open_books, sugar.product_id, given=KHATA, customer_id=ahmed)

    assert refusal.value.over == Money.rupees(55)


def test_an_owner_lets_the_khata_go_over_with_a_reason(open_books: Books) -> None:
    ahmed = factories.customer(open_books, limit=100)
    sugar = factories.product(open_books)
    asked = checkout(
        Ordered(sugar.product_id, Quantity.of(1)),
        given=KHATA,
        customer_id=ahmed,
    )
    lent = people.approve(
        Permission.KHATA_OVER_LIMIT,
        Money.rupees(55),
        "Eid",
        "786786",
        by=open_books.cashier,
        at=NOON,
    )

    done = sales.complete_sale(asked, by=lent, at=NOON)

    assert done.balance == Money.rupees(155)
    detail = rows("SELECT detail FROM journal WHERE kind = 'sale'")[0][0]
    assert "Bilal" in detail
    assert rows("SELECT reason FROM khata_entry") == [("Eid",)]


def test_a_cashier_cannot_approve_their_own_khata(open_books: Books) -> None:
    ahmed = factories.customer(open_books, limit=100)
    sugar = factories.product(open_books)
    asked = checkout(
        Ordered(sugar.product_id, Quantity.of(1)),
        given=KHATA,
        customer_id=ahmed,
        override_reason="please",
    )

    with pytest.raises(PermissionDeniedError):
        sales.complete_sale(asked, by=open_books.cashier, at=NOON)


def test_an_approval_without_a_reason_is_none(open_books: Books) -> None:
    ahmed = factories.customer(open_books, limit=100)
    sugar = factories.product(open_books)
    asked = checkout(
        Ordered(sugar.product_id, Quantity.of(1)),
        given=KHATA,
        customer_id=ahmed,
        override_reason=" ",
    )

    with pytest.raises(ReasonNeededError):
        sales.complete_sale(asked, by=open_books.owner, at=NOON)


def test_a_walk_in_never_owes(open_books: Books) -> None:
    sugar = factories.product(open_books)

    with pytest.raises(NoCustomerForKhataError):
        factories.sell(open_books, sugar.product_id, given=KHATA)


def test_a_khata_on_hold_takes_nothing_but_pays(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=100, status="hold")
    sugar = factories.product(open_books)

    with pytest.raises(CustomerNotActiveError):
        factories.sell(open_books, sugar.product_id, given=KHATA, customer_id=ahmed)
    payment = Payment(ahmed, Money.rupees(50), "p")
    payments.record_payment(payment, by=open_books.cashier, at=NOON)
    assert khata.balance(ahmed) == Money.rupees(50)


def test_pending_orders_take_room_of_the_khata(open_books: Books) -> None:
    ahmed = factories.customer(open_books, limit=500)
    sugar = factories.product(open_books, rupees="100")
    rows(
        "INSERT INTO customer_order (customer_id, state, on_khata, total, note, reason,"
        " placed_at) VALUES (?, 'accepted', 1, 45000, '', '', '2026-03-14')",
        ahmed,
    )

    with pytest.raises(CreditLimitError):
        factories.sell(open_books, sugar.product_id, given=KHATA, customer_id=ahmed)


def test_goods_that_are_not_oversold_run_out(open_books: Books) -> None:
    eggs = factories.product(
        open_books, "EGG", "28", name="Anda", unit="pc", stock="3", policy="refuse"
    )

    with pytest.raises(OutOfStockError) as refusal:
        factories.sell(open_books, eggs.product_id, "4")
    assert refusal.value.left == Quantity.of(3)
    factories.sell(open_books, eggs.product_id, "3")


def test_other_goods_may_go_below_zero(open_books: Books) -> None:
    eggs = factories.product(open_books, "EGG", "28", unit="pc", stock="0")
    milk = factories.product(
        open_books, "MILK", "95", unit="pc", stock="1", policy="refuse"
    )

    factories.sell(open_books, eggs.product_id, "4")

    both = checkout(
        Ordered(eggs.product_id, Quantity.of(1)),
        Ordered(milk.product_id, Quantity.of(2)),
    )
    with pytest.raises(OutOfStockError):
        sales.complete_sale(both, by=open_books.cashier, at=NOON)
    left = catalog.scan("EGG", by=open_books.cashier).goods.stock
    assert left == Quantity.of(-4)


@pytest.mark.parametrize(
    ("quantity", "refusal"),
    [
        (Quantity(), QuantityNotPositiveError),
        (Quantity(-1000), QuantityNotPositiveError),
        (Quantity.of(1_000_001), QuantityTooLargeError),
        (Quantity(500), NotDivisibleError),
    ],
)
def test_impossible_quantities_are_refused(
    open_books: Books, quantity: Quantity, refusal: type[Exception]
) -> None:
    soap = factories.product(open_books, "SOAP", "95", unit="pc")
    asked = checkout(Ordered(soap.product_id, quantity))

    with pytest.raises(refusal):
        sales.complete_sale(asked, by=open_books.cashier, at=NOON)


def test_goods_that_are_gone_or_off_are_refused(open_books: Books) -> None:
    soap = factories.product(open_books, "SOAP", "95", unit="pc")
    goods.switch_product(soap.product_id, by=open_books.owner, at=NOON)

    with pytest.raises(ProductInactiveError):
        factories.sell(open_books, soap.product_id)
    with pytest.raises(ProductNotFoundError):
        factories.sell(open_books, 404)


def test_a_cashier_sells_at_the_listed_price(open_books: Books) -> None:
    soap = factories.product(open_books, "SOAP", "95", unit="pc")
    asked = checkout(Ordered(soap.product_id, Quantity.of(1), Money.rupees(90)))

    with pytest.raises(PermissionDeniedError):
        sales.complete_sale(asked, by=open_books.cashier, at=NOON)
    done = sales.complete_sale(asked, by=open_books.supervisor, at=NOON)
    assert done.total == Money.rupees(90)


def test_the_listed_price_said_aloud_is_no_override(open_books: Books) -> None:
    soap = factories.product(open_books, "SOAP", "95", unit="pc")
    asked = checkout(Ordered(soap.product_id, Quantity.of(1), Money.rupees(95)))

    done = sales.complete_sale(asked, by=open_books.cashier, at=NOON)

    assert done.total == Money.rupees(95)


def test_discounts_need_their_permission(open_books: Books) -> None:
    from dataclasses import replace

    from tui_pos.domain.permissions import Permission

    soap = factories.product(open_books, "SOAP", "95", unit="pc")
    nobody = replace(
        open_books.cashier,
        permissions=open_books.cashier.permissions - {Permission.DISCOUNT},
    )
    asked = checkout(
        Ordered(soap.product_id, Quantity.of(2)), discount=Discount(Money.rupees(10))
    )

    with pytest.raises(PermissionDeniedError):
        sales.complete_sale(asked, by=nobody, at=NOON)
    done = sales.complete_sale(asked, by=open_books.cashier, at=NOON)
    assert done.total == Money.rupees(180)


def test_a_discount_larger_than_the_bill_is_refused(open_books: Books) -> None:
    soap = factories.product(open_books, "SOAP", "95", unit="pc")
    asked = checkout(
        Ordered(soap.product_id, Quantity.of(1)), discount=Discount(Money.rupees(96))
    )

    with pytest.raises(DiscountTooLargeError):
        sales.complete_sale(asked, by=open_books.cashier, at=NOON)


def test_tax_lies_inside_the_price_of_its_day(open_books: Books) -> None:
    tea = factories.product(open_books, "TEA", "190", unit="pc", tax="standard")

    factories.sell(open_books, tea.product_id)

    assert rows("SELECT tax_bp, tax, total FROM sale_line") == [(1800, 2898, 19000)]
    assert rows("SELECT tax FROM sale") == [(2898,)]


def test_six_hundred_lines_are_one_sale(open_books: Books) -> None:
    some = [
        factories.product(open_books, f"P{n}", "5", name=f"Thing {n}", unit="pc")
        for n in range(501)
    ]
    lines = [Ordered(thing.product_id, Quantity.of(1)) for thing in some]

    done = sales.complete_sale(checkout(*lines), by=open_books.cashier, at=NOON)

    assert done.total == Money.rupees(2505)


def test_a_clock_that_went_back_is_flagged(open_books: Books) -> None:
    sugar = factories.product(open_books)
    factories.sell(open_books, sugar.product_id)

    dead_battery = NOON.replace(year=2000)
    factories.sell(open_books, sugar.product_id, at=dead_battery)

    assert rows("SELECT clock_suspect FROM sale ORDER BY id") == [(0,), (1,)]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 5000),
            st.sampled_from(("cash", "khata", "card", "split")),
            st.integers(0, 1000),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_day_of_sales_leaves_the_books_whole(
    open_books: Books, day: list[tuple[int, str, int]]
) -> None:
    sku = str(uuid.uuid4())[:8].upper()
    thing = factories.product(open_books, sku, "13.37", unit="kg")
    who = factories.customer(
        open_books, "Somebody", f"0300{uuid.uuid4().int % 10**7:07d}", limit=100_000
    )
    for grams, kind, off in day:
        given_ = {
            "cash": CASH,
            "khata": KHATA,
            "card": (Given(TenderKind.CARD),),
            "split": (Given(TenderKind.WALLET, Money(1)), *CASH),
        }[kind]
        asked = checkout(
            Ordered(thing.product_id, Quantity(grams), discount=Discount(rate_bp=off)),
            given=given_,
            customer_id=who,
        )
        if kind == "split" and grams * 1337 < 10_000:
            continue
        sales.complete_sale(asked, by=open_books.cashier, at=NOON)

    assert verify(by=open_books.owner).faults == ()
