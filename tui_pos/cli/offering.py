"""Loyalty without a screen: tiers, campaigns, segments, points by hand."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any, TextIO

import click

from tui_pos.cli.context import actor, opened, shared, tell
from tui_pos.cli.days import DAY
from tui_pos.cli.progress import Bar
from tui_pos.domain import entry
from tui_pos.domain.loyalty import FULL, times
from tui_pos.domain.period import Period, last_month, this_month
from tui_pos.i18n import _
from tui_pos.i18n.numbers import day
from tui_pos.reports import loyalty as layout
from tui_pos.reports.csv_text import safe_cell
from tui_pos.services import (
    campaigns,
    customers,
    loyalty,
    points_report,
    segments,
    settings,
    tiers,
)
from tui_pos.services.campaigns import CampaignForm

if TYPE_CHECKING:
    from datetime import date

    from tui_pos.cli.options import Options
    from tui_pos.domain.permissions import Actor
    from tui_pos.shop import Shop


@click.group("loyalty")
def loyalty_command() -> None:
    """Points, tiers, campaigns and segments."""


@loyalty_command.command("tier")
@click.argument("customer")
@click.argument("tier")
@click.option("--reason", default="", help="Why; then no rule changes it.")
@shared
def tier(options: Options, customer: str, tier: str, reason: str) -> None:
    """Put a customer into TIER by hand; TIER `auto` lets the rules decide again."""
    shop = opened(options)
    by = actor(options, shop)
    customer_id = customers.identify(customer, by=by)
    if tier == "auto":
        made = tiers.let_go(customer_id, by=by, at=shop.now())
    else:
        made = tiers.set_by_hand(customer_id, tier, reason, by=by, at=shop.now())
    said = _("#{id} is {tier}.").format(id=customer_id, tier=_(made.name))
    tell(options, {"id": customer_id, "tier": made.name}, said)


@loyalty_command.command("points")
@click.argument("customer")
@click.argument("step", type=int)
@click.option("--reason", default="", help="Why.")
@shared
def points(options: Options, customer: str, step: int, reason: str) -> None:
    """Give points by hand, or below zero take them."""
    shop = opened(options)
    by = actor(options, shop)
    customer_id = customers.identify(customer, by=by)
    after = loyalty.adjust(customer_id, step, reason, by=by, at=shop.now())
    said = _("#{id} has {points} points.").format(id=customer_id, points=f"{after:,}")
    tell(options, {"id": customer_id, "points": after}, said)


@loyalty_command.command("segment")
@click.argument("name", required=False)
@click.argument("kind", nargs=-1)
@click.option("--drop", is_flag=True, help="Forget the name.")
@shared
def segment(
    options: Options, name: str | None, kind: tuple[str, ...], drop: bool
) -> None:
    """List segments, or name one: `segment best top 10`."""
    shop = opened(options)
    by, at = actor(options, shop), shop.now()
    if name and drop:
        segments.drop_segment(name, by=by, at=at)
    elif name:
        segments.name_segment(name, " ".join(kind), by=by, at=at)
    for one in segments.listed(at.date(), by=by):
        words = f"{one.segment.kind} {one.segment.value}".strip()
        said = _("{name}: {kind}, {count} customers now").format(
            name=one.name, kind=words, count=one.count
        )
        tell(options, {"name": one.name, "kind": words, "count": one.count}, said)


@loyalty_command.command("campaign")
@click.argument("name", required=False)
@click.option("--from", "first", type=DAY, help="The first day.")
@click.option("--to", "last", type=DAY, help="The last day.")
@click.option("--times", "multiplier", default="1", help="How many times the points.")
@click.option("--bonus", type=click.IntRange(0), default=0, help="Points a bill.")
@click.option("--hours", default="", help="Daily, such as 16:00-19:00.")
@click.option("--tier", "for_tier", default="", help="Only this tier.")
@click.option("--segment", "for_segment", default="", help="Only this segment.")
@click.option("--goods", multiple=True, help="A sku, or category:NAME.")
@click.option("--end", type=int, help="End the campaign of this number.")
@shared
def campaign(options: Options, name: str | None, **given: Any) -> None:
    """List campaigns, or begin one."""
    shop = opened(options)
    by, at = actor(options, shop), shop.now()
    if given["end"] is not None:
        campaigns.end_campaign(given["end"], by=by, at=at)
    elif name:
        campaigns.make_campaign(_form(name, at.date(), given), by=by, at=at)
    for one in campaigns.listed(by=by):
        form = one.form
        said = _("{number}. {name}: {first} to {last}, x{times}, {bonus} more").format(
            number=one.campaign_id,
            name=form.name,
            first=day(form.first),
            last=day(form.last),
            times=times(form.multiplier_bp),
            bonus=f"{form.bonus:,}",
        )
        tell(options, {"id": one.campaign_id, **asdict(form)}, said)


def _form(name: str, today: date, given: dict[str, Any]) -> CampaignForm:
    begins, _dash, ends = given["hours"].partition("-")
    whom, value = "all", ""
    if given["for_tier"]:
        whom, value = "tier", given["for_tier"]
    elif given["for_segment"]:
        whom, value = "segment", given["for_segment"]
    first = given["first"] or today
    return CampaignForm(
        name=name,
        first=first,
        last=given["last"] or first,
        multiplier_bp=int(entry.number(given["multiplier"]) * FULL),
        bonus=given["bonus"],
        begins=begins,
        ends=ends,
        whom=whom,
        whom_value=value,
        goods=given["goods"],
    )


@loyalty_command.command("try")
@click.argument("name")
@click.argument("value")
@shared
def try_(options: Options, name: str, value: str) -> None:
    """Tell what another value of a rule would have done to last month."""
    shop = opened(options)
    by = actor(options, shop)
    made = points_report.dry_run(((name, value),), last_month(shop.now().date()), by=by)
    result = {
        "sales": made.sales,
        "issued": made.issued,
        "would_issue": made.would_issue,
        "worth": made.worth.paisas,
        "would_be_worth": made.would_be_worth.paisas,
    }
    tell(options, result, layout.dry_run(made))


@loyalty_command.command("tiers")
@shared
def tiers_(options: Options) -> None:
    """Put everybody into the tier they belong in, once a day; show the rules."""
    shop = opened(options)
    by = actor(options, shop)
    shown = Bar(hidden=not sys.stderr.isatty())
    run = tiers.nightly(shop.counter, shop.now(), partial(shown, "write"))
    shown.done()
    rules = settings.settings(by=by)["loyalty.tiers"]
    moved = (run.ups, run.downs) if run else (0, 0)
    said = _("{rules}. Up {ups}, down {downs} today.").format(
        rules=rules, ups=moved[0], downs=moved[1]
    )
    tell(options, {"tiers": rules, "ups": moved[0], "downs": moved[1]}, said)


def write_report(
    options: Options, shop: Shop, by: Actor, out: TextIO, given: dict[str, Any]
) -> None:
    """Write the report of points."""
    today = shop.now().date()
    period = this_month(today)
    if given["first"] or given["last"]:
        last = given["last"] or today
        period = Period(given["first"] or last.replace(day=1), last)
    made = points_report.report(period, by=by)
    if options.json or given["form"] == "json":
        rows_: list[dict[str, Any]] = [
            {"by": name, **asdict(row)}
            for name, found in (("month", made.months), ("tier", made.tiers))
            for row in found
        ]
        owed = {"outstanding": made.outstanding, "worth": made.worth.paisas}
        total = {"by": "total", **asdict(made.total), **owed, "lapsing": made.lapsing}
        for row_ in (*rows_, total):
            out.write(json.dumps(row_, ensure_ascii=False) + "\n")
    elif given["form"] == "csv":
        writer = csv.writer(out)
        writer.writerow(layout.heads())
        for row in (*made.months, *made.tiers, made.total):
            writer.writerow([safe_cell(cell) for cell in layout.cells(row)])
    else:
        out.write(layout.as_text(made))
