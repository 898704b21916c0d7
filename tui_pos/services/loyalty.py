"""Points in the acts of the shop: earned, redeemed, taken back, moved (C7, C13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.db import day, rows
from tui_pos.domain.errors import BadFieldError, ReasonNeededError
from tui_pos.domain.loyalty import (
    FULL,
    Earning,
    KhataEarns,
    Lot,
    PointsKind,
    check_redeem,
    earned,
    most_to_redeem,
    part_of_points,
    share_points,
)
from tui_pos.domain.loyalty_errors import (
    LoyaltyOffError,
    NoCustomerForPointsError,
    PointsShortError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.permissions import Permission
from tui_pos.domain.tender import TenderKind
from tui_pos.domain.text import clean_text, fold
from tui_pos.services import campaigns, khata, points, settings, shifts, tiers
from tui_pos.services.acts import act, open_to_all, question
from tui_pos.services.campaigns import Thing
from tui_pos.services.journal import Act
from tui_pos.services.sale_rows import Award

if TYPE_CHECKING:
    from datetime import date, datetime

    from tui_pos.domain.loyalty import Terms
    from tui_pos.domain.permissions import Actor
    from tui_pos.domain.tiers import Tier
    from tui_pos.services.campaigns import Boost
    from tui_pos.services.sale_rows import Writing

_LARGEST_STEP = 10_000_000
_FOR_EVER = "9999-12-31"
_OF_SALE = (
    "SELECT id, kind, points FROM points_entry WHERE sale_id = ?"
    " AND kind IN ('earn', 'redeem') ORDER BY id"
)
_OF_PAYMENT = (
    "SELECT id, customer_id, points FROM points_entry WHERE khata_entry_id = ?"
    " AND kind = 'earn' AND NOT EXISTS (SELECT 1 FROM points_entry r"
    " WHERE r.of_id = points_entry.id AND r.kind = 'reverse')"
)
_LATEST = (
    f"SELECT MAX(COALESCE(expires_on, '{_FOR_EVER}')) FROM points_entry"  # noqa: S608 - a constant
    " WHERE customer_id = ? AND points > 0"
)
_EARNED_BY_PAYING = (
    "SELECT COALESCE(SUM(p.points), 0) FROM points_entry p WHERE p.customer_id = ?"
    " AND p.kind = 'earn' AND p.khata_entry_id IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM points_entry r WHERE r.of_id = p.id AND r.kind = 'reverse')"
)
_LEFT_OF = (
    "SELECT p.points + COALESCE((SELECT SUM(x.points) FROM points_entry x"
    " WHERE x.of_id = p.id AND x.kind IN ('expire', 'reverse')), 0)"
    " FROM points_entry p WHERE p.id = ?"
)
_MOVED = (
    "SELECT id, points FROM points_entry WHERE customer_id = ? AND reason = ?"
    " AND kind IN ('merge_in', 'merge_out') AND NOT EXISTS (SELECT 1"
    " FROM points_entry r WHERE r.of_id = points_entry.id AND r.kind = 'reverse')"
)
_LATER = (
    "SELECT 1 FROM points_entry WHERE customer_id IN (?, ?)"
    " AND id > (SELECT MAX(id) FROM points_entry WHERE reason = ?)"
)


@dataclass(frozen=True, slots=True)
class Redeemable:
    """What a customer may pay with points now."""

    balance: int
    worth: Money
    most: int
    """Points that may be used for this bill; 0 where it is too few."""
    most_worth: Money
    minimum: int


@question(Permission.POINTS_REDEEM)
def redeemable(customer_id: int, due: Money, *, by: Actor) -> Redeemable:
    """Tell what may be redeemed for a bill.

    Raises:
        LoyaltyOffError: The shop gives no points.
    """
    terms = settings.loyalty_rules().terms
    if not terms.is_on:
        raise LoyaltyOffError
    balance = points.balance(customer_id)
    most = most_to_redeem(balance, due, terms)
    return Redeemable(
        balance=balance,
        worth=terms.worth(max(balance, 0)),
        most=most,
        most_worth=terms.worth(most),
        minimum=terms.minimum,
    )


@question(Permission.POINTS_REDEEM)
def worth_for(customer_id: int, count: int, due: Money, *, by: Actor) -> Money:
    """Tell what points would pay of a bill, where they may.

    Raises:
        LoyaltyOffError: The shop gives no points.
        TooFewPointsError: Less than the minimum.
        PointsShortError: More than the customer has.
        PointsOverBillError: More of the bill than points may pay.
    """
    terms = settings.loyalty_rules().terms
    worth = worth_of(count)
    name = rows("SELECT name FROM customer WHERE id = ?", customer_id)[0][0]
    check_redeem(count, points.balance(customer_id), due, terms, name)
    return worth


@open_to_all("a rule of the shop, not an act")
def worth_of(count: int) -> Money:
    """Tell what points pay.

    Raises:
        LoyaltyOffError: The shop gives no points.
    """
    terms = settings.loyalty_rules().terms
    if not terms.is_on:
        raise LoyaltyOffError
    return terms.worth(count)


@question(Permission.CUSTOMER_FIND)
def balance_of(customer_id: int, *, by: Actor) -> int:
    """Tell how many points a customer has."""
    return points.balance(customer_id)


@question(Permission.CUSTOMER_FULL)
def lots_of(customer_id: int, *, by: Actor) -> tuple[Lot, ...]:
    """Give a customer's points by the time they were earned, the oldest first."""
    return points.standing_of(customer_id).lots


@act(Permission.POINTS_ADJUST)
def adjust(customer_id: int, step: int, reason: str, *, by: Actor, at: datetime) -> int:
    """Give points by hand, or take them; give the balance after it.

    Raises:
        ReasonNeededError: Nobody said why, or it is nothing.
        BadFieldError: It is absurd.
        PointsShortError: More would be taken than there is.
    """
    said = clean_text(reason)
    if not said or not step:
        raise ReasonNeededError
    if abs(step) > _LARGEST_STEP:
        raise BadFieldError(column="points", why="large")
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    khata.lock(customer_id)
    before = points.balance(customer_id)
    if before + step < min(before, 0):
        line = khata.credit_line(customer_id, opened.stamp.business_date)
        raise PointsShortError(name=line.name, balance=before)
    terms = settings.loyalty_rules().terms
    until = terms.last_day(opened.stamp.business_date) if step > 0 else None
    points.write(
        customer_id, PointsKind.ADJUST, step, opened, reason=said, expires_on=until
    )
    opened.close("points-adjust", str(customer_id), points=step, why=said)
    return before + step


@open_to_all("called inside the act of a sale, on a locked customer")
def award(writing: Writing) -> Award | None:
    """Work out what a sale earns and redeems; None for a walk-in.

    Raises:
        NoCustomerForPointsError: A walk-in would pay with points.
        LoyaltyOffError: The shop gives no points.
        TooFewPointsError: Less than the minimum would be redeemed.
        PointsShortError: More than the customer has.
        PointsOverBillError: More of the bill than points may pay.
        PermissionDeniedError: They may not redeem.
    """
    customer_id = writing.checkout.customer_id
    by_points = writing.settled.of(TenderKind.POINTS)
    if customer_id is None:
        if by_points:
            raise NoCustomerForPointsError
        return None
    rules = settings.loyalty_rules()
    before = points.balance(customer_id)
    redeems = 0
    if by_points:
        writing.opened.actor.require(Permission.POINTS_REDEEM)
        if not rules.terms.is_on:
            raise LoyaltyOffError
        redeems = rules.terms.points_for(by_points)
        check_redeem(
            redeems, before, writing.bill.due, rules.terms, writing.customer_name
        )
    on = writing.shift.business_date
    tier, moved = tiers.at_sale(customer_id, writing.settled.total, on, rules.tiers)
    if not rules.terms.is_on:
        return Award(0, redeems, before, tier.name, moved)
    things = [_thing(writing, line.product_id) for line in writing.checkout.lines]
    at = writing.opened.stamp.at
    options = campaigns.boosts(
        customer_id, tier.name, things, at, adds=rules.sums_campaigns
    )
    not_earning = _not_earning(writing, rules.terms)
    tried = []
    for boost in options:
        lines = _lines(writing, things, tier, boost, rules.terms)
        earns = earned(lines, not_earning, rules.terms, boost.bonus)
        tried.append((earns, lines, boost))
    earns, lines, boost = max(tried, key=lambda one: one[0])
    return Award(
        earns=earns,
        redeems=redeems,
        before=before,
        tier=tier.name,
        moved=moved,
        campaigns=", ".join(boost.names),
        last_day=rules.terms.last_day(on),
        of_lines=_of_lines(earns, lines, boost),
    )


def _lines(
    writing: Writing, things: list[Thing], tier: Tier, boost: Boost, terms: Terms
) -> list[Earning]:
    nothing = terms.earns_not
    return [
        Earning(
            priced.total,
            0
            if nothing and fold(thing.category) in nothing
            else tier.multiplier_bp * multiplier_bp // FULL,
        )
        for priced, thing, multiplier_bp in zip(
            writing.bill.lines, things, boost.multipliers_bp, strict=True
        )
    ]


def _of_lines(earns: int, lines: list[Earning], boost: Boost) -> tuple[int, ...]:
    """Give each line its part, a bonus to those alone that it is for."""
    bonus = min(boost.bonus, earns)
    weights = [line.total.paisas * line.multiplier_bp for line in lines]
    own = share_points(earns - bonus, weights)
    if not bonus:
        return tuple(own)
    having = zip(weights, boost.gives_bonus, strict=True)
    more = share_points(bonus, [weight if gives else 0 for weight, gives in having])
    return tuple(map(sum, zip(own, more, strict=True)))


@open_to_all("called inside the act of a sale")
def write_award(writing: Writing, award_: Award) -> None:
    """Write what a sale redeems and earns; lots end as the terms say."""
    customer_id = writing.checkout.customer_id or 0
    opened = writing.opened
    points.write(
        customer_id,
        PointsKind.REDEEM,
        -award_.redeems,
        opened,
        sale_id=writing.sale_id,
    )
    points.write(
        customer_id,
        PointsKind.EARN,
        award_.earns,
        opened,
        sale_id=writing.sale_id,
        expires_on=award_.last_day,
        campaigns=award_.campaigns or None,
    )


@dataclass(frozen=True, slots=True)
class GoesBack:
    """What a return does: points that go back to the customer, and that are taken."""

    customer_id: int
    given: int
    """Of what had been redeemed."""
    extra: int
    """For money that goes back as points."""
    taken: int
    of_payments: int
    """What payments for the bill had earned, and is taken with it."""
    before: int

    @property
    def step(self) -> int:
        """What it does to the balance."""
        return self.given + self.extra - self.taken - self.of_payments

    @property
    def after(self) -> int:
        """The balance after it; it may be below nothing."""
        return self.before + self.step


@open_to_all("called inside the act of a return, on a locked customer")
def take_back(
    sale_id: int,
    customer_id: int,
    taken: int,
    refunded: tuple[Money, Money, Money],
    settled: Money,
) -> GoesBack:
    """Work out what a return does to points, in proportion to what comes back.

    `refunded` is what was paid with points, what of it went back before, and what
    goes back as points now; `settled` is what payments paid of it meanwhile.

    Raises:
        LoyaltyOffError: Money would go back as points, and the shop gives none.
    """
    paid, before, now = refunded
    of_sale = rows(_OF_SALE, sale_id)
    spent = -sum(step for _id, kind, step in of_sale if kind == "redeem")
    left = sum(_left_of(entry_id) for entry_id, kind, _ in of_sale if kind == "earn")
    own = min(now, max(paid - before, ZERO))
    given = 0
    if own and spent:
        done, part = before.paisas, own.paisas
        given = part_of_points(spent, paid.paisas, before=done, now=part)
    extra = 0
    if now > own:
        terms = settings.loyalty_rules().terms
        if not terms.is_on:
            raise LoyaltyOffError
        extra = terms.points_for(now - own)
    return GoesBack(
        customer_id=customer_id,
        given=given,
        extra=extra,
        taken=min(taken, left),
        of_payments=_of_payments(customer_id, settled),
        before=points.balance(customer_id),
    )


def _of_payments(customer_id: int, settled: Money) -> int:
    """Tell what payments of so much earned, at most what they earned in all."""
    rules = settings.loyalty_rules()
    if not settled or rules.terms.khata is not KhataEarns.WHEN_PAID:
        return 0
    earns = earned([Earning(settled, _multiplier(customer_id))], ZERO, rules.terms)
    return min(earns, int(rows(_EARNED_BY_PAYING, customer_id)[0][0]))


def _left_of(entry_id: int) -> int:
    """Tell what of earned points neither lapsed nor was taken back."""
    return max(int(rows(_LEFT_OF, entry_id)[0][0]), 0)


@open_to_all("called inside the act of a return")
def write_back(back: GoesBack, of_sale: int, sale_id: int, opened: Act) -> None:
    """Write what goes back and what is taken, each tied to its own line.

    Points that go back are good as long as the longest that the customer has.
    """
    entries = {kind: entry_id for entry_id, kind, _step in rows(_OF_SALE, of_sale)}
    steps = (
        (back.given, entries.get("redeem"), _longest(back.customer_id, opened)),
        (back.extra, None, _new_lot(opened)),
        (-back.taken, entries.get("earn"), None),
        (-back.of_payments, None, None),
    )
    for step, of_id, until in steps:
        points.write(
            back.customer_id,
            PointsKind.REVERSE,
            step,
            opened,
            sale_id=sale_id,
            of_id=of_id,
            expires_on=until,
        )


def _new_lot(opened: Act) -> date | None:
    terms = settings.loyalty_rules().terms
    return terms.last_day(opened.stamp.business_date)


@open_to_all("called inside the act of a payment")
def earn_by_payment(customer_id: int, paid: Money, entry_id: int, opened: Act) -> int:
    """Give points for a payment, where the khata earns when it is paid."""
    rules = settings.loyalty_rules()
    if rules.terms.khata is not KhataEarns.WHEN_PAID or paid <= ZERO:
        return 0
    earns = earned([Earning(paid, _multiplier(customer_id))], ZERO, rules.terms)
    points.write(
        customer_id,
        PointsKind.EARN,
        earns,
        opened,
        khata_entry_id=entry_id,
        expires_on=rules.terms.last_day(opened.stamp.business_date),
    )
    return earns


def _multiplier(customer_id: int) -> int:
    name = rows("SELECT tier FROM customer WHERE id = ?", customer_id)[0][0]
    known = settings.loyalty_rules().tiers
    return next((tier.multiplier_bp for tier in known if tier.name == name), FULL)


@open_to_all("called inside the act that takes a payment back")
def reverse_payment(entry_id: int, opened: Act) -> None:
    """Take back what a payment earned."""
    for earn_id, customer_id, step in rows(_OF_PAYMENT, entry_id):
        home, _entry = khata.home_of(customer_id)
        left = min(step, _left_of(earn_id))
        points.write(home, PointsKind.REVERSE, -left, opened, of_id=earn_id)


@open_to_all("called inside the act that merges two accounts")
def move(source_id: int, target_id: int, reference: str, opened: Act) -> None:
    """Move every lot with its last day, and a shortfall, to the other account."""
    found = points.standing_of(source_id)
    for lot in found.lots:
        points.write(
            source_id,
            PointsKind.MERGE_OUT,
            -lot.points,
            opened,
            of_id=lot.entry_id,
            reason=reference,
        )
        points.write(
            target_id,
            PointsKind.MERGE_IN,
            lot.points,
            opened,
            expires_on=lot.expires_on,
            reason=reference,
        )
    missing = found.shortfall
    points.write(source_id, PointsKind.MERGE_OUT, missing, opened, reason=reference)
    points.write(target_id, PointsKind.MERGE_IN, -missing, opened, reason=reference)


@open_to_all("called inside the act that parts two accounts")
def has_later(source_id: int, target_id: int, reference: str) -> bool:
    """Tell whether points came or went after two accounts were made one."""
    return bool(rows(_LATER, source_id, target_id, reference))


@open_to_all("called inside the act that parts two accounts")
def move_back(source_id: int, target_id: int, reference: str, opened: Act) -> None:
    """Take the moves of a merge back; lots are again what they were."""
    for customer_id in (target_id, source_id):
        for entry_id, step in rows(_MOVED, customer_id, reference):
            points.write(
                customer_id,
                PointsKind.REVERSE,
                -step,
                opened,
                of_id=entry_id,
                expires_on=_day_of(entry_id) if step < 0 else None,
            )


def _not_earning(writing: Writing, terms: Terms) -> Money:
    settled = writing.settled
    least = settled.of(TenderKind.POINTS)
    if terms.khata is KhataEarns.WHEN_PAID:
        least += settled.of(TenderKind.KHATA)
    return least


def _thing(writing: Writing, product_id: int) -> Thing:
    product = writing.products[product_id]
    return Thing(product.sku, product.category)


def _longest(customer_id: int, opened: Act) -> date | None:
    """Give the last day of what goes back; what went back is never dead already."""
    latest, fresh = rows(_LATEST, customer_id)[0][0], _new_lot(opened)
    if latest is None or fresh is None:
        return fresh
    return None if latest == _FOR_EVER else max(day(latest), fresh)


def _day_of(entry_id: int) -> date | None:
    """Give the last day of the lot that a line moved out."""
    query = (
        "SELECT l.expires_on FROM points_entry o JOIN points_entry l"
        " ON l.id = o.of_id WHERE o.id = ?"
    )
    found = rows(query, entry_id)
    return day(found[0][0]) if found and found[0][0] else None
