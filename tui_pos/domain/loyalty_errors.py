"""Why loyalty refuses: one class a rule, data and no sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.domain.errors import PosError

if TYPE_CHECKING:
    from tui_pos.domain.money import Money


class LoyaltyOffError(PosError):
    """The shop gives no points."""


class NoCustomerForPointsError(PosError):
    """A walk-in has no points."""


@dataclass
class TooFewPointsError(PosError):
    """Less would be redeemed than the shop allows at once."""

    minimum: int


@dataclass
class PointsShortError(PosError):
    """More would be redeemed than the customer has."""

    name: str
    balance: int


@dataclass
class PointsOverBillError(PosError):
    """More of the bill would be paid with points than the shop allows."""

    most: Money
    points: int
    """How many points that is."""


@dataclass
class BadTiersError(PosError):
    """The rules of the tiers cannot be read, overlap or leave a gap."""

    why: str
    """`word`, `multiplier`, `gap`, `overlap` or `twice`."""
    tier: str
    fix: str = ""


@dataclass
class UnknownTierError(PosError):
    """There is no such tier."""

    tier: str
    known: tuple[str, ...]


class CampaignEndsFirstError(PosError):
    """A campaign would end before it begins."""


class CampaignGivesNothingError(PosError):
    """A campaign has neither a multiplier above one nor a bonus."""


@dataclass
class CampaignNotFoundError(PosError):
    """There is no such campaign."""

    campaign: str


@dataclass
class BadSegmentError(PosError):
    """A segment cannot be read."""

    text: str
