"""The form of a customer: all that can be written, and the warning of a double."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui_pos.domain import entry
from tui_pos.domain.entry import LARGEST_BOOK_AMOUNT
from tui_pos.domain.errors import BadFieldError, CustomerExistsError, PosError
from tui_pos.domain.phones import local_phone, masked_cnic
from tui_pos.i18n import _
from tui_pos.i18n.numbers import day, figure
from tui_pos.services import customers
from tui_pos.services.customers import CustomerForm
from tui_pos.widgets.panel import Field, FormPanel, ListPanel
from tui_pos.widgets.rows import BLANK, Row, Span, fit, row, wrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.domain.money import Money
    from tui_pos.screens.till import Desk
    from tui_pos.services.customers import Person

_YES = {"y", "yes", "h", "haan", "1", "x"}
_LONGEST_DAYS = 3650


class AlikePanel(ListPanel):
    """Accounts that may be the same person: open one, or make another anyway (K50)."""

    def __init__(
        self,
        screen: Desk,
        found: list[Person],
        open_: Callable[[int], object],
        anyway: Callable[[], object] | None,
    ) -> None:
        super().__init__(screen, _("Is it one of these?"))
        self._found = found
        self._open = open_
        self._anyway = anyway

    def items(self) -> int:
        return len(self._found)

    def item(self, number: int, cells: int) -> str:
        one = self._found[number]
        return f"{fit(one.name, max(12, cells - 32))} {fit(one.phone, 13)} {one.area}"

    def rows(self, cells: int, lines: int) -> list[Row]:
        said = _("There is an account already.")
        ways = _("Enter opens it · Esc back")
        if self._anyway is not None:
            said = _("An account of a like name is there already.")
            ways = _("Enter opens it · Y makes another anyway · Esc back")
        foot = [row(Span(line, "dim")) for line in wrap(ways, cells)]
        head = [row(Span(line, "owed")) for line in wrap(said, cells)]
        room = lines - len(head) - len(foot) - 2
        return [*head, BLANK, *self.list_rows(cells, room), BLANK, *foot]

    def choose(self, number: int) -> None:
        self.close()
        self._open(self._found[number].customer_id)

    def typed(self, key: str, character: str | None) -> None:
        if (character or "").lower() == "y" and self._anyway is not None:
            self.close()
            self._anyway()


class CustomerFormPanel(FormPanel):
    """Adds a customer or changes one; what is refused stays typed."""

    def __init__(
        self,
        screen: Desk,
        then: Callable[[int], object],
        customer_id: int | None = None,
        typed: str = "",
    ) -> None:
        self._screen = screen
        self._then = then
        self._customer_id = customer_id
        self._before = CustomerForm("")
        title = _("New customer")
        if customer_id is not None:
            self._before = customers.form_of(customer_id, by=screen.actor)
            title = _("Change {name}").format(name=self._before.name)
        digits = sum(char.isdigit() for char in typed)
        phone, name = (typed, "") if digits >= 7 else ("", typed)
        super().__init__(screen, title, _fields(self._before, name, phone), self._keep)

    def _keep(self, values: dict[str, str]) -> bool:
        screen = self._screen
        try:
            form = self._form(values)
            alike = []
            if self._customer_id is None:
                alike = customers.alike(form.name, by=screen.actor)
                customers.checked_form(form, None)
        except CustomerExistsError as error:
            self._exists(error.customer_id)
            return False
        except PosError as error:
            screen.refuse(error)
            return False
        if alike:
            screen.beep()
            screen.open(
                AlikePanel(screen, alike, self._open, lambda: self._write(form))
            )
        else:
            self._write(form)
        return False

    def _exists(self, customer_id: int) -> None:
        screen = self._screen
        screen.beep()
        known = customers.person(customer_id, by=screen.actor)
        screen.open(AlikePanel(screen, [known], self._open, None))

    def _open(self, customer_id: int) -> None:
        self.close()
        self._screen.open_profile(customer_id)

    def _write(self, form: CustomerForm) -> None:
        screen, made = self._screen, self._customer_id

        def write() -> None:
            by, at = screen.actor, screen.now()
            nonlocal made
            if made is None:
                made = customers.add_customer(form, by=by, at=at)
            else:
                customers.change_customer(made, form, by=by, at=at)
            self.close()
            screen.say(_("{name} is saved.").format(name=form.name), "good")
            self._then(made)

        screen.attempt(write)

    def _form(self, values: dict[str, str]) -> CustomerForm:
        plain = {name: text.strip() for name, text in values.items()}
        limit = plain["limit"].lower()
        kind = limit if limit in {"unlimited", "shop"} else "own" if limit else "shop"
        cnic = plain["cnic"]
        if cnic == masked_cnic(self._before.cnic):
            cnic = self._before.cnic
        extra, until = plain["extra"], plain["until"]
        return replace(
            self._before,
            name=plain["name"],
            name_ur=plain["name_ur"],
            phones=tuple(part for part in plain["phones"].split(",") if part.strip()),
            cnic=cnic,
            address=plain["address"],
            area=plain["area"],
            business_name=plain["business_name"],
            ntn=plain["ntn"],
            card=plain["card"],
            limit_kind=kind,
            credit_limit=_rupees(limit) if kind == "own" else None,
            credit_days=_whole("days", plain["days"]),
            over_limit=_policy(plain["over_limit"]),
            overdue=_policy(plain["overdue"]),
            tier="" if plain["tier"] == self._before.tier else plain["tier"],
            status=_status(plain["status"]),
            takers=tuple(part.strip() for part in plain["takers"].split(",")),
            settlement_day=_whole("settlement_day", plain["settles"]),
            extra_limit=_rupees(extra) if extra else None,
            extra_until=entry.day(until) if until else None,
            receipts=plain["receipts"].lower() in _YES,
            reminders=plain["reminders"].lower() in _YES,
            offers=plain["offers"].lower() in _YES,
            language=plain["language"],
            birth_month=_whole("birth_month", plain["birth_month"]),
        )


def _fields(form: CustomerForm, name: str, phone: str) -> list[Field]:
    extra = "" if form.extra_limit is None else figure(form.extra_limit)
    until = "" if form.extra_until is None else day(form.extra_until)
    limit = {"shop": "", "unlimited": "unlimited"}.get(form.limit_kind)
    if limit is None and form.credit_limit is not None:
        limit = figure(form.credit_limit)
    phones = ", ".join(local_phone(one) for one in form.phones)
    return [
        Field("name", _("Name"), form.name or name),
        Field("phones", _("Phones, with commas"), phones or phone),
        Field("area", _("Area"), form.area),
        Field("address", _("Address"), form.address),
        Field("limit", _("Limit, Rs (empty: shop's)"), limit or ""),
        Field("days", _("Days (empty: shop's)"), _shown(form.credit_days)),
        Field("cnic", _("CNIC, if they wish"), masked_cnic(form.cnic)),
        Field("status", _("active, hold or closed"), form.status),
        Field("takers", _("Who may take goods"), ", ".join(form.takers)),
        Field("settles", _("Settles on day"), _shown(form.settlement_day)),
        Field("extra", _("Limit for some days, Rs"), extra),
        Field("until", _("... until"), until),
        Field("over_limit", _("Over the limit"), form.over_limit),
        Field("overdue", _("When overdue"), form.overdue),
        Field("tier", _("Tier"), form.tier),
        Field("card", _("Card"), form.card),
        Field("name_ur", _("Name in Urdu"), form.name_ur),
        Field("business_name", _("Business"), form.business_name),
        Field("ntn", _("NTN"), form.ntn),
        Field("language", _("Language: en, ur_Latn, ur"), form.language),
        Field("birth_month", _("Born in month (1-12)"), _shown(form.birth_month)),
        Field("receipts", _("Message per line? (y)"), _mark(is_on=form.receipts)),
        Field("reminders", _("Reminders? (y)"), _mark(is_on=form.reminders)),
        Field("offers", _("Offers? (y)"), _mark(is_on=form.offers)),
    ]


def _mark(*, is_on: bool) -> str:
    return "y" if is_on else ""


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)


def _rupees(text: str) -> Money:
    try:
        return entry.amount(text, largest=LARGEST_BOOK_AMOUNT)
    except PosError as error:
        raise BadFieldError(column="limit", why="number") from error


def _whole(column: str, text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text) > _LONGEST_DAYS:
        raise BadFieldError(column=column, why="number")
    return int(text)


def _policy(text: str) -> str:
    return "" if text.lower() == "shop" else text.lower()


def _status(text: str) -> str:
    plain = text.lower() or "active"
    if plain not in {"active", "hold", "closed"}:
        raise BadFieldError(column="status", why="unknown")
    return plain
