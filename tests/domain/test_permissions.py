from __future__ import annotations

import itertools

import pytest

from tui_pos.domain.errors import PermissionDeniedError
from tui_pos.domain.permissions import GRANTED, Actor, Permission, Role, shortest_pin


def test_each_role_may_all_that_the_one_below_may() -> None:
    roles = list(Role)

    for lower, higher in itertools.pairwise(roles):
        assert GRANTED[lower] < GRANTED[higher]


def test_the_owner_may_everything() -> None:
    assert GRANTED[Role.OWNER] == frozenset(Permission)


def test_what_is_not_granted_is_denied() -> None:
    nobody = Actor(1, "Nobody", Role.CASHIER, frozenset(), 1, "till")

    with pytest.raises(PermissionDeniedError):
        nobody.require(Permission.SELL)
    assert not nobody.may(Permission.SELL)


def test_managers_need_longer_pins() -> None:
    assert shortest_pin(Role.CASHIER) == 4
    assert shortest_pin(Role.OWNER) == 6
