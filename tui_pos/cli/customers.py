"""Customers: add, set, find, show."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from tui_pos.cli.context import actor, opened, shared, tell, write_json
from tui_pos.cli.days import DAY
from tui_pos.domain import entry
from tui_pos.domain.khata import Policy
from tui_pos.domain.permissions import Permission
from tui_pos.i18n import _
from tui_pos.i18n.numbers import rs
from tui_pos.services import customers, customers_export, khata, loyalty, merging
from tui_pos.services.customers import CustomerForm

if TYPE_CHECKING:
    from tui_pos.cli.options import Options
    from tui_pos.domain.permissions import Actor
    from tui_pos.shop import Shop

_POLICY = click.Choice(["shop", *[policy.value for policy in Policy]])
_FIELDS = (
    click.option("--name"),
    click.option("--phone", multiple=True, help="Again for a second number."),
    click.option("--limit", help="Rupees, or 'unlimited', or 'shop'."),
    click.option("--days", type=click.IntRange(0, 3650)),
    click.option("--cnic"),
    click.option("--address"),
    click.option("--area"),
    click.option("--tier"),
    click.option("--name-ur"),
    click.option("--business-name"),
    click.option("--ntn"),
    click.option("--card", help="The code of the customer's card or QR."),
    click.option("--status", type=click.Choice(["active", "hold", "closed"])),
    click.option("--over-limit", type=_POLICY, help="Above the limit in amount."),
    click.option("--overdue", type=_POLICY, help="With a bill past its day."),
    click.option("--taker", multiple=True, help="Who may take goods; 'anybody'."),
    click.option("--settles", type=click.IntRange(1, 31), help="Day of the month."),
    click.option("--extra-limit", help="Rupees up to a day, or 'none'."),
    click.option("--until", type=DAY, help="The last day of the extra limit."),
    click.option("--messages/--no-messages", default=None, help="For every line."),
)


def _fields(command: Any) -> Any:
    for option in reversed(_FIELDS):
        command = option(command)
    return command


@click.group("customer")
def customer_command() -> None:
    """The people whom the shop knows by name."""


@customer_command.command("add")
@_fields
@shared
def add(options: Options, **given: Any) -> None:
    """Add a customer."""
    shop = opened(options)
    by = actor(options, shop)
    if not given["name"]:
        raise click.UsageError("A customer needs --name.")
    form = _filled(CustomerForm(name=given["name"]), given)
    plain = CustomerForm(name=form.name, phones=form.phones)
    if form == plain and len(form.phones) == 1:
        made = customers.add_by_phone(form.name, form.phones[0], by=by, at=shop.now())
    else:
        made = customers.add_customer(form, by=by, at=shop.now())
    _show(options, shop, by, made)


@customer_command.command("set")
@click.argument("customer")
@_fields
@shared
def change(options: Options, customer: str, **given: Any) -> None:
    """Change a customer; what is not named stays."""
    shop = opened(options)
    by = actor(options, shop)
    customer_id = customers.identify(customer, by=by)
    form = _filled(customers.form_of(customer_id, by=by), given)
    customers.change_customer(customer_id, form, by=by, at=shop.now())
    _show(options, shop, by, customer_id)


@customer_command.command("find")
@click.argument("text")
@shared
def find(options: Options, text: str) -> None:
    """Find customers by any part of name or phone."""
    shop = opened(options)
    by = actor(options, shop)
    for person in customers.find(text, by=by):
        _show(options, shop, by, person.customer_id)


@customer_command.command("show")
@click.argument("customer")
@shared
def show(options: Options, customer: str) -> None:
    """Show one customer, by id or phone."""
    shop = opened(options)
    by = actor(options, shop)
    _show(options, shop, by, customers.identify(customer, by=by))


def _filled(form: CustomerForm, given: dict[str, Any]) -> CustomerForm:
    named = {
        "name": given["name"],
        "phones": tuple(given["phone"]) or None,
        "cnic": given["cnic"],
        "address": given["address"],
        "area": given["area"],
        "tier": given["tier"],
        "name_ur": given["name_ur"],
        "business_name": given["business_name"],
        "ntn": given["ntn"],
        "card": given["card"],
        "status": given["status"],
        "credit_days": given["days"],
        "over_limit": _own(given["over_limit"]),
        "overdue": _own(given["overdue"]),
        "settlement_day": given["settles"],
        "receipts": given["messages"],
    }
    if given["taker"]:
        named["takers"] = tuple(one for one in given["taker"] if one != "anybody")
    if given["extra_limit"] == "none":
        form = replace(form, extra_limit=None, extra_until=None)
    elif given["extra_limit"]:
        named["extra_limit"] = entry.amount(given["extra_limit"])
        named["extra_until"] = given["until"]
    form = replace(
        form, **{key: value for key, value in named.items() if value is not None}
    )
    limit = given["limit"]
    if limit is None:
        return form
    if limit in {"unlimited", "shop"}:
        return replace(form, limit_kind=limit, credit_limit=None)
    return replace(form, limit_kind="own", credit_limit=entry.amount(limit))


@customer_command.command("merge")
@click.argument("source")
@click.argument("target")
@click.option("--reason", default="", help="Why they are one.")
@shared
def merge(options: Options, source: str, target: str, reason: str) -> None:
    """Let TARGET take SOURCE over: its debts with their days, its numbers."""
    shop = opened(options)
    by = actor(options, shop)
    first, second = (customers.identify(one, by=by) for one in (source, target))
    done = merging.merge(first, second, reason, by=by, at=shop.now())
    _tell_merged(options, done)


@customer_command.command("unmerge")
@click.argument("source", type=int)
@click.option("--reason", default="", help="Why they are two.")
@shared
def unmerge(options: Options, source: int, reason: str) -> None:
    """Make two accounts of one again, while nothing was written since."""
    shop = opened(options)
    by = actor(options, shop)
    done = merging.undo_merge(source, reason, by=by, at=shop.now())
    _tell_merged(options, done)


def _tell_merged(options: Options, done: merging.Merged) -> None:
    result = {
        "source": done.source_id,
        "target": done.target_id,
        "moved": done.moved.paisas,
        "balance": done.owed_after.paisas,
    }
    said = _("#{target} now owes {balance}.")
    tell(
        options,
        result,
        said.format(target=done.target_id, balance=rs(done.owed_after)),
    )


@customer_command.command("export")
@click.argument("customer")
@shared
def export(options: Options, customer: str) -> None:
    """Write everything that is kept about one customer, as JSON."""
    shop = opened(options)
    by = actor(options, shop)
    customer_id = customers.identify(customer, by=by)
    write_json(customers_export.everything_about(customer_id, by=by, at=shop.now()))


@customer_command.command("forget")
@click.argument("customer")
@shared
def forget(options: Options, customer: str) -> None:
    """Take a customer's identity out of the books; a settled account only."""
    shop = opened(options)
    by = actor(options, shop)
    customer_id = customers.identify(customer, by=by)
    customers_export.forget(customer_id, by=by, at=shop.now())
    said = _("#{id} is forgotten: name, numbers and address are gone.")
    tell(options, {"id": customer_id}, said.format(id=customer_id))


def _own(policy: str | None) -> str | None:
    return "" if policy == "shop" else policy


def _show(options: Options, shop: Shop, by: Actor, customer_id: int) -> None:
    person = customers.person(customer_id, by=by)
    card = khata.card(customer_id, by=by, on=shop.now().date())
    result: dict[str, Any] = {
        "id": customer_id,
        "name": card.name,
        "phone": person.phone,
        "tier": card.tier,
        "balance": card.balance.paisas,
        "available": None if card.room is None else card.room.paisas,
        "overdue_days": card.overdue_days,
        "points": loyalty.balance_of(customer_id, by=by),
    }
    if by.may(Permission.CUSTOMER_FULL):
        spent, visits = khata.spent(customer_id, by=by)
        result |= {"total_spent": spent.paisas, "visits": visits}
    room = _("unlimited") if card.room is None else rs(card.room)
    tell(
        options,
        result,
        _("#{id} {name} {phone} · owes {balance} · room {room}").format(
            id=customer_id,
            name=card.name,
            phone=person.phone,
            balance=rs(card.balance),
            room=room,
        ),
    )
