"""kill -9 of the full-screen till at every stage: nothing is lost, nothing doubled."""

from __future__ import annotations

import os
import random
import time
from typing import TYPE_CHECKING

from tests.conftest import make_books
from tests.screens.conftest import SOAP, TEA, open_shift, stock
from tests.whole.terminal import F, Terminal
from tui_pos.db import rows
from tui_pos.services import carts
from tui_pos.services.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Books

STAGES: tuple[tuple[str, ...], ...] = (
    (f"{SOAP}\r",),
    (f"{TEA}\r", f"{SOAP}\r"),
    (f"{SOAP}\r", "+"),
    (f"{SOAP}\r", "/di 5\r"),
    (f"{SOAP}\r", F["f3"], "ras", "\r"),
    (f"{SOAP}\r", F["f9"], "50\r"),
    (f"{SOAP}\r", F["f9"], "50\r", "20\r"),
    (f"{SOAP}\r", "/su Haji\r"),
    (f"{SOAP}\r", F["f12"]),
    (f"{TEA}\r", F["f9"], "+"),
)
CUTS = 20
Picture = tuple[list[tuple[object, ...]], ...]


def picture(books: Books) -> Picture:
    """Everything that a cut must leave as it was acknowledged."""
    cart = rows("SELECT l.product_id, l.quantity FROM cart_line l ORDER BY 1, 2")
    tenders = rows("SELECT kind, amount FROM cart_tender ORDER BY tender_no")
    shown = rows(
        "SELECT p.name FROM cart_line l JOIN product p ON p.id = l.product_id"
        " JOIN cart c ON c.id = l.cart_id WHERE c.state = 'open'"
    )
    return cart, tenders, rows("SELECT COUNT(*) FROM sale"), shown


def test_twenty_cuts_lose_nothing(books: Books) -> None:
    directory = open_shift(stock(books))
    seed = int(os.environ.get("CUT_SEED", "20261122"))
    chance = random.Random(seed)
    for cut in range(CUTS):
        stage = STAGES[cut % len(STAGES)]
        _cut(directory, stage, chance.uniform(0, 0.005), f"cut {cut} of {stage}")


def _cut(directory: Path, stage: tuple[str, ...], after: float, named: str) -> None:
    terminal = Terminal(directory)
    terminal.log_in()
    for keys in stage[:-1]:
        terminal.send(keys)
        terminal.read(0.25)
    before = _look(directory)
    terminal.send(stage[-1])
    time.sleep(after)
    terminal.kill()
    cut = _look(directory)
    again = Terminal(directory)
    again.log_in()
    again.read(0.3)
    back = _look(directory)
    assert _kept(back, cut), (named, cut, back)
    if _sales(cut) == _sales(before):
        assert _kept(cut, before), (named, before, cut)
    for (name,) in cut[3]:
        assert str(name) in again.text, (named, name, again.text)
    again.end()
    _prove(directory, before, cut, named)


def _kept(later: Picture, earlier: Picture) -> bool:
    """Tell whether every line, customer and tender of before is there after."""
    return len(later[0]) >= len(earlier[0]) and set(later[1]) >= set(earlier[1])


def _look(directory: Path) -> Picture:
    books = make_books(directory)
    try:
        return picture(books)
    finally:
        books.shop.close()


def _prove(directory: Path, before: Picture, cut: Picture, named: str) -> None:
    books = make_books(directory)
    try:
        assert verify(by=books.owner).faults == (), named
        assert rows("SELECT COUNT(*), COUNT(DISTINCT checkout_key) FROM sale") == [
            (_sales(cut), _sales(cut))
        ], named
        assert _sales(cut) - _sales(before) in {0, 1}, named
        carts.cancel(by=books.cashier, at=books.shop.now())
    finally:
        books.shop.close()


def _sales(seen: Picture) -> int:
    return int(str(seen[2][0][0]))
