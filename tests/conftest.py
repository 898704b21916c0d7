"""A shop on a temporary disk, copied afresh for each test."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tui_pos import bootstrap, i18n
from tui_pos.bootstrap import Opening
from tui_pos.domain.keys import KeyFile, KeyKind
from tui_pos.domain.money import Money
from tui_pos.domain.permissions import Role
from tui_pos.models import User
from tui_pos.services import people, shifts
from tui_pos.services.founding import ShopForm

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tui_pos.domain.permissions import Actor
    from tui_pos.shop import Shop

settings.register_profile(
    "till", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("till")  # machines are noisy: no example has a time to keep
KARACHI = timezone(timedelta(hours=5), "PKT")
NOON = datetime(2026, 3, 14, 12, 0, tzinfo=KARACHI)
OWNER_PIN, CASHIER_PIN = "786786", "1234"


@dataclass(frozen=True, slots=True)
class Books:
    """An open shop with its people."""

    shop: Shop
    owner: Actor
    manager: Actor
    supervisor: Actor
    cashier: Actor

    @property
    def directory(self) -> Path:
        return self.shop.directory


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TUI_POS_SHOP", "TUI_POS_PIN", "TUI_POS_COUNTER", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)


def make_founded(directory: Path) -> Path:
    """Found the shop of the tests with its four people."""
    form = ShopForm(
        "Al-Madina", "Bilal", OWNER_PIN, "Main Bazaar, Okara", "0300-1234567"
    )
    bootstrap.found_shop(directory, form, KeyFile.fresh(KeyKind.RAW), at=NOON)
    shop = bootstrap.open_shop(Opening(directory))
    owner = people.log_in("Bilal", OWNER_PIN, shop.counter, at=NOON)
    for name, role, pin in (
        ("Sana", Role.MANAGER, "445566"),
        ("Rashid", Role.SUPERVISOR, "2468"),
        ("Ali", Role.CASHIER, CASHIER_PIN),
    ):
        people.add_user(name, role, pin, by=owner, at=NOON)
    shop.close()
    return directory


def make_books(directory: Path) -> Books:
    """Open the shop of the tests, its clock stopped at noon."""
    shop = replace(bootstrap.open_shop(Opening(directory)), now=lambda: NOON)

    def actor(name: str) -> Actor:
        return people.actor_for(User.get(User.name == name), shop.counter)

    return Books(shop, actor("Bilal"), actor("Sana"), actor("Rashid"), actor("Ali"))


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_founded(tmp_path_factory.mktemp("founded") / "shop")


@pytest.fixture
def directory(founded: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "shop"
    shutil.copytree(founded, copied)
    return copied


@pytest.fixture
def books(directory: Path) -> Iterator[Books]:
    opened = make_books(directory)
    yield opened
    opened.shop.close()


@pytest.fixture
def open_books(books: Books) -> Books:
    """The same shop with its shift open."""
    shifts.open_shift(Money.rupees(2000), by=books.cashier, at=NOON)
    return books
