"""Triggers that keep the books: ledgers only grow, a sale is sealed by its header."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui_pos.engines.sqlite import EncryptedDatabase

LEDGERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "sale": (
        ("id",),
        ("receipt",),
        ("checkout_key",),
        ("counter_id", "series", "seq"),
    ),
    "sale_line": (("sale_id", "line_no"),),
    "tender": (("sale_id", "tender_no"),),
    "khata_entry": (("id",), ("slip",), ("payment_key",), ("reverses_id",)),
    "points_entry": (("id",),),
    "stock_move": (("id",),),
    "drawer_entry": (("id",),),
    "journal": (("counter_id", "seq"),),
    "setting": (("id",),),
}
"""Every append-only table with each of its unique keys."""

_ONCE = """
CREATE TRIGGER {table}_once_{name} BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
BEGIN SELECT RAISE(ABORT, '{table}: the books only grow'); END
"""
_SEALED = """
CREATE TRIGGER {table}_sealed BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM sale WHERE id = NEW.sale_id)
BEGIN SELECT RAISE(ABORT, '{table}: the sale is sealed'); END
"""
_SEAL = """
CREATE TRIGGER sale_seal BEFORE INSERT ON sale
WHEN NEW.kind <> 'history' AND (
    (SELECT COUNT(*) FROM sale_line WHERE sale_id = NEW.id) <> NEW.line_count
    OR (SELECT COUNT(*) FROM tender WHERE sale_id = NEW.id) <> NEW.tender_count
    OR (SELECT COALESCE(SUM(total), 0) FROM sale_line WHERE sale_id = NEW.id)
        + NEW.rounding <> NEW.total
    OR (SELECT COALESCE(SUM(amount), 0) FROM tender WHERE sale_id = NEW.id)
        <> NEW.total
    OR (SELECT COALESCE(SUM(tax), 0) FROM sale_line WHERE sale_id = NEW.id)
        <> NEW.tax
)
BEGIN SELECT RAISE(ABORT, 'sale: lines, tenders and header do not agree'); END
"""


_RETURNED = """
CREATE TRIGGER sale_line_returned BEFORE INSERT ON sale_line
WHEN NEW.returns_sale_id IS NOT NULL AND (
    NEW.quantity >= 0
    OR COALESCE((SELECT quantity FROM sale_line b WHERE b.sale_id = NEW.returns_sale_id
        AND b.line_no = NEW.returns_line), 0) + NEW.quantity
        + COALESCE((SELECT SUM(l.quantity) FROM sale r JOIN sale_line l
            ON l.sale_id = r.id WHERE r.reverses_id = NEW.returns_sale_id
            AND l.returns_line = NEW.returns_line), 0) < 0
)
BEGIN SELECT RAISE(ABORT, 'sale_line: more comes back than was bought'); END
"""
_VOIDED = """
CREATE TRIGGER sale_voided_once BEFORE INSERT ON sale
WHEN NEW.reverses_id IS NOT NULL AND EXISTS (SELECT 1 FROM sale v
    WHERE v.reverses_id = NEW.reverses_id
    AND (v.kind = 'void' OR NEW.kind = 'void'))
BEGIN SELECT RAISE(ABORT, 'sale: it is voided, or something of it came back'); END
"""


def statements() -> Iterator[str]:
    """Give every trigger as the statement that makes it."""
    for table, keys in LEDGERS.items():
        for act in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table}: the books only grow'); END"
            )
        for key in keys:
            same = " AND ".join(f"{column} = NEW.{column}" for column in key)
            yield _ONCE.format(table=table, name="_".join(key), same=same)
    for table in ("sale_line", "tender"):
        yield _SEALED.format(table=table)
    yield _SEAL
    yield _RETURNED
    yield _VOIDED


def make(opened: EncryptedDatabase) -> None:
    """Make every trigger."""
    for statement in statements():
        opened.execute_sql(statement)
