"""Points and tiers as rules: the golden figures, lots, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_pos.domain.hijri import first_of, next_feasts
from tui_pos.domain.loyalty import (
    FULL,
    Earning,
    Step,
    Terms,
    check_redeem,
    earned,
    most_to_redeem,
    part_of_points,
    share_points,
    standing,
    times,
)
from tui_pos.domain.loyalty_errors import (
    BadSegmentError,
    BadTiersError,
    PointsOverBillError,
    PointsShortError,
    TooFewPointsError,
    UnknownTierError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.segments import read_segment
from tui_pos.domain.tiers import (
    DEFAULT,
    History,
    read_tiers,
    tier_for,
    tier_named,
    write_tiers,
)

RS480 = Money.rupees(480)
TERMS = Terms()


@pytest.mark.parametrize(
    ("tier", "points"), [("New", 240), ("Regular", 360), ("VIP", 480)]
)
def test_rs_480_earns_by_the_tier(tier: str, points: int) -> None:
    multiplier = tier_named(read_tiers(DEFAULT), tier).multiplier_bp

    assert earned([Earning(RS480, multiplier)], ZERO, TERMS) == points


def test_points_are_floored_once_after_the_multiplier() -> None:
    one = Money(999)  # 4.995 points each, 9.99 together, 14.985 at 1.5

    assert earned([Earning(one), Earning(one)], ZERO, TERMS) == 9
    assert earned([Earning(one, 15_000)] * 2, ZERO, TERMS) == 14


def test_what_is_paid_with_points_earns_nothing() -> None:
    assert earned([Earning(RS480)], Money.rupees(80), TERMS) == 200
    assert earned([Earning(RS480)], RS480, TERMS) == 0


def test_goods_that_earn_nothing_and_a_shop_without_points() -> None:
    lines = [Earning(RS480, 0), Earning(RS480)]

    assert earned(lines, ZERO, TERMS) == 240
    assert earned([Earning(RS480, 0)], ZERO, TERMS, bonus=100) == 0
    assert earned([Earning(RS480)], ZERO, Terms(is_on=False)) == 0
    assert earned([], ZERO, TERMS) == 0


def test_a_bonus_comes_on_top() -> None:
    assert earned([Earning(RS480)], ZERO, TERMS, bonus=100) == 340


@given(
    points=st.integers(0, 10_000),
    weights=st.lists(st.integers(0, 500), min_size=1, max_size=12),
)
def test_the_lines_share_all_points(points: int, weights: list[int]) -> None:
    shared = share_points(points, weights)

    assert sum(shared) == (points if any(weights) else 0)
    assert all(part >= 0 for part in shared)


@given(whole=st.integers(0, 9_999), parts=st.lists(st.integers(1, 5_000), min_size=1))
def test_the_parts_that_come_back_are_the_whole(whole: int, parts: list[int]) -> None:
    bought, before, back = sum(parts), 0, 0
    for part in parts:
        back += part_of_points(whole, bought, before=before, now=part)
        before += part

    assert back == whole


@pytest.mark.parametrize(
    ("on", "months", "until"),
    [
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 8, 29), 6, date(2028, 2, 29)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 3, 14), 0, None),
    ],
)
def test_the_last_day_of_points(on: date, months: int, until: date | None) -> None:
    assert Terms(months=months).last_day(on) == until


def test_the_oldest_points_are_spent_first_and_a_shortfall_is_filled_first() -> None:
    steps = [Step(1, 100), Step(2, 50), Step(3, -120), Step(4, -50), Step(5, 40)]

    found = standing(steps)

    assert [(lot.entry_id, lot.points) for lot in found.lots] == [(5, 20)]
    assert (found.shortfall, found.balance) == (0, 20)
    assert standing(steps[:4]).balance == -20


def test_what_a_return_takes_comes_from_its_own_lot() -> None:
    found = standing([Step(1, 100), Step(2, 50), Step(3, -30, of_id=2)])

    assert [(lot.entry_id, lot.points) for lot in found.lots] == [(1, 100), (2, 20)]


@given(
    st.lists(
        st.tuples(st.integers(-300, 300).filter(bool), st.none() | st.integers(1, 20)),
        max_size=30,
    )
)
def test_lots_less_the_shortfall_are_the_sum(
    drawn: list[tuple[int, int | None]],
) -> None:
    steps = [Step(n, points, of_id=of) for n, (points, of) in enumerate(drawn, 1)]

    found = standing(steps)

    assert found.balance == sum(step.points for step in steps)
    assert not (found.lots and found.shortfall)


def test_redeeming_is_held_to_minimum_balance_and_bill() -> None:
    half = Terms(most_bp=5_000)
    with pytest.raises(TooFewPointsError):
        check_redeem(499, 9_000, RS480, TERMS, "Ahmed")
    with pytest.raises(PointsShortError):
        check_redeem(9_001, 9_000, RS480, TERMS, "Ahmed")
    with pytest.raises(PointsOverBillError) as refusal:
        check_redeem(24_001, 90_000, RS480, half, "Ahmed")
    check_redeem(24_000, 90_000, RS480, half, "Ahmed")

    assert (refusal.value.most, refusal.value.points) == (Money.rupees(240), 24_000)
    assert most_to_redeem(90_000, RS480, half) == 24_000
    assert most_to_redeem(400, RS480, TERMS) == 0
    assert most_to_redeem(-5, RS480, TERMS) == 0


@pytest.mark.parametrize(
    ("purchases", "rupees", "tier"),
    [
        (3, 900, "New"),
        (4, 900, "Regular"),
        (20, 900, "Regular"),
        (21, 900, "VIP"),
        (1, 49_999, "New"),
        (1, 50_000, "VIP"),
    ],
)
def test_the_tiers_of_the_source(purchases: int, rupees: int, tier: str) -> None:
    history = History(purchases, Money.rupees(rupees), ZERO)

    assert tier_for(history, read_tiers(DEFAULT)).name == tier


def test_tiers_by_twelve_months_and_by_the_best_per_cent() -> None:
    known = read_tiers("New x1; Silver x1.25 spend12 10000; Gold x3 top 5 bonus 900")

    assert [tier.name for tier in known] == ["New", "Silver", "Gold"]
    assert known[2].bonus == Money.rupees(900)
    lately = History(1, ZERO, Money.rupees(10_000))
    assert tier_for(lately, known).name == "Silver"
    assert tier_for(History(1, ZERO, ZERO, frozenset({5})), known).name == "Gold"
    assert read_tiers(write_tiers(known)) == known


def test_a_tier_may_have_a_name_of_words_that_begin_with_an_x() -> None:
    known = read_tiers("New x1; Gold xl x2 purchases 9")

    assert [(tier.name, tier.multiplier_bp) for tier in known] == [
        ("New", 10_000),
        ("Gold xl", 20_000),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "gap"),
        ("Regular x1.5 purchases 4", "gap"),
        ("New x1; Regular x1.5", "overlap"),
        ("New x1; A x2 purchases 9; B x3 purchases 9", "overlap"),
        ("New x1; A x2 spend 900; B x3 spend 800", "overlap"),
        ("New x1; A x2 top 5; B x3 top 5", "overlap"),
        ("New x1; A x2 top 1; B x3 top 1", "overlap"),
        ("New x1; A purchases 10; B spend 5; C purchases 5", "overlap"),
        ("New x1; A x2 purchases 0", "word"),
        ("New x1; A x2 top 500", "word"),
        ("New x1; A x2 purchases 4 purchases 9", "word"),
        ("New x-1", "multiplier"),
        ("New x1.255", "multiplier"),
        ("New x1; New x2 purchases 4", "twice"),
        ("New x0", "multiplier"),
        ("New x1; A x101 purchases 4", "multiplier"),
        ("New x1; A x2 purchases", "word"),
        ("New x1; A x2 purchases four", "word"),
        ("New x1; A x2 purchases 4 often 9", "word"),
        ("New x1; x2 purchases 4", "word"),
        ("New x1; A purchases 4 x2 gift", "word"),
    ],
)
def test_tiers_that_overlap_or_leave_a_gap_are_shown(text: str, why: str) -> None:
    with pytest.raises(BadTiersError) as refusal:
        read_tiers(text)

    assert refusal.value.why == why


def test_an_unknown_tier_names_those_that_there_are() -> None:
    with pytest.raises(UnknownTierError) as refusal:
        tier_named(read_tiers(DEFAULT), "Gold")

    assert refusal.value.known == ("New", "Regular", "VIP")


@pytest.mark.parametrize(
    "text",
    ["", "best", "top", "top 0", "top 101", "top x", "away 9999", "clear now", "area"],
)
def test_a_segment_that_is_none(text: str) -> None:
    with pytest.raises(BadSegmentError):
        read_segment(text)


def test_segments_as_they_are_written() -> None:
    assert read_segment("top 10%").number == 10
    assert read_segment("area Chak 5").value == "Chak 5"
    assert read_segment("birthday").number == 0


def test_multipliers_as_people_write_them() -> None:
    assert [times(bp) for bp in (FULL, 12_500, 100_000)] == ["1", "1.25", "10"]


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (1445, 9, date(2024, 3, 11)),
        (1446, 10, date(2025, 3, 31)),
        (1447, 12, date(2026, 5, 18)),
    ],
)
def test_the_reckoned_month_is_a_day_or_two_from_the_moon(
    year: int, month: int, day: date
) -> None:
    assert abs((first_of(year, month) - day).days) <= 2


def test_the_coming_feasts_are_offered_in_their_order() -> None:
    found = next_feasts(date(2026, 3, 14))

    assert [one.name for one in found] == ["Ramadan", "Eid al-Fitr", "Eid al-Adha"]
    assert found[0].last.toordinal() - found[0].first.toordinal() in {28, 29}
    assert found[0].last < found[1].first


def test_a_feast_that_is_over_is_offered_for_the_next_year() -> None:
    found = next_feasts(date(2026, 11, 26))

    assert [one.first.year for one in found] == [2027, 2027, 2027]
