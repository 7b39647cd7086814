"""Directions as numbered sentences: who is directed, to do what, by when."""
