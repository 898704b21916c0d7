"""The statement as an A4 PDF, drawn line by line on reportlab's canvas.

A platypus table grows with the square of its rows; a page drawn and dropped does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from tui_pos.i18n import _
from tui_pos.reports.statement import ages, foot, heads, proof, table, title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import tzinfo
    from pathlib import Path

    from reportlab.pdfgen.canvas import Canvas

    from tui_pos.reports.statement import Line
    from tui_pos.services.statements import Statement

_WIDTH, _HEIGHT = 595.28, 841.89
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 555.0, 800.0, 60.0
_STEP = 13.0
_HEAD = 5
"""How many lines the shop's name, the title and the heads of the columns take."""
_FOOT = 5
_PLAIN, _BOLD = "Helvetica", "Helvetica-Bold"
_SIZE, _SMALL = 9.0, 7.5
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
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(_WIDTH, _HEIGHT), pageCompression=1)
    canvas.setTitle(f"{_('KHATA STATEMENT')} {made.name}")
    canvas.setAuthor(made.head.name)
    rows = [row for line in table(made, zone=zone) for row in _rows(line, details)]
    a_page = int((_TOP - _BOTTOM) / _STEP) - _HEAD
    pages = -(-(len(rows) + _FOOT) // a_page)
    left = iter(rows)
    for number in range(1, pages + 1):
        y = _head(canvas, made, number, pages)
        for row in islice(left, a_page):
            y = _draw(canvas, row, y)
        if number == pages:
            _end(canvas, made, y, zone)
        canvas.showPage()
        if progress is not None:
            progress(number, pages)
    canvas.save()
    return pages


def _rows(line: Line, details: bool) -> Iterator[_Row]:  # noqa: FBT001 - passed on
    yield _Row(line=line)
    if details:
        yield from (_Row(item=item) for item in line.items)


def _head(canvas: Canvas, made: Statement, number: int, pages: int) -> float:
    who, days = title(made)
    canvas.setFont(_BOLD, 13)
    canvas.drawString(_LEFT, _TOP, made.head.name)
    canvas.setFont(_PLAIN, _SMALL)
    where = " · ".join(part for part in (made.head.address, made.head.phone) if part)
    canvas.drawString(_LEFT, _TOP - _STEP, where)
    canvas.drawRightString(
        _RIGHT,
        _TOP - _STEP,
        _("page {number} of {pages}").format(number=number, pages=pages),
    )
    canvas.setFont(_BOLD, _SIZE)
    canvas.drawRightString(_RIGHT, _TOP, _("KHATA STATEMENT"))
    canvas.drawString(_LEFT, _TOP - 2.5 * _STEP, who)
    canvas.setFont(_PLAIN, _SIZE)
    canvas.drawRightString(_RIGHT, _TOP - 2.5 * _STEP, days)
    y = _TOP - 4 * _STEP
    canvas.setFont(_BOLD, _SIZE)
    _cells(canvas, heads(), y)
    canvas.setLineWidth(0.6)
    canvas.line(_LEFT, y - 3.5, _RIGHT, y - 3.5)
    canvas.setFont(_PLAIN, _SIZE)
    return y - _STEP


def _draw(canvas: Canvas, row: _Row, y: float) -> float:
    if row.line is None:
        canvas.setFont(_PLAIN, _SMALL)
        canvas.drawString(_EDGES[3] + 8, y, _cut(row.item, _ROOM[3] - 8, _SMALL))
        canvas.setFont(_PLAIN, _SIZE)
    else:
        _cells(canvas, row.line.cells, y)
        if row.line.struck:
            canvas.setLineWidth(0.4)
            canvas.line(_LEFT, y + 3, _EDGES[3] - 8, y + 3)
            canvas.line(_EDGES[4] - 45, y + 3, _EDGES[-2], y + 3)
    return y - _STEP


def _end(canvas: Canvas, made: Statement, y: float, zone: tzinfo | None) -> None:
    canvas.setLineWidth(0.6)
    canvas.line(_LEFT, y + _STEP - 4, _RIGHT, y + _STEP - 4)
    canvas.setFont(_BOLD, _SIZE)
    for cells in foot(made):
        _cells(canvas, ("", "", "", *cells), y)
        y -= _STEP
    canvas.setFont(_PLAIN, _SIZE)
    canvas.drawString(_LEFT, y, ages(made))
    canvas.setFont(_PLAIN, _SMALL)
    canvas.drawString(_LEFT, y - _STEP, proof(made, zone=zone))


def _cells(canvas: Canvas, cells: tuple[str, ...], y: float) -> None:
    for place, cell in enumerate(cells):
        if not cell:
            continue
        if place < _WORDS:
            canvas.drawString(_EDGES[place], y, _cut(cell, _ROOM[place], _SIZE))
        else:
            canvas.drawRightString(_EDGES[place], y, cell)


def _cut(text: str, room: float, size: float) -> str:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    if stringWidth(text, _PLAIN, size) <= room:
        return text
    while text and stringWidth(f"{text}…", _PLAIN, size) > room:
        text = text[:-1]
    return f"{text}…"
