"""A second person's yes to a large udhaar: the customer's, or a colleague's (K38)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain.errors import PosError
from tui_pos.domain.khata import ConfirmBy
from tui_pos.i18n import _
from tui_pos.i18n.refusals import describe
from tui_pos.services import people
from tui_pos.widgets.panel import Field, FormPanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.domain.khata_errors import SecondPersonError
    from tui_pos.domain.permissions import Actor
    from tui_pos.screens.till import Desk


class SecondPersonPanel(FormPanel):
    """Asks for the PIN and does the act again with its yes."""

    def __init__(
        self,
        screen: Desk,
        error: SecondPersonError,
        actor: Actor,
        again: Callable[[Actor], object],
    ) -> None:
        self._screen = screen
        self._error = error
        self._actor = actor
        self._again = again
        label = _("PIN of somebody else here")
        if error.way == ConfirmBy.CUSTOMER_PIN:
            label = _("PIN of {name}").format(name=error.name)
        fields = [Field("pin", label, masked=True)]
        super().__init__(screen, _("A second person"), fields, self._confirm)
        self.note = describe(error)

    def _confirm(self, values: dict[str, str]) -> bool:
        screen, amount, pin = self._screen, self._error.amount, values["pin"].strip()
        at = screen.now()
        try:
            if self._error.way == ConfirmBy.CUSTOMER_PIN:
                customer_id = self._error.customer_id
                actor = people.confirm_by_customer(
                    customer_id, pin, amount, by=self._actor, at=at
                )
            else:
                actor = people.confirm_by_staff(pin, amount, by=self._actor, at=at)
        except PosError as error:
            self.fields[0].edit.set("")
            screen.refuse(error)
            return False
        self.close()
        self._again(actor)
        return True
