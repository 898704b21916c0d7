"""Every word that the program marks for translation, read from its source."""

from __future__ import annotations

import ast
from pathlib import Path

import tui_pos

_MARKS = {"_", "N_"}


def words_of_the_program() -> list[str]:
    found: set[str] = set()
    for path in Path(tui_pos.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in _MARKS
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add(str(node.args[0].value))
    return sorted(found)
