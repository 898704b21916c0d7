"""The commands of the till: keys, typed twins, words. One registry for all of it.

F1, the key strip, the key card and config.toml's `[keys]` are made from it, so a
command that does not exist yet is nowhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from tui_pos.domain.errors import BadConfigError, KeyClashError
from tui_pos.domain.permissions import Permission
from tui_pos.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Command:
    """Something the sale screen does."""

    command_id: str
    key: str
    """The key, as Textual names it; "" for commands of the menu alone."""
    twin: str
    """What is typed behind a slash."""
    short: str
    """A word for the key strip; "" keeps it off it."""
    words: str
    menu: str = ""
    """Its letter in the menu."""
    permission: Permission | None = None


COMMANDS = (
    Command("help", "f1", "?", N_("Help"), N_("What the keys do here, now")),
    Command("find", "f2", "pc", N_("Find"), N_("Find goods, check a price")),
    Command(
        "customer",
        "f3",
        "id",
        N_("Cust"),
        N_("Attach a customer, see their khata"),
        permission=Permission.CUSTOMER_FIND,
    ),
    Command(
        "park",
        "f4",
        "su",
        N_("Park"),
        N_("Put the bill aside, with a name"),
        permission=Permission.PARK,
    ),
    Command(
        "recall",
        "f5",
        "rs",
        N_("Held"),
        N_("Take a parked bill up again"),
        permission=Permission.PARK,
    ),
    Command(
        "receive",
        "f6",
        "rc",
        N_("Rcv"),
        N_("Receive a payment against a khata"),
        permission=Permission.KHATA_RECEIVE,
    ),
    Command(
        "discount",
        "f7",
        "di",
        N_("Disc"),
        N_("Discount on the line; again for the whole bill"),
        permission=Permission.DISCOUNT,
    ),
    Command(
        "void",
        "f8",
        "vd",
        N_("Void"),
        N_("Take the selected line off"),
        permission=Permission.VOID_LINE,
    ),
    Command("tender", "f9", "tl", N_("Pay"), N_("Take the payment")),
    Command("menu", "f10", "menu", N_("Menu"), N_("Everything else")),
    Command("exact", "f12", "ca", N_("Cash"), N_("Exact cash: finish and print")),
    Command(
        "reprint",
        "ctrl+r",
        "rp",
        "",
        N_("Print the last slip again, or the one you name"),
        "R",
        Permission.REPRINT,
    ),
    Command(
        "take_goods_back",
        "ctrl+t",
        "rt",
        "",
        N_("Take goods back, void a bill, set its tender right"),
        "T",
        Permission.RETURN,
    ),
    Command(
        "preview", "", "pre", "", N_("Show the last receipt"), "P", Permission.REPRINT
    ),
    Command(
        "price",
        "",
        "po",
        "",
        N_("Another price for the selected line"),
        "O",
    ),
    Command("unlink", "", "noid", "", N_("Take the customer off the bill"), "U"),
    Command(
        "redeem",
        "",
        "pts",
        "",
        N_("Pay with the customer's points"),
        "D",
        Permission.POINTS_REDEEM,
    ),
    Command(
        "new_product",
        "ctrl+n",
        "new",
        "",
        N_("Add a product that is not in the list"),
        "N",
        Permission.GOODS_EDIT,
    ),
    Command(
        "khata",
        "",
        "kh",
        "",
        N_("The khata of a customer: lines, statement, corrections"),
        "K",
        Permission.KHATA_SEE,
    ),
    Command(
        "book",
        "",
        "book",
        "",
        N_("The khata book: everybody who owes, since when"),
        "B",
        Permission.KHATA_BOOK,
    ),
    Command(
        "customers",
        "",
        "cu",
        "",
        N_("The customers: find, add, change, limits, collecting"),
        "A",
        Permission.CUSTOMER_FULL,
    ),
    Command(
        "goods",
        "",
        "gd",
        "",
        N_("The goods: find, add, change"),
        "G",
        Permission.GOODS_EDIT,
    ),
    Command("lock", "ctrl+l", "lock", "", N_("Lock the till, the bill stays"), "L"),
    Command(
        "close_shift",
        "",
        "z",
        "",
        N_("Count the drawer and close the shift"),
        "Z",
        Permission.SHIFT_CLOSE,
    ),
    Command(
        "cancel",
        "",
        "cn",
        "",
        N_("Cancel the whole bill"),
        "C",
        Permission.CANCEL_SALE,
    ),
    Command("quit", "", "quit", "", N_("Leave the program"), "Q"),
)
DESK_COMMANDS = (
    Command("help", "f1", "?", N_("Help"), N_("What the keys do here, now")),
    Command("filter", "f3", "fi", N_("Filter"), N_("Who owes, a tier, an area ...")),
    Command(
        "new",
        "ctrl+n",
        "new",
        N_("New"),
        N_("Add a customer"),
        "N",
        Permission.CUSTOMER_EDIT,
    ),
    Command(
        "receive",
        "f6",
        "rc",
        N_("Rcv"),
        N_("Receive a payment of the chosen customer"),
        permission=Permission.KHATA_RECEIVE,
    ),
    Command("menu", "f10", "menu", N_("Menu"), N_("Everything else")),
    Command("refresh", "f5", "rf", "", N_("Read the list again")),
    Command("print", "ctrl+r", "csv", "", N_("The list as CSV, phones masked"), "T"),
    Command("khata", "", "kh", "", N_("The khata of the chosen customer"), "K"),
    Command(
        "book",
        "",
        "book",
        "",
        N_("The khata book: everybody who owes, since when"),
        "B",
        Permission.KHATA_BOOK,
    ),
    Command(
        "collect",
        "",
        "ask",
        "",
        N_("Whom to ask for money today"),
        "W",
        Permission.KHATA_BOOK,
    ),
    Command(
        "collected",
        "",
        "back",
        "",
        N_("Take a collection sheet back, a figure a line"),
        "S",
        Permission.KHATA_BOOK,
    ),
    Command(
        "cheques",
        "",
        "chq",
        "",
        N_("The cheques: paid by the bank, or come back"),
        "Q",
        Permission.KHATA_CHEQUES,
    ),
    Command(
        "merge",
        "",
        "one",
        "",
        N_("Make one account of two"),
        "M",
        Permission.KHATA_MERGE,
    ),
    Command(
        "rules",
        "",
        "loy",
        "",
        N_("Loyalty: what earns, what pays, the tiers"),
        "R",
        Permission.SETTINGS_READ,
    ),
    Command(
        "campaigns",
        "",
        "camp",
        "",
        N_("Campaigns: more points for some days"),
        "C",
        Permission.CAMPAIGNS,
    ),
    Command(
        "segments",
        "",
        "seg",
        "",
        N_("Segments: customers of a kind, counted now"),
        "G",
        Permission.CAMPAIGNS,
    ),
    Command(
        "points",
        "",
        "pts",
        "",
        N_("The points: issued, redeemed, still owed"),
        "P",
        Permission.REPORT_LOYALTY,
    ),
    Command("lock", "ctrl+l", "lock", "", N_("Lock the till, the bill stays"), "L"),
)
"""The commands of the customers' screen."""
DESK_KEYS = (
    ("↑ ↓ PgUp PgDn", N_("Choose a customer")),
    ("Enter", N_("Their profile: bills, khata, points, promises")),
    ("Tab", N_("By name, balance, oldest debt, last visit")),
    ("ahm, 4567", N_("Typed: any part of name, phone or CNIC")),
    ("Esc", N_("Back: what is typed, the filter, the till")),
)
_MOVABLE = re.compile(r"f([1-9]|1[0-2])|ctrl\+[glnorty]|insert")
_KEYS = "f1-f12, ctrl+g l n o r t y, insert"
"""The keys that every terminal delivers and no line of text needs."""
FIXED = {
    "enter": "enter",
    "escape": "escape",
    "up": "up",
    "down": "down",
    "left": "left",
    "right": "right",
    "pageup": "pageup",
    "pagedown": "pagedown",
    "home": "home",
    "end": "end",
    "backspace": "backspace",
    "delete": "delete",
    "tab": "tab",
    "ctrl+j": "scanner",
    "ctrl+b": "scanner",
}
GRAMMAR = (
    ("8964...", N_("A code: adds its goods")),
    ("sugar", N_("Words: search; one hit is added at once")),
    ("3*code", N_("Three of it; also 1.250* for weighed goods")),
    ("r100*code", N_("Rs 100 worth of it")),
    ("*3", N_("The selected line three times more")),
    ("+  -", N_("One more, one less of the selected line")),
    ("=95", N_("Rs 95 each for the selected line")),
    (".", N_("Tender, as F9")),
    ("..", N_("Exact cash, as F12")),
    ("↑ ↓", N_("Select a line")),
    ("Del", N_("Void the selected line, when nothing is typed")),
)


def keymap(moved: Mapping[str, str]) -> tuple[Command, ...]:
    """Give the commands with the keys that config.toml moves.

    Raises:
        BadConfigError: It moves a command that does not exist.
        KeyClashError: Two commands would answer to one key.
    """
    known = {command.command_id for command in COMMANDS}
    for command_id in moved:
        if command_id not in known:
            near = get_close_matches(command_id, known, n=1)
            raise BadConfigError(
                "config.toml [keys]",
                key=command_id,
                why="",
                near=near[0] if near else "",
            )
        if not _MOVABLE.fullmatch(moved[command_id].lower()):
            raise BadConfigError(
                "config.toml [keys]", command_id, why=moved[command_id], near=_KEYS
            )
    commands = tuple(
        replace(command, key=moved.get(command.command_id, command.key).lower())
        for command in COMMANDS
    )
    taken: dict[str, str] = dict(FIXED)
    for command in commands:
        if command.key and command.key in taken:
            raise KeyClashError(
                key=command.key, first=taken[command.key], second=command.command_id
            )
        taken[command.key] = command.command_id
    return commands


def key_name(key: str) -> str:
    """Write a key as keyboards do."""
    return "+".join(part.capitalize() for part in key.split("+"))


def key_card(commands: Sequence[Command]) -> str:
    """Write the key card: keys, twins, and what is typed into the scan line."""
    keyed = [
        f"{key_name(command.key):<9}/{command.twin:<6}{_(command.words)}"
        for command in commands
        if command.key
    ]
    listed = [
        f"{'F10 ' + command.menu:<9}/{command.twin:<6}{_(command.words)}"
        for command in commands
        if command.menu and not command.key
    ]
    typed = [f"{what:<16}{_(words)}" for what, words in GRAMMAR]
    tender = [f"{what:<16}{_(words)}" for what, words in TENDER_KEYS]
    return "\n".join(
        (
            _("KEYS OF THE SALE SCREEN"),
            "",
            *keyed,
            *listed,
            "",
            _("TYPED INTO THE SCAN LINE"),
            "",
            *typed,
            "",
            _("IN THE TENDER PANEL"),
            "",
            *tender,
        )
    )


def desk_card(commands: Sequence[Command]) -> str:
    """Write what the keys of the customers' screen do."""
    keyed = [
        f"{key_name(command.key) if command.key else 'F10 ' + command.menu:<8}"
        f"/{command.twin:<6}{_(command.words)}"
        for command in commands
    ]
    typed = [f"{what:<15}{_(words)}" for what, words in DESK_KEYS]
    return "\n".join((*keyed, "", *typed))


TENDER_KEYS = (
    ("500 Enter", N_("Rs 500 cash; the change is shown")),
    ("+", N_("Exact cash")),
    ("/  *  -", N_("The three likeliest notes")),
    ("K", N_("All the rest on khata; 500 K puts 500 there")),
    ("C  B  R", N_("Card, bank, wallet or Raast, with its reference")),
    ("500 O", N_("Rs 500 of the cash for the old balance, in one act")),
    ("P  A", N_("Points, or the advance of the customer")),
    ("Esc", N_("Back to the bill; what was given is kept")),
)
