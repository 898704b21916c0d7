from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import CASHIER_PIN, NOON, OWNER_PIN, Books
from tui_pos.db import rows
from tui_pos.domain.errors import (
    AlreadyExistsError,
    BadFieldError,
    LastOwnerError,
    LockedOutError,
    PermissionDeniedError,
    PinTooShortError,
    UserNotFoundError,
    WrongPinError,
)
from tui_pos.domain.permissions import Permission, Role
from tui_pos.services import people


def test_the_right_pin_lets_in_and_case_does_not_matter(books: Books) -> None:
    actor = people.log_in("ali", CASHIER_PIN, books.shop.counter, at=NOON)

    assert (actor.name, actor.role) == ("Ali", Role.CASHIER)


def test_wrong_user_and_wrong_pin_are_told_alike(books: Books) -> None:
    for name, pin in (("Ali", "9999"), ("Nobody", CASHIER_PIN)):
        with pytest.raises(WrongPinError):
            people.log_in(name, pin, books.shop.counter, at=NOON)
    assert rows("SELECT COUNT(*) FROM journal WHERE kind = 'pin-wrong'") == [(2,)]


def test_five_wrong_pins_lock_for_a_minute_that_doubles(books: Books) -> None:
    counter = books.shop.counter
    for _try in range(5):
        with pytest.raises(WrongPinError):
            people.log_in("Ali", "0000", counter, at=NOON)

    with pytest.raises(LockedOutError) as refusal:
        people.log_in("Ali", CASHIER_PIN, counter, at=NOON)
    assert refusal.value.until == NOON + timedelta(minutes=1)

    later = NOON + timedelta(minutes=1)
    with pytest.raises(WrongPinError):
        people.log_in("Ali", "0000", counter, at=later)
    with pytest.raises(LockedOutError) as refusal:
        people.log_in("Ali", CASHIER_PIN, counter, at=later)
    assert refusal.value.until == later + timedelta(minutes=2)


def test_the_lock_is_kept_in_the_books_and_ends(books: Books) -> None:
    counter = books.shop.counter
    for _try in range(5):
        with pytest.raises(WrongPinError):
            people.log_in("Ali", "0000", counter, at=NOON)

    later = NOON + timedelta(minutes=2)
    people.log_in("Ali", CASHIER_PIN, counter, at=later)

    assert rows("SELECT COUNT(*) FROM lockout") == [(0,)]


def test_an_owner_approves_by_pin_alone(books: Books) -> None:
    owner = people.approver(
        OWNER_PIN, Permission.KHATA_OVER_LIMIT, books.shop.counter, at=NOON
    )

    assert owner.name == "Bilal"


def test_who_may_not_approve_is_a_wrong_pin(books: Books) -> None:
    with pytest.raises(WrongPinError):
        people.approver(
            CASHIER_PIN, Permission.KHATA_OVER_LIMIT, books.shop.counter, at=NOON
        )


def test_people_come_and_go(books: Books) -> None:
    made = people.add_user("Hina", Role.CASHIER, "4321", by=books.owner, at=NOON)
    assert made.name in people.names()

    gone = people.disable_user("hina", by=books.owner, at=NOON)

    assert not gone.active
    assert "Hina" not in people.names()
    with pytest.raises(WrongPinError):
        people.log_in("Hina", "4321", books.shop.counter, at=NOON)
    assert len(people.people(by=books.owner)) == 5


def test_the_last_owner_stays(books: Books) -> None:
    with pytest.raises(LastOwnerError):
        people.disable_user("Bilal", by=books.owner, at=NOON)
    people.add_user("Noor", Role.OWNER, "123456", by=books.owner, at=NOON)
    people.disable_user("Bilal", by=books.owner, at=NOON)


def test_who_is_not_there_cannot_go(books: Books) -> None:
    with pytest.raises(UserNotFoundError):
        people.disable_user("Nobody", by=books.owner, at=NOON)


@pytest.mark.parametrize(
    ("role", "pin"),
    [
        (Role.CASHIER, "123"),
        (Role.MANAGER, "12345"),
        (Role.CASHIER, "abcd"),
        (Role.CASHIER, "1" * 13),
        (Role.CASHIER, "١٢٣٤"),
    ],
)
def test_pins_are_digits_and_enough_of_them(books: Books, role: Role, pin: str) -> None:
    with pytest.raises(PinTooShortError):
        people.add_user("Hina", role, pin, by=books.owner, at=NOON)


def test_names_are_there_and_unique(books: Books) -> None:
    with pytest.raises(AlreadyExistsError):
        people.add_user("ALI", Role.CASHIER, "4321", by=books.owner, at=NOON)
    with pytest.raises(BadFieldError):
        people.add_user(" ", Role.CASHIER, "4321", by=books.owner, at=NOON)


def test_only_who_may_keeps_people(books: Books) -> None:
    with pytest.raises(PermissionDeniedError):
        people.add_user("Hina", Role.OWNER, "654321", by=books.manager, at=NOON)
