"""Words that come out of the books as data and are translated where they are shown."""

from __future__ import annotations

from tui_pos.i18n import N_

TENDERS = (N_("cash"), N_("card"), N_("wallet"), N_("bank"), N_("khata"))
ROLES = (N_("cashier"), N_("supervisor"), N_("manager"), N_("owner"))
TIERS = (N_("New"), N_("Regular"), N_("VIP"))
KHATA_KINDS = (
    N_("opening"),
    N_("sale"),
    N_("payment"),
    N_("return"),
    N_("reversal"),
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
    N_("the chain holds"),
    N_("its end is there"),
    N_("it names a ledger"),
    N_("the journal's row is there"),
    N_("it is as it was written"),
    N_("they are as they were written"),
    N_("the journal knows it"),
    N_("the schema was changed"),
)
