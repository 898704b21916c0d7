"""Figures laid out for paper: receipts, slips and lists."""
