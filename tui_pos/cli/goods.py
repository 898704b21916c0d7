"""Lists in and out: import, export."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_pos.cli.context import REFUSED, actor, opened, shared, write_json
from tui_pos.cli.progress import Bar
from tui_pos.domain import entry
from tui_pos.domain.money import Money
from tui_pos.i18n import _
from tui_pos.i18n.numbers import rs
from tui_pos.i18n.refusals import field_fault
from tui_pos.reports.csv_text import safe_cell
from tui_pos.services import (
    customers_export,
    customers_import,
    goods_export,
    goods_import,
    sales_import,
)
from tui_pos.services.goods_import import Imported, ImportOptions

if TYPE_CHECKING:
    from datetime import datetime

    from tui_pos.cli.options import Options
    from tui_pos.domain.permissions import Actor


@click.command("import")
@click.argument("what", type=click.Choice(["products", "customers", "khata", "sales"]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--skip-refused", is_flag=True, help="Leave refused rows out.")
@click.option("--total", help="khata: what all owe together afterwards, rupees.")
@shared
def import_command(
    options: Options,
    what: str,
    file: Path,
    dry_run: bool,
    skip_refused: bool,
    total: str | None,
) -> None:
    """Take a list in: goods, customers, their old balances, or old sales."""
    shop = opened(options)
    by = actor(options, shop)
    shown = Bar()
    told = shown if sys.stderr.isatty() else None
    how = ImportOptions(dry_run, skip_refused, told)
    if what == "khata":
        _balances(file, how, total, options=options, by=by, at=shop.now())
        return
    take = {
        "products": goods_import.import_products,
        "customers": customers_import.import_customers,
        "sales": sales_import.import_sales,
    }[what]
    report = take(file, how, by=by, at=shop.now())
    shown.done()
    _report(report, options, is_dry=dry_run)
    if report.refused and not skip_refused:
        sys.exit(REFUSED)


def _balances(
    file: Path,
    how: ImportOptions,
    total: str | None,
    *,
    options: Options,
    by: Actor,
    at: datetime,
) -> None:
    """Take old balances in, once the total afterwards was typed back."""
    dry = replace(how, dry_run=True)
    seen = customers_import.import_balances(file, dry, None, by=by, at=at)
    stops = bool(seen.refused) and not how.skip_refused
    if not options.json:
        for row in seen.refused[:50]:
            fault = field_fault(row.column, row.reason)
            click.echo(_("line {line}: {fault}").format(line=row.line, fault=fault))
        said = _("{count} lines: all owe {before} now, {added} comes, {after} then.")
        click.echo(
            said.format(
                count=seen.count,
                before=rs(seen.before),
                added=rs(seen.added),
                after=rs(seen.after),
            )
        )
    if not how.dry_run and not stops:
        if total is None and sys.stdin.isatty():
            total = click.prompt(_("Type the total that all owe then, Rs"))
        typed = None if total is None else Money.rupees(entry.number(total))
        seen = customers_import.import_balances(file, how, typed, by=by, at=at)
    if options.json:
        refused = [
            {"line": row.line, "column": row.column, "reason": row.reason}
            for row in seen.refused
        ]
        write_json(
            {
                "added": seen.count,
                "changed": 0,
                "unchanged": 0,
                "refused": refused,
                "before": seen.before.paisas,
                "added_total": seen.added.paisas,
                "after": seen.after.paisas,
                "applied": seen.applied,
            }
        )
    elif not seen.applied:
        click.echo(_("Nothing was changed."))
    if stops:
        sys.exit(REFUSED)


def _report(report: Imported, options: Options, *, is_dry: bool) -> None:
    if options.json:
        refused = [
            {"line": row.line, "column": row.column, "reason": row.reason}
            for row in report.refused
        ]
        write_json(
            {
                "added": report.added,
                "changed": report.changed,
                "unchanged": report.unchanged,
                "refused": refused,
                "applied": report.applied,
            }
        )
        return
    for row in report.refused[:50]:
        fault = field_fault(row.column, row.reason)
        click.echo(_("line {line}: {fault}").format(line=row.line, fault=fault))
    said = _(
        "{added} added, {changed} changed, {unchanged} unchanged, {refused} refused"
    )
    click.echo(
        said.format(
            added=report.added,
            changed=report.changed,
            unchanged=report.unchanged,
            refused=len(report.refused),
        )
    )
    if is_dry:
        click.echo(_("This was a dry run: nothing was changed."))
    elif not report.applied:
        click.echo(_("Nothing was changed: mend the rows, or add --skip-refused."))


@click.command("export")
@click.argument("what", type=click.Choice(["products", "customers", "khata"]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv")
@click.option("--unmasked", is_flag=True, help="Whole phones and CNICs; journalled.")
@shared
def export_command(
    options: Options,
    what: str,
    file: Path,
    form: str,
    unmasked: bool,
) -> None:
    """Write a list out: goods as `import` takes them, customers, khatas."""
    shop = opened(options)
    by, at = actor(options, shop), shop.now()
    if what == "products":
        table = goods_export.products(by=by)
    elif what == "customers":
        table = customers_export.people(unmasked=unmasked, by=by, at=at)
    else:
        table = customers_export.khatas(unmasked=unmasked, by=by, at=at)
    encoding = "utf-8-sig" if form == "csv" else "utf-8"
    with file.open("w", encoding=encoding, newline="") as out:
        if form == "csv":
            writer = csv.writer(out, quoting=csv.QUOTE_ALL)
            writer.writerow(table.columns)
            writer.writerows([safe_cell(cell) for cell in row] for row in table.rows)
        else:
            rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
            json.dump(rows, out, ensure_ascii=False, indent=1)
    if options.json:
        write_json({"file": str(file), "rows": len(table.rows)})
    else:
        said = _("{rows} rows are in {file}.")
        click.echo(said.format(rows=len(table.rows), file=file))
