from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playhouse.schema_diff import diff_models

from tui_pos.db import database, rows
from tui_pos.engines.sqlite_views import VIEWS
from tui_pos.migrations import runner
from tui_pos.models import TABLES

if TYPE_CHECKING:
    from tests.conftest import Books


@pytest.mark.usefixtures("books")
def test_the_migrations_make_the_tables_that_the_models_describe() -> None:
    difference = diff_models(database.obj, list(TABLES))

    assert not difference, str(difference)


@pytest.mark.usefixtures("books")
def test_the_schema_is_that_of_the_contract() -> None:
    assert runner.schema_is_ours()


@pytest.mark.usefixtures("books")
def test_every_table_is_strict() -> None:
    made = rows(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table'"
        " AND name NOT LIKE '%_search%' AND name NOT LIKE 'sqlite_%'"
        " AND name <> 'schema_migration'"
    )

    assert [name for name, sql in made if "STRICT" not in sql] == []
    assert {name for name, _sql in made} >= {model._meta.table_name for model in TABLES}


def test_scripts_are_frozen_and_portable() -> None:
    for path in runner.SCRIPTS.glob("[0-9]*.py"):
        imported = [
            line
            for line in path.read_text().splitlines()
            if line.lstrip().startswith(("import ", "from "))
        ]
        for line in imported:
            assert line.split()[1].split(".")[0] in {
                "__future__",
                "typing",
                "peewee",
                "playhouse",
                "tui_pos",
            }, line
            if "tui_pos" in line:
                assert line.startswith("from tui_pos.db import")


CONTRACT = {
    "audit_sale": "sale_id receipt kind counter seq business_date at cashier"
    " customer_id subtotal discount tax rounding total checkout_key reverses_id",
    "audit_line": "sale_id line_no sku name quantity unit_price discount tax_bp tax"
    " total",
    "audit_tender": "sale_id line_no kind amount reference",
    "audit_khata": "entry_id customer_id kind debit credit business_date at due_date"
    " sale_id reverses_id",
    "audit_points": "entry_id customer_id kind points expires_on sale_id",
    "audit_stock": "move_id sku kind quantity sale_id",
    "audit_drawer": "entry_id shift_id kind amount at",
    "audit_customer": "customer_id name phone tier balance points total_spent visits",
    "audit_journal": "counter seq kind reference at business_date user prev_hash hash",
    "audit_spool": "spool_id kind reference copy printer state",
    "audit_outbox": "message_id kind channel customer_id state body",
}


@pytest.mark.parametrize("view", VIEWS)
def test_the_audit_views_keep_their_columns(books: Books, view: str) -> None:
    found = database.obj.execute_sql(f"SELECT * FROM {view}")

    columns = [column[0] for column in found.description]
    promised = CONTRACT[view].split()
    assert columns[: len(promised)] == promised


def test_the_contract_is_one_hash() -> None:
    assert len(Path(runner.CONTRACT).read_text().strip()) == 64
