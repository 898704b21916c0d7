"""Campaigns: more points between two days, for some people or some goods (C15)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from tui_pos.db import day, rows
from tui_pos.domain.errors import BadFieldError, PosError
from tui_pos.domain.hijri import next_feasts
from tui_pos.domain.loyalty import FULL
from tui_pos.domain.loyalty_errors import (
    CampaignEndsFirstError,
    CampaignGivesNothingError,
    CampaignNotFoundError,
)
from tui_pos.domain.permissions import Permission
from tui_pos.domain.text import clean_text, fold
from tui_pos.domain.tiers import tier_named
from tui_pos.models import Campaign as CampaignRow
from tui_pos.services import segments, settings, shifts
from tui_pos.services.acts import act, open_to_all, question
from tui_pos.services.journal import Act

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tui_pos.domain.permissions import Actor

_CATEGORY = "category:"
_LISTED = (
    "SELECT id, name, first, last, begins, ends, multiplier_bp, bonus, whom,"
    " whom_value, goods FROM campaign WHERE active = 1"
)
_RUNNING = f"{_LISTED} AND first <= ? AND last >= ? ORDER BY id"
_HOURS = 5
_LARGEST_MULTIPLIER = 100 * FULL
_LARGEST_BONUS = 1_000_000


@dataclass(frozen=True, slots=True)
class CampaignForm:
    """A campaign as the owner writes it."""

    name: str
    first: date
    last: date
    multiplier_bp: int = FULL
    bonus: int = 0
    """Points for a bill, whatever it is worth."""
    begins: str = ""
    """From which time of each day, `16:00`; "" is all day."""
    ends: str = ""
    whom: str = "all"
    """all, tier or segment; the last two by name."""
    whom_value: str = ""
    goods: tuple[str, ...] = ()
    """Skus and `category:NAME`; none is everything."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as it is kept."""

    campaign_id: int
    form: CampaignForm


@dataclass(frozen=True, slots=True)
class Thing:
    """What is sold, as a campaign looks at it."""

    sku: str
    category: str


@dataclass(frozen=True, slots=True)
class Boost:
    """What running campaigns do to a bill: a multiplier a line, and a bonus."""

    multipliers_bp: tuple[int, ...]
    bonus: int
    gives_bonus: tuple[bool, ...]
    """The lines that the bonus is for."""
    names: tuple[str, ...]


@act(Permission.CAMPAIGNS)
def make_campaign(form: CampaignForm, *, by: Actor, at: datetime) -> Campaign:
    """Begin a campaign.

    Raises:
        BadFieldError: It has no name, or a time is none.
        CampaignEndsFirstError: It would end before it begins.
        CampaignGivesNothingError: It gives no more points than there are anyway.
        UnknownTierError: There is no such tier.
        BadSegmentError: There is no such segment.
    """
    form = _checked(form)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    made = CampaignRow.create(
        name=form.name,
        first=form.first,
        last=form.last,
        begins=form.begins,
        ends=form.ends,
        multiplier_bp=form.multiplier_bp,
        bonus=form.bonus,
        whom=form.whom,
        whom_value=form.whom_value,
        goods="\n".join(form.goods),
        created_at=at,
    )
    opened.close(
        "campaign",
        form.name,
        first=form.first.isoformat(),
        last=form.last.isoformat(),
        multiplier_bp=form.multiplier_bp,
        bonus=form.bonus,
    )
    return Campaign(made.id, form)


@act(Permission.CAMPAIGNS)
def end_campaign(campaign_id: int, *, by: Actor, at: datetime) -> None:
    """End a campaign now; what it gave stays.

    Raises:
        CampaignNotFoundError: There is no such campaign.
    """
    found = rows(f"{_LISTED} AND id = ?", campaign_id)
    if not found:
        raise CampaignNotFoundError(campaign=str(campaign_id))
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    CampaignRow.update(active=False).where(CampaignRow.id == campaign_id).execute()
    opened.close("campaign-end", found[0][1])


@question(Permission.CAMPAIGNS)
def listed(*, by: Actor) -> list[Campaign]:
    """Give every campaign that was not ended, the next first."""
    return [_campaign(row) for row in rows(f"{_LISTED} ORDER BY last, id")]


@question(Permission.CAMPAIGNS)
def presets(today: date, *, by: Actor) -> list[CampaignForm]:
    """Offer double points in the coming Ramadan and at the Eids.

    The days are reckoned; the moon decides, so the owner confirms them.
    """
    return [
        CampaignForm(feast.name, feast.first, feast.last, 2 * FULL)
        for feast in next_feasts(today)
    ]


@open_to_all("called inside the act of a sale")
def boosts(
    customer_id: int, tier: str, things: Sequence[Thing], at: datetime, *, adds: bool
) -> tuple[Boost, ...]:
    """Tell what the campaigns of this moment may do to a bill; the best one counts.

    The moment is the clock's, in the shop's own time: a campaign begins at midnight.
    Campaigns that overlap add up where `adds` says so; else one counts on a line.
    """
    on, yesterday = at.date(), at.date() - timedelta(days=1)
    running = [_campaign(row).form for row in rows(_RUNNING, on, yesterday)]
    counting = [
        form
        for form in running
        if _is_now(form, at) and _is_for(form, customer_id, tier, at.date())
        if any(_has(form, thing) for thing in things)
    ]
    if adds and counting:
        return (_summed(counting, things),)
    giving = [form for form in counting if form.bonus]
    return tuple(_best(counting, things, form) for form in (None, *giving))


def _summed(forms: Sequence[CampaignForm], things: Sequence[Thing]) -> Boost:
    giving = [form for form in forms if form.bonus]
    return Boost(
        multipliers_bp=tuple(
            FULL + sum(one.multiplier_bp - FULL for one in forms if _has(one, thing))
            for thing in things
        ),
        bonus=sum(form.bonus for form in giving),
        gives_bonus=tuple(any(_has(one, thing) for one in giving) for thing in things),
        names=tuple(form.name for form in forms),
    )


def _best(
    forms: Sequence[CampaignForm], things: Sequence[Thing], giving: CampaignForm | None
) -> Boost:
    """Let one campaign give its bonus on its lines, and the best the others."""
    multipliers, gives, names = [], [], []
    for thing in things:
        having = [form for form in forms if _has(form, thing)]
        chosen = max(having, key=lambda one: one.multiplier_bp, default=None)
        if giving in having:
            chosen = giving
        multipliers.append(chosen.multiplier_bp if chosen else FULL)
        gives.append(giving in having)
        if chosen and (chosen is giving or chosen.multiplier_bp > FULL):
            names.append(chosen.name)
    return Boost(
        multipliers_bp=tuple(multipliers),
        bonus=giving.bonus if giving else 0,
        gives_bonus=tuple(gives),
        names=tuple(dict.fromkeys(names)),
    )


def _is_now(form: CampaignForm, at: datetime) -> bool:
    on, clock = at.date(), f"{at:%H:%M}"
    is_hour = True
    if form.begins and form.begins < form.ends:
        is_hour = form.begins <= clock < form.ends
    elif form.begins:
        is_hour = clock >= form.begins or clock < form.ends
        if clock < form.ends:  # the small hours belong to the evening before
            on -= timedelta(days=1)
    return is_hour and form.first <= on <= form.last


def _is_for(form: CampaignForm, customer_id: int, tier: str, on: date) -> bool:
    if form.whom == "tier":
        return form.whom_value.casefold() == tier.casefold()
    if form.whom == "segment":
        try:
            segment = segments.named(form.whom_value)
        except PosError:
            return False
        return segments.has(segment, customer_id, on)
    return True


def _has(form: CampaignForm, thing: Thing) -> bool:
    if not form.goods:
        return True
    category = fold(f"{_CATEGORY}{thing.category}")
    return any(fold(one) in {fold(thing.sku), category} for one in form.goods)


def _checked(form: CampaignForm) -> CampaignForm:
    name = clean_text(form.name, limit=40)
    if not name:
        raise BadFieldError(column="name", why="empty")
    if form.last < form.first:
        raise CampaignEndsFirstError
    _check_gift(form)
    begins, ends = _time(form.begins), _time(form.ends)
    if begins and begins == ends:
        raise BadFieldError(column="time", why="same")
    if bool(begins) != bool(ends):
        raise BadFieldError(column="time", why="empty")
    goods = tuple(one for one in map(clean_text, form.goods) if one)
    if not all(map(_is_sold, goods)):
        raise BadFieldError(column="goods", why="unknown")
    return replace(
        form,
        name=name,
        begins=begins,
        ends=ends,
        whom_value=_whom(form.whom, clean_text(form.whom_value)),
        goods=goods,
    )


def _check_gift(form: CampaignForm) -> None:
    if form.multiplier_bp < FULL or form.bonus < 0:
        raise CampaignGivesNothingError
    if form.multiplier_bp == FULL and not form.bonus:
        raise CampaignGivesNothingError
    if form.multiplier_bp > _LARGEST_MULTIPLIER:
        raise BadFieldError(column="multiplier", why="large")
    if form.bonus > _LARGEST_BONUS:
        raise BadFieldError(column="bonus", why="large")


def _is_sold(one: str) -> bool:
    if fold(one).startswith(_CATEGORY):
        wanted = fold(one)
        known = rows("SELECT DISTINCT category FROM product")
        return any(fold(f"{_CATEGORY}{category}") == wanted for (category,) in known)
    return bool(rows("SELECT 1 FROM product WHERE UPPER(sku) = ?", one.upper()))


def _whom(whom: str, value: str) -> str:
    match whom:
        case "all":
            return ""
        case "tier":
            return tier_named(settings.loyalty_rules().tiers, value).name
        case "segment":
            segments.named(value)
            return value
        case _:
            raise BadFieldError(column="whom", why="unknown")


def _time(text: str) -> str:
    plain = text.strip().replace("24:00", "00:00")
    if not plain:
        return ""
    try:
        return f"{time.fromisoformat(plain.rjust(_HOURS, '0')):%H:%M}"
    except ValueError as error:
        raise BadFieldError(column="time", why="time") from error


def _campaign(row: tuple[object, ...]) -> Campaign:
    number, name, first, last, begins, ends, multiplier, bonus, *whom, goods = row
    return Campaign(
        int(str(number)),
        CampaignForm(
            name=str(name),
            first=day(str(first)),
            last=day(str(last)),
            multiplier_bp=int(str(multiplier)),
            bonus=int(str(bonus)),
            begins=str(begins),
            ends=str(ends),
            whom=str(whom[0]),
            whom_value=str(whom[1]),
            goods=tuple(str(goods).splitlines()),
        ),
    )
