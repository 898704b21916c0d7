"""What the till asks of its devices."""

from __future__ import annotations

from typing import Protocol


class Transport(Protocol):
    """Carries bytes to a device and knows how many of them left."""

    @property
    def name(self) -> str:
        """What the shop calls the device."""

    def send(self, data: bytes) -> None:
        """Hand every byte over, or say how far it came.

        Raises:
            DeviceUnavailableError: Nothing was sent; it is safe to try again.
            DeliveryUnknownError: Some bytes left, and nobody knows what came of them.
        """
