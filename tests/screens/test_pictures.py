"""How the screens look: one picture a screen at 80x24, and the wide sale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pictures import PICTURES, SIZES, open_till

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot


@pytest.mark.parametrize("name", PICTURES)
def test_how_a_screen_looks(
    name: str,
    selling: Path,
    tmp_path: Path,
    snap_compare: Callable[..., bool],
) -> None:
    picture = PICTURES[name]

    async def go(pilot: Pilot[None]) -> None:
        await picture.go(pilot)

    directory = selling if picture.needs_shop else tmp_path / "new"
    app = open_till(directory)
    size = SIZES.get(name, (80, 24))
    same = snap_compare(app, run_before=go, terminal_size=size)
    if app.shop is not None:
        app.shop.close()
    assert same
