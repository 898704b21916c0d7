"""Work that outlives a screen."""
