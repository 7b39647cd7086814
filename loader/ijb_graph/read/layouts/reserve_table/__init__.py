"""A table of reserves."""
