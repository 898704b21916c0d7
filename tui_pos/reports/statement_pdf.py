"""The statement as an A4 PDF, drawn line by line on reportlab's canvas.

A platypus table grows with the square of its rows; a page drawn and dropped does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from tui_pos.i18n import _
from tui_pos.reports.page import (
    BOTTOM,
    LEFT,
    RIGHT,
    SIZE,
    SMALL,
    STEP,
    TOP,
    Page,
    Weight,
    cut,
    wide,
)
from tui_pos.reports.statement import ages, foot, heads, proof, table, title
from tui_pos.shaping.fonts import Style

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import tzinfo
    from pathlib import Path

    from tui_pos.reports.statement import Line
    from tui_pos.services.statements import Statement

_HEAD = 5
"""How many lines the shop's name, the title and the heads of the columns take."""
_FOOT = 5
_NAME = 13.0
_EDGES = (40.0, 96.0, 126.0, 190.0, 415.0, 480.0, 555.0)
"""Where each column begins, and for figures where it ends."""
_WORDS = 4
_ROOM = tuple(
    right - left - 6
    for left, right in zip(_EDGES[:4], (96, 126, 190, 360), strict=True)
)


@dataclass(frozen=True, slots=True)
class _Row:
    line: Line | None = None
    item: str = ""


def write(
    made: Statement,
    path: Path,
    *,
    zone: tzinfo | None,
    details: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write it to a file; give how many pages it has.

    `details` puts the things of a bill under it; `progress` is told pages done of all.

    Raises:
        OSError: The file cannot be written.
    """
    words = f"{_('KHATA STATEMENT')} {made.name}"
    page = Page(path, title=words, author=made.head.name)
    rows = [row for line in table(made, zone=zone) for row in _rows(line, details)]
    a_page = int((TOP - BOTTOM) / STEP) - _HEAD
    pages = -(-(len(rows) + _FOOT) // a_page)
    left = iter(rows)
    for number in range(1, pages + 1):
        y = _head(page, made, number, pages)
        for row in islice(left, a_page):
            y = _draw(page, row, y)
        if number == pages:
            _end(page, made, y, zone)
        page.end()
        if progress is not None:
            progress(number, pages)
    page.save()
    return pages


def _rows(line: Line, details: bool) -> Iterator[_Row]:  # noqa: FBT001 - passed on
    yield _Row(line=line)
    if details:
        yield from (_Row(item=item) for item in line.items)


def _head(page: Page, made: Statement, number: int, pages: int) -> float:
    who, days = title(made)
    page.text((LEFT, TOP), made.head.name, _NAME, Weight.BOLD, Style.NASTALIQ)
    where = " · ".join(part for part in (made.head.address, made.head.phone) if part)
    page.text((LEFT, TOP - STEP), where, SMALL)
    words = _("page {number} of {pages}").format(number=number, pages=pages)
    page.text_right((RIGHT, TOP - STEP), words, SMALL)
    page.text_right((RIGHT, TOP), _("KHATA STATEMENT"), SIZE, Weight.BOLD)
    y = TOP - 2.5 * STEP
    page.text((LEFT, y), who, SIZE, Weight.BOLD, Style.NASTALIQ)
    if made.name_ur and made.name_ur != made.name:
        at = (LEFT + wide(who, SIZE, Weight.BOLD) + 10, y)
        page.text(at, made.name_ur, SIZE, Weight.PLAIN, Style.NASTALIQ)
    page.text_right((RIGHT, y), days)
    y = TOP - 4 * STEP
    _cells(page, heads(), y, Weight.BOLD)
    page.line((LEFT, y - 3.5), (RIGHT, y - 3.5))
    return y - STEP


def _draw(page: Page, row: _Row, y: float) -> float:
    if row.line is None:
        words = cut(row.item, _ROOM[3] - 8, SMALL)
        page.text((_EDGES[3] + 8, y), words, SMALL)
        return y - STEP
    _cells(page, row.line.cells, y)
    if row.line.struck:
        page.line((LEFT, y + 3), (_EDGES[3] - 8, y + 3), 0.4)
        page.line((_EDGES[4] - 45, y + 3), (_EDGES[-2], y + 3), 0.4)
    return y - STEP


def _end(page: Page, made: Statement, y: float, zone: tzinfo | None) -> None:
    page.line((LEFT, y + STEP - 4), (RIGHT, y + STEP - 4))
    for cells in foot(made):
        _cells(page, ("", "", "", *cells), y, Weight.BOLD)
        y -= STEP
    page.text((LEFT, y), ages(made))
    page.text((LEFT, y - STEP), proof(made, zone=zone), SMALL)


def _cells(
    page: Page, cells: tuple[str, ...], y: float, weight: Weight = Weight.PLAIN
) -> None:
    for place, cell in enumerate(cells):
        if not cell:
            continue
        if place < _WORDS:
            page.text((_EDGES[place], y), cut(cell, _ROOM[place]), SIZE, weight)
        else:
            page.text_right((_EDGES[place], y), cell, SIZE, weight)
