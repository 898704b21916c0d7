from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui_pos.domain.receipt import (
    Barcode,
    Centred,
    Heading,
    Receipt,
    Row,
    Rule,
    Total,
    as_text,
    lines,
)

words = st.text(alphabet="abc xyz", max_size=80)


@given(words, words, st.sampled_from((24, 32, 42, 48)))
def test_no_line_is_wider_than_the_paper(left: str, right: str, width: int) -> None:
    for element in (Row(left, right[:width]), Heading(left), Centred(left), Row(left)):
        assert all(len(line) <= width for line in lines(element, width))


def test_a_long_name_goes_on_below_and_its_figure_stays_at_the_right() -> None:
    row = Row("A very long name of a thing that nobody can read", "1,250")

    assert lines(row, 24) == [
        "A very long name of a",
        "thing that nobody can",
        "read",
        "                   1,250",
    ]


def test_a_word_longer_than_the_paper_is_broken() -> None:
    assert lines(Row("ab " + "x" * 30), 24) == ["ab " + "x" * 21, "x" * 9]
    assert lines(Row("x" * 50), 24) == ["x" * 24, "x" * 24, "xx"]


def test_a_receipt_as_text() -> None:
    slip = Receipt(
        (
            Heading("Al-Madina"),
            Rule(),
            Row("  3 x 5", "15"),
            Total("TOTAL", "Rs 15"),
            Barcode("A1-1"),
        )
    )

    assert as_text(slip, width=24).splitlines() == [
        "       Al-Madina",
        "------------------------",
        "  3 x 5               15",
        "TOTAL              Rs 15",
        "         *A1-1*",
    ]
