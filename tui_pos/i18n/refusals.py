"""What a refusal says to the cashier: one sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain import errors
from tui_pos.i18n import _
from tui_pos.i18n.khata_refusals import (
    booking,
    collecting,
    lending,
    merging,
    paying,
    taking,
)
from tui_pos.i18n.loyalty_refusals import offers, points
from tui_pos.i18n.numbers import clock, qty, rs
from tui_pos.i18n.storage_faults import describe_storage

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.domain.errors import PosError


def describe(error: PosError) -> str:
    """Say in the shop's language why something was refused, and what to do."""
    if isinstance(error, errors.StorageError):
        return describe_storage(error)
    for words in _FLOORS:
        if (said := words(error)) is not None:
            return said
    return _("Not allowed.")


def _numbers(error: PosError) -> str | None:
    match error:
        case errors.AmountNotPositiveError():
            return _("Enter an amount above zero.")
        case errors.AmountTooLargeError(largest=largest):
            return _("That is too much: at most {largest}.").format(largest=rs(largest))
        case errors.NotANumberError(text=text):
            return _("'{text}' is not a number: type digits.").format(text=text[:20])
        case errors.BadDayError(text=text):
            return _("'{text}' is no day: type one such as 05-04-2026.").format(
                text=text[:20]
            )
        case errors.QuantityNotPositiveError():
            return _("Enter a quantity above zero.")
        case errors.QuantityTooLargeError(largest=largest):
            return _("That is too much: at most {largest}.").format(
                largest=qty(largest)
            )
        case errors.NotDivisibleError(name=name, unit=unit):
            return _("{name} is sold whole, by the {unit}: no part of one.").format(
                name=name, unit=unit
            )
        case errors.LooksLikeBarcodeError(text=text):
            return _("{text} looks like a barcode, not money: type the amount.").format(
                text=text[:20]
            )
        case _:
            return None


def _selling(error: PosError) -> str | None:
    match error:
        case errors.EmptySaleError():
            return _("Nothing is on the bill yet: scan something.")
        case errors.DiscountTooLargeError(discount=discount, price=price):
            return _("{discount} off is more than the price, {price}.").format(
                discount=rs(discount), price=rs(price)
            )
        case errors.NotFullyPaidError(short=short):
            return _("{short} is still to be paid.").format(short=rs(short))
        case errors.TenderTooLargeError(kind=kind, amount=amount, due=due):
            return _(
                "{amount} by {kind} is over the {due} due: F9, Del takes it back."
            ).format(amount=rs(amount), kind=_(kind), due=rs(due))
        case errors.FixedPriceError(name=name):
            return _(
                "{name} has one price for all of it: F8, then scan it anew."
            ).format(name=name)
        case errors.NoSuchLineError():
            return _("Choose a line with the arrow keys first.")
        case errors.CartNotFoundError():
            return _("Somebody else has taken up that bill.")
        case errors.NothingToRepeatError(reference=reference):
            return _("There is no slip {reference} to print.").format(
                reference=reference
            )
        case errors.KeyUsedForAnotherActError() | errors.BadKeyError():
            return _("This checkout key cannot be used: take a new one.")
        case _:
            return None


def _returning(error: PosError) -> str | None:
    match error:
        case errors.ReceiptNotFoundError(receipt=receipt):
            return _(
                "No bill {receipt} in these books: another shop's, or before a restore."
            ).format(receipt=receipt)
        case errors.NotReturnableError(receipt=receipt, kind=kind):
            return _("{receipt} is a {kind}: only a sale can come back.").format(
                receipt=receipt, kind=_(kind)
            )
        case errors.SaleVoidedError(receipt=receipt, by=by):
            return _(
                "{receipt} was voided by {by}: nothing of it can come back."
            ).format(receipt=receipt, by=by)
        case errors.SaleHasReturnsError(receipt=receipt):
            return _("Part of {receipt} came back already: return the rest.").format(
                receipt=receipt
            )
        case errors.ShiftOverError(receipt=receipt):
            return _(
                "{receipt} is not of this counter's open shift: return it instead."
            ).format(receipt=receipt)
        case errors.ExchangedBillError(receipt=receipt):
            return _("{receipt} was an exchange: void it and sell it again.").format(
                receipt=receipt
            )
        case errors.TendersGivenError():
            return _("Something is given already: F9, Del gives it back first.")
        case errors.ReturnTooMuchError(name=name, left=left):
            return _("Only {left} of {name} can still come back.").format(
                left=qty(left), name=name
            )
        case errors.NoSuchBillLineError(receipt=receipt, line_no=line_no):
            return _("{receipt} has no line {line}, or it was named twice.").format(
                receipt=receipt, line=line_no
            )
        case errors.UnpaidOnKhataError(receipt=receipt, unpaid=unpaid):
            return _(
                "{unpaid} of {receipt} is still on khata: refund it there, as paid."
            ).format(unpaid=rs(unpaid), receipt=receipt)
        case _:
            return None


def _goods(error: PosError) -> str | None:
    match error:
        case errors.ProductNotFoundError(code=code):
            return _("Unknown code {code}: F2 searches; a manager adds it.").format(
                code=code
            )
        case errors.ProductInactiveError(name=name):
            return _("{name} is switched off: a manager can switch it on.").format(
                name=name
            )
        case errors.SeveralProductsError(code=code):
            return _("Several goods have the code {code}: choose one.").format(
                code=code
            )
        case errors.OutOfStockError(name=name, left=left):
            return _("Only {left} of {name} are left.").format(
                left=qty(left), name=name
            )
        case errors.BadPatternError(pattern=pattern):
            return _("{pattern} is no label pattern such as 21IIIIIWWWWWC.").format(
                pattern=pattern
            )
        case errors.BadFieldError(column=column, why=why):
            return field_fault(column, why)
        case errors.AlreadyExistsError(what=what, name=name):
            return _("The {what} {name} is there already: choose another.").format(
                what=_(what), name=name
            )
        case errors.BadFileError(path=path, why=why):
            return _("{path}: {why}").format(path=path, why=file_fault(why))
        case _:
            return None


def _customers(error: PosError) -> str | None:
    match error:
        case errors.CustomerNotFoundError(customer=customer):
            return _("There is no customer {customer}.").format(customer=customer)
        case errors.CustomerExistsError(name=name):
            return _("This number belongs to {name}: open that account.").format(
                name=name
            )
        case errors.BadPhoneError(text=text):
            return _("'{text}' is not a phone number such as 0300-1234567.").format(
                text=text
            )
        case errors.BadCnicError():
            return _("A CNIC has 13 digits, such as 35202-1234567-1.")
        case _:
            return None


def _people(error: PosError) -> str | None:
    match error:
        case errors.OverLimitError(amount=amount, limit=limit, user=user):
            return _("{amount} is above the {limit} that {user} may do alone.").format(
                amount=rs(amount), limit=rs(limit), user=user
            )
        case errors.ReturnTooOldError(days=days, limit=limit, user=user):
            return _(
                "The bill is {days} days old; {user} takes back up to {limit} alone."
            ).format(days=days, limit=limit, user=user)
        case errors.PermissionDeniedError(user=user):
            return _("{user} may not do this: ask a supervisor.").format(user=user)
        case errors.ReasonNeededError():
            return _("Type the reason: it goes into the journal.")
        case errors.WrongPinError():
            return _("Wrong user or PIN.")
        case errors.LockedOutError(until=until):
            return _("Too many wrong PINs: try again after {time}.").format(
                time=clock(until)
            )
        case errors.PinTooShortError(digits=digits):
            return _("The PIN needs at least {digits} digits, and only digits.").format(
                digits=digits
            )
        case errors.UserNotFoundError(name=name):
            return _("There is no user {name}.").format(name=name)
        case errors.LastOwnerError():
            return _("The last owner stays: add another one first.")
        case errors.NoOpenShiftError(counter=counter):
            return _("No shift is open at {counter}: open one first.").format(
                counter=counter
            )
        case errors.ShiftAlreadyOpenError(counter=counter):
            return _("The shift at {counter} is open already.").format(counter=counter)
        case _:
            return None


def _setting_up(error: PosError) -> str | None:
    match error:
        case errors.UnknownSettingError(name=name):
            return _("There is no setting {name}: see 'setting list'.").format(
                name=name
            )
        case errors.BadSettingError(name=name, value=value):
            return _("{name} cannot be '{value}'.").format(name=name, value=value)
        case errors.WrongSheetError():
            return _("This sheet is another shop's: nothing was changed.")
        case errors.NoSheetError():
            return _("This shop has no recovery sheet: its passphrase takes its place.")
        case errors.WrongSheetGroupError(number=number):
            return _("Group {number} of the recovery sheet is wrong.").format(
                number=number
            )
        case errors.UnknownViewError(name=name):
            return _("There is no audit view {name}.").format(name=name)
        case errors.KeyClashError(key=key, first=first, second=second):
            return _(
                "config.toml gives {key} to both {first} and {second}: move one."
            ).format(key=key, first=first, second=second)
        case errors.BadConfigError(path=path, key=key, why=why, near=near):
            return _config(path, key, why, near)
        case _:
            return None


def _config(path: str, key: str, why: str, near: str) -> str:
    hint = _(" Did you mean {near}?").format(near=near) if near else ""
    if key and not why:
        return _("{path}: there is no key '{key}'.").format(path=path, key=key) + hint
    return _("{path}: '{key}' cannot be {why}.").format(path=path, key=key, why=why) + (
        hint
    )


def field_fault(column: str, why: str) -> str:
    """Say what is wrong with one field of a form or a file."""
    kind, _colon, rest = why.partition(":")
    reasons = {
        "empty": _("must not be empty"),
        "unknown": _("is not known"),
        "number": _("is not a number"),
        "large": _("is too large"),
        "negative": _("is below zero"),
        "long": _("is too long"),
        "differ": _("is not the same twice"),
        "time": _("is no time such as 16:00"),
        "sign": _("is + or -"),
        "same": _("is the same at both ends"),
        "day": _("is no day such as 05-04-2026"),
        "side": _("does not fit its debit or credit"),
        "before": _("is before the day it was given"),
        "locked": _("lies before the days that are open"),
        "cnic": _("has not 13 digits"),
        "taken": _("belongs to another customer"),
        "phone": _("is no phone number such as 0300-1234567"),
        "nobody": _("is nobody's: add the customer first"),
        "rounded": _("was rounded by the spreadsheet: save that column as text"),
        "line": _("stands on line {line} already").format(line=rest),
    }
    return f"{_(column)}: {reasons.get(kind, why)}"


def file_fault(why: str) -> str:
    """Say what is wrong with a file of goods."""
    kind, _colon, rest = why.partition(":")
    reasons = {
        "empty": _("the file is empty"),
        "long-line": _("one line is a million characters: this is no CSV"),
        "many-columns": _("too many columns: this is no list of goods"),
        "large": _("the file is over 200 MB: split it"),
        "unwritable": _("the file cannot be written: is the folder there?"),
        "unreadable": _("the file cannot be read: is the name right?"),
        "encoding": _("the file is damaged: save it again as CSV UTF-8"),
        "binary": _("this is no text file: save it as CSV"),
        "quote": _("a quotation mark is never closed"),
        "column": _("there is no column '{name}'").format(name=rest),
        "missing": _("the column '{name}' is missing").format(name=rest),
        "twice": _("a column stands there twice"),
    }
    return reasons.get(kind, why)


_FLOORS: tuple[Callable[[PosError], str | None], ...] = (
    _numbers,
    _selling,
    _returning,
    _goods,
    _customers,
    lending,
    taking,
    paying,
    booking,
    collecting,
    points,
    offers,
    merging,
    _people,
    _setting_up,
)
