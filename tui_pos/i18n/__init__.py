"""Words as the shop's people write them: English, or Urdu in Roman letters."""

from __future__ import annotations

import ast
import gettext as _gettext
from pathlib import Path

_LOCALE = Path(__file__).parent / "locale"


class _Catalogue(_gettext.NullTranslations):
    """A catalogue read from its .po file, so that nothing need be compiled."""

    def __init__(self, words: dict[str, str]) -> None:
        super().__init__()
        self._words = words

    def gettext(self, message: str) -> str:
        """Translate a message; one that is not in the catalogue stays English."""
        return self._words.get(message) or message


_current: list[_gettext.NullTranslations] = [_gettext.NullTranslations()]


def use(language: str) -> None:
    """Speak a language from now on: `en` or `ur_Latn`."""
    path = _LOCALE / language / "tui_pos.po"
    _current[0] = (
        _Catalogue(read_po(path)) if path.exists() else _gettext.NullTranslations()
    )


def _(message: str) -> str:
    """Translate a message into the shop's language."""
    return _current[0].gettext(message)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a message that is translated where it is shown."""
    return message


def read_po(path: Path) -> dict[str, str]:
    """Read `msgid -> msgstr` of a .po file without plurals or contexts."""
    words: dict[str, str] = {}
    key = text = ""
    into = ""
    for line in [*path.read_text("utf-8").splitlines(), 'msgid ""']:
        word, _space, rest = line.partition(" ")
        if word == "msgid":
            words[key] = text
            key, text, into = ast.literal_eval(rest), "", "key"
        elif word == "msgstr":
            text, into = ast.literal_eval(rest), "text"
        elif line.startswith('"') and into == "key":
            key += ast.literal_eval(line)
        elif line.startswith('"'):
            text += ast.literal_eval(line)
    words.pop("", None)
    return words
