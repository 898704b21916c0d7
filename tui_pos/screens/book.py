"""The khata book: every account that is not zero, how old, and the totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain import entry
from tui_pos.domain.ageing import AgeBy
from tui_pos.domain.money import ZERO
from tui_pos.i18n import _
from tui_pos.i18n.numbers import day, figure, rs
from tui_pos.reports.statement import owed
from tui_pos.screens.collection import open_today
from tui_pos.services import ageing, khata
from tui_pos.widgets.panel import AskPanel, ListPanel
from tui_pos.widgets.rows import BLANK, Row, Span, fit, row, wrap

if TYPE_CHECKING:
    from tui_pos.domain.money import Money
    from tui_pos.screens.till import Desk
    from tui_pos.services.ageing import Aged

_FIGURE, _BALANCE, _NARROW = 9, 13, 60
_OLDEST, _LARGEST, _PROMISED = range(3)


class BookPanel(ListPanel):
    """Who owes, oldest first; Enter opens the khata."""

    def __init__(self, screen: Desk, area: str) -> None:
        super().__init__(screen, _("Khata book"))
        self._screen = screen
        self._area = area
        self._by = AgeBy.BILL
        self._sort = _OLDEST
        self._left = False
        self._on = screen.today
        self.refresh()

    def refresh(self) -> None:
        """Read the book again."""
        screen = self._screen
        self._report = ageing.ageing(self._on, self._by, self._area, by=screen.actor)
        self._turnover = khata.turnover(screen.today, by=screen.actor)
        self._rows = list(self._report.rows)
        if self._sort == _LARGEST:
            self._rows.sort(key=lambda one: -one.balance.paisas)
        elif self._sort == _PROMISED:
            self._rows.sort(key=lambda one: (one.promised is None, one.promised))

    def items(self) -> int:
        return len(self._rows)

    def item(self, number: int, cells: int) -> str:
        return _line(self._rows[number], cells, by=self._by)

    def nothing(self) -> str:
        return _("Nobody owes anything.")

    def rows(self, cells: int, lines: int) -> list[Row]:
        if self._left and self.host.panel_on_top is self:
            self._left = False  # something may have been paid meanwhile
            self.refresh()
        report = self._report
        given = _("today given {given}, received {received}").format(
            given=rs(self._turnover[0]), received=rs(self._turnover[1])
        )
        month = _("this month given {given}, received {received}").format(
            given=rs(self._turnover[2]), received=rs(self._turnover[3])
        )
        by = _("by due date") if self._by is AgeBy.DUE else _("by bill")
        sort = (_("oldest first"), _("largest first"), _("promised first"))[self._sort]
        head = row(Span(fit(f"  {self._heads(cells)}", cells), "dim"))
        total = _line(report.total, cells - 2, by=self._by)
        keys = _("Enter khata · Tab age by · S sort · F2 as of · L to collect")
        if self._on != self._screen.today:
            sort = f"{sort} · {_('AS OF {day}').format(day=day(self._on))}"
        foot = [
            BLANK,
            row(fit(f"  {total}", cells)),
            row(Span(fit(given, cells), "dim")),
            row(Span(fit(month, cells), "dim")),
            row(Span(fit(f"{by} · {sort}", cells), "dim")),
            *[row(Span(line, "dim")) for line in wrap(keys, cells)],
        ]
        room = lines - len(foot) - 1
        listed = self.list_rows(cells, room)
        return [head, *listed, *[BLANK] * (room - len(listed)), *foot]

    def _heads(self, cells: int) -> str:
        heads = [*self._report.titles]
        if self._by is AgeBy.DUE:
            heads.insert(0, _("Not due"))
        words = "".join(fit(head, _FIGURE, align=">") for head in heads)
        return _laid(_("Customer"), words, _("Balance"), cells - 2)

    def choose(self, number: int) -> None:
        self._left = True
        self._screen.open_khata(self._rows[number].customer_id)

    def typed(self, key: str, character: str | None) -> None:
        if key == "tab":
            self._by = AgeBy.DUE if self._by is AgeBy.BILL else AgeBy.BILL
            self.refresh()
        elif (character or "").lower() == "s":
            self._sort = (self._sort + 1) % 3
            self.refresh()
        elif key == "f2":
            self._as_of()
        elif (character or "").lower() == "l":
            open_today(self._screen, self._area)

    def _as_of(self) -> None:
        def answered(text: str) -> bool:
            return self._screen.attempt(lambda: self._show(text))

        asked = _("As of which day? Empty is today.")
        self.host.open(AskPanel(self.host, _("Khata book"), asked, answered))

    def _show(self, text: str) -> None:
        self._on = entry.day(text) if text.strip() else self._screen.today
        self.refresh()


def _line(one: Aged, cells: int, *, by: AgeBy) -> str:
    amounts: list[Money] = [*one.buckets]
    if by is AgeBy.DUE:
        amounts.insert(0, one.not_due)
    words = "".join(
        fit(figure(amount) if amount else "-", _FIGURE, align=">") for amount in amounts
    )
    name = one.name or _("Total")
    if one.promised:
        name = f"{name} ({day(one.promised)[:5]})"
    advance = _("advance {amount}").format(amount=figure(-one.balance))
    return _laid(
        name, words, owed(one.balance) if one.balance >= ZERO else advance, cells
    )


def _laid(name: str, buckets: str, balance: str, cells: int) -> str:
    wide = max(_BALANCE, len(balance) + 1)
    if cells < _NARROW or cells - len(buckets) - wide < 12:
        return fit(name, cells - wide) + fit(balance, wide, align=">")
    room = cells - len(buckets) - wide
    return fit(name, room) + buckets + fit(balance, wide, align=">")
