"""Two accounts of one person become one: which, why, and Y (K51)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.i18n import _
from tui_pos.i18n.numbers import rs
from tui_pos.screens.customer_pick import CustomerPanel
from tui_pos.services import customers, merging
from tui_pos.widgets.panel import AskPanel, ConfirmPanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.screens.till import Desk


def open_merge(screen: Desk, source_id: int, then: Callable[[], object]) -> None:
    """Ask which account takes this one over."""
    source = customers.person(source_id, by=screen.actor)

    def chosen(target_id: int) -> None:
        target = customers.person(target_id, by=screen.actor)
        question = _("Why are {source} and {target} the same person?").format(
            source=source.name, target=target.name
        )

        def why(reason: str) -> bool:
            _confirm(screen, source_id, target_id, reason, then)
            return True

        screen.open(AskPanel(screen, _("One account of two"), question, why))

    screen.open(CustomerPanel(screen, "", chosen))
    screen.say(_("{name} goes into which account?").format(name=source.name), "bold")


def _confirm(
    screen: Desk,
    source_id: int,
    target_id: int,
    reason: str,
    then: Callable[[], object],
) -> None:
    names = [
        customers.person(one, by=screen.actor).name for one in (source_id, target_id)
    ]

    def merge() -> None:
        done = merging.merge(
            source_id, target_id, reason, by=screen.actor, at=screen.now()
        )
        then()
        said = _("{name} now owes {balance}.")
        screen.say(said.format(name=names[1], balance=rs(done.owed_after)), "good")

    question = _(
        "Every open debt of {source} moves to {target} with its days."
        " It can be undone until something is written there."
    ).format(source=names[0], target=names[1])
    screen.open(
        ConfirmPanel(
            screen,
            _("One account of two"),
            question,
            lambda: screen.attempt(merge),
        )
    )
