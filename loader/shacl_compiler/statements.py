"""The statements of a shapes graph, by subject and by object; terms are pyoxigraph's, texts of literals as written."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

from shacl_compiler.faults import Fault, ShapesError
from shacl_compiler.rdf_terms import RDF, SH, Term, name

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["Statements"]


class Statements:
    """An index of statements. Predicates are given and returned by their addresses."""

    def __init__(self, graph: Graph) -> None:
        """Take the statements of an rdflib graph."""
        from shacl_compiler.rdflib_terms import from_rdflib  # noqa: PLC0415 - slow to import

        self._about: defaultdict[Term, defaultdict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self._with: defaultdict[str, list[tuple[Term, Term]]] = defaultdict(list)
        self._to: defaultdict[Term, list[tuple[Term, str]]] = defaultdict(list)
        for triple in graph:
            try:
                subject, relation, value = map(from_rdflib, triple)
            except ValueError as error:
                fault = Fault("the shapes graph", " ".join(map(str, triple)), str(error))
                raise ShapesError([fault]) from error
            self._about[subject][relation.value].append(value)
            self._with[relation.value].append((subject, value))
            self._to[value].append((subject, relation.value))
        self._described: dict[Term, str] = {}
        self._owner: dict[Term, Term] = {}

    def objects(self, subject: Term, relation: str) -> list[Term]:
        """The values of a predicate of a subject, in an order that does not depend on labels of blank nodes."""
        return sorted(self._about[subject][relation], key=self.described) if subject in self._about else []

    def value(self, subject: Term, relation: str) -> Term | None:
        """The first of them, None where there is none."""
        return next(iter(self.objects(subject, relation)), None)

    def subjects(self, relation: str, value: Term | None = None) -> list[Term]:
        """The subjects that have a predicate, with this value if it is given."""
        if value is None:
            return [one for one, _ in self._with[relation]]
        return [one for one, other in self._to.get(value, ()) if other == relation]

    def predicates(self, subject: Term | None = None) -> list[str]:
        """The predicates of a subject, or all of them."""
        return sorted(self._with if subject is None else self._about.get(subject, ()))

    def relations_to(self, value: Term) -> set[str]:
        """The predicates that have a value."""
        return {relation for _, relation in self._to.get(value, ())}

    def within(self, start: Term, relation: str, backward: bool = False) -> set[Term]:
        """A node and all that it is connected with by a predicate, in any number of steps."""
        found, open_ = {start}, [start]
        while open_:
            node = open_.pop()
            new = set(self.subjects(relation, node) if backward else self.objects(node, relation)) - found
            found |= new
            open_ += new
        return found

    def members(self, head: Term) -> list[Term] | None:
        """The members of a list; None where it is broken."""
        found: list[Term] = []
        cells: set[Term] = set()
        while head != ox.NamedNode(RDF + "nil"):
            first, rest = self.objects(head, RDF + "first"), self.objects(head, RDF + "rest")
            if len(first) != 1 or len(rest) != 1 or head in cells:
                return None
            cells.add(head)
            found.append(first[0])
            head = rest[0]
        return found

    def described(self, node: Term, depth: int = 6) -> str:
        """A text to sort a node by, without labels of blank nodes, which are random."""
        if not isinstance(node, ox.BlankNode):
            return str(node)
        if depth == 0:
            return "[]"
        if depth == 6 and node in self._described:
            return self._described[node]
        about = self._about[node] if node in self._about else {}  # noqa: SIM401 - it makes what it lacks
        parts = sorted(
            f"<{one}> {self.described(value, depth - 1)}" for one, values in about.items() for value in values
        )
        text = "[" + " ; ".join(parts) + "]"
        if depth == 6:
            self._described[node] = text
        return text

    def called(self, node: Term) -> str:
        """What errors call a node; a blank one by its owner, and its path if it has one: ``<owner> [<path>]``."""
        owner, way = node, dict[Term, None]()
        while isinstance(owner, ox.BlankNode) and owner not in way:
            way[owner] = None
            owners = (one for one, _ in self._to.get(owner, ()))
            owner = self._owner.get(owner) or min(owners, key=str, default=owner)
        self._owner.update(dict.fromkeys(way, owner))
        if owner == node or isinstance(owner, ox.BlankNode):
            return name(node)
        path = self.value(node, SH + "path")
        return f"{name(owner)} [{name(path) if isinstance(path, ox.NamedNode) else ''}]"
