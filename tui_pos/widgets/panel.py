"""A panel over a screen: a list, a question, a tender. It draws rows and takes keys."""

from __future__ import annotations

from abc import abstractmethod
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

from tui_pos.i18n import _
from tui_pos.widgets.edit_line import EditLine
from tui_pos.widgets.rows import BLANK, Row, Span, fit, row, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class ScanPolicy(Enum):
    """What becomes of a scan while something has the keyboard."""

    ACCEPT = auto()
    """It is let through and claimed at its end."""
    REFUSE = auto()
    """It is held back, answered by a sound and a sentence, and goes nowhere."""


class Host(Protocol):
    """What a panel may ask of the screen that it lies on."""

    def close(self, panel: Panel) -> None:
        """Take a panel away; one that is gone already stays gone."""

    def open(self, panel: Panel) -> None:
        """Put a panel on top."""

    def say(self, sentence: str, role: str = "text") -> None:
        """Show a sentence in the message line."""

    def beep(self) -> None:
        """Make the sound of a refusal."""

    @property
    def panel_on_top(self) -> Panel:
        """The panel that has the keys."""


class Panel:
    """A panel; it is closed at most once."""

    scan_policy = ScanPolicy.REFUSE
    title = ""

    def __init__(self, host: Host) -> None:
        self.host = host

    @abstractmethod
    def rows(self, cells: int, lines: int) -> list[Row]:
        """Draw at most so many lines of so many cells."""

    def key(self, key: str, character: str | None) -> None:
        """Take a key; `escape` closes."""
        if key == "escape":
            self.close()

    def paste(self, text: str) -> None:
        """Take pasted text; a panel without a line has no use for it."""

    def scanned(self, code: str) -> None:
        """Take a scan; where it is refused, say so."""
        self.host.beep()
        self.host.say(_("A scan was ignored: this is no place for one."), "bad")

    def take_back(self, characters: int) -> None:
        """Remove characters that turned out to be a scanner's."""

    def close(self) -> None:
        """Leave."""
        self.host.close(self)


class LinesPanel(Panel):
    """A panel that only shows, page by page, until a key."""

    def __init__(self, host: Host, title: str, lines: Sequence[Row]) -> None:
        super().__init__(host)
        self.title = title
        self._lines = list(lines)
        self._first = 0
        self._page = 1

    def rows(self, cells: int, lines: int) -> list[Row]:
        self._page = max(1, lines - 1)
        shown = self._lines[self._first : self._first + self._page]
        more = len(self._lines) > self._first + self._page
        foot = _("PgDn more · Esc back") if more or self._first else _("Esc back")
        blank = [BLANK] * (self._page - len(shown))
        return [*shown, *blank, row(Span(fit(foot, cells), "dim"))]

    def key(self, key: str, character: str | None) -> None:
        last = max(0, len(self._lines) - self._page)
        match key:
            case "pagedown" | "down" | "space":
                step = self._page if key != "down" else 1
                self._first = min(last, self._first + step)
            case "pageup" | "up":
                self._first = max(0, self._first - (self._page if key != "up" else 1))
            case _:
                self.close()


class AskPanel(Panel):
    """Asks for one line of text and hands it on; what is refused stays typed."""

    def __init__(  # noqa: PLR0913 - a question and how its answer is taken
        self,
        host: Host,
        title: str,
        question: str,
        answer: Callable[[str], bool],
        *,
        masked: bool = False,
        text: str = "",
    ) -> None:
        super().__init__(host)
        self.title = title
        self._question = question
        self._answer = answer
        self._edit = EditLine(text, masked=masked)

    def rows(self, cells: int, lines: int) -> list[Row]:
        asked = [row(line) for line in wrap(self._question, cells)]
        return [
            BLANK,
            *asked,
            BLANK,
            self._edit.row(cells, prompt="> "),
            BLANK,
            row(Span(_("Enter goes on · Esc back"), "dim")),
        ]

    def key(self, key: str, character: str | None) -> None:
        if key == "enter":
            self._finish()
        elif key == "escape":
            self.close()
        else:
            self._edit.key(key, character)

    def paste(self, text: str) -> None:
        self._edit.insert(text)

    def _finish(self) -> None:
        if self._answer(self._edit.text):
            self.close()


class ConfirmPanel(Panel):
    """Asks before something is destroyed: only the letter Y does it, Enter never."""

    def __init__(
        self, host: Host, title: str, question: str, do: Callable[[], object]
    ) -> None:
        super().__init__(host)
        self.title = title
        self._question = question
        self._do = do
        self._done = False

    def rows(self, cells: int, lines: int) -> list[Row]:
        asked = [row(line) for line in wrap(self._question, cells)]
        foot = row(
            Span("Y", "key"), f" {_('yes')} · ", Span("Esc", "key"), f" {_('no')}"
        )
        return [BLANK, *asked, BLANK, foot]

    def key(self, key: str, character: str | None) -> None:
        if key in {"y", "Y", "upper_y"} and not self._done:
            self._done = True
            self.close()
            self._do()
        elif key == "escape":
            self.close()


class ListPanel(Panel):
    """A list to choose from; only what fits the screen is ever in it."""

    def __init__(self, host: Host, title: str) -> None:
        super().__init__(host)
        self.title = title
        self.place = 0

    @abstractmethod
    def items(self) -> int:
        """Tell how many there are."""

    @abstractmethod
    def item(self, number: int, cells: int) -> str:
        """Draw one."""

    @abstractmethod
    def choose(self, number: int) -> None:
        """Take one."""

    def nothing(self) -> str:
        """Say that there is none."""
        return _("Nothing found.")

    def list_rows(self, cells: int, lines: int) -> list[Row]:
        """Draw the list around the chosen one."""
        count = self.items()
        if not count:
            return [row(Span(self.nothing(), "dim"))]
        self.place = min(self.place, count - 1)
        first = max(0, min(self.place - lines // 2, count - lines))
        return [
            row(
                Span(
                    ("> " if number == self.place else "  ")
                    + fit(self.item(number, cells - 2), cells - 2),
                    "selected" if number == self.place else "text",
                )
            )
            for number in range(first, min(count, first + lines))
        ]

    def rows(self, cells: int, lines: int) -> list[Row]:
        foot = row(Span(_("Enter chooses · Esc back"), "dim"))
        return [*self.list_rows(cells, lines - 2), BLANK, foot]

    def key(self, key: str, character: str | None) -> None:
        match key:
            case "up":
                self.place = max(0, self.place - 1)
            case "down":
                self.place = min(max(0, self.items() - 1), self.place + 1)
            case "pageup":
                self.place = max(0, self.place - 10)
            case "pagedown":
                self.place = min(max(0, self.items() - 1), self.place + 10)
            case "enter" if self.items():
                self.choose(self.place)
            case "escape":
                self.close()
            case _:
                self.typed(key, character)

    def typed(self, key: str, character: str | None) -> None:
        """Take any other key."""


class SearchPanel(ListPanel):
    """A list that follows what is typed into the line above it."""

    scan_policy = ScanPolicy.ACCEPT

    def __init__(self, host: Host, title: str, typed: str = "") -> None:
        super().__init__(host, title)
        self.edit = EditLine(typed)

    @abstractmethod
    def look(self) -> None:
        """Find what is typed now."""

    def typed(self, key: str, character: str | None) -> None:
        if self.edit.key(key, character):
            self.place = 0
            self.look()

    def paste(self, text: str) -> None:
        self.edit.insert(text)
        self.place = 0
        self.look()

    def take_back(self, characters: int) -> None:
        self.edit.take_back(characters)


_SHORTEST_FIELD = 24
"""Cells that a field keeps beside a long label, where there are so many."""


class Field:
    """A field of a form."""

    def __init__(self, name: str, label: str, text: str = "", *, masked: bool = False):
        self.name = name
        self.label = label
        self.edit = EditLine(text, masked=masked)


class FormPanel(Panel):
    """Several fields, one below the other; F12 saves, what is refused stays typed."""

    def __init__(
        self,
        host: Host,
        title: str,
        fields: Sequence[Field],
        save: Callable[[dict[str, str]], bool],
    ) -> None:
        super().__init__(host)
        self.title = title
        self.fields = list(fields)
        self.place = 0
        self._save = save
        self.note = ""

    @property
    def values(self) -> dict[str, str]:
        """What is typed, by field."""
        return {field.name: field.edit.text for field in self.fields}

    def rows(self, cells: int, lines: int) -> list[Row]:
        wide = max(len(field.label) for field in self.fields) + 2
        wide = min(wide, max(cells // 2, cells - _SHORTEST_FIELD))
        note = [row(Span(line, "dim")) for line in wrap(self.note, cells)]
        shown = max(1, lines - 3 - len(note))
        first = max(0, min(self.place - shown + 1, len(self.fields) - shown))
        drawn = [
            field.edit.row(
                cells,
                prompt=fit(field.label, wide),
                active=number == self.place,
            )
            for number, field in enumerate(self.fields)
            if first <= number < first + shown
        ]
        foot = row(
            Span("F12", "key"),
            f" {_('save')} · ",
            Span("↑↓", "key"),
            f" {_('field')} · ",
            Span("Esc", "key"),
            f" {_('back')}",
        )
        return [BLANK, *drawn, BLANK, *note, foot]

    def key(self, key: str, character: str | None) -> None:
        match key:
            case "up" | "shift+tab":
                self.place = max(0, self.place - 1)
            case "down" | "tab":
                self.place = min(len(self.fields) - 1, self.place + 1)
            case "enter":
                self._enter()
            case "f12":
                self._finish()
            case "escape":
                self.close()
            case _:
                self.fields[self.place].edit.key(key, character)

    def paste(self, text: str) -> None:
        self.fields[self.place].edit.insert(text)

    def _enter(self) -> None:
        if self.place < len(self.fields) - 1:
            self.place += 1
        else:
            self._finish()

    def _finish(self) -> None:
        if self._save(self.values):
            self.close()
