"""What every engine is, and the form of its answers: terms are pyoxigraph's, wherever they come from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples

from ijb_graph.addresses import is_folder_address, rebase
from ijb_graph.engine.query_limits import Limits
from ijb_graph.errors.engine import SeveralGraphs, UndescribedGraph, UnexpectedValue

__all__ = [
    "Answer",
    "Dataset",
    "Engine",
    "Formats",
    "Row",
    "Term",
    "answer_of",
    "base_of",
    "query_in_base",
    "select_texts",
    "short_reason",
]

Term = NamedNode | BlankNode | Literal
Row = list[Term | None]

_BASES = Path(__file__).with_name("base.rq").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Answer:
    """The answer to a query: rows of a SELECT, the truth of an ASK, or the triples of a CONSTRUCT as N-Triples."""

    columns: list[str]
    rows: list[Row]
    truth: bool | None = None
    triples: str | None = None

    def texts(self) -> list[list[str]]:
        """The rows as text: addresses in full, the text of literals, an empty text where there is no value."""
        return [[term.value if term else "" for term in row] for row in self.rows]


def answer_of(result: QuerySolutions | QueryBoolean | QueryTriples) -> Answer:
    """What pyoxigraph answers as an `Answer`: triples sorted, each once."""
    if isinstance(result, QueryBoolean):
        return Answer([], [], truth=bool(result))
    if isinstance(result, QueryTriples):
        return Answer([], [], triples="".join(sorted({f"{triple} .\n" for triple in result})))
    return Answer([variable.value for variable in result.variables], [list(row) for row in result])


# A parser lists every character it would have taken: the place it stopped at comes first and is enough.
_LONGEST = 120


def short_reason(reason: object) -> str:
    """What an engine says of a query that it does not take, on one short line."""
    text = " ".join(str(reason).split())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " ..."


@dataclass(frozen=True)
class Formats:
    """The media types that an answer is written in: ``rows`` (and true or false), and ``triples``."""

    rows: str = "application/sparql-results+json"
    triples: str = "application/n-triples"


class Dataset(NamedTuple):
    """The graphs that a query is asked of, by their addresses: the union of ``default``, and what GRAPH sees."""

    default: tuple[str, ...]
    named: tuple[str, ...]


class Engine(Protocol):
    """What answers queries.

    Its default graph is the union of the graph's named graphs. Such a union may give a statement of two papers twice:
    a query that counts or sums needs DISTINCT. ``base`` is where the graph's own addresses begin; ``name`` is what
    people call the source.
    """

    base: str
    name: str

    def query(self, sparql: str, source: str) -> Answer:
        """Answer a query; ``source`` names it in errors. InputError where it cannot be answered, and whole."""
        ...

    def query_limited(self, sparql: str, source: str, limits: Limits) -> Answer:
        """Answer a query that is not the project's own, within limits. InputError where it is refused or meets one."""
        ...

    def query_written(
        self, sparql: str, source: str, limits: Limits, formats: Formats, dataset: Dataset | None = None
    ) -> bytes:
        """The answer of `query_limited` as it is written in a format; ``dataset`` takes the place of FROM."""
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


def query_in_base(engine: Engine, sparql: str, source: str) -> Answer:
    """Answer one of the project's own queries, whose addresses are written with the project's base."""
    return engine.query(rebase(sparql, engine.base), source)


def select_texts(engine: Engine, sparql: str, source: str) -> list[list[str]]:
    """The rows, as text, of one of the project's own SELECTs."""
    return query_in_base(engine, sparql, source).texts()


def base_of(engine: Engine) -> str:
    """Where the addresses of a graph begin: it says so itself, in its named graph ``id/graph/about``."""
    bases = [base for (base,) in engine.query(_BASES, "the graph's base").texts()]
    if not bases:
        raise UndescribedGraph(engine.name, "where its addresses begin").error()
    if len(bases) > 1:
        raise SeveralGraphs(engine.name, short_reason(", ".join(bases))).error()
    if not is_folder_address(bases[0]):
        raise UnexpectedValue(engine.name, "where its addresses begin", short_reason(bases[0])).error()
    return bases[0]
