"""Cheques that wait for the bank: cleared or bounced, by a letter (K25)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.i18n import _
from tui_pos.i18n.numbers import figure, rs
from tui_pos.services import cheques
from tui_pos.widgets.panel import ConfirmPanel, ListPanel
from tui_pos.widgets.rows import BLANK, Row, Span, fit, row, wrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.screens.till import Desk
    from tui_pos.services.cheques import ChequeSettled

_SIDE = 36
_NARROW = 60


class ChequesPanel(ListPanel):
    """Those that wait first, by their day."""

    def __init__(self, screen: Desk) -> None:
        super().__init__(screen, _("Cheques"))
        self._screen = screen
        self.refresh()

    def refresh(self) -> None:
        """Read them again."""
        self._found = cheques.listed(by=self._screen.actor)

    def items(self) -> int:
        return len(self._found)

    def item(self, number: int, cells: int) -> str:
        one = self._found[number]
        due, state = f"{one.due_on:%d-%m-%y} ", _(one.state)
        amount = fit(figure(one.amount), 11, align=">")
        if cells < _NARROW:
            name = fit(one.name, cells - len(due) - 13)
            return f"{due}{name} {state[:1]}{amount}"
        number_ = fit(f"{one.slip}  {one.number}", _SIDE - 11)
        name = fit(one.name, cells - len(due) - _SIDE - 11)
        return f"{due}{name}{number_}{fit(state, 11)}{amount}"

    def nothing(self) -> str:
        return _("No cheque was taken.")

    def rows(self, cells: int, lines: int) -> list[Row]:
        keys = _("C the bank paid it · B it came back · Esc back")
        foot = [row(Span(line, "dim")) for line in wrap(keys, cells)]
        return [*self.list_rows(cells, lines - len(foot) - 1), BLANK, *foot]

    def choose(self, number: int) -> None:
        """A cheque is settled by a letter, never by Enter."""
        self.host.say(_("C: the bank paid it. B: it came back."), "dim")

    def typed(self, key: str, character: str | None) -> None:
        if not self._found:
            return
        one = self._found[self.place]
        words = _("{amount} of {name}").format(amount=rs(one.amount), name=one.name)
        letter = (character or "").lower()
        if letter == "c":
            self._ask(_("The bank paid {what}?"), words, one.slip, cheques.clear)
        elif letter == "b":
            self._ask(_("{what} came back?"), words, one.slip, cheques.bounce)

    def _ask(
        self,
        question: str,
        what: str,
        slip: str,
        act: Callable[..., ChequeSettled],
    ) -> None:
        screen = self._screen

        def settle() -> None:
            done = act(slip, by=screen.actor, at=screen.now())
            self.refresh()
            said = _("{slip}: {state}, now owes {balance}.").format(
                slip=slip, state=_(done.state), balance=rs(done.owed_after)
            )
            screen.say(said, "good")

        self.host.open(
            ConfirmPanel(
                self.host,
                _("Cheque"),
                question.format(what=what),
                lambda: screen.attempt(settle),
            )
        )
