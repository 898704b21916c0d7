from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_pos.domain.errors import WrongSheetGroupError
from tui_pos.domain.keys import (
    GROUPS,
    KeyFile,
    KeyKind,
    Keyring,
    hkdf,
    read_group,
    secret_of,
    sheet_groups,
)


@given(st.binary(min_size=32, max_size=32))
def test_the_sheet_gives_the_key_back(secret: bytes) -> None:
    groups = sheet_groups(secret)

    assert len(groups) == GROUPS
    assert secret_of(groups) == secret
    assert secret_of(
        [f" {group.lower()[:2]}-{group.lower()[2:]}" for group in groups]
    ) == (secret)


def test_a_wrong_group_is_named() -> None:
    groups = sheet_groups(bytes(range(32)))
    groups[4] = "AAAAA" if groups[4] != "AAAAA" else "BBBBB"

    with pytest.raises(WrongSheetGroupError) as refusal:
        secret_of(groups)

    assert refusal.value.number == 5


def test_two_swapped_groups_are_noticed() -> None:
    groups = sheet_groups(bytes(range(32)))
    groups[2], groups[3] = groups[3], groups[2]

    with pytest.raises(WrongSheetGroupError):
        secret_of(groups)


def test_a_missing_group_is_named() -> None:
    with pytest.raises(WrongSheetGroupError) as refusal:
        secret_of(sheet_groups(bytes(32))[:-1])

    assert refusal.value.number == GROUPS


@pytest.mark.parametrize("typed", ["", "ABC", "ABCDEF", "AB!DE"])
def test_what_is_no_group_is_refused(typed: str) -> None:
    with pytest.raises(WrongSheetGroupError):
        read_group(0, typed)


def test_hkdf_is_that_of_rfc_5869() -> None:
    # Test case 3 of the RFC, its first 32 bytes: no salt, no purpose.
    expected = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"

    assert hkdf(b"\x0b" * 22, b"").hex() == expected


def test_every_use_has_a_key_of_its_own() -> None:
    keys = Keyring.of(bytes(32))

    assert len({keys.database, keys.pin_pepper, keys.journal, keys.tokens}) == 4


def test_a_passphrase_takes_the_place_of_the_key() -> None:
    key = KeyFile(KeyKind.PASSPHRASE, bytes(16))

    assert key.keyring("one") != key.keyring("other")
    assert key.database_key(key.keyring("one")) == key.keyring("one").database


def test_a_plain_shop_has_keys_but_no_lock() -> None:
    key = KeyFile.fresh(KeyKind.PLAIN)

    assert key.database_key(key.keyring()) is None
