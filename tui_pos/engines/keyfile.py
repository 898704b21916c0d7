"""The key file beside the shop's database, or on a stick of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain.errors import KeyMissingError, WrongKeyError
from tui_pos.domain.keys import KEY_BYTES, SALT_BYTES, KeyFile, KeyKind
from tui_pos.engines.disk import write_private

if TYPE_CHECKING:
    from pathlib import Path

_TITLE = "tui-pos key 1"


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
    if title != _TITLE or len(found.data) not in {SALT_BYTES, KEY_BYTES}:
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
