"""The tables. Columns and constraints only: queries live in services.

Money is whole paisas, quantities whole thousandths, rates basis points. Tables
marked as ledgers only grow; triggers in `engines` see to it.
"""

from __future__ import annotations

from peewee import (
    SQL,
    AutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    Check,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    NodeList,
    TextField,
)

from tui_pos.db import DayField, MoneyField, QuantityField, UtcField, database


def _one_of(column: str, *values: str) -> SQL | NodeList:
    listed = ", ".join(f"'{value}'" for value in values)
    return Check(f"{column} IN ({listed})")


class BaseModel(Model):
    """A table of the shop's database."""

    class Meta:
        """Settings that every table shares."""

        database = database
        legacy_table_names = False
        strict_tables = True


class User(BaseModel):
    """Someone who works in the shop."""

    id = AutoField()
    name = TextField(unique=True)
    name_key = TextField(unique=True)
    role = TextField(
        constraints=[_one_of("role", "cashier", "supervisor", "manager", "owner")]
    )
    pin_hash = TextField()
    active = BooleanField(default=True)
    created_at = UtcField()


class Lockout(BaseModel):
    """Wrong PINs of one user or at one counter, until a right one."""

    subject = TextField(primary_key=True)
    failures = IntegerField()
    locked_until = UtcField(null=True)


class Counter(BaseModel):
    """A place where the shop sells; it numbers its slips and chains its journal."""

    id = AutoField()
    name = TextField(unique=True)
    code = TextField(unique=True)
    series = IntegerField(default=1)
    last_receipt = BigIntegerField(default=0)
    last_slip = BigIntegerField(default=0)
    journal_seq = BigIntegerField(default=0)
    journal_head = TextField(default="")
    grand_total = MoneyField()
    last_at = UtcField(null=True)


class Shift(BaseModel):
    """The trading day at one drawer; it fixes the business date."""

    id = AutoField()
    counter = ForeignKeyField(Counter, on_delete="RESTRICT")
    business_date = DayField()
    opened_at = UtcField()
    opened_by = ForeignKeyField(User, on_delete="RESTRICT")
    opening_float = MoneyField(constraints=[Check("opening_float >= 0")])
    closed_at = UtcField(null=True)
    closed_by = ForeignKeyField(User, null=True, on_delete="RESTRICT")
    counted = MoneyField(null=True)
    expected = MoneyField(null=True)


Shift.add_index(
    Shift.index(Shift.counter, unique=True, name="shift_open").where(
        Shift.closed_at.is_null()
    )
)


class Setting(BaseModel):
    """A policy of the shop from a moment on; the newest row counts. Append-only."""

    id = BigIntegerField(primary_key=True)
    name = TextField(index=True)
    value = TextField()
    at = UtcField()
    user = ForeignKeyField(User, null=True, on_delete="RESTRICT")


class TaxCategory(BaseModel):
    """Goods that are taxed alike; its rates carry dates."""

    id = AutoField()
    name = TextField(unique=True)


class TaxRate(BaseModel):
    """The rate of a tax category from a day on, in basis points."""

    category = ForeignKeyField(TaxCategory, on_delete="RESTRICT")
    valid_from = DayField()
    rate_bp = IntegerField(constraints=[Check("rate_bp BETWEEN 0 AND 10000")])

    class Meta:
        """One rate a day."""

        primary_key = CompositeKey("category", "valid_from")
        without_rowid = True


class Product(BaseModel):
    """Something the shop sells. Prices include tax."""

    id = AutoField()
    sku = TextField(unique=True)
    name = TextField()
    name_ur = TextField(default="")
    unit = TextField(default="pc")
    price = MoneyField(constraints=[Check("price >= 0")])
    wholesale_price = MoneyField(null=True, constraints=[Check("wholesale_price >= 0")])
    retail_price = MoneyField(null=True, constraints=[Check("retail_price >= 0")])
    cost = MoneyField(null=True, constraints=[Check("cost >= 0")])
    category = TextField(default="")
    tax_category = ForeignKeyField(TaxCategory, null=True, on_delete="RESTRICT")
    min_stock = QuantityField(null=True)
    stock_policy = TextField(
        default="warn",
        constraints=[_one_of("stock_policy", "ignore", "warn", "refuse")],
    )
    active = BooleanField(default=True)
    folded = TextField(default="")
    changed_at = UtcField()


class Stock(BaseModel):
    """The cached quantity of a product: changed by guarded updates only."""

    product = ForeignKeyField(Product, primary_key=True, on_delete="RESTRICT")
    quantity = QuantityField()
    last_sale_id = BigIntegerField(default=0)


class Barcode(BaseModel):
    """A code on a product; a pack's code sells several, perhaps at its own price."""

    id = AutoField()
    product = ForeignKeyField(Product, on_delete="RESTRICT")
    code = TextField()
    key = TextField(index=True)
    pack_quantity = QuantityField(constraints=[Check("pack_quantity > 0")])
    price = MoneyField(null=True, constraints=[Check("price >= 0")])


Barcode.add_index(Barcode.product, Barcode.key, unique=True)


class LabelPattern(BaseModel):
    """A form of in-store labels, as the scale's manual writes it."""

    pattern = TextField(primary_key=True)


class Customer(BaseModel):
    """Someone whom the shop knows by name."""

    id = AutoField()
    name = TextField()
    name_ur = TextField(default="")
    cnic = TextField(null=True, unique=True)
    address = TextField(default="")
    area = TextField(default="")
    business_name = TextField(default="")
    ntn = TextField(default="")
    card = TextField(null=True, unique=True)
    limit_kind = TextField(
        default="shop", constraints=[_one_of("limit_kind", "shop", "own", "unlimited")]
    )
    credit_limit = MoneyField(null=True, constraints=[Check("credit_limit >= 0")])
    credit_days = IntegerField(null=True, constraints=[Check("credit_days >= 0")])
    tier = TextField(default="New")
    status = TextField(
        default="active", constraints=[_one_of("status", "active", "hold", "closed")]
    )
    language = TextField(default="")
    consent_receipts = BooleanField(default=False)
    consent_reminders = BooleanField(default=False)
    consent_offers = BooleanField(default=False)
    folded = TextField(default="")
    created_at = UtcField()
    version = BigIntegerField(default=0)
    on_over_limit = TextField(null=True)
    """What over the limit comes to, where it is not the shop's policy."""
    on_overdue = TextField(null=True)
    takers = TextField(null=True)
    """Who may take goods on this khata, a name a line; NULL lets anybody."""
    settlement_day = IntegerField(null=True)
    """The day of the month on which they settle."""
    extra_limit = MoneyField(null=True)
    """A limit that stands in for the other one for some days."""
    extra_limit_until = DayField(null=True)
    bounced_on = DayField(null=True)
    """When a cheque of theirs came back last."""
    merged_into_id = BigIntegerField(null=True)
    """The account that took this one over."""
    pin_hash = TextField(null=True)
    """With what they confirm a large udhaar themselves (K38)."""
    tier_reason = TextField(null=True)
    """Why the tier was set by hand; then no rule changes it."""
    birth_month = IntegerField(null=True)


Customer.add_index(Customer.name, Customer.id)


class CustomerPhone(BaseModel):
    """A phone of a customer in E.164; no number belongs to two."""

    id = AutoField()
    customer = ForeignKeyField(Customer, on_delete="RESTRICT")
    phone = TextField(unique=True)
    position = IntegerField(default=0)


class Cart(BaseModel):
    """A bill that is being made: open, or parked."""

    id = AutoField()
    checkout_key = TextField(unique=True)
    counter = ForeignKeyField(Counter, on_delete="RESTRICT")
    user = ForeignKeyField(User, on_delete="RESTRICT")
    state = TextField(constraints=[_one_of("state", "open", "parked")])
    name = TextField(default="")
    customer = ForeignKeyField(Customer, null=True, on_delete="RESTRICT")
    discount = MoneyField(null=True)
    discount_bp = IntegerField(default=0)
    recalled = BooleanField(default=False)
    override_reason = TextField(default="")
    override_by = ForeignKeyField(User, null=True, on_delete="RESTRICT")
    changed_at = UtcField()
    voided = MoneyField(null=True)
    """What was taken off the bill since it was begun."""
    discount_approved = MoneyField(null=True)
    """Up to what its discount was approved."""
    pay_old = MoneyField(null=True)
    """What is paid on the old balance together with it (K19)."""


Cart.add_index(
    Cart.index(Cart.counter, Cart.user, unique=True, name="cart_open").where(
        Cart.state == "open"
    )
)


class CartLine(BaseModel):
    """A line of a bill that is being made."""

    cart = ForeignKeyField(Cart, on_delete="CASCADE")
    line_no = IntegerField()
    product = ForeignKeyField(Product, on_delete="RESTRICT")
    barcode = TextField(default="")
    quantity = QuantityField(constraints=[Check("quantity > 0")])
    unit_price = MoneyField(constraints=[Check("unit_price >= 0")])
    list_price = MoneyField()
    fixed_price = MoneyField(null=True)
    discount = MoneyField(null=True)
    discount_bp = IntegerField(default=0)

    class Meta:
        """Keyed as the paper shows it."""

        primary_key = CompositeKey("cart", "line_no")
        without_rowid = True


class CartTender(BaseModel):
    """A half-given tender of a bill that is being made."""

    cart = ForeignKeyField(Cart, on_delete="CASCADE")
    tender_no = IntegerField()
    kind = TextField()
    amount = MoneyField()
    reference = TextField(default="")

    class Meta:
        """Keyed in the order given."""

        primary_key = CompositeKey("cart", "tender_no")
        without_rowid = True


class Sale(BaseModel):
    """The header of a sale, return or void: written last, it seals the bill. Ledger."""

    id = BigIntegerField(primary_key=True)
    receipt = TextField(unique=True)
    counter = ForeignKeyField(Counter, on_delete="RESTRICT", index=False)
    series = IntegerField()
    seq = BigIntegerField()
    kind = TextField(constraints=[_one_of("kind", "sale", "return", "void", "history")])
    checkout_key = TextField(unique=True)
    shift = ForeignKeyField(Shift, null=True, on_delete="RESTRICT")
    business_date = DayField(index=True)
    at = UtcField()
    user = ForeignKeyField(User, on_delete="RESTRICT", index=False)
    user_name = TextField()
    customer = ForeignKeyField(Customer, null=True, on_delete="RESTRICT", index=False)
    customer_name = TextField(default="")
    subtotal = MoneyField()
    discount = MoneyField()
    tax = MoneyField()
    rounding = MoneyField()
    total = MoneyField()
    change = MoneyField()
    line_count = IntegerField()
    tender_count = IntegerField()
    khata_before = MoneyField(null=True)
    khata_after = MoneyField(null=True)
    khata_due = DayField(null=True)
    points_earned = BigIntegerField(default=0)
    points_after = BigIntegerField(null=True)
    override_reason = TextField(default="")
    reverses = ForeignKeyField("self", null=True, on_delete="RESTRICT")
    foreign_number = TextField(default="")
    journal_head = TextField()
    clock_suspect = BooleanField(default=False)
    reason = TextField(null=True)
    approved_by = TextField(null=True)
    follows_id = BigIntegerField(null=True)
    """The return or void that was written together with this sale."""
    tier = TextField(null=True)
    """What the customer was by this sale."""


Sale.add_index(Sale.counter, Sale.series, Sale.seq, unique=True)
Sale.add_index(Sale.customer, Sale.kind, Sale.business_date, Sale.total)


class SaleLine(BaseModel):
    """A line of a sale, with names, prices and tax as charged. Ledger."""

    sale = ForeignKeyField(
        Sale, on_delete="RESTRICT", deferrable="INITIALLY DEFERRED", index=False
    )
    line_no = IntegerField()
    product = ForeignKeyField(Product, null=True, on_delete="RESTRICT", index=False)
    sku = TextField()
    name = TextField()
    name_ur = TextField(default="")
    unit = TextField()
    barcode = TextField(default="")
    quantity = QuantityField()
    unit_price = MoneyField()
    list_price = MoneyField()
    gross = MoneyField()
    discount = MoneyField()
    tax_bp = IntegerField()
    tax = MoneyField()
    total = MoneyField()
    cost = MoneyField(null=True)
    returns_sale_id = BigIntegerField(null=True)
    """The sale whose line comes back; NULL for a line that is sold."""
    returns_line = IntegerField(null=True)
    damaged = BooleanField(null=True)
    """Whether what came back is not for sale again."""
    points = BigIntegerField(null=True)
    """What this line earned of the bill's points, or what is taken back."""

    class Meta:
        """The key begins with the sale."""

        primary_key = CompositeKey("sale", "line_no")
        without_rowid = True


class Tender(BaseModel):
    """How a part of a sale was paid; cash is net of change. Ledger."""

    sale = ForeignKeyField(
        Sale, on_delete="RESTRICT", deferrable="INITIALLY DEFERRED", index=False
    )
    tender_no = IntegerField()
    kind = TextField(
        constraints=[
            _one_of(
                "kind",
                "cash",
                "card",
                "wallet",
                "bank",
                "khata",
                "points",
                "advance",
                "history",
            )
        ]
    )
    amount = MoneyField()
    handed_over = MoneyField()
    reference = TextField(default="")

    class Meta:
        """The key begins with the sale."""

        primary_key = CompositeKey("sale", "tender_no")
        without_rowid = True


class KhataEntry(BaseModel):
    """A line of a customer's khata: a debit or a credit. Ledger."""

    id = BigIntegerField(primary_key=True)
    customer = ForeignKeyField(Customer, on_delete="RESTRICT", index=False)
    kind = TextField()
    debit = MoneyField(constraints=[Check("debit >= 0")])
    credit = MoneyField(constraints=[Check("credit >= 0")])
    business_date = DayField()
    aged_from = DayField()
    due_date = DayField()
    at = UtcField()
    user = ForeignKeyField(User, on_delete="RESTRICT", index=False)
    user_name = TextField()
    counter = ForeignKeyField(Counter, on_delete="RESTRICT", index=False)
    shift = ForeignKeyField(Shift, null=True, on_delete="RESTRICT", index=False)
    sale = ForeignKeyField(Sale, null=True, on_delete="RESTRICT")
    pinned_to = ForeignKeyField("self", null=True, on_delete="RESTRICT")
    reverses = ForeignKeyField("self", null=True, unique=True, on_delete="RESTRICT")
    customer_name = TextField()
    balance_before = MoneyField()
    balance_after = MoneyField()
    method = TextField(default="")
    reference = TextField(default="")
    reason = TextField(default="")
    note = TextField(default="")
    taken_by = TextField(default="")
    slip = TextField(null=True, unique=True)
    payment_key = TextField(null=True, unique=True)
    handed_over = MoneyField(null=True)
    journal_head = TextField(default="")
    clock_suspect = BooleanField(default=False)
    rate_open = BooleanField(null=True)
    """Whether the amount is an estimate until the rate is known."""
    belongs_to_id = BigIntegerField(null=True)
    """The entry that this one was written with, and is reversed with."""
    approved_by = TextField(null=True)
    confirmed = TextField(null=True)
    """How the second person said yes to it (K38)."""

    class Meta:
        """A line has one side."""

        constraints = [Check("(debit = 0) <> (credit = 0)")]


KhataEntry.add_index(
    KhataEntry.customer,
    KhataEntry.business_date,
    KhataEntry.id,
    KhataEntry.debit,
    KhataEntry.credit,
)


class Cheque(BaseModel):
    """A cheque that was taken; it pays nothing until it is cleared (K25)."""

    id = AutoField()
    customer = ForeignKeyField(Customer, on_delete="RESTRICT")
    slip = TextField(unique=True)
    payment_key = TextField(unique=True)
    amount = MoneyField(constraints=[Check("amount > 0")])
    number = TextField()
    due_on = DayField()
    state = TextField(
        default="pending",
        constraints=[_one_of("state", "pending", "cleared", "bounced")],
    )
    customer_name = TextField()
    balance = MoneyField()
    at = UtcField()
    user_name = TextField()
    journal_head = TextField()
    entry = ForeignKeyField(KhataEntry, null=True, on_delete="RESTRICT")
    settled_on = DayField(null=True)
    pinned_to_id = BigIntegerField(null=True)
    """The debt that it is for."""


class Dispute(BaseModel):
    """A line of the khata that its customer denies; it stays in the balance (K40)."""

    id = AutoField()
    entry = ForeignKeyField(KhataEntry, unique=True, on_delete="RESTRICT")
    note = TextField()
    at = UtcField()
    user_name = TextField()
    settled_at = UtcField(null=True)


class CollectionSheet(BaseModel):
    """A list of whom to ask for money, as it was printed (K43)."""

    id = AutoField()
    on_day = DayField()
    area = TextField(default="")
    at = UtcField()
    user_name = TextField()


class CollectionLine(BaseModel):
    """A numbered line of a collection sheet."""

    sheet = ForeignKeyField(CollectionSheet, on_delete="RESTRICT")
    number = IntegerField()
    customer = ForeignKeyField(Customer, on_delete="RESTRICT")
    name = TextField()
    phone = TextField(default="")
    area = TextField(default="")
    owes = MoneyField(constraints=[Check("owes > 0")])
    oldest = DayField()
    why = TextField()
    promised_on = DayField(null=True)
    promised = MoneyField(null=True)

    class Meta:
        """Keyed as the paper shows it."""

        primary_key = CompositeKey("sheet", "number")
        without_rowid = True


class StatementSlip(BaseModel):
    """A statement that was asked for on the receipt printer: of what, up to where."""

    id = AutoField()
    customer = ForeignKeyField(Customer, on_delete="RESTRICT")
    first = DayField()
    last = DayField()
    last_entry_id = BigIntegerField()
    customer_name = TextField()
    phone = TextField(default="")
    promised = DayField(null=True)
    at = UtcField()
    journal_head = TextField()


class Promise(BaseModel):
    """What a customer said they would pay, and when (K42)."""

    id = AutoField()
    customer = ForeignKeyField(Customer, on_delete="RESTRICT")
    amount = MoneyField(constraints=[Check("amount > 0")])
    on_day = DayField(index=True)
    made_on = DayField()
    made_at = UtcField()
    user_name = TextField()
    note = TextField(default="")
    paid_before = MoneyField()
    """What they had paid in all when they promised."""
    state = TextField(
        default="open",
        constraints=[_one_of("state", "open", "kept", "part kept", "broken", "moved")],
    )


class PointsEntry(BaseModel):
    """A line of a customer's points. Ledger."""

    id = BigIntegerField(primary_key=True)
    customer = ForeignKeyField(Customer, on_delete="RESTRICT", index=False)
    kind = TextField()
    points = BigIntegerField(constraints=[Check("points <> 0")])
    expires_on = DayField(null=True, index=True)
    business_date = DayField()
    at = UtcField()
    sale = ForeignKeyField(Sale, null=True, on_delete="RESTRICT")
    of_id = BigIntegerField(null=True)
    """The line whose points it takes or gives back."""
    khata_entry_id = BigIntegerField(null=True)
    """The payment that earned it, where the khata earns when it is paid."""
    reason = TextField(null=True)
    user_name = TextField(null=True)
    campaigns = TextField(null=True)
    """The campaigns that had a part in it, by name."""


PointsEntry.add_index(PointsEntry.customer, PointsEntry.id, PointsEntry.points)


class Segment(BaseModel):
    """Customers of a kind, found anew whenever they are asked for."""

    id = AutoField()
    name = TextField(unique=True)
    kind = TextField()
    value = TextField(default="")
    active = BooleanField(default=True)


class Campaign(BaseModel):
    """More points between two days, for some people or some goods (C15)."""

    id = AutoField()
    name = TextField()
    first = DayField()
    last = DayField()
    begins = TextField(default="")
    ends = TextField(default="")
    multiplier_bp = IntegerField(
        default=10_000, constraints=[Check("multiplier_bp >= 10000")]
    )
    bonus = BigIntegerField(default=0, constraints=[Check("bonus >= 0")])
    whom = TextField(
        default="all", constraints=[_one_of("whom", "all", "tier", "segment")]
    )
    whom_value = TextField(default="")
    goods = TextField(default="")
    """Skus and `category:NAME`, a line each; "" is everything."""
    active = BooleanField(default=True)
    created_at = UtcField()


class StockMove(BaseModel):
    """Goods coming in (above zero) or going out (below). Ledger."""

    id = BigIntegerField(primary_key=True)
    product = ForeignKeyField(Product, on_delete="RESTRICT", index=False)
    kind = TextField(
        constraints=[_one_of("kind", "opening", "count", "sale", "return", "receive")]
    )
    quantity = QuantityField(constraints=[Check("quantity <> 0")])
    sale = ForeignKeyField(Sale, null=True, on_delete="RESTRICT", index=False)
    line_no = IntegerField(null=True)
    at = UtcField()


class DrawerEntry(BaseModel):
    """Cash into the drawer (above zero) or out of it (below). Ledger."""

    id = BigIntegerField(primary_key=True)
    shift = ForeignKeyField(Shift, on_delete="RESTRICT")
    kind = TextField(
        constraints=[
            _one_of("kind", "float", "sale", "refund", "payment", "in", "out", "drop")
        ]
    )
    amount = MoneyField()
    at = UtcField()
    user = ForeignKeyField(User, on_delete="RESTRICT", index=False)
    sale = ForeignKeyField(Sale, null=True, on_delete="RESTRICT", index=False)
    khata_entry = ForeignKeyField(
        KhataEntry, null=True, on_delete="RESTRICT", index=False
    )
    note = TextField(default="")


class Journal(BaseModel):
    """Every act, chained: who, when, what, and the hashes of the rows it wrote.

    Ledger.
    """

    counter = ForeignKeyField(Counter, on_delete="RESTRICT", index=False)
    seq = BigIntegerField()
    kind = TextField()
    reference = TextField(default="")
    detail = TextField(default="{}")
    rows = TextField(default="{}")
    user_id = BigIntegerField(null=True)
    user_name = TextField(default="")
    at = UtcField()
    business_date = DayField()
    clock_suspect = BooleanField(default=False)
    prev_hash = TextField()
    hash = TextField()

    class Meta:
        """One chain a counter."""

        primary_key = CompositeKey("counter", "seq")
        without_rowid = True


class Spool(BaseModel):
    """A slip that is to be printed; its bytes are frozen before the first one goes."""

    id = AutoField()
    kind = TextField()
    reference = TextField()
    copy = IntegerField(default=1)
    printer = TextField(default="")
    state = TextField(
        index=True,
        constraints=[
            _one_of(
                "state",
                "kept",
                "queued",
                "sending",
                "done",
                "unknown",
                "failed",
                "cancelled",
            )
        ],
    )
    payload = BlobField(null=True)
    attempts = IntegerField(default=0)
    error = TextField(default="")
    user_name = TextField(default="")
    created_at = UtcField()
    done_at = UtcField(null=True)


Spool.add_index(Spool.kind, Spool.reference, Spool.copy, unique=True)


class OutboxMessage(BaseModel):
    """A message to a customer, waiting to be sent."""

    id = AutoField()
    dedupe_key = TextField(unique=True)
    kind = TextField()
    channel = TextField(default="")
    customer = ForeignKeyField(Customer, on_delete="RESTRICT")
    state = TextField(default="draft")
    payload = TextField(default="{}")
    body = TextField(default="")
    created_at = UtcField()


class CustomerOrder(BaseModel):
    """What a customer asked for; it owes nothing until it is handed over."""

    id = AutoField()
    customer = ForeignKeyField(Customer, on_delete="RESTRICT")
    state = TextField(
        constraints=[
            _one_of(
                "state",
                "new",
                "accepted",
                "rejected",
                "expired",
                "packed",
                "ready",
                "handed_over",
                "cancelled",
            )
        ]
    )
    on_khata = BooleanField(default=True)
    total = MoneyField(constraints=[Check("total >= 0")])
    note = TextField(default="")
    reason = TextField(default="")
    placed_at = UtcField()
    sale = ForeignKeyField(Sale, null=True, on_delete="RESTRICT")


class CustomerOrderLine(BaseModel):
    """A line of an order."""

    order = ForeignKeyField(CustomerOrder, on_delete="RESTRICT")
    line_no = IntegerField()
    product = ForeignKeyField(Product, null=True, on_delete="RESTRICT")
    text = TextField()
    quantity = QuantityField()
    unit_price = MoneyField()

    class Meta:
        """Keyed as it was written."""

        primary_key = CompositeKey("order", "line_no")
        without_rowid = True


class StagedProduct(BaseModel):
    """A row of a goods file on its way in; gone when the import is over."""

    line = IntegerField(primary_key=True)
    sku = TextField(index=True)
    name = TextField()
    name_ur = TextField()
    unit = TextField()
    price = MoneyField()
    wholesale_price = MoneyField(null=True)
    cost = MoneyField(null=True)
    category = TextField()
    tax = TextField()
    stock = QuantityField(null=True)
    min_stock = QuantityField(null=True)
    folded = TextField()
    product_id = BigIntegerField(null=True)
    fresh = BooleanField(default=False)
    changed = BooleanField(default=False)


class StagedBarcode(BaseModel):
    """A code of a staged product."""

    line = IntegerField()
    code = TextField()
    key = TextField(index=True)

    class Meta:
        """One row a code."""

        primary_key = CompositeKey("line", "key")
        without_rowid = True


TABLES = (
    User,
    Lockout,
    Counter,
    Shift,
    Setting,
    TaxCategory,
    TaxRate,
    Product,
    Stock,
    Barcode,
    LabelPattern,
    Customer,
    CustomerPhone,
    Cart,
    CartLine,
    CartTender,
    Sale,
    SaleLine,
    Tender,
    KhataEntry,
    Cheque,
    Dispute,
    CollectionSheet,
    CollectionLine,
    StatementSlip,
    Promise,
    PointsEntry,
    Segment,
    Campaign,
    StockMove,
    DrawerEntry,
    Journal,
    Spool,
    OutboxMessage,
    CustomerOrder,
    CustomerOrderLine,
    StagedProduct,
    StagedBarcode,
)
