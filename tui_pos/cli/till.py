"""Opening the full-screen till."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tui_pos.cli.options import Options
    from tui_pos.domain.keys import KeyFile
    from tui_pos.domain.permissions import Actor
    from tui_pos.domain.receipt import Receipt
    from tui_pos.services.backups import Backup
    from tui_pos.services.founding import ShopForm
    from tui_pos.services.people import Counter
    from tui_pos.services.restoring import Missing, Restored
    from tui_pos.shop import Shop


def open_till(
    options: Options, *, people: list[tuple[str, str, str]] | None = None
) -> None:
    """Open the till of a shop directory."""
    from tui_pos.app import PosApp
    from tui_pos.screens.till import Doors

    reach = _Reach(options)

    def save_sheet(path: Path, text: str) -> None:
        from tui_pos.bootstrap import save_sheet

        save_sheet(path, text)

    app = PosApp(
        Doors(
            open_shop=reach.open_shop,
            found_shop=reach.found_shop,
            save_sheet=save_sheet,
            print_sheet=print_sheet,
            make_demo=reach.make_demo,
            backups=reach.backups,
            missing=reach.missing,
            restore=reach.restore,
        )
    )
    app.demo_people = people or []
    app.run(mouse=False)
    if app.return_code:
        sys.exit(app.return_code)


def print_sheet(address: str, sheet: Receipt, columns: int) -> None:
    """Print the recovery sheet of a shop that does not exist yet.

    Raises:
        DeviceError: It was not printed, or nobody knows.
    """
    from tui_pos.devices.escpos_text import as_bytes
    from tui_pos.devices.transports import Timeouts, transport

    transport("front", address, Timeouts()).send(as_bytes(sheet, columns=columns))


class _Reach:
    """What the app reaches through its doors, loaded after the first frame."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._found: Path | None = None
        self._counter = options.counter or os.environ.get("TUI_POS_COUNTER", "")

    @property
    def _directory(self) -> Path:
        from tui_pos.cli.context import directory_of

        return self._found or directory_of(self._options)

    def open_shop(self, counter: str) -> Shop:
        from tui_pos import bootstrap

        opening = bootstrap.Opening(
            self._directory, counter=counter or self._counter, holds_counter=True
        )
        return bootstrap.open_shop(opening)

    def found_shop(self, form: ShopForm, key: KeyFile, machine: dict[str, Any]) -> None:
        from tui_pos import bootstrap

        text = bootstrap.config_text(machine)
        bootstrap.found_shop(self._directory, form, key, text)

    def backups(self) -> list[Backup]:
        from tui_pos import recovery

        return recovery.good_backups(self._directory)

    def missing(self, backup: Backup) -> Missing:
        from tui_pos import recovery

        return recovery.missing_since(self._directory, backup)

    def restore(self, file: Path, owner: str, pin: str) -> Restored:
        from tui_pos import bootstrap, recovery
        from tui_pos.config import Config
        from tui_pos.services import people

        def who(counter: Counter) -> Actor:
            at = bootstrap.clock(Config())()
            return people.log_in(owner, pin, counter, at=at)

        return recovery.restore_shop(self._directory, file, who)

    def make_demo(self, tell: Callable[[int, int], None]) -> list[tuple[str, str, str]]:
        from tui_pos.cli.demo_shop import make

        made = make(self._directory.with_name("tui-pos-demo"), tell=tell)
        self._found = made.directory
        return made.people
