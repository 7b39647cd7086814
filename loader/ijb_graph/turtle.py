"""Turtle files: read, or told where they break."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph

from ijb_graph.errors import InputError, shown

__all__ = ["read_turtle"]


def read_turtle(path: Path) -> list[pyoxigraph.Quad]:
    """The statements of a Turtle file; InputError says where it breaks."""
    try:
        return list(pyoxigraph.parse(path.read_bytes(), format=pyoxigraph.RdfFormat.TURTLE))
    except OSError as error:
        raise InputError.of(shown(path), f"no readable file ({error.strerror})", "Turtle", "Check the path.") from error
    except SyntaxError as error:
        raise InputError.of(
            shown(path), f"no Turtle ({error.msg})", "Turtle", "Correct it at that place.", row=error.lineno
        ) from error
