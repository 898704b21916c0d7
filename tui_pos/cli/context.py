"""What every command shares: where the shop is, who acts, how results are written."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tui_pos.bootstrap import Opening, clock, default_directory, open_shop
from tui_pos.cli.options import Options
from tui_pos.config import Config
from tui_pos.domain.errors import (
    DeviceError,
    PosError,
    StorageError,
    WrongPinError,
)
from tui_pos.i18n.refusals import describe
from tui_pos.services import people

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tui_pos.domain.permissions import Actor
    from tui_pos.services.people import Counter
    from tui_pos.shop import Shop

REFUSED, USAGE, FAULT, BOOKS = 1, 2, 3, 4
"""Exit codes: a rule, wrong usage, storage or device, the books do not verify."""


_SHARED = (
    click.option("--shop", type=click.Path(path_type=Path), help="The shop directory."),
    click.option("--counter", default="", help="The counter of this act."),
    click.option("--user", default="", help="Who acts."),
    click.option(
        "--pin-file", type=click.Path(path_type=Path), help="A file with their PIN."
    ),
    click.option("--json", "as_json", is_flag=True, help="Write JSON lines."),
)


def shared(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command take the shared options; they are merged with the group's."""

    @wraps(command)
    @click.pass_context
    def merged(context: click.Context, /, **values: Any) -> Any:
        here = Options(
            shop=values.pop("shop"),
            counter=values.pop("counter"),
            user=values.pop("user"),
            pin_file=values.pop("pin_file"),
            json=values.pop("as_json"),
        )
        before: Options = context.find_root().obj or Options()
        options = Options(
            shop=here.shop or before.shop,
            counter=here.counter or before.counter,
            user=here.user or before.user,
            pin_file=here.pin_file or before.pin_file,
            json=here.json or before.json,
        )
        context.find_root().obj = options
        try:
            return command(options, **values)
        except PosError as error:
            fail(error, options)
        except DeviceError as error:
            stop(str(error), type(error).__name__, options, FAULT)

    for option in reversed(_SHARED):
        merged = option(merged)
    return merged


def fail(error: PosError, options: Options) -> NoReturn:
    """Say why a command was refused and leave with its code."""
    code = FAULT if isinstance(error, StorageError) else REFUSED
    stop(describe(error), type(error).__name__, options, code)


def stop(sentence: str, name: str, options: Options, code: int) -> NoReturn:
    """Write a refusal and leave."""
    if options.json:
        write_json({"error": name, "message": sentence})
    click.echo(sentence, err=True)
    sys.exit(code)


def write_json(result: dict[str, Any]) -> None:
    """Write one result on one line."""
    click.echo(json.dumps(result, ensure_ascii=False, default=str))


def tell(options: Options, result: dict[str, Any], sentence: str) -> None:
    """Write a result: JSON where it was asked for, a sentence otherwise."""
    if options.json:
        write_json(result)
    else:
        click.echo(sentence)


def directory_of(options: Options) -> Path:
    """Give the shop directory of a command."""
    return options.shop or default_directory()


def opened(options: Options, *, despite_schema: bool = False) -> Shop:
    """Open the shop for a command.

    Raises:
        StorageError: It cannot be opened.
    """
    counter = options.counter or os.environ.get("TUI_POS_COUNTER", "")
    opening = Opening(
        directory_of(options), counter=counter, despite_schema=despite_schema
    )
    shop = open_shop(opening)
    click.get_current_context().call_on_close(shop.close)
    return shop


def actor(options: Options, shop: Shop) -> Actor:
    """Let the person of a command in, with the PIN from where it was put.

    Raises:
        WrongPinError: Wrong user or PIN.
        LockedOutError: Too many wrong PINs.
    """
    return log_in(options, shop.counter, at=shop.now())


def log_in(options: Options, counter: Counter, *, at: datetime | None = None) -> Actor:
    """Let the person of a command in at a counter; `at` is now, if nothing is said.

    Raises:
        WrongPinError: Wrong user or PIN.
        LockedOutError: Too many wrong PINs.
    """
    if not options.user:
        raise click.UsageError("Who acts? Add --user NAME.")
    typed = pin(options.pin_file, "TUI_POS_PIN", f"PIN of {options.user}")
    if not typed:
        raise WrongPinError
    when = at or clock(Config())()
    return people.log_in(options.user, typed, counter, at=when)


def pin(file: Path | None, variable: str, prompt: str) -> str:
    """Give a PIN: from a file, the environment, or a prompt on a terminal."""
    if file is not None:
        try:
            return file.read_text().strip()
        except OSError as error:
            raise click.UsageError(f"The PIN file {file} cannot be read.") from error
    if named := os.environ.get(variable):
        return named
    if sys.stdin.isatty():
        typed: str = click.prompt(prompt, hide_input=True)
        return typed
    return ""


def with_user(options: Options, user: str) -> Options:
    """Give the options with somebody as the acting user."""
    return replace(options, user=user)
