"""The goods: find, add, change, barcodes, switch off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_pos.domain import entry
from tui_pos.i18n import _
from tui_pos.i18n.numbers import figure, qty
from tui_pos.screens.base import PosScreen
from tui_pos.screens.goods_form import product_panel
from tui_pos.screens.pick import goods_line
from tui_pos.services import goods
from tui_pos.services.goods import Pack
from tui_pos.widgets.edit_line import EditLine
from tui_pos.widgets.panel import AskPanel, ListPanel, ScanPolicy
from tui_pos.widgets.rows import BLANK, Row, Span, between, fit, row

if TYPE_CHECKING:
    from tui_pos.domain.money import Money
    from tui_pos.domain.quantity import Quantity
    from tui_pos.services.catalog import Goods

_KEYS = (
    ("Ctrl+N", "new"),
    ("Enter", "change"),
    ("F7", "barcodes"),
    ("F8", "on/off"),
    ("Esc", "back to the till"),
)


class GoodsScreen(PosScreen):
    """What the shop sells, found as it is typed."""

    scan_policy_alone = ScanPolicy.ACCEPT

    def __init__(self) -> None:
        super().__init__()
        self._edit = EditLine()
        self._found: list[Goods] = []
        self._place = 0

    def on_mount(self) -> None:
        self._look()
        super().on_mount()

    def base_rows(self, cells: int, lines: int) -> list[Row]:
        shop, actor = self.till.open_books(), self.till.person()
        height = lines - 7
        head = between(
            row(Span(_(" Goods · {shop}").format(shop=shop.name), "head")),
            row(Span(f"{actor.name} ", "head")),
            cells,
        )
        drawn = [self._line(place, cells) for place in range(len(self._found))][:height]
        words = {
            "new": _("new"),
            "change": _("change"),
            "barcodes": _("barcodes"),
            "on/off": _("on/off"),
            "back to the till": _("back to the till"),
        }
        keys = [
            span
            for key, word in _KEYS
            for span in (Span(key, "key"), Span(f" {words[word]}  "))
        ]
        return [
            head,
            BLANK,
            self._edit.row(cells, prompt=_(" Find: ")),
            BLANK,
            *drawn,
            *[BLANK] * (height - len(drawn)),
            BLANK,
            row(Span(fit(self.message.text, cells), self.message.role)),
            tuple(keys),
        ]

    def _line(self, place: int, cells: int) -> Row:
        found = self._found[place]
        off = "" if found.active else _(" (off)")
        mark = ">" if place == self._place else " "
        text = f"{mark} {goods_line(found, cells - 10)}{off}"
        role = "selected" if place == self._place else "text"
        return row(Span(fit(text, cells), role))

    def press(self, key: str, character: str | None) -> None:
        match key:
            case "up":
                self._place = max(0, self._place - 1)
            case "down":
                self._place = min(max(0, len(self._found) - 1), self._place + 1)
            case "escape":
                self._leave()
            case "ctrl+n":
                self.open(product_panel(self, self.till, then=self._saved))
            case "ctrl+l":
                self.till.lock()
            case "enter" | "f7" | "f8" if self._found:
                self._act(key, self._found[self._place].product_id)
            case _:
                if self._edit.key(key, character):
                    self._place = 0
                    self._look()

    def scanned(self, code: str) -> None:
        self._edit.set(code)
        self._place = 0
        self._look()

    def take_back(self, characters: int) -> None:
        self._edit.take_back(characters)

    def pasted(self, text: str) -> None:
        self._edit.insert(text)
        self._look()

    def _act(self, key: str, product_id: int) -> None:
        if key == "enter":
            self.open(
                product_panel(self, self.till, product_id=product_id, then=self._saved)
            )
        elif key == "f7":
            self.open(BarcodesPanel(self, product_id))
        else:
            self.attempt(lambda: self._switch(product_id))

    def _switch(self, product_id: int) -> None:
        switched = goods.switch_product(
            product_id, by=self.till.person(), at=self.till.open_books().now()
        )
        state = _("on") if switched.active else _("off")
        said = _("{name} is switched {state}.")
        self.say(said.format(name=switched.name, state=state), "good")
        self._look()

    def _saved(self, sku: str) -> None:
        self._look()
        self.say(_("{sku} is saved.").format(sku=sku), "good")

    def _look(self) -> None:
        self._found = goods.find_all(self._edit.text, by=self.till.person())

    def _leave(self) -> None:
        if self._edit.text:
            self._edit.set("")
            self._look()
        else:
            self.till.entered(self.till.person())


class BarcodesPanel(ListPanel):
    """The codes of a product: scan to add one, Del takes one off."""

    scan_policy = ScanPolicy.ACCEPT

    def __init__(self, screen: GoodsScreen, product_id: int) -> None:
        super().__init__(screen, _("Barcodes"))
        self._screen = screen
        self._product_id = product_id
        self._codes: list[tuple[str, Quantity, Money | None]] = []
        self._look()

    def items(self) -> int:
        return len(self._codes)

    def item(self, number: int, cells: int) -> str:
        code, pack, price = self._codes[number]
        own = "" if price is None else figure(price)
        return fit(code, 30) + fit(qty(pack), 10, align=">") + fit(own, 12, align=">")

    def nothing(self) -> str:
        return _("No barcode yet: scan one.")

    def rows(self, cells: int, lines: int) -> list[Row]:
        hint = _("Scan adds a code · Ctrl+N types one · Del takes it off · Esc back")
        drawn = self.list_rows(cells, lines - 2)
        return [*drawn, BLANK, row(Span(hint, "dim"))]

    def choose(self, number: int) -> None:
        """A code has nothing to choose."""

    def typed(self, key: str, character: str | None) -> None:
        if key == "delete" and self._codes:
            code = self._codes[self.place][0]
            self._screen.attempt(lambda: self._remove(code))
        elif key == "ctrl+n":
            self._ask()

    def scanned(self, code: str) -> None:
        self._screen.attempt(lambda: self._add(Pack(code)))

    def _ask(self) -> None:
        def answered(text: str) -> bool:
            return self._screen.attempt(lambda: self._add(read_pack(text)))

        question = _("Code, pack quantity, own price: 8964000123454 12 500")
        self.host.open(AskPanel(self.host, _("Barcode"), question, answered))

    def _add(self, pack: Pack) -> None:
        till = self._screen.till
        goods.add_barcode(
            self._product_id, pack, by=till.person(), at=till.open_books().now()
        )
        self._look()

    def _remove(self, code: str) -> None:
        till = self._screen.till
        goods.remove_barcode(
            self._product_id, code, by=till.person(), at=till.open_books().now()
        )
        self._look()

    def _look(self) -> None:
        self._codes = goods.barcodes_of(self._product_id, by=self._screen.till.person())


def read_pack(text: str) -> Pack:
    """Read `code [pack quantity [own price]]`.

    Raises:
        NotANumberError: The quantity or the price is none.
        QuantityNotPositiveError: The quantity is zero or below.
    """
    code, *rest = text.split()[:3] or [""]
    if not rest:
        return Pack(code)
    quantity = entry.quantity(rest[0])
    price = entry.amount(rest[1]) if len(rest) > 1 else None
    return Pack(code, quantity, price)
