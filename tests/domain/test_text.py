from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_pos.domain.text import clean_text, fold, is_unsafe, skeleton, spelling


@given(st.text(max_size=300))
def test_cleaned_text_commands_nothing_and_stays_cleaned(text: str) -> None:
    cleaned = clean_text(text)

    assert not any(is_unsafe(char) for char in cleaned)
    assert clean_text(cleaned) == cleaned
    assert "\n" not in cleaned
    assert len(cleaned) <= 120


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b[2J",
        "\x1b]52;c;ZXZpbA==\x07",
        "\x9b31m",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\0",
    ],
)
def test_what_commands_a_terminal_is_gone(hostile: str) -> None:
    cleaned = clean_text(f"Atta{hostile}X")

    assert "\x1b" not in cleaned
    assert not any(is_unsafe(char) for char in cleaned)


def test_markup_is_only_text() -> None:
    assert clean_text("[bold]x[@click=app.quit()]") == "[bold]x[@click=app.quit()]"


def test_urdu_keeps_its_joiners_and_folds_its_letters() -> None:
    assert clean_text("می\u200cخواهم") == "می\u200cخواهم"
    assert fold("چيني ۱۲") == fold("چینی 12")


@pytest.mark.parametrize(
    ("one", "other"),
    [("atta", "aata"), ("cheeni", "chinni"), ("daal", "dal"), ("ghee", "ghi")],
)
def test_one_word_has_many_spellings(one: str, other: str) -> None:
    assert spelling(one) == spelling(other)


def test_names_sound_alike() -> None:
    assert skeleton("Muhammad") == skeleton("Mohammed")
    assert skeleton("Hussain") == skeleton("Husein")
    assert skeleton("5 kg") == "5 kg"
    assert spelling("500") == "500"
