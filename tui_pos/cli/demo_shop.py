"""Making the demo shop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from tui_pos import bootstrap
from tui_pos.bootstrap import Opening
from tui_pos.config import Config
from tui_pos.demo import trade
from tui_pos.demo.trade import SIZES, Recipe
from tui_pos.domain.keys import KeyFile, KeyKind
from tui_pos.domain.permissions import Role
from tui_pos.services.founding import ShopForm

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

FORM = ShopForm(
    name="Al-Madina Kiryana Store",
    owner=trade.OWNER,
    pin=trade.OWNER_PIN,
    address="Main Bazaar, Okara",
    phone="0300-1234567",
)
PEOPLE = [
    (trade.OWNER, Role.OWNER.value, trade.OWNER_PIN),
    *((name, role.value, pin) for name, role, pin in trade.PEOPLE),
]


@dataclass(frozen=True, slots=True)
class Made:
    """A demo shop."""

    directory: Path
    people: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for."""

    seed: int = 1
    until: date | None = None
    plain: bool = False
    size: str = "small"


def make(
    directory: Path,
    wanted: Wanted = Wanted(),
    *,
    tell: Callable[[int, int], None],
) -> Made:
    """Make a demo shop in a new directory; one that is there is taken as it is."""
    if bootstrap.exists(directory):
        return Made(directory, PEOPLE)
    now = bootstrap.clock(Config())()
    until = wanted.until or now.date()
    zone = now.tzinfo
    assert zone is not None  # noqa: S101 - the shop's clock always has one
    start = datetime.combine(trade.first_day(until), time(7), zone)
    key = KeyFile.fresh(KeyKind.PLAIN if wanted.plain else KeyKind.RAW)
    bootstrap.found_shop(directory, FORM, key, at=start)
    shop = bootstrap.open_shop(Opening(directory))
    try:
        recipe = Recipe(until, wanted.seed, SIZES[wanted.size])
        rest = bootstrap.idle_checkpoint
        trade.trade(shop.counter, recipe=recipe, zone=zone, tell=tell, rest=rest)
        rest()
    finally:
        shop.close()
    return Made(directory, PEOPLE)
