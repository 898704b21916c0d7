"""What the khata costs: balances, pages, the ageing, searches, statements as PDF.

The shop of this half is made by set-based rows, once: 20,000 accounts with a million
lines, one of them with 10,000, and a million customers to search among.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from benchmarks.console import running
from benchmarks.storage import PIN, timed
from benchmarks.table import Line, middle, p95, p99
from benchmarks.terminal import F
from tui_pos import bootstrap
from tui_pos.bootstrap import Opening
from tui_pos.db import database, rows, writing
from tui_pos.domain.ageing import AgeBy
from tui_pos.domain.errors import SchemaOlderError
from tui_pos.domain.keys import KeyFile, KeyKind
from tui_pos.domain.period import Period
from tui_pos.domain.text import fold
from tui_pos.services import ageing, customers, khata, people, search, statements
from tui_pos.services.founding import ShopForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui_pos.domain.permissions import Actor
    from tui_pos.shop import Shop

ACCOUNTS, ENTRIES, LONG = 20_000, 1_000_000, 10_000
CROWD = 1_000_000
FIRST = date(2025, 1, 1)
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
_SUM = (
    "SELECT COALESCE(SUM(debit) - SUM(credit), 0) FROM khata_entry"
    " WHERE customer_id = ?"
)
_NAMES = ("Ahmed", "Muhammad", "Hina", "Ayesha", "Bilal", "Rashid", "Sana", "Zubair")
_SURNAMES = ("Khan", "Butt", "Sheikh", "Chaudhry", "Malik", "Qureshi", "Raja", "Baig")
_TYPED = ("muhammad", "qureshi", "butt", "hina ma", "0300", "4567", "12345")
_ENTRY = (
    "INSERT INTO khata_entry (id, customer_id, kind, debit, credit, business_date,"
    " aged_from, due_date, at, user_id, user_name, counter_id, customer_name,"
    " balance_before, balance_after, method, reference, reason, note, taken_by,"
    " journal_head, clock_suspect) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 'B', 1, 'C',"
    " 0, 0, '', '', '', '', '', '', 0)"
)
_CUSTOMER = (
    "INSERT INTO customer (id, name, name_ur, address, area, business_name, ntn,"
    " limit_kind, tier, status, language, consent_receipts, consent_reminders,"
    " consent_offers, folded, created_at, version) VALUES (?, ?, '', '', '', '', '',"
    " 'shop', 'New', 'active', '', 0, 0, 0, ?, '2026-01-01T00:00:00+00:00', 0)"
)
_PHONE = "INSERT INTO customer_phone (customer_id, phone, position) VALUES (?, ?, 0)"


def measure(home: Path) -> list[Line]:
    """Measure the khata's services against the bare statements."""
    shop, by = _open(home / "khata", _fill_khata)
    lines = [*_reading(by), _ageing(by)]
    lines += _statements(by)
    shop.close()
    for number, most in ((100_000, 2.5), (CROWD, 2.5)):
        directory = home / f"crowd-{number}"
        shop, by = _open(directory, lambda n=number: _fill_crowd(n))
        lines += _searching(by, number)
        shop.close()
        lines.append(_typing(directory, number, most))
    return lines


def _open(directory: Path, fill: Any) -> tuple[Shop, Actor]:
    fresh = not (directory / "shop.db").exists()
    if fresh:
        sys.stderr.write(f"making {directory.name}, once\n")
        form = ShopForm("Bench", "Bilal", PIN)
        bootstrap.found_shop(directory, form, KeyFile.fresh(KeyKind.RAW))
    try:
        shop = bootstrap.open_shop(Opening(directory))
    except SchemaOlderError:  # its lines were never journalled: no backup verifies
        shutil.rmtree(directory)
        return _open(directory, fill)
    if fresh:
        fill()
    by = people.log_in("Bilal", PIN, shop.counter, at=shop.now())
    return shop, by


def _fill_khata() -> None:
    _people(1, ACCOUNTS)
    chance = Random(11)
    made = 0
    while made < ENTRIES:
        some = [_entry(made + n + 1, chance) for n in range(50_000)]
        with writing():
            database.connection().executemany(_ENTRY, some)
        made += len(some)


def _entry(number: int, chance: Random) -> tuple[object, ...]:
    who = 1 if number <= LONG else chance.randrange(2, ACCOUNTS)
    on = FIRST + timedelta(days=(number * 600) // ENTRIES)
    day, due = on.isoformat(), (on + timedelta(days=30)).isoformat()
    given = number % 3 != 0
    amount = chance.randrange(5_000, 200_000)
    kind = "goods" if given else "payment"
    sides = (amount, 0) if given else (0, amount * 2)
    return number, who, kind, *sides, day, day, due, NOW.isoformat()


def _fill_crowd(number: int) -> None:
    for first in range(1, number + 1, 20_000):
        _people(first, min(20_000, number + 1 - first))


def _people(first: int, count: int) -> None:
    people_, phones, texts = [], [], []
    for number in range(first, first + count):
        chance = Random(number)
        name = f"{chance.choice(_NAMES)} {chance.choice(_SURNAMES)} {number % 977}"
        phone = f"3{chance.randrange(10**9):09d}"
        folded = fold(f"{name} 0{phone} 92{phone}")
        people_.append((number, name, folded))
        phones.append((number, f"+92{phone[:3]}{number:07d}"))
        texts.append((number, folded, name))
    with writing():
        database.connection().executemany(_CUSTOMER, people_)
        database.connection().executemany(_PHONE, phones)
        search.index("customer", texts)


def _reading(by: Actor) -> list[Line]:
    balances, sums, pages = [], [], []
    for _time in range(300):
        sums.append(timed(lambda: rows(_SUM, 1)))
        balances.append(timed(lambda: khata.balance(1)))
        pages.append(timed(lambda: statements.page(1, 40, by=by)))
    return [
        Line(
            "G9",
            "balance of 10,000 lines / bare sum",
            middle(balances),
            middle(sums),
            1.2,
        ),
        Line("G9", "a page of 40 lines with balances / 2 ms", middle(pages), 2, 1),
    ]


def _ageing(by: Actor) -> Line:
    ours, floor = [], []
    query = ageing._OLDEST
    bounds = ("9999-12-31", ageing.LAST_ENTRY) * 2
    for _time in range(3):
        floor.append(timed(lambda: rows(query, *bounds)))
        ours.append(timed(lambda: ageing.ageing(NOW.date(), AgeBy.BILL, by=by)))
    return Line(
        "K22",
        "ageing of 20,000 accounts, 1,000,000 lines / bare query",
        middle(ours),
        middle(floor),
        1.5,
    )


def _searching(by: Actor, number: int) -> list[Line]:
    chance = Random(3)
    typed = [
        *(chance.choice(_NAMES)[: chance.randrange(3, 8)].lower() for _n in range(60)),
        *(f"{chance.randrange(10**4):04d}" for _n in range(60)),
        *(f"{chance.randrange(10**7):07d}" for _n in range(60)),
    ]
    for text in typed[::6]:
        customers.found_ids(text, by)
    found = [timed(partial(customers.found_ids, text, by)) for text in typed]
    return [
        Line(
            "G10",
            f"any part among {number:,} customers, p99 / 10 ms",
            p99(found),
            10,
            1,
        )
    ]


def _typing(directory: Path, number: int, most: float) -> Line:
    """Type into the customers' panel through a pseudo-terminal, as G5 asks."""
    with running("-m", "benchmarks.floors", "typing") as bare:
        bare.settle(0.5)
        floor = [bare.send(letter).milliseconds for letter in "the quick brown fox" * 3]
    words = ("--shop", str(directory), "--counter", "office")
    with running("-m", "tui_pos", *words) as ours:
        ours.wait_for("PIN")
        ours.type(f"{PIN}\r")
        ours.wait_for("F12")
        ours.send("\x1bOR", 0.5)
        for _round in range(2):  # the first reads the file into memory
            found = [one for text in _TYPED for one in _typed(ours, text)]
        ours.send(F["esc"], 0.3)
    what = f"live search, {number:,} customers, p95 / bare key p95"
    return Line("G5", what, p95(found), p95(floor), most)


def _typed(ours: Any, text: str) -> Iterator[float]:
    for letter in text:
        yield ours.send(letter).milliseconds
    for _letter in text:
        ours.send("\x7f")


def _statements(by: Actor) -> list[Line]:
    made = statements.statement(1, Period(FIRST, NOW.date()), by=by, at=NOW)
    times: dict[int, tuple[float, float]] = {}
    memory = 0.0
    for count in (1_000, 10_000, 100_000):
        ours, used = _written("ours", count, len(made.lines))
        floor, _floor_used = _written("bare", count, len(made.lines))
        times[count] = (ours, floor)
        memory = max(memory, used if count == 10_000 else 0)
    return [
        *(
            Line(
                "G11",
                f"statement of {count:,} lines as PDF / the bare canvas",
                ours,
                floor,
                1.3,
            )
            for count, (ours, floor) in times.items()
        ),
        Line(
            "G11",
            "100,000 lines / 10,000 lines",
            times[100_000][0],
            times[10_000][0],
            11,
        ),
        Line(
            "G11",
            "peak memory of 10,000 lines above the program / 40 MiB",
            memory,
            40,
            1,
            "MiB",
        ),
    ]


def _written(how: str, count: int, _known: int) -> tuple[float, float]:
    """Write a PDF in a process of its own: milliseconds, and MiB above its start."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.khata", how, str(count)],
        check=True,
        capture_output=True,
        text=True,
    )
    milliseconds, mib = map(float, done.stdout.split())
    return milliseconds, mib


def _sample(count: int) -> statements.Statement:
    from tui_pos.domain.khata import EntryKind
    from tui_pos.domain.money import ZERO, Money
    from tui_pos.services.paper import ShopHead
    from tui_pos.services.statements import Statement, StatementLine

    lines = tuple(
        StatementLine(
            entry_id=number,
            on=FIRST + timedelta(days=number % 600),
            at=NOW,
            reference=f"A1-{number:06d}",
            kind=EntryKind.GOODS,
            debit=Money(10_000 + number),
            credit=ZERO,
            balance=Money(10_000 * number),
            note="Atta 20 kg, Ghee 5 kg",
        )
        for number in range(1, count + 1)
    )
    return Statement(
        head=ShopHead("Al-Madina", "Okara", "0300-1234567", ""),
        customer_id=1,
        name="Haji Rashid",
        name_ur="",
        phone="0301-7654321",
        period=Period(FIRST, NOW.date()),
        forward=ZERO,
        lines=lines,
        bucket_titles=("0-30", "31-60", "61-90", "90+"),
        buckets=(ZERO,) * 4,
        promised=None,
        at=NOW,
        journal_head="b9e58294",
    )


def _bare(made: statements.Statement, path: Path) -> None:
    """Draw the same strings at the same places, and nothing else."""
    from reportlab.pdfgen.canvas import Canvas

    from tui_pos.reports.statement import table

    canvas = Canvas(str(path), pagesize=(595.28, 841.89), pageCompression=1)
    y = 740.0
    for line in table(made, zone=UTC):
        canvas.setFont("Helvetica", 9)
        for x, cell in zip((40, 96, 126, 190), line.cells, strict=False):
            if cell:
                canvas.drawString(x, y, cell)
        for x, cell in zip((415, 480, 555), line.cells[4:], strict=True):
            if cell:
                canvas.drawRightString(x, y, cell)
        y -= 13
        if y < 60:
            canvas.showPage()
            y = 740.0
    canvas.save()


def _main(how: str, count: int) -> None:
    from reportlab.pdfgen.canvas import Canvas  # noqa: F401 - loaded before the clock

    from tui_pos.reports import statement_pdf

    made = _sample(count)
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "statement.pdf"
        statement_pdf.write(_sample(10), path, zone=UTC)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.perf_counter()
        if how == "ours":
            statement_pdf.write(made, path, zone=UTC)
        else:
            _bare(made, path)
        spent = (time.perf_counter() - start) * 1000
        used = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    sys.stdout.write(f"{spent} {used}\n")


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
