"""A till in a terminal for small shops, with the khata at its heart."""

__version__ = "0.1.0"
