"""What a query that is not ours may not hold, found by its tokens before anything runs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from shacl_compiler.tokens import SparqlError, Token, tokens

from ijb_graph.errors import InputError, Problem, nearest
from ijb_graph.errors.engine import InvalidQuery
from ijb_graph.errors.query import CallToService, OwnDataset, QueryTooDeep, QueryTooLong, UnknownGraph

__all__ = ["MOST_CHARACTERS", "MOST_DEPTH", "dataset_of", "own_problems", "refuse"]

MOST_CHARACTERS = 200_000
# Oxigraph's parser ends the process at some thousands of brackets; rdflib's gives up at some hundreds.
MOST_DEPTH = 200
# A query of our own runs in this process, which Oxigraph's parser ends at a chain of some 7,000 operators.
_MOST_OWN_CHARACTERS = 12_000
_CALLS = ("SERVICE", "LOAD")
# One of these keywords, unless it is a part of a variable, a name or an address.
_KEYWORD = re.compile("|".join(rf"{word}\b(?<![?$\w:/#]{word})" for word in (*_CALLS, "FROM")))
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


def _keywords(sparql: str) -> set[str]:
    """Those of the keywords FROM, LOAD and SERVICE that a query may hold; its tokens, which take long, say whether."""
    text = sparql.upper()
    # What looks like a comment may stand in a string of several lines.
    has_comments = not any(quotes in text for quotes in ('"""', "'''"))
    found = set()
    for keyword in _KEYWORD.finditer(text):
        line = max(text.rfind(end, 0, keyword.start()) for end in "\n\r") + 1
        if not (has_comments and text[line : keyword.start()].lstrip().startswith("#")):
            found.add(keyword[0])
    return found


def _calls(parts: Iterable[Token]) -> list[str]:
    """The keywords among tokens by which a query would call another server, each once."""
    return list(dict.fromkeys(token.text.upper() for token in parts if token.says(*_CALLS)))


def _prefixes(parts: Sequence[Token]) -> dict[str, str]:
    """The namespace of each prefix that a query declares."""
    declared = zip(parts, parts[1:], parts[2:], strict=False)
    return {
        name.text.removesuffix(":"): namespace.text[1:-1]
        for word, name, namespace in declared
        if word.says("PREFIX") and (name.kind, namespace.kind) == ("name", "iri")
    }


def _whole_address(token: Token, prefixes: Mapping[str, str]) -> str:
    """The address of a graph in full; SparqlError where it is none, or one that depends on BASE."""
    prefix, _, local = token.text.partition(":")
    if token.kind == "name" and ":" in prefixes.get(prefix, ""):
        return prefixes[prefix] + local.replace("\\", "")
    if token.kind == "iri" and ":" in token.text:
        return token.text[1:-1]
    raise SparqlError(f"FROM {token.text or 'nothing'} where the whole address of a graph was due")


def dataset_of(sparql: str) -> tuple[list[str], list[str]]:
    """The graphs that FROM and FROM NAMED name, as addresses; SparqlError where one is no whole address."""
    plain: list[str] = []
    named: list[str] = []
    parts = [*tokens(sparql), Token("", "")]
    prefixes, depth = _prefixes(parts), 0
    for place, token in enumerate(parts):
        # The template of a CONSTRUCT, and expressions of a SELECT, stand before FROM.
        depth += (token.text in ("{", "(")) - (token.text in ("}", ")"))
        if token.says("FROM") and depth == 0:
            is_named = parts[place + 1].says("NAMED")
            graph = _whole_address(parts[place + 2 if is_named else place + 1], prefixes)
            (named if is_named else plain).append(graph)
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
    for word in _calls(parts):
        yield CallToService(source, word)
    prefixes = _prefixes(parts)
    for prefix in dict.fromkeys(token.text.partition(":")[0] for token in parts if token.kind == "name"):
        if prefix not in prefixes:
            yield InvalidQuery(source, f"the prefix {prefix}: without a PREFIX that declares it")
    words = [token.text.upper() for token in parts if token.kind == "word"]
    first = next((word for word in words if word not in ("PREFIX", "BASE")), "")
    if first in _UPDATES:
        yield InvalidQuery(source, f"an update: {first}; only a build changes the graph")
    if graphs is not None:
        try:
            dataset = dataset_of(sparql)
        except SparqlError as error:
            yield InvalidQuery(source, str(error))
            return
        for graph in dict.fromkeys(one for some in dataset for one in some if one not in graphs):
            yield UnknownGraph(source, graph, nearest(graph, graphs))


def own_problems(sparql: str, source: str) -> Iterator[Problem]:
    """What a question or rule of the project may not hold either; nothing where it is no SPARQL: the engine says that.

    It runs in this process, reads one graph, and is asked of the papers that the command says.
    """
    if len(sparql) > _MOST_OWN_CHARACTERS:
        yield QueryTooLong(source, len(sparql), _MOST_OWN_CHARACTERS)
        return
    # To find the tokens takes longer than all the rest of reading a question, and nearly none needs it.
    if not _keywords(sparql) and sum(map(sparql.count, "{([")) <= MOST_DEPTH:
        return
    try:
        parts = tokens(sparql)
    except SparqlError:
        return
    for word in _calls(parts):
        yield CallToService(source, word)
    depth = _depth(parts)
    if depth > MOST_DEPTH:
        yield QueryTooDeep(source, depth, MOST_DEPTH)
    if any(token.says("FROM") for token in parts):
        yield OwnDataset(source)


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
