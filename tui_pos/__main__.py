"""Sets the terminal's environment, then the command line."""

from __future__ import annotations

import os


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("TEXTUAL_FPS", "1000")
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    from tui_pos.cli.main import main as command_line

    command_line()


if __name__ == "__main__":
    main()
