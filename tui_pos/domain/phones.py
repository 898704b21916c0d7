"""How phone numbers are shown; reading them is `services.customers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain.permissions import Permission

if TYPE_CHECKING:
    from tui_pos.domain.permissions import Actor


def local_phone(phone: str) -> str:
    """Write an E.164 number as people here do.

    >>> local_phone("+923001234567"), local_phone("+92442511223")
    ('0300-1234567', '0442511223')
    """
    if phone.startswith("+923"):
        return f"0{phone[3:6]}-{phone[6:]}"
    return f"0{phone[3:]}" if phone.startswith("+92") else phone


def shown_phone(phone: str, by: Actor) -> str:
    """Write a number for somebody's eyes: whole, or its last four digits."""
    if not phone or by.may(Permission.CUSTOMER_FULL):
        return local_phone(phone)
    return f"...{phone[-4:]}"
