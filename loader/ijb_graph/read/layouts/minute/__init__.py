"""The minute of a meeting: who was there, declarations, items, what officers recommended and what was decided."""
