"""The audit views, read by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tui_pos.db import database
from tui_pos.domain.errors import UnknownViewError
from tui_pos.domain.permissions import Actor, Permission
from tui_pos.engines.sqlite_views import VIEWS
from tui_pos.services.acts import question


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows, plain values."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@question(Permission.BOOKS_AUDIT)
def view(name: str, *, by: Actor) -> Table:
    """Give a whole audit view; `sale` and `audit_sale` are the same.

    Raises:
        UnknownViewError: There is none of this name.
    """
    full = name if name.startswith("audit_") else f"audit_{name}"
    if full not in VIEWS:
        raise UnknownViewError(name=name)
    found = database.obj.execute_sql(f"SELECT * FROM {full}")  # noqa: S608 - known
    columns = tuple(column[0] for column in found.description)
    return Table(columns, tuple(found.fetchall()))
