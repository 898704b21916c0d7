"""When things went wrong: backup, restore, recover, migrate."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui_pos import bootstrap, recovery
from tui_pos.cli.context import (
    BOOKS,
    actor,
    directory_of,
    log_in,
    opened,
    shared,
    stop,
    tell,
)
from tui_pos.domain.errors import BackupFailedError, WrongSheetGroupError
from tui_pos.domain.keys import GROUPS, read_group
from tui_pos.domain.money import Money
from tui_pos.i18n import _
from tui_pos.i18n.numbers import rs
from tui_pos.i18n.refusals import describe
from tui_pos.services import backups

if TYPE_CHECKING:
    from tui_pos.cli.options import Options
    from tui_pos.domain.permissions import Actor
    from tui_pos.services.backups import Totals
    from tui_pos.services.people import Counter
    from tui_pos.services.restoring import Restored


@click.command("backup")
@click.argument("dest", required=False, type=click.Path(path_type=Path))
@click.option("--by-itself", is_flag=True, hidden=True)
@shared
def backup_command(options: Options, dest: Path | None, by_itself: bool) -> None:
    """Make a backup now, beside the shop or in the directory DEST."""
    if by_itself:
        if hasattr(os, "nice"):
            os.nice(10)
        bootstrap.back_up_alone(directory_of(options))
        return
    shop = opened(options)
    by = actor(options, shop)
    try:
        made = backups.back_up(shop.source, dest, by=by, at=shop.now())
    except BackupFailedError as error:
        stop(describe(error), type(error).__name__, options, BOOKS)
    except OSError as error:
        raise click.UsageError(f"{dest or shop.source.backups}: {error}") from error
    tell(
        options,
        {
            "file": str(made.path),
            "sha256": made.manifest.sha256,
            **_totals(made.totals),
        },
        _("{file}: {sales} sales, proved.").format(
            file=made.path, sales=made.totals.sales
        ),
    )


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@shared
def restore_command(options: Options, file: Path) -> None:
    """Put a backup in the place of the books; the old files are moved aside."""

    def who(counter: Counter) -> Actor:
        return log_in(options, counter)

    done = recovery.restore_shop(directory_of(options), file, who)
    tell(options, _restored(done), _said(done))


@click.command("recover")
@click.option("--sheet", type=click.Path(path_type=Path), help="The written sheet.")
@shared
def recover_command(options: Options, sheet: Path | None) -> None:
    """Rebuild the lost key from the recovery sheet."""
    path = recovery.recover_key(directory_of(options), sheet_groups(sheet))
    tell(
        options,
        {"key": str(path)},
        _("The key is in {path} again.").format(path=path),
    )


@click.command("migrate")
@shared
def migrate_command(options: Options) -> None:
    """Bring the shop's database up to date, after a backup."""
    done = recovery.migrate_shop(directory_of(options))
    sentence = _("The shop is up to date.")
    if done.backup is not None:
        sentence = _("Brought up to date: {scripts}. As it was: {file}").format(
            scripts=", ".join(done.applied), file=done.backup
        )
    backup = str(done.backup) if done.backup else None
    tell(options, {"applied": done.applied, "backup": backup}, sentence)


def sheet_groups(sheet: Path | None) -> list[str]:
    """Give the groups of the recovery sheet: from a file, or asked one by one.

    Raises:
        WrongSheetGroupError: A group is wrong; on a terminal it is asked again.
    """
    if sheet is not None:
        try:
            return recovery.read_sheet(sheet.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise click.UsageError(f"The sheet {sheet} cannot be read.") from error
    if not sys.stdin.isatty():
        return recovery.read_sheet(sys.stdin.read())
    return [_ask_group(place) for place in range(GROUPS)]


def _ask_group(place: int) -> str:
    while True:
        said = _("Group {number} of {groups}").format(number=place + 1, groups=GROUPS)
        typed: str = click.prompt(said)
        try:
            return read_group(place, typed)
        except WrongSheetGroupError as error:
            click.echo(describe(error), err=True)


def _totals(totals: Totals) -> dict[str, Any]:
    return {
        "sales": totals.sales,
        "sales_total": totals.sales_total,
        "khata_total": totals.khata_total,
        "head": totals.head,
        "journal": {name: asdict(one) for name, one in totals.counters.items()},
    }


def _restored(done: Restored) -> dict[str, Any]:
    missing = done.missing
    return {
        "file": str(done.file),
        "sha256": done.sha256,
        **_totals(done.totals),
        "series": done.series,
        "aside": str(done.aside) if done.aside else None,
        "missing": [
            {"slip": slip, "amount": amount.paisas}
            for slip, amount in (missing.slips if missing else ())
        ],
        "missing_is_whole": missing.is_whole if missing else None,
    }


def _said(done: Restored) -> str:
    lines = [
        _("Restored {file}: {sales} sales, khata {khata}.").format(
            file=done.file.name,
            sales=done.totals.sales,
            khata=rs(Money(done.totals.khata_total)),
        ),
        _("Receipts go on in series {series}.").format(series=done.series),
    ]
    if done.aside is not None:
        lines.append(_("The old files lie in {path}.").format(path=done.aside))
    return "\n".join([*lines, *_missing(done)])


def _missing(done: Restored) -> list[str]:
    if done.missing is None:
        return []
    lines = []
    if done.missing.slips:
        lines.append(_("Enter again by hand, from the slips:"))
        lines += [f"  {slip}  {rs(amount)}" for slip, amount in done.missing.slips]
    if not done.missing.is_whole:
        lines.append(_("The old books could not be read to the end: look for slips."))
    return lines
