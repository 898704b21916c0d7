"""What a screen shows, before any terminal: rows of spans, each with its role.

Text here is only ever text: nothing parses markup, and nothing that could command a
terminal stays in it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len, set_cell_size

from tui_pos.domain.text import is_unsafe


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a row: a text, and what it is on the screen."""

    text: str
    role: str = "text"


Row = tuple[Span, ...]
BLANK: Row = ()


def row(*parts: Span | str) -> Row:
    """Make a row of spans and plain texts."""
    return tuple(Span(part) if isinstance(part, str) else part for part in parts)


@lru_cache(4096)
def safe(text: str) -> str:
    """Take out what a terminal would obey; a missing glyph never shifts a row."""
    return "".join(
        char
        for char in text
        if not is_unsafe(char) and unicodedata.category(char) != "Zl"
    )


def width(text: str) -> int:
    """Tell how many cells a text takes."""
    return cell_len(safe(text))


def fit(text: str, cells: int, *, align: str = "<") -> str:
    """Cut or fill a text to exactly so many cells; `>` puts it at the right."""
    plain = safe(text)
    if cells <= 0:
        return ""
    if cell_len(plain) > cells:
        return set_cell_size(plain, cells - 1) + "…" if cells > 1 else plain[:1]
    filling = " " * (cells - cell_len(plain))
    return filling + plain if align == ">" else plain + filling


def between(left: Row, right: Row, cells: int) -> Row:
    """Put one row at the left edge and one at the right."""
    used = sum(width(span.text) for span in (*left, *right))
    if used >= cells:
        kept = cells - sum(width(span.text) for span in right) - 1
        return (*clip(left, kept), Span(" "), *right)
    return (*left, Span(" " * (cells - used)), *right)


def clip(spans: Row, cells: int) -> Row:
    """Cut a row to so many cells."""
    kept: list[Span] = []
    for span in spans:
        room = cells - sum(width(one.text) for one in kept)
        if room <= 0:
            break
        text = safe(span.text)
        kept.append(
            Span(text if cell_len(text) <= room else fit(text, room), span.role)
        )
    return tuple(kept)


def wrap(text: str, cells: int) -> list[str]:
    """Break a text into lines of at most so many cells."""
    found: list[str] = []
    line = ""
    for word in safe(text).split():
        if line and cell_len(line) + 1 + cell_len(word) > cells:
            found.append(line)
            line = ""
        line = f"{line} {word}" if line else word
    return [*found, line]


_BIG = {
    "0": ("█▀█", "█ █", "▀▀▀"),
    "1": ("▀█ ", " █ ", "▀▀▀"),
    "2": ("▀▀█", "█▀▀", "▀▀▀"),
    "3": ("▀▀█", " ▀█", "▀▀▀"),
    "4": ("█ █", "▀▀█", "  ▀"),
    "5": ("█▀▀", "▀▀█", "▀▀▀"),
    "6": ("█▀▀", "█▀█", "▀▀▀"),
    "7": ("▀▀█", "  █", "  ▀"),
    "8": ("█▀█", "█▀█", "▀▀▀"),
    "9": ("█▀█", "▀▀█", "▀▀▀"),
    "-": ("   ", "▀▀ ", "   "),
    ",": (" ", " ", "▞"),
    ".": (" ", " ", "▀"),
}
BIG_HEIGHT = 3


def big(figure: str) -> tuple[str, ...]:
    """Draw a figure three rows high, to be read from the customer's side."""
    glyphs = [_BIG[char] for char in figure if char in _BIG]
    return tuple(" ".join(glyph[line] for glyph in glyphs) for line in range(3))
