"""The journal: one chained row an act, with the hash of every row the act wrote."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from tui_pos.db import append, moment, rows
from tui_pos.models import Journal
from tui_pos.services import keyring
from tui_pos.services.acts import open_to_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from peewee import Model

    from tui_pos.db import Row
    from tui_pos.domain.money import Money
    from tui_pos.domain.permissions import Actor

_ENCODER = msgspec.json.Encoder(order="sorted", enc_hook=str)
HEAD = 8
"""How many characters of the chain's head are printed."""
_BULK = 500
"""Above so many rows of one table an act keeps one hash for all of them."""
_CLOCK_TOLERANCE = timedelta(minutes=5)
_OLDEST_YEAR = 2026
_TAKE = (
    "UPDATE counter SET journal_seq = journal_seq + 1 WHERE id = ?"
    " RETURNING code, series, last_receipt, last_slip, journal_seq, journal_head,"
    " grand_total, last_at"
)
_GIVE_BACK = (
    "UPDATE counter SET last_receipt = ?, last_slip = ?, journal_head = ?,"
    " grand_total = ?, last_at = ? WHERE id = ?"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where and when an act happens, as its rows repeat it."""

    at: datetime
    business_date: date
    clock_suspect: bool
    head: str
    """The head of the chain before the act, as it is printed."""


class Act:
    """One business act while its transaction is open.

    Taking it locks the counter's row, so that two acts of one counter never share
    a number; it must be closed for the journal to hold it.
    """

    def __init__(self, actor: Actor, at: datetime, *, business_date: date) -> None:
        self.actor = actor
        taken = rows(_TAKE, actor.counter_id)[0]
        self._code, self.series, self._receipt, self._slip = taken[:4]
        self._seq, self._prev, self._grand_total, last_at = taken[4:]
        self._written: dict[str, str] = {}
        self.stamp = Stamp(
            at=at,
            business_date=business_date,
            clock_suspect=_is_suspect(at, last_at),
            head=self._prev[:HEAD],
        )

    def append(
        self, model: type[Model], given: Sequence[Mapping[str, object]]
    ) -> list[Row]:
        """Insert rows and remember their hashes for the journal."""
        kept = append(model, given)
        self._written.update(row_hashes(model, kept))
        return kept

    def take_receipt(self) -> tuple[str, int]:
        """Take the counter's next receipt number, gapless: (`A1-000042`, 42)."""
        self._receipt += 1
        return f"{self._code}{self.series}-{self._receipt:06d}", self._receipt

    def take_slip(self) -> str:
        """Take the counter's next number for a slip that is no receipt."""
        self._slip += 1
        return f"{self._code}{self.series}-P{self._slip:05d}"

    def add_to_grand_total(self, amount: Money) -> None:
        """Raise the total that is never reset."""
        self._grand_total += amount.paisas

    def close(self, kind: str, reference: str = "", **detail: object) -> str:
        """Write the journal row; give the new head of the chain."""
        row: Row = {
            "counter_id": self.actor.counter_id,
            "seq": self._seq,
            "kind": kind,
            "reference": reference,
            "detail": _canonical({**detail, **_approved(self.actor)}).decode(),
            "rows": _canonical(self._written).decode(),
            "user_id": self.actor.user_id or None,
            "user_name": self.actor.name,
            "at": self.stamp.at,
            "business_date": self.stamp.business_date,
            "clock_suspect": self.stamp.clock_suspect,
            "prev_hash": self._prev,
        }
        stored = _as_stored(row)
        row["hash"] = chain_hash(stored)
        append(Journal, [row])
        moment = stored["at"]
        rows(
            _GIVE_BACK,
            self._receipt,
            self._slip,
            row["hash"],
            self._grand_total,
            moment,
            self.actor.counter_id,
        )
        return str(row["hash"])[:HEAD]


@open_to_all("the lock says it before anybody is logged in")
def clock_is_suspect(counter_id: int, at: datetime) -> bool:
    """Tell whether a machine's clock is behind what the books have seen."""
    last_at = rows("SELECT last_at FROM counter WHERE id = ?", counter_id)[0][0]
    return _is_suspect(at, last_at)


@open_to_all("called inside an act")
def row_hashes(model: type[Model], kept: Sequence[Row]) -> dict[str, str]:
    """Give `table:id -> hash` for rows as the database keeps them."""
    meta = model._meta
    key = [field.column_name for field in meta.get_primary_keys()]
    names = [".".join(str(row[column]) for column in key) for row in kept]
    if len(kept) <= _BULK:
        return {
            f"{meta.table_name}:{name}": row_hash(row)
            for name, row in zip(names, kept, strict=True)
        }
    return {f"{meta.table_name}:{names[0]}-{names[-1]}": bulk_hash(kept)}


@open_to_all("called inside an act")
def row_hash(row: Row) -> str:
    """Hash a row: its columns in order of name, without those that are NULL.

    Columns that a later schema adds are NULL in old rows, so old hashes hold.
    """
    return _keyed(_canonical(_without_nulls(row)))[:16]


@open_to_all("called inside an act")
def bulk_hash(kept: Sequence[Row]) -> str:
    """Hash many rows of one table together."""
    return _keyed(b"\n".join(_canonical(_without_nulls(row)) for row in kept))[:16]


@open_to_all("called inside an act")
def chain_hash(stored: Row) -> str:
    """Hash a journal row together with the hash before it."""
    return _keyed(
        _canonical(
            {
                column: value
                for column, value in stored.items()
                if column != "hash" and value is not None
            }
        )
    )


def _approved(actor: Actor) -> dict[str, str]:
    if not actor.approvals:
        return {}
    return {"approved_by": actor.approved_by, "reason": actor.reason}


def _as_stored(row: Row) -> Row:
    meta = Journal._meta
    return {
        column: int(value) if isinstance(value, bool) else value
        for column, value in (
            (column, meta.columns[column].db_value(value))
            for column, value in row.items()
        )
    }


def _is_suspect(at: datetime, last_at: str | None) -> bool:
    return at.year < _OLDEST_YEAR or (
        last_at is not None and at < moment(last_at) - _CLOCK_TOLERANCE
    )


def _without_nulls(row: Row) -> Row:
    return {column: value for column, value in row.items() if value is not None}


def _canonical(values: Mapping[str, object]) -> bytes:
    """Write values as JSON: keys sorted, no spaces, UTF-8."""
    return _ENCODER.encode(values)


def _keyed(text: bytes) -> str:
    return hmac.digest(keyring.keys().journal, text, "sha256").hex()
