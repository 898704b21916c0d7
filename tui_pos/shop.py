"""What a screen may use that is not a service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from tui_pos.config import Config
    from tui_pos.services.backups import Source
    from tui_pos.services.people import Counter
    from tui_pos.services.spool import PrinterState


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop around the till, wired once in `bootstrap`."""

    name: str
    directory: Path
    counter: Counter
    config: Config
    is_plain: bool
    """Whether the database lies unencrypted on the disk."""
    now: Callable[[], datetime]
    """The shop's clock, in its own time zone."""
    paper_columns: int
    schema_is_ours: bool
    start_printer: Callable[[Callable[[PrinterState], None]], None]
    """Begin to print what waits; the callback hears how the printer stands."""
    kick_printer: Callable[[], None]
    """Say that a slip may wait."""
    rest: Callable[[], None]
    """What is done, in another thread, while nobody uses the till."""
    source: Source
    """The books and the places of their backups."""
    last_backup: Callable[[], datetime | None]
    """When the last good backup was made."""
    back_up: Callable[[], None]
    """Make a backup and wait for it, in another thread; raises `OSError`."""
    close: Callable[[], None]
    """Close the books; the till is over."""
