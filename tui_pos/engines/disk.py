"""The disk under the shop: what kind it is, and files that only one may hold."""

from __future__ import annotations

import hashlib
import os
import shutil
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

    def take(self, *, shared: bool = False) -> None:
        """Take the lock at once; a shared one stands beside other shared ones.

        Raises:
            Held: Another process has it.
            OSError: The file cannot be made.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = self._file or self._path.open("a+")
        try:
            _lock(handle, shared=shared)
        except OSError as error:
            handle.close()
            self._file = None
            raise Held from error
        self._file = handle
        if shared:
            return
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
        self.take()
        return self

    def __exit__(self, *_error: object) -> None:
        self.release()


def _lock(handle: IO[str], *, shared: bool) -> None:
    if sys.platform == "win32":
        import msvcrt

        if shared:
            return  # Windows has no such lock; an open file cannot be moved there
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        fcntl.flock(handle, kind | fcntl.LOCK_NB)


def sync_directory(path: Path) -> None:
    """Make a rename or a new file in a directory outlive a power cut."""
    if sys.platform != "win32":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sync_file(path: Path) -> None:
    """See a file's bytes on the disk."""
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def hash_file(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def free_space(path: Path) -> int:
    """Tell how many bytes are free on the disk of a directory."""
    return shutil.disk_usage(path).free


def copy_file(source: Path, target: Path) -> None:
    """Copy a file into a new private one, and see it on the disk.

    Raises:
        OSError: It cannot be read or written.
    """
    target.unlink(missing_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle, source.open("rb") as read:
        shutil.copyfileobj(read, handle, 1 << 20)
        handle.flush()
        os.fsync(handle.fileno())


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
