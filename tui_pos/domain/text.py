"""Text from outside: made harmless at the door, folded for searching."""

from __future__ import annotations

import re
import unicodedata

MAX_NAME = 120
_UNSAFE_FORMAT = frozenset(
    chr(code)
    for code in (
        *range(0x200B, 0x200C),  # zero-width space; ZWNJ and ZWJ belong to Urdu
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),  # bidi embeddings and overrides
        *range(0x2060, 0x2070),  # word joiner, isolates, shaping controls
        0xFEFF,
        0x061C,
    )
)
_FOLDED = str.maketrans(
    {
        "ي": "ی",
        "ى": "ی",
        "ئ": "ی",
        "ك": "ک",
        "ه": "ہ",
        "ة": "ہ",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ؤ": "و",
        **{chr(0x0660 + digit): str(digit) for digit in range(10)},
        **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
    }
)
_LETTERS_FOR_ONE_SOUND = (
    ("kh", "k"),
    ("gh", "g"),
    ("ph", "f"),
    ("ch", "c"),
    ("sh", "s"),
    ("q", "k"),
    ("z", "s"),
    ("v", "w"),
    ("x", "ks"),
)
_VOWELS = (("e", "i"), ("y", "i"), ("o", "u"))
_WORD = re.compile(r"[^\W_]+")
_REPEATED = re.compile(r"(.)\1+")


def clean_text(text: str, *, limit: int = MAX_NAME) -> str:
    r"""Make outside text plain: NFC, one line, nothing that commands a terminal.

    >>> clean_text("A\x1b[31mtta \u202e gold\n")
    'A[31mtta gold'
    """
    kept = "".join(
        " " if character in "\t\n\r" else character
        for character in unicodedata.normalize("NFC", text)
        if character in "\t\n\r" or not is_unsafe(character)
    )
    return " ".join(kept.split())[:limit].rstrip()


def is_unsafe(character: str) -> bool:
    """Tell whether a character may command a terminal or turn the reading order."""
    return unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} or (
        character in _UNSAFE_FORMAT
    )


def fold(text: str) -> str:
    """Fold case, Arabic letter forms and Urdu digits, for searching.

    >>> fold("CHĪNI ۲۵")
    'chini 25'
    """
    plain = unicodedata.normalize("NFD", text.translate(_FOLDED).casefold())
    return "".join(char for char in plain if unicodedata.category(char) != "Mn")


def skeleton(text: str) -> str:
    """Give the sounds of a name as Roman Urdu spells them in many ways.

    Vowels after the first letter and `h` fall away, letters of one sound become
    one, doubles collapse (performance.md 4).

    >>> skeleton("aata"), skeleton("Atta"), skeleton("chinni"), skeleton("cheeni")
    ('at', 'at', 'cn', 'cn')
    """
    return " ".join(
        sounds for word in _WORD.findall(fold(text)) if (sounds := _sounds(word))
    )


def spelling(text: str) -> str:
    """Give one spelling for the many that Roman Urdu has, its vowels kept.

    >>> [spelling(word) for word in ("aata", "atta", "cheeni", "chinni", "ghee", "ghi")]
    ['ata', 'ata', 'cini', 'cini', 'gi', 'gi']
    """
    return " ".join(_one_spelling(word) for word in words(text))


def words(text: str) -> list[str]:
    """Give the folded words of a text."""
    return _WORD.findall(fold(text))


def _one_spelling(word: str) -> str:
    for letters, one in (*_LETTERS_FOR_ONE_SOUND, *_VOWELS):
        word = word.replace(letters, one)
    return _REPEATED.sub(r"\1", word) if not word.isdigit() else word


def _sounds(word: str) -> str:
    if word.isdigit():
        return word
    for letters, one in _LETTERS_FOR_ONE_SOUND:
        word = word.replace(letters, one)
    first, rest = word[0], word[1:]
    kept = first + "".join(char for char in rest if char not in "aeiouyh")
    return _REPEATED.sub(r"\1", kept)
