"""How the sale looks: header, customer, lines, totals. Figures in, rows out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain.money import ZERO, Money
from tui_pos.i18n import _
from tui_pos.i18n.numbers import clock, day, figure, qty, rs
from tui_pos.i18n.words import kind_words
from tui_pos.widgets.rows import BLANK, Row, Span, big, fit, row, width

if TYPE_CHECKING:
    from datetime import datetime

    from tui_pos.domain.permissions import Actor
    from tui_pos.services.cart_view import CartView, Line
    from tui_pos.services.khata import KhataCard, KhataLine
    from tui_pos.services.shifts import OpenShift
    from tui_pos.services.spool import PrinterState
    from tui_pos.shop import Shop

_BACKUP_LATE = 24
"""Hours after which the age of the last good backup is red."""
_FIGURES = 36
"""Cells of a line's figures: quantity, price, discount, total."""


def header(
    shop: Shop,
    actor: Actor,
    shift: OpenShift | None,
    waits: tuple[PrinterState | None, datetime | None],
    cells: int,
) -> Row:
    """Draw the top line: shop, person, day, old backup, printer, clock.

    `waits` is how the printer stands and when the last good backup was made.
    """
    printer, last_backup = waits
    when = day(shift.business_date) if shift else _("no shift")
    left = f" {shop.name} · {actor.name} · {shop.counter.name} · {when}"
    state = printer_span(printer, shop)
    old = backup_span(last_backup, shop.now())
    late = (old, Span(" ")) if old.role == "bad" else ()
    time = f" {clock(shop.now())} "
    room = cells - width(state.text) - width(time)
    room -= sum(width(span.text) for span in late)
    return (Span(fit(left, room), "head"), *late, state, Span(time, "head"))


def backup_span(last: datetime | None, now: datetime) -> Span:
    """Say how old the last good backup is; red after a day."""
    if last is None:
        return Span(_("NO BACKUP"), "bad")
    hours = int((now - last).total_seconds()) // 3600
    if hours < -1:  # a clock that was wrong then, or is now
        return Span(_("NO BACKUP"), "bad")
    if hours >= _BACKUP_LATE:
        return Span(_("BACKUP {days} D OLD").format(days=hours // 24), "bad")
    if hours <= 0:
        return Span(_("backup made"), "good")
    return Span(_("backup {hours} h old").format(hours=hours), "good")


def printer_span(printer: PrinterState | None, shop: Shop) -> Span:
    """Say how the printer stands."""
    if shop.is_plain:
        return Span(_("UNENCRYPTED"), "bad")
    if shop.counter.printer is None:
        return Span(_("no printer"), "dim")
    if printer is None:
        return Span(_("printer ..."), "dim")
    waiting = printer.waiting
    if waiting.unknown:
        said = _("printer ? {count} to check")
        return Span(said.format(count=waiting.unknown), "bad")
    if not printer.is_up:
        said = _("printer off: {count} wait")
        return Span(said.format(count=waiting.queued), "bad")
    return Span(_("printer ok"), "good")


def customer_rows(card: KhataCard | None, cart: CartView, cells: int) -> list[Row]:
    """Draw the two lines of the customer and the khata."""
    if cart.recalled:
        name = cart.name or _("no name")
        banner = Span(_(" PARKED BILL: {name} ").format(name=name), "selected")
        if card is None:
            return [row(banner), BLANK]
    if card is None:
        return [row(Span(_(" Walk-in · F3 attaches a customer"), "dim")), BLANK]
    parked = (Span(_("PARKED "), "selected"),) if cart.recalled else ()
    status = "" if card.status == "active" else _(" · ON HOLD")
    who = [Span(" "), *parked, Span(card.name, "bold")]
    who.append(Span(f" · {_(card.tier)}{status}"))
    if card.points:
        said = _(" · ◆ {points} points").format(points=f"{card.points:,}")
        who.append(Span(said, "badge"))
    khata = row(" ", *khata_spans(card))
    while sum(width(span.text) for span in khata) > cells:
        khata = khata[:-1]
    return [tuple(who), khata]


def khata_spans(card: KhataCard) -> list[Span]:
    """Draw balance, room and age of a khata; a sign beside every colour."""
    spans = [balance_span(card.balance)]
    room = _("unlimited") if card.room is None else rs(card.room)
    spans.append(Span(f" · {_('room')} {room}"))
    if card.oldest_days:
        said = _(" · oldest {days} days").format(days=card.oldest_days)
        spans.append(Span(said))
    if card.overdue_days:
        said = _(" · !{days} days overdue").format(days=card.overdue_days)
        spans.append(Span(said, "bad"))
    if card.bounced_on:
        said = _(" · !cheque bounced {day}").format(day=day(card.bounced_on))
        spans.append(Span(said, "bad"))
    if card.promised:
        said = _(" · promised for {day}").format(day=day(card.promised))
        spans.append(Span(said))
    if card.last_payment:
        on, amount = card.last_payment
        said = _(" · paid {amount} on {day}").format(amount=rs(amount), day=day(on))
        spans.append(Span(said, "dim"))
    return spans


def balance_span(balance: Money) -> Span:
    """Draw what is owed; amber with a sign, an advance green."""
    if balance > ZERO:
        return Span(_("owes {amount}").format(amount=rs(balance)), "owed")
    if balance < ZERO:
        return Span(_("advance {amount}").format(amount=rs(-balance)), "good")
    return Span(_("owes nothing"), "good")


def column_heads(cells: int) -> Row:
    """Draw the heads of the columns."""
    figures = (
        f"{fit(_('qty'), 10, align='>')}{fit(_('price'), 9, align='>')}"
        f"{fit(_('disc'), 7, align='>')}{fit(_('total'), 10, align='>')}"
    )
    return row(Span(fit(f"  # {_('item')}", cells - _FIGURES) + figures, "dim"))


def line_row(line: Line, cells: int, *, is_selected: bool, number: int) -> Row:
    """Draw a line of the bill."""
    mark = ">" if is_selected else " "
    short = " !" if line.is_short else ""
    name = f"{mark}{number:>2} {line.name}"
    measured = qty(line.quantity, "" if line.unit == "pc" else line.unit)
    discount = figure(-line.priced.discount) if line.priced.discount else ""
    changed = "*" if line.unit_price != line.list_price else ""
    each = "" if line.fixed_price is not None else changed + figure(line.unit_price)
    text = (
        fit(name, cells - _FIGURES - len(short))
        + short
        + fit(measured, 10, align=">")
        + fit(each, 9, align=">")
        + fit(discount, 7, align=">")
        + fit(figure(line.priced.total), 10, align=">")
    )
    return row(Span(text, "selected" if is_selected else "text"))


def ticket_rows(
    cart: CartView, selected: int | None, cells: int, lines: int
) -> list[Row]:
    """Draw the lines of the bill around the selected one."""
    numbers = [line.line_no for line in cart.lines]
    place = numbers.index(selected) if selected in numbers else len(numbers) - 1
    first = max(0, min(place - lines + 1, len(numbers) - lines))
    first = max(first, min(place, len(numbers) - lines))
    first = max(0, first)
    drawn = [
        line_row(
            line,
            cells,
            is_selected=line.line_no == selected,
            number=first + offset + 1,
        )
        for offset, line in enumerate(cart.lines[first : first + lines])
    ]
    return [*drawn, *[BLANK] * (lines - len(drawn))]


def foot_rows(cart: CartView, echo: str, cells: int) -> list[Row]:
    """Draw the echo of the last item, the sums, and the total in big figures."""
    total = figure(cart.remaining if cart.tenders else cart.bill.due)
    drawn = big(total)
    wide = len(drawn[0])
    left = cells - wide - 2
    count = _("lines {lines}").format(lines=len(cart.lines))
    sums = f"{count} · {_('subtotal')} {figure(cart.bill.subtotal)}"
    if cart.bill.discount:
        sums += f" · {_('discount')} {figure(-cart.bill.discount)}"
    given = Money.total(one.amount or ZERO for one in cart.tenders)
    paid = _("given {amount}, still due:").format(amount=rs(given)) if given else ""
    words = (echo, sums, paid)
    if left < 20:
        plain = Span(fit(rs(cart.bill.due), cells, align=">"), "big")
        return [row(Span(fit(echo, cells), "bold")), row(fit(sums, cells)), row(plain)]
    roles = ("bold", "dim", "owed")
    return [
        row(Span(fit(f" {text}", left), role), Span(figures, "big"))
        for text, role, figures in zip(words, roles, drawn, strict=True)
    ]


def side_rows(
    card: KhataCard | None, lines: list[KhataLine], cells: int, height: int
) -> list[Row]:
    """Draw the side panel of wide screens: the khata card with its last lines."""
    if card is None:
        hints = (
            _("F3 attaches a customer"),
            _("3*code sells three"),
            _("r100*code sells Rs 100 worth"),
            _("+ and - change the line"),
            _(".. is exact cash"),
            _("F1 shows all keys"),
        )
        rows = [row(Span(fit(hint, cells), "dim")) for hint in hints]
        return [*rows, *[BLANK] * (height - len(rows))][:height]
    rows = [
        row(Span(fit(card.name, cells), "bold")),
        row(balance_span(card.balance)),
        row(fit(_("room {amount}").format(amount=_room(card)), cells)),
        BLANK,
        row(Span(fit(_("Last in the khata"), cells), "dim")),
    ]
    for line in lines:
        amount = figure(line.debit) if line.debit else f"-{figure(line.credit)}"
        words = f"{line.business_date:%d-%m} {kind_words(line.kind)}"
        rows.append(row(fit(words, cells - 10), fit(amount, 10, align=">")))
    return [*rows, *[BLANK] * (height - len(rows))][:height]


def _room(card: KhataCard) -> str:
    return _("unlimited") if card.room is None else rs(card.room)
