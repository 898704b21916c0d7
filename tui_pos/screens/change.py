"""After the sale: the change, large, until the next key; that key is not lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.i18n import _
from tui_pos.i18n.numbers import figure, rs
from tui_pos.screens.sale_rows import balance_span
from tui_pos.widgets.panel import Panel, ScanPolicy
from tui_pos.widgets.rows import BLANK, Row, Span, big, row

if TYPE_CHECKING:
    from tui_pos.screens.till import Desk, Sale
    from tui_pos.services.khata import KhataCard
    from tui_pos.services.sales import SaleCompleted


class GoOnPanel(Panel):
    """Stays until the next key or scan, which is not lost."""

    scan_policy = ScanPolicy.ACCEPT

    def __init__(self, screen: Desk, title: str) -> None:
        super().__init__(screen)
        self.title = title
        self._screen = screen

    def key(self, key: str, character: str | None) -> None:
        self.close()
        if key not in {"enter", "escape"}:
            self._screen.press(key, character)

    def take_back(self, characters: int) -> None:
        self._screen.take_back(characters)

    def scanned(self, code: str) -> None:
        self.close()
        self._screen.scanned(code)


class ChangePanel(GoOnPanel):
    """Shows what to give back and where the khata stands."""

    def __init__(
        self, screen: Sale, done: SaleCompleted, card: KhataCard | None, tier: str
    ) -> None:
        super().__init__(screen, done.receipt)
        self._done = done
        self._card = card
        self._tier_before = tier

    def rows(self, cells: int, lines: int) -> list[Row]:
        done = self._done
        rows = [
            row(Span(_("SOLD"), "good"), f"  {done.receipt}  {rs(done.total)}"),
            BLANK,
            row(Span(_("CHANGE"), "bold")),
            *[row(Span(line, "big")) for line in big(figure(done.change))],
            BLANK,
        ]
        if self._card is not None and done.balance is not None:
            before = done.balance - done.on_khata + done.on_old
            said = _("before {before}, this bill on khata {bill}, now ").format(
                before=rs(before), bill=rs(done.on_khata)
            )
            name = row(Span(self._card.name, "bold"))
            if done.on_old:
                old = _("on the old balance {amount}, ").format(amount=rs(done.on_old))
                rows.append(row(Span(old, "good")))
            rows += [name, row(said, balance_span(done.balance)), BLANK]
        if done.points_earned or done.points:
            earned = _("earned {earned} points, now {points} · {tier}").format(
                earned=f"{done.points_earned:,}",
                points=f"{done.points:,}",
                tier=_(self._card.tier) if self._card else "",
            )
            rows.append(row(Span(earned, "badge")))
            if self._card is not None and self._card.tier != self._tier_before:
                risen = _("From this bill on {name} is {tier}.").format(
                    name=self._card.name, tier=_(self._card.tier)
                )
                rows.append(row(Span(risen, "good")))
            rows.append(BLANK)
        hint = _("Any key goes on · Ctrl+R prints it again · F10 P shows it")
        return [*rows, row(Span(hint, "dim"))]
