"""Bringing a shop's database up to date, and telling whether it is."""

from __future__ import annotations

from pathlib import Path

from playhouse import migrations

from tui_pos.db import database, storage_faults
from tui_pos.domain.errors import (
    SchemaChangedError,
    SchemaNewerError,
    SchemaOlderError,
)
from tui_pos.engines import sqlite, sqlite_guards, sqlite_search, sqlite_views

SCRIPTS = Path(__file__).parent / "scripts"
CONTRACT = Path(__file__).parent / "contract.txt"
"""The hash of the whole schema as the newest script leaves it."""


def migrate() -> list[str]:
    """Run the scripts that this database has not seen; give their names.

    Triggers, views and search tables are made anew around them: changing a table
    would silently lose its triggers.
    """
    opened = database.obj
    with storage_faults(), opened.atomic():
        sqlite.drop_guards(opened)
        applied: list[str] = migrations.run(opened, str(SCRIPTS)) or []
        sqlite_search.make(opened)
        sqlite_guards.make(opened)
        sqlite_views.make(opened)
    return applied


def schema_is_ours() -> bool:
    """Tell whether the schema is to the letter the one this program makes."""
    return sqlite.schema_hash(database.obj) == CONTRACT.read_text().strip()


def check_schema() -> None:
    """Refuse a database whose schema is not the one this program made.

    Raises:
        SchemaNewerError: A newer program made it.
        SchemaOlderError: It must be migrated first.
        SchemaChangedError: Somebody changed it by hand.
    """
    if schema_is_ours():
        return
    path = Path(str(database.obj.database))
    known = {script.stem for script in SCRIPTS.glob("[0-9]*.py")}
    applied = _applied()
    if applied - known:
        raise SchemaNewerError(path)
    if known - applied:
        raise SchemaOlderError(path)
    raise SchemaChangedError(path)


def _applied() -> set[str]:
    if not database.obj.table_exists("schema_migration"):
        return set()
    found = database.obj.execute_sql("SELECT name FROM schema_migration")
    return {name for (name,) in found}
