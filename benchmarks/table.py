"""The rows of the table, and what they are held to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: ours beside its floor, both of this run; the goal is on the ratio."""

    goal: str
    what: str
    ours: float
    floor: float
    most: float
    unit: str = "ms"
    note: str = ""

    @property
    def ratio(self) -> float:
        """Ours to the floor."""
        return self.ours / self.floor if self.floor else self.ours

    @property
    def verdict(self) -> str:
        """Within the goal, within twice of it, or not."""
        if self.ratio <= self.most:
            return "ok"
        return "2x" if self.ratio <= 2 * self.most else "OVER"


def p95(values: Sequence[float]) -> float:
    """Give the value that nineteen of twenty stay below."""
    return quantiles(values, n=20)[-1]


def p99(values: Sequence[float]) -> float:
    """Give the value that ninety-nine of a hundred stay below."""
    return quantiles(values, n=100)[-1]


def middle(values: Sequence[float]) -> float:
    """Give the median."""
    return median(values)


def text(lines: Sequence[Line]) -> str:
    """Write the table."""
    head = f"{'goal':<5}{'what':<58}{'ours':>10}{'floor':>10}{'ratio':>8}{'most':>7}"
    rows = [
        f"{line.goal:<5}{line.what:<58}{line.ours:>10.2f}{line.floor:>10.2f}"
        f"{line.ratio:>8.2f}{line.most:>7.2f}  {line.verdict:<5}{line.unit} {line.note}"
        for line in lines
    ]
    return "\n".join([head, *rows]) + "\n"


def as_json(lines: Sequence[Line]) -> list[dict[str, object]]:
    """Give the table as plain values."""
    return [
        {**asdict(line), "ratio": round(line.ratio, 3), "verdict": line.verdict}
        for line in lines
    ]
