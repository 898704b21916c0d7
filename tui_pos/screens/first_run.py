"""The first start on a machine: set up my shop, or look around in a demo."""

from __future__ import annotations

from textual import work

from tui_pos.domain.errors import PosError
from tui_pos.i18n import _
from tui_pos.screens.base import PosScreen
from tui_pos.widgets.rows import BLANK, Row, Span, row

_BAR = 40


class FirstRunScreen(PosScreen):
    """Offers the set-up and the demo shop."""

    SMALLEST = (40, 12)

    def __init__(self) -> None:
        super().__init__()
        self._progress: tuple[int, int] | None = None

    def base_rows(self, cells: int, lines: int) -> list[Row]:
        rows = [
            BLANK,
            row("  ", Span("tui-pos", "bold")),
            row("  ", _("A till for your shop, with the khata at its heart.")),
            BLANK,
            row("  ", Span("S", "key"), "  ", _("Set up my shop")),
            row("  ", Span("D", "key"), "  ", _("Open the demo shop and look around")),
            row("  ", Span("Q", "key"), "  ", _("Leave")),
            BLANK,
        ]
        if self._progress is not None:
            done, whole = self._progress
            filled = _BAR * done // max(1, whole)
            bar = "#" * filled + "." * (_BAR - filled)
            rows.append(row("  ", _("Making ninety days of trade"), f" [{bar}]"))
        rows.append(row("  ", self.message))
        return rows

    def press(self, key: str, character: str | None) -> None:
        if self._progress is not None:
            return
        match (character or "").lower():
            case "s":
                self.till.set_up()
            case "d":
                self._progress = (0, 1)
                self._make_demo()
            case "q":
                self.till.leave()
            case _:
                pass

    @work(thread=True, exclusive=True)
    def _make_demo(self) -> None:
        def tell(done: int, whole: int) -> None:
            self.app.call_from_thread(self._show_progress, done, whole)

        try:
            people = self.till.doors.make_demo(tell)
        except PosError as error:
            self.app.call_from_thread(self._failed, error)
            return
        self.app.call_from_thread(self._made, people)

    def _show_progress(self, done: int, whole: int) -> None:
        self._progress = (done, whole)
        self.paint()

    def _failed(self, error: PosError) -> None:
        self._progress = None
        self.refuse(error)
        self.paint()

    def _made(self, people: list[tuple[str, str, str]]) -> None:
        self.till.demo_people = people
        self.till.restart()
