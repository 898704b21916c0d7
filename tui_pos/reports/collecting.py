"""The collection sheet: numbered, with a place to write what was received."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from tui_pos.domain.money import Money
from tui_pos.domain.receipt import Centred, Heading, Receipt, Row, Rule, Total
from tui_pos.i18n import _
from tui_pos.i18n.numbers import day, figure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tui_pos.domain.receipt import Element
    from tui_pos.services.collecting import ToCollect

_BLANK = "_" * 12


def as_receipt(shop: str, on: date, found: list[ToCollect]) -> Receipt:
    """Write the sheet for the receipt printer."""
    return Receipt(tuple(_elements(shop, on, found)))


def _elements(shop: str, on: date, found: list[ToCollect]) -> Iterator[Element]:
    yield Heading(shop)
    yield Centred(_("TO COLLECT on {day}").format(day=day(on)))
    for area, people in groupby(found, key=lambda one: one.area):
        yield Rule()
        if area:
            yield Row(area, bold=True)
        for one in people:
            yield Row(f"{one.number}. {one.name} {one.phone}".rstrip())
            yield Row(f"   {_why(one)}", figure(one.owes))
            yield Row(f"   {_('received')}", _BLANK)
    yield Rule()
    total = Money.total(one.owes for one in found)
    yield Total(_("{count} people").format(count=len(found)), figure(total))


def _why(one: ToCollect) -> str:
    if one.promised is None:
        return _("since {day}").format(day=day(one.oldest))
    on, amount = one.promised
    words = _("promised {amount} for {day}")
    if one.why == "broken":
        words = _("BROKE {amount} of {day}")
    return words.format(amount=figure(amount), day=day(on))
