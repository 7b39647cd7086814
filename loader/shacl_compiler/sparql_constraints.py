"""Constraints in SPARQL: of ``sh:sparql``, and of constraint components that a shapes graph defines."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from shacl_compiler.faults import Fault
from shacl_compiler.rdf_terms import OWL, RDF, RDFS, SH, Term, name
from shacl_compiler.shapes import SparqlConstraint
from shacl_compiler.statements import Statements
from shacl_compiler.tokens import SparqlError, expand_prefixes
from shacl_compiler.vocabulary import is_true

__all__ = ["Components", "messages_of", "query_of"]


def messages_of(statements: Statements, node: Term, term: str = "message") -> tuple[ox.Literal, ...]:
    """The messages of a shape, a constraint, a validator or a component or, by ``resultMessage``, of a result."""
    return tuple(one for one in statements.objects(node, SH + term) if isinstance(one, ox.Literal))


def _prefixes(statements: Statements, node: Term) -> dict[str, str]:
    """What ``sh:declare`` declares for a node by ``sh:prefixes``; SparqlError where a prefix means two addresses."""
    found: dict[str, str] = {}
    places = {
        one for start in statements.objects(node, SH + "prefixes") for one in statements.within(start, OWL + "imports")
    }
    for declaration in (one for place in places for one in statements.objects(place, SH + "declare")):
        prefix, namespace = (statements.value(declaration, SH + term) for term in ("prefix", "namespace"))
        if prefix is None or namespace is None:
            raise SparqlError("sh:declare without sh:prefix or sh:namespace")
        if found.setdefault(prefix.value, namespace.value) != namespace.value:
            raise SparqlError(f"prefix {prefix.value}: declared twice, and otherwise")
    return found


def query_of(statements: Statements, node: Term, text: Term, shape: str, term: str, faults: list[Fault]) -> str:
    """The query of ``node`` without prefixes; a fault, and an empty text, where it is none."""
    try:
        if not isinstance(text, ox.Literal):
            raise SparqlError("its query is no text")
        return expand_prefixes(text.value, _prefixes(statements, node))
    except SparqlError as error:
        faults.append(Fault(shape, term, str(error)))
        return ""


@dataclass(frozen=True)
class _Component:
    """A component, with the predicates of its parameters."""

    node: Term
    required: tuple[str, ...]
    optional: tuple[str, ...]


def _variable(parameter: str) -> str:
    """A parameter's variable: the local name of its path."""
    return parameter.replace("#", "/").rsplit("/", 1)[-1].rsplit(":", 1)[-1]


class Components:
    """The constraint components that a shapes graph defines."""

    def __init__(self, statements: Statements, faults: list[Fault]) -> None:
        """Read them all; what is ill-formed goes to ``faults``."""
        self._statements, self._faults = statements, faults
        kind = ox.NamedNode(SH + "ConstraintComponent")
        kinds = statements.within(kind, RDFS + "subClassOf", backward=True)
        nodes = {node for one in kinds for node in statements.subjects(RDF + "type", one)}
        read = [self._read(node) for node in sorted(nodes, key=str)]
        self._components = [one for one in read if one is not None]

    def _read(self, node: Term) -> _Component | None:
        """A component; None for SHACL's own, written out in a graph: they have no validator, and are known without."""
        statements = self._statements
        paths: dict[bool, list[str]] = {True: [], False: []}
        for parameter in statements.objects(node, SH + "parameter"):
            path = statements.value(parameter, SH + "path")
            if isinstance(path, ox.NamedNode):
                paths[is_true(statements.value(parameter, SH + "optional"))].append(path.value)
            else:
                self._faults.append(Fault(name(node), "sh:parameter", "without a predicate as its sh:path"))
        if not paths[False]:
            what = "a component without a parameter that must be given"
            self._faults.append(Fault(name(node), "sh:parameter", what))
        elif not {SH + "validator", SH + "nodeValidator", SH + "propertyValidator"} & {*statements.predicates(node)}:
            return None
        return _Component(node, tuple(sorted(paths[False])), tuple(sorted(paths[True])))

    def of(self, shape: Term, shape_name: str, is_property: bool) -> list[SparqlConstraint]:
        """The constraints that a shape has by giving a component's parameters."""
        found: list[SparqlConstraint] = []
        for one in self._components:
            given = {path: self._statements.objects(shape, path) for path in (*one.required, *one.optional)}
            if not all(given[path] for path in one.required):
                continue
            several = [path for path, values in given.items() if len(values) > 1]
            if several and len(given) > 1:
                what = "several values, of a component with several parameters"
                self._faults.append(Fault(shape_name, name(ox.NamedNode(several[0])), what))
                continue
            absent = tuple(_variable(path) for path, values in given.items() if not values)
            for number in range(max(map(len, given.values()), default=0)):
                values = tuple((_variable(path), every[number]) for path, every in given.items() if every)
                found += self._constraint(one.node, shape_name, is_property, values, absent)
        return found

    def _constraint(
        self, node: Term, shape: str, is_property: bool, values: tuple[tuple[str, Term], ...], absent: tuple[str, ...]
    ) -> list[SparqlConstraint]:
        statements, kind = self._statements, name(node)
        own = statements.objects(node, SH + ("propertyValidator" if is_property else "nodeValidator"))
        for validator in own or statements.objects(node, SH + "validator"):
            for term in ("ask", "select"):
                text = statements.value(validator, SH + term)
                if text is not None:
                    query = query_of(statements, validator, text, shape, kind, self._faults)
                    messages = messages_of(statements, validator) or messages_of(statements, node)
                    return [SparqlConstraint(node.value, query, term == "ask", kind, values, absent, messages)]
        what = "a property shape" if is_property else "a node shape"
        self._faults.append(Fault(shape, kind, f"the component has no validator in SPARQL for {what}"))
        return []
