"""The age of the backup, and a damaged shop that is brought back at the screen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests import factories
from tests.conftest import NOON, make_books
from tests.screens.conftest import SOAP
from tests.screens.hand import at_the_till
from tui_pos.db import rows
from tui_pos.domain.errors import CorruptDatabaseError
from tui_pos.services import backups, carts

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


async def test_the_age_of_the_last_good_backup_is_on_the_screen(selling: Path) -> None:
    ages = {
        timedelta(minutes=5): "backup made",
        timedelta(hours=3): "backup 3 h old",
        timedelta(hours=49): "BACKUP 2 D OLD",
    }
    for age, words in ages.items():
        async with at_the_till(selling, last_backup=lambda age=age: NOON - age) as hand:
            assert words in hand.said
            await hand.log_in()
            assert ("BACKUP" in hand.lines[0]) == (words == "BACKUP 2 D OLD")
    async with at_the_till(selling, last_backup=lambda: None) as hand:
        assert "NO BACKUP" in hand.said


async def test_a_clock_that_went_back_is_said_on_the_lock(selling: Path) -> None:
    books = make_books(selling)
    soap = rows("SELECT id FROM product WHERE sku = 'SOAP'")[0][0]
    factories.sell(books, soap, at=NOON + timedelta(hours=3))
    books.shop.close()
    async with at_the_till(selling) as hand:
        assert "THE CLOCK IS WRONG?" in hand.said


async def test_a_backup_is_made_at_the_start_and_every_hour(selling: Path) -> None:
    made = []
    async with at_the_till(selling, back_up=lambda: made.append(1)) as hand:
        await hand.app.workers.wait_for_complete()
        await hand.pilot.pause()
        assert len(made) == 1
        hand.app._touched -= 10
        hand.app._maybe_rest()
        assert len(made) == 1
        hand.app._backup_tried = NOON - timedelta(hours=1)
        hand.app._maybe_rest()
        await hand.app.workers.wait_for_complete()
        assert len(made) == 2


async def test_what_ends_after_the_till_was_left_is_harmless(selling: Path) -> None:
    async with at_the_till(selling) as hand:
        app = hand.app

    app._backup_made()
    app._repaint()

    assert app.screen_stack == []


async def test_a_backup_that_fails_stops_nothing(selling: Path) -> None:
    def fail() -> None:
        raise OSError("the stick was pulled")

    async with at_the_till(selling, back_up=fail) as hand:
        await hand.app.workers.wait_for_complete()
        await hand.log_in()
        await hand.scan(SOAP)
        await hand.press("f12")
        assert "SOLD" in hand.said


def spoiled(directory: Path) -> Path:
    """A backup with one sale in it; then another sale, and a disk that goes bad."""
    books = make_books(directory)
    soap = rows("SELECT id FROM product WHERE sku = 'SOAP'")[0][0]
    factories.sell(books, soap)
    backups.make_backup(books.shop.source, at=NOON)
    factories.sell(books, soap)
    books.shop.close()
    path = directory / "shop.db"
    data = bytearray(path.read_bytes())
    data[4096 * 20 + 50 : 4096 * 20 + 60] = bytes(10)
    path.write_bytes(data)
    (directory / "shop.db-wal").write_bytes(b"cut")
    return directory


async def test_a_damaged_shop_offers_its_newest_good_backup(selling: Path) -> None:
    async with at_the_till(spoiled(selling)) as hand:
        await hand.pilot.pause()
        assert "is damaged" in hand.said
        assert "shop-20260314-120000.db" in hand.said
        assert "1 sales, Rs 95 in all" in hand.said
        assert "look for" in hand.said or "Missing in it" in hand.said
        await hand.press("b")
        await hand.type("Bilal")
        await hand.press("enter")
        await hand.type("111111")
        await hand.press("enter")
        assert "Wrong user or PIN" in hand.message
        await hand.press(*["backspace"] * 6)
        await hand.type("786786")
        await hand.press("f12")
        assert "Receipts go on in series 2" in hand.said
        await hand.press("enter")
        await hand.pilot.pause()
        await hand.pilot.pause()
        await hand.log_in()
        await hand.scan(SOAP)
        await hand.press("f12")
        assert "A2-000001" in hand.said


async def test_damage_noticed_while_selling_ends_the_selling(
    selling: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_given: object, **_more: object) -> None:
        raise CorruptDatabaseError(selling / "shop.db", "malformed")

    async with at_the_till(selling) as hand:
        await hand.log_in()
        with monkeypatch.context() as patched:
            patched.setattr(carts, "add", damaged)
            await hand.scan(SOAP)
        await hand.pilot.pause()
        assert "THE SHOP STAYS CLOSED" in hand.said
        assert "is damaged" in hand.said
        await hand.press("r")
        await hand.pilot.pause(0.05)
        await hand.pilot.pause()
        assert "PIN" in hand.said


async def test_without_a_backup_nothing_is_offered(selling: Path) -> None:
    (selling / "shop.db").write_bytes(b"coffee was spilled over this disk" * 300)
    async with at_the_till(selling) as hand:
        await hand.pilot.pause()
        assert "newest good" not in hand.said
        await hand.press("b")
        assert hand.screen.panels == []


async def test_a_file_that_cannot_be_read_at_all_says_so(selling: Path) -> None:
    directory = spoiled(selling)
    (directory / "shop.db").write_bytes(b"coffee was spilled over this disk" * 300)
    (directory / "shop.db-wal").unlink()
    async with at_the_till(directory) as hand:
        await hand.pilot.pause()
        assert "What came after it cannot be read" in hand.said
