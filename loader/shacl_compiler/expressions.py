"""Whether a node conforms to a shape, as a SPARQL expression that holds no pattern of more than one triple.

    sh:path ( :p :q ) ; sh:class :C    becomes

    !(EXISTS { ?this :p ?s_1 FILTER(EXISTS { ?s_1 :q ?s_2 FILTER(!(EXISTS { ?s_2 a :C })) }) })

Why: an EXISTS of several triples is joined anew for each row by Oxigraph, and is then quadratic. So each step of a path
is an EXISTS of its own inside the one before. No expression here ever is an error: each is true or false.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

import pyoxigraph as ox

from shacl_compiler.datatypes import well_formed
from shacl_compiler.marks import has_class
from shacl_compiler.paths import Path
from shacl_compiler.rdf_terms import SH, Term
from shacl_compiler.shapes import MOST_COUNTED, Constraint, Shape, SparqlConstraint

__all__ = ["Expressions", "all_of", "filtered", "is_hard", "is_long", "negated", "written"]

# More values than this are counted by grouping, never by an EXISTS in an EXISTS for each.
MOST_NESTED = 4
# A longer list is joined: an engine goes through that of IN anew for each row.
MOST_LISTED = 20
_LONGEST_CHAIN = 30

Inner = Callable[[str], str]

_KINDS = {
    "IRI": "isIRI({0})",
    "BlankNode": "isBLANK({0})",
    "Literal": "isLITERAL({0})",
    "BlankNodeOrIRI": "!isLITERAL({0})",
    "BlankNodeOrLiteral": "!isIRI({0})",
    "IRIOrLiteral": "!isBLANK({0})",
}
_COMPARED = {"minExclusive": ">", "minInclusive": ">=", "maxExclusive": "<", "maxInclusive": "<="}
_LENGTHS = {"minLength": ">=", "maxLength": "<="}
_LESS = {"lessThan": "<", "lessThanOrEquals": "<="}


def is_hard(shape: Shape) -> bool:
    """Whether conformance to a shape cannot be one expression: the shape has a query or a long list, or counts many."""
    for one in () if shape.deactivated else shape.constraints:
        if isinstance(one, SparqlConstraint) or (one.term.endswith("Count") and one.counted > MOST_NESTED):
            return True
        if is_long(one):
            return True
        if any(map(is_hard, (*one.shapes, *one.siblings))):
            return True
    return False


def is_long(constraint: Constraint) -> bool:
    """Whether a constraint has a list that is to be joined."""
    return constraint.term in ("in", "closed") and len(constraint.values) > MOST_LISTED


def _chain(parts: Sequence[str], operator: str) -> str:
    """Parts with an operator between them; many of them in halves: Oxigraph goes as deep as a chain is long."""
    if len(parts) > _LONGEST_CHAIN:
        middle = len(parts) // 2
        parts = [_chain(parts[:middle], operator), _chain(parts[middle:], operator)]
    return f" {operator} ".join(f"({part})" for part in parts) if len(parts) > 1 else parts[0]


def all_of(parts: Sequence[str]) -> str:
    """A conjunction."""
    real = [part for part in parts if part != "true"]
    return _chain(real, "&&") if real else "true"


def any_of(parts: Sequence[str]) -> str:
    """A disjunction."""
    return _chain(parts, "||")


def negated(expression: str) -> str:
    """A negation."""
    return f"!({expression})"


def filtered(condition: str) -> str:
    """The FILTER of a condition, with a space before it; nothing where it is always true."""
    return "" if condition == "true" else f" FILTER({condition})"


def written(term: Term) -> str:
    """A term as SPARQL writes it; ValueError for a blank node, which in a query is no term but a variable."""
    if isinstance(term, ox.BlankNode):
        raise ValueError("a blank node, which no query can name")
    return str(term)


def _among(value: str, terms: Sequence[Term]) -> str:
    """Whether a value is one of these terms: the same term, for 1 and 1.0 are two."""
    addresses = [written(term) for term in terms if not isinstance(term, ox.Literal)]
    # A comparison of an address with a literal is false, and of two literals may be an error.
    parts = [f"isIRI({value}) && {value} IN ({', '.join(addresses)})"] if addresses else []
    parts += [f"sameTerm({value}, {term})" for term in terms if isinstance(term, ox.Literal)]
    return any_of(parts) if parts else "false"


def _passes(test: Constraint, value: str) -> str:
    """Whether a value passes a test of values for themselves."""
    first = test.values[0].value if test.values else ""
    match test.term:
        case "class":
            return has_class(value, first)
        case "datatype":
            return well_formed(value, first)
        case "nodeKind":
            return _KINDS[first.removeprefix(SH)].format(value)
        case "in":
            return _among(value, test.values)
        case "minLength" | "maxLength":
            condition = f"STRLEN(STR({value})) {_LENGTHS[test.term]} {min(int(first), MOST_COUNTED)}"
        case "pattern":
            flags = f", {ox.Literal(test.flags)}" if test.flags else ""
            condition = f"REGEX(STR({value}), {ox.Literal(first)}{flags})"
        case "languageIn":
            condition = any_of([f"LANGMATCHES(LANG({value}), {ox.Literal(one.value)})" for one in test.values])
        case _:
            condition = f"{value} {_COMPARED[test.term]} {written(test.values[0])}"
    return f"COALESCE({condition}, false)"


class Expressions:
    """Expressions of one query; ``flag`` gives the expression for a shape that is hard."""

    def __init__(self, flag: Callable[[Shape, str], str]) -> None:
        """Begin with no variable used."""
        self._flag = flag
        self._numbers = count(1)

    def fresh(self) -> str:
        """A variable that nothing else uses."""
        return f"?s_{next(self._numbers)}"

    def reach(self, path: Path, start: str, inner: Inner, end: str | None = None) -> str:
        """Whether ``path`` connects ``start`` with a node for which ``inner`` holds, or with the term ``end``."""
        parts = path.parts
        match path.operator:
            case "^" if parts[0].operator:
                return self.reach(parts[0].inverted(), start, inner, end)
            case "^":
                return self._exists(lambda node: f"{node} {parts[0]} {start}", inner, end)
            case "/":
                rest = parts[1] if len(parts) == 2 else Path("/", parts[1:])
                return self.reach(parts[0], start, lambda node: self.reach(rest, node, inner, end))
            case "|":
                return any_of([self.reach(part, start, inner, end) for part in parts])
            case "?" | "*":
                here = inner(start) if end is None else f"sameTerm({start}, {end})"
                onward = parts[0] if path.operator == "?" else Path("+", parts)
                return any_of([here, self.reach(onward, start, inner, end)])
        return self._exists(lambda node: f"{start} {path} {node}", inner, end)

    def _exists(self, triple: Callable[[str], str], inner: Inner, end: str | None) -> str:
        if end is not None:
            return f"EXISTS {{ {triple(end)} }}"
        node = self.fresh()
        return f"EXISTS {{ {triple(node)}{filtered(inner(node))} }}"

    def at_least(self, number: int, path: Path, start: str, inner: Inner, found: tuple[str, ...] = ()) -> str:
        """Whether a path has at least so many different value nodes for which ``inner`` holds."""
        if number <= 0:
            return "true"

        def another(node: str) -> str:
            different = [f"!sameTerm({node}, {one})" for one in found]
            rest = self.at_least(number - 1, path, start, inner, (*found, node))
            return all_of([*different, inner(node), rest])

        return self.reach(path, start, another)

    def conforms(self, shape: Shape, node: str) -> str:
        """Whether a node conforms to a shape."""
        if shape.deactivated:
            return "true"
        if is_hard(shape):
            return self._flag(shape, node)
        # A query is hard.
        own = [one for one in shape.constraints if isinstance(one, Constraint)]
        return all_of([self.holds(constraint, shape.path, node) for constraint in own])

    def holds(self, constraint: Constraint, path: Path | None, focus: str) -> str:
        """Whether a constraint of a shape with ``path`` holds of a focus node."""
        term = constraint.term
        if path is None:
            return self._node_holds(constraint, focus)
        if term.endswith("Count"):
            is_most, is_qualified = term.endswith("axCount"), term.startswith("qualified")
            enough = self.at_least(
                constraint.counted,
                path,
                focus,
                lambda node: self.qualifies(constraint, node) if is_qualified else "true",
            )
            return negated(enough) if is_most else enough
        if term == "hasValue":
            return self.reach(path, focus, lambda _: "true", written(constraint.values[0]))
        if term == "equals":
            return all_of([negated(one) for one in self.unequal(path, focus, constraint.iri)])
        return negated(self.reach(path, focus, lambda value: self._breaks(constraint, path, focus, value)))

    def _breaks(self, constraint: Constraint, path: Path, focus: str, value: str) -> str:
        """Whether a value breaks a constraint that holds where no value does."""
        if constraint.term in _LESS:
            other = self.fresh()
            condition = self.incomparable(constraint.term, value, other)
            return f"EXISTS {{ {focus} {constraint.iri} {other} FILTER({condition}) }}"
        if constraint.term == "uniqueLang":
            return self._repeats_language(path, focus, value)
        if constraint.term == "closed":
            # It is the values that are closed.
            return self.opened(constraint, value)
        return negated(self.value_holds(constraint, focus, value))

    def _node_holds(self, constraint: Constraint, focus: str) -> str:
        """Whether a constraint of a node shape holds, whose one value is the focus node itself."""
        match constraint.term:
            case "hasValue":
                return f"sameTerm({focus}, {written(constraint.values[0])})"
            case "qualifiedMinCount":
                qualifies = self.qualifies(constraint, focus)
                return "true" if not constraint.counted else qualifies if constraint.counted == 1 else "false"
            case "qualifiedMaxCount":
                qualifies = self.qualifies(constraint, focus)
                return "true" if constraint.counted > 1 else negated(qualifies)
            case "equals":
                other, iri = self.fresh(), constraint.iri
                strays = f"EXISTS {{ {focus} {iri} {other} FILTER(!sameTerm({other}, {focus})) }}"
                return all_of([f"EXISTS {{ {focus} {iri} {focus} }}", f"!{strays}"])
            case "closed":
                return f"!{self.opened(constraint, focus)}"
        return self.value_holds(constraint, focus, focus)

    def opened(self, closed: Constraint, focus: str) -> str:
        """Whether a node has a predicate that a closed shape does not allow."""
        relation, value = self.fresh(), self.fresh()
        return f"EXISTS {{ {focus} {relation} {value} {not_allowed(closed, relation)} }}"

    def unequal(self, path: Path, focus: str, predicate: str) -> tuple[str, str]:
        """Whether the path has a value that the predicate has not, and the other way about."""
        other = self.fresh()
        forth = self.reach(path, focus, lambda one: f"!EXISTS {{ {focus} {predicate} {one} }}")
        back = self.reach(path, focus, lambda _: "true", other)
        return forth, f"EXISTS {{ {focus} {predicate} {other} FILTER(!({back})) }}"

    def incomparable(self, term: str, value: str, other: str) -> str:
        """Whether a value is not less than another, or cannot be compared with it."""
        return f"!COALESCE({value} {_LESS[term]} {other}, false)"

    def _repeats_language(self, path: Path, focus: str, value: str) -> str:
        """Whether a value has a language that another value has too."""

        def also(other: str) -> str:
            language = f"LCASE(LANG({value})) = LCASE(LANG({other}))"
            return f"!sameTerm({value}, {other}) && COALESCE({language}, false)"

        return all_of([f'COALESCE(LANG({value}) != "", false)', self.reach(path, focus, also)])

    def qualifies(self, constraint: Constraint, value: str) -> str:
        """Whether a value is one that a qualified shape counts."""
        others = [negated(self.conforms(sibling, value)) for sibling in constraint.siblings]
        return all_of([self.conforms(constraint.shapes[0], value), *others])

    def value_holds(self, constraint: Constraint, focus: str, value: str) -> str:
        """Whether one value passes a test of values."""
        conformance = [self.conforms(shape, value) for shape in constraint.shapes]
        match constraint.term:
            case "disjoint":
                return f"!EXISTS {{ {focus} {constraint.iri} {value} }}"
            case "not":
                return negated(conformance[0])
            case "or":
                return any_of(conformance)
            case "xone":
                return f"({_chain([f'IF({one}, 1, 0)' for one in conformance], '+')}) = 1"
            case "and" | "node" | "property":
                return all_of(conformance)
        return _passes(constraint, value)


def not_allowed(closed: Constraint, relation: str) -> str:
    """The filter for a predicate that a closed shape does not allow."""
    return f"FILTER({relation} NOT IN ({', '.join(map(str, closed.values))}))" if closed.values else ""
