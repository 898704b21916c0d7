"""The shop's sub-keys, put here once by `bootstrap`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_pos.domain.keys import Keyring

_held: list[Keyring] = []


def use(keys: Keyring) -> None:
    """Take the shop's keys for this process."""
    _held[:] = [keys]


def keys() -> Keyring:
    """Give the shop's keys."""
    return _held[0]
