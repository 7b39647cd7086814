"""Compiling: for each constraint of each shape, the query whose rows are everything that breaks it.

The rows' columns are ``this`` (the focus node), ``value`` where the result has one, ``path`` where the row gives the
path, and for a constraint in SPARQL whatever it projects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from shacl_compiler.expressions import Expressions, not_allowed
from shacl_compiler.faults import Fault, Refusal, ShapesError
from shacl_compiler.focus_nodes import values
from shacl_compiler.marks import FocusPattern, focus_mark
from shacl_compiler.prebinding import Prebound, UnjoinableError, prebind
from shacl_compiler.rdflib_terms import written
from shacl_compiler.shapes import (
    Closed,
    Constraint,
    Count,
    HasValue,
    Pair,
    PropertyOf,
    Qualified,
    Query,
    Shape,
    UniqueLanguage,
)
from shacl_compiler.tokens import SparqlError

__all__ = ["ConstraintQuery", "constraint_queries"]


@dataclass(frozen=True)
class ConstraintQuery:
    """A query with the mark of its focus nodes, its columns, and whether it is to be run once for each of them.

    ``whole`` is the query as it is best run for all focus nodes, and ``few`` for some of them, where that is another.
    """

    text: str
    columns: tuple[str, ...]
    per_focus: bool = False
    whole: str = ""
    few: str = ""


class _Compiler:
    """Compiles the constraints of one shape; ``focus`` is the pattern of its focus nodes, or their mark."""

    def __init__(self, shape: Shape, focus: FocusPattern, numbers: count[int]) -> None:
        self.shape, self.focus, self.numbers = shape, focus, numbers
        self.value = "?this" if shape.path is None else "?value"
        self.flags: list[str] = []
        self.expressions = Expressions(self._flag)

    def values(self) -> str:
        """The pattern of focus nodes and their values."""
        if self.shape.path is None:
            return self.focus("?this")
        return values(self.focus("?this"), "?this", self.shape.path, "?value")

    def select(self, columns: Sequence[str], pattern: str, condition: str, after: str = "") -> ConstraintQuery:
        """A query; the flags of hard shapes come between its pattern and its condition."""
        projected = " ".join(
            "(?this AS ?value)" if one == "value" and self.value == "?this" else f"?{one}" for one in columns
        )
        tested = "" if condition == "true" else f" FILTER({condition})"
        flags = "".join(self.flags)
        # A UNION stands in braces of its own: what follows holds of both its sides.
        grouped = f"{{ {pattern} }}" if pattern.lstrip().startswith("{ ") and (flags or tested) else pattern
        text = f"SELECT DISTINCT {projected} WHERE {{ {grouped}{flags}{tested} }}{after}"
        return ConstraintQuery(text, tuple(columns))

    def _flag(self, shape: Shape, node: str) -> str:
        """A variable that is bound where a node does not conform to a shape: what breaks the shape, joined once."""
        flag = f"?s_broken{next(self.numbers)}"
        broken = breaking(shape, self._values_as_focus(), self.numbers)
        bound = "?this" if node == "?this" else f"(?this AS {node})"
        if broken:
            either = " UNION ".join(f"{{ {one} }}" for one in broken)
            self.flags.append(f" OPTIONAL {{ SELECT DISTINCT {bound} (true AS {flag}) WHERE {{ {either} }} }}")
        return f"!BOUND({flag})"

    def _values_as_focus(self) -> FocusPattern:
        """The values of this shape, as focus nodes of the shapes that they must conform to."""
        if self.shape.path is None:
            return self.focus
        path, focus = self.shape.path, self.focus

        def pattern(variable: str) -> str:
            own = f"?s_v{variable[1:]}"
            return f"{{ SELECT DISTINCT {variable} WHERE {{ {values(focus(own), own, path, variable)} }} }}"

        return pattern

    def rows(self, constraint: Constraint) -> ConstraintQuery | None:  # noqa: PLR0911 - one for each kind
        """The query of a constraint; None for one whose results are another shape's."""
        self.flags.clear()
        path = self.shape.path
        match constraint:
            case PropertyOf():
                return None
            case Query():
                return self.query(constraint)
            case Closed():
                # Of a property shape it is the values that are closed.
                node, reached = ("?this", self.focus("?this")) if path is None else ("?s_node", "")
                reached = reached or f"{{ {values(self.focus('?this'), '?this', path, node)} }}"
                pattern = f"{reached} {node} ?path ?value . {not_allowed(constraint, '?path')}"
                return ConstraintQuery(
                    f"SELECT DISTINCT ?this ?path ?value WHERE {{ {pattern} }}", ("this", "path", "value")
                )
            case Qualified() if path is None:
                return self.select(("this",), self.focus("?this"), f"!({self.holds(constraint)})")
            case HasValue():
                return self.select(("this",), self.focus("?this"), f"!({self.holds(constraint)})")
            case Count() | Qualified():
                return self.counted(constraint)
            case Pair(term="equals"):
                return self.unequal(constraint)
            case Pair(term="lessThan" | "lessThanOrEquals", predicate=predicate):
                pattern = f"{{ {self.values()} }} ?this <{predicate}> ?other ."
                condition = self.expressions.incomparable(constraint.term, "?value", "?other")
                return self.select(("this", "value", "other"), pattern, condition)
            case UniqueLanguage():
                language = 'BIND(LCASE(LANG(?value)) AS ?language) FILTER(?language != "")'
                pattern = f"{{ {self.values()} }} {language}"
                after = " GROUP BY ?this ?language HAVING(COUNT(DISTINCT ?value) > 1)"
                return self.select(("this", "language"), pattern, "true", after)
        condition = self.expressions.value_holds(constraint, "?this", self.value)
        return self.select(("this", "value"), self.values(), f"!({condition})")

    def holds(self, constraint: Constraint) -> str:
        return self.expressions.holds(constraint, self.shape.path, "?this")

    def counted(self, constraint: Count | Qualified) -> ConstraintQuery:
        number = constraint.least if constraint.most is None else constraint.most + 1
        assert number is not None
        if isinstance(constraint, Count) and number <= 1:
            return self.select(("this",), self.focus("?this"), f"!({self.holds(constraint)})")
        condition = "true" if isinstance(constraint, Count) else self.expressions.qualifies(constraint, "?value")
        tested = "" if condition == "true" else f" FILTER({condition})"
        path = self.shape.path
        assert path is not None
        flags, focus = "".join(self.flags), self.focus("?this")
        self.flags.clear()
        if constraint.most is None:
            reached = values(self.focus("?this"), "?this", path, "?value")
            plain = f"?this {path} ?value" if not flags and reached.startswith(focus) else f"{{ {reached} }}"
            pattern = f"{focus} OPTIONAL {{ {plain}{flags}{tested} }}"
            after = f" GROUP BY ?this HAVING(COUNT(DISTINCT ?value) < {number})"
        else:
            pattern = f"{{ {self.values()} }}{flags}{tested}"
            after = f" GROUP BY ?this HAVING(COUNT(DISTINCT ?value) >= {number})"
        return ConstraintQuery(f"SELECT ?this WHERE {{ {pattern} }}{after}", ("this",))

    def unequal(self, constraint: Pair) -> ConstraintQuery:
        predicate, path = constraint.predicate, self.shape.path
        if path is None:
            strays = f"{self.focus('?this')} ?this <{predicate}> ?value FILTER(!sameTerm(?this, ?value))"
            absent = f"{self.focus('?this')} FILTER(!EXISTS {{ ?this <{predicate}> ?this }}) BIND(?this AS ?value)"
        else:
            back = self.expressions.reach(path, "?this", lambda _: "true", "?value")
            strays = f"{self.focus('?this')} ?this <{predicate}> ?value FILTER(!({back}))"
            absent = f"{{ {self.values()} }} FILTER(!EXISTS {{ ?this <{predicate}> ?value }})"
        return ConstraintQuery(
            f"SELECT DISTINCT ?this ?value WHERE {{ {{ {absent} }} UNION {{ {strays} }} }}", ("this", "value")
        )

    def query(self, constraint: Query) -> ConstraintQuery:
        """A constraint in SPARQL, with the focus nodes and a component's parameters joined in."""
        path = None if self.shape.path is None else f"({self.shape.path})"
        given = [f"VALUES ?{one} {{ {written(term)} }}" for one, term in constraint.parameters]
        bound = {"this", *(one for one, _ in constraint.parameters), *constraint.optional}
        text = constraint.text
        for reserved in ("shapesGraph", "currentShape"):
            if f"?{reserved} " in f"{text} ":
                raise Refusal(
                    Fault(self.shape.name, constraint.term, f"${reserved}: the shapes are not among the data")
                )
        if not constraint.is_ask:
            found = self.joined(constraint, " ".join([self.focus("?this"), *given]), bound, {"this"}, path)
            projected = " ".join(f"?{one}" for one in found.columns)
            text, whole, few = (
                f"SELECT DISTINCT {projected} WHERE {{ {{ {one} }} }}" for one in (found.text, found.whole, found.few)
            )
            return ConstraintQuery(text, found.columns, found.per_focus, whole, few)
        # Each value is asked for; those of which the answer is true are joined once and left out.
        reached = self.values() if self.shape.path is not None else f"{self.focus('?this')} BIND(?this AS ?value)"
        alone = f"{{ SELECT DISTINCT ?this ?value WHERE {{ {reached} }} }}"
        found = self.joined(constraint, " ".join([alone, *given]), bound | {"value"}, {"this"}, path)
        asked = found.text[len("ASK") :].strip()
        asked = asked if asked.upper().startswith("WHERE") else f"WHERE {asked}"
        right = f"OPTIONAL {{ SELECT DISTINCT ?this ?value (true AS ?s_right) {asked} }}"
        text = f"SELECT DISTINCT ?this ?value WHERE {{ {alone} {right} FILTER(!BOUND(?s_right)) }}"
        return ConstraintQuery(text, ("this", "value"), found.per_focus)

    def joined(self, constraint: Query, focus: str, bound: set[str], required: set[str], path: str | None) -> Prebound:
        try:
            return prebind(constraint.text, focus, frozenset(bound), frozenset(required), path)
        except SparqlError as error:
            raise ShapesError([Fault(self.shape.name, constraint.term, str(error))]) from error
        except UnjoinableError as error:
            raise Refusal(Fault(self.shape.name, constraint.term, str(error))) from error


def breaking(shape: Shape, focus: FocusPattern, numbers: count[int]) -> list[str]:
    """Queries of ``?this`` that together find every focus node that does not conform to a shape."""
    found: list[str] = []
    if shape.deactivated:
        return found
    for constraint in shape.constraints:
        compiler = _Compiler(shape, focus, numbers)
        if isinstance(constraint, PropertyOf):
            inner = breaking(constraint.shape, compiler._values_as_focus(), numbers)
            if shape.path is None:
                found += inner
            else:
                joined = " UNION ".join(f"{{ {one} }}" for one in inner)
                if joined:
                    bad = f"{{ SELECT DISTINCT (?this AS ?s_bad) WHERE {{ {joined} }} }}"
                    found.append(
                        f"SELECT ?this WHERE {{ {{ {values(focus('?this'), '?this', shape.path, '?s_bad')} }} {bad} }}"
                    )
            continue
        rows = compiler.rows(constraint)
        assert rows is not None
        if rows.per_focus:
            raise Refusal(Fault(shape.name, "LIMIT", "a query with LIMIT in a shape that another shape refers to"))
        found.append(f"SELECT ?this WHERE {{ {{ {rows.text} }} }}")
    return found


def constraint_queries(shape: Shape) -> list[tuple[Constraint, ConstraintQuery]]:
    """The constraints of a shape, each with its query, in which the focus nodes are a mark.

    Raises Refusal for what is not compiled and ShapesError for what SHACL forbids, each naming shape and term.
    """
    found: list[tuple[Constraint, ConstraintQuery]] = []
    for constraint in shape.constraints:
        try:
            rows = _Compiler(shape, focus_mark, count(1)).rows(constraint)
        except ValueError as error:
            if isinstance(error, (Refusal, ShapesError)):
                raise
            raise Refusal(Fault(shape.name, f"<{constraint.component}>", str(error))) from error
        if rows is not None:
            found.append((constraint, rows))
    return found
