"""Reading a shapes graph: its shapes, with everything ill-formed in them gathered as faults."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import Graph

from shacl_compiler.faults import Fault, Refusal, ShapesError
from shacl_compiler.path_reader import PathError, read_path
from shacl_compiler.rdf_terms import OWL, RDF, RDFS, SH, Term, name
from shacl_compiler.shapes import Constraint, Shape, SparqlConstraint, Target, component
from shacl_compiler.sparql_constraints import Components, messages_of, query_of
from shacl_compiler.statements import Statements
from shacl_compiler.vocabulary import (
    ELSEWHERE,
    LEFT,
    LISTS,
    LOGIC,
    ON_SHAPES,
    PAIRS,
    PROPERTY_ONLY,
    SHAPES_GIVEN,
    SINGLE,
    TARGETS,
    VALUE_TESTS,
    ill_formed,
    is_true,
    misspelt,
    unsupported,
)

__all__ = ["ShapesGraph"]

# So many shapes in shapes are read: with more, reading would end in the interpreter's own limit.
_DEEPEST = 60
_IN_SPARQL_CONSTRAINT = {SH + term for term in ("select", "prefixes", "message", "deactivated", "severity")}


class ShapesGraph:
    """A shapes graph, read: the shapes that have targets, with their constraints.

    Raises ShapesError with everything ill-formed. A shape that is well-formed and not for the compiler is among
    ``refused`` instead, by its node.
    """

    def __init__(self, graph: Graph) -> None:
        """Read every shape of the graph."""
        self.statements = Statements(graph)
        self.faults: list[Fault] = unsupported(self.statements)
        self.warnings: list[Fault] = misspelt(self.statements)
        self.refused: dict[Term, Refusal] = {}
        self.components = Components(self.statements, self.faults)
        self._read: dict[Term, Shape] = {}
        self._open: list[Term] = []
        shapes = [self.shape(node) for node in sorted(self._nodes(), key=self.statements.described)]
        if self.faults:
            raise ShapesError([*self.warnings, *self.faults])
        # What a rule infers any shape may validate.
        self.rules = sorted({self.statements.called(node) for node in self.statements.subjects(SH + "rule")})
        self.roots = [shape for shape in shapes if shape.targets]
        referred = {
            inner.node for shape in shapes for one in shape.constraints for inner in (*one.shapes, *one.siblings)
        }
        for one in shapes:
            if not one.targets and one.node not in referred and not one.deactivated:
                self.warnings.append(Fault(one.name, "sh:targetClass", "no target, and no shape refers to it"))

    def _nodes(self) -> set[Term]:
        """Every node that is a shape, by its own statements or because a shape refers to it."""
        statements = self.statements
        own = ("closed", "hasValue", "property", "sparql", "qualifiedValueShape")
        found = {
            node
            for kind in ("NodeShape", "PropertyShape")
            for node in statements.subjects(RDF + "type", ox.NamedNode(SH + kind))
        }
        for term in (*VALUE_TESTS, *PAIRS, *LOGIC, *PROPERTY_ONLY, *TARGETS, *own):
            found.update(statements.subjects(SH + term))
        for term in (*SHAPES_GIVEN, *LISTS[:3]):
            for subject in statements.subjects(SH + term):
                for value in statements.objects(subject, SH + term):
                    found.update([value] if term in SHAPES_GIVEN else statements.members(value) or ())
        # A parameter of a component looks like a property shape, and is none that validates anything.
        parameters = {
            one for node in statements.subjects(SH + "parameter") for one in statements.objects(node, SH + "parameter")
        }
        return found - parameters

    def shape(self, node: Term) -> Shape:
        """The shape of a node, read once."""
        if node in self._open:
            loop = " -> ".join(name(one) for one in [*self._open[self._open.index(node) :], node])
            self.faults.append(Fault(name(node), "recursion", f"{loop}: SHACL does not define it"))
            raise ShapesError([*self.warnings, *self.faults])
        if len(self._open) == _DEEPEST:
            called = self.statements.called(node)
            refusal = Refusal(Fault(called, "nesting", f"deeper than {_DEEPEST} shapes"))
            self.refused.setdefault(node, refusal)
            return Shape(node, called, None, ox.NamedNode(SH + "Violation"), (), False)
        if node not in self._read:
            self._open.append(node)
            self._read[node] = _Reader(self, node).shape()
            self._open.pop()
        return self._read[node]

    def is_property_shape(self, node: Term) -> bool:
        """Whether a node is a property shape: it has a path."""
        return bool(self.statements.objects(node, SH + "path"))


class _Reader:
    """Reads one shape."""

    def __init__(self, shapes: ShapesGraph, node: Term) -> None:
        self.shapes, self.statements, self.node = shapes, shapes.statements, node
        self.name = self.statements.called(node)
        self.is_property = shapes.is_property_shape(node)

    def wrong(self, term: str, what: str) -> None:
        self.shapes.faults.append(Fault(self.name, f"sh:{term}", what))

    def warn(self, term: str, what: str) -> None:
        """Note what is no fault by SHACL, which passes over it."""
        self.shapes.warnings.append(Fault(self.name, f"sh:{term}", what))

    def refuse(self, term: str, why: str) -> None:
        self.shapes.refused.setdefault(self.node, Refusal(Fault(self.name, f"sh:{term}", why)))

    def values(self, term: str) -> list[Term]:
        """The values of a term, those of a list included; what is ill-formed is a fault."""
        found = self.statements.objects(self.node, SH + term)
        if len(found) > 1 and term in SINGLE:
            self.wrong(term, f"{len(found)} values where there can be one")
        for value in found:
            if what := ill_formed(term, value):
                self.wrong(term, f"{name(value)} is {what}")
        return found

    def value(self, term: str) -> Term | None:
        return next(iter(self.values(term)), None)

    def members(self, term: str, value: Term) -> tuple[Term, ...]:
        """The members of the list that is the value of a term; the value itself where the term takes none."""
        if term not in LISTS:
            return (value,)
        members = self.statements.members(value)
        if members is None:
            self.wrong(term, "a broken list")
        elif not members and term in ("and", "or", "xone", "languageIn"):
            self.wrong(term, "an empty list")
        for member in members or ():
            if what := ill_formed(f"{term}-member", member):
                self.wrong(term, f"{name(member)} is {what}")
        return tuple(members or ())

    def shape(self) -> Shape:
        path = None
        try:
            paths = self.statements.objects(self.node, SH + "path")
            if len(paths) > 1:
                raise PathError(f"{len(paths)} values where there can be one")
            path = read_path(self.statements, paths[0]) if paths else None
        except PathError as error:
            self.wrong("path", str(error))
        self.check_terms()
        severity = self.value("severity") or ox.NamedNode(SH + "Violation")
        self.values("message")
        deactivated = is_true(self.value("deactivated"))
        messages = messages_of(self.statements, self.node)
        shape = Shape(self.node, self.name, path, severity, messages, deactivated, tuple(self.targets()))
        shape.constraints = [*self.core_constraints(), *self.sparql()]
        shape.constraints += self.shapes.components.of(self.node, self.name, self.is_property)
        return shape

    def check_terms(self) -> None:
        """Whether each term of SHACL may stand where it does."""
        types = {term.value for term in self.statements.objects(self.node, RDF + "type")}
        if SH + "PropertyShape" in types and not self.is_property:
            self.wrong("path", "a property shape without one")
        if SH + "NodeShape" in types and self.is_property:
            self.wrong("path", "a node shape with one")
        if isinstance(self.node, ox.Literal):
            self.wrong("property", "a literal is no shape")
        is_own_constraint = self.node in self.statements.objects(self.node, SH + "sparql")
        for term in (one.removeprefix(SH) for one in self.statements.predicates(self.node) if one.startswith(SH)):
            if term in LEFT:
                self.refuse(term, "not compiled")
            elif not self.is_property and term in PROPERTY_ONLY:
                self.wrong(term, "only a property shape can have it")
            elif term in ELSEWHERE and not (is_own_constraint and term in ("select", "prefixes")):
                self.warn(term, "no term of a shape, and without effect on one")

    def targets(self) -> list[Target]:
        kinds = (
            ("node", "targetNode"),
            ("class", "targetClass"),
            ("subjects", "targetSubjectsOf"),
            ("objects", "targetObjectsOf"),
        )
        found = [Target(kind, value) for kind, term in kinds for value in self.values(term)]
        types = set(self.statements.objects(self.node, RDF + "type"))
        classes = self.statements.within(ox.NamedNode(RDFS + "Class"), RDFS + "subClassOf", backward=True)
        if types & {*classes, ox.NamedNode(OWL + "Class")}:
            if isinstance(self.node, ox.BlankNode):
                self.wrong("targetClass", "a blank node cannot be its own target class")
            else:
                found.append(Target("class", self.node))
        for target in self.values("target"):
            selects = self.statements.objects(target, SH + "select")
            if len(selects) == 1 and {*self.statements.objects(target, RDF + "type")} <= {
                ox.NamedNode(SH + "SPARQLTarget")
            }:
                found.append(Target("query", query=self.query(target, selects[0], "target")))
            else:
                self.refuse("target", "a target of a kind of its own")
                found.append(Target("query", query="SELECT ?this WHERE { FILTER(false) }"))
        return found

    def query(self, node: Term, text: Term, term: str) -> str:
        return query_of(self.statements, node, text, self.name, f"sh:{term}", self.shapes.faults)

    def core_constraints(self) -> Iterable[Constraint]:
        """The constraints of SHACL Core, in the order in which results are reported."""
        for term in (*VALUE_TESTS, "minCount", "maxCount", *PAIRS, "hasValue"):
            for value in self.values(term):
                flags = self.value("flags") if term == "pattern" else None
                yield Constraint(term, self.members(term, value), flags=flags.value if flags else "")
        if self.values("flags") and not self.values("pattern"):
            self.warn("flags", "without sh:pattern it demands nothing")
        # Of the two booleans that mean true, SHACL's text names one: the W3C test suite holds to it.
        if any(value.value == "true" for value in self.values("uniqueLang")[:1]):
            yield Constraint("uniqueLang")
        yield from self.closed()
        for term in (*LOGIC, "property"):
            for value in self.values(term):
                is_property = self.shapes.is_property_shape(value)
                if term == "node" and is_property:
                    self.wrong("node", f"{name(value)} is a property shape; sh:property takes it")
                if term != "property" or is_property:
                    yield Constraint(term, shapes=tuple(map(self.shapes.shape, self.members(term, value))))
                else:
                    self.wrong("property", f"{name(value)} has no sh:path")
        yield from self.qualified()

    def closed(self) -> Iterable[Constraint]:
        ignored = self.value("ignoredProperties")
        if is_true(self.value("closed")):
            allowed = set(self.members("ignoredProperties", ignored)) if ignored else set()
            for inner in self.statements.objects(self.node, SH + "property"):
                paths = self.statements.objects(inner, SH + "path")
                allowed |= {path for path in paths if isinstance(path, ox.NamedNode)}
            yield Constraint("closed", tuple(sorted(allowed, key=str)))

    def qualified(self) -> Iterable[Constraint]:
        shapes = self.values("qualifiedValueShape")
        counts = [
            (term, value) for term in ("qualifiedMinCount", "qualifiedMaxCount") for value in self.values(term)[:1]
        ]
        disjoint = self.value("qualifiedValueShapesDisjoint")
        if not shapes:
            for term in [*(term for term, _ in counts), *(["qualifiedValueShapesDisjoint"] if disjoint else [])]:
                self.warn(term, "without sh:qualifiedValueShape it demands nothing")
        elif not counts:
            self.warn("qualifiedValueShape", "without sh:qualifiedMinCount or sh:qualifiedMaxCount it demands nothing")
        others: set[Term] = set()
        for parent in self.statements.subjects(SH + "property", self.node) if is_true(disjoint) else ():
            for inner in self.statements.objects(parent, SH + "property"):
                others.update(self.statements.objects(inner, SH + "qualifiedValueShape"))
        siblings = sorted(others - set(shapes), key=self.statements.described)
        for node in shapes:
            for term, value in counts:
                shape = self.shapes.shape(node)
                yield Constraint(term, (value,), (shape,), tuple(map(self.shapes.shape, siblings)))

    def sparql(self) -> Iterable[SparqlConstraint]:
        statements = self.statements
        for node in self.values("sparql"):
            # A shape may be its own constraint: the W3C test suite demands it.
            for one in statements.predicates(node) if node != self.node else ():
                if one == SH + "severity":
                    self.warn("sparql", "sh:severity on it has no effect; the shape's counts")
                elif one.removeprefix(SH) in {*ON_SHAPES, *ELSEWHERE} and one not in _IN_SPARQL_CONSTRAINT:
                    self.warn("sparql", f"sh:{one.removeprefix(SH)} has no effect on a SPARQL constraint")
            selects = statements.objects(node, SH + "select")
            if len(selects) != 1:
                self.wrong("sparql", f"{len(selects)} values of sh:select where there is to be one")
            elif not any(map(is_true, statements.objects(node, SH + "deactivated"))):
                text, messages = self.query(node, selects[0], "select"), messages_of(statements, node)
                yield SparqlConstraint(component("sparql"), text, False, "sh:select", messages=messages, source=node)
