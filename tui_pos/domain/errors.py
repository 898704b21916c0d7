"""Why the shop refuses: one class a rule, data and no sentences.

A service that raises one of these has changed nothing. The words that the
cashier reads are chosen in `tui_pos.i18n.refusals`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tui_pos.domain.money import Money
    from tui_pos.domain.quantity import Quantity


class PosError(Exception):
    """A rule of the shop refuses what was asked."""


class AmountNotPositiveError(PosError):
    """Money must change hands in some direction."""


@dataclass
class AmountTooLargeError(PosError):
    """No price and no payment in such a shop is that large."""

    amount: Money
    largest: Money


@dataclass
class BadDayError(PosError):
    """What was typed is no day."""

    text: str


@dataclass
class NotANumberError(PosError):
    """A number was expected."""

    text: str


class QuantityNotPositiveError(PosError):
    """Nothing, or less than nothing, cannot be sold."""


@dataclass
class QuantityTooLargeError(PosError):
    """No such shop sells that much at once."""

    largest: Quantity


@dataclass
class NotDivisibleError(PosError):
    """Pieces are sold whole."""

    name: str
    unit: str


@dataclass
class DiscountTooLargeError(PosError):
    """More would come off than there is."""

    discount: Money
    price: Money


@dataclass
class NotFullyPaidError(PosError):
    """Something of the bill is still unpaid."""

    short: Money


@dataclass
class TenderTooLargeError(PosError):
    """Only cash gives change."""

    kind: str
    amount: Money
    due: Money


@dataclass
class LooksLikeBarcodeError(PosError):
    """An amount that was scanned, not typed."""

    text: str


class EmptySaleError(PosError):
    """There is nothing to sell."""


@dataclass
class ProductNotFoundError(PosError):
    """No product has this code."""

    code: str


@dataclass
class ProductInactiveError(PosError):
    """The product was switched off."""

    name: str


@dataclass
class SeveralProductsError(PosError):
    """A code stands on several products; one must be picked."""

    code: str
    product_ids: tuple[int, ...]


@dataclass
class OutOfStockError(PosError):
    """The product is not sold below zero."""

    name: str
    left: Quantity


@dataclass
class NoSuchLineError(PosError):
    """The bill has no such line."""

    line_no: int


@dataclass
class FixedPriceError(PosError):
    """The price of the whole line comes from its label, its pack or its worth."""

    name: str


@dataclass
class BadPatternError(PosError):
    """A label pattern that no scale prints."""

    pattern: str


@dataclass
class BadFieldError(PosError):
    """One field of a form is wrong; `why` names the rule."""

    column: str
    why: str


@dataclass
class AlreadyExistsError(PosError):
    """Something with this name, code or number is there already."""

    what: str
    name: str


@dataclass
class CustomerNotFoundError(PosError):
    """No such customer."""

    customer: str


@dataclass
class CustomerExistsError(PosError):
    """The phone number belongs to an account that exists."""

    customer_id: int
    name: str


@dataclass
class BadPhoneError(PosError):
    """Not a phone number."""

    text: str


@dataclass
class BadCnicError(PosError):
    """A CNIC has thirteen digits."""

    text: str


class NoCustomerForKhataError(PosError):
    """Only a named customer may owe."""


@dataclass
class CustomerNotActiveError(PosError):
    """The khata is on hold or closed."""

    name: str
    status: str


@dataclass
class CreditLimitError(PosError):
    """The sale would take the customer past what the shop lends them."""

    limit: Money
    owes: Money
    bill: Money
    over: Money
    is_final: bool = False
    """Whether nobody may let it pass."""

    @property
    def asked(self) -> Money:
        """What somebody would have to approve."""
        return self.over


@dataclass
class OverpaymentError(PosError):
    """More is paid than is owed: change or advance must be chosen."""

    owed: Money
    paid: Money


@dataclass
class PermissionDeniedError(PosError):
    """This person may not do this."""

    permission: str
    user: str


@dataclass
class OverLimitError(PermissionDeniedError):
    """The amount is above what this person may do alone."""

    amount: Money
    limit: Money


@dataclass
class ReturnTooOldError(PermissionDeniedError):
    """The bill is older than what this person may take back alone."""

    amount: Money
    days: int
    limit: int


@dataclass
class ReceiptNotFoundError(PosError):
    """These books hold no such bill."""

    receipt: str


@dataclass
class NotReturnableError(PosError):
    """A return, a void or a bill of another system gives nothing back."""

    receipt: str
    kind: str


@dataclass
class SaleVoidedError(PosError):
    """The bill was voided as a whole."""

    receipt: str
    by: str


@dataclass
class SaleHasReturnsError(PosError):
    """Something of the bill came back, so it cannot be voided as a whole."""

    receipt: str


@dataclass
class ShiftOverError(PosError):
    """The bill belongs to another shift or counter: its drawer was counted."""

    receipt: str


@dataclass
class ExchangedBillError(PosError):
    """A return paid a part of the bill: its tender alone cannot be set right."""

    receipt: str


class TendersGivenError(PosError):
    """Something is half-given on the open bill."""


@dataclass
class ReturnTooMuchError(PosError):
    """More would come back than was bought and is still out."""

    name: str
    left: Quantity


@dataclass
class NoSuchBillLineError(PosError):
    """The bill has no such line, or it was named twice."""

    receipt: str
    line_no: int


@dataclass
class UnpaidOnKhataError(PosError):
    """The bill is not paid yet: what comes back must first be taken off the khata."""

    receipt: str
    unpaid: Money


class ReasonNeededError(PosError):
    """The act needs a reason for the journal."""


class WrongPinError(PosError):
    """Wrong user or PIN; which of the two is not told."""


@dataclass
class LockedOutError(PosError):
    """Too many wrong PINs."""

    until: datetime


@dataclass
class PinTooShortError(PosError):
    """A PIN has at least so many digits."""

    digits: int


@dataclass
class UserNotFoundError(PosError):
    """No such user."""

    name: str


class LastOwnerError(PosError):
    """The shop needs an owner who can log in."""


@dataclass
class NoOpenShiftError(PosError):
    """The counter's shift is not open."""

    counter: str


@dataclass
class ShiftAlreadyOpenError(PosError):
    """The counter's shift is open already."""

    counter: str


@dataclass
class KeyUsedForAnotherActError(PosError):
    """A checkout key was sent again with another kind of act."""

    key: str


@dataclass
class BadKeyError(PosError):
    """A checkout key is 1 to 64 printable ASCII characters."""

    key: str


@dataclass
class NothingToRepeatError(PosError):
    """There is no such slip to print again."""

    reference: str


@dataclass
class CartNotFoundError(PosError):
    """The bill is no longer there."""

    cart_id: int


@dataclass
class UnknownSettingError(PosError):
    """The shop has no such setting."""

    name: str


@dataclass
class BadSettingError(PosError):
    """A setting was given a value it cannot have."""

    name: str
    value: str


@dataclass
class WrongSheetGroupError(PosError):
    """A group of the recovery sheet is wrong."""

    number: int


@dataclass
class BadFileError(PosError):
    """A file that cannot be read as what it should be; `why` names the reason."""

    path: str
    why: str


@dataclass
class UnknownViewError(PosError):
    """There is no such audit view."""

    name: str


@dataclass
class KeyClashError(PosError):
    """Two commands would answer to one key."""

    key: str
    first: str
    second: str


@dataclass
class BadConfigError(PosError):
    """config.toml cannot be read; `near` is the nearest key that is known."""

    path: str
    key: str
    why: str
    near: str = ""


class StorageError(PosError):
    """The shop's files cannot be used; nothing was changed."""


@dataclass
class ShopNotFoundError(StorageError):
    """There is no shop in this directory."""

    directory: Path


@dataclass
class ShopExistsError(StorageError):
    """There is a shop in this directory already."""

    directory: Path


@dataclass
class KeyMissingError(StorageError):
    """The key file is not where it should be."""

    path: Path


@dataclass
class WrongKeyError(StorageError):
    """The key does not open this database, or the file is damaged from its start."""

    path: Path


@dataclass
class OldSqliteError(StorageError):
    """The library has faults that lose sales."""

    found: str
    needed: str


@dataclass
class BadFileSystemError(StorageError):
    """The shop's directory lies where SQLite is not safe."""

    path: Path
    kind: str


@dataclass
class ReadOnlyError(StorageError):
    """The shop's directory cannot be written."""

    path: Path


@dataclass
class DiskFullError(StorageError):
    """The disk is full."""

    path: Path


@dataclass
class CorruptDatabaseError(StorageError):
    """The database is damaged."""

    path: Path
    detail: str


@dataclass
class SchemaChangedError(StorageError):
    """The database's schema is not the one this program made."""

    path: Path


@dataclass
class SchemaOlderError(StorageError):
    """The database must be migrated first."""

    path: Path


@dataclass
class SchemaNewerError(StorageError):
    """The database was made by a newer program."""

    path: Path


@dataclass
class BadBackupError(StorageError):
    """A file that is no good backup; `why` names the reason."""

    path: Path
    why: str


@dataclass
class BackupFailedError(StorageError):
    """The copy was made, but the books in it do not verify."""

    path: Path
    faults: int


@dataclass
class ShopInUseError(StorageError):
    """A till or a command has the shop open."""

    directory: Path


@dataclass
class WrongSheetError(PosError):
    """The recovery sheet is whole, but it is another shop's."""

    path: Path


class NoSheetError(PosError):
    """This shop is locked by a passphrase, or not at all: it has no sheet."""


@dataclass
class CounterHeldError(StorageError):
    """Another till runs on this counter."""

    counter: str


@dataclass
class BusyError(StorageError):
    """Another program holds the shop's files for longer than we wait."""

    path: Path


@dataclass
class SettingSlippedError(StorageError):
    """A connection did not take a setting without which sales are lost."""

    pragma: str
    found: str


class DeviceError(Exception):
    """A device did not do what it was asked; the sale stands all the same."""


@dataclass
class DeviceUnavailableError(DeviceError):
    """The device cannot be opened: nothing was sent, it is safe to try again."""

    device: str
    why: str


@dataclass
class DeliveryUnknownError(DeviceError):
    """Some bytes left, and no proof came back."""

    device: str
    sent: int


@dataclass
class DeviceMisconfiguredError(DeviceError):
    """config.toml names a device that this program does not know."""

    device: str
    why: str
