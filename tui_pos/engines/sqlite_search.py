"""Finding by any part of a name: trigrams for three letters and more, words for less.

Two small structures a subject: an FTS5 trigram table without positions (candidates,
rechecked by LIKE on the folded text) and a table of words and of their sounds, which
answers one and two letters and other spellings (decision 21).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui_pos.engines.sqlite import EncryptedDatabase

SUBJECTS = ("product", "customer")
CANDIDATES = 200
_SHORTEST = 3
WORD, SPELLING, SOUND, NUMBER = "w", "p", "s", "n"
_NUMBERS = """
WITH RECURSIVE places (place) AS (SELECT 1 UNION ALL
    SELECT place + 1 FROM places WHERE place < 11)
INSERT OR IGNORE INTO customer_word SELECT 'n', SUBSTR(c.cnic, p.place), c.id
FROM customer c JOIN places p WHERE c.cnic IS NOT NULL AND c.merged_into_id IS NULL
"""
"""Every end of a CNIC, so that any part of one is the beginning of a word."""

Entry = tuple[int, str, Iterable[tuple[str, str]]]
"""An id, its folded text, and its words, spellings, sounds and ends of numbers."""


def make(opened: EncryptedDatabase) -> None:
    """Make the search tables where they are missing."""
    for subject in SUBJECTS:
        opened.execute_sql(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {subject}_search USING fts5(folded,"
            " content='', contentless_delete=1, tokenize='trigram', detail='none')"
        )
        opened.execute_sql(
            f"CREATE TABLE IF NOT EXISTS {subject}_word ("
            "kind TEXT NOT NULL, word TEXT NOT NULL, id INTEGER NOT NULL,"
            " PRIMARY KEY (kind, word, id)) STRICT, WITHOUT ROWID"
        )
        opened.execute_sql(
            f"CREATE INDEX IF NOT EXISTS {subject}_word_id ON {subject}_word (id)"
        )
    opened.execute_sql(_NUMBERS)


def put(opened: EncryptedDatabase, subject: str, entries: Sequence[Entry]) -> None:
    """Index some rows anew; call it inside a writing transaction."""
    connection = opened.connection()
    ids = [(entry[0],) for entry in entries]
    connection.executemany(f"DELETE FROM {subject}_search WHERE rowid = ?", ids)  # noqa: S608
    connection.executemany(f"DELETE FROM {subject}_word WHERE id = ?", ids)  # noqa: S608
    connection.executemany(
        f"INSERT INTO {subject}_search (rowid, folded) VALUES (?, ?)",  # noqa: S608
        [(row, folded) for row, folded, _kinds in entries],
    )
    connection.executemany(
        f"INSERT OR IGNORE INTO {subject}_word VALUES (?, ?, ?)",  # noqa: S608
        [(kind, word, row) for row, _folded, kinds in entries for kind, word in kinds],
    )


def by_part(opened: EncryptedDatabase, subject: str, words: Sequence[str]) -> list[int]:
    """Find ids whose folded text holds every word of three letters and more."""
    long_words = [word for word in words if len(word) >= _SHORTEST]
    trigrams = {word[at : at + 3] for word in long_words for at in range(len(word) - 2)}
    if not trigrams:
        return []
    match = " AND ".join(f'"{trigram}"' for trigram in sorted(trigrams))
    likes = "".join(" AND t.folded LIKE ? ESCAPE '\\'" for _word in long_words)
    rows = opened.execute_sql(
        f"SELECT t.id FROM {subject}_search JOIN {subject} t"  # noqa: S608
        f" ON t.id = {subject}_search.rowid"
        f" WHERE {subject}_search MATCH ?{likes} LIMIT {CANDIDATES}",
        (match, *(f"%{_literally(word)}%" for word in long_words)),
    )
    return [row[0] for row in rows]


def by_prefix(
    opened: EncryptedDatabase, subject: str, kind: str, words: Sequence[str]
) -> list[int]:
    """Find ids that have, for every word, a word or a sound that begins so."""
    if not words:
        return []
    table = f"{subject}_word"
    longest, *others = sorted(words, key=len, reverse=True)
    also = "".join(
        f" AND EXISTS (SELECT 1 FROM {table} o WHERE o.id = w.id AND o.kind = w.kind"  # noqa: S608
        " AND o.word >= ? AND o.word < ?)"
        for _other in others
    )
    bounds = [bound for word in (longest, *others) for bound in _bounds(word)]
    rows = opened.execute_sql(
        f"SELECT DISTINCT w.id FROM {table} w WHERE w.kind = ?"  # noqa: S608
        f" AND w.word >= ? AND w.word < ?{also} LIMIT {CANDIDATES}",
        (kind, *bounds),
    )
    return [row[0] for row in rows]


def _bounds(prefix: str) -> tuple[str, str]:
    return prefix, prefix + "\U0010ffff"


def _literally(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
