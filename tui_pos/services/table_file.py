"""Reading the tables that people save from their spreadsheets."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from tui_pos.domain.errors import BadFileError
from tui_pos.services.acts import open_to_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

LARGEST_FILE = 200_000_000
LONGEST_LINE = 1_000_000
MOST_COLUMNS = 200
_DELIMITERS = ",;\t"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table: its columns, and its rows with the line each begins on."""

    columns: tuple[str, ...]
    path: str
    text: str
    delimiter: str

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Give `(line, row)`; a short row lacks its last columns, blank rows go.

        Raises:
            BadFileError: A quote is never closed, or a field is too long.
        """
        reader = csv.reader(io.StringIO(self.text), delimiter=self.delimiter)
        try:
            next(reader)
            for values in reader:
                if any(value.strip() for value in values):
                    yield reader.line_num, dict(zip(self.columns, values, strict=False))
        except csv.Error as error:
            raise BadFileError(path=self.path, why="quote") from error


@open_to_all("reads a file, not the books")
def read_table(path: Path, *, known: Sequence[str], needed: Sequence[str]) -> TableFile:
    """Read a CSV as Excel saves it: UTF-8, Windows-1252 or UTF-16; `,` `;` or tab.

    Raises:
        BadFileError: It is no such table; `why` says what is wrong with it.
    """
    text = _decoded(path)
    head = text[:LONGEST_LINE].splitlines()[0] if text.strip() else ""
    if not head:
        raise BadFileError(path=str(path), why="empty")
    if max(map(len, io.StringIO(text)), default=0) > LONGEST_LINE:
        raise BadFileError(path=str(path), why="long-line")
    delimiter = max(_DELIMITERS, key=head.count)
    names = next(csv.reader([head], delimiter=delimiter))
    if len(names) > MOST_COLUMNS:
        raise BadFileError(path=str(path), why="many-columns")
    columns = tuple(name.strip().lower().replace(" ", "_") for name in names)
    _check_columns(path, columns, known, needed)
    return TableFile(columns, str(path), text, delimiter)


def _decoded(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadFileError(path=str(path), why="large")
        data = path.read_bytes()
    except OSError as error:
        raise BadFileError(path=str(path), why="unreadable") from error
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise BadFileError(path=str(path), why="encoding") from error
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise BadFileError(path=str(path), why="binary")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _check_columns(
    path: Path, columns: tuple[str, ...], known: Sequence[str], needed: Sequence[str]
) -> None:
    for column in columns:
        if column not in known:
            near = get_close_matches(column, known, n=1)
            shown = column[:40] + (f" ({near[0]}?)" if near else "")
            raise BadFileError(path=str(path), why=f"column:{shown}")
    for column in needed:
        if column not in columns:
            raise BadFileError(path=str(path), why=f"missing:{column}")
    if len(set(columns)) < len(columns):
        raise BadFileError(path=str(path), why="twice")
