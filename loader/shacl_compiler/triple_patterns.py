"""The triple patterns of a query, one by one, and their property paths.

``?this :p/:q [ :r 1, 2 ] .`` is one element of a query's tree. It stands for three triple patterns, in which the blank
node has become a variable: ``?s_n1 :r 1``, ``?s_n1 :r 2`` and ``?this :p/:q ?s_n1``.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import NamedTuple

from shacl_compiler.paths import Path, predicate
from shacl_compiler.query_tree import Element
from shacl_compiler.rdf_terms import RDF
from shacl_compiler.tokens import SparqlError, Token

__all__ = ["RDF_TYPE", "TriplePattern", "path_of", "split_sequence", "triple_patterns"]

RDF_TYPE = RDF + "type"
_Tokens = tuple[Token, ...]


class TriplePattern(NamedTuple):
    """A triple pattern as tokens: a literal has several, and so has a property path."""

    subject: _Tokens
    verb: _Tokens
    value: _Tokens

    @property
    def variables(self) -> set[str]:
        """Its variables, with their ``?``."""
        return {token.text for part in self for token in part if token.kind == "var"}


def triple_patterns(element: Element, fresh: Callable[[], Token]) -> Iterator[TriplePattern]:
    """The triple patterns of an element of triples; ``fresh`` gives variables for its blank nodes without a label.

    SparqlError where the element is no triples, or has a collection in it.
    """
    if element.kind != "triples":
        raise SparqlError(f"{element.kind}: no triples")
    return _Reader(tuple(element.tokens())[:-1], fresh).same_subject()


_Node = Generator[TriplePattern, None, _Tokens]


class _Reader:
    """Reads an element token by token; the triples of a blank node come before the one that refers to it."""

    def __init__(self, parts: _Tokens, fresh: Callable[[], Token]) -> None:
        self.parts, self.fresh, self.place = parts, fresh, 0

    def peek(self) -> Token:
        return self.parts[self.place] if self.place < len(self.parts) else Token("end", "")

    def next(self) -> Token:
        self.place += 1
        if self.place > len(self.parts):
            raise SparqlError("triples that break off")
        return self.parts[self.place - 1]

    def same_subject(self) -> Iterator[TriplePattern]:
        subject = yield from self.node()
        # A blank node in brackets may stand alone.
        if self.place < len(self.parts) or self.parts[0].text != "[":
            yield from self.properties(subject)
        if self.place < len(self.parts):
            raise SparqlError(f"no triples at {self.peek().text}")

    def properties(self, subject: _Tokens) -> Iterator[TriplePattern]:
        """The predicates and objects of a subject, up to the end or to the bracket that closes it."""
        while True:
            verb, is_last = self.verb(), False
            while not is_last:
                value = yield from self.node()
                yield TriplePattern(subject, verb, value)
                is_last = self.peek().text != ","
                self.place += not is_last
            semicolons = self.place
            while self.peek().text == ";":
                self.place += 1
            if semicolons == self.place or self.peek().text in ("]", ""):
                return

    def node(self) -> _Node:
        token = self.next()
        if token.text == "[":
            node = (self.fresh(),)
            if self.peek().text != "]":
                yield from self.properties(node)
            if self.next().text != "]":
                raise SparqlError("a bracket that is not closed")
            return node
        if token.kind == "blank":
            return (Token("var", "?s_b" + token.text[2:].replace("-", "_").replace(".", "_")),)
        if token.kind == "mark" and token.text in "+-":
            return (token, self.next())
        if token.kind == "text" and self.peek().kind == "lang":
            return (token, self.next())
        if token.kind == "text" and self.peek().text == "^^":
            return (token, self.next(), self.next())
        if token.kind not in ("iri", "name", "var", "number", "text") and not token.says("TRUE", "FALSE"):
            raise SparqlError(f"{token.text}: no term")
        return (token,)

    def verb(self) -> _Tokens:
        """A predicate or a property path: everything up to a term that begins no step of it."""
        start, needs_step = self.place, True
        while True:
            token = self.peek()
            if token.text == "(" and needs_step:
                self.place = _end_of(self.parts, self.place)
                needs_step = False
            elif needs_step and (token.kind in ("iri", "name", "var", "pattern") or token.text == "a"):
                self.place += 1
                needs_step = False
            elif token.kind == "mark" and token.text in (("^", "!") if needs_step else ("/", "|", "*", "+", "?")):
                self.place += 1
                needs_step = needs_step or token.text in "/|"
            elif needs_step:
                raise SparqlError(f"{token.text}: no predicate")
            else:
                return self.parts[start : self.place]


def _end_of(parts: Sequence[Token], start: int) -> int:
    """Behind the bracket that closes the one at ``start``."""
    depth = 0
    for place in range(start, len(parts)):
        depth += {"(": 1, ")": -1}.get(parts[place].text, 0) if parts[place].kind == "mark" else 0
        if depth == 0:
            return place + 1
    raise SparqlError("a bracket that is not closed")


def _without_brackets(path: _Tokens) -> _Tokens:
    while path[0].text == "(" and _end_of(path, 0) == len(path):
        path = path[1:-1]
    return path


def _split(path: _Tokens, mark: str) -> list[_Tokens]:
    """The parts of a path between marks that stand in no brackets."""
    found, start, place = list[_Tokens](), 0, 0
    while place < len(path):
        if path[place].text == mark:
            found.append(path[start:place])
            start = place + 1
        place = _end_of(path, place) if path[place].text == "(" else place + 1
    return [*found, path[start:]]


def split_sequence(triple: TriplePattern, fresh: Callable[[], Token]) -> Iterator[TriplePattern]:
    """A triple pattern for each step of a sequence: ``?a :p/:q ?b`` as ``?a :p ?s_n1`` and ``?s_n1 :q ?b``."""
    subject, path, value = triple.subject, _without_brackets(triple.verb), triple.value
    steps = _split(path, "/") if len(_split(path, "|")) == 1 else [path]
    for number, step in enumerate(steps):
        end = value if number == len(steps) - 1 else (fresh(),)
        if len(steps) == 1:
            yield TriplePattern(subject, path, end)
        else:
            yield from split_sequence(TriplePattern(subject, step, end), fresh)
        subject = end


def path_of(path: _Tokens) -> Path | None:
    """The property path of a predicate that is no variable; None where it excludes predicates (``!:p``)."""
    path = _without_brackets(path)
    if path[0].text == "!":
        return None
    if len(path) == 1:
        return predicate(RDF_TYPE if path[0].text == "a" else path[0].text[1:-1])
    operator, parts = "", list[_Tokens]()
    for mark in ("|", "/"):
        if len(parts) < 2:
            operator, parts = mark, _split(path, mark)
    if len(parts) < 2:
        is_inverse = path[0].text == "^"
        operator, parts = ("^", [path[1:]]) if is_inverse else (path[-1].text, [path[:-1]])
    paths = [path_of(part) for part in parts]
    return None if None in paths else Path(operator, tuple(one for one in paths if one is not None))
