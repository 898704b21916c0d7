"""Checkout keys: sent twice, an act happens once."""

from __future__ import annotations

from tui_pos.db import rows
from tui_pos.domain.errors import BadKeyError, KeyUsedForAnotherActError
from tui_pos.services.acts import open_to_all

_LONGEST = 64
_OTHERS = {
    "payment": "SELECT 1 FROM sale WHERE checkout_key = ?",
    "sale": (
        "SELECT 1 FROM khata_entry WHERE payment_key = ?1"
        " UNION ALL SELECT 1 FROM cheque WHERE payment_key = ?1"
    ),
}


@open_to_all("called inside permitted acts")
def check_key(key: str, *, of: str) -> None:
    """Refuse a key that is none, or that another kind of act has used.

    Raises:
        BadKeyError: It is not 1 to 64 printable ASCII characters.
        KeyUsedForAnotherActError: It belongs to something else.
    """
    if not 1 <= len(key) <= _LONGEST or not key.isascii() or not key.isprintable():
        raise BadKeyError(key=key[:_LONGEST])
    if rows(_OTHERS[of], key):
        raise KeyUsedForAnotherActError(key=key)
