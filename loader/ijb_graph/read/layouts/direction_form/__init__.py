"""A form for each direction: a label and what stands beside or below it."""
