"""The customers: found as they are typed, filtered, sorted; made for 40x20 as well."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui_pos.domain.errors import PosError
from tui_pos.domain.money import ZERO
from tui_pos.i18n import _
from tui_pos.i18n.numbers import figure
from tui_pos.screens.customer_filter import FilterPanel
from tui_pos.screens.customer_form import CustomerFormPanel
from tui_pos.screens.desk import DeskScreen
from tui_pos.screens.keymap import DESK_COMMANDS, desk_card, key_name
from tui_pos.screens.receive import ReceivePanel
from tui_pos.services import customer_list, customers
from tui_pos.services.customer_list import Sort, Standing, Wanted
from tui_pos.widgets.edit_line import EditLine
from tui_pos.widgets.panel import LinesPanel, Panel, ScanPolicy
from tui_pos.widgets.rows import BLANK, Row, Span, fit, row, width

if TYPE_CHECKING:
    from tui_pos.screens.keymap import Command
    from tui_pos.services.customer_list import Listed

_NARROW = 60
_TIER, _PHONE, _SPENT, _BALANCE, _POINTS = 9, 14, 12, 15, 9
_FRAME = 6
"""Lines around the list: head, search line, heads, message, two of keys."""


class CustomersScreen(DeskScreen):
    """Everybody whom the shop knows by name."""

    SMALLEST = (40, 20)
    PANEL_TOP = 1
    scan_policy_alone = ScanPolicy.ACCEPT

    def __init__(self) -> None:
        super().__init__()
        self.wanted = Wanted()
        self._edit = EditLine()
        self._ids: list[int] = []
        self._place = 0
        self._page: list[Listed] = []
        self._first = -1
        self._stale = False

    def on_mount(self) -> None:
        self.look()
        super().on_mount()

    def look(self) -> None:
        """Find whom to list anew."""
        wanted = replace(self.wanted, typed=self._edit.text)
        if self._edit.text.startswith("/"):
            wanted = self.wanted
        self._ids = customer_list.ids(wanted, by=self.actor, on=self.today)
        self._place = min(self._place, max(0, len(self._ids) - 1))
        self._first = -1

    def refresh_card(self) -> None:
        self._stale = True

    def paint(self) -> None:
        if self._stale and not self.panels and not self.gone:
            self._stale = False
            self.look()
        super().paint()

    def base_rows(self, cells: int, lines: int) -> list[Row]:
        shop = self.till.open_books()
        title = _(" Customers · {shop}").format(shop=shop.name)
        name = f" {self.actor.name} "
        head = row(Span(fit(title, cells - width(name)) + name, "head"))
        room = lines - _FRAME
        drawn = self._drawn(room, cells)
        return [
            head,
            self._search_row(cells),
            self._heads(cells),
            *drawn,
            *[BLANK] * (room - len(drawn)),
            row(Span(fit(self.message.text, cells), self.message.role)),
            row(Span(fit(self._count(), cells), "dim")),
            self._strip(cells),
        ]

    def _search_row(self, cells: int) -> Row:
        return self._edit.row(cells, prompt=_(" Find: "))

    def _drawn(self, room: int, cells: int) -> list[Row]:
        first = max(0, min(self._place - room // 2, len(self._ids) - room))
        if first != self._first or len(self._page) != min(room, len(self._ids)):
            shown = self._ids[first : first + room]
            self._page = customer_list.page(shown, by=self.actor)
            self._first = first
        if not self._page:
            said = _("Nobody like that. Ctrl+N adds a customer.")
            return [row(Span(fit(f"  {said}", cells), "dim"))]
        return [
            _line(one, cells, is_selected=first + place == self._place)
            for place, one in enumerate(self._page)
        ]

    def _heads(self, cells: int) -> Row:
        if cells < _NARROW:
            heads = fit(f"  {_('Customer')}", cells - _BALANCE)
            return row(Span(heads + fit(_("Baqaya"), _BALANCE, align=">"), "dim"))
        room = cells - _TIER - _PHONE - _SPENT - _BALANCE - _POINTS
        heads = (
            fit(f"  {_('Customer')}", room)
            + fit(_("Tier"), _TIER)
            + fit(_("Phone"), _PHONE)
            + fit(_("Spent"), _SPENT, align=">")
            + fit(_("Baqaya"), _BALANCE, align=">")
            + fit(_("Points"), _POINTS, align=">")
        )
        return row(Span(heads, "dim"))

    def _count(self) -> str:
        wanted = self.wanted
        parts = [_("{count} customers").format(count=f"{len(self._ids):,}")]
        if wanted.standing is not Standing.ALL:
            parts.append(_(wanted.standing))
        parts += [part for part in (_(wanted.tier), wanted.area) if part]
        parts.append(_("by {order}").format(order=_(wanted.sort)))
        return " " + " · ".join(parts)

    def _strip(self, cells: int) -> Row:
        spans: list[Span] = []
        for command in DESK_COMMANDS:
            if not command.short or not self._may(command):
                continue
            words = (Span(key_name(command.key), "key"), Span(f" {_(command.short)} "))
            used = sum(width(span.text) for span in (*spans, *words))
            if used <= cells:
                spans += words
        return tuple(spans)

    def _may(self, command: Command) -> bool:
        return command.permission is None or self.actor.may(command.permission)

    def press(self, key: str, character: str | None) -> None:
        for command in DESK_COMMANDS:
            if command.key == key and self._may(command):
                self._run(command, "")
                return
        steps = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10}
        acts = {"tab": self._sort, "enter": self._enter, "escape": self._leave}
        if key in acts:
            acts[key]()
        elif key in steps:
            last = max(0, len(self._ids) - 1)
            self._place = max(0, min(last, self._place + steps[key]))
        elif self._edit.key(key, character):
            self._place = 0
            self.look()

    def scanned(self, code: str) -> None:
        person = customers.by_card(code, by=self.actor)
        if person is None:
            self.refuse_scan()
        else:
            self.open_profile(person.customer_id)

    def take_back(self, characters: int) -> None:
        self._edit.take_back(characters)
        self.look()

    def pasted(self, text: str) -> None:
        self._edit.insert(text)
        self.look()

    def _enter(self) -> None:
        if self._edit.text.startswith("/"):
            self._slash(self._edit.text[1:].strip())
        elif self._ids:
            self.open_profile(self._ids[self._place])

    def _slash(self, typed: str) -> None:
        name, _space, rest = typed.partition(" ")
        for command in DESK_COMMANDS:
            if command.twin == name and self._may(command):
                self._edit.set("")
                self.look()
                self._run(command, rest)
                return
        self.beep()
        said = _("There is no command /{name}: F1 shows all.")
        self.say(said.format(name=name[:20]), "bad")

    def _run(self, command: Command, rest: str) -> None:
        self.say("")
        try:
            getattr(self, f"do_{command.command_id}")(rest)
        except PosError as error:
            self.refuse(error)

    def _sort(self) -> None:
        order = list(Sort)
        following = order[(order.index(self.wanted.sort) + 1) % len(order)]
        self.show(replace(self.wanted, sort=following))

    def show(self, wanted: Wanted) -> None:
        """List others."""
        self.wanted = wanted
        self._place = 0
        self.look()

    def _leave(self) -> None:
        if self._edit.text:
            self._edit.set("")
            self.look()
        elif self.wanted != Wanted():
            self.show(Wanted())
        else:
            self.till.back_from_customers()

    def _chosen(self) -> int | None:
        return self._ids[self._place] if self._ids else None

    def do_help(self, rest: str) -> None:
        """Show what the keys do here."""
        mine = [one for one in DESK_COMMANDS if self._may(one)]
        lines = [row(line) for line in desk_card(mine).splitlines()]
        self.open(LinesPanel(self, _("Keys"), lines))

    def do_filter(self, rest: str) -> None:
        """Choose whom to list."""
        self.open(FilterPanel(self, self.wanted, self.show))

    def do_refresh(self, rest: str) -> None:
        """Read the list again."""
        self.look()

    def do_receive(self, rest: str) -> None:
        """Receive a payment of the chosen customer."""
        chosen = self._chosen()
        if chosen is not None:
            self.open(ReceivePanel(self, chosen, self.look))

    def do_new(self, rest: str) -> None:
        """Add a customer."""
        typed = rest or self._edit.text
        self.open(CustomerFormPanel(self, self._added, typed=typed))

    def _added(self, customer_id: int) -> None:
        self._edit.set("")
        self.look()
        self.open_profile(customer_id)

    def do_khata(self, rest: str) -> None:
        """Open the khata of the chosen customer."""
        chosen = self._chosen()
        if chosen is not None:
            self.open_khata(chosen)

    def do_menu(self, rest: str) -> None:
        """Show everything else, one letter each."""
        self.open(DeskMenuPanel(self))

    def do_book(self, rest: str) -> None:
        """Show everybody who owes, since when."""
        from tui_pos.screens.book import BookPanel

        self.open(BookPanel(self, rest or self.wanted.area))

    def do_collect(self, rest: str) -> None:
        """Show whom to ask for money today."""
        from tui_pos.screens.collection import open_today

        open_today(self, rest or self.wanted.area)

    def do_collected(self, rest: str) -> None:
        """Take a collection sheet back."""
        from tui_pos.screens.collection import open_grid

        open_grid(self, rest)

    def do_cheques(self, rest: str) -> None:
        """Show the cheques that wait."""
        from tui_pos.screens.cheques import ChequesPanel

        self.open(ChequesPanel(self))

    def do_merge(self, rest: str) -> None:
        """Make one account of two."""
        from tui_pos.screens.merge import open_merge

        chosen = self._chosen()
        if chosen is not None:
            open_merge(self, chosen, self.look)

    def do_rules(self, rest: str) -> None:
        """Show the rules of loyalty."""
        from tui_pos.screens.offers import RulesPanel

        self.open(RulesPanel(self))

    def do_campaigns(self, rest: str) -> None:
        """Show the campaigns."""
        from tui_pos.screens.offers import CampaignsPanel

        self.open(CampaignsPanel(self))

    def do_segments(self, rest: str) -> None:
        """Show the segments."""
        from tui_pos.screens.offers import SegmentsPanel

        self.open(SegmentsPanel(self))

    def do_points(self, rest: str) -> None:
        """Show the report of points."""
        from tui_pos.screens.offers import open_report

        open_report(self)

    def do_print(self, rest: str) -> None:
        """Write what is listed as a table into the exports."""
        from tui_pos.screens.customer_filter import export_listed

        path = export_listed(self, self._ids)
        self.say(_("Written: {file}").format(file=path.name), "good")

    def do_lock(self, rest: str) -> None:
        """Lock the till."""
        self.till.lock()


class DeskMenuPanel(Panel):
    """The menu of the customers."""

    def __init__(self, screen: CustomersScreen) -> None:
        super().__init__(screen)
        self.title = _("Menu")
        self._screen = screen
        self._commands = [
            one
            for one in DESK_COMMANDS
            if one.menu and (one.permission is None or screen.actor.may(one.permission))
        ]

    def rows(self, cells: int, lines: int) -> list[Row]:
        return [
            BLANK,
            *[
                row(
                    Span(command.menu, "key"),
                    f"   {fit(_(command.words), cells - 14)}",
                    Span(f"/{command.twin}", "dim"),
                )
                for command in self._commands
            ],
        ]

    def key(self, key: str, character: str | None) -> None:
        for command in self._commands:
            if command.menu == (character or "").upper():
                self.close()
                self._screen._run(command, "")
                return
        if key == "escape":
            self.close()


def _line(one: Listed, cells: int, *, is_selected: bool) -> Row:
    mark = "> " if is_selected else "  "
    held = "" if one.status == "active" else f" ({_(one.status)})"
    owed = "0"
    if one.balance:
        side = "Dr" if one.balance > ZERO else "Cr"
        owed = f"{figure(max(one.balance, -one.balance))} {side}"
    balance = Span(
        fit(owed, _BALANCE, align=">"),
        "owed" if one.balance > ZERO else "good" if one.balance < ZERO else "text",
    )
    if cells < _NARROW:
        spans = [Span(fit(f"{mark}{one.name}{held}", cells - _BALANCE)), balance]
    else:
        room = cells - _TIER - _PHONE - _SPENT - _BALANCE - _POINTS
        name = fit(f"{mark}{one.name}{held}", room - 1) + " "
        points = f"◆{one.points:,}" if one.points else ""
        spans = [
            Span(
                name
                + fit(_(one.tier), _TIER)
                + fit(one.phone, _PHONE)
                + fit(figure(one.spent), _SPENT, align=">")
            ),
            balance,
            Span(fit(points, _POINTS, align=">"), "badge"),
        ]
    if is_selected:
        return tuple(replace(span, role="selected") for span in spans)
    return tuple(spans)
