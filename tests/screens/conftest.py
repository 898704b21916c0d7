"""A shop with goods, people and an open shift, for screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import factories
from tests.conftest import NOON, make_books
from tui_pos.domain.money import Money
from tui_pos.domain.quantity import Quantity
from tui_pos.services import customers, goods, shifts
from tui_pos.services.goods import Pack

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Books

SOAP, TEA, SACHET = "5901234123457", "8964000123454", "2900000000018"


def stock(books: Books) -> Path:
    """Put goods on the shelves and customers into the books, and close them."""
    factories.product(books, "SOAP", "95", name="Lux Soap", unit="pc", barcode=SOAP)
    factories.product(
        books, "TEA", "440", name="Tapal Danedar 190 g", unit="pc", barcode=TEA
    )
    factories.product(books, "SUGAR", "155", name="Cheeni", unit="kg")
    factories.product(books, "CHOC", "30", name="Chocolate", unit="pc", stock="0")
    red = factories.product(books, "RED", "10", name="Sachet red", unit="pc")
    blue = factories.product(books, "BLUE", "10", name="Sachet blue", unit="pc")
    for product in (red, blue):
        pack = Pack(SACHET, Quantity.of(1))
        goods.add_barcode(product.product_id, pack, by=books.owner, at=NOON)
    factories.customer(books, "Ahmed Ali", limit=500)
    form = customers.CustomerForm("Haji Rashid", ("03217654321",), card="KH0042")
    customers.add_customer(form, by=books.owner, at=NOON)
    books.shop.close()
    return books.directory


def open_shift(directory: Path) -> Path:
    """Open the shift of a shop that is closed, and close the books again."""
    books = make_books(directory)
    shifts.open_shift(Money.rupees(2000), by=books.cashier, at=NOON)
    books.shop.close()
    return directory


@pytest.fixture
def stocked(books: Books) -> Path:
    """Goods and customers; the shift is still to be opened."""
    return stock(books)


@pytest.fixture
def selling(stocked: Path) -> Path:
    """The same shop with its shift open."""
    return open_shift(stocked)
