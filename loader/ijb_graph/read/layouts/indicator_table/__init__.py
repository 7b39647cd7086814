"""A table of indicators with baselines, changes and expected values."""
