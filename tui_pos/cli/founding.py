"""Making a shop: init, demo, migrate."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_pos import bootstrap
from tui_pos.cli.context import directory_of, pin, shared, tell, write_json
from tui_pos.cli.options import Options
from tui_pos.domain.errors import ShopExistsError
from tui_pos.domain.keys import KeyFile, KeyKind, read_group, sheet_groups
from tui_pos.i18n import _
from tui_pos.reports.sheet import recovery_sheet_text
from tui_pos.services.founding import ShopForm

if TYPE_CHECKING:
    from datetime import datetime


@click.command("init")
@click.option("--name", required=True, help="The shop's name.")
@click.option("--owner", required=True, help="The owner's name.")
@click.option("--address", default="")
@click.option("--phone", default="")
@click.option("--passphrase", is_flag=True, help="Lock with a passphrase.")
@click.option("--plain", is_flag=True, help="Leave the database unencrypted.")
@click.option("--sheet", type=click.Path(path_type=Path), help="Where the sheet goes.")
@shared
def init_command(
    options: Options,
    name: str,
    owner: str,
    address: str,
    phone: str,
    passphrase: bool,
    plain: bool,
    sheet: Path | None,
) -> None:
    """Set up a shop in a new directory."""
    if passphrase and plain:
        raise click.UsageError("Choose --passphrase or --plain, not both.")
    directory = directory_of(options)
    if bootstrap.exists(directory):
        raise ShopExistsError(directory)
    kind = KeyKind.PASSPHRASE if passphrase else KeyKind.RAW
    key = KeyFile.fresh(KeyKind.PLAIN if plain else kind)
    if passphrase:
        os.environ["TUI_POS_PASSPHRASE"] = pin(None, "TUI_POS_PASSPHRASE", "Passphrase")
        if not os.environ["TUI_POS_PASSPHRASE"]:
            raise click.UsageError("Set TUI_POS_PASSPHRASE, or run on a terminal.")
    form = ShopForm(
        name=name,
        owner=owner,
        pin=pin(options.pin_file, "TUI_POS_PIN", "The owner's PIN, 6 digits or more"),
        address=address,
        phone=phone,
    )
    if key.kind is KeyKind.RAW:
        _hand_over(key, name, sheet)
    bootstrap.found_shop(directory, form, key)
    tell(
        options,
        {"shop": str(directory), "owner": owner, "encrypted": not plain},
        _("The shop is ready in {path}.").format(path=directory),
    )


def _hand_over(key: KeyFile, shop_name: str, sheet: Path | None) -> None:
    text = recovery_sheet_text(key.data, shop_name=shop_name)
    if sheet is not None:
        bootstrap.save_sheet(sheet, text)
        return
    click.echo(text, err=True)
    if not sys.stdin.isatty():
        return
    last = sheet_groups(key.data)[-1]
    while True:
        typed = click.prompt(_("Write the sheet down, then type its last group"))
        if read_group(len(sheet_groups(key.data)) - 1, typed) == last:
            return


@click.command("demo")
@click.option("--size", type=click.Choice(["small", "large"]), default="small")
@click.option("--seed", type=int, default=1)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), default=None)
@click.option("--plain", is_flag=True)
@click.option("--no-open", is_flag=True, help="Only make it.")
@shared
def demo_command(
    options: Options,
    size: str,
    seed: int,
    until: datetime | None,
    plain: bool,
    no_open: bool,
) -> None:
    """Make a shop with ninety days of trade, and look around in it."""
    from tui_pos.cli.demo_shop import Wanted, make

    directory = options.shop or directory_of(options).with_name("tui-pos-demo")
    if no_open and bootstrap.exists(directory):
        raise ShopExistsError(directory)
    wanted = Wanted(seed, until.date() if until else None, plain, size)
    made = make(directory, wanted, tell=_bar)
    if options.json:
        people = [
            {"name": name, "role": role, "pin": pin} for name, role, pin in made.people
        ]
        write_json({"directory": str(made.directory), "users": people})
    else:
        click.echo(_("The demo shop is in {path}.").format(path=made.directory))
        for name, role, pin_ in made.people:
            click.echo(f"  {name:<10}{role:<12}PIN {pin_}")
    if not no_open:
        from tui_pos.cli.till import open_till

        open_till(Options(shop=made.directory), people=made.people)


def _bar(done: int, whole: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done}/{whole}", nl=done == whole, err=True)
