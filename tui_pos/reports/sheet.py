"""The recovery sheet: the shop's key, to be kept on paper away from the shop."""

from __future__ import annotations

from tui_pos.domain.keys import sheet_groups
from tui_pos.domain.receipt import Centred, Heading, Receipt, Row, Rule, as_text
from tui_pos.i18n import _

_PER_LINE = 2


def recovery_sheet(secret: bytes, *, shop_name: str) -> Receipt:
    """Lay the key out in numbered groups."""
    groups = sheet_groups(secret)
    rows = tuple(
        Row(
            "   ".join(
                f"{number + 1:>2}: {groups[number]}"
                for number in range(first, min(first + _PER_LINE, len(groups)))
            )
        )
        for first in range(0, len(groups), _PER_LINE)
    )
    return Receipt(
        (
            Heading(_("RECOVERY SHEET")),
            Centred(shop_name),
            Rule(),
            *rows,
            Rule(),
            Row(_("Without this sheet a lost key is a lost shop. Keep it at home.")),
        )
    )


def recovery_sheet_text(secret: bytes, *, shop_name: str, width: int = 40) -> str:
    """Give the recovery sheet as text."""
    return as_text(recovery_sheet(secret, shop_name=shop_name), width=width)
