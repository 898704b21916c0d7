"""Rules of the shop: the standard library only, no clock, no language."""
