"""A SPARQL query as a tree of its groups, for all that rewrite a query or read what it depends on.

>>> from shacl_compiler.tokens import tokens
>>> query = parse(tokens("SELECT ?a { ?a :p ?x ; :q 1 . ?x :r ?y OPTIONAL { ?x :q ?y } FILTER(?x != ?y) }"))
>>> [element.kind for element in query.where.elements]
['triples', 'triples', 'optional', 'filter']
>>> str(query)
'SELECT ?a { ?a :p ?x ; :q 1 . ?x :r ?y . OPTIONAL { ?x :q ?y . } FILTER( ?x != ?y ) } '

The tree is as deep as the rewrites need: an expression is the list of its tokens, and the triples of one subject stay
together as they are written. The parser takes more than SPARQL allows; the SPARQL engine has the last word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import ClassVar

from shacl_compiler.tokens import SparqlError, Token, joined

__all__ = ["Element", "Group", "Part", "Select", "grouped", "parse", "triples"]

_OPEN, _CLOSE, _DOT = Token("mark", "{"), Token("mark", "}"), Token("mark", ".")
# The kinds of the elements that begin with a keyword and end with a group or an expression in brackets.
_KINDS = {
    "OPTIONAL": "optional",
    "FILTER": "filter",
    "BIND": "bind",
    "GRAPH": "graph",
    "MINUS": "other",
    "SERVICE": "other",
}


class _Node:
    """What a part of a tree can tell of itself."""

    def tokens(self) -> Iterator[Token]:
        """Its tokens; each block of triples ends with a full stop."""
        raise NotImplementedError

    @cached_property
    def variables(self) -> frozenset[str]:
        """Every variable in it, with its ``?``."""
        return frozenset(token.text for token in self.tokens() if token.kind == "var")


@dataclass(frozen=True)
class Element(_Node):
    """An element of a group: its kind, and its tokens with groups where it has braces.

    ``kind`` is ``triples`` (of one subject), ``optional``, ``filter``, ``bind``, ``graph``, ``union`` (of groups, of
    which there may be only one), ``bindings`` (VALUES, or a pattern that a caller has put in), or ``other`` (MINUS,
    SERVICE). The groups of ``filter`` and ``bind`` are those of EXISTS.
    """

    kind: str
    parts: tuple[Part, ...]

    def tokens(self) -> Iterator[Token]:
        """Its tokens."""
        yield from _flat(self.parts)
        if self.kind == "triples":
            yield _DOT

    def map(self, change: Callable[[Group], Group]) -> Element:
        """The element with each of its groups changed."""
        return Element(self.kind, _mapped(self.parts, change))

    @property
    def group(self) -> Group:
        """The group of an ``optional`` or ``graph``."""
        (found,) = (part for part in self.parts if isinstance(part, Group))
        return found

    def can_move(self) -> bool:
        """Whether it is triples without a blank node: its label holds for the triples around it too."""
        return self.kind == "triples" and not any(one.kind == "blank" or one.text == "[" for one in self.tokens())


@dataclass(frozen=True)
class Select(_Node):
    """A query (SELECT or ASK) or a sub-SELECT: what stands before the group, the group, and what stands after it."""

    head: tuple[Part, ...]
    where: Group
    tail: tuple[Part, ...] = ()

    kind: ClassVar[str] = "select"

    def tokens(self) -> Iterator[Token]:
        """Its tokens."""
        yield from _flat((*self.head, self.where, *self.tail))

    def __str__(self) -> str:
        """The query as SPARQL, in one line."""
        return joined(list(self.tokens()))

    def projected(self) -> list[str] | None:
        """The names that it projects, without their ``?``; None for ``*``."""
        names: list[str] = []
        depth = 0
        for token, after in pairwise((*_flat(self.head[1:]), _OPEN)):
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if token.text == "*" and not depth:
                return None
            if token.kind == "var" and (not depth or (depth == 1 and after.text == ")")):
                names.append(token.text[1:])
        return names

    def map(self, change: Callable[[Group], Group]) -> Select:
        """The query with each of its groups changed: that of its pattern, and those of EXISTS before and after."""
        return Select(_mapped(self.head, change), change(self.where), _mapped(self.tail, change))


@dataclass(frozen=True)
class Group(_Node):
    """A group graph pattern in braces: its elements, or one sub-SELECT alone."""

    elements: tuple[Element | Select, ...]

    def tokens(self) -> Iterator[Token]:
        """Its tokens, with the braces."""
        yield _OPEN
        for element in self.elements:
            yield from element.tokens()
        yield _CLOSE


Part = Token | Group


def _flat(parts: Sequence[Part]) -> Iterator[Token]:
    for part in parts:
        if isinstance(part, Group):
            yield from part.tokens()
        else:
            yield part


def _mapped(parts: Sequence[Part], change: Callable[[Group], Group]) -> tuple[Part, ...]:
    return tuple(change(part) if isinstance(part, Group) else part for part in parts)


def triples(*parts: Token) -> Element:
    """An element of triples."""
    return Element("triples", parts)


def grouped(query: Select) -> Element:
    """A sub-SELECT in braces, as an element of a group."""
    return Element("union", (Group((query,)),))


def parse(parts: Sequence[Token]) -> Select:
    """The tree of a SELECT or ASK query without a prologue. SparqlError where its brackets or braces do not fit."""
    parser = _Parser(parts)
    query = parser.query()
    if parser.place < len(parts):
        raise SparqlError("a brace too many")
    return query


class _Parser:
    """Takes tokens one after another."""

    def __init__(self, parts: Sequence[Token]) -> None:
        self.parts, self.place = parts, 0

    def peek(self) -> Token:
        if self.place >= len(self.parts):
            raise SparqlError("a brace that is not closed" if self.place else "an empty query")
        return self.parts[self.place]

    def next(self) -> Token:
        token = self.peek()
        self.place += 1
        return token

    def is_mark(self, *marks: str) -> bool:
        """Whether the next token is one of these marks; false at the end."""
        if self.place >= len(self.parts):
            return False
        token = self.parts[self.place]
        return token.kind == "mark" and token.text in marks

    def query(self) -> Select:
        """A query, or a sub-SELECT up to the brace that ends its group."""
        head: list[Part] = [self.next()]
        while not self.is_mark("{"):
            head += self.bracketed()
        where, tail = self.group(), list[Part]()
        while self.place < len(self.parts) and not self.is_mark("}"):
            tail += self.values() if self.peek().says("VALUES") else self.bracketed()
        return Select(tuple(head), where, tuple(tail))

    def bracketed(self) -> list[Part]:
        """A token or, where it is a bracket, all up to the one that closes it, with the groups of EXISTS as groups."""
        found: list[Part] = [self.next()]
        depth = int(found == [("mark", "(")])
        while depth:
            if self.place >= len(self.parts):
                raise SparqlError("a bracket that is not closed")
            if self.is_mark("{"):
                found.append(self.group())
                continue
            depth += self.is_mark("(") - self.is_mark(")")
            found.append(self.next())
        return found

    def group(self) -> Group:
        if self.next() != _OPEN:
            raise SparqlError("a group without a brace")
        found: list[Element | Select] = []
        if self.peek().says("SELECT"):
            found.append(self.query())
        while not self.is_mark("}"):
            if self.is_mark("."):
                self.place += 1
            else:
                found.append(self.element())
        self.place += 1
        return Group(tuple(found))

    def element(self) -> Element:
        start, token = self.place, self.peek()
        word = token.text.upper() if token.kind == "word" else ""
        if token.kind == "pattern":
            return Element("bindings", (self.next(),))
        if word == "VALUES":
            return Element("bindings", tuple(self.values()))
        if word in _KINDS:
            before = self.until("{", "(")
            return Element(_KINDS[word], (*before, *([self.group()] if self.is_mark("{") else self.bracketed())))
        if token == _OPEN:
            groups: list[Part] = [self.group()]
            while self.place < len(self.parts) and self.peek().says("UNION"):
                groups += [self.next(), self.group()]
            return Element("union", tuple(groups))
        while not (self.is_mark(".", "{", "}") or self.peek().says(*_KINDS, "VALUES", "UNION", "SELECT")):
            self.place += 1
        if start == self.place:
            raise SparqlError(f"{token.text}: no pattern begins with it")
        return triples(*self.parts[start : self.place])

    def until(self, *marks: str) -> list[Token]:
        """The tokens before one of these marks."""
        found: list[Token] = []
        while not self.is_mark(*marks):
            found.append(self.next())
        return found

    def values(self) -> list[Token]:
        """VALUES with its variables and the rows in braces."""
        return [*self.until("}"), self.next()]
