"""Approval in place: a supervisor's PIN on the same screen, for one act and amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain.errors import (
    CreditLimitError,
    OverLimitError,
    PermissionDeniedError,
    PosError,
    ReturnTooOldError,
)
from tui_pos.domain.khata_errors import OverdueError, SecondPersonError
from tui_pos.domain.permissions import Permission
from tui_pos.i18n import _
from tui_pos.i18n.refusals import describe
from tui_pos.screens.second_person import SecondPersonPanel
from tui_pos.services import people
from tui_pos.widgets.panel import Field, FormPanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.domain.money import Money
    from tui_pos.domain.permissions import Actor
    from tui_pos.screens.till import Desk


class ApprovalPanel(FormPanel):
    """Says what was refused, asks who approves it and why, and does it again."""

    def __init__(
        self,
        screen: Desk,
        error: PermissionDeniedError | CreditLimitError | OverdueError,
        actor: Actor,
        again: Callable[[Actor], object],
        done: Callable[[], object],
    ) -> None:
        self._screen = screen
        self._permission, self._amount = _asked(error)
        self._actor = actor
        self._again = again
        self._done = done
        fields = [Field("reason", _("Why?"))]
        if self._permission not in screen.actor.permissions:
            fields.insert(0, Field("pin", _("Supervisor's PIN"), masked=True))
        super().__init__(screen, _("Approval"), fields, self._approve)
        self.note = describe(error)

    def _approve(self, values: dict[str, str]) -> bool:
        screen = self._screen
        try:
            actor = people.approve(
                self._permission,
                self._amount,
                values["reason"],
                values.get("pin", "").strip(),
                by=self._actor,
                at=screen.now(),
            )
        except PosError as error:
            screen.refuse(error)
            return False
        self.close()
        attempt(screen, self._again, self._done, actor)
        return True


def _asked(
    error: PermissionDeniedError | CreditLimitError | OverdueError,
) -> tuple[Permission, Money | None]:
    if isinstance(error, CreditLimitError | OverdueError):
        return Permission.KHATA_OVER_LIMIT, error.asked
    amount = None
    if isinstance(error, OverLimitError | ReturnTooOldError):
        amount = error.amount
    return Permission(error.permission), amount


def attempt(
    screen: Desk,
    act: Callable[[Actor], object],
    done: Callable[[], object],
    actor: Actor | None = None,
) -> bool:
    """Do an act; where a supervisor may, let one approve it on the spot.

    An act that needs two approvals asks for the second after the first.
    """
    by = actor or screen.actor
    try:
        act(by)
    except (PermissionDeniedError, CreditLimitError, OverdueError) as error:
        if getattr(error, "is_final", False):
            screen.refuse(error)
            return False
        screen.beep()
        screen.open(ApprovalPanel(screen, error, by, act, done))
        return False
    except SecondPersonError as error:
        screen.beep()
        screen.open(
            SecondPersonPanel(
                screen, error, by, lambda sure: attempt(screen, act, done, sure)
            )
        )
        return False
    except PosError as error:
        screen.refuse(error)
        return False
    done()
    return True
