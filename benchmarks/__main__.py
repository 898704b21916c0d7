"""Prints a table: each row does the shop's work and the same rows by the raw driver."""

from __future__ import annotations

import sys
import tempfile
import time
import uuid
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tui_pos import bootstrap
from tui_pos.bootstrap import Opening
from tui_pos.db import database, rows
from tui_pos.domain.keys import KeyFile, KeyKind
from tui_pos.domain.money import Money
from tui_pos.domain.quantity import Quantity
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.services import goods, people, sales, shifts
from tui_pos.services.founding import ShopForm
from tui_pos.services.goods import ProductForm
from tui_pos.services.sale_rows import Checkout, Ordered

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.domain.permissions import Actor

ROUNDS = 200
LINES = 10


def timed(work: Callable[[], object]) -> float:
    """Give the milliseconds of one piece of work."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Measure a durable sale of ten lines against its floor."""
    with tempfile.TemporaryDirectory() as home:
        directory = Path(home) / "shop"
        form = ShopForm("Bench", "Bilal", "786786")
        bootstrap.found_shop(directory, form, KeyFile.fresh(KeyKind.RAW))
        shop = bootstrap.open_shop(Opening(directory))
        by = people.log_in("Bilal", "786786", shop.counter, at=shop.now())
        shifts.open_shift(Money.rupees(0), by=by, at=shop.now())
        products = [
            goods.add_product(
                ProductForm(f"P{n}", f"Goods {n}", Money.rupees(n + 1)),
                stock=Quantity.of(10_000),
                by=by,
                at=shop.now(),
            ).product_id
            for n in range(100)
        ]
        table = (
            ("a durable sale of ten lines", *sale_against_raw(products, by, shop.now)),
        )
        shop.close()
    write = sys.stdout.write
    write(f"{'work':<32}{'ours ms':>10}{'floor ms':>10}{'ratio':>8}\n")
    for work, ours, floor in table:
        write(f"{work:<32}{ours:>10.2f}{floor:>10.2f}{ours / floor:>8.2f}\n")


def sale_against_raw(
    products: list[int], by: Actor, now: Callable[..., object]
) -> tuple[float, float]:
    """Time a sale, and the rows it wrote written again by the bare driver."""
    lines = tuple(Ordered(product, Quantity.of(1)) for product in products[:LINES])

    def sell() -> None:
        checkout = Checkout(str(uuid.uuid4()), lines, (Given(TenderKind.CASH),))
        sales.complete_sale(checkout, by=by, at=now())  # type: ignore[arg-type]

    sell()
    raw = database.connection()
    raw.execute("CREATE TEMP TABLE unused (id INTEGER)")
    tables = ("sale_line", "tender", "sale", "stock_move", "drawer_entry", "journal")
    for table in tables:
        made = rows("SELECT sql FROM sqlite_schema WHERE name = ?", table)[0][0]
        raw.execute(made.replace(f'"{table}"', f'"floor_{table}"', 1))
    ours, floor = [], []
    for _round in range(ROUNDS):
        ours.append(timed(sell))
        copied = {table: _last_rows(table) for table in tables}
        floor.append(timed(lambda copied=copied: _write_raw(raw, copied)))
    return median(ours), median(floor)


def _last_rows(table: str) -> list[tuple[object, ...]]:
    order = "seq" if table == "journal" else "1"
    count = LINES if table in {"sale_line", "stock_move"} else 1
    return rows(f"SELECT * FROM {table} ORDER BY {order} DESC LIMIT {count}")


def _write_raw(raw: object, copied: dict[str, list[tuple[object, ...]]]) -> None:
    execute = raw.execute  # type: ignore[attr-defined]
    execute("PRAGMA foreign_keys = 0")
    execute("BEGIN IMMEDIATE")
    for table, some in copied.items():
        marks = ", ".join("?" for _column in some[0])
        raw.executemany(f"INSERT OR IGNORE INTO floor_{table} VALUES ({marks})", some)  # type: ignore[attr-defined]
    execute("COMMIT")
    execute("PRAGMA foreign_keys = 1")


if __name__ == "__main__":
    main()
