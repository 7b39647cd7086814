"""SPARQL engines: the embedded Oxigraph, or any SPARQL 1.1 server. Both answer in the same form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ijb_graph.addresses import PREFIXES, rebase
from ijb_graph.engine.embedded import Embedded
from ijb_graph.engine.interface import Answer, Engine, Term
from ijb_graph.errors import InputError, nearest

__all__ = ["Answer", "Embedded", "Engine", "Term", "in_base_of", "open_engine", "refuse_unknown_board"]


def open_engine(graph: Path, endpoint: str | None, progress: Callable[[str], None] = lambda step: None) -> Engine:
    """The server at ``endpoint`` if one is given, else the embedded engine over the file ``graph``."""
    if endpoint:
        from ijb_graph.engine.remote import Remote  # noqa: PLC0415 - slow to import

        progress("asking the server what it holds")
        return Remote(endpoint)
    progress("loading the graph")
    return Embedded(graph)


def in_base_of(engine: Engine, text: str) -> str:
    """A query or shape of the project, with its addresses as this engine's graph has them."""
    return rebase(text, engine.base)


def refuse_unknown_board(engine: Engine, board: str, source: str) -> None:
    """Refuse the short name of an authority that there is none of: an empty answer would be taken for good news."""
    boards = f"SELECT DISTINCT ?board WHERE {{ ?authority <{PREFIXES['ijb']}shortName> ?board }}"
    known = {row[0].value for row in engine.query(in_base_of(engine, boards), source).rows if row[0]}
    if board not in known:
        expected = "the short name of an integration authority, such as east-lothian"
        raise InputError.of(source, repr(board), expected, f"{nearest(board, known)}Correct it.", column="--board")
