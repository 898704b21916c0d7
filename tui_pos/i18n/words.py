"""Words that come out of the books as data and are translated where they are shown."""

from __future__ import annotations

from tui_pos.i18n import N_, _

TENDERS = (
    N_("cash"),
    N_("card"),
    N_("wallet"),
    N_("bank"),
    N_("khata"),
    N_("points"),
    N_("advance"),
)
POINTS_KINDS = {
    "earn": N_("earned"),
    "redeem": N_("paid with points"),
    "expire": N_("lapsed"),
    "adjust": N_("by hand"),
    "reverse": N_("taken or given back"),
    "merge_out": N_("went to the other account"),
    "merge_in": N_("came from the other account"),
}
PAID_STATES = (N_("paid"), N_("part paid"), N_("unpaid"))
PROMISE_STATES = (N_("open"), N_("kept"), N_("part kept"), N_("broken"), N_("moved"))
CUSTOMER_STATES = (N_("active"), N_("hold"), N_("closed"))
STANDINGS = (
    N_("all"),
    N_("owes"),
    N_("advance"),
    N_("overdue"),
    N_("promised"),
    N_("held"),
)
SORTS = (N_("name"), N_("balance"), N_("oldest"), N_("visit"))
MESSAGE_STATES = (N_("draft"),)
CHEQUE_STATES = (N_("pending"), N_("cleared"), N_("bounced"))
PAY_METHODS = (N_("raast"), N_("cheque"))
ROLES = (N_("cashier"), N_("supervisor"), N_("manager"), N_("owner"))
TIERS = (N_("New"), N_("Regular"), N_("VIP"))
REFUND_WAYS = (N_("as-paid"), N_("exchange"))
SALE_KINDS = (N_("void"), N_("history"))
KHATA_KINDS = (
    N_("opening"),
    N_("sale"),
    N_("payment"),
    N_("return"),
    N_("reversal"),
    N_("goods"),
    N_("discount allowed"),
    N_("write off"),
    N_("recovery"),
    N_("adjust up"),
    N_("adjust down"),
    N_("refund out"),
    N_("bounced"),
    N_("merge out"),
    N_("merge in"),
)
COLUMNS = (
    N_("sku"),
    N_("name"),
    N_("barcode"),
    N_("barcodes"),
    N_("unit"),
    N_("price"),
    N_("wholesale"),
    N_("cost"),
    N_("category"),
    N_("tax"),
    N_("stock"),
    N_("min_stock"),
    N_("stock_policy"),
    N_("shop_name"),
    N_("owner"),
    N_("pin"),
    N_("paper"),
    N_("language"),
    N_("printer"),
    N_("counter"),
    N_("limit"),
    N_("cnic"),
    N_("card"),
    N_("user"),
    N_("over_limit"),
    N_("overdue"),
    N_("extra_limit"),
    N_("settlement_day"),
    N_("status"),
    N_("days"),
    N_("kind"),
    N_("debit"),
    N_("credit"),
    N_("due_date"),
    N_("date"),
    N_("amount"),
    N_("tier"),
    N_("birth_month"),
    N_("time"),
    N_("whom"),
    N_("side"),
    N_("multiplier"),
    N_("bonus"),
    N_("goods"),
    N_("points"),
    N_("total"),
    N_("receipt"),
    N_("customer"),
    N_("qty"),
)
STEPS = (N_("read"), N_("write"), N_("index"))
RULES = (
    N_("lines, tenders and header agree"),
    N_("price less discount is the line's total"),
    N_("what is on khata stands in the khata"),
    N_("the balance written with it is the sum up to it"),
    N_("its cash lies in the drawer"),
    N_("the shelf is the sum of its moves"),
    N_("its receipt numbers have no gap"),
    N_("its grand total is the sum of its sales"),
    N_("its slip was asked for"),
    N_("a reversal is the opposite of what it reverses"),
    N_("what is pinned stands in the same khata"),
    N_("what is open is what is owed"),
    N_("its points stand in the ledger of points"),
    N_("nobody redeems more than there is"),
    N_("no more came back than was bought"),
    N_("a void is what it voids, once"),
    N_("the chain holds"),
    N_("its end is there"),
    N_("it names a ledger"),
    N_("the journal's row is there"),
    N_("it is as it was written"),
    N_("they are as they were written"),
    N_("the journal knows it"),
    N_("the schema was changed"),
)


def kind_words(kind: str) -> str:
    """Name a kind of line of the khata.

    >>> kind_words("write_off")
    'write off'
    """
    return _(kind.replace("_", " "))
