"""A program in a pseudo-terminal, measured from outside: milliseconds and bytes."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyte

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE = (120, 40)
QUIET = 0.06
"""Seconds without a byte after which the screen counts as settled."""
_SPOILING = ("PYTHONDONTWRITEBYTECODE", "PYTHONOPTIMIZE", "PYTHONPROFILEIMPORTTIME")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Settled:
    """How a screen answered: its last byte, and how many."""

    milliseconds: float
    size: int


@dataclass(slots=True)
class Console:
    """A running program and its screen."""

    pid: int
    handle: int
    started: float
    seen: bytes = b""
    arrived: float = 0.0
    """When the last chunk came."""
    screen: pyte.Screen = field(default_factory=lambda: pyte.Screen(*SIZE))
    stream: pyte.ByteStream | None = None

    def read(self, seconds: float) -> bytes:
        """Take in what comes within some time; b"" where nothing does."""
        ready, _write, _error = select.select([self.handle], [], [], seconds)
        if not ready:
            return b""
        try:
            chunk = os.read(self.handle, 1 << 16)
        except OSError:
            return b""
        assert self.stream is not None
        self.arrived = time.perf_counter()
        self.seen += chunk
        self.stream.feed(chunk)
        return chunk

    @property
    def text(self) -> str:
        """The screen as it stands."""
        return "\n".join(self.screen.display)

    def wait_for(self, words: str, patience: float = 60.0) -> float:
        """Give the milliseconds since the start until words stand on the screen."""
        until = time.perf_counter() + patience
        while words.encode() not in self.seen and words not in self.text:
            if time.perf_counter() > until:
                raise TimeoutError(f"{words!r} never came:\n{self.text}")
            self.read(0.05)
        return (self.arrived - self.started) * 1000

    def settle(self, quiet: float = QUIET) -> None:
        """Wait until nothing is painted any more."""
        while self.read(quiet):
            pass

    def send(self, keys: str, quiet: float = QUIET) -> Settled:
        """Send keys in one write; measure to the last byte that they paint."""
        self.settle()
        sent = time.perf_counter()
        os.write(self.handle, keys.encode())
        last, painted = sent, b""
        while True:
            ready, _write, _error = select.select([self.handle], [], [], quiet)
            if not ready:
                break
            chunk = os.read(self.handle, 1 << 16)
            last, painted = time.perf_counter(), painted + chunk
        assert self.stream is not None
        self.stream.feed(painted)
        return Settled((last - sent) * 1000, len(painted))

    def memory(self) -> float:
        """Give the resident memory in mebibytes."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0.0

    def cpu_seconds(self) -> float:
        """Give the processor time that it used, children left out."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def idle(self, seconds: float) -> tuple[float, float]:
        """Leave it alone; give its share of a core and its bytes a second."""
        self.settle()
        before, size = self.cpu_seconds(), 0
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            size += len(self.read(min(left, 0.5)))
        return (self.cpu_seconds() - before) / seconds, size / seconds

    def type(self, text: str) -> None:
        """Type as a person does, one key after the other."""
        for key in text:
            self.send(key, 0.05)


@contextmanager
def running(*words: str, env: dict[str, str] | None = None) -> Iterator[Console]:
    """Run a Python program in a terminal of 120x40, and end it."""
    started = time.perf_counter()
    pid, handle = pty.fork()
    if pid == 0:
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in _SPOILING and not name.startswith(("TEXTUAL", "TUI_POS"))
        }
        environment |= {"TERM": "xterm-256color", "COLORTERM": "", **(env or {})}
        os.execve(sys.executable, [sys.executable, *words], environment)
    fcntl.ioctl(handle, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
    console = Console(pid, handle, started)
    console.stream = pyte.ByteStream(console.screen)
    try:
        yield console
    finally:
        os.kill(pid, signal.SIGTERM)
        until = time.perf_counter() + 5
        while time.perf_counter() < until and os.waitpid(pid, os.WNOHANG) == (0, 0):
            console.read(0.05)
        os.close(handle)
