"""The key file beside the shop's database, or on a stick of its own."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tui_pos.domain.errors import KeyMissingError, WrongKeyError
from tui_pos.domain.keys import KEY_BYTES, Keyring
from tui_pos.engines.disk import write_private

if TYPE_CHECKING:
    from pathlib import Path

_TITLE = "tui-pos key 1"
_SALT_BYTES = 16


class KeyKind(StrEnum):
    """How the shop's database is locked."""

    RAW = "raw"
    """By 32 random bytes in the key file."""
    PASSPHRASE = "passphrase"  # noqa: S105 - a kind, not a secret
    """By a passphrase; the key file holds the salt."""
    PLAIN = "plain"
    """Not at all; the key file still serves PINs, journal and tokens."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What stands in a key file: a kind, and a secret or a salt."""

    kind: KeyKind
    data: bytes

    @classmethod
    def fresh(cls, kind: KeyKind) -> KeyFile:
        """Make a new secret, or a new salt."""
        size = _SALT_BYTES if kind is KeyKind.PASSPHRASE else KEY_BYTES
        return cls(kind, secrets.token_bytes(size))

    def keyring(self, passphrase: str = "") -> Keyring:
        """Give the shop's keys."""
        if self.kind is not KeyKind.PASSPHRASE:
            return Keyring.of(self.data)
        derived = hashlib.scrypt(
            passphrase.encode(), salt=self.data, n=2**15, r=8, p=1, maxmem=2**26
        )
        return Keyring.of(derived[:KEY_BYTES])

    def database_key(self, keys: Keyring) -> bytes | None:
        """Give the key of the file; None for a plain one."""
        return None if self.kind is KeyKind.PLAIN else keys.database


def read_key(path: Path) -> KeyFile:
    """Read a key file.

    Raises:
        KeyMissingError: It is not there, or cannot be read.
        WrongKeyError: It is no key file.
    """
    try:
        title, line, *_rest = [*path.read_text().splitlines(), "", ""]
    except (OSError, UnicodeDecodeError) as error:
        raise KeyMissingError(path) from error
    kind, _space, written = line.partition(" ")
    try:
        found = KeyFile(KeyKind(kind), bytes.fromhex(written))
    except ValueError as error:
        raise WrongKeyError(path) from error
    if title != _TITLE or len(found.data) not in {_SALT_BYTES, KEY_BYTES}:
        raise WrongKeyError(path)
    return found


def write_key(path: Path, key: KeyFile) -> None:
    """Write a new key file; one that is there is kept under another name."""
    if path.exists():
        number = 1
        while (aside := path.with_name(f"{path.name}.old-{number}")).exists():
            number += 1
        path.rename(aside)
    write_private(path, f"{_TITLE}\n{key.kind} {key.data.hex()}\n".encode())
