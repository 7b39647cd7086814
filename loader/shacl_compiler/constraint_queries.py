"""For each constraint of a shape, the query whose rows are everything that breaks it.

The rows' columns are ``this`` (the focus node), ``value`` where the result has one, ``path`` where the row gives the
path, and for a constraint in SPARQL whatever it projects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from shacl_compiler.expressions import Expressions, filtered, is_long, negated, not_allowed, written
from shacl_compiler.faults import Fault, Refusal, ShapesError
from shacl_compiler.focus_nodes import values
from shacl_compiler.marks import FocusPattern, focus_mark
from shacl_compiler.prebinding import ConstraintQuery, UnjoinableError, prebind
from shacl_compiler.shapes import Constraint, Shape, SparqlConstraint
from shacl_compiler.tokens import SparqlError

__all__ = ["constraint_queries"]


class _Compiler:
    """Compiles the constraints of one shape; ``focus`` is the pattern of its focus nodes, or their mark."""

    def __init__(self, shape: Shape, focus: FocusPattern, numbers: count[int]) -> None:
        self.shape, self.path, self.focus, self.numbers = shape, shape.path, focus, numbers
        self.value = "?this" if shape.path is None else "?value"
        self.flags = ""
        self.expressions = Expressions(self._flag)

    def values(self) -> str:
        """The pattern of focus nodes and their value nodes."""
        focus = self.focus("?this")
        return focus if self.path is None else values(focus, "?this", self.path, "?value")

    def select(self, columns: Sequence[str], pattern: str, condition: str, after: str = "") -> ConstraintQuery:
        """A query; the flags of hard shapes come between its pattern and its condition."""
        projected = " ".join(
            "(?this AS ?value)" if one == "value" and self.value == "?this" else f"?{one}" for one in columns
        )
        # A UNION stands in braces of its own: what follows holds of both its sides.
        tests = self.flags + filtered(condition)
        grouped = f"{{ {pattern} }}" if pattern.lstrip().startswith("{ ") and tests else pattern
        text = f"SELECT DISTINCT {projected} WHERE {{ {grouped}{tests} }}{after}"
        return ConstraintQuery(text, tuple(columns))

    def _flag(self, shape: Shape, node: str) -> str:
        """A variable that is bound where a node does not conform to a shape: what breaks the shape, joined once."""
        flag = f"?s_broken{next(self.numbers)}"
        broken = _breaking(shape, self._value_nodes(), self.numbers)
        bound = "?this" if node == "?this" else f"(?this AS {node})"
        if broken:
            self.flags += f" OPTIONAL {{ SELECT DISTINCT {bound} (true AS {flag}) WHERE {{ {_united(broken)} }} }}"
        return f"!BOUND({flag})"

    def _value_nodes(self) -> FocusPattern:
        """The value nodes of this shape, as focus nodes of the shapes that they must conform to."""
        path, focus = self.path, self.focus
        if path is None:
            return focus

        def pattern(variable: str) -> str:
            own = f"?s_v{variable[1:]}"
            return f"{{ SELECT DISTINCT {variable} WHERE {{ {values(focus(own), own, path, variable)} }} }}"

        return pattern

    def query(  # noqa: PLR0911 - one for each kind
        self, constraint: Constraint | SparqlConstraint
    ) -> ConstraintQuery | None:
        """The query of a constraint; None for one whose results are another shape's."""
        self.flags = ""
        if isinstance(constraint, SparqlConstraint):
            return self.ask(constraint) if constraint.is_ask else self.sparql(constraint)
        term, of_node = constraint.term, self.path is None
        if term == "property":
            return None
        if term == "closed":
            return self.closed(constraint)
        if term == "equals":
            return self.unequal(constraint)
        is_count = term.endswith("Count")
        if term == "hasValue" or (is_count and (of_node or (constraint.counted <= 1 and not constraint.shapes))):
            condition = negated(self.expressions.holds(constraint, self.path, "?this"))
            return self.select(("this",), self.focus("?this"), condition)
        if is_count:
            return self.counted(constraint)
        if term in ("lessThan", "lessThanOrEquals"):
            pattern = f"{{ {self.values()} }} ?this {constraint.iri} ?other ."
            condition = self.expressions.incomparable(term, "?value", "?other")
            return self.select(("this", "value", "other"), pattern, condition)
        if term == "uniqueLang":
            language = 'BIND(LCASE(LANG(?value)) AS ?language) FILTER(?language != "")'
            after = " GROUP BY ?this ?language HAVING(COUNT(DISTINCT ?value) > 1)"
            return self.select(("this", "language"), f"{{ {self.values()} }} {language}", "true", after)
        if term == "in" and is_long(constraint):
            pattern = f"{{ {self.values()} }} {_unlisted(constraint, self.value)}"
            return self.select(("this", "value"), pattern, "true")
        condition = negated(self.expressions.value_holds(constraint, "?this", self.value))
        return self.select(("this", "value"), self.values(), condition)

    def closed(self, constraint: Constraint) -> ConstraintQuery:
        # Of a property shape it is the values that are closed.
        node, reached = "?this", self.focus("?this")
        if self.path is not None:
            node, reached = "?s_node", f"{{ {values(reached, '?this', self.path, '?s_node')} }}"
        excluded = (_unlisted if is_long(constraint) else not_allowed)(constraint, "?path")
        pattern = f"{reached} {node} ?path ?value . {excluded}"
        # A triple of each value is a result of its own, with whatever other value it shares predicate and object.
        columns = ("this", "path", "value", *(["s_node"] if self.path is not None else []))
        projected = " ".join(f"?{one}" for one in columns)
        return ConstraintQuery(f"SELECT DISTINCT {projected} WHERE {{ {pattern} }}", columns)

    def counted(self, constraint: Constraint) -> ConstraintQuery:
        """A count of more values than an expression tells, by grouping."""
        assert self.path is not None
        tested = filtered(self.expressions.qualifies(constraint, "?value")) if constraint.shapes else ""
        focus, reached = self.focus("?this"), self.values()
        if constraint.term.endswith("axCount"):
            pattern, sign = f"{{ {reached} }}{self.flags}{tested}", ">="
        else:
            is_plain = not self.flags and reached.startswith(focus)
            plain = f"?this {self.path} ?value" if is_plain else f"{{ {reached} }}"
            pattern, sign = f"{focus} OPTIONAL {{ {plain}{self.flags}{tested} }}", "<"
        after = f" GROUP BY ?this HAVING(COUNT(DISTINCT ?value) {sign} {constraint.counted})"
        return ConstraintQuery(f"SELECT ?this WHERE {{ {pattern} }}{after}", ("this",))

    def unequal(self, constraint: Constraint) -> ConstraintQuery:
        iri, focus = constraint.iri, self.focus("?this")
        if self.path is None:
            strays = f"{focus} ?this {iri} ?value FILTER(!sameTerm(?this, ?value))"
            absent = f"{focus} FILTER(!EXISTS {{ ?this {iri} ?this }}) BIND(?this AS ?value)"
        else:
            back = self.expressions.reach(self.path, "?this", lambda _: "true", "?value")
            strays = f"{focus} ?this {iri} ?value FILTER(!({back}))"
            absent = f"{{ {self.values()} }} FILTER(!EXISTS {{ ?this {iri} ?value }})"
        return ConstraintQuery(
            f"SELECT DISTINCT ?this ?value WHERE {{ {_united([absent, strays])} }}", ("this", "value")
        )

    def sparql(self, constraint: SparqlConstraint) -> ConstraintQuery:
        """A constraint with a SELECT, with the focus nodes and a component's parameters joined in."""
        found = self.prebound(constraint, self.focus("?this"), {"this"})
        projected = " ".join(f"?{one}" for one in found.columns)
        text, whole, few = (
            f"SELECT DISTINCT {projected} WHERE {{ {{ {one} }} }}" for one in (found.text, found.whole, found.few)
        )
        return replace(found, text=text, whole=whole, few=few)

    def ask(self, constraint: SparqlConstraint) -> ConstraintQuery:
        """A constraint with an ASK: those values of which the answer is true are joined once and left out."""
        reached = self.values() if self.path is not None else f"{self.focus('?this')} BIND(?this AS ?value)"
        alone = f"{{ SELECT DISTINCT ?this ?value WHERE {{ {reached} }} }}"
        found = self.prebound(constraint, alone, {"this", "value"})
        asked = found.text[len("ASK") :].strip()
        asked = asked if asked.upper().startswith("WHERE") else f"WHERE {asked}"
        right = f"OPTIONAL {{ SELECT DISTINCT ?this ?value (true AS ?s_right) {asked} }}"
        text = f"SELECT DISTINCT ?this ?value WHERE {{ {alone} {right} FILTER(!BOUND(?s_right)) }}"
        return ConstraintQuery(text, ("this", "value"), found.per_focus)

    def prebound(self, constraint: SparqlConstraint, focus: str, bound: set[str]) -> ConstraintQuery:
        """A constraint's query with the focus nodes and a component's parameters joined in."""
        for reserved in ("shapesGraph", "currentShape"):
            if f"?{reserved} " in f"{constraint.text} ":
                what = f"${reserved}: the shapes are not among the data"
                raise Refusal(Fault(self.shape.name, constraint.term, what))
        given = [f"VALUES ?{one} {{ {written(term)} }}" for one, term in constraint.parameters]
        bound |= {*(one for one, _ in constraint.parameters), *constraint.optional}
        path = None if self.path is None else f"({self.path})"
        try:
            return prebind(constraint.text, " ".join([focus, *given]), frozenset(bound), path)
        except SparqlError as error:
            raise ShapesError([Fault(self.shape.name, constraint.term, str(error))]) from error
        except UnjoinableError as error:
            raise Refusal(Fault(self.shape.name, constraint.term, str(error))) from error


def _unlisted(constraint: Constraint, variable: str) -> str:
    """A pattern that keeps the rows in which a variable is none of a constraint's values."""
    rows = " ".join(f"({written(one)} true)" for one in constraint.values)
    return f"OPTIONAL {{ VALUES ({variable} ?s_listed) {{ {rows} }} }} FILTER(!BOUND(?s_listed))"


def _united(patterns: Sequence[str]) -> str:
    return " UNION ".join(f"{{ {one} }}" for one in patterns)


def _breaking(shape: Shape, focus: FocusPattern, numbers: count[int]) -> list[str]:
    """Queries of ``?this`` that together find every focus node that does not conform to a shape."""
    found: list[str] = []
    for constraint in () if shape.deactivated else shape.constraints:
        compiler = _Compiler(shape, focus, numbers)
        query = compiler.query(constraint)
        if query is None:
            inner = _breaking(constraint.shapes[0], compiler._value_nodes(), numbers)
            if shape.path is None:
                found += inner
            elif inner:
                bad = f"{{ SELECT DISTINCT (?this AS ?s_bad) WHERE {{ {_united(inner)} }} }}"
                reached = values(focus("?this"), "?this", shape.path, "?s_bad")
                found.append(f"SELECT ?this WHERE {{ {{ {reached} }} {bad} }}")
        elif query.per_focus:
            raise Refusal(Fault(shape.name, "LIMIT", "a query with LIMIT in a shape that another shape refers to"))
        else:
            found.append(f"SELECT ?this WHERE {{ {{ {query.text} }} }}")
    return found


def constraint_queries(shape: Shape) -> list[tuple[Constraint | SparqlConstraint, ConstraintQuery]]:
    """The constraints of a shape, each with its query, in which the focus nodes are a mark.

    Raises Refusal for what is not compiled and ShapesError for what SHACL forbids, each naming shape and term.
    """
    found: list[tuple[Constraint | SparqlConstraint, ConstraintQuery]] = []
    for constraint in shape.constraints:
        try:
            query = _Compiler(shape, focus_mark, count(1)).query(constraint)
        except (Refusal, ShapesError):
            raise
        except ValueError as error:
            raise Refusal(Fault(shape.name, f"<{constraint.component}>", str(error))) from error
        if query is not None:
            found.append((constraint, query))
    return found
