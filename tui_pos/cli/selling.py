"""Selling and being paid without a screen: sell, pay."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from tui_pos.cli.context import (
    REFUSED,
    actor,
    opened,
    shared,
    tell,
    write_json,
)
from tui_pos.domain import entry
from tui_pos.domain.entry import LARGEST_BOOK_AMOUNT
from tui_pos.domain.errors import NotANumberError, PosError, StorageError
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.i18n import _
from tui_pos.i18n.numbers import rs
from tui_pos.i18n.refusals import describe
from tui_pos.services import catalog, customers, loyalty, sales
from tui_pos.services.sale_rows import Checkout, Ordered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui_pos.cli.options import Options
    from tui_pos.domain.permissions import Actor
    from tui_pos.shop import Shop


class Order(msgspec.Struct, forbid_unknown_fields=True):
    """A line of a batch: one sale."""

    lines: list[str]
    tenders: list[str] = []
    customer: str | int | None = None
    redeem: int = 0
    override: str = ""
    key: str = ""


@click.command("sell")
@click.option("--line", "lines", multiple=True, help="CODE[*QTY][=PRICE]")
@click.option("--customer", help="Id or phone.")
@click.option("--redeem", type=click.IntRange(0), default=0, help="Points.")
@click.option("--tender", "tenders", multiple=True, help="KIND=RUPEES|rest[:REFERENCE]")
@click.option("--override", default="", help="Why the khata may go over its limit.")
@click.option("--key", default="", help="The checkout key: twice is one sale.")
@click.option("--batch", help="JSON lines, a file or -.")
@shared
def sell_command(
    options: Options,
    lines: tuple[str, ...],
    customer: str | None,
    redeem: int,
    tenders: tuple[str, ...],
    override: str,
    key: str,
    batch: str | None,
) -> None:
    """Sell."""
    shop = opened(options)
    by = actor(options, shop)
    if batch is not None:
        _sell_batch(shop, by, batch)
        return
    order = Order(list(lines), list(tenders), customer, redeem, override, key)
    done = _sell(order, shop, by)
    tell(options, _result(done), _sentence(done))


def _sell_batch(shop: Shop, by: Actor, batch: str) -> None:
    refused = False
    for text in _batch_lines(batch):
        try:
            order = msgspec.json.decode(text, type=Order)
            write_json(_result(_sell(order, shop, by)))
        except StorageError:
            raise
        except (PosError, click.UsageError, msgspec.MsgspecError) as error:
            refused = True
            said = describe(error) if isinstance(error, PosError) else str(error)
            write_json({"error": type(error).__name__, "message": said})
        sys.stdout.flush()
    if refused:
        sys.exit(REFUSED)


def _batch_lines(batch: str) -> Iterable[str]:
    if batch == "-":
        return (line for line in sys.stdin if line.strip())
    try:
        text = Path(batch).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"The batch file {batch} cannot be read.") from error
    return [line for line in text.splitlines() if line.strip()]


def _sell(order: Order, shop: Shop, by: Actor) -> sales.SaleCompleted:
    key = order.key or str(uuid.uuid4())
    checkout = Checkout(
        key=key,
        lines=tuple(_line(text, by) for text in order.lines),
        given=(
            *_redeemed(order.redeem),
            *(read_tender(text) for text in order.tenders),
        ),
        customer_id=(
            customers.identify(str(order.customer), by=by)
            if order.customer is not None
            else None
        ),
        override_reason=order.override,
    )
    return sales.complete_sale(checkout, by=by, at=shop.now())


def _redeemed(points: int) -> tuple[Given, ...]:
    if not points:
        return ()
    return (Given(TenderKind.POINTS, loyalty.worth_of(points)),)


def _line(text: str, by: Actor) -> Ordered:
    code, price = _numeric_tail(text, "=")
    code, quantity = _numeric_tail(code, "*")
    found = catalog.scan(code, by=by)
    unit_price = None if price is None else entry.amount(price)
    if quantity is None or found.from_label:
        return Ordered(
            product_id=found.goods.product_id,
            quantity=found.quantity,
            unit_price=unit_price,
            fixed_price=found.fixed_price if unit_price is None else None,
            barcode=found.code,
        )
    times = entry.quantity(quantity)
    packs = times.thousandths
    fixed = found.fixed_price
    return Ordered(
        product_id=found.goods.product_id,
        quantity=type(times)(found.quantity.thousandths * packs // 1000),
        unit_price=unit_price,
        fixed_price=(
            None
            if fixed is None or unit_price is not None
            else type(fixed)(fixed.paisas * packs // 1000)
        ),
        barcode=found.code,
    )


def _numeric_tail(text: str, mark: str) -> tuple[str, str | None]:
    head, found, tail = text.rpartition(mark)
    if not found or not head:
        return text, None
    try:
        entry.number(tail)
    except NotANumberError:
        return text, None
    return head, tail


def read_tender(text: str) -> Given:
    """Read `KIND=RUPEES|rest[:REFERENCE]`."""
    name, found, rest = text.partition("=")
    amount, _colon, reference = rest.partition(":")
    if not found or name not in set(TenderKind):
        known = ", ".join(TenderKind)
        raise click.UsageError(f"--tender {text}: KIND=RUPEES|rest, KIND is {known}.")
    if amount == "rest":
        return Given(TenderKind(name), None, reference)
    paid = entry.positive_amount(amount, largest=LARGEST_BOOK_AMOUNT)
    return Given(TenderKind(name), paid, reference)


def _result(done: sales.SaleCompleted) -> dict[str, Any]:
    return {
        "receipt": done.receipt,
        "sale_id": done.sale_id,
        "total": done.total.paisas,
        "paid": done.paid.paisas,
        "change": done.change.paisas,
        "khata": done.on_khata.paisas,
        "balance": None if done.balance is None else done.balance.paisas,
        "points_earned": done.points_earned,
        "points": done.points,
        "replayed": done.replayed,
    }


def _sentence(done: sales.SaleCompleted) -> str:
    return _("{receipt}: total {total}, change {change}").format(
        receipt=done.receipt, total=rs(done.total), change=rs(done.change)
    )
