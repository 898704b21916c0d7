"""The till's application: screens, keys, scans, and what outlives a screen."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from textual import events, work
from textual.app import App

from tui_pos.domain.errors import PosError
from tui_pos.domain.permissions import Permission
from tui_pos.domain.scanning import MAX_GAP, ScanDetector, Verdict
from tui_pos.i18n import _
from tui_pos.screens.base import PosScreen
from tui_pos.screens.start import StartScreen
from tui_pos.screens.till import ScanSeen
from tui_pos.widgets.canvas import HarmlessFilter
from tui_pos.widgets.panel import ScanPolicy

if TYPE_CHECKING:
    from datetime import datetime

    from textual.screen import Screen
    from textual.timer import Timer

    from tui_pos.domain.permissions import Actor
    from tui_pos.screens.keymap import Command
    from tui_pos.screens.till import Doors
    from tui_pos.services.spool import PrinterState
    from tui_pos.shop import Shop

_BACKUP_EVERY = timedelta(hours=1)
_REST_AFTER = 3.0
"""Seconds without a key after which the till does its idle work."""


class PosApp(App[None], inherit_bindings=False):
    """The till."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "tui-pos"
    BINDINGS = []

    def __init__(self, doors: Doors, *, theme_name: str = "auto") -> None:
        super().__init__()
        self.doors = doors
        self.shop: Shop | None = None
        self.actor: Actor | None = None
        self.commands: tuple[Command, ...] = ()
        self.printer: PrinterState | None = None
        self.last_backup: datetime | None = None
        self.demo_people: list[tuple[str, str, str]] = []
        self.use_theme(theme_name)
        self._filters.append(HarmlessFilter())
        self._scans = ScanDetector()
        self._held: list[events.Key] = []
        self._holding: Timer | None = None
        self._touched = time.monotonic()
        self._unrested = False
        self._backup_tried: datetime | None = None

    def on_mount(self) -> None:
        self._catch_signals()
        self.set_interval(_REST_AFTER, self._maybe_rest)
        self.push_screen(StartScreen())

    def use_theme(self, name: str) -> None:
        """Take a theme; `auto` is 16 colours over SSH and on the Linux console."""
        plain = os.environ.get("TERM") == "linux" or "SSH_TTY" in os.environ
        if name == "ansi" or (name == "auto" and plain):
            self.theme = "ansi-dark"
        else:
            self.theme = "textual-dark"

    def go(self, screen: Screen[None]) -> None:
        """Show another screen in place of this one."""
        self._leave_screen()
        self.switch_screen(screen)

    def restart(self, counter: str = "") -> None:
        """Open the shop from the first frame on."""
        self.go(StartScreen(counter))

    def first_run(self) -> None:
        """Offer the set-up and the demo shop."""
        from tui_pos.screens.first_run import FirstRunScreen

        self.go(FirstRunScreen())

    def set_up(self) -> None:
        """Set up a shop."""
        from tui_pos.screens.setup import SetupScreen

        self.go(SetupScreen())

    def keep_goods(self) -> None:
        """Go to the goods."""
        from tui_pos.screens.goods import GoodsScreen

        self.go(GoodsScreen())

    def keep_customers(self) -> None:
        """Go to the customers."""
        from tui_pos.screens.customers import CustomersScreen

        self.go(CustomersScreen())

    def back_from_customers(self) -> None:
        """Go back to the bill; to the lock where the screen is too small for one."""
        from tui_pos.screens.sale import SaleScreen

        if self._is_small(SaleScreen.SMALLEST):
            self.lock()
        else:
            self.entered(self.person())

    def fail(self, error: PosError) -> None:
        """Say why the shop stays closed."""
        from tui_pos.screens.fault import FaultScreen

        if self.shop is not None:
            self.shop.close()
            self.shop = self.actor = None
        self.go(FaultScreen(error))

    def opened(self, shop: Shop) -> None:
        """Take an open shop and ask who is there."""
        from tui_pos.screens.keymap import keymap
        from tui_pos.screens.lock import LockScreen

        self.shop = shop
        self.commands = keymap(shop.config.keys)
        self.use_theme(shop.config.screen.theme)
        shop.start_printer(self._printer_reports)
        self.last_backup = shop.last_backup()
        self._back_up(shop)
        self.go(LockScreen())

    def entered(self, actor: Actor) -> None:
        """Let somebody in: to the shift where none is open, else to the bill."""
        from tui_pos.screens.lock import LockScreen
        from tui_pos.screens.sale import SaleScreen
        from tui_pos.screens.shift import ShiftScreen
        from tui_pos.services.shifts import OFFICE, open_shift_of

        self.actor = actor
        gc.freeze()  # what is loaded by now stays: looking through it costs keys time
        try:
            shift = open_shift_of(by=actor)
        except PosError:
            self.go(LockScreen())
            return
        if self._is_small(SaleScreen.SMALLEST) and actor.may(Permission.CUSTOMER_FULL):
            self.keep_customers()
        elif shift is None and actor.counter != OFFICE:
            self.go(ShiftScreen())
        else:
            self.go(SaleScreen(shift))

    def _is_small(self, needed: tuple[int, int]) -> bool:
        return self.size.width < needed[0] or self.size.height < needed[1]

    def lock(self) -> None:
        """Lock the till; every bill stays where it is."""
        from tui_pos.screens.lock import LockScreen

        self.actor = None
        self.go(LockScreen())

    def close_day(self, sentence: str) -> None:
        """Show how a shift closed, on the lock."""
        self.lock()
        self.tell(sentence)

    def tell(self, sentence: str) -> None:
        """Say something on the screen that comes next."""
        self.call_later(self._say_there, sentence)

    def _say_there(self, sentence: str) -> None:
        if isinstance(self.screen, PosScreen):
            self.screen.say(sentence, "good")
            self.screen.paint()

    def pass_on(self, key: events.Key) -> None:
        """Give a key that came too late for its screen to the one that is there."""
        if not getattr(self.screen, "gone", False):
            self.screen._forward_event(events.Key(key.key, key.character))

    def leave(self) -> None:
        """Close the books and end."""
        self._leave_screen()
        if self.shop is not None:
            self.shop.close()
            self.shop = None
        self.exit()

    def open_books(self) -> Shop:
        """Give the open shop to a screen that only exists while one is open."""
        assert self.shop is not None  # noqa: S101 - such screens come after opened()
        return self.shop

    def person(self) -> Actor:
        """Give who is logged in to a screen that only exists then."""
        assert self.actor is not None  # noqa: S101 - such screens come after entered()
        return self.actor

    def _leave_screen(self) -> None:
        if isinstance(self.screen, PosScreen):
            self.screen.gone = True

    def _printer_reports(self, state: PrinterState) -> None:
        self.call_later(self._show_printer, state)

    def _show_printer(self, state: PrinterState) -> None:
        self.printer = state
        self._repaint()

    def _repaint(self) -> None:
        """Show what a thread reported, unless the till was left meanwhile."""
        if self.screen_stack and isinstance(self.screen, PosScreen):
            self.screen.paint()

    async def on_event(self, event: events.Event) -> None:
        """See every key before any widget: a scan is not typing (decision 17)."""
        if (
            isinstance(event, events.Key)
            and not event.is_forwarded
            and isinstance(self.screen, PosScreen)
            and self._judge(event, self.screen)
        ):
            event.stop()
            return
        await super().on_event(event)

    def _judge(self, event: events.Key, screen: PosScreen) -> bool:
        judged = self._scans.key(event.key, event.character, event.time)
        refusing = screen.scan_policy is ScanPolicy.REFUSE
        if judged.verdict is Verdict.SWALLOW:
            return True
        if judged.verdict is Verdict.SCAN:
            passed = 0 if self._held else judged.passed
            self._held.clear()
            screen.post_message(ScanSeen(judged.code, passed))
            return True
        if refusing and event.is_printable:
            self._hold(event)
            return True
        self._release()
        return False

    def _hold(self, event: events.Key) -> None:
        self._held.append(event)
        if self._holding is not None:
            self._holding.stop()
        self._holding = self.set_timer(MAX_GAP, self._release)

    def _release(self) -> None:
        held, self._held = self._held, []
        for event in held:
            self.screen._forward_event(event)

    def on_scan_seen(self, event: ScanSeen) -> None:
        """A scan whose screen is gone goes to the one that is there."""
        if isinstance(self.screen, PosScreen):
            self.screen.take_scan(event.code, 0)

    def beep(self) -> None:
        """Make the sound of a refusal, where sound is wanted."""
        if self.shop is None or self.shop.config.screen.sound:
            self.bell()

    def touched(self) -> None:
        """Remember that somebody uses the till."""
        self._touched = time.monotonic()
        self._unrested = True

    def _fatal_error(self) -> None:
        """End on a sentence; the traceback goes into the log, without its values."""
        import traceback

        from rich.text import Text

        said = _("The till stopped on a fault of its own. Everything sold is kept.")
        if self.shop is not None:
            log = self.shop.directory / "log"
            log.mkdir(mode=0o700, exist_ok=True)
            path = log / f"crash-{self.shop.now():%Y%m%d-%H%M%S}.txt"
            path.write_text("".join(traceback.format_exc()))
            said = f"{said} {path}"
        self._exit_renderables.append(Text(said))
        self._close_messages_no_wait()

    def _maybe_rest(self) -> None:
        idle = time.monotonic() - self._touched
        if self.shop is not None and self._unrested and idle >= _REST_AFTER:
            self._unrested = False
            self._rest(self.shop)
        if self.shop is not None and idle >= _REST_AFTER:
            self._mind_backup(self.shop)
        self._repaint()

    def _mind_backup(self, shop: Shop) -> None:
        """Make a backup when one is due; see whether another till made one."""
        now, tried, last = shop.now(), self._backup_tried, self.last_backup
        if tried is None or abs(now - tried) >= _BACKUP_EVERY:
            self._back_up(shop)
        elif last is None or abs(now - last) >= _BACKUP_EVERY:
            self.last_backup = shop.last_backup()

    def _back_up(self, shop: Shop) -> None:
        self._backup_tried = shop.now()
        self._make_backup(shop)

    @work(thread=True, exclusive=True, group="backup")
    def _make_backup(self, shop: Shop) -> None:
        with suppress(OSError):  # its age on the screen says it
            shop.back_up()
        self.call_later(self._backup_made)

    def _backup_made(self) -> None:
        if self.shop is not None:
            self.last_backup = self.shop.last_backup()
        self._repaint()

    @work(thread=True, exclusive=True, group="rest")
    def _rest(self, shop: Shop) -> None:
        shop.rest()

    def _catch_signals(self) -> None:
        if sys.platform == "win32":
            return
        import asyncio

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.leave)
