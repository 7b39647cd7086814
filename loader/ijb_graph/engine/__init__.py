"""SPARQL engines: the embedded Oxigraph, or any SPARQL 1.1 server. Both answer in the same form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ijb_graph.engine.interface import Answer, Engine, Row, Term, query_in_base, select_texts
from ijb_graph.engine.query_limits import Limits

if TYPE_CHECKING:
    from ijb_graph.engine.embedded import Embedded

__all__ = ["Answer", "Embedded", "Engine", "Row", "Term", "open_engine", "query_in_base", "select_texts"]


def __getattr__(name: str) -> Any:
    """The embedded engine, imported where it is asked for: much begins without one, such as the list of questions."""
    if name == "Embedded":
        from ijb_graph.engine.embedded import Embedded  # noqa: PLC0415

        return Embedded
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def open_engine(
    graph: Path,
    endpoint: str | None,
    progress: Callable[[str], None] = lambda step: None,
    limits: Limits | None = None,
) -> Engine:
    """The server at ``endpoint`` if one is given, else the embedded engine over the file ``graph``.

    ``limits`` hold for each query to a server.
    """
    if endpoint is not None:
        from ijb_graph.engine.remote import Remote  # noqa: PLC0415 - slow to import

        progress("asking the server what it holds")
        return Remote(endpoint, limits, progress=progress)
    from ijb_graph.engine.embedded import Embedded  # noqa: PLC0415 - as above

    progress("loading the graph")
    return Embedded(graph)
