"""The commands, each loaded when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

import click

from tui_pos import __version__
from tui_pos.cli.options import Options

_HOME = {
    "init": "founding",
    "demo": "founding",
    "backup": "recovering",
    "restore": "recovering",
    "recover": "recovering",
    "migrate": "recovering",
    "user": "people",
    "import": "goods",
    "export": "goods",
    "customer": "customers",
    "sell": "selling",
    "return": "returning",
    "void": "returning",
    "correct": "returning",
    "pay": "paying",
    "cheque": "paying",
    "statement": "reporting",
    "report": "reporting",
    "loyalty": "offering",
    "shift": "people",
    "setting": "people",
    "verify": "books",
    "audit": "books",
    "keys": "books",
}


class _Lazy(click.Group):
    """A group whose commands are imported only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_HOME)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _HOME:
            return None
        module = import_module(f"tui_pos.cli.{_HOME[cmd_name]}")
        found: click.Command = getattr(module, f"{cmd_name}_command")
        return found


@click.group(cls=_Lazy, invoke_without_command=True)
@click.option("--shop", type=click.Path(path_type=Path), help="The shop directory.")
@click.option("--counter", default="", help="The counter of this till.")
@click.option("--user", default="", help="Who acts.")
@click.option(
    "--pin-file", type=click.Path(path_type=Path), help="A file with their PIN."
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON lines.")
@click.version_option(__version__, prog_name="tui-pos")
@click.pass_context
def main(
    context: click.Context,
    shop: Path | None,
    counter: str,
    user: str,
    pin_file: Path | None,
    as_json: bool,
) -> None:
    """A till in a terminal. Without a command it opens the till."""
    context.obj = Options(shop, counter, user, pin_file, as_json)
    if hasattr(os, "geteuid") and os.geteuid() == 0 and sys.stderr.isatty():
        click.echo("Running as root: use a person's own account instead.", err=True)
    if context.invoked_subcommand is None:
        from tui_pos.cli.till import open_till

        open_till(context.obj)
