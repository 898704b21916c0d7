"""Over the khata's limit: take the difference in cash, let an owner confirm, or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain.errors import PosError
from tui_pos.domain.money import Money
from tui_pos.domain.permissions import Permission
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.i18n import _
from tui_pos.i18n.numbers import rs
from tui_pos.i18n.refusals import describe
from tui_pos.services import people
from tui_pos.widgets.panel import AskPanel, Panel
from tui_pos.widgets.rows import BLANK, Row, Span, row, wrap

if TYPE_CHECKING:
    from tui_pos.domain.errors import CreditLimitError
    from tui_pos.domain.permissions import Actor
    from tui_pos.screens.till import Sale


class CreditPanel(Panel):
    """The refusal of K15 with its three ways out."""

    def __init__(
        self, screen: Sale, error: CreditLimitError, given: tuple[Given, ...]
    ) -> None:
        super().__init__(screen)
        self.title = _("Over the limit")
        self._screen = screen
        self._error = error
        self._given = given
        self._cash = Money(-(-error.over.paisas // 100) * 100)

    def rows(self, cells: int, lines: int) -> list[Row]:
        said = [row(Span(line, "bad")) for line in wrap(describe(self._error), cells)]
        take = _("take {amount} cash now, the rest on khata")
        return [
            BLANK,
            *said,
            BLANK,
            row(Span("1", "key"), "    ", take.format(amount=rs(self._cash))),
            row(Span("2", "key"), "    ", _("an owner confirms, with a reason")),
            row(Span("Esc", "key"), "  ", _("back")),
        ]

    def key(self, key: str, character: str | None) -> None:
        if key == "escape":
            self.close()
        elif character == "1":
            self.close()
            self._take_cash()
        elif character == "2":
            self._confirm()

    def _take_cash(self) -> None:
        before = [one for one in self._given if one.kind is not TenderKind.KHATA]
        khata = self._error.bill - self._cash
        lent = [Given(TenderKind.KHATA, khata)] if khata > Money() else []
        cash = Given(TenderKind.CASH, self._cash)
        self._screen.finish((*before, *lent, cash))

    def _confirm(self) -> None:
        actor = self._screen.actor
        if actor.may(Permission.KHATA_OVER_LIMIT):
            self._ask_reason(None)
            return
        question = _("The owner's PIN: it counts for this bill alone")
        self.host.open(
            AskPanel(
                self.host, _("An owner confirms"), question, self._pin, masked=True
            )
        )

    def _pin(self, pin: str) -> bool:
        screen = self._screen
        try:
            approver = people.approver(
                pin,
                Permission.KHATA_OVER_LIMIT,
                screen.till.open_books().counter,
                at=screen.now(),
            )
        except PosError as error:
            screen.refuse(error)
            return False
        self._ask_reason(approver)
        return True

    def _ask_reason(self, approver: Actor | None) -> None:
        def reasoned(reason: str) -> bool:
            if not reason.strip():
                self._screen.say(_("Type the reason: it goes into the journal."), "bad")
                return False
            self.close()
            return self._screen.finish(self._given, reason, approver)

        question = _("Why may this khata go over its limit?")
        self.host.open(AskPanel(self.host, _("Reason"), question, reasoned))
