"""The door to storage: opening, transactions, hot writes, field types.

Faults of the disk and the file come out as `StorageError`, whichever library
noticed them.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import peewee
from peewee import DatabaseProxy, Field

from tui_pos.domain.errors import (
    BusyError,
    CorruptDatabaseError,
    DiskFullError,
    OldSqliteError,
    ReadOnlyError,
    SettingSlippedError,
    StorageError,
    WrongKeyError,
)
from tui_pos.domain.money import Money
from tui_pos.domain.quantity import Quantity
from tui_pos.engines import sqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tui_pos.engines.sqlite import EncryptedDatabase

    _MoneyBase = Field[Money]
    _QuantityBase = Field[Quantity]
    _MomentBase = Field[datetime]
    _DayBase = Field[date]
else:  # Peewee's Field is generic to the type checker only
    _MoneyBase = _QuantityBase = _MomentBase = _DayBase = Field

database = DatabaseProxy()
_elsewhere = threading.local()
Row = dict[str, object]
"""Column names with values as the database keeps them."""


def open_database(path: Path, key: bytes | None, *, new: bool = False) -> None:
    """Open the shop's database for this process, or refuse.

    Raises:
        OldSqliteError: The library has faults that lose sales.
        WrongKeyError: The key does not fit.
        CorruptDatabaseError: The file is damaged.
        ReadOnlyError: The directory cannot be written.
        DiskFullError: The disk is full.
        SettingSlippedError: A setting that keeps sales did not hold.
    """
    if sqlite.VERSION < sqlite.NEEDED_VERSION:
        raise OldSqliteError(found=_dotted(sqlite.VERSION), needed=_needed())
    if not new and (not path.exists() or not path.stat().st_size):
        raise CorruptDatabaseError(path, "missing")
    opened = sqlite.database(path, key)
    database.initialize(opened)
    with storage_faults(path):
        opened.connect()
        if new:
            sqlite.use_wal(opened)
        opened.execute_sql("SELECT COUNT(*) FROM sqlite_schema").fetchone()
        slipped = sqlite.slipped_settings(opened)
    for pragma, found in slipped.items():
        close_database()
        raise SettingSlippedError(pragma=pragma, found=found)


def close_database() -> None:
    """Close this thread's connection; one that is not open stays so."""
    if database.obj is not None and not database.is_closed():
        database.close()


@contextmanager
def looking_into(path: Path, key: bytes | None) -> Iterator[EncryptedDatabase]:
    """Let `rows()` of this thread read another file, a copy or a damaged one.

    Raises:
        StorageError: It cannot be opened or read.
    """
    opened = sqlite.database(path, key)
    with storage_faults(path, closing=False):
        try:
            opened.connect()
            opened.execute_sql("SELECT COUNT(*) FROM sqlite_schema").fetchone()
            _elsewhere.opened = opened
            yield opened
        finally:
            _elsewhere.opened = None
            opened.close()


def engine() -> EncryptedDatabase:
    """Give the file that this thread reads: the shop's, or one it looks into."""
    found: EncryptedDatabase | None = getattr(_elsewhere, "opened", None)
    return found or database.obj


@contextmanager
def writing() -> Iterator[None]:
    """Run a block as one transaction that may write; inside another, as part of it."""
    with storage_faults(), database.atomic():
        yield


@contextmanager
def reading() -> Iterator[None]:
    """Run a block on one unchanging picture of the books."""
    with storage_faults():
        if database.in_transaction():
            yield
        else:
            with database.atomic("DEFERRED"):
                yield


def append(
    model: type[peewee.Model], rows: Sequence[Mapping[str, object]]
) -> list[Row]:
    """Insert rows by constant text; columns that a row does not name get defaults.

    Returns the rows as the database keeps them.

    Raises:
        RuntimeError: No transaction is open.
    """
    if not database.in_transaction():
        raise RuntimeError("append() belongs inside a transaction")
    text, columns, defaults, stores = _insert(model)
    kept = []
    for row in rows:
        values = [row.get(*pair) for pair in defaults]
        for place, store in stores:
            values[place] = store(values[place])
        kept.append(values)
    with peewee.__exception_wrapper__:  # type: ignore[attr-defined]  # not in its stubs
        database.connection().executemany(text, kept)
    return [dict(zip(columns, values, strict=True)) for values in kept]


def next_id(model: type[peewee.Model]) -> int:
    """Take the next id of a table inside a writing transaction."""
    return sqlite.next_id(database.obj, model._meta.table_name)


def rows(query: str, *values: object) -> list[tuple[Any, ...]]:
    """Run constant SQL on a hot path and fetch all of it."""
    found: list[tuple[Any, ...]] = engine().execute_sql(query, values).fetchall()
    return found


def moment(text: str) -> datetime:
    """Read a moment that a query gave."""
    return datetime.fromisoformat(text)


def day(text: str) -> date:
    """Read a day that a query gave."""
    return date.fromisoformat(text)


def _flag(value: bool | None) -> int | None:  # noqa: FBT001 - a column's value
    return None if value is None else int(value)


class _Insert(NamedTuple):
    """How rows of a model are written, worked out once."""

    text: str
    columns: tuple[str, ...]
    defaults: tuple[tuple[str, object], ...]
    stores: tuple[tuple[int, Callable[[Any], object]], ...]
    """Columns whose values the database keeps otherwise than Python has them."""


_STORED_AS_THEY_ARE = (peewee.IntegerField, peewee.TextField, peewee.ForeignKeyField)


@cache
def _insert(model: type[peewee.Model]) -> _Insert:
    meta = model._meta
    columns = tuple(field.column_name for field in meta.sorted_fields)
    stores = tuple(
        (place, _flag if isinstance(field, peewee.BooleanField) else field.db_value)
        for place, field in enumerate(meta.sorted_fields)
        if not isinstance(field, _STORED_AS_THEY_ARE)
    )
    defaults = tuple((field.column_name, field.default) for field in meta.sorted_fields)
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join(database.obj.param for _column in columns)
    text = f'INSERT INTO "{meta.table_name}" ({names}) VALUES ({marks})'  # noqa: S608
    return _Insert(text, columns, defaults, stores)


@contextmanager
def storage_faults(path: Path | None = None, *, closing: bool = True) -> Iterator[None]:
    """Turn what the driver says of the disk and the file into `StorageError`.

    A fault of the shop's own file closes it; one of a file beside it does not.
    """
    try:
        yield
    except (peewee.DatabaseError, sqlite.DriverError) as error:
        fault = _storage_error(error, path)
        if fault is None:
            raise
        if closing and isinstance(fault, DiskFullError | CorruptDatabaseError):
            close_database()
        raise fault from error


def _storage_error(error: BaseException, path: Path | None) -> StorageError | None:
    from pathlib import Path as FilePath

    where = path or FilePath(str(database.obj.database))
    said = " | ".join(_chain(error)).lower()
    unreadable = (
        CorruptDatabaseError(where, said) if path is None else WrongKeyError(where)
    )
    known: tuple[tuple[str, StorageError], ...] = (
        ("is full", DiskFullError(where)),
        ("not a database", unreadable),
        ("readonly database", ReadOnlyError(where)),
        ("unable to open", ReadOnlyError(where)),
        ("malformed", CorruptDatabaseError(where, said)),
        ("disk i/o error", CorruptDatabaseError(where, said)),
        ("is locked", BusyError(where)),
    )
    return next((fault for words, fault in known if words in said), None)


def _chain(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield str(error)
        error = error.__cause__ or error.__context__


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


def _needed() -> str:
    return _dotted(sqlite.NEEDED_VERSION)


class MoneyField(_MoneyBase):
    """Money, kept as whole paisas."""

    field_type = "BIGINT"

    def db_value(self, value: Money | None) -> int | None:
        """Store paisas."""
        return None if value is None else value.paisas

    def python_value(self, value: int | None) -> Money | None:
        """Read paisas."""
        return None if value is None else Money(value)


class QuantityField(_QuantityBase):
    """A quantity, kept as whole thousandths."""

    field_type = "BIGINT"

    def db_value(self, value: Quantity | None) -> int | None:
        """Store thousandths."""
        return None if value is None else value.thousandths

    def python_value(self, value: int | None) -> Quantity | None:
        """Read thousandths."""
        return None if value is None else Quantity(value)


class UtcField(_MomentBase):
    """A moment, kept as ISO text in UTC so that text order is time order."""

    field_type = "TEXT"

    def db_value(self, value: datetime | None) -> str | None:
        """Store UTC; a naive datetime is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC).isoformat(timespec="milliseconds")

    def python_value(self, value: str | None) -> datetime | None:
        """Read UTC."""
        return None if value is None else datetime.fromisoformat(value)


class DayField(_DayBase):
    """A day of the shop's calendar, kept as ISO text."""

    field_type = "TEXT"

    def db_value(self, value: date | None) -> str | None:
        """Store the day."""
        return None if value is None else value.isoformat()

    def python_value(self, value: str | None) -> date | None:
        """Read the day."""
        return None if value is None else date.fromisoformat(value)
