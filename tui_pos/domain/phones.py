"""How phone numbers and CNICs are shown; reading them is `services.customers`."""

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


def shown_cnic(digits: str) -> str:
    """Write a CNIC as its card does.

    >>> shown_cnic("3520212345671")
    '35202-1234567-1'
    """
    return f"{digits[:5]}-{digits[5:12]}-{digits[12:]}" if digits else ""


def masked_cnic(digits: str) -> str:
    """Write a CNIC so that it can be told apart and not used (C19).

    >>> masked_cnic("3520212345671")
    '35202-*****67-1'
    """
    return f"{digits[:5]}-*****{digits[10:12]}-{digits[12:]}" if digits else ""
