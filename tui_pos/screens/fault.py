"""One clear screen for what keeps the shop closed, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain.errors import (
    BadConfigError,
    CorruptDatabaseError,
    CounterHeldError,
    PosError,
    StorageError,
    WrongKeyError,
)
from tui_pos.domain.money import Money
from tui_pos.i18n import _
from tui_pos.i18n.numbers import moment, rs
from tui_pos.i18n.refusals import describe
from tui_pos.screens.base import PosScreen
from tui_pos.services.shifts import OFFICE
from tui_pos.widgets.panel import Field, FormPanel, LinesPanel
from tui_pos.widgets.rows import BLANK, Row, Span, row, wrap

if TYPE_CHECKING:
    from tui_pos.services.backups import Backup
    from tui_pos.services.restoring import Missing, Restored


class FaultScreen(PosScreen):
    """Says why the books stay closed; R tries again, B brings a backup back."""

    SMALLEST = (20, 5)

    def __init__(self, error: PosError) -> None:
        super().__init__()
        self._error = error
        self._backup: Backup | None = None
        self._missing: Missing | None = None

    def on_mount(self) -> None:
        super().on_mount()
        if isinstance(self._error, CorruptDatabaseError | WrongKeyError):
            self.call_after_refresh(self._look)

    def _look(self) -> None:
        doors = self.till.doors
        try:
            self._backup = next(iter(doors.backups()), None)
            if self._backup is not None and doors.missing is not None:
                self._missing = doors.missing(self._backup)
        except (StorageError, BadConfigError, OSError):
            self._backup = None
        self.paint()

    def base_rows(self, cells: int, lines: int) -> list[Row]:
        said = [
            row("  ", Span(line)) for line in wrap(describe(self._error), cells - 4)
        ]
        keys = [row("  ", Span("R", "key"), f"  {_('try again')}")]
        if isinstance(self._error, CounterHeldError):
            keys.append(row("  ", Span("O", "key"), f"  {_('open as the office')}"))
        if self._backup is not None:
            words = _("restore this backup (the owner's PIN is asked)")
            keys.append(row("  ", Span("B", "key"), f"  {words}"))
        keys.append(row("  ", Span("Q", "key"), f"  {_('leave')}"))
        title = row("  ", Span(_("THE SHOP STAYS CLOSED"), "bad"))
        message = row("  ", self.message)
        offer = self._offer(cells)
        return [BLANK, title, BLANK, *said, BLANK, *offer, *keys, BLANK, message]

    def _offer(self, cells: int) -> list[Row]:
        backup = self._backup
        if backup is None:
            return []
        made = _("The newest good backup: {file}").format(file=backup.path.name)
        when = _("made {time}, {sales} sales, {total} in all").format(
            time=moment(backup.made_at),
            sales=f"{backup.totals.sales:,}",
            total=rs(Money(backup.totals.sales_total)),
        )
        lost = [
            row("  ", Span(line, "owed"))
            for line in wrap(missing_sentence(self._missing), cells - 4)
        ]
        return [
            row("  ", Span(made, "bold")),
            row("  ", when),
            *lost,
            BLANK,
        ]

    def press(self, key: str, character: str | None) -> None:
        match (character or "").lower():
            case "r":
                self.till.restart()
            case "o" if isinstance(self._error, CounterHeldError):
                self.till.restart(OFFICE)
            case "b" if self._backup is not None:
                self._ask(self._backup)
            case "q":
                self.till.leave()
            case _:
                pass

    def _ask(self, backup: Backup) -> None:
        fields = [Field("owner", _("Owner")), Field("pin", _("PIN"), masked=True)]

        def restore(values: dict[str, str]) -> bool:
            return self.attempt(lambda: self._restore(backup, values))

        panel = FormPanel(self, _("Restore"), fields, restore)
        panel.note = _("The old files are kept aside; nothing of them is deleted.")
        self.open(panel)

    def _restore(self, backup: Backup, values: dict[str, str]) -> None:
        doors = self.till.doors
        if doors.restore is not None:
            owner, pin = values["owner"].strip(), values["pin"].strip()
            self.open(_Done(self, doors.restore(backup.path, owner, pin)))


class _Done(LinesPanel):
    """How the restore ended, slip by slip; then the till opens."""

    def __init__(self, screen: FaultScreen, done: Restored) -> None:
        lines = [
            _("Restored {file}: {sales} sales, khata {khata}.").format(
                file=done.file.name,
                sales=done.totals.sales,
                khata=rs(Money(done.totals.khata_total)),
            ),
            _("Receipts go on in series {series}.").format(series=done.series),
            missing_sentence(done.missing),
        ]
        slips = done.missing.slips if done.missing else ()
        lines += [f"{slip}  {rs(amount)}" for slip, amount in slips]
        super().__init__(screen, _("Restored"), [row(line) for line in lines])
        self._screen = screen

    def close(self) -> None:
        """Open the shop that is there now."""
        self._screen.till.restart()


def missing_sentence(missing: Missing | None) -> str:
    """Say what a backup does not hold."""
    if missing is None or not (missing.slips or missing.is_whole):
        return _("What came after it cannot be read: look for the slips since then.")
    if not missing.slips:
        return _("Nothing came after it.")
    said = _("Missing in it: {count} slips, {first} to {last}, {total}.").format(
        count=len(missing.slips),
        first=missing.slips[0][0],
        last=missing.slips[-1][0],
        total=rs(Money.total(amount for _slip, amount in missing.slips)),
    )
    if missing.is_whole:
        return said
    more = _("The old books could not be read to the end: look for slips.")
    return f"{said} {more}"
