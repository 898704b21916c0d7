from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.conftest import NOON, Books
from tests.factories import CASH, KHATA
from tui_pos.db import database, rows
from tui_pos.domain.errors import (
    CreditLimitError,
    EmptySaleError,
    ExchangedBillError,
    KeyUsedForAnotherActError,
    LockedOutError,
    NoCustomerForKhataError,
    NoOpenShiftError,
    NoSuchBillLineError,
    NotDivisibleError,
    NotFullyPaidError,
    NotReturnableError,
    OverLimitError,
    QuantityNotPositiveError,
    ReasonNeededError,
    ReceiptNotFoundError,
    ReturnTooMuchError,
    ReturnTooOldError,
    SaleHasReturnsError,
    SaleVoidedError,
    ShiftOverError,
    TendersGivenError,
    UnpaidOnKhataError,
    WrongPinError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.paying import Payment
from tui_pos.domain.permissions import Permission
from tui_pos.domain.pricing import Discount
from tui_pos.domain.quantity import Quantity
from tui_pos.domain.refund import RefundWay
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.models import Setting
from tui_pos.services import (
    bills,
    carts,
    catalog,
    khata,
    payments,
    people,
    returns,
    sales,
    shifts,
)
from tui_pos.services import settings as policies
from tui_pos.services.returns import ReturnAsked, ReturnCompleted, Returned
from tui_pos.services.sale_rows import Checkout, Ordered
from tui_pos.services.verify import verify

if TYPE_CHECKING:
    from datetime import datetime

    from tui_pos.domain.permissions import Actor
    from tui_pos.services.sales import SaleCompleted

WHY = "spoiled"


def give_back(
    books: Books,
    receipt: str,
    *lines: Returned,
    way: RefundWay = RefundWay.AS_PAID,
    reason: str = WHY,
    key: str = "",
    by: Actor | None = None,
    at: datetime = NOON,
) -> ReturnCompleted:
    asked = ReturnAsked(
        key or str(uuid.uuid4()), receipt, lines or (Returned(1),), reason, way
    )
    return returns.complete_return(asked, by=by or books.cashier, at=at)


def stock_of(sku: str) -> int:
    found = rows(
        "SELECT quantity FROM stock s JOIN product p ON p.id = s.product_id"
        " WHERE p.sku = ?",
        sku,
    )
    return int(found[0][0])


def drawer() -> int:
    return int(rows("SELECT COALESCE(SUM(amount), 0) FROM drawer_entry")[0][0])


def sold(books: Books, rupees: str = "155", quantity: str = "2") -> SaleCompleted:
    sugar = factories.product(books, rupees=rupees)
    return factories.sell(books, sugar.product_id, quantity)


def approved(books: Books, permission: Permission, rupees: int) -> Actor:
    return people.approve(
        permission,
        Money.rupees(rupees),
        "the supervisor saw it",
        "2468",
        by=books.cashier,
        at=NOON,
    )


def test_a_cash_bill_comes_back_in_cash_and_to_the_shelf(open_books: Books) -> None:
    done = sold(open_books)
    before = drawer() - 31000

    back = give_back(open_books, done.receipt)

    assert back.receipt == "A1-000002"
    assert back.refunded == back.cash == Money.rupees(310)
    assert drawer() == before
    assert stock_of("SUGAR") == 50_000
    assert rows("SELECT kind, total, reverses_id, reason FROM sale WHERE id = 2") == [
        ("return", -31000, 1, WHY)
    ]
    assert rows("SELECT kind FROM spool ORDER BY id") == [("receipt",), ("return",)]
    assert verify(by=open_books.owner).faults == ()


def test_parts_come_back_to_the_paisa(open_books: Books) -> None:
    sugar = factories.product(open_books, rupees="33.35")
    done = factories.sell(open_books, sugar.product_id, "3")

    parts = [
        give_back(open_books, done.receipt, Returned(1, Quantity.of(1))).cash
        for _part in range(3)
    ]

    assert Money.total(parts) == done.total == Money.rupees(100)
    assert verify(by=open_books.owner).faults == ()


def test_damaged_goods_are_paid_for_and_not_sold_again(open_books: Books) -> None:
    done = sold(open_books)

    give_back(open_books, done.receipt, Returned(1, damaged=True))

    assert stock_of("SUGAR") == 48_000
    assert rows("SELECT damaged FROM sale_line WHERE sale_id = 2") == [(1,)]
    assert verify(by=open_books.owner).faults == ()


def test_what_was_lent_is_taken_off_the_khata_pinned_to_its_bill(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books, owes=100)
    sugar = factories.product(open_books, rupees="100")
    done = factories.sell(
        open_books,
        sugar.product_id,
        "5",
        given=(Given(TenderKind.KHATA, Money.rupees(300)), *CASH),
        customer_id=ahmed,
    )

    first = give_back(open_books, done.receipt, Returned(1, Quantity.of(4)))

    assert (first.on_khata, first.cash) == (Money.rupees(300), Money.rupees(100))
    assert first.balance == khata.balance(ahmed) == Money.rupees(100)
    debts = khata.open_debts(ahmed, by=open_books.owner)
    assert [(debt.entry_id, debt.amount) for debt in debts] == [(1, Money.rupees(100))]
    assert rows("SELECT kind, pinned_to_id FROM khata_entry WHERE id = 3") == [
        ("return", 2)
    ]
    rest = give_back(open_books, done.receipt)
    assert (rest.on_khata, rest.cash) == (ZERO, Money.rupees(100))
    assert verify(by=open_books.owner).faults == ()


def test_a_bill_that_was_paid_since_leaves_an_advance(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    sugar = factories.product(open_books, rupees="100")
    done = factories.sell(open_books, sugar.product_id, given=KHATA, customer_id=ahmed)
    payment = Payment(ahmed, Money.rupees(100), "p")
    payments.record_payment(payment, by=open_books.cashier, at=NOON)

    back = give_back(open_books, done.receipt)

    assert back.balance == Money.rupees(-100)
    assert verify(by=open_books.owner).faults == ()


def test_other_tenders_come_back_after_cash(open_books: Books) -> None:
    sugar = factories.product(open_books, rupees="100")
    given_ = (
        Given(TenderKind.CARD, Money.rupees(200)),
        Given(TenderKind.WALLET, Money.rupees(100)),
        *CASH,
    )
    done = factories.sell(open_books, sugar.product_id, "5", given=given_)

    give_back(open_books, done.receipt, Returned(1, Quantity.of(3)))

    assert rows("SELECT kind, amount FROM tender WHERE sale_id = 2 ORDER BY 1") == [
        ("card", -10000),
        ("cash", -20000),
    ]
    give_back(open_books, done.receipt)
    assert rows("SELECT kind, amount FROM tender WHERE sale_id = 3 ORDER BY 1") == [
        ("card", -10000),
        ("wallet", -10000),
    ]
    assert verify(by=open_books.owner).faults == ()


@pytest.mark.parametrize("way", ["cash", "card", "wallet", "bank"])
def test_a_refund_goes_the_way_that_was_asked(open_books: Books, way: str) -> None:
    done = sold(open_books)

    give_back(open_books, done.receipt, way=RefundWay(way))

    assert rows("SELECT kind, amount FROM tender WHERE sale_id = 2") == [(way, -31000)]
    assert verify(by=open_books.owner).faults == ()


def test_cash_after_a_card_refund_still_adds_up(open_books: Books) -> None:
    sugar = factories.product(open_books, rupees="33.35")
    done = factories.sell(open_books, sugar.product_id, "3")
    one = Returned(1, Quantity.of(1))

    give_back(open_books, done.receipt, one, way=RefundWay.CARD)
    give_back(open_books, done.receipt)

    assert rows("SELECT kind, amount FROM tender ORDER BY sale_id") == [
        ("cash", 10000),
        ("card", -3335),
        ("cash", -6700),
    ]
    assert verify(by=open_books.owner).faults == ()


def test_a_refund_on_khata_needs_somebody(open_books: Books) -> None:
    done = sold(open_books)

    with pytest.raises(NoCustomerForKhataError):
        give_back(open_books, done.receipt, way=RefundWay.KHATA)


def test_a_cash_bill_of_a_customer_may_come_back_on_khata(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=500)
    sugar = factories.product(open_books, rupees="100")
    done = factories.sell(open_books, sugar.product_id, customer_id=ahmed)

    back = give_back(open_books, done.receipt, way=RefundWay.KHATA)

    assert back.balance == Money.rupees(400)
    assert rows("SELECT pinned_to_id FROM khata_entry WHERE kind = 'return'") == [
        (None,)
    ]
    assert verify(by=open_books.owner).faults == ()


def test_no_cash_for_goods_that_are_not_paid(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    sugar = factories.product(open_books, rupees="100")
    done = factories.sell(
        open_books, sugar.product_id, "3", given=KHATA, customer_id=ahmed
    )

    with pytest.raises(UnpaidOnKhataError) as refusal:
        give_back(open_books, done.receipt, way=RefundWay.CASH)

    assert refusal.value.unpaid == Money.rupees(300)
    payment = Payment(ahmed, Money.rupees(250), "p")
    payments.record_payment(payment, by=open_books.cashier, at=NOON)
    two = Returned(1, Quantity.of(2))
    back = give_back(open_books, done.receipt, two, way=RefundWay.CASH)
    assert back.cash == Money.rupees(200)
    assert khata.balance(ahmed) == Money.rupees(50)
    assert verify(by=open_books.owner).faults == ()


def test_cash_for_a_cash_bill_of_somebody_who_owes_elsewhere(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books, owes=500)
    sugar = factories.product(open_books, rupees="100")
    done = factories.sell(open_books, sugar.product_id, customer_id=ahmed)

    back = give_back(open_books, done.receipt, way=RefundWay.CASH)

    assert back.cash == Money.rupees(100)


def test_the_same_key_twice_is_one_return(open_books: Books) -> None:
    done = sold(open_books)
    one = Returned(1, Quantity.of(1))

    first = give_back(open_books, done.receipt, one, key="k")
    again = give_back(open_books, done.receipt, one, key="k")

    assert again.replayed
    assert (again.receipt, again.cash, again.of) == (
        first.receipt,
        first.cash,
        first.of,
    )
    with pytest.raises(KeyUsedForAnotherActError):
        returns.void_sale(done.receipt, WHY, "k", by=open_books.cashier, at=NOON)
    with pytest.raises(KeyUsedForAnotherActError):
        factories.sell(
            open_books,
            catalog.scan("SUGAR", by=open_books.owner).goods.product_id,
            key="k",
        )


def test_a_replayed_khata_return_tells_its_balance(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    sugar = factories.product(open_books, rupees="100")
    done = factories.sell(open_books, sugar.product_id, given=KHATA, customer_id=ahmed)

    for _time in range(2):
        back = give_back(open_books, done.receipt, key="k")

    assert back.balance == ZERO
    assert back.on_khata == Money.rupees(100)


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ((Returned(1, Quantity.of(3)),), ReturnTooMuchError),
        ((Returned(1, Quantity.of(0)),), QuantityNotPositiveError),
        ((Returned(1, Quantity.of(-1)),), QuantityNotPositiveError),
        ((Returned(1, Quantity.of("0.5")),), NotDivisibleError),
        ((Returned(2),), NoSuchBillLineError),
        ((Returned(1, Quantity.of(1)), Returned(1)), NoSuchBillLineError),
    ],
)
def test_a_line_that_cannot_come_back(
    open_books: Books, lines: tuple[Returned, ...], refusal: type[Exception]
) -> None:
    soap = factories.product(open_books, "SOAP", "95", unit="pc")
    done = factories.sell(open_books, soap.product_id, "2")
    before = rows("SELECT last_receipt, journal_seq FROM counter")

    with pytest.raises(refusal):
        give_back(open_books, done.receipt, *lines)

    assert rows("SELECT last_receipt, journal_seq FROM counter") == before
    assert stock_of("SOAP") == 48_000


def test_nothing_named_is_no_return(open_books: Books) -> None:
    done = sold(open_books)
    asked = ReturnAsked("k", done.receipt, (), WHY)

    with pytest.raises(EmptySaleError):
        returns.complete_return(asked, by=open_books.cashier, at=NOON)


def test_what_came_back_cannot_come_back_again(open_books: Books) -> None:
    done = sold(open_books)
    back = give_back(open_books, done.receipt)

    with pytest.raises(ReturnTooMuchError):
        give_back(open_books, done.receipt)
    with pytest.raises(NotReturnableError):
        give_back(open_books, back.receipt)


def test_a_bill_of_another_shop_is_not_found(open_books: Books) -> None:
    with pytest.raises(ReceiptNotFoundError):
        give_back(open_books, "B7-000001")
    with pytest.raises(ReceiptNotFoundError):
        give_back(open_books, "1")  # digits alone are this counter's: not sold yet


def test_digits_alone_are_this_counters_bill(open_books: Books) -> None:
    done = sold(open_books)

    assert bills.bill(" 1 ", by=open_books.cashier).receipt == done.receipt
    assert bills.bill("a1-000001", by=open_books.cashier).receipt == done.receipt


def test_a_return_has_a_reason_and_a_shift(open_books: Books) -> None:
    done = sold(open_books)

    with pytest.raises(ReasonNeededError):
        give_back(open_books, done.receipt, reason=" ")
    shifts.close_shift(ZERO, by=open_books.cashier, at=NOON)
    with pytest.raises(NoOpenShiftError):
        give_back(open_books, done.receipt)


def test_above_the_limit_a_supervisor_approves_this_amount_alone(
    open_books: Books,
) -> None:
    done = sold(open_books, "1000", "3")
    over = Permission.RETURN_OVER_LIMIT

    with pytest.raises(OverLimitError) as refusal:
        give_back(open_books, done.receipt)
    assert refusal.value.amount == Money.rupees(3000)
    one, two = Returned(1, Quantity.of(1)), Returned(1, Quantity.of(2))
    less = approved(open_books, over, 1500)
    with pytest.raises(OverLimitError):
        give_back(open_books, done.receipt, two, by=less)
    with pytest.raises(OverLimitError):
        give_back(
            open_books,
            done.receipt,
            two,
            by=approved(open_books, Permission.VOID_OVER_LIMIT, 9000),
        )
    lent = approved(open_books, over, 2000)
    give_back(open_books, done.receipt, two, by=lent, reason="")
    with pytest.raises(OverLimitError):  # in parts it is no less
        give_back(open_books, done.receipt, one)

    detail = rows("SELECT detail FROM journal WHERE kind = 'return'")[0][0]
    assert "Rashid" in detail
    assert "the supervisor saw it" in detail
    assert rows("SELECT user_name, approved_by, reason FROM sale WHERE id = 2") == [
        ("Ali", "Rashid", "the supervisor saw it")
    ]


def test_an_approval_needs_its_reason_and_a_right_pin(open_books: Books) -> None:
    asked = (Permission.RETURN_OVER_LIMIT, Money.rupees(5))

    with pytest.raises(ReasonNeededError):
        people.approve(*asked, " ", "2468", by=open_books.cashier, at=NOON)
    with pytest.raises(WrongPinError):
        people.approve(*asked, "x", "1234", by=open_books.cashier, at=NOON)
    own = people.approve(*asked, "x", by=open_books.supervisor, at=NOON)
    assert own.approved_by == "Rashid"


def test_an_old_bill_comes_back_with_approval(open_books: Books) -> None:
    done = sold(open_books)
    shifts.close_shift(ZERO, by=open_books.cashier, at=NOON)
    later = NOON + timedelta(days=8)
    shifts.open_shift(ZERO, by=open_books.cashier, at=later)

    with pytest.raises(ReturnTooOldError) as refusal:
        give_back(open_books, done.receipt, at=later)

    assert (refusal.value.days, refusal.value.limit) == (8, 7)
    lent = approved(open_books, Permission.RETURN_OVER_LIMIT, 310)
    assert give_back(open_books, done.receipt, by=lent, at=later).cash == Money.rupees(
        310
    )
    other = sold_again(open_books, later)
    supervisor = open_books.supervisor
    much_later = later + timedelta(days=30)
    give_back(open_books, other, by=supervisor, at=much_later)
    assert verify(by=open_books.owner).faults == ()


def sold_again(books: Books, at: datetime) -> str:
    sugar = catalog.scan("SUGAR", by=books.owner).goods
    return factories.sell(books, sugar.product_id, at=at).receipt


def test_a_whole_sale_of_the_shift_is_voided(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=50)
    sugar = factories.product(open_books, rupees="33.35")
    done = factories.sell(
        open_books,
        sugar.product_id,
        "3",
        given=(Given(TenderKind.KHATA, Money.rupees(20)), *CASH),
        customer_id=ahmed,
    )
    before = drawer() - 8000

    void = returns.void_sale(done.receipt, WHY, by=open_books.cashier, at=NOON)

    assert void.refunded == done.total
    assert void.balance == khata.balance(ahmed) == Money.rupees(50)
    assert drawer() == before
    assert stock_of("SUGAR") == 50_000
    assert rows("SELECT kind, reverses_id FROM khata_entry WHERE id = 3") == [
        ("reversal", 2)
    ]
    assert verify(by=open_books.owner).faults == ()
    with pytest.raises(SaleVoidedError):
        returns.void_sale(done.receipt, WHY, by=open_books.cashier, at=NOON)
    with pytest.raises(SaleVoidedError):
        give_back(open_books, done.receipt)


def test_a_void_sent_twice_is_one_void(open_books: Books) -> None:
    done = sold(open_books)

    first = returns.void_sale(done.receipt, WHY, "v", by=open_books.cashier, at=NOON)
    again = returns.void_sale(done.receipt, WHY, "v", by=open_books.cashier, at=NOON)

    assert again.replayed
    assert again.receipt == first.receipt


def test_what_cannot_be_voided(open_books: Books) -> None:
    sugar = factories.product(open_books)
    part = factories.sell(open_books, sugar.product_id, "2").receipt
    give_back(open_books, part, Returned(1, Quantity.of(1)))
    large = factories.sell(open_books, sugar.product_id, "10").receipt
    old = factories.sell(open_books, sugar.product_id).receipt

    with pytest.raises(SaleHasReturnsError):
        returns.void_sale(part, WHY, by=open_books.cashier, at=NOON)
    with pytest.raises(OverLimitError):
        returns.void_sale(large, WHY, by=open_books.cashier, at=NOON)
    void = returns.void_sale(large, WHY, by=open_books.supervisor, at=NOON)
    assert void.of == large
    shifts.close_shift(ZERO, by=open_books.cashier, at=NOON)
    shifts.open_shift(ZERO, by=open_books.cashier, at=NOON)
    with pytest.raises(ShiftOverError):
        returns.void_sale(old, WHY, by=open_books.cashier, at=NOON)


def test_the_database_itself_lets_no_more_come_back(open_books: Books) -> None:
    done = sold(open_books)
    give_back(open_books, done.receipt)

    with pytest.raises(Exception, match="more comes back"):
        database.obj.execute_sql(
            "INSERT INTO sale_line SELECT 9, line_no, product_id, sku, name, name_ur,"
            " unit, barcode, -1, unit_price, list_price, gross, discount, tax_bp, tax,"
            " total, cost, 1, 1, 0, NULL FROM sale_line WHERE sale_id = 1"
        )


def test_a_wrong_tender_is_set_right(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    sugar = factories.product(open_books, rupees="33.35", tax="standard")
    checkout = Checkout(
        "k",
        (Ordered(sugar.product_id, Quantity.of(3), discount=Discount(Money(105))),),
        CASH,
        ahmed,
    )
    done = sales.complete_sale(checkout, by=open_books.cashier, at=NOON)

    void, again = returns.correct_tender(
        done.receipt, KHATA, "it was khata", by=open_books.cashier, at=NOON
    )

    assert void.cash == done.total == Money.rupees(99)
    assert again.total == Money(9900)
    assert again.on_khata == khata.balance(ahmed) == Money(9900)
    assert rows(
        "SELECT subtotal, discount, tax, follows_id FROM sale WHERE id = 3"
    ) == [(10005, 105, 1510, 2)]
    assert stock_of("SUGAR") == 47_000
    assert drawer() == 200_000
    assert verify(by=open_books.owner).faults == ()
    with pytest.raises(NotFullyPaidError):
        returns.correct_tender(
            again.receipt,
            (Given(TenderKind.CARD, Money(1)),),
            WHY,
            by=open_books.cashier,
            at=NOON,
        )
    assert rows("SELECT COUNT(*) FROM sale") == [(3,)]


def test_an_exchange_is_a_return_and_a_bill_in_one_act(open_books: Books) -> None:
    done = sold(open_books)
    soap = factories.product(open_books, "SOAP", "95", unit="pc")
    scanned = catalog.scan("SOAP", by=open_books.cashier)
    carts.add(scanned, Quantity.of(4), by=open_books.cashier, at=NOON)
    asked = ReturnAsked("x", done.receipt, (Returned(1),), WHY, RefundWay.EXCHANGE)
    before = drawer()

    seen = returns.preview(asked, by=open_books.cashier)
    assert (seen.total, seen.of("cash")) == (Money.rupees(310), Money.rupees(310))

    back, new = returns.exchange(asked, CASH, by=open_books.cashier, at=NOON)

    assert new.total - back.cash == Money.rupees(70)
    assert drawer() == before + 7000
    assert rows("SELECT follows_id FROM sale WHERE receipt = ?", new.receipt) == [
        (back.sale_id,)
    ]
    kinds = rows("SELECT kind, state FROM spool ORDER BY id")
    assert kinds == [("receipt", "kept"), ("return", "kept"), ("receipt", "kept")]
    assert stock_of("SOAP") == 46_000
    assert soap.product_id
    assert verify(by=open_books.owner).faults == ()


def test_an_exchange_that_is_not_paid_gives_nothing_back(open_books: Books) -> None:
    done = sold(open_books)
    factories.product(open_books, "SOAP", "95", unit="pc")
    scanned = catalog.scan("SOAP", by=open_books.cashier)
    carts.add(scanned, Quantity.of(4), by=open_books.cashier, at=NOON)
    asked = ReturnAsked("x", done.receipt, (Returned(1),), WHY, RefundWay.EXCHANGE)

    with pytest.raises(NotFullyPaidError):
        returns.exchange(
            asked,
            (Given(TenderKind.CASH, Money.rupees(300)),),
            by=open_books.cashier,
            at=NOON,
        )

    assert rows("SELECT COUNT(*) FROM sale") == [(1,)]
    assert stock_of("SUGAR") == 48_000


def test_an_exchange_takes_the_lent_part_off_the_khata(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    sugar = factories.product(open_books, rupees="100")
    given_ = (
        Given(TenderKind.KHATA, Money.rupees(100)),
        Given(TenderKind.CARD, Money.rupees(200)),
    )
    done = factories.sell(
        open_books, sugar.product_id, "3", given=given_, customer_id=ahmed
    )
    scanned = catalog.scan("SUGAR", by=open_books.cashier)
    carts.add(scanned, Quantity.of(2), by=open_books.cashier, at=NOON)
    asked = ReturnAsked("x", done.receipt, (Returned(1),), WHY, RefundWay.EXCHANGE)

    back, _new = returns.exchange(asked, CASH, by=open_books.cashier, at=NOON)

    assert (back.on_khata, back.cash) == (Money.rupees(100), Money.rupees(200))
    assert verify(by=open_books.owner).faults == ()


def test_bills_are_found_when_the_slip_is_lost(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    sugar = factories.product(open_books)
    first = factories.sell(open_books, sugar.product_id, customer_id=ahmed)
    second = factories.sell(open_books, sugar.product_id)

    of_ahmed = bills.of_customer(ahmed, by=open_books.cashier)
    today = bills.with_goods(sugar.product_id, NOON.date(), by=open_books.cashier)
    earlier = bills.with_goods(
        sugar.product_id, NOON.date() - timedelta(days=1), by=open_books.cashier
    )

    assert [found.receipt for found in of_ahmed] == [first.receipt]
    assert [found.receipt for found in today] == [second.receipt, first.receipt]
    assert [found.receipt for found in bills.newest(by=open_books.cashier)] == [
        second.receipt,
        first.receipt,
    ]
    assert today[0].goods == "Cheeni"
    assert earlier == []


def test_a_void_line_a_cancel_and_a_smaller_quantity_have_one_limit(
    open_books: Books,
) -> None:
    factories.product(open_books, rupees="600")
    scanned = catalog.scan("SUGAR", by=open_books.cashier)
    by, at = open_books.cashier, NOON
    carts.add(scanned, Quantity.of(3), by=by, at=at)

    with pytest.raises(OverLimitError):
        carts.void_line(1, by=by, at=at)
    with pytest.raises(OverLimitError):
        carts.cancel(by=by, at=at)
    with pytest.raises(OverLimitError):
        carts.set_quantity(1, Quantity.of(1), by=by, at=at)
    carts.set_quantity(1, Quantity.of(2), by=by, at=at)
    lent = approved(open_books, Permission.VOID_OVER_LIMIT, 1200)
    with pytest.raises(OverLimitError):
        carts.void_line(1, by=lent, at=at)  # with the 600 before it is 1,800
    lent = approved(open_books, Permission.VOID_OVER_LIMIT, 1800)
    assert carts.void_line(1, by=lent, at=at).lines == ()
    kinds = "SELECT detail FROM journal WHERE kind = 'line-void'"
    assert "Rashid" in rows(kinds)[0][0]


def test_a_discount_has_a_limit(open_books: Books) -> None:
    factories.product(open_books, rupees="100")
    scanned = catalog.scan("SUGAR", by=open_books.cashier)
    by, at = open_books.cashier, NOON
    carts.add(scanned, Quantity.of(3), by=by, at=at)

    carts.discount_line(1, Discount(rate_bp=1000), by=by, at=at)
    with pytest.raises(OverLimitError):
        carts.discount_line(1, Discount(Money.rupees(31)), by=by, at=at)
    with pytest.raises(OverLimitError):
        carts.discount_bill(Discount(Money.rupees(1)), by=by, at=at)
    lent = approved(open_books, Permission.DISCOUNT_OVER_LIMIT, 40)
    given_ = carts.discount_bill(Discount(Money.rupees(10)), by=lent, at=at)
    assert given_.discount_approved == Money.rupees(40)

    done = sales.complete_cart(CASH, by=by, at=at)

    assert done.total == Money.rupees(260)
    assert (
        "Rashid"
        in rows("SELECT detail FROM journal WHERE kind = 'bill-discount'")[0][0]
    )


def test_a_discount_that_grew_by_voids_is_asked_about_at_the_end(
    open_books: Books,
) -> None:
    factories.product(open_books, rupees="100")
    scanned = catalog.scan("SUGAR", by=open_books.cashier)
    by, at = open_books.cashier, NOON
    carts.add(scanned, Quantity.of(9), by=by, at=at)
    carts.discount_bill(Discount(Money.rupees(90)), by=by, at=at)
    carts.set_quantity(1, Quantity.of(2), by=by, at=at)

    with pytest.raises(OverLimitError):
        sales.complete_cart(CASH, by=by, at=at)

    lent = approved(open_books, Permission.DISCOUNT_OVER_LIMIT, 90)
    assert sales.complete_cart(CASH, by=lent, at=at).total == Money.rupees(110)


def test_a_supervisors_own_discount_is_approved_by_them(open_books: Books) -> None:
    factories.product(open_books, rupees="100")
    scanned = catalog.scan("SUGAR", by=open_books.supervisor)
    by, at = open_books.supervisor, NOON
    carts.add(scanned, Quantity.of(3), by=by, at=at)

    changed = carts.discount_bill(Discount(rate_bp=5000), by=by, at=at)
    assert changed.discount_approved == Money.rupees(150)


def test_a_discount_of_a_sale_without_a_screen_has_the_same_limit(
    open_books: Books,
) -> None:
    sugar = factories.product(open_books)
    line = Ordered(sugar.product_id, Quantity.of(1), discount=Discount(rate_bp=2000))

    with pytest.raises(OverLimitError):
        sales.complete_sale(
            Checkout("k", (line,), CASH), by=open_books.cashier, at=NOON
        )


@pytest.mark.usefixtures("open_books")
@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("void.limit", "250", "250.00"),
        ("return.limit", "0", "0.00"),
        ("return.days", "30", "30"),
        ("discount.limit", "15%", "15"),
    ],
)
def test_limits_are_policies(
    open_books: Books, name: str, value: str, kept: str
) -> None:
    policies.change_setting(name, value, by=open_books.owner, at=NOON)

    newest = Setting.select().order_by(Setting.id.desc()).first()
    assert newest.value == kept


TENDERS = ("cash", "khata", "card", "split", "mixed")


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 2**32))
def test_refunding_every_line_of_a_random_week_brings_all_back(
    open_books: Books, seed: int
) -> None:
    chance = Random(seed)
    tag = f"{seed}-{uuid.uuid4()}"[:30].upper()
    kilo = factories.product(open_books, f"K{tag}", "33.35", unit="kg", stock="99")
    piece = factories.product(open_books, f"P{tag}", "7.77", unit="pc", stock="99")
    who = factories.customer(
        open_books, "Somebody", f"0300{uuid.uuid4().int % 10**7:07d}", limit=900_000
    )
    before = drawer(), khata.balance(who), stock_of(kilo.sku), stock_of(piece.sku)

    owed: list[tuple[str, int, Quantity]] = []
    for day in range(7):
        for _sale in range(chance.randint(0, 3)):
            done = _random_sale(open_books, chance, (kilo, piece), who, day)
            owed += _parts(chance, done.receipt)
    chance.shuffle(owed)
    for receipt, line_no, quantity in owed:
        give_back(
            open_books, receipt, Returned(line_no, quantity), by=open_books.supervisor
        )

    assert (
        drawer(),
        khata.balance(who),
        stock_of(kilo.sku),
        stock_of(piece.sku),
    ) == before
    assert verify(by=open_books.owner).faults == ()


def _random_sale(
    books: Books, chance: Random, goods: tuple[catalog.Goods, ...], who: int, day: int
) -> SaleCompleted:
    kilo, piece = goods
    lines = tuple(
        Ordered(
            kilo.product_id if weighed else piece.product_id,
            Quantity(chance.randint(1, 4000))
            if weighed
            else Quantity.of(chance.randint(1, 9)),
            discount=Discount(rate_bp=chance.choice((0, 0, 333, 1000))),
        )
        for weighed in (chance.random() < 0.5 for _line in range(chance.randint(1, 4)))
    )
    khata_part = Given(TenderKind.KHATA, Money(1))
    card_part = Given(TenderKind.CARD, Money(1))
    given_ = {
        "cash": CASH,
        "khata": KHATA,
        "card": (Given(TenderKind.CARD),),
        "split": (khata_part, *CASH),
        "mixed": (khata_part, card_part, *CASH),
    }[chance.choice(TENDERS)]
    checkout = Checkout(
        str(uuid.uuid4()),
        (*lines, Ordered(piece.product_id, Quantity.of(1))),
        given_,
        who,
        Discount(Money(chance.choice((0, 0, 17)))),
    )
    at = NOON + timedelta(days=day)
    return sales.complete_sale(checkout, by=books.supervisor, at=at)


def _parts(chance: Random, receipt: str) -> list[tuple[str, int, Quantity]]:
    parts = []
    for line in bills.sold_bill(receipt).lines:
        left = line.quantity.thousandths
        step = 1000 if line.unit == "pc" else 1
        while left:
            now = min(left, step * chance.randint(1, max(1, left // step)))
            parts.append((receipt, line.line_no, Quantity(now)))
            left -= now
    return parts


def test_an_approved_discount_does_not_grow_with_the_bill(open_books: Books) -> None:
    factories.product(open_books, rupees="100")
    scanned = catalog.scan("SUGAR", by=open_books.cashier)
    by, at = open_books.cashier, NOON
    carts.add(scanned, Quantity.of(1), by=by, at=at)
    lent = approved(open_books, Permission.DISCOUNT_OVER_LIMIT, 90)
    carts.discount_line(1, Discount(rate_bp=9000), by=lent, at=at)
    carts.set_quantity(1, Quantity.of(40), by=by, at=at)

    with pytest.raises(OverLimitError) as refusal:
        sales.complete_cart(CASH, by=by, at=at)

    assert refusal.value.amount == Money.rupees(3600)


def test_a_small_line_discount_on_top_asks_for_the_whole(open_books: Books) -> None:
    factories.product(open_books, rupees="900")
    factories.product(open_books, "SOAP", "100", unit="pc")
    by, at = open_books.cashier, NOON
    for sku in ("SUGAR", "SOAP"):
        scanned = catalog.scan(sku, by=by)
        carts.add(scanned, Quantity.of(1), by=by, at=at)
    carts.discount_line(1, Discount(Money.rupees(90)), by=by, at=at)

    with pytest.raises(OverLimitError) as refusal:
        carts.discount_line(2, Discount(Money.rupees(30)), by=by, at=at)

    lent = approved(open_books, Permission.DISCOUNT_OVER_LIMIT, 120)
    assert refusal.value.amount == Money.rupees(120)
    assert carts.discount_line(2, Discount(Money.rupees(30)), by=lent, at=at).lines


def test_minus_by_minus_is_a_void_too(open_books: Books) -> None:
    factories.product(open_books, rupees="400")
    scanned = catalog.scan("SUGAR", by=open_books.cashier)
    by, at = open_books.cashier, NOON
    carts.add(scanned, Quantity.of(5), by=by, at=at)
    carts.set_quantity(1, Quantity.of(4), by=by, at=at)
    carts.set_quantity(1, Quantity.of(3), by=by, at=at)

    with pytest.raises(OverLimitError):
        carts.set_quantity(1, Quantity.of(2), by=by, at=at)

    kept = rows("SELECT COUNT(*) FROM journal WHERE kind = 'line-less'")
    assert kept == [(2,)]


def test_an_act_over_two_limits_takes_two_approvals(open_books: Books) -> None:
    ahmed = factories.customer(open_books, limit=100)
    sugar = factories.product(open_books, rupees="2000")
    done = factories.sell(open_books, sugar.product_id, customer_id=ahmed)
    over, lend = Permission.VOID_OVER_LIMIT, Permission.KHATA_OVER_LIMIT
    once = approved(open_books, over, 2000)

    with pytest.raises(CreditLimitError) as refusal:
        returns.correct_tender(done.receipt, KHATA, WHY, by=once, at=NOON)
    twice = people.approve(lend, refusal.value.over, "Eid", "786786", by=once, at=NOON)
    _void, again = returns.correct_tender(done.receipt, KHATA, WHY, by=twice, at=NOON)

    assert again.on_khata == Money.rupees(2000)
    assert rows("SELECT approved_by FROM sale WHERE id = 3") == [("Rashid, Bilal",)]
    assert verify(by=open_books.owner).faults == ()


def test_what_is_sold_out_since_can_still_be_set_right(open_books: Books) -> None:
    soap = factories.product(open_books, "SOAP", "95", unit="pc", stock="0")
    done = factories.sell(open_books, soap.product_id, "5")
    rows("UPDATE product SET stock_policy = 'refuse'")

    _void, again = returns.correct_tender(
        done.receipt, (Given(TenderKind.CARD),), WHY, by=open_books.cashier, at=NOON
    )

    assert again.total == done.total
    assert stock_of("SOAP") == -5000
    assert verify(by=open_books.owner).faults == ()


def test_an_exchange_waits_for_half_given_tenders(open_books: Books) -> None:
    done = sold(open_books)
    scanned = catalog.scan("SUGAR", by=open_books.cashier)
    carts.add(scanned, Quantity.of(4), by=open_books.cashier, at=NOON)
    half = Given(TenderKind.CARD, Money.rupees(50))
    carts.give(half, by=open_books.cashier, at=NOON)
    asked = ReturnAsked("x", done.receipt, (Returned(1),), WHY, RefundWay.EXCHANGE)

    with pytest.raises(TendersGivenError):
        returns.exchange(asked, CASH, by=open_books.cashier, at=NOON)

    carts.take_back(by=open_books.cashier, at=NOON)
    back, new = returns.exchange(asked, CASH, by=open_books.cashier, at=NOON)
    again = returns.exchange(asked, CASH, by=open_books.cashier, at=NOON)
    assert (again[0].receipt, again[1].receipt) == (back.receipt, new.receipt)
    give_back(open_books, sold_again(open_books, NOON), key="plain")
    with pytest.raises(KeyUsedForAnotherActError):
        returns.exchange(
            replace(asked, key="plain"), CASH, by=open_books.cashier, at=NOON
        )
    with pytest.raises(ExchangedBillError):
        returns.correct_tender(
            new.receipt, KHATA, WHY, by=open_books.supervisor, at=NOON
        )


def test_a_part_is_never_worth_less_than_nothing(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    sugar = factories.product(open_books, rupees="1.07")
    line = Ordered(sugar.product_id, Quantity.of("0.3"), discount=Discount(Money(31)))
    checkout = Checkout("k", (line,), KHATA, ahmed)
    done = sales.complete_sale(checkout, by=open_books.owner, at=NOON)

    for _part in range(3):
        tenth = Returned(1, Quantity.of("0.1"))
        give_back(open_books, done.receipt, tenth)

    assert khata.balance(ahmed) == ZERO
    assert verify(by=open_books.owner).faults == ()


@pytest.mark.parametrize("typed", ["9" * 5000, "\udcff", "", "A1-\x00"])
def test_nonsense_is_no_number(open_books: Books, typed: str) -> None:
    with pytest.raises(ReceiptNotFoundError):
        bills.bill(typed, by=open_books.cashier)


def test_approval_pins_lock_by_themselves(open_books: Books) -> None:
    asked = (Permission.RETURN_OVER_LIMIT, Money.rupees(5), "x")
    for _round in range(5):
        with pytest.raises(WrongPinError):
            people.approve(*asked, "9999", by=open_books.cashier, at=NOON)
        people.log_in("Ali", "1234", open_books.shop.counter, at=NOON)

    with pytest.raises(LockedOutError):
        people.approve(*asked, "2468", by=open_books.cashier, at=NOON)
