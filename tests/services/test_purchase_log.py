"""A real purchase history, replayed: the CDNOW log of the `lifetimes` package."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import NOON, Books
from tui_pos.db import rows
from tui_pos.domain.period import Period
from tui_pos.services import (
    customers_import,
    figures,
    sales_import,
    segments,
    tiers,
)
from tui_pos.services.goods_import import ImportOptions
from tui_pos.services.verify import verify

LOG = Path(__file__).parents[1] / "data/CDNOW_sample.txt"
RATE = 100
"""Rupees for a dollar of 1997."""


def purchases() -> list[tuple[int, date, Decimal]]:
    """Read the log: who, when, how much."""
    if not LOG.exists():
        reason = "the purchase log was not fetched: scripts/cdnow fetches it"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    found = []
    for line in LOG.read_text().splitlines():
        who, _sample, day, _count, dollars = line.split()
        on = date(int(day[:4]), int(day[4:6]), int(day[6:]))
        found.append((int(who), on, Decimal(dollars) * RATE))
    return found


def test_tiers_top_customers_and_frequency_are_those_of_a_plain_count(
    books: Books, tmp_path: Path
) -> None:
    log = purchases()
    people, sales = tmp_path / "people.csv", tmp_path / "sales.csv"
    people.write_text(
        "name,phone\n"
        + "".join(f"C{who},0300{who:07d}\n" for who in sorted({one[0] for one in log}))
    )
    sales.write_text(
        "receipt,date,customer,total\n"
        + "".join(
            f"{number},{on},0300{who:07d},{total}\n"
            for number, (who, on, total) in enumerate(log)
        )
    )
    by = books.owner
    customers_import.import_customers(people, ImportOptions(), by=by, at=NOON)
    report = sales_import.import_sales(sales, ImportOptions(), by=by, at=NOON)
    run = tiers.nightly(books.shop.counter, NOON)

    visits = Counter(who for who, _on, _total in log)
    spent: defaultdict[int, Decimal] = defaultdict(Decimal)
    for who, _on, total in log:
        spent[who] += total
    expected = Counter(
        "VIP"
        if visits[who] >= 21 or spent[who] >= 50_000
        else "Regular"
        if visits[who] >= 4
        else "New"
        for who in visits
    )
    assert (report.added, report.refused) == (len(log), [])
    assert run is not None
    assert run.ups == expected["VIP"] + expected["Regular"]
    assert dict(rows("SELECT tier, COUNT(*) FROM customer GROUP BY tier")) == expected
    always = Period(date(1997, 1, 1), date(1998, 12, 31))
    best = sorted(spent, key=lambda who: (-spent[who], who))[:20]
    top = figures.top_customers(always, 20, by=by)
    assert [(one.name, one.spent.to_rupees(), one.visits) for one in top] == [
        (f"C{who}", spent[who], visits[who]) for who in best
    ]
    assert figures.frequency(always, by=by) == Counter(visits.values())
    year = Period(date(1997, 1, 1), date(1997, 12, 31))
    in_year = Counter(who for who, on, _total in log if on.year == 1997)
    assert figures.frequency(year, by=by) == Counter(in_year.values())
    tenth = -(-len([who for who in spent if spent[who]]) // 10)
    least = sorted(spent.values(), reverse=True)[tenth - 1]
    members = sum(amount >= least for amount in spent.values())
    assert segments.count("top 10", NOON.date(), by=by) == members
    assert verify(by=by).ok
