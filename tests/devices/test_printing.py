"""The printer's worker against paper that can be taken away."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from tests import factories
from tests.conftest import NOON, Books
from tui_pos.db import rows, writing
from tui_pos.domain.errors import (
    BusyError,
    DeliveryUnknownError,
    DeviceMisconfiguredError,
    DeviceUnavailableError,
)
from tui_pos.domain.money import Money
from tui_pos.domain.paying import Payment
from tui_pos.domain.period import Period
from tui_pos.services import collecting, payments, spool, statements
from tui_pos.workers.printing import PrintWorker

if TYPE_CHECKING:
    from tui_pos.services.spool import PrinterState


@dataclass
class Paper:
    """A transport that can be switched off, or break in the middle."""

    name: str = "front"
    fault: Exception | None = None
    slips: list[bytes] = field(default_factory=list)

    def send(self, data: bytes) -> None:
        if self.fault is not None:
            raise self.fault
        self.slips.append(data)


@pytest.fixture
def with_printer(open_books: Books) -> Books:
    return replace(open_books, cashier=replace(open_books.cashier, printer="front"))


def worker(paper: Paper, told: list[PrinterState] | None = None) -> PrintWorker:
    return PrintWorker(
        "front",
        paper,
        columns=32,
        now=lambda: NOON,
        connection=nullcontext,
        report=(told if told is not None else []).append,
    )


def states() -> list[str]:
    return [row[0] for row in rows("SELECT state FROM spool ORDER BY id")]


def test_three_sales_while_the_printer_is_off_print_once_each_in_order(
    with_printer: Books,
) -> None:
    paper = Paper(fault=DeviceUnavailableError("front", "off"))
    told: list[PrinterState] = []
    printing = worker(paper, told)
    sugar = factories.product(with_printer)
    sold = [factories.sell(with_printer, sugar.product_id) for _sale in range(3)]

    assert printing.print_waiting() == "off"
    assert told[-1].waiting.queued == 3
    assert states() == ["queued"] * 3

    paper.fault = None
    assert printing.print_waiting() == ""
    assert printing.print_waiting() == ""
    assert [
        done.receipt.encode() in slip
        for done, slip in zip(sold, paper.slips, strict=True)
    ] == [True] * 3
    assert states() == ["done"] * 3
    assert told[-1].is_up


def test_the_bytes_are_frozen_before_the_first_one_goes(with_printer: Books) -> None:
    paper = Paper(fault=DeviceUnavailableError("front", "off"))
    sugar = factories.product(with_printer)
    factories.sell(with_printer, sugar.product_id)
    worker(paper).print_waiting()
    frozen = bytes(rows("SELECT payload FROM spool")[0][0])

    paper.fault = None
    worker(paper).print_waiting()

    assert paper.slips == [frozen]


def test_a_slip_of_which_something_left_is_never_sent_again(
    with_printer: Books,
) -> None:
    paper = Paper(fault=DeliveryUnknownError("front", 100))
    told: list[PrinterState] = []
    sugar = factories.product(with_printer)
    factories.sell(with_printer, sugar.product_id)

    worker(paper, told).print_waiting()
    paper.fault = None
    worker(paper, told).print_waiting()

    assert states() == ["unknown"]
    assert paper.slips == []
    assert told[-1].waiting.unknown == 1


def test_what_was_being_sent_when_the_program_died_is_unknown(
    with_printer: Books,
) -> None:
    sugar = factories.product(with_printer)
    factories.sell(with_printer, sugar.product_id)
    job = spool.next_job("front")
    assert job is not None
    spool.freeze(job.spool_id, b"half")

    assert spool.recover("front") == 1
    assert states() == ["unknown"]


def test_a_payment_slip_is_printed(with_printer: Books) -> None:
    ahmed = factories.customer(with_printer, owes=100)
    payment = Payment(ahmed, Money.rupees(40), "p")
    payments.record_payment(payment, by=with_printer.cashier, at=NOON)
    paper = Paper()

    worker(paper).print_waiting()

    assert b"KHATA PAYMENT" in paper.slips[-1]


def test_a_duplicate_says_so(with_printer: Books) -> None:
    sugar = factories.product(with_printer)
    done = factories.sell(with_printer, sugar.product_id)
    spool.reprint(done.receipt, by=with_printer.cashier, at=NOON)
    paper = Paper()

    worker(paper).print_waiting()

    assert [b"DUPLICATE 1" in slip for slip in paper.slips] == [False, True]


def test_a_slip_of_nothing_and_a_wrong_device_are_left_behind(
    with_printer: Books,
) -> None:
    with writing():
        spool.queue("receipt", "A1-404", by=with_printer.cashier, at=NOON)
    paper = Paper()
    worker(paper).print_waiting()
    assert states() == ["failed"]

    sugar = factories.product(with_printer)
    factories.sell(with_printer, sugar.product_id)
    paper.fault = DeviceMisconfiguredError("front", "?")
    worker(paper).print_waiting()
    assert states() == ["failed", "failed"]


def test_the_worker_runs_is_kicked_and_stops(
    with_printer: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[PrinterState] = []
    printing = worker(Paper(), told)
    busy = iter([True, False])

    def waiting_or_busy() -> str:
        if next(busy, False):
            raise BusyError(with_printer.directory)
        printing.stop()
        return ""

    monkeypatch.setattr(printing, "print_waiting", waiting_or_busy)
    monkeypatch.setattr("tui_pos.workers.printing._BACKOFF", (0.01,))
    printing.kick()
    printing._run()

    assert told[-1].why == "stopped"


def test_a_statement_and_a_collection_sheet_are_printed(with_printer: Books) -> None:
    paper = Paper()
    ahmed = factories.customer(with_printer, "Ahmed", owes=300)
    manager = replace(with_printer.manager, printer="front")
    today = Period(NOON.date(), NOON.date())

    statements.print_statement(ahmed, today, by=manager, at=NOON)
    collecting.keep_sheet(NOON.date(), by=manager, at=NOON)
    worker(paper).print_waiting()

    assert b"KHATA STATEMENT" in paper.slips[-2]
    assert b"TO COLLECT on 14-03-2026" in paper.slips[-1]
    assert b"1. Ahmed" in paper.slips[-1]


def test_a_sheet_that_is_gone_is_left_behind(with_printer: Books) -> None:
    paper = Paper()
    with writing():
        for kind, reference in (("collection", "C9"), ("statement", "ST9")):
            spool.queue(kind, reference, by=with_printer.cashier, at=NOON)

    worker(paper).print_waiting()

    assert states() == ["failed", "failed"]
