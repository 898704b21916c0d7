"""Lists of goods in and out: import, export."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import click

from tui_pos.cli.context import REFUSED, Options, actor, opened, shared, write_json
from tui_pos.i18n import _
from tui_pos.i18n.refusals import field_fault
from tui_pos.reports.csv_text import safe_cell
from tui_pos.services import goods_export, goods_import
from tui_pos.services.goods_import import Imported, ImportOptions


@click.command("import")
@click.argument("what", type=click.Choice(["products"]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--skip-refused", is_flag=True, help="Leave refused rows out.")
@shared
def import_command(
    options: Options,
    what: str,  # noqa: ARG001 - goods now, customers later
    file: Path,
    dry_run: bool,
    skip_refused: bool,
) -> None:
    """Take a list of goods in."""
    shop = opened(options)
    by = actor(options, shop)
    shown = _Progress()
    report = goods_import.import_products(
        file,
        ImportOptions(dry_run, skip_refused, shown if sys.stderr.isatty() else None),
        by=by,
        at=shop.now(),
    )
    shown.done()
    _report(report, options, is_dry=dry_run)
    if report.refused and not skip_refused:
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


class _Progress:
    """A bar on the terminal's error line."""

    _WIDTH = 40

    def __init__(self) -> None:
        self._shown = False

    def __call__(self, step: str, done: int, whole: int) -> None:
        filled = self._WIDTH * done // max(whole, 1)
        bar = "#" * filled + "." * (self._WIDTH - filled)
        click.echo(f"\r{_(step):<8}[{bar}] {done:>8,}", nl=False, err=True)
        self._shown = True

    def done(self) -> None:
        """End the line of the bar."""
        if self._shown:
            click.echo("", err=True)


@click.command("export")
@click.argument("what", type=click.Choice(["products"]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv")
@shared
def export_command(options: Options, what: str, file: Path, form: str) -> None:  # noqa: ARG001
    """Write the list of goods, as `import` takes it."""
    shop = opened(options)
    table = goods_export.products(by=actor(options, shop))
    with file.open(
        "w", encoding="utf-8-sig" if form == "csv" else "utf-8", newline=""
    ) as out:
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
        click.echo(
            _("{rows} goods are in {file}.").format(rows=len(table.rows), file=file)
        )
