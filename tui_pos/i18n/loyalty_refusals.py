"""What a refusal of loyalty says: one sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain import loyalty_errors
from tui_pos.i18n import _
from tui_pos.i18n.numbers import rs

if TYPE_CHECKING:
    from tui_pos.domain.errors import PosError


def points(error: PosError) -> str | None:
    """Say why points are refused, or None where that is not what was refused."""
    match error:
        case loyalty_errors.LoyaltyOffError():
            return _("This shop gives no points: loyalty.on switches them on.")
        case loyalty_errors.NoCustomerForPointsError():
            return _("Only a named customer has points: F3 attaches one.")
        case loyalty_errors.TooFewPointsError(minimum=minimum):
            return _("At least {minimum} points are used at once.").format(
                minimum=f"{minimum:,}"
            )
        case loyalty_errors.PointsShortError(name=name, balance=balance):
            return _("{name} has {balance} points: use no more.").format(
                name=name, balance=f"{balance:,}"
            )
        case loyalty_errors.PointsOverBillError(most=most, points=count):
            return _("Points pay {most} of this bill at most: {points}.").format(
                most=rs(most), points=f"{count:,}"
            )
        case _:
            return None


def offers(error: PosError) -> str | None:
    """Say why a tier or a campaign is refused, or None where it is another thing."""
    match error:
        case loyalty_errors.BadTiersError(why=why, tier=tier, fix=fix):
            return _tiers(why, tier, fix)
        case loyalty_errors.UnknownTierError(tier=tier, known=known):
            return _("There is no tier {tier}: choose of {known}.").format(
                tier=tier, known=", ".join(known)
            )
        case loyalty_errors.CampaignEndsFirstError():
            return _("A campaign ends after it begins: change one of the days.")
        case loyalty_errors.CampaignGivesNothingError():
            return _("Give a multiplier above 1, or bonus points.")
        case loyalty_errors.CampaignNotFoundError(campaign=campaign):
            return _("There is no campaign {number}: see the list.").format(
                number=campaign
            )
        case loyalty_errors.BadSegmentError(text=text):
            return _(
                "'{text}' is no segment: top 10, away 60, clear, area NAME, birthday,"
                " tier NAME."
            ).format(text=text)
        case _:
            return None


def _tiers(why: str, tier: str, fix: str) -> str:
    match why:
        case "gap":
            return _(
                "Some customers would have no tier: the first one needs no condition,"
                " such as '{fix}'."
            ).format(fix=fix or "New x1")
        case "overlap":
            return _(
                "{tier} would be reached before the tier below it: write '{fix}'."
            ).format(tier=tier, fix=fix)
        case "twice":
            return _("The tier {tier} stands there twice: name each once.").format(
                tier=tier
            )
        case "multiplier":
            return _("{tier} is no multiplier from x0.1 to x100.").format(tier=tier)
        case _:
            return _(
                "The tier {tier} cannot be read at '{fix}': write such as"
                " 'Gold x2 purchases 21 spend 50000 bonus 5000'."
            ).format(tier=tier, fix=fix)
