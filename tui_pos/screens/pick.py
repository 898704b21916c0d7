"""Choosing goods: a short list, or a search as it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain import scanline
from tui_pos.domain.errors import PosError
from tui_pos.i18n import _
from tui_pos.i18n.numbers import figure, qty
from tui_pos.services import catalog
from tui_pos.widgets.panel import ListPanel, SearchPanel
from tui_pos.widgets.rows import BLANK, Row, Span, fit, row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tui_pos.screens.till import Sale
    from tui_pos.services.catalog import Goods
    from tui_pos.widgets.panel import Host


def goods_line(goods: Goods, cells: int) -> str:
    """Draw goods in a list: name, code, stock, price."""
    low = "!" if goods.is_low else " "
    stock = fit(f"{low}{qty(goods.stock, goods.unit)}", 14, align=">")
    price = fit(figure(goods.price), 11, align=">")
    sku = fit(goods.sku, 14)
    return fit(goods.name, max(10, cells - 40)) + " " + sku + stock + price


class PickPanel(ListPanel):
    """Several goods answer to what was typed: one is chosen."""

    def __init__(
        self,
        host: Host,
        title: str,
        found: Sequence[Goods],
        chosen: Callable[[Goods], None],
    ) -> None:
        super().__init__(host, _("Which one? {text}").format(text=title))
        self._found = found
        self._chosen = chosen

    def items(self) -> int:
        return len(self._found)

    def item(self, number: int, cells: int) -> str:
        return goods_line(self._found[number], cells)

    def choose(self, number: int) -> None:
        self.close()
        self._chosen(self._found[number])


class FindPanel(SearchPanel):
    """Finds goods as they are typed; Enter adds, Esc only looked."""

    def __init__(self, screen: Sale, typed: str) -> None:
        super().__init__(screen, _("Find goods · check a price"), typed)
        self._screen = screen
        self._found: list[Goods] = []
        self._asked = scanline.Item("")
        self.look()

    def items(self) -> int:
        return len(self._found)

    def item(self, number: int, cells: int) -> str:
        return goods_line(self._found[number], cells)

    def nothing(self) -> str:
        if self.edit.text.strip():
            return _("Nothing found: another spelling, or a part of the name?")
        return _("Type any part of the name, the sku or the barcode.")

    def rows(self, cells: int, lines: int) -> list[Row]:
        foot = row(Span(_("Enter adds it · Esc back · scan to see a price"), "dim"))
        return [
            self.edit.row(cells, prompt=_("Find: ")),
            BLANK,
            *self.list_rows(cells, lines - 4),
            BLANK,
            foot,
        ]

    def choose(self, number: int) -> None:
        goods, asked = self._found[number], self._asked
        self.close()
        scanned = catalog.Scanned(goods, goods.sku)
        self._screen.add(scanned, asked.quantity, asked.worth)

    def scanned(self, code: str) -> None:
        try:
            found = catalog.scan(code, by=self._screen.actor)
        except PosError as error:
            self._screen.refuse(error)
            self._found = []
            return
        self.edit.set(found.goods.name)
        self._asked = scanline.Item("")
        self._found = [found.goods]
        self.place = 0

    def look(self) -> None:
        self._asked = _asked(self.edit.text)
        self._found = catalog.find(self._asked.text, by=self._screen.actor)


def _asked(typed: str) -> scanline.Item:
    """Read "20*ghee" as twenty of what is looked for."""
    try:
        command = scanline.parse(typed)
    except PosError:
        return scanline.Item(typed)
    return command if isinstance(command, scanline.Item) else scanline.Item("")
