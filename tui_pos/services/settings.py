"""The shop's policies: dated rows, read inside the act they rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from tui_pos.db import next_id, rows
from tui_pos.domain import entry, khata, loyalty, tiers
from tui_pos.domain.ageing import read_bounds
from tui_pos.domain.errors import BadSettingError, PosError, UnknownSettingError
from tui_pos.domain.loyalty_errors import BadTiersError
from tui_pos.domain.money import Money
from tui_pos.domain.permissions import Permission
from tui_pos.domain.text import clean_text, fold
from tui_pos.models import Setting
from tui_pos.services import shifts
from tui_pos.services.acts import act, open_to_all, question
from tui_pos.services.journal import Act

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tui_pos.domain.ageing import Bounds
    from tui_pos.domain.permissions import Actor


@dataclass(frozen=True, slots=True)
class Policy:
    """A setting: what it is before anybody sets it, and how a value is read."""

    name: str
    default: str
    read: Callable[[str], str]


def _text(value: str) -> str:
    return clean_text(value, limit=200)


def _rupees(value: str) -> str:
    return str(entry.amount(value).to_rupees())


def _rupees_or_unlimited(value: str) -> str:
    return "unlimited" if value.strip().lower() == "unlimited" else _rupees(value)


def _rupees_or_never(value: str) -> str:
    return "never" if value.strip().lower() == "never" else _rupees(value)


def _confirm_by(value: str) -> str:
    return khata.ConfirmBy(value.strip().lower())


def _days(value: str) -> str:
    return _whole(value, most=3650)


def _whole(value: str, *, most: int) -> str:
    number = entry.number(value)
    if number != int(number) or not 0 <= number <= most:
        raise BadSettingError(name="", value=value)
    return str(int(number))


def _percent(value: str) -> str:
    return _whole(value.strip().removesuffix("%"), most=100)


def _policy(value: str) -> str:
    return khata.Policy(value.strip().lower())


def _buckets(value: str) -> str:
    return ",".join(str(bound) for bound in read_bounds(value))


def _day_or_none(value: str) -> str:
    plain = value.strip()
    return date.fromisoformat(plain).isoformat() if plain else ""


def _above_zero(value: str) -> str:
    number = _whole(value, most=1_000_000)
    if number == "0":
        raise BadSettingError(name="", value=value)
    return number


def _points(value: str) -> str:
    return _whole(value, most=10_000_000)


def _switch(value: str) -> str:
    plain = value.strip().lower()
    if plain not in {"on", "off"}:
        raise BadSettingError(name="", value=value)
    return plain


def _expiry(value: str) -> str:
    plain = value.strip().lower()
    if plain not in {"never", "6", "12"}:
        raise BadSettingError(name="", value=value)
    return plain


def _khata_earns(value: str) -> str:
    return loyalty.KhataEarns(value.strip().lower())


def _overlap(value: str) -> str:
    plain = value.strip().lower()
    if plain not in {"best", "sum"}:
        raise BadSettingError(name="", value=value)
    return plain


def _tiers(value: str) -> str:
    return tiers.write_tiers(tiers.read_tiers(value))


def _categories(value: str) -> str:
    return ", ".join(clean_text(part) for part in value.split(",") if part.strip())


SHOP_NAME = Policy("shop.name", "", _text)
SHOP_ADDRESS = Policy("shop.address", "", _text)
SHOP_PHONE = Policy("shop.phone", "", _text)
RECEIPT_FOOTER = Policy("receipt.footer", "", _text)
CREDIT_LIMIT = Policy("khata.limit", "5000", _rupees_or_unlimited)
CREDIT_DAYS = Policy("khata.days", "30", _days)
KHATA_OVER_LIMIT = Policy("khata.over_limit", "supervisor", _policy)
KHATA_OVERDUE = Policy("khata.overdue", "warn", _policy)
KHATA_GRACE = Policy("khata.grace", "0", _days)
KHATA_BUCKETS = Policy("khata.buckets", "30,60,90", _buckets)
KHATA_LOCK = Policy("khata.lock", "", _day_or_none)
KHATA_BACKDATE = Policy("khata.backdate_days", "1", _days)
KHATA_DISCOUNT = Policy("khata.discount_limit", "100", _rupees)
KHATA_CONFIRM_ABOVE = Policy("khata.confirm_above", "never", _rupees_or_never)
KHATA_CONFIRM_BY = Policy("khata.confirm_by", "signature", _confirm_by)
LOYALTY = Policy("loyalty.on", "on", _switch)
EARN_RATE = Policy("loyalty.earn", "50", _above_zero)
REDEEM_RATE = Policy("loyalty.redeem", "100", _above_zero)
REDEEM_MINIMUM = Policy("loyalty.minimum", "500", _points)
REDEEM_MOST = Policy("loyalty.most", "100", _percent)
POINTS_EXPIRY = Policy("loyalty.expiry", "never", _expiry)
KHATA_EARNS = Policy("loyalty.khata", "sale", _khata_earns)
EARNS_NOT = Policy("loyalty.earns_not", "", _categories)
TIERS = Policy("loyalty.tiers", tiers.DEFAULT, _tiers)
OVERLAP = Policy("loyalty.overlap", "best", _overlap)
VOID_LIMIT = Policy("void.limit", "1000", _rupees)
RETURN_LIMIT = Policy("return.limit", "1000", _rupees)
RETURN_DAYS = Policy("return.days", "7", _days)
DISCOUNT_LIMIT = Policy("discount.limit", "10", _percent)
POLICIES = {
    policy.name: policy
    for policy in (
        SHOP_NAME,
        SHOP_ADDRESS,
        SHOP_PHONE,
        RECEIPT_FOOTER,
        CREDIT_LIMIT,
        CREDIT_DAYS,
        KHATA_OVER_LIMIT,
        KHATA_OVERDUE,
        KHATA_GRACE,
        KHATA_BUCKETS,
        KHATA_LOCK,
        KHATA_BACKDATE,
        KHATA_DISCOUNT,
        KHATA_CONFIRM_ABOVE,
        KHATA_CONFIRM_BY,
        LOYALTY,
        EARN_RATE,
        REDEEM_RATE,
        REDEEM_MINIMUM,
        REDEEM_MOST,
        POINTS_EXPIRY,
        KHATA_EARNS,
        EARNS_NOT,
        TIERS,
        OVERLAP,
        VOID_LIMIT,
        RETURN_LIMIT,
        RETURN_DAYS,
        DISCOUNT_LIMIT,
    )
}
_OF_LOYALTY = (
    LOYALTY,
    EARN_RATE,
    REDEEM_RATE,
    REDEEM_MINIMUM,
    REDEEM_MOST,
    POINTS_EXPIRY,
    KHATA_EARNS,
    EARNS_NOT,
    TIERS,
    OVERLAP,
)
_NEWEST_OF_LOYALTY = (
    "SELECT name, value FROM setting WHERE id IN (SELECT MAX(id) FROM setting"
    " WHERE name >= 'loyalty.' AND name < 'loyalty/' GROUP BY name)"
)
_NEWEST = "SELECT value FROM setting WHERE name = ? ORDER BY id DESC LIMIT 1"


@open_to_all("policies are read inside other services' acts")
def value_of(policy: Policy) -> str:
    """Give what a policy says now."""
    found = rows(_NEWEST, policy.name)
    return str(found[0][0]) if found else policy.default


@open_to_all("policies are read inside other services' acts")
def credit_limit() -> Money | None:
    """Give the shop's own limit for customers who have none; None is unlimited."""
    value = value_of(CREDIT_LIMIT)
    return None if value == "unlimited" else Money.rupees(value)


@open_to_all("policies are read inside other services' acts")
def credit_days() -> int:
    """Give how many days a bill on khata may wait, where the customer has no own."""
    return int(value_of(CREDIT_DAYS))


@open_to_all("policies are read inside other services' acts")
def over_limit() -> khata.Policy:
    """Give what happens above the limit in amount (K14)."""
    return khata.Policy(value_of(KHATA_OVER_LIMIT))


@open_to_all("policies are read inside other services' acts")
def overdue() -> khata.Policy:
    """Give what happens where a bill is past its day (K14)."""
    return khata.Policy(value_of(KHATA_OVERDUE))


@open_to_all("policies are read inside other services' acts")
def grace_days() -> int:
    """Give how many days past its date a bill is let pass (K13)."""
    return int(value_of(KHATA_GRACE))


@open_to_all("policies are read inside other services' acts")
def bucket_bounds() -> Bounds:
    """Give the days between the columns of an ageing (K29)."""
    return read_bounds(value_of(KHATA_BUCKETS))


@open_to_all("policies are read inside other services' acts")
def locked_before() -> date | None:
    """Give the day before which no line of a khata is written any more (K6)."""
    value = value_of(KHATA_LOCK)
    return date.fromisoformat(value) if value else None


@open_to_all("policies are read inside other services' acts")
def backdate_days() -> int:
    """Give how many days back a line may be written with permission (K6)."""
    return int(value_of(KHATA_BACKDATE))


@open_to_all("policies are read inside other services' acts")
def khata_discount_limit() -> Money:
    """Give up to what a supervisor forgives when somebody pays (K24)."""
    return Money.rupees(value_of(KHATA_DISCOUNT))


@open_to_all("policies are read inside other services' acts")
def second_person() -> khata.SecondPerson:
    """Give above what a second person says yes to an udhaar, and how (K38)."""
    above = value_of(KHATA_CONFIRM_ABOVE)
    return khata.SecondPerson(
        above=None if above == "never" else Money.rupees(above),
        way=khata.ConfirmBy(value_of(KHATA_CONFIRM_BY)),
    )


@open_to_all("policies are read inside other services' acts")
def void_limit() -> Money:
    """Give up to what a cashier voids alone: a line, an open bill, a sale."""
    return Money.rupees(value_of(VOID_LIMIT))


@open_to_all("policies are read inside other services' acts")
def return_limit() -> Money:
    """Give up to what a cashier takes goods back alone."""
    return Money.rupees(value_of(RETURN_LIMIT))


@open_to_all("policies are read inside other services' acts")
def return_days() -> int:
    """Give up to what age of the bill a cashier takes goods back alone."""
    return int(value_of(RETURN_DAYS))


@open_to_all("policies are read inside other services' acts")
def discount_limit_bp() -> int:
    """Give up to what part of the price a cashier gives off alone, in basis points."""
    return int(value_of(DISCOUNT_LIMIT)) * 100


@dataclass(frozen=True, slots=True)
class LoyaltyRules:
    """Everything about points that the shop decides, as it is now."""

    terms: loyalty.Terms
    tiers: tuple[tiers.Tier, ...]
    sums_campaigns: bool
    """Whether campaigns that overlap add up; else the best one counts."""


@open_to_all("policies are read inside other services' acts")
def loyalty_rules(changed: tuple[tuple[str, str], ...] = ()) -> LoyaltyRules:
    """Give the rules of points; `changed` tries other values, for a dry run."""
    kept = dict(rows(_NEWEST_OF_LOYALTY)) | dict(changed)
    return _loyalty_rules(
        tuple(kept.get(policy.name, policy.default) for policy in _OF_LOYALTY)
    )


@lru_cache(32)
def _loyalty_rules(values: tuple[str, ...]) -> LoyaltyRules:
    is_on, earn, redeem, minimum, most, expiry, khata_, earns_not, text, overlap = (
        values
    )
    terms = loyalty.Terms(
        is_on=is_on == "on",
        per_hundred=int(earn),
        per_rupee=int(redeem),
        minimum=int(minimum),
        most_bp=int(most) * 100,
        months=0 if expiry == "never" else int(expiry),
        khata=loyalty.KhataEarns(khata_),
        earns_not=tuple(fold(one.strip()) for one in earns_not.split(",") if one),
    )
    return LoyaltyRules(terms, tiers.read_tiers(text), overlap == "sum")


@question(Permission.SETTINGS_READ)
def settings(*, by: Actor) -> dict[str, str]:
    """Give every policy with what it says now."""
    return {name: value_of(policy) for name, policy in POLICIES.items()}


@act(Permission.SETTINGS_CHANGE)
def change_setting(name: str, value: str, *, by: Actor, at: datetime) -> str:
    """Set a policy from now on; give the value as it was understood.

    Raises:
        UnknownSettingError: There is no such policy.
        BadTiersError: The tiers overlap or leave a gap.
        BadSettingError: It cannot have this value.
    """
    meant = understood(name, value)
    policy = POLICIES[name]
    if policy is KHATA_LOCK and meant > at.date().isoformat():
        raise BadSettingError(name=name, value=value)  # today is never closed
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    before = value_of(policy)
    opened.append(Setting, [setting_row(policy, meant, user=by.user_id, at=at)])
    opened.close("setting", name, before=before, after=meant)
    return meant


@open_to_all("a rule, not an act")
def understood(name: str, value: str) -> str:
    """Give a policy's value as it would be kept.

    Raises:
        UnknownSettingError: There is no such policy.
        BadTiersError: The tiers overlap or leave a gap; it says how to mend them.
        BadSettingError: It cannot have this value.
    """
    policy = POLICIES.get(name)
    if policy is None:
        raise UnknownSettingError(name=name)
    try:
        return policy.read(value)
    except BadTiersError:
        raise
    except (PosError, ValueError) as error:
        raise BadSettingError(name=name, value=clean_text(value)) from error


@open_to_all("used by set-up inside its own act")
def setting_row(
    policy: Policy, value: str, *, user: int | None, at: datetime
) -> dict[str, object]:
    """Make the row that sets a policy."""
    return {
        "id": next_id(Setting),
        "name": policy.name,
        "value": value,
        "at": at,
        "user_id": user,
    }
