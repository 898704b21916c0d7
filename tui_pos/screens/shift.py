"""Opening the shift: the cash that lies in the drawer before the first sale."""

from __future__ import annotations

from tui_pos.domain import entry
from tui_pos.domain.entry import LARGEST_BOOK_AMOUNT
from tui_pos.i18n import _
from tui_pos.i18n.numbers import day
from tui_pos.screens.base import PosScreen
from tui_pos.services import shifts
from tui_pos.widgets.edit_line import EditLine
from tui_pos.widgets.rows import BLANK, Row, Span, between, row


class ShiftScreen(PosScreen):
    """Asks for the float; the shift fixes the business date."""

    SMALLEST = (40, 12)

    def __init__(self) -> None:
        super().__init__()
        self._float = EditLine()

    def base_rows(self, cells: int, lines: int) -> list[Row]:
        shop, actor = self.till.open_books(), self.till.person()
        today = day(shop.now().date())
        rows = [
            between(row(Span(f" {shop.name}", "bold")), row(f"{actor.name} "), cells),
            BLANK,
            row("  ", Span(_("Open the shift of {day}").format(day=today), "bold")),
            BLANK,
            row("  ", _("Count the cash in the drawer and type it.")),
            BLANK,
            row("  ", *self._float.row(cells - 4, prompt=_("Float, Rs  "))),
            BLANK,
            row("  ", Span(_("Enter opens the shift · Ctrl+L locks"), "dim")),
            BLANK,
            row("  ", self.message),
        ]
        return [*rows, *[BLANK] * (lines - len(rows))]

    def press(self, key: str, character: str | None) -> None:
        match key:
            case "enter":
                if self._float.text.strip():
                    self.attempt(self._open)
                else:
                    self.say(_("Type the float; 0 where the drawer is empty."))
            case "ctrl+l":
                self.till.lock()
            case _:
                self._float.key(key, character)

    def _open(self) -> None:
        shop, actor = self.till.open_books(), self.till.person()
        amount = entry.amount(self._float.text, largest=LARGEST_BOOK_AMOUNT)
        opened = shifts.open_shift(amount, by=actor, at=shop.now())
        self.till.entered(actor)
        said = []
        if opened.expired:
            words = _("{points} points lapsed today.")
            said.append(words.format(points=f"{opened.expired:,}"))
        if opened.lapsing:
            words = _("{points} points lapse next month.")
            said.append(words.format(points=f"{opened.lapsing:,}"))
        if said:
            self.till.tell(" ".join(said))
