"""CSV that no spreadsheet takes for a formula."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(cell: object) -> object:
    """Give a cell that stays text: a leading `= + - @` gets an apostrophe.

    >>> safe_cell("=1+1"), safe_cell(-5), safe_cell("-5.00")
    ("'=1+1", -5, '-5.00')
    """
    if not isinstance(cell, str) or not cell.startswith(_FORMULA):
        return cell
    is_number = cell[1:].replace(".", "", 1).isdigit()
    return cell if is_number else f"'{cell}"
