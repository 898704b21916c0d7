"""May this be put on khata? Asked at the tender and again inside the act (K10-K16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain import khata as rules
from tui_pos.domain.errors import (
    CreditLimitError,
    PermissionDeniedError,
    ReasonNeededError,
)
from tui_pos.domain.khata_errors import OverdueError
from tui_pos.domain.permissions import Permission
from tui_pos.domain.text import clean_text
from tui_pos.services import settings
from tui_pos.services.acts import open_to_all

if TYPE_CHECKING:
    from tui_pos.domain.khata import CreditLine
    from tui_pos.domain.money import Money
    from tui_pos.domain.permissions import Actor


@open_to_all("called inside permitted acts, on a locked khata")
def check(line: CreditLine, on_khata: Money, reason: str, by: Actor) -> str | None:
    """Hold a customer to what was agreed; a supervisor may let it pass, with a reason.

    Give how a second person said yes, where the shop asks for one (K38).

    Raises:
        PermissionDeniedError: They may not lend, or not above the limit.
        NoCustomerForKhataError: Nobody is named.
        CustomerNotActiveError: The khata is on hold or closed.
        OverdueError: An old bill is past its day.
        CreditLimitError: It would go over the limit.
        ReasonNeededError: It was let pass without a reason.
        SecondPersonError: A second person must say yes first.
    """
    by.require(Permission.KHATA_LEND)
    rules.check_may_owe(line)
    for rule in (rules.check_age, rules.check_limit):
        try:
            rule(line, on_khata)
        except (OverdueError, CreditLimitError) as refusal:
            _let_pass(refusal, reason, by)
    asked = settings.second_person()
    return rules.check_second_person(line, on_khata, asked, by.confirmation)


def _let_pass(refusal: OverdueError | CreditLimitError, reason: str, by: Actor) -> None:
    over = Permission.KHATA_OVER_LIMIT
    if refusal.is_final:
        raise refusal
    if any(lent.covers(over, refusal.asked) for lent in by.approvals):
        return
    if not reason:
        raise refusal
    if over not in by.permissions:
        raise PermissionDeniedError(permission=over, user=by.name)
    if not clean_text(reason):
        raise ReasonNeededError
