"""Goods that come back, without a screen: return, void, correct."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

import click

from tui_pos.cli.context import actor, opened, shared, tell
from tui_pos.cli.selling import read_tender
from tui_pos.domain import entry
from tui_pos.domain.refund import RefundWay
from tui_pos.i18n import _
from tui_pos.i18n.numbers import rs
from tui_pos.services import returns
from tui_pos.services.returns import ReturnAsked, ReturnCompleted, Returned

if TYPE_CHECKING:
    from tui_pos.cli.options import Options

_WAYS = [way.value for way in RefundWay if way is not RefundWay.EXCHANGE]


@click.command("return")
@click.argument("receipt")
@click.option("--line", "lines", multiple=True, required=True, help="N[*QTY]")
@click.option("--refund", type=click.Choice(_WAYS), default=RefundWay.AS_PAID.value)
@click.option("--reason", required=True, help="Why it comes back.")
@click.option("--damaged", is_flag=True, help="It is not for sale again.")
@click.option("--key", default="", help="The return's key: twice is one return.")
@shared
def return_command(
    options: Options,
    receipt: str,
    lines: tuple[str, ...],
    refund: str,
    reason: str,
    damaged: bool,
    key: str,
) -> None:
    """Take goods back against their bill."""
    shop = opened(options)
    by = actor(options, shop)
    asked = ReturnAsked(
        key=key or str(uuid.uuid4()),
        receipt=receipt,
        lines=tuple(_line(text, damaged=damaged) for text in lines),
        reason=reason,
        way=RefundWay(refund),
    )
    done = returns.complete_return(asked, by=by, at=shop.now())
    tell(options, _result(done), _sentence(done))


@click.command("void")
@click.argument("receipt")
@click.option("--reason", required=True, help="Why the sale is voided.")
@click.option("--key", default="", help="The void's key: twice is one void.")
@shared
def void_command(options: Options, receipt: str, reason: str, key: str) -> None:
    """Void a whole sale of the shift that is still open."""
    shop = opened(options)
    by = actor(options, shop)
    done = returns.void_sale(receipt, reason, key, by=by, at=shop.now())
    tell(options, _result(done), _sentence(done))


@click.command("correct")
@click.argument("receipt")
@click.option(
    "--tender",
    "tenders",
    multiple=True,
    required=True,
    help="KIND=RUPEES|rest[:REFERENCE]",
)
@click.option("--reason", required=True, help="What was wrong.")
@shared
def correct_command(
    options: Options, receipt: str, tenders: tuple[str, ...], reason: str
) -> None:
    """Set right how a sale was paid: void it, and sell the same paid so."""
    shop = opened(options)
    by = actor(options, shop)
    given = tuple(read_tender(text) for text in tenders)
    void, again = returns.correct_tender(receipt, given, reason, by=by, at=shop.now())
    tell(
        options,
        {
            "void": void.receipt,
            "receipt": again.receipt,
            "sale_id": again.sale_id,
            "total": again.total.paisas,
            "balance": None if again.balance is None else again.balance.paisas,
        },
        _("{old} is voided by {void} and sold again as {new}.").format(
            old=void.of, void=void.receipt, new=again.receipt
        ),
    )


def _line(text: str, *, damaged: bool) -> Returned:
    number, _star, quantity = text.partition("*")
    if not re.fullmatch(r"\d{1,6}", number):
        raise click.UsageError(f"--line {text}: N[*QTY], N is the line on the bill.")
    return Returned(
        line_no=int(number),
        quantity=entry.quantity(quantity) if quantity else None,
        damaged=damaged,
    )


def _result(done: ReturnCompleted) -> dict[str, Any]:
    return {
        "receipt": done.receipt,
        "sale_id": done.sale_id,
        "of": done.of,
        "refunded": done.refunded.paisas,
        "cash": done.cash.paisas,
        "khata": done.on_khata.paisas,
        "balance": None if done.balance is None else done.balance.paisas,
        "points": done.points,
        "replayed": done.replayed,
    }


def _sentence(done: ReturnCompleted) -> str:
    return _("{receipt}: {refunded} back on {of}, {cash} in cash").format(
        receipt=done.receipt,
        refunded=rs(done.refunded),
        of=done.of,
        cash=rs(done.cash),
    )
