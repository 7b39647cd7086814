"""Property paths: read from a shapes graph, written as SPARQL and as RDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib.term import Node

from shacl_compiler.rdf_terms import SH as SHACL

__all__ = ["Alternative", "Inverse", "Path", "PathError", "Predicate", "Repeated", "Sequence", "nullable", "read_path"]

_RDF = str(RDF)


class PathError(ValueError):
    """An ill-formed path; the text says what is wrong."""


@dataclass(frozen=True)
class Predicate:
    """One predicate."""

    iri: str

    def __str__(self) -> str:
        """As SPARQL writes it."""
        return f"<{self.iri}>"


@dataclass(frozen=True)
class Inverse:
    """A path from object to subject."""

    path: Path

    def __str__(self) -> str:
        """As SPARQL writes it."""
        return f"^({self.path})"


@dataclass(frozen=True)
class Sequence:
    """One path after another."""

    steps: tuple[Path, ...]

    def __str__(self) -> str:
        """As SPARQL writes it."""
        return "(" + "/".join(str(step) for step in self.steps) + ")"


@dataclass(frozen=True)
class Alternative:
    """One path or another."""

    choices: tuple[Path, ...]

    def __str__(self) -> str:
        """As SPARQL writes it."""
        return "(" + "|".join(str(choice) for choice in self.choices) + ")"


@dataclass(frozen=True)
class Repeated:
    """A path none or more times (``*``), once or more (``+``), or at most once (``?``)."""

    path: Path
    mark: str

    def __str__(self) -> str:
        """As SPARQL writes it."""
        return f"({self.path}){self.mark}"


Path = Predicate | Inverse | Sequence | Alternative | Repeated

_REPEATED: dict[Node, str] = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
_TERMS = {"*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath"}


def nullable(path: Path) -> bool:
    """Whether the path leads, in no step, from every node to itself."""
    match path:
        case Predicate():
            return False
        case Inverse(inner):
            return nullable(inner)
        case Sequence(steps):
            return all(nullable(step) for step in steps)
        case Alternative(choices):
            return any(nullable(choice) for choice in choices)
        case Repeated(inner, mark):
            return mark != "+" or nullable(inner)


def _members(shapes: Graph, head: Node, seen: frozenset[Node]) -> tuple[Path, ...]:
    members: list[Path] = []
    cells: set[Node] = set()
    while head != RDF.nil:
        first, rest = list(shapes.objects(head, RDF.first)), list(shapes.objects(head, RDF.rest))
        if len(first) != 1 or len(rest) != 1 or head in cells:
            raise PathError("a broken list")
        cells.add(head)
        members.append(read_path(shapes, first[0], seen))
        head = rest[0]
    if len(members) < 2:
        raise PathError("a list of fewer than two paths")
    return tuple(members)


def read_path(shapes: Graph, node: Node, seen: frozenset[Node] = frozenset()) -> Path:
    """The path that a node of a shapes graph stands for; PathError where it is ill-formed."""
    if isinstance(node, URIRef):
        return Predicate(str(node))
    if not isinstance(node, BNode):
        raise PathError(f"{node.n3()} is no path")
    if node in seen:
        raise PathError("a path that holds itself")
    seen |= {node}
    # A sequence path is a list whatever else is said of its first cell: so the W3C test suite has it.
    if (node, RDF.first, None) in shapes:
        return Sequence(_members(shapes, node, seen))
    known: set[Node] = {SH.inversePath, SH.alternativePath, *_REPEATED}
    said = [(p, o) for p, o in shapes.predicate_objects(node) if p in known]
    if len(said) != 1:
        raise PathError("one of sh:inversePath, sh:alternativePath, sh:zeroOrMorePath and the like is due, or a list")
    predicate, value = said[0]
    if predicate == SH.alternativePath:
        return Alternative(_members(shapes, value, seen))
    inner = read_path(shapes, value, seen)
    return Inverse(inner) if predicate == SH.inversePath else Repeated(inner, _REPEATED[predicate])


def path_triples(path: Path, blank: Iterator[ox.BlankNode]) -> tuple[ox.NamedNode | ox.BlankNode, list[ox.Triple]]:
    """A path as RDF: its node and the triples that say what it is."""

    def listed(paths: tuple[Path, ...]) -> tuple[ox.NamedNode | ox.BlankNode, list[ox.Triple]]:
        cells = [next(blank) for _ in paths]
        rests: list[ox.NamedNode | ox.BlankNode] = [*cells[1:], ox.NamedNode(_RDF + "nil")]
        triples: list[ox.Triple] = []
        for cell, one, rest in zip(cells, paths, rests, strict=True):
            node, more = path_triples(one, blank)
            triples += [
                ox.Triple(cell, ox.NamedNode(_RDF + "first"), node),
                *more,
                ox.Triple(cell, ox.NamedNode(_RDF + "rest"), rest),
            ]
        return cells[0], triples

    if isinstance(path, Predicate):
        return ox.NamedNode(path.iri), []
    if isinstance(path, Sequence):
        return listed(path.steps)
    here = next(blank)
    if isinstance(path, Alternative):
        term, (node, triples) = "alternativePath", listed(path.choices)
    else:
        term = "inversePath" if isinstance(path, Inverse) else _TERMS[path.mark]
        node, triples = path_triples(path.path, blank)
    return here, [ox.Triple(here, ox.NamedNode(SHACL + term), node), *triples]
