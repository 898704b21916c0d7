"""A line that is typed into: the text, the cursor, and the keys that edit it."""

from __future__ import annotations

from tui_pos.domain.text import clean_text, is_unsafe
from tui_pos.widgets.rows import Row, Span, fit, width

_LONGEST = 200


class EditLine:
    """One line of text being typed."""

    def __init__(self, text: str = "", *, masked: bool = False) -> None:
        self.text = text
        self.cursor = len(text)
        self._masked = masked
        self._offered = False

    def key(self, key: str, character: str | None) -> bool:
        """Edit by a key; tell whether it was one of ours."""
        offered, self._offered = self._offered, False
        if offered and character is not None and character.isprintable():
            self.set("")
        places = {
            "left": max(0, self.cursor - 1),
            "right": min(len(self.text), self.cursor + 1),
            "home": 0,
            "ctrl+a": 0,
            "end": len(self.text),
            "ctrl+e": len(self.text),
        }
        if key in places:
            self.cursor = places[key]
        elif key in {"backspace", "delete"}:
            self._cut(self.cursor - (key == "backspace"))
        elif key == "ctrl+u":
            self.set(self.text[self.cursor :])
            self.cursor = 0
        else:
            return self._type(character)
        return True

    def set(self, text: str) -> None:
        """Put another text in, the cursor behind it."""
        self._offered = False
        self.text = text
        self.cursor = len(text)

    def offer(self, text: str) -> None:
        """Put a text in that the next typed letter replaces."""
        self.set(text)
        self._offered = True

    def insert(self, text: str) -> None:
        """Put text from outside in at the cursor, cleaned."""
        plain = clean_text(text, limit=_LONGEST)[: _LONGEST - len(self.text)]
        self.text = self.text[: self.cursor] + plain + self.text[self.cursor :]
        self.cursor += len(plain)

    def take_back(self, characters: int) -> None:
        """Remove the last characters typed: they were a scanner's."""
        first = max(0, self.cursor - characters)
        self.text = self.text[:first] + self.text[self.cursor :]
        self.cursor = first

    def row(self, cells: int, *, prompt: str = "", active: bool = True) -> Row:
        """Draw the line with its cursor."""
        shown = "•" * len(self.text) if self._masked else self.text
        room = max(4, cells - width(prompt) - 1)
        first = max(0, self.cursor - room + 1)
        before, after = shown[first : self.cursor], shown[self.cursor :]
        if self._offered:
            rest = fit("", room - width(shown))
            return (Span(prompt, "bold"), Span(shown, "selected"), Span(rest))
        if not active:
            return (Span(prompt, "bold"), Span(fit(shown, room)))
        under, rest = (after[:1] or " "), after[1:]
        left = room - width(before) - width(under)
        return (
            Span(prompt, "bold"),
            Span(before),
            Span(under, "cursor"),
            Span(fit(rest, left) if left > 0 else ""),
        )

    def _type(self, character: str | None) -> bool:
        if (
            character is None
            or len(character) != 1
            or not character.isprintable()
            or is_unsafe(character)
        ):
            return False
        if len(self.text) < _LONGEST:
            text = self.text[: self.cursor] + character + self.text[self.cursor :]
            self.text = text
            self.cursor += 1
        return True

    def _cut(self, place: int) -> None:
        if 0 <= place < len(self.text):
            self.text = self.text[:place] + self.text[place + 1 :]
            self.cursor = place
