"""Returns and recovery by command: a public contract."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.test_commands import Shop
from tests.cli.test_commands import shop as shop
from tests.cli.test_commands import stocked as stocked
from tests.conftest import OWNER_PIN
from tests.migrations.old_shop import make_old_shop
from tui_pos.domain.keys import sheet_groups
from tui_pos.engines.keyfile import read_key

if TYPE_CHECKING:
    from pathlib import Path

VIEWS = (
    "audit_sale",
    "audit_line",
    "audit_tender",
    "audit_khata",
    "audit_stock",
    "audit_drawer",
    "audit_spool",
)


def program(shop: Shop, *words: str, **more: Any) -> subprocess.Popen[str]:
    """Start the program as a process of its own."""
    env = {**os.environ, "TUI_POS_SHOP": str(shop.directory), "TUI_POS_PIN": OWNER_PIN}
    command = [sys.executable, "-m", "tui_pos", "--user", "Bilal", "--json", *words]
    return subprocess.Popen(
        command,
        env=env,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        **more,
    )


def view(shop: Shop, name: str) -> list[dict[str, Any]]:
    said = shop.run("audit", name, "--format", "json").stdout
    return [json.loads(line) for line in said.splitlines()]


def test_a_return_by_command(stocked: Shop) -> None:
    stocked.run("customer", "add", "--name", "Ahmed", "--phone", "03001234567")
    sold = stocked.json(
        "sell",
        *("--line", "A1*2", "--line", "8964000123454"),
        *("--customer", "03001234567"),
        *("--tender", "khata=300", "--tender", "cash=rest"),
    )

    words = ("return", sold["receipt"], "--line", "1*1.5", "--reason", "wet")
    back = stocked.json(*words, "--key", "k")
    again = stocked.json(*words, "--key", "k")

    assert (back["receipt"], back["of"]) == ("A1-000002", "A1-000001")
    assert (back["refunded"], back["khata"], back["cash"]) == (23250, 23250, 0)
    assert back["balance"] == 6750
    assert again == {**back, "replayed": True}
    rest = stocked.json(
        "return", "1", "--line", "1", "--line", "2", "--reason", "all of it"
    )
    assert (rest["khata"], rest["cash"]) == (6750, sold["total"] - 30000)
    assert view(stocked, "audit_customer")[0]["balance"] == 0
    assert stocked.json("verify")["ok"]
    signs = {(row["kind"], row["total"] > 0) for row in view(stocked, "audit_sale")}
    assert signs == {("sale", True), ("return", False)}


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("A1-000001", "--line", "1*3"), "ReturnTooMuchError"),
        (("A1-000001", "--line", "1*0"), "QuantityNotPositiveError"),
        (("A1-000001", "--line", "1", "--line", "1*1"), "NoSuchBillLineError"),
        (("A1-000001", "--line", "9"), "NoSuchBillLineError"),
        (("A9-000001", "--line", "1"), "ReceiptNotFoundError"),
        (("A1-000001", "--line", "1", "--reason", " "), "ReasonNeededError"),
        (
            ("A1-000001", "--line", "1", "--refund", "khata"),
            "NoCustomerForKhataError",
        ),
        (("A1-000001", "--line", "1", "--key", "sale"), "KeyUsedForAnotherActError"),
    ],
)
def test_a_return_that_is_refused(
    stocked: Shop, words: tuple[str, ...], error: str
) -> None:
    stocked.run("sell", "--line", "A1*2", "--tender", "cash=rest", "--key", "sale")

    result = stocked.run("--json", "return", "--reason", "x", *words)

    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"] == error
    assert len(result.stderr.strip().splitlines()) == 1
    assert len(view(stocked, "audit_sale")) == 1


def test_wrong_usage_of_a_return_is_two(stocked: Shop) -> None:
    for words in (
        ("return", "A1-000001", "--reason", "x"),
        ("return", "A1-000001", "--line", "one", "--reason", "x"),
        ("return", "A1-000001", "--line", "1", "--refund", "gold", "--reason", "x"),
    ):
        assert stocked.run(*words).exit_code == 2


def test_a_void_and_a_correction_by_command(stocked: Shop) -> None:
    stocked.run("sell", "--line", "A1", "--tender", "cash=rest")
    stocked.run("sell", "--line", "A2", "--tender", "cash=rest")

    void = stocked.json("void", "A1-000001", "--reason", "twice")
    refused = stocked.run("--json", "void", "A1-000001", "--reason", "again")
    right = stocked.json(
        "correct", "A1-000002", "--tender", "card=rest:77", "--reason", "it was a card"
    )
    words = stocked.run("return", right["receipt"], "--line", "1", "--reason", "old")

    assert void["refunded"] == 15500
    assert json.loads(refused.stdout)["error"] == "SaleVoidedError"
    assert (right["void"], right["receipt"]) == ("A1-000004", "A1-000005")
    assert "A1-000006: Rs 440 back on A1-000005, Rs 0 in cash" in words.stdout
    assert stocked.json("verify")["ok"]


def test_a_cashier_is_held_to_the_limits_by_command_too(stocked: Shop) -> None:
    stocked.run("sell", "--line", "A1*10", "--tender", "cash=rest")

    said = ("--json", "return", "1", "--line", "1", "--reason", "x")
    refused = stocked.run(*said, user="Ali", pin="1234")

    assert json.loads(refused.stdout)["error"] == "OverLimitError"
    assert stocked.run(*said, user="Rashid", pin="2468").exit_code == 0


def test_two_processes_cannot_return_one_thing_twice(stocked: Shop) -> None:
    stocked.run("sell", "--line", "A2*5", "--tender", "cash=rest")
    words = ("return", "A1-000001", "--line", "1*1", "--reason", "race")

    racing = [program(stocked, *words, stderr=subprocess.PIPE) for _racer in range(8)]
    ended = [(one.communicate()[0], one.returncode) for one in racing]

    assert sorted(code for _said, code in ended) == [0] * 5 + [1] * 3
    assert stocked.json("verify")["ok"]
    assert sum(row["total"] for row in view(stocked, "audit_sale")) == 0


def test_a_week_of_sales_comes_back_by_command(stocked: Shop) -> None:
    stocked.run("customer", "add", "--name", "Ahmed", "--phone", "03001234567")
    before = [view(stocked, name)[0] for name in ("audit_customer",)]
    chance = random.Random(7)
    orders = [
        {
            "lines": [
                f"A1*{chance.randint(1, 4000) / 1000}",
                f"A2*{chance.randint(1, 3)}",
            ],
            "customer": "03001234567",
            "tenders": [
                chance.choice(("cash=rest", "khata=rest", "card=rest")),
                *chance.choice(((), ("wallet=10",))),
            ][::-1],
        }
        for _sale in range(12)
    ]
    lines = "\n".join(json.dumps(order) for order in orders)
    sold = stocked.run("sell", "--batch", "-", input=lines)
    receipts = [json.loads(line)["receipt"] for line in sold.stdout.splitlines()]
    back = [(receipt, line) for receipt in receipts for line in ("1", "2")]
    chance.shuffle(back)

    for receipt, line in back:
        words = ("return", receipt, "--line", line, "--reason", "the week is over")
        assert stocked.run(*words).exit_code == 0

    after = [view(stocked, name)[0] for name in ("audit_customer",)]
    drawer = sum(row["amount"] for row in view(stocked, "audit_drawer"))
    assert drawer == 200_000
    assert after == [{**before[0], "visits": 12, "tier": "Regular"}]
    stock: dict[str, int] = {}
    for row in view(stocked, "audit_stock"):
        stock[row["sku"]] = stock.get(row["sku"], 0) + row["quantity"]
    assert stock == {"A1": 50_000, "A2": 24_000}
    assert stocked.json("verify")["ok"]


def test_backup_and_restore_by_command(stocked: Shop, tmp_path: Path) -> None:
    stocked.run("sell", "--line", "A1", "--tender", "cash=rest")
    made = stocked.json("backup", str(tmp_path / "stick"))
    stocked.run("sell", "--line", "A2", "--tender", "cash=rest")
    at_hand = stocked.run("backup")

    done = stocked.json("restore", made["file"])

    assert "proved" in at_hand.stdout
    assert {key: done[key] for key in ("sha256", "sales", "khata_total", "head")} == {
        key: made[key] for key in ("sha256", "sales", "khata_total", "head")
    }
    assert done["missing"] == [{"slip": "A1-000002", "amount": 44000}]
    again = stocked.run("restore", made["file"])
    assert "Receipts go on in series 3." in again.stdout
    sold = stocked.json("sell", "--line", "A1", "--tender", "cash=rest")
    assert sold["receipt"] == "A3-000001"


def test_a_restore_in_words_tells_what_is_missing(stocked: Shop) -> None:
    made = stocked.json("backup")
    stocked.run("sell", "--line", "A2", "--tender", "cash=rest")

    said = stocked.run("restore", made["file"]).stdout

    assert "Enter again by hand" in said
    assert "A1-000001  Rs 440" in said


def test_a_backup_is_not_for_everybody(stocked: Shop, tmp_path: Path) -> None:
    refused = stocked.run("--json", "backup", user="Ali", pin="1234")
    blocked = tmp_path / "file"
    blocked.write_text("in the way")

    assert json.loads(refused.stdout)["error"] == "PermissionDeniedError"
    assert stocked.run("backup", str(blocked / "under")).exit_code == 2


def test_books_that_do_not_verify_make_no_good_backup(tmp_path: Path) -> None:
    from sqlcipher3 import dbapi2

    directory = make_old_shop(tmp_path / "plain")
    shop = Shop(directory)
    assert "0002_returns" in shop.run("migrate", user="").stdout
    connection = dbapi2.connect(str(directory / "shop.db"))
    connection.execute("UPDATE stock SET quantity = 1")
    connection.commit()
    connection.close()

    result = shop.run("--json", "backup")

    assert result.exit_code == 4
    assert json.loads(result.stdout)["error"] == "BackupFailedError"


def test_the_key_is_rebuilt_from_the_sheet(stocked: Shop, tmp_path: Path) -> None:
    key = stocked.directory / "shop.key"
    groups = sheet_groups(read_key(key).data)
    sheet = tmp_path / "sheet.txt"
    sheet.write_text("\n".join(f"{n + 1}: {one}" for n, one in enumerate(groups)))
    key.unlink()
    assert stocked.run("verify").exit_code == 3

    result = stocked.run("recover", "--sheet", str(sheet), user="")

    assert result.exit_code == 0, result.output
    assert stocked.json("verify")["ok"]
    groups = sheet_groups(bytes(range(32)))  # random ones fit by chance, one in 32
    swapped = " ".join([groups[1], groups[0], *groups[2:]])
    refused = stocked.run("--json", "recover", input=swapped, user="")
    assert json.loads(refused.stdout)["error"] == "WrongSheetGroupError"
    assert stocked.run("recover", "--sheet", "/no", user="").exit_code == 2


def test_a_forgotten_pin_is_reset_with_the_sheet(stocked: Shop, tmp_path: Path) -> None:
    groups = sheet_groups(read_key(stocked.directory / "shop.key").data)
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(" ".join(groups))
    new = {"TUI_POS_NEW_PIN": "999111"}

    with_sheet = ("user", "reset", "Bilal", "--sheet", str(sheet))
    assert stocked.run(*with_sheet, user="", env=new).exit_code == 0
    assert stocked.run("verify").exit_code == 1
    assert stocked.run("verify", pin="999111").exit_code == 0
    new = {"TUI_POS_NEW_PIN": "5555"}
    by_owner = stocked.run("user", "reset", "Ali", pin="999111", env=new)
    assert "Ali has a new PIN" in by_owner.stdout
    sheet.write_text(" ".join(sheet_groups(bytes(32))))
    refused = stocked.run("--json", *with_sheet, user="", env=new)
    assert json.loads(refused.stdout)["error"] == "WrongSheetError"


def test_a_shop_moves_to_another_machine(stocked: Shop, tmp_path: Path) -> None:
    stocked.run("sell", "--line", "A1", "--tender", "cash=rest")
    made = stocked.json("backup", str(tmp_path / "stick"))
    groups = sheet_groups(read_key(stocked.directory / "shop.key").data)
    other = Shop(tmp_path / "other")

    assert other.run("restore", made["file"]).exit_code == 3
    assert other.run("recover", input=" ".join(groups), user="").exit_code == 0
    done = other.json("restore", made["file"])

    assert done["sales"] == 1
    assert done["aside"] is None
    assert other.json("verify")["ok"]


def test_a_backup_while_another_process_sells(stocked: Shop, tmp_path: Path) -> None:
    order = json.dumps({"lines": ["A1*0.01"], "tenders": ["cash=rest"]})
    selling = program(stocked, "sell", "--batch", "-")
    assert selling.stdin is not None
    assert selling.stdout is not None
    stop = threading.Event()

    def feed() -> None:
        assert selling.stdin is not None
        while not stop.is_set():
            selling.stdin.write(order + "\n")
            selling.stdin.flush()
        selling.stdin.close()

    feeder = threading.Thread(target=feed)
    feeder.start()
    sold = [selling.stdout.readline() for _sale in range(20)]
    drain = threading.Thread(target=lambda: sold.extend(selling.stdout or ()))
    drain.start()
    try:
        made = stocked.json("backup", str(tmp_path / "stick"))
    finally:
        stop.set()
        feeder.join()
        drain.join()
    selling.stdout.close()
    assert selling.wait() == 0
    assert 20 <= made["sales"] <= len(sold)

    groups = sheet_groups(read_key(stocked.directory / "shop.key").data)
    other = Shop(tmp_path / "other")
    other.run("recover", input=" ".join(groups), user="")
    other.json("restore", made["file"])

    for name in VIEWS:
        there = view(other, name)
        here = view(stocked, name)
        assert there == here[: len(there)], name
    heads = {name: row["seq"] for name, row in made["journal"].items()}
    here = [
        row
        for row in view(stocked, "audit_journal")
        if row["seq"] <= heads[row["counter"]]
    ]
    there = view(other, "audit_journal")
    epoch = [row for row in there if row["kind"] == "restored"]
    assert len(epoch) == 1
    assert [row for row in there if row not in epoch] == here
    assert other.json("verify")["ok"]
