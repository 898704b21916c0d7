"""Attaching a customer: by any part of name or phone, by card, or new by phone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui_pos.domain.errors import BadPhoneError
from tui_pos.domain.permissions import Permission
from tui_pos.domain.phones import local_phone
from tui_pos.i18n import _
from tui_pos.i18n.numbers import rs
from tui_pos.screens.customer_form import AlikePanel
from tui_pos.screens.sale_rows import balance_span
from tui_pos.services import customers, khata
from tui_pos.widgets.panel import AskPanel, SearchPanel
from tui_pos.widgets.rows import BLANK, Row, Span, fit, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.domain.khata import CreditLine
    from tui_pos.screens.till import Desk
    from tui_pos.services.customers import Person

_SHOWN = 10


class CustomerPanel(SearchPanel):
    """Finds a customer as they are typed; they go on the bill, or where it is said."""

    def __init__(
        self,
        screen: Desk,
        typed: str,
        then: Callable[[int], object],
    ) -> None:
        super().__init__(screen, _("Customer"), typed)
        self._screen = screen
        self._then = then
        self._found: list[tuple[Person, CreditLine]] = []
        self.look()

    def items(self) -> int:
        return len(self._found)

    def item(self, number: int, cells: int) -> str:
        person, line = self._found[number]
        room = _("unlimited") if line.room is None else rs(line.room)
        owes = balance_span(line.owed).text
        name = fit(f"{person.name} {person.area}".strip(), max(10, cells - 50))
        phone = fit(person.phone, 13)
        return f"{name} {phone}{fit(owes, 18, align='>')}  {_('room')} {room}"

    def nothing(self) -> str:
        if self._phone():
            return _("No account has this number: Enter adds a customer.")
        if self.edit.text.strip():
            return _("Nobody found. A whole phone number adds a new customer.")
        return _("Type any part of the name or the phone, or scan the card.")

    def rows(self, cells: int, lines: int) -> list[Row]:
        foot = row(Span(_("Enter attaches · Esc back"), "dim"))
        return [
            self.edit.row(cells, prompt=_("Who: ")),
            BLANK,
            *self.list_rows(cells, lines - 4),
            BLANK,
            foot,
        ]

    def key(self, key: str, character: str | None) -> None:
        if key == "enter" and not self._found and self._phone():
            self._add()
        else:
            super().key(key, character)

    def choose(self, number: int) -> None:
        self._take(self._found[number][0].customer_id)

    def _take(self, customer_id: int) -> None:
        self.close()
        self._screen.attempt(lambda: self._then(customer_id))

    def scanned(self, code: str) -> None:
        person = customers.by_card(code, by=self._screen.actor)
        if person is not None:
            self.close()
            self._then(person.customer_id)
            return
        self.edit.set(code)
        self.look()

    def look(self) -> None:
        by, on = self._screen.actor, self._screen.today
        self._found = [
            (person, khata.standing(person.customer_id, by=by, on=on))
            for person in customers.find(self.edit.text, by=by)[:_SHOWN]
        ]

    def _phone(self) -> str:
        text = self.edit.text.strip()
        if sum(char.isdigit() for char in text) < 10 or not self._screen.actor.may(
            Permission.CUSTOMER_ADD
        ):
            return ""
        try:
            return customers.e164(text)
        except BadPhoneError:
            return ""

    def _add(self) -> None:
        phone = self._phone()
        screen = self._screen

        def take(customer_id: int) -> None:
            asked.close()
            self._take(customer_id)

        def add(name: str) -> None:
            added = customers.add_by_phone(
                name, phone, by=screen.actor, at=screen.now()
            )
            asked.close()
            self.close()
            self._then(added)

        def named(name: str) -> bool:
            alike = customers.alike(name, by=screen.actor)
            if not alike:
                screen.attempt(lambda: add(name))
                return False
            screen.beep()
            anyway = partial(screen.attempt, partial(add, name))
            screen.open(AlikePanel(screen, alike, take, anyway))
            return False

        question = _("Name of the customer with {phone}").format(
            phone=local_phone(phone)
        )
        asked = AskPanel(screen, _("New customer"), question, named)
        self.host.open(asked)
