"""Programs that a test needs and Python does not bring."""

from __future__ import annotations

import os
import shutil

import pytest


def needs(tool: str) -> str:
    """Give a program's path; without it skip, and in CI fail: it must be installed."""
    found = shutil.which(tool)
    if found is not None:
        return found
    reason = f"{tool} is not installed: scripts/tools installs it"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)  # said with its reason; a person's machine may lack it
