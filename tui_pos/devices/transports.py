"""Ways to a printer: tcp, a device file of the kernel, a plain file."""

from __future__ import annotations

import os
import select
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tui_pos.domain.errors import (
    DeliveryUnknownError,
    DeviceMisconfiguredError,
    DeviceUnavailableError,
)

if TYPE_CHECKING:
    from tui_pos.devices.ports import Transport

_CHUNK = 4096
_RAW_PORT = 9100


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds that a device is waited for."""

    connect: float = 2.0
    io: float = 5.0


@dataclass(frozen=True, slots=True)
class TcpTransport:
    """A printer on the network, raw TCP."""

    name: str
    host: str
    port: int
    timeouts: Timeouts

    def send(self, data: bytes) -> None:
        """Send every byte and see the printer take the connection's end."""
        try:
            link = socket.create_connection(
                (self.host, self.port), self.timeouts.connect
            )
        except OSError as error:
            raise DeviceUnavailableError(self.name, str(error)) from error
        sent = 0
        with link:
            link.settimeout(self.timeouts.io)
            try:
                for first in range(0, len(data), _CHUNK):
                    link.sendall(data[first : first + _CHUNK])
                    sent += len(data[first : first + _CHUNK])
                link.shutdown(socket.SHUT_WR)
            except OSError as error:
                raise DeliveryUnknownError(self.name, sent) from error


@dataclass(frozen=True, slots=True)
class LpTransport:
    """A printer behind a device file such as /dev/usb/lp0; never blocks for ever."""

    name: str
    path: Path
    timeouts: Timeouts

    def send(self, data: bytes) -> None:
        """Write every byte as fast as the printer takes them."""
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            raise DeviceUnavailableError(self.name, str(error)) from error
        try:
            self._write(handle, data)
        finally:
            os.close(handle)

    def _write(self, handle: int, data: bytes) -> None:
        sent = 0
        until = time.monotonic() + self.timeouts.io
        while sent < len(data):
            left = until - time.monotonic()
            _read, ready, _error = select.select([], [handle], [], max(left, 0))
            if not ready:
                self._give_up(sent, "it takes no bytes")
            try:
                sent += os.write(handle, data[sent : sent + _CHUNK])
            except BlockingIOError:
                continue
            except OSError as error:
                self._give_up(sent, str(error))
            until = time.monotonic() + self.timeouts.io

    def _give_up(self, sent: int, why: str) -> None:
        if sent:
            raise DeliveryUnknownError(self.name, sent)
        raise DeviceUnavailableError(self.name, why)


@dataclass(frozen=True, slots=True)
class FileTransport:
    """A file that takes every slip, one after the other."""

    name: str
    path: Path

    def send(self, data: bytes) -> None:
        """Append every byte and see them on the disk."""
        try:
            size = self.path.stat().st_size if self.path.exists() else 0
            with self.path.open("ab") as handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
        except OSError as error:
            grown = self.path.exists() and self.path.stat().st_size > size
            if grown:
                raise DeliveryUnknownError(self.name, 1) from error
            raise DeviceUnavailableError(self.name, str(error)) from error


def _port(name: str, url: str) -> int:
    try:
        return urlsplit(url).port or _RAW_PORT
    except ValueError as error:
        raise DeviceMisconfiguredError(name, url) from error


def transport(name: str, url: str, timeouts: Timeouts) -> Transport:
    """Make the transport that config.toml names: tcp://, lp://, file://.

    Raises:
        DeviceMisconfiguredError: There is no such kind, or it lacks its address.
    """
    parts = urlsplit(url)
    match parts.scheme:
        case "tcp" if parts.hostname:
            port = _port(name, url)
            return TcpTransport(name, parts.hostname, port, timeouts)
        case "lp" if parts.path:
            return LpTransport(name, Path(parts.path), timeouts)
        case "file" if parts.path:
            return FileTransport(name, Path(parts.path))
        case _:
            raise DeviceMisconfiguredError(name, url)
