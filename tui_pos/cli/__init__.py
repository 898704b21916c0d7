"""The command line: a public contract (see docs/commands.md)."""
