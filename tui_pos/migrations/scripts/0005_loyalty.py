"""Loyalty: lots that know what they belong to, tiers by hand, campaigns, segments.

Columns are NULL in the rows that were there before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import (
    SQL,
    AutoField,
    BigIntegerField,
    BooleanField,
    Check,
    IntegerField,
    Model,
    TextField,
)
from playhouse.migrate import migrate

from tui_pos.db import DayField, UtcField

if TYPE_CHECKING:
    from peewee import Database
    from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Add the columns and tables."""
    migrate(
        migrator.add_column("points_entry", "of_id", BigIntegerField(null=True)),
        migrator.add_column(
            "points_entry", "khata_entry_id", BigIntegerField(null=True)
        ),
        migrator.add_column("points_entry", "reason", TextField(null=True)),
        migrator.add_column("points_entry", "user_name", TextField(null=True)),
        migrator.add_column("points_entry", "campaigns", TextField(null=True)),
        migrator.add_column("sale_line", "points", BigIntegerField(null=True)),
        migrator.add_column("sale", "tier", TextField(null=True)),
        migrator.add_column("customer", "tier_reason", TextField(null=True)),
        migrator.add_column("customer", "birth_month", IntegerField(null=True)),
        migrator.drop_index("points_entry", "points_entry_customer_id"),
        migrator.add_index("points_entry", ("customer_id", "id", "points")),
        migrator.add_index("points_entry", ("expires_on",)),
        migrator.add_index("points_entry", ("sale_id",)),
        migrator.drop_index("sale", "sale_customer_id"),
        migrator.add_index("sale", ("customer_id", "kind", "business_date", "total")),
    )
    migrator.database.create_tables(_tables(db))


def _tables(db: Database) -> list[type[Model]]:
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False
            strict_tables = True

    class Segment(Base):
        id = AutoField()
        name = TextField(unique=True)
        kind = TextField()
        value = TextField(default="")
        active = BooleanField(default=True)

    class Campaign(Base):
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
            default="all",
            constraints=[SQL("CHECK (whom IN ('all', 'tier', 'segment'))")],
        )
        whom_value = TextField(default="")
        goods = TextField(default="")
        active = BooleanField(default=True)
        created_at = UtcField()

    return [Segment, Campaign]
