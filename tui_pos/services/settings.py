"""The shop's policies: dated rows, read inside the act they rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.db import next_id, rows
from tui_pos.domain import entry
from tui_pos.domain.errors import BadSettingError, PosError, UnknownSettingError
from tui_pos.domain.money import Money
from tui_pos.domain.permissions import Permission
from tui_pos.domain.text import clean_text
from tui_pos.models import Setting
from tui_pos.services import shifts
from tui_pos.services.acts import act, open_to_all, question
from tui_pos.services.journal import Act

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

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


def _days(value: str) -> str:
    return _whole(value, most=3650)


def _whole(value: str, *, most: int) -> str:
    number = entry.number(value)
    if number != int(number) or not 0 <= number <= most:
        raise BadSettingError(name="", value=value)
    return str(int(number))


SHOP_NAME = Policy("shop.name", "", _text)
SHOP_ADDRESS = Policy("shop.address", "", _text)
SHOP_PHONE = Policy("shop.phone", "", _text)
RECEIPT_FOOTER = Policy("receipt.footer", "", _text)
CREDIT_LIMIT = Policy("khata.limit", "5000", _rupees_or_unlimited)
CREDIT_DAYS = Policy("khata.days", "30", _days)
POLICIES = {
    policy.name: policy
    for policy in (
        SHOP_NAME,
        SHOP_ADDRESS,
        SHOP_PHONE,
        RECEIPT_FOOTER,
        CREDIT_LIMIT,
        CREDIT_DAYS,
    )
}
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


@question(Permission.SETTINGS_READ)
def settings(*, by: Actor) -> dict[str, str]:
    """Give every policy with what it says now."""
    return {name: value_of(policy) for name, policy in POLICIES.items()}


@act(Permission.SETTINGS_CHANGE)
def change_setting(name: str, value: str, *, by: Actor, at: datetime) -> str:
    """Set a policy from now on; give the value as it was understood.

    Raises:
        UnknownSettingError: There is no such policy.
        BadSettingError: It cannot have this value.
    """
    policy = POLICIES.get(name)
    if policy is None:
        raise UnknownSettingError(name=name)
    try:
        understood = policy.read(value)
    except (PosError, KeyError) as error:
        raise BadSettingError(name=name, value=clean_text(value)) from error
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    before = value_of(policy)
    opened.append(Setting, [setting_row(policy, understood, user=by.user_id, at=at)])
    opened.close("setting", name, before=before, after=understood)
    return understood


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
