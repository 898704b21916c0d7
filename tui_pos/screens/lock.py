"""The lock: who is there? The bill behind it stays as it is."""

from __future__ import annotations

from tui_pos.domain.errors import PosError
from tui_pos.i18n import _
from tui_pos.i18n.numbers import clock, moment
from tui_pos.screens.base import PosScreen
from tui_pos.screens.sale_rows import backup_span
from tui_pos.services import people
from tui_pos.services.journal import clock_is_suspect
from tui_pos.widgets.edit_line import EditLine
from tui_pos.widgets.panel import ConfirmPanel
from tui_pos.widgets.rows import BLANK, Row, Span, between, row


class LockScreen(PosScreen):
    """Asks for a name and a PIN."""

    SMALLEST = (40, 20)

    def __init__(self) -> None:
        super().__init__()
        self._names = people.names()
        first = self._names[0] if len(self._names) == 1 else ""
        self._user = EditLine(first)
        self._pin = EditLine(masked=True)
        self._at_pin = bool(first)
        self._clock_is_suspect = False

    def on_mount(self) -> None:
        shop = self.till.open_books()
        counter_id = shop.counter.counter_id
        self._clock_is_suspect = clock_is_suspect(counter_id, shop.now())
        super().on_mount()

    def base_rows(self, cells: int, lines: int) -> list[Row]:
        shop = self.till.open_books()
        head = between(
            row(Span(f" {shop.name}", "bold")),
            row(f"{shop.counter.name} · {clock(shop.now())} "),
            cells,
        )
        rows = [
            head,
            between(
                row(" ", self._state()),
                row(backup_span(self.till.last_backup, shop.now()), " "),
                cells,
            ),
            BLANK,
            BLANK,
            row("  ", *self._user.row(40, prompt=_("User  "), active=not self._at_pin)),
            row("  ", *self._pin.row(40, prompt=_("PIN   "), active=self._at_pin)),
            BLANK,
            row("  ", Span(_("Enter goes on · F10 leaves the program"), "dim")),
            BLANK,
        ]
        rows += self._who()
        rows += [BLANK] * max(0, lines - 2 - len(rows))
        rows = rows[: lines - 2]
        rows.append(row("  ", self.message))
        return [*rows, BLANK]

    def _state(self) -> Span:
        shop = self.till.open_books()
        printer = self.till.printer
        if self._clock_is_suspect:
            said = _("THE CLOCK IS WRONG? It says {time}: set it, then go on.")
            return Span(said.format(time=moment(shop.now())), "bad")
        if shop.is_plain:
            return Span(_("UNENCRYPTED: for trials only"), "bad")
        if printer is not None and printer.waiting.queued:
            said = _("{count} slips wait for the printer")
            return Span(said.format(count=printer.waiting.queued), "owed")
        return Span(_("locked"), "dim")

    def _who(self) -> list[Row]:
        demo = self.till.demo_people
        if demo:
            lines = [
                row("  ", Span(f"{name:<12}{_(role):<12}PIN {pin}"))
                for name, role, pin in demo
            ]
            return [row("  ", Span(_("In the demo shop:"), "dim")), *lines]
        return [row("  ", Span(", ".join(self._names), "dim"))]

    def press(self, key: str, character: str | None) -> None:
        match key:
            case "enter":
                self._enter()
            case "up" | "shift+tab":
                self._at_pin = False
            case "down" | "tab":
                self._at_pin = True
            case "escape":
                self._pin.set("")
                self._at_pin = False
            case "f10":
                question = _("Leave the program? Bills that are open stay.")
                self.open(ConfirmPanel(self, _("Leave"), question, self.till.leave))
            case _:
                line = self._pin if self._at_pin else self._user
                line.key(key, character)

    def _enter(self) -> None:
        if not self._at_pin:
            self._at_pin = bool(self._user.text.strip())
            return
        if not self._pin.text:
            return
        shop = self.till.open_books()
        typed = self._pin.text
        self._pin.set("")
        try:
            actor = people.log_in(
                self._whole_name(), typed, shop.counter, at=shop.now()
            )
        except PosError as error:
            self.refuse(error)
            return
        self.till.entered(actor)

    def _whole_name(self) -> str:
        typed = self._user.text.strip()
        begun = [name for name in self._names if name.lower().startswith(typed.lower())]
        return begun[0] if len(begun) == 1 else typed
