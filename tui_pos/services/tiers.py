"""Which tier a customer is in: by rules at the sale and at night, or by hand (C14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tui_pos.db import next_id, rows, writing
from tui_pos.domain.errors import CustomerNotFoundError, ReasonNeededError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.permissions import Actor, Permission, Role
from tui_pos.domain.text import clean_text
from tui_pos.domain.tiers import History, Tier, tier_for, tier_named
from tui_pos.models import Customer, Setting
from tui_pos.services import settings, shifts
from tui_pos.services.acts import act, open_to_all
from tui_pos.services.journal import Act

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from tui_pos.services.people import Counter

_ONE = (
    "SELECT COALESCE(SUM(CASE kind WHEN 'void' THEN -1 WHEN 'return' THEN 0 ELSE 1"
    " END), 0), COALESCE(SUM(total), 0),"
    " COALESCE(SUM(CASE WHEN business_date > ? THEN total ELSE 0 END), 0)"
    " FROM sale WHERE customer_id = ?"
)
_ALL = (
    "SELECT customer_id, SUM(CASE kind WHEN 'void' THEN -1 WHEN 'return' THEN 0"
    " ELSE 1 END), SUM(total),"
    " SUM(CASE WHEN business_date > ? THEN total ELSE 0 END)"
    " FROM sale WHERE customer_id IS NOT NULL GROUP BY customer_id"
)
_UNLOCKED = (
    "SELECT id, tier FROM customer WHERE tier_reason IS NULL"
    " AND merged_into_id IS NULL ORDER BY id"
)
_SET = "UPDATE customer SET tier = ? WHERE id = ?"
_MOVE = (
    "UPDATE customer SET tier = ? WHERE id = ? AND tier = ? AND tier_reason IS NULL"
    " RETURNING id"
)
_AT_ONCE = 500
_LAST_RUN = "loyalty.tiers_run"
_RAN = "SELECT value FROM setting WHERE name = ? ORDER BY id DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class TierRun:
    """What a run over all customers changed."""

    customers: int
    ups: int
    downs: int


@open_to_all("called inside permitted acts")
def history(customer_id: int, on: date) -> History:
    """Give what a customer has bought up to now; a voided sale is none."""
    purchases, spend, spend12 = rows(_ONE, _year_before(on), customer_id)[0]
    return History(purchases, Money(spend), Money(spend12))


@open_to_all("called inside the act of a sale")
def at_sale(
    customer_id: int, total: Money, on: date, known: Sequence[Tier]
) -> tuple[Tier, str]:
    """Give the tier that counts for a sale, which counts for its tier itself.

    A sale raises and never lowers; the second part says what changed, "" nothing.
    """
    name, reason = rows(
        "SELECT tier, tier_reason FROM customer WHERE id = ?", customer_id
    )[0]
    names = [tier.name for tier in known]
    place = names.index(name) if name in names else 0
    if reason is not None:
        return known[place], ""
    before = history(customer_id, on)
    reached = tier_for(
        History(before.purchases + 1, before.spend + total, before.spend12 + total),
        known,
    )
    if names.index(reached.name) <= place:
        return known[place], ""
    rows(_SET, reached.name, customer_id)
    return reached, f"{name} -> {reached.name}"


@act(Permission.CUSTOMER_EDIT)
def set_by_hand(
    customer_id: int, name: str, reason: str, *, by: Actor, at: datetime
) -> Tier:
    """Put a customer into a tier; no rule changes it until it is let go.

    Raises:
        UnknownTierError: There is no such tier.
        ReasonNeededError: Nobody said why.
        CustomerNotFoundError: There is no such customer.
    """
    said = clean_text(reason)
    if not said:
        raise ReasonNeededError
    tier = tier_named(settings.loyalty_rules().tiers, name)
    _change(customer_id, tier, said, by, at)
    return tier


@act(Permission.CUSTOMER_EDIT)
def let_go(customer_id: int, *, by: Actor, at: datetime) -> Tier:
    """Let the rules decide again.

    Raises:
        CustomerNotFoundError: There is no such customer.
    """
    found = history(customer_id, shifts.business_date(by, at))
    tier = tier_for(found, settings.loyalty_rules().tiers)
    _change(customer_id, tier, None, by, at)
    return tier


def _change(
    customer_id: int, tier: Tier, reason: str | None, by: Actor, at: datetime
) -> None:
    found = rows("SELECT tier FROM customer WHERE id = ?", customer_id)
    if not found:
        raise CustomerNotFoundError(customer=str(customer_id))
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    Customer.update(tier=tier.name, tier_reason=reason).where(
        Customer.id == customer_id
    ).execute()
    opened.close(
        "tier", str(customer_id), before=found[0][0], after=tier.name, why=reason or ""
    )


@open_to_all("the shop's own chore, once a day, for no person")
def nightly(
    counter: Counter,
    at: datetime,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> TierRun | None:
    """Put everybody into the tier they belong in, up or down; None where it was done.

    Customers whose tier was set by hand stay. A sale waits for 500 of them at most.
    """
    on = at.date()
    ran = rows(_RAN, _LAST_RUN)
    if ran and ran[0][0] >= on.isoformat():
        return None
    by = Actor(
        user_id=0,
        name="night",
        role=Role.OWNER,
        permissions=frozenset(),
        counter_id=counter.counter_id,
        counter=counter.name,
    )
    known = settings.loyalty_rules().tiers
    names = [tier.name for tier in known]
    found = histories(on, known)
    none = History(0, ZERO, ZERO)
    everybody = rows(_UNLOCKED)
    moves = [
        (customer_id, before, tier_for(found.get(customer_id, none), known).name)
        for customer_id, before in everybody
    ]
    moves = [move for move in moves if move[1] != move[2]]
    for first in range(0, len(moves), _AT_ONCE):
        _move(moves[first : first + _AT_ONCE], by, at)
        progress(min(first + _AT_ONCE, len(moves)), len(moves))
    ups = sum(_place(names, new) > _place(names, old) for _who, old, new in moves)
    run = TierRun(len(everybody), ups, len(moves) - ups)
    _ran(run, by, at)
    return run


def _move(moves: list[tuple[int, str, str]], by: Actor, at: datetime) -> None:
    with writing():
        opened = Act(by, at, business_date=at.date())
        moved = {
            str(who): f"{old} -> {new}"
            for who, old, new in moves
            if rows(_MOVE, new, who, old)
        }
        opened.close("tiers", moved=moved)


def _ran(run: TierRun, by: Actor, at: datetime) -> None:
    with writing():
        opened = Act(by, at, business_date=at.date())
        row = {
            "id": next_id(Setting),
            "name": _LAST_RUN,
            "value": at.date().isoformat(),
            "at": at,
        }
        opened.append(Setting, [row])
        opened.close("tiers", ups=run.ups, downs=run.downs)


@open_to_all("called inside permitted questions, and at night")
def histories(on: date, known: tuple[Tier, ...]) -> dict[int, History]:
    """Give what everybody who bought has bought up to now."""
    found = rows(_ALL, _year_before(on))
    tops = {tier.top for tier in known if tier.top is not None}
    ranked = sorted((row[2] for row in found if row[2] > 0), reverse=True)
    least = {
        top: ranked[max(0, -(-len(ranked) * top // 100) - 1)] for top in tops if ranked
    }
    return {
        customer_id: History(
            purchases,
            Money(spend),
            Money(spend12),
            frozenset(top for top, from_ in least.items() if spend >= from_),
        )
        for customer_id, purchases, spend, spend12 in found
    }


def _place(names: list[str], name: str) -> int:
    return names.index(name) if name in names else -1


def _year_before(on: date) -> str:
    return (on - timedelta(days=365)).isoformat()
