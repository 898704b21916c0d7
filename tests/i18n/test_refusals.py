from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from tests.conftest import NOON
from tui_pos import i18n
from tui_pos.domain import errors, khata_errors, loyalty_errors
from tui_pos.domain.errors import PosError, StorageError
from tui_pos.domain.money import Money
from tui_pos.domain.quantity import Quantity
from tui_pos.i18n.refusals import describe, field_fault, file_fault

RS, PATH = Money.rupees(500), Path("shop.db")
EXAMPLES: tuple[PosError, ...] = (
    errors.AmountNotPositiveError(),
    errors.AmountTooLargeError(RS, RS),
    errors.NotANumberError("abc"),
    errors.BadDayError("soon"),
    errors.QuantityNotPositiveError(),
    errors.QuantityTooLargeError(Quantity.of(5)),
    errors.NotDivisibleError("Soap", "pc"),
    errors.DiscountTooLargeError(RS, RS),
    errors.NotFullyPaidError(RS),
    errors.TenderTooLargeError("card", RS, RS),
    errors.LooksLikeBarcodeError("5901234123457"),
    errors.EmptySaleError(),
    errors.ProductNotFoundError("x"),
    errors.ProductInactiveError("Soap"),
    errors.SeveralProductsError("x", (1, 2)),
    errors.OutOfStockError("Soap", Quantity.of(1)),
    errors.NoSuchLineError(1),
    errors.FixedPriceError("Eggs"),
    errors.BadPatternError("x"),
    errors.BadFieldError("name", "empty"),
    errors.AlreadyExistsError("sku", "A"),
    errors.CustomerNotFoundError("404"),
    errors.CustomerExistsError(1, "Ahmed"),
    errors.BadPhoneError("x"),
    errors.BadCnicError("x"),
    errors.NoCustomerForKhataError(),
    errors.CustomerNotActiveError("Ahmed", "hold"),
    errors.CreditLimitError(RS, RS, RS, RS),
    errors.OverpaymentError(RS, RS),
    khata_errors.OverdueError("Ahmed", 16, NOON.date(), RS, RS),
    khata_errors.TotalDiffersError(RS, RS),
    khata_errors.SameAccountError(),
    khata_errors.MergedAccountError(2),
    khata_errors.NotMergedError(),
    khata_errors.LaterEntriesError(),
    khata_errors.TakerNeededError(("Iqbal", "Hina")),
    khata_errors.NotSettledError("Ahmed", RS),
    khata_errors.SecondPersonError("customer-pin", "Ahmed", RS),
    khata_errors.SecondPersonError("staff-pin", "Ahmed", RS),
    khata_errors.NotSecondPersonError(),
    khata_errors.AlreadyDisputedError(),
    khata_errors.SheetNotFoundError("C9"),
    khata_errors.EntryNotFoundError("7"),
    khata_errors.NotReversibleError("sale"),
    khata_errors.AlreadyReversedError(),
    khata_errors.PeriodLockedError(NOON.date()),
    khata_errors.BackDatedError("khata.backdate", "Ali", 1),
    khata_errors.FutureDateError(),
    khata_errors.NoAdvanceError(RS),
    khata_errors.NothingWrittenOffError(RS),
    khata_errors.DiscountOverDebtError(RS),
    khata_errors.BillNotOpenError("A1-000001"),
    khata_errors.ReferenceNeededError(),
    khata_errors.ChequeDateNeededError(),
    khata_errors.OnlyCashGivesChangeError(),
    khata_errors.ChequeForgivesNothingError(),
    khata_errors.ChequeNotPendingError("A1-P00001"),
    khata_errors.PastPromiseError(),
    khata_errors.BadPeriodError(),
    khata_errors.EmptyPeriodError(NOON.date(), NOON.date()),
    loyalty_errors.LoyaltyOffError(),
    loyalty_errors.NoCustomerForPointsError(),
    loyalty_errors.TooFewPointsError(500),
    loyalty_errors.PointsShortError("Ahmed", 120),
    loyalty_errors.PointsOverBillError(RS, 50_000),
    loyalty_errors.BadTiersError("gap", "Gold", "Gold x1"),
    loyalty_errors.BadTiersError("gap", ""),
    loyalty_errors.BadTiersError("overlap", "VIP", "purchases 5"),
    loyalty_errors.BadTiersError("twice", "VIP"),
    loyalty_errors.BadTiersError("multiplier", "x900"),
    loyalty_errors.BadTiersError("word", "VIP", "often"),
    loyalty_errors.UnknownTierError("Gold", ("New", "VIP")),
    loyalty_errors.CampaignEndsFirstError(),
    loyalty_errors.CampaignGivesNothingError(),
    loyalty_errors.CampaignNotFoundError("7"),
    loyalty_errors.BadSegmentError("x"),
    errors.PermissionDeniedError("sale.sell", "Ali"),
    errors.OverLimitError("sale.return_over_limit", "Ali", RS, RS),
    errors.ReturnTooOldError("sale.return_over_limit", "Ali", RS, 9, 7),
    errors.ReceiptNotFoundError("A1-000404"),
    errors.NotReturnableError("A1-000002", "return"),
    errors.SaleVoidedError("A1-000001", "A1-000002"),
    errors.SaleHasReturnsError("A1-000001"),
    errors.ShiftOverError("A1-000001"),
    errors.ExchangedBillError("A1-000003"),
    errors.TendersGivenError(),
    errors.ReturnTooMuchError("Soap", Quantity.of(1)),
    errors.NoSuchBillLineError("A1-000001", 3),
    errors.UnpaidOnKhataError("A1-000001", RS),
    errors.ReasonNeededError(),
    errors.WrongPinError(),
    errors.LockedOutError(NOON),
    errors.PinTooShortError(6),
    errors.UserNotFoundError("Hina"),
    errors.LastOwnerError(),
    errors.NoOpenShiftError("till"),
    errors.ShiftAlreadyOpenError("till"),
    errors.KeyUsedForAnotherActError("k"),
    errors.BadKeyError("k"),
    errors.NothingToRepeatError("A1-1"),
    errors.CartNotFoundError(1),
    errors.UnknownSettingError("x"),
    errors.BadSettingError("x", "y"),
    errors.WrongSheetGroupError(3),
    errors.BadFileError("x.csv", "empty"),
    errors.UnknownViewError("x"),
    errors.KeyClashError("f2", "find", "park"),
    errors.BadConfigError("config.toml", "them", "", "theme"),
    errors.ShopNotFoundError(PATH),
    errors.ShopExistsError(PATH),
    errors.KeyMissingError(PATH),
    errors.WrongKeyError(PATH),
    errors.OldSqliteError("3.40.1", "3.51.3"),
    errors.BadFileSystemError(PATH, "nfs"),
    errors.ReadOnlyError(PATH),
    errors.DiskFullError(PATH),
    errors.CorruptDatabaseError(PATH, "malformed"),
    errors.SchemaChangedError(PATH),
    errors.SchemaOlderError(PATH),
    errors.SchemaNewerError(PATH),
    errors.BadBackupError(PATH, "half"),
    errors.BackupFailedError(PATH, 3),
    errors.ShopInUseError(PATH),
    errors.WrongSheetError(PATH),
    errors.NoSheetError(),
    errors.CounterHeldError("till"),
    errors.BusyError(PATH),
    errors.SettingSlippedError("synchronous", "1"),
)
GENERAL = {"Not allowed.", "The shop's files cannot be used."}


@pytest.mark.parametrize("refusal", EXAMPLES, ids=lambda error: type(error).__name__)
def test_a_refusal_is_one_sentence_of_its_own(refusal: PosError) -> None:
    english = describe(refusal)
    i18n.use("ur_Latn")

    assert english not in GENERAL
    assert "\n" not in english
    assert describe(refusal) != english or english == "Group 3"


def test_every_refusal_is_among_the_examples() -> None:
    shown = {type(example) for example in EXAMPLES}
    known = {
        error
        for floor in (errors, khata_errors)
        for _name, error in inspect.getmembers(floor, inspect.isclass)
        if issubclass(error, PosError)
    }

    assert known - shown == {PosError, StorageError}


def test_what_nobody_knows_is_still_a_sentence() -> None:
    assert describe(PosError()) == "Not allowed."
    assert describe(StorageError()) in GENERAL


def test_a_value_that_a_key_cannot_have() -> None:
    said = describe(errors.BadConfigError("config.toml", "theme", "pink", "dark, ansi"))

    assert said == "config.toml: 'theme' cannot be pink. Did you mean dark, ansi?"


def test_faults_of_fields_and_files() -> None:
    assert field_fault("sku", "line:7") == "sku: stands on line 7 already"
    assert field_fault("sku", "whatever") == "sku: whatever"
    assert file_fault("column:colour") == "there is no column 'colour'"
    assert file_fault("whatever") == "whatever"
