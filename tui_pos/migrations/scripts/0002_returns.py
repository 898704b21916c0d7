"""Returns, voids and exchanges: what a line gives back, why, and who approved.

The columns are NULL in the rows that were there before: a ledger's rows never
change, and the journal's hashes leave out what is NULL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import BigIntegerField, BooleanField, IntegerField, TextField
from playhouse.migrate import migrate

if TYPE_CHECKING:
    from peewee import Database
    from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, _db: Database) -> None:
    """Add the columns and the index that finds what came back of a bill."""
    migrate(
        migrator.add_column("cart", "voided", BigIntegerField(null=True)),
        migrator.add_column("cart", "discount_approved", BigIntegerField(null=True)),
        migrator.add_column("sale", "reason", TextField(null=True)),
        migrator.add_column("sale", "approved_by", TextField(null=True)),
        migrator.add_column("sale", "follows_id", BigIntegerField(null=True)),
        migrator.add_column("sale_line", "returns_sale_id", BigIntegerField(null=True)),
        migrator.add_column("sale_line", "returns_line", IntegerField(null=True)),
        migrator.add_column("sale_line", "damaged", BooleanField(null=True)),
    )
