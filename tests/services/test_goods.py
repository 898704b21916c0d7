from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tests.domain.test_barcode import label
from tui_pos.db import rows
from tui_pos.domain.errors import (
    AlreadyExistsError,
    BadFieldError,
    ProductInactiveError,
    ProductNotFoundError,
    QuantityNotPositiveError,
    SeveralProductsError,
)
from tui_pos.domain.money import Money
from tui_pos.domain.quantity import Quantity
from tui_pos.services import catalog, goods, goods_export
from tui_pos.services.goods import Pack, ProductForm

EAN = "5901234123457"


def names(books: Books, typed: str) -> list[str]:
    return [found.name for found in catalog.find(typed, by=books.cashier)]


def test_goods_are_found_by_code_sku_and_upc(books: Books) -> None:
    soap = factories.product(books, "SOAP", "95", unit="pc", barcode="036000291452")

    for code in ("soap", "SOAP", "036000291452", "0036000291452"):
        assert catalog.scan(code, by=books.cashier).goods.product_id == soap.product_id
    with pytest.raises(ProductNotFoundError):
        catalog.scan("nothing", by=books.cashier)


def test_one_code_on_several_goods_must_be_chosen(books: Books) -> None:
    one = factories.product(books, "S1", "10", name="Sachet red", barcode=EAN)
    two = factories.product(books, "S2", "10", name="Sachet blue", barcode=EAN)

    with pytest.raises(SeveralProductsError) as refusal:
        catalog.scan(EAN, by=books.cashier)
    assert refusal.value.product_ids == (one.product_id, two.product_id)

    goods.switch_product(one.product_id, by=books.owner, at=NOON)
    assert catalog.scan(EAN, by=books.cashier).goods.sku == "S2"
    goods.switch_product(two.product_id, by=books.owner, at=NOON)
    with pytest.raises(SeveralProductsError):
        catalog.scan(EAN, by=books.cashier)


def test_labels_of_the_scale(books: Books) -> None:
    factories.product(books, "123", "100", name="Aloo")

    weighed = catalog.scan(label("210012301250"), by=books.cashier)
    priced = catalog.scan(label("200012300345"), by=books.cashier)

    assert (weighed.goods.name, weighed.quantity) == ("Aloo", Quantity(1250))
    assert (priced.fixed_price, priced.quantity) == (
        Money.rupees(345),
        Quantity(3450),
    )
    with pytest.raises(ProductNotFoundError):
        catalog.scan(label("219999901250"), by=books.cashier)


def test_a_label_that_weighs_nothing_is_refused(books: Books) -> None:
    factories.product(books, "123", "100", name="Aloo")

    with pytest.raises(QuantityNotPositiveError):
        catalog.scan(label("210012300000"), by=books.cashier)


def test_a_price_label_of_free_goods_counts_one(books: Books) -> None:
    factories.product(books, "123", "0", name="Sample")

    priced = catalog.scan(label("200012300345"), by=books.cashier)

    assert priced.quantity == Quantity.of(1)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Atta chakki", "aata"),
        ("Cheeni", "chinni"),
        ("Daal chana", "dal"),
        ("Ghee banaspati", "ghi"),
        ("Cooking oil", "oil"),
        ("Cooking oil", "co"),
        ("Cooking oil", "coking"),
        ("Tapal Danedar", "dane tap"),
        ("Chawal basmati", "chawl"),
        ("Chawal basmati", "chawal b"),
        ("Muhammad Sweets", "mohd"),
    ],
)
def test_goods_are_found_however_they_are_spelled(
    books: Books, name: str, typed: str
) -> None:
    factories.product(books, "P1", name=name)
    factories.product(books, "P2", name="Zebra crossing")

    assert name in names(books, typed)


def test_what_is_nothing_finds_nothing(books: Books) -> None:
    factories.product(books)

    for typed in ("", "  ", "()", "zq", "qqqqqq", '"; DROP', "%"):
        assert names(books, typed) == [], typed


def test_the_exact_name_comes_first_then_what_was_sold_lately(
    open_books: Books,
) -> None:
    factories.product(open_books, "A", name="Cola bottle large", unit="pc")
    sold = factories.product(open_books, "B", name="Cola bottle small", unit="pc")
    factories.product(open_books, "C", name="Cola", unit="pc")
    factories.product(open_books, "D", name="Pepsicola", unit="pc")
    factories.sell(open_books, sold.product_id)

    assert names(open_books, "cola") == [
        "Cola",
        "Cola bottle small",
        "Cola bottle large",
        "Pepsicola",
    ]


def test_goods_switched_off_are_not_sold_nor_found(books: Books) -> None:
    soap = factories.product(books, "SOAP", name="Lux", unit="pc")
    goods.switch_product(soap.product_id, by=books.owner, at=NOON)

    with pytest.raises(ProductInactiveError):
        catalog.scan("SOAP", by=books.cashier)
    assert names(books, "lux") == []
    assert [one.name for one in goods.find_all("lux", by=books.owner)] == ["Lux"]
    assert [one.name for one in goods.find_all(" ", by=books.owner)] == ["Lux"]
    assert goods.switch_product(soap.product_id, by=books.owner, at=NOON).active


def test_a_changed_price_is_journalled(books: Books) -> None:
    soap = factories.product(books, "SOAP", "95", name="Lux", unit="pc", tax="exempt")
    form = goods.form_of(soap.product_id, by=books.owner)

    changed = goods.change_product(
        soap.product_id,
        replace(form, price=Money.rupees(99), name="Lux rose"),
        by=books.owner,
        at=NOON,
    )

    assert changed.price == Money.rupees(99)
    assert names(books, "rose") == ["Lux rose"]
    assert form.tax == "exempt"
    detail = rows("SELECT detail FROM journal WHERE kind = 'product-change'")[0][0]
    assert "9900" in detail


def test_a_sku_belongs_to_one_product(books: Books) -> None:
    factories.product(books, "ONE")
    two = factories.product(books, "TWO")
    form = goods.form_of(two.product_id, by=books.owner)

    with pytest.raises(AlreadyExistsError):
        factories.product(books, "one")
    with pytest.raises(AlreadyExistsError):
        goods.change_product(
            two.product_id, replace(form, sku="one"), by=books.owner, at=NOON
        )


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("sku", ""),
        ("name", "\x1b"),
        ("unit", "bushel"),
        ("tax", "luxury"),
        ("stock_policy", "whatever"),
    ],
)
def test_a_wrong_field_is_named(books: Books, column: str, value: str) -> None:
    form = replace(
        ProductForm("X", "Thing", Money.rupees(1)),
        **{column: value},  # type: ignore[arg-type]  # any column, in turn
    )

    with pytest.raises(BadFieldError) as refusal:
        goods.add_product(form, by=books.owner, at=NOON)

    assert refusal.value.column == column


def test_barcodes_are_added_and_taken_off(books: Books) -> None:
    soap = factories.product(books, "SOAP", unit="pc", barcode=EAN)
    pack = Pack("896 1", Quantity.of(6), Money.rupees(500))

    goods.add_barcode(soap.product_id, pack, by=books.owner, at=NOON)
    assert goods.barcodes_of(soap.product_id, by=books.owner) == [
        (EAN, Quantity.of(1), None),
        ("896 1", Quantity.of(6), Money.rupees(500)),
    ]
    with pytest.raises(AlreadyExistsError):
        goods.add_barcode(soap.product_id, Pack(EAN), by=books.owner, at=NOON)
    for code in ("", "x" * 65):
        with pytest.raises(BadFieldError):
            goods.add_barcode(soap.product_id, Pack(code), by=books.owner, at=NOON)
    goods.remove_barcode(soap.product_id, EAN, by=books.owner, at=NOON)
    with pytest.raises(ProductNotFoundError):
        catalog.scan(EAN, by=books.cashier)


def test_a_product_that_is_not_there(books: Books) -> None:
    with pytest.raises(ProductNotFoundError):
        catalog.goods(404, by=books.cashier)
    with pytest.raises(ProductNotFoundError):
        goods.form_of(404, by=books.owner)


def test_low_stock_asks_for_attention(books: Books) -> None:
    assert factories.product(books, "A", stock="5").is_low
    assert not factories.product(books, "B", stock="6").is_low
    assert not factories.product(books, "C", stock="0", policy="ignore").is_low
    known = factories.product(books, "D")
    assert catalog.goods(known.product_id, by=books.cashier).category == ""


def test_tax_rates_carry_dates(open_books: Books) -> None:
    tea = factories.product(open_books, "TEA", "118", unit="pc", tax="standard")
    for rate, on in ((1700, date(2026, 3, 1)), (1600, date(2026, 3, 1))):
        goods.set_tax_rate("standard", rate, on, by=open_books.owner, at=NOON)
    goods.set_tax_rate("luxury", 2500, date(2026, 1, 1), by=open_books.owner, at=NOON)

    factories.sell(open_books, tea.product_id)

    assert rows("SELECT tax_bp FROM sale_line") == [(1600,)]
    with pytest.raises(BadFieldError):
        goods.set_tax_rate(" ", 1, date(2026, 1, 1), by=open_books.owner, at=NOON)


def test_the_list_goes_out_as_it_comes_in(books: Books) -> None:
    factories.product(books, "SOAP", "95.50", name="Lux", unit="pc", barcode=EAN)

    table = goods_export.products(by=books.owner)

    row = dict(zip(table.columns, table.rows[0], strict=True))
    assert (row["sku"], row["price"], row["stock"], row["barcodes"]) == (
        "SOAP",
        "95.50",
        "50",
        EAN,
    )
    assert row["cost"] == ""
