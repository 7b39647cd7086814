"""Whether a node conforms to a shape, as a SPARQL expression that holds no pattern of more than one triple.

An EXISTS of several triples is joined anew for each row by some engines, Oxigraph among them, and is then quadratic.
Each step of a path is therefore an EXISTS of its own inside the one before. No expression here ever is an error: each
is true or false.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

from rdflib import SH as S
from rdflib import Literal
from rdflib.term import Node

from shacl_compiler.datatypes import well_formed
from shacl_compiler.marks import has_class
from shacl_compiler.paths import Alternative, Inverse, Path, Predicate, Repeated
from shacl_compiler.paths import Sequence as Steps
from shacl_compiler.rdflib_terms import written
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
    UniqueLanguage,
    ValueTest,
    inner_shapes,
)

__all__ = ["Expressions", "is_hard"]

# More values than this are counted by grouping, never by an EXISTS in an EXISTS for each.
MOST_NESTED = 4

Inner = Callable[[str], str]
Flag = Callable[[Shape, str], str]

_KINDS = {
    S.IRI: "isIRI({0})",
    S.BlankNode: "isBLANK({0})",
    S.Literal: "isLITERAL({0})",
    S.BlankNodeOrIRI: "!isLITERAL({0})",
    S.BlankNodeOrLiteral: "!isIRI({0})",
    S.IRIOrLiteral: "!isBLANK({0})",
}
_COMPARED = {"minExclusive": ">", "minInclusive": ">=", "maxExclusive": "<", "maxInclusive": "<="}
_LESS = {"lessThan": "<", "lessThanOrEquals": "<="}


def is_hard(shape: Shape) -> bool:
    """Whether conforming to a shape is no mere expression: it holds a query, or counts many values."""
    for constraint in () if shape.deactivated else shape.constraints:
        if isinstance(constraint, Query):
            return True
        if isinstance(constraint, Count | Qualified):
            most = -1 if constraint.most is None else constraint.most
            if max(constraint.least or 0, most + 1) > MOST_NESTED:
                return True
        if any(map(is_hard, inner_shapes(constraint))):
            return True
    return False


def all_of(parts: Sequence[str]) -> str:
    """A conjunction."""
    real = [part for part in parts if part != "true"]
    return " && ".join(f"({part})" for part in real) if len(real) > 1 else (real[0] if real else "true")


def any_of(parts: Sequence[str]) -> str:
    """A disjunction."""
    return " || ".join(f"({part})" for part in parts) if len(parts) > 1 else parts[0]


def _same(one: str, term: Node) -> str:
    return f"sameTerm({one}, {written(term)})"


def _among(value: str, terms: Sequence[Node]) -> str:
    """Whether a value is one of these terms: the same term, for 1 and 1.0 are two."""
    addresses = [written(term) for term in terms if not isinstance(term, Literal)]
    parts = [f"{value} IN ({', '.join(addresses)})"] if addresses else []
    # A comparison of an address with a literal is false, and of two literals may be an error.
    parts += [_same(value, term) for term in terms if isinstance(term, Literal)]
    if addresses:
        parts[0] = f"isIRI({value}) && {parts[0]}"
    return any_of(parts) if parts else "false"


class Expressions:
    """Expressions of one query; ``flag`` gives the expression for a shape that is hard."""

    def __init__(self, flag: Flag) -> None:
        """Begin with no variable used."""
        self._flag = flag
        self._numbers = count(1)

    def fresh(self) -> str:
        """A variable that nothing else uses."""
        return f"?s_{next(self._numbers)}"

    def reach(  # noqa: PLR0911 - one for each kind
        self, path: Path, start: str, inner: Inner, end: str | None = None
    ) -> str:
        """Whether ``path`` leads from ``start`` to a node for which ``inner`` holds, or to the term ``end``."""
        match path:
            case Inverse(Inverse(deeper)):
                return self.reach(deeper, start, inner, end)
            case Inverse(Steps(steps)):
                return self.reach(Steps(tuple(Inverse(step) for step in reversed(steps))), start, inner, end)
            case Inverse(Alternative(choices)):
                return self.reach(Alternative(tuple(Inverse(one) for one in choices)), start, inner, end)
            case Inverse(Repeated(deeper, mark)):
                return self.reach(Repeated(Inverse(deeper), mark), start, inner, end)
            case Steps(steps):
                rest = steps[1] if len(steps) == 2 else Steps(steps[1:])
                return self.reach(steps[0], start, lambda node: self.reach(rest, node, inner, end))
            case Alternative(choices):
                return any_of([self.reach(choice, start, inner, end) for choice in choices])
            case Repeated(deeper, "?"):
                return any_of([self._here(start, inner, end), self.reach(deeper, start, inner, end)])
            case Repeated(deeper, "*"):
                return any_of([self._here(start, inner, end), self.reach(Repeated(deeper, "+"), start, inner, end)])
            case Inverse(Predicate(iri)):
                return self._exists(lambda node: f"{node} <{iri}> {start}", inner, end)
            case _:
                return self._exists(lambda node: f"{start} {path} {node}", inner, end)

    def _here(self, start: str, inner: Inner, end: str | None) -> str:
        return inner(start) if end is None else f"sameTerm({start}, {end})"

    def _exists(self, triple: Callable[[str], str], inner: Inner, end: str | None) -> str:
        if end is not None:
            return f"EXISTS {{ {triple(end)} }}"
        node = self.fresh()
        condition = inner(node)
        tested = "" if condition == "true" else f" FILTER({condition})"
        return f"EXISTS {{ {triple(node)}{tested} }}"

    def at_least(self, number: int, path: Path, start: str, inner: Inner, found: tuple[str, ...] = ()) -> str:
        """Whether a path leads to at least so many different nodes for which ``inner`` holds."""
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
        return all_of([self.holds(constraint, shape.path, node) for constraint in shape.constraints])

    def holds(  # noqa: PLR0911, PLR0912 - one for each kind
        self, constraint: Constraint, path: Path | None, focus: str
    ) -> str:
        """Whether a constraint of a shape with ``path`` holds of a focus node."""
        match constraint:
            case ValueTest() | Logic() | PropertyOf() | Pair(term="disjoint"):
                if path is None:
                    return self.value_holds(constraint, focus, focus)
                return f"!{self._grouped(self.reach(path, focus, lambda one: self._fails(constraint, focus, one)))}"
            case _ if path is None:
                return self._node_holds(constraint, focus)
            case Count(least=least, most=most):
                some = self.at_least(least or 0, path, focus, lambda _: "true")
                if most is None:
                    return some
                return f"!{self._grouped(self.at_least(most + 1, path, focus, lambda _: 'true'))}"
            case Qualified(least=least, most=most):

                def qualifies(node: str) -> str:
                    return self.qualifies(constraint, node)

                if most is None:
                    return self.at_least(least or 0, path, focus, qualifies)
                return f"!{self._grouped(self.at_least(most + 1, path, focus, qualifies))}"
            case HasValue(value=value):
                return self.reach(path, focus, lambda _: "true", written(value))
            case Pair(term="equals", predicate=predicate):
                return all_of([f"!{self._grouped(one)}" for one in self.unequal(path, focus, predicate)])
            case Pair(term=term, predicate=predicate):
                return (
                    f"!{self._grouped(self.reach(path, focus, lambda one: self.not_less(term, predicate, focus, one)))}"
                )
            case UniqueLanguage():
                return f"!{self._grouped(self.reach(path, focus, lambda one: self._said_twice(path, focus, one)))}"
            case Closed():
                # It is the values that are closed.
                return f"!{self._grouped(self.reach(path, focus, lambda one: self.opened(constraint, one)))}"
            case Query():
                raise AssertionError("a query is hard")
        raise AssertionError(constraint)

    def _grouped(self, expression: str) -> str:
        return f"({expression})"

    def _fails(self, constraint: ValueTest | Logic | PropertyOf | Pair, focus: str, value: str) -> str:
        return f"!({self.value_holds(constraint, focus, value)})"

    def _node_holds(self, constraint: Constraint, focus: str) -> str:
        """A constraint of a node shape, whose one value is the focus node itself, and that is no test of a value."""
        match constraint:
            case HasValue(value=value):
                return _same(focus, value)
            case Qualified(least=least, most=most):
                # One value, the node itself: it counts as one or as none.
                counted = self.qualifies(constraint, focus)
                if most is None:
                    return "true" if not least else counted if least == 1 else "false"
                return "true" if most else f"!({counted})"
            case Pair(term="equals", predicate=predicate):
                other = self.fresh()
                strays = f"EXISTS {{ {focus} <{predicate}> {other} FILTER(!sameTerm({other}, {focus})) }}"
                return all_of([f"EXISTS {{ {focus} <{predicate}> {focus} }}", f"!{strays}"])
            case Closed():
                return f"!{self.opened(constraint, focus)}"
        raise AssertionError(constraint)

    def opened(self, closed: Closed, focus: str) -> str:
        """Whether a node has a predicate that a closed shape does not allow."""
        predicate, value = self.fresh(), self.fresh()
        return f"EXISTS {{ {focus} {predicate} {value} {not_allowed(closed, predicate)} }}"

    def unequal(self, path: Path, focus: str, predicate: str) -> tuple[str, str]:
        """Whether the path has a value that the predicate has not, and the other way about."""
        other = self.fresh()
        forth = self.reach(path, focus, lambda one: f"!EXISTS {{ {focus} <{predicate}> {one} }}")
        back = self.reach(path, focus, lambda _: "true", other)
        return forth, f"EXISTS {{ {focus} <{predicate}> {other} FILTER(!({back})) }}"

    def not_less(self, term: str, predicate: str, focus: str, value: str) -> str:
        """Whether a value is not less than one of the predicate's values, or cannot be compared."""
        other = self.fresh()
        return f"EXISTS {{ {focus} <{predicate}> {other} FILTER({self.incomparable(term, value, other)}) }}"

    def incomparable(self, term: str, value: str, other: str) -> str:
        """Whether a value is not less than another, or cannot be compared with it."""
        return f"!COALESCE({value} {_LESS[term]} {other}, false)"

    def _said_twice(self, path: Path, focus: str, value: str) -> str:
        def also(other: str) -> str:
            language = f"LCASE(LANG({value})) = LCASE(LANG({other}))"
            return f"!sameTerm({value}, {other}) && COALESCE({language}, false)"

        return all_of([f'COALESCE(LANG({value}) != "", false)', self.reach(path, focus, also)])

    def qualifies(self, constraint: Qualified, value: str) -> str:
        """Whether a value is one that a qualified shape counts."""
        others = [f"!({self.conforms(sibling, value)})" for sibling in constraint.siblings]
        return all_of([self.conforms(constraint.shape, value), *others])

    def value_holds(  # noqa: PLR0911 - one for each kind
        self, constraint: Constraint, focus: str, value: str
    ) -> str:
        """Whether one value passes a test of values."""
        match constraint:
            case ValueTest():
                return self._passes(constraint, value)
            case Pair(predicate=predicate):
                return f"!EXISTS {{ {focus} <{predicate}> {value} }}"
            case PropertyOf(shape=shape):
                return self.conforms(shape, value)
            case Logic(term="not", shapes=shapes):
                return f"!({self.conforms(shapes[0], value)})"
            case Logic(term="or", shapes=shapes):
                return any_of([self.conforms(shape, value) for shape in shapes])
            case Logic(term="xone", shapes=shapes):
                ones = " + ".join(f"IF({self.conforms(shape, value)}, 1, 0)" for shape in shapes)
                return f"({ones}) = 1"
            case Logic(shapes=shapes):
                return all_of([self.conforms(shape, value) for shape in shapes])
        raise AssertionError(constraint)

    def _passes(self, test: ValueTest, value: str) -> str:  # noqa: PLR0911 - one for each kind
        first = test.values[0] if test.values else None
        match test.term:
            case "class":
                return has_class(value, str(first))
            case "datatype":
                return well_formed(value, str(first))
            case "nodeKind":
                return _KINDS[first].format(value)  # type: ignore[index]
            case "in":
                return _among(value, test.values)
            case "minLength" | "maxLength":
                sign = ">=" if test.term == "minLength" else "<="
                return f"COALESCE(STRLEN(STR({value})) {sign} {int(str(first))}, false)"
            case "pattern":
                flags = f", {written(Literal(test.flags))}" if test.flags else ""
                return f"COALESCE(REGEX(STR({value}), {written(Literal(str(first)))}{flags}), false)"
            case "languageIn":
                tags = [f"LANGMATCHES(LANG({value}), {written(Literal(str(one)))})" for one in test.values]
                return f"COALESCE({any_of(tags)}, false)"
        assert first is not None
        return f"COALESCE({value} {_COMPARED[test.term]} {written(first)}, false)"


def not_allowed(closed: Closed, predicate: str) -> str:
    """The filter for a predicate that a closed shape does not allow."""
    if not closed.allowed:
        return ""
    return f"FILTER({predicate} NOT IN ({', '.join(f'<{one}>' for one in closed.allowed)}))"
