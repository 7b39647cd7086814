"""What every engine is, and the form of its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ijb_graph.addresses import PREFIXES
from ijb_graph.errors import InputError

__all__ = ["Answer", "Engine", "Term", "base_of"]

_BASES = f"""
PREFIX void: <{PREFIXES["void"]}>
SELECT DISTINCT ?base WHERE {{
  GRAPH ?about {{ ?home a void:Dataset ; void:uriSpace ?base }}
  FILTER(STR(?about) = CONCAT(STR(?base), "id/graph/about"))
}} ORDER BY ?base"""


@dataclass(frozen=True)
class Term:
    """One value of an answer.

    ``kind`` is ``uri``, ``literal`` or ``bnode``; ``datatype`` a literal's datatype, empty where it has a ``language``.
    """

    value: str
    kind: str = "literal"
    datatype: str = ""
    language: str = ""


@dataclass(frozen=True)
class Answer:
    """The answer of a query: rows of a SELECT, the truth of an ASK, or the triples of a CONSTRUCT as N-Triples."""

    columns: list[str]
    rows: list[list[Term | None]]
    truth: bool | None = None
    triples: str | None = None


class Engine(Protocol):
    """What answers queries.

    Its default graph is the union of the graph's named graphs. Such a union may give a statement of two papers twice:
    a query that counts or sums says DISTINCT. ``base`` is where the graph's own addresses begin; ``name`` is what
    people call the source.
    """

    base: str
    name: str

    def query(self, sparql: str, source: str) -> Answer:
        """Answer a query; ``source`` names it in errors. InputError where it cannot be answered, and whole."""
        ...

    def quads(self) -> bytes:
        """Everything the engine holds, as N-Triples of the union of its named graphs, each once."""
        ...

    def graphs(self) -> set[str]:
        """The addresses of the named graphs that it answers from."""
        ...

    def keep(self, graphs: set[str]) -> None:
        """Answer from these named graphs, by their addresses, and from no other."""
        ...


def base_of(engine: Engine) -> str:
    """Where the addresses of a graph begin: it says so itself, in its named graph ``id/graph/about``."""
    bases = [row[0].value for row in engine.query(_BASES, "the graph's base").rows if row[0]]
    if not bases:
        raise InputError.of(
            engine.name,
            "a graph that does not say where its addresses begin",
            "a graph that `ijb build` made",
            "Run `ijb build`; a server gets the graph by `ijb load`.",
        )
    if len(bases) > 1:
        found = f"{len(bases)} graphs: {', '.join(bases)}"
        raise InputError.of(engine.name, found, "one graph", "Keep each in a store of its own.")
    return bases[0]
