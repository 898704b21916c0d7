from __future__ import annotations

import os
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from tests.conftest import KARACHI
from tests.reports.test_receipts import AT_32, SALE
from tui_pos.devices.escpos_text import as_bytes, printable
from tui_pos.devices.transports import (
    FileTransport,
    LpTransport,
    TcpTransport,
    Timeouts,
    transport,
)
from tui_pos.domain.errors import (
    DeliveryUnknownError,
    DeviceMisconfiguredError,
    DeviceUnavailableError,
)
from tui_pos.domain.receipt import Heading, Receipt, Row, Total
from tui_pos.reports import receipts

if TYPE_CHECKING:
    from pathlib import Path

QUICK = Timeouts(connect=0.5, io=0.5)


def text_of(data: bytes) -> list[str]:
    """Read the text out of ESC/POS bytes, commands left out."""
    import re

    commands = (
        rb"\x1b@|\x1c\.|\x1bE.|\x1ba.|\x1b!.|\x1d!.|\x1bM.|\x1b-.|\x1bt.|\x1bd."
        rb"|\x1dh.|\x1dw.|\x1dH.|\x1dkI.\{B[A-Z0-9-]*|\x1dV..?|\x1b\{.|\x1dB."
    )
    return re.sub(commands, b"", data, flags=re.DOTALL).decode("ascii").splitlines()


def test_the_paper_says_what_the_preview_says() -> None:
    data = as_bytes(receipts.sale(SALE, zone=KARACHI), columns=32)

    said = [line.strip() for line in text_of(data) if line.strip()]
    previewed = [line.strip() for line in AT_32.replace("·", "-").splitlines()]
    expected = [line for line in previewed if line and not line.startswith("*")]
    compact = [" ".join(line.split()) for line in said]
    assert compact == [" ".join(line.split()) for line in expected]


def test_the_receipt_number_is_a_native_code128_and_the_paper_is_cut() -> None:
    data = as_bytes(receipts.sale(SALE, zone=KARACHI), columns=48)

    assert b"\x1dkI\x0b{BA1-000042" in data
    assert data.startswith(b"\x1b@\x1c.")
    assert b"\x1dV" in data[-6:]


def test_names_can_never_carry_a_command() -> None:
    hostile = "Atta\x1bp\x00\x19\x19\x1b@\x9b[2J\u202e ۱۲ é"
    data = as_bytes(Receipt((Heading(hostile), Row(hostile, "5"))), columns=32)

    assert b"\x1bp" not in data
    assert b"\x9b" not in data
    assert printable("café – 5·6") == b"cafe - 5-6"
    assert printable("چ") == b"?"


def test_a_total_too_long_for_large_letters_is_printed_plain() -> None:
    total = Total("NEW BALANCE OF THE KHATA", "Rs 1,000,000,000")

    assert b"Rs 1,000,000,000" in as_bytes(Receipt((total,)), columns=32)


class Printer:
    """A printer on the network that keeps what it is sent."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.server.getsockname()[1]
        self.jobs: list[bytes] = []
        self.arrived = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.server.shutdown(socket.SHUT_RDWR)
        self._thread.join(2)
        self.server.close()

    def _serve(self) -> None:
        while True:
            try:
                link, _address = self.server.accept()
            except OSError:
                return
            with link:
                data = b""
                while piece := link.recv(4096):
                    data += piece
            self.jobs.append(data)
            self.arrived.set()


def test_tcp_carries_every_byte() -> None:
    printer = Printer()

    TcpTransport("front", "127.0.0.1", printer.port, QUICK).send(b"x" * 10_000)

    assert printer.arrived.wait(2)
    assert printer.jobs == [b"x" * 10_000]
    printer.close()


def test_a_printer_that_is_off_was_sent_nothing() -> None:
    gone = socket.create_server(("127.0.0.1", 0))
    port = gone.getsockname()[1]
    gone.close()

    with pytest.raises(DeviceUnavailableError):
        TcpTransport("front", "127.0.0.1", port, QUICK).send(b"x")


def test_a_printer_that_hangs_up_leaves_it_unknown() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]

    def hang_up() -> None:
        link, _address = server.accept()
        link.recv(1)
        linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        link.close()

    hanging_up = threading.Thread(target=hang_up, daemon=True)
    hanging_up.start()
    with pytest.raises(DeliveryUnknownError):
        TcpTransport("front", "127.0.0.1", port, QUICK).send(b"x" * 50_000_000)
    hanging_up.join(2)
    server.close()


def test_a_file_takes_slip_after_slip(tmp_path: Path) -> None:
    paper = FileTransport("front", tmp_path / "paper.bin")

    paper.send(b"one")
    paper.send(b"two")

    assert (tmp_path / "paper.bin").read_bytes() == b"onetwo"
    with pytest.raises(DeviceUnavailableError):
        FileTransport("front", tmp_path).send(b"x")


def test_a_device_file_takes_bytes_and_never_blocks_for_ever(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    front = LpTransport("front", pipe, Timeouts(io=0.2))
    with pytest.raises(DeviceUnavailableError):
        front.send(b"nobody reads")

    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    front.send(b"slip")
    assert os.read(reader, 100) == b"slip"
    with pytest.raises(DeliveryUnknownError):
        front.send(b"x" * 1_000_000)
    with pytest.raises(DeviceUnavailableError):
        front.send(b"it is full")
    os.close(reader)


def test_transports_are_named_by_their_address() -> None:
    tcp = transport("front", "tcp://10.0.0.5", QUICK)
    assert isinstance(tcp, TcpTransport)
    assert tcp.port == 9100
    assert isinstance(transport("front", "lp:///dev/usb/lp0", QUICK), LpTransport)
    assert isinstance(transport("front", "file:///x", QUICK), FileTransport)
    for wrong in ("tcp://", "tcp://x:abc", "usb://x", "paper", "lp://"):
        with pytest.raises(DeviceMisconfiguredError):
            transport("front", wrong, QUICK)
