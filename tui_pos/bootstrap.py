"""The one place where the shop is put together."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from tui_pos import i18n
from tui_pos.config import read_config
from tui_pos.db import (
    close_database,
    database,
    looking_into,
    open_database,
    storage_faults,
)
from tui_pos.domain.errors import (
    BadConfigError,
    BadFileSystemError,
    CorruptDatabaseError,
    CounterHeldError,
    DiskFullError,
    ReadOnlyError,
    SchemaChangedError,
    ShopExistsError,
    ShopInUseError,
    ShopNotFoundError,
    StorageError,
)
from tui_pos.domain.keys import KeyFile, KeyKind
from tui_pos.engines import disk, sqlite, swap
from tui_pos.engines.keyfile import read_key, write_key
from tui_pos.migrations import runner
from tui_pos.services import backups, founding, keyring, paper, people, search, tiers
from tui_pos.services.backups import Source
from tui_pos.services.shifts import OFFICE
from tui_pos.shop import Shop
from tui_pos.workers.copying import Copying

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.config import Config
    from tui_pos.domain.keys import Keyring
    from tui_pos.services.founding import ShopForm
    from tui_pos.services.people import Counter
    from tui_pos.services.spool import PrinterState
    from tui_pos.workers.printing import PrintWorker

DATABASE, KEY, CONFIG, LOCK = "shop.db", "shop.key", "config.toml", "shop.lock"
_NEW = "shop.db.new"
_KARACHI = timezone(timedelta(hours=5), "PKT")
_PRIVATE = 0o077
_PATIENCE, _GLANCE = 10.0, 0.02
"""Seconds that somebody who comes waits for one who has the shop alone."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a shop is opened."""

    directory: Path
    counter: str = ""
    holds_counter: bool = False
    """Whether this is the full-screen till of the counter: there is only one."""
    despite_schema: bool = False
    """Whether a schema changed by hand is opened all the same, to be looked at."""


def default_directory() -> Path:
    """Give the platform's place for the shop directory."""
    if named := os.environ.get("TUI_POS_SHOP"):
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("tui-pos")


def exists(directory: Path) -> bool:
    """Tell whether there is a shop in a directory."""
    return (directory / DATABASE).exists() or swap.is_pending(directory)


def has_backups(directory: Path) -> bool:
    """Tell whether a directory without books once held a shop."""
    return any((directory / "backups").glob("*.db"))


def clock(config: Config) -> Callable[[], datetime]:
    """Give the shop's clock, in its own time zone."""
    zone = _zone(config)
    return lambda: datetime.now(UTC).astimezone(zone)


def open_shop(opening: Opening) -> Shop:
    """Open the shop's books for this process.

    Raises:
        StorageError: One of its kinds, each with what the person can do.
        BadConfigError: config.toml cannot be read.
    """
    os.umask(_PRIVATE)
    directory = opening.directory
    if not exists(directory):
        if has_backups(directory):
            raise CorruptDatabaseError(directory / DATABASE, "missing")
        raise ShopNotFoundError(directory)
    config = read_config(directory / CONFIG)
    i18n.use(config.machine.language)
    now = clock(config)
    check_disk(directory)
    key, keys = read_keys(directory, config)
    keyring.use(keys)
    lock = _hold_counter(opening, config)
    here = disk.FileLock(directory / LOCK)
    try:
        enter(directory, here, key.database_key(keys))
        open_database(directory / DATABASE, key.database_key(keys))
        if not opening.holds_counter:
            sqlite.checkpoint_by_itself(database.obj)  # nobody rests between commands
        ours = _check_schema(opening)
        counter = _counter(opening, config)
    except StorageError:
        here.release()
        lock.release()
        close_database()
        raise
    printing, copying = _Printing(config), Copying(directory)
    source = backup_source(directory, config, key, keys)
    return Shop(
        name=paper.shop_head().name,
        directory=directory,
        counter=counter,
        config=config,
        is_plain=key.kind is KeyKind.PLAIN,
        now=now,
        paper_columns=_columns(config),
        schema_is_ours=ours,
        start_printer=printing.start,
        kick_printer=printing.kick,
        rest=partial(_rest, counter, now),
        source=source,
        last_backup=lambda: _last_backup(source),
        back_up=copying.run,
        close=lambda: _close(printing, copying, lock, here),
    )


def found_shop(
    directory: Path,
    form: ShopForm,
    key: KeyFile,
    config_text: str = "",
    *,
    at: datetime | None = None,
) -> None:
    """Found a shop in a new directory; a shop that is there is never touched.

    Everything is made under another name and renamed at the end, so that a power
    cut leaves a whole shop or none. `at` is now, where nothing is said.

    Raises:
        ShopExistsError: There is a shop already.
        ShopInUseError: Somebody has one open in this directory.
        StorageError: The disk refuses.
        BadFieldError: The form founds no shop.
        PinTooShortError: The owner's PIN is too short.
    """
    founding.check_form(form)
    os.umask(_PRIVATE)
    make_directory(directory)
    check_disk(directory)
    alone = disk.FileLock(directory / LOCK)
    _wait_for(alone, directory, shared=False)
    try:
        if exists(directory) or has_backups(directory):
            raise ShopExistsError(directory)
        _write_config(directory, config_text)
        config = read_config(directory / CONFIG)
        _found(directory, form, key, at or clock(config)())
    finally:
        alone.release()


def config_text(machine: dict[str, str | int]) -> str:
    """Write the config.toml of a machine as set-up asked for it."""
    import tomlkit

    written = tomlkit.document()
    written["machine"] = {"language": machine["language"]}
    written["receipt"] = {"columns": machine["columns"]}
    if machine["printer"]:
        written["receipt"] = {"printer": "front", "columns": machine["columns"]}
        written["printers"] = {
            "front": {
                "transport": machine["printer"],
                "columns": machine["columns"],
            }
        }
    return tomlkit.dumps(written)


def save_sheet(path: Path, text: str) -> None:
    """Write the recovery sheet into a new file that only its owner may read.

    Raises:
        OSError: It cannot be written, or is there already.
    """
    disk.write_private(path, text.encode())


def enter(directory: Path, here: disk.FileLock, key: bytes | None) -> None:
    """Come into the shop: finish a restore, look the file over after a power cut.

    Everybody who has the shop open holds its lock together with the others.

    Raises:
        ShopInUseError: Somebody is restoring or migrating it.
        CorruptDatabaseError: The file is damaged.
    """
    path = directory / DATABASE
    while True:
        try:
            here.take()
        except disk.Held:
            pass
        else:
            if swap.is_pending(directory):
                swap.finish(directory, path)
            if Path(f"{path}-wal").exists():  # a log that nobody closed
                _look_over(path, key)
        _wait_for(here, directory, shared=True)
        if not swap.is_pending(directory):
            return
        here.release()  # who was restoring has just died


def _wait_for(lock: disk.FileLock, directory: Path, *, shared: bool) -> None:
    """Take the shop's lock, alone or with others; nobody is waited for without end."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            lock.take(shared=shared)
        except disk.Held as error:
            if time.monotonic() > until:
                raise ShopInUseError(directory) from error
            time.sleep(_GLANCE)
        else:
            return


def _look_over(path: Path, key: bytes | None) -> None:
    """Check a file that was not closed: never sell on a damaged one."""
    with looking_into(path, key) as opened:
        faults = sqlite.quick_faults(opened)
    if faults:
        raise CorruptDatabaseError(path, faults[0])


def backup_source(
    directory: Path, config: Config, key: KeyFile, keys: Keyring
) -> Source:
    """Say what is copied by a backup, and where the copies go."""
    second = config.storage.second_backup
    return Source(
        directory=directory,
        database=directory / DATABASE,
        key=key.database_key(keys),
        second=Path(second) if second else None,
        salt=key.data.hex() if key.kind is KeyKind.PASSPHRASE else "",
    )


def idle_checkpoint() -> None:
    """Move the log into the database while nobody is waiting."""
    with storage_faults():
        sqlite.checkpoint(database.obj)


def printer_name(config: Config) -> str | None:
    """Give the printer that receipts go to, if there is one."""
    if config.receipt.printer:
        return config.receipt.printer
    return next(iter(config.printers), None)


def _found(directory: Path, form: ShopForm, key: KeyFile, at: datetime) -> None:
    config = read_config(directory / CONFIG)
    fresh = directory / _NEW
    for leftover in (fresh, Path(f"{fresh}-wal"), Path(f"{fresh}-shm")):
        leftover.unlink(missing_ok=True)
    keys = key.keyring(os.environ.get("TUI_POS_PASSPHRASE", ""))
    keyring.use(keys)
    try:
        open_database(fresh, key.database_key(keys), new=True)
        runner.migrate()
        founding.found_shop(form, config.machine.counter, at=at)
        sqlite.checkpoint_and_shrink(database.obj)
    finally:
        close_database()
    write_key(key_path(directory, config), key)
    fresh.rename(directory / DATABASE)
    disk.sync_directory(directory)


class _Printing:
    """The printer's worker, started when the till is on the screen."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._worker: PrintWorker | None = None

    def start(self, report: Callable[[PrinterState], None]) -> None:
        name = printer_name(self._config)
        if name is None or self._worker is not None:
            return
        from tui_pos.devices.transports import Timeouts, transport
        from tui_pos.workers.printing import PrintWorker

        printer = self._config.printers[name]
        timeouts = Timeouts(printer.connect_timeout, printer.io_timeout)
        self._worker = PrintWorker(
            name,
            transport(name, printer.transport, timeouts),
            columns=printer.columns,
            now=clock(self._config),
            connection=database.connection_context,
            report=report,
        )
        self._worker.start()

    def kick(self) -> None:
        if self._worker is not None:
            self._worker.kick()

    def stop(self) -> None:
        if self._worker is not None:
            self._worker.stop()


def _rest(counter: Counter, now: Callable[[], datetime]) -> None:
    search.warm()
    with database.connection_context():
        tiers.nightly(counter, now())
        idle_checkpoint()


def _close(printing: _Printing, copying: Copying, *locks: disk.FileLock) -> None:
    copying.stop()
    printing.stop()
    close_database()
    for lock in locks:
        lock.release()


def _last_backup(source: Source) -> datetime | None:
    return next((one.made_at for one in backups.listed(source.backups)), None)


def back_up_alone(directory: Path) -> None:
    """Make the backup that nobody asked for, behind whatever else is done.

    Raises:
        BusyError: Another one is being made.
        StorageError: The disk refuses, or the books do not verify.
    """
    os.umask(_PRIVATE)
    config = read_config(directory / CONFIG)
    key, keys = read_keys(directory, config)
    keyring.use(keys)
    source = backup_source(directory, config, key, keys)
    here = disk.FileLock(directory / LOCK)
    _wait_for(here, directory, shared=True)
    try:
        if not swap.is_pending(directory):
            backups.make_backup(source, at=clock(config)())
    finally:
        here.release()


def _check_schema(opening: Opening) -> bool:
    try:
        runner.check_schema()
    except SchemaChangedError:
        if not opening.despite_schema:
            raise
        return False
    return True


def _hold_counter(opening: Opening, config: Config) -> disk.FileLock:
    name = opening.counter or config.machine.counter
    lock = disk.FileLock(opening.directory / f"counter-{_safe(name)}.lock")
    if opening.holds_counter and name != OFFICE:
        try:
            lock.take()
        except disk.Held as error:
            raise CounterHeldError(counter=name) from error
    return lock


def _counter(opening: Opening, config: Config) -> people.Counter:
    name = opening.counter or config.machine.counter
    return people.Counter(founding.add_counter(name), name, printer_name(config))


def _safe(name: str) -> str:
    return "".join(char if char.isalnum() else "_" for char in name)


def check_disk(directory: Path) -> None:
    """Refuse a disk on which sales could be lost, or that cannot be written.

    Raises:
        StorageError: It is one.
    """
    kind = disk.file_system(directory)
    if kind in disk.UNSAFE_FILE_SYSTEMS:
        raise BadFileSystemError(directory, kind)
    try:
        with TemporaryFile(dir=directory) as probe:
            probe.write(b"tui-pos")
    except OSError as error:
        raise disk_error(directory, error) from error


def disk_error(path: Path, error: OSError) -> StorageError:
    """Say whether the disk is full or only cannot be written."""
    import errno

    return DiskFullError(path) if error.errno == errno.ENOSPC else ReadOnlyError(path)


def make_directory(directory: Path) -> None:
    """Make the shop directory for nobody but its owner.

    Raises:
        StorageError: The disk refuses.
    """
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory.chmod(0o700)
    except OSError as error:
        raise disk_error(directory, error) from error


def _write_config(directory: Path, text: str) -> None:
    path = directory / CONFIG
    if not path.exists():
        disk.write_private(path, text.encode())


def read_keys(directory: Path, config: Config) -> tuple[KeyFile, Keyring]:
    """Read the shop's key file and derive its keys.

    Raises:
        StorageError: It is missing, or no key.
    """
    key = read_key(key_path(directory, config))
    return key, key.keyring(os.environ.get("TUI_POS_PASSPHRASE", ""))


def key_path(directory: Path, config: Config) -> Path:
    """Tell where the shop's key lies."""
    named = config.storage.key_file
    return directory / named if named else directory / KEY


def _columns(config: Config) -> int:
    name = printer_name(config)
    return config.printers[name].columns if name else config.receipt.columns


def _zone(config: Config) -> tzinfo:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    name = config.machine.timezone
    if name == "Asia/Karachi":  # it has no summer time, and some machines no zone data
        return _KARACHI
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadConfigError(CONFIG, key="timezone", why=name) from error
