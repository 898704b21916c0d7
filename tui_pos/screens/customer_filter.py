"""Whom the list of customers shows, and the list as a table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui_pos.i18n import _
from tui_pos.reports.csv_text import safe_cell
from tui_pos.services import customer_list
from tui_pos.services.customer_list import Standing
from tui_pos.widgets.panel import ListPanel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tui_pos.screens.till import Desk
    from tui_pos.services.customer_list import Wanted

_AT_ONCE = 500


class FilterPanel(ListPanel):
    """Everybody, who owes, a tier, an area ...: Enter lists them."""

    def __init__(
        self, screen: Desk, wanted: Wanted, show: Callable[[Wanted], object]
    ) -> None:
        super().__init__(screen, _("Whom to list"))
        self._show = show
        tiers, areas = customer_list.tiers_and_areas(by=screen.actor)
        self._choices: list[tuple[str, Wanted]] = [
            (_(one), replace(wanted, standing=one)) for one in Standing
        ]
        self._choices += [
            (_("tier: {tier}").format(tier=_(tier)), replace(wanted, tier=tier))
            for tier in tiers
        ]
        self._choices += [
            (_("area: {area}").format(area=area), replace(wanted, area=area))
            for area in areas
        ]

    def items(self) -> int:
        return len(self._choices)

    def item(self, number: int, cells: int) -> str:
        return self._choices[number][0]

    def choose(self, number: int) -> None:
        self.close()
        self._show(self._choices[number][1])


def export_listed(screen: Desk, customer_ids: list[int]) -> Path:
    """Write the listed customers as CSV into the exports, phones masked; give the file.

    Raises:
        OSError: It cannot be written.
    """
    import csv

    directory = screen.till.open_books().directory / "exports"
    directory.mkdir(mode=0o700, exist_ok=True)
    path = directory / f"customers-{screen.now():%Y%m%d-%H%M%S}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(
            ("id", "name", "tier", "phone", "area", "spent", "balance", "points")
        )
        for first in range(0, len(customer_ids), _AT_ONCE):
            some = customer_ids[first : first + _AT_ONCE]
            for one in customer_list.page(some, by=screen.actor):
                cells = (
                    one.customer_id,
                    one.name,
                    one.tier,
                    f"*******{one.phone[-4:]}" if one.phone else "",
                    one.area,
                    one.spent.to_rupees(),
                    one.balance.to_rupees(),
                    one.points,
                )
                writer.writerow([safe_cell(str(cell)) for cell in cells])
    path.chmod(0o600)
    return path
