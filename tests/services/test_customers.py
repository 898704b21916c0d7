from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tui_pos.db import rows
from tui_pos.domain.errors import (
    AlreadyExistsError,
    BadCnicError,
    BadFieldError,
    BadPhoneError,
    CustomerExistsError,
    CustomerNotFoundError,
    PermissionDeniedError,
)
from tui_pos.domain.khata_errors import NotSettledError
from tui_pos.domain.money import Money
from tui_pos.domain.phones import local_phone
from tui_pos.services import customers, khata
from tui_pos.services.customers import CustomerForm

FULL = CustomerForm(
    name="Haji Rashid",
    phones=("0301-7654321", "042-35761999"),
    name_ur="حاجی راشد",
    cnic="35202-1234567-1",
    area="Main Bazaar",
    card="kh42",
)


@pytest.mark.parametrize(
    "text",
    [
        "0300-1234567",
        "03001234567",
        "+92 300 1234567",
        "923001234567",
        "00923001234567",
        "۰۳۰۰۱۲۳۴۵۶۷",
    ],
)
def test_a_number_is_one_number_however_it_is_written(text: str) -> None:
    assert customers.e164(text) == "+923001234567"


@pytest.mark.parametrize("text", ["", "abc", "12", "0300"])
def test_what_is_no_phone_is_refused(text: str) -> None:
    with pytest.raises(BadPhoneError):
        customers.e164(text)


def test_numbers_are_shown_as_people_write_them() -> None:
    assert local_phone("+923001234567") == "0300-1234567"
    assert local_phone("+14155550100") == "+14155550100"


def test_a_cnic_has_thirteen_digits() -> None:
    assert customers.cnic_digits("35202-1234567-1") == "3520212345671"
    with pytest.raises(BadCnicError):
        customers.cnic_digits("35202-123456-1")


def test_a_known_number_opens_its_account(books: Books) -> None:
    ahmed = factories.customer(books)

    found = customers.add_by_phone(
        "Somebody", "+923001234567", by=books.cashier, at=NOON
    )

    assert found == ahmed


def test_a_new_number_is_a_new_customer(books: Books) -> None:
    made = customers.add_by_phone("Bushra", "03217654321", by=books.cashier, at=NOON)

    assert customers.identify("0321-7654321", by=books.cashier) == made
    with pytest.raises(BadFieldError):
        customers.add_by_phone(" ", "03217654322", by=books.cashier, at=NOON)


def test_a_customer_is_found_by_any_part(books: Books) -> None:
    rashid = customers.add_customer(FULL, by=books.owner, at=NOON)

    for typed in (
        "rash",
        "haji r",
        "7654",
        "0301",
        "Rasheed",
        "راشد",
        "main baz",
        "ra",
    ):
        found = customers.find(typed, by=books.manager)
        assert [person.customer_id for person in found] == [rashid], typed
    assert customers.find("zzzz", by=books.manager) == []
    assert customers.find("", by=books.manager) == []


def test_a_cashier_sees_four_digits_and_never_a_cnic(books: Books) -> None:
    customers.add_customer(FULL, by=books.owner, at=NOON)

    (whole,) = customers.find("35202-1234567-1", by=books.cashier)

    assert whole.phone == "...4321"
    assert customers.find("35202123", by=books.cashier) == []
    (known,) = customers.find("rashid", by=books.manager)
    assert known.phone == "0301-7654321"
    with pytest.raises(PermissionDeniedError):
        customers.form_of(whole.customer_id, by=books.cashier)


def test_an_unknown_cnic_is_searched_like_anything(books: Books) -> None:
    assert customers.find("3520212345679", by=books.cashier) == []


def test_a_card_attaches_its_owner(books: Books) -> None:
    rashid = customers.add_customer(FULL, by=books.owner, at=NOON)

    person = customers.by_card("KH42", by=books.cashier)

    assert person is not None
    assert person.customer_id == rashid
    assert customers.by_card("KH43", by=books.cashier) is None


def test_a_taken_number_offers_its_account(books: Books) -> None:
    factories.customer(books)
    other = replace(FULL, phones=("0300 1234567",))

    with pytest.raises(CustomerExistsError) as refusal:
        customers.add_customer(other, by=books.owner, at=NOON)

    assert refusal.value.name == "Ahmed"


def test_cnic_and_card_belong_to_one(books: Books) -> None:
    customers.add_customer(FULL, by=books.owner, at=NOON)

    with pytest.raises(AlreadyExistsError):
        customers.add_customer(replace(FULL, phones=()), by=books.owner, at=NOON)


def test_an_own_limit_needs_its_amount(books: Books) -> None:
    with pytest.raises(BadFieldError):
        customers.add_customer(replace(FULL, limit_kind="own"), by=books.owner, at=NOON)


def test_a_customer_is_changed_and_found_by_the_new_name(books: Books) -> None:
    rashid = customers.add_customer(FULL, by=books.owner, at=NOON)
    form = replace(
        customers.form_of(rashid, by=books.owner), name="Rashid Butt", tier="VIP"
    )

    customers.change_customer(rashid, form, by=books.owner, at=NOON)

    (found,) = customers.find("butt", by=books.cashier)
    assert found.customer_id == rashid
    assert customers.form_of(rashid, by=books.owner) == replace(
        form,
        phones=("0301-7654321", "04235761999"),
        cnic="3520212345671",
        card="KH42",
    )
    detail = rows("SELECT detail FROM journal WHERE kind = 'customer-change'")[0][0]
    assert "VIP" in detail


def test_who_is_not_there_is_not_found(books: Books) -> None:
    for act in (
        lambda: customers.person(404, by=books.cashier),
        lambda: customers.identify("404", by=books.cashier),
        lambda: customers.identify("no", by=books.cashier),
        lambda: customers.form_of(404, by=books.owner),
    ):
        with pytest.raises(CustomerNotFoundError):
            act()


def test_a_customer_is_found_by_id(books: Books) -> None:
    ahmed = factories.customer(books)

    assert customers.identify(str(ahmed), by=books.cashier) == ahmed
    assert customers.person(ahmed, by=books.cashier).name == "Ahmed"


def test_a_customer_without_a_phone(books: Books) -> None:
    made = customers.add_customer(CustomerForm("Baba"), by=books.owner, at=NOON)

    assert customers.person(made, by=books.cashier).phone == ""


def test_what_was_agreed_with_a_customer_is_kept(open_books: Books) -> None:
    until = (NOON + timedelta(days=5)).date()
    ahmed = factories.customer(open_books, limit=100)
    form = replace(
        customers.form_of(ahmed, by=open_books.owner),
        over_limit="Block",
        overdue="supervisor",
        takers=("Driver Iqbal", " "),
        settlement_day=5,
        extra_limit=Money.rupees(900),
        extra_until=until,
        receipts=True,
    )

    customers.change_customer(ahmed, form, by=open_books.manager, at=NOON)

    kept = customers.form_of(ahmed, by=open_books.owner)
    assert kept == replace(form, over_limit="block", takers=("Driver Iqbal",))
    by = open_books.cashier
    assert khata.standing(ahmed, by=by, on=until).room == Money.rupees(900)
    later = until + timedelta(days=1)
    assert khata.standing(ahmed, by=by, on=later).room == Money.rupees(100)


@pytest.mark.parametrize(
    "change",
    [
        {"over_limit": "perhaps"},
        {"overdue": "never"},
        {"extra_limit": Money.rupees(5)},
        {"extra_until": NOON.date()},
        {"settlement_day": 32},
        {"settlement_day": 0},
    ],
)
def test_what_cannot_be_agreed_is_refused(
    open_books: Books, change: dict[str, Any]
) -> None:
    ahmed = factories.customer(open_books)
    form = replace(customers.form_of(ahmed, by=open_books.owner), **change)

    with pytest.raises(BadFieldError):
        customers.change_customer(ahmed, form, by=open_books.manager, at=NOON)


def test_only_a_settled_account_is_closed(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=50)
    form = customers.form_of(ahmed, by=open_books.owner)
    closed = replace(form, status="closed")

    with pytest.raises(NotSettledError):
        customers.change_customer(ahmed, closed, by=open_books.manager, at=NOON)
    factories.pay(open_books, ahmed, "50")
    customers.change_customer(ahmed, closed, by=open_books.manager, at=NOON)

    assert customers.form_of(ahmed, by=open_books.owner).status == "closed"
