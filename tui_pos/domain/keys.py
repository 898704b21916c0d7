"""The shop's key material: sub-keys, and the recovery sheet that restores it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum

from tui_pos.domain.errors import WrongSheetGroupError

KEY_BYTES = 32
SALT_BYTES = 16
GROUPS = 14
_GROUP_LETTERS = 4
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RFC4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_SHEET = str.maketrans(_RFC4648, _ALPHABET)
_FROM_SHEET = str.maketrans(_ALPHABET, _RFC4648)
_MISREAD = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class Keyring:
    """What the shop's one secret is used for; each use has a key of its own."""

    database: bytes
    pin_pepper: bytes
    journal: bytes
    tokens: bytes

    @classmethod
    def of(cls, secret: bytes) -> Keyring:
        """Derive every sub-key from 32 secret bytes."""
        return cls(
            database=secret,
            pin_pepper=hkdf(secret, b"tui-pos pin pepper"),
            journal=hkdf(secret, b"tui-pos journal"),
            tokens=hkdf(secret, b"tui-pos tokens"),
        )


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
        size = SALT_BYTES if kind is KeyKind.PASSPHRASE else KEY_BYTES
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


def hkdf(secret: bytes, purpose: bytes) -> bytes:
    """Derive 32 bytes for one purpose: HKDF-SHA256 of RFC 5869, without salt."""
    extracted = hmac.digest(bytes(hashlib.sha256().digest_size), secret, "sha256")
    return hmac.digest(extracted, purpose + b"\x01", "sha256")


def sheet_groups(secret: bytes) -> list[str]:
    """Write the key in groups of four letters and one check letter.

    The letters are Crockford's base 32: no I, L, O or U to misread.
    """
    letters = base64.b32encode(secret).decode().rstrip("=").translate(_TO_SHEET)
    letters = letters.ljust(GROUPS * _GROUP_LETTERS, "0")
    cut = [letters[at : at + 4] for at in range(0, len(letters), _GROUP_LETTERS)]
    return [group + _check_letter(place, group) for place, group in enumerate(cut)]


def read_group(place: int, typed: str) -> str:
    """Read one typed group, forgiving case, dashes and misread letters.

    Raises:
        WrongSheetGroupError: The group does not fit its place.
    """
    group = "".join(typed.split()).replace("-", "").upper().translate(_MISREAD)
    if (
        len(group) != _GROUP_LETTERS + 1
        or not set(group) <= set(_ALPHABET)
        or _check_letter(place, group[:-1]) != group[-1]
    ):
        raise WrongSheetGroupError(number=place + 1)
    return group


def secret_of(groups: list[str]) -> bytes:
    """Rebuild the key from the groups of a sheet.

    Raises:
        WrongSheetGroupError: A group is missing or does not fit its place.
    """
    if len(groups) != GROUPS:
        raise WrongSheetGroupError(number=min(len(groups), GROUPS) + 1)
    letters = "".join(
        read_group(place, group)[:-1] for place, group in enumerate(groups)
    )
    needed = letters[:52].translate(_FROM_SHEET)
    return base64.b32decode(needed + "====")[:KEY_BYTES]


def _check_letter(place: int, group: str) -> str:
    digest = hashlib.sha256(f"{place}:{group}".encode()).digest()
    return _ALPHABET[digest[0] % len(_ALPHABET)]
