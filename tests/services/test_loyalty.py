"""Points in the life of the shop: earned, spent, taken back, expired, moved."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from tests import factories
from tests.conftest import KARACHI, NOON, Books
from tui_pos.db import rows, writing
from tui_pos.domain.errors import BadFieldError, PosError, ReasonNeededError
from tui_pos.domain.khata_errors import LaterEntriesError, NoAdvanceError
from tui_pos.domain.loyalty_errors import (
    LoyaltyOffError,
    NoCustomerForPointsError,
    PointsOverBillError,
    PointsShortError,
    TooFewPointsError,
    UnknownTierError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.paying import PayMethod
from tui_pos.domain.period import Period
from tui_pos.domain.quantity import Quantity
from tui_pos.domain.refund import RefundWay
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.models import Customer
from tui_pos.services import (
    cheques,
    customers,
    khata,
    ledger,
    loyalty,
    merging,
    paper,
    points,
    points_report,
    returns,
    settings,
    shifts,
    tiers,
)
from tui_pos.services.customers import CustomerForm
from tui_pos.services.journal import Act
from tui_pos.services.returns import ReturnAsked, Returned
from tui_pos.services.verify import verify

if TYPE_CHECKING:
    from tui_pos.services.sales import SaleCompleted

POINTS, CASH, KHATA = TenderKind.POINTS, TenderKind.CASH, TenderKind.KHATA


def rule(books: Books, name: str, value: str) -> None:
    settings.change_setting(f"loyalty.{name}", value, by=books.owner, at=NOON)


def buy(
    books: Books,
    customer_id: int | None,
    rupees: int,
    *given: Given,
    at: datetime = NOON,
) -> SaleCompleted:
    if not rows("SELECT 1 FROM product WHERE sku = 'ANY'"):
        factories.product(
            books, "ANY", "1", name="Anything", unit="pc", stock="9999999"
        )
    (product_id,) = rows("SELECT id FROM product WHERE sku = 'ANY'")[0]
    return factories.sell(
        books,
        product_id,
        str(rupees),
        given=given or (Given(CASH),),
        customer_id=customer_id,
        at=at,
    )


def give_back(
    books: Books, receipt: str, count: int | None = None, **more: Any
) -> returns.ReturnCompleted:
    some = None if count is None else Quantity.of(count)
    asked = ReturnAsked(str(uuid.uuid4()), receipt, (Returned(1, some),), "bad", **more)
    return returns.complete_return(asked, by=books.manager, at=NOON)


def test_you_earned_240_points_total_1480(open_books: Books) -> None:
    form = CustomerForm("Ahmed", ("03001234567",), receipts=True)
    ahmed = customers.add_customer(form, by=open_books.owner, at=NOON)
    loyalty.adjust(ahmed, 1240, "old card", by=open_books.manager, at=NOON)

    sold = buy(open_books, ahmed, 480)

    assert (sold.points_earned, sold.points) == (240, 1480)
    assert rows("SELECT body FROM outbox_message WHERE kind = 'points'") == [
        ("You earned 240 points! Total: 1,480 points.",)
    ]
    slip = paper.sale_paper(sold.receipt)
    assert slip.points is not None
    assert (slip.points.step, slip.points.after) == (240, 1480)
    assert verify(by=open_books.owner).ok


def test_the_fourth_purchase_earns_as_regular_and_the_twenty_first_as_vip(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books)

    earned = [buy(open_books, ahmed, 480).points_earned for _sale in range(22)]

    assert earned[:5] == [240, 240, 240, 360, 360]
    assert earned[19:] == [360, 480, 480]
    assert rows("SELECT tier FROM customer") == [("VIP",)]
    moved = rows(
        "SELECT detail FROM journal WHERE kind = 'sale' AND detail LIKE '%tier%'"
    )
    assert [
        ("New -> Regular" in row[0], "Regular -> VIP" in row[0]) for row in moved
    ] == [
        (True, False),
        (False, True),
    ]


def test_rs_50000_make_a_vip_in_the_same_sale(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    room = khata.card(ahmed, by=open_books.cashier, on=NOON.date()).room

    sold = buy(open_books, ahmed, 50_000)

    card = khata.card(ahmed, by=open_books.cashier, on=NOON.date())
    assert (sold.points_earned, card.tier) == (50_000, "VIP")
    assert room is not None
    assert card.room == room + Money.rupees(5000)


def test_a_walk_in_earns_nothing_and_may_not_redeem(open_books: Books) -> None:
    assert buy(open_books, None, 480).points_earned == 0
    with pytest.raises(NoCustomerForPointsError):
        buy(open_books, None, 480, Given(POINTS, Money.rupees(5)), Given(CASH))


def test_points_pay_a_part_as_a_tender_and_earn_nothing_themselves(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books)
    loyalty.adjust(ahmed, 8_000, "old card", by=open_books.manager, at=NOON)

    sold = buy(open_books, ahmed, 480, Given(POINTS, Money.rupees(80)), Given(CASH))

    assert (sold.total, sold.points_earned, sold.points) == (
        Money.rupees(480),
        200,
        200,
    )
    assert rows("SELECT kind, points FROM points_entry ORDER BY id")[1:] == [
        ("redeem", -8000),
        ("earn", 200),
    ]
    slip = paper.sale_paper(sold.receipt).points
    assert slip is not None
    assert slip.used == 8000


@pytest.mark.parametrize(
    ("paisas", "error"), [(499, TooFewPointsError), (2001, PointsShortError)]
)
def test_points_below_the_minimum_or_above_the_balance_are_refused(
    open_books: Books, paisas: int, error: type[PosError]
) -> None:
    ahmed = factories.customer(open_books)
    loyalty.adjust(ahmed, 2_000, "old card", by=open_books.manager, at=NOON)

    with pytest.raises(error):
        buy(open_books, ahmed, 480, Given(POINTS, Money(paisas)), Given(CASH))

    assert points.balance(ahmed) == 2_000


def test_points_may_pay_only_so_much_of_a_bill(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    rule(open_books, "most", "50")
    loyalty.adjust(ahmed, 90_000, "old card", by=open_books.manager, at=NOON)

    may = loyalty.redeemable(ahmed, Money.rupees(480), by=open_books.cashier)
    with pytest.raises(PointsOverBillError):
        buy(open_books, ahmed, 480, Given(POINTS, Money.rupees(241)), Given(CASH))

    assert (may.most, may.most_worth) == (24_000, Money.rupees(240))


def test_a_shop_without_points(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    loyalty.adjust(ahmed, 9_000, "old card", by=open_books.manager, at=NOON)
    rule(open_books, "on", "off")

    sold = buy(open_books, ahmed, 480)

    assert (sold.points_earned, sold.points) == (0, 9_000)
    with pytest.raises(LoyaltyOffError):
        loyalty.redeemable(ahmed, Money.rupees(480), by=open_books.cashier)
    with pytest.raises(LoyaltyOffError):
        buy(open_books, ahmed, 480, Given(POINTS, Money.rupees(50)), Given(CASH))
    with pytest.raises(LoyaltyOffError):
        loyalty.worth_of(500)
    with pytest.raises(LoyaltyOffError):
        give_back(open_books, sold.receipt, 100, way=RefundWay.POINTS)


def test_tobacco_earns_nothing(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    rule(open_books, "earns_not", "Tobacco, Milk")
    smoke = factories.product(open_books, "SMOKE", "480", unit="pc")
    rows("UPDATE product SET category = 'TOBACCO' WHERE id = ?", smoke.product_id)

    sold = factories.sell(open_books, smoke.product_id, "1", customer_id=ahmed)

    assert sold.points_earned == 0


def test_a_part_that_comes_back_takes_its_part_of_the_points(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books)
    sold = buy(open_books, ahmed, 333)  # 166 points

    back = [give_back(open_books, sold.receipt, count) for count in (111, 111, 111)]

    assert [one.points for one in back] == [111, 55, 0]
    assert points.standing_of(ahmed).lots == ()
    assert verify(by=open_books.owner).ok


def test_a_partial_return_after_redemption_gives_points_back_last(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books)
    loyalty.adjust(ahmed, 8_000, "old card", by=open_books.manager, at=NOON)
    sold = buy(open_books, ahmed, 480, Given(POINTS, Money.rupees(80)), Given(CASH))

    half = give_back(open_books, sold.receipt, 240)
    rest = give_back(open_books, sold.receipt, 240)

    assert (half.cash, half.points) == (Money.rupees(240), 100)
    assert (rest.cash, rest.points) == (Money.rupees(160), 8_000)
    assert verify(by=open_books.owner).ok


def test_what_was_paid_with_points_never_becomes_cash(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    loyalty.adjust(ahmed, 48_000, "old card", by=open_books.manager, at=NOON)
    sold = buy(open_books, ahmed, 480, Given(POINTS, Money.rupees(480)))

    back = give_back(open_books, sold.receipt, way=RefundWay.CASH)

    assert (back.cash, back.points) == (ZERO, 48_000)


def test_money_may_go_back_as_points(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    sold = buy(open_books, ahmed, 480)

    back = give_back(open_books, sold.receipt, 100, way=RefundWay.POINTS)

    assert (back.cash, back.points) == (ZERO, 240 - 50 + 10_000)
    walk_in = buy(open_books, None, 100)
    with pytest.raises(NoCustomerForPointsError):
        give_back(open_books, walk_in.receipt, way=RefundWay.POINTS)


def test_points_that_were_spent_leave_a_shortfall_when_their_goods_come_back(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books)
    first = buy(open_books, ahmed, 2_000)  # 1,000 points
    buy(open_books, ahmed, 100, Given(POINTS, Money.rupees(10)), Given(CASH))

    back = give_back(open_books, first.receipt, 1_000)

    assert back.points == 45 - 500
    with pytest.raises(PointsShortError):
        buy(open_books, ahmed, 100, Given(POINTS, Money.rupees(10)), Given(CASH))
    assert buy(open_books, ahmed, 1_000).points == 45
    assert points.standing_of(ahmed).shortfall == 0


def test_a_void_leaves_nothing(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    loyalty.adjust(ahmed, 1_000, "old card", by=open_books.manager, at=NOON)
    sold = buy(open_books, ahmed, 480, Given(POINTS, Money.rupees(10)), Given(CASH))

    done = returns.void_sale(sold.receipt, "wrong", by=open_books.manager, at=NOON)

    assert done.points == points.balance(ahmed) == 1_000
    assert verify(by=open_books.owner).ok


def test_a_tender_that_is_set_right_earns_anew(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    sold = buy(open_books, ahmed, 480)

    given = (Given(TenderKind.CARD, Money.rupees(480)),)
    _void, again = returns.correct_tender(
        sold.receipt, given, "card", by=open_books.manager, at=NOON
    )

    assert (again.points_earned, points.balance(ahmed)) == (240, 240)


def test_the_khata_may_earn_when_it_is_paid(open_books: Books) -> None:
    rule(open_books, "khata", "paid")
    ahmed = factories.customer(open_books)

    sold = buy(open_books, ahmed, 480, Given(KHATA))
    paid = factories.pay(open_books, ahmed, "300")
    more = factories.pay(open_books, ahmed, "200", as_advance=True)

    assert sold.points_earned == 0
    assert points.balance(ahmed) == 150 + 90
    assert paid.entry_id is not None
    ledger.reverse(paid.entry_id, "wrong", by=open_books.owner, at=NOON)
    assert points.balance(ahmed) == 90
    assert more.entry_id is not None
    assert verify(by=open_books.owner).ok


def test_a_cheque_earns_when_it_is_cleared_and_no_more_when_it_bounces(
    open_books: Books,
) -> None:
    rule(open_books, "khata", "paid")
    ahmed = factories.customer(open_books)
    buy(open_books, ahmed, 480, Given(KHATA))
    cheque = factories.pay(
        open_books,
        ahmed,
        "480",
        method=PayMethod.CHEQUE,
        reference="1",
        cheque_date=NOON.date(),
    )

    assert points.balance(ahmed) == 0
    cheques.clear(cheque.slip, by=open_books.manager, at=NOON)
    assert points.balance(ahmed) == 240
    cheques.bounce(cheque.slip, by=open_books.manager, at=NOON)
    assert points.balance(ahmed) == 0


def test_points_expire_at_the_first_start_of_a_day_and_once(open_books: Books) -> None:
    rule(open_books, "expiry", "6")
    ahmed = factories.customer(open_books)
    buy(open_books, ahmed, 480)
    last = datetime(2026, 9, 14, 9, 0, tzinfo=KARACHI)
    shifts.close_shift(ZERO, by=open_books.cashier, at=NOON)

    day_before = shifts.open_shift(ZERO, by=open_books.cashier, at=last)
    shifts.close_shift(ZERO, by=open_books.cashier, at=last)
    after = last + timedelta(days=1)
    opened = shifts.open_shift(ZERO, by=open_books.cashier, at=after)
    shifts.close_shift(ZERO, by=open_books.cashier, at=after)
    again = shifts.open_shift(ZERO, by=open_books.cashier, at=after)

    assert (day_before.expired, opened.expired, again.expired) == (0, 240, 0)
    assert points.balance(ahmed) == 0
    assert verify(by=open_books.owner).ok


def test_how_many_points_lapse_next_month_is_told(open_books: Books) -> None:
    rule(open_books, "expiry", "6")
    ahmed = factories.customer(open_books)
    buy(open_books, ahmed, 480)
    shifts.close_shift(ZERO, by=open_books.cashier, at=NOON)
    august = datetime(2026, 8, 20, 9, 0, tzinfo=KARACHI)

    opened = shifts.open_shift(ZERO, by=open_books.cashier, at=august)

    assert (opened.expired, opened.lapsing) == (0, 240)


def test_points_that_go_back_are_good_as_long_as_the_others(open_books: Books) -> None:
    rule(open_books, "expiry", "12")
    ahmed = factories.customer(open_books)
    buy(open_books, ahmed, 2_000)
    sold = buy(open_books, ahmed, 100, Given(POINTS, Money.rupees(10)), Given(CASH))

    give_back(open_books, sold.receipt)

    lots = loyalty.lots_of(ahmed, by=open_books.manager)
    assert {lot.expires_on for lot in lots} == {date(2027, 3, 14)}
    assert loyalty.balance_of(ahmed, by=open_books.cashier) == 1_000


def test_points_by_hand_need_a_reason_and_leave_nothing_below_zero(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books)
    by = open_books.manager

    assert loyalty.adjust(ahmed, 500, "sorry", by=by, at=NOON) == 500
    assert loyalty.adjust(ahmed, -500, "mistake", by=by, at=NOON) == 0
    for step, why in ((0, "x"), (5, " ")):
        with pytest.raises(ReasonNeededError):
            loyalty.adjust(ahmed, step, why, by=by, at=NOON)
    with pytest.raises(PointsShortError):
        loyalty.adjust(ahmed, -1, "mistake", by=by, at=NOON)


def test_merged_accounts_share_their_points_and_part_with_them(
    open_books: Books,
) -> None:
    rule(open_books, "expiry", "6")
    one = factories.customer(open_books, "One", "03001111111")
    two = factories.customer(open_books, "Two", "03002222222")
    buy(open_books, one, 480)
    buy(open_books, two, 100)

    merging.merge(one, two, "same", by=open_books.owner, at=NOON)

    assert (points.balance(one), points.balance(two)) == (0, 290)
    merging.undo_merge(one, "two", by=open_books.owner, at=NOON)
    assert (points.balance(one), points.balance(two)) == (240, 50)
    lots = points.standing_of(one).lots
    assert [lot.expires_on for lot in lots] == [date(2026, 9, 14)]
    assert verify(by=open_books.owner).ok


def test_a_shortfall_moves_too_and_later_points_keep_accounts_together(
    open_books: Books,
) -> None:
    one = factories.customer(open_books, "One", "03001111111")
    two = factories.customer(open_books, "Two", "03002222222")
    first = buy(open_books, one, 2_000)
    buy(open_books, one, 100, Given(POINTS, Money.rupees(10)), Given(CASH))
    give_back(open_books, first.receipt)
    assert points.balance(one) == -955

    merging.merge(one, two, "same", by=open_books.owner, at=NOON)
    assert (points.balance(one), points.balance(two)) == (0, -955)
    loyalty.adjust(two, 10, "sorry", by=open_books.owner, at=NOON)

    with pytest.raises(LaterEntriesError):
        merging.undo_merge(one, "two", by=open_books.owner, at=NOON)


def test_a_return_of_a_merged_customer_takes_points_where_they_stand(
    open_books: Books,
) -> None:
    one = factories.customer(open_books, "One", "03001111111")
    two = factories.customer(open_books, "Two", "03002222222")
    first = buy(open_books, one, 480)
    merging.merge(one, two, "same", by=open_books.owner, at=NOON)

    give_back(open_books, first.receipt)

    assert (points.balance(one), points.balance(two)) == (0, 0)


def test_a_tier_by_hand_stays_and_is_let_go(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    by = open_books.manager
    with pytest.raises(ReasonNeededError):
        tiers.set_by_hand(ahmed, "VIP", "", by=by, at=NOON)
    with pytest.raises(UnknownTierError):
        tiers.set_by_hand(ahmed, "Gold", "friend", by=by, at=NOON)

    tiers.set_by_hand(ahmed, "vip", "a friend", by=by, at=NOON)

    assert buy(open_books, ahmed, 480).points_earned == 480
    tiers.nightly(open_books.shop.counter, NOON)
    assert rows("SELECT tier, tier_reason FROM customer") == [("VIP", "a friend")]
    assert tiers.let_go(ahmed, by=by, at=NOON).name == "New"
    assert buy(open_books, ahmed, 480).points_earned == 240
    with pytest.raises(PosError):
        tiers.let_go(404, by=by, at=NOON)


def test_a_tier_in_the_form_is_by_hand(open_books: Books) -> None:
    form = CustomerForm("Hina", ("03001234567",), tier="vip")
    hina = customers.add_customer(form, by=open_books.owner, at=NOON)
    plain = factories.customer(open_books, "Plain", "03007654321")
    known = customers.form_of(plain, by=open_books.owner)
    regular = replace(known, tier="Regular")
    customers.change_customer(plain, regular, by=open_books.owner, at=NOON)

    assert rows("SELECT id, tier, tier_reason FROM customer ORDER BY id") == [
        (hina, "VIP", "by hand"),
        (plain, "Regular", "by hand"),
    ]
    for wrong in (replace(form, tier="Gold"), replace(form, birth_month=13)):
        with pytest.raises(BadFieldError):
            customers.checked_form(replace(wrong, phones=()), None)


def test_the_night_moves_up_and_down_once(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    factories.customer(open_books, "Nobody", "03007654321")
    sold = [buy(open_books, ahmed, 480) for _sale in range(4)]
    returns.void_sale(sold[0].receipt, "wrong", by=open_books.manager, at=NOON)
    told: list[tuple[int, int]] = []

    run = tiers.nightly(
        open_books.shop.counter, NOON, lambda done, all_: told.append((done, all_))
    )

    assert run is not None
    assert (run.customers, run.ups, run.downs) == (2, 0, 1)
    assert rows("SELECT tier FROM customer ORDER BY id") == [("New",), ("New",)]
    assert told == [(1, 1)]
    assert tiers.nightly(open_books.shop.counter, NOON) is None
    assert verify(by=open_books.owner).ok


def test_the_best_per_cent_are_found_at_night(open_books: Books) -> None:
    rule(open_books, "tiers", "New x1; Gold x3 top 34")
    for number, rupees in enumerate((100, 900, 500)):
        customer = factories.customer(open_books, f"C{number}", f"0300111111{number}")
        buy(open_books, customer, rupees)

    tiers.nightly(open_books.shop.counter, NOON)

    assert rows("SELECT tier FROM customer ORDER BY id") == [
        ("New",),
        ("Gold",),
        ("Gold",),
    ]
    assert rows("SELECT COUNT(*) FROM customer WHERE tier = 'Gold'") == [(2,)]


def test_a_tier_that_is_gone_counts_as_the_first(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    Customer.update(tier="Old").execute()

    assert buy(open_books, ahmed, 480).points_earned == 240
    run = tiers.nightly(open_books.shop.counter, NOON)
    assert run is not None
    assert run.ups == 1


def test_the_advance_pays_what_it_can(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    factories.pay(open_books, ahmed, "300", as_advance=True)
    with pytest.raises(NoAdvanceError):
        buy(
            open_books,
            ahmed,
            480,
            Given(TenderKind.ADVANCE, Money.rupees(301)),
            Given(CASH),
        )

    given = Given(TenderKind.ADVANCE, Money.rupees(300))
    sold = buy(open_books, ahmed, 480, given, Given(CASH))

    assert (sold.on_khata, sold.balance) == (Money.rupees(300), ZERO)
    assert khata.balance(ahmed) == ZERO
    assert verify(by=open_books.owner).ok
    back = give_back(open_books, sold.receipt)
    assert (back.cash, back.on_khata) == (Money.rupees(180), Money.rupees(300))
    assert khata.balance(ahmed) == -Money.rupees(300)
    assert verify(by=open_books.owner).ok


def test_the_report_adds_up_with_the_ledger(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    sold = buy(open_books, ahmed, 2_000)
    buy(open_books, ahmed, 100, Given(POINTS, Money.rupees(5)), Given(CASH))
    give_back(open_books, sold.receipt, 100)
    march = Period(date(2026, 3, 1), date(2026, 3, 31))

    made = points_report.report(march, by=open_books.manager)

    assert (made.total.issued, made.total.redeemed, made.total.corrected) == (
        1_047,
        500,
        -50,
    )
    assert made.outstanding == points.balance(ahmed) == 497
    assert made.worth == Money(497)
    assert [(one.tier, one.customers, one.points) for one in made.owed] == [
        ("New", 1, 497)
    ]
    assert [row.name for row in made.tiers] == ["New"]


def test_a_dry_run_tells_what_a_change_would_have_done(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    buy(open_books, ahmed, 480)
    buy(open_books, ahmed, 480, Given(KHATA))
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    by = open_books.manager

    double = points_report.dry_run((("loyalty.earn", "100"),), march, by=by)
    paid = points_report.dry_run((("loyalty.khata", "paid"),), march, by=by)

    assert (double.sales, double.issued, double.would_issue) == (2, 480, 960)
    assert double.would_be_worth == Money(960)
    assert paid.would_issue == 240
    rows("UPDATE product SET category = 'Tobacco'")
    more = "New x1; Regular x1.5 purchases 2"
    none = points_report.dry_run((("loyalty.earns_not", "tobacco"),), march, by=by)
    risen = points_report.dry_run((("loyalty.tiers", more),), march, by=by)
    tiers.set_by_hand(ahmed, "New", "a friend", by=by, at=NOON)
    by_hand = points_report.dry_run((("loyalty.tiers", more),), march, by=by)
    assert [one.would_issue for one in (none, risen, by_hand)] == [0, 720, 480]
    assert settings.loyalty_rules().terms.per_hundred == 50


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("earn", "0"),
        ("earn", "-5"),
        ("redeem", "0"),
        ("on", "maybe"),
        ("expiry", "7"),
        ("khata", "later"),
        ("overlap", "both"),
        ("most", "101"),
        ("minimum", "few"),
        ("tiers", "New x1; New x2 purchases 3"),
    ],
)
def test_rules_that_cannot_be_are_refused(
    open_books: Books, name: str, value: str
) -> None:
    with pytest.raises(PosError):
        rule(open_books, name, value)


def test_a_message_goes_only_to_who_agreed(open_books: Books) -> None:
    ahmed = factories.customer(open_books)

    buy(open_books, ahmed, 480)

    assert rows("SELECT COUNT(*) FROM outbox_message") == [(0,)]


class Life:
    """Two accounts while things happen to them; what is refused changes nothing."""

    def __init__(self, books: Books) -> None:
        self.books = books
        count = Customer.select().count()
        self.accounts = [
            factories.customer(books, f"One {count}", f"0300{1_000_000 + count}"),
            factories.customer(books, f"Two {count}", f"0300{5_000_000 + count}"),
        ]
        self.home = list(self.accounts)
        self.by_hand = 0

    def bills(self) -> list[str]:
        """Give the bills that were not voided."""
        found = rows(
            "SELECT receipt FROM sale s WHERE customer_id IN (?, ?) AND kind = 'sale'"
            " AND NOT EXISTS (SELECT 1 FROM sale v WHERE v.reverses_id = s.id"
            " AND v.kind = 'void') ORDER BY id",
            *self.accounts,
        )
        return [row[0] for row in found]

    def buy(self, who: int, number: int) -> None:
        buy(self.books, self.home[who], 13 * number)

    def lend(self, who: int, number: int) -> None:
        buy(self.books, self.home[who], 13 * number, Given(KHATA))

    def redeem(self, who: int, number: int) -> None:
        five = Given(POINTS, Money.rupees(5))
        buy(self.books, self.home[who], 7 * number, five, Given(CASH))

    def adjust(self, who: int, number: int) -> None:
        by = self.books.manager
        loyalty.adjust(self.home[who], 50 * number, "gift", by=by, at=NOON)
        self.by_hand += 50 * number

    def give_back(self, _who: int, number: int) -> None:
        if found := self.bills():
            give_back(self.books, found[number % len(found)], number)

    def void(self, _who: int, number: int) -> None:
        if found := self.bills():
            receipt = found[number % len(found)]
            returns.void_sale(receipt, "wrong", by=self.books.owner, at=NOON)

    def merge(self, _who: int, _number: int) -> None:
        one, two = self.accounts
        merging.merge(one, two, "same", by=self.books.owner, at=NOON)
        self.home[0] = self.home[1]

    def part(self, _who: int, _number: int) -> None:
        merging.undo_merge(self.accounts[0], "two", by=self.books.owner, at=NOON)
        self.home[0] = self.accounts[0]

    def expire(self, _who: int, number: int) -> None:
        with writing():
            opened = Act(self.books.owner, NOON, business_date=NOON.date())
            lapsed = points.expire(NOON.date() + timedelta(days=10 * number), opened)
            opened.close("points-expire", points=lapsed)

    def lapsed_of_gifts(self) -> int:
        """Give what lapsed of lots that no sale earned."""
        query = (
            "SELECT COALESCE(-SUM(x.points), 0) FROM points_entry x JOIN points_entry l"
            " ON l.id = x.of_id WHERE x.kind = 'expire' AND l.kind <> 'earn'"
            " AND x.customer_id IN (?, ?)"
        )
        return int(rows(query, *self.accounts)[0][0])


ACTS = (
    "buy",
    "lend",
    "redeem",
    "adjust",
    "give_back",
    "void",
    "merge",
    "part",
    "expire",
)


@how(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(ACTS), st.integers(0, 1), st.integers(1, 40)),
        max_size=16,
    )
)
def test_lots_less_shortfall_are_the_ledger_and_all_of_it_can_be_undone(
    open_books: Books, acts: list[tuple[str, int, int]]
) -> None:
    rule(open_books, "expiry", "6")
    life = Life(open_books)

    for what, who, number in acts:
        with suppress(PosError):
            getattr(life, what)(who, number)
        for account in life.accounts:
            found = points.standing_of(account)
            assert found.balance == points.balance(account)
            assert not (found.lots and found.shortfall)

    for receipt in life.bills():
        with suppress(PosError):
            give_back(open_books, receipt)
    left = life.by_hand - life.lapsed_of_gifts()
    assert sum(points.balance(one) for one in life.accounts) == left
    assert verify(by=open_books.owner).ok
