"""Property paths read from a shapes graph or a validation report."""

from __future__ import annotations

from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib.term import Node

from shacl_compiler.paths import Alternative, Inverse, Path, Predicate, Repeated, Sequence
from shacl_compiler.rdflib_terms import rdf_list

__all__ = ["PathError", "read_path"]

_REPEATED: dict[Node, str] = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


class PathError(ValueError):
    """An ill-formed path; the text says what is wrong."""


def _members(shapes: Graph, head: Node, seen: frozenset[Node]) -> tuple[Path, ...]:
    members = rdf_list(shapes, head)
    if members is None:
        raise PathError("a broken list")
    if len(members) < 2:
        raise PathError("a list of fewer than two paths")
    return tuple(read_path(shapes, one, seen) for one in members)


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
