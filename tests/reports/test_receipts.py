from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.conftest import KARACHI, NOON
from tui_pos import i18n
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.quantity import Quantity
from tui_pos.domain.receipt import as_text
from tui_pos.reports import receipts
from tui_pos.reports.csv_text import safe_cell
from tui_pos.reports.sheet import recovery_sheet_text
from tui_pos.services.paper import (
    KhataPaper,
    KhataSlip,
    LinePaper,
    SalePaper,
    ShopHead,
    TenderPaper,
)

HEAD = ShopHead("Al-Madina", "Main Bazaar, Okara", "0300-1234567", "")
SALE = SalePaper(
    head=HEAD,
    receipt="A1-000042",
    at=NOON,
    cashier="Ali",
    counter="till",
    customer="Haji Rashid",
    lines=(
        LinePaper(
            "Cheeni",
            "kg",
            Quantity(1250),
            Money.rupees(155),
            Money.rupees("193.75"),
            ZERO,
        ),
        LinePaper(
            "Tapal Danedar 190 g",
            "pc",
            Quantity.of(2),
            Money.rupees(440),
            Money.rupees(880),
            Money.rupees(40),
        ),
    ),
    tenders=(
        TenderPaper("khata", Money.rupees(500), Money.rupees(500), ""),
        TenderPaper("card", Money.rupees(100), Money.rupees(100), "4711"),
        TenderPaper("cash", Money.rupees(434), Money.rupees(500), ""),
    ),
    subtotal=Money.rupees("1073.75"),
    discount=Money.rupees(40),
    tax=Money.rupees("128.14"),
    rounding=Money(25),
    total=Money.rupees(1034),
    change=Money.rupees(66),
    khata=KhataPaper(Money.rupees(6430), Money.rupees(6930), date(2026, 4, 13)),
    journal_head="0a1b2c3d",
)
AT_32 = """\
           Al-Madina
       Main Bazaar, Okara
          0300-1234567
--------------------------------
Bill A1-000042              till
14-03-2026 12:00             Ali
Customer: Haji Rashid
--------------------------------
Cheeni
  1.25 kg x 155           193.75
Tapal Danedar 190 g
  2 x 440                    880
  Discount                   -40
--------------------------------
Subtotal                1,073.75
Discount                     -40
Rounding                    0.25
TOTAL                   Rs 1,034
Sales tax included        128.14
--------------------------------
Khata                        500
Card 4711                    100
Cash                         500
Change                        66
--------------------------------
             UDHAAR
Previous balance           6,430
This bill on khata           500
Paid now                     534
New balance                6,930
Due by                13-04-2026
Signature:

________________________
--------------------------------
     Thank you, come again
          *A1-000042*
      A1-000042 · 0a1b2c3d"""
AT_42 = """\
                Al-Madina
            Main Bazaar, Okara
               0300-1234567
------------------------------------------
Bill A1-000042                        till
14-03-2026 12:00                       Ali
Customer: Haji Rashid
------------------------------------------
Cheeni
  1.25 kg x 155                     193.75
Tapal Danedar 190 g
  2 x 440                              880
  Discount                             -40
------------------------------------------
Subtotal                          1,073.75
Discount                               -40
Rounding                              0.25
TOTAL                             Rs 1,034
Sales tax included                  128.14
------------------------------------------
Khata                                  500
Card 4711                              100
Cash                                   500
Change                                  66
------------------------------------------
                  UDHAAR
Previous balance                     6,430
This bill on khata                     500
Paid now                               534
New balance                          6,930
Due by                          13-04-2026
Signature:

________________________
------------------------------------------
          Thank you, come again
               *A1-000042*
           A1-000042 · 0a1b2c3d"""
AT_48 = """\
                   Al-Madina
               Main Bazaar, Okara
                  0300-1234567
------------------------------------------------
Bill A1-000042                              till
14-03-2026 12:00                             Ali
Customer: Haji Rashid
------------------------------------------------
Cheeni
  1.25 kg x 155                           193.75
Tapal Danedar 190 g
  2 x 440                                    880
  Discount                                   -40
------------------------------------------------
Subtotal                                1,073.75
Discount                                     -40
Rounding                                    0.25
TOTAL                                   Rs 1,034
Sales tax included                        128.14
------------------------------------------------
Khata                                        500
Card 4711                                    100
Cash                                         500
Change                                        66
------------------------------------------------
                     UDHAAR
Previous balance                           6,430
This bill on khata                           500
Paid now                                     534
New balance                                6,930
Due by                                13-04-2026
Signature:

________________________
------------------------------------------------
             Thank you, come again
                  *A1-000042*
              A1-000042 · 0a1b2c3d"""
PAYMENT = KhataSlip(
    head=replace(HEAD, footer="Shukriya"),
    slip="A1-P00007",
    kind="payment",
    at=NOON,
    cashier="Ali",
    customer="Haji Rashid",
    method="cash",
    amount=Money.rupees(7000),
    change=ZERO,
    before=Money.rupees(6930),
    after=Money.rupees(-70),
    journal_head="",
)


@pytest.mark.parametrize(
    ("width", "paper"), [(32, AT_32), (42, AT_42), (48, AT_48)], ids=[32, 42, 48]
)
def test_a_receipt_on_paper(width: int, paper: str) -> None:
    assert as_text(receipts.sale(SALE, zone=KARACHI), width=width) == paper


def test_a_walk_ins_receipt_says_nothing_of_khata() -> None:
    plain = replace(
        SALE,
        customer="",
        khata=None,
        discount=ZERO,
        rounding=ZERO,
        tax=ZERO,
        change=ZERO,
    )
    text = as_text(receipts.sale(plain, zone=KARACHI), width=32)

    for word in ("Customer", "UDHAAR", "Subtotal", "Rounding", "tax", "Change"):
        assert word not in text


def test_a_customer_who_owes_nothing_gets_no_khata_block() -> None:
    clear = replace(SALE, khata=KhataPaper(ZERO, ZERO, None))

    assert "balance" not in as_text(receipts.sale(clear, zone=KARACHI), width=32)


def test_a_cash_bill_of_a_debtor_shows_what_is_still_owed() -> None:
    owed = Money.rupees(100)
    cash = replace(SALE, khata=KhataPaper(owed, owed, None))
    text = as_text(receipts.sale(cash, zone=KARACHI), width=32)

    assert "UDHAAR" not in text
    assert "New balance                  100" in text


def test_a_copy_says_so_with_its_number() -> None:
    assert "DUPLICATE 2" in as_text(receipts.sale(SALE, zone=KARACHI, copy=3), width=32)
    assert "DUPLICATE" not in as_text(receipts.sale(SALE, zone=KARACHI), width=32)


def test_a_payment_slip_with_old_and_new_balance() -> None:
    text = as_text(receipts.khata_slip(PAYMENT, zone=KARACHI), width=32)

    assert "Previous balance           6,930" in text
    assert "New balance           70 advance" in text
    assert "Shukriya" in text
    with_change = replace(PAYMENT, change=Money.rupees(5))
    assert "Change" in as_text(receipts.khata_slip(with_change, zone=KARACHI), width=32)


def test_a_receipt_in_roman_urdu() -> None:
    i18n.use("ur_Latn")

    assert "Wapsi raqam                   66" in as_text(
        receipts.sale(SALE, zone=KARACHI), width=32
    )


@pytest.mark.parametrize("width", [32, 42, 48])
def test_nothing_is_wider_than_the_paper(width: int) -> None:
    text = as_text(receipts.sale(SALE, zone=KARACHI), width=width)

    assert max(map(len, text.splitlines())) <= width


def test_the_recovery_sheet_numbers_its_groups() -> None:
    text = recovery_sheet_text(bytes(32), shop_name="Al-Madina")

    assert "14: " in text
    assert "RECOVERY SHEET" in text


def test_no_cell_is_a_formula() -> None:
    for hostile in ("=1+1", "+cmd", "-x", "@SUM(A1)", "\t=1"):
        assert str(safe_cell(hostile)).startswith("'")
    assert safe_cell("-5.00") == "-5.00"
    assert safe_cell("plain") == "plain"
    assert safe_cell(None) is None


def slip(**changed: object) -> str:
    paper = replace(PAYMENT, **changed)  # type: ignore[arg-type]  # fields by name
    return as_text(receipts.khata_slip(paper, zone=KARACHI), width=32)


def test_the_slip_of_goods_says_what_and_asks_for_a_signature() -> None:
    said = slip(
        kind="goods",
        method="",
        note="10 kg ghee",
        rate_open=True,
        taken_by="Iqbal",
        due=date(2026, 4, 13),
    )

    assert "UDHAAR" in said
    assert "10 kg ghee" in said
    assert "THE RATE IS OPEN: an estimate" in said
    assert "Taken by Iqbal" in said
    assert "Due by                13-04-2026" in said
    assert "Signature:" in said


def test_the_slip_of_a_cheque_says_that_it_waits() -> None:
    said = slip(
        kind="cheque", method="cheque", reference="0001", cheque_date=date(2026, 4, 5)
    )

    assert "CHEQUE TAKEN" in said
    assert "Number 0001" in said
    assert "Of 05-04-2026" in said
    assert "It counts when the bank has paid" in said


def test_the_slip_of_a_reversal_names_what_it_takes_back() -> None:
    said = slip(
        kind="reversal",
        of="A1-P00003",
        reason="wrong man",
        approved_by="Rashid",
        discount=Money.rupees(5),
    )

    assert "REVERSAL" in said
    assert "Of slip A1-P00003" in said
    assert "Reason: wrong man" in said
    assert "Approved by Rashid" in said
    assert "Forgiven" in said
    assert "KHATA: write off" in slip(kind="write_off")
    assert "Signature:" in slip(kind="refund_out")
