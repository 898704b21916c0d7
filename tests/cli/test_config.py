from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tui_pos import config
from tui_pos.config import Config, read_config
from tui_pos.domain.errors import BadConfigError, KeyClashError
from tui_pos.screens.keymap import COMMANDS, keymap

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def test_the_example_is_read_and_says_the_defaults() -> None:
    read = read_config(EXAMPLE)

    assert read.machine == Config().machine
    assert (read.storage, read.screen, read.receipt) == (
        Config().storage,
        Config().screen,
        Config().receipt,
    )
    assert keymap(read.keys) == COMMANDS


def test_the_example_misses_no_key() -> None:
    written = EXAMPLE.read_text()

    for section in (
        config.MachineConfig,
        config.StorageConfig,
        config.ScreenConfig,
        config.ReceiptConfig,
        config.PrinterConfig,
    ):
        for field in msgspec.structs.fields(section):
            assert f"\n{field.name} = " in written, field.name


def test_a_machine_without_one_takes_every_default(tmp_path: Path) -> None:
    assert read_config(tmp_path / "config.toml") == Config()


@pytest.mark.parametrize(
    ("text", "key", "near"),
    [
        ('[machine]\nlangage = "en"\n', "langage", "language"),
        ("[nonsense]\n", "nonsense", ""),
        ('[machine]\nlanguage = "fr"\n', "language", "en, ur_Latn"),
        ('[screen]\ntheme = "pink"\n', "theme", "auto, dark, ansi"),
        ('[receipt]\nprinter = "back"\n', "printer", ""),
        ("[receipt]\ncolumns = 5\n", "columns", ""),
        ('[receipt]\ncolumns = "wide"\n', "receipt.columns", ""),
        ('[printers.a]\ntransport = "tcp://x"\ncolumns = 500\n', "columns", ""),
        ("= broken", "", ""),
        ('[printers.a]\ntransport = "tcp://"\n', "transport", ""),
        ('[printers.a]\ntransport = "tcp://1.2.3.4:abc"\n', "transport", ""),
        ('[printers.a]\ntransport = "lp://dev/usb/lp0"\n', "transport", ""),
    ],
)
def test_a_wrong_key_is_named_with_the_nearest(
    tmp_path: Path, text: str, key: str, near: str
) -> None:
    (tmp_path / "config.toml").write_text(text)

    with pytest.raises(BadConfigError) as refusal:
        read_config(tmp_path / "config.toml")

    assert (refusal.value.key, refusal.value.near) == (key, near)


def test_a_moved_key_may_not_clash() -> None:
    moved = {command.command_id: command.key for command in keymap({"park": "f11"})}
    assert moved["park"] == "f11"
    with pytest.raises(KeyClashError):
        keymap({"park": "f2"})
    for key in ("enter", "ctrl+j", "a", "1", "f13", "ctrl+a", ""):
        with pytest.raises(BadConfigError):
            keymap({"park": key})
    with pytest.raises(BadConfigError) as refusal:
        keymap({"parc": "f6"})
    assert refusal.value.near == "park"
