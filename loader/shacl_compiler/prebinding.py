"""Pre-binding for all focus nodes at once: the focus nodes become a pattern of the constraint's query.

    SELECT $this WHERE { $this :p ?x FILTER NOT EXISTS { ?x :q $this } }

    SELECT ?this WHERE { ?this a :Letter . ?this :p ?x FILTER NOT EXISTS { ?x :q ?this } }

Why: SHACL runs a constraint's query once for each focus node, with ``$this`` replaced by it everywhere. One query for
all of them costs about as much as one for a few.

Why the result is the same: the pattern stands in every group that reads ``$this`` and would not see it otherwise (a
sub-SELECT, a group with a FILTER on it). What SHACL forbids in such queries (MINUS, VALUES, SERVICE, a sub-SELECT that
does not project ``$this``, ``AS $this``) is an error here too: it is what makes the replacing well-defined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shacl_compiler.join_order import move_optionals_last
from shacl_compiler.nested_exists import nest_exists
from shacl_compiler.optional_bindings import repeat_bindings
from shacl_compiler.query_tree import Element, Group, Select, parse
from shacl_compiler.subselects import extract_subselects
from shacl_compiler.tokens import SparqlError, Token, tokens

__all__ = ["ConstraintQuery", "UnjoinableError", "prebind"]

_AFTER_GROUP_BY = ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
_FORBIDDEN = ("MINUS", "SERVICE", "VALUES")


class UnjoinableError(ValueError):
    """A well-formed query whose ``$this`` cannot be replaced by a pattern; the message says why."""


@dataclass(frozen=True)
class ConstraintQuery:
    """The query of a constraint with the mark of the focus nodes in it, and the names of its columns.

    ``whole`` is the same query as it is best run for all focus nodes, and ``few`` as it is for some of them, where that
    is another. ``per_focus`` says that the rows of one focus node depend on there being no other (LIMIT): it is to be
    run once for each.
    """

    text: str
    columns: tuple[str, ...]
    per_focus: bool = False
    whole: str = ""
    few: str = ""


def _refuse_forbidden(parts: Sequence[Token], bound: frozenset[str]) -> None:
    for token, after in zip(parts, [*parts[1:], Token("mark", "")], strict=True):
        if token.says(*_FORBIDDEN):
            raise SparqlError(f"{token.text.upper()}: SHACL forbids it where $this is pre-bound")
        if token.says("FROM"):
            raise SparqlError("FROM: the data are given")
        if token.says("AS") and after.text in bound:
            raise SparqlError(f"AS {after.text}: a pre-bound variable cannot be given another value")
    if parts and not parts[0].says("SELECT", "ASK"):
        raise SparqlError(f"{parts[0].text}: neither SELECT nor ASK")
    if any(token.text == "?PATH" for token in parts):
        raise SparqlError("$PATH where there is no path")


def _group_by_bound(query: Select, bound: frozenset[str]) -> Select:
    """A query, and each sub-SELECT, with the pre-bound variables that it reads among those that it groups by.

    To SHACL they are constants, which SPARQL does not group by: what is grouped for one focus node stays apart.
    """

    def element(one: Element | Select) -> Element | Select:
        return _group_by_bound(one, bound) if isinstance(one, Select) else one.map(group)

    def group(one: Group) -> Group:
        return Group(tuple(map(element, one.elements)))

    query = query.map(group)
    words = [part.text.upper() if isinstance(part, Token) and part.kind == "word" else "" for part in query.tail]
    if "GROUP" not in words:
        return query
    start = words.index("GROUP") + 2
    end = next((place for place, word in enumerate(words) if word in _AFTER_GROUP_BY), len(words))
    grouped = {part.text for part in query.tail[start:end] if isinstance(part, Token)}
    read = {part.text for part in (*query.head, *query.tail) if isinstance(part, Token)}
    added = [Token("var", one) for one in sorted((bound & read) - grouped)]
    return Select(query.head, query.where, (*query.tail[:start], *added, *query.tail[start:]))


class _Joining:
    """Puts ``focus`` into each group of a query that needs it, and ``once``, without duplicates, into sub-SELECTs.

    ``bound`` are the variables that the pattern binds.
    """

    def __init__(self, focus: str, bound: frozenset[str]) -> None:
        self.bound = bound
        self.focus = Element("bindings", (Token("pattern", focus),))
        # A focus node counts once in a sub-SELECT, also where the union of graphs states its class twice.
        once = f"{{ SELECT DISTINCT {' '.join(sorted(bound))} WHERE {{ {focus} }} }}"
        self.once = Element("bindings", (Token("pattern", once),))

    def query(self, query: Select) -> Select:
        """The query that a constraint has: its group always needs the focus nodes."""
        return Select(query.head, self.joined(query.where, ("query",), self.focus), query.tail)

    def joined(self, group: Group, kinds: tuple[str, ...], first: Element | None) -> Group:
        """A group with ``first`` put before its elements; ``kinds`` are its kind and those of the groups around it."""
        elements = tuple(self.element(one, kinds) for one in group.elements)
        is_around = any(isinstance(one, Select) for one in elements)
        return Group((first, *elements) if first and not is_around else elements)

    def element(self, element: Element | Select, kinds: tuple[str, ...]) -> Element | Select:
        if isinstance(element, Select):
            return self.subselect(element, kinds)
        if element.kind in ("filter", "bind"):
            return element.map(lambda group: self.joined(group, ("exists", *kinds), None))
        inner = (element.kind, *kinds)
        return element.map(lambda group: self.joined(group, inner, self.focus if self.needs(group, inner) else None))

    def needs(self, group: Group, kinds: tuple[str, ...]) -> bool:
        """Whether a group means the same for each focus node only if they stand in it."""
        if "exists" in kinds:
            return False
        own = [one for one in group.elements if isinstance(one, Element)]
        triples = [token for one in own if one.kind == "triples" for token in one.tokens()]
        has_closure = any(token.kind == "mark" and token.text in "*?" for token in triples)
        in_triples = has_closure and any(token.text in self.bound for token in triples)
        # What an OPTIONAL in it gives for another focus node would take the place of what it lacks for this one.
        optional = frozenset[str]().union(*(one.variables for one in own if one.kind == "optional"))
        in_optional = kinds[0] != "query" and bool(self.bound & optional)
        needed = in_triples or in_optional or bool(self.bound & self.read_by(own, kinds))
        if needed and "graph" in kinds:
            raise UnjoinableError("a pre-bound variable in an expression in GRAPH")
        return needed

    def read_by(self, elements: Sequence[Element], kinds: tuple[str, ...]) -> frozenset[str]:
        """The variables that the expressions of a group read.

        The FILTERs of an OPTIONAL are conditions of joining it, and see the variables of the group around it.
        """
        if kinds[:2] == ("optional", "query") and not any(one.kind == "bind" for one in elements):
            return frozenset()
        return frozenset[str]().union(*(one.variables for one in elements if one.kind in ("filter", "bind")))

    def subselect(self, query: Select, kinds: tuple[str, ...]) -> Select:
        """A sub-SELECT: it has to project what is pre-bound, or its own variable of that name would be another."""
        own = [one for one in query.where.elements if isinstance(one, Element)]
        names = query.projected()
        projected = frozenset(f"?{name}" for name in names or ())
        if names is None:
            projected = projected.union(*(one.variables for one in own if one.kind == "triples"))
        missing = sorted(({"?this"} | (self.bound & query.where.variables)) - projected)
        if missing:
            raise SparqlError(f"a sub-query that does not project ${missing[0][1:]}")
        is_in_exists = "exists" in kinds
        if is_in_exists and self.bound & self.read_by(own, ()):
            raise UnjoinableError("a sub-query in EXISTS with a pre-bound variable in its expressions")
        if "graph" in kinds:
            raise UnjoinableError("a sub-query in GRAPH")
        first = None if is_in_exists else self.once
        return Select(query.head, self.joined(query.where, ("query", *kinds), first), query.tail)


def prebind(
    text: str,
    focus: str,
    bound: frozenset[str] = frozenset({"this"}),
    path: str | None = None,
) -> ConstraintQuery:
    """A constraint's query with ``focus``, a pattern that binds all of ``bound``, in every group that needs it.

    ``path`` replaces ``$PATH``. Raises SparqlError for what SHACL forbids, UnjoinableError for what cannot be joined.
    """
    named = frozenset(f"?{name}" for name in bound)
    parts = [Token("pattern", path) if path and token.text == "?PATH" else token for token in tokens(text)]
    _refuse_forbidden(parts, named)
    query = move_optionals_last(nest_exists(_group_by_bound(parse(parts), named)), named)
    columns: tuple[str, ...] = ()
    if parts[0].says("SELECT"):
        names = query.projected()
        columns = tuple(dict.fromkeys(sorted(one[1:] for one in query.where.variables) if names is None else names))
        if "this" not in columns:
            raise SparqlError("a SELECT that does not project $this")
    query = _Joining(focus, named).query(query)

    is_limited = any(token.says("LIMIT", "OFFSET") for token in parts)
    whole, few = extract_subselects(query, named), repeat_bindings(query, named)
    return ConstraintQuery(str(query), columns, is_limited, str(whole), str(few))
