"""The fonts of the package, and which of them has a letter."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import uharfbuzz as hb

_HERE = Path(__file__).parent / "fonts"


class Style(StrEnum):
    """How Urdu is written."""

    NASTALIQ = "NotoNastaliqUrdu-Regular"
    """As books are: for names and headings; it needs twice the height of a line."""
    NASKH = "NotoNaskhArabic-Regular"
    """As newspapers set tables: for what must fit a line."""


LATIN = "NotoSans-Regular"


@cache
def font(name: str) -> hb.Font:
    """Load a font of the package; positions are in its own units."""
    import uharfbuzz as hb

    blob = hb.Blob.from_file_path(str(_HERE / f"{name}.ttf"))
    return hb.Font(hb.Face(blob))


@cache
def units(name: str) -> int:
    """Tell into how many units a font divides its size."""
    return int(font(name).face.upem)


@cache
def has(name: str, character: str) -> bool:
    """Tell whether a font has a glyph for a character."""
    return font(name).get_nominal_glyph(ord(character)) is not None


def font_for(character: str, style: Style) -> str:
    """Choose the font of a character: the style, then the other, then Latin."""
    order = (style, *(other for other in Style if other is not style))
    if not character.isspace() and not has(LATIN, character):
        for name in order:
            if has(name, character):
                return name
    return LATIN


class Pen:
    """Collects an outline as lines and cubic curves, in ems."""

    def __init__(self, scale: float) -> None:
        self.steps: list[tuple[str, tuple[float, ...]]] = []
        self._scale = scale
        self._at = (0.0, 0.0)

    def moveTo(self, point: Any) -> None:  # noqa: N802 - the pen protocol names it
        """Begin a contour."""
        self._add("M", point)

    def lineTo(self, point: Any) -> None:  # noqa: N802 - the pen protocol names it
        """Draw a straight line."""
        self._add("L", point)

    def curveTo(self, *points: Any) -> None:  # noqa: N802 - the pen protocol names it
        """Draw a cubic curve."""
        self._add("C", *points)

    def qCurveTo(self, control: Any, end: Any) -> None:  # noqa: N802 - the pen protocol names it
        """Draw a quadratic curve, as the cubic one that it is."""
        (x, y), (cx, cy), (ex, ey) = self._at, control, end
        first = (x + 2 * (cx - x) / 3, y + 2 * (cy - y) / 3)
        second = (ex + 2 * (cx - ex) / 3, ey + 2 * (cy - ey) / 3)
        self._add("C", first, second, (ex, ey))

    def closePath(self) -> None:  # noqa: N802 - the pen protocol names it
        """End a contour."""
        self.steps.append(("Z", ()))

    def endPath(self) -> None:  # noqa: N802 - the pen protocol names it
        """End a contour that is not closed."""

    def _add(self, step: str, *points: Any) -> None:
        scaled = tuple(value * self._scale for point in points for value in point)
        self.steps.append((step, scaled))
        self._at = points[-1]
