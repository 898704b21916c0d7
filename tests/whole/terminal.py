"""A real pseudo-terminal: the program as started, its screen as seen."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

import pexpect
import pyte

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

F = {"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~"}
F |= {"f6": "\x1b[17~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f12": "\x1b[24~"}
PATIENCE = 15.0


class Terminal:
    """The till in a terminal of 80x24 or as asked; `before` stands before it."""

    def __init__(
        self,
        directory: Path,
        size: tuple[int, int] = (80, 24),
        before: Sequence[str] = (),
    ) -> None:
        columns, lines = size
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(directory.parent),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "TUI_POS_SHOP": str(directory),
        }
        words = [*before, sys.executable, "-m", "tui_pos"]
        if before:
            environment["TZ"] = "Asia/Karachi"
        self.child = pexpect.spawn(
            words[0],
            words[1:],
            env=environment,
            dimensions=(lines, columns),
            timeout=PATIENCE,
        )

    def send(self, keys: str) -> None:
        """Write keys as the terminal sends them."""
        self.child.send(keys)

    def read(self, seconds: float = 0.05) -> None:
        """Take in what the program has written."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                self._stream.feed(self.child.read_nonblocking(65536, timeout=0.02))
            except (pexpect.TIMEOUT, pexpect.EOF):
                if not self.child.isalive():
                    return

    @property
    def text(self) -> str:
        """The screen as it stands."""
        return "\n".join(self._screen.display)

    def wait_for(self, words: str) -> str:
        """Wait until words stand on the screen."""
        until = time.monotonic() + PATIENCE
        while words not in self.text:
            if time.monotonic() > until:
                raise AssertionError(f"{words!r} never came:\n{self.text}")
            self.read()
        return self.text

    def type(self, text: str) -> None:
        """Type as a person does: the next key when the last one is seen."""
        for key in text:
            before = self.text, self._screen.cursor.x, self._screen.buffer
            seen = str(before)
            self.send(key)
            until = time.monotonic() + PATIENCE / 5
            while time.monotonic() < until:
                self.read(0.04)
                if str((self.text, self._screen.cursor.x, self._screen.buffer)) != seen:
                    break

    def log_in(self, name: str = "Ali", pin: str = "1234") -> None:
        """Log in at the lock, up to the sale."""
        self.wait_for("PIN")
        self.type(f"{name}\r{pin}\r")
        self.wait_for("F12")

    def kill(self) -> None:
        """Pull the plug."""
        self.child.kill(signal.SIGKILL)
        self.child.wait()
        self.child.close()

    def end(self) -> None:
        """End it as a shutdown would."""
        if self.child.isalive():
            self.child.kill(signal.SIGTERM)
            self.child.wait()
        self.child.close()
