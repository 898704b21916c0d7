"""The sale: scan, change, discount, park, tender. The scan line always has the keys."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

from tui_pos.domain import scanline
from tui_pos.domain.barcode import SLIP
from tui_pos.domain.errors import (
    PosError,
    ProductNotFoundError,
    SeveralProductsError,
)
from tui_pos.domain.permissions import Permission
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.i18n import _
from tui_pos.i18n.numbers import qty, rs
from tui_pos.screens import sale_rows
from tui_pos.screens.keymap import key_name
from tui_pos.screens.sale_commands import SaleCommands
from tui_pos.services import carts, catalog, customers, khata, sales
from tui_pos.widgets.edit_line import EditLine
from tui_pos.widgets.panel import ConfirmPanel, ScanPolicy
from tui_pos.widgets.rows import Row, Span, fit, row, width

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from tui_pos.domain.money import Money
    from tui_pos.domain.permissions import Actor
    from tui_pos.domain.quantity import Quantity
    from tui_pos.services.cart_view import CartView
    from tui_pos.services.catalog import Goods, Scanned
    from tui_pos.services.khata import KhataCard, KhataLine
    from tui_pos.services.sales import SaleCompleted
    from tui_pos.services.shifts import OpenShift

_SIDE = 30
_SIDE_FROM = 100
_BELOW = 6
"""Lines under the ticket: three of totals, scan line, message, key strip."""
_ABOVE = 4
_EDIT = -3
"""The scan line, from below."""

_LESSER = ("discount", "recall", "park", "void")
"""What leaves the key strip first where the terminal is narrow; F1 shows all."""


class SaleScreen(SaleCommands):
    """The screen on which a cashier spends the day."""

    scan_policy_alone = ScanPolicy.ACCEPT

    def __init__(self, shift: OpenShift | None) -> None:
        super().__init__()
        self.shift = shift
        self.edit = EditLine()
        self.echo = ""
        self.selected: int | None = None
        self.last: SaleCompleted | None = None
        self._card: KhataCard | None = None
        self._khata_lines: list[KhataLine] = []
        self.next_quantity: Quantity | None = None
        self.next_worth: Money | None = None
        self._sure = 0
        self._only_typed = False

    def on_mount(self) -> None:
        self.show_cart(carts.open_cart(by=self.actor, at=self.now()))
        if self.cart.lines or self.cart.tenders:
            self.say(_("Your open bill is here again."), "good")
        super().on_mount()

    def base_rows(self, cells: int, lines: int) -> list[Row]:
        side = _SIDE if cells >= _SIDE_FROM else 0
        wide = cells - side - (2 if side else 0)
        height = lines - _ABOVE - _BELOW
        ticket = sale_rows.ticket_rows(self.cart, self.selected, wide, height)
        if side:
            beside = sale_rows.side_rows(
                self._card, self._khata_lines, side, len(ticket)
            )
            ticket = [
                (*_filled(one, wide), Span("│ ", "edge"), *other)
                for one, other in zip(ticket, beside, strict=True)
            ]
        above, below = self.edges(cells, lines)
        return [
            *above,
            sale_rows.column_heads(wide),
            *ticket,
            *sale_rows.foot_rows(self.cart, self.echo, cells),
            self.edit.row(cells, prompt="> "),
            row(Span(fit(self.message.text, cells), self.message.role)),
            *below,
        ]

    def edges(self, cells: int, lines: int) -> tuple[list[Row], list[Row]]:
        shop, till = self.till.open_books(), self.till
        waits = till.printer, till.last_backup
        head = sale_rows.header(shop, self.actor, self.shift, waits, cells)
        who = sale_rows.customer_rows(self._card, self.cart, cells)
        return [head, *who], [self._strip(cells)]

    def _strip(self, cells: int) -> Row:
        mine = [one for one in self.till.commands if one.short]
        shown = [one for one in mine if self.is_permitted(one)]
        words = [f"{key_name(one.key)} {_(one.short)}" for one in shown]
        for lesser in _LESSER:
            if width(" ".join(words)) <= cells:
                break
            kept = [one.command_id != lesser for one in shown]
            words = list(compress(words, kept))
            shown = list(compress(shown, kept))
        spans: list[Span] = []
        for word in words:
            key, _space, short = word.partition(" ")
            spans += [Span(key, "key"), Span(f" {short} ")]
        return (*spans[:-1], Span(spans[-1].text.rstrip()))

    def show_cart(self, cart: CartView, selected: int | None = None) -> None:
        """Take the bill as it now stands on the disk."""
        before = getattr(self, "cart", None)
        self.cart = cart
        numbers = [line.line_no for line in cart.lines]
        if selected is not None:
            self.selected = selected
        elif self.selected not in numbers:
            self.selected = numbers[-1] if numbers else None
        if before is None or before.customer_id != cart.customer_id:
            self.refresh_card()

    @property
    def today(self) -> date:
        """The business date."""
        return self.shift.business_date if self.shift else self.now().date()

    def refresh_card(self) -> None:
        """Read the khata of the attached customer again."""
        customer_id = self.cart.customer_id
        if customer_id is None:
            self._card, self._khata_lines = None, []
            return
        self._card = khata.card(customer_id, by=self.actor, on=self.today)
        self._khata_lines = khata.last_lines(customer_id, by=self.actor)

    @property
    def card(self) -> KhataCard | None:
        """The khata of the attached customer."""
        return self._card

    def press(self, key: str, character: str | None) -> None:
        command = self.command_of_key(key)
        if command is not None:
            self.run_command(command, self.edit.text.strip())
            return
        match key:
            case "enter":
                self.enter()
            case "escape":
                self.edit.set("")
                self.next_quantity = self.next_worth = None
                self.say("")
            case "up" | "down" | "pageup" | "pagedown":
                self._move(key)
            case "delete" if not self.edit.text:
                self.do_void("")
            case _:
                self._type(key, character)

    def _type(self, key: str, character: str | None) -> None:
        if not self.edit.text and character in {"+", "-"}:
            step = 1 if character == "+" else -1
            self.attempt_as(lambda actor: self._step(step, actor))
            return
        self._only_typed = self.edit.key(key, character)

    def paint_after_key(self) -> None:
        """Show a typed character alone: a scanner types thirteen in no time."""
        cells, lines = self.size
        only_typed, self._only_typed = self._only_typed, False
        if only_typed and not self.panels and len(self.canvas.shown) == lines:
            self.canvas.put(lines + _EDIT, self.edit.row(cells, prompt="> "))
        else:
            self.paint()

    def _move(self, key: str) -> None:
        numbers = [line.line_no for line in self.cart.lines]
        if not numbers:
            return
        place = numbers.index(self.selected) if self.selected in numbers else 0
        step = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10}[key]
        self.selected = numbers[max(0, min(len(numbers) - 1, place + step))]

    def enter(self) -> None:
        """Do what is typed; what is refused stays in the line."""
        typed = self.edit.text
        try:
            command = scanline.parse(typed)
        except PosError as error:
            self.refuse(error)
            return
        self.do(command)

    def do(self, command: scanline.Command) -> None:
        """Do one command of the scan line's grammar."""
        match command:
            case scanline.Nothing():
                self.say(_("Scan something, or F1 for the keys."), "dim")
            case scanline.Slash(name=name, rest=rest):
                self._slash(name, rest)
            case scanline.Item(text=text, quantity=quantity, worth=worth):
                self.add_text(text, quantity, worth)
            case scanline.NextQuantity(quantity=quantity, worth=worth):
                self.next_quantity, self.next_worth = quantity, worth
                self.say(_("Now scan it."), "dim")
            case scanline.Again(quantity=quantity):
                self._cleared(lambda actor: self._again(quantity, actor))
            case scanline.Step(by=by):
                self._cleared(lambda actor: self._step(by, actor))
            case scanline.Price(price=price):
                self._cleared(lambda actor: self.set_price(price, actor))

    def _cleared(self, act: Callable[[Actor], object]) -> None:
        self.attempt_as(act, lambda: self.edit.set(""))

    def _slash(self, name: str, rest: str) -> None:
        command = next((one for one in self.till.commands if one.twin == name), None)
        if command is None or not self.is_permitted(command):
            self.beep()
            said = _("There is no command /{name}: F1 shows all.")
            self.say(said.format(name=name[:20]), "bad")
            return
        self.edit.set("")
        self.run_command(command, rest)

    def scanned(self, code: str) -> None:
        """Sell what was scanned; the text in the line stays, a quantity is used."""
        prefix = self._prefix(self.edit.text)
        quantity, worth = prefix or (self.next_quantity, self.next_worth)
        typed = self._as_typed(code)
        if typed is not None:
            code = typed.text
            quantity, worth = typed.quantity or quantity, typed.worth or worth
        if self._add_code(code, quantity, worth) and prefix:
            self.edit.set("")

    def _as_typed(self, code: str) -> scanline.Item | None:
        if "*" not in code:
            return None
        try:
            command = scanline.parse(code)
        except PosError:
            return None
        return command if isinstance(command, scanline.Item) else None

    def _prefix(self, typed: str) -> tuple[Quantity | None, Money | None] | None:
        if not typed.strip().endswith("*"):
            return None
        try:
            command = scanline.parse(typed)
        except PosError:
            return None
        if isinstance(command, scanline.NextQuantity):
            return command.quantity, command.worth
        return None

    def add_text(
        self, text: str, quantity: Quantity | None, worth: Money | None
    ) -> None:
        """Add by a typed code, or search by words; one hit is added at once."""
        quantity, worth = quantity or self.next_quantity, worth or self.next_worth
        try:
            found = catalog.scan(text, by=self.actor)
        except ProductNotFoundError:
            if (
                text.isascii()
                and any(char.isdigit() for char in text)
                and (" " not in text)
            ):
                self._add_code(text, quantity, worth)
            else:
                self._search(text, quantity, worth)
            return
        except PosError as error:
            self._refused_code(text, error, quantity, worth)
            return
        if self.add(found, quantity, worth):
            self.edit.set("")

    def _add_code(
        self, code: str, quantity: Quantity | None, worth: Money | None
    ) -> bool:
        try:
            found = catalog.scan(code, by=self.actor)
        except PosError as error:
            return self._refused_code(code, error, quantity, worth)
        return self.add(found, quantity, worth)

    def _refused_code(
        self,
        code: str,
        error: PosError,
        quantity: Quantity | None,
        worth: Money | None,
    ) -> bool:
        if isinstance(error, SeveralProductsError):
            found = [
                catalog.goods(product_id, by=self.actor)
                for product_id in error.product_ids
            ]
            self.pick(found, code, quantity, worth)
            return False
        if isinstance(error, ProductNotFoundError):
            person = customers.by_card(code, by=self.actor)
            if person is not None:
                self.attach(person.customer_id)
                self.edit.set("")
                return True
            if SLIP.fullmatch(code.upper()) and self.actor.may(Permission.RETURN):
                self.find_bill(code)
                return False
            if code.isalpha() or " " in code or code[:1] in "/=":
                return self._typed_fast(code, quantity, worth)
            self.edit.offer(code)
            if self.actor.may(Permission.GOODS_EDIT):
                self.beep()
                said = _("Unknown code {code}: F2 searches, Ctrl+N adds it.")
                self.say(said.format(code=code), "bad")
                return False
        self.refuse(error)
        return False

    def _typed_fast(
        self, text: str, quantity: Quantity | None, worth: Money | None
    ) -> bool:
        """Take words that came at a scanner's speed: a search, never a command."""
        self.edit.set(text)
        if text[:1] in "/=":
            self.say(_("Enter does it."), "dim")
        else:
            self._search(text, quantity, worth)
        return False

    def _search(
        self, text: str, quantity: Quantity | None, worth: Money | None
    ) -> None:
        found = catalog.find(text, by=self.actor)
        if len(found) == 1:
            scanned = catalog.Scanned(found[0], found[0].sku)
            if self.add(scanned, quantity, worth):
                self.edit.set("")
        elif found:
            self.pick(found, text, quantity, worth)
        else:
            self.refuse(ProductNotFoundError(code=text[:40]))

    def pick(
        self,
        found: list[Goods],
        title: str,
        quantity: Quantity | None,
        worth: Money | None,
    ) -> None:
        """Let one of several goods be chosen."""
        from tui_pos.screens.pick import PickPanel

        def chosen(goods: Goods) -> None:
            if self.add(catalog.Scanned(goods, goods.sku), quantity, worth):
                self.edit.set("")

        self.open(PickPanel(self, title, found, chosen))

    def add(
        self, found: Scanned, quantity: Quantity | None, worth: Money | None
    ) -> bool:
        """Put goods on the bill; it is on the disk before it is shown."""
        try:
            cart, line_no = carts.add(
                found, quantity, worth, by=self.actor, at=self.now()
            )
        except PosError as error:
            self.refuse(error)
            return False
        self.next_quantity = self.next_worth = None
        self.show_cart(cart, line_no)
        line = cart.line(line_no)
        measured = qty(line.quantity, "" if line.unit == "pc" else line.unit)
        self.echo = f"{measured} × {line.name}  {rs(line.priced.total)}"
        if line.is_short:
            said = _("Stock says only {left} of {name} are left.")
            self.say(said.format(left=qty(line.stock), name=line.name), "owed")
        else:
            self.say("")
        return True

    def _again(self, times: Quantity, by: Actor) -> None:
        line = self.cart.line(self.selected or 0)
        more = type(times)(line.quantity.thousandths * times.thousandths // 1000)
        self._set_quantity(line.line_no, line.quantity + more, by)

    def _step(self, step: int, by: Actor) -> None:
        from tui_pos.domain.quantity import NONE, Quantity

        line = self.cart.line(self.selected or 0)
        wanted = line.quantity + Quantity.of(step)
        if wanted <= NONE:
            self.say(_("Never to nothing: F8 voids the line."), "owed")
            return
        self._set_quantity(line.line_no, wanted, by)

    def _set_quantity(self, line_no: int, quantity: Quantity, by: Actor) -> None:
        cart = carts.set_quantity(line_no, quantity, by=by, at=self.now())
        self.show_cart(cart)
        line = cart.line(line_no)
        self.echo = f"{qty(line.quantity)} × {line.name}  {rs(line.priced.total)}"
        self.say("")

    def set_price(self, price: Money, by: Actor) -> None:
        """Sell the selected line at another price."""
        cart = carts.set_price(self.selected or 0, price, by=by, at=self.now())
        self.show_cart(cart)
        said = _("Another price: it stands in the journal.")
        cost = cart.line(self.selected or 0).cost
        if cost is not None and price < cost:
            said = _("BELOW ITS COST: it stands in the journal.")
        self.say(said, "owed")

    def attach(self, customer_id: int | None) -> None:
        """Put a customer on the bill."""
        self.show_cart(carts.attach(customer_id, by=self.actor, at=self.now()))
        self.refresh_card()
        self.say("")

    def finish_exact(self) -> None:
        """Take exact cash for the rest."""
        self.finish((Given(TenderKind.CASH),))

    def finish(self, given: tuple[Given, ...]) -> bool:
        """Complete the sale; over the khata's limit the ways out are offered."""
        from tui_pos.domain.errors import CreditLimitError
        from tui_pos.domain.khata_errors import OverdueError
        from tui_pos.screens.credit import CreditPanel

        if self._asks_first(given):
            return False

        def sell(actor: Actor) -> None:
            try:
                self.finish_as(actor, given)
            except (CreditLimitError, OverdueError) as error:
                self.beep()
                self.open(CreditPanel(self, error, given))

        return self.attempt_as(sell)

    def finish_as(self, actor: Actor, given: tuple[Given, ...]) -> None:
        """Complete the sale with somebody's approval.

        Raises:
            PosError: The sale is refused.
        """
        from tui_pos.screens.change import ChangePanel

        tier = self._card.tier if self._card else ""
        done = sales.complete_cart(given, by=actor, at=self.now())
        self.refresh_card()
        self.till.open_books().kick_printer()
        self.panels.clear()
        self.last = done
        self.echo = ""
        self.selected = None
        self.edit.set("")
        self.open(ChangePanel(self, done, self._card, tier))
        self.show_cart(carts.open_cart(by=self.actor, at=self.now()))

    def _asks_first(self, given: tuple[Given, ...]) -> bool:
        """Ask before a bill that was parked is cashed by habit."""
        has_cash = any(one.kind is TenderKind.CASH for one in given)
        if not (self.cart.recalled and has_cash) or self._sure == self.cart.cart_id:
            return False
        name = self.cart.name or _("no name")
        question = _("This bill was parked ({name}). Take {amount} cash for it?")
        said = question.format(name=name, amount=rs(self.cart.remaining))

        def sure() -> None:
            self._sure = self.cart.cart_id
            self.finish(given)

        self.open(ConfirmPanel(self, _("Parked bill"), said, sure))
        return True

    def take_back(self, characters: int) -> None:
        self.edit.take_back(characters)

    def pasted(self, text: str) -> None:
        """A pasted line that looks like a code is a scan; other text is typed."""
        lines = text.strip().splitlines()
        code = lines[0].strip() if len(lines) == 1 else ""
        if (
            code.isalnum()
            and any(char.isdigit() for char in code)
            and (text.endswith(("\n", "\r")))
        ):
            self.scanned(code)
        else:
            self.edit.insert(text)


def _filled(spans: Row, cells: int) -> Row:
    used = sum(width(span.text) for span in spans)
    return (*spans, Span(" " * max(0, cells - used)))
