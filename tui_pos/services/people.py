"""The people of the shop: who they are, their PINs, and who is let in."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tui_pos.db import reading, rows, writing
from tui_pos.domain.errors import (
    AlreadyExistsError,
    BadFieldError,
    LastOwnerError,
    LockedOutError,
    PinTooShortError,
    ReasonNeededError,
    UserNotFoundError,
    WrongPinError,
)
from tui_pos.domain.khata import Confirmation, ConfirmBy
from tui_pos.domain.khata_errors import NotSecondPersonError
from tui_pos.domain.permissions import (
    GRANTED,
    Actor,
    Approval,
    Permission,
    Role,
    shortest_pin,
)
from tui_pos.domain.text import clean_text, fold
from tui_pos.models import Customer, Lockout, User
from tui_pos.services import keyring, shifts
from tui_pos.services.acts import act, open_to_all, question
from tui_pos.services.journal import Act

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from tui_pos.domain.money import Money

FREE_TRIES = 5
_FIRST_LOCK = timedelta(minutes=1)
_LONGEST_LOCK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Counter:
    """Where somebody logs in."""

    counter_id: int
    name: str
    printer: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who works in the shop."""

    user_id: int
    name: str
    role: Role
    active: bool


@open_to_all("nobody is logged in yet")
def log_in(name: str, pin: str, counter: Counter, *, at: datetime) -> Actor:
    """Let somebody in by name and PIN.

    Wrong tries are counted per user and per counter and outlive a restart: five,
    then a minute of waiting that doubles.

    Raises:
        LockedOutError: Too many wrong PINs; say when to come back.
        WrongPinError: Wrong user or PIN; which of the two is not told.
    """
    user = _user_named(name)
    _check_open(_subjects(user, counter), at=at)
    if not _pin_fits(user, pin):
        _count_failure(user, counter, _subjects(user, counter), at=at)
        raise WrongPinError
    assert user is not None  # noqa: S101 - _pin_fits() saw to it
    _forget(_subjects(user, counter))
    return actor_for(user, counter)


@open_to_all("nobody is logged in yet")
def approver(
    pin: str, permission: Permission, counter: Counter, *, at: datetime
) -> Actor:
    """Find who approves an act by their PIN alone, at somebody else's screen.

    Raises:
        LockedOutError: Too many wrong PINs at this counter.
        WrongPinError: Nobody who may approve has this PIN.
    """
    subject = f"approval:{counter.counter_id}"
    _check_open([subject], at=at)
    with reading():
        candidates = list(User.select().where(User.active).order_by(User.id))
    for user in candidates:
        if permission in GRANTED[Role(user.role)] and _pin_fits(user, pin):
            _forget([subject])
            return actor_for(user, counter)
    _count_failure(None, counter, [subject], at=at)
    raise WrongPinError


@open_to_all("asks for the approver's PIN, or the person's own permission")
def approve(
    permission: Permission,
    amount: Money | None,
    reason: str,
    pin: str = "",
    *,
    by: Actor,
    at: datetime,
) -> Actor:
    """Give the person with somebody's approval of one act and one amount.

    Who may do it alone approves it without a PIN; the reason is owed all the same.

    Raises:
        ReasonNeededError: Nobody said why.
        LockedOutError: Too many wrong PINs at this counter.
        WrongPinError: Nobody who may approve has this PIN.
    """
    why = clean_text(reason)
    if not why:
        raise ReasonNeededError
    who = by
    if permission not in by.permissions:
        counter = Counter(by.counter_id, by.counter, by.printer)
        who = approver(pin, permission, counter, at=at)
    return by.with_approval(Approval(permission, who.user_id, who.name, why, amount))


@open_to_all("asks for a second person's PIN")
def confirm_by_staff(pin: str, amount: Money, *, by: Actor, at: datetime) -> Actor:
    """Give the person with the yes of somebody else who works here (K38).

    Raises:
        LockedOutError: Too many wrong PINs at this counter.
        NotSecondPersonError: It is nobody's PIN, or the person's own.
    """
    counter = Counter(by.counter_id, by.counter, by.printer)
    subject = f"approval:{counter.counter_id}"
    _check_open([subject], at=at)
    with reading():
        others = list(User.select().where(User.active, User.id != by.user_id))
    for user in others:
        if _pin_fits(user, pin):
            _forget([subject])
            return by.with_confirmation(
                Confirmation(ConfirmBy.STAFF_PIN, user.name, amount)
            )
    _count_failure(None, counter, [subject], at=at)
    raise NotSecondPersonError


@open_to_all("asks for the customer's PIN")
def confirm_by_customer(
    customer_id: int, pin: str, amount: Money, *, by: Actor, at: datetime
) -> Actor:
    """Give the person with the yes of the customer who owes (K38).

    Raises:
        LockedOutError: Too many wrong PINs of this customer.
        WrongPinError: It is not their PIN.
    """
    counter = Counter(by.counter_id, by.counter, by.printer)
    subject = f"customer:{customer_id}"
    _check_open([subject], at=at)
    with reading():
        found = rows("SELECT name, pin_hash FROM customer WHERE id = ?", customer_id)
    name, kept = found[0] if found else ("", None)
    if kept is None or not _fits(kept, pin):
        _count_failure(None, counter, [subject], at=at)
        raise WrongPinError
    _forget([subject])
    return by.with_confirmation(Confirmation(ConfirmBy.CUSTOMER_PIN, name, amount))


@act(Permission.CUSTOMER_EDIT)
def set_customer_pin(customer_id: int, pin: str, *, by: Actor, at: datetime) -> None:
    """Give a customer a PIN of their own, or with "" take it away (K38).

    Raises:
        PinTooShortError: The PIN has too few digits, or is none.
    """
    if pin:
        check_pin(Role.CASHIER, pin)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    kept = _hasher().hash(_peppered(pin)) if pin else None
    Customer.update(pin_hash=kept).where(Customer.id == customer_id).execute()
    _forget([f"customer:{customer_id}"])
    opened.close("customer-pin", str(customer_id), has_one=bool(pin))


@open_to_all("nobody is logged in yet")
def names() -> list[str]:
    """Give the names of everybody who may log in."""
    with reading():
        return [user.name for user in User.select().where(User.active)]


@open_to_all("only turns a row that was let in into an actor")
def actor_for(user: User, counter: Counter) -> Actor:
    """Make the actor whom services know."""
    role = Role(user.role)
    return Actor(
        user_id=user.id,
        name=user.name,
        role=role,
        permissions=GRANTED[role],
        counter_id=counter.counter_id,
        counter=counter.name,
        printer=counter.printer,
    )


@question(Permission.USERS)
def people(*, by: Actor) -> list[Person]:
    """Give everybody who works here or did."""
    return [_person(user) for user in User.select().order_by(User.id)]


@act(Permission.USERS)
def add_user(name: str, role: Role, pin: str, *, by: Actor, at: datetime) -> Person:
    """Take somebody in.

    Raises:
        BadFieldError: They have no name.
        PinTooShortError: The PIN has too few digits, or is none.
        AlreadyExistsError: The name is taken.
    """
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    user = create_user(name, role, pin, at=at)
    opened.close("user-add", user.name, role=role)
    return _person(user)


@act(Permission.USERS)
def disable_user(name: str, *, by: Actor, at: datetime) -> Person:
    """Let somebody in no more; what they did stays under their name.

    Raises:
        UserNotFoundError: There is nobody of this name.
        LastOwnerError: Nobody would be left to run the shop.
    """
    user = _user_named(name)
    if user is None:
        raise UserNotFoundError(name=name)
    owners = User.select().where(User.active, User.role == Role.OWNER)
    if user.role == Role.OWNER and owners.count() == 1:
        raise LastOwnerError
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    User.update(active=False).where(User.id == user.id).execute()
    opened.close("user-disable", user.name)
    return Person(user.id, user.name, Role(user.role), active=False)


@act(Permission.USERS)
def reset_pin(name: str, pin: str, *, by: Actor, at: datetime) -> Person:
    """Give somebody a new PIN; their locks are opened, who was let go stays out.

    Raises:
        UserNotFoundError: There is nobody of this name.
        PinTooShortError: The PIN has too few digits, or is none.
    """
    return _reset(name, pin, by, at=at, lets_in=False)


@open_to_all("whoever holds the recovery sheet holds the shop")
def reset_by_sheet(name: str, pin: str, counter: Counter, *, at: datetime) -> Person:
    """Give somebody a new PIN and let them in, proved by the recovery sheet.

    Raises:
        UserNotFoundError: There is nobody of this name.
        PinTooShortError: The PIN has too few digits, or is none.
    """
    sheet = Actor(
        user_id=0,
        name="recovery sheet",
        role=Role.OWNER,
        permissions=frozenset(),
        counter_id=counter.counter_id,
        counter=counter.name,
    )
    with writing():
        return _reset(name, pin, sheet, at=at, lets_in=True)


def _reset(name: str, pin: str, by: Actor, *, at: datetime, lets_in: bool) -> Person:
    user = _user_named(name)
    if user is None:
        raise UserNotFoundError(name=name)
    check_pin(Role(user.role), pin)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    active = user.active or lets_in
    User.update(pin_hash=_hasher().hash(_peppered(pin)), active=active).where(
        User.id == user.id
    ).execute()
    subjects = [f"user:{user.id}", f"counter:{by.counter_id}"]
    Lockout.delete().where(Lockout.subject.in_(subjects)).execute()
    opened.close("pin-reset", user.name)
    return Person(user.id, user.name, Role(user.role), active=active)


@open_to_all("set-up makes the first owner inside its own transaction")
def create_user(name: str, role: Role, pin: str, *, at: datetime) -> User:
    """Make a user's row inside the caller's transaction.

    Raises:
        BadFieldError: They have no name.
        PinTooShortError: The PIN has too few digits, or is none.
        AlreadyExistsError: The name is taken.
    """
    plain = clean_text(name, limit=40)
    if not plain:
        raise BadFieldError(column="name", why="empty")
    check_pin(role, pin)
    if User.select().where(User.name_key == fold(plain)).exists():
        raise AlreadyExistsError(what="user", name=plain)
    made: User = User.create(
        name=plain,
        name_key=fold(plain),
        role=role,
        pin_hash=_hasher().hash(_peppered(pin)),
        created_at=at,
    )
    return made


@open_to_all("a rule, not an act")
def check_pin(role: Role, pin: str) -> None:
    """Refuse a PIN that is too short for a role, or is not digits.

    Raises:
        PinTooShortError: It is.
    """
    digits = shortest_pin(role)
    if len(pin) < digits or len(pin) > 12 or not (pin.isascii() and pin.isdigit()):
        raise PinTooShortError(digits=digits)


def _person(user: User) -> Person:
    return Person(user.id, user.name, Role(user.role), active=user.active)


def _user_named(name: str) -> User | None:
    with reading():
        found: User | None = User.get_or_none(User.name_key == fold(clean_text(name)))
    return found


def _pin_fits(user: User | None, pin: str) -> bool:
    # An unknown name takes as long as a known one, so time tells nothing.
    kept = user.pin_hash if user is not None else _hasher().hash("nobody")
    return _fits(kept, pin) and user is not None and user.active is True


def _fits(kept: str, pin: str) -> bool:
    from argon2.exceptions import VerificationError

    try:
        return _hasher().verify(kept, _peppered(pin))
    except VerificationError:
        return False


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def _peppered(pin: str) -> str:
    return hmac.digest(keyring.keys().pin_pepper, pin.encode(), "sha256").hex()


def _subjects(user: User | None, counter: Counter) -> list[str]:
    at_counter = [f"counter:{counter.counter_id}"]
    return at_counter if user is None else [f"user:{user.id}", *at_counter]


def _check_open(subjects: list[str], *, at: datetime) -> None:
    with reading():
        locks = list(
            Lockout.select().where(
                Lockout.subject.in_(subjects), Lockout.locked_until > at
            )
        )
    if locks:
        raise LockedOutError(until=max(lock.locked_until for lock in locks))


def _count_failure(
    user: User | None, counter: Counter, subjects: list[str], *, at: datetime
) -> None:
    somebody = Actor(
        user_id=0,
        name=user.name if user is not None else "",
        role=Role.CASHIER,
        permissions=frozenset(),
        counter_id=counter.counter_id,
        counter=counter.name,
    )
    with writing():
        opened = Act(somebody, at, business_date=shifts.business_date(somebody, at))
        for subject in subjects:
            lock = Lockout.get_or_none(Lockout.subject == subject) or Lockout.create(
                subject=subject, failures=0
            )
            lock.failures += 1
            over = lock.failures - FREE_TRIES
            if over >= 0:
                lock.locked_until = at + min(_FIRST_LOCK * 2**over, _LONGEST_LOCK)
            lock.save()
        opened.close("pin-wrong", somebody.name)


def _forget(subjects: list[str]) -> None:
    with writing():
        Lockout.delete().where(Lockout.subject.in_(subjects)).execute()
