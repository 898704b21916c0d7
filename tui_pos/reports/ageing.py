"""What an ageing says: who owes what since when, in buckets that add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.i18n import _
from tui_pos.i18n.numbers import day, figure

if TYPE_CHECKING:
    from tui_pos.services.ageing import Aged, Ageing

_NAME, _FIGURE = 22, 11


def heads(report: Ageing) -> list[str]:
    """Name the columns (K30)."""
    not_due = [_("Not due")] if report.by == "due" else []
    return [
        _("Customer"),
        _("Phone"),
        *not_due,
        *report.titles,
        _("On account"),
        _("Balance"),
        _("Oldest"),
        _("Last paid"),
        _("Promise"),
    ]


def cells(report: Ageing, row: Aged) -> list[str]:
    """Write one customer, or the total."""
    not_due = [figure(row.not_due)] if report.by == "due" else []
    days = (row.oldest, row.last_payment, row.promised)
    return [
        row.name or _("Total"),
        row.phone,
        *not_due,
        *(figure(amount) for amount in row.buckets),
        figure(row.on_account),
        figure(row.balance),
        *(day(one) if one else "" for one in days),
    ]


def as_text(report: Ageing) -> str:
    """Write the ageing as a table."""
    written = [
        _("KHATA AGEING as of {day}").format(day=day(report.on)),
        _line(heads(report)),
    ]
    rule = "-" * len(written[1])
    written.append(rule)
    written += [_line(cells(report, row)) for row in report.rows]
    return "\n".join([*written, rule, _line(cells(report, report.total)), ""])


def _line(words: list[str]) -> str:
    name, *others = words
    cut = name if len(name) < _NAME else f"{name[: _NAME - 2]}…"
    phone, *figures = others
    return f"{cut:<{_NAME}}{phone:<13}" + "".join(
        f"{one:>{_FIGURE}}" for one in figures
    )
