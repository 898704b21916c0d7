"""What every screen of the till is: rows on a canvas, panels on top, one keyboard."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, cast

from textual.screen import Screen

from tui_pos.domain.errors import CorruptDatabaseError, PosError
from tui_pos.i18n import _
from tui_pos.i18n.refusals import describe
from tui_pos.widgets.canvas import Canvas
from tui_pos.widgets.panel import ScanPolicy
from tui_pos.widgets.rows import BLANK, Row, Span, fit, row, width, wrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult

    from tui_pos.screens.till import ScanSeen, Till
    from tui_pos.widgets.panel import Panel


class PosScreen(Screen[None], inherit_bindings=False):
    """A screen of the till."""

    SMALLEST: ClassVar[tuple[int, int]] = (80, 24)
    """Columns and lines that it needs."""
    PANEL_TOP: ClassVar[int] = 3
    """The line on which panels begin."""
    scan_policy_alone = ScanPolicy.REFUSE

    def __init__(self) -> None:
        super().__init__()
        self.canvas = Canvas()
        self.panels: list[Panel] = []
        self.message = Span("")
        self.gone = False
        self._is_ready = False

    @property
    def till(self) -> Till:
        """The app, as what it is."""
        return cast("Till", self.app)

    @property
    def scan_policy(self) -> ScanPolicy:
        """What becomes of a scan now."""
        return self.panels[-1].scan_policy if self.panels else self.scan_policy_alone

    def compose(self) -> ComposeResult:
        yield self.canvas

    def on_mount(self) -> None:
        self._is_ready = True
        self.paint()

    def on_resize(self) -> None:
        self.paint()

    def on_screen_resume(self) -> None:
        self.paint()

    @abstractmethod
    def base_rows(self, cells: int, lines: int) -> list[Row]:
        """Draw the screen without its panels, exactly so many lines."""

    def press(self, key: str, character: str | None) -> None:
        """Take a key that no panel took."""

    def scanned(self, code: str) -> None:
        """Take a scan that no panel took."""
        self.refuse_scan()

    def pasted(self, text: str) -> None:
        """Take pasted text that no panel took."""

    def take_back(self, characters: int) -> None:
        """Remove characters that turned out to be a scanner's."""

    def open(self, panel: Panel) -> None:
        """Put a panel on top."""
        self.panels.append(panel)
        self.message = Span("")

    def close(self, panel: Panel) -> None:
        """Take a panel away; one that is gone already stays gone."""
        if panel in self.panels:
            self.panels.remove(panel)

    @property
    def panel_on_top(self) -> Panel:
        """The panel that has the keys."""
        return self.panels[-1]

    def say(self, sentence: str, role: str = "text") -> None:
        """Show a sentence in the message line."""
        self.message = Span(sentence, role)

    def beep(self) -> None:
        """Make the sound of a refusal."""
        self.till.beep()

    def refuse(self, error: PosError) -> None:
        """Say why something was refused; on a damaged file nothing more is sold."""
        self.beep()
        if isinstance(error, CorruptDatabaseError):
            self.till.fail(error)
        else:
            self.say(describe(error), "bad")

    def refuse_scan(self) -> None:
        """Say that a scan went nowhere; what it was may have been a PIN."""
        self.beep()
        self.say(_("A scan was ignored: this is no place for one."), "bad")

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do an act; say why where it is refused. What was refused before is over."""
        if self.message.role == "bad":
            self.message = Span("")
        try:
            act()
        except PosError as error:
            self.refuse(error)
            return False
        return True

    def paint(self) -> None:
        """Show everything as it is now; only rows that changed are sent.

        The till's own timer may ask before the screen has read what it shows.
        """
        if self.gone or not self._is_ready:
            return
        cells, lines = self.size
        least = self.SMALLEST
        if cells < least[0] or lines < least[1]:
            self.canvas.show(self._too_small(cells, lines))
            return
        if self.panels:
            self.canvas.show(self._with_panel(cells, lines))
        else:
            self.canvas.show(self.base_rows(cells, lines))

    def edges(self, cells: int, lines: int) -> tuple[list[Row], list[Row]]:
        """Draw what a panel leaves to be seen: the first rows and the last."""
        rows = self.base_rows(cells, lines)
        return rows[: self.PANEL_TOP], rows[lines - 1 :]

    def _with_panel(self, cells: int, lines: int) -> list[Row]:
        above, below = self.edges(cells, lines)
        panel = self.panels[-1]
        top, bottom = self.PANEL_TOP, lines - 2
        height = bottom - top - 1
        drawn = panel.rows(cells - 4, height)[:height]
        title = f"── {panel.title} "
        edge = row(Span(title + "─" * max(0, cells - width(title)), "edge"))
        inside = [row("  ", *line) for line in drawn]
        inside += [BLANK] * (height - len(inside))
        message = row(Span(fit(self.message.text, cells), self.message.role))
        return [*above, edge, *inside, message, *below]

    def _too_small(self, cells: int, lines: int) -> list[Row]:
        columns, height = self.SMALLEST
        sentence = _("This screen needs {columns}x{lines}; it has {cells}x{rows}.")
        said = sentence.format(columns=columns, lines=height, cells=cells, rows=lines)
        more = _("Make the window larger or the letters smaller: nothing is lost.")
        return [row(Span(line, "bold")) for line in wrap(f"{said} {more}", cells)]

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if self.gone:
            self.till.pass_on(event)
            return
        self.till.touched()
        cells, lines = self.size
        if cells < self.SMALLEST[0] or lines < self.SMALLEST[1]:
            return
        if self.panels:
            self.panels[-1].key(event.key, event.character)
        else:
            self.press(event.key, event.character)
        self.paint_after_key()

    def paint_after_key(self) -> None:
        """Show what a key changed; a screen may know that it was little."""
        self.paint()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        if self.panels:
            self.panels[-1].paste(event.text)
        else:
            self.pasted(event.text)
        self.paint()

    def on_scan_seen(self, event: ScanSeen) -> None:
        if self.gone:
            return
        event.stop()
        self.till.touched()
        self.take_scan(event.code, event.passed)

    def take_scan(self, code: str, passed: int) -> None:
        """Give a claimed scan to whoever has the keyboard."""
        target: PosScreen | Panel = self.panels[-1] if self.panels else self
        if passed:
            target.take_back(passed)
        target.scanned(code)
        self.paint()
