"""What screens ask of the app, and what panels ask of the sale screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from textual.message import Message

from tui_pos.widgets.panel import Host

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    from textual.events import Key

    from tui_pos.domain.errors import PosError
    from tui_pos.domain.keys import KeyFile
    from tui_pos.domain.money import Money
    from tui_pos.domain.permissions import Actor
    from tui_pos.domain.quantity import Quantity
    from tui_pos.domain.receipt import Receipt
    from tui_pos.domain.tender import Given
    from tui_pos.screens.keymap import Command
    from tui_pos.services.backups import Backup
    from tui_pos.services.cart_view import CartView
    from tui_pos.services.catalog import Scanned
    from tui_pos.services.founding import ShopForm
    from tui_pos.services.khata import KhataCard
    from tui_pos.services.restoring import Missing, Restored
    from tui_pos.services.spool import PrinterState
    from tui_pos.shop import Shop


class ScanSeen(Message):
    """A scanner's burst, claimed; `passed` characters of it were let through."""

    def __init__(self, code: str, passed: int) -> None:
        super().__init__()
        self.code = code
        self.passed = passed


@dataclass(frozen=True, slots=True)
class Doors:
    """How the till reaches a shop; `cli` wires it."""

    open_shop: Callable[[str], Shop]
    """Open the shop of this directory at a counter ("" is the machine's own)."""
    found_shop: Callable[[ShopForm, KeyFile, dict[str, Any]], None]
    """Found a shop; the last argument goes into config.toml."""
    save_sheet: Callable[[Path, str], None]
    """Write the recovery sheet into a private file."""
    print_sheet: Callable[[str, Receipt, int], None]
    """Print the recovery sheet: the printer's address, the sheet, its columns."""
    make_demo: Callable[[Callable[[int, int], None]], list[tuple[str, str, str]]]
    """Make the demo shop beside this one; gives names, roles and PINs."""
    backups: Callable[[], list[Backup]] = list
    """The good backups of this shop, newest first."""
    missing: Callable[[Backup], Missing] | None = None
    """What the damaged books still tell of what came after a backup."""
    restore: Callable[[Path, str, str], Restored] | None = None
    """Put a backup in the place of the books: the file, the owner, the PIN."""


class Till(Protocol):
    """The app, as screens know it."""

    doors: Doors
    commands: tuple[Command, ...]
    printer: PrinterState | None
    last_backup: datetime | None
    demo_people: list[tuple[str, str, str]]

    def open_books(self) -> Shop:
        """Give the open shop to a screen that only exists while one is open."""

    def person(self) -> Actor:
        """Give who is logged in to a screen that only exists then."""

    def restart(self, counter: str = "") -> None:
        """Open the shop from the first frame on."""

    def first_run(self) -> None:
        """Offer the set-up and the demo shop."""

    def set_up(self) -> None:
        """Set up a shop."""

    def keep_goods(self) -> None:
        """Go to the goods."""

    def keep_customers(self) -> None:
        """Go to the customers."""

    def back_from_customers(self) -> None:
        """Go back to the bill; to the lock where the screen is too small for one."""

    def fail(self, error: PosError) -> None:
        """Say why the shop stays closed."""

    def opened(self, shop: Shop) -> None:
        """Take an open shop and ask who is there."""

    def entered(self, actor: Actor) -> None:
        """Let somebody in."""

    def lock(self) -> None:
        """Lock the till; every bill stays where it is."""

    def close_day(self, sentence: str) -> None:
        """Show how a shift closed, on the lock."""

    def tell(self, sentence: str) -> None:
        """Say something on the screen that comes next."""

    def leave(self) -> None:
        """Close the books and end."""

    def beep(self) -> None:
        """Make the sound of a refusal."""

    def pass_on(self, key: Key) -> None:
        """Give a key that came too late for its screen to the one that is there."""

    def touched(self) -> None:
        """Remember that somebody uses the till."""


class Desk(Host, Protocol):
    """A screen on which customers are worked with, as its panels know it."""

    @property
    def till(self) -> Till:
        """The app."""

    @property
    def actor(self) -> Actor:
        """Who works here."""

    @property
    def card(self) -> KhataCard | None:
        """The khata of the attached customer."""

    @property
    def today(self) -> date:
        """The business date."""

    def open_khata(self, customer_id: int) -> None:
        """Open the khata of a customer."""

    def open_profile(self, customer_id: int) -> None:
        """Show a customer from all sides."""

    def refresh_card(self) -> None:
        """Read again what stands on the screen of a khata."""

    def now(self) -> datetime:
        """Give the shop's clock."""

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do an act; say why where it is refused."""

    def attempt_as(
        self,
        act: Callable[[Actor], object],
        done: Callable[[], object] = lambda: None,
    ) -> bool:
        """Do an act; where it is refused to this person, let somebody approve it."""

    def refuse(self, error: PosError) -> None:
        """Say why something was refused."""

    def press(self, key: str, character: str | None) -> None:
        """Take a key that no panel took."""

    def scanned(self, code: str) -> None:
        """Take a scan that no panel took."""

    def take_back(self, characters: int) -> None:
        """Remove characters that turned out to be a scanner's."""


class Sale(Desk, Protocol):
    """The sale screen, as its panels know it."""

    selected: int | None
    cart: CartView

    def command_of_key(self, key: str) -> Command | None:
        """Find the command of a key."""

    def is_permitted(self, command: Command) -> bool:
        """Tell whether the person may use a command."""

    def run_command(self, command: Command, rest: str) -> None:
        """Do a command."""

    def show_cart(self, cart: CartView, selected: int | None = None) -> None:
        """Take the bill as it now stands on the disk."""

    def add(
        self, found: Scanned, quantity: Quantity | None, worth: Money | None
    ) -> bool:
        """Put goods on the bill."""

    def attach(self, customer_id: int | None) -> None:
        """Put a customer on the bill."""

    def finish_exact(self) -> None:
        """Take exact cash for the rest."""

    def finish(self, given: tuple[Given, ...]) -> bool:
        """Complete the sale."""

    def finish_as(self, actor: Actor, given: tuple[Given, ...]) -> None:
        """Complete the sale with somebody's approval."""
