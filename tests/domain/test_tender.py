from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_pos.domain.errors import (
    LooksLikeBarcodeError,
    NotFullyPaidError,
    TenderTooLargeError,
)
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.tender import (
    Given,
    TenderKind,
    check_cash_typed,
    likely_notes,
    remaining,
    settle,
)

dues = st.integers(0, 10**8).map(Money)


@given(dues, st.integers(0, 10**8).map(Money))
def test_what_is_tendered_is_the_total(due: Money, card: Money) -> None:
    given_ = (Given(TenderKind.CARD, min(card, due)), Given(TenderKind.CASH))

    settled = settle(due, given_)

    assert Money.total(one.amount for one in settled.tenders) == settled.total
    assert settled.total == due + settled.rounding
    assert abs(settled.rounding.paisas) <= 50
    assert settled.change == ZERO


def test_cash_is_rounded_to_the_rupee_and_gives_change() -> None:
    settled = settle(
        Money.rupees("384.75"), (Given(TenderKind.CASH, Money.rupees(500)),)
    )

    assert settled.rounding == Money(25)
    assert settled.change == Money.rupees(115)
    assert settled.cash == Money.rupees(385)


def test_other_tenders_are_exact() -> None:
    settled = settle(Money.rupees("384.75"), (Given(TenderKind.BANK),))

    assert settled.rounding == ZERO
    assert settled.total == Money.rupees("384.75")
    assert settled.cash == ZERO


def test_a_split_of_khata_and_cash() -> None:
    settled = settle(
        Money.rupees(1000),
        (Given(TenderKind.KHATA, Money.rupees(400)), Given(TenderKind.CASH)),
    )

    assert settled.on_khata == Money.rupees(400)
    assert settled.cash == Money.rupees(600)


def test_exact_cash_takes_only_what_half_given_cash_has_left() -> None:
    half = Given(TenderKind.CASH, Money.rupees(500))

    settled = settle(Money.rupees(1000), (half, Given(TenderKind.CASH)))

    assert settled.change == ZERO
    assert settled.cash == Money.rupees(1000)


@pytest.mark.parametrize("kind", [TenderKind.KHATA, TenderKind.CARD])
def test_the_rest_is_what_the_given_cash_leaves(kind: TenderKind) -> None:
    half = Given(TenderKind.CASH, Money.rupees(500))

    settled = settle(Money.rupees(1430), (half, Given(kind)))

    assert settled.change == ZERO
    assert [(one.kind, one.amount) for one in settled.tenders] == [
        (kind, Money.rupees(930)),
        (TenderKind.CASH, Money.rupees(500)),
    ]


def test_cash_given_before_the_bill_shrank_comes_back() -> None:
    given_ = (Given(TenderKind.CASH, Money.rupees(500)), Given(TenderKind.CASH))

    settled = settle(Money.rupees(400), given_)

    assert settled.change == Money.rupees(100)


def test_too_little_cash_is_refused() -> None:
    with pytest.raises(NotFullyPaidError) as refusal:
        settle(Money.rupees(100), (Given(TenderKind.CASH, Money.rupees(90)),))

    assert refusal.value.short == Money.rupees(10)


def test_no_tender_pays_nothing() -> None:
    with pytest.raises(NotFullyPaidError):
        settle(Money.rupees(100), ())


def test_only_cash_gives_change() -> None:
    with pytest.raises(TenderTooLargeError):
        settle(Money.rupees(100), (Given(TenderKind.CARD, Money.rupees(101)),))


def test_a_bill_paid_by_card_needs_no_cash_line() -> None:
    settled = settle(
        Money.rupees(100),
        (Given(TenderKind.CARD, Money.rupees(100)), Given(TenderKind.CASH)),
    )

    assert [one.kind for one in settled.tenders] == [TenderKind.CARD]


def test_a_free_bill_is_paid_by_no_cash() -> None:
    settled = settle(ZERO, (Given(TenderKind.CASH),))

    assert settled.total == ZERO
    assert len(settled.tenders) == 1


@pytest.mark.parametrize(
    ("due", "notes"),
    [
        (1430, [1450, 1500, 2000]),
        (73, [100, 500, 1000]),
        (5000, [5500, 6000, 6500]),
        (4999, [5000, 5500, 6000]),
    ],
)
def test_the_three_likeliest_notes(due: int, notes: list[int]) -> None:
    assert [note.paisas // 100 for note in likely_notes(Money.rupees(due))] == notes


@given(st.integers(0, 10**7).map(Money))
def test_notes_are_always_three_and_enough(due: Money) -> None:
    notes = likely_notes(due)

    assert len(set(notes)) == 3
    assert all(note >= due for note in notes)


@pytest.mark.parametrize("typed", ["89640001", "5901234123457", "20000"])
def test_a_barcode_is_no_money(typed: str) -> None:
    with pytest.raises(LooksLikeBarcodeError):
        check_cash_typed(typed, Money.rupees(typed), due=Money.rupees(150))


def test_a_large_note_for_a_small_bill_is_money() -> None:
    check_cash_typed("5000", Money.rupees(5000), due=Money.rupees(20))


def test_what_remains_after_half_given_tenders() -> None:
    given_ = (Given(TenderKind.CASH, Money.rupees(30)), Given(TenderKind.KHATA))

    assert remaining(Money.rupees(100), given_) == Money.rupees(70)
