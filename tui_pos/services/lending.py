"""May this be put on khata? Asked at the tender and again inside the act (K10-K16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.domain import khata as rules
from tui_pos.domain import scanline
from tui_pos.domain.errors import (
    CreditLimitError,
    PermissionDeniedError,
    ProductNotFoundError,
    ReasonNeededError,
)
from tui_pos.domain.khata_errors import OverdueError
from tui_pos.domain.permissions import Permission
from tui_pos.domain.pricing import line_price, quantity_worth
from tui_pos.domain.text import clean_text
from tui_pos.services import catalog, settings
from tui_pos.services.acts import open_to_all, question

if TYPE_CHECKING:
    from tui_pos.domain.khata import CreditLine
    from tui_pos.domain.money import Money
    from tui_pos.domain.permissions import Actor
    from tui_pos.domain.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Picked:
    """Goods that are given without a bill, by their price."""

    name: str
    unit: str
    quantity: Quantity
    worth: Money


@question(Permission.KHATA_LEND)
def picked(typed: str, *, by: Actor) -> Picked:
    """Read goods and how much of them, as the scan line does: `10*SUGAR` (L3).

    Raises:
        ProductNotFoundError: Nothing has this code.
        SeveralProductsError: Several do.
        ProductInactiveError: It was switched off.
        PosError: A quantity or a worth is none.
    """
    command = scanline.parse(typed)
    if not isinstance(command, scanline.Item):
        raise ProductNotFoundError(code=clean_text(typed))
    found = catalog.resolve(command.text)
    price = found.goods.price
    count = command.quantity or found.quantity
    if command.worth is not None:
        count = quantity_worth(command.worth, price)
    worth = command.worth or line_price(count, price)
    return Picked(found.goods.name, found.goods.unit, count, worth)


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
