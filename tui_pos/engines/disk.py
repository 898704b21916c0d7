"""The disk under the shop: what kind it is, and files that only one may hold."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

UNSAFE_FILE_SYSTEMS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "fuse.sshfs",
        "vfat",
        "msdos",
        "exfat",
        "9p",
    }
)
_MOUNTS = Path("/proc/self/mountinfo")


def file_system(path: Path, *, mounts: str | None = None) -> str:
    """Tell the kind of file system a path lies on; "" where nobody knows.

    `mounts` is text in the form of /proc/self/mountinfo (proc(5)).
    """
    if mounts is None:
        mounts = _MOUNTS.read_text() if _MOUNTS.exists() else ""
    wanted = path.resolve()
    best, kind = -1, ""
    for line in mounts.splitlines():
        before, _dash, after = line.partition(" - ")
        fields, rest = before.split(), after.split()
        if len(fields) < 5 or not rest:
            continue
        point = Path(fields[4].encode().decode("unicode_escape"))
        inside = wanted == point or point in wanted.parents
        if inside and len(point.parts) >= best:
            best, kind = len(point.parts), rest[0]
    return kind


class Held(Exception):  # noqa: N818 - an answer, not a fault
    """Somebody else holds the file."""


class FileLock:
    """A lock that the kernel lets go of when the process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def take(self, *, wait: bool = False) -> None:
        """Take the lock.

        Raises:
            Held: Another process has it, and we do not wait.
            OSError: The file cannot be made.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = self._path.open("a+")
        try:
            _lock(handle, wait=wait)
        except OSError as error:
            handle.close()
            raise Held from error
        self._file = handle
        handle.seek(0)
        handle.truncate()
        handle.write(str(os.getpid()))
        handle.flush()

    def release(self) -> None:
        """Let go; a lock that is not held stays so."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> FileLock:
        self.take(wait=True)
        return self

    def __exit__(self, *_error: object) -> None:
        self.release()


def _lock(handle: IO[str], *, wait: bool) -> None:
    if sys.platform == "win32":
        import msvcrt

        mode = msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK
        msvcrt.locking(handle.fileno(), mode, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def sync_directory(path: Path) -> None:
    """Make a rename or a new file in a directory outlive a power cut."""
    if sys.platform != "win32":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_private(path: Path, data: bytes) -> None:
    """Write a new file that only its owner may read, and see it on the disk.

    Raises:
        FileExistsError: It is there already.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    descriptor = os.open(path, flags, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    sync_directory(path.parent)
