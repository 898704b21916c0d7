"""Setting up a shop: a form, the recovery sheet, its last group asked back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tui_pos import i18n
from tui_pos.config import TRANSPORT
from tui_pos.domain import entry
from tui_pos.domain.errors import (
    BadFieldError,
    DeviceError,
    PosError,
    WrongSheetGroupError,
)
from tui_pos.domain.keys import GROUPS, KeyFile, KeyKind, read_group, sheet_groups
from tui_pos.domain.receipt import as_text
from tui_pos.i18n import _
from tui_pos.reports.sheet import recovery_sheet
from tui_pos.screens.base import PosScreen
from tui_pos.services.founding import ShopForm, check_form
from tui_pos.widgets.edit_line import EditLine
from tui_pos.widgets.panel import Field, FormPanel, Panel
from tui_pos.widgets.rows import BLANK, Row, Span, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.domain.receipt import Receipt
    from tui_pos.widgets.panel import Host

_PAPERS = {"80": 48, "58": 32, "76": 42}
_LANGUAGES = {"english": "en", "e": "en", "roman urdu": "ur_Latn", "r": "ur_Latn"}


class SetupScreen(PosScreen):
    """Asks what a shop needs and founds it."""

    PANEL_TOP = 2

    def on_mount(self) -> None:
        self.open(self._form())
        super().on_mount()

    def base_rows(self, cells: int, lines: int) -> list[Row]:
        head = row(Span(_(" tui-pos · a new shop"), "bold"))
        message = row(Span(self.message.text, self.message.role))
        return [head, *[BLANK] * (lines - 3), message, BLANK]

    def press(self, key: str, character: str | None) -> None:
        self.till.first_run()

    def close(self, panel: Panel) -> None:
        super().close(panel)
        if isinstance(panel, FormPanel) and not self.panels:
            self.press("escape", None)

    def _form(self) -> FormPanel:
        fields = (
            Field("name", _("Shop name")),
            Field("address", _("Address")),
            Field("phone", _("Phone")),
            Field("language", _("Language: E English, R Roman Urdu"), "E"),
            Field("owner", _("Owner's name")),
            Field("pin", _("Owner's PIN, 6 digits or more"), masked=True),
            Field("again", _("The PIN again"), masked=True),
            Field("paper", _("Paper width: 80, 76 or 58 mm"), "80"),
            Field("printer", _("Printer, e.g. tcp://192.168.1.87 (may be empty)")),
            Field("limit", _("Khata limit of a customer, Rs"), "5000"),
        )
        panel = FormPanel(self, _("Set up my shop"), fields, self._checked)
        panel.note = _("The printer and all the rest can be changed later.")
        return panel

    def _checked(self, values: dict[str, str]) -> bool:
        return self.attempt(lambda: self._go_on(values)) and False

    def _go_on(self, values: dict[str, str]) -> None:
        language = _LANGUAGES.get(values["language"].strip().lower())
        columns = _PAPERS.get(values["paper"].strip().removesuffix("mm").strip())
        if language is None:
            raise BadFieldError(column="language", why="unknown")
        if columns is None:
            raise BadFieldError(column="paper", why="unknown")
        if values["pin"] != values["again"]:
            raise BadFieldError(column="pin", why="differ")
        form = ShopForm(
            name=values["name"],
            owner=values["owner"],
            pin=values["pin"],
            address=values["address"],
            phone=values["phone"],
            credit_limit=entry.amount(values["limit"]),
        )
        check_form(form)
        printer = values["printer"].strip()
        if printer and not TRANSPORT.fullmatch(printer):
            raise BadFieldError(column="printer", why="unknown")
        machine: dict[str, str | int] = {}
        machine |= {"language": language, "columns": columns, "printer": printer}
        key = KeyFile.fresh(KeyKind.RAW)
        i18n.use(language)
        doors = SheetDoors(
            save=self.till.doors.save_sheet,
            put_on_paper=self._printing(printer, columns) if printer else None,
            go_on=lambda: self._found(form, key, machine),
        )
        self.open(SheetPanel(self, key, form, doors))

    def _printing(self, printer: str, columns: int) -> Callable[[Receipt], None]:
        return lambda sheet: self.till.doors.print_sheet(printer, sheet, columns)

    def _found(
        self, form: ShopForm, key: KeyFile, machine: dict[str, str | int]
    ) -> None:
        try:
            self.till.doors.found_shop(form, key, machine)
        except PosError as error:
            self.refuse(error)
            return
        self.till.restart()


@dataclass(frozen=True, slots=True)
class SheetDoors:
    """What the sheet's panel reaches: a file, paper, and going on."""

    save: Callable[[Path, str], None]
    put_on_paper: Callable[[Receipt], None] | None
    """None where set-up was told of no printer."""
    go_on: Callable[[], None]


class SheetPanel(Panel):
    """Shows the recovery sheet and goes on when its last group is typed back."""

    def __init__(
        self,
        host: Host,
        key: KeyFile,
        form: ShopForm,
        doors: SheetDoors,
    ) -> None:
        super().__init__(host)
        self._doors = doors
        self.title = _("Write this down, or photograph it: it is your shop's key")
        self._groups = sheet_groups(key.data)
        self._sheet = recovery_sheet(key.data, shop_name=form.name)
        self._lines = as_text(self._sheet, width=40).splitlines()
        self._edit = EditLine()
        self._done = False

    def rows(self, cells: int, lines: int) -> list[Row]:
        prompt = _("Type group {number}, the last one: ").format(number=GROUPS)
        return [
            *[row(Span(line)) for line in self._lines],
            BLANK,
            self._edit.row(cells, prompt=prompt),
            row(
                Span(
                    _("Ctrl+R prints it, or saves it to a file to print · Esc back"),
                    "dim",
                )
            ),
        ]

    def key(self, key: str, character: str | None) -> None:
        if key == "escape":
            self.close()
        elif key == "ctrl+r":
            self._print()
        elif key == "enter" and not self._done:
            self._check()
        else:
            self._edit.key(key, character)

    def _check(self) -> None:
        try:
            typed = read_group(GROUPS - 1, self._edit.text)
        except WrongSheetGroupError:
            typed = ""
        if typed != self._groups[-1]:
            self.host.beep()
            said = _("That is not group {number} of the sheet: look again.")
            self.host.say(said.format(number=GROUPS), "bad")
            return
        self._done = True
        self._doors.go_on()
        self._done = False

    def _print(self) -> None:
        if self._doors.put_on_paper is None:
            self._save()
            return
        try:
            self._doors.put_on_paper(self._sheet)
        except DeviceError:
            self.host.beep()
            self._save()
            return
        self.host.say(_("Printed: keep it at home, not in the shop."), "good")

    def _save(self) -> None:
        path = Path.home() / "tui-pos-recovery-sheet.txt"
        try:
            self._doors.save(path, "\n".join(self._lines) + "\n")
        except OSError:
            self.host.say(_("{path} is there already.").format(path=path), "bad")
            return
        said = _("Print {path}, then delete it.").format(path=path)
        self.host.say(said, "good")
