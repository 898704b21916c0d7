"""Reading the khata without a screen: statement, report."""

from __future__ import annotations

import csv
import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui_pos.cli import offering
from tui_pos.cli.context import actor, opened, shared, write_json
from tui_pos.cli.days import DAY
from tui_pos.cli.progress import Bar
from tui_pos.domain.ageing import AgeBy
from tui_pos.domain.errors import BadFileError
from tui_pos.domain.period import Period, Preset, this_month
from tui_pos.domain.receipt import as_text
from tui_pos.i18n import _
from tui_pos.reports import ageing as ageing_report
from tui_pos.reports import collecting as collecting_report
from tui_pos.reports import statement as layout
from tui_pos.reports import statement_pdf
from tui_pos.reports.csv_text import safe_cell
from tui_pos.services import ageing, collecting, customers, statements

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from typing import TextIO

    from tui_pos.cli.options import Options
    from tui_pos.domain.permissions import Actor
    from tui_pos.services.ageing import Aged
    from tui_pos.services.collecting import ToCollect
    from tui_pos.services.statements import Statement
    from tui_pos.shop import Shop

_ASKED = ("number", "customer", "name", "phone", "area", "owes", "oldest", "why")
_SPANS = click.Choice([preset.value.replace(" ", "-") for preset in Preset])


@click.command("statement")
@click.argument("customer", default="")
@click.option("--area", default="", help="Everybody of an area, a file each.")
@click.option("--from", "first", type=DAY, help="The first day.")
@click.option("--to", "last", type=DAY, help="The last day; today if not said.")
@click.option("--span", type=_SPANS, help="Days that have a name.")
@click.option("--details", is_flag=True, help="With the things on each bill.")
@click.option("--pdf", type=click.Path(path_type=Path), help="A file, or a directory.")
@click.option("--csv", "table", type=click.Path(path_type=Path), help="A file.")
@shared
def statement_command(options: Options, customer: str, area: str, **given: Any) -> None:
    """Write the statement of a khata, or of everybody in an area."""
    if bool(customer) == bool(area):
        raise click.UsageError("Name a customer, or --area.")
    if area and given["pdf"] is None:
        raise click.UsageError("--area needs --pdf DIR.")
    shop = opened(options)
    by = actor(options, shop)
    today = shop.now().date()
    if area:
        _whole_area(options, shop, by, area=area, today=today, given=given)
        return
    customer_id = customers.identify(customer, by=by)
    if given["span"]:
        preset = Preset(given["span"].replace("-", " "))
        period = statements.period_of(preset, customer_id, today, by=by)
    else:
        period = _period(given, today)
    made = statements.statement(customer_id, period, by=by, at=shop.now())
    _tell(options, shop, made, given)


def _tell(options: Options, shop: Shop, made: Statement, given: dict[str, Any]) -> None:
    pdf, table, pages = given["pdf"], given["table"], None
    if table is not None:
        _csv(made, table, shop)
    if pdf is not None:
        pdf = pdf / f"khata-{made.customer_id}.pdf" if pdf.is_dir() else pdf
        pages = _pdf(made, pdf, shop, details=given["details"])
    file = pdf or table
    if options.json:
        write_json(_result(made) | {"file": str(file or ""), "pages": pages})
    elif file is None:
        zone = shop.now().tzinfo
        click.echo(layout.as_text(made, zone=zone, details=given["details"]), nl=False)
    else:
        said = _("{file}: balance {balance}")
        if pages is not None:
            said = _("{file}: {pages} pages, balance {balance}")
        balance = layout.owed(made.closing)
        click.echo(said.format(file=file, pages=pages, balance=balance))


def _whole_area(
    options: Options,
    shop: Shop,
    by: Actor,
    *,
    area: str,
    today: date,
    given: dict[str, Any],
) -> None:
    directory: Path = given["pdf"]
    with _files(directory):
        directory.mkdir(parents=True, exist_ok=True)
    period = _period(given, today)
    found = statements.of_area(area, period, by=by)
    bar = Bar(hidden=options.json)
    for number, customer_id in enumerate(found, start=1):
        made = statements.statement(customer_id, period, by=by, at=shop.now())
        file = directory / f"khata-{customer_id}.pdf"
        _pdf(made, file, shop, details=given["details"])
        if options.json:
            write_json(_result(made) | {"file": str(file)})
        bar("write", number, len(found))
    bar.done()
    if not options.json:
        said = _("{count} statements are in {directory}.")
        click.echo(said.format(count=len(found), directory=directory))


def _period(given: dict[str, Any], today: date) -> Period:
    last = given["last"] or today
    return Period(given["first"] or this_month(last).first, last)


def _pdf(made: Statement, file: Path, shop: Shop, *, details: bool) -> int:
    with _files(file):
        return statement_pdf.write(made, file, zone=shop.now().tzinfo, details=details)


def _csv(made: Statement, file: Path, shop: Shop) -> None:
    with _out(file) as out:
        writer = csv.writer(out)
        writer.writerow(layout.heads())
        for line in layout.table(made, zone=shop.now().tzinfo):
            writer.writerow([safe_cell(cell) for cell in line.cells])
        for cells in layout.foot(made):
            writer.writerow(["", "", "", *cells])


@contextmanager
def _files(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadFileError(path=str(path), why="unwritable") from error


def _result(made: Statement) -> dict[str, Any]:
    return {
        "customer": made.customer_id,
        "name": made.name,
        "from": made.period.first,
        "to": made.period.last,
        "forward": made.forward.paisas,
        "given": made.given.paisas,
        "received": made.received.paisas,
        "closing": made.closing.paisas,
        "entries": len(made.lines),
        "head": made.journal_head,
    }


@click.command("report")
@click.argument("name", type=click.Choice(["ageing", "collection", "loyalty"]))
@click.option("--as-of", type=DAY, help="The day; today if not said.")
@click.option("--from", "first", type=DAY, help="The first day.")
@click.option("--to", "last", type=DAY, help="The last day.")
@click.option("--by", "aged", type=click.Choice(["bill", "due"]), default="bill")
@click.option("--area", default="", help="Only this area.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "csv"]), default="text"
)
@click.option("--out", type=click.Path(path_type=Path), help="A file.")
@shared
def report_command(options: Options, name: str, **given: Any) -> None:
    """Write a report: the ageing, whom to ask for money today, or points."""
    shop = opened(options)
    by = actor(options, shop)
    if name == "loyalty":
        with _out(given["out"]) as out:
            offering.write_report(options, shop, by, out, given)
        return
    on = given["as_of"] or shop.now().date()
    if name == "collection":
        _collection(options, shop, by, on=on, given=given)
        return
    report = ageing.ageing(on, AgeBy(given["aged"]), given["area"], by=by)
    form = "json" if options.json else given["form"]
    with _out(given["out"]) as out:
        if form == "text":
            out.write(ageing_report.as_text(report))
        elif form == "json":
            for row in (*report.rows, report.total):
                out.write(json.dumps(_aged(row), ensure_ascii=False, default=str))
                out.write("\n")
        else:
            writer = csv.writer(out)
            writer.writerow(ageing_report.heads(report))
            for row in (*report.rows, report.total):
                cells = ageing_report.cells(report, row)
                writer.writerow([safe_cell(cell) for cell in cells])


def _collection(
    options: Options, shop: Shop, by: Actor, *, on: date, given: dict[str, Any]
) -> None:
    found = collecting.sheet(on, given["area"], by=by)
    form = "json" if options.json else given["form"]
    with _out(given["out"]) as out:
        if form == "text":
            sheet = collecting_report.as_receipt(
                shop.name, collecting.unkept(on, given["area"], found)
            )
            out.write(as_text(sheet, width=shop.paper_columns) + "\n")
            return
        people = [_asked(one) for one in found]
        if form == "json":
            for one in people:
                out.write(json.dumps(one, ensure_ascii=False, default=str) + "\n")
            return
        writer = csv.writer(out)
        writer.writerow([*_ASKED, "received"])
        writer.writerows([*map(safe_cell, one.values()), ""] for one in people)


def _asked(one: ToCollect) -> dict[str, Any]:
    values = (one.number, one.customer_id, one.name, one.phone, one.area)
    facts = (one.owes.paisas, one.oldest, one.why)
    return dict(zip(_ASKED, (*values, *facts), strict=True))


@contextmanager
def _out(path: Path | None) -> Iterator[TextIO]:
    if path is None:
        yield sys.stdout
        return
    with _files(path), path.open("w", encoding="utf-8-sig", newline="") as out:
        yield out


def _aged(row: Aged) -> dict[str, Any]:
    return {
        "customer": row.customer_id,
        "name": row.name,
        "phone": row.phone,
        "area": row.area,
        "not_due": row.not_due.paisas,
        "buckets": [amount.paisas for amount in row.buckets],
        "on_account": row.on_account.paisas,
        "balance": row.balance.paisas,
        "oldest": row.oldest,
        "last_payment": row.last_payment,
        "promised": row.promised,
    }
