"""What the books must know of a restore: a new series of receipts, and an epoch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import peewee

from tui_pos.db import looking_into, rows
from tui_pos.domain.errors import StorageError
from tui_pos.domain.money import Money
from tui_pos.domain.permissions import Permission
from tui_pos.services.acts import act, open_to_all
from tui_pos.services.journal import HEAD, Act

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tui_pos.domain.permissions import Actor
    from tui_pos.services.backups import Backup, Totals

_IN_DOUBT = "UPDATE spool SET state = 'unknown' WHERE state IN ('queued', 'sending')"
"""What waited for paper may have been printed since the backup."""
_SERIES = "UPDATE counter SET series = ?, last_receipt = 0, last_slip = 0"
_LATER_SALES = "SELECT id, receipt, total FROM sale WHERE id {} ? ORDER BY id"
_LATER_ENTRIES = (
    "SELECT id, slip, credit FROM khata_entry WHERE id {} ? AND slip IS NOT NULL"
    " ORDER BY id"
)
_GIVE_UP = 200
"""After so many ids in a row that cannot be read nothing more is expected."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What was in the damaged books and is not in the backup."""

    slips: tuple[tuple[str, Money], ...]
    """Receipts and payment slips with their amounts, as far as they can be read."""
    is_whole: bool
    """Whether everything could be read; if not, there may be more."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A shop as it was restored; `missing` is what the old books still told."""

    file: Path
    sha256: str
    totals: Totals
    series: int
    aside: Path | None
    """Where the old files lie; None where there were none."""
    missing: Missing | None


@act(Permission.BOOKS_RESTORE)
def open_epoch(
    series: int, totals: Totals, file: str, *, by: Actor, at: datetime
) -> str:
    """Begin anew after a restore: a number that is on paper is never used again.

    The one journal row says from which heads the chains go on; give its hash.
    """
    rows(_SERIES, series)
    rows(_IN_DOUBT)
    opened = Act(by, at, business_date=at.date())
    heads = {name: one.head[:HEAD] for name, one in totals.counters.items()}
    return opened.close("restored", file, series=series, heads=heads)


@open_to_all("read before anything is restored, for whoever stands there")
def missing_since(damaged: Path, key: bytes | None, backup: Backup) -> Missing:
    """Read what a damaged file still tells of what came after a backup."""
    file = damaged, key
    sales, all_sales = _later(file, _LATER_SALES, backup.totals.last_sale)
    slips, all_slips = _later(file, _LATER_ENTRIES, backup.totals.last_entry)
    return Missing((*sales, *slips), is_whole=all_sales and all_slips)


@open_to_all("read before anything is restored")
def highest_series(path: Path, key: bytes | None) -> int:
    """Tell the highest series that a file's counters had; 0 where it is unreadable."""
    try:
        with looking_into(path, key):
            found: int = rows("SELECT COALESCE(MAX(series), 0) FROM counter")[0][0]
    except (StorageError, peewee.DatabaseError):
        return 0
    return found


def _later(
    file: tuple[Path, bytes | None], query: str, last: int
) -> tuple[list[tuple[str, Money]], bool]:
    found = _try(file, query.format(">"), last)
    if found is not None:
        return found, True
    return _one_by_one(file, query.format("="), last), False


def _one_by_one(
    file: tuple[Path, bytes | None], query: str, last: int
) -> list[tuple[str, Money]]:
    found: list[tuple[str, Money]] = []
    number, silent = last, 0
    while silent <= _GIVE_UP:
        number += 1
        here = _try(file, query, number)
        silent = 0 if here else silent + 1
        found += here or []
    return found


def _try(
    file: tuple[Path, bytes | None], query: str, number: int
) -> list[tuple[str, Money]] | None:
    """Ask a damaged file anew: after one bad page a connection reads nothing more."""
    try:
        with looking_into(*file):
            return [(name, Money(amount)) for _id, name, amount in rows(query, number)]
    except (StorageError, peewee.DatabaseError):
        return None
