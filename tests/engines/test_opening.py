"""What keeps a shop closed: each fault is one refusal, and nothing is changed."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tui_pos import bootstrap, db, recovery
from tui_pos.bootstrap import Opening
from tui_pos.db import database, rows
from tui_pos.domain import errors
from tui_pos.domain.keys import KeyFile, KeyKind
from tui_pos.domain.money import Money
from tui_pos.engines import disk, sqlite
from tui_pos.engines.keyfile import write_key
from tui_pos.models import StockMove, User
from tui_pos.services import people
from tui_pos.services.founding import ShopForm
from tui_pos.services.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FORM = ShopForm("Al-Madina", "Bilal", "786786")


def refused(directory: Path, error: type[errors.PosError]) -> None:
    with pytest.raises(error):
        bootstrap.open_shop(Opening(directory))
    db.close_database()


def test_a_missing_shop(tmp_path: Path) -> None:
    refused(tmp_path, errors.ShopNotFoundError)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_key(directory: Path) -> None:
    (directory / "shop.key").unlink()
    refused(directory, errors.KeyMissingError)


def test_another_shops_key(directory: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write_key(directory / "shop.key", KeyFile.fresh(KeyKind.RAW))

    refused(directory, errors.WrongKeyError)

    assert capfd.readouterr().err == ""


def test_a_truncated_file(directory: Path) -> None:
    path = directory / "shop.db"
    whole = path.read_bytes()
    path.write_bytes(whole[:2000])
    refused(directory, errors.WrongKeyError)
    path.write_bytes(whole[: len(whole) // 2])
    refused(directory, errors.CorruptDatabaseError)
    assert path.stat().st_size == len(whole) // 2


def test_an_empty_file_is_never_taken_for_a_new_shop(directory: Path) -> None:
    (directory / "shop.db").write_bytes(b"")

    with pytest.raises(errors.StorageError):
        bootstrap.open_shop(Opening(directory))

    assert (directory / "shop.db").stat().st_size == 0


def test_a_page_of_noise_is_noticed_by_verify(directory: Path) -> None:
    path = directory / "shop.db"
    data = bytearray(path.read_bytes())
    middle = len(data) // 4096 // 2 * 4096
    data[middle : middle + 4096] = os.urandom(4096)
    path.write_bytes(bytes(data))
    shop = bootstrap.open_shop(Opening(directory))
    owner = people.actor_for(User.get(User.name == "Bilal"), shop.counter)

    with pytest.raises(errors.CorruptDatabaseError):
        verify(by=owner)
    shop.close()


def test_an_older_sqlite(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "VERSION", (3, 40, 1))
    refused(directory, errors.OldSqliteError)


def test_a_network_disk(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "file_system", lambda path: "nfs4")
    refused(directory, errors.BadFileSystemError)


def test_a_read_only_directory_and_a_full_disk(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(code: int) -> None:
        def refuse(*, dir: Path) -> None:  # noqa: A002 - the name that tempfile gave it
            raise OSError(code, "refused", str(dir))

        monkeypatch.setattr(bootstrap, "TemporaryFile", refuse)

    fails(30)
    refused(directory, errors.ReadOnlyError)
    fails(28)
    refused(directory, errors.DiskFullError)


def test_two_programs_may_try_the_disk_at_once(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Path] = []

    @contextmanager
    def another_comes_in_between(
        *,
        dir: Path,  # noqa: A002 - the name that tempfile gave it
    ) -> Iterator[IO[bytes]]:
        with TemporaryFile(dir=dir) as probe:
            tried.append(directory)
            if len(tried) < 3:
                bootstrap.check_disk(directory)
            yield probe

    monkeypatch.setattr(bootstrap, "TemporaryFile", another_comes_in_between)

    bootstrap.check_disk(directory)

    assert len(tried) == 3
    assert not list(directory.glob("*probe*"))


@pytest.mark.parametrize(("is_till", "pages"), [(True, 0), (False, 1000)])
def test_only_what_never_rests_empties_its_log_by_itself(
    directory: Path, *, is_till: bool, pages: int
) -> None:
    shop = bootstrap.open_shop(Opening(directory, holds_counter=is_till))

    assert rows("PRAGMA wal_autocheckpoint") == [(pages,)]

    shop.close()


def test_a_second_till_on_the_same_counter(directory: Path) -> None:
    first = bootstrap.open_shop(Opening(directory, holds_counter=True))
    try:
        with pytest.raises(errors.CounterHeldError):
            bootstrap.open_shop(Opening(directory, holds_counter=True))
        office = Opening(directory, counter="office", holds_counter=True)
        bootstrap.open_shop(office).close()
    finally:
        first.close()


def test_a_setting_that_slipped(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sqlite._PRAGMAS, "synchronous", "normal")
    refused(directory, errors.SettingSlippedError)


def test_tables_changed_by_hand(directory: Path) -> None:
    shop = bootstrap.open_shop(Opening(directory))
    database.obj.execute_sql("DROP TRIGGER sale_seal")
    shop.close()

    refused(directory, errors.SchemaChangedError)
    despite = bootstrap.open_shop(Opening(directory, despite_schema=True))
    assert not despite.schema_is_ours
    despite.close()


def test_a_database_of_a_newer_or_an_older_program(directory: Path) -> None:
    shop = bootstrap.open_shop(Opening(directory))
    rows("INSERT INTO schema_migration (name, applied) VALUES ('0099_future', '')")
    database.obj.execute_sql("CREATE TABLE future (id INTEGER)")
    shop.close()
    refused(directory, errors.SchemaNewerError)

    bootstrap_raw(directory, "DELETE FROM schema_migration")
    refused(directory, errors.SchemaOlderError)

    bootstrap_raw(directory, "DROP TABLE schema_migration")
    refused(directory, errors.SchemaOlderError)


def bootstrap_raw(directory: Path, statement: str) -> None:
    from tui_pos.engines.keyfile import read_key

    key = read_key(directory / "shop.key")
    db.open_database(directory / "shop.db", key.database_key(key.keyring()))
    database.obj.execute_sql(statement)
    db.close_database()


def test_migrating_makes_the_guards_again(directory: Path, tmp_path: Path) -> None:
    shop = bootstrap.open_shop(Opening(directory))
    database.obj.execute_sql("DROP TRIGGER sale_seal")
    shop.close()

    assert recovery.migrate_shop(directory).applied == []
    bootstrap.open_shop(Opening(directory)).close()
    assert recovery.migrate_shop(directory).backup is None
    with pytest.raises(errors.ShopNotFoundError):
        recovery.migrate_shop(tmp_path / "nowhere")


def test_a_shop_that_is_there_is_never_founded_again(directory: Path) -> None:
    before = (directory / "shop.db").read_bytes(), (directory / "shop.key").read_bytes()

    with pytest.raises(errors.ShopExistsError):
        bootstrap.found_shop(directory, FORM, KeyFile.fresh(KeyKind.RAW))

    after = (directory / "shop.db").read_bytes(), (directory / "shop.key").read_bytes()
    assert after == before


def test_a_directory_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(errors.ReadOnlyError):
        bootstrap.found_shop(
            tmp_path / "file" / "shop", FORM, KeyFile.fresh(KeyKind.RAW)
        )


def test_a_refused_form_leaves_no_shop(tmp_path: Path) -> None:
    with pytest.raises(errors.PinTooShortError):
        bootstrap.found_shop(
            tmp_path / "shop",
            ShopForm("Shop", "Bilal", "12"),
            KeyFile.fresh(KeyKind.RAW),
        )

    assert not (tmp_path / "shop").exists()


def test_an_encrypted_shop_shows_nothing_and_a_plain_one_says_so(
    directory: Path, tmp_path: Path
) -> None:
    assert b"Al-Madina" not in (directory / "shop.db").read_bytes()
    plain = tmp_path / "plain"
    bootstrap.found_shop(plain, FORM, KeyFile.fresh(KeyKind.PLAIN))
    shop = bootstrap.open_shop(Opening(plain))
    assert shop.is_plain
    shop.close()
    with sqlite3.connect(plain / "shop.db") as link:
        assert link.execute("SELECT COUNT(*) FROM audit_journal").fetchone() == (1,)
    link.close()


def test_a_passphrase_opens_its_shop_and_another_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = tmp_path / "shop"
    monkeypatch.setenv("TUI_POS_PASSPHRASE", "chai aur paratha")
    bootstrap.found_shop(shop, FORM, KeyFile.fresh(KeyKind.PASSPHRASE))
    bootstrap.open_shop(Opening(shop)).close()

    monkeypatch.setenv("TUI_POS_PASSPHRASE", "lassi")
    refused(shop, errors.WrongKeyError)


def test_files_are_private(directory: Path) -> None:
    modes = {path.name: path.stat().st_mode & 0o077 for path in directory.iterdir()}

    assert set(modes.values()) == {0}


def test_idle_work_and_the_platforms_directory(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    books.shop.close()  # the worker's connection is a thread's own; here there is one
    books.shop.rest()
    assert bootstrap.default_directory().name == "tui-pos"
    monkeypatch.setenv("TUI_POS_SHOP", "/somewhere")
    assert bootstrap.default_directory() == Path("/somewhere")


def test_a_time_zone_nobody_knows(directory: Path) -> None:
    (directory / "config.toml").write_text('[machine]\ntimezone = "Asia/Nowhere"\n')
    with pytest.raises(errors.BadConfigError):
        bootstrap.open_shop(Opening(directory))
    (directory / "config.toml").write_text('[machine]\ntimezone = "UTC"\n')
    shop = bootstrap.open_shop(Opening(directory))
    assert shop.now().tzname() == "UTC"
    shop.close()


def test_hot_writes_belong_inside_a_transaction(books: Books) -> None:
    with pytest.raises(RuntimeError):
        db.append(StockMove, [{"id": 1}])
    with db.writing():
        assert db.append(StockMove, []) == []


def test_moments_are_aware(books: Books) -> None:
    with pytest.raises(ValueError, match="naive"):
        StockMove.at.db_value(NOON.replace(tzinfo=None))
    for field in (StockMove.at, StockMove.quantity):
        assert field.db_value(None) is None
        assert field.python_value(None) is None
    assert db.MoneyField().python_value(None) is None
    assert db.DayField().python_value("2026-03-14") == NOON.date()
    assert db.DayField().python_value(None) is None
    assert db.DayField().db_value(None) is None
    assert db.MoneyField().db_value(Money(1)) == 1


def test_a_disk_that_fills_up_refuses_the_sale_and_keeps_the_rest(
    open_books: Books,
) -> None:
    sugar = factories.product(open_books)
    factories.sell(open_books, sugar.product_id)
    pages = rows("PRAGMA page_count")[0][0]
    database.obj.execute_sql(f"PRAGMA max_page_count = {pages}")

    def sell_on() -> None:
        for _sale in range(500):
            factories.sell(open_books, sugar.product_id)

    with pytest.raises(errors.DiskFullError):
        sell_on()

    database.obj.connect(reuse_if_open=True)
    assert rows("SELECT COUNT(*) FROM sale")[0][0] >= 1
    assert rows("PRAGMA integrity_check") == [("ok",)]


def test_other_faults_of_the_database_stay_what_they_are(books: Books) -> None:
    import peewee

    with pytest.raises(peewee.OperationalError), db.writing():
        rows("SELECT * FROM no_such_table")


@pytest.fixture
def hogging(books: Books) -> Iterator[sqlite.EncryptedDatabase]:
    """Give another connection that holds the turn to write."""
    other = sqlite.database(books.directory / "shop.db", _raw_key(books.directory))
    other.connect()
    other.execute_sql("BEGIN IMMEDIATE")
    yield other
    other.close()


class Naps:
    """A clock that goes on only while somebody naps."""

    def __init__(self, wake: Callable[[float], None]) -> None:
        self.now = 0.0
        self.longest = 0.0
        self._wake = wake

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.longest = max(self.longest, seconds)
        self._wake(self.now)


@pytest.mark.usefixtures("hogging")
def test_a_database_that_stays_locked_is_busy_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    naps = Naps(lambda _now: None)
    monkeypatch.setattr(sqlite, "time", naps)

    with pytest.raises(errors.BusyError), db.writing():
        pass

    assert naps.now == pytest.approx(5, abs=0.01)
    assert rows("PRAGMA busy_timeout") == [(5000,)]


def test_a_till_takes_its_turn_in_the_short_pause_of_a_batch(
    hogging: sqlite.EncryptedDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def batch(now: float) -> None:
        sold = int(now * 1000) % 50 < 47  # of 50 ms it rests for 3
        held = hogging.connection().in_transaction
        if sold and not held:
            hogging.execute_sql("BEGIN IMMEDIATE")
        if held and not sold:
            hogging.execute_sql("COMMIT")

    naps = Naps(batch)
    monkeypatch.setattr(sqlite, "time", naps)

    with db.writing():
        assert naps.now < 0.1
    assert naps.longest < 0.003


def _raw_key(directory: Path) -> bytes | None:
    from tui_pos.engines.keyfile import read_key

    key = read_key(directory / "shop.key")
    return key.database_key(key.keyring())


def test_set_up_cut_short_leaves_room_for_the_next(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "shop.db.new").write_bytes(b"half")
    (shop / "shop.key").write_text("half")

    bootstrap.found_shop(shop, FORM, KeyFile.fresh(KeyKind.RAW))

    bootstrap.open_shop(Opening(shop)).close()
    assert (shop / "shop.key.old-1").read_text() == "half"


def test_founding_waits_for_nobody_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "_PATIENCE", 0.0)
    directory = tmp_path / "new"
    somebody = disk.FileLock(directory / "shop.lock")
    somebody.take(shared=True)

    with pytest.raises(errors.ShopInUseError):
        bootstrap.found_shop(directory, FORM, KeyFile.fresh(KeyKind.RAW))

    somebody.release()
    assert not (directory / "shop.db").exists()
