"""A receipt as a document, before any printer is known.

`tui_pos.reports` writes receipts; `tui_pos.devices` prints them. Neither knows
the other: both know only this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never


@dataclass(frozen=True, slots=True)
class Heading:
    """A centred, emphasised line."""

    text: str


@dataclass(frozen=True, slots=True)
class Centred:
    """A centred line."""

    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """Words at the left edge, a figure at the right."""

    left: str
    right: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """The figure that is read aloud: printed large."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Barcode:
    """A code that scanners read back, CODE128."""

    text: str


Element = Heading | Centred | Row | Total | Rule | Barcode


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is printed, from the top down."""

    elements: tuple[Element, ...]


def as_text(receipt: Receipt, *, width: int) -> str:
    """Lay a receipt out in `width` columns, for previews and plain printers."""
    return "\n".join(
        line for element in receipt.elements for line in lines(element, width)
    )


def lines(element: Element, width: int) -> list[str]:
    """Lay one element out in `width` columns."""
    match element:
        case Heading(text) | Centred(text):
            return [line.center(width).rstrip() for line in _wrapped(text, width)]
        case Row(left, right) | Total(left, right):
            return _row(left, right, width)
        case Rule():
            return ["-" * width]
        case Barcode(text):
            return [f"*{text}*".center(width).rstrip()]
        case _:
            assert_never(element)


def _row(left: str, right: str, width: int) -> list[str]:
    if not right:
        return _wrapped(left, width)
    if len(left) + 1 + len(right) <= width:
        return [f"{left:<{width - len(right)}}{right}"]
    return [*_wrapped(left, width), right.rjust(width)]


def _wrapped(text: str, width: int) -> list[str]:
    indent = text[: len(text) - len(text.lstrip())][: width // 2]
    found: list[str] = []
    line = indent
    for word in text.split():
        while len(indent) + len(word) > width:
            room = width - len(line) - (0 if line == indent else 1)
            cut = room if room > 0 else width - len(indent)
            if room <= 0:
                found.append(line)
                line = indent
            line = f"{line}{'' if line == indent else ' '}{word[:cut]}"
            word = word[cut:]
        if line != indent and len(line) + 1 + len(word) > width:
            found.append(line)
            line = indent
        line = f"{line}{'' if line == indent else ' '}{word}".rstrip() or indent
    return [*found, line]
