"""Tendering: cash with its change, notes on one key, other tenders, splits, khata."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain import entry, tender
from tui_pos.domain.entry import LARGEST_BOOK_AMOUNT
from tui_pos.domain.errors import NoCustomerForKhataError, TenderTooLargeError
from tui_pos.domain.khata_errors import NoAdvanceError
from tui_pos.domain.loyalty_errors import NoCustomerForPointsError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.i18n import _
from tui_pos.i18n.numbers import figure, rs
from tui_pos.screens.keymap import TENDER_KEYS
from tui_pos.screens.redeem import PointsPanel
from tui_pos.screens.sale_rows import khata_spans
from tui_pos.services import carts
from tui_pos.widgets.edit_line import EditLine
from tui_pos.widgets.panel import AskPanel, LinesPanel, ListPanel, Panel
from tui_pos.widgets.rows import BLANK, Row, Span, big, fit, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.screens.till import Sale
    from tui_pos.widgets.panel import Host

_NOTE_KEYS = "/*-"
_LETTERS = {
    "k": TenderKind.KHATA,
    "c": TenderKind.CARD,
    "b": TenderKind.BANK,
    "r": TenderKind.WALLET,
}
_OLD, _POINTS, _ADVANCE = "o", "p", "a"


class TakerPanel(ListPanel):
    """Asks which of those whom the customer named takes the goods."""

    def __init__(
        self, host: Host, names: tuple[str, ...], then: Callable[[str], None]
    ) -> None:
        super().__init__(host, _("Who takes it?"))
        self._names = names
        self._then = then

    def items(self) -> int:
        return len(self._names)

    def item(self, number: int, cells: int) -> str:
        return self._names[number]

    def choose(self, number: int) -> None:
        self.close()
        self._then(self._names[number])


class TenderPanel(Panel):
    """Takes the payment. Enter alone pays nothing; a scan is never money."""

    def __init__(self, screen: Sale) -> None:
        super().__init__(screen)
        self._screen = screen
        self._edit = EditLine()
        self.title = _("Tender")

    @property
    def _due(self) -> Money:
        return self._screen.cart.remaining

    @property
    def _payable(self) -> Money:
        return self._due.to_whole_rupees()

    def rows(self, cells: int, lines: int) -> list[Row]:
        rows: list[Row] = [
            row(Span(_("DUE"), "bold")),
            *[row(Span(line, "big")) for line in big(figure(self._due))],
            BLANK,
        ]
        for one in self._screen.cart.tenders:
            words = f"{_(one.kind).capitalize()} {one.reference}"
            amount = fit(figure(one.amount or ZERO), 12, align=">")
            rows.append(row(fit(words, 30), amount))
        if self._screen.cart.on_old:
            words = fit(_("on the old balance"), 30)
            old = fit(figure(self._screen.cart.on_old), 12, align=">")
            rows.append(row(Span(f"{words}{old}", "owed")))
        if self._payable != self._due:
            said = _("in cash {amount}, rounded").format(amount=rs(self._payable))
            rows.append(row(Span(said, "dim")))
        rows.append(self._edit.row(30, prompt=_("Rs ")))
        rows.append(BLANK)
        rows.append(self._notes())
        rows.append(self._letters())
        if card := self._screen.card:
            rows.append(row(Span(f"{card.name}: ", "bold"), *khata_spans(card)))
        help_line = _("? help · Esc back to the bill · Del gives tenders back")
        return [*rows, row(Span(help_line, "dim"))]

    def _notes(self) -> Row:
        notes = tender.likely_notes(self._due)
        spans = [Span("+", "key"), Span(f" {figure(self._payable)}   ")]
        for key, note in zip(_NOTE_KEYS, notes, strict=True):
            spans += [Span(key, "key"), Span(f" {figure(note)}   ")]
        return tuple(spans)

    def _letters(self) -> Row:
        words = (
            ("K", _("khata")),
            ("C", _("card")),
            ("B", _("bank")),
            ("R", _("wallet")),
            *self._old(),
        )
        return tuple(
            span
            for letter, word in words
            for span in (Span(letter, "key"), Span(f" {word}   "))
        )

    def _old(self) -> tuple[tuple[str, str], ...]:
        """Give the letters that only some customers have."""
        card = self._screen.card
        if card is None:
            return ()
        found = []
        if card.balance > ZERO:
            found.append(("O", _("on the old balance")))
        elif card.balance < ZERO:
            found.append(("A", _("advance")))
        if card.points > 0:
            found.append(("P", _("points")))
        return tuple(found)

    def key(self, key: str, character: str | None) -> None:
        command = self._screen.command_of_key(key)
        if key == "escape":
            self.close()
        elif key == "enter":
            self._enter()
        elif command is not None and command.command_id == "exact":
            self._screen.finish_exact()
        elif not self._edit.text and self._shortcut(key, character):
            return
        else:
            self._typed(key, character)

    def _shortcut(self, key: str, character: str | None) -> bool:
        if key == "delete":
            self._give_back()
        elif character == "+":
            self._pay_cash(self._payable)
        elif character is not None and character in _NOTE_KEYS:
            notes = tender.likely_notes(self._due)
            self._pay_cash(notes[_NOTE_KEYS.index(character)])
        else:
            return False
        return True

    def _typed(self, key: str, character: str | None) -> None:
        letter = (character or "").lower()
        if letter in _LETTERS:
            self._screen.attempt(lambda: self._other(_LETTERS[letter]))
        elif letter in self._own_ways:
            self._screen.attempt(self._own_ways[letter])
        elif character == "?":
            self._help()
        elif (
            character is None
            or character in "0123456789."
            or (not character.isprintable())
        ):
            self._edit.key(key, character)

    def _enter(self) -> None:
        if not self._edit.text:
            said = _("Type what the customer gives, or + for exact cash.")
            self.host.say(said, "dim")
            return
        self._screen.attempt(self._cash_typed)

    def _cash_typed(self) -> None:
        typed = self._edit.text
        amount = entry.positive_amount(typed, largest=LARGEST_BOOK_AMOUNT)
        tender.check_cash_typed(typed, amount, due=self._due)
        self._pay_cash(amount)

    def _pay_cash(self, amount: Money) -> None:
        if self._payable <= ZERO:
            self._screen.finish_exact()
            return
        given = Given(TenderKind.CASH, amount)
        if amount >= self._payable:
            self._screen.finish((given,))
        else:
            self._keep(given)

    def _keep(self, given: Given) -> None:
        screen = self._screen
        screen.show_cart(carts.give(given, by=screen.actor, at=screen.now()))
        self._edit.set("")

    @property
    def _own_ways(self) -> dict[str, Callable[[], None]]:
        return {
            _OLD: self._pay_on_old,
            _POINTS: self.redeem,
            _ADVANCE: self._use_advance,
        }

    def redeem(self) -> None:
        """Ask how many points are used; the most that may be is offered."""
        screen = self._screen
        if screen.cart.customer_id is None:
            raise NoCustomerForPointsError
        self._edit.set("")
        if any(one.kind is TenderKind.POINTS for one in screen.cart.tenders):
            screen.show_cart(
                carts.take_back_kind(
                    TenderKind.POINTS, by=screen.actor, at=screen.now()
                )
            )
        self.host.open(PointsPanel(screen, self._pay_other))

    def _use_advance(self) -> None:
        """Pay with what lies there as an advance, as far as it goes."""
        card = self._screen.card
        if card is None:
            raise NoCustomerForKhataError
        most = min(max(-card.balance, ZERO), self._screen.cart.remaining_of_bill)
        typed = self._edit.text
        amount = most
        if typed:
            amount = entry.positive_amount(typed, largest=LARGEST_BOOK_AMOUNT)
        if amount > most or not amount:
            raise NoAdvanceError(advance=most)
        self._pay_other(Given(TenderKind.ADVANCE, amount))

    def _pay_on_old(self) -> None:
        """Put what is typed on the old balance; all of it where nothing is typed."""
        screen, typed = self._screen, self._edit.text
        if screen.card is None:
            raise NoCustomerForKhataError
        amount = max(screen.card.balance, ZERO)
        if typed:
            amount = entry.amount(typed, largest=LARGEST_BOOK_AMOUNT)
        cart = carts.pay_on_old(amount, by=screen.actor, at=screen.now())
        screen.show_cart(cart)
        self._edit.set("")

    def _other(self, kind: TenderKind) -> None:
        typed = self._edit.text
        largest = LARGEST_BOOK_AMOUNT
        due = self._screen.cart.remaining_of_bill
        amount = entry.positive_amount(typed, largest=largest) if typed else due
        if amount > due:
            raise TenderTooLargeError(kind=kind, amount=amount, due=due)
        if kind is TenderKind.KHATA:
            self._khata(amount)
            return

        def referred(reference: str) -> bool:
            self._pay_other(Given(kind, amount, reference.strip()))
            return True

        question = _("Reference of {amount} by {kind} (may be empty)").format(
            amount=rs(amount), kind=_(kind)
        )
        self.host.open(AskPanel(self.host, _(kind).capitalize(), question, referred))

    def _khata(self, amount: Money) -> None:
        if self._screen.cart.customer_id is None:
            raise NoCustomerForKhataError
        card = self._screen.card
        if card is None or not card.takers:
            self._pay_other(Given(TenderKind.KHATA, amount))
            return

        def taken(name: str) -> None:
            given = Given(TenderKind.KHATA, amount, name)
            self._screen.attempt(lambda: self._pay_other(given))

        self.host.open(TakerPanel(self.host, card.takers, taken))

    def _pay_other(self, given: Given) -> None:
        if given.amount == self._due:
            self._screen.finish((given,))
        else:
            self._keep(given)

    def _give_back(self) -> None:
        screen = self._screen
        screen.show_cart(carts.take_back(by=screen.actor, at=screen.now()))

    def _help(self) -> None:
        lines = [row(fit(what, 16), _(words)) for what, words in TENDER_KEYS]
        self.host.open(LinesPanel(self.host, _("In the tender panel"), lines))
