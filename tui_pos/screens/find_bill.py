"""Finding the bill of goods that come back: by slip, by customer, by goods and day."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from tui_pos.domain.errors import PosError
from tui_pos.i18n import _
from tui_pos.i18n.numbers import day, moment, rs
from tui_pos.screens.give_back import ReturnPanel
from tui_pos.services import bills, catalog, customers
from tui_pos.widgets.panel import SearchPanel
from tui_pos.widgets.rows import BLANK, Row, Span, fit, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.screens.till import Sale
    from tui_pos.services.bills import BillFound

_BY_SLIP, _BY_CUSTOMER, _BY_GOODS = range(3)


class FindBillPanel(SearchPanel):
    """A scanned slip opens its bill at once; Tab is for those who lost it."""

    def __init__(self, screen: Sale) -> None:
        super().__init__(screen, _("Goods come back"))
        self._screen = screen
        self._mode = _BY_SLIP
        self._on = screen.now().date()
        self._found: list[tuple[str, Callable[[], object]]] = []
        self.look()

    def items(self) -> int:
        return len(self._found)

    def item(self, number: int, cells: int) -> str:
        return self._found[number][0]

    def choose(self, number: int) -> None:
        self._found[number][1]()

    def nothing(self) -> str:
        if self._mode == _BY_SLIP:
            return _("Enter opens the bill of this number.")
        return _("Nothing found.")

    def rows(self, cells: int, lines: int) -> list[Row]:
        asked = {
            _BY_SLIP: _("Slip: "),
            _BY_CUSTOMER: _("Customer: "),
            _BY_GOODS: _("Goods on {day}: ").format(day=day(self._on)),
        }[self._mode]
        hint = {
            _BY_SLIP: _("Scan the slip or type its number · Tab: slip is lost"),
            _BY_CUSTOMER: _("Any part of the name or phone · Tab: by goods"),
            _BY_GOODS: _("← → another day · Tab: by slip"),
        }[self._mode]
        return [
            self.edit.row(cells, prompt=asked),
            row(Span(hint, "dim")),
            BLANK,
            *self.list_rows(cells, lines - 5),
            BLANK,
            row(Span(_("Enter chooses · Esc back"), "dim")),
        ]

    def key(self, key: str, character: str | None) -> None:
        if key == "tab":
            self._mode = (self._mode + 1) % 3
            self.edit.set("")
            self.look()
        elif key in {"left", "right"} and self._mode == _BY_GOODS:
            self._on += timedelta(days=-1 if key == "left" else 1)
            self.look()
        elif key == "enter" and self._mode == _BY_SLIP and self.edit.text.strip():
            self.open_bill(self.edit.text)
        else:
            super().key(key, character)

    def scanned(self, code: str) -> None:
        self._mode = _BY_SLIP
        self.edit.set("")
        if not self.open_bill(code):
            self.edit.set(code)
        self.look()

    def open_bill(self, number: str) -> bool:
        """Open a bill; what is refused stays typed."""
        screen = self._screen
        try:
            bill = bills.bill(number, by=screen.actor)
        except PosError as error:
            screen.refuse(error)
            return False
        self.host.open(ReturnPanel(screen, bill, self.close))
        return True

    def look(self) -> None:
        by, text = self._screen.actor, self.edit.text.strip()
        if self._mode == _BY_SLIP:
            self._show([] if text else bills.newest(by=by))
        elif self._mode == _BY_CUSTOMER:
            self._found = [
                (
                    f"{person.name}  {person.phone}",
                    partial(self._show_customer, person.customer_id),
                )
                for person in customers.find(text, by=by)
            ]
        else:
            self._found = [
                (
                    goods.name,
                    partial(self._show_goods, goods.product_id),
                )
                for goods in catalog.find(text, by=by)
            ]

    def _show_customer(self, customer_id: int) -> None:
        self._show(bills.of_customer(customer_id, by=self._screen.actor))

    def _show_goods(self, product_id: int) -> None:
        self._show(bills.with_goods(product_id, self._on, by=self._screen.actor))

    def _show(self, found: list[BillFound]) -> None:
        zone = self._screen.now().tzinfo
        self.place = 0
        self._found = [
            (
                fit(one.receipt, 12)
                + fit(moment(one.at.astimezone(zone)), 18)
                + fit(rs(one.total), 14, align=">")
                + f"  {one.customer} {one.goods}",
                partial(self.open_bill, one.receipt),
            )
            for one in found
        ]
