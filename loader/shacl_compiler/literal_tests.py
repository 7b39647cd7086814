"""The constraints of shapes that ask for more of a literal than an Oxigraph store keeps, or compare literals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pyoxigraph as ox

from shacl_compiler.datatypes import DERIVED
from shacl_compiler.faults import Fault
from shacl_compiler.literals import ONE_TEXT, LiteralTest
from shacl_compiler.rdf_terms import RDF, XSD, Term, name, unkept
from shacl_compiler.shapes import Constraint, Shape, SparqlConstraint
from shacl_compiler.vocabulary import RANGES

__all__ = ["compares", "literal_tests"]

_TEXTS = {XSD + "string", RDF + "langString"}
# The datatypes that a store gives to others: xsd:integer to xsd:byte.
_MERGED = {
    **{XSD + kind: XSD + "integer" for kind in ("integer", *DERIVED)},
    **{XSD + kind: XSD + "dateTime" for kind in ("dateTime", "dateTimeStamp")},
}
_ONE_DATATYPE = "Oxigraph keeps whole numbers of every datatype as xsd:integer, and xsd:dateTimeStamp as xsd:dateTime"


def literal_tests(shape: Shape, predicates: frozenset[str] | None = None) -> Iterator[LiteralTest]:
    """Those of a shape and of all that it refers to; ``predicates`` lead to a node shape's focus nodes."""
    if shape.deactivated:
        return
    if shape.path is not None:
        predicates = shape.path.predicates

    def test(term: str, datatypes: frozenset[str] | None, literals: Sequence[Term] = ()) -> LiteralTest:
        changed = [f"{name(one)}: " for one in unkept(literals)]
        what = (changed[0] if changed else "") + ONE_TEXT
        return LiteralTest(shape.node, Fault(shape.name, f"sh:{term}", what), datatypes, predicates, bool(changed))

    def datatype_test(datatype: str) -> LiteralTest:
        fault = Fault(shape.name, "sh:datatype", _ONE_DATATYPE)
        return LiteralTest(shape.node, fault, frozenset({_MERGED[datatype]}), predicates, datatype != _MERGED[datatype])

    found: list[LiteralTest] = []
    for one in shape.constraints:
        if isinstance(one, Constraint):
            if one.term == "datatype" and one.values[0].value in _MERGED:
                found.append(datatype_test(one.values[0].value))
            elif one.term in ("pattern", "minLength", "maxLength", "equals", "disjoint"):
                found.append(test(one.term, None))
            elif one.term in ("in", "hasValue") and (datatypes := _datatypes(one.values)):
                found.append(test(one.term, datatypes, one.values))
        for inner in (*one.shapes, *one.siblings):
            found += literal_tests(inner, predicates)
    nodes = [one.term for one in shape.targets if isinstance(one.term, ox.Literal)]
    if unkept(nodes):
        asked_for = bool(found) or any(isinstance(one, SparqlConstraint) for one in shape.constraints)
        yield replace(test("targetNode", _datatypes(nodes), nodes), in_shapes=asked_for)
    yield from found


def compares(constraint: Constraint | SparqlConstraint) -> bool:
    """Whether a constraint, or a shape that it refers to, compares values by their order; a query may."""
    if isinstance(constraint, SparqlConstraint) or constraint.term in (*RANGES, "lessThan", "lessThanOrEquals"):
        return True
    inner = (one for shape in (*constraint.shapes, *constraint.siblings) for one in shape.constraints)
    return any(map(compares, inner))


def _datatypes(terms: Sequence[Term]) -> frozenset[str]:
    found = {one.datatype.value for one in terms if isinstance(one, ox.Literal)}
    return frozenset(_MERGED.get(one, one) for one in found - _TEXTS)
