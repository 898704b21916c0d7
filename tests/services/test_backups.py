from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tui_pos import bootstrap
from tui_pos.db import database, looking_into, rows
from tui_pos.domain.errors import (
    BackupFailedError,
    BadBackupError,
    BusyError,
    CorruptDatabaseError,
    DiskFullError,
    PermissionDeniedError,
    ReadOnlyError,
    StorageError,
)
from tui_pos.engines import disk, sqlite
from tui_pos.services import backups
from tui_pos.services.verify import prove

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tui_pos.services.backups import Backup


@pytest.fixture
def traded(open_books: Books) -> Books:
    sugar = factories.product(open_books)
    ahmed = factories.customer(open_books)
    factories.sell(open_books, sugar.product_id)
    factories.sell(
        open_books, sugar.product_id, given=factories.KHATA, customer_id=ahmed
    )
    return open_books


def back_up(books: Books, at: datetime = NOON, target: Path | None = None) -> Backup:
    return backups.back_up(books.shop.source, target, by=books.owner, at=at)


def test_a_backup_is_the_books_proved_and_named(traded: Books) -> None:
    made = back_up(traded)

    source = traded.shop.source
    assert made.path.name == "shop-20260314-120000.db"
    assert made.proved
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert (made.totals.sales, made.totals.khata_total) == (2, 15500)
    assert rows("SELECT journal_head FROM counter WHERE name = 'till'") == [
        (made.totals.counters["till"].head,)
    ]
    with looking_into(made.path, source.key):
        assert rows("SELECT COUNT(*) FROM sale") == [(2,)]
        assert prove().ok
    assert b"Cheeni" not in made.path.read_bytes()
    assert sorted(path.name for path in source.backups.iterdir()) == [
        "shop-20260314-120000.db",
        "shop-20260314-120000.json",
    ]


def test_its_manifest_is_read_back(traded: Books) -> None:
    made = back_up(traded)

    assert backups.listed(traded.shop.source.backups) == [made]
    assert backups.manifest_of(made.path) == made
    assert traded.shop.last_backup() == NOON
    assert made.series == 1


def test_the_shop_makes_one_by_itself(traded: Books) -> None:
    place = traded.shop.source.backups

    traded.shop.back_up()
    first = backups.listed(place)
    for one in first:
        one.path.with_suffix(".json").unlink()
    bootstrap.back_up_alone(traded.directory)

    assert len(first) == len(backups.listed(place)) == 1


def test_a_cashier_makes_none_by_hand(traded: Books) -> None:
    with pytest.raises(PermissionDeniedError):
        backups.back_up(traded.shop.source, by=traded.cashier, at=NOON)


def test_two_in_one_second_are_two(traded: Books) -> None:
    first, second = back_up(traded), back_up(traded)

    assert second.path.name == "shop-20260314-120000-2.db"
    assert first.path != second.path


def test_two_at_once_are_one(traded: Books) -> None:
    lock = disk.FileLock(traded.directory / "backup.lock")
    lock.take()

    with pytest.raises(BusyError):
        back_up(traded)
    traded.shop.back_up()  # by itself it only waits for the next hour

    lock.release()
    assert backups.listed(traded.shop.source.backups) == []


def test_a_changed_copy_is_no_backup(traded: Books) -> None:
    made = back_up(traded)
    data = bytearray(made.path.read_bytes())
    data[9000] ^= 1
    made.path.write_bytes(data)

    with pytest.raises(BadBackupError) as refusal:
        backups.manifest_of(made.path)

    assert refusal.value.why == "half"


@pytest.mark.parametrize(
    ("of", "into"),
    [
        ("{", "["),
        ('"faults": 0', '"faults": "none"'),
        ('"seq": 1', '"seq": "x"'),
        ('"series": 1', '"series": null'),
        ("+05:00", ""),
        ('"counters"', '"counter"'),
        ("Al-Madina", "\udcff"),
    ],
)
def test_a_copy_with_a_bad_manifest_is_not_offered(
    traded: Books, of: str, into: str
) -> None:
    made = back_up(traded)
    manifest = made.path.with_suffix(".json")
    text = manifest.read_text().replace(of, into)
    assert text != manifest.read_text()
    manifest.write_bytes(text.encode(errors="surrogateescape"))

    assert backups.listed(traded.shop.source.backups) == []
    assert backups.manifest_of(made.path) is None


def test_books_that_do_not_verify_make_no_good_backup(traded: Books) -> None:
    sqlite.drop_guards(database.obj)
    database.obj.execute_sql("UPDATE stock SET quantity = 1")

    with pytest.raises(BackupFailedError) as refusal:
        back_up(traded)

    assert refusal.value.faults == 1
    assert refusal.value.path.exists()
    assert backups.listed(traded.shop.source.backups) == []
    for second in range(1, 6):
        with pytest.raises(BackupFailedError):
            back_up(traded, NOON + timedelta(seconds=second))
    assert len(list(traded.shop.source.backups.glob("*.db"))) == 3


def test_a_damaged_shop_makes_no_backup(traded: Books) -> None:
    path = traded.shop.source.database
    sqlite.checkpoint_and_shrink(database.obj)
    data = bytearray(path.read_bytes())
    for page in range(3, len(data) // 4096):
        data[page * 4096 + 100] ^= 255
    path.write_bytes(data)

    with pytest.raises(CorruptDatabaseError):
        back_up(traded)

    assert backups.listed(traded.shop.source.backups) == []
    assert not database.is_closed()


def test_what_was_cut_off_is_cleared_away(traded: Books) -> None:
    place = traded.shop.source.backups
    place.mkdir()
    (place / "shop-20260101-000000.db.part").write_bytes(b"half")
    (place / "notes.txt").write_text("mine")

    back_up(traded)

    names = {path.name for path in place.iterdir()}
    assert "notes.txt" in names
    assert not any(name.endswith(".part") for name in names)


def test_a_named_place_takes_it(traded: Books, tmp_path: Path) -> None:
    made = back_up(traded, target=tmp_path / "stick")

    assert made.path.parent == tmp_path / "stick"


def test_a_second_device_gets_a_copy_when_it_is_there(
    traded: Books, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    source = backups.Source(
        traded.directory, traded.shop.source.database, traded.shop.source.key, stick
    )

    backups.back_up(source, by=traded.owner, at=NOON)
    assert not stick.exists()
    stick.mkdir()
    made = backups.back_up(source, by=traded.owner, at=NOON + timedelta(hours=1))

    copied = backups.manifest_of(stick / made.path.name)
    assert copied is not None
    assert copied.manifest == made.manifest
    kept = json.loads((stick / made.path.name).with_suffix(".json").read_text())
    assert kept["totals"]["head"] == made.totals.head


def test_what_is_kept_by_hour_day_and_month() -> None:
    moments = [NOON - timedelta(minutes=20 * number) for number in range(3 * 24 * 400)]

    kept = backups.to_keep(moments)

    assert NOON in kept
    assert 24 + 13 + 11 - 1 <= len(kept) <= 24 + 14 + 12
    for hour in range(22):
        assert NOON - timedelta(hours=hour, minutes=20) in kept
    oldest = min(kept)
    assert (NOON - oldest).days > 300


def test_rotation_removes_copy_and_manifest_together(traded: Books) -> None:
    for minute in range(3):
        back_up(traded, NOON + timedelta(minutes=minute))

    names = sorted(path.name for path in traded.shop.source.backups.iterdir())
    assert names == ["shop-20260314-120200.db", "shop-20260314-120200.json"]


def test_files_of_others_are_left_alone(traded: Books) -> None:
    place = traded.shop.source.backups
    place.mkdir()
    (place / "shop-of-my-uncle.db").write_bytes(b"his")

    back_up(traded)

    assert (place / "shop-of-my-uncle.db").exists()


def test_a_named_place_is_never_thinned_out(traded: Books, tmp_path: Path) -> None:
    for minute in range(3):
        back_up(traded, NOON + timedelta(minutes=minute), tmp_path)

    assert len(backups.listed(tmp_path)) == 3


def test_other_runs_are_left_alone(traded: Books) -> None:
    first = back_up(traded)
    manifest = first.path.with_suffix(".json")
    text = manifest.read_text().replace(first.manifest.schema, "of an older program")
    manifest.write_text(text)

    for minute in range(1, 3):
        back_up(traded, NOON + timedelta(minutes=minute))

    assert len(backups.listed(traded.shop.source.backups)) == 2
    assert first.path.exists()


def test_a_wrong_clock_makes_no_copy_the_newest_and_loses_none(traded: Books) -> None:
    future = back_up(traded, NOON + timedelta(days=2000))
    sugar = rows("SELECT id FROM product")[0][0]
    factories.sell(traded, sugar)
    now = back_up(traded)
    past = back_up(traded, NOON - timedelta(days=9000))

    found = backups.listed(traded.shop.source.backups)
    assert found[-1] == future
    assert {one.path for one in found} == {future.path, now.path, past.path}


def test_a_full_or_blocked_stick_names_itself(traded: Books, tmp_path: Path) -> None:
    place = tmp_path / "stick"
    (place / "shop-20260314-120000.db.part").mkdir(parents=True)

    with pytest.raises(StorageError) as refusal:
        back_up(traded, target=place)

    assert isinstance(refusal.value, ReadOnlyError)
    assert refusal.value.path.parent == place


def test_old_copies_go_before_the_disk_is_full(
    traded: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [back_up(traded, NOON + timedelta(days=day)) for day in range(6)]
    free = iter([0, 0, 10**12, 10**12])
    monkeypatch.setattr(disk, "free_space", lambda _place: next(free))

    newest = back_up(traded, NOON + timedelta(days=7))

    kept = [one.path for one in backups.listed(traded.shop.source.backups)]
    assert kept == [newest.path, *(one.path for one in reversed(made[2:]))]


def test_a_full_disk_keeps_the_newest_copies(
    traded: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(5):
        back_up(traded, NOON + timedelta(days=day))
    monkeypatch.setattr(disk, "free_space", lambda _place: 0)

    with pytest.raises(DiskFullError):
        back_up(traded, NOON + timedelta(days=7))

    assert len(backups.listed(traded.shop.source.backups)) == 3
