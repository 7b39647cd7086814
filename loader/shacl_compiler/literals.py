"""What an Oxigraph store does not keep of a literal, or cannot compute with, and the shapes that this concerns.

Of a number, a date or a boolean Oxigraph keeps the value and not the text: "1.50" comes back as "1.5", and
"3"^^xsd:byte as "3"^^xsd:integer. A number that is too large or too long for its types (some 18 digits) keeps its text,
but nothing compares it.

Where the data are an rdflib graph, the text is known, and a shape that such a literal concerns goes to pySHACL. Of a
store nobody knows what its literals were: the shape is judged by what the store has, and a warning says so. Two that
are one in the store are counted as one there, and a result shows a literal as the store has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from shacl_compiler.data import OxigraphData
from shacl_compiler.datatypes import DERIVED
from shacl_compiler.faults import Fault, Refusal
from shacl_compiler.rdf_terms import RDF, XSD, Term

if TYPE_CHECKING:
    from shacl_compiler.compiled_shapes import CompiledShapes

__all__ = [
    "MOST_DIGITS",
    "NUMERIC",
    "ONE_TEXT",
    "LiteralTest",
    "StoredLiterals",
    "literals_of",
    "refused_for",
    "warnings_for",
]

# Oxigraph computes with so many digits of a whole number or a decimal, and with more of some.
MOST_DIGITS = 18
NUMERIC = frozenset(XSD + kind for kind in ("integer", "decimal", *DERIVED))
_NUMERIC_LIST = ", ".join(f"<{one}>" for one in sorted(NUMERIC))
ONE_TEXT = "Oxigraph keeps the value of a number, a date or a boolean and not its text: 1.50 is 1.5"
_TOO_LONG = "among its values is a number with more digits than Oxigraph computes with"
_DIGITS = r"^[+-]?[0-9]*\.?[0-9]*$"
_LITERALS = f"""
SELECT DISTINCT ?p ?d ?n WHERE {{
  ?s ?p ?v BIND(DATATYPE(?v) AS ?d) FILTER(?d NOT IN (<{XSD}string>, <{RDF}langString>)) BIND(isNumeric(?v) AS ?n)
}}"""


@dataclass(frozen=True)
class LiteralTest:
    """A constraint that asks for more of a literal than a store keeps: its text, or its datatype.

    ``node`` is its shape. ``datatypes`` are those of the literals, as the store has them, and ``predicates`` those that
    the values come by; None where that can be any. ``has_unkept``: a literal or datatype of the shape is not kept.
    ``in_shapes``: it is a target whose text or datatype another constraint asks for, whatever the data are.
    """

    node: Term
    fault: Fault
    datatypes: frozenset[str] | None
    predicates: frozenset[str] | None
    has_unkept: bool = False
    in_shapes: bool = False


@dataclass(frozen=True)
class StoredLiterals:
    """What literals a store has: of each predicate, the datatypes that it rewrites, and numbers it cannot compute with.

    ``unkept`` are the predicates of those that were something else in the data that the store was made from.
    """

    datatypes: frozenset[tuple[str, str]]
    uncomputable: frozenset[str]
    unkept: frozenset[str] | None

    @staticmethod
    def of(data: OxigraphData) -> StoredLiterals:
        """Ask a store."""
        rows = [[getattr(term, "value", "") for term in row] for row in data.select(_LITERALS)]
        large = sorted({predicate for predicate, datatype, number in rows if datatype in NUMERIC and number == "false"})
        if large:
            # Those of digits only; the others are ill-typed.
            among = f"VALUES ?p {{ {' '.join(f'<{one}>' for one in large)} }} ?s ?p ?v"
            test = (
                f"FILTER(!isNumeric(?v) && REGEX(STR(?v), {ox.Literal(_DIGITS)}) && DATATYPE(?v) IN ({_NUMERIC_LIST}))"
            )
            large = [
                getattr(row[0], "value", "") for row in data.select(f"SELECT DISTINCT ?p WHERE {{ {among} {test} }}")
            ]
        datatypes = frozenset((predicate, datatype) for predicate, datatype, _ in rows)
        return StoredLiterals(datatypes, frozenset(large), data.unkept)


def literals_of(triples: Iterable[ox.Triple]) -> StoredLiterals:
    """What literals some triples have, as a store keeps them."""
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples)
    return StoredLiterals.of(OxigraphData(store))


def refused_for(
    compiled: CompiledShapes, literals: StoredLiterals, below: Mapping[str, Sequence[str]]
) -> dict[Term, Refusal]:
    """The compiled shapes whose results a store would get wrong, by their nodes: they are for pySHACL."""
    found: dict[Term, Refusal] = {
        one.node: Refusal(one.fault)
        for one in compiled.literal_tests
        if one.in_shapes or (one.has_unkept and literals.unkept is not None)
    }
    reasons = {**dict.fromkeys(literals.uncomputable, _TOO_LONG), **dict.fromkeys(literals.unkept or (), ONE_TEXT)}
    for one in compiled.constraints if reasons else ():
        dependencies = one.dependencies(below)
        patterns = None if dependencies is None else [each.pattern.predicates for each in dependencies]
        for predicate, what in sorted(reasons.items()):
            if what == _TOO_LONG and not one.compares:
                continue
            if patterns is None or any(some is None or predicate in some for some in patterns):
                found.setdefault(one.node, Refusal(Fault(one.name, f"<{predicate}>", what)))
    return found


def warnings_for(compiled: CompiledShapes, literals: StoredLiterals) -> tuple[Fault, ...]:
    """The first place of each term that asks for more of a literal than a store keeps, where it has such literals."""
    found: dict[str, Fault] = {}
    for one in compiled.literal_tests if literals.unkept is None else ():
        if any(
            (one.datatypes is None or datatype in one.datatypes)
            and (one.predicates is None or predicate in one.predicates)
            for predicate, datatype in literals.datatypes
        ):
            found.setdefault(one.fault.term, one.fault)
    return tuple(found.values())
