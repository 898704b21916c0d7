"""What points the shop issued, took back, and still owes (C16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.db import rows
from tui_pos.domain.loyalty import FULL, Earning, KhataEarns, earned
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.period import month_after
from tui_pos.domain.permissions import Permission
from tui_pos.domain.text import fold
from tui_pos.domain.tiers import History, tier_for
from tui_pos.services import points, settings, tiers
from tui_pos.services.acts import question

if TYPE_CHECKING:
    from tui_pos.domain.loyalty import Terms
    from tui_pos.domain.period import Period
    from tui_pos.domain.permissions import Actor
    from tui_pos.domain.tiers import Tier

_SUMS = (
    "COALESCE(SUM(CASE WHEN p.kind = 'earn' THEN p.points ELSE 0 END), 0),"
    " COALESCE(SUM(CASE WHEN p.kind = 'redeem' THEN -p.points ELSE 0 END), 0),"
    " COALESCE(SUM(CASE WHEN p.kind = 'expire' THEN -p.points ELSE 0 END), 0),"
    " COALESCE(SUM(CASE WHEN p.kind IN ('reverse', 'adjust') THEN p.points ELSE 0 END"
    "), 0)"
)
_MONTHS = (
    f"SELECT SUBSTR(p.business_date, 1, 7), {_SUMS} FROM points_entry p"  # noqa: S608 - constant parts
    " WHERE p.business_date BETWEEN ? AND ? GROUP BY 1 ORDER BY 1"
)
_TIERS = (
    f"SELECT c.tier, {_SUMS} FROM points_entry p JOIN customer c"  # noqa: S608 - constant parts
    " ON c.id = p.customer_id WHERE p.business_date BETWEEN ? AND ?"
    " GROUP BY 1 ORDER BY 1"
)
_OUTSTANDING = (
    "SELECT COALESCE(SUM(points), 0) FROM points_entry WHERE business_date <= ?"
)
_OF_TIERS = (
    "SELECT c.tier, COUNT(DISTINCT p.customer_id), SUM(p.points) FROM points_entry p"
    " JOIN customer c ON c.id = p.customer_id WHERE p.business_date <= ? GROUP BY 1"
    " ORDER BY 1"
)
_WHAT_IF = (
    "SELECT s.id, s.customer_id, s.total - s.rounding, COALESCE((SELECT SUM(t.amount)"
    " FROM tender t WHERE t.sale_id = s.id AND t.kind = 'points'), 0),"
    " COALESCE((SELECT SUM(t.amount) FROM tender t WHERE t.sale_id = s.id"
    " AND t.kind = 'khata'), 0) FROM sale s WHERE s.kind = 'sale'"
    " AND s.customer_id IS NOT NULL AND s.business_date BETWEEN ? AND ?"
)
_OF_CATEGORIES = (
    "SELECT l.sale_id, p.category, SUM(l.total) FROM sale_line l JOIN sale s"
    " ON s.id = l.sale_id JOIN product p ON p.id = l.product_id WHERE s.kind = 'sale'"
    " AND s.customer_id IS NOT NULL AND s.business_date BETWEEN ? AND ? GROUP BY 1, 2"
)
_TIERS_NOW = "SELECT id, tier, tier_reason FROM customer"


@dataclass(frozen=True, slots=True)
class PointsRow:
    """Points of a month or a tier."""

    name: str
    issued: int
    redeemed: int
    expired: int
    corrected: int
    """Taken back or given back by returns, and by hand."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What a tier still has."""

    tier: str
    customers: int
    points: int
    worth: Money


@dataclass(frozen=True, slots=True)
class PointsReport:
    """Points of a period, and what is owed at its end."""

    period: Period
    months: tuple[PointsRow, ...]
    tiers: tuple[PointsRow, ...]
    owed: tuple[Owed, ...]
    outstanding: int
    worth: Money
    lapsing: int
    """What lapses in the month after the period."""

    @property
    def total(self) -> PointsRow:
        """All months together."""
        return PointsRow(
            "",
            sum(one.issued for one in self.months),
            sum(one.redeemed for one in self.months),
            sum(one.expired for one in self.months),
            sum(one.corrected for one in self.months),
        )


@dataclass(frozen=True, slots=True)
class DryRun:
    """What other rules would have done to the sales of a period."""

    period: Period
    sales: int
    issued: int
    would_issue: int
    worth: Money
    would_be_worth: Money


@question(Permission.REPORT_LOYALTY)
def report(period: Period, *, by: Actor) -> PointsReport:
    """Give what was issued, redeemed, expired and is owed."""
    span = (period.first.isoformat(), period.last.isoformat())
    terms = settings.loyalty_rules().terms
    outstanding = int(rows(_OUTSTANDING, span[1])[0][0])
    first, last = month_after(period.last)
    return PointsReport(
        period=period,
        months=tuple(PointsRow(*row) for row in rows(_MONTHS, *span)),
        tiers=tuple(PointsRow(*row) for row in rows(_TIERS, *span)),
        owed=tuple(
            Owed(tier, customers, count, _worth(count, terms))
            for tier, customers, count in rows(_OF_TIERS, span[1])
        ),
        outstanding=outstanding,
        worth=_worth(outstanding, terms),
        lapsing=points.lapsing(first, last),
    )


@question(Permission.REPORT_LOYALTY)
def dry_run(
    changed: tuple[tuple[str, str], ...], period: Period, *, by: Actor
) -> DryRun:
    """Tell what changed rules would have issued for the sales of a period.

    Tiers are those of today, by other rules those that would be reached today;
    campaigns are left as they are.

    Raises:
        BadSettingError: A rule cannot have this value.
        UnknownSettingError: There is no such rule.
    """
    understood = tuple(
        (name, settings.understood(name, value)) for name, value in changed
    )
    span = (period.first.isoformat(), period.last.isoformat())
    before, after = settings.loyalty_rules(), settings.loyalty_rules(understood)
    found = rows(_WHAT_IF, *span)
    goods: dict[int, list[tuple[str, int]]] = {}
    for sale_id, category, total in rows(_OF_CATEGORIES, *span):
        goods.setdefault(sale_id, []).append((fold(category), total))
    now = {row[0]: row[1] for row in rows(_TIERS_NOW)}
    then = now if after.tiers == before.tiers else _tiers_then(after.tiers, period)
    would = [
        sum(_earns(row, goods.get(row[0], []), named, rules) for row in found)
        for rules, named in ((before, now), (after, then))
    ]
    return DryRun(
        period=period,
        sales=len(found),
        issued=would[0],
        would_issue=would[1],
        worth=_worth(would[0], before.terms),
        would_be_worth=_worth(would[1], after.terms),
    )


def _tiers_then(known: tuple[Tier, ...], period: Period) -> dict[int, str]:
    """Give the tier that everybody would have; one by hand stays."""
    histories = tiers.histories(period.last, known)
    nothing = History(0, ZERO, ZERO)
    return {
        who: name
        if reason is not None
        else tier_for(histories.get(who, nothing), known).name
        for who, name, reason in rows(_TIERS_NOW)
    }


def _earns(
    row: tuple[int, int, int, int, int],
    goods: list[tuple[str, int]],
    named: dict[int, str],
    rules: settings.LoyaltyRules,
) -> int:
    _sale, who, due, by_points, by_khata = row
    multiplier = next(
        (tier.multiplier_bp for tier in rules.tiers if tier.name == named[who]), FULL
    )
    nothing = sum(
        total for category, total in goods if category in rules.terms.earns_not
    )
    least = by_points
    if rules.terms.khata is KhataEarns.WHEN_PAID:
        least += by_khata
    lines = [Earning(Money(due - nothing), multiplier), Earning(Money(nothing), 0)]
    return earned(lines, Money(least), rules.terms)


def _worth(count: int, terms: Terms) -> Money:
    return terms.worth(max(count, 0))
