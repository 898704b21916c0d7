"""People and policies: user, shift, setting."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_pos import recovery
from tui_pos.cli.context import (
    actor,
    directory_of,
    opened,
    pin,
    shared,
    tell,
)
from tui_pos.cli.recovering import sheet_groups
from tui_pos.domain import entry
from tui_pos.domain.entry import LARGEST_BOOK_AMOUNT
from tui_pos.domain.permissions import Permission, Role
from tui_pos.i18n import _
from tui_pos.i18n.numbers import rs
from tui_pos.services import people, settings, shifts

if TYPE_CHECKING:
    from tui_pos.cli.options import Options


@click.group("user")
def user_command() -> None:
    """The people who work in the shop."""


@user_command.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--new-pin-file", type=click.Path(path_type=Path))
@shared
def add(options: Options, name: str, role: str, new_pin_file: Path | None) -> None:
    """Take somebody in."""
    shop = opened(options)
    by = actor(options, shop)
    new_pin = pin(new_pin_file, "TUI_POS_NEW_PIN", f"New PIN of {name}")
    added = people.add_user(name, Role(role), new_pin, by=by, at=shop.now())
    tell(options, _person(added), _("{name} can log in.").format(name=added.name))


@user_command.command("list")
@shared
def list_users(options: Options) -> None:
    """Show who works here."""
    shop = opened(options)
    for person in people.people(by=actor(options, shop)):
        state = "" if person.active else _(" (disabled)")
        tell(options, _person(person), f"{person.name:<24}{person.role}{state}")


@user_command.command("disable")
@click.argument("name")
@shared
def disable(options: Options, name: str) -> None:
    """Let somebody in no more."""
    shop = opened(options)
    gone = people.disable_user(name, by=actor(options, shop), at=shop.now())
    tell(options, _person(gone), _("{name} cannot log in.").format(name=gone.name))


@user_command.command("reset")
@click.argument("name")
@click.option("--sheet", type=click.Path(path_type=Path), help="The written sheet.")
@click.option("--new-pin-file", type=click.Path(path_type=Path))
@shared
def reset(
    options: Options, name: str, sheet: Path | None, new_pin_file: Path | None
) -> None:
    """Give somebody a new PIN: an owner, or who has the recovery sheet.

    In a shop with a passphrase it takes the sheet's place.
    """
    by_owner = options.user and sheet is None
    if not by_owner and recovery.has_sheet(directory_of(options)):
        recovery.prove_sheet(directory_of(options), sheet_groups(sheet))
    shop = opened(options)
    if by_owner:
        by = actor(options, shop)
        new_pin = pin(new_pin_file, "TUI_POS_NEW_PIN", f"New PIN of {name}")
        person = people.reset_pin(name, new_pin, by=by, at=shop.now())
    else:
        new_pin = pin(new_pin_file, "TUI_POS_NEW_PIN", f"New PIN of {name}")
        person = people.reset_by_sheet(name, new_pin, shop.counter, at=shop.now())
    tell(options, _person(person), _("{name} has a new PIN.").format(name=person.name))


def _person(person: people.Person) -> dict[str, object]:
    return {
        "id": person.user_id,
        "name": person.name,
        "role": person.role.value,
        "active": person.active,
    }


@click.group("shift")
def shift_command() -> None:
    """The trading day at one drawer."""


@shift_command.command("open")
@click.option("--float", "opening_float", required=True, help="Cash in the drawer.")
@shared
def open_shift(options: Options, opening_float: str) -> None:
    """Open the counter's shift."""
    shop = opened(options)
    by = actor(options, shop)
    amount = entry.amount(opening_float, largest=LARGEST_BOOK_AMOUNT)
    shift = shifts.open_shift(amount, by=by, at=shop.now())
    tell(
        options,
        {
            "shift": shift.shift_id,
            "state": "open",
            "float": amount.paisas,
            "business_date": shift.business_date.isoformat(),
            "head": shift.head,
        },
        _("Shift {number} is open with {amount}.").format(
            number=shift.shift_id, amount=rs(amount)
        ),
    )


@shift_command.command("close")
@click.option("--counted", required=True, help="Cash counted in the drawer.")
@shared
def close_shift(options: Options, counted: str) -> None:
    """Close the counter's shift on a plain count."""
    shop = opened(options)
    by = actor(options, shop)
    amount = entry.amount(counted, largest=LARGEST_BOOK_AMOUNT)
    closed = shifts.close_shift(amount, by=by, at=shop.now())
    result: dict[str, object] = {
        "shift": closed.shift_id,
        "state": "closed",
        "counted": closed.counted.paisas,
        "difference": closed.difference.paisas,
        "head": closed.head,
    }
    if by.may(Permission.SHIFT_EXPECTED):
        result["expected"] = closed.expected.paisas
    tell(
        options,
        result,
        _(
            "Shift {number} is closed: counted {counted}, difference {difference}."
        ).format(
            number=closed.shift_id,
            counted=rs(closed.counted),
            difference=rs(closed.difference),
        ),
    )


@click.group("setting")
def setting_command() -> None:
    """The shop's policies."""


@setting_command.command("list")
@shared
def list_settings(options: Options) -> None:
    """Show every policy."""
    shop = opened(options)
    for name, value in settings.settings(by=actor(options, shop)).items():
        tell(options, {"name": name, "value": value}, f"{name:<24}{value}")


@setting_command.command("set")
@click.argument("name")
@click.argument("value")
@shared
def set_setting(options: Options, name: str, value: str) -> None:
    """Set a policy from now on."""
    shop = opened(options)
    by = actor(options, shop)
    understood = settings.change_setting(name, value, by=by, at=shop.now())
    tell(
        options,
        {"name": name, "value": understood},
        _("{name} is now {value}.").format(name=name, value=understood),
    )
