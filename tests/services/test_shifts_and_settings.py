from __future__ import annotations

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tui_pos.db import rows
from tui_pos.domain.errors import (
    AmountNotPositiveError,
    BadFieldError,
    BadSettingError,
    NoOpenShiftError,
    NothingToRepeatError,
    ShiftAlreadyOpenError,
    UnknownSettingError,
    UnknownViewError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.permissions import Actor
from tui_pos.services import audit, founding, paper, settings, shifts, spool
from tui_pos.services.founding import ShopForm


def test_a_shift_opens_with_its_float_and_closes_on_a_count(open_books: Books) -> None:
    sugar = factories.product(open_books, rupees="100")
    factories.sell(open_books, sugar.product_id, "3")

    closed = shifts.close_shift(Money.rupees(2290), by=open_books.cashier, at=NOON)

    assert closed.expected == Money.rupees(2300)
    assert closed.difference == Money.rupees(-10)
    assert shifts.open_shift_of(by=open_books.cashier) is None


def test_one_shift_at_a_time(open_books: Books) -> None:
    with pytest.raises(ShiftAlreadyOpenError):
        shifts.open_shift(ZERO, by=open_books.cashier, at=NOON)


def test_a_closed_shift_is_not_closed_twice(open_books: Books) -> None:
    shifts.close_shift(ZERO, by=open_books.cashier, at=NOON)

    with pytest.raises(NoOpenShiftError):
        shifts.close_shift(ZERO, by=open_books.cashier, at=NOON)


def test_no_drawer_holds_less_than_nothing(books: Books) -> None:
    with pytest.raises(AmountNotPositiveError):
        shifts.open_shift(Money(-1), by=books.cashier, at=NOON)
    shifts.open_shift(ZERO, by=books.cashier, at=NOON)
    with pytest.raises(AmountNotPositiveError):
        shifts.close_shift(Money(-1), by=books.cashier, at=NOON)


def test_the_office_has_no_drawer(books: Books) -> None:
    from dataclasses import replace

    office = replace(books.owner, counter=shifts.OFFICE)

    with pytest.raises(NoOpenShiftError):
        shifts.open_shift(ZERO, by=office, at=NOON)


def test_the_shift_fixes_the_business_date(open_books: Books) -> None:
    from datetime import timedelta

    sugar = factories.product(open_books)
    after_midnight = NOON + timedelta(hours=13)
    factories.sell(open_books, sugar.product_id, at=after_midnight)

    assert rows("SELECT business_date FROM sale") == [("2026-03-14",)]
    assert shifts.business_date(open_books.owner, after_midnight) == NOON.date()
    taken = shifts.taken(by=open_books.owner)
    assert taken == Money.rupees(155)


def test_settings_are_read_set_and_journalled(books: Books) -> None:
    understood = settings.change_setting(
        "khata.limit", "7,500", by=books.owner, at=NOON
    )

    assert understood == "7500.00"
    assert settings.credit_limit() == Money.rupees(7500)
    assert settings.settings(by=books.owner)["khata.days"] == "30"
    settings.change_setting("khata.days", "45", by=books.owner, at=NOON)
    assert settings.credit_days() == 45
    detail = rows("SELECT detail FROM journal WHERE kind = 'setting' ORDER BY seq")[0][
        0
    ]
    assert "5000.00" in detail


@pytest.mark.parametrize(
    ("name", "value"), [("khata.limit", "lots"), ("khata.days", "1.5")]
)
def test_a_setting_cannot_be_anything(books: Books, name: str, value: str) -> None:
    with pytest.raises(BadSettingError) as refusal:
        settings.change_setting(name, value, by=books.owner, at=NOON)

    assert refusal.value.name == name


def test_an_unknown_setting_is_refused(books: Books) -> None:
    with pytest.raises(UnknownSettingError):
        settings.change_setting("khata.color", "red", by=books.owner, at=NOON)


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize(
    ("name", "owner", "column"), [(" ", "Bilal", "shop_name"), ("Shop", "", "owner")]
)
def test_a_shop_needs_names(name: str, owner: str, column: str) -> None:
    with pytest.raises(BadFieldError) as refusal:
        founding.check_form(ShopForm(name, owner, "123456"))

    assert refusal.value.column == column


@pytest.mark.usefixtures("books")
def test_counters_get_a_letter_of_their_own() -> None:
    ids = [founding.add_counter(f"till {n}") for n in range(30)]

    assert len(set(ids)) == 30
    assert founding.add_counter("till 3") == ids[3]
    codes = [row[0] for row in rows("SELECT code FROM counter")]
    assert len(set(codes)) == 32
    with pytest.raises(BadFieldError):
        founding.add_counter(" ")


def test_a_slip_is_printed_again_as_a_numbered_duplicate(open_books: Books) -> None:
    sugar = factories.product(open_books)
    done = factories.sell(open_books, sugar.product_id)

    assert paper.last_receipt(by=open_books.cashier) == done.receipt
    for copy in (1, 2):
        again = spool.reprint(done.receipt, by=open_books.cashier, at=NOON)
        assert again == copy
    with pytest.raises(NothingToRepeatError):
        spool.reprint("A1-999999", by=open_books.cashier, at=NOON)


@pytest.mark.usefixtures("books")
def test_slips_that_are_not_there() -> None:
    with pytest.raises(NothingToRepeatError):
        paper.sale_paper("A1-404")
    with pytest.raises(NothingToRepeatError):
        paper.khata_slip("A1-P404")


def test_nothing_was_sold_yet(books: Books) -> None:
    assert paper.last_receipt(by=books.cashier) is None


def test_audit_views_are_read_by_name(open_books: Books) -> None:
    sugar = factories.product(open_books)
    factories.sell(open_books, sugar.product_id)

    table = audit.view("sale", by=open_books.owner)

    assert table.columns[:3] == ("sale_id", "receipt", "kind")
    assert audit.view("audit_sale", by=open_books.owner) == table
    with pytest.raises(UnknownViewError):
        audit.view("secret", by=open_books.owner)


def test_a_counter_is_found_by_name(books: Books) -> None:
    assert shifts.counter_named("till") is not None
    assert shifts.counter_named("nowhere") is None


def test_an_actor_is_who_they_are(books: Books) -> None:
    assert isinstance(books.owner, Actor)
