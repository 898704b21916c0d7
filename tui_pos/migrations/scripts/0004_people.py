"""The people of the khata: second persons, disputes, sheets and statements on paper.

Columns are NULL in the rows that were there before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import (
    AutoField,
    BigIntegerField,
    Check,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)
from playhouse.migrate import migrate

from tui_pos.db import DayField, MoneyField, UtcField

if TYPE_CHECKING:
    from peewee import Database
    from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Add the columns and tables."""
    migrate(
        migrator.add_column("customer", "pin_hash", TextField(null=True)),
        migrator.add_column("cart", "pay_old", BigIntegerField(null=True)),
        migrator.add_column("khata_entry", "confirmed", TextField(null=True)),
        migrator.add_column("cheque", "pinned_to_id", BigIntegerField(null=True)),
        migrator.add_index("customer", ("name", "id")),
        migrator.drop_index("khata_entry", "khata_entry_customer_id_id_debit_credit"),
        migrator.add_index(
            "khata_entry", ("customer_id", "business_date", "id", "debit", "credit")
        ),
    )
    migrator.database.create_tables(_tables(db))


def _tables(db: Database) -> list[type[Model]]:
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False
            strict_tables = True

    class Customer(Base):
        id = AutoField()

    class KhataEntry(Base):
        id = BigIntegerField(primary_key=True)

    class Dispute(Base):
        id = AutoField()
        entry = ForeignKeyField(KhataEntry, unique=True, on_delete="RESTRICT")
        note = TextField()
        at = UtcField()
        user_name = TextField()
        settled_at = UtcField(null=True)

    class CollectionSheet(Base):
        id = AutoField()
        on_day = DayField()
        area = TextField(default="")
        at = UtcField()
        user_name = TextField()

    class CollectionLine(Base):
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
            primary_key = CompositeKey("sheet", "number")
            without_rowid = True

    class StatementSlip(Base):
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

    return [Dispute, CollectionSheet, CollectionLine, StatementSlip]
