"""What the points report says, for the screen, text and CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.i18n import _
from tui_pos.i18n.numbers import day, rs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui_pos.services.points_report import DryRun, PointsReport, PointsRow

_NAME, _FIGURE = 16, 12


def heads() -> tuple[str, ...]:
    """Give the heads of the columns."""
    return (_("Period"), _("issued"), _("redeemed"), _("expired"), _("corrected"))


def cells(row: PointsRow) -> tuple[str, ...]:
    """Give a row as text; the total has no name."""
    figures = (row.issued, row.redeemed, row.expired, row.corrected)
    return (row.name or _("Total"), *(f"{figure:,}" for figure in figures))


def as_text(made: PointsReport) -> str:
    """Write the report for 80 columns."""
    return "\n".join(_lines(made)) + "\n"


def dry_run(made: DryRun) -> str:
    """Say what other rules would have done."""
    return _(
        "From {first} to {last}, {sales} sales would have earned {would} points"
        " ({would_worth}); by the rules of today it is {points} ({worth})."
    ).format(
        first=day(made.period.first),
        last=day(made.period.last),
        sales=made.sales,
        would=f"{made.would_issue:,}",
        would_worth=rs(made.would_be_worth),
        points=f"{made.issued:,}",
        worth=rs(made.worth),
    )


def _lines(made: PointsReport) -> Iterator[str]:
    first, last = day(made.period.first), day(made.period.last)
    yield _("POINTS from {first} to {last}").format(first=first, last=last)
    yield "-" * (_NAME + 4 * _FIGURE)
    yield _row(heads())
    yield from (_row(cells(one)) for one in made.months)
    yield _row(cells(made.total))
    yield ""
    yield _("By tier")
    yield from (_row(cells(one)) for one in made.tiers)
    yield ""
    for one in made.owed:
        yield _("{tier}: {count} customers have {points} points, worth {worth}").format(
            tier=_(one.tier),
            count=one.customers,
            points=f"{one.points:,}",
            worth=rs(one.worth),
        )
    yield _("Outstanding {points} points, worth {worth}").format(
        points=f"{made.outstanding:,}", worth=rs(made.worth)
    )
    yield _("{points} points lapse in the month after").format(
        points=f"{made.lapsing:,}"
    )


def _row(cells_: tuple[str, ...]) -> str:
    name, *figures = cells_
    return f"{name:<{_NAME}}" + "".join(f"{one:>{_FIGURE}}" for one in figures)
