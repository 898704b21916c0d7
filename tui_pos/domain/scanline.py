"""The grammar of the scan line (keys-and-screens.md 5.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.domain import entry
from tui_pos.domain.errors import NotANumberError

if TYPE_CHECKING:
    from tui_pos.domain.money import Money
    from tui_pos.domain.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Nothing:
    """An empty line: Enter alone does nothing, scanners send it."""


@dataclass(frozen=True, slots=True)
class Item:
    """A code or words to find an item by, and how much of it."""

    text: str
    quantity: Quantity | None = None
    worth: Money | None = None


@dataclass(frozen=True, slots=True)
class NextQuantity:
    """A quantity or a worth typed ahead of a scan."""

    quantity: Quantity | None = None
    worth: Money | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """The selected line so many times more."""

    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Step:
    """The selected line one more or one less."""

    by: int


@dataclass(frozen=True, slots=True)
class Price:
    """A new price for the selected line."""

    price: Money


@dataclass(frozen=True, slots=True)
class Slash:
    """A typed command and what follows it."""

    name: str
    rest: str


Command = Nothing | Item | NextQuantity | Again | Step | Price | Slash
TENDER = Slash("tl", "")
EXACT_CASH = Slash("ca", "")
_STARRED = re.compile(r"(?P<worth>[rR])?(?P<number>[^*\s]+)\*(?P<rest>.*)", re.DOTALL)
_WORDS: dict[str, Command] = {
    "": Nothing(),
    ".": TENDER,
    "..": EXACT_CASH,
    "+": Step(1),
    "-": Step(-1),
}


def parse(typed: str) -> Command:
    """Read what stands in the scan line when Enter is pressed.

    Raises:
        NotANumberError: A quantity or a price is no number.
        QuantityNotPositiveError: A quantity is zero or below.
        QuantityTooLargeError: A quantity is absurd.
        AmountNotPositiveError: A price or a worth is zero or below.
        AmountTooLargeError: A price or a worth is absurd.
    """
    text = typed.strip()
    if text in _WORDS:
        return _WORDS[text]
    if text.startswith("/"):
        name, _space, rest = text[1:].partition(" ")
        return Slash(name.lower(), rest.strip())
    if text.startswith("="):
        return Price(entry.positive_amount(text[1:]))
    if text.startswith("*"):
        return Again(entry.quantity(text[1:]))
    starred = _STARRED.fullmatch(text)
    return _starred(starred) if starred else _plain(text)


def _plain(text: str) -> Command:
    if re.fullmatch(r"[+-]\d+", text):
        raise NotANumberError(text=text)
    return Item(text)


def _starred(found: re.Match[str]) -> Command:
    rest = found["rest"].strip()
    if found["worth"]:
        worth = entry.positive_amount(found["number"])
        return Item(rest, worth=worth) if rest else NextQuantity(worth=worth)
    quantity = entry.quantity(found["number"])
    return Item(rest, quantity=quantity) if rest else NextQuantity(quantity=quantity)
