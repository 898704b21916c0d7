"""The commands of the sale screen, one method a command of the keymap."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from tui_pos.domain import entry
from tui_pos.domain.errors import EmptySaleError, NothingToRepeatError
from tui_pos.domain.receipt import as_text
from tui_pos.i18n import _
from tui_pos.i18n.numbers import rs
from tui_pos.screens.desk import DeskScreen
from tui_pos.screens.keymap import key_card
from tui_pos.services import carts, paper, shifts, spool
from tui_pos.widgets.panel import AskPanel, ConfirmPanel, LinesPanel
from tui_pos.widgets.rows import row

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.domain.money import Money
    from tui_pos.domain.permissions import Actor
    from tui_pos.domain.quantity import Quantity
    from tui_pos.domain.tender import Given
    from tui_pos.screens.keymap import Command
    from tui_pos.screens.payment import TenderPanel
    from tui_pos.services.cart_view import CartView
    from tui_pos.services.catalog import Scanned
    from tui_pos.widgets.edit_line import EditLine


class SaleCommands(DeskScreen):
    """What the keys of the sale screen do; the screen itself stands on this."""

    selected: int | None
    cart: CartView
    edit: EditLine
    echo: str

    @abstractmethod
    def show_cart(self, cart: CartView, selected: int | None = None) -> None:
        """Take the bill as it now stands on the disk."""

    @abstractmethod
    def add(
        self, found: Scanned, quantity: Quantity | None, worth: Money | None
    ) -> bool:
        """Put goods on the bill."""

    @abstractmethod
    def add_text(
        self, text: str, quantity: Quantity | None, worth: Money | None
    ) -> None:
        """Add by a typed code or by words."""

    @abstractmethod
    def attach(self, customer_id: int | None) -> None:
        """Put a customer on the bill."""

    @abstractmethod
    def set_price(self, price: Money, by: Actor) -> None:
        """Sell the selected line at another price."""

    @abstractmethod
    def finish_exact(self) -> None:
        """Take exact cash for the rest."""

    @abstractmethod
    def finish(self, given: tuple[Given, ...]) -> bool:
        """Complete the sale."""

    @abstractmethod
    def finish_as(self, actor: Actor, given: tuple[Given, ...]) -> None:
        """Complete the sale with somebody's approval."""

    def command_of_key(self, key: str) -> Command | None:
        """Find the command of a key."""
        for command in self.till.commands:
            if command.key == key and self.is_permitted(command):
                return command
        return None

    def is_permitted(self, command: Command) -> bool:
        """Tell whether the person may use a command."""
        return command.permission is None or self.actor.may(command.permission)

    def run_command(self, command: Command, rest: str) -> None:
        """Do a command; `rest` is what is typed in the line, or behind its twin."""
        self.say("")
        getattr(self, f"do_{command.command_id}")(rest)

    def do_help(self, rest: str) -> None:
        """Show what the keys do here, now."""
        mine = [one for one in self.till.commands if self.is_permitted(one)]
        lines = [row(line) for line in key_card(mine).splitlines()]
        self.open(LinesPanel(self, _("Keys"), lines))

    def do_find(self, rest: str) -> None:
        """Find goods or look at a price."""
        from tui_pos.screens.pick import FindPanel

        self.edit.set("")
        self.open(FindPanel(self, rest))

    def do_customer(self, rest: str) -> None:
        """Attach a customer."""
        from tui_pos.screens.customer_pick import CustomerPanel

        self.edit.set("")
        self.open(CustomerPanel(self, rest, self.attach))

    def do_receive(self, rest: str) -> None:
        """Receive a payment of the customer on the bill, or of one who is asked for."""
        from tui_pos.screens.receive import ReceivePanel

        def receive(customer_id: int) -> None:
            self.open(ReceivePanel(self, customer_id, self.refresh_card))

        self._with_customer(rest, receive)

    def do_khata(self, rest: str) -> None:
        """Open the khata of the customer on the bill, or of one who is asked for."""
        self._with_customer(rest, self.open_khata)

    def do_book(self, rest: str) -> None:
        """Show everybody who owes."""
        from tui_pos.screens.book import BookPanel

        self.open(BookPanel(self, rest))

    def _with_customer(self, rest: str, do: Callable[[int], None]) -> None:
        from tui_pos.screens.customer_pick import CustomerPanel

        attached = self.cart.customer_id
        self.edit.set("")
        if attached is not None and not rest:
            self.attempt(lambda: do(attached))
        else:
            self.open(CustomerPanel(self, rest, do))

    def do_unlink(self, rest: str) -> None:
        """Take the customer off the bill."""
        self.attach(None)

    def do_park(self, rest: str) -> None:
        """Put the bill aside."""
        if not self.cart.lines:
            self.refuse(EmptySaleError())
        elif rest:
            self.edit.set("")
            self.attempt(lambda: self.park(rest))
        else:
            self.open(
                AskPanel(
                    self,
                    _("Park"),
                    _("A name for this bill (may be empty)"),
                    lambda name: self.attempt(lambda: self.park(name)),
                    text=self.cart.name,
                )
            )

    def park(self, name: str) -> None:
        """Put the bill aside under a name."""
        self.selected = None
        self.echo = ""
        self.show_cart(carts.park(name, by=self.actor, at=self.now()))
        self.say(_("Parked: F5 takes it up again."), "good")

    def do_recall(self, rest: str) -> None:
        """Take a parked bill up again."""
        from tui_pos.screens.recall import RecallPanel

        waiting = carts.waiting(by=self.actor)
        if not waiting:
            self.say(_("No bill is parked at this counter."), "dim")
            return
        self.open(RecallPanel(self, waiting))

    def do_discount(self, rest: str) -> None:
        """Take something off the line, or off the bill."""
        from tui_pos.screens.discount import DiscountPanel

        if not self.cart.lines:
            self.refuse(EmptySaleError())
            return
        panel = DiscountPanel(self)
        if rest:
            panel.apply(rest, lambda: self.edit.set(""))
        else:
            self.open(panel)

    def do_void(self, rest: str) -> None:
        """Take the selected line off."""
        if self.selected is None:
            self.refuse(EmptySaleError())
            return
        line = self.cart.line(self.selected)
        given = self.cart.given

        def void(by: Actor) -> None:
            self.show_cart(carts.void_line(line.line_no, by=by, at=self.now()))
            self.echo = ""
            said = _("Voided: {name} {amount}").format(
                name=line.name, amount=rs(line.priced.total)
            )
            self.say(said + self._give_back(given), "owed")

        self.attempt_as(void)

    def _give_back(self, given: Money) -> str:
        if self.cart.lines or not given:
            return ""
        return _(" GIVE BACK {amount}").format(amount=rs(given))

    def do_tender(self, rest: str) -> None:
        """Take the payment."""
        self.attempt(self._tender)

    def do_redeem(self, rest: str) -> None:
        """Pay a part of the bill with points."""
        self.attempt(lambda: self._tender().redeem())

    def _tender(self) -> TenderPanel:
        from tui_pos.screens.payment import TenderPanel

        if not self.cart.lines:
            raise EmptySaleError
        self.edit.set("")
        panel = TenderPanel(self)
        self.open(panel)
        return panel

    def do_exact(self, rest: str) -> None:
        """Finish with exact cash."""
        if rest and self.edit.text.strip():
            self.say(_("Something is still typed: Enter it, or Esc."), "owed")
            self.beep()
            return
        if not self.cart.lines:
            self.refuse(EmptySaleError())
            return
        self.finish_exact()

    def do_menu(self, rest: str) -> None:
        """Show everything else, one letter each."""
        from tui_pos.screens.menu import MenuPanel

        self.open(MenuPanel(self))

    def do_reprint(self, rest: str) -> None:
        """Print a slip again, marked DUPLICATE."""

        def again() -> None:
            reference = rest.upper() or paper.last_receipt(by=self.actor)
            if not reference:
                raise NothingToRepeatError(reference="")
            copy = spool.reprint(reference, by=self.actor, at=self.now())
            self.till.open_books().kick_printer()
            said = _("{number} goes to the printer, DUPLICATE {copy}.")
            if self.actor.printer is None:
                said = _("{number}: no printer here; F10 P shows it.")
            self.say(said.format(number=reference, copy=copy), "good")
            self.edit.set("")

        self.attempt(again)

    def do_take_goods_back(self, rest: str) -> None:
        """Find the bill of goods that come back."""
        self.edit.set("")
        self.find_bill(rest)

    def find_bill(self, number: str) -> None:
        """Open the bill of a number, or ask for one."""
        from tui_pos.screens.find_bill import FindBillPanel

        panel = FindBillPanel(self)
        self.open(panel)
        if number:
            panel.scanned(number)

    def do_preview(self, rest: str) -> None:
        """Show a receipt as it prints."""

        def show() -> None:
            reference = rest.upper() or paper.last_receipt(by=self.actor) or ""
            self.show_receipt(reference)

        self.attempt(show)

    def show_receipt(self, reference: str) -> None:
        """Open the preview of a receipt.

        Raises:
            NothingToRepeatError: There is none of this number.
        """
        from tui_pos.reports import receipts

        facts = paper.sale_paper(reference)
        slip = receipts.sale(facts, zone=self.now().tzinfo)
        text = as_text(slip, width=self.till.open_books().paper_columns)
        lines = [row(line) for line in text.splitlines()]
        self.open(LinesPanel(self, reference, lines))

    def do_price(self, rest: str) -> None:
        """Ask for another price of the selected line."""

        def priced(text: str) -> None:
            panel = self.panels[-1] if self.panels else None
            self.attempt_as(
                lambda by: self.set_price(entry.positive_amount(text), by),
                panel.close if panel else lambda: None,
            )

        def asked(text: str) -> bool:
            priced(text)
            return False

        if rest:
            priced(rest)
        elif self.selected is None:
            self.refuse(EmptySaleError())
        else:
            name = self.cart.line(self.selected).name
            question = _("Price of {name}, Rs each").format(name=name)
            self.open(AskPanel(self, _("Another price"), question, asked))

    def do_new_product(self, rest: str) -> None:
        """Add a product, with the code that was not found."""
        from tui_pos.screens.goods_form import product_panel

        def added(sku: str) -> None:
            self.edit.set("")
            self.add_text(sku, None, None)

        self.open(product_panel(self, self.till, barcode=rest, then=added))

    def do_customers(self, rest: str) -> None:
        """Go to the customers."""
        self.till.keep_customers()

    def do_goods(self, rest: str) -> None:
        """Go to the goods."""
        self.till.keep_goods()

    def do_lock(self, rest: str) -> None:
        """Lock the till."""
        self.till.lock()

    def do_close_shift(self, rest: str) -> None:
        """Count the drawer and close the shift."""

        def counted(text: str) -> bool:
            return self.attempt(lambda: self._close_shift(text))

        question = _("Count the cash in the drawer and type it, Rs")
        self.open(AskPanel(self, _("Close the shift"), question, counted))

    def _close_shift(self, text: str) -> None:
        amount = entry.amount(text, largest=entry.LARGEST_BOOK_AMOUNT)
        closed = shifts.close_shift(amount, by=self.actor, at=self.now())
        said = _("Shift closed: counted {counted}, difference {difference}.")
        lines = said.format(
            counted=rs(closed.counted), difference=rs(closed.difference)
        )
        self.till.close_day(lines)

    def do_cancel(self, rest: str) -> None:
        """Cancel the whole bill, after asking."""
        if not self.cart.lines:
            self.refuse(EmptySaleError())
            return

        def cancelled(by: Actor) -> None:
            given = self.cart.given
            self.show_cart(carts.cancel(by=by, at=self.now()))
            self.echo = ""
            said = _("Cancelled: the journal remembers it.")
            self.say(said + self._give_back(given), "owed")

        question = _("Cancel all {lines} lines, {amount}?").format(
            lines=len(self.cart.lines), amount=rs(self.cart.bill.due)
        )
        self.open(
            ConfirmPanel(
                self,
                _("Cancel the bill"),
                question,
                lambda: self.attempt_as(cancelled),
            )
        )

    def do_quit(self, rest: str) -> None:
        """Leave the program, after asking."""
        question = _("Leave the program? The open bill stays.")
        self.open(ConfirmPanel(self, _("Leave"), question, self.till.leave))
