"""The khata of a customer: every line with the balance after it, and what is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain import entry
from tui_pos.domain.entry import LARGEST_BOOK_AMOUNT
from tui_pos.domain.errors import BadFieldError
from tui_pos.domain.khata import REVERSIBLE
from tui_pos.domain.khata_errors import (
    AlreadyReversedError,
    EmptyPeriodError,
    NotReversibleError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.paying import PayMethod
from tui_pos.domain.period import Preset
from tui_pos.domain.permissions import Permission
from tui_pos.i18n import _
from tui_pos.i18n.numbers import day, figure, moment, qty, rs
from tui_pos.reports.statement import ages, owed, particulars
from tui_pos.screens.receive import ReceivePanel
from tui_pos.screens.sale_rows import khata_spans
from tui_pos.screens.statement import StatementPanel
from tui_pos.services import disputes, khata, ledger, lending, promises, statements
from tui_pos.services.ledger import Posting
from tui_pos.widgets.panel import Field, FormPanel, LinesPanel, ListPanel
from tui_pos.widgets.rows import Row, Span, fit, row, wrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.domain.errors import PosError
    from tui_pos.domain.permissions import Actor
    from tui_pos.screens.till import Desk
    from tui_pos.services.khata import KhataCard
    from tui_pos.services.statements import Statement, StatementLine

_DATE, _REF, _SIDE, _BALANCE = 9, 10, 9, 12
_PAGE = 100
"""Lines that are read at once; older ones when they are reached."""
_NARROW = 60
"""Below so many cells the reference and the two sides become one."""


class LedgerPanel(ListPanel):
    """Lines from the oldest to the newest; one key each for what can be done."""

    def __init__(self, screen: Desk, customer_id: int) -> None:
        super().__init__(screen, _("Khata"))
        self._screen = screen
        self._customer_id = customer_id
        self._lines: tuple[StatementLine, ...] = ()
        self._has_earlier = False
        self._card: KhataCard
        self._all = True
        self.refresh()

    def refresh(self) -> None:
        """Read the khata again."""
        screen, by = self._screen, self._screen.actor
        self._card = khata.card(self._customer_id, by=by, on=screen.today)
        self._denied = disputes.open_of(self._customer_id, by=by)
        self.title = _("Khata of {name}").format(name=self._card.name)
        self._ages = statements.ages_of(self._customer_id, screen.today, by=by)
        if self._all:
            found = statements.page(self._customer_id, _PAGE, by=by)
            self._lines, self._has_earlier = found.lines, found.has_earlier
        else:
            made = self._statement_of(Preset.SINCE_ZERO)
            self._lines = made.lines if made else ()
            self._has_earlier = False
        self.place = max(0, self.items() - 1)
        screen.refresh_card()

    def _statement_of(self, preset: Preset) -> Statement | None:
        screen, by = self._screen, self._screen.actor
        span = statements.period_of(preset, self._customer_id, screen.today, by=by)
        try:
            return statements.statement(self._customer_id, span, by=by, at=screen.now())
        except EmptyPeriodError:
            return None

    def _earlier(self) -> None:
        """Read older lines when the oldest one that is shown is reached."""
        before = self._lines[0]
        found = statements.page(self._customer_id, _PAGE, before, by=self._screen.actor)
        self._lines = (*found.lines, *self._lines)
        self._has_earlier = found.has_earlier
        self.place += len(found.lines)

    def key(self, key: str, character: str | None) -> None:
        if key in {"up", "pageup", "home"} and self._has_earlier and self.place < 10:
            self._earlier()
        super().key(key, character)

    def items(self) -> int:
        return len(self._lines)

    def item(self, number: int, cells: int) -> str:
        line = self._lines[number]
        on = fit(f"{line.on:%d-%m-%y}", _DATE)
        balance = fit(owed(line.balance), _BALANCE, align=">")
        mark = "~" if line.reversed_by else " "
        if line.entry_id in self._denied:
            mark = "?"
        if cells < _NARROW:
            step = figure(line.debit) if line.debit else f"-{figure(line.credit)}"
            return f"{mark}{on}{fit(step, cells - _DATE - 1 - _BALANCE)}{balance}"
        given = figure(line.debit) if line.debit else ""
        received = figure(line.credit) if line.credit else ""
        words = cells - _DATE - _REF - 2 * _SIDE - _BALANCE - 1
        return (
            f"{mark}{on}{fit(line.reference, _REF)}{fit(particulars(line), words)}"
            f"{fit(given, _SIDE, align='>')}{fit(received, _SIDE, align='>')}{balance}"
        )

    def nothing(self) -> str:
        return _("Nothing stands in this khata yet.")

    def rows(self, cells: int, lines: int) -> list[Row]:
        aged = wrap(ages(self._ages), cells) if self._lines else []
        keys = [_("F1 keys · Enter details · Esc back")]
        if cells >= _NARROW:
            keys = _packed(self._keys(), cells)
        above: list[Row] = [row(*khata_spans(self._card)), self._heads(cells)]
        below = [row(Span(line, "dim")) for line in (*aged, *keys)]
        room = lines - len(above) - len(below)
        listed = self.list_rows(cells, room)
        return [*above, *listed, *[row("")] * (room - len(listed)), *below]

    def _heads(self, cells: int) -> Row:
        if cells < _NARROW:
            return row("")
        room = cells - 2 - _DATE - _REF - 2 * _SIDE - _BALANCE - 1
        heads = (
            f"   {fit(_('Date'), _DATE)}{fit(_('Ref'), _REF)}"
            f"{fit(_('Particulars'), room)}{fit(_('Udhaar'), _SIDE, align='>')}"
            f"{fit(_('Wasooli'), _SIDE, align='>')}"
            f"{fit(_('Baqaya'), _BALANCE, align='>')}"
        )
        return row(Span(heads, "dim"))

    def _keys(self) -> list[str]:
        may = self._screen.actor.may
        words = [
            (_("Enter details"), Permission.KHATA_SEE),
            (_("F6 receive"), Permission.KHATA_RECEIVE),
            (_("F8 reverse"), Permission.KHATA_REVERSE),
            (_("C correct"), Permission.KHATA_REVERSE),
            (_("G goods"), Permission.KHATA_LEND),
            (_("F7 adjust"), Permission.KHATA_ADJUST),
            (_("O write off"), Permission.KHATA_WRITE_OFF),
            (_("V recover"), Permission.KHATA_WRITE_OFF),
            (_("B give advance back"), Permission.KHATA_REFUND),
            (_("W promise"), Permission.KHATA_PROMISE),
            (_("P statement"), Permission.KHATA_SEE),
            (_("Z since zero"), Permission.KHATA_SEE),
            (_("D denies it"), Permission.KHATA_PROMISE),
        ]
        return [one for one, needed in words if may(needed)]

    def choose(self, number: int) -> None:
        line = self._lines[number]
        zone = self._screen.now().tzinfo
        said = [
            f"{line.reference}  {particulars(line)}",
            f"{moment(line.at.astimezone(zone))}  {line.user}",
            _("given {given}, received {received}, then {balance}").format(
                given=figure(line.debit),
                received=figure(line.credit),
                balance=owed(line.balance),
            ),
        ]
        if line.note:
            said.append(line.note)
        if line.reason:
            said.append(_("Reason: {reason}").format(reason=line.reason))
        if line.entry_id in self._denied:
            note = self._denied[line.entry_id]
            said.append(_("They deny it: {note}").format(note=note))
        if line.taken_by:
            said.append(_("Taken by {name}").format(name=line.taken_by))
        said += [f"  {item.name}  {figure(item.total)}" for item in line.items]
        self.host.open(LinesPanel(self.host, line.reference, [row(s) for s in said]))

    def typed(self, key: str, character: str | None) -> None:
        acts: dict[str, Callable[[], None]] = {
            "f6": self._receive,
            "f7": self._adjust,
            "f8": self._reverse,
            "c": self._correct,
            "g": self._goods,
            "o": self._write_off,
            "v": self._recover,
            "b": self._refund,
            "w": self._promise,
            "p": self._statement,
            "z": self._since_zero,
            "d": self._dispute,
            "f1": self._help,
        }
        act = acts.get(key if key.startswith("f") else (character or "").lower())
        if act is not None:
            act()

    def _help(self) -> None:
        lines = [row(one) for one in self._keys()]
        self.host.open(LinesPanel(self.host, _("Keys"), lines))

    def _dispute(self) -> None:
        if not self._lines:
            return
        line, screen = self._lines[self.place], self._screen
        if line.entry_id in self._denied:
            if screen.attempt(
                lambda: disputes.settle(line.entry_id, by=screen.actor, at=screen.now())
            ):
                self.refresh()
                screen.say(_("Settled: it is reminded of again."), "good")
            return
        form = self._form(
            _("{number} is denied").format(number=line.reference),
            [Field("note", _("What do they say?"))],
            lambda values, actor: disputes.dispute(
                line.entry_id, values["note"], by=actor, at=screen.now()
            ),
        )
        form.note = _("It stays in the balance; no reminder names it.")
        self.host.open(form)

    def _receive(self) -> None:
        panel = ReceivePanel(self._screen, self._customer_id, self.refresh)
        self.host.open(panel)

    def _since_zero(self) -> None:
        self._all = not self._all
        self.refresh()

    def _statement(self) -> None:
        made = self._statement_of(Preset.ALL if self._all else Preset.SINCE_ZERO)
        if made is None:
            self.host.say(self.nothing(), "dim")
            return
        self.host.open(StatementPanel(self._screen, self._customer_id, made))

    def _changeable(self) -> StatementLine | None:
        """Give the chosen line, if it may be reversed; say why where it may not."""
        if not self._lines:
            return None
        line = self._lines[self.place]
        refusal: PosError | None = None
        if line.kind not in REVERSIBLE:
            refusal = NotReversibleError(kind=line.kind)
        elif line.reversed_by:
            refusal = AlreadyReversedError()
        if refusal is None:
            return line
        self._screen.refuse(refusal)
        return None

    def _reverse(self) -> None:
        line = self._changeable()
        if line is None:
            return
        by = self._screen.actor
        opens = ledger.reopened_by(line.entry_id, by=by)
        form = self._form(
            _("Reverse {number}").format(number=line.reference),
            [Field("reason", _("Why?"))],
            lambda values, actor: ledger.reverse(
                line.entry_id, values["reason"], by=actor, at=self._screen.now()
            ),
            said=lambda: self._cash_words(line),
        )
        form.note = _("Both lines stay in the khata.")
        if opens:
            oldest = opens[0]
            said = _("{amount} would be open again, the oldest since {day}.")
            form.note = said.format(
                amount=rs(Money.total(debt.amount for debt in opens)),
                day=day(oldest.aged_from),
            )
        self.host.open(form)

    def _cash_words(self, line: StatementLine) -> str:
        if line.method != PayMethod.CASH:
            return ""
        words = _("Reversed: GIVE {amount} back in cash.")
        if line.debit:
            words = _("Reversed: TAKE {amount} back in cash.")
        return words.format(amount=rs(line.debit or line.credit))

    def _correct(self) -> None:
        line = self._changeable()
        if line is None:
            return
        was = line.debit or line.credit
        said = ""

        def correct(values: dict[str, str], by: Actor) -> None:
            nonlocal said
            amount = _amount(values)
            now, why = self._screen.now(), values["reason"]
            ledger.correct(line.entry_id, amount, why, by=by, at=now)
            said = _difference_words(line, amount - was)

        form = self._form(
            _("Correct {number}").format(number=line.reference),
            [
                Field("amount", _("Amount, Rs"), figure(was)),
                Field("reason", _("Why?")),
            ],
            correct,
            said=lambda: said,
        )
        form.note = _("The line is reversed and written anew, from its own day.")
        self.host.open(form)

    def _goods(self) -> None:
        def give(values: dict[str, str], by: Actor) -> None:
            on, note = values["day"].strip(), values["what"]
            if values["amount"].strip():
                amount = _amount(values)
            else:
                picked = lending.picked(note, by=by)
                amount = picked.worth
                note = f"{picked.name} {qty(picked.quantity, picked.unit)}"
            posting = Posting(
                self._customer_id,
                amount,
                reason=by.reason,
                note=note,
                on=entry.day(on) if on else None,
                taken_by=values["taker"],
                rate_open=values["open"].strip().lower() not in {"", "n", "no"},
            )
            ledger.give_goods(posting, by=by, at=self._screen.now())

        fields = [
            Field("what", _("What?")),
            Field("amount", _("Amount, Rs")),
            Field("open", _("Rate open? (x)")),
            Field("taker", _("Taken by")),
            Field("day", _("Day, if not today")),
        ]
        form = self._form(_("Goods on khata"), fields, give)
        form.note = _("Without an amount: the price of goods by code, as 10*SUGAR.")
        self.host.open(form)

    def _adjust(self) -> None:
        def adjust(values: dict[str, str], by: Actor) -> None:
            step, side = _amount(values), values["side"].strip().replace("−", "-")
            if side not in {"+", "-"}:
                raise BadFieldError(column="side", why="sign")
            posting = Posting(
                self._customer_id,
                step if side == "+" else -step,
                values["reason"],
                values["note"],
            )
            ledger.adjust(posting, by=by, at=self._screen.now())

        fields = [
            Field("amount", _("Amount, Rs")),
            Field("side", _("+ or -"), "+"),
            Field("reason", _("Why?")),
            Field("note", _("Note")),
        ]
        self.host.open(self._form(_("Adjust the balance"), fields, adjust))

    def _write_off(self) -> None:
        self._settle(_("Write off"), ledger.write_off, self._card.balance)

    def _recover(self) -> None:
        gone = ledger.written_off(self._customer_id, by=self._screen.actor)
        self._settle(_("Recover what was written off"), ledger.recover, gone)

    def _refund(self) -> None:
        advance = -self._card.balance
        self._settle(_("Give advance back"), ledger.refund_advance, advance)

    def _settle(self, title: str, act: Callable[..., object], most: Money) -> None:
        def settle(values: dict[str, str], by: Actor) -> None:
            posting = Posting(self._customer_id, _amount(values), values["reason"])
            act(posting, by=by, at=self._screen.now())

        fields = [
            Field("amount", _("Amount, Rs"), figure(max(most, Money()))),
            Field("reason", _("Why?")),
        ]
        self.host.open(self._form(title, fields, settle))

    def _promise(self) -> None:
        def promise(values: dict[str, str], by: Actor) -> None:
            promises.promise(
                self._customer_id,
                _amount(values),
                entry.day(values["day"]),
                by=by,
                at=self._screen.now(),
            )

        fields = [
            Field("amount", _("Amount, Rs"), figure(self._card.balance)),
            Field("day", _("On which day")),
        ]
        self.host.open(self._form(_("Promise to pay"), fields, promise))

    def _form(
        self,
        title: str,
        fields: list[Field],
        do: Callable[[dict[str, str], Actor], object],
        said: Callable[[], str] = str,
    ) -> FormPanel:
        screen = self._screen

        def save(values: dict[str, str]) -> bool:
            def done() -> None:
                form.close()
                screen.till.open_books().kick_printer()
                self.refresh()
                screen.say(said() or _("Written."), "good")

            screen.attempt_as(lambda by: do(values, by), done)
            return False

        form = FormPanel(screen, title, fields, save)
        return form


def _difference_words(line: StatementLine, more: Money) -> str:
    if line.method != PayMethod.CASH or not more:
        return ""
    comes_in = (more > ZERO) == bool(line.credit)
    words = _("Corrected: GIVE {amount} back in cash.")
    if comes_in:
        words = _("Corrected: TAKE {amount} more in cash.")
    return words.format(amount=rs(more if more > ZERO else -more))


def _packed(words: list[str], cells: int) -> list[str]:
    """Lay words out in lines, never breaking one."""
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} · {word}" if lines[-1] else word
        if len(longer) > cells:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _amount(values: dict[str, str]) -> Money:
    return entry.positive_amount(values["amount"], largest=LARGEST_BOOK_AMOUNT)
