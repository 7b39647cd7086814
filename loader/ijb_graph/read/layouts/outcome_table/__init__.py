"""A table of what became of earlier directions."""
