"""kill -9 at fifty points of a backup, a restore and a migration.

The program runs in a child that counts the calls it makes and kills itself at one of
them, so that the points are spread over the whole work, and lie densest at its end,
where files change places. After each: the old shop or the new one, never neither.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests import factories
from tests.conftest import NOON, OWNER_PIN, make_books
from tests.migrations.old_shop import make_old_shop
from tui_pos import bootstrap, recovery
from tui_pos.bootstrap import Opening
from tui_pos.db import rows
from tui_pos.domain.errors import SchemaOlderError
from tui_pos.domain.money import Money
from tui_pos.services import backups, people, shifts
from tui_pos.services.verify import prove

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

    from tui_pos.domain.permissions import Actor
    from tui_pos.services.people import Counter

POINTS = 50
pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="needs fork, which Windows lacks"
)


def calls_of(work: Callable[[], object], kill_at: int = 0) -> int:
    """Run some work in a child; give its calls, or 0 where it was killed."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        _count(work, kill_at, write)
    os.close(write)
    with os.fdopen(read, "rb") as answers:
        said = answers.read()
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, said
    return int(said or 0)


def _count(work: Callable[[], object], kill_at: int, answer: int) -> None:
    calls = 0

    def counted(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal calls
        if event in {"call", "c_call"}:
            calls += 1
            if calls == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    code = 1
    try:
        sys.setprofile(counted)
        work()
        sys.setprofile(None)
        os.write(answer, str(calls).encode())
        code = 0
    finally:
        os._exit(code)


def points(work: Callable[[], object], *, dense: float) -> list[int]:
    """Choose where to kill: half evenly, half within the last part of the work."""
    calls = calls_of(work)
    half = POINTS // 2
    even = [calls * number // half for number in range(1, half + 1)]
    tail = int(calls * dense)
    late = [calls - tail * number // half for number in range(half)]
    return sorted({max(1, point) for point in (*even, *late)})


def owner(counter: Counter) -> Actor:
    return people.log_in("Bilal", OWNER_PIN, counter, at=NOON)


def sales_of(directory: Path) -> int:
    """Open a shop as the till does, prove it, and count its sales."""
    shop = bootstrap.open_shop(Opening(directory))
    try:
        assert prove().faults == ()
        found: int = rows("SELECT COUNT(*) FROM sale")[0][0]
    finally:
        shop.close()
    return found


@pytest.fixture
def shop(directory: Path) -> Path:
    """A closed shop with two sales, the second after its only backup."""
    books = make_books(directory)
    shifts.open_shift(Money.rupees(0), by=books.cashier, at=NOON)
    soap = factories.product(books, "SOAP", "95", unit="pc")
    factories.sell(books, soap.product_id)
    backups.make_backup(books.shop.source, at=NOON)
    factories.sell(books, soap.product_id)
    books.shop.close()
    return directory


def test_a_cut_in_a_restore_leaves_the_old_shop_or_the_new_one(
    shop: Path, tmp_path: Path
) -> None:
    seen = set()

    def restore(directory: Path) -> None:
        file = next((shop / "backups").glob("*.db"))
        recovery.restore_shop(directory, file, owner, at=NOON)

    first = shutil.copytree(shop, tmp_path / "count")
    for point in points(lambda: restore(first), dense=0.02):
        directory = shutil.copytree(shop, tmp_path / f"cut{point}")
        calls_of(partial(restore, directory), point)
        seen.add(sales_of(directory))
        restore(directory)
        assert sales_of(directory) == 1
        shutil.rmtree(directory)

    assert seen == {1, 2}


def test_a_cut_in_a_backup_harms_neither_the_shop_nor_the_backups(
    shop: Path, tmp_path: Path
) -> None:
    seen = set()

    def back_up(directory: Path) -> None:
        opened = bootstrap.open_shop(Opening(directory))
        backups.make_backup(opened.source, at=NOON.replace(hour=15))
        opened.close()

    first = shutil.copytree(shop, tmp_path / "count")
    for point in points(lambda: back_up(first), dense=0.05):
        directory = shutil.copytree(shop, tmp_path / f"cut{point}")
        calls_of(partial(back_up, directory), point)
        good = backups.listed(directory / "backups")
        seen.add(len(good))
        for one in good:
            assert backups.manifest_of(one.path) == one
        there = set((directory / "backups").glob("*.db"))
        assert there == {one.path for one in good}
        assert sales_of(directory) == 2
        back_up(directory)
        left = {path.suffix for path in (directory / "backups").iterdir()}
        assert left == {".db", ".json"}
        shutil.rmtree(directory)

    assert seen == {1, 2}


def test_a_cut_in_a_migration_is_mended_by_running_it_again(tmp_path: Path) -> None:
    old = make_old_shop(tmp_path / "old")
    seen = set()
    first = shutil.copytree(old, tmp_path / "count")
    for point in points(lambda: recovery.migrate_shop(first), dense=0.1):
        directory = shutil.copytree(old, tmp_path / f"cut{point}")
        calls_of(partial(recovery.migrate_shop, directory), point)
        try:
            bootstrap.open_shop(Opening(directory)).close()
        except SchemaOlderError:
            seen.add("old")
            recovery.migrate_shop(directory)
        else:
            seen.add("new")
        assert sales_of(directory) == 4
        shutil.rmtree(directory)

    assert seen == {"old", "new"}
