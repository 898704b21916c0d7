"""The whole khata: policies of each customer, cheques, promises, merges.

The columns are NULL in the rows that were there before: a ledger's rows never
change, and the journal's hashes leave out what is NULL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import (
    SQL,
    AutoField,
    BigIntegerField,
    BooleanField,
    Check,
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
    """Add the columns, and the tables of what is promised and not yet in the books."""
    migrate(
        migrator.add_column("customer", "on_over_limit", TextField(null=True)),
        migrator.add_column("customer", "on_overdue", TextField(null=True)),
        migrator.add_column("customer", "takers", TextField(null=True)),
        migrator.add_column("customer", "settlement_day", IntegerField(null=True)),
        migrator.add_column("customer", "extra_limit", BigIntegerField(null=True)),
        migrator.add_column("customer", "extra_limit_until", TextField(null=True)),
        migrator.add_column("customer", "bounced_on", TextField(null=True)),
        migrator.add_column("customer", "merged_into_id", BigIntegerField(null=True)),
        migrator.add_column("khata_entry", "rate_open", BooleanField(null=True)),
        migrator.add_column("khata_entry", "belongs_to_id", BigIntegerField(null=True)),
        migrator.add_column("khata_entry", "approved_by", TextField(null=True)),
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

    class User(Base):
        id = AutoField()

    class KhataEntry(Base):
        id = BigIntegerField(primary_key=True)

    class Cheque(Base):
        id = AutoField()
        customer = ForeignKeyField(Customer, on_delete="RESTRICT")
        slip = TextField(unique=True)
        payment_key = TextField(unique=True)
        amount = MoneyField(constraints=[Check("amount > 0")])
        number = TextField()
        due_on = DayField()
        state = TextField(
            default="pending",
            constraints=[SQL("CHECK (state IN ('pending', 'cleared', 'bounced'))")],
        )
        customer_name = TextField()
        balance = MoneyField()
        at = UtcField()
        user_name = TextField()
        journal_head = TextField()
        entry = ForeignKeyField(KhataEntry, null=True, on_delete="RESTRICT")
        settled_on = DayField(null=True)

    class Promise(Base):
        id = AutoField()
        customer = ForeignKeyField(Customer, on_delete="RESTRICT")
        amount = MoneyField(constraints=[Check("amount > 0")])
        on_day = DayField(index=True)
        made_on = DayField()
        made_at = UtcField()
        user_name = TextField()
        note = TextField(default="")
        paid_before = MoneyField()
        state = TextField(
            default="open",
            constraints=[
                SQL("CHECK (state IN ('open', 'kept', 'part kept', 'broken', 'moved'))")
            ],
        )

    return [Cheque, Promise]
