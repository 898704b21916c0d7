"""The collection sheet: numbered, with a place to write what was received."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from tui_pos.domain.money import Money
from tui_pos.domain.receipt import Centred, Heading, Receipt, Row, Rule, Total
from tui_pos.i18n import _
from tui_pos.i18n.numbers import day, figure
from tui_pos.reports.receipts import duplicate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui_pos.domain.receipt import Element
    from tui_pos.services.collecting import Sheet, ToCollect

_BLANK = "_" * 12


def as_receipt(shop: str, sheet: Sheet, *, copy: int = 1) -> Receipt:
    """Write the sheet for the receipt printer; copy 2 and above says DUPLICATE."""
    return Receipt(tuple(_elements(shop, sheet, copy)))


def why(one: ToCollect) -> str:
    """Say why somebody is asked: a promise, one that was broken, or an old debt."""
    if one.promised is None:
        return _("since {day}").format(day=day(one.oldest))
    on, amount = one.promised
    words = _("promised {amount} for {day}")
    if one.why == "broken":
        words = _("BROKE {amount} of {day}")
    return words.format(amount=figure(amount), day=day(on))


def _elements(shop: str, sheet: Sheet, copy: int) -> Iterator[Element]:
    yield Heading(shop)
    yield from duplicate(copy)
    title = _("TO COLLECT on {day}").format(day=day(sheet.on))
    yield Centred(" · ".join(part for part in (title, sheet.reference) if part))
    for area, people in groupby(sheet.lines, key=lambda one: one.area):
        yield Rule()
        if area:
            yield Row(area, bold=True)
        for one in people:
            yield Row(f"{one.number}. {one.name} {one.phone}".rstrip())
            yield Row(f"   {why(one)}", figure(one.owes))
            yield Row(f"   {_('received')}", _BLANK)
    yield Rule()
    total = Money.total(one.owes for one in sheet.lines)
    yield Total(_("{count} people").format(count=len(sheet.lines)), figure(total))
