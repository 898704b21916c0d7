"""The command line, as a public contract."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from tests.conftest import OWNER_PIN
from tui_pos.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

GOODS = """sku,name,barcodes,unit,price,stock,tax
A1,Sugar,,kg,155,50,
A2,Tea,8964000123454,pc,440,24,standard
"""


class Shop:
    """A shop reached by commands alone."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def run(
        self, *words: str, user: str = "Bilal", pin: str = OWNER_PIN, **more: Any
    ) -> Result:
        env = {
            "TUI_POS_PIN": pin,
            "TUI_POS_SHOP": str(self.directory),
            **more.pop("env", {}),
        }
        before = ["--user", user] if user else []
        return CliRunner().invoke(main, [*before, *words], env=env, **more)

    def json(self, *words: str, **more: Any) -> dict[str, Any]:
        result = self.run("--json", *words, **more)
        assert result.exit_code == 0, result.output
        found: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
        return found


@pytest.fixture
def shop(directory: Path) -> Shop:
    return Shop(directory)


@pytest.fixture
def stocked(shop: Shop, tmp_path: Path) -> Shop:
    (tmp_path / "goods.csv").write_text(GOODS)
    assert shop.run("import", "products", str(tmp_path / "goods.csv")).exit_code == 0
    assert shop.run("shift", "open", "--float", "2000").exit_code == 0
    return shop


def test_init_founds_a_shop_and_writes_its_sheet(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "new")
    sheet = tmp_path / "sheet.txt"

    result = shop.run(
        "init", "--name", "Shop", "--owner", "Noor", "--sheet", str(sheet)
    )

    assert result.exit_code == 0, result.output
    assert "RECOVERY SHEET" in sheet.read_text()
    assert sheet.stat().st_mode & 0o777 == 0o600
    again = shop.run("--json", "init", "--name", "Shop", "--owner", "Noor")
    assert again.exit_code == 3
    assert json.loads(again.stdout)["error"] == "ShopExistsError"


def test_init_without_a_file_writes_the_sheet_to_the_error_line(tmp_path: Path) -> None:
    result = Shop(tmp_path / "new").run("init", "--name", "Shop", "--owner", "Noor")

    assert "14: " in result.stderr
    assert "14: " not in result.stdout


def test_a_plain_shop_and_one_with_a_passphrase(tmp_path: Path) -> None:
    plain = Shop(tmp_path / "plain").json(
        "init", "--name", "S", "--owner", "N", "--plain"
    )
    assert plain["encrypted"] is False
    locked = Shop(tmp_path / "locked")
    env = {"TUI_POS_PASSPHRASE": "chai"}
    made = locked.run("init", "--name", "S", "--owner", "N", "--passphrase", env=env)
    assert made.exit_code == 0, made.output
    both = locked.run("init", "--name", "S", "--owner", "N", "--plain", "--passphrase")
    assert both.exit_code == 2
    none = Shop(tmp_path / "none").run(
        "init",
        "--name",
        "S",
        "--owner",
        "N",
        "--passphrase",
        env={"TUI_POS_PASSPHRASE": ""},
    )
    assert none.exit_code == 2


def test_the_pin_of_the_owner_is_long_enough(tmp_path: Path) -> None:
    result = Shop(tmp_path / "new").run(
        "init", "--name", "S", "--owner", "N", "--plain", pin="12"
    )

    assert result.exit_code == 1
    assert "at least 6 digits" in result.stderr


def test_a_sale_by_command(stocked: Shop) -> None:
    sold = stocked.json(
        "sell", "--line", "A1*1.25", "--line", "8964000123454", "--tender", "cash=1000"
    )

    assert sold == {
        "receipt": "A1-000001",
        "sale_id": 1,
        "total": 63400,
        "paid": 63400,
        "change": 36600,
        "khata": 0,
        "balance": None,
        "points_earned": 0,
        "points": 0,
        "replayed": False,
    }
    assert stocked.json("verify")["ok"] is True


def test_a_sale_in_words(stocked: Shop) -> None:
    result = stocked.run("sell", "--line", "A2*2=400", "--tender", "card=rest:4711")

    assert result.stdout.strip() == "A1-000001: total Rs 800, change Rs 0"


def test_options_stand_before_or_after_the_command(stocked: Shop) -> None:
    result = CliRunner().invoke(
        main,
        [
            "sell",
            "--line",
            "A2",
            "--tender",
            "cash=rest",
            "--user",
            "Bilal",
            "--json",
            "--shop",
            str(stocked.directory),
        ],
        env={"TUI_POS_PIN": OWNER_PIN},
    )

    assert json.loads(result.stdout)["total"] == 44000


def test_khata_and_payment_by_command(stocked: Shop) -> None:
    made = stocked.json(
        "customer", "add", "--name", "Ahmed", "--phone", "03001234567", "--limit", "500"
    )
    sold = stocked.json(
        "sell", "--line", "A2", "--customer", "0300-1234567", "--tender", "khata=rest"
    )
    refused = stocked.run(
        "--json",
        "sell",
        "--line",
        "A2",
        "--customer",
        str(made["id"]),
        "--tender",
        "khata=rest",
    )
    paid = stocked.json(
        "pay", str(made["id"]), "300", "--method", "cash", "--key", "p1"
    )
    again = stocked.json(
        "pay", str(made["id"]), "300", "--method", "cash", "--key", "p1"
    )

    assert sold["balance"] == 44000
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["error"] == "CreditLimitError"
    assert "Rs 380 over" in refused.stderr
    assert (paid["balance"], paid["slip"], paid["replayed"]) == (
        14000,
        "A1-P00001",
        False,
    )
    assert again["replayed"] is True
    assert stocked.run("pay", "1", "999", "--method", "cash").exit_code == 1
    assert (
        stocked.json("pay", "1", "200", "--method", "cash", "--change")["change"]
        == 6000
    )
    assert (
        stocked.json("pay", "1", "50", "--method", "cash", "--advance")["balance"]
        == -5000
    )
    assert (
        stocked.run(
            "pay", "1", "5", "--method", "cash", "--advance", "--change"
        ).exit_code
        == 2
    )
    assert (
        "now owes"
        in stocked.run("pay", "1", "5", "--method", "cash", "--advance").stdout
    )


def test_other_ways_of_paying_by_command(stocked: Shop) -> None:
    stocked.json(
        "customer", "add", "--name", "Ahmed", "--phone", "03001234567", "--limit", "900"
    )
    bill = stocked.json(
        "sell", "--line", "A2", "--customer", "1", "--tender", "khata=rest"
    )["receipt"]

    raast = stocked.json(
        *("pay", "1", "100", "--method", "raast", "--reference", "R7"),
        *("--bill", bill, "--discount", "5"),
    )
    cheque = ("pay", "1", "50", "--method", "cheque", "--reference", "0001")
    waits = stocked.json(*cheque, "--due", "05-04-2026")

    assert (raast["balance"], raast["discount"]) == (33500, 500)
    assert (waits["balance"], waits["entry_id"]) == (33500, None)
    assert stocked.run(*cheque, "--due", "soon").exit_code == 2
    assert "pending" in stocked.run("cheque", "list").stdout
    assert stocked.json("cheque", "clear", waits["slip"])["balance"] == 28500
    assert "now owes Rs 335" in stocked.run("cheque", "bounce", waits["slip"]).stdout
    assert stocked.run("cheque", "bounce", waits["slip"]).exit_code == 1
    refused = stocked.run("--json", *cheque)
    assert json.loads(refused.stdout)["error"] == "ChequeDateNeededError"
    refused = stocked.run("--json", "pay", "1", "8964000101234", "--method", "cash")
    assert json.loads(refused.stdout)["error"] == "AmountTooLargeError"


def test_terms_of_a_customer_by_command(stocked: Shop) -> None:
    stocked.json("customer", "add", "--name", "Ahmed", "--phone", "03001234567")
    terms = ("customer", "set", "1", "--limit", "100", "--overdue", "block")
    stocked.json(
        *terms,
        "--taker",
        "Iqbal",
        "--settles",
        "5",
        "--messages",
        "--until",
        "31-12-2099",
        "--extra-limit",
        "900",
    )

    room = stocked.json("customer", "show", "1")["available"]
    stocked.json(*terms, "--extra-limit", "none", "--taker", "anybody")

    assert room == 90000
    assert stocked.json("customer", "show", "1")["available"] == 10000
    assert stocked.run(*terms, "--extra-limit", "50").exit_code == 1
    assert stocked.run("customer", "set", "1", "--over-limit", "shop").exit_code == 0


def test_statement_and_ageing_by_command(stocked: Shop, tmp_path: Path) -> None:
    who = ("--name", "Ahmed", "--phone", "03001234567", "--area", "Okara")
    stocked.json("customer", "add", *who)
    stocked.json("sell", "--line", "A2", "--customer", "1", "--tender", "khata=rest")
    stocked.json("pay", "1", "40", "--method", "cash")

    written = stocked.run("statement", "1", "--details").stdout
    facts = stocked.json("statement", "1", "--span", "all")
    pdf = stocked.json("statement", "1", "--pdf", str(tmp_path / "a.pdf"))
    into = tmp_path / "all"
    area = stocked.run("statement", "--area", "okara", "--pdf", str(into))
    said = stocked.run("statement", "1", "--pdf", str(into)).stdout
    aged = stocked.run("report", "ageing", "--by", "due").stdout
    rows = stocked.run("--json", "report", "ageing").stdout.splitlines()
    stocked.run("report", "ageing", "--format", "csv", "--out", str(tmp_path / "a.csv"))

    said_csv = stocked.run("statement", "1", "--csv", str(tmp_path / "s.csv")).stdout
    table = (tmp_path / "s.csv").read_text("utf-8-sig").splitlines()
    assert "balance 400 Dr" in said_csv
    assert table[1].endswith(",0")
    assert table[-1].endswith(",400 Dr")
    assert "Closing balance" in written
    assert "400 Dr" in written
    assert (facts["closing"], facts["given"], facts["received"]) == (40000, 44000, 4000)
    assert pdf["pages"] == 1
    assert "1 statements are in" in area.stdout
    assert "1 pages, balance 400 Dr" in said
    assert (into / "khata-1.pdf").read_bytes().startswith(b"%PDF")
    assert (
        stocked.json("statement", "--area", "okara", "--pdf", str(into))["closing"]
        == 40000
    )
    assert "Not due" in aged
    sheet = stocked.run("report", "collection").stdout
    assert "1. Ahmed 0300-1234567" in sheet
    assert "1 people" in sheet
    assert stocked.json("report", "collection")["owes"] == 40000
    rows_ = stocked.run("report", "collection", "--format", "csv").stdout
    assert "40000" in rows_
    assert "received" in rows_
    assert json.loads(rows[-1])["balance"] == 40000
    assert "Ahmed" in (tmp_path / "a.csv").read_text("utf-8-sig")


def test_a_statement_that_cannot_be_written(stocked: Shop, tmp_path: Path) -> None:
    stocked.json("customer", "add", "--name", "Ahmed", "--phone", "03001234567")
    stocked.json("sell", "--line", "A2", "--customer", "1", "--tender", "khata=rest")
    nowhere = tmp_path / "nowhere" / "a.pdf"

    assert stocked.run("statement").exit_code == 2
    assert stocked.run("statement", "--area", "x").exit_code == 2
    refused = stocked.run("--json", "statement", "1", "--pdf", str(nowhere))
    assert json.loads(refused.stdout)["error"] == "BadFileError"
    refused = stocked.run(
        "--json", "statement", "1", "--from", "01-01-2020", "--to", "02-01-2020"
    )
    assert json.loads(refused.stdout)["error"] == "EmptyPeriodError"


def test_customers_and_balances_in_and_out_by_command(
    stocked: Shop, tmp_path: Path
) -> None:
    people, old = tmp_path / "people.csv", tmp_path / "old.csv"
    people.write_text("name,phone\nAhmed,03001234567\n")
    old.write_text("phone,date,amount\n03001234567,01-03-2026,500\n")
    bad = tmp_path / "bad.csv"
    bad.write_text("phone,amount\n0300,500\n")
    come = ("import", "khata", str(old))

    assert stocked.json("import", "customers", str(people))["added"] == 1
    assert "500 then" in stocked.run(*come, "--dry-run").stdout
    refused = stocked.run("--json", *come, "--total", "400")
    assert json.loads(refused.stdout)["error"] == "TotalDiffersError"
    assert stocked.json(*come, "--total", "500")["applied"] is True
    refused = stocked.run("import", "khata", str(bad), "--total", "1000")
    assert (refused.exit_code, "line 2" in refused.stdout) == (1, True)
    out = tmp_path / "khata.csv"
    assert stocked.json("export", "khata", str(out))["rows"] == 1
    stocked.run("export", "customers", str(tmp_path / "c.json"), "--format", "json")
    assert "*******4567" in (tmp_path / "c.json").read_text()
    assert stocked.json("customer", "export", "1")["khata"][0]["balance"] == "500.00"
    assert stocked.run("customer", "forget", "1").exit_code == 1
    stocked.run("pay", "1", "500", "--method", "cash")
    assert "forgotten" in stocked.run("customer", "forget", "1").stdout


def test_two_accounts_become_one_by_command(stocked: Shop) -> None:
    for name, phone in (("Ahmed", "03001234567"), ("Ahmad", "03001234568")):
        stocked.json("customer", "add", "--name", name, "--phone", phone)
    stocked.json("sell", "--line", "A2", "--customer", "2", "--tender", "khata=rest")

    merged = stocked.json("customer", "merge", "2", "1", "--reason", "same man")
    stocked.json("pay", "0300-1234568", "40", "--method", "cash")

    assert (merged["moved"], merged["balance"]) == (44000, 44000)
    assert stocked.json("customer", "show", "2")["id"] == 1
    assert stocked.run("customer", "unmerge", "2", "--reason", "no").exit_code == 1
    assert stocked.run("customer", "merge", "2", "1", "--reason", "x").exit_code == 1
    assert stocked.json("verify")["ok"]


def test_an_override_by_an_owner(stocked: Shop) -> None:
    stocked.run(
        "customer", "add", "--name", "Ahmed", "--phone", "03001234567", "--limit", "100"
    )

    sold = stocked.json(
        "sell",
        "--line",
        "A2",
        "--customer",
        "1",
        "--tender",
        "khata=rest",
        "--override",
        "Eid",
    )

    assert sold["khata"] == 44000


def test_customers_by_command(stocked: Shop) -> None:
    stocked.run("customer", "add", "--name", "Ahmed Ali", "--phone", "03001234567")
    changed = stocked.json(
        "customer", "set", "1", "--limit", "unlimited", "--days", "7", "--tier", "VIP"
    )
    assert changed["available"] is None
    assert (
        stocked.json("customer", "set", "1", "--limit", "shop")["available"]
        == 1_000_000  # a VIP has the shop's limit and a bonus
    )
    found = stocked.run("customer", "find", "ahm")
    assert "Ahmed Ali 0300-1234567" in found.stdout
    shown = stocked.json("customer", "show", "03001234567")
    assert (shown["name"], shown["tier"], shown["visits"]) == ("Ahmed Ali", "VIP", 0)
    assert stocked.run("customer", "add", "--phone", "0300").exit_code == 2
    cashier = stocked.json("customer", "show", "1", user="Ali", pin="1234")
    assert cashier["phone"] == "...4567"
    assert "total_spent" not in cashier
    full = stocked.json(
        "customer",
        "add",
        "--name",
        "Haji",
        "--phone",
        "03111234567",
        "--area",
        "Bazaar",
    )
    assert full["id"] == 2


def test_a_batch_sells_line_by_line(stocked: Shop, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    lines = [
        {"lines": ["A2*2"], "tenders": ["cash=rest"], "key": "k1"},
        {"lines": ["nothing"], "tenders": ["cash=rest"]},
        {"lines": ["A2"], "tenders": ["gold=rest"]},
        {"lines": ["A2"], "tenders": ["cash=rest"], "colour": "red"},
        {"lines": ["A2"], "tenders": ["cash=rest"], "redeem": 5},
        {"lines": ["A2*2"], "tenders": ["cash=rest"], "key": "k1"},
    ]
    batch.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n")

    result = stocked.run("sell", "--batch", str(batch))

    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [answer.get("receipt") for answer in answers] == [
        "A1-000001",
        None,
        None,
        None,
        None,
        "A1-000001",
    ]
    assert answers[-1]["replayed"] is True
    assert answers[1]["error"] == "ProductNotFoundError"
    assert stocked.run("sell", "--batch", str(tmp_path / "no")).exit_code == 2
    text = json.dumps(lines[0])
    assert stocked.run("sell", "--batch", "-", input=f"{text}\n\n").exit_code == 0


def test_packs_and_labels_by_command(stocked: Shop) -> None:
    from tests.domain.test_barcode import label

    csv = stocked.directory / "more.csv"
    csv.write_text("sku,name,price,unit\n123,Aloo,100,kg\n")
    stocked.run("import", "products", str(csv))

    weighed = stocked.json(
        "sell", "--line", label("210012301250"), "--tender", "cash=rest"
    )
    priced = stocked.json(
        "sell", "--line", label("200012300345") + "*1", "--tender", "cash=rest"
    )

    assert (weighed["total"], priced["total"]) == (12500, 34500)


def test_a_star_or_a_price_inside_a_code_is_read_from_the_right(stocked: Shop) -> None:
    refused = stocked.run("--json", "sell", "--line", "A*B=C", "--tender", "cash=rest")

    assert json.loads(refused.stdout)["error"] == "ProductNotFoundError"
    assert "A*B=C" in json.loads(refused.stdout)["message"]


def test_wrong_usage_is_two(stocked: Shop) -> None:
    assert stocked.run("sell", "--line", "A1", "--tender", "cash").exit_code == 2
    assert stocked.run("verify", user="").exit_code == 2
    assert stocked.run("nonsense").exit_code == 2


def test_a_wrong_pin_is_refused(stocked: Shop) -> None:
    assert stocked.run("verify", pin="000000").exit_code == 1
    assert stocked.run("verify", pin="").exit_code == 1
    assert stocked.run("verify", user="Ali", pin="1234").exit_code == 1


def test_a_pin_from_a_file(stocked: Shop, tmp_path: Path) -> None:
    path = tmp_path / "pin"
    path.write_text(f"{OWNER_PIN}\n")

    assert stocked.run("--pin-file", str(path), "verify", pin="").exit_code == 0
    assert stocked.run("--pin-file", str(tmp_path / "no"), "verify").exit_code == 2


def test_people_by_command(shop: Shop, tmp_path: Path) -> None:
    env = {"TUI_POS_NEW_PIN": "4321"}
    added = shop.run("user", "add", "Hina", "--role", "cashier", env=env)
    assert added.stdout == "Hina can log in.\n"
    assert "Hina" in shop.run("user", "list").stdout
    assert shop.json("user", "disable", "Hina")["active"] is False
    assert "(disabled)" in shop.run("user", "list").stdout


def test_shifts_by_command(stocked: Shop) -> None:
    closed = stocked.json("shift", "close", "--counted", "1990", user="Ali", pin="1234")
    assert closed["difference"] == -1000
    assert "expected" not in closed
    opened = stocked.json("shift", "open", "--float", "10")
    assert opened["state"] == "open"
    assert stocked.json("shift", "close", "--counted", "10")["expected"] == 1000
    assert (
        "difference"
        in stocked.run("shift", "close", "--counted", "10").stderr + "difference"
    )


def test_settings_by_command(shop: Shop) -> None:
    assert shop.json("setting", "set", "khata.limit", "7500")["value"] == "7500.00"
    assert "khata.limit" in shop.run("setting", "list").stdout
    assert shop.run("setting", "set", "x", "y").exit_code == 1


def test_goods_out_and_in_again_change_nothing(stocked: Shop, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert stocked.run("export", "products", str(path)).exit_code == 0
    again = stocked.json("import", "products", str(path))
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 2)
    as_json = tmp_path / "out.json"
    assert (
        stocked.json("export", "products", str(as_json), "--format", "json")["rows"]
        == 2
    )
    assert json.loads(as_json.read_text())[0]["sku"] == "A1"


def test_a_list_with_faults_is_reported(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("sku,name,price\nA,Good,5\nB,,5\n")

    refused = shop.run("import", "products", str(path))
    assert refused.exit_code == 1
    assert "line 3: name: must not be empty" in refused.stdout
    assert "--skip-refused" in refused.stdout
    tried = shop.run("import", "products", str(path), "--dry-run", "--skip-refused")
    assert "dry run" in tried.stdout
    assert shop.json("import", "products", str(path), "--skip-refused")["added"] == 1


def test_the_books_are_read_and_proved(stocked: Shop) -> None:
    stocked.run("sell", "--line", "A2", "--tender", "cash=rest")
    assert "The books are whole" in stocked.run("verify").stdout
    assert "receipt" in stocked.run("audit", "sale").stdout
    row = json.loads(stocked.run("audit", "audit_sale", "--format", "json").stdout)
    assert row["total"] == 44000
    assert stocked.run("audit", "nothing").exit_code == 1


def test_books_that_do_not_verify_are_four(stocked: Shop) -> None:
    from tui_pos import bootstrap
    from tui_pos.bootstrap import Opening
    from tui_pos.db import database

    stocked.run("sell", "--line", "A2", "--tender", "cash=rest")
    shop = bootstrap.open_shop(Opening(stocked.directory))
    database.obj.execute_sql("DROP TRIGGER sale_no_update")
    database.obj.execute_sql("UPDATE sale SET total = 1")
    shop.close()

    proved = stocked.run("verify")
    assert proved.exit_code == 4
    assert "sale 1: it is as it was written" in proved.stdout
    assert stocked.run("--json", "verify").exit_code == 4
    assert stocked.run("sell", "--line", "A2", "--tender", "cash=rest").exit_code == 3
    assert stocked.run("audit", "sale").exit_code == 0


def test_the_key_card(shop: Shop) -> None:
    card = shop.run("keys").stdout
    assert "F12" in card
    assert "/ca" in card
    first = json.loads(shop.run("--json", "keys").stdout.splitlines()[0])
    assert first == {"id": "help", "key": "f1", "twin": "?"}
    (shop.directory / "config.toml").write_text('[keys]\npark = "f2"\n')
    assert "find" in shop.run("keys").stderr


def test_migrate_says_what_it_did(shop: Shop) -> None:
    assert shop.run("migrate").stdout == "The shop is up to date.\n"
    assert shop.json("migrate") == {"applied": [], "backup": None}


def test_the_demo_shop_is_the_same_for_the_same_seed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui_pos.demo import trade

    monkeypatch.setattr(trade, "DAYS", 4)
    seen: list[list[object]] = []
    for name in ("one", "two"):
        shop = Shop(tmp_path / name)
        made = CliRunner().invoke(
            main,
            [
                "demo",
                "--shop",
                str(tmp_path / name),
                "--plain",
                "--no-open",
                "--json",
                "--until",
                "2026-03-14",
                "--seed",
                "7",
            ],
        )
        assert made.exit_code == 0, made.output
        people = json.loads(made.stdout)["users"]
        owner = next(person for person in people if person["role"] == "owner")
        more = {"user": owner["name"], "pin": owner["pin"]}
        assert shop.json("verify", **more)["ok"] is True
        views = [
            "sale",
            "line",
            "tender",
            "khata",
            "stock",
            "drawer",
            "customer",
            "spool",
        ]
        seen.append([shop.run("audit", view, **more).stdout for view in views])
        journal = shop.run(
            "audit", "journal", "--format", "json", **more
        ).stdout.splitlines()
        seen[-1].append(
            [
                {
                    key: value
                    for key, value in json.loads(line).items()
                    if "hash" not in key
                }
                for line in journal
            ]
        )
    assert seen[0] == seen[1]
    again = CliRunner().invoke(
        main, ["demo", "--shop", str(tmp_path / "one"), "--no-open"]
    )
    assert again.exit_code == 3
