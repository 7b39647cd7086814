"""Checks: each rule a folder under ``shapes/``, run over the graph, told as findings that a person can act on."""
