"""The collection sheet on A4: a line a person, with room to write what was received."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain.money import Money
from tui_pos.i18n import _
from tui_pos.i18n.numbers import day, figure
from tui_pos.reports.collecting import why
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
)
from tui_pos.shaping.fonts import Style

if TYPE_CHECKING:
    from pathlib import Path

    from tui_pos.services.collecting import Sheet, ToCollect

_LINE = 22.0
"""Points from person to person: a hand writes in it."""
_NAME, _PHONE, _WHY, _OWES, _RECEIVED = 64.0, 210.0, 285.0, 450.0, 555.0


def write(shop: str, sheet: Sheet, path: Path) -> int:
    """Write a sheet to a file; give how many pages it has.

    Raises:
        OSError: The file cannot be written.
    """
    title = _("TO COLLECT on {day}").format(day=day(sheet.on))
    page = Page(path, title=title, author=shop)
    a_page = int((TOP - 4 * STEP - BOTTOM) / _LINE)
    lines = sheet.lines
    pages = -(-len(lines) // a_page)
    for number in range(pages):
        y = _head(page, f"{shop} · {title} · {sheet.reference}", number + 1, pages)
        for one in lines[number * a_page : (number + 1) * a_page]:
            _person(page, one, y)
            y -= _LINE
        if number == pages - 1:
            total = Money.total(one.owes for one in lines)
            words = _("{count} people").format(count=len(lines))
            page.text((_NAME, y), words, SIZE, Weight.BOLD)
            page.text_right((_OWES, y), figure(total), SIZE, Weight.BOLD)
            page.line((_OWES + 15, y - 3), (_RECEIVED, y - 3), 0.8)
        page.end()
    page.save()
    return pages


def _head(page: Page, title: str, number: int, pages: int) -> float:
    page.text((LEFT, TOP), title, 11, Weight.BOLD, Style.NASTALIQ)
    words = _("page {number} of {pages}").format(number=number, pages=pages)
    page.text_right((RIGHT, TOP), words, SMALL)
    y = TOP - 2 * STEP
    page.text((_NAME, y), _("Customer"), SIZE, Weight.BOLD)
    page.text((_PHONE, y), _("Phone"), SIZE, Weight.BOLD)
    page.text_right((_OWES, y), _("Baqaya"), SIZE, Weight.BOLD)
    page.text_right((_RECEIVED, y), _("received"), SIZE, Weight.BOLD)
    page.line((LEFT, y - 4), (RIGHT, y - 4))
    return y - 1.7 * STEP


def _person(page: Page, one: ToCollect, y: float) -> None:
    page.text_right((_NAME - 8, y), f"{one.number}.")
    name = f"{one.name} · {one.area}" if one.area else one.name
    page.text((_NAME, y), cut(name, _PHONE - _NAME - 6))
    page.text((_PHONE, y), one.phone)
    page.text((_WHY, y), cut(why(one), _OWES - _WHY - 60, SMALL), SMALL)
    page.text_right((_OWES, y), figure(one.owes))
    page.line((_OWES + 15, y - 3), (_RECEIVED, y - 3), 0.4)
