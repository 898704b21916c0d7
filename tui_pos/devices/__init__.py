"""Printers and scanners behind small protocols."""
