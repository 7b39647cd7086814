"""Reading property paths as RDF writes them, in a shapes graph or a report."""

from __future__ import annotations

import pyoxigraph as ox

from shacl_compiler.paths import Path, predicate
from shacl_compiler.rdf_terms import RDF, SH, Term
from shacl_compiler.statements import Statements

__all__ = ["PathError", "read_path"]

_OPERATORS = {
    "inversePath": "^",
    "alternativePath": "|",
    "zeroOrMorePath": "*",
    "oneOrMorePath": "+",
    "zeroOrOnePath": "?",
}
# So many paths in paths, or one after another, are read: with more, that would end in the interpreter's own limit.
_DEEPEST = 60


class PathError(ValueError):
    """An ill-formed path; the message says what is wrong."""


def read_path(statements: Statements, node: Term, above: frozenset[Term] = frozenset()) -> Path:
    """The path that a node of a shapes graph or a report stands for; PathError where it is ill-formed."""
    if isinstance(node, ox.NamedNode):
        return predicate(node.value)
    if not isinstance(node, ox.BlankNode):
        raise PathError(f"{node} is no path")
    if node in above:
        raise PathError("a path that holds itself")
    if len(above) == _DEEPEST:
        raise PathError(f"nested deeper than {_DEEPEST} paths")
    above |= {node}

    def several(operator: str, head: Term) -> Path:
        members = statements.members(head)
        if members is None:
            raise PathError("a broken list")
        if len(members) < 2:
            raise PathError("a list of fewer than two paths")
        if operator == "/" and len(members) > _DEEPEST:
            raise PathError(f"a sequence of more than {_DEEPEST} paths")
        return Path(operator, tuple(read_path(statements, one, above) for one in members))

    # A list is a sequence path, whatever other statements its first cell has: the W3C test suite demands it.
    if statements.objects(node, RDF + "first"):
        return several("/", node)
    given = [(term, value) for term in _OPERATORS for value in statements.objects(node, SH + term)]
    if len(given) != 1:
        raise PathError("one of sh:inversePath, sh:alternativePath, sh:zeroOrMorePath and the like is due, or a list")
    [(term, value)] = given
    if term == "alternativePath":
        return several("|", value)
    return Path(_OPERATORS[term], (read_path(statements, value, above),))
