"""A customer from all sides: bills, khata, points, promises, messages."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from tui_pos.domain.errors import BadFieldError
from tui_pos.domain.permissions import Permission
from tui_pos.domain.receipt import as_text
from tui_pos.i18n import _
from tui_pos.i18n.numbers import day, figure, rs
from tui_pos.i18n.words import POINTS_KINDS, kind_words
from tui_pos.reports import receipts
from tui_pos.screens.customer_form import CustomerFormPanel
from tui_pos.screens.receive import ReceivePanel
from tui_pos.screens.sale_rows import khata_spans
from tui_pos.services import (
    customers,
    loyalty,
    paper,
    people,
    profile,
    promises,
    tiers,
)
from tui_pos.services.profile import Paid
from tui_pos.widgets.panel import AskPanel, Field, FormPanel, LinesPanel, ListPanel
from tui_pos.widgets.rows import BLANK, Row, Span, fit, row, wrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.screens.till import Desk
    from tui_pos.services.profile import BillLine

_BILLS, _POINTS, _PROMISES, _MESSAGES = range(4)
_SHOWN = (None, Paid.UNPAID, Paid.PART, Paid.PAID)
_NARROW = 60
_LOTS = 6


class ProfilePanel(ListPanel):
    """Tabs by key; Enter opens a bill to its lines, K the whole khata."""

    def __init__(self, screen: Desk, customer_id: int) -> None:
        super().__init__(screen, "")
        self._screen = screen
        self._customer_id = customer_id
        self._tab = _BILLS
        self._state = 0
        self._left = False
        self.refresh()

    def refresh(self) -> None:
        """Read everything again."""
        screen, by = self._screen, self._screen.actor
        who = self._customer_id
        self._profile = profile.profile(who, by=by, on=screen.today)
        self.title = f"{self._profile.card.name} · #{who}"
        wanted = _SHOWN[self._state]
        self._bills = [
            one
            for one in profile.bills(who, by=by)
            if wanted is None or one.state is wanted
        ]
        self._points = profile.points(who, by=by)
        self._lots = loyalty.lots_of(who, by=by)
        self._promises = promises.of(who, by=by)
        self._messages = profile.messages(who, by=by)

    def items(self) -> int:
        lists = (self._bills, self._points, self._promises, self._messages)
        return len(lists[self._tab])

    def item(self, number: int, cells: int) -> str:
        if self._tab == _BILLS:
            return _bill(self._bills[number], cells)
        if self._tab == _POINTS:
            line = self._points[number]
            on = f"{line.on:%d-%m-%y}" if cells > _NARROW else f"{line.on:%d-%m}"
            words = f"{on} {_(POINTS_KINDS[line.kind])} {line.receipt}"
            return f"{fit(words, cells - 16)}{line.points:>+8,}{line.balance:>8,}"
        if self._tab == _PROMISES:
            made = self._promises[number]
            return f"{day(made.on_day)} {rs(made.amount)} · {_(made.state)}"
        sent = self._messages[number]
        return f"{sent.at:%d-%m-%y} {_(sent.kind)} · {_(sent.state)}"

    def nothing(self) -> str:
        words = (
            _("Nothing was bought yet."),
            _("No points yet."),
            _("Nothing was promised."),
            _("No message was written."),
        )
        return words[self._tab]

    def rows(self, cells: int, lines: int) -> list[Row]:
        if self._left and self.host.panel_on_top is self:
            self._left = False  # something may have been paid meanwhile
            self.refresh()
        head = self._head(cells)
        if self._tab == _POINTS:
            head += self._lot_rows(cells)
        keys = _("Enter opens · K khata · F6 receive · E edit · F1 more · Esc back")
        foot = [row(Span(line, "dim")) for line in wrap(keys, cells)]
        room = lines - len(head) - len(foot) - 1
        listed = self.list_rows(cells, room)
        return [
            *head,
            self._tabs(cells),
            *listed,
            *[BLANK] * (room - len(listed)),
            *foot,
        ]

    def _head(self, cells: int) -> list[Row]:
        made, card = self._profile, self._profile.card
        form = made.form
        who = " · ".join(
            part
            for part in (", ".join(form.phones), form.area, form.address, form.cnic)
            if part
        )
        spent = _("{tier} · spent {amount} in {visits} visits").format(
            tier=_(card.tier), amount=rs(made.spent), visits=made.visits
        )
        rows = [row(Span(fit(who, cells), "bold"))]
        rows.append(_clipped(khata_spans(card), cells))
        rows.append(row(fit(spent, cells)))
        if card.status != "active":
            rows.append(row(Span(fit(_(form.status).upper(), cells), "bad")))
        if made.written_off:
            said = _("written off {amount}").format(amount=rs(made.written_off))
            rows.append(row(Span(fit(said, cells), "owed")))
        if form.takers:
            said = _("may take goods: {names}").format(names=", ".join(form.takers))
            rows.append(row(fit(said, cells)))
        return rows

    def _lot_rows(self, cells: int) -> list[Row]:
        """Draw the points by their last day, the next to lapse first."""
        points: Counter[date | None] = Counter()
        for lot in self._lots:
            points[lot.expires_on] += lot.points
        parts = []
        for last in sorted(points, key=lambda one: one or date.max)[:_LOTS]:
            until = _("good for ever")
            if last is not None:
                until = _("until {day}").format(day=day(last))
            parts.append(f"{points[last]:,} {until}")
        said = " · ".join(parts) or _("no points are left")
        return [row(Span(line, "badge")) for line in wrap(said, cells)]

    def _tabs(self, cells: int) -> Row:
        shown = _SHOWN[self._state]
        bills = _("bills") if shown is None else f"{_('bills')}: {_(shown)}"
        words = (bills, _("points"), _("promises"), _("messages"))
        spans: list[Span] = []
        for number, word in enumerate(words):
            role = "selected" if number == self._tab else "dim"
            spans += [Span(f"{number + 1} {word}", role), Span("  ")]
        return tuple(spans)

    def choose(self, number: int) -> None:
        if self._tab == _BILLS:
            self._show_bill(self._bills[number].receipt)

    def typed(self, key: str, character: str | None) -> None:
        letter = (character or "").lower()
        if key == "tab":
            self._turn((self._tab + 1) % 4)
        elif letter in {"1", "2", "3", "4"}:
            self._turn(int(letter) - 1)
        elif (key if key.startswith("f") else letter) in self._acts():
            self._left = True
            self._acts()[key if key.startswith("f") else letter]()

    def _acts(self) -> dict[str, Callable[[], None]]:
        return {
            "f1": self._help,
            "f3": self._filter,
            "u": self._filter,
            "f6": self._receive,
            "k": lambda: self._screen.open_khata(self._customer_id),
            "e": self._edit,
            "n": self._cnic,
            "p": self._pin,
            "g": self._give_points,
            "t": self._set_tier,
        }

    def _turn(self, tab: int) -> None:
        self._tab = tab
        self.place = 0

    def _filter(self) -> None:
        self._tab, self.place = _BILLS, 0
        self._state = (self._state + 1) % len(_SHOWN)
        self.refresh()

    def _help(self) -> None:
        words = (
            ("1-4, Tab", _("bills, points, promises, messages")),
            ("Enter", _("the lines of a bill")),
            ("F3, U", _("only unpaid, part paid, paid bills")),
            ("K", _("the whole khata, and what is done in it")),
            ("F6", _("receive a payment")),
            ("E", _("change what is known of them, hold, close")),
            ("N", _("the whole CNIC; the journal remembers it")),
            ("P", _("a PIN with which they confirm a large udhaar")),
            ("G", _("points by hand, below zero to take them")),
            ("T", _("the tier by hand; auto lets the rules decide")),
        )
        lines = [row(Span(fit(keys, 10), "key"), said) for keys, said in words]
        self.host.open(LinesPanel(self.host, _("Keys"), lines))

    def _receive(self) -> None:
        self.host.open(ReceivePanel(self._screen, self._customer_id, self.refresh))

    def _edit(self) -> None:
        if not self._screen.actor.may(Permission.CUSTOMER_EDIT):
            return
        panel = CustomerFormPanel(
            self._screen, lambda _made: self.refresh(), self._customer_id
        )
        self.host.open(panel)

    def _cnic(self) -> None:
        screen = self._screen

        def read() -> None:
            whole = customers.read_cnic(
                self._customer_id, by=screen.actor, at=screen.now()
            )
            screen.say(whole or _("No CNIC is kept."), "bold")

        screen.attempt(read)

    def _pin(self) -> None:
        screen = self._screen

        def typed(pin: str) -> bool:
            def write() -> None:
                people.set_customer_pin(
                    self._customer_id, pin.strip(), by=screen.actor, at=screen.now()
                )
                screen.say(_("Written."), "good")

            return screen.attempt(write)

        question = _("Let {name} type a PIN of four digits or more; empty takes it off")
        asked = question.format(name=self._profile.card.name)
        self.host.open(
            AskPanel(self.host, _("Customer's PIN"), asked, typed, masked=True)
        )

    def _give_points(self) -> None:
        screen = self._screen
        fields = [Field("points", _("Points")), Field("reason", _("Why?"))]

        def save(values: dict[str, str]) -> bool:
            def write() -> None:
                step = _whole_points(values["points"])
                loyalty.adjust(
                    self._customer_id,
                    step,
                    values["reason"],
                    by=screen.actor,
                    at=screen.now(),
                )
                self.refresh()
                screen.say(_("Written."), "good")

            return screen.attempt(write)

        self.host.open(FormPanel(screen, _("Points by hand"), fields, save))

    def _set_tier(self) -> None:
        screen, who = self._screen, self._customer_id
        fields = [
            Field("tier", _("Tier, or auto"), self._profile.card.tier),
            Field("reason", _("Why?")),
        ]

        def save(values: dict[str, str]) -> bool:
            def write() -> None:
                name, by, at = values["tier"].strip(), screen.actor, screen.now()
                if name.lower() == "auto":
                    tiers.let_go(who, by=by, at=at)
                else:
                    tiers.set_by_hand(who, name, values["reason"], by=by, at=at)
                self.refresh()
                screen.say(_("Written."), "good")

            return screen.attempt(write)

        self.host.open(FormPanel(screen, _("Tier by hand"), fields, save))

    def _show_bill(self, receipt: str) -> None:
        facts = paper.sale_paper(receipt)
        slip = receipts.sale(facts, zone=self._screen.now().tzinfo)
        columns = self._screen.till.open_books().paper_columns
        lines = [row(line) for line in as_text(slip, width=columns).splitlines()]
        self.host.open(LinesPanel(self.host, receipt, lines))


def _whole_points(text: str) -> int:
    plain = text.strip().replace(",", "")
    digits = plain.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        raise BadFieldError(column="points", why="number")
    return int(plain)


def _bill(line: BillLine, cells: int) -> str:
    state = _(line.state)
    if line.state is Paid.PART:
        state = _("{amount} open").format(amount=figure(line.left))
    on = f"{line.on:%d-%m-%y} "
    total = fit(figure(line.total), 11, align=">")
    if cells < _NARROW:
        return f"{on}{fit(state, cells - len(on) - 11)}{total}"
    kind = "" if line.kind == "sale" else f"{kind_words(line.kind)} "
    words = fit(f"{kind}{line.goods}", cells - len(on) - 11 - 28)
    return f"{on}{fit(line.receipt, 11)}{words} {fit(state, 16)}{total}"


def _clipped(spans: list[Span], cells: int) -> Row:
    kept = list(spans)
    while len(kept) > 1 and sum(len(span.text) for span in kept) > cells:
        kept.pop()
    return tuple(kept)
