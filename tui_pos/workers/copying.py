"""The till's own backups: a process beside it, started and ended with it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Copying:
    """The backup that the till makes by itself: a process of its own, at its leisure.

    Proving a large shop takes a minute of one core, and must not slow a key.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._process: subprocess.Popen[bytes] | None = None
        self._over = False

    def run(self) -> None:
        """Start it and wait for its end; call it in another thread.

        Raises:
            OSError: The program cannot be started.
        """
        if self._over:
            return
        command = [sys.executable, "-m", "tui_pos", "--shop", str(self._directory)]
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [*command, "backup", "--by-itself"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._stop_late()
        self._process.wait()

    def _stop_late(self) -> None:
        if self._over:  # the till was left while this began
            self.stop()

    def stop(self) -> None:
        """End it: what is half made is cleared away by the next one."""
        self._over = True
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()
