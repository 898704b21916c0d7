"""Founding a shop: its counters, its owner, its first policies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tui_pos.db import writing
from tui_pos.domain.barcode import DEFAULT_PATTERNS
from tui_pos.domain.errors import BadFieldError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.permissions import Role
from tui_pos.domain.text import clean_text
from tui_pos.models import Counter, LabelPattern, Setting, TaxCategory, TaxRate
from tui_pos.services import people, settings
from tui_pos.services.acts import open_to_all
from tui_pos.services.journal import Act
from tui_pos.services.people import actor_for, check_pin
from tui_pos.services.shifts import OFFICE

if TYPE_CHECKING:
    from datetime import datetime

OFFERED_LIMIT = Money.rupees(5000)
_CODES = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_OFFICE_CODE = "O"
_TAXES = (("standard", 1800), ("exempt", 0))
_TAXES_SINCE = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class ShopForm:
    """What set-up asks."""

    name: str
    owner: str
    pin: str
    address: str = ""
    phone: str = ""
    credit_limit: Money = OFFERED_LIMIT


@open_to_all("set-up: nobody is there yet")
def check_form(form: ShopForm) -> None:
    """Refuse a form that founds no shop.

    Raises:
        BadFieldError: The shop or the owner has no name.
        PinTooShortError: The owner's PIN is too short.
    """
    if not clean_text(form.name):
        raise BadFieldError(column="shop_name", why="empty")
    if not clean_text(form.owner):
        raise BadFieldError(column="owner", why="empty")
    check_pin(Role.OWNER, form.pin)


@open_to_all("set-up: nobody is there yet")
def found_shop(form: ShopForm, counter: str, *, at: datetime) -> None:
    """Write a shop's first rows into its empty database.

    Raises:
        BadFieldError: The shop or the owner has no name.
        PinTooShortError: The owner's PIN is too short.
    """
    check_form(form)
    with writing():
        office = _counter(OFFICE, _OFFICE_CODE)
        add_counter(counter)
        owner = people.create_user(form.owner, Role.OWNER, form.pin, at=at)
        for pattern in DEFAULT_PATTERNS:
            LabelPattern.create(pattern=pattern)
        for name, rate_bp in _TAXES:
            category = TaxCategory.create(name=name)
            TaxRate.create(
                category=category.id, valid_from=_TAXES_SINCE, rate_bp=rate_bp
            )
        opened = Act(
            actor_for(owner, people.Counter(office.id, OFFICE)),
            at,
            business_date=at.date(),
        )
        for policy, value in (
            (settings.SHOP_NAME, form.name),
            (settings.SHOP_ADDRESS, form.address),
            (settings.SHOP_PHONE, form.phone),
            (settings.CREDIT_LIMIT, str(form.credit_limit.to_rupees())),
        ):
            row = settings.setting_row(policy, policy.read(value), user=owner.id, at=at)
            opened.append(Setting, [row])
        opened.close("founded", clean_text(form.name))


@open_to_all("a machine names its counter before anybody is logged in")
def add_counter(name: str) -> int:
    """Give the counter of a name its place, making it where it is new.

    Raises:
        BadFieldError: It has no name.
    """
    plain = clean_text(name, limit=20)
    if not plain:
        raise BadFieldError(column="counter", why="empty")
    with writing():
        found = Counter.get_or_none(Counter.name == plain)
        if found is None:
            taken = {counter.code for counter in Counter.select()}
            single = [code for code in _CODES if code not in taken]
            code = single[0] if single else f"Z{len(taken)}"
            found = _counter(plain, code)
    counter_id: int = found.id
    return counter_id


def _counter(name: str, code: str) -> Counter:
    made: Counter = Counter.create(name=name, code=code, grand_total=ZERO)
    return made
