"""Reading a shapes graph: what a shape says, with everything ill-formed in it gathered as faults."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib import SH as S
from rdflib.term import Node

from shacl_compiler.components import Components
from shacl_compiler.faults import Fault, Refusal, ShapesError
from shacl_compiler.path_reader import PathError, read_path
from shacl_compiler.prefixes import Declared, queries
from shacl_compiler.rdf_terms import SH
from shacl_compiler.rdflib_terms import called, name, rdf_list
from shacl_compiler.shapes import (
    Closed,
    Constraint,
    Count,
    HasValue,
    Logic,
    Pair,
    PropertyOf,
    Qualified,
    Query,
    Shape,
    Target,
    UniqueLanguage,
    ValueTest,
    inner_shapes,
)
from shacl_compiler.vocabulary import (
    LEFT,
    LOGIC,
    ON_SHAPES,
    PAIRS,
    PROPERTY_ONLY,
    SINGLE,
    TARGETS,
    VALUE_TESTS,
    component,
    misspelt,
)
from shacl_compiler.well_formedness import ill_formed_value

__all__ = ["ShapesGraph"]

_ONE_SHAPE = ("not", "node", "property", "qualifiedValueShape")
_LIST_OF_SHAPES = ("and", "or", "xone")


def _order(term: Node) -> tuple[int, str]:
    return (isinstance(term, BNode), str(term))


class ShapesGraph:
    """A shapes graph, read: the shapes that have targets and what each of them says.

    Raises ShapesError with everything ill-formed. A shape that is well-formed and not for the compiler is among
    ``refused`` instead, by its node.
    """

    def __init__(self, graph: Graph) -> None:
        """Read every shape of the graph."""
        self.graph = graph
        self.faults: list[Fault] = misspelt(graph)
        self.warnings: list[Fault] = []
        self.refused: dict[Node, Refusal] = {}
        self._declared = Declared(graph)
        self._components = Components(graph, self._declared, self.faults)
        self._read: dict[Node, Shape] = {}
        self._open: list[Node] = []
        nodes = self._nodes()
        self._keys = {node: self._described(node) for node in nodes}
        shapes = [self.shape(node) for node in sorted(nodes, key=lambda node: self._keys[node])]
        if self.faults:
            raise ShapesError(self.faults)
        self.roots = [shape for shape in shapes if shape.targets]
        self._warn_of_unused(shapes)

    def _nodes(self) -> set[Node]:
        """Every node that is a shape, by what is said of it or by whom it is referred to."""
        graph = self.graph
        found: set[Node] = {*graph.subjects(RDF.type, S.NodeShape), *graph.subjects(RDF.type, S.PropertyShape)}
        own = ("closed", "hasValue", "property", "sparql", "qualifiedValueShape")
        parameters = (*VALUE_TESTS, *PAIRS, *LOGIC, *PROPERTY_ONLY, *TARGETS, *own)
        for term in parameters:
            found |= set(graph.subjects(URIRef(SH + term)))
        for term in _ONE_SHAPE:
            found |= set(graph.objects(None, URIRef(SH + term)))
        for term in _LIST_OF_SHAPES:
            for head in graph.objects(None, URIRef(SH + term)):
                found |= set(rdf_list(graph, head) or ())
        # A parameter of a component looks like a property shape, and is none that judges anything.
        return found - set(graph.objects(None, S.parameter))

    def _described(self, node: Node, depth: int = 6) -> str:
        """What a node is, without blank nodes' labels: they are chance, and results come in a fixed order."""
        if not isinstance(node, BNode):
            return node.n3()
        if depth == 0:
            return "[]"
        said = sorted(f"{p.n3()} {self._described(o, depth - 1)}" for p, o in self.graph.predicate_objects(node))
        return "[" + " ; ".join(said) + "]"

    def _sorted(self, nodes: Iterable[Node]) -> list[Node]:
        return sorted(nodes, key=self._described)

    def _warn_of_unused(self, shapes: list[Shape]) -> None:
        """Warn of shapes without a target that no shape refers to: they never judge anything."""
        referred = {inner.node for shape in shapes for one in shape.constraints for inner in inner_shapes(one)}
        for one in shapes:
            if not one.targets and one.node not in referred and not one.deactivated:
                self.warnings.append(Fault(one.name, "sh:targetClass", "no target, and no shape refers to it"))

    def shape(self, node: Node) -> Shape:
        """The shape of a node, read once."""
        if node in self._open:
            loop = " -> ".join(name(one) for one in [*self._open[self._open.index(node) :], node])
            raise ShapesError([*self.faults, Fault(name(node), "recursion", f"{loop}: SHACL does not define it")])
        if node not in self._read:
            self._open.append(node)
            self._read[node] = _Reader(self, node).shape()
            self._open.pop()
        return self._read[node]

    def is_property_shape(self, node: Node) -> bool:
        """Whether a node is a property shape: it has a path."""
        return (node, S.path, None) in self.graph


class _Reader:
    """Reads one shape."""

    def __init__(self, shapes: ShapesGraph, node: Node) -> None:
        self.shapes, self.graph, self.node, self.name = shapes, shapes.graph, node, called(shapes.graph, node)

    def wrong(self, term: str, what: str) -> None:
        self.shapes.faults.append(Fault(self.name, f"sh:{term}", what))

    def values(self, term: str) -> list[Node]:
        found = self.shapes._sorted(self.graph.objects(self.node, URIRef(SH + term)))
        if len(found) > 1 and term in SINGLE:
            self.wrong(term, f"{len(found)} values where there can be one")
        for value in found:
            if what := ill_formed_value(term, value):
                self.wrong(term, f"{name(value)} is {what}")
        return found

    def one(self, term: str) -> Node | None:
        return next(iter(self.values(term)), None)

    def integer(self, term: str) -> int | None:
        value = self.one(term)
        return int(value) if isinstance(value, Literal) and str(value).lstrip("+-").isdigit() else None

    def truth(self, term: str) -> bool:
        return str(self.one(term)) in ("true", "1")

    def members(self, term: str, head: Node) -> list[Node]:
        members = rdf_list(self.graph, head)
        if members is None:
            self.wrong(term, "a broken list")
        elif not members and term in (*_LIST_OF_SHAPES, "languageIn"):
            self.wrong(term, "an empty list")
        return members or []

    def shape(self) -> Shape:
        kind = "property" if self.shapes.is_property_shape(self.node) else "node"
        path = None
        paths = list(self.graph.objects(self.node, S.path))
        if len(paths) > 1:
            self.wrong("path", f"{len(paths)} values where there can be one")
        elif paths:
            try:
                path = read_path(self.graph, paths[0])
            except PathError as error:
                self.wrong("path", str(error))
        types = set(self.graph.objects(self.node, RDF.type))
        if S.PropertyShape in types and not paths:
            self.wrong("path", "a property shape without one")
        if S.NodeShape in types and paths:
            self.wrong("path", "a node shape with one")
        if isinstance(self.node, Literal):
            self.wrong("property", "a literal is no shape")
        for predicate in sorted(set(self.graph.predicates(self.node)), key=str):
            term = str(predicate).removeprefix(SH)
            if not str(predicate).startswith(SH):
                continue
            if term in LEFT:
                self.refuse(term, "not compiled")
            elif kind == "node" and term in PROPERTY_ONLY:
                self.wrong(term, "only a property shape can have it")
            elif term not in ON_SHAPES and not (
                term in ("select", "prefixes") and (None, S.sparql, self.node) in self.graph
            ):
                self.wrong(term, "no term of a shape")
        severity = self.one("severity") or S.Violation
        messages = tuple(one for one in self.values("message") if isinstance(one, Literal))
        deactivated = self.truth("deactivated")
        shape = Shape(self.node, self.name, path, severity, messages, deactivated, tuple(self.targets()))
        shape.constraints = self.constraints(shape)
        return shape

    def refuse(self, term: str, why: str) -> None:
        self.shapes.refused.setdefault(self.node, Refusal(Fault(self.name, f"sh:{term}", why)))

    def targets(self) -> list[Target]:
        found = [Target("node", value) for value in self.values("targetNode")]
        found += [Target("class", value) for value in self.values("targetClass")]
        found += [Target("subjects", value) for value in self.values("targetSubjectsOf")]
        found += [Target("objects", value) for value in self.values("targetObjectsOf")]
        classes = {RDFS.Class, OWL.Class, *self.graph.transitive_subjects(RDFS.subClassOf, RDFS.Class)}
        if classes & set(self.graph.objects(self.node, RDF.type)):
            if isinstance(self.node, BNode):
                self.wrong("targetClass", "a blank node cannot be its own target class")
            else:
                found.append(Target("class", self.node))
        for target in self.values("target"):
            selects = list(self.graph.objects(target, S.select))
            if len(selects) == 1 and set(self.graph.objects(target, RDF.type)) <= {S.SPARQLTarget}:
                text = queries(self.shapes._declared, target, selects[0], self.name, "sh:target", self.shapes.faults)
                found.append(Target("query", query=text))
            else:
                self.refuse("target", "a target of a kind of its own")
                found.append(Target("query", query="SELECT ?this WHERE { FILTER(false) }"))
        return found

    def constraints(self, shape: Shape) -> list[Constraint]:  # noqa: PLR0912 - one for each kind
        found: list[Constraint] = []
        for term in VALUE_TESTS:
            for value in self.values(term):
                members = self.members(term, value) if term in ("in", "languageIn") else [value]
                for member in members:
                    if term in ("in", "languageIn") and (what := ill_formed_value(f"{term} member", member)):
                        self.wrong(term, f"{name(member)} is {what}")
                flags = str(self.one("flags") or "") if term == "pattern" else ""
                found.append(ValueTest(component(term), term, tuple(members), flags))
        if self.values("flags") and not self.values("pattern"):
            self.wrong("flags", "without sh:pattern")
        if (least := self.integer("minCount")) is not None:
            found.append(Count(component("minCount"), least=least))
        if (most := self.integer("maxCount")) is not None:
            found.append(Count(component("maxCount"), most=most))
        for term in PAIRS:
            found += [Pair(component(term), term, str(value)) for value in self.values(term)]
        found += [HasValue(component("hasValue"), value) for value in self.values("hasValue")]
        # Of the two booleans that mean true, SHACL's text names one: the W3C test suite holds to it.
        if str(self.one("uniqueLang")) == "true":
            found.append(UniqueLanguage(component("uniqueLang")))
        found += self.closed()
        for term in LOGIC:
            for value in self.values(term):
                members = self.members(term, value) if term in _LIST_OF_SHAPES else [value]
                if term == "node" and self.shapes.is_property_shape(value):
                    self.wrong("node", f"{name(value)} is a property shape; sh:property takes it")
                found.append(Logic(component(term), term, tuple(self.shapes.shape(one) for one in members)))
        for value in self.values("property"):
            if self.shapes.is_property_shape(value):
                found.append(PropertyOf(component("property"), self.shapes.shape(value)))
            else:
                self.wrong("property", f"{name(value)} has no sh:path")
        found += self.qualified()
        found += self.sparql()
        found += self.shapes._components.of(self.node, self.name, shape.path is not None)
        return found

    def closed(self) -> list[Constraint]:
        ignored = self.one("ignoredProperties")
        if not self.truth("closed"):
            return []
        allowed = [] if ignored is None else [str(one) for one in self.members("ignoredProperties", ignored)]
        for inner in self.graph.objects(self.node, S.property):
            allowed += [str(path) for path in self.graph.objects(inner, S.path) if isinstance(path, URIRef)]
        return [Closed(component("closed"), tuple(sorted(set(allowed))))]

    def qualified(self) -> list[Constraint]:
        shapes = self.values("qualifiedValueShape")
        least, most = self.integer("qualifiedMinCount"), self.integer("qualifiedMaxCount")
        if not shapes:
            for term in ("qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint"):
                if self.values(term):
                    what = "without sh:qualifiedValueShape it demands nothing"
                    self.shapes.warnings.append(Fault(self.name, f"sh:{term}", what))
            return []
        if least is None and most is None:
            self.wrong("qualifiedValueShape", "without sh:qualifiedMinCount or sh:qualifiedMaxCount")
        siblings: set[Node] = set()
        if self.truth("qualifiedValueShapesDisjoint"):
            for parent in self.graph.subjects(S.property, self.node):
                for inner in self.graph.objects(parent, S.property):
                    siblings |= set(self.graph.objects(inner, S.qualifiedValueShape))
        found: list[Constraint] = []
        for node in shapes:
            others = tuple(self.shapes.shape(one) for one in self.shapes._sorted(siblings - set(shapes)))
            shape = self.shapes.shape(node)
            if least is not None:
                found.append(Qualified(component("qualifiedMinCount"), shape, others, least=least))
            if most is not None:
                found.append(Qualified(component("qualifiedMaxCount"), shape, others, most=most))
        return found

    def sparql(self) -> list[Constraint]:
        found: list[Constraint] = []
        for node in self.values("sparql"):
            # A shape may be its own constraint: so the W3C test suite has it.
            known = {S.select, S.prefixes, S.message, S.deactivated, S.severity}
            for predicate in set(self.graph.predicates(node)) - known if node != self.node else ():
                if str(predicate).startswith(SH):
                    self.wrong("sparql", f"{name(predicate)} is no term of a SPARQL constraint")
            if node != self.node and (node, S.severity, None) in self.graph:
                self.wrong("sparql", "sh:severity on it has no effect; the shape's counts")
            selects = list(self.graph.objects(node, S.select))
            if len(selects) != 1:
                self.wrong("sparql", f"{len(selects)} values of sh:select where there is to be one")
                continue
            if any(str(one) in ("true", "1") for one in self.graph.objects(node, S.deactivated)):
                continue
            text = queries(self.shapes._declared, node, selects[0], self.name, "sh:select", self.shapes.faults)
            messages = tuple(
                sorted((one for one in self.graph.objects(node, S.message) if isinstance(one, Literal)), key=str)
            )
            found.append(Query(component("sparql"), text, False, "sh:select", messages=messages, source=node))
        return found
