"""Restore, recover, reset, migrate: the old shop or the new one, never neither."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests import factories
from tests.conftest import CASHIER_PIN, NOON, OWNER_PIN, Books, make_books
from tui_pos import bootstrap, recovery
from tui_pos.bootstrap import Opening
from tui_pos.db import close_database, database, open_database, rows
from tui_pos.domain.errors import (
    BadBackupError,
    CorruptDatabaseError,
    KeyMissingError,
    NoSheetError,
    PermissionDeniedError,
    SchemaNewerError,
    ShopExistsError,
    ShopInUseError,
    ShopNotFoundError,
    StorageError,
    UserNotFoundError,
    WrongKeyError,
    WrongPinError,
    WrongSheetError,
    WrongSheetGroupError,
)
from tui_pos.domain.keys import KeyFile, KeyKind, sheet_groups
from tui_pos.domain.money import Money
from tui_pos.domain.paying import Payment
from tui_pos.engines import disk, sqlite, swap
from tui_pos.engines.keyfile import read_key
from tui_pos.reports.sheet import recovery_sheet_text
from tui_pos.services import backups, payments, people, restoring
from tui_pos.services.founding import ShopForm
from tui_pos.services.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tui_pos.domain.permissions import Actor
    from tui_pos.services.backups import Backup
    from tui_pos.services.people import Counter
    from tui_pos.services.restoring import Restored


def owner(counter: Counter) -> Actor:
    return people.log_in("Bilal", OWNER_PIN, counter, at=NOON)


def restore(
    directory: Path, file: Path, who: Callable[[Counter], Actor] = owner
) -> Restored:
    return recovery.restore_shop(directory, file, who, at=NOON + timedelta(hours=2))


@pytest.fixture
def saved(open_books: Books) -> tuple[Books, Backup]:
    """A shop with a sale, a backup of it, and a sale and a payment after it."""
    sugar = factories.product(open_books)
    ahmed = factories.customer(open_books)
    factories.sell(
        open_books, sugar.product_id, given=factories.KHATA, customer_id=ahmed
    )
    made = backups.make_backup(open_books.shop.source, at=NOON)
    factories.sell(open_books, sugar.product_id)
    payment = Payment(ahmed, Money.rupees(50), "p")
    payments.record_payment(payment, by=open_books.cashier, at=NOON)
    open_books.shop.close()
    return open_books, made


def test_a_restore_brings_the_backup_back_and_begins_a_new_series(
    saved: tuple[Books, Backup],
) -> None:
    books, made = saved

    done = restore(books.directory, made.path)

    assert done.totals == made.totals
    assert done.series == 2
    assert done.missing is not None
    assert [slip for slip, _amount in done.missing.slips] == ["A1-000002", "A1-P00001"]
    assert done.missing.is_whole
    assert done.aside is not None
    assert (done.aside / "shop.db").exists()
    again = make_books(books.directory)
    assert rows("SELECT COUNT(*) FROM sale") == [(1,)]
    sugar = rows("SELECT id FROM product")[0][0]
    assert factories.sell(again, sugar).receipt == "A2-000001"
    assert rows("SELECT kind, user_name FROM journal WHERE kind = 'restored'") == [
        ("restored", "Bilal")
    ]
    assert verify(by=again.owner).faults == ()
    again.shop.close()


def test_a_second_restore_of_the_same_backup_takes_yet_another_series(
    saved: tuple[Books, Backup],
) -> None:
    books, made = saved
    restore(books.directory, made.path)

    done = recovery.restore_shop(
        books.directory, made.path, owner, at=NOON + timedelta(hours=3)
    )

    assert done.series == 3


def test_the_old_log_is_never_replayed_over_the_restored_books(
    saved: tuple[Books, Backup],
) -> None:
    books, made = saved
    log = books.directory / "shop.db-wal"
    _spoil(books.directory / "shop.db", first=0)
    log.write_bytes(b"left over")
    (books.directory / "shop.db-shm").write_bytes(b"left over")

    done = restore(books.directory, made.path)

    assert done.aside is not None
    assert (done.aside / "shop.db-wal").read_bytes() == b"left over"
    assert not log.exists()


def test_only_an_owner_restores(saved: tuple[Books, Backup]) -> None:
    books, made = saved

    with pytest.raises(PermissionDeniedError):
        restore(
            books.directory,
            made.path,
            lambda counter: people.log_in("Ali", CASHIER_PIN, counter, at=NOON),
        )
    with pytest.raises(WrongPinError):
        restore(
            books.directory,
            made.path,
            lambda counter: people.log_in("Bilal", "999999", counter, at=NOON),
        )

    assert not (books.directory / swap.FRESH).exists()
    again = make_books(books.directory)
    assert rows("SELECT COUNT(*) FROM sale") == [(2,)]
    assert rows("SELECT COUNT(*) FROM journal WHERE kind = 'pin-wrong'") == [(1,)]
    again.shop.close()


def test_an_open_shop_is_not_restored(saved: tuple[Books, Backup]) -> None:
    books, made = saved
    shop = bootstrap.open_shop(Opening(books.directory))

    with pytest.raises(ShopInUseError):
        restore(books.directory, made.path)
    with pytest.raises(ShopInUseError):
        recovery.recover_key(books.directory, sheet_groups(bytes(32)))

    shop.close()


def bad_files(made: Backup) -> dict[str, bytes]:
    whole = made.path.read_bytes()
    return {
        "missing": b"",
        "empty": b"",
        "text": b"this is no backup at all, only some words" * 200,
        "half": whole[: len(whole) // 2],
        "changed": whole[:9000] + b"\x00" * 100 + whole[9100:],
    }


@pytest.mark.parametrize("kind", ["missing", "empty", "text", "half", "changed"])
def test_a_file_that_is_no_backup_changes_nothing(
    saved: tuple[Books, Backup], tmp_path: Path, kind: str
) -> None:
    books, made = saved
    before = (books.directory / "shop.db").read_bytes()
    file = tmp_path / "shop-x.db"
    if kind != "missing":
        file.write_bytes(bad_files(made)[kind])
    if kind in {"half", "changed"}:
        shutil.copy(made.path.with_suffix(".json"), file.with_suffix(".json"))

    with pytest.raises((BadBackupError, WrongKeyError, CorruptDatabaseError)):
        restore(books.directory, file)

    assert (books.directory / "shop.db").read_bytes() == before
    assert sorted(path.name for path in books.directory.glob("shop.db*")) == ["shop.db"]


def test_a_half_copied_file_without_its_manifest_is_refused_too(
    saved: tuple[Books, Backup], tmp_path: Path
) -> None:
    books, made = saved
    whole = made.path.read_bytes()
    file = tmp_path / "half.db"
    file.write_bytes(whole[: len(whole) // 2 // 4096 * 4096])

    with pytest.raises((BadBackupError, CorruptDatabaseError)):
        restore(books.directory, file)


def test_a_backup_without_its_manifest_is_proved_and_restored(
    saved: tuple[Books, Backup], tmp_path: Path
) -> None:
    books, made = saved
    file = tmp_path / "from-the-stick.db"
    shutil.copy(made.path, file)

    done = restore(books.directory, file)

    assert done.totals.sales == 1
    assert done.missing is None


def test_a_backup_whose_totals_are_others_is_refused(
    saved: tuple[Books, Backup],
) -> None:
    books, made = saved
    manifest = made.path.with_suffix(".json")
    manifest.write_text(manifest.read_text().replace('"sales": 1', '"sales": 7'))

    with pytest.raises(BadBackupError) as refusal:
        restore(books.directory, made.path)

    assert refusal.value.why == "totals"


def test_a_backup_that_does_not_verify_is_refused(
    saved: tuple[Books, Backup], tmp_path: Path
) -> None:
    books, made = saved
    file = tmp_path / "bent.db"
    shutil.copy(made.path, file)
    open_database(file, books.shop.source.key, new=True)
    rows("UPDATE stock SET quantity = 5")
    sqlite.checkpoint_and_shrink(database.obj)
    close_database()

    with pytest.raises(BadBackupError) as refusal:
        restore(books.directory, file)

    assert refusal.value.why == "faults"


def test_a_backup_of_another_shop_is_refused(
    saved: tuple[Books, Backup], tmp_path: Path
) -> None:
    _books, made = saved
    other = tmp_path / "other"
    form = ShopForm("Other", "Hina", "112233")
    bootstrap.found_shop(other, form, KeyFile.fresh(KeyKind.RAW), at=NOON)

    with pytest.raises(WrongKeyError):
        restore(other, made.path)

    shop = bootstrap.open_shop(Opening(other))
    assert shop.name == "Other"
    shop.close()


def test_a_plain_database_is_no_backup_of_an_encrypted_shop(
    saved: tuple[Books, Backup], tmp_path: Path
) -> None:
    books, _made = saved
    file = tmp_path / "plain.db"
    open_database(file, None, new=True)
    rows("CREATE TABLE anything (id INTEGER)")
    sqlite.checkpoint_and_shrink(database.obj)
    close_database()

    with pytest.raises(BadBackupError) as refusal:
        restore(books.directory, file)

    assert refusal.value.why == "not-a-shop"


def test_an_encrypted_file_that_is_no_shop(
    saved: tuple[Books, Backup], tmp_path: Path
) -> None:
    books, _made = saved
    file = tmp_path / "notes.db"
    open_database(file, books.shop.source.key, new=True)
    rows("CREATE TABLE notes (id INTEGER)")
    sqlite.checkpoint_and_shrink(database.obj)
    close_database()

    with pytest.raises(BadBackupError) as refusal:
        restore(books.directory, file)

    assert refusal.value.why == "not-a-shop"


def test_a_backup_of_a_newer_program_is_refused(
    saved: tuple[Books, Backup], tmp_path: Path
) -> None:
    books, made = saved
    file = tmp_path / "newer.db"
    shutil.copy(made.path, file)
    open_database(file, books.shop.source.key, new=True)
    rows("INSERT INTO schema_migration (name, applied) VALUES ('9999_future', 'now')")
    rows("CREATE TABLE future (id INTEGER)")
    sqlite.checkpoint_and_shrink(database.obj)
    close_database()

    with pytest.raises(SchemaNewerError):
        restore(books.directory, file)


def test_a_second_machine_opens_from_backup_and_sheet(
    saved: tuple[Books, Backup], tmp_path: Path
) -> None:
    books, made = saved
    fresh = tmp_path / "new-computer"
    secret = read_key(books.directory / "shop.key").data
    text = recovery_sheet_text(secret, shop_name="Al-Madina")

    with pytest.raises(KeyMissingError):
        restore(fresh, made.path)
    recovery.recover_key(fresh, recovery.read_sheet(text))
    done = restore(fresh, made.path)

    assert done.aside is None
    again = make_books(fresh)
    assert again.shop.name == "Al-Madina"
    assert verify(by=again.owner).ok
    again.shop.close()


def test_a_lost_key_comes_back_from_the_sheet(saved: tuple[Books, Backup]) -> None:
    books, _made = saved
    path = books.directory / "shop.key"
    groups = sheet_groups(read_key(path).data)
    path.unlink()

    assert recovery.recover_key(books.directory, groups) == path
    recovery.recover_key(books.directory, groups)  # again changes nothing

    make_books(books.directory).shop.close()
    assert [one.name for one in books.directory.glob("shop.key*")] == ["shop.key"]


def test_a_damaged_key_is_replaced_and_kept_aside(
    saved: tuple[Books, Backup],
) -> None:
    books, _made = saved
    path = books.directory / "shop.key"
    groups = sheet_groups(read_key(path).data)
    path.write_text("coffee")

    recovery.recover_key(books.directory, groups)

    make_books(books.directory).shop.close()
    assert (books.directory / "shop.key.old-1").read_text() == "coffee"


def test_swapped_groups_are_named(saved: tuple[Books, Backup]) -> None:
    books, _made = saved
    groups = sheet_groups(bytes(range(32)))
    groups[4], groups[8] = groups[8], groups[4]

    with pytest.raises(WrongSheetGroupError) as refusal:
        recovery.recover_key(books.directory, groups)

    assert refusal.value.number == 5


def test_another_shops_sheet_is_refused(saved: tuple[Books, Backup]) -> None:
    books, _made = saved
    groups = sheet_groups(bytes(range(32)))

    with pytest.raises(WrongSheetError):
        recovery.recover_key(books.directory, groups)
    with pytest.raises(WrongSheetError):
        recovery.prove_sheet(books.directory, groups)

    make_books(books.directory).shop.close()


@pytest.mark.parametrize("kind", [KeyKind.PLAIN, KeyKind.PASSPHRASE])
def test_a_shop_without_a_sheet_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: KeyKind
) -> None:
    monkeypatch.setenv("TUI_POS_PASSPHRASE", "correct horse")
    directory = tmp_path / "shop"
    form = ShopForm("Plain", "Hina", "112233")
    bootstrap.found_shop(directory, form, KeyFile.fresh(kind), at=NOON)
    groups = sheet_groups(bytes(32))

    with pytest.raises(NoSheetError):
        recovery.recover_key(directory, groups)
    with pytest.raises(NoSheetError):
        recovery.prove_sheet(directory, groups)


def test_a_sheet_is_read_with_or_without_its_numbers() -> None:
    groups = sheet_groups(bytes(range(32)))
    printed = recovery_sheet_text(bytes(range(32)), shop_name="Al-Madina 7: one")

    assert recovery.read_sheet(printed) == groups
    assert recovery.read_sheet(" ".join(groups)) == groups
    assert recovery.read_sheet(f" 1: {groups[0]}")[1] == ""


def test_a_forgotten_pin_is_replaced(books: Books) -> None:
    at, counter = NOON, books.shop.counter
    for _try in range(5):
        with pytest.raises(WrongPinError):
            people.log_in("Bilal", "111111", counter, at=at)

    reset = people.reset_by_sheet("bilal", "222222", counter, at=at)

    assert reset.name == "Bilal"
    assert people.log_in("Bilal", "222222", counter, at=at).name == "Bilal"
    person = people.reset_pin("Ali", "4321", by=books.owner, at=at)
    assert person.active
    assert people.log_in("Ali", "4321", counter, at=at).name == "Ali"
    with pytest.raises(UserNotFoundError):
        people.reset_pin("Nobody", "4321", by=books.owner, at=at)
    kinds = rows("SELECT user_name FROM journal WHERE kind = 'pin-reset' ORDER BY 1")
    assert kinds == [("Bilal",), ("recovery sheet",)]
    assert verify(by=books.owner).ok


def test_a_swap_that_was_cut_off_is_finished_at_the_next_start(
    saved: tuple[Books, Backup],
) -> None:
    books, made = saved
    old = books.directory / "shop.db"
    shutil.copy(made.path, books.directory / swap.FRESH)
    _use_wal(books.directory / swap.FRESH, books.shop.source.key)
    swap.decide(books.directory, "cut")
    aside = books.directory / swap.ASIDE / "cut"
    aside.mkdir(parents=True)
    old.rename(aside / "shop.db")  # here the power went

    assert bootstrap.exists(books.directory)
    again = make_books(books.directory)

    assert rows("SELECT COUNT(*) FROM sale") == [(1,)]
    assert not swap.is_pending(books.directory)
    again.shop.close()


def test_a_restore_finishes_the_one_before_it(saved: tuple[Books, Backup]) -> None:
    books, made = saved
    shutil.copy(made.path, books.directory / swap.FRESH)
    _use_wal(books.directory / swap.FRESH, books.shop.source.key)
    swap.decide(books.directory, "cut")

    done = restore(books.directory, made.path)

    assert done.totals.sales == 1
    assert (books.directory / swap.ASIDE / "cut" / "shop.db").exists()


def test_a_swap_whose_marker_is_left_over_only_loses_the_marker(
    saved: tuple[Books, Backup],
) -> None:
    books, _made = saved
    swap.decide(books.directory, "done")

    again = make_books(books.directory)

    assert rows("SELECT COUNT(*) FROM sale") == [(2,)]
    again.shop.close()


def _use_wal(path: Path, key: bytes | None) -> None:
    open_database(path, key, new=True)
    close_database()


def test_a_damaged_shop_is_noticed_after_a_power_cut(
    saved: tuple[Books, Backup],
) -> None:
    books, made = saved
    _spoil(books.directory / "shop.db")
    (books.directory / "shop.db-wal").write_bytes(b"x")

    with pytest.raises(CorruptDatabaseError):
        bootstrap.open_shop(Opening(books.directory))

    assert [one.path for one in recovery.good_backups(books.directory)] == [made.path]
    missing = recovery.missing_since(books.directory, made)
    assert not missing.is_whole
    done = restore(books.directory, made.path)
    assert done.totals.sales == 1


def test_a_whole_shop_is_looked_over_after_a_power_cut_and_opens(
    saved: tuple[Books, Backup],
) -> None:
    books, _made = saved
    (books.directory / "shop.db-wal").write_bytes(b"not a log")

    again = make_books(books.directory)

    assert rows("SELECT COUNT(*) FROM sale") == [(2,)]
    again.shop.close()


def test_what_a_damaged_file_still_tells(saved: tuple[Books, Backup]) -> None:
    books, made = saved

    found = recovery.missing_since(books.directory, made)

    assert found.slips == (
        ("A1-000002", Money.rupees(155)),
        ("A1-P00001", Money.rupees(50)),
    )
    assert found.is_whole


def _spoil(path: Path, first: int = 2) -> None:
    data = bytearray(path.read_bytes())
    for page in range(first, len(data) // 4096):
        data[page * 4096 + 100] ^= 255
    path.write_bytes(data)


def test_backups_on_the_stick_are_offered_too(
    saved: tuple[Books, Backup], tmp_path: Path
) -> None:
    books, made = saved
    stick = tmp_path / "stick"
    stick.mkdir()
    for path in (made.path, made.path.with_suffix(".json")):
        shutil.copy(path, stick / path.name.replace("120000", "130000"))
        shutil.copy(path, stick / path.name)
    (books.directory / "config.toml").write_text(
        f'[storage]\nsecond_backup = "{stick}"\n'
    )

    found = recovery.good_backups(books.directory)

    assert [one.path.parent for one in found].count(stick) == 1
    assert len(found) == 2


def test_migrate_wants_a_shop_and_leaves_a_new_one_alone(
    books: Books, tmp_path: Path
) -> None:
    with pytest.raises(ShopNotFoundError):
        recovery.migrate_shop(tmp_path / "nothing")
    with pytest.raises(ShopInUseError):
        recovery.migrate_shop(books.directory)
    books.shop.close()

    assert recovery.migrate_shop(books.directory).applied == []


def test_a_key_on_a_stick_is_rebuilt_there(books: Books, tmp_path: Path) -> None:
    books.shop.close()
    stick = tmp_path / "stick" / "shop.key"
    secret = read_key(books.directory / "shop.key").data
    (books.directory / "config.toml").write_text(f'[storage]\nkey_file = "{stick}"\n')

    recovery.recover_key(books.directory, sheet_groups(secret))

    assert read_key(stick).data == secret
    make_books(books.directory).shop.close()


def test_no_number_is_used_twice_however_often_is_restored(
    saved: tuple[Books, Backup],
) -> None:
    books, made = saved
    (books.directory / "series").write_bytes(b"coffee \xff")
    assert restore(books.directory, made.path).series == 2
    _spoil(books.directory / "shop.db", first=0)

    done = recovery.restore_shop(
        books.directory, made.path, owner, at=NOON + timedelta(hours=3)
    )

    assert done.series == 3


def test_a_passphrase_shop_moves_with_its_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUI_POS_PASSPHRASE", "correct horse")
    directory, other = tmp_path / "shop", tmp_path / "other"
    form = ShopForm("Locked", "Bilal", OWNER_PIN)
    bootstrap.found_shop(directory, form, KeyFile.fresh(KeyKind.PASSPHRASE), at=NOON)
    shop = bootstrap.open_shop(Opening(directory))
    made = backups.make_backup(shop.source, at=NOON)
    shop.close()

    monkeypatch.setenv("TUI_POS_PASSPHRASE", "wrong horse")
    with pytest.raises(WrongKeyError):
        restore(other, made.path)
    assert not (other / "shop.key").exists()
    monkeypatch.setenv("TUI_POS_PASSPHRASE", "correct horse")
    restore(other, made.path)

    shop = bootstrap.open_shop(Opening(other))
    assert shop.name == "Locked"
    assert not recovery.has_sheet(other)
    shop.close()


def test_a_plain_shop_has_no_sheet_to_ask_for(tmp_path: Path) -> None:
    form = ShopForm("Plain", "Bilal", OWNER_PIN)
    bootstrap.found_shop(tmp_path / "p", form, KeyFile.fresh(KeyKind.PLAIN), at=NOON)

    with pytest.raises(NoSheetError):
        recovery.has_sheet(tmp_path / "p")


def test_a_file_with_its_log_beside_it_is_restored_whole(
    saved: tuple[Books, Backup], tmp_path: Path
) -> None:
    books, _made = saved
    running = make_books(books.directory)
    sugar = rows("SELECT id FROM product")[0][0]
    factories.sell(running, sugar)
    old = tmp_path / "old-computer"
    old.mkdir()
    for path in books.directory.glob("shop.db*"):
        shutil.copy(path, old)
    running.shop.close()

    done = restore(books.directory, old / "shop.db")

    assert done.totals.sales == 3


def test_one_bad_page_hides_only_its_own_rows(
    open_books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    sugar = factories.product(open_books)
    factories.sell(open_books, sugar.product_id)
    made = backups.make_backup(open_books.shop.source, at=NOON)
    for _sale in range(5):
        factories.sell(open_books, sugar.product_id)
    open_books.shop.close()
    whole = restoring._try

    def third_is_bad(
        file: tuple[Path, bytes | None], query: str, number: int
    ) -> list[tuple[str, Money]] | None:
        if "> ?" in query or number == 3:
            return None
        return whole(file, query, number)

    monkeypatch.setattr(restoring, "_try", third_is_bad)
    found = recovery.missing_since(open_books.directory, made)

    assert [slip for slip, _amount in found.slips] == [
        f"A1-00000{number}" for number in (2, 4, 5, 6)
    ]
    assert not found.is_whole


def test_a_disk_that_gives_nothing_back_is_restored_all_the_same(
    saved: tuple[Books, Backup], monkeypatch: pytest.MonkeyPatch
) -> None:
    books, made = saved
    whole = disk.copy_file

    def broken(source: Path, target: Path) -> None:
        if source.name == "shop.db":
            raise OSError(5, "Input/output error")
        whole(source, target)

    monkeypatch.setattr(disk, "copy_file", broken)

    assert not recovery.missing_since(books.directory, made).is_whole
    done = restore(books.directory, made.path)
    assert done.missing is not None
    assert not done.missing.is_whole


def test_a_stick_that_is_pulled_is_a_sentence(
    saved: tuple[Books, Backup], monkeypatch: pytest.MonkeyPatch
) -> None:
    books, made = saved

    def pulled(path: Path) -> str:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(disk, "hash_file", pulled)

    with pytest.raises(StorageError):
        restore(books.directory, made.path)
    make_books(books.directory).shop.close()


def test_nothing_that_lies_aside_is_written_over(saved: tuple[Books, Backup]) -> None:
    books, made = saved
    aside = books.directory / swap.ASIDE / "cut"
    aside.mkdir(parents=True)
    (aside / "shop.db").write_bytes(b"the old books")
    shutil.copy(made.path, books.directory / swap.FRESH)
    _use_wal(books.directory / swap.FRESH, books.shop.source.key)
    swap.decide(books.directory, "cut")

    make_books(books.directory).shop.close()

    assert (aside / "shop.db").read_bytes() == b"the old books"
    assert (aside / "shop.db.later2").exists()


def test_a_migration_finishes_a_restore_first(saved: tuple[Books, Backup]) -> None:
    books, made = saved
    shutil.copy(made.path, books.directory / swap.FRESH)
    _use_wal(books.directory / swap.FRESH, books.shop.source.key)
    swap.decide(books.directory, "cut")
    (books.directory / "shop.db").rename(books.directory / "elsewhere")

    assert recovery.migrate_shop(books.directory).applied == []
    make_books(books.directory).shop.close()


@pytest.mark.parametrize("left", [None, b""])
def test_lost_books_with_backups_are_damage_and_never_a_new_shop(
    saved: tuple[Books, Backup], left: bytes | None
) -> None:
    books, made = saved
    (books.directory / "shop.db").unlink()
    if left is not None:
        (books.directory / "shop.db").write_bytes(left)

    with pytest.raises(CorruptDatabaseError):
        bootstrap.open_shop(Opening(books.directory))
    form = ShopForm("Again", "Bilal", OWNER_PIN)
    with pytest.raises(ShopExistsError):
        bootstrap.found_shop(books.directory, form, KeyFile.fresh(KeyKind.RAW))
    assert restore(books.directory, made.path).totals.sales == 1


def test_slips_that_waited_are_in_doubt_after_a_restore(
    saved: tuple[Books, Backup], tmp_path: Path
) -> None:
    books, made = saved
    file = tmp_path / "queued.db"
    shutil.copy(made.path, file)
    open_database(file, books.shop.source.key, new=True)
    rows("UPDATE spool SET state = 'queued'")
    sqlite.checkpoint_and_shrink(database.obj)
    close_database()

    restore(books.directory, file)

    again = make_books(books.directory)
    assert rows("SELECT DISTINCT state FROM spool") == [("unknown",)]
    again.shop.close()


def test_a_lost_key_comes_back_although_the_books_are_damaged(
    saved: tuple[Books, Backup],
) -> None:
    books, _made = saved
    path = books.directory / "shop.key"
    groups = sheet_groups(read_key(path).data)
    path.unlink()
    _spoil(books.directory / "shop.db", first=0)

    assert recovery.recover_key(books.directory, groups) == path


def test_who_was_let_go_stays_out_after_a_reset(books: Books) -> None:
    people.disable_user("Ali", by=books.owner, at=NOON)

    assert not people.reset_pin("Ali", "4321", by=books.owner, at=NOON).active
    assert people.reset_by_sheet("Ali", "4321", books.shop.counter, at=NOON).active
