"""Telling a scanner's burst of keys from a person's typing (devices.md 3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from tui_pos.domain.barcode import MAX_CODE

MAX_GAP = 0.035
"""Seconds between the keys of one burst at most."""
MIN_LENGTH = 6
MIN_LENGTH_PREFIXED = 4
MAX_SECONDS = 1.5
AFTER_SCAN = 0.050
"""A line feed this soon after a scan is the second half of its CR LF."""
_PREFIX = "ctrl+b"
_FNC1 = "ctrl+right_square_bracket"
_GS = "\x1d"
_TERMINATORS = frozenset({"enter", "tab", "ctrl+j"})


class Verdict(Enum):
    """What is to be done with a key."""

    PASS = auto()
    """Let it through to whatever has the focus."""
    SWALLOW = auto()
    """It belongs to a scan; nobody else may see it."""
    SCAN = auto()
    """It ends a scan: claim the burst."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict; for a scan its code and how many characters were let through."""

    verdict: Verdict
    code: str = ""
    passed: int = 0


_PASS = Judged(Verdict.PASS)
_SWALLOW = Judged(Verdict.SWALLOW)


class ScanDetector:
    """Watches every key and claims a burst at its terminator."""

    def __init__(self) -> None:
        self._held = ""
        self._passed = 0
        self._first = self._last = self._ended = float("-inf")
        self._prefixed = False
        self._control = False

    def key(self, key: str, character: str | None, at: float) -> Judged:
        """Judge one key; `at` is in seconds of any steady clock."""
        if key == _PREFIX:
            self._start(at)
            self._prefixed = True
            return _SWALLOW
        if key == "ctrl+j" and at - self._ended <= AFTER_SCAN:
            return _SWALLOW
        if key in _TERMINATORS:
            return self._terminate(at)
        return self._collect(key, character, at)

    @property
    def burst(self) -> int:
        """How many characters have come at a scanner's speed up to now."""
        return len(self._held)

    def forget(self) -> None:
        """Drop what was collected: the focus moved on."""
        self._held, self._passed, self._prefixed, self._control = "", 0, False, False

    def _start(self, at: float) -> None:
        self.forget()
        self._first = self._last = at

    def _collect(self, key: str, character: str | None, at: float) -> Judged:
        in_burst = bool(self._held) and self._in_time(at)
        if not in_burst and not (self._prefixed and self._in_time(at)):
            self._start(at)
        self._last = at
        if key == _FNC1 and in_burst:
            self._held += _GS
            return _SWALLOW
        if character is None or not character.isprintable() or len(character) != 1:
            return self._control_key(in_burst)
        self._held += character
        if self._prefixed:
            return _SWALLOW
        self._passed += 1
        return _PASS

    def _control_key(self, in_burst: bool) -> Judged:  # noqa: FBT001 - one of ours
        if in_burst or self._prefixed:
            self._control = True
            return _SWALLOW
        self.forget()
        return _PASS

    def _terminate(self, at: float) -> Judged:
        shortest = MIN_LENGTH_PREFIXED if self._prefixed else MIN_LENGTH
        is_scan = (
            shortest <= len(self._held) <= MAX_CODE
            and self._in_time(at)
            and at - self._first <= MAX_SECONDS
        )
        held, passed, prefixed = self._held, self._passed, self._prefixed
        self.forget()
        if is_scan:
            self._ended = at
            return Judged(Verdict.SCAN, held, passed)
        return _SWALLOW if prefixed else _PASS

    def _in_time(self, at: float) -> bool:
        return at - self._last <= MAX_GAP
