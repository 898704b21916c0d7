"""Points, tiers, campaigns and old sales by command."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_commands import Shop, shop, stocked

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["shop", "stocked"]


@pytest.fixture
def ahmed(stocked: Shop) -> Shop:
    stocked.json("customer", "add", "--name", "Ahmed", "--phone", "03001234567")
    return stocked


def sell(here: Shop, *more: str, line: str = "A1") -> dict[str, object]:
    words = ("sell", "--line", line, "--customer", "1", *more)
    return here.json(*words, "--tender", "cash=rest")


def test_points_are_earned_redeemed_and_go_back(ahmed: Shop) -> None:
    first = sell(ahmed, line="A1*10")
    assert (first["points_earned"], first["points"]) == (775, 775)
    assert ahmed.json("customer", "show", "1")["points"] == 775

    paid = sell(ahmed, "--redeem", "500")
    assert (paid["total"], paid["points"]) == (15500, 775 - 500 + 75)
    said = ahmed.run("audit", "tender", "--format", "json").stdout
    tender = [json.loads(line) for line in said.splitlines()]
    assert [(row["kind"], row["amount"]) for row in tender][1:] == [
        ("points", 500),
        ("cash", 15000),
    ]
    again = ahmed.run(
        *("--json", "sell", "--line", "A1", "--customer", "1", "--redeem", "400"),
        *("--tender", "cash=rest"),
    )
    assert again.exit_code == 1
    assert json.loads(again.stdout)["error"] == "TooFewPointsError"

    back = ahmed.json("return", str(paid["receipt"]), "--line", "1", "--reason", "bad")
    assert back["points"] == 775


def test_a_batch_redeems_too(ahmed: Shop, tmp_path: Path) -> None:
    sell(ahmed, line="A1*10")
    batch = tmp_path / "batch"
    order = {"lines": ["A1"], "tenders": ["cash=rest"], "customer": 1, "redeem": 500}
    batch.write_text(json.dumps(order))

    assert ahmed.json("sell", "--batch", str(batch))["points"] == 350


def test_a_tier_and_points_by_hand(ahmed: Shop) -> None:
    made = ahmed.json("loyalty", "tier", "1", "VIP", "--reason", "a friend")
    assert made == {"id": 1, "tier": "VIP"}
    assert sell(ahmed)["points_earned"] == 155
    assert ahmed.json("loyalty", "tier", "1", "auto")["tier"] == "New"
    assert ahmed.json("loyalty", "points", "1", "--reason", "x", "45")["points"] == 200
    assert ahmed.run("loyalty", "tier", "1", "Gold", "--reason", "x").exit_code == 1
    said = ahmed.run("loyalty", "points", "1", "5", "--reason", "x").stdout
    assert said == "#1 has 205 points.\n"


def test_segments_and_campaigns(ahmed: Shop) -> None:
    found = ahmed.json("loyalty", "segment", "best", "top", "10")
    assert (found["name"], found["kind"]) == ("best", "top 10")
    begun = ahmed.json(
        *("loyalty", "campaign", "Eid", "--times", "2", "--bonus", "10"),
        *("--from", "2026-01-01", "--to", "2099-01-01"),
    )
    assert (begun["name"], begun["multiplier_bp"]) == ("Eid", 20_000)
    assert sell(ahmed)["points_earned"] == 165
    for whom in (("--segment", "best"), ("--tier", "VIP")):
        more = ahmed.run("loyalty", "campaign", "More", "--times", "3", *whom)
        assert more.exit_code == 0, more.output
        assert "Eid" in more.stdout
    assert ahmed.run("loyalty", "campaign", "--end", "1").exit_code == 0
    assert ahmed.run("loyalty", "campaign", "Bad").exit_code == 1
    assert ahmed.run("loyalty", "segment", "best", "--drop").stdout == ""
    hours = ("--hours", "16:00-19:00", "--times", "2", "--goods", "A1")
    assert "16:00" in ahmed.run("--json", "loyalty", "campaign", "Late", *hours).stdout


def test_a_rule_is_tried_and_the_tiers_are_run(ahmed: Shop) -> None:
    tried = ahmed.json("loyalty", "try", "loyalty.earn", "100")
    assert tried["sales"] == 0
    assert (
        "would have earned" in ahmed.run("loyalty", "try", "loyalty.on", "off").stdout
    )
    run = ahmed.json("loyalty", "tiers")
    assert (run["ups"], run["downs"]) == (0, 0)
    assert ahmed.run("loyalty", "tiers").stdout.startswith("New x1")
    refused = ahmed.run("setting", "set", "loyalty.tiers", "New x1; VIP x2")
    assert refused.exit_code == 1
    assert "write 'purchases 4'" in refused.stderr


def test_the_report_of_points(ahmed: Shop, tmp_path: Path) -> None:
    sell(ahmed)
    text = ahmed.run("report", "loyalty").stdout
    assert "Outstanding 77 points, worth Rs 0.77" in text
    rows = [
        json.loads(line)
        for line in ahmed.run("--json", "report", "loyalty").stdout.splitlines()
    ]
    assert rows[-1]["issued"] == 77
    assert [row["by"] for row in rows] == ["month", "tier", "total"]
    out = tmp_path / "points.csv"
    more = ("--format", "csv", "--out", str(out), "--from", "2026-01-01")
    assert ahmed.run("report", "loyalty", *more).exit_code == 0
    assert out.read_text("utf-8-sig").startswith("Period,issued")
    last = ahmed.run("report", "loyalty", "--to", "2026-01-31").stdout
    assert "31-01-2026" in last


def test_old_sales_come_in_by_command(ahmed: Shop, tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("receipt,date,customer,total\n9,2026-01-05,0300-1234567,480\n")

    report = ahmed.json("import", "sales", str(path))

    assert (report["added"], report["unchanged"]) == (1, 0)
    shown = ahmed.json("customer", "show", "1")
    assert (shown["total_spent"], shown["visits"]) == (48000, 1)
    path.write_text("receipt,date,customer,total\n9,2026-01-05,0300-9999999,480\n")
    refused = ahmed.run("import", "sales", str(path))
    assert refused.exit_code == 1
    assert "customer" in refused.stdout
