"""The statement of a khata on the screen: printed, as A4, and of other days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain import entry
from tui_pos.domain.period import Period, Preset
from tui_pos.domain.receipt import as_text
from tui_pos.i18n import _
from tui_pos.reports import statement_pdf
from tui_pos.reports.statement import as_receipt
from tui_pos.services import statements
from tui_pos.widgets.panel import Field, FormPanel, LinesPanel
from tui_pos.widgets.rows import Row, Span, row, wrap

if TYPE_CHECKING:
    from tui_pos.screens.till import Desk
    from tui_pos.services.statements import Statement

_PRESETS = {
    "1": Preset.ALL,
    "2": Preset.THIS_MONTH,
    "3": Preset.LAST_MONTH,
    "4": Preset.SINCE_PAYMENT,
    "5": Preset.SINCE_ZERO,
}


class StatementPanel(LinesPanel):
    """The statement as it prints; P prints it, A is for A4, 1-5 and D its days."""

    def __init__(self, screen: Desk, customer_id: int, made: Statement) -> None:
        super().__init__(screen, _("KHATA STATEMENT"), [])
        self._screen = screen
        self._customer_id = customer_id
        self._made = made
        self._drawn: tuple[Statement, int] | None = None

    def rows(self, cells: int, lines: int) -> list[Row]:
        """Show it as the paper has it, or as narrow as the screen is."""
        width = min(self._screen.till.open_books().paper_columns, cells)
        if self._drawn != (self._made, width):
            self._draw(width)
        keys = _("P print · A as A4 · 1 all 2 month 3 last 4 paid 5 zero · D days")
        foot = [row(Span(line, "dim")) for line in wrap(keys, cells)]
        return [*super().rows(cells, lines - len(foot)), *foot]

    def _draw(self, width: int) -> None:
        slip = as_receipt(self._made, zone=self._screen.now().tzinfo)
        self._lines = [row(line) for line in as_text(slip, width=width).splitlines()]
        self._drawn = (self._made, width)

    def key(self, key: str, character: str | None) -> None:
        letter = (character or "").lower()
        if letter == "p":
            self._screen.attempt(self._print)
        elif letter == "a":
            self._screen.attempt(self._as_a4)
        elif letter == "d":
            self._ask_days()
        elif letter in _PRESETS:
            self._screen.attempt(lambda: self._of_preset(_PRESETS[letter]))
        else:
            super().key(key, character)

    def _of_preset(self, preset: Preset) -> None:
        screen = self._screen
        today = screen.today
        span = statements.period_of(preset, self._customer_id, today, by=screen.actor)
        self._of(span)

    def _of(self, period: Period) -> None:
        screen = self._screen
        self._made = statements.statement(
            self._customer_id, period, by=screen.actor, at=screen.now()
        )
        self._first = 0

    def _ask_days(self) -> None:
        def save(values: dict[str, str]) -> bool:
            def show() -> None:
                self._of(Period(entry.day(values["from"]), entry.day(values["to"])))
                form.close()

            self._screen.attempt(show)
            return False

        fields = [Field("from", _("From")), Field("to", _("To"))]
        form = FormPanel(self._screen, _("Days of the statement"), fields, save)
        self.host.open(form)

    def _print(self) -> None:
        screen = self._screen
        number = statements.print_statement(
            self._customer_id, self._made.period, by=screen.actor, at=screen.now()
        )
        screen.till.open_books().kick_printer()
        said = _("{number} goes to the printer.")
        if screen.actor.printer is None:
            said = _("{number}: no printer here; A writes it for A4.")
        screen.say(said.format(number=number), "good")

    def _as_a4(self) -> None:
        screen = self._screen
        directory = screen.till.open_books().directory / "exports"
        directory.mkdir(mode=0o700, exist_ok=True)
        stamp = f"{screen.now():%Y%m%d-%H%M%S}"
        path = directory / f"statement-{self._customer_id}-{stamp}.pdf"
        statement_pdf.write(self._made, path, zone=screen.now().tzinfo)
        path.chmod(0o600)
        screen.say(_("Written: {file}").format(file=path.name), "good")
