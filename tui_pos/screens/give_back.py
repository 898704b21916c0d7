"""A bill whose goods come back: lines, quantities, the way of the refund."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from tui_pos.domain import entry
from tui_pos.domain.errors import EmptySaleError, PosError, TendersGivenError
from tui_pos.domain.money import ZERO
from tui_pos.domain.quantity import Quantity
from tui_pos.domain.refund import RefundWay
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.i18n import _
from tui_pos.i18n.numbers import figure, qty, rs
from tui_pos.screens.change import GoOnPanel
from tui_pos.screens.exchange import ExchangePanel
from tui_pos.screens.sale_rows import balance_span
from tui_pos.services import returns
from tui_pos.services.returns import ReturnAsked, Returned
from tui_pos.widgets.edit_line import EditLine
from tui_pos.widgets.panel import AskPanel, Panel
from tui_pos.widgets.rows import BLANK, Row, Span, big, fit, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.domain.permissions import Actor
    from tui_pos.screens.till import Sale
    from tui_pos.services.bills import SoldBill, SoldLine
    from tui_pos.services.returns import ReturnCompleted

_WAYS = (
    RefundWay.AS_PAID,
    RefundWay.CASH,
    RefundWay.KHATA,
    RefundWay.CARD,
    RefundWay.WALLET,
    RefundWay.BANK,
)
_TENDERS = {
    "+": TenderKind.CASH,
    "k": TenderKind.KHATA,
    "c": TenderKind.CARD,
    "b": TenderKind.BANK,
    "r": TenderKind.WALLET,
}


class ReturnPanel(Panel):
    """The lines of a bill; Enter takes one back, F12 does it."""

    def __init__(
        self, screen: Sale, bill: SoldBill, done: Callable[[], object]
    ) -> None:
        super().__init__(screen)
        self.title = _("Bill {number}").format(number=bill.receipt)
        self._screen = screen
        self._bill = bill
        self._done = done
        self._edit = EditLine()
        self._place = 0
        self._way = 0
        self._back: dict[int, tuple[Quantity, bool]] = {}
        self._key = str(uuid.uuid4())
        if bill.voided_by:
            said = _("voided by {number}").format(number=bill.voided_by)
            self.title = f"{self.title} · {said}"

    def rows(self, cells: int, lines: int) -> list[Row]:
        bill = self._bill
        who = bill.customer_name or _("walk-in")
        paid = " · ".join(f"{_(kind)} {figure(sum_)}" for kind, sum_, _r in bill.paid)
        room = lines - 8
        first = max(0, min(self._place - room // 2, len(bill.lines) - room))
        shown = range(first, min(len(bill.lines), first + room))
        heads = (
            fit(_("item"), cells - 40)
            + fit(_("bought"), 10, align=">")
            + fit(_("back"), 10, align=">")
            + fit(_("now"), 10, align=">")
            + fit(_("total"), 10, align=">")
        )
        return [
            row(f"{bill.business_date:%d-%m-%Y} · {bill.cashier} · {who} · {paid}"),
            row(Span(heads, "dim")),
            *[self._line(place, cells) for place in shown],
            BLANK,
            self._worth(),
            self._edit.row(cells, prompt=_("Quantity: ")),
            *self._keys(),
        ]

    def _line(self, place: int, cells: int) -> Row:
        line = self._bill.lines[place]
        now, damaged = self._back.get(line.line_no, (Quantity(), False))
        mark = ">" if place == self._place else " "
        name = f"{mark} {line.name}" + (_(" (damaged)") if damaged else "")
        text = (
            fit(name, cells - 40)
            + fit(qty(line.quantity), 10, align=">")
            + fit(qty(line.returned) if line.returned else "", 10, align=">")
            + fit(qty(now) if now else "", 10, align=">")
            + fit(figure(line.total), 10, align=">")
        )
        return row(Span(text, "selected" if place == self._place else "text"))

    def _worth(self) -> Row:
        way = row(Span(_("Refund: "), "bold"), _(_WAYS[self._way].value))
        if not self._back:
            return way
        try:
            refund = returns.preview(self._asked(""), by=self._screen.actor)
        except PosError:
            return way
        said = " · ".join(f"{_(kind)} {rs(amount)}" for kind, amount in refund.parts)
        return (*way, Span(" → "), Span(said or rs(ZERO), "bold"))

    def _keys(self) -> list[Row]:
        words = (
            ("Enter", _("all or none")),
            ("D", _("damaged")),
            ("R", _("refund as")),
            ("F12", _("take back")),
            ("F8", _("void the bill")),
            ("F9", _("other tender")),
            ("X", _("exchange")),
        )
        spans = [
            span
            for key, word in words
            for span in (Span(key, "key"), Span(f" {word}  "))
        ]
        return [tuple(spans[:8]), tuple(spans[8:])]

    def key(self, key: str, character: str | None) -> None:
        match key:
            case "up":
                self._place = max(0, self._place - 1)
            case "down":
                self._place = min(len(self._bill.lines) - 1, self._place + 1)
            case "enter":
                self._screen.attempt(self._take)
            case "f12":
                self._finish()
            case "f8":
                self._ask(_("Void the whole bill: why?"), self._void)
            case "f9":
                self.host.open(_TenderChoice(self._screen, self._correct))
            case "escape":
                self.close()
            case _:
                self._typed(key, (character or "").lower())

    def _typed(self, key: str, letter: str) -> None:
        if letter == "d":
            self._damaged()
        elif letter == "r":
            self._way = (self._way + 1) % len(_WAYS)
        elif letter == "x":
            self._exchange()
        elif not letter.isalpha():
            self._edit.key(key, letter or None)

    @property
    def _line_here(self) -> SoldLine:
        return self._bill.lines[self._place]

    def _take(self) -> None:
        line, typed = self._line_here, self._edit.text
        damaged = self._back.get(line.line_no, (line.left, False))[1]
        if typed:
            now = entry.quantity(typed)
        elif line.line_no in self._back:
            del self._back[line.line_no]
            return
        else:
            now = line.left
        one = Returned(line.line_no, now)
        asked = ReturnAsked(self._key, self._bill.receipt, (one,), "")
        returns.preview(asked, by=self._screen.actor)
        self._back[line.line_no] = now, damaged
        self._edit.set("")
        self._screen.say("")

    def _damaged(self) -> None:
        line = self._line_here
        if line.line_no in self._back:
            now, damaged = self._back[line.line_no]
            self._back[line.line_no] = now, not damaged

    def _asked(self, reason: str, way: RefundWay | None = None) -> ReturnAsked:
        return ReturnAsked(
            key=self._key,
            receipt=self._bill.receipt,
            lines=tuple(
                Returned(line_no, quantity, damaged)
                for line_no, (quantity, damaged) in sorted(self._back.items())
            ),
            reason=reason,
            way=way or _WAYS[self._way],
        )

    def _ask(self, question: str, act: Callable[[str, Actor], object]) -> None:
        """Ask why, then do it; approval, where it is needed, comes after."""
        screen = self._screen

        def reasoned(reason: str) -> bool:
            panel = screen.panel_on_top
            screen.attempt_as(lambda by: act(reason, by), panel.close)
            return False

        self.host.open(AskPanel(self.host, _("Reason"), question, reasoned))

    def _finish(self) -> None:
        if not self._back:
            self._screen.say(_("Choose what comes back: Enter on its line."), "owed")
            return
        self._ask(_("Why does it come back?"), self._return)

    def _return(self, reason: str, by: Actor) -> None:
        screen = self._screen
        done = returns.complete_return(self._asked(reason), by=by, at=screen.now())
        self._over(_("RETURNED"), done)

    def _void(self, reason: str, by: Actor) -> None:
        receipt, at = self._bill.receipt, self._screen.now()
        done = returns.void_sale(receipt, reason, self._key, by=by, at=at)
        self._over(_("VOIDED"), done)

    def _correct(self, kind: TenderKind) -> None:
        def correct(reason: str, by: Actor) -> None:
            screen = self._screen
            given = (Given(kind),)
            void, again = returns.correct_tender(
                self._bill.receipt, given, reason, by=by, at=screen.now()
            )
            self._leave()
            screen.refresh_card()
            said = _("{old} is voided by {void} and sold again as {new}.")
            screen.say(
                said.format(old=void.of, void=void.receipt, new=again.receipt), "good"
            )

        self._ask(_("What was wrong with the tender?"), correct)

    def _exchange(self) -> None:
        screen = self._screen
        if not screen.cart.lines:
            screen.refuse(EmptySaleError())
        elif screen.cart.tenders:
            screen.refuse(TendersGivenError())
        elif not self._back:
            screen.say(_("Choose what comes back: Enter on its line."), "owed")
        else:
            asked = self._asked("", RefundWay.EXCHANGE)
            self.host.open(ExchangePanel(screen, asked, self._leave))

    def _leave(self) -> None:
        self.close()
        self._done()
        self._screen.till.open_books().kick_printer()

    def _over(self, word: str, done: ReturnCompleted) -> None:
        self._leave()
        self._screen.refresh_card()
        self._screen.open(GivenBackPanel(self._screen, word, done))


class GivenBackPanel(GoOnPanel):
    """What to hand back, large, until the next key."""

    def __init__(self, screen: Sale, word: str, done: ReturnCompleted) -> None:
        super().__init__(screen, done.receipt)
        self._word = word
        self._done = done

    def rows(self, cells: int, lines: int) -> list[Row]:
        done = self._done
        head = f"  {done.receipt} · {done.of} · {rs(done.refunded)}"
        drawn = [
            row(Span(self._word, "good"), head),
            BLANK,
            row(Span(_("GIVE BACK IN CASH"), "bold")),
            *[row(Span(line, "big")) for line in big(figure(done.cash))],
            BLANK,
        ]
        other = done.refunded - done.cash - done.on_khata
        if other:
            said = _("{amount} goes back another way: see the slip.")
            drawn.append(row(said.format(amount=rs(other))))
        if done.balance is not None:
            said = _("{amount} is taken off the khata, now ")
            text = said.format(amount=rs(done.on_khata))
            drawn.append(row(text, balance_span(done.balance)))
        return [*drawn, BLANK, row(Span(_("Any key goes on"), "dim"))]


class _TenderChoice(Panel):
    """How the bill was really paid."""

    def __init__(self, screen: Sale, then: Callable[[TenderKind], object]) -> None:
        super().__init__(screen)
        self.title = _("How was it really paid?")
        self._then = then

    def rows(self, cells: int, lines: int) -> list[Row]:
        return [
            BLANK,
            *[
                row(Span(letter.upper(), "key"), f"   {_(kind.value)}")
                for letter, kind in _TENDERS.items()
            ],
            BLANK,
            row(Span(_("Esc back"), "dim")),
        ]

    def key(self, key: str, character: str | None) -> None:
        kind = _TENDERS.get((character or "").lower())
        if kind is not None:
            self.close()
            self._then(kind)
        elif key == "escape":
            self.close()
