"""A page of a PDF: text in the PDF's own font, or as outlines where it is Urdu."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tui_pos.shaping.fonts import Style
from tui_pos.shaping.line import is_plain, outline, shape

if TYPE_CHECKING:
    from pathlib import Path

    from reportlab.pdfgen.canvas import Canvas

A4 = (595.28, 841.89)
"""Points of a page, upright."""
LEFT, RIGHT, TOP, BOTTOM = 40.0, 555.0, 800.0, 60.0
STEP = 13.0
"""Points from line to line."""
SIZE, SMALL = 9.0, 7.5
_WIDEST = 1.2
"""Ems that no letter is wider than."""


class Weight(StrEnum):
    """How heavy Latin text is."""

    PLAIN = "Helvetica"
    BOLD = "Helvetica-Bold"


class Page:
    """What a report draws on: one page after another, each dropped when it is full."""

    def __init__(self, path: Path, *, title: str, author: str) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self._canvas: Canvas = Canvas(str(path), pagesize=A4, pageCompression=1)
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._font: tuple[Weight, float] | None = None

    def text(
        self,
        at: tuple[float, float],
        text: str,
        size: float = SIZE,
        weight: Weight = Weight.PLAIN,
        style: Style = Style.NASKH,
    ) -> None:
        """Write a line from a point on."""
        if is_plain(text):
            self._set_font(weight, size)
            self._canvas.drawString(*at, text)
        else:
            self._outlines(at, text, size, style)

    def text_right(
        self,
        at: tuple[float, float],
        text: str,
        size: float = SIZE,
        weight: Weight = Weight.PLAIN,
    ) -> None:
        """Write a line that ends at a point."""
        if is_plain(text):
            self._set_font(weight, size)
            self._canvas.drawRightString(*at, text)
            return
        x, y = at
        self.text((x - wide(text, size, weight), y), text, size, weight)

    def line(
        self, start: tuple[float, float], end: tuple[float, float], thick: float = 0.6
    ) -> None:
        """Draw a line."""
        self._canvas.setLineWidth(thick)
        self._canvas.line(*start, *end)

    def end(self) -> None:
        """Finish a page."""
        self._canvas.showPage()
        self._font = None

    def _set_font(self, weight: Weight, size: float) -> None:
        """Name a font once; each naming stands in the file."""
        if self._font != (weight, size):
            self._canvas.setFont(weight, size)
            self._font = (weight, size)

    def save(self) -> None:
        """Write the file.

        Raises:
            OSError: It cannot be written.
        """
        self._canvas.save()

    def _outlines(
        self, at: tuple[float, float], text: str, size: float, style: Style
    ) -> None:
        path = self._canvas.beginPath()
        draw = {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo}
        for glyph in shape(text, style).glyphs:
            origin = (at[0] + glyph.x * size, at[1] + glyph.y * size)
            for step, points in outline(glyph.font, glyph.glyph_id):
                if step == "Z":
                    path.close()
                    continue
                placed = (
                    origin[place % 2] + value * size
                    for place, value in enumerate(points)
                )
                draw[step](*placed)
        self._canvas.drawPath(path, stroke=0, fill=1)


def wide(text: str, size: float = SIZE, weight: Weight = Weight.PLAIN) -> float:
    """Tell how many points a line takes."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    if is_plain(text):
        return float(stringWidth(text, weight, size))
    return shape(text).width * size


def cut(text: str, room: float, size: float = SIZE) -> str:
    """Cut a text to so many points."""
    if len(text) * size * _WIDEST <= room or wide(text, size) <= room:
        return text
    while text and wide(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text}…"
