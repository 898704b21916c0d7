"""The printer's worker: one thread owns one printer and empties its spool in order."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from tui_pos.devices.escpos_text import as_bytes
from tui_pos.domain.errors import (
    BusyError,
    DeliveryUnknownError,
    DeviceError,
    DeviceUnavailableError,
    NothingToRepeatError,
)
from tui_pos.domain.khata_errors import SheetNotFoundError
from tui_pos.reports import collecting as collection
from tui_pos.reports import receipts, statement
from tui_pos.services import collecting, paper, spool, statements
from tui_pos.services.spool import PrinterState

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import datetime, tzinfo

    from tui_pos.devices.ports import Transport
    from tui_pos.domain.receipt import Receipt
    from tui_pos.services.spool import Job

_BACKOFF = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_IDLE = 30.0


class PrintWorker:
    """Prints what waits, in order, each slip once.

    A slip of which nothing was sent is tried again; one of which something was sent
    is left for a person to judge.
    """

    def __init__(  # noqa: PLR0913 - wired once, in bootstrap
        self,
        printer: str,
        transport: Transport,
        *,
        columns: int,
        now: Callable[[], datetime],
        connection: Callable[[], AbstractContextManager[object]],
        report: Callable[[PrinterState], None],
    ) -> None:
        self._printer = printer
        self._transport = transport
        self._columns = columns
        self._now = now
        self._connection = connection
        self._report = report
        self._wake = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name=f"printer-{printer}", daemon=True
        )

    def start(self) -> None:
        """Begin to print."""
        self._thread.start()

    def kick(self) -> None:
        """Say that something may wait."""
        self._wake.set()

    def stop(self) -> None:
        """Finish the slip that is being printed, and end."""
        self._over.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def _run(self) -> None:
        with self._connection():
            spool.recover(self._printer)
            failures = 0
            try:
                while not self._over.is_set():
                    failures = self._round(failures)
            finally:
                stopped = PrinterState(
                    is_up=False, waiting=spool.waiting(self._printer), why="stopped"
                )
                self._report(stopped)

    def _round(self, failures: int) -> int:
        try:
            why = self.print_waiting()
        except BusyError:
            why = "busy"
        failures = failures + 1 if why else 0
        pause = _BACKOFF[min(failures, len(_BACKOFF)) - 1] if failures else _IDLE
        self._wake.wait(pause)
        self._wake.clear()
        return failures

    def print_waiting(self) -> str:
        """Print all that waits; give why it stopped, "" where nothing is left."""
        why = ""
        while not why and not self._over.is_set():
            job = spool.next_job(self._printer)
            if job is None:
                break
            why = self._print(job)
        self._report(PrinterState(not why, spool.waiting(self._printer), why))
        return why

    def _print(self, job: Job) -> str:
        payload = job.payload or self._render(job)
        if payload is None:
            spool.finish(job.spool_id, "failed", "no such act", at=self._now())
            return ""
        spool.freeze(job.spool_id, payload)
        try:
            self._transport.send(payload)
        except DeviceUnavailableError as error:
            spool.finish(job.spool_id, "queued", error.why, at=self._now())
            return error.why or "off"
        except DeliveryUnknownError as error:
            spool.finish(job.spool_id, "unknown", str(error.sent), at=self._now())
            return "unknown"
        except DeviceError as error:
            spool.finish(job.spool_id, "failed", str(error), at=self._now())
            return ""
        spool.finish(job.spool_id, "done", at=self._now())
        return ""

    def _render(self, job: Job) -> bytes | None:
        zone = self._now().tzinfo
        try:
            slip = _slip(job, zone)
        except (NothingToRepeatError, SheetNotFoundError):
            return None
        return as_bytes(slip, columns=self._columns)


def _slip(job: Job, zone: tzinfo | None) -> Receipt:
    match job.kind:
        case "khata" | "khata-payment":
            facts = paper.khata_slip(job.reference)
            return receipts.khata_slip(facts, zone=zone, copy=job.copy)
        case "statement":
            made = statements.statement_on_paper(job.reference)
            return statement.as_receipt(made, zone=zone, copy=job.copy)
        case "collection":
            sheet = collecting.sheet_on_paper(job.reference)
            return collection.as_receipt(paper.shop_head().name, sheet, copy=job.copy)
        case _:
            sold = paper.sale_paper(job.reference)
            return receipts.sale(sold, zone=zone, copy=job.copy)
