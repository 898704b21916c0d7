"""Campaigns and segments: for whom, when, on what, and how they overlap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests import factories
from tests.conftest import KARACHI, NOON, Books
from tests.services.test_loyalty import buy, rule
from tui_pos.db import rows
from tui_pos.domain.errors import AlreadyExistsError, BadFieldError
from tui_pos.domain.loyalty_errors import (
    BadSegmentError,
    CampaignEndsFirstError,
    CampaignGivesNothingError,
    CampaignNotFoundError,
    UnknownTierError,
)
from tui_pos.models import Customer
from tui_pos.services import campaigns, customers, segments, tiers
from tui_pos.services.campaigns import CampaignForm
from tui_pos.services.customers import CustomerForm
from tui_pos.services.verify import verify

TODAY = NOON.date()


EID = CampaignForm("Eid", TODAY, TODAY, multiplier_bp=20_000)


def begin(books: Books, **more: Any) -> None:
    campaigns.make_campaign(replace(EID, **more), by=books.manager, at=NOON)


def test_points_are_doubled_between_two_days(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    begin(open_books)

    assert buy(open_books, ahmed, 480).points_earned == 480
    assert rows("SELECT campaigns FROM points_entry") == [("Eid",)]
    assert verify(by=open_books.owner).ok


def test_a_campaign_begins_at_midnight_in_the_shops_own_time(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books)
    begin(open_books, first=date(2026, 3, 15), last=date(2026, 3, 15))
    before = datetime(2026, 3, 14, 23, 59, 59, tzinfo=KARACHI)

    points = [
        buy(open_books, ahmed, 480, at=at).points_earned
        for at in (
            before,
            before + timedelta(seconds=1),
            before + timedelta(hours=24),
        )
    ]
    late = buy(open_books, ahmed, 480, at=before + timedelta(hours=24, seconds=1))

    assert points == [240, 480, 480]
    assert late.points_earned == 360  # the fourth purchase: Regular, no campaign


@pytest.mark.parametrize(
    ("begins", "ends", "counts"),
    [
        ("11:00", "13:00", True),
        ("12:00", "13:00", True),
        ("11:00", "12:00", False),
        ("22:00", "2:00", False),
        ("22:00", "24:00", False),
        ("10:00", "24:00", True),
        ("11:00", "2:00", True),
    ],
)
def test_a_campaign_of_daily_hours(
    open_books: Books, begins: str, ends: str, *, counts: bool
) -> None:
    ahmed = factories.customer(open_books)
    begin(open_books, begins=begins, ends=ends)

    assert buy(open_books, ahmed, 480).points_earned == (480 if counts else 240)


def test_a_campaign_for_a_tier_and_for_a_segment(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    segments.name_segment("clear", "clear", by=open_books.manager, at=NOON)
    begin(open_books, whom="tier", whom_value="vip", multiplier_bp=30_000)
    begin(open_books, whom="segment", whom_value="clear")

    assert buy(open_books, ahmed, 480).points_earned == 480
    tiers.set_by_hand(ahmed, "VIP", "friend", by=open_books.manager, at=NOON)
    assert buy(open_books, ahmed, 480).points_earned == 1440
    segments.drop_segment("clear", by=open_books.manager, at=NOON)
    tiers.let_go(ahmed, by=open_books.manager, at=NOON)
    assert buy(open_books, ahmed, 480).points_earned == 240


def test_a_campaign_for_goods_and_a_category(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    soap = factories.product(open_books, "SOAP", "480", unit="pc")
    tea = factories.product(open_books, "TEA", "480", unit="pc")
    rows("UPDATE product SET category = 'Drinks' WHERE id = ?", tea.product_id)
    begin(open_books, goods=("soap", "category:drinks", ""))

    earned = [
        factories.sell(open_books, one.product_id, customer_id=ahmed).points_earned
        for one in (soap, tea)
    ]

    assert earned == [480, 480]
    assert buy(open_books, ahmed, 480).points_earned == 240


def test_a_campaign_for_the_best_asks_once_a_day_who_they_are(
    open_books: Books,
) -> None:
    ahmed = factories.customer(open_books)
    hina = factories.customer(open_books, "Hina", "03007654321")
    buy(open_books, ahmed, 5_000)
    buy(open_books, hina, 100)
    segments.name_segment("best", "top 10", by=open_books.manager, at=NOON)
    begin(open_books, whom="segment", whom_value="best")

    earned = [buy(open_books, who, 480).points_earned for who in (ahmed, hina, ahmed)]

    assert earned == [480, 240, 480]


@pytest.mark.parametrize(("overlap", "points"), [("best", 820), ("sum", 1110)])
def test_campaigns_that_overlap_by_the_best_or_by_the_sum(
    open_books: Books, overlap: str, points: int
) -> None:
    rule(open_books, "overlap", overlap)
    ahmed = factories.customer(open_books)
    begin(open_books, multiplier_bp=20_000, bonus=50)
    begin(open_books, name="Ramadan", multiplier_bp=30_000, bonus=100)

    assert buy(open_books, ahmed, 480).points_earned == points


def test_a_campaign_is_ended_and_the_feasts_are_offered(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    begin(open_books)
    (campaign,) = campaigns.listed(by=open_books.manager)

    campaigns.end_campaign(campaign.campaign_id, by=open_books.manager, at=NOON)

    assert campaigns.listed(by=open_books.manager) == []
    assert buy(open_books, ahmed, 480).points_earned == 240
    with pytest.raises(CampaignNotFoundError):
        campaigns.end_campaign(404, by=open_books.manager, at=NOON)
    offered = campaigns.presets(TODAY, by=open_books.manager)
    assert [one.name for one in offered] == ["Ramadan", "Eid al-Fitr", "Eid al-Adha"]
    assert {one.multiplier_bp for one in offered} == {20_000}


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"name": " "}, BadFieldError),
        ({"last": TODAY - timedelta(days=1)}, CampaignEndsFirstError),
        ({"multiplier_bp": 10_000}, CampaignGivesNothingError),
        ({"multiplier_bp": 5_000}, CampaignGivesNothingError),
        ({"bonus": -1}, CampaignGivesNothingError),
        ({"begins": "16:00"}, BadFieldError),
        ({"begins": "noon", "ends": "13:00"}, BadFieldError),
        ({"whom": "tier", "whom_value": "Gold"}, UnknownTierError),
        ({"whom": "segment", "whom_value": "best"}, BadSegmentError),
        ({"whom": "friends"}, BadFieldError),
    ],
)
def test_a_campaign_that_cannot_be_is_refused(
    open_books: Books, wrong: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        begin(open_books, **wrong)

    assert campaigns.listed(by=open_books.manager) == []


def test_segments_are_counted_live(open_books: Books) -> None:
    by = open_books.manager
    for number, rupees in enumerate((100, 900, 500)):
        customer = factories.customer(open_books, f"C{number}", f"0300111111{number}")
        buy(open_books, customer, rupees)
    form = CustomerForm("Hina", ("03001234567",), area="Chak 5", birth_month=3)
    hina = customers.add_customer(form, by=by, at=NOON)
    factories.lend(open_books, hina, 10)
    Customer.update(created_at=NOON - timedelta(days=90)).execute()

    counts = {
        text: segments.count(text, TODAY, by=by)
        for text in (
            "all",
            "top 10",
            "top 50",
            "clear",
            "area chak 5",
            "birthday",
            "tier new",
            "away 60",
        )
    }

    assert counts == {
        "all": 4,
        "top 10": 1,
        "top 50": 2,
        "clear": 3,
        "area chak 5": 1,
        "birthday": 1,
        "tier new": 4,
        "away 60": 0,
    }
    later = TODAY + timedelta(days=61)
    assert segments.count("away 60", later, by=by) == 4
    segments.name_segment("best", "top 50", by=by, at=NOON)
    assert len(segments.members("best", TODAY, by=by)) == 2
    assert [(one.name, one.count) for one in segments.listed(TODAY, by=by)] == [
        ("best", 2)
    ]


def test_nobody_is_the_best_where_nobody_bought(books: Books) -> None:
    factories.customer(books)

    assert segments.count("top 10", TODAY, by=books.manager) == 0


def test_a_name_is_taken_once_and_free_again(books: Books) -> None:
    by = books.manager
    segments.name_segment("best", "top 10", by=by, at=NOON)

    with pytest.raises(AlreadyExistsError):
        segments.name_segment("best", "top 20", by=by, at=NOON)
    with pytest.raises(BadFieldError):
        segments.name_segment(" ", "top 20", by=by, at=NOON)
    segments.drop_segment("best", by=by, at=NOON)
    with pytest.raises(BadSegmentError):
        segments.drop_segment("best", by=by, at=NOON)
    segments.name_segment("best", "top 20", by=by, at=NOON)
    assert segments.named("best").number == 20
