"""A table of a budget with the directions that it pays for."""
