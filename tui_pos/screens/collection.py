"""Whom to ask for money today; and the sheet taken back, a figure a line (K43)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain import entry
from tui_pos.domain.entry import LARGEST_BOOK_AMOUNT
from tui_pos.domain.errors import PosError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.paying import Payment
from tui_pos.i18n import _
from tui_pos.i18n.numbers import day, figure, rs
from tui_pos.i18n.refusals import describe
from tui_pos.reports import collecting_pdf
from tui_pos.reports.collecting import why
from tui_pos.services import collecting, payments
from tui_pos.widgets.edit_line import EditLine
from tui_pos.widgets.panel import ListPanel, Panel
from tui_pos.widgets.rows import BLANK, Row, Span, fit, row, wrap

if TYPE_CHECKING:
    from tui_pos.screens.till import Desk
    from tui_pos.services.collecting import Sheet, ToCollect

_NARROW = 60
_MONEY = 11


def open_today(screen: Desk, area: str) -> None:
    """Show whom to ask today."""
    found = collecting.sheet(screen.today, area, by=screen.actor)
    if found:
        screen.open(CollectPanel(screen, area, found))
    else:
        screen.say(_("There is nobody to ask today."), "dim")


def open_grid(screen: Desk, typed: str) -> None:
    """Open the grid of a sheet, the newest where none is named."""

    def find() -> None:
        screen.open(GridPanel(screen, collecting.sheet_of(typed, by=screen.actor)))

    screen.attempt(find)


class CollectPanel(ListPanel):
    """Today's list, by area: P keeps and prints it, A writes it for A4."""

    def __init__(self, screen: Desk, area: str, found: list[ToCollect]) -> None:
        title = _("To collect on {day}").format(day=day(screen.today))
        super().__init__(screen, f"{title} · {area}" if area else title)
        self._screen = screen
        self._area = area
        self._found = found

    def items(self) -> int:
        return len(self._found)

    def item(self, number: int, cells: int) -> str:
        return _line(self._found[number], cells)

    def rows(self, cells: int, lines: int) -> list[Row]:
        total = Money.total(one.owes for one in self._found)
        said = _("{count} people owe {total}").format(
            count=len(self._found), total=rs(total)
        )
        keys = _("Enter khata · P print · A as A4 · Esc back")
        foot = [row(Span(line, "dim")) for line in wrap(keys, cells)]
        room = lines - len(foot) - 2
        return [
            *self.list_rows(cells, room),
            BLANK,
            row(Span(fit(said, cells), "bold")),
            *foot,
        ]

    def choose(self, number: int) -> None:
        self._screen.open_khata(self._found[number].customer_id)

    def typed(self, key: str, character: str | None) -> None:
        letter = (character or "").lower()
        if letter == "p":
            self._screen.attempt(self._print)
        elif letter == "a":
            self._screen.attempt(self._as_a4)

    def _keep(self) -> Sheet | None:
        screen = self._screen
        kept = collecting.keep_sheet(
            screen.today, self._area, by=screen.actor, at=screen.now()
        )
        screen.till.open_books().kick_printer()
        return kept

    def _print(self) -> None:
        kept = self._keep()
        if kept is not None:
            said = _("Sheet {number}: /back {number} takes it back.")
            self._screen.say(said.format(number=kept.reference), "good")

    def _as_a4(self) -> None:
        kept = self._keep()
        if kept is None:
            return
        shop = self._screen.till.open_books()
        directory = shop.directory / "exports"
        directory.mkdir(mode=0o700, exist_ok=True)
        path = directory / f"collection-{kept.reference}.pdf"
        collecting_pdf.write(shop.name, kept, path)
        path.chmod(0o600)
        self._screen.say(_("Written: {file}").format(file=path.name), "good")


class GridPanel(Panel):
    """One amount a line; F12 takes them all, each a payment with its slip."""

    def __init__(self, screen: Desk, sheet: Sheet) -> None:
        super().__init__(screen)
        self._screen = screen
        self._sheet = sheet
        self.title = _("Sheet {number} of {day}").format(
            number=sheet.reference, day=day(sheet.on)
        )
        self._place = 0
        self._typed = {one.number: EditLine() for one in sheet.lines}
        self._faults: dict[int, str] = {}

    def rows(self, cells: int, lines: int) -> list[Row]:
        sheet = self._sheet.lines
        fault = self._faults.get(sheet[self._place].number, "")
        keys = _("F12 takes them all · ↑↓ another line · Esc back")
        foot = [
            row(Span(fit(fault, cells), "bad")),
            row(Span(fit(self._sum(), cells), "bold")),
            *[row(Span(line, "dim")) for line in wrap(keys, cells)],
        ]
        room = lines - len(foot)
        first = max(0, min(self._place - room // 2, len(sheet) - room))
        drawn = [
            self._row(one, cells, is_here=first + place == self._place)
            for place, one in enumerate(sheet[first : first + room])
        ]
        return [*drawn, *[BLANK] * (room - len(drawn)), *foot]

    def _row(self, one: ToCollect, cells: int, *, is_here: bool) -> Row:
        taken = self._sheet.received.get(one.number)
        words = _line(one, cells - _MONEY - 3)
        if taken is not None:
            done = fit(figure(taken), _MONEY, align=">")
            return row(Span(words, "dim"), Span(f" ✓{done}", "good"))
        mark = "!" if one.number in self._faults else " "
        edit = self._typed[one.number]
        role = "bold" if is_here else "text"
        return (
            Span(words, role),
            Span(mark, "bad"),
            *edit.row(_MONEY + 1, prompt="", active=is_here),
        )

    def _sum(self) -> str:
        total = Money.total(
            amount for _line_, amount in self._amounts() if amount is not None
        )
        taken = Money.total(self._sheet.received.values())
        return _("typed {typed} · taken before {taken}").format(
            typed=rs(total), taken=rs(taken)
        )

    def _amounts(self) -> list[tuple[ToCollect, Money | None]]:
        found: list[tuple[ToCollect, Money | None]] = []
        for one in self._sheet.lines:
            typed = self._typed[one.number].text.strip()
            if not typed or one.number in self._sheet.received:
                continue
            try:
                amount = entry.positive_amount(typed, largest=LARGEST_BOOK_AMOUNT)
            except PosError:
                found.append((one, None))
            else:
                found.append((one, amount))
        return found

    def key(self, key: str, character: str | None) -> None:
        last = len(self._sheet.lines) - 1
        match key:
            case "up" | "shift+tab":
                self._place = max(0, self._place - 1)
            case "down" | "tab" | "enter":
                self._place = min(last, self._place + 1)
            case "pageup":
                self._place = max(0, self._place - 10)
            case "pagedown":
                self._place = min(last, self._place + 10)
            case "escape":
                self.close()
            case "f12":
                self._take_all()
            case _:
                number = self._sheet.lines[self._place].number
                self._faults.pop(number, None)
                self._typed[number].key(key, character)

    def _take_all(self) -> None:
        """Take each amount as a payment of its own; what is refused stays typed."""
        screen = self._screen
        amounts = self._amounts()
        done = ZERO
        for one, amount in amounts:
            try:
                done += self._take(one, amount)
            except PosError as error:
                self._faults[one.number] = describe(error)
        self._sheet = collecting.sheet_of(self._sheet.reference, by=screen.actor)
        screen.till.open_books().kick_printer()
        screen.refresh_card()
        if self._faults:
            screen.beep()
            said = _("{count} lines were refused: they are marked, and stay typed.")
            screen.say(said.format(count=len(self._faults)), "bad")
        elif amounts:
            screen.say(_("Taken: {amount}").format(amount=rs(done)), "good")

    def _take(self, one: ToCollect, amount: Money | None) -> Money:
        screen = self._screen
        if amount is None:
            typed = self._typed[one.number].text
            amount = entry.positive_amount(typed, largest=LARGEST_BOOK_AMOUNT)
        payment = Payment(one.customer_id, amount, self._sheet.key_of(one.number))
        made = payments.record_payment(payment, by=screen.actor, at=screen.now())
        self._typed[one.number].set("")
        return made.amount


def _line(one: ToCollect, cells: int) -> str:
    owes = fit(figure(one.owes), _MONEY, align=">")
    number = f"{one.number:>3} "
    if cells < _NARROW:
        return f"{number}{fit(one.name, cells - len(number) - _MONEY)}{owes}"
    reason = fit(why(one), 28)
    name = fit(f"{one.name} {one.area}".strip(), cells - len(number) - 28 - _MONEY - 1)
    return f"{number}{name} {reason}{owes}"
