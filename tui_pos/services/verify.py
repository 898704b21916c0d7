"""Proving the books: replay the journal, recompute every cache, check every rule."""

from __future__ import annotations

import json
from collections import Counter as Tally
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui_pos.db import engine, rows
from tui_pos.domain.permissions import Permission
from tui_pos.engines import sqlite
from tui_pos.models import (
    DrawerEntry,
    Journal,
    KhataEntry,
    PointsEntry,
    Sale,
    SaleLine,
    Setting,
    StockMove,
    Tender,
)
from tui_pos.services import ageing
from tui_pos.services.acts import open_to_all, question
from tui_pos.services.journal import bulk_hash, chain_hash, row_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peewee import Model

    from tui_pos.db import Row
    from tui_pos.domain.permissions import Actor


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that does not fit, and the rule it breaks."""

    table: str
    row: str
    rule: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked, and what does not fit."""

    checked: dict[str, int]
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether the books are whole."""
        return not self.faults


@dataclass(slots=True)
class _Replay:
    faults: list[Fault] = field(default_factory=list)
    covered: Tally[str] = field(default_factory=Tally)


LEDGERS: dict[str, type[Model]] = {
    model._meta.table_name: model
    for model in (
        Sale,
        SaleLine,
        Tender,
        KhataEntry,
        PointsEntry,
        StockMove,
        DrawerEntry,
        Setting,
    )
}
_CHUNK = 400

RULES: tuple[tuple[str, str, str], ...] = (
    (
        "sale",
        "lines, tenders and header agree",
        "SELECT s.id FROM sale s WHERE s.kind <> 'history' AND ("
        " s.line_count <> (SELECT COUNT(*) FROM sale_line l WHERE l.sale_id = s.id)"
        " OR s.tender_count <> (SELECT COUNT(*) FROM tender t WHERE t.sale_id = s.id)"
        " OR s.total <> s.rounding"
        " + (SELECT COALESCE(SUM(total), 0) FROM sale_line l WHERE l.sale_id = s.id)"
        " OR s.total <>"
        " (SELECT COALESCE(SUM(amount), 0) FROM tender t WHERE t.sale_id = s.id)"
        " OR s.subtotal - s.discount + s.rounding <> s.total)",
    ),
    (
        "sale_line",
        "price less discount is the line's total",
        "SELECT sale_id || '.' || line_no FROM sale_line"
        " WHERE gross - discount <> total",
    ),
    (
        "sale",
        "what is on khata stands in the khata",
        "SELECT s.id FROM sale s WHERE s.kind <> 'history' AND"
        " (SELECT COALESCE(SUM(amount), 0) FROM tender t WHERE t.sale_id = s.id"
        " AND t.kind IN ('khata', 'advance')) <>"
        " (SELECT COALESCE(SUM(debit - credit), 0) FROM khata_entry k"
        " WHERE k.sale_id = s.id AND k.kind IN ('sale', 'return', 'reversal'))",
    ),
    (
        "khata_entry",
        "the balance written with it is the sum up to it",
        "SELECT id FROM (SELECT id, balance_before, balance_after,"
        " debit - credit AS step, SUM(debit - credit) OVER"
        " (PARTITION BY customer_id ORDER BY id) AS running FROM khata_entry)"
        " WHERE balance_after <> running OR balance_before + step <> balance_after",
    ),
    (
        "sale",
        "its cash lies in the drawer",
        "SELECT s.id FROM sale s LEFT JOIN (SELECT sale_id, SUM(amount) AS amount"
        " FROM drawer_entry WHERE sale_id IS NOT NULL GROUP BY sale_id) d"
        " ON d.sale_id = s.id LEFT JOIN (SELECT sale_id, SUM(amount) AS amount"
        " FROM tender WHERE kind = 'cash' GROUP BY sale_id) t ON t.sale_id = s.id"
        " WHERE COALESCE(d.amount, 0) <> COALESCE(t.amount, 0)",
    ),
    (
        "khata_entry",
        "its cash lies in the drawer",
        "SELECT k.id FROM khata_entry k LEFT JOIN (SELECT khata_entry_id,"
        " SUM(amount) AS amount FROM drawer_entry WHERE khata_entry_id IS NOT NULL"
        " GROUP BY khata_entry_id) d ON d.khata_entry_id = k.id"
        " WHERE k.method = 'cash'"
        " AND COALESCE(d.amount, 0) <> k.credit - k.debit",
    ),
    (
        "khata_entry",
        "a reversal is the opposite of what it reverses",
        "SELECT r.id FROM khata_entry r LEFT JOIN khata_entry e ON e.id = r.reverses_id"
        " WHERE (r.kind = 'reversal' AND r.reverses_id IS NULL)"
        " OR (r.reverses_id IS NOT NULL AND (e.id IS NULL"
        " OR e.customer_id <> r.customer_id OR e.reverses_id IS NOT NULL"
        " OR e.debit <> r.credit OR e.credit <> r.debit))",
    ),
    (
        "khata_entry",
        "what is pinned stands in the same khata",
        "SELECT c.id FROM khata_entry c LEFT JOIN khata_entry d"
        " ON d.id = c.pinned_to_id WHERE c.pinned_to_id IS NOT NULL"
        " AND (d.id IS NULL OR d.debit = 0 OR d.customer_id <> c.customer_id)",
    ),
    (
        "sale_line",
        "no more came back than was bought",
        "SELECT b.sale_id || '.' || b.line_no FROM (SELECT returns_sale_id,"
        " returns_line, SUM(quantity) AS back FROM sale_line"
        " WHERE returns_sale_id IS NOT NULL GROUP BY 1, 2) r"
        " LEFT JOIN sale_line b ON b.sale_id = r.returns_sale_id"
        " AND b.line_no = r.returns_line WHERE COALESCE(b.quantity, 0) + r.back < 0",
    ),
    (
        "sale",
        "a void is what it voids, once",
        "SELECT v.id FROM sale v LEFT JOIN sale s ON s.id = v.reverses_id"
        " WHERE v.kind = 'void' AND (s.id IS NULL OR s.total + v.total <> 0"
        " OR EXISTS (SELECT 1 FROM sale o WHERE o.reverses_id = v.reverses_id"
        " AND o.id <> v.id))",
    ),
    (
        "sale",
        "its points stand in the ledger of points",
        "SELECT s.id FROM sale s WHERE s.kind = 'sale' AND (s.points_earned <>"
        " (SELECT COALESCE(SUM(points), 0) FROM points_entry p WHERE p.sale_id = s.id"
        " AND p.kind = 'earn') OR s.points_earned <> (SELECT COALESCE(SUM(l.points),"
        " 0) FROM sale_line l WHERE l.sale_id = s.id))",
    ),
    (
        "points_entry",
        "nobody redeems more than there is",
        "SELECT id FROM (SELECT id, kind, SUM(points) OVER (PARTITION BY customer_id"
        " ORDER BY id) AS running FROM points_entry) AS lines"
        " WHERE kind = 'redeem' AND running < 0",
    ),
    (
        "stock",
        "the shelf is the sum of its moves",
        "SELECT p.sku FROM stock s JOIN product p ON p.id = s.product_id"
        " LEFT JOIN (SELECT product_id, SUM(quantity) AS moved FROM stock_move"
        " GROUP BY product_id) m ON m.product_id = s.product_id"
        " WHERE s.quantity <> COALESCE(m.moved, 0)",
    ),
    (
        "counter",
        "its receipt numbers have no gap",
        "SELECT c.name FROM counter c JOIN (SELECT counter_id, series,"
        " COUNT(*) AS n, MIN(seq) AS low, MAX(seq) AS high FROM sale"
        " GROUP BY counter_id, series) s ON s.counter_id = c.id"
        " WHERE s.low <> 1 OR s.high <> s.n"
        " OR (s.series = c.series AND s.high <> c.last_receipt)",
    ),
    (
        "counter",
        "its grand total is the sum of its sales",
        "SELECT c.name FROM counter c WHERE c.grand_total <> (SELECT"
        " COALESCE(SUM(total), 0) FROM sale s WHERE s.counter_id = c.id"
        " AND s.kind = 'sale')",
    ),
    (
        "sale",
        "its slip was asked for",
        "SELECT s.id FROM sale s WHERE s.kind = 'sale' AND NOT EXISTS (SELECT 1"
        " FROM spool p WHERE p.kind = 'receipt' AND p.reference = s.receipt)",
    ),
)


_BALANCES = (
    "SELECT customer_id, SUM(debit) - SUM(credit) FROM khata_entry GROUP BY customer_id"
)
_LATER = {
    "no more came back than was bought": "returns_sale_id",
    "its points stand in the ledger of points": "points",
}
"""Rules about columns of `sale_line` that an older shop lacks."""


@question(Permission.BOOKS_VERIFY)
def verify(*, schema_is_ours: bool = True, by: Actor) -> Verified:
    """Check everything; the caller says whether the schema is the program's own."""
    return prove(schema_is_ours=schema_is_ours)


@open_to_all("also proves copies, for no person")
def prove(*, schema_is_ours: bool = True) -> Verified:
    """Check everything in the file that this thread reads."""
    replay = _Replay()
    if not schema_is_ours:
        replay.faults.append(Fault("sqlite_schema", "", "the schema was changed"))
    replay.faults += [
        Fault("file", "", detail) for detail in sqlite.integrity_faults(engine())
    ]
    journalled = _replay_journal(replay)
    known = sqlite.columns(engine(), "sale_line")
    for table, model in LEDGERS.items():
        _find_orphans(table, model, replay)
    rules = [one for one in RULES if _LATER.get(one[1], "sku") in known]
    for table, rule, query in rules:
        replay.faults += [Fault(table, str(row[0]), rule) for row in rows(query)]
    replay.faults += _open_and_owed()
    checked = {"journal": journalled, **replay.covered, "rules": len(rules)}
    return Verified(checked, tuple(dict.fromkeys(replay.faults)))


def _open_and_owed() -> Iterator[Fault]:
    """Hold the ageing against the balances: what is open is what is owed (K53)."""
    debts = ageing.all_open_debts()
    for customer_id, owed in rows(_BALANCES):
        still_open = sum(debt.amount.paisas for debt in debts[customer_id])
        if still_open != max(owed, 0):
            yield Fault("customer", str(customer_id), "what is open is what is owed")


def _replay_journal(replay: _Replay) -> int:
    replayed = 0
    for counter_id, name, seq, head in rows(
        "SELECT id, name, journal_seq, journal_head FROM counter"
    ):
        before, expected = "", 0
        for chunk in _journal_chunks(counter_id):
            for row in chunk:
                expected += 1
                if not _chain_holds(row, before, expected):
                    fault = Fault("journal", f"{name}.{row['seq']}", "the chain holds")
                    replay.faults.append(fault)
                    expected = int(str(row["seq"]))
                before = str(row["hash"])
            _check_rows(chunk, replay)
            replayed += len(chunk)
        if (expected, before) != (seq, head):
            replay.faults.append(Fault("journal", f"{name}.{seq}", "its end is there"))
    return replayed


def _chain_holds(row: Row, before: str, expected: int) -> bool:
    return (
        row["seq"] == expected
        and row["prev_hash"] == before
        and row["hash"] == chain_hash(row)
    )


def _journal_chunks(counter_id: int) -> Iterator[list[Row]]:
    columns = _columns(Journal)
    last = 0
    while True:
        found = rows(
            f"SELECT {', '.join(columns)} FROM journal WHERE counter_id = ?"  # noqa: S608
            f" AND seq > ? ORDER BY seq LIMIT {_CHUNK}",
            counter_id,
            last,
        )
        if not found:
            return
        chunk = [dict(zip(columns, row, strict=True)) for row in found]
        last = int(str(chunk[-1]["seq"]))
        yield chunk


def _check_rows(chunk: list[Row], replay: _Replay) -> None:
    wanted: dict[str, dict[str, str]] = {}
    for act in chunk:
        for key, kept in _written(act).items():
            table, _colon, name = key.partition(":")
            wanted.setdefault(table, {})[name] = kept
    for table, names in wanted.items():
        model = LEDGERS.get(table)
        if model is None:
            replay.faults.append(Fault("journal", table, "it names a ledger"))
            continue
        single = {name: kept for name, kept in names.items() if "-" not in name}
        _check_single(table, model, single, replay)
        for name in names.keys() - single.keys():
            _check_range(table, model, (name, names[name]), replay)


def _check_single(
    table: str, model: type[Model], names: dict[str, str], replay: _Replay
) -> None:
    found = _fetch(table, model, list(names))
    for name, kept in names.items():
        row = found.get(name)
        if row is None:
            replay.faults.append(Fault(table, name, "the journal's row is there"))
        elif row_hash(row) != kept:
            replay.faults.append(Fault(table, name, "it is as it was written"))
    replay.covered[table] += len(found)


def _check_range(
    table: str, model: type[Model], named: tuple[str, str], replay: _Replay
) -> None:
    name, kept = named
    first, last = (int(end) for end in name.split("-"))
    columns = _columns(model)
    found = rows(
        f'SELECT {", ".join(columns)} FROM "{table}"'  # noqa: S608
        " WHERE id BETWEEN ? AND ? ORDER BY id",
        first,
        last,
    )
    kept_rows = [dict(zip(columns, row, strict=True)) for row in found]
    if bulk_hash(kept_rows) != kept:
        replay.faults.append(Fault(table, name, "they are as they were written"))
    replay.covered[table] += len(found)


def _fetch(table: str, model: type[Model], names: list[str]) -> dict[str, Row]:
    columns = _columns(model)
    key = _key(model)
    found: dict[str, Row] = {}
    for at in range(0, len(names), _CHUNK):
        some = names[at : at + _CHUNK]
        values = [int(part) for name in some for part in name.split(".")]
        marks = ", ".join(f"({', '.join('?' for _part in key)})" for _name in some)
        query = (
            f'SELECT {", ".join(columns)} FROM "{table}"'  # noqa: S608
            f" WHERE ({', '.join(key)}) IN (VALUES {marks})"
        )
        for row in rows(query, *values):
            named = dict(zip(columns, row, strict=True))
            found[".".join(str(named[column]) for column in key)] = named
    return found


def _find_orphans(table: str, model: type[Model], replay: _Replay) -> None:
    count = rows(f'SELECT COUNT(*) FROM "{table}"')[0][0]  # noqa: S608
    if count == replay.covered[table]:
        return
    named = " || '.' || ".join(_key(model))
    seen = _journalled(table)
    for (name,) in rows(f'SELECT {named} FROM "{table}"'):  # noqa: S608
        if str(name) not in seen:
            replay.faults.append(Fault(table, str(name), "the journal knows it"))


def _journalled(table: str) -> set[str]:
    """Read the journal again for the rows of one table that it names."""
    names: set[str] = set()
    for (counter_id,) in rows("SELECT id FROM counter"):
        for chunk in _journal_chunks(counter_id):
            for key in (key for act in chunk for key in _written(act)):
                of, _colon, name = key.partition(":")
                if of == table:
                    names.update(_names_in(name))
    return names


def _names_in(name: str) -> list[str]:
    if "-" not in name:
        return [name]
    first, last = (int(end) for end in name.split("-"))
    return [str(number) for number in range(first, last + 1)]


def _written(act: Row) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(str(act["rows"]))
    except json.JSONDecodeError:
        return {}
    return found


def _columns(model: type[Model]) -> list[str]:
    """Name the columns of a table; an older shop lacks those of later schemas."""
    there = sqlite.columns(engine(), model._meta.table_name)
    return [
        field.column_name
        for field in model._meta.sorted_fields
        if field.column_name in there
    ]


def _key(model: type[Model]) -> list[str]:
    return [field.column_name for field in model._meta.get_primary_keys()]
