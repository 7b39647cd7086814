"""Constraint components of a shapes graph's own: their parameters, and the validator that fits a shape."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib import SH as S
from rdflib.term import Node

from shacl_compiler.faults import Fault
from shacl_compiler.prefixes import Declared, queries
from shacl_compiler.rdflib_terms import name
from shacl_compiler.shapes import Query

__all__ = ["Components"]


@dataclass(frozen=True)
class _Component:
    node: Node
    required: tuple[URIRef, ...]
    optional: tuple[URIRef, ...]


def _variable(parameter: URIRef) -> str:
    """A parameter's variable: the local name of its path."""
    return str(parameter).replace("#", "/").rsplit("/", 1)[-1].rsplit(":", 1)[-1]


class Components:
    """The constraint components that a shapes graph defines."""

    def __init__(self, graph: Graph, declared: Declared, faults: list[Fault]) -> None:
        """Read them all; what is ill-formed goes to ``faults``."""
        self._graph, self._declared, self._faults = graph, declared, faults
        self._components: list[_Component] = []
        types = {S.ConstraintComponent, *graph.transitive_subjects(RDFS.subClassOf, S.ConstraintComponent)}
        for node in sorted({one for kind in types for one in graph.subjects(RDF.type, kind)}, key=str):
            required: list[URIRef] = []
            optional: list[URIRef] = []
            for parameter in graph.objects(node, S.parameter):
                path = graph.value(parameter, S.path)
                if not isinstance(path, URIRef):
                    faults.append(Fault(name(node), "sh:parameter", "without a predicate as its sh:path"))
                    continue
                (optional if str(graph.value(parameter, S.optional)) in ("true", "1") else required).append(path)
            if not required:
                faults.append(Fault(name(node), "sh:parameter", "a component without a parameter that must be given"))
            elif not any((node, term, None) in graph for term in (S.validator, S.nodeValidator, S.propertyValidator)):
                # SHACL's own components, written out in a graph, have none: they are known without.
                continue
            self._components.append(_Component(node, tuple(sorted(required)), tuple(sorted(optional))))

    def of(self, shape: Node, shape_name: str, is_property: bool) -> list[Query]:
        """The constraints that a shape has by giving a component's parameters."""
        found: list[Query] = []
        for component in self._components:
            given = {one: sorted(self._graph.objects(shape, one), key=str) for one in component.required}
            if not all(given.values()):
                continue
            given |= {one: sorted(self._graph.objects(shape, one), key=str) for one in component.optional}
            several = [one for one, values in given.items() if len(values) > 1]
            if several and len(component.required) + len(component.optional) > 1:
                self._faults.append(
                    Fault(shape_name, name(several[0]), "several values, of a component with several parameters")
                )
                continue
            absent = tuple(_variable(one) for one, values in given.items() if not values)
            count = max(len(values) for values in given.values())
            for number in range(count):
                values = tuple((_variable(one), every[number]) for one, every in given.items() if every)
                query = self._query(component, shape_name, is_property, values, absent)
                if query is not None:
                    found.append(query)
        return found

    def _query(
        self,
        component: _Component,
        shape: str,
        is_property: bool,
        values: tuple[tuple[str, Node], ...],
        absent: tuple[str, ...],
    ) -> Query | None:
        graph = self._graph
        own = S.propertyValidator if is_property else S.nodeValidator
        validators = sorted(graph.objects(component.node, own), key=str) or sorted(
            graph.objects(component.node, S.validator), key=str
        )
        kind = name(component.node)
        for validator in validators:
            for term, predicate in (("sh:ask", S.ask), ("sh:select", S.select)):
                text = graph.value(validator, predicate)
                if text is None:
                    continue
                query = queries(self._declared, validator, text, shape, kind, self._faults)
                messages = tuple(
                    sorted(
                        (one for one in graph.objects(validator, S.message) if isinstance(one, Literal)),
                        key=str,
                    )
                ) or tuple(
                    sorted(
                        (one for one in graph.objects(component.node, S.message) if isinstance(one, Literal)),
                        key=str,
                    )
                )
                return Query(str(component.node), query, term == "sh:ask", kind, values, absent, messages)
        what = "a property shape" if is_property else "a node shape"
        self._faults.append(Fault(shape, kind, f"the component has no validator in SPARQL for {what}"))
        return None
