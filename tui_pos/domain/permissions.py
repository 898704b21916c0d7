"""Who may do what: denied by default, granted by role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tui_pos.domain.errors import PermissionDeniedError


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
    VOID_LINE = "sale.void_line"
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


_CASHIER = frozenset(
    {
        Permission.SELL,
        Permission.DISCOUNT,
        Permission.VOID_LINE,
        Permission.CANCEL_SALE,
        Permission.REPRINT,
        Permission.PARK,
        Permission.CUSTOMER_FIND,
        Permission.CUSTOMER_ADD,
        Permission.KHATA_LEND,
        Permission.KHATA_RECEIVE,
        Permission.SHIFT_OPEN,
        Permission.SHIFT_CLOSE,
        Permission.GOODS_FIND,
    }
)
_SUPERVISOR = _CASHIER | {Permission.PRICE_OVERRIDE, Permission.SHIFT_EXPECTED}
_MANAGER = _SUPERVISOR | {
    Permission.CUSTOMER_EDIT,
    Permission.CUSTOMER_FULL,
    Permission.GOODS_EDIT,
    Permission.GOODS_IMPORT,
    Permission.GOODS_EXPORT,
    Permission.SETTINGS_READ,
    Permission.BOOKS_VERIFY,
    Permission.BOOKS_AUDIT,
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

    def may(self, permission: Permission) -> bool:
        """Tell whether this person may do something."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Refuse unless this person may do something.

        Raises:
            PermissionDeniedError: They may not.
        """
        if permission not in self.permissions:
            raise PermissionDeniedError(permission=permission, user=self.name)
