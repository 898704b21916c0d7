"""config.toml of this machine: read once, an unknown key is an error."""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from typing import TYPE_CHECKING

import msgspec

from tui_pos.domain.errors import BadConfigError

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("en", "ur_Latn")
THEMES = ("auto", "dark", "ansi")
TRANSPORT = re.compile(r"tcp://[^/:\s]+(:\d{1,5})?/?|(lp|file):///\S.*")
"""Ways to a printer: tcp://HOST[:PORT], lp:///PATH, file:///PATH."""


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of config.toml."""


class MachineConfig(_Section, frozen=True):
    """Which counter this machine is, and how it speaks."""

    counter: str = "till"
    language: str = "en"
    timezone: str = "Asia/Karachi"


class StorageConfig(_Section, frozen=True):
    """Where the key lies, when not beside the database, and where copies go."""

    key_file: str = ""
    second_backup: str = ""
    """A directory on another device: each backup is copied there when it is there."""


class ScreenConfig(_Section, frozen=True):
    """How the screen looks and sounds."""

    theme: str = "auto"
    sound: bool = True


class ReceiptConfig(_Section, frozen=True):
    """Which printer prints receipts, and how wide previews are without one."""

    printer: str = ""
    columns: int = 48


class PrinterConfig(_Section, frozen=True):
    """A receipt printer."""

    transport: str
    columns: int = 48
    connect_timeout: float = 2.0
    io_timeout: float = 5.0


class Config(_Section, frozen=True):
    """All of config.toml."""

    machine: MachineConfig = MachineConfig()
    storage: StorageConfig = StorageConfig()
    screen: ScreenConfig = ScreenConfig()
    receipt: ReceiptConfig = ReceiptConfig()
    printers: dict[str, PrinterConfig] = {}
    keys: dict[str, str] = {}


_UNKNOWN = re.compile(r"unknown field `(?P<key>[^`]+)`")
_PATH = re.compile(r"at `\$\.?(?P<path>[^`]*)`")
_KNOWN = tuple(
    field
    for section in (
        Config,
        MachineConfig,
        StorageConfig,
        ScreenConfig,
        ReceiptConfig,
        PrinterConfig,
    )
    for field in section.__struct_fields__
)


def read_config(path: Path) -> Config:
    """Read config.toml; a machine without one takes every default.

    Raises:
        BadConfigError: It cannot be read; names the key and the nearest known one.
    """
    if not path.exists():
        return Config()
    try:
        config = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Config)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadConfigError(str(path), key="", why=str(error)) from error
    except msgspec.ValidationError as error:
        raise _explained(path, str(error)) from error
    _check(path, config)
    return config


def _check(path: Path, config: Config) -> None:
    for key, value, known in (
        ("language", config.machine.language, LANGUAGES),
        ("theme", config.screen.theme, THEMES),
        ("printer", config.receipt.printer, ("", *config.printers)),
    ):
        if value not in known:
            near = ", ".join(one for one in known if one)
            raise BadConfigError(str(path), key=key, why=value, near=near)
    for printer in config.printers.values():
        if not TRANSPORT.fullmatch(printer.transport):
            raise BadConfigError(str(path), key="transport", why=printer.transport)
    for columns in (config.receipt.columns, *_columns(config)):
        if not 24 <= columns <= 80:
            raise BadConfigError(str(path), key="columns", why=str(columns))


def _columns(config: Config) -> list[int]:
    return [printer.columns for printer in config.printers.values()]


def _explained(path: Path, said: str) -> BadConfigError:
    unknown = _UNKNOWN.search(said)
    if unknown:
        key = unknown["key"]
        near = get_close_matches(key, _KNOWN, n=1)
        return BadConfigError(str(path), key=key, why="", near=near[0] if near else "")
    place = _PATH.search(said)
    return BadConfigError(str(path), key=place["path"] if place else "", why=said)
