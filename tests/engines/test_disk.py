from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui_pos.domain.errors import KeyMissingError, WrongKeyError
from tui_pos.domain.keys import KeyFile, KeyKind
from tui_pos.engines import disk
from tui_pos.engines.keyfile import read_key, write_key

MOUNTS = """\
22 1 252:0 / / rw,relatime shared:1 - ext4 /dev/root rw
40 22 0:40 / /mnt rw shared:9 - tmpfs tmpfs rw
41 40 0:41 / /mnt/shop rw shared:9 - nfs4 server:/shop rw
42 22 0:42 / /mnt/usb\\040stick rw - vfat /dev/sdb1 rw
garbage
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/shop", "ext4"),
        ("/mnt/other", "tmpfs"),
        ("/mnt/shop/deep/down", "nfs4"),
        ("/mnt/usb stick/x", "vfat"),
    ],
)
def test_the_file_system_of_a_path(path: str, kind: str) -> None:
    assert disk.file_system(Path(path), mounts=MOUNTS) == kind


def test_nobody_knows_where_nothing_is_mounted(tmp_path: Path) -> None:
    assert disk.file_system(tmp_path, mounts="") == ""
    assert disk.file_system(tmp_path) not in disk.UNSAFE_FILE_SYSTEMS


def test_a_lock_is_held_by_one(tmp_path: Path) -> None:
    first, second = (
        disk.FileLock(tmp_path / "x.lock"),
        disk.FileLock(tmp_path / "x.lock"),
    )
    first.take()

    with pytest.raises(disk.Held):
        second.take()
    first.release()
    first.release()
    with second:
        assert (tmp_path / "x.lock").read_text() == str(os.getpid())


def test_private_files_are_private_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    disk.write_private(path, b"x")

    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        disk.write_private(path, b"y")


def test_a_key_file_is_read_back_and_an_old_one_kept(tmp_path: Path) -> None:
    path = tmp_path / "shop.key"
    one, two = KeyFile.fresh(KeyKind.RAW), KeyFile.fresh(KeyKind.PASSPHRASE)
    write_key(path, one)
    write_key(path, two)
    write_key(path, one)

    assert read_key(path) == one
    assert read_key(tmp_path / "shop.key.old-1") == one
    assert read_key(tmp_path / "shop.key.old-2") == two


@pytest.mark.parametrize(
    "text", ["", "x", "tui-pos key 1\nraw zz", "tui-pos key 1\nraw 00", "tui-pos key 1"]
)
def test_what_is_no_key_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "shop.key"
    path.write_text(text)

    with pytest.raises(WrongKeyError):
        read_key(path)


def test_another_title_is_no_key_file(tmp_path: Path) -> None:
    path = tmp_path / "shop.key"
    path.write_text(f"another key\nraw {'00' * 32}\n")

    with pytest.raises(WrongKeyError):
        read_key(path)


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyMissingError):
        read_key(tmp_path / "no.key")
