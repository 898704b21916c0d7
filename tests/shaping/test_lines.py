"""Urdu as glyphs: directions, fonts and what a shop must never see wrong."""

from __future__ import annotations

import pytest

from tui_pos.shaping.fonts import LATIN, Pen, Style, font_for
from tui_pos.shaping.line import is_plain, outline, shape
from tui_pos.shaping.runs import runs


@pytest.mark.parametrize(
    ("text", "from_the_left"),
    [
        ("فون 0300-1234567", ["0300-1234567", "فون "]),
        ("کل رقم 1,250.50 روپے", [" روپے", "1,250.50", "کل رقم "]),
        ("۱۲۳ روپے", [" روپے", "۱۲۳"]),
        ("Haji Rashid", ["Haji Rashid"]),
        ("Lux لکس", ["Lux", " ", "لکس"]),
        ("-- ::", ["-- ::"]),
        ("", []),
    ],
)
def test_numbers_are_never_turned_around(text: str, from_the_left: list[str]) -> None:
    assert [run.text for run in runs(text)] == from_the_left


def test_digits_stand_from_left_to_right() -> None:
    (run,) = [one for one in runs("رقم ۱۲۳") if "۱" in one.text]
    turned = shape("رقم ۱۲۳")
    straight = shape("۱۲۳")

    assert not run.is_right_to_left
    ids = [glyph.glyph_id for glyph in straight.glyphs]
    assert [glyph.glyph_id for glyph in turned.glyphs][: len(ids)] == ids


def test_letters_join() -> None:
    alone = {glyph.glyph_id for one in "حاجی" for glyph in shape(one).glyphs}
    joined = {glyph.glyph_id for glyph in shape("حاجی").glyphs}

    assert not joined <= alone


def test_each_letter_finds_a_font_that_has_it() -> None:
    assert font_for("ہ", Style.NASTALIQ) == Style.NASTALIQ
    assert font_for("ہ", Style.NASKH) == Style.NASKH
    assert font_for("/", Style.NASTALIQ) == LATIN
    assert font_for(" ", Style.NASTALIQ) == LATIN
    assert font_for("\U0001f600", Style.NASKH) == LATIN


def test_both_fonts_in_one_line_and_a_face_that_no_font_has() -> None:
    line = shape("حاجی Rashid", Style.NASTALIQ)

    assert {glyph.font for glyph in line.glyphs} == {Style.NASTALIQ, LATIN}
    assert shape("\U0001f600").glyphs == ()
    assert line.width > shape("حاجی", Style.NASTALIQ).width


def test_an_outline_is_lines_and_cubic_curves() -> None:
    glyph = shape("ہ").glyphs[0]

    steps = outline(glyph.font, glyph.glyph_id)

    assert {step for step, _points in steps} <= {"M", "L", "C", "Z"}
    assert steps[0][0] == "M"


def test_a_pen_keeps_what_it_is_told() -> None:
    pen = Pen(0.5)
    pen.moveTo((0, 0))
    pen.qCurveTo((3, 3), (6, 0))
    pen.curveTo((1, 1), (2, 2), (3, 3))
    pen.endPath()

    assert pen.steps[1] == ("C", (1.0, 1.0, 2.0, 1.0, 3.0, 0.0))
    assert pen.steps[2] == ("C", (0.5, 0.5, 1.0, 1.0, 1.5, 1.5))


def test_what_a_latin_font_can_write_needs_no_shaping() -> None:
    assert is_plain("Haji · Rs 1,250 …")
    assert not is_plain("حاجی")
