"""Start-up time is a feature: what the first frame must not wait for."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "PIL",
    "argon2",
    "escpos",
    "httpx",
    "msgspec",
    "peewee",
    "phonenumbers",
    "rapidfuzz",
    "reportlab",
    "sqlcipher3",
    "tomlkit",
    "uharfbuzz",
)


def test_the_first_frame_loads_nothing_heavy() -> None:
    program = (
        "import sys, tui_pos.cli.main, tui_pos.cli.till, tui_pos.app;"
        f"print(*(name for name in {HEAVY} if name in sys.modules))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == []
