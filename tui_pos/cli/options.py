"""The options that every command shares, loaded before anything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """The options that stand before a command or after it."""

    shop: Path | None = None
    counter: str = ""
    user: str = ""
    pin_file: Path | None = None
    json: bool = False
