"""A hand at the till: presses keys, scans, and reads the screen as text."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from textual import events

from tests.conftest import NOON
from tui_pos import bootstrap, recovery
from tui_pos.app import PosApp
from tui_pos.bootstrap import Opening
from tui_pos.cli.till import print_sheet
from tui_pos.screens.base import PosScreen
from tui_pos.screens.till import Doors
from tui_pos.services import people

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from textual.pilot import Pilot

    from tui_pos.shop import Shop

SIZE = (80, 24)


def till(directory: Path, **changed: Any) -> PosApp:
    """Make the app over a shop directory, its clock stopped at noon."""

    def open_shop(counter: str) -> Shop:
        opening = Opening(directory, counter=counter, holds_counter=True)
        opened = bootstrap.open_shop(opening)
        changed.setdefault("last_backup", lambda: NOON)
        return replace(
            opened,
            now=lambda: NOON,
            back_up=changed.get("back_up", lambda: None),
            last_backup=changed["last_backup"],
        )

    def found_shop(form: Any, key: Any, machine: dict[str, Any]) -> None:
        text = bootstrap.config_text(machine)
        bootstrap.found_shop(directory, form, key, text, at=NOON)

    doors = Doors(
        open_shop=changed.get("open_shop", open_shop),
        found_shop=found_shop,
        save_sheet=bootstrap.save_sheet,
        print_sheet=changed.get("print_sheet", print_sheet),
        make_demo=changed.get("make_demo", lambda tell: []),
        backups=lambda: recovery.good_backups(directory),
        missing=lambda backup: recovery.missing_since(directory, backup),
        restore=lambda file, owner, pin: recovery.restore_shop(
            directory,
            file,
            lambda counter: people.log_in(owner, pin, counter, at=NOON),
            at=NOON,
        ),
    )
    return PosApp(doors)


@dataclass
class Hand:
    """What a person does at the till, and what they see."""

    app: PosApp
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        """Press keys one by one, as slowly as a person."""
        for key in keys:
            await self.pilot.press(key)
            self.app._release()
            self.app._scans.forget()  # a person is never as fast as a scanner
            await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type a text."""
        names = {" ": "space", "*": "asterisk", ".": "full_stop", "/": "slash"}
        names |= {"=": "equals_sign", "+": "plus", "-": "minus", "%": "percent_sign"}
        names |= {"?": "question_mark", ":": "colon", "_": "underscore"}
        await self.press(*(names.get(char, char) for char in text))

    async def scan(self, *codes: str, end: tuple[str, ...] = ("enter",)) -> None:
        """Scan codes back to back, as one read from the wire."""
        now = time.monotonic()
        for code in codes:
            for key in (*code, *end):
                event = events.Key(key, key if len(key) == 1 else None)
                event.time = now
                self.app.post_message(event)
        await self.pilot.pause()
        await self.pilot.pause()

    async def log_in(self, name: str = "Ali", pin: str = "1234") -> None:
        """Log in at the lock."""
        await self.type(name)
        await self.press("enter")
        await self.type(pin)
        await self.press("enter")

    @property
    def lines(self) -> list[str]:
        """The screen as text."""
        screen = self.app.screen
        assert isinstance(screen, PosScreen)
        return ["".join(span.text for span in row) for row in screen.canvas.shown]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def said(self) -> str:
        """What a reader reads: the words of the screen, wherever a line was broken."""
        return " ".join(self.text.split())

    @property
    def message(self) -> str:
        """The message line."""
        screen = self.app.screen
        assert isinstance(screen, PosScreen)
        return screen.message.text

    @property
    def screen(self) -> Any:
        return self.app.screen


@asynccontextmanager
async def at_the_till(
    directory: Path, size: tuple[int, int] = SIZE, **changed: Any
) -> AsyncIterator[Hand]:
    """Open the till of a shop and give a hand at it."""
    app = till(directory, **changed)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()
        try:
            yield Hand(app, pilot)
        finally:
            if app.shop is not None:
                app.shop.close()
