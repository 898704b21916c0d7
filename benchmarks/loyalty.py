"""What points cost: in a sale, in a balance of 5,000 lines, in a night of tiers."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from benchmarks.khata import _people
from benchmarks.storage import LINES, checkout, found, timed
from benchmarks.table import Line, middle
from tui_pos.db import database, rows, writing
from tui_pos.engines import sqlite
from tui_pos.services import customers, points, sales, settings, tiers

if TYPE_CHECKING:
    from tui_pos.domain.permissions import Actor
    from tui_pos.services.sale_rows import Checkout
    from tui_pos.shop import Shop

ROUNDS, ENTRIES, CROWD, BOUGHT = 200, 5_000, 100_000, 400_000
_POINTS = (
    "INSERT INTO points_entry (id, customer_id, kind, points, business_date, at)"
    " VALUES (?, 1, ?, ?, '2026-01-01', '2026-01-01T00:00:00.000+00:00')"
)
_SALE = (
    "INSERT INTO sale (id, receipt, counter_id, series, seq, kind, checkout_key,"
    " business_date, at, user_id, user_name, customer_id, customer_name, subtotal,"
    " discount, tax, rounding, total, change, line_count, tender_count, points_earned,"
    " override_reason, foreign_number, journal_head, clock_suspect) VALUES (?, ?, 1, 0,"
    " ?, 'history', ?, ?, '2026-01-01', 1, 'B', ?, 'C', 0, 0, 0, 0, ?, 0, 0, 0, 0, '',"
    " '', '', 0)"
)
_SUM = "SELECT COALESCE(SUM(points), 0) FROM points_entry WHERE customer_id = 1"
_STEPS = (
    "SELECT id, points, expires_on, of_id FROM points_entry WHERE customer_id = 1"
    " ORDER BY id"
)


def measure() -> list[Line]:
    """Measure the points."""
    with tempfile.TemporaryDirectory() as home:
        shop, by, products = found(Path(home) / "shop")
        lines = [_earning(shop, by, products), *_reading()]
        _fill()
        lines.append(_night(shop))
        shop.close()
    return lines


def _earning(shop: Shop, by: Actor, products: list[int]) -> Line:
    """Sell to one customer in turns, with points and without."""
    who = customers.add_by_phone("Ahmed", "0300-1234567", by=by, at=shop.now())
    times: dict[str, list[float]] = {"on": [], "off": []}
    for turn in range(ROUNDS):
        for state, spent in times.items():
            settings.change_setting("loyalty.on", state, by=by, at=shop.now())
            order = replace(checkout(products[:LINES]), customer_id=who)
            spent.append(timed(partial(_sell, order, by, shop.now())))
        if turn % 20 == 0:
            sqlite.checkpoint(database.obj)
    what = "sale of 10 lines that earns / the same without points"
    return Line("C7", what, middle(times["on"]), middle(times["off"]), 1.1)


def _sell(order: Checkout, by: Actor, at: datetime) -> None:
    sales.complete_sale(order, by=by, at=at)


def _reading() -> list[Line]:
    first = rows("SELECT MAX(id) FROM points_entry")[0][0] + 1
    more = [
        (first + n, "earn" if n % 3 else "redeem", 100 if n % 3 else -150)
        for n in range(ENTRIES)
    ]
    with writing():
        database.connection().executemany(_POINTS, more)
    sums, balances, steps, lots = [], [], [], []
    for _turn in range(100):
        sums.append(timed(lambda: rows(_SUM)))
        balances.append(timed(lambda: points.balance(1)))
        steps.append(timed(lambda: rows(_STEPS)))
        lots.append(timed(lambda: points.standing_of(1)))
    return [
        Line(
            "C7",
            "balance of 5,000 lines of points / bare sum",
            middle(balances),
            middle(sums),
            1.2,
        ),
        Line(
            "C7", "its lots / the same rows by bare SQL", middle(lots), middle(steps), 5
        ),
    ]


def _fill() -> None:
    _people(2, CROWD)
    chance = Random(7)
    first = rows("SELECT MAX(id) FROM sale")[0][0] + 1
    for begin in range(0, BOUGHT, 50_000):
        some = []
        for number in range(begin, begin + 50_000):
            on = date(2025, 6, 1) + timedelta(days=number % 360)
            key, who = f"h{number}", chance.randrange(2, CROWD)
            total = chance.randrange(5_000, 500_000)
            some.append((first + number, key, number, key, on.isoformat(), who, total))
        with writing():
            database.connection().executemany(_SALE, some)


def _night(shop: Shop) -> Line:
    bare = [
        timed(lambda: rows(tiers._ALL, "2025-11-01") and rows(tiers._UNLOCKED))
        for _turn in range(3)
    ]
    at = datetime(2026, 11, 1, tzinfo=UTC)
    ours = timed(lambda: tiers.nightly(shop.counter, at))
    what = "tiers of 100,000 customers, most of them moved / bare reads"
    return Line("C14", what, ours, middle(bare), 10)
