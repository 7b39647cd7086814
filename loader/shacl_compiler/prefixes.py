"""Prefixes that a shapes graph declares, put into its queries."""

from __future__ import annotations

from rdflib import OWL, Graph, Literal
from rdflib import SH as S
from rdflib.term import Node

from shacl_compiler.faults import Fault
from shacl_compiler.tokens import SparqlError, expand_prefixes

__all__ = ["Declared", "queries"]


class Declared:
    """What ``sh:declare`` declares, by what ``sh:prefixes`` names."""

    def __init__(self, graph: Graph) -> None:
        """Keep the graph."""
        self._graph = graph

    def of(self, node: Node) -> dict[str, str]:
        """The prefixes of a constraint, a validator or a target; SparqlError where one means two addresses."""
        graph, found = self._graph, dict[str, str]()
        for place in {
            one for start in graph.objects(node, S.prefixes) for one in graph.transitive_objects(start, OWL.imports)
        }:
            for declaration in graph.objects(place, S.declare):
                prefix, namespace = graph.value(declaration, S.prefix), graph.value(declaration, S.namespace)
                if prefix is None or namespace is None:
                    raise SparqlError("sh:declare without sh:prefix or sh:namespace")
                if found.setdefault(str(prefix), str(namespace)) != str(namespace):
                    raise SparqlError(f"prefix {prefix}: declared twice, and otherwise")
        return found


def queries(declared: Declared, node: Node, text: Node, shape: str, term: str, faults: list[Fault]) -> str:
    """The query of ``node`` without prefixes; a fault, and an empty text, where it is none."""
    try:
        if not isinstance(text, Literal):
            raise SparqlError("its query is no text")
        return expand_prefixes(str(text), declared.of(node))
    except SparqlError as error:
        faults.append(Fault(shape, term, str(error)))
        return ""
