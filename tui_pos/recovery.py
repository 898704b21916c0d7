"""When things went wrong: migrate, restore, rebuild the key, reset a PIN."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import peewee

from tui_pos import bootstrap, i18n
from tui_pos.bootstrap import CONFIG, DATABASE, LOCK
from tui_pos.config import read_config
from tui_pos.db import (
    close_database,
    database,
    looking_into,
    open_database,
    storage_faults,
)
from tui_pos.domain.errors import (
    BadBackupError,
    CorruptDatabaseError,
    KeyMissingError,
    NoSheetError,
    SchemaChangedError,
    SchemaOlderError,
    ShopInUseError,
    ShopNotFoundError,
    StorageError,
    WrongKeyError,
    WrongSheetError,
)
from tui_pos.domain.keys import GROUPS, SALT_BYTES, KeyFile, KeyKind, secret_of
from tui_pos.domain.permissions import Permission
from tui_pos.engines import disk, sqlite, swap
from tui_pos.engines.keyfile import read_key, write_key
from tui_pos.migrations import runner
from tui_pos.services import backups, founding, keyring, people, restoring
from tui_pos.services.restoring import Missing, Restored
from tui_pos.services.shifts import OFFICE
from tui_pos.services.verify import prove

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from tui_pos.config import Config
    from tui_pos.domain.permissions import Actor
    from tui_pos.services.backups import Backup, Totals
    from tui_pos.services.people import Counter

_PAGE = 4096
_SERIES = "series"
"""The file that remembers the highest series of receipts, whatever is restored."""
_SALT = re.compile(f"[0-9a-f]{{{2 * SALT_BYTES}}}")
_GROUP = re.compile(r"\b(\d{1,2}):\s*([0-9A-Za-z-]{4,7})\b")


@dataclass(frozen=True, slots=True)
class Migrated:
    """The scripts that were run, and the backup that was made before them."""

    applied: list[str]
    backup: Path | None


def migrate_shop(directory: Path) -> Migrated:
    """Bring a shop's database up to date, after a backup of it as it was.

    Raises:
        ShopInUseError: A till has it open.
        StorageError: The shop cannot be opened.
        BackupFailedError: Its books do not verify; nothing was changed.
        SchemaChangedError: Its tables are not what any version made.
    """
    if not bootstrap.exists(directory):
        raise ShopNotFoundError(directory)
    config = read_config(directory / CONFIG)
    bootstrap.check_disk(directory)
    key, keys = bootstrap.read_keys(directory, config)
    keyring.use(keys)
    secret = key.database_key(keys)
    with _alone(directory):
        if swap.is_pending(directory):
            swap.finish(directory, directory / DATABASE)
        open_database(directory / DATABASE, secret)
        try:
            if runner.schema_is_ours():
                return Migrated([], None)
            with suppress(SchemaOlderError, SchemaChangedError):  # a newer is refused
                runner.check_schema()
            source = bootstrap.backup_source(directory, config, key, keys)
            made = backups.make_backup(source, at=bootstrap.clock(config)())
            applied = runner.migrate()
            runner.check_schema()
            return Migrated(applied, made.path)
        finally:
            close_database()


def good_backups(directory: Path) -> list[Backup]:
    """Give the good backups of a shop, newest first, those on the stick too."""
    config = read_config(directory / CONFIG)
    found = backups.listed(directory / "backups")
    second = Path(config.storage.second_backup or directory / "backups")
    known = {one.path.name for one in found}
    found += [one for one in backups.listed(second) if one.path.name not in known]
    return sorted(found, key=lambda one: one.age, reverse=True)


def missing_since(directory: Path, backup: Backup) -> Missing:
    """Read what the shop's damaged file still tells of what came after a backup."""
    key, keys = bootstrap.read_keys(directory, read_config(directory / CONFIG))
    try:
        with _copy_of(directory / DATABASE) as copy:
            return restoring.missing_since(copy, key.database_key(keys), backup)
    except OSError:  # the disk does not even give the file
        return Missing((), is_whole=False)


def restore_shop(
    directory: Path,
    file: Path,
    who: Callable[[Counter], Actor],
    *,
    at: datetime | None = None,
) -> Restored:
    """Put a backup in the place of the books, or into a new directory.

    `who` lets somebody in: by the shop's own users where its books can be read, else
    by the backup's. Everything is made and proved beside the shop; the old files are
    moved aside together at the end.

    Raises:
        BadBackupError: The file is no good backup.
        WrongKeyError: It is another shop's.
        SchemaNewerError: A newer program made it.
        ShopInUseError: A till has the shop open.
        StorageError: The disk refuses.
        PosError: Nobody was let in.
    """
    os.umask(0o077)
    config = read_config(directory / CONFIG)
    i18n.use(config.machine.language)
    if not file.is_file():
        raise BadBackupError(file, "missing")
    bootstrap.make_directory(directory)
    bootstrap.check_disk(directory)
    try:
        return _restore(directory, config, file, who, at)
    except OSError as error:
        raise bootstrap.disk_error(directory, error) from error


def _restore(
    directory: Path,
    config: Config,
    file: Path,
    who: Callable[[Counter], Actor],
    at: datetime | None,
) -> Restored:
    manifest = backups.manifest_of(file)
    if manifest is not None:
        _adopt_salt(directory, config, manifest)
    key, keys = bootstrap.read_keys(directory, config)
    keyring.use(keys)
    secret = key.database_key(keys)
    when = at or bootstrap.clock(config)()
    with _alone(directory):
        if swap.is_pending(directory):
            swap.finish(directory, directory / DATABASE)
        totals, series, missing = _prepare(directory, file, manifest, secret, who, when)
        had_books = (directory / DATABASE).exists()
        aside = f"{when:%Y%m%d-%H%M%S}"
        swap.decide(directory, aside)
        swap.finish(directory, directory / DATABASE)
    return Restored(
        file=file,
        sha256=manifest.manifest.sha256 if manifest else disk.hash_file(file),
        totals=totals,
        series=series,
        aside=directory / swap.ASIDE / aside if had_books else None,
        missing=missing,
    )


def _adopt_salt(directory: Path, config: Config, backup: Backup) -> None:
    """Where a passphrase's key file is gone, take its salt from the manifest."""
    path = bootstrap.key_path(directory, config)
    salt = backup.manifest.salt
    if path.exists() or not _SALT.fullmatch(salt):
        return
    key = KeyFile(KeyKind.PASSPHRASE, bytes.fromhex(salt))
    keys = key.keyring(os.environ.get("TUI_POS_PASSPHRASE", ""))
    with looking_into(backup.path, key.database_key(keys)):
        write_key(path, key)


def _by_the_books(
    directory: Path, secret: bytes | None, who: Callable[[Counter], Actor]
) -> Callable[[Counter], Actor]:
    """Let somebody in by the shop's own books where they can still be read.

    There wrong PINs are counted, and who was let go since stays out.
    """
    books = directory / DATABASE
    if books.with_name(f"{books.name}-wal").exists():
        return who  # opening them would replay or drop a log that is evidence
    try:
        open_database(books, secret)
        office = people.Counter(founding.add_counter(OFFICE), OFFICE)
    except (StorageError, peewee.DatabaseError):
        close_database()
        return who
    try:
        by = who(office)
        by.require(Permission.BOOKS_RESTORE)
    finally:
        close_database()
    return lambda counter: replace(by, user_id=0, counter_id=counter.counter_id)


def recover_key(directory: Path, groups: list[str]) -> Path:
    """Rebuild the key file from the groups of the recovery sheet.

    Where the shop's database is there, the key must open it.

    Raises:
        WrongSheetGroupError: A group is wrong; it is named.
        WrongSheetError: It is another shop's sheet.
        NoSheetError: The shop has none.
        ShopInUseError: A till has the shop open.
    """
    secret = secret_of(groups)
    config = read_config(directory / CONFIG)
    path = bootstrap.key_path(directory, config)
    bootstrap.make_directory(directory)
    database_path = directory / DATABASE
    with _alone(directory):
        there = _key_there(path)
        if there is not None and there.kind is not KeyKind.RAW:
            raise NoSheetError
        if database_path.exists():
            places = [database_path, *(one.path for one in good_backups(directory))]
            if not any(_opens(place, secret) for place in places):
                raise WrongSheetError(path)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if there is None or there.data != secret:
            write_key(path, KeyFile(KeyKind.RAW, secret))
    return path


def _opens(path: Path, secret: bytes) -> bool:
    try:
        with looking_into(path, secret):
            return True
    except StorageError:
        return False


def has_sheet(directory: Path) -> bool:
    """Tell whether a shop is locked by the key of a recovery sheet.

    Raises:
        NoSheetError: It is not locked at all: an owner must do it.
    """
    path = bootstrap.key_path(directory, read_config(directory / CONFIG))
    kind = read_key(path).kind
    if kind is KeyKind.PLAIN:
        raise NoSheetError
    return kind is KeyKind.RAW


def read_sheet(text: str) -> list[str]:
    """Take the groups out of a written recovery sheet, in the order of their numbers.

    A sheet of bare groups, without numbers, is read as it stands.
    """
    numbered = {int(number): group for number, group in _GROUP.findall(text)}
    if numbered:
        return [numbered.get(number, "") for number in range(1, GROUPS + 1)]
    return text.split()


def prove_sheet(directory: Path, groups: list[str]) -> None:
    """Refuse a sheet that is not this shop's.

    Raises:
        WrongSheetGroupError: A group is wrong; it is named.
        WrongSheetError: It is another shop's sheet.
        NoSheetError: The shop has none.
    """
    config = read_config(directory / CONFIG)
    path = bootstrap.key_path(directory, config)
    key = read_key(path)
    if key.kind is not KeyKind.RAW:
        raise NoSheetError
    if secret_of(groups) != key.data:
        raise WrongSheetError(path)


@contextmanager
def _copy_of(books: Path) -> Iterator[Path]:
    """Give a copy of the books with their log: reading must not touch the old files.

    SQLite replays or drops a log that it finds.
    """
    with TemporaryDirectory(dir=books.parent, prefix="look-") as place:
        copy = Path(place) / books.name
        for part in ("", "-wal"):
            there = books.with_name(books.name + part)
            if there.exists():
                disk.copy_file(there, copy.with_name(copy.name + part))
        yield copy


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Hold the shop with nobody else in it."""
    try:
        with disk.FileLock(directory / LOCK):
            yield
    except disk.Held as error:
        raise ShopInUseError(directory) from error


def _prepare(  # noqa: PLR0913 - one step of a restore with all it needs
    directory: Path,
    file: Path,
    manifest: Backup | None,
    secret: bytes | None,
    who: Callable[[Counter], Actor],
    at: datetime,
) -> tuple[Totals, int, Missing | None]:
    swap.discard(directory)
    for left in directory.glob("look-*"):
        shutil.rmtree(left, ignore_errors=True)
    fresh = directory / swap.FRESH
    for part in ("", "-wal"):  # a shop's own file may have a log beside it
        there = file.with_name(file.name + part)
        if there.exists():
            disk.copy_file(there, fresh.with_name(fresh.name + part))
    ready = False
    try:
        begun = _prove_and_begin(directory, file, manifest, secret, who, at)
        ready = True
    finally:
        close_database()
        if not ready:
            swap.discard(directory)
    return begun


def _prove_and_begin(  # noqa: PLR0913 - one step of a restore with all it needs
    directory: Path,
    file: Path,
    manifest: Backup | None,
    secret: bytes | None,
    who: Callable[[Counter], Actor],
    at: datetime,
) -> tuple[Totals, int, Missing | None]:
    fresh, books = directory / swap.FRESH, directory / DATABASE
    _check_openable(file, fresh, secret)
    enter = _by_the_books(directory, secret, who)
    open_database(fresh, secret, new=True)
    try:
        runner.check_schema()
    except SchemaOlderError:
        runner.migrate()
    proof, found = prove(), backups.totals()
    if not proof.ok:
        raise BadBackupError(file, "faults")
    if manifest is not None and found != manifest.totals:
        raise BadBackupError(file, "totals")
    office = people.Counter(founding.add_counter(OFFICE), OFFICE)
    by = enter(office)
    missing, old_series = None, 0
    if books.exists():
        missing = Missing((), is_whole=False) if manifest else None
        with suppress(OSError), _copy_of(books) as copy:
            old_series = restoring.highest_series(copy, secret)
            if manifest is not None:
                missing = restoring.missing_since(copy, secret, manifest)
    series = 1 + max(
        restoring.highest_series(fresh, secret),
        old_series,
        _series_used(directory),
        backups.highest_series(directory / "backups"),
        backups.highest_series(file.parent),
    )
    _use_series(directory, series)
    restoring.open_epoch(series, found, file.name, by=by, at=at)
    with storage_faults():
        sqlite.checkpoint_and_shrink(database.obj)
    close_database()
    disk.sync_file(fresh)
    return found, series, missing


def _series_used(directory: Path) -> int:
    """Tell the highest series that a restore ever began here."""
    path = directory / _SERIES
    text = path.read_text(errors="replace") if path.exists() else ""
    return int(text) if text.isascii() and text.isdigit() else 0


def _use_series(directory: Path, series: int) -> None:
    part = directory / f"{_SERIES}.part"
    part.unlink(missing_ok=True)
    disk.write_private(part, str(series).encode())
    part.rename(directory / _SERIES)
    disk.sync_directory(directory)


def _check_openable(file: Path, fresh: Path, secret: bytes | None) -> None:
    """Tell a file that is no shop from one of another shop."""
    size = fresh.stat().st_size
    if size < _PAGE:
        raise BadBackupError(file, "not-a-shop")
    if size % _PAGE:
        raise BadBackupError(file, "half")
    try:
        with looking_into(fresh, secret) as opened:
            names = set(opened.get_tables())
    except WrongKeyError as error:
        if secret is not None and _opens_plain(fresh):
            raise BadBackupError(file, "not-a-shop") from error
        raise WrongKeyError(file) from error
    except CorruptDatabaseError as error:
        raise BadBackupError(file, "half") from error
    if "journal" not in names:
        raise BadBackupError(file, "not-a-shop")


def _opens_plain(path: Path) -> bool:
    with path.open("rb") as handle:
        return not path.stat().st_size or handle.read(15) == b"SQLite format 3"


def _key_there(path: Path) -> KeyFile | None:
    try:
        return read_key(path)
    except (KeyMissingError, WrongKeyError):
        return None
