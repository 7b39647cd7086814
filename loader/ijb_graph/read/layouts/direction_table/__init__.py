"""A table of directions."""
