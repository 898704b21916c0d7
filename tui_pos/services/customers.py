"""The customers: found as they are typed, added at the till by phone number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tui_pos.db import rows
from tui_pos.domain.barcode import MAX_CODE
from tui_pos.domain.errors import (
    AlreadyExistsError,
    BadCnicError,
    BadFieldError,
    BadPhoneError,
    CustomerExistsError,
    CustomerNotFoundError,
)
from tui_pos.domain.khata import CustomerStatus, Policy
from tui_pos.domain.khata_errors import NotSettledError
from tui_pos.domain.loyalty_errors import UnknownTierError
from tui_pos.domain.money import ZERO
from tui_pos.domain.permissions import Permission
from tui_pos.domain.phones import local_phone, shown_cnic, shown_phone
from tui_pos.domain.text import clean_text, fold
from tui_pos.domain.tiers import tier_named
from tui_pos.models import Customer, CustomerPhone
from tui_pos.services import khata, search, settings, shifts
from tui_pos.services.acts import act, open_to_all, question
from tui_pos.services.journal import Act

if TYPE_CHECKING:
    from datetime import date, datetime

    from tui_pos.domain.money import Money
    from tui_pos.domain.permissions import Actor

_CNIC_DIGITS = 13
_LAST_DAY = 31
_MONTHS = 12
_MOST_DAYS = 3650
BY_HAND = "by hand"
"""Why a tier stays, where it was written into the form."""
_TEXTS = ("name", "name_ur", "address", "area", "business_name", "ntn", "tier")
_JOURNALLED = (
    "limit_kind",
    "credit_limit",
    "credit_days",
    "tier",
    "status",
    "over_limit",
    "overdue",
    "takers",
    "extra_limit",
    "extra_until",
    "receipts",
    "reminders",
    "offers",
    "language",
)
_LANGUAGES = ("", "en", "ur_Latn", "ur")
_ALIKE = 3
"""How many like names are shown before an account is made."""
_LATELY = "COALESCE((SELECT MAX(s.id) FROM sale s WHERE s.customer_id = t.id), 0)"
_ALIASES = (
    "WITH RECURSIVE alias (id) AS (SELECT id FROM customer WHERE merged_into_id = ?"
    " UNION SELECT c.id FROM customer c JOIN alias ON c.merged_into_id = alias.id)"
    " SELECT c.name, c.name_ur, c.id FROM customer c JOIN alias ON alias.id = c.id"
)
_PHONES = "SELECT phone FROM customer_phone WHERE customer_id = ? ORDER BY position, id"


@dataclass(frozen=True, slots=True)
class Person:
    """A customer as a cashier may see them: no full number, no CNIC."""

    customer_id: int
    name: str
    phone: str
    """All of it, or its last four digits for those who may not see more."""
    area: str = ""


@dataclass(frozen=True, slots=True)
class CustomerForm:
    """Everything about a customer that can be written."""

    name: str
    phones: tuple[str, ...] = ()
    name_ur: str = ""
    cnic: str = ""
    address: str = ""
    area: str = ""
    business_name: str = ""
    ntn: str = ""
    card: str = ""
    limit_kind: str = "shop"
    credit_limit: Money | None = None
    credit_days: int | None = None
    tier: str = ""
    """"" is the lowest for somebody new, and what it is now for the others."""
    status: str = "active"
    over_limit: str = ""
    """What over the limit comes to; "" is the shop's policy."""
    overdue: str = ""
    takers: tuple[str, ...] = ()
    """Who may take goods; nobody named lets anybody (K8)."""
    settlement_day: int | None = None
    extra_limit: Money | None = None
    """A limit for some days, with the last of them."""
    extra_until: date | None = None
    receipts: bool = False
    """Whether they agreed to a message for each line of their khata."""
    reminders: bool = False
    """Whether they agreed to be reminded of what they owe."""
    offers: bool = False
    """Whether they agreed to hear of offers."""
    language: str = ""
    """The language of their messages; "" is the shop's."""
    birth_month: int | None = None


@open_to_all("a rule, not an act")
def e164(text: str) -> str:
    """Read a phone number as people here write it, into E.164.

    Raises:
        BadPhoneError: It is none.
    """
    import phonenumbers

    try:
        number = phonenumbers.parse(fold(clean_text(text, limit=40)), "PK")
    except phonenumbers.NumberParseException as error:
        raise BadPhoneError(text=clean_text(text, limit=40)) from error
    if not phonenumbers.is_possible_number(number):
        raise BadPhoneError(text=clean_text(text, limit=40))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@open_to_all("a rule, not an act")
def cnic_digits(text: str) -> str:
    """Read a CNIC into thirteen digits.

    Raises:
        BadCnicError: It has another number of digits.
    """
    digits = fold(text).replace("-", "").replace(" ", "")
    if len(digits) != _CNIC_DIGITS or not digits.isascii() or not digits.isdigit():
        raise BadCnicError(text=clean_text(text, limit=40))
    return digits


@question(Permission.CUSTOMER_FIND)
def find(typed: str, *, by: Actor) -> list[Person]:
    """Find customers by any part of name or phone.

    A CNIC is found when it is typed whole; by any part for who may see it.
    """
    return [_person(customer_id, by) for customer_id in found_ids(typed, by)]


@open_to_all("called inside permitted questions")
def found_ids(typed: str, by: Actor) -> list[int]:
    """Give the ids of at most twenty customers for what was typed, best first."""
    wanted = fold(typed).replace("-", "")
    digits = wanted.strip().isdigit()
    if len(wanted) == _CNIC_DIGITS and digits:
        whole = rows("SELECT id FROM customer WHERE cnic = ?", wanted)
        if whole:
            return [khata.home_of(whole[0][0])[0]]
    found = search.find("customer", wanted if digits else typed, lately=_LATELY)
    if digits and by.may(Permission.CUSTOMER_FULL):
        found += search.by_number("customer", wanted.strip())
    return list(dict.fromkeys(found))[: search.SHOWN]


@question(Permission.CUSTOMER_ADD)
def alike(name: str, *, but: int | None = None, by: Actor) -> list[Person]:
    """Give accounts whose name sounds like this one, before another is made (K50)."""
    found = [one for one in search.sounding("customer", name) if one != but]
    return [_person(customer_id, by) for customer_id in found[:_ALIKE]]


@act(Permission.CUSTOMER_FULL)
def read_cnic(customer_id: int, *, by: Actor, at: datetime) -> str:
    """Give the whole CNIC, 5-7-1; the journal remembers who read it.

    Raises:
        CustomerNotFoundError: There is no such customer.
    """
    digits = _customer(customer_id).cnic or ""
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    opened.close("cnic-read", str(customer_id))
    return shown_cnic(digits) if digits else ""


@question(Permission.CUSTOMER_FIND)
def by_card(code: str, *, by: Actor) -> Person | None:
    """Find whose card or QR was scanned."""
    plain = clean_text(code, limit=MAX_CODE)
    found = rows("SELECT id FROM customer WHERE card = ?", plain.upper())
    return _person(khata.home_of(found[0][0])[0], by) if found else None


@question(Permission.CUSTOMER_FIND)
def person(customer_id: int, *, by: Actor) -> Person:
    """Give one customer as the cashier may see them.

    Raises:
        CustomerNotFoundError: There is none.
    """
    return _person(customer_id, by)


@question(Permission.CUSTOMER_FIND)
def identify(typed: str, *, by: Actor) -> int:
    """Find one customer by id or whole phone number.

    Raises:
        CustomerNotFoundError: There is none.
    """
    found = _by_phone(typed)
    if found is None and typed.isascii() and typed.isdigit() and len(typed) < 10:
        known = rows("SELECT id FROM customer WHERE id = ?", int(typed))
        found = known[0][0] if known else None
    if found is None:
        raise CustomerNotFoundError(customer=clean_text(typed, limit=40))
    return khata.home_of(found)[0]


@open_to_all("called inside permitted acts")
def aliases_of(customer_id: int) -> list[int]:
    """Give every account that became part of this one, also by way of another."""
    return [row[2] for row in rows(_ALIASES, customer_id)]


@open_to_all("called inside permitted acts")
def owner_of(phone: str) -> int | None:
    """Tell whose number this is."""
    return _by_phone(phone)


@open_to_all("called inside permitted acts")
def name_of(customer_id: int) -> str:
    """Give a customer's name.

    Raises:
        CustomerNotFoundError: There is none.
    """
    name: str = _customer(customer_id).name
    return name


@open_to_all("called inside permitted acts")
def checked_form(form: CustomerForm, customer_id: int | None) -> CustomerForm:
    """Give a form as it would be kept; `customer_id` is whose it is, None a new one.

    Raises:
        BadFieldError: A field is wrong.
        BadPhoneError: A phone number is none.
        BadCnicError: A CNIC has not thirteen digits.
        CustomerExistsError: A number belongs to somebody else.
        AlreadyExistsError: The CNIC or the card belongs to somebody else.
    """
    columns, phones = _checked(form, customer_id)
    return replace(
        form,
        phones=tuple(local_phone(phone) for phone in phones),
        cnic=columns["cnic"] or "",
        card=columns["card"] or "",
        **{column: columns[column] for column in _TEXTS},
    )


@question(Permission.CUSTOMER_FULL)
def form_of(customer_id: int, *, by: Actor) -> CustomerForm:
    """Give everything about a customer.

    Raises:
        CustomerNotFoundError: There is none.
    """
    return _form(_customer(customer_id))


@act(Permission.CUSTOMER_ADD)
def add_by_phone(name: str, phone: str, *, by: Actor, at: datetime) -> int:
    """Add a customer at the till; a number that is known opens its account.

    Raises:
        BadPhoneError: It is no phone number.
        BadFieldError: They have no name.
    """
    known = _by_phone(e164(phone))
    if known is not None:
        return known
    return _add(CustomerForm(name=name, phones=(phone,)), by=by, at=at)


@act(Permission.CUSTOMER_EDIT)
def add_customer(form: CustomerForm, *, by: Actor, at: datetime) -> int:
    """Add a customer with everything that is known of them.

    Raises:
        BadFieldError: A field is wrong.
        BadPhoneError: A phone number is none.
        BadCnicError: A CNIC has not thirteen digits.
        CustomerExistsError: A number belongs to somebody; offer their account.
        AlreadyExistsError: The CNIC or the card belongs to somebody.
    """
    return _add(form, by=by, at=at)


@act(Permission.CUSTOMER_EDIT)
def change_customer(
    customer_id: int, form: CustomerForm, *, by: Actor, at: datetime
) -> None:
    """Change a customer; old bills keep the name they were written with.

    Raises:
        CustomerNotFoundError: There is none.
        BadFieldError: A field is wrong.
        BadPhoneError: A phone number is none.
        BadCnicError: A CNIC has not thirteen digits.
        CustomerExistsError: A number belongs to somebody else.
        AlreadyExistsError: The CNIC or the card belongs to somebody else.
        NotSettledError: It would be closed with a balance (K7).
    """
    before = _form(_customer(customer_id))
    khata.lock(customer_id)
    kept = {before.tier.casefold(), ""}
    has_new_tier = form.tier.strip().casefold() not in kept
    columns, phones = _checked(
        form if has_new_tier else replace(form, tier=""), customer_id
    )
    if has_new_tier:
        columns["tier_reason"] = BY_HAND
    else:
        form = replace(form, tier=before.tier)
        del columns["tier"]
    owed = khata.balance(customer_id)
    if form.status == CustomerStatus.CLOSED and owed:
        raise NotSettledError(name=before.name, owed=owed)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    Customer.update(**columns).where(Customer.id == customer_id).execute()
    CustomerPhone.delete().where(CustomerPhone.customer == customer_id).execute()
    _put_phones(customer_id, phones)
    index(customer_id)
    changed = {
        column: f"{getattr(before, column)} -> {getattr(form, column)}"
        for column in _JOURNALLED
        if getattr(before, column) != getattr(form, column)
    }
    opened.close("customer-change", str(customer_id), **changed)


def _add(form: CustomerForm, *, by: Actor, at: datetime) -> int:
    columns, phones = _checked(form, None)
    if columns["tier"] != settings.loyalty_rules().tiers[0].name:
        columns["tier_reason"] = BY_HAND
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    made = Customer.create(created_at=at, **columns)
    _put_phones(made.id, phones)
    index(made.id)
    opened.close("customer-add", str(made.id))
    customer_id: int = made.id
    return customer_id


def _checked(
    form: CustomerForm, customer_id: int | None
) -> tuple[dict[str, Any], list[str]]:
    name = clean_text(form.name)
    if not name:
        raise BadFieldError(column="name", why="empty")
    if (form.extra_limit is None) != (form.extra_until is None):
        raise BadFieldError(column="extra_limit", why="empty")
    _check_limits(form)
    settles = form.settlement_day
    if settles is not None and not 1 <= settles <= _LAST_DAY:
        raise BadFieldError(column="settlement_day", why="large")
    takers = [name for name in map(clean_text, form.takers) if name]
    phones = list(dict.fromkeys(e164(phone) for phone in form.phones))
    for phone in phones:
        owner = _by_phone(phone)
        if owner is not None and owner != customer_id:
            raise CustomerExistsError(owner, _customer(owner).name)
    columns: dict[str, Any] = {
        "name": name,
        "cnic": cnic_digits(form.cnic) if form.cnic.strip() else None,
        "card": clean_text(form.card, limit=MAX_CODE).upper() or None,
        "limit_kind": form.limit_kind,
        "credit_limit": form.credit_limit,
        "credit_days": form.credit_days,
        "status": form.status,
        "on_over_limit": _policy("over_limit", form.over_limit),
        "on_overdue": _policy("overdue", form.overdue),
        "takers": "\n".join(takers) or None,
        "settlement_day": form.settlement_day,
        "extra_limit": form.extra_limit,
        "extra_limit_until": form.extra_until,
        "consent_receipts": form.receipts,
        "consent_reminders": form.reminders,
        "consent_offers": form.offers,
        "language": _language(form.language),
        **{
            column: clean_text(getattr(form, column))
            for column in _TEXTS
            if column not in {"name", "tier"}
        },
        "tier": _tier(form.tier),
        "birth_month": _month(form.birth_month),
    }
    _refuse_taken(columns, customer_id)
    return columns, phones


def _check_limits(form: CustomerForm) -> None:
    if (form.limit_kind == "own") != (form.credit_limit is not None):
        raise BadFieldError(column="limit", why="empty")
    if form.credit_limit is not None and form.credit_limit < ZERO:
        raise BadFieldError(column="limit", why="negative")
    if form.credit_days is not None and not 0 <= form.credit_days <= _MOST_DAYS:
        raise BadFieldError(column="days", why="large")


def _tier(name: str) -> str:
    known = settings.loyalty_rules().tiers
    try:
        return tier_named(known, name or known[0].name).name
    except UnknownTierError as error:
        raise BadFieldError(column="tier", why="unknown") from error


def _month(month: int | None) -> int | None:
    if month is not None and not 1 <= month <= _MONTHS:
        raise BadFieldError(column="birth_month", why="large")
    return month


def _policy(column: str, text: str) -> str | None:
    plain = text.strip().lower()
    if plain and plain not in list(Policy):
        raise BadFieldError(column=column, why="unknown")
    return plain or None


def _language(text: str) -> str:
    if text not in _LANGUAGES:
        raise BadFieldError(column="language", why="unknown")
    return text


def _refuse_taken(columns: dict[str, Any], customer_id: int | None) -> None:
    for column in ("cnic", "card"):
        query = f"SELECT id FROM customer WHERE {column} = ?"  # noqa: S608 - ours
        for (owner,) in rows(query, columns[column]):
            if owner != customer_id:
                raise AlreadyExistsError(what=column, name=str(columns[column]))


def _put_phones(customer_id: int, phones: list[str]) -> None:
    for position, phone in enumerate(phones):
        CustomerPhone.create(customer=customer_id, phone=phone, position=position)


def _by_phone(text: str) -> int | None:
    try:
        phone = e164(text)
    except BadPhoneError:
        return None
    found = rows("SELECT customer_id FROM customer_phone WHERE phone = ?", phone)
    return found[0][0] if found else None


def _customer(customer_id: int) -> Customer:
    found: Customer | None = Customer.get_or_none(Customer.id == customer_id)
    if found is None:
        raise CustomerNotFoundError(customer=str(customer_id))
    return found


def _person(customer_id: int, by: Actor) -> Person:
    found = rows("SELECT name, area FROM customer WHERE id = ?", customer_id)
    if not found:
        raise CustomerNotFoundError(customer=str(customer_id))
    phones = [row[0] for row in rows(_PHONES, customer_id)]
    name, area = found[0]
    phone = shown_phone(phones[0] if phones else "", by)
    return Person(customer_id, name, phone, area)


def _form(customer: Customer) -> CustomerForm:
    phones = tuple(local_phone(row[0]) for row in rows(_PHONES, customer.id))
    return CustomerForm(
        name=customer.name,
        phones=phones,
        name_ur=customer.name_ur,
        cnic=customer.cnic or "",
        address=customer.address,
        area=customer.area,
        business_name=customer.business_name,
        ntn=customer.ntn,
        card=customer.card or "",
        limit_kind=customer.limit_kind,
        credit_limit=customer.credit_limit,
        credit_days=customer.credit_days,
        tier=customer.tier,
        status=customer.status,
        over_limit=customer.on_over_limit or "",
        overdue=customer.on_overdue or "",
        takers=tuple((customer.takers or "").splitlines()),
        settlement_day=customer.settlement_day,
        extra_limit=customer.extra_limit,
        extra_until=customer.extra_limit_until,
        receipts=customer.consent_receipts,
        reminders=customer.consent_reminders,
        offers=customer.consent_offers,
        language=customer.language,
        birth_month=customer.birth_month,
    )


@open_to_all("called inside permitted acts")
def index(customer_id: int) -> None:
    """Make what a search finds of a customer anew."""
    customer = _customer(customer_id)
    phones = [row[0] for row in rows(_PHONES, customer_id)]
    digits = [phone.lstrip("+") for phone in phones]
    spoken = [local_phone(phone).replace("-", "") for phone in phones]
    aliases = [name for row in rows(_ALIASES, customer_id) for name in row[:2]]
    names = (customer.name, customer.name_ur, *aliases)
    folded = fold(" ".join((*names, customer.area, *spoken, *digits)))
    spelled = " ".join((customer.name, *aliases))
    if customer.merged_into_id is not None:
        folded = spelled = ""  # the account that took it over is found instead
    Customer.update(folded=folded).where(Customer.id == customer_id).execute()
    number = "" if customer.merged_into_id is not None else customer.cnic or ""
    search.index("customer", [(customer_id, folded, spelled)], {customer_id: number})
