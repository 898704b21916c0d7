"""Why the khata refuses: one class a rule, data and no sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.domain.errors import PermissionDeniedError, PosError

if TYPE_CHECKING:
    from datetime import date

    from tui_pos.domain.money import Money


@dataclass
class OverdueError(PosError):
    """An old bill is past its day: nothing more is lent before it is paid (K13)."""

    name: str
    days: int
    since: date
    unpaid: Money
    """What is open of the oldest bill."""
    bill: Money
    """What would be lent now."""
    is_final: bool = False
    """Whether nobody may let it pass."""

    @property
    def asked(self) -> Money:
        """What somebody would have to approve."""
        return self.bill


@dataclass
class TakerNeededError(PosError):
    """The customer named who may take goods, and it was none of them (K8)."""

    names: tuple[str, ...]


@dataclass
class SecondPersonError(PosError):
    """So much is lent only when a second person says yes (K38)."""

    way: str
    """`customer-pin` or `staff-pin`."""
    name: str
    """The customer."""
    amount: Money
    customer_id: int = 0


class NotSecondPersonError(PosError):
    """The PIN is of the same person who lends, or of nobody."""


class AlreadyDisputedError(PosError):
    """The customer denies this line already."""


@dataclass
class SheetNotFoundError(PosError):
    """There is no such collection sheet."""

    sheet: str


@dataclass
class NotSettledError(PosError):
    """An account is closed or forgotten only at zero (K7)."""

    name: str
    owed: Money


@dataclass
class EntryNotFoundError(PosError):
    """There is no such line in the khata."""

    entry: str


@dataclass
class NotReversibleError(PosError):
    """This kind of line is not reversed by itself (K5)."""

    kind: str


class AlreadyReversedError(PosError):
    """The line was reversed before."""


@dataclass
class PeriodLockedError(PosError):
    """The owner closed the days before this one (K6)."""

    before: date


@dataclass
class BackDatedError(PermissionDeniedError):
    """The day is further back than this person may write."""

    days: int


class FutureDateError(PosError):
    """A line is written for a day that has not come."""


@dataclass
class NoAdvanceError(PosError):
    """More would be given back than lies there as an advance."""

    advance: Money


@dataclass
class NothingWrittenOffError(PosError):
    """More would be recovered than was written off."""

    written_off: Money


@dataclass
class DiscountOverDebtError(PosError):
    """More would be forgiven than stays owed."""

    left: Money


@dataclass
class BillNotOpenError(PosError):
    """The bill is not this customer's, or nothing of it is open (K21)."""

    receipt: str


class ReferenceNeededError(PosError):
    """This way of paying needs the number that proves it."""


class ChequeDateNeededError(PosError):
    """A cheque carries a day."""


class OnlyCashGivesChangeError(PosError):
    """Only what was paid in cash comes back as change."""


class ChequeForgivesNothingError(PosError):
    """Something is forgiven with a cheque that is not cleared."""


@dataclass
class ChequeNotPendingError(PosError):
    """The cheque was settled before, or is none of ours."""

    slip: str


class PastPromiseError(PosError):
    """Somebody would promise to pay on a day that is over."""


class BadPeriodError(PosError):
    """A period that ends before it begins."""


@dataclass
class EmptyPeriodError(PosError):
    """Nothing stands in the khata in these days."""

    first: date
    last: date


@dataclass
class TotalDiffersError(PosError):
    """The total that was typed back is not what the file comes to (K32)."""

    typed: Money | None
    would_be: Money


class SameAccountError(PosError):
    """An account would be merged with itself."""


@dataclass
class MergedAccountError(PosError):
    """The account was merged into another one."""

    into: int


class NotMergedError(PosError):
    """The account was not merged: there is nothing to undo."""


class LaterEntriesError(PosError):
    """Something was written after the merge that would hang in the air."""
