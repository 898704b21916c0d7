"""A shop of the first version, with data in it, is brought up to date and goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import NOON
from tests.migrations.old_shop import PIN, make_old_shop
from tui_pos import bootstrap, recovery
from tui_pos.bootstrap import Opening
from tui_pos.db import close_database, looking_into, open_database, rows
from tui_pos.domain.errors import (
    BackupFailedError,
    SchemaChangedError,
    SchemaNewerError,
    SchemaOlderError,
)
from tui_pos.domain.money import Money
from tui_pos.migrations import runner
from tui_pos.services import khata, people, returns, shifts
from tui_pos.services.returns import ReturnAsked, Returned
from tui_pos.services.verify import prove, verify

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return make_old_shop(tmp_path / "shop")


def test_an_old_shop_says_that_it_must_be_migrated(old: Path) -> None:
    with pytest.raises(SchemaOlderError):
        bootstrap.open_shop(Opening(old))


def test_its_books_are_the_same_after_it(old: Path) -> None:
    done = recovery.migrate_shop(old)

    assert done.applied == ["0002_returns", "0003_khata", "0004_people", "0005_loyalty"]
    shop = bootstrap.open_shop(Opening(old))
    owner = people.log_in("Bilal", PIN, shop.counter, at=NOON)
    assert verify(by=owner).faults == ()
    assert rows("SELECT receipt, total FROM sale ORDER BY id") == [
        ("A1-000001", 19000),
        ("A1-000002", 28900),
        ("A1-000003", 46605),
        ("A1-000004", 9500),
    ]
    assert khata.balance(1) == Money(51605)
    assert runner.schema_is_ours()
    shop.close()


def test_its_old_bills_can_come_back(old: Path) -> None:
    recovery.migrate_shop(old)
    shop = bootstrap.open_shop(Opening(old))
    owner = people.log_in("Bilal", PIN, shop.counter, at=NOON)
    later = shop.now()
    shifts.open_shift(Money.rupees(500), by=owner, at=later)

    asked = ReturnAsked("k", "A1-000002", (Returned(1), Returned(2)), "bad")
    back = returns.complete_return(asked, by=owner, at=later)

    assert (back.on_khata, back.cash) == (Money.rupees(100), Money.rupees(189))
    assert verify(by=owner).faults == ()
    shop.close()


def test_the_backup_before_it_is_the_way_back(old: Path) -> None:
    done = recovery.migrate_shop(old)

    assert done.backup is not None
    with looking_into(done.backup, None):
        assert prove().ok
        columns = [row[1] for row in rows("PRAGMA table_info(sale_line)")]
        assert "returns_line" not in columns

    restored = recovery.restore_shop(
        old,
        done.backup,
        lambda counter: people.log_in("Bilal", PIN, counter, at=NOON),
        at=NOON,
    )
    assert restored.totals.sales == 4
    bootstrap.open_shop(Opening(old)).close()


def test_books_that_do_not_verify_are_not_migrated(old: Path) -> None:
    open_database(old / "shop.db", None)
    rows("UPDATE stock SET quantity = 1")
    close_database()

    with pytest.raises(BackupFailedError):
        recovery.migrate_shop(old)
    with pytest.raises(SchemaOlderError):
        bootstrap.open_shop(Opening(old))


def test_a_newer_shop_is_refused(old: Path) -> None:
    recovery.migrate_shop(old)
    open_database(old / "shop.db", None)
    rows("INSERT INTO schema_migration (name, applied) VALUES ('0099_future', 'x')")
    rows("CREATE TABLE future (id INTEGER)")
    close_database()

    with pytest.raises(SchemaNewerError):
        bootstrap.open_shop(Opening(old))
    with pytest.raises(SchemaNewerError):
        recovery.migrate_shop(old)


def test_tables_that_no_version_made_stay_refused(old: Path) -> None:
    recovery.migrate_shop(old)
    open_database(old / "shop.db", None)
    rows("CREATE TABLE mine (id INTEGER)")
    close_database()

    with pytest.raises(SchemaChangedError):
        recovery.migrate_shop(old)
