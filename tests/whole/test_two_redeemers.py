"""Two counters spend one customer's points at once: one of them is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests import factories
from tests.conftest import NOON, Books, make_books
from tests.screens.conftest import open_shift, stock
from tests.whole.test_a_day import answers_of, start_batches
from tui_pos.db import rows
from tui_pos.services import loyalty, points
from tui_pos.services.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

SOAPS = 40
SOAP_IN_POINTS = 9_500
TRIES = 50


def test_points_are_spent_once(books: Books, tmp_path: Path) -> None:
    directory = open_shift(stock(books))
    opened = make_books(directory)
    asad = factories.customer(opened, "Asad", "03009998887")
    given = SOAPS * SOAP_IN_POINTS
    loyalty.adjust(asad, given, "a gift", by=opened.manager, at=NOON)
    batches = []
    for process in range(2):
        batch = tmp_path / f"batch{process}"
        orders = [
            {
                "lines": ["SOAP"],
                "redeem": SOAP_IN_POINTS,
                "customer": asad,
                "key": f"{process}-{n}",
            }
            for n in range(TRIES)
        ]
        batch.write_text("\n".join(map(json.dumps, orders)))
        batches.append(batch)

    counters = start_batches(directory, batches)
    for counter in counters:
        counter.wait()
    answers = answers_of(batches)

    sold = [answer for answer in answers if "receipt" in answer]
    refused = [answer["error"] for answer in answers if "error" in answer]
    assert (len(sold), len(refused)) == (SOAPS, 2 * TRIES - SOAPS)
    assert set(refused) == {"PointsShortError"}
    assert points.balance(asad) == 0
    assert rows(
        "SELECT -SUM(points) FROM points_entry WHERE kind = 'redeem'"
        " AND customer_id = ?",
        asad,
    ) == [(given,)]
    assert verify(by=opened.owner).ok
    opened.shop.close()
