"""Proving and reading the books: verify, audit, keys."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING

import click

from tui_pos.cli.context import (
    BOOKS,
    actor,
    directory_of,
    opened,
    shared,
    write_json,
)
from tui_pos.i18n import _
from tui_pos.reports.csv_text import safe_cell
from tui_pos.services import audit
from tui_pos.services.verify import verify

if TYPE_CHECKING:
    from tui_pos.cli.options import Options


@click.command("verify")
@shared
def verify_command(options: Options) -> None:
    """Check every cache, the journal and every rule of the ledgers."""
    shop = opened(options, despite_schema=True)
    by = actor(options, shop)
    proved = verify(schema_is_ours=shop.schema_is_ours, by=by)
    faults = [
        {"table": fault.table, "id": fault.row, "rule": fault.rule}
        for fault in proved.faults
    ]
    if options.json:
        write_json({"ok": proved.ok, "checked": proved.checked, "faults": faults})
    else:
        for fault in proved.faults:
            click.echo(f"{fault.table} {fault.row}: {_(fault.rule)}")
        rows = sum(proved.checked.values())
        said = _("The books are whole") if proved.ok else _("The books do not verify")
        click.echo(f"{said}: {rows:,}")
    if not proved.ok:
        sys.exit(BOOKS)


@click.command("audit")
@click.argument("name")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv")
@shared
def audit_command(options: Options, name: str, form: str) -> None:
    """Write an audit view."""
    shop = opened(options, despite_schema=True)
    table = audit.view(name, by=actor(options, shop))
    if form == "json" or options.json:
        for row in table.rows:
            write_json(dict(zip(table.columns, row, strict=True)))
        return
    writer = csv.writer(sys.stdout)
    writer.writerow(table.columns)
    writer.writerows([safe_cell(cell) for cell in row] for row in table.rows)


@click.command("keys")
@shared
def keys_command(options: Options) -> None:
    """Print the key card of this machine."""
    from tui_pos import i18n
    from tui_pos.bootstrap import CONFIG
    from tui_pos.config import read_config
    from tui_pos.screens.keymap import key_card, keymap

    config = read_config(directory_of(options) / CONFIG)
    i18n.use(config.machine.language)
    commands = keymap(config.keys)
    if options.json:
        for command in commands:
            write_json(
                {"id": command.command_id, "key": command.key, "twin": command.twin}
            )
        return
    click.echo(key_card(commands))
