"""What a sale costs on the disk: against the bare driver, with growth, in syncs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2

from benchmarks.table import Line, middle, p99
from tui_pos import bootstrap
from tui_pos.bootstrap import Opening
from tui_pos.db import database, rows
from tui_pos.devices.escpos_text import as_bytes
from tui_pos.domain.keys import KeyFile, KeyKind
from tui_pos.domain.money import Money
from tui_pos.domain.quantity import Quantity
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.engines import sqlite
from tui_pos.reports import receipts
from tui_pos.services import backups, goods, paper, people, sales, shifts
from tui_pos.services.founding import ShopForm
from tui_pos.services.goods import ProductForm
from tui_pos.services.sale_rows import Checkout, Ordered

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.domain.permissions import Actor
    from tui_pos.shop import Shop

ROUNDS, LINES, GOODS = 300, 10, 100
PIN = "786786"
TABLES = (
    "sale_line",
    "tender",
    "sale",
    "stock_move",
    "drawer_entry",
    "spool",
    "journal",
)
_UPDATES = (
    "UPDATE stock SET quantity = quantity - 1000, last_sale_id = ? WHERE product_id = ?"
)
_COUNTER = (
    "UPDATE counter SET journal_seq = ?, last_receipt = last_receipt + 1,"
    " journal_head = ?, last_at = ? WHERE id = ?"
)
_SHIM = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
static void note(void) {
  int f = open(getenv("SYNC_LOG"), O_WRONLY | O_APPEND | O_CREAT, 0600);
  if (f >= 0) { if (write(f, "s", 1)) {} close(f); }
}
int fsync(int d) { int (*r)(int) = dlsym(RTLD_NEXT, "fsync"); note(); return r(d); }
int fdatasync(int d) {
  int (*r)(int) = dlsym(RTLD_NEXT, "fdatasync"); note(); return r(d);
}
"""


def timed(work: Callable[[], object]) -> float:
    """Give the milliseconds of one piece of work."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def measure(large: Path) -> list[Line]:
    """Measure everything below the screen."""
    plain, encrypted = against_raw(KeyKind.PLAIN), against_raw(KeyKind.RAW)
    return [
        Line(
            "G6", "sale of 10 lines, plain / the same rows by the driver", *plain, 1.15
        ),
        Line(
            "G6", "sale of 10 lines, encrypted / same by the driver", *encrypted, 1.15
        ),
        Line("G6", "encrypted / plain", encrypted[0], plain[0], 2.0),
        *growth(large),
        *syncs(),
        stall(),
        paper_line(),
    ]


def found(
    directory: Path, kind: KeyKind = KeyKind.RAW
) -> tuple[Shop, Actor, list[int]]:
    """Found a shop with a hundred goods and an open shift."""
    form = ShopForm("Bench", "Bilal", PIN)
    bootstrap.found_shop(directory, form, KeyFile.fresh(kind))
    shop = bootstrap.open_shop(Opening(directory))
    by = people.log_in("Bilal", PIN, shop.counter, at=shop.now())
    shifts.open_shift(Money.rupees(0), by=by, at=shop.now())
    products = [
        goods.add_product(
            ProductForm(f"P{n}", f"Goods {n}", Money.rupees(n + 1)),
            stock=Quantity.of(900_000),
            by=by,
            at=shop.now(),
        ).product_id
        for n in range(GOODS)
    ]
    return shop, by, products


def checkout(products: list[int]) -> Checkout:
    """Put one each of some goods on a bill that is paid in cash."""
    lines = tuple(Ordered(product, Quantity.of(1)) for product in products)
    return Checkout(str(uuid.uuid4()), lines, (Given(TenderKind.CASH),))


def timed_sale(products: list[int], by: Actor, shop: Shop) -> float:
    """Sell some goods; give the milliseconds from the tender to the disk."""
    order = checkout(products)
    return timed(lambda: sales.complete_sale(order, by=by, at=shop.now()))


def against_raw(kind: KeyKind) -> tuple[float, float]:
    """Sell in one shop; write the rows of each sale into its twin by the bare driver.

    The twin is a copy: the same schema, triggers, pragmas and key.
    """
    with tempfile.TemporaryDirectory() as home:
        directory, twin = Path(home) / "shop", Path(home) / "twin"
        shop, by, products = found(directory, kind)
        sqlite.checkpoint_and_shrink(database.obj)
        shutil.copytree(directory, twin)
        raw = driver(twin / "shop.db", shop.source.key)
        ours, floor = [], []
        for _round in range(ROUNDS):
            ours.append(timed_sale(products[:LINES], by, shop))
            copied = {table: last_rows(table) for table in TABLES}
            floor.append(timed(partial(write_raw, raw, copied, by.counter_id)))
            if len(ours) % 20 == 0:
                sqlite.checkpoint(database.obj)
                raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        raw.close()
        shop.close()
    return middle(ours), middle(floor)


def driver(path: Path, key: bytes | None) -> Any:
    """Open a shop's file by the driver alone, with the shop's pragmas."""
    raw = dbapi2.connect(str(path), isolation_level=None)
    if key is not None:
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma, value in sqlite._PRAGMAS.items():
        raw.execute(f"PRAGMA {pragma} = {value}")
    return raw


def last_rows(table: str) -> list[tuple[Any, ...]]:
    """Give the rows that the last sale wrote into a table."""
    if table in {"sale_line", "tender"}:
        query = f"SELECT * FROM {table} WHERE sale_id = (SELECT MAX(id) FROM sale)"
    elif table == "journal":
        query = "SELECT * FROM journal ORDER BY at DESC, seq DESC LIMIT 1"
    else:
        count = LINES if table == "stock_move" else 1
        query = f"SELECT * FROM {table} ORDER BY id DESC LIMIT {count}"
    return rows(query)


def write_raw(raw: Any, copied: dict[str, list[tuple[Any, ...]]], counter: int) -> None:
    """Write the rows of a sale in one transaction."""
    raw.execute("BEGIN IMMEDIATE")
    sale = copied["sale_line"][0][0]
    raw.executemany(_UPDATES, [(sale, line[2]) for line in copied["sale_line"]])
    for table, some in copied.items():
        marks = ", ".join("?" for _column in some[0])
        raw.executemany(f"INSERT INTO {table} VALUES ({marks})", some)
    entry = copied["journal"][0]
    raw.execute(_COUNTER, (entry[1], entry[-1], entry[8], counter))
    raw.execute("COMMIT")


def growth(large: Path) -> list[Line]:
    """Sell in a young shop and in one of 300,000 sales, in turns of twenty."""
    with tempfile.TemporaryDirectory() as home:
        young = Path(home) / "young"
        shop, by, products = found(young)
        for _sale in range(1000):
            sales.complete_sale(checkout(products[:LINES]), by=by, at=shop.now())
        shop.close()
        times: dict[Path, list[float]] = {young: [], large: []}
        for _turn in range(10):
            for directory in (young, large):
                times[directory] += some_sales(directory, 40)
    old = times[large]
    return [
        Line(
            "G7",
            "sale in a shop of 300,000 / of 1,000 sales",
            middle(old),
            middle(times[young]),
            1.5,
        ),
        Line(
            "G7",
            "p99 of 300,000 / its median, checkpoints at rest",
            p99(old),
            middle(old),
            4.0,
        ),
    ]


def some_sales(directory: Path, count: int) -> list[float]:
    """Sell in a shop; the log is moved into the file between, as when nobody sells."""
    shop = bootstrap.open_shop(Opening(directory))
    by = people.log_in("Bilal", PIN, shop.counter, at=shop.now())
    ids = [row[0] for row in rows("SELECT id FROM product")]
    chance = Random(count)
    times = []
    for number in range(count + 5):
        took = timed_sale(chance.sample(ids, LINES), by, shop)
        if number >= 5:  # the first ones read the file into memory
            times.append(took)
        if number % 20 == 19:
            sqlite.checkpoint(database.obj)
    shop.close()
    return times


def syncs() -> list[Line]:
    """Count the syncs and log pages of sales made by command, with a counting shim."""
    with tempfile.TemporaryDirectory() as home:
        shim = Path(home) / "shim.so"
        source = Path(home) / "shim.c"
        source.write_text(_SHIM)
        command = ["cc", "-shared", "-fPIC", "-o", str(shim), str(source), "-ldl"]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            sys.stderr.write("syncs are not counted: no C compiler here\n")
            return []
        directory = Path(home) / "shop"
        shop, _by, products = found(directory)
        skus = [f"P{number}" for number in range(len(products))][:LINES]
        shop.close()
        few, many = 10, 110
        counts = [_syncs_of(directory, skus, count, shim) for count in (few, many)]
        each = (counts[1][0] - counts[0][0]) / (many - few)
        pages = (counts[1][1] - counts[0][1]) / (many - few)
    return [
        Line("G8", "syncs a sale", each, 1, 1.1, "syncs"),
        Line("G8", "log pages a sale of 10 lines / 60", pages, 60, 1, "pages"),
    ]


def _syncs_of(
    directory: Path, skus: list[str], count: int, shim: Path
) -> tuple[int, int]:
    log = directory.parent / f"syncs-{count}"
    order = {"lines": skus, "tenders": ["cash=rest"]}
    env = {
        **os.environ,
        "LD_PRELOAD": str(shim),
        "SYNC_LOG": str(log),
        "TUI_POS_PIN": PIN,
    }
    command = [
        sys.executable,
        "-m",
        "tui_pos",
        "--shop",
        str(directory),
        "--user",
        "Bilal",
    ]
    selling = subprocess.Popen(
        [*command, "sell", "--batch", "-"],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert selling.stdin is not None
    assert selling.stdout is not None
    for _sale in range(count):
        selling.stdin.write(json.dumps(order) + "\n")
        selling.stdin.flush()
        selling.stdout.readline()
    pages = (directory / "shop.db-wal").stat().st_size // 4120
    made = log.stat().st_size
    selling.stdin.close()
    selling.wait()
    return made, pages


def stall() -> Line:
    """Sell while another thread makes a backup; the longest sale is the stall."""
    with tempfile.TemporaryDirectory() as home:
        shop, by, products = found(Path(home) / "shop")
        for _sale in range(3000):
            sales.complete_sale(checkout(products[:LINES]), by=by, at=shop.now())
        copying = threading.Thread(target=shop.back_up)
        times = []
        copying.start()
        while copying.is_alive():
            times.append(timed_sale(products[:LINES], by, shop))
            time.sleep(0.01)
        proved = backups.listed(shop.source.backups)
        shop.close()
    assert proved
    return Line(
        "",
        f"longest of {len(times)} sales during a backup / 100 ms",
        max(times),
        100,
        1,
    )


def paper_line() -> Line:
    """Render a receipt of ten lines as the printer's worker does."""
    with tempfile.TemporaryDirectory() as home:
        shop, by, products = found(Path(home) / "shop")
        done = sales.complete_sale(checkout(products[:LINES]), by=by, at=shop.now())
        facts = paper.sale_paper(done.receipt)
        zone = shop.now().tzinfo

        def render() -> bytes:
            return as_bytes(receipts.sale(facts, zone=zone), columns=48)

        render()
        times = [timed(render) for _time in range(200)]
        shop.close()
    return Line("G12", "a text receipt / 1 ms", middle(times), 1, 1)
