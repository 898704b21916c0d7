from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tui_pos.domain.errors import AmountNotPositiveError, OverpaymentError
from tui_pos.domain.khata_errors import (
    ChequeDateNeededError,
    ChequeForgivesNothingError,
    DiscountOverDebtError,
    OnlyCashGivesChangeError,
    ReferenceNeededError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.paying import Payment, PayMethod, check_payment, split

OWED = Money.rupees(500)
CASH = Payment(1, Money.rupees(100), "k")
CHEQUE = replace(
    CASH, method=PayMethod.CHEQUE, reference="000123", cheque_date=date(2026, 4, 5)
)


@pytest.mark.parametrize("payment", [CASH, CHEQUE])
def test_what_lacks_nothing_is_taken(payment: Payment) -> None:
    check_payment(payment)


@pytest.mark.parametrize(
    ("payment", "refusal"),
    [
        (replace(CASH, amount=ZERO), AmountNotPositiveError),
        (replace(CASH, amount=Money(-1)), AmountNotPositiveError),
        (replace(CASH, discount=Money(-1)), AmountNotPositiveError),
        (replace(CASH, method=PayMethod.RAAST, reference="  "), ReferenceNeededError),
        (replace(CHEQUE, reference=""), ReferenceNeededError),
        (replace(CHEQUE, cheque_date=None), ChequeDateNeededError),
        (replace(CHEQUE, discount=Money(1)), ChequeForgivesNothingError),
        (
            replace(CASH, method=PayMethod.BANK, reference="7", with_change=True),
            OnlyCashGivesChangeError,
        ),
    ],
)
def test_what_lacks_something_is_refused(
    payment: Payment, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        check_payment(payment)


def test_a_bank_transfer_with_its_number_is_taken() -> None:
    check_payment(replace(CASH, method=PayMethod.BANK, reference="TRX 77"))


def test_more_than_is_owed_is_change_or_advance_as_the_customer_chose() -> None:
    much = replace(CASH, amount=Money.rupees(700))

    with pytest.raises(OverpaymentError):
        split(much, OWED)
    assert split(replace(much, with_change=True), OWED) == (OWED, Money.rupees(200))
    assert split(replace(much, as_advance=True), OWED) == (Money.rupees(700), ZERO)
    with pytest.raises(OverpaymentError):
        split(replace(much, with_change=True), Money.rupees(-5))


def test_no_more_is_forgiven_than_stays_owed() -> None:
    forgiving = replace(CASH, amount=Money.rupees(480), discount=Money.rupees(20))

    assert split(forgiving, OWED) == (Money.rupees(480), ZERO)
    with pytest.raises(DiscountOverDebtError) as refusal:
        split(replace(forgiving, discount=Money.rupees(21)), OWED)
    assert refusal.value.left == Money.rupees(20)
