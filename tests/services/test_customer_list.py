"""The list of customers and the profile: found, filtered, sorted, a page at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tui_pos.db import rows
from tui_pos.domain.errors import (
    CustomerNotFoundError,
    PermissionDeniedError,
    ReasonNeededError,
)
from tui_pos.domain.khata_errors import AlreadyDisputedError, EntryNotFoundError
from tui_pos.domain.money import ZERO, Money
from tui_pos.services import (
    customer_list,
    customers,
    disputes,
    profile,
    promises,
    returns,
    sales,
    settings,
)
from tui_pos.services.customer_list import Sort, Standing, Wanted
from tui_pos.services.customers import CustomerForm
from tui_pos.services.profile import Paid
from tui_pos.services.returns import ReturnAsked, Returned

if TYPE_CHECKING:
    from datetime import datetime


def listed(books: Books, wanted: Wanted, at: datetime = NOON) -> list[str]:
    found = customer_list.ids(wanted, by=books.manager, on=at.date())
    return [one.name for one in customer_list.page(found, by=books.manager)]


@pytest.fixture
def street(open_books: Books) -> Books:
    """Four customers: one owes since March, one more since April, one paid ahead."""
    old = factories.customer(open_books, "Zubair", "03001111111")
    factories.lend(open_books, old, 300)
    ahead = factories.customer(open_books, "Bano", "03002222222")
    factories.pay(open_books, ahead, "50", as_advance=True)
    factories.customer(open_books, "Held", "03003333333", status="hold")
    later = factories.next_day(open_books, NOON + timedelta(days=20))
    new = factories.customer(open_books, "Asma", "03004444444")
    factories.lend(open_books, new, 900, at=later)
    promises.promise(
        new, Money.rupees(100), later.date(), by=open_books.cashier, at=later
    )
    return open_books


def test_everybody_is_listed_by_name(street: Books) -> None:
    assert listed(street, Wanted()) == ["Asma", "Bano", "Held", "Zubair"]


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        (Sort.BALANCE, ["Asma", "Zubair", "Held", "Bano"]),
        (Sort.OLDEST, ["Zubair", "Asma", "Bano", "Held"]),
        (Sort.VISIT, ["Asma", "Zubair", "Bano", "Held"]),
    ],
)
def test_the_list_is_sorted_as_asked(
    street: Books, sort: Sort, names: list[str]
) -> None:
    assert listed(street, Wanted(sort=sort)) == names


@pytest.mark.parametrize(
    ("standing", "names"),
    [
        (Standing.OWES, ["Asma", "Zubair"]),
        (Standing.ADVANCE, ["Bano"]),
        (Standing.OVERDUE, ["Zubair"]),
        (Standing.PROMISED, ["Asma"]),
        (Standing.HELD, ["Held"]),
    ],
)
def test_the_list_is_filtered_by_standing(
    street: Books, standing: Standing, names: list[str]
) -> None:
    at = NOON + timedelta(days=35)

    assert listed(street, Wanted(standing=standing), at) == names


def test_the_list_is_filtered_by_tier_and_area(street: Books) -> None:
    form = CustomerForm("Village", ("03005555555",), area="Chak 5", tier="VIP")
    customers.add_customer(form, by=street.manager, at=NOON)

    assert listed(street, Wanted(area="Chak 5")) == ["Village"]
    assert listed(street, Wanted(tier="VIP")) == ["Village"]
    tiers, areas = customer_list.tiers_and_areas(by=street.manager)
    assert (tiers, areas) == (["New", "VIP"], ["Chak 5"])


def test_what_is_typed_finds_within_the_filter(street: Books) -> None:
    assert listed(street, Wanted(typed="zubair")) == ["Zubair"]
    assert listed(street, Wanted(typed="4444")) == ["Asma"]
    assert listed(street, Wanted(typed="zubair", standing=Standing.HELD)) == []


def test_a_line_says_what_the_list_shows(street: Books) -> None:
    found = customer_list.ids(Wanted(), by=street.manager, on=NOON.date())

    asma = customer_list.page(found, by=street.manager)[0]

    assert (asma.phone, asma.spent, asma.balance, asma.points) == (
        "0300-4444444",
        Money.rupees(900),
        Money.rupees(900),
        450,
    )


def test_a_cashier_sees_no_list(street: Books) -> None:
    with pytest.raises(PermissionDeniedError):
        customer_list.ids(Wanted(), by=street.cashier, on=NOON.date())


def test_any_part_of_a_cnic_finds_for_who_may_see_it(books: Books) -> None:
    form = CustomerForm("Hina", ("03001234567",), cnic="35202-1234567-1")
    hina = customers.add_customer(form, by=books.manager, at=NOON)

    assert customers.find("23456", by=books.cashier)[0].customer_id == hina  # the phone
    assert [one.name for one in customers.find("352021", by=books.manager)] == ["Hina"]
    assert customers.find("352021", by=books.cashier) == []
    assert customers.find("35", by=books.manager) == []
    without = replace(form, cnic="")
    customers.change_customer(hina, without, by=books.manager, at=NOON)
    assert customers.find("352021", by=books.manager) == []


def test_a_like_name_is_warned_of(books: Books) -> None:
    first = factories.customer(books, "Muhammad Ahmed")

    alike = customers.alike("Mohammad Ahmad", by=books.cashier)

    assert [one.customer_id for one in alike] == [first]
    assert customers.alike("Mohammad Ahmad", but=first, by=books.cashier) == []
    assert customers.alike("Rashid", by=books.cashier) == []
    assert customers.alike("A", by=books.cashier) == []


def test_who_reads_a_whole_cnic_stands_in_the_journal(books: Books) -> None:
    form = CustomerForm("Hina", ("03001234567",), cnic="3520212345671")
    hina = customers.add_customer(form, by=books.manager, at=NOON)
    plain = factories.customer(books, "Plain", "03007654321")

    whole = customers.read_cnic(hina, by=books.manager, at=NOON)

    assert whole == "35202-1234567-1"
    assert customers.read_cnic(plain, by=books.manager, at=NOON) == ""
    found = rows("SELECT user_name, reference FROM journal WHERE kind = 'cnic-read'")
    assert found == [("Sana", str(hina)), ("Sana", str(plain))]


def test_a_language_that_nobody_speaks_is_refused(books: Books) -> None:
    from tui_pos.domain.errors import BadFieldError

    form = CustomerForm("Hina", ("03001234567",), language="klingon")

    with pytest.raises(BadFieldError):
        customers.add_customer(form, by=books.manager, at=NOON)


def test_the_profile_tells_how_far_each_bill_is_paid(open_books: Books) -> None:
    ahmed = factories.customer(open_books)
    for rupees in (100, 200, 300):
        factories.lend(open_books, ahmed, rupees)
    factories.pay(open_books, ahmed, "150")

    found = profile.bills(ahmed, by=open_books.manager)

    assert [(one.total, one.left, one.state) for one in found] == [
        (Money.rupees(300), Money.rupees(300), Paid.UNPAID),
        (Money.rupees(200), Money.rupees(150), Paid.PART),
        (Money.rupees(100), ZERO, Paid.PAID),
    ]
    assert found[0].goods == "Anything"


def test_a_bill_partly_paid_in_cash_and_open_for_the_rest_is_part_paid(
    open_books: Books,
) -> None:
    from tui_pos.domain.tender import Given, TenderKind

    ahmed = factories.customer(open_books)
    soap = factories.product(open_books, "SOAP", "100", unit="pc")
    given = (Given(TenderKind.KHATA, Money.rupees(60)), Given(TenderKind.CASH))
    factories.sell(open_books, soap.product_id, given=given, customer_id=ahmed)

    bill = profile.bills(ahmed, by=open_books.manager)[0]

    assert (bill.state, bill.left) == (Paid.PART, Money.rupees(60))


def test_the_profile_knows_the_person(open_books: Books) -> None:
    form = CustomerForm(
        "Hina", ("03001234567",), cnic="3520212345671", receipts=True, language="ur"
    )
    hina = customers.add_customer(form, by=open_books.manager, at=NOON)
    sold = factories.lend(open_books, hina, 400)
    factories.pay(open_books, hina, "100")
    asked = ReturnAsked("k", sold.receipt, (Returned(1),), "bad")
    returns.complete_return(asked, by=open_books.manager, at=NOON)

    made = profile.profile(hina, by=open_books.manager, on=NOON.date())

    assert (made.form.cnic, made.has_pin) == ("35202-*****67-1", False)
    assert (made.spent, made.visits, made.written_off) == (ZERO, 1, ZERO)
    assert [one.kind for one in profile.bills(hina, by=open_books.manager)] == [
        "return",
        "sale",
    ]
    sent = profile.messages(hina, by=open_books.manager)
    assert [(one.kind, one.state) for one in sent] == [
        ("khata-payment", "draft"),
        ("points", "draft"),
    ]
    steps = profile.points(hina, by=open_books.manager)
    assert [(one.kind, one.points, one.balance) for one in steps] == [
        ("reverse", -200, 0),
        ("earn", 200, 200),
    ]
    with pytest.raises(CustomerNotFoundError):
        profile.profile(404, by=open_books.manager, on=NOON.date())


def test_a_line_that_is_denied_stays_in_the_balance(open_books: Books) -> None:
    ahmed = factories.customer(open_books, owes=300)
    entry_id = rows("SELECT id FROM khata_entry")[0][0]

    disputes.dispute(entry_id, "He was in Lahore", by=open_books.cashier, at=NOON)

    assert disputes.open_of(ahmed, by=open_books.cashier) == {
        entry_id: "He was in Lahore"
    }
    card = profile.profile(ahmed, by=open_books.manager, on=NOON.date()).card
    assert card.balance == Money.rupees(300)
    with pytest.raises(AlreadyDisputedError):
        disputes.dispute(entry_id, "again", by=open_books.cashier, at=NOON)
    disputes.settle(entry_id, by=open_books.manager, at=NOON)
    assert disputes.open_of(ahmed, by=open_books.cashier) == {}


def test_a_dispute_needs_its_line_and_its_words(open_books: Books) -> None:
    with pytest.raises(ReasonNeededError):
        disputes.dispute(1, " ", by=open_books.cashier, at=NOON)
    with pytest.raises(EntryNotFoundError):
        disputes.dispute(404, "never", by=open_books.cashier, at=NOON)
    with pytest.raises(EntryNotFoundError):
        disputes.settle(404, by=open_books.manager, at=NOON)


def test_paying_on_the_old_balance_rides_along_with_a_sale(open_books: Books) -> None:
    from tui_pos.domain.tender import Given, TenderKind
    from tui_pos.services import carts, catalog, khata
    from tui_pos.services.verify import verify

    ahmed = factories.customer(open_books, owes=800)
    soap = factories.product(open_books, "SOAP", "95", unit="pc", barcode="123")
    by = open_books.cashier
    found = catalog.scan("SOAP", by=by)
    carts.add(found, None, None, by=by, at=NOON)
    carts.attach(ahmed, by=by, at=NOON)

    cart = carts.pay_on_old(Money.rupees(500), by=by, at=NOON)
    assert cart.remaining == Money.rupees(595)
    assert cart.remaining_of_bill == Money.rupees(95)
    cash = Given(TenderKind.CASH, Money.rupees(600))
    done = sales.complete_cart((cash,), by=by, at=NOON)

    assert (done.change, done.on_old) == (Money.rupees(5), Money.rupees(500))
    assert done.balance == khata.balance(ahmed) == Money.rupees(300)
    assert rows("SELECT kind, amount FROM drawer_entry WHERE kind <> 'float'") == [
        ("sale", 9500),
        ("payment", 50000),
    ]
    assert verify(by=open_books.owner).ok
    assert soap.product_id


def test_the_rest_may_go_on_khata_while_cash_pays_the_old(open_books: Books) -> None:
    from tui_pos.domain.tender import Given, TenderKind
    from tui_pos.services import carts, catalog, khata

    ahmed = factories.customer(open_books, owes=800)
    factories.product(open_books, "SOAP", "95", unit="pc")
    by = open_books.cashier
    carts.add(catalog.scan("SOAP", by=by), None, None, by=by, at=NOON)
    carts.attach(ahmed, by=by, at=NOON)
    carts.pay_on_old(Money.rupees(500), by=by, at=NOON)
    carts.give(Given(TenderKind.CASH, Money.rupees(500)), by=by, at=NOON)

    done = sales.complete_cart((Given(TenderKind.KHATA),), by=by, at=NOON)

    assert (done.change, done.on_khata) == (ZERO, Money.rupees(95))
    assert khata.balance(ahmed) == Money.rupees(395)


def test_exact_cash_pays_the_bill_and_the_old_balance(open_books: Books) -> None:
    from tui_pos.domain.errors import (
        NoCustomerForKhataError,
        NotFullyPaidError,
        OverpaymentError,
    )
    from tui_pos.domain.tender import Given, TenderKind
    from tui_pos.services import carts, catalog, khata

    ahmed = factories.customer(open_books, owes=800)
    factories.product(open_books, "SOAP", "95", unit="pc")
    by = open_books.cashier
    carts.add(catalog.scan("SOAP", by=by), None, None, by=by, at=NOON)
    with pytest.raises(NoCustomerForKhataError):
        carts.pay_on_old(Money.rupees(500), by=by, at=NOON)
    carts.attach(ahmed, by=by, at=NOON)
    with pytest.raises(OverpaymentError):
        carts.pay_on_old(Money.rupees(801), by=by, at=NOON)
    carts.pay_on_old(Money.rupees(800), by=by, at=NOON)
    short = Given(TenderKind.CASH, Money.rupees(700))
    with pytest.raises(NotFullyPaidError):
        sales.complete_cart((short,), by=by, at=NOON)

    done = sales.complete_cart((Given(TenderKind.CASH),), by=by, at=NOON)

    assert (done.total, done.balance) == (Money.rupees(95), ZERO)
    assert khata.balance(ahmed) == ZERO


def test_what_was_for_the_old_balance_is_given_back_with_the_tenders(
    open_books: Books,
) -> None:
    from tui_pos.services import carts, catalog

    ahmed = factories.customer(open_books, owes=800)
    factories.product(open_books, "SOAP", "95", unit="pc")
    by = open_books.cashier
    carts.add(catalog.scan("SOAP", by=by), None, None, by=by, at=NOON)
    carts.attach(ahmed, by=by, at=NOON)
    carts.pay_on_old(Money.rupees(500), by=by, at=NOON)

    assert carts.take_back(by=by, at=NOON).on_old == ZERO


def test_a_policy_of_a_second_person_is_read_as_written(books: Books) -> None:
    by = books.owner

    assert settings.second_person().above is None
    settings.change_setting("khata.confirm_above", "2000", by=by, at=NOON)
    settings.change_setting("khata.confirm_by", "staff-pin", by=by, at=NOON)
    asked = settings.second_person()

    assert (asked.above, asked.way) == (Money.rupees(2000), "staff-pin")
    assert (
        settings.change_setting("khata.confirm_above", "never", by=by, at=NOON)
        == "never"
    )
