"""Barcodes: check digits, one key for all spellings of a code, labels of scales."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tui_pos.domain.errors import BadPatternError
from tui_pos.domain.money import Money
from tui_pos.domain.quantity import Quantity

MAX_CODE = 64
SLIP = re.compile(r"[A-Z]+\d+-\d{6,}")
"""The number of a receipt, as its barcode holds it: A1-000042."""
_GTIN_LENGTHS = frozenset({8, 12, 13, 14})
_PATTERN_LETTERS = frozenset("IPVWQC")
_GS1_PREFIXES = ("]C1", "]e0", "]d2", "]Q3")
_GTIN_AI = "01"


def check_digit(body: str) -> str:
    """Give the GS1 check digit of a code without its last digit.

    >>> check_digit("590123412345")
    '7'
    """
    total = sum(
        int(digit) * (3 if place % 2 == 0 else 1)
        for place, digit in enumerate(reversed(body))
    )
    return str(-total % 10)


def is_gtin(code: str) -> bool:
    """Tell whether a code is an EAN-8, UPC-A, EAN-13 or GTIN-14 with a right digit."""
    return (
        code.isascii()
        and code.isdigit()
        and len(code) in _GTIN_LENGTHS
        and check_digit(code[:-1]) == code[-1]
    )


def key_of(code: str) -> str:
    """Give the key under which a code is stored and looked up.

    UPC-A and EAN-13 of one article are the same number padded to fourteen digits;
    everything else is compared without regard to case.

    >>> key_of("036000291452") == key_of("0036000291452")
    True
    """
    plain = _without_gs1(code.strip())
    return plain.zfill(14) if is_gtin(plain) else plain.upper()


def _without_gs1(code: str) -> str:
    for prefix in _GS1_PREFIXES:
        if code.startswith(prefix):
            code = code[len(prefix) :]
            return code[2:16] if code.startswith(_GTIN_AI) else code
    return code


@dataclass(frozen=True, slots=True)
class Embedded:
    """What a label of a scale says: the item, and a weight, a count or a price."""

    item: str
    quantity: Quantity | None = None
    price: Money | None = None


@dataclass(frozen=True, slots=True)
class LabelPattern:
    """The form of in-store labels, in the letters of label scales (devices.md 3).

    Digits stand for themselves, I for the item, W for grams, Q for a count, P for
    rupees, V for a price's own check digit, C for the check digit: `21IIIIIWWWWWC`.
    """

    form: str

    def __post_init__(self) -> None:
        letters = self.form.lstrip("0123456789")
        values = {letter for letter in letters if letter in "PWQ"}
        if (
            len(self.form) != 13
            or not set(letters) <= _PATTERN_LETTERS
            or "I" not in letters
            or len(values) != 1
            or not self.form.endswith("C")
        ):
            raise BadPatternError(pattern=self.form)

    def read(self, code: str) -> Embedded | None:
        """Read a label; None where the code is of another form."""
        if len(code) != len(self.form) or not is_gtin(code):
            return None
        fields: dict[str, str] = {}
        for letter, digit in zip(self.form, code, strict=True):
            if letter.isdigit() and letter != digit:
                return None
            fields[letter] = fields.get(letter, "") + digit
        if "W" in fields:
            return Embedded(fields["I"], quantity=Quantity(int(fields["W"])))
        if "Q" in fields:
            return Embedded(fields["I"], quantity=Quantity.of(int(fields["Q"])))
        return Embedded(fields["I"], price=Money.rupees(int(fields["P"])))


DEFAULT_PATTERNS = ("21IIIIIWWWWWC", "20IIIIIPPPPPC")
