"""Segments: customers of a kind, as the owner names them (C15, C17)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tui_pos.domain.loyalty_errors import BadSegmentError
from tui_pos.domain.text import clean_text

_MOST_DAYS = 3650


class SegmentKind(StrEnum):
    """By what customers are chosen."""

    ALL = "all"
    TOP = "top"
    """The best n % by what they spent."""
    AWAY = "away"
    """Not seen for n days."""
    CLEAR = "clear"
    """Owes nothing."""
    AREA = "area"
    BIRTHDAY = "birthday"
    """Born in this month."""
    TIER = "tier"


_NUMBERS = {SegmentKind.TOP: 100, SegmentKind.AWAY: _MOST_DAYS}
_TEXTS = {SegmentKind.AREA, SegmentKind.TIER}


@dataclass(frozen=True, slots=True)
class Segment:
    """A kind of customers, with the number or the name that it needs."""

    kind: SegmentKind
    value: str = ""

    @property
    def number(self) -> int:
        """The number of `top` and `away`."""
        return int(self.value or 0)


def read_segment(text: str) -> Segment:
    """Read `top 10`, `away 60`, `clear`, `area Chak 5`, `birthday`, `tier VIP`.

    Raises:
        BadSegmentError: It is none of these.

    >>> read_segment("top 10").number
    10
    """
    name, _space, rest = clean_text(text).partition(" ")
    value = rest.strip().removesuffix("%").strip()
    kind = next((one for one in SegmentKind if one == name.lower()), None)
    if kind is None:
        raise BadSegmentError(text=clean_text(text))
    if kind in _NUMBERS:
        digits = value.isascii() and value.isdigit()
        if not digits or not 0 < int(value) <= _NUMBERS[kind]:
            raise BadSegmentError(text=clean_text(text))
    elif (kind in _TEXTS) != bool(value):
        raise BadSegmentError(text=clean_text(text))
    return Segment(kind, value)
