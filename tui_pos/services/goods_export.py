"""The list of goods, as the import takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.db import rows
from tui_pos.domain.money import Money
from tui_pos.domain.permissions import Permission
from tui_pos.domain.quantity import Quantity
from tui_pos.services.acts import question
from tui_pos.services.audit import Table
from tui_pos.services.goods_import import COLUMNS

if TYPE_CHECKING:
    from tui_pos.domain.permissions import Actor

_ALL = """
SELECT p.sku, p.name, p.name_ur, (SELECT COALESCE(GROUP_CONCAT(b.code, ' '), '')
    FROM barcode b WHERE b.product_id = p.id), p.unit, p.price, p.wholesale_price,
    p.cost, p.category, COALESCE(t.name, ''), s.quantity, p.min_stock
FROM product p JOIN stock s ON s.product_id = p.id
    LEFT JOIN tax_category t ON t.id = p.tax_category_id
WHERE p.active ORDER BY p.sku
"""


@question(Permission.GOODS_EXPORT)
def products(*, by: Actor) -> Table:
    """Give every product that is sold: rupees and whole units, as text."""
    return Table(COLUMNS, tuple(_row(row) for row in rows(_ALL)))


def _row(row: tuple[str | int | None, ...]) -> tuple[str, ...]:
    money = (5, 6, 7)
    measured = (10, 11)
    return tuple(
        ""
        if cell is None
        else str(Money(int(cell)).to_rupees())
        if place in money
        else str(Quantity(int(cell)))
        if place in measured
        else str(cell)
        for place, cell in enumerate(row)
    )
