"""Tiers: what customers rise through, by rules that the owner writes (C14).

They are written as one line, the lowest first:
`New x1; Regular x1.5 purchases 4; VIP x2 purchases 21 spend 50000 bonus 5000`.
A tier is reached by any of its conditions; `spend12` counts the last 12 months,
`top` the best n % by what they spent, and `bonus` raises the shop's khata limit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from tui_pos.domain.loyalty import FULL, times
from tui_pos.domain.loyalty_errors import BadTiersError, UnknownTierError
from tui_pos.domain.money import ZERO, Money

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT = "New x1; Regular x1.5 purchases 4; VIP x2 purchases 21 spend 50000 bonus 5000"
_MOST = 9
_LONGEST_NAME = 20
_WORDS = ("purchases", "spend", "spend12", "top", "bonus")
_LEAST = {"bonus": 0}
_GREATEST = {"top": 100}


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier and how it is reached; a condition that is None is none."""

    name: str
    multiplier_bp: int = FULL
    purchases: int | None = None
    spend: Money | None = None
    """Over all time."""
    spend12: Money | None = None
    """In the last twelve months."""
    top: int | None = None
    """The best so many per cent by what they spent."""
    bonus: Money = ZERO
    """What is added to the shop's limit of the khata."""

    @property
    def is_free(self) -> bool:
        """Whether everybody is in it."""
        conditions = (self.purchases, self.spend, self.spend12, self.top)
        return all(one is None for one in conditions)


@dataclass(frozen=True, slots=True)
class History:
    """What a customer has bought."""

    purchases: int
    spend: Money
    spend12: Money
    is_top: frozenset[int] = frozenset()
    """The `top` of tiers whose best per cent they belong to."""


@lru_cache(16)
def read_tiers(text: str) -> tuple[Tier, ...]:
    """Read the tiers, the lowest first.

    Raises:
        BadTiersError: They cannot be read, overlap or leave a gap.
    """
    tiers = [_tier(part.split()) for part in text.split(";") if part.strip()]
    if not tiers or len(tiers) > _MOST or not tiers[0].is_free:
        first = tiers[0].name if tiers else ""
        raise BadTiersError("gap", first, fix=first and f"{first} x1")
    names = [tier.name.casefold() for tier in tiers]
    for place, (low, high) in enumerate(pairwise(tiers)):
        if names.index(high.name.casefold()) != place + 1:
            raise BadTiersError("twice", high.name)
        _check_above(low, high)
    for place, tier in enumerate(tiers):
        _check_words(tiers[:place], tier)
    return tuple(tiers)


def write_tiers(tiers: Sequence[Tier]) -> str:
    """Write the tiers as they are read.

    >>> write_tiers(read_tiers(DEFAULT)) == DEFAULT
    True
    """
    return "; ".join(_written(tier) for tier in tiers)


def tier_named(tiers: Sequence[Tier], name: str) -> Tier:
    """Give a tier by its name.

    Raises:
        UnknownTierError: There is none.
    """
    for tier in tiers:
        if tier.name.casefold() == name.strip().casefold():
            return tier
    raise UnknownTierError(name, tuple(tier.name for tier in tiers))


def tier_for(history: History, tiers: Sequence[Tier]) -> Tier:
    """Give the highest tier that is reached."""
    reached = tiers[0]
    for tier in tiers:
        if tier.is_free or _is_reached(tier, history):
            reached = tier
    return reached


def _is_reached(tier: Tier, history: History) -> bool:
    return (
        (tier.purchases is not None and history.purchases >= tier.purchases)
        or (tier.spend is not None and history.spend >= tier.spend)
        or (tier.spend12 is not None and history.spend12 >= tier.spend12)
        or (tier.top is not None and tier.top in history.is_top)
    )


def _tier(words: list[str]) -> Tier:
    names = [word for word in words if not _multiplier(word)]
    first = next((at for at, word in enumerate(names) if word in _WORDS), len(names))
    name = " ".join(names[:first])[:_LONGEST_NAME]
    if not name:
        raise BadTiersError("word", " ".join(words))
    tier = Tier(name)
    for word in words:
        if found := _multiplier(word):
            tier = replace(tier, multiplier_bp=found)
    rest = names[first:]
    if len(rest) % 2:
        raise BadTiersError("word", name, fix=rest[-1])
    for word, figure in zip(rest[::2], rest[1::2], strict=True):
        tier = _with(tier, word, figure)
    return tier


def _multiplier(word: str) -> int:
    if word[:1] not in "x×" or not word[1:]:
        return 0
    whole, _dot, part = word[1:].partition(".")
    if not (whole + part).isascii() or not (whole + part).isdigit() or len(part) > 2:
        if word[1] in "-+.0123456789":
            raise BadTiersError("multiplier", word)
        return 0
    found = int(whole or 0) * FULL + int(part.ljust(4, "0") or 0)
    if not FULL // 10 <= found <= 100 * FULL:
        raise BadTiersError("multiplier", word)
    return found


def _with(tier: Tier, word: str, figure: str) -> Tier:
    plain = figure.replace(",", "")
    if not (plain.isascii() and plain.isdigit()):
        raise BadTiersError("word", tier.name, fix=f"{word} {figure}")
    number = int(plain)
    is_twice = word in _WORDS and bool(getattr(tier, word))
    if is_twice or not _LEAST.get(word, 1) <= number <= _GREATEST.get(word, number):
        raise BadTiersError("word", tier.name, fix=f"{word} {figure}")
    match word:
        case "purchases":
            return replace(tier, purchases=number)
        case "spend":
            return replace(tier, spend=Money.rupees(number))
        case "spend12":
            return replace(tier, spend12=Money.rupees(number))
        case "top":
            return replace(tier, top=number)
        case "bonus":
            return replace(tier, bonus=Money.rupees(number))
        case _:
            raise BadTiersError("word", tier.name, fix=f"{word} {figure}")


def _check_above(low: Tier, high: Tier) -> None:
    if high.is_free:
        raise BadTiersError("overlap", high.name, fix="purchases 4")
    if low.top is not None and high.top is not None and high.top >= low.top:
        fix = f"top {low.top - 1}" if low.top > 1 else "spend 50000"
        raise BadTiersError("overlap", high.name, fix=fix)


def _check_words(lower: Sequence[Tier], high: Tier) -> None:
    """Refuse a tier that is reached before one below it."""
    for word in ("purchases", "spend", "spend12"):
        above = getattr(high, word)
        known = [getattr(low, word) for low in lower if getattr(low, word) is not None]
        if above is not None and known and above <= max(known):
            below = max(known)
            shown = below if word == "purchases" else below.paisas // 100
            raise BadTiersError("overlap", high.name, fix=f"{word} {shown + 1}")


def _written(tier: Tier) -> str:
    words = [tier.name, f"x{times(tier.multiplier_bp)}"]
    for word in ("purchases", "spend", "spend12", "top"):
        value = getattr(tier, word)
        if value is not None:
            words.append(f"{word} {_shown(value)}")
    if tier.bonus:
        words.append(f"bonus {_shown(tier.bonus)}")
    return " ".join(words)


def _shown(value: int | Money) -> str:
    return str(value if isinstance(value, int) else value.paisas // 100)
