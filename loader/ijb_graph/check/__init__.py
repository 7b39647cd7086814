"""Checks: each rule a folder under ``shapes/``, run over the graph, reported as findings that a person can act on."""
