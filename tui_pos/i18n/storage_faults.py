"""What a fault of the disk, the key or the file says, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain import errors
from tui_pos.i18n import _

if TYPE_CHECKING:
    from tui_pos.domain.errors import StorageError


def describe_storage(error: StorageError) -> str:
    """Say in the shop's language why the shop's files cannot be used."""
    return _files(error) or _program(error)


def _files(error: StorageError) -> str:
    match error:
        case errors.ShopNotFoundError(directory=path):
            return _("There is no shop in {path}: set one up with 'init'.").format(
                path=path
            )
        case errors.ShopExistsError(directory=path):
            return _("There is a shop in {path} already: it was left alone.").format(
                path=path
            )
        case errors.KeyMissingError(path=path):
            return _(
                "The key {path} is missing: put the stick in, copy the key back, or"
                " run 'tui-pos recover' with the recovery sheet."
            ).format(path=path)
        case errors.WrongKeyError(path=path):
            return _(
                "The key does not open {path}: it is another shop's key, or the file"
                " is damaged. Nothing was changed."
            ).format(path=path)
        case errors.BadFileSystemError(path=path, kind=kind):
            return _(
                "{path} lies on a {kind} disk, where sales can be lost: move the shop"
                " to this computer's own disk."
            ).format(path=path, kind=kind)
        case errors.ReadOnlyError(path=path):
            return _(
                "{path} cannot be written: check that the disk is not read-only and"
                " that the folder is yours."
            ).format(path=path)
        case errors.DiskFullError(path=path):
            return _(
                "The disk of {path} is full: delete something, then go on."
            ).format(path=path)
        case _:
            return ""


def _program(error: StorageError) -> str:
    match error:
        case errors.CorruptDatabaseError(path=path):
            return _(
                "{path} is damaged: do not sell on it; restore the newest backup."
            ).format(path=path)
        case errors.SchemaChangedError(path=path):
            return _(
                "The tables of {path} were changed by hand: run 'verify' to see what"
                " fits, and restore a backup."
            ).format(path=path)
        case errors.SchemaOlderError(path=path):
            return _("{path} is from an older version: run 'tui-pos migrate'.").format(
                path=path
            )
        case errors.SchemaNewerError(path=path):
            return _("{path} is from a newer version: update tui-pos first.").format(
                path=path
            )
        case errors.OldSqliteError(found=found, needed=needed):
            return _(
                "SQLite {found} can lose sales: install tui-pos again with {needed}"
                " or newer."
            ).format(found=found, needed=needed)
        case errors.BadBackupError(path=path, why=why):
            reasons = {
                "missing": _("there is no such file"),
                "not-a-shop": _("it is no backup of a shop"),
                "half": _("it is only half copied, or was changed: copy it again"),
                "totals": _("its totals are not those of its manifest"),
                "faults": _("its books do not verify"),
            }
            return _("{path} cannot be restored: {why}. Nothing was changed.").format(
                path=path, why=reasons.get(why, why)
            )
        case errors.BackupFailedError(path=path, faults=faults):
            return _(
                "The books do not verify ({faults} faults): {path} is no good backup;"
                " run 'verify'."
            ).format(faults=faults, path=path)
        case errors.ShopInUseError(directory=path):
            return _(
                "The shop {path} is open: close every till and command, then try again."
            ).format(path=path)
        case errors.CounterHeldError(counter=counter):
            return _(
                "A till is running on counter {counter} already: close it, or open"
                " this one as 'office'."
            ).format(counter=counter)
        case errors.BusyError():
            return _("Another program is using the books: try again in a moment.")
        case errors.SettingSlippedError(pragma=pragma, found=found):
            return _(
                "The database did not take {pragma} (it has {found}): sales could be"
                " lost, so the till stays closed."
            ).format(pragma=pragma, found=found)
        case _:
            return _("The shop's files cannot be used.")
