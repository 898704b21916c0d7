"""Slips that wait for paper: rows written with the act, printed by a worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import fn

from tui_pos.db import append, rows, writing
from tui_pos.domain.errors import NothingToRepeatError
from tui_pos.domain.permissions import Permission
from tui_pos.models import Spool
from tui_pos.services import shifts
from tui_pos.services.acts import act, open_to_all
from tui_pos.services.journal import Act

if TYPE_CHECKING:
    from datetime import datetime

    from tui_pos.domain.permissions import Actor


@dataclass(frozen=True, slots=True)
class Job:
    """A slip that a printer is to put on paper."""

    spool_id: int
    kind: str
    reference: str
    copy: int
    payload: bytes | None
    user_name: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """How a printer stands, for the header."""

    queued: int
    unknown: int


@dataclass(frozen=True, slots=True)
class PrinterState:
    """How a printer stands, for the header."""

    is_up: bool
    waiting: Waiting
    why: str = ""


@open_to_all("called inside permitted acts")
def queue(
    kind: str,
    reference: str,
    *,
    by: Actor,
    at: datetime,
    copy: int = 1,
    now: bool = True,
) -> None:
    """Write a slip's row inside the caller's transaction.

    One that is not printed now stands on another slip; it can be printed again.

    A counter without a printer keeps it: it can be printed again later, and is not
    sent by itself to a printer that somebody plugs in some day.
    """
    append(
        Spool,
        [
            {
                "kind": kind,
                "reference": reference,
                "copy": copy,
                "printer": by.printer or "",
                "state": "queued" if by.printer and now else "kept",
                "user_name": by.name,
                "created_at": at,
            }
        ],
    )


@act(Permission.REPRINT)
def reprint(reference: str, *, by: Actor, at: datetime) -> int:
    """Print a slip again, marked DUPLICATE with its number; give that number.

    Raises:
        NothingToRepeatError: There is no such slip.
    """
    found = Spool.get_or_none(Spool.reference == reference)
    if found is None:
        raise NothingToRepeatError(reference=reference)
    copies: int = (
        Spool.select(fn.MAX(Spool.copy)).where(Spool.reference == reference).scalar()
    )
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    queue(found.kind, reference, by=by, at=at, copy=copies + 1)
    opened.close("reprint", reference, copy=copies + 1)
    return copies


@open_to_all("the printer's worker, for no person")
def recover(printer: str) -> int:
    """Mark what was being sent when the program died: nobody knows what was printed.

    Such a slip is not sent again by itself; give how many there are.
    """
    with writing():
        marked: int = (
            Spool.update(state="unknown")
            .where(Spool.printer == printer, Spool.state == "sending")
            .execute()
        )
    return marked


@open_to_all("the printer's worker, for no person")
def next_job(printer: str) -> Job | None:
    """Give the oldest slip that waits for a printer."""
    found = rows(
        "SELECT id, kind, reference, copy, payload, user_name FROM spool"
        " WHERE state = 'queued' AND printer = ? ORDER BY id LIMIT 1",
        printer,
    )
    return Job(*found[0]) if found else None


@open_to_all("the printer's worker, for no person")
def freeze(spool_id: int, payload: bytes) -> None:
    """Keep the bytes of a slip and mark it as being sent, before the first one goes."""
    with writing():
        Spool.update(
            payload=payload, state="sending", attempts=Spool.attempts + 1
        ).where(Spool.id == spool_id).execute()


@open_to_all("the printer's worker, for no person")
def finish(spool_id: int, state: str, error: str = "", *, at: datetime) -> None:
    """Write down how the sending of a slip ended."""
    done_at = at if state == "done" else None
    with writing():
        Spool.update(state=state, error=error, done_at=done_at).where(
            Spool.id == spool_id
        ).execute()


@open_to_all("two numbers for the header")
def waiting(printer: str) -> Waiting:
    """Tell how many slips wait for a printer, and how many may have been printed."""
    found = dict(
        rows(
            "SELECT state, COUNT(*) FROM spool WHERE printer = ?"
            " AND state IN ('queued', 'sending', 'unknown') GROUP BY state",
            printer,
        )
    )
    queued = found.get("queued", 0) + found.get("sending", 0)
    return Waiting(queued, found.get("unknown", 0))
