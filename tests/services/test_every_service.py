"""Every public service asks for its permission: found by reflection."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import tui_pos.services
from tui_pos.domain.permissions import Permission

MODULES = [
    importlib.import_module(f"tui_pos.services.{module.name}")
    for module in pkgutil.iter_modules(tui_pos.services.__path__)
    if module.name not in {"acts", "keyring"}
]
SERVICES = [
    function
    for module in MODULES
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__ and not name.startswith("_")
]


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one.__qualname__)
def test_a_service_asks_or_says_why_it_does_not(service: object) -> None:
    asks = isinstance(getattr(service, "permission", None), Permission)
    says = bool(getattr(service, "open_because", ""))

    assert asks != says


def test_every_permission_is_explained() -> None:
    page = Path(__file__).parents[2] / "docs/permissions.md"
    text = page.read_text("utf-8")

    assert [one.value for one in Permission if f"`{one.value}`" not in text] == []


def test_every_permission_is_asked_for_somewhere() -> None:
    source = "".join(
        path.read_text("utf-8")
        for path in Path(tui_pos.services.__path__[0]).glob("*.py")
    )

    assert [
        one.name for one in Permission if f"Permission.{one.name}" not in source
    ] == []
