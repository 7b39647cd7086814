"""Pre-binding for all at once: a query in which ``$this`` has a value, made a query in which it has every value.

SHACL runs a constraint's query once for each focus node, with ``$this`` replaced everywhere. The same rows come from
one run in which the focus nodes are a pattern of the query, joined in every group that could not see them otherwise.
What SHACL forbids of such queries (MINUS, VALUES, SERVICE, a sub-query that hides ``$this``, ``AS $this``) is an error
here too: it is what makes the replacing well-defined.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from shacl_compiler.join_order import move_optionals_last
from shacl_compiler.optional_bindings import repeat_bindings
from shacl_compiler.subselects import extract_subselects
from shacl_compiler.tokens import SparqlError, Token, joined, tokens

__all__ = ["Rewritten", "UnjoinableError", "prebind"]

_FORBIDDEN = ("MINUS", "SERVICE", "VALUES")
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_AFTER_GROUP = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET")


class UnjoinableError(ValueError):
    """A well-formed query whose ``$this`` cannot be made a pattern; the text says why."""


@dataclass
class _Group:
    """A group of patterns: where its braces stand, what opened it, and what stands in it."""

    start: int
    kind: str
    parent: _Group | None
    end: int = -1
    children: list[_Group] = field(default_factory=list)
    # Variables in triples, and in expressions, of the group itself.
    triples: set[str] = field(default_factory=set)
    expressions: set[str] = field(default_factory=set)
    has_closure: bool = False
    has_bind: bool = False
    projected: list[str] | None = None

    def above(self, *kinds: str) -> bool:
        """Whether the group, or one around it, is of such a kind."""
        return self.kind in kinds or (self.parent is not None and self.parent.above(*kinds))

    def mentioned(self) -> set[str]:
        """Every variable that stands in the group or in one inside it."""
        return self.triples.union(self.expressions, *(child.mentioned() for child in self.children))

    def uses(self) -> set[str]:
        """The variables that the group needs from outside: those of its expressions and of what it asks to exist.

        An OPTIONAL's own FILTERs need none: they are the conditions of joining it, and see what stands before it.
        """
        if self.kind == "optional" and not self.has_bind and self.parent and self.parent.kind == "select":
            return set()
        inner = (child.mentioned() for child in self.children if child.kind == "exists")
        return self.expressions.union(*inner)


@dataclass(frozen=True)
class Rewritten:
    """A query with the mark of the focus nodes in it, and what it projects.

    ``whole`` is the same query as it is best run for all focus nodes, ``few`` as it is for some of them.
    ``per_focus`` says that the rows of one focus node depend on there being no other (LIMIT), so that the query is to
    be run once for each.
    """

    text: str
    whole: str
    few: str
    columns: tuple[str, ...]
    per_focus: bool


def _closing(parts: list[Token], start: int) -> int:
    depth = 0
    for place in range(start, len(parts)):
        depth += {"(": 1, ")": -1}.get(parts[place].text, 0) if parts[place].kind == "mark" else 0
        if depth == 0:
            return place
    raise SparqlError("a bracket that is not closed")


def _projection(parts: list[Token], start: int) -> tuple[list[str] | None, int]:
    """What a SELECT projects (None for ``*``), and where its projection ends."""
    names: list[str] = []
    place = start + 1
    while place < len(parts) and parts[place].text != "{" and not parts[place].says("WHERE", "FROM"):
        token = parts[place]
        if token.text == "*":
            return None, place + 1
        if token.kind == "var":
            names.append(token.text[1:])
        elif token.text == "(":
            end = _closing(parts, place)
            if end < 3 or not parts[end - 2].says("AS"):
                raise SparqlError("an expression without AS")
            names.append(parts[end - 1].text[1:])
            place = end
        elif not token.says("DISTINCT", "REDUCED"):
            raise SparqlError(f"no projection: {token.text}")
        place += 1
    return names, place


class _Query:
    """A query taken apart."""

    def __init__(self, text: str, bound: frozenset[str]) -> None:
        self.parts, self.bound = tokens(text), bound
        if not self.parts:
            raise SparqlError("an empty query")
        self.groups: list[_Group] = []
        self.limited = False
        for token in self.parts:
            if token.says(*_FORBIDDEN):
                raise SparqlError(f"{token.text.upper()}: SHACL forbids it where $this is pre-bound")
            if token.says("FROM"):
                raise SparqlError("FROM: the data are given")
        for before, after in zip(self.parts, self.parts[1:], strict=False):
            if before.says("AS") and after.kind == "var" and after.text[1:] in bound:
                raise SparqlError(f"AS {after.text}: a pre-bound variable cannot be given another value")
        self._take_apart()

    def _take_apart(self) -> None:  # noqa: PLR0912 - one for each kind of token
        parts, stack = self.parts, list[_Group]()
        place, selects = 0, list[list[str] | None]()
        pending: list[str] | None = None
        is_select = False
        while place < len(parts):
            token = parts[place]
            here = stack[-1] if stack else None
            if token.says("SELECT"):
                pending, after = _projection(parts, place)
                is_select = True
                selects.append(pending)
                if here is not None:
                    here.kind = here.kind if here.kind in ("exists", "graph") else "around"
                    self._see(here, place + 1, after)
                place = after
                continue
            if token.text == "{" and token.kind == "mark":
                kind = self._kind(place)
                if is_select:
                    kind = "select"
                group = _Group(place, kind, here)
                if is_select:
                    group.projected, is_select = pending if pending is not None else ["*"], False
                if here is not None:
                    here.children.append(group)
                stack.append(group)
                self.groups.append(group)
            elif token.text == "}" and token.kind == "mark":
                if not stack:
                    raise SparqlError("a brace too many")
                stack.pop().end = place
            elif token.says("FILTER", "BIND") and here is not None:
                here.has_bind = here.has_bind or token.says("BIND")
                place = self._expression(here, place)
            elif token.says("LIMIT", "OFFSET"):
                self.limited = True
            elif token.kind == "var" and here is not None:
                (here.expressions if here.kind == "around" else here.triples).add(token.text[1:])
            elif token.text in ("*", "?") and here is not None and here.kind != "around":
                here.has_closure = True
            place += 1
        if stack or not self.groups:
            raise SparqlError("a brace that is not closed" if stack else "no group of patterns")

    def _see(self, group: _Group, start: int, end: int) -> None:
        group.expressions |= {token.text[1:] for token in self.parts[start:end] if token.kind == "var"}

    def _kind(self, place: int) -> str:
        before = self.parts[place - 1] if place else Token("mark", "")
        if before.says("EXISTS"):
            return "exists"
        if before.says("OPTIONAL", "UNION"):
            return before.text.lower()
        if place > 1 and self.parts[place - 2].says("GRAPH"):
            return "graph"
        return "group"

    def _expression(self, group: _Group, place: int) -> int:
        """Take in a FILTER or BIND, and stop before a brace of an EXISTS in it; return where it was left."""
        parts, place = self.parts, place + 1
        while parts[place].kind in ("word", "iri") and not parts[place].says("EXISTS"):
            place += 1
        if parts[place].says("EXISTS"):
            return place
        end = _closing(parts, place)
        braces = [one for one in range(place, end) if parts[one].text == "{" and parts[one].kind == "mark"]
        if not braces:
            self._see(group, place, end)
            return end
        # An EXISTS inside an expression: the words around it are the expression's, the group's own are its own.
        depth = 0
        for one in range(place, end):
            depth += {"{": 1, "}": -1}.get(parts[one].text, 0) if parts[one].kind == "mark" else 0
            if depth == 0 and parts[one].kind == "var":
                group.expressions.add(parts[one].text[1:])
        return place

    def check_sub_queries(self, required: frozenset[str]) -> None:
        """Each sub-query projects what is pre-bound: otherwise its own variable of that name is another."""
        for group in self.groups:
            if group.kind != "select" or group.parent is None:
                continue
            projected = group.projected or []
            seen = group.triples if projected == ["*"] else set(projected)
            used = required | (self.bound & group.mentioned())
            missing = sorted(used - seen)
            if missing:
                raise SparqlError(f"a sub-query that does not project ${missing[0]}")
            if group.parent.above("exists") and self.bound & group.uses():
                raise UnjoinableError("a sub-query in EXISTS with a pre-bound variable in its expressions")
            if group.parent.above("graph"):
                raise UnjoinableError("a sub-query in GRAPH")

    def into(self, group: _Group) -> bool:
        """Whether the focus nodes must stand in a group for it to mean what it means for each of them."""
        if group.kind in ("exists", "around") or (group.parent is not None and group.parent.above("exists")):
            return False
        if group.kind == "select":
            return True
        needed = bool(self.bound & group.uses()) or (group.has_closure and bool(self.bound & group.triples))
        if needed and group.above("graph"):
            raise UnjoinableError("a pre-bound variable in an expression in GRAPH")
        return needed


def prebind(
    text: str,
    focus: str,
    bound: frozenset[str] = frozenset({"this"}),
    required: frozenset[str] = frozenset({"this"}),
    path: str | None = None,
) -> Rewritten:
    """A constraint's query with ``focus``, a pattern that binds all of ``bound``, in every group that needs it.

    ``required`` are the variables that each sub-query must project; ``path`` replaces ``$PATH``. Raises SparqlError for
    what SHACL forbids and UnjoinableError for what cannot be joined.
    """
    query = _Query(text, bound)
    query = _Query(joined(move_optionals_last(query.parts, frozenset(f"?{name}" for name in bound))), bound)
    first = query.parts[0]
    if not first.says("SELECT", "ASK"):
        raise SparqlError(f"{first.text}: neither SELECT nor ASK")
    columns: tuple[str, ...] = ()
    if first.says("SELECT"):
        projected, _ = _projection(query.parts, 0)
        names = query.groups[0].mentioned() if projected is None else projected
        columns = tuple(dict.fromkeys(names))
        if "this" not in columns:
            raise SparqlError("a SELECT that does not project $this")
    query.check_sub_queries(required)
    insert = {group.start for group in query.groups if query.into(group)} | {query.groups[0].start}
    within = {group.start for group in query.groups if group.kind == "select" and group.parent is not None}
    once = f"{{ SELECT DISTINCT {' '.join(f'?{one}' for one in sorted(bound))} WHERE {{ {focus} }} }}"
    parts: list[Token] = []
    for place, token in enumerate(query.parts):
        if token.kind == "var" and token.text == "?PATH":
            if path is None:
                raise SparqlError("$PATH where there is no path")
            parts.append(Token("pattern", path))
        else:
            parts.append(token)
        if place in insert:
            # In a sub-query each focus node counts once, also where the union of graphs says twice what it is.
            parts.append(Token("pattern", once if place in within else focus))
    named = frozenset(f"?{one}" for one in bound)
    whole, few = extract_subselects(parts, named), repeat_bindings(parts, named)
    return Rewritten(joined(parts), joined(whole), joined(few), columns, query.limited)
