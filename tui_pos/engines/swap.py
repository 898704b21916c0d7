"""Putting another database in the place of the shop's, whole or not at all.

A marker is the point of no return: before it the old shop stands, after it the new
one does, however often the power goes while files are being moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.engines.disk import sync_directory, write_private

if TYPE_CHECKING:
    from pathlib import Path

MARKER = "restore.ready"
FRESH = "shop.db.restored"
ASIDE = "aside"
_PARTS = ("-wal", "-shm", "")


def is_pending(directory: Path) -> bool:
    """Tell whether a swap was decided and not finished."""
    return (directory / MARKER).exists()


def discard(directory: Path) -> None:
    """Remove what a swap that was never decided left behind."""
    for part in _PARTS:
        (directory / f"{FRESH}{part}").unlink(missing_ok=True)
    (directory / f"{MARKER}.part").unlink(missing_ok=True)


def decide(directory: Path, aside: str) -> None:
    """Decide for the fresh file, which lies ready and synced beside the old one."""
    sync_directory(directory)
    written = directory / f"{MARKER}.part"
    written.unlink(missing_ok=True)
    write_private(written, aside.encode())
    written.rename(directory / MARKER)
    sync_directory(directory)


def _free(path: Path) -> Path:
    """Give a name that is free: nothing that lies aside is ever written over."""
    number = 1
    while path.exists():
        number += 1
        path = path.with_name(f"{path.name.partition('.later')[0]}.later{number}")
    return path


def finish(directory: Path, database: Path) -> None:
    """Move the old files aside together and the fresh one into their place."""
    marker, fresh = directory / MARKER, directory / FRESH
    aside = directory / ASIDE / marker.read_text()
    if fresh.exists():
        aside.mkdir(mode=0o700, parents=True, exist_ok=True)
        for part in _PARTS:
            old = database.with_name(f"{database.name}{part}")
            if old.exists():
                old.rename(_free(aside / old.name))
        sync_directory(aside)
        sync_directory(directory)
        fresh.rename(database)
        sync_directory(directory)
    marker.unlink()
    sync_directory(directory)
