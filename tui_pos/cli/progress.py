"""How far a long command is."""

from __future__ import annotations

import click

from tui_pos.i18n import _


class Bar:
    """A bar on the terminal's error line."""

    _WIDTH = 40

    def __init__(self, *, hidden: bool = False) -> None:
        self._hidden = hidden
        self._shown = False

    def __call__(self, step: str, done: int, whole: int) -> None:
        """Draw how many of the whole are done."""
        if self._hidden:
            return
        filled = self._WIDTH * done // max(whole, 1)
        bar = "#" * filled + "." * (self._WIDTH - filled)
        click.echo(f"\r{_(step):<8}[{bar}] {done:>8,}", nl=False, err=True)
        self._shown = True

    def done(self) -> None:
        """End the line of the bar."""
        if self._shown:
            click.echo("", err=True)
