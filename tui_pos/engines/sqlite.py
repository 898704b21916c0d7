"""SQLite through SQLCipher: pragmas, keys, ids, checkpoints, the schema's hash."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Any

import peewee
from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2

if TYPE_CHECKING:
    from pathlib import Path

NEEDED_VERSION = (3, 51, 3)
"""Older ones can corrupt a file that two processes write (reliability.md 0.1)."""
DriverError = dbapi2.DatabaseError
"""What the driver raises past Peewee, while rows are fetched."""
VERSION: tuple[int, ...] = dbapi2.sqlite_version_info
_PATIENCE = 5000
"""Milliseconds that a writer waits for its turn."""
_NAP = 0.002
_PRAGMAS: dict[str, int | str] = {
    "synchronous": "full",  # the power goes often; a paid sale must not
    "foreign_keys": 1,
    "busy_timeout": _PATIENCE,
    "trusted_schema": 0,
    "cache_size": -20000,
    "temp_store": "memory",
    "wal_autocheckpoint": 0,
}
_ASSERTED = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": _PATIENCE,
    "trusted_schema": 0,
    "mmap_size": 0,
}


class EncryptedDatabase(SqlCipherDatabase):  # type: ignore[misc]  # no types there
    """The shop's file; a wrong key never writes to the terminal."""

    def _connect(self) -> Any:
        connection = dbapi2.connect(self.database, isolation_level=None)
        try:
            connection.execute("PRAGMA cipher_log_level = NONE")
            if key := self.connect_params.get("passphrase"):
                connection.execute(f'PRAGMA key = "{key}"')
            self._add_conn_hooks(connection)
        except dbapi2.Error:
            connection.close()
            raise
        return connection

    def begin(self, lock_type: str | None = None) -> None:
        """Open a transaction, asking for the turn to write every few milliseconds.

        SQLite's own waiting naps ever longer: on a slow disk a batch of sales, which
        pauses for less than that between two, would keep every other counter out.
        """
        until = time.monotonic() + _PATIENCE / 1000
        self.execute_sql("PRAGMA busy_timeout = 0")
        try:
            while not self._begun(lock_type, last_try=time.monotonic() >= until):
                time.sleep(_NAP)
        finally:
            self.execute_sql(f"PRAGMA busy_timeout = {_PATIENCE}")

    def _begun(self, lock_type: str | None, *, last_try: bool) -> bool:
        try:
            super().begin(lock_type)
        except peewee.OperationalError as error:
            if last_try or "is locked" not in str(error):
                raise
            return False
        return True


def database(path: Path, key: bytes | None) -> EncryptedDatabase:
    """Describe the shop's database; nothing is opened yet.

    `key` is 32 raw bytes, None for a plain file.
    """
    return EncryptedDatabase(
        str(path),
        pragmas=_PRAGMAS,
        autoconnect=False,
        lock_type="IMMEDIATE",
        passphrase="" if key is None else f"x'{key.hex()}'",
    )


def use_wal(opened: EncryptedDatabase) -> None:
    """Choose the write-ahead log, once in a file's life."""
    opened.execute_sql("PRAGMA journal_mode = wal")


def slipped_settings(opened: EncryptedDatabase) -> dict[str, str]:
    """Name the settings that this connection did not take, with what it has."""
    found = {
        pragma: opened.execute_sql(f"PRAGMA {pragma}").fetchone()
        for pragma in _ASSERTED
    }
    return {
        pragma: str(row and row[0])
        for pragma, row in found.items()
        if (row[0] if row else 0) != _ASSERTED[pragma]
    }


def next_id(opened: EncryptedDatabase, table: str) -> int:
    """Take the next id of a table; call it inside a writing transaction."""
    query = f'SELECT COALESCE(MAX(id), 0) + 1 FROM "{table}"'  # noqa: S608 - our table names
    taken: int = opened.execute_sql(query).fetchone()[0]
    return taken


def cache_more(opened: EncryptedDatabase, mebibytes: int) -> None:
    """Keep more of the file in memory, for work of a size that no till does."""
    opened.execute_sql(f"PRAGMA cache_size = -{mebibytes * 1024}")


def checkpoint_by_itself(opened: EncryptedDatabase) -> None:
    """Move the log into the file as it grows: a batch would fill the disk with it."""
    opened.execute_sql("PRAGMA wal_autocheckpoint = 1000").fetchone()


def checkpoint(opened: EncryptedDatabase) -> None:
    """Move the log into the file without keeping anybody waiting."""
    opened.execute_sql("PRAGMA wal_checkpoint(PASSIVE)").fetchone()


def checkpoint_and_shrink(opened: EncryptedDatabase) -> None:
    """Move the log into the file and empty it."""
    opened.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def schema_hash(opened: EncryptedDatabase) -> str:
    """Give the hash of everything that the schema says."""
    rows = opened.execute_sql(
        "SELECT type, name, tbl_name, COALESCE(sql, '') FROM sqlite_schema"
        " WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
    ).fetchall()
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def copy_into(opened: EncryptedDatabase, target: EncryptedDatabase) -> None:
    """Copy all pages in one step: in several, a busy shop's copy never ends."""
    opened.connection().backup(target.connection(), pages=-1)


def leave_wal(opened: EncryptedDatabase) -> None:
    """Make the file one that needs no log beside it; opening it takes WAL again."""
    opened.execute_sql("PRAGMA journal_mode = delete").fetchone()


def columns(opened: EncryptedDatabase, table: str) -> list[str]:
    """Name the columns that a table of this file has."""
    return [row[1] for row in opened.execute_sql(f'PRAGMA table_info("{table}")')]


def quick_faults(opened: EncryptedDatabase) -> list[str]:
    """Let SQLite look the file over quickly; [] where all is well."""
    checked = [row[0] for row in opened.execute_sql("PRAGMA quick_check")]
    return [line for line in checked if line != "ok"]


def integrity_faults(opened: EncryptedDatabase) -> list[str]:
    """Let SQLite check the file, and the foreign keys; [] where all is well."""
    checked = [row[0] for row in opened.execute_sql("PRAGMA integrity_check")]
    orphans = [
        f"{table} row {row} names a missing {parent}"
        for table, row, parent, _key in opened.execute_sql("PRAGMA foreign_key_check")
    ]
    return [line for line in checked if line != "ok"] + orphans


def drop_guards(opened: EncryptedDatabase) -> None:
    """Take triggers and views away while tables are changed."""
    made = opened.execute_sql(
        "SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'view')"
    ).fetchall()
    for kind, name in made:
        opened.execute_sql(f'DROP {kind} "{name}"')
