"""Days on the command line."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from tui_pos.domain import entry
from tui_pos.domain.errors import BadDayError
from tui_pos.i18n.refusals import describe


class Day(click.ParamType):  # type: ignore[type-arg]  # generic to the checker only
    """A day, as 2026-04-05 or 05-04-2026."""

    name = "day"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read a day; wrong usage says how one is written."""
        if isinstance(value, date):
            return value
        try:
            return entry.day(value)
        except BadDayError as error:
            self.fail(describe(error), param, ctx)


DAY = Day()
