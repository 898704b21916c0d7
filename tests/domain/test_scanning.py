from __future__ import annotations

import pytest

from tui_pos.domain.scanning import ScanDetector, Verdict

CODE = "8964000123454"


def feed(
    detector: ScanDetector,
    keys: list[str],
    *,
    start: float = 0.0,
    gap: float = 0.001,
) -> list[str]:
    """Feed keys at an even pace; give the codes that were claimed."""
    found: list[str] = []
    for number, key in enumerate(keys):
        character = key if len(key) == 1 else None
        judged = detector.key(key, character, start + number * gap)
        if judged.verdict is Verdict.SCAN:
            found.append(judged.code)
    return found


@pytest.mark.parametrize("gap", [0.0, 0.001, 0.025, 0.033])
@pytest.mark.parametrize("end", [["enter"], ["ctrl+j"], ["enter", "ctrl+j"], ["tab"]])
def test_a_scan_is_claimed_at_its_end(gap: float, end: list[str]) -> None:
    assert feed(ScanDetector(), [*CODE, *end], gap=gap) == [CODE]


def test_a_hundred_scans_in_one_read_are_a_hundred_scans() -> None:
    keys = [key for _scan in range(100) for key in (*CODE, "enter", "ctrl+j")]

    assert feed(ScanDetector(), keys, gap=0.0) == [CODE] * 100


def test_a_person_types_slower_than_that() -> None:
    detector = ScanDetector()

    assert feed(detector, [*CODE, "enter"], gap=0.06) == []
    assert detector.burst == 0


def test_five_characters_are_no_scan() -> None:
    assert feed(ScanDetector(), [*"12345", "enter"]) == []


def test_a_scan_that_takes_too_long_is_none() -> None:
    assert feed(ScanDetector(), [*("1" * 50), "enter"], gap=0.034) == []


def test_a_code_of_over_sixty_four_characters_is_none() -> None:
    assert feed(ScanDetector(), [*("1" * 65), "enter"]) == []


def test_a_prefixed_scanner_may_be_short_and_is_never_echoed() -> None:
    detector = ScanDetector()
    verdicts = [
        detector.key(key, key if len(key) == 1 else None, 0.001 * number).verdict
        for number, key in enumerate(["ctrl+b", *"1234", "enter"])
    ]

    assert verdicts == [*[Verdict.SWALLOW] * 5, Verdict.SCAN]


def test_a_prefixed_code_too_short_is_swallowed_whole() -> None:
    detector = ScanDetector()

    assert feed(detector, ["ctrl+b", "1", "enter"]) == []
    assert detector.key("enter", None, 1.0).verdict is Verdict.PASS


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+p", "ctrl+c", "f12", "escape"])
def test_control_characters_inside_a_scan_never_act(key: str) -> None:
    detector = ScanDetector()
    feed(detector, [*"896400"])

    assert detector.key(key, None, 0.006).verdict is Verdict.SWALLOW
    assert feed(detector, [*"0123454", "enter"], start=0.007) == [CODE]


def test_a_function_key_by_itself_is_let_through() -> None:
    assert ScanDetector().key("f12", None, 5.0).verdict is Verdict.PASS


def test_group_separators_belong_to_the_code() -> None:
    keys = [*"01234567", "ctrl+right_square_bracket", *"10AB", "enter"]

    assert feed(ScanDetector(), keys) == ["01234567\x1d10AB"]


def test_characters_let_through_are_counted_to_be_taken_back() -> None:
    detector = ScanDetector()
    feed(detector, [*CODE])

    judged = detector.key("enter", None, 0.014)

    assert judged.passed == len(CODE)


def test_what_was_collected_can_be_forgotten() -> None:
    detector = ScanDetector()
    feed(detector, [*CODE])
    detector.forget()

    assert detector.key("enter", None, 0.014).verdict is Verdict.PASS
