from __future__ import annotations

import pytest

from tui_pos.domain.barcode import LabelPattern, check_digit, is_gtin, key_of
from tui_pos.domain.errors import BadPatternError
from tui_pos.domain.money import Money
from tui_pos.domain.quantity import Quantity


def label(body: str) -> str:
    return body + check_digit(body)


def test_upc_and_ean_of_one_article_are_one_key() -> None:
    assert key_of("036000291452") == key_of("0036000291452")
    assert key_of("ab-1 ") == "AB-1"
    assert is_gtin("5901234123457")
    assert not is_gtin("5901234123458")


def test_gs1_codes_give_their_article_number() -> None:
    assert key_of("]C10105901234123457") == key_of("5901234123457")
    assert key_of("]e0XYZ") == "XYZ"


def test_a_weight_label_says_item_and_grams() -> None:
    read = LabelPattern("21IIIIIWWWWWC").read(label("210012301250"))

    assert read is not None
    assert (read.item, read.quantity) == ("00123", Quantity(1250))


def test_a_price_label_says_item_and_rupees() -> None:
    read = LabelPattern("20IIIIIPPPPPC").read(label("200012300345"))

    assert read is not None
    assert read.price == Money.rupees(345)


def test_a_count_label_says_how_many() -> None:
    read = LabelPattern("22IIIIIQQQQQC").read(label("220012300012"))

    assert read is not None
    assert read.quantity == Quantity.of(12)


@pytest.mark.parametrize("code", ["123", label("230012301250"), "2100123012505"])
def test_another_code_is_no_label(code: str) -> None:
    wrong = code if code != "2100123012505" else label("210012301250")[:-1] + "x"

    assert LabelPattern("21IIIIIWWWWWC").read(wrong) is None


@pytest.mark.parametrize(
    "form",
    ["21IIIII", "21IIIIIWWWWWX", "21WWWWWWWWWWC", "21IIIIIPPWWWC", "21IIIIIWWWWWW"],
)
def test_a_pattern_that_no_scale_prints_is_refused(form: str) -> None:
    with pytest.raises(BadPatternError):
        LabelPattern(form)
