"""What the cashier feels: first frame, keys, scans, search, panels, memory, rest."""

from __future__ import annotations

from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING

from benchmarks.console import Console, running
from benchmarks.table import Line, middle, p95
from tui_pos.demo.catalogue import many_articles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

STARTS, KEYS, SCANS, PANELS = 9, 60, 40, 12
_LETTERS = "the quick brown fox jumps over the lazy dog"
_SEARCHES = ("matchbox", "chenab", "ghee", "cola", "surf", "chai", "99")
F = {"f2": "\x1bOQ", "f9": "\x1b[20~", "f10": "\x1b[21~", "esc": "\x1b"}


def measure(small: Path, large: Path) -> list[Line]:
    """Measure everything through a pseudo-terminal of 120x40."""
    return [
        *starts(small, large),
        *keys_and_scans(large),
        *at_rest(small),
    ]


def starts(small: Path, large: Path) -> list[Line]:
    """Start ours and the bare program in turns."""
    shown: dict[str, list[float]] = {"bare": [], "frame": [], "lock": [], "large": []}
    for _start in range(STARTS):
        with running("-m", "benchmarks.floors", "hello") as bare:
            shown["bare"].append(bare.wait_for("hello"))
        with till(small) as ours:
            shown["frame"].append(ours.wait_for("tui-pos"))
            shown["lock"].append(ours.wait_for("PIN"))
        with till(large) as ours:
            shown["large"].append(ours.wait_for("PIN"))
    floor = middle(shown["bare"])
    return [
        Line("G1", "first frame / bare Textual", middle(shown["frame"]), floor, 1.2),
        Line("G1", "books open, lock shown / bare", middle(shown["lock"]), floor, 1.3),
        Line(
            "G1",
            "lock shown with 300,000 sales / small shop",
            middle(shown["large"]),
            middle(shown["lock"]),
            1.3,
        ),
    ]


def keys_and_scans(large: Path) -> list[Line]:
    """Type, scan, search and open panels with 100,000 goods."""
    codes = [one.barcode for one in many_articles(100_000) if one.barcode]
    chance = Random(5)
    with running("-m", "benchmarks.floors", "typing") as bare:
        bare.settle(0.5)
        floor = [bare.send(letter) for letter in (_LETTERS * 2)[:KEYS]]
    with running("-m", "benchmarks.floors", "stock") as stock:
        stock.settle(0.5)
        tables = [stock.send("8964000123454\r", 0.15) for _scan in range(SCANS // 2)]
    with selling(large) as ours:
        typed = []
        for letter in (_LETTERS * 2)[:KEYS]:
            typed.append(ours.send(letter))
            if len(typed) % 20 == 0:
                ours.send(F["esc"], 0.3)
        ours.send(F["esc"], 0.3)
        scans = [ours.send(chance.choice(codes) + "\r", 0.12) for _scan in range(SCANS)]
        searching(ours)  # the day's first searches read the file into memory
        found = searching(ours)
        panels = {name: opening(ours, key) for name, key in F.items() if name != "esc"}
        memory = ours.memory()
    bare_key = [one.milliseconds for one in floor]
    ours_key = [one.milliseconds for one in typed]
    scan = [one.milliseconds for one in scans]
    lines = [
        Line(
            "G3",
            "key to paint, median / bare Input",
            middle(ours_key),
            middle(bare_key),
            1.1,
        ),
        Line(
            "G3", "key to paint, p95 / bare Input", p95(ours_key), p95(bare_key), 1.25
        ),
        Line("G3", "bytes a key", middle([one.size for one in typed]), 300, 1, "B"),
        Line(
            "G4",
            "scan to painted line, p95 / bare Input key",
            p95(scan),
            middle(bare_key),
            3,
        ),
        Line(
            "G4",
            "scan to painted line / stock Input + DataTable",
            middle(scan),
            middle([one.milliseconds for one in tables]),
            0.125,
        ),
        Line("G4", "bytes a scan", middle([one.size for one in scans]), 6000, 1, "B"),
        Line(
            "G5",
            "live search, 100,000 goods, p95 / bare key p95",
            p95(found),
            p95(bare_key),
            1.5,
        ),
    ]
    for name, most_ms, most_bytes in (
        ("f9", 25, 20_000),
        ("f2", 25, 20_000),
        ("f10", 50, 40_000),
    ):
        times, sizes = panels[name]
        panel = {"f9": "tender panel", "f2": "search panel", "f10": "menu"}[name]
        lines += [
            Line("G14", f"{panel} settled", middle(times), most_ms, 1),
            Line("G14", f"{panel}, bytes", middle(sizes), most_bytes, 1, "B"),
        ]
    return [
        *lines,
        Line(
            "G2", "memory with 100,000 goods, for information", memory, memory, 1, "MiB"
        ),
    ]


def searching(ours: Console) -> list[float]:
    """Type words into the search panel; each key asks and paints anew."""
    ours.send(F["f2"], 0.2)
    found = []
    for word in _SEARCHES:
        for letter in word:
            found.append(ours.send(letter).milliseconds)
        for _letter in word:
            ours.send("\x7f")
    ours.send(F["esc"], 0.3)
    return found


def opening(ours: Console, key: str) -> tuple[list[float], list[float]]:
    """Open a panel over the bill and close it again, some times."""
    times, sizes = [], []
    for _time in range(PANELS):
        opened = ours.send(key, 0.15)
        times.append(opened.milliseconds)
        sizes.append(float(opened.size))
        ours.send(F["esc"], 0.3)
    return times, sizes


def at_rest(small: Path) -> list[Line]:
    """Leave the till alone on the sale screen."""
    with running("-m", "benchmarks.floors", "hello") as bare:
        bare.settle(0.5)
        floor = bare.memory()
    with selling(small) as ours:
        memory = ours.memory()
        core, size = ours.idle(20)
    return [
        Line(
            "G2",
            "resident memory over a bare app's / 20 MiB",
            memory - floor,
            20,
            1,
            "MiB",
        ),
        Line("G13", "share of a core at rest / 0.5 %", core * 100, 0.5, 1, "%"),
        Line("G13", "bytes a second at rest / 200", size, 200, 1, "B"),
    ]


def till(shop: Path) -> AbstractContextManager[Console]:
    """Open the till of a shop."""
    return running("-m", "tui_pos", "--shop", str(shop))


@contextmanager
def selling(shop: Path) -> Iterator[Console]:
    """Give an owner at the sale, once the start's own backup is over."""
    with till(shop) as ours:
        ours.wait_for("PIN")
        ours.wait_for("backup made", 300)
        ours.type("Bilal\r786786\r")
        ours.wait_for("F12")
        ours.type("/cn\ry\x1b")  # what an earlier run left on the bill
        ours.settle(0.5)
        yield ours
