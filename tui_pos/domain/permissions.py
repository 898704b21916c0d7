"""Who may do what: denied by default, granted by role."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from tui_pos.domain.errors import OverLimitError, PermissionDeniedError

if TYPE_CHECKING:
    from tui_pos.domain.khata import Confirmation
    from tui_pos.domain.money import Money


class Role(StrEnum):
    """What a person is in the shop, from the counter upwards."""

    CASHIER = "cashier"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    OWNER = "owner"


class Permission(StrEnum):
    """One thing that a person may do. The list is explained in docs/permissions.md."""

    SELL = "sale.sell"
    PRICE_OVERRIDE = "sale.price_override"
    DISCOUNT = "sale.discount"
    DISCOUNT_OVER_LIMIT = "sale.discount_over_limit"
    VOID_LINE = "sale.void_line"
    VOID_SALE = "sale.void"
    VOID_OVER_LIMIT = "sale.void_over_limit"
    RETURN = "sale.return"
    RETURN_OVER_LIMIT = "sale.return_over_limit"
    CANCEL_SALE = "sale.cancel"
    REPRINT = "sale.reprint"
    PARK = "sale.park"
    CUSTOMER_FIND = "customer.find"
    CUSTOMER_ADD = "customer.add"
    CUSTOMER_EDIT = "customer.edit"
    CUSTOMER_FULL = "customer.full"
    KHATA_LEND = "khata.lend"
    KHATA_OVER_LIMIT = "khata.over_limit"
    KHATA_RECEIVE = "khata.receive"
    KHATA_SEE = "khata.see"
    KHATA_REVERSE = "khata.reverse"
    KHATA_REVERSE_OLD = "khata.reverse_old"
    KHATA_BACKDATE = "khata.backdate"
    KHATA_DISCOUNT = "khata.discount"
    KHATA_DISCOUNT_OVER = "khata.discount_over_limit"
    KHATA_ADJUST = "khata.adjust"
    KHATA_WRITE_OFF = "khata.write_off"
    KHATA_REFUND = "khata.refund"
    KHATA_CHEQUES = "khata.cheques"
    KHATA_PROMISE = "khata.promise"
    KHATA_BOOK = "khata.book"
    KHATA_MERGE = "khata.merge"
    POINTS_REDEEM = "points.redeem"
    POINTS_ADJUST = "points.adjust"
    CAMPAIGNS = "points.campaigns"
    REPORT_LOYALTY = "report.loyalty"
    SALES_IMPORT = "sale.import"
    SHIFT_OPEN = "shift.open"
    SHIFT_CLOSE = "shift.close"
    SHIFT_EXPECTED = "shift.expected"
    GOODS_FIND = "goods.find"
    GOODS_EDIT = "goods.edit"
    GOODS_IMPORT = "goods.import"
    GOODS_EXPORT = "goods.export"
    USERS = "users.manage"
    SETTINGS_READ = "settings.read"
    SETTINGS_CHANGE = "settings.change"
    BOOKS_VERIFY = "books.verify"
    BOOKS_AUDIT = "books.audit"
    BOOKS_BACKUP = "books.backup"
    BOOKS_RESTORE = "books.restore"


_CASHIER = frozenset(
    {
        Permission.SELL,
        Permission.DISCOUNT,
        Permission.VOID_LINE,
        Permission.VOID_SALE,
        Permission.RETURN,
        Permission.CANCEL_SALE,
        Permission.REPRINT,
        Permission.PARK,
        Permission.CUSTOMER_FIND,
        Permission.CUSTOMER_ADD,
        Permission.KHATA_LEND,
        Permission.KHATA_RECEIVE,
        Permission.KHATA_SEE,
        Permission.KHATA_REVERSE,
        Permission.KHATA_PROMISE,
        Permission.POINTS_REDEEM,
        Permission.SHIFT_OPEN,
        Permission.SHIFT_CLOSE,
        Permission.GOODS_FIND,
    }
)
_SUPERVISOR = _CASHIER | {
    Permission.PRICE_OVERRIDE,
    Permission.DISCOUNT_OVER_LIMIT,
    Permission.VOID_OVER_LIMIT,
    Permission.RETURN_OVER_LIMIT,
    Permission.KHATA_OVER_LIMIT,
    Permission.KHATA_BACKDATE,
    Permission.KHATA_DISCOUNT,
    Permission.SHIFT_EXPECTED,
}
_MANAGER = _SUPERVISOR | {
    Permission.CUSTOMER_EDIT,
    Permission.CUSTOMER_FULL,
    Permission.KHATA_REVERSE_OLD,
    Permission.KHATA_DISCOUNT_OVER,
    Permission.KHATA_ADJUST,
    Permission.KHATA_WRITE_OFF,
    Permission.KHATA_REFUND,
    Permission.KHATA_CHEQUES,
    Permission.KHATA_BOOK,
    Permission.KHATA_MERGE,
    Permission.POINTS_ADJUST,
    Permission.CAMPAIGNS,
    Permission.REPORT_LOYALTY,
    Permission.SALES_IMPORT,
    Permission.GOODS_EDIT,
    Permission.GOODS_IMPORT,
    Permission.GOODS_EXPORT,
    Permission.SETTINGS_READ,
    Permission.BOOKS_VERIFY,
    Permission.BOOKS_AUDIT,
    Permission.BOOKS_BACKUP,
}
GRANTED: dict[Role, frozenset[Permission]] = {
    Role.CASHIER: _CASHIER,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.MANAGER: _MANAGER,
    Role.OWNER: frozenset(Permission),
}
LONG_PIN = 6
SHORT_PIN = 4


def shortest_pin(role: Role) -> int:
    """Tell how many digits a PIN needs at least: managers and owners need more."""
    return LONG_PIN if role in {Role.MANAGER, Role.OWNER} else SHORT_PIN


@dataclass(frozen=True, slots=True)
class Approval:
    """What somebody lets another person do: one thing, once, up to an amount."""

    permission: Permission
    by_id: int
    by_name: str
    reason: str
    amount: Money | None = None
    """The amount that was on the screen; None where the act has none."""

    def covers(self, permission: Permission, amount: Money | None) -> bool:
        """Tell whether this is what was approved, and not more of it."""
        if permission is not self.permission:
            return False
        return amount is None or (self.amount is not None and amount <= self.amount)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and at which counter. Every public service is given one."""

    user_id: int
    name: str
    role: Role
    permissions: frozenset[Permission]
    counter_id: int
    counter: str
    printer: str | None = None
    """The printer of this counter; without one slips are kept and not sent."""
    approvals: tuple[Approval, ...] = ()
    """What others approve of the one act that is being done."""
    confirmation: Confirmation | None = None
    """A second person's yes to the one udhaar that is being given (K38)."""

    def may(self, permission: Permission, amount: Money | None = None) -> bool:
        """Tell whether this person may do something, alone or approved."""
        return permission in self.permissions or any(
            lent.covers(permission, amount) for lent in self.approvals
        )

    def require(self, permission: Permission) -> None:
        """Refuse unless this person may do something.

        Raises:
            PermissionDeniedError: They may not.
        """
        if not self.may(permission):
            raise PermissionDeniedError(permission=permission, user=self.name)

    def require_above(
        self, limit: Money, amount: Money, permission: Permission
    ) -> None:
        """Refuse an amount above a limit unless this person may go over it.

        Raises:
            OverLimitError: They may not; somebody may approve it.
        """
        if amount > limit and not self.may(permission, amount):
            raise OverLimitError(
                permission=permission, user=self.name, amount=amount, limit=limit
            )

    def with_approval(self, approval: Approval) -> Actor:
        """Give this person with somebody's approval of one act."""
        return replace(self, approvals=(*self.approvals, approval))

    def with_confirmation(self, confirmation: Confirmation) -> Actor:
        """Give this person with a second person's yes to one udhaar."""
        return replace(self, confirmation=confirmation)

    @property
    def approved_by(self) -> str:
        """Who approved the act; "" where nobody had to."""
        return ", ".join(dict.fromkeys(lent.by_name for lent in self.approvals))

    @property
    def reason(self) -> str:
        """Why the act was approved; "" where nobody had to."""
        return ", ".join(dict.fromkeys(lent.reason for lent in self.approvals))
