"""Urdu as glyphs: runs, fonts and outlines, for paper and PDF alike."""
