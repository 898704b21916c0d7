"""A line of text as placed glyphs, and the outline of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from tui_pos.shaping.fonts import LATIN, Pen, Style, font, font_for, units
from tui_pos.shaping.runs import runs

Step = tuple[str, tuple[float, ...]]
"""M, L, C or Z with its points, in ems."""
_LINES = 2048
_GLYPHS = 4096


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph of a font, placed in ems from the left end of the line's base."""

    font: str
    glyph_id: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Shaped:
    """A line as glyphs; its width is in ems."""

    glyphs: tuple[Glyph, ...]
    width: float


def is_plain(text: str) -> bool:
    """Tell whether a printer's or a PDF's own Latin font can write a text."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(_LINES)
def shape(text: str, style: Style = Style.NASKH) -> Shaped:
    """Place the glyphs of a line; what no font has is left out."""
    glyphs: list[Glyph] = []
    x = 0.0
    for run in runs(text):
        pieces = _pieces(run.text, style)
        if run.is_right_to_left:
            pieces.reverse()
        for name, piece in pieces:
            x = _place(glyphs, x, piece, name, is_right_to_left=run.is_right_to_left)
    return Shaped(tuple(glyphs), x)


@lru_cache(_GLYPHS)
def outline(name: str, glyph_id: int) -> tuple[Step, ...]:
    """Give the outline of a glyph."""
    pen = Pen(1 / units(name))
    font(name).draw_glyph_with_pen(glyph_id, pen)
    return tuple(pen.steps)


def _pieces(text: str, style: Style) -> list[tuple[str, str]]:
    named = []
    last = LATIN
    for character in text:
        last = last if character.isspace() else font_for(character, style)
        named.append((last, character))
    return [
        (name, "".join(character for _name, character in letters))
        for name, letters in groupby(named, key=lambda one: one[0])
    ]


def _place(
    glyphs: list[Glyph], x: float, text: str, name: str, *, is_right_to_left: bool
) -> float:
    import uharfbuzz as hb

    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if is_right_to_left else "ltr"
    if is_right_to_left:
        buffer.language = "ur"
    hb.shape(font(name), buffer)
    scale = 1 / units(name)
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        if info.codepoint:
            at = (x + place.x_offset * scale, place.y_offset * scale)
            glyphs.append(Glyph(name, info.codepoint, *at))
        x += place.x_advance * scale
    return x
