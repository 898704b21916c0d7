"""Where points went wrong in other tills: exchange, expiry, another customer's bill."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests import factories
from tests.conftest import KARACHI, NOON, Books
from tests.services.test_loyalty import CASH, KHATA, POINTS, buy, give_back, rule
from tui_pos.db import rows
from tui_pos.domain.errors import BadFieldError
from tui_pos.domain.loyalty_errors import TooFewPointsError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.quantity import Quantity
from tui_pos.domain.refund import RefundWay
from tui_pos.domain.tender import Given
from tui_pos.services import (
    campaigns,
    carts,
    catalog,
    customers,
    ledger,
    loyalty,
    paper,
    points,
    returns,
    sales,
    shifts,
    tiers,
)
from tui_pos.services.campaigns import CampaignForm
from tui_pos.services.customers import CustomerForm
from tui_pos.services.returns import ReturnAsked, Returned
from tui_pos.services.verify import verify

TODAY = NOON.date()


def put(books: Books, sku: str, count: int = 1) -> None:
    scanned = catalog.scan(sku, by=books.cashier)
    carts.add(scanned, Quantity.of(count), by=books.cashier, at=NOON)


def rich(books: Books, count: int, name: str = "Ahmed", phone: str = "") -> int:
    who = factories.customer(books, name, phone or "03001234567")
    loyalty.adjust(who, count, "old card", by=books.manager, at=NOON)
    return who


def test_an_exchange_never_turns_points_into_cash(open_books: Books) -> None:
    ahmed = rich(open_books, 50_000)
    sold = buy(open_books, ahmed, 500, Given(POINTS, Money.rupees(500)))
    factories.product(open_books, "PEN", "10", unit="pc")
    carts.attach(ahmed, by=open_books.manager, at=NOON)
    scanned = catalog.scan("PEN", by=open_books.manager)
    carts.add(scanned, None, by=open_books.manager, at=NOON)
    way = RefundWay.EXCHANGE
    asked = ReturnAsked("x", sold.receipt, (Returned(1),), "no", way)

    back, _new = returns.exchange(asked, (Given(CASH),), by=open_books.manager, at=NOON)

    assert back.cash == ZERO
    assert points.balance(ahmed) == 50_000 + 5
    assert verify(by=open_books.owner).ok


def test_what_lapsed_is_not_taken_a_second_time(open_books: Books) -> None:
    rule(open_books, "expiry", "6")
    ahmed = factories.customer(open_books)
    sold = buy(open_books, ahmed, 480)
    later = datetime(2026, 10, 1, 9, 0, tzinfo=KARACHI)
    shifts.close_shift(ZERO, by=open_books.cashier, at=NOON)
    shifts.open_shift(ZERO, by=open_books.cashier, at=later)
    buy(open_books, ahmed, 1_000, at=later)

    give_back(open_books, sold.receipt)

    assert points.balance(ahmed) == 500


def test_a_payment_that_is_reversed_takes_only_what_did_not_lapse(
    open_books: Books,
) -> None:
    rule(open_books, "expiry", "6")
    rule(open_books, "khata", "paid")
    ahmed = factories.customer(open_books)
    buy(open_books, ahmed, 480, Given(KHATA))
    paid = factories.pay(open_books, ahmed, "480")
    later = datetime(2026, 10, 1, 9, 0, tzinfo=KARACHI)
    shifts.close_shift(ZERO, by=open_books.cashier, at=NOON)
    shifts.open_shift(ZERO, by=open_books.cashier, at=later)

    assert points.balance(ahmed) == 0
    assert paid.entry_id is not None
    ledger.reverse(paid.entry_id, "wrong", by=open_books.owner, at=later)
    assert points.balance(ahmed) == 0


def test_goods_that_were_lent_and_paid_take_the_points_of_the_payment(
    open_books: Books,
) -> None:
    rule(open_books, "khata", "paid")
    ahmed = factories.customer(open_books)
    sold = buy(open_books, ahmed, 480, Given(KHATA))
    factories.pay(open_books, ahmed, "240")

    half = give_back(open_books, sold.receipt, 240)
    rest = give_back(open_books, sold.receipt, 240)

    assert (half.points, rest.points) == (120, 0)
    assert points.balance(ahmed) == 0
    assert verify(by=open_books.owner).ok


def test_the_points_of_one_never_pay_the_bill_of_another(open_books: Books) -> None:
    ahmed = rich(open_books, 5_000)
    hina = rich(open_books, 5_000, "Hina", "03007654321")
    by = open_books.cashier
    factories.product(open_books, "SOAP", "95", unit="pc")
    carts.attach(ahmed, by=by, at=NOON)
    put(open_books, "SOAP")
    carts.give(Given(POINTS, Money.rupees(20)), by=by, at=NOON)
    carts.give(Given(CASH, Money.rupees(5)), by=by, at=NOON)

    same = carts.attach(ahmed, by=by, at=NOON)
    other = carts.attach(hina, by=by, at=NOON)

    assert [one.kind for one in same.tenders] == [POINTS, CASH]
    assert [one.kind for one in other.tenders] == [CASH]


def test_money_goes_back_as_points_twice(open_books: Books) -> None:
    ahmed = rich(open_books, 7_000)
    sold = buy(open_books, ahmed, 400, Given(POINTS, Money.rupees(70)), Given(CASH))

    first = give_back(open_books, sold.receipt, 200, way=RefundWay.POINTS)
    rule(open_books, "redeem", "50")
    second = give_back(open_books, sold.receipt, 200, way=RefundWay.POINTS)

    given = 7_000 + 13_000
    assert first.points == 165 - 83 + given
    assert second.points == given + 200 * 50
    assert rows(
        "SELECT s.points_earned - (SELECT SUM(p.points) FROM points_entry p"
        " WHERE p.sale_id = s.id) FROM sale s WHERE s.kind = 'return'"
    ) == [(0,), (0,)]
    slip = paper.sale_paper(second.receipt).points
    assert slip is not None
    assert slip.step > 0
    assert verify(by=open_books.owner).ok


def test_points_that_were_for_ever_stay_so(open_books: Books) -> None:
    ahmed = rich(open_books, 5_000)
    sold = buy(open_books, ahmed, 100, Given(POINTS, Money.rupees(20)), Given(CASH))
    rule(open_books, "expiry", "6")

    give_back(open_books, sold.receipt)

    assert {lot.expires_on for lot in points.standing_of(ahmed).lots} == {None}


def test_what_goes_back_is_never_dead_already(open_books: Books) -> None:
    rule(open_books, "expiry", "6")
    ahmed = rich(open_books, 5_000)
    sold = buy(open_books, ahmed, 100, Given(POINTS, Money.rupees(50)), Given(CASH))
    later = datetime(2026, 10, 1, 9, 0, tzinfo=KARACHI)
    shifts.close_shift(ZERO, by=open_books.cashier, at=NOON)
    shifts.open_shift(ZERO, by=open_books.cashier, at=later)
    asked = ReturnAsked(str(uuid.uuid4()), sold.receipt, (Returned(1, None),), "no")

    returns.complete_return(asked, by=open_books.manager, at=later)

    assert points.balance(ahmed) == 5_000
    (lot,) = points.standing_of(ahmed).lots
    assert lot.expires_on is not None
    assert lot.expires_on > later.date()


def test_the_fewest_points_may_be_worth_a_paisa_less_than_they_are(
    open_books: Books,
) -> None:
    rule(open_books, "redeem", "300")
    ahmed = rich(open_books, 500)

    worth = loyalty.worth_for(ahmed, 500, Money.rupees(100), by=open_books.cashier)
    buy(open_books, ahmed, 100, Given(POINTS, worth), Given(CASH))

    assert points.balance(ahmed) == 2 + 49


def test_points_that_pay_nothing_are_not_taken(open_books: Books) -> None:
    rule(open_books, "redeem", "1000000")
    ahmed = rich(open_books, 9_000)

    with pytest.raises(TooFewPointsError) as refusal:
        loyalty.worth_for(ahmed, 9_000, Money.rupees(9), by=open_books.cashier)

    assert refusal.value.minimum == 10_000


def test_absurd_points_by_hand_are_refused(open_books: Books) -> None:
    ahmed = factories.customer(open_books)

    with pytest.raises(BadFieldError):
        loyalty.adjust(ahmed, 10**20, "x", by=open_books.manager, at=NOON)


def test_a_shop_may_call_its_tiers_as_it_likes(open_books: Books) -> None:
    gold = factories.customer(open_books, "Gold", "03007654321")
    rule(open_books, "tiers", "Bronze x1; Silver x2 purchases 3")
    by = open_books.manager

    hina = customers.add_by_phone("Hina", "03001234567", by=by, at=NOON)
    form = customers.form_of(gold, by=by)
    customers.change_customer(gold, replace(form, area="Chak 5"), by=by, at=NOON)

    assert rows("SELECT id, tier, tier_reason, area FROM customer ORDER BY id") == [
        (gold, "New", None, "Chak 5"),
        (hina, "Bronze", None, ""),
    ]


def test_a_form_that_was_open_while_a_sale_raised_the_tier_leaves_it(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books)
    form = CustomerForm("Ahmed Ali", ("03001234567",), area="Chak 5")
    for _sale in range(4):
        buy(open_books, ahmed, 480)

    customers.change_customer(ahmed, form, by=open_books.manager, at=NOON)

    assert rows("SELECT tier, tier_reason FROM customer") == [("Regular", None)]


def test_the_night_never_undoes_what_was_set_while_it_ran(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    for _sale in range(4):
        buy(open_books, ahmed, 480)
    rule(open_books, "tiers", "New x1; Regular x1.5 purchases 9")
    moves = [(ahmed, "Regular", "New")]
    tiers.set_by_hand(ahmed, "Regular", "a friend", by=open_books.manager, at=NOON)

    tiers._move(moves, open_books.owner, NOON)

    assert rows("SELECT tier FROM customer") == [("Regular",)]


def test_a_bonus_goes_back_with_the_goods_it_was_for(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    factories.product(open_books, "SOAP", "50", unit="pc")
    factories.product(open_books, "ANY", "1", unit="pc", stock="9999")
    form = CampaignForm("Soap", TODAY, TODAY, bonus=500, goods=("SOAP",))
    campaigns.make_campaign(form, by=open_books.manager, at=NOON)
    by = open_books.cashier
    carts.attach(ahmed, by=by, at=NOON)
    put(open_books, "SOAP")
    put(open_books, "ANY", 950)

    sold = sales.complete_cart((Given(CASH),), by=by, at=NOON)
    give_back(open_books, sold.receipt)

    assert sold.points == 1_000
    assert points.balance(ahmed) == 475


def test_of_a_multiplier_and_a_bonus_the_better_one_counts(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    for form in (
        CampaignForm("Double", TODAY, TODAY, multiplier_bp=20_000),
        CampaignForm("Gift", TODAY, TODAY, bonus=500),
    ):
        campaigns.make_campaign(form, by=open_books.manager, at=NOON)

    assert buy(open_books, ahmed, 480).points_earned == 740
    assert rows("SELECT campaigns FROM points_entry") == [("Gift",)]
    assert buy(open_books, ahmed, 5_000).points_earned == 5_000


def test_the_small_hours_belong_to_the_evening_before(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    form = CampaignForm(
        "Sehri", TODAY, TODAY, multiplier_bp=20_000, begins="22:00", ends="02:00"
    )
    campaigns.make_campaign(form, by=open_books.manager, at=NOON)
    one = datetime(2026, 3, 14, 1, 0, tzinfo=KARACHI)

    earned = [
        buy(open_books, ahmed, 100, at=at).points_earned
        for at in (NOON, NOON.replace(hour=23), one + timedelta(days=1))
    ]

    assert earned == [50, 100, 100]
    assert campaigns.boosts(ahmed, "New", [], one, adds=False)[0].bonus == 0


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"multiplier_bp": 10**9}, "multiplier"),
        ({"bonus": 10**20}, "bonus"),
        ({"bonus": 5, "begins": "16:00", "ends": "16:00"}, "time"),
        ({"bonus": 5, "goods": ("NOTHING",)}, "goods"),
        ({"bonus": 5, "goods": ("category:none",)}, "goods"),
    ],
)
def test_a_campaign_of_nothing_that_is_sold_is_refused(
    open_books: Books, wrong: dict[str, object], column: str
) -> None:
    form = replace(CampaignForm("Eid", TODAY, TODAY), **wrong)  # type: ignore[arg-type]  # any

    with pytest.raises(BadFieldError) as refusal:
        campaigns.make_campaign(form, by=open_books.manager, at=NOON)

    assert refusal.value.column == column
