from __future__ import annotations

from pathlib import Path

import pytest

import tui_pos.i18n as i18n
from tests.conftest import NOON
from tests.i18n.words_of_the_program import words_of_the_program
from tui_pos.domain.money import Money
from tui_pos.domain.quantity import Quantity
from tui_pos.i18n import _, read_po, words
from tui_pos.i18n.numbers import clock, day, figure, moment, qty, rs
from tui_pos.services.verify import RULES

CATALOGUE = read_po(Path(i18n.__file__).parent / "locale/ur_Latn/tui_pos.po")


def test_no_word_is_left_untranslated() -> None:
    assert [word for word in words_of_the_program() if not CATALOGUE.get(word)] == []


def test_no_translation_is_left_over() -> None:
    assert set(CATALOGUE) - set(words_of_the_program()) == set()


@pytest.mark.parametrize("word", CATALOGUE)
def test_a_translation_names_the_same_figures(word: str) -> None:
    import re

    names = re.findall(r"\{\w+\}", word)

    assert sorted(re.findall(r"\{\w+\}", CATALOGUE[word])) == sorted(names)


def test_every_rule_of_the_books_has_its_words() -> None:
    assert {rule for _table, rule, _query in RULES} <= set(words.RULES)


def test_the_shop_speaks_roman_urdu() -> None:
    i18n.use("ur_Latn")
    assert _("Change") == "Wapsi raqam"
    assert _("a word nobody translated") == "a word nobody translated"

    i18n.use("en")
    assert _("Change") == "Change"


def test_a_catalogue_may_break_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "x.po"
    path.write_text('msgid ""\n"long "\n"word"\nmsgstr ""\n"lamba "\n"lafz"\n')

    assert read_po(path) == {"long word": "lamba lafz"}


def test_numbers_as_people_write_them() -> None:
    assert rs(Money.rupees("-1250")) == "-Rs 1,250"
    assert figure(Money(5)) == "0.05"
    assert qty(Quantity(1250), "kg") == "1.25 kg"
    assert qty(Quantity.of(2)) == "2"
    assert day(NOON.date()) == "14-03-2026"
    assert moment(NOON) == "14-03-2026 12:00"
    assert clock(NOON) == "12:00"
