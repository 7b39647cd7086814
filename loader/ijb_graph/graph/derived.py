"""What follows from the statements of all papers together, by patterns that terms of the ontology declare.

A pattern of SPARQL finds things as ``?this`` and values as ``?value``. A property with ``ijb:isDerivedBy`` gives a
meaning that rules and questions share, such as who oversees a direction: what its pattern finds is always stated, in a
named graph of its own, and other patterns may use it. One with ``ijb:isShortcutFor`` spares a query a long path: what
it finds is stated in another graph, which nothing needs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

import pyoxigraph
from shacl_compiler.tokens import SparqlError, expand_prefixes, tokens

from ijb_graph.addresses import PREFIXES, address
from ijb_graph.engine.interface import short_reason
from ijb_graph.errors import Problems
from ijb_graph.errors.graph import WrongPattern
from ijb_graph.graph.nquads import WrittenGraph, iri

__all__ = ["derived_graphs"]

# The named graph of what patterns find, by the property that declares them.
_GRAPHS = {"ijb:isDerivedBy": "derived", "ijb:isShortcutFor": "shortcuts"}
_TYPE = iri("rdf:type")
_PROLOGUE = "".join(f"PREFIX {name}: <{begin}>\n" for name, begin in PREFIXES.items())


def _declared(ontology: WrittenGraph, by: str) -> dict[str, str]:
    """The query of each term that declares a pattern ``by`` this property, by the term in N-Quads."""
    queries, declares = {}, f"{iri(by)} "
    for term, said in ontology.stated.items():
        for line in said.split("\n") if declares in said else ():
            if line.startswith(declares):
                (triple,) = pyoxigraph.parse(f"{term} {line} .", format=pyoxigraph.RdfFormat.N_TRIPLES)
                assert isinstance(triple.object, pyoxigraph.Literal)
                pattern = triple.object.value
                queries[term] = f"{_PROLOGUE}CONSTRUCT {{ ?this {term} ?value }} WHERE {{\n{pattern}\n}}"
    return queries


def _named(query: str) -> frozenset[str]:
    """The addresses that a query names, in N-Quads: properties and classes. None where it is no SPARQL."""
    try:
        return frozenset(one.text for one in tokens(expand_prefixes(query, {})) if one.kind == "iri")
    except SparqlError:
        return frozenset()


def _in_order(queries: dict[str, str]) -> list[str]:
    """The terms, each after those that its pattern names."""
    before = {term: sorted(_named(queries[term]) & queries.keys() - {term}) for term in sorted(queries)}
    try:
        return list(TopologicalSorter(before).static_order())
    except CycleError as error:
        terms = sorted({term.strip("<>") for term in error.args[1]})
        raise WrongPattern("ontology", term=" and ".join(terms), reason="each needs the other").error() from error


def _statements(graphs: Iterable[WrittenGraph], named: frozenset[str]) -> bytes:
    """The statements with one of these properties or classes, of all graphs together, as N-Triples.

    The others need not be read into a store: that would take a fifth of the time of a build.
    """
    return "".join(
        f"{subject} {line} .\n"
        for graph in graphs
        for subject, said in graph.stated.items()
        for line in said.split("\n")
        for predicate, _, value in [line.partition(" ")]
        if (value if predicate == _TYPE else predicate) in named
    ).encode()


def _found(store: pyoxigraph.Store, term: str, query: str) -> bytes:
    """What a pattern finds, as N-Triples; InputError where it cannot be used."""
    try:
        found = store.query(query)
        assert isinstance(found, pyoxigraph.QueryTriples)
        # As text at once: as many objects would take three times as long.
        return found.serialize(format=pyoxigraph.RdfFormat.N_TRIPLES) or b""
    except (SyntaxError, ValueError) as error:
        raise WrongPattern("ontology", term=term.strip("<>"), reason=short_reason(error)).error() from error


def _graph(name: str, statements: Iterable[bytes]) -> WrittenGraph:
    found = defaultdict[str, set[str]](set)
    for text in statements:
        for line in text.decode().split(" .\n")[:-1]:
            subject, _, said = line.partition(" ")
            found[subject].add(said)
    stated = {subject: "\n".join(sorted(said)) for subject, said in found.items()}
    return WrittenGraph(address("graph", name), sum(map(len, found.values())), stated)


def derived_graphs(ontology: WrittenGraph, graphs: list[WrittenGraph], shortcuts: bool = True) -> list[WrittenGraph]:
    """The graphs of what an ontology's patterns find in other graphs; none for which it declares no pattern.

    Without ``shortcuts``, only what rules and questions need. Raises InputError with every pattern that is no SPARQL.
    """
    queries = {name: _declared(ontology, by) for by, name in _GRAPHS.items() if shortcuts or name != "shortcuts"}
    named = frozenset[str]().union(*(_named(query) for of_graph in queries.values() for query in of_graph.values()))
    store, problems, made = pyoxigraph.Store(), Problems(), list[WrittenGraph]()
    store.bulk_load(_statements(graphs, named), format=pyoxigraph.RdfFormat.N_TRIPLES, lenient=True)
    for name, of_graph in queries.items():
        statements = list[bytes]()
        with problems.collected():
            for term in _in_order(of_graph):
                with problems.collected():
                    statements.append(_found(store, term, of_graph[term]))
                    if term in named:
                        store.bulk_load(statements[-1], format=pyoxigraph.RdfFormat.N_TRIPLES, lenient=True)
        if of_graph:
            made.append(_graph(name, statements))
    problems.raise_any()
    return made
