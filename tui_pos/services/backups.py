"""Copies of the books: made in one step, proved, named, kept by hour, day and month."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - msgspec reads the annotation
from typing import TYPE_CHECKING, Annotated

import msgspec

from tui_pos.db import engine, looking_into, rows, storage_faults
from tui_pos.domain.errors import (
    BackupFailedError,
    BadBackupError,
    BusyError,
    DiskFullError,
    StorageError,
)
from tui_pos.domain.permissions import Permission
from tui_pos.engines import disk, sqlite
from tui_pos.services import settings
from tui_pos.services.acts import open_to_all, permitted
from tui_pos.services.journal import HEAD
from tui_pos.services.verify import prove

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tui_pos.domain.permissions import Actor

HOURLY, DAILY, MONTHLY = 24, 14, 12
_PREFIX, _SUFFIX, _PART = "shop-", ".db", ".part"
_STAMP = "%Y%m%d-%H%M%S"
_KEEP_UNPROVED = 3
_NEVER_GONE = 3
"""So many of the newest copies stay, however full the disk is."""
_ROOM = 2
"""How many times the books must fit on the disk before another copy is made."""
_TOTALS = (
    "SELECT COUNT(*), COALESCE(SUM(total), 0), COALESCE(MAX(id), 0) FROM sale"
    " WHERE kind <> 'history'"
)
_KHATA = (
    "SELECT COALESCE(SUM(debit - credit), 0), COALESCE(MAX(id), 0) FROM khata_entry"
)
_COUNTERS = "SELECT name, series, journal_seq, journal_head FROM counter ORDER BY id"
_FIRST = "SELECT hash FROM journal WHERE seq = 1 ORDER BY counter_id LIMIT 1"
_NEWEST = "SELECT hash FROM journal ORDER BY at DESC, seq DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class CounterTotals:
    """How far a counter had come."""

    series: int
    seq: int
    """The length of its journal."""
    head: str


@dataclass(frozen=True, slots=True)
class Totals:
    """What a copy must come to, figure by figure."""

    sales: int
    sales_total: int
    """Paisas, returns and voids off."""
    khata_total: int
    """Paisas, owed less advances."""
    head: str
    """The head of the newest journal row, as it is printed."""
    last_sale: int
    last_entry: int
    counters: dict[str, CounterTotals]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands beside a copy; it comes from a disk that anybody may have written."""

    made_at: Annotated[datetime, msgspec.Meta(tz=True)]
    shop: str
    sha256: str
    schema: str
    faults: int
    """How many rows did not verify; only a copy without any is a good backup."""
    books: str
    """Whose books they are: the first hash of the oldest chain."""
    salt: str
    """Of a passphrase, in hex: with the passphrase it opens the copy anywhere."""
    totals: Totals


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the books with its manifest."""

    path: Path
    manifest: Manifest

    @property
    def made_at(self) -> datetime:
        """When it was made, by the clock of then."""
        return self.manifest.made_at

    @property
    def totals(self) -> Totals:
        """What it comes to."""
        return self.manifest.totals

    @property
    def proved(self) -> bool:
        """Whether its books verify."""
        return not self.manifest.faults

    @property
    def age(self) -> tuple[int, int]:
        """What orders copies, whatever the clock said: series, journal length."""
        return self.series, sum(one.seq for one in self.totals.counters.values())

    @property
    def run(self) -> tuple[str, str, int]:
        """Copies of one run are rotated among themselves."""
        return self.manifest.books, self.manifest.schema, self.series

    @property
    def series(self) -> int:
        """The highest series of receipts that any counter had."""
        return max((one.series for one in self.totals.counters.values()), default=1)


@dataclass(frozen=True, slots=True)
class Source:
    """The shop whose books are copied, and where the copies go."""

    directory: Path
    database: Path
    key: bytes | None
    second: Path | None = None
    """A directory on another device; it may be unplugged."""
    salt: str = ""
    """Of the passphrase, where the shop has one."""

    @property
    def backups(self) -> Path:
        """Where the copies lie."""
        return self.directory / "backups"


@permitted(Permission.BOOKS_BACKUP)
def back_up(
    source: Source, target: Path | None = None, *, by: Actor, at: datetime
) -> Backup:
    """Make a backup now, into the shop's own place or a directory that is named.

    Raises:
        BusyError: Another backup is being made.
        BackupFailedError: The books do not verify.
        StorageError: The disk refuses.
        OSError: The place cannot be written.
    """
    return make_backup(source, target, at=at)


@open_to_all("the till makes one by itself, for no person")
def make_backup(source: Source, target: Path | None = None, *, at: datetime) -> Backup:
    """Copy, prove, sync, name: a backup is there whole or not at all.

    A copy of books that do not verify is kept too, but is no good backup.

    Raises:
        BusyError: Another backup is being made.
        BackupFailedError: The books do not verify.
        StorageError: The disk refuses.
        OSError: The place cannot be written.
    """
    place = target or source.backups
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = disk.FileLock(source.directory / "backup.lock")
    try:
        lock.take()
    except disk.Held as error:
        raise BusyError(place) from error
    try:
        made = _make(source, place, at)
        if target is None and source.second is not None:
            _second(made, source.second)
    finally:
        lock.release()
    if not made.proved:
        raise BackupFailedError(made.path, faults=made.manifest.faults)
    return made


@open_to_all("the screen shows the age of the last one before anybody is logged in")
def listed(place: Path) -> list[Backup]:
    """Give the good backups of a directory by their manifests, newest first."""
    good = [one for one in _all(place) if one.proved]
    return sorted(good, key=lambda one: (one.age, one.path.name), reverse=True)


@open_to_all("a restore must use no number twice")
def highest_series(place: Path) -> int:
    """Tell the highest series that any copy of a directory had."""
    return max((one.series for one in _all(place)), default=0)


@open_to_all("a restore asks it before anybody is known")
def manifest_of(path: Path) -> Backup | None:
    """Give the manifest beside a copy; None where it has none.

    Raises:
        BadBackupError: The copy is not the one that the manifest was written for.
    """
    made = _read(path)
    if made is not None and disk.hash_file(path) != made.manifest.sha256:
        raise BadBackupError(path, "half")
    return made


@open_to_all("used for copies, before anybody is known")
def totals() -> Totals:
    """Add up the books that this thread reads."""
    sales, sales_total, last_sale = rows(_TOTALS)[0]
    owed, last_entry = rows(_KHATA)[0]
    return Totals(
        sales=sales,
        sales_total=sales_total,
        khata_total=owed,
        head="".join(head[:HEAD] for (head,) in rows(_NEWEST)),
        last_sale=last_sale,
        last_entry=last_entry,
        counters={
            name: CounterTotals(series, seq, head)
            for name, series, seq, head in rows(_COUNTERS)
        },
    )


@open_to_all("a rule, not an act")
def to_keep(moments: Iterable[datetime]) -> set[datetime]:
    """Choose what stays: the last of each hour, day and month, newest first."""
    newest = sorted(moments, reverse=True)
    return (
        _last_of_each(newest, "%Y%m%d%H", HOURLY)
        | _last_of_each(newest, "%Y%m%d", DAILY)
        | _last_of_each(newest, "%Y%m", MONTHLY)
    )


def _last_of_each(newest: list[datetime], by: str, most: int) -> set[datetime]:
    found: dict[str, datetime] = {}
    for moment in newest:
        found.setdefault(moment.strftime(by), moment)
    return set(list(found.values())[:most])


def _make(source: Source, place: Path, at: datetime) -> Backup:
    path = _free_name(place, at)
    part = path.with_name(path.name + _PART)
    own = place == source.backups
    if own:
        _clear(place)
        _make_room(source)
    try:
        _copy(source, part)
    except StorageError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    with looking_into(part, source.key):
        proof = prove()
        found = totals()
        schema = sqlite.schema_hash(engine())
        shop = settings.value_of(settings.SHOP_NAME)
        books = "".join(head for (head,) in rows(_FIRST))
    disk.sync_file(part)
    manifest = Manifest(
        made_at=at,
        shop=shop,
        sha256=disk.hash_file(part),
        schema=schema,
        faults=len(proof.faults),
        books=books,
        salt=source.salt,
        totals=found,
    )
    made, beside = Backup(path, manifest), _manifest_path(path)
    written = beside.with_name(beside.name + _PART)
    disk.write_private(written, msgspec.json.format(msgspec.json.encode(manifest)))
    written.rename(beside)  # first: a copy is never there without its manifest
    part.rename(path)
    disk.sync_directory(place)
    if own:
        _rotate(place, made)
    return made


def _make_room(source: Source) -> None:
    """Let old copies go before the disk is so full that sales would be refused.

    Raises:
        DiskFullError: There is no room for another copy beside the newest ones.
    """
    needed = _ROOM * source.database.stat().st_size
    place = source.backups
    for old in reversed(listed(place)[_NEVER_GONE:]):
        if disk.free_space(place) >= needed:
            break
        _remove(old.path)
    if disk.free_space(place) < needed:
        raise DiskFullError(place)


def _remove(path: Path) -> None:
    _manifest_path(path).unlink(missing_ok=True)
    path.unlink()


def _copy(source: Source, part: Path) -> None:
    with (
        storage_faults(source.database, closing=False),
        _opened(source.database, source.key) as books,
        storage_faults(part, closing=False),
        _opened(part, source.key) as copy,
    ):
        sqlite.copy_into(books, copy)
        sqlite.leave_wal(copy)


@contextmanager
def _opened(path: Path, key: bytes | None) -> Iterator[sqlite.EncryptedDatabase]:
    """Open a file beside the shop's own connection."""
    opened = sqlite.database(path, key)
    opened.connect()
    try:
        yield opened
    finally:
        opened.close()


def _second(made: Backup, second: Path) -> None:
    """Copy a backup to the other device, when it is there."""
    if not second.is_dir():
        return
    with suppress(OSError):
        for path in (made.path, _manifest_path(made.path)):
            part = second / (path.name + _PART)
            disk.copy_file(path, part)
            part.rename(second / path.name)
        disk.sync_directory(second)
        _rotate(second, made)


def _rotate(place: Path, newest: Backup) -> None:
    """Thin out the copies of the run of the newest one; others are left alone."""
    run = [one for one in _all(place) if one.run == newest.run]
    good = {one.path: one.made_at for one in run if one.proved}
    kept = to_keep(good.values()) | {newest.made_at}
    bad = sorted((one.path for one in run if not one.proved), reverse=True)
    gone = [path for path, made_at in good.items() if made_at not in kept]
    for path in (*gone, *bad[_KEEP_UNPROVED:]):
        _remove(path)


def _all(place: Path) -> list[Backup]:
    found = (_read(path) for path in place.glob(f"{_PREFIX}*{_SUFFIX}"))
    return [one for one in found if one is not None]


def _clear(place: Path) -> None:
    """Remove what a backup that was cut off left behind."""
    for left in place.glob(f"{_PREFIX}*{_PART}*"):
        left.unlink()


def _free_name(place: Path, at: datetime) -> Path:
    number, path = 1, place / f"{_PREFIX}{at.strftime(_STAMP)}{_SUFFIX}"
    while path.exists():
        number += 1
        path = place / f"{_PREFIX}{at.strftime(_STAMP)}-{number}{_SUFFIX}"
    return path


def _manifest_path(path: Path) -> Path:
    return path.with_suffix(".json")


def _read(path: Path) -> Backup | None:
    try:
        text = _manifest_path(path).read_bytes()
        return Backup(path, msgspec.json.decode(text, type=Manifest))
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
