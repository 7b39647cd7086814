"""Lists of the functions that are delegated."""
