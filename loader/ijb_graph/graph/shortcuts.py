"""The graph of shortcuts: statements that spare a query a long path, each made by the pattern that its term declares.

A shortcut is a property in ``ontology/shortcuts/``, with ``ijb:isShortcutFor``: a pattern of SPARQL that finds things
as ``?this`` and values as ``?value``. What it finds is stated in a named graph of its own, which nothing else needs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph
from shacl_compiler.tokens import SparqlError, expand_prefixes, tokens

from ijb_graph.addresses import PREFIXES, address
from ijb_graph.engine.interface import short_reason
from ijb_graph.errors import Problems
from ijb_graph.errors.graph import WrongShortcut
from ijb_graph.graph.nquads import WrittenGraph, iri

__all__ = ["shortcut_graphs"]

_TERM, _TYPE = f"{iri('ijb:isShortcutFor')} ", iri("rdf:type")
_PROLOGUE = "".join(f"PREFIX {name}: <{begin}>\n" for name, begin in PREFIXES.items())


def _declared(ontology: WrittenGraph) -> dict[str, str]:
    """The query of each shortcut, by the term in N-Quads."""
    queries = {}
    for term, said in ontology.stated.items():
        for line in said.split("\n") if _TERM in said else ():
            if line.startswith(_TERM):
                (triple,) = pyoxigraph.parse(f"{term} {line} .", format=pyoxigraph.RdfFormat.N_TRIPLES)
                assert isinstance(triple.object, pyoxigraph.Literal)
                pattern = triple.object.value
                queries[term] = f"{_PROLOGUE}CONSTRUCT {{ ?this {term} ?value }} WHERE {{\n{pattern}\n}}"
    return queries


def _named(queries: Iterable[str]) -> frozenset[str]:
    """The addresses that queries name, in N-Quads: the properties and the classes of their patterns."""
    texts = (token.text for query in queries for token in tokens(expand_prefixes(query, {})) if token.kind == "iri")
    return frozenset(texts)


def _statements(graphs: Iterable[WrittenGraph], named: frozenset[str]) -> Iterator[str]:
    """The statements with one of these properties or classes, of all graphs together, as N-Triples.

    The others need not be read into a store: that would take a fifth of the time of a build.
    """
    for graph in graphs:
        for subject, said in graph.stated.items():
            for line in said.split("\n"):
                predicate, _, value = line.partition(" ")
                if (value if predicate == _TYPE else predicate) in named:
                    yield f"{subject} {line} .\n"


def _found(store: pyoxigraph.Store, queries: dict[str, str]) -> dict[str, set[str]]:
    """What the patterns find of each subject, as predicate and object; InputError with those that cannot be used."""
    problems, stated = Problems(), defaultdict[str, set[str]](set)
    for term, query in queries.items():
        try:
            found = store.query(query)
            assert isinstance(found, pyoxigraph.QueryTriples)
            # As text at once: as many objects would take three times as long.
            text = found.serialize(format=pyoxigraph.RdfFormat.N_TRIPLES) or b""
            for line in text.decode().split(" .\n")[:-1]:
                subject, _, said = line.partition(" ")
                stated[subject].add(said)
        except (SyntaxError, ValueError) as error:
            problems.append(WrongShortcut("ontology/shortcuts", term=term.strip("<>"), reason=short_reason(error)))
    problems.raise_any()
    return stated


def shortcut_graphs(ontology: WrittenGraph, graphs: list[WrittenGraph]) -> list[WrittenGraph]:
    """The graph of what an ontology's shortcuts say of the things of other graphs; none where it declares none.

    Raises InputError with every shortcut whose pattern is no SPARQL.
    """
    queries = _declared(ontology)
    if not queries:
        return []
    try:
        named = _named(queries.values())
    except SparqlError:
        # The pattern that is none says so below.
        named = frozenset()
    store = pyoxigraph.Store()
    text = "".join(_statements(graphs, named))
    store.bulk_load(text.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES, lenient=True)
    found = _found(store, queries)
    stated = {subject: "\n".join(sorted(said)) for subject, said in found.items()}
    return [WrittenGraph(address("graph", "shortcuts"), sum(map(len, found.values())), stated)]
