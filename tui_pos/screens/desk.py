"""A screen on which somebody works with customers: the till's, and the manager's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.screens.base import PosScreen

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from tui_pos.domain.permissions import Actor
    from tui_pos.services.khata import KhataCard


class DeskScreen(PosScreen):
    """Who works here and when; acts that somebody may have to approve."""

    @property
    def actor(self) -> Actor:
        """Who works here."""
        return self.till.person()

    @property
    def today(self) -> date:
        """The business date."""
        return self.now().date()

    @property
    def card(self) -> KhataCard | None:
        """The khata of the attached customer, where one can be attached."""
        return None

    def now(self) -> datetime:
        """Give the shop's clock."""
        return self.till.open_books().now()

    def refresh_card(self) -> None:
        """Read again what stands on the screen of a khata."""

    def attempt_as(
        self,
        act: Callable[[Actor], object],
        done: Callable[[], object] = lambda: None,
    ) -> bool:
        """Do an act; where it is refused to this person, let somebody approve it."""
        from tui_pos.screens.approval import attempt

        return attempt(self, act, done)

    def open_khata(self, customer_id: int) -> None:
        """Open the khata of a customer."""
        from tui_pos.screens.ledger import LedgerPanel

        self.open(LedgerPanel(self, customer_id))

    def open_profile(self, customer_id: int) -> None:
        """Show a customer from all sides."""
        from tui_pos.screens.profile import ProfilePanel

        self.open(ProfilePanel(self, customer_id))
