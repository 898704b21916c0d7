"""Being paid without a screen: pay, cheque."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import click

from tui_pos.cli.context import actor, opened, shared, tell
from tui_pos.cli.days import DAY
from tui_pos.domain import entry
from tui_pos.domain.entry import LARGEST_BOOK_AMOUNT
from tui_pos.domain.money import ZERO
from tui_pos.domain.paying import Payment, PayMethod
from tui_pos.i18n import _
from tui_pos.i18n.numbers import day, rs
from tui_pos.services import cheques, customers, payments

if TYPE_CHECKING:
    from tui_pos.cli.options import Options
    from tui_pos.domain.money import Money
    from tui_pos.services.cheques import ChequeSettled


_METHOD = click.Choice([method.value for method in PayMethod])


@click.command("pay")
@click.argument("customer")
@click.argument("amount")
@click.option("--method", type=_METHOD, required=True)
@click.option("--reference", default="", help="The number that proves it.")
@click.option("--due", type=DAY, help="The day on the cheque.")
@click.option("--bill", default="", help="The bill it is for; else the oldest first.")
@click.option("--discount", default="", help="Rupees that are forgiven with it.")
@click.option("--advance", is_flag=True, help="Keep what is over as advance.")
@click.option("--change", is_flag=True, help="Give back what is over.")
@click.option("--key", default="", help="The payment's key: twice is one payment.")
@shared
def pay_command(options: Options, customer: str, amount: str, **given: Any) -> None:
    """Take a payment against a khata."""
    if given["advance"] and given["change"]:
        raise click.UsageError("Choose --advance or --change, not both.")
    shop = opened(options)
    by = actor(options, shop)
    forgiven = given["discount"]
    payment = Payment(
        customer_id=customers.identify(customer, by=by),
        amount=entry.positive_amount(amount, largest=LARGEST_BOOK_AMOUNT),
        key=given["key"] or str(uuid.uuid4()),
        method=PayMethod(given["method"]),
        reference=given["reference"],
        cheque_date=given["due"],
        bill=given["bill"],
        discount=entry.amount(forgiven) if forgiven else ZERO,
        as_advance=given["advance"],
        with_change=given["change"],
    )
    done = payments.record_payment(payment, by=by, at=shop.now())
    tell(
        options,
        {
            "slip": done.slip,
            "entry_id": done.entry_id,
            "amount": done.amount.paisas,
            "discount": done.discount.paisas,
            "change": done.change.paisas,
            "balance": done.owed_after.paisas,
            "replayed": done.replayed,
        },
        _("{slip}: {amount} from {name}, who now owes {balance}").format(
            slip=done.slip,
            amount=rs(done.amount),
            name=done.customer_name,
            balance=_owed(done.owed_after),
        ),
    )


def _owed(balance: Money) -> str:
    if balance >= ZERO:
        return rs(balance)
    return _("nothing, with {amount} as an advance").format(amount=rs(-balance))


@click.group("cheque")
def cheque_command() -> None:
    """Cheques: they pay when the bank has paid them."""


@cheque_command.command("list")
@shared
def list_cheques(options: Options) -> None:
    """List all cheques, those that wait first."""
    shop = opened(options)
    for one in cheques.listed(by=actor(options, shop)):
        result = {
            "slip": one.slip,
            "customer": one.customer_id,
            "name": one.name,
            "amount": one.amount.paisas,
            "number": one.number,
            "due": one.due_on,
            "state": one.state,
        }
        said = _("{slip}  {day}  {amount}  {name}  {state}").format(
            slip=one.slip,
            day=day(one.due_on),
            amount=rs(one.amount),
            name=one.name,
            state=_(one.state),
        )
        tell(options, result, said)


@cheque_command.command("clear")
@click.argument("slip")
@shared
def clear(options: Options, slip: str) -> None:
    """The bank paid a cheque: it pays the khata now."""
    shop = opened(options)
    by = actor(options, shop)
    _tell_settled(options, cheques.clear(slip, by=by, at=shop.now()))


@cheque_command.command("bounce")
@click.argument("slip")
@shared
def bounce(options: Options, slip: str) -> None:
    """A cheque came back: what it had paid is owed again."""
    shop = opened(options)
    by = actor(options, shop)
    _tell_settled(options, cheques.bounce(slip, by=by, at=shop.now()))


def _tell_settled(options: Options, done: ChequeSettled) -> None:
    result = {
        "slip": done.slip,
        "customer": done.customer_id,
        "amount": done.amount.paisas,
        "state": done.state,
        "balance": done.owed_after.paisas,
    }
    said = _("{slip} is {state}: #{number} now owes {balance}.").format(
        slip=done.slip,
        state=_(done.state),
        number=done.customer_id,
        balance=_owed(done.owed_after),
    )
    tell(options, result, said)
