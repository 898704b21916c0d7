"""The large demo shop, made small enough for a test."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.conftest import NOON
from tui_pos import bootstrap
from tui_pos.bootstrap import Opening
from tui_pos.cli.demo_shop import Wanted, make
from tui_pos.db import rows
from tui_pos.demo import trade
from tui_pos.demo.trade import SIZES, Size
from tui_pos.services import people
from tui_pos.services.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_large_demo_shop_is_a_small_one_grown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trade, "DAYS", 4)
    monkeypatch.setitem(SIZES, "large", Size(1_200, 90, (250, 260)))
    told = []

    made = make(
        tmp_path / "shop",
        Wanted(size="large", until=date(2026, 10, 5)),
        tell=lambda done, whole: told.append((done, whole)),
    )

    shop = bootstrap.open_shop(Opening(made.directory))
    owner = people.log_in("Bilal", "786786", shop.counter, at=NOON)
    assert rows("SELECT COUNT(*) FROM product") == [(1_200,)]
    assert rows("SELECT COUNT(*) FROM customer") == [(90,)]
    assert 1_000 <= rows("SELECT COUNT(*) FROM sale")[0][0] <= 1_040
    assert verify(by=owner).ok
    assert told[-1] == (5, 5)
    shop.close()
