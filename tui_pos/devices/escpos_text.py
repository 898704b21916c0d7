"""A receipt as ESC/POS bytes: text mode, native barcode, cut.

python-escpos builds bytes only; delivery is ours. Names can never carry a command:
every control byte stops here.
"""

from __future__ import annotations

import logging
import os
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

from tui_pos.domain.receipt import (
    Barcode,
    Centred,
    Heading,
    Row,
    Rule,
    Total,
    lines,
)

if TYPE_CHECKING:
    from tui_pos.domain.receipt import Element, Receipt

_LEAVE_CHINESE = b"\x1c."  # clones start in a mode where bytes above 0x7F are hanzi
_CODE128_B = b"{B"
_PLAIN = str.maketrans("·–—‘’“”", "---''\"\"")


def as_bytes(receipt: Receipt, *, columns: int) -> bytes:
    """Lay a receipt out in `columns` and give everything that a printer needs."""
    paper = _dummy()
    paper.hw("INIT")
    paper._raw(_LEAVE_CHINESE)
    for element in receipt.elements:
        _print(paper, element, columns)
    paper.ln(3)
    paper.cut(mode="PART", feed=False)
    found: bytes = paper.output
    return found


def printable(text: str) -> bytes:
    """Give the bytes of a text that is only ever text.

    Accents fall away, what ASCII cannot say becomes `?`, control bytes are gone.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    kept = "".join(
        char
        for char in plain
        if char.isprintable() and unicodedata.category(char) != "Mn"
    )
    return kept.encode("ascii", errors="replace")


def _print(paper: Any, element: Element, columns: int) -> None:
    match element:
        case Heading():
            paper.set(align="left", bold=True)
        case Row(bold=True):
            paper.set(align="left", bold=True)
        case Total():
            _print_total(paper, element, columns)
            return
        case Barcode(text):
            _print_barcode(paper, text)
            return
        case Row() | Centred() | Rule():
            paper.set(align="left", bold=False)
    for line in lines(element, columns):
        paper._raw(printable(line) + b"\n")
    paper.set(bold=False)


def _print_total(paper: Any, total: Total, columns: int) -> None:
    wide = columns // 2
    fits = len(total.left) + 1 + len(total.right) <= wide
    paper.set(align="left", bold=True, double_height=True, double_width=fits)
    for line in lines(total, wide if fits else columns):
        paper._raw(printable(line) + b"\n")
    paper.set(bold=False, normal_textsize=True)


def _print_barcode(paper: Any, text: str) -> None:
    data = _CODE128_B + printable(text).replace(b"{", b"")
    paper.set(align="center")
    paper._raw(b"\x1dh\x40\x1dw\x02\x1dH\x00")  # 64 dots high, thin bars, no text
    paper._raw(b"\x1dkI" + bytes([len(data)]) + data)
    paper._raw(b"\n")
    paper.set(align="left")


def _dummy() -> Any:
    return _library()(profile=None)


@cache
def _library() -> Any:
    from platformdirs import user_cache_path

    home = user_cache_path("tui-pos", ensure_exists=True)
    os.environ.setdefault("ESCPOS_CAPABILITIES_PICKLE_DIR", str(home))
    before = list(logging.getLogger().handlers)
    from escpos.printer import Dummy

    logging.getLogger().handlers[:] = before  # its import adds one that tears screens
    return Dummy
