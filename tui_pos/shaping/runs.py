"""A line of text as runs of one direction (devices.md 5).

The base direction is that of the first strong letter. Urdu runs from right to left;
every number and every Latin word is an isolated run from left to right, with the signs
that belong to it: a whole line shaped from right to left would print 123 as 321.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_LETTER = r"[A-Za-zÀ-ɏ0-9٠-٩۰-۹]"
_SIGN = r"[%+\-.,/:₨#*'&@=_]"
_WORD = rf"{_SIGN}*{_LETTER}(?:{_LETTER}|{_SIGN})*"
_LEFT_TO_RIGHT = re.compile(rf"{_WORD}(?: +{_WORD})*")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line that is written in one direction."""

    text: str
    is_right_to_left: bool


def runs(text: str) -> list[Run]:
    """Give the runs of a line from the left edge to the right one.

    >>> [run.text for run in runs("فون 0300-1234567 رشید")]
    [' رشید', '0300-1234567', 'فون ']
    >>> [run.text for run in runs("Lux لکس 3x") if run.text.strip()]
    ['Lux', 'لکس', '3x']
    """
    base = _is_right_to_left(text)
    found = [Run(piece, side) for piece, side in _pieces(text, base=base)]
    return found[::-1] if base else found


def _is_right_to_left(text: str) -> bool:
    for character in text:
        side = unicodedata.bidirectional(character)
        if side in {"R", "AL"}:
            return True
        if side == "L":
            return False
    return False


def _pieces(text: str, *, base: bool) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    at = 0
    for match in _LEFT_TO_RIGHT.finditer(text):
        _add(pieces, text[at : match.start()], base=base)
        pieces.append((match.group(), False))
        at = match.end()
    _add(pieces, text[at:], base=base)
    return pieces


def _add(pieces: list[tuple[str, bool]], text: str, *, base: bool) -> None:
    """Add what is between: Urdu with its signs, or signs alone in the base direction.

    Spaces at the ends of Urdu in a line of Latin letters stay on their side.
    """
    if not text:
        return
    if not _is_right_to_left(text):
        pieces.append((text, base))
        return
    if base:
        pieces.append((text, True))
        return
    plain = text.strip()
    begin = text.index(plain)
    parts = (text[:begin], plain, text[begin + len(plain) :])
    pieces += [(part, place == 1) for place, part in enumerate(parts) if part]
