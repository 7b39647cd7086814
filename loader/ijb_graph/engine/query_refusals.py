"""What a query that is not ours may not hold, found by its tokens before anything runs."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from shacl_compiler.tokens import SparqlError, Token, expand_prefixes, tokens

from ijb_graph.errors import InputError, Problem, nearest
from ijb_graph.errors.engine import InvalidQuery
from ijb_graph.errors.query import CallToService, QueryTooDeep, QueryTooLong, UnknownGraph

__all__ = ["MOST_CHARACTERS", "MOST_DEPTH", "calls_in", "dataset_of", "refuse"]

MOST_CHARACTERS = 200_000
# Oxigraph's parser ends the process at some thousands of brackets; rdflib's gives up at some hundreds.
MOST_DEPTH = 200

_CALLS = ("SERVICE", "LOAD")
_UPDATES = ("WITH", "INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY")


def _depth(parts: list[Token]) -> int:
    """How deep brackets stand inside each other at most."""
    depth = deepest = 0
    for token in parts:
        if token.text in ("{", "(", "["):
            depth += 1
            deepest = max(deepest, depth)
        elif token.text in ("}", ")", "]"):
            depth -= 1
    return deepest


def calls_in(sparql: str) -> list[str]:
    """The keywords by which a query would call another server, each once; none where the text is no SPARQL."""
    try:
        words = [token.text.upper() for token in tokens(sparql) if token.kind == "word"]
    except SparqlError:
        return []
    return [word for word in dict.fromkeys(words) if word in _CALLS]


def dataset_of(sparql: str) -> tuple[list[str], list[str]]:
    """The graphs that FROM and FROM NAMED name, as addresses; SparqlError where the query is none."""
    plain: list[str] = []
    named: list[str] = []
    parts = tokens(expand_prefixes(sparql, {}))
    for place, token in enumerate(parts[:-1]):
        if token.text == "{":
            break
        if token.says("FROM"):
            into = named if parts[place + 1].says("NAMED") else plain
            graph = parts[place + 2 if into is named else place + 1 :][:1]
            into += [one.text[1:-1] for one in graph if one.kind == "iri"]
    return plain, named


def _problems(sparql: str, source: str, graphs: Collection[str] | None) -> Iterator[Problem]:
    try:
        parts = tokens(sparql)
    except SparqlError as error:
        yield InvalidQuery(source, str(error))
        return
    depth = _depth(parts)
    if depth > MOST_DEPTH:
        yield QueryTooDeep(source, depth, MOST_DEPTH)
    for word in calls_in(sparql):
        yield CallToService(source, word)
    words = [token.text.upper() for token in parts if token.kind == "word"]
    first = next((word for word in words if word not in ("PREFIX", "BASE")), "")
    if first in _UPDATES:
        yield InvalidQuery(source, f"an update: {first}; only a build changes the graph")
    if graphs is not None:
        try:
            dataset = dataset_of(sparql)
        except SparqlError:
            # The engine says what is wrong with it.
            return
        for graph in dict.fromkeys(one for some in dataset for one in some if one not in graphs):
            yield UnknownGraph(source, graph, nearest(graph, graphs))


def refuse(sparql: str, source: str, graphs: Collection[str] | None = None) -> None:
    """Refuse a query that is too long or too deep, calls another server, changes data, or names an unknown graph.

    ``graphs`` are the addresses of the named graphs that there are, None where they are not known. Raises InputError
    with everything found; ``source`` names the query in it.
    """
    if len(sparql) > MOST_CHARACTERS:
        raise InputError([QueryTooLong(source, len(sparql), MOST_CHARACTERS)])
    problems = list(_problems(sparql, source, graphs))
    if problems:
        raise InputError(problems)
