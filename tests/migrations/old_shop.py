"""A shop as an older version left it, with trade in it."""

from __future__ import annotations

from pathlib import Path

from tui_pos.db import close_database, database, open_database, writing
from tui_pos.domain.keys import KeyFile, KeyKind
from tui_pos.engines.keyfile import write_key

_KEY = bytes.fromhex("470764430ec726c81b36c0bbfef21190f46241060ab04bf82b2d0e95730981cb")
PIN = "786786"


def make_old_shop(directory: Path, version: str = "0001") -> Path:
    """Write a shop from what a version made: goods, four sales, a khata, a payment.

    It is plain, so that the text of the file can be read and compared.
    """
    directory.mkdir(parents=True)
    write_key(directory / "shop.key", KeyFile(KeyKind.PLAIN, _KEY))
    text = (Path(__file__).parent / f"shop_{version}.sql").read_text("utf-8")
    open_database(directory / "shop.db", None, new=True)
    database.obj.execute_sql("PRAGMA foreign_keys = 0")
    with writing():
        for statement in text.split(";\n"):
            if statement.strip():
                database.obj.execute_sql(statement)
    close_database()
    return directory
