"""What a refusal of the khata says: one sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain import errors, khata_errors
from tui_pos.i18n import _
from tui_pos.i18n.numbers import day, rs
from tui_pos.i18n.words import kind_words

if TYPE_CHECKING:
    from tui_pos.domain.errors import PosError


def lending(error: PosError) -> str | None:
    """Say why nobody may owe so, or None where that is not what was refused."""
    match error:
        case errors.NoCustomerForKhataError():
            return _("Only a named customer may owe: F3 attaches one.")
        case errors.CustomerNotActiveError(name=name):
            return _("The khata of {name} is on hold: payments only.").format(name=name)
        case errors.CreditLimitError(limit=limit, owes=owes, bill=bill, over=over):
            return _(
                "Limit {limit} · owes {owes} · this bill {bill} · {over} over"
            ).format(limit=rs(limit), owes=rs(owes), bill=rs(bill), over=rs(over))
        case khata_errors.SecondPersonError(way="customer-pin", amount=amount):
            return _("{amount} on khata: the customer types their PIN.").format(
                amount=rs(amount)
            )
        case khata_errors.SecondPersonError(amount=amount):
            return _("{amount} on khata: somebody else here types their PIN.").format(
                amount=rs(amount)
            )
        case khata_errors.NotSecondPersonError():
            return _("That is no PIN of somebody else here: try again.")
        case khata_errors.NotSettledError(name=name, owed=owed):
            return _("{name} still has {owed} in the khata: settle it first.").format(
                name=name, owed=rs(owed)
            )
        case khata_errors.OverdueError(days=days, since=since, unpaid=unpaid):
            return _(
                "The bill of {since} is {days} days overdue: take its {unpaid} first."
            ).format(since=day(since), days=days, unpaid=rs(unpaid))
        case _:
            return None


def taking(error: PosError) -> str | None:
    """Say who may take goods, or None where that is not what was refused."""
    if isinstance(error, khata_errors.TakerNeededError):
        return _("Only these may take goods on this khata: {names}.").format(
            names=", ".join(error.names)
        )
    return None


def paying(error: PosError) -> str | None:
    """Say why a payment is not taken, or None where that is not what was refused."""
    match error:
        case errors.OverpaymentError(owed=owed, paid=paid):
            return _(
                "{paid} is more than the {owed} owed: choose change or advance."
            ).format(paid=rs(paid), owed=rs(owed))
        case khata_errors.BillNotOpenError(receipt=receipt):
            return _(
                "Nothing of {receipt} is open in this khata: choose another bill."
            ).format(receipt=receipt)
        case khata_errors.ReferenceNeededError():
            return _("Type the number that proves it: of the transfer or the cheque.")
        case khata_errors.ChequeDateNeededError():
            return _("Type the day on the cheque, such as 05-04-2026.")
        case khata_errors.OnlyCashGivesChangeError():
            return _("Only cash gives change: take what is owed, or an advance.")
        case khata_errors.ChequeForgivesNothingError():
            return _("A cheque pays when it is cleared: forgive the rest then.")
        case khata_errors.ChequeNotPendingError(slip=slip):
            return _("{slip} is no cheque that waits: see the list of cheques.").format(
                slip=slip
            )
        case khata_errors.TotalDiffersError(would_be=would_be):
            return _(
                "Together everybody would owe {total} then: check it and type that."
            ).format(total=rs(would_be))
        case khata_errors.DiscountOverDebtError(left=left):
            return _("Only {left} stays owed: no more than that is forgiven.").format(
                left=rs(left)
            )
        case _:
            return None


def booking(error: PosError) -> str | None:
    """Say why a line is not written, or None where that is not what was refused."""
    match error:
        case khata_errors.EntryNotFoundError(entry=entry):
            return _("There is no line {entry} in this khata.").format(entry=entry)
        case khata_errors.NotReversibleError(kind=kind):
            return _(
                "A {kind} is not reversed here: return, void or undo it where it began."
            ).format(kind=kind_words(kind))
        case khata_errors.AlreadyReversedError():
            return _("This line was reversed before: write it anew if it is right.")
        case khata_errors.PeriodLockedError(before=before):
            return _("The days before {day} are closed: use a later date.").format(
                day=day(before)
            )
        case khata_errors.BackDatedError(days=days):
            return _("You may write at most {days} days back: ask a manager.").format(
                days=days
            )
        case khata_errors.FutureDateError():
            return _("That day has not come yet: use today or before.")
        case khata_errors.NoAdvanceError(advance=advance):
            return _("Only {advance} lies here as advance: give back no more.").format(
                advance=rs(advance)
            )
        case khata_errors.NothingWrittenOffError(written_off=written_off):
            return _("Only {amount} was written off: recover no more.").format(
                amount=rs(written_off)
            )
        case _:
            return None


def collecting(error: PosError) -> str | None:
    """Say why a promise, a sheet or a statement is not, or None where it is another."""
    match error:
        case khata_errors.AlreadyDisputedError():
            return _("That this line is denied was noted before.")
        case khata_errors.SheetNotFoundError(sheet=sheet):
            return _("There is no collection sheet {number}: print one first.").format(
                number=sheet
            )
        case khata_errors.PastPromiseError():
            return _("That day is over: type today or a later day.")
        case khata_errors.BadPeriodError():
            return _("The first day must not be after the last day.")
        case khata_errors.EmptyPeriodError(first=first, last=last):
            return _(
                "Nothing stands in this khata from {first} to {last}: choose more days."
            ).format(first=day(first), last=day(last))
        case _:
            return None


def merging(error: PosError) -> str | None:
    """Say why accounts are not merged, or None where that is not what was refused."""
    match error:
        case khata_errors.SameAccountError():
            return _("These are one account: choose two.")
        case khata_errors.MergedAccountError(into=into):
            return _("This account was merged into #{number}: use that one.").format(
                number=into
            )
        case khata_errors.NotMergedError():
            return _("This account was never merged: there is nothing to undo.")
        case khata_errors.LaterEntriesError():
            return _("Lines were written after the merge: it stays as it is.")
        case _:
            return None
