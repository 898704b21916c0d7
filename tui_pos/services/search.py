"""Finding goods and customers by any part, as they are typed (decision 21)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_pos.db import database, rows
from tui_pos.domain.text import fold, skeleton, spelling, words
from tui_pos.engines import sqlite_search
from tui_pos.services.acts import open_to_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SHOWN = 20
_SHORT = 3
_NEAR_CANDIDATES = 600
_NEAR_SCORE = 75


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that a search found, with what ranks it."""

    row_id: int
    name: str
    folded: str
    lately: int


@open_to_all("called inside the acts that change names")
def index(
    subject: str,
    texts: Iterable[tuple[int, str, str]],
    numbers: Mapping[int, str] | None = None,
) -> None:
    """Index rows anew: `(id, folded text, names)`; the names give the sounds.

    `numbers` by id are found by any part of three digits, for who may ask so.
    """
    kept = numbers or {}
    sqlite_search.put(
        database.obj,
        subject,
        [
            (row, folded, _kinds(folded, names) | _ends(kept.get(row, "")))
            for row, folded, names in texts
        ],
    )


@open_to_all("called inside permitted questions")
def by_number(subject: str, digits: str) -> list[int]:
    """Find ids by any part of a number that is not for everybody's eyes."""
    if len(digits) < _SHORT:
        return []
    return sqlite_search.by_prefix(
        database.obj, subject, sqlite_search.NUMBER, [digits]
    )


@open_to_all("called inside permitted questions")
def sounding(subject: str, name: str) -> list[int]:
    """Find ids whose name has the same sounds, whole words of them, nearest first."""
    sounds = skeleton(name).split()
    if not sounds or max(map(len, sounds)) < _SHORT - 1:
        return []
    found = sqlite_search.by_prefix(database.obj, subject, sqlite_search.SOUND, sounds)
    hits = _hits(subject, found, "0")
    near = [(abs(len(hit.name) - len(name)), hit) for hit in hits]
    whole = [
        (far, hit.row_id)
        for far, hit in near
        if set(sounds) <= set(skeleton(hit.name).split())
    ]
    return [row for _far, row in sorted(whole)]


@open_to_all("idle work: the first misspelt word must not wait for it")
def warm() -> None:
    """Load what only a search that finds nothing needs."""
    import rapidfuzz.process  # noqa: F401 - loading it is the work


@open_to_all("called inside permitted questions")
def find(subject: str, typed: str, *, lately: str) -> list[int]:
    """Find at most twenty ids for what was typed, best first.

    `lately` is an SQL expression over the subject's row `t`: higher is better.
    """
    wanted = words(typed)
    if not wanted:
        return []
    ids = (
        _by_part(subject, wanted)
        or _by_sound(subject, wanted)
        or _by_nearness(subject, wanted)
    )
    hits = _hits(subject, ids, lately)
    query = fold(typed).strip()
    hits.sort(key=lambda hit: _rank(hit, query, wanted))
    return [hit.row_id for hit in hits[:SHOWN]]


def _by_part(subject: str, wanted: Sequence[str]) -> list[int]:
    opened = database.obj
    short = [word for word in wanted if len(word) < _SHORT]
    found = sqlite_search.by_part(opened, subject, wanted)
    if short:
        begun = sqlite_search.by_prefix(opened, subject, sqlite_search.WORD, wanted)
        if len(short) == len(wanted) and begun:
            return begun  # so few letters have no other spelling
        found = begun or found
    spelled = spelling(" ".join(wanted)).split()
    alike = sqlite_search.by_prefix(opened, subject, sqlite_search.SPELLING, spelled)
    return list(dict.fromkeys([*found, *alike]))


def _by_sound(subject: str, wanted: Sequence[str]) -> list[int]:
    sounds = skeleton(" ".join(wanted)).split()
    if not any(len(sound) > 1 for sound in sounds):
        return []
    return sqlite_search.by_prefix(database.obj, subject, sqlite_search.SOUND, sounds)


def _kinds(folded: str, names: str) -> set[tuple[str, str]]:
    return {
        *((sqlite_search.WORD, word) for word in words(folded)),
        *((sqlite_search.SPELLING, word) for word in spelling(names).split()),
        *((sqlite_search.SOUND, word) for word in skeleton(names).split()),
    }


def _ends(number: str) -> set[tuple[str, str]]:
    return {
        (sqlite_search.NUMBER, number[at:]) for at in range(len(number) - _SHORT + 1)
    }


def _by_nearness(subject: str, wanted: Sequence[str]) -> list[int]:
    """Look among what begins alike for what is spelled nearly so."""
    if max(map(len, wanted)) < _SHORT:
        return []
    opened = database.obj
    letters = {word[:1] for word in wanted}
    near: list[int] = []
    for letter in sorted(letters):
        near += sqlite_search.by_prefix(opened, subject, sqlite_search.WORD, [letter])
    for word in wanted:
        near += sqlite_search.by_part(opened, subject, [word])
    candidates = _hits(subject, list(dict.fromkeys(near))[:_NEAR_CANDIDATES], "0")
    if not candidates:
        return []
    from rapidfuzz import fuzz, process

    scored = process.extract(
        " ".join(wanted),
        {hit.row_id: hit.folded for hit in candidates},
        scorer=fuzz.partial_ratio,
        limit=SHOWN,
        score_cutoff=_NEAR_SCORE,
    )
    return [row for _text, _score, row in scored]


def _hits(subject: str, ids: Sequence[int], lately: str) -> list[Hit]:
    kept = list(ids)[: 2 * sqlite_search.CANDIDATES]
    if not kept:
        return []
    marks = ", ".join("?" for _id in kept)
    query = (
        f"SELECT t.id, t.name, t.folded, {lately} FROM {subject} t"  # noqa: S608
        f" WHERE t.id IN ({marks})"
    )
    return [Hit(*row) for row in rows(query, *kept)]


def _rank(hit: Hit, query: str, wanted: Sequence[str]) -> tuple[int, int, int, int]:
    padded = f" {hit.folded}"
    if hit.folded.startswith(query):  # the folded text begins with the name
        closeness = 0 if len(query) in {len(hit.name), len(hit.folded)} else 1
    elif all(f" {word}" in padded for word in wanted):
        closeness = 2
    elif all(word in hit.folded for word in wanted):
        closeness = 3
    else:
        closeness = 4
    return closeness, -hit.lately, len(hit.folded), hit.row_id
