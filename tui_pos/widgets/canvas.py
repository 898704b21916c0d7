"""The whole screen as rows: only rows that changed are painted again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui_pos.widgets.rows import clip, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.color import Color

    from tui_pos.widgets.rows import Row

ROLES: dict[str, Style] = {
    "text": Style(),
    "dim": Style(dim=True),
    "bold": Style(bold=True),
    "head": Style(reverse=True),
    "selected": Style(reverse=True, bold=True),
    "key": Style(bold=True, color="cyan"),
    "big": Style(bold=True, color="green"),
    "good": Style(bold=True, color="green"),
    "owed": Style(bold=True, color="yellow"),
    "bad": Style(bold=True, color="red"),
    "cursor": Style(reverse=True),
    "badge": Style(bold=True, color="blue"),
    "edge": Style(color="cyan"),
}


class Canvas(Widget, can_focus=False):
    """A screen that is drawn row by row."""

    DEFAULT_CSS = """
    Canvas { width: 1fr; height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[Row] = []
        self._style: Style | None = None

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows from the top; the rest stays empty."""
        before, self._shown = self._shown, list(rows)
        self._style = self.rich_style  # asked once a frame: it is dear
        longest = max(len(before), len(rows))
        for line in range(longest):
            old = before[line] if line < len(before) else None
            new = rows[line] if line < len(rows) else None
            if old != new:
                self.refresh(Region(0, line, self.size.width, 1))

    def put(self, line: int, row: Row) -> None:
        """Show one row anew."""
        if self._shown[line] != row:
            self._shown[line] = row
            self.refresh(Region(0, line, self.size.width, 1))

    @property
    def shown(self) -> list[Row]:
        """What is shown now."""
        return self._shown

    def render_line(self, y: int) -> Strip:
        cells, style = self.size.width, self._style or self.rich_style
        spans = clip(self._shown[y], cells) if y < len(self._shown) else ()
        strip = Strip([Segment(safe(span.text), ROLES[span.role]) for span in spans])
        return strip.adjust_cell_length(cells, style).apply_style(style)


class HarmlessFilter(LineFilter):
    """The second wall: whatever reaches the terminal, it never commands it."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Delete what a terminal would obey."""
        return [
            segment
            if segment.control
            else Segment(safe(segment.text), segment.style, segment.control)
            for segment in segments
        ]
