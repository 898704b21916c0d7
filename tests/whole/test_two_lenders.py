"""Two counters lend to one customer at once: the limit is held, 1,000 times."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests import factories
from tests.conftest import NOON, Books, make_books
from tests.screens.conftest import open_shift, stock
from tests.whole.test_a_day import answers_of, start_batches
from tui_pos.db import rows
from tui_pos.domain.money import Money
from tui_pos.services import khata
from tui_pos.services.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

LIMIT, SOAP = Money.rupees(190), Money.rupees(95)
ATTEMPTS = 1_000


def test_a_limit_is_never_passed_by_two_at_once(books: Books, tmp_path: Path) -> None:
    directory = open_shift(stock(books))
    opened = make_books(directory)
    ahmed = factories.customer(opened, "Asad", "03009998887", limit=190)
    batches = []
    for process in range(2):
        batch = tmp_path / f"batch{process}"
        orders = [
            {
                "lines": ["SOAP"],
                "tenders": ["khata=rest"],
                "customer": ahmed,
                "key": f"{process}-{n}",
            }
            for n in range(ATTEMPTS)
        ]
        batch.write_text("\n".join(map(json.dumps, orders)))
        batches.append(batch)

    lenders = start_batches(directory, batches)
    while any(lender.poll() is None for lender in lenders):
        if khata.balance(ahmed) >= SOAP:
            factories.pay(opened, ahmed, "95", at=NOON)
    answers = answers_of(batches)

    assert len(answers) == 2 * ATTEMPTS
    lent = [answer for answer in answers if "receipt" in answer]
    refused = {answer.get("error") for answer in answers} - {None}
    assert refused == {"CreditLimitError"}
    most, count = rows(
        "SELECT MAX(balance_after), SUM(kind = 'sale') FROM khata_entry"
        " WHERE customer_id = ?",
        ahmed,
    )[0]
    assert most == LIMIT.paisas
    assert count == len(lent) > ATTEMPTS // 20
    assert verify(by=opened.owner).ok
    opened.shop.close()
