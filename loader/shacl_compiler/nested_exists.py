"""EXISTS of several triples, made one EXISTS of one triple inside another.

Both mean the same. But an engine may join what stands in one EXISTS anew for each row of the query, from all the data:
Oxigraph does, and takes time that grows with the square of the data. Nested, each step follows an index.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from shacl_compiler.tokens import Token, joined, tokens

__all__ = ["nest_exists"]

_Triple = tuple[list[Token], list[Token], list[Token]]


class _KeptError(ValueError):
    """A group that is left as it is."""


def _close(parts: list[Token], start: int) -> int:
    """Where the bracket that opens at ``start`` closes."""
    pairs = {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}
    depth = 0
    for place in range(start, len(parts)):
        depth += pairs.get(parts[place].text, 0) if parts[place].kind == "mark" else 0
        if depth == 0:
            return place
    raise _KeptError


def _variables(parts: list[Token]) -> set[str]:
    return {token.text for token in parts if token.kind == "var"}


class _Group:
    """The triples and filters of a group that holds nothing else."""

    def __init__(self, parts: list[Token], numbers: Iterator[int]) -> None:
        self.parts, self.place, self.numbers = parts, 0, numbers
        self.triples: list[_Triple] = []
        self.filters: list[list[Token]] = []
        while self.place < len(parts):
            token = parts[self.place]
            if token.says("FILTER"):
                self._filter()
            elif token.text in ("{",) or token.says(
                "OPTIONAL", "BIND", "GRAPH", "SELECT", "MINUS", "VALUES", "SERVICE"
            ):
                raise _KeptError
            elif token.text == ".":
                self.place += 1
            else:
                self._properties(self._node())

    def _next(self) -> Token:
        if self.place >= len(self.parts):
            raise _KeptError
        self.place += 1
        return self.parts[self.place - 1]

    def _peek(self) -> Token | None:
        return self.parts[self.place] if self.place < len(self.parts) else None

    def _filter(self) -> None:
        start = self.place = self.place + 1
        while (token := self._next()).kind in ("word", "iri"):
            pass
        if token.text not in ("(", "{"):
            raise _KeptError
        self.place = _close(self.parts, self.place - 1) + 1
        self.filters.append(self.parts[start : self.place])

    def _fresh(self) -> list[Token]:
        return [Token("var", f"?s_n{next(self.numbers)}")]

    def _node(self) -> list[Token]:
        token = self._next()
        if token.text == "[":
            node, end = self._fresh(), _close(self.parts, self.place - 1)
            if end > self.place:
                self._properties(node)
            if self.place != end:
                raise _KeptError
            self.place = end + 1
            return node
        if token.kind == "blank":
            return [Token("var", "?s_b" + token.text[2:].replace("-", "_").replace(".", "_"))]
        node = [token]
        if token.kind == "mark" and token.text in "+-":
            node.append(self._next())
        elif token.kind == "text":
            after = self._peek()
            if after is not None and after.kind == "lang":
                node.append(self._next())
            elif after is not None and after.text == "^^":
                node += [self._next(), self._next()]
        elif token.kind not in ("iri", "var", "number") and not token.says("TRUE", "FALSE"):
            raise _KeptError
        return node

    def _properties(self, subject: list[Token]) -> None:
        """Predicates and objects of a subject, up to what ends them."""
        while True:
            verb = self._verb()
            while True:
                self._triple(subject, verb, self._node())
                if (after := self._peek()) is None or after.text != ",":
                    break
                self.place += 1
            while (after := self._peek()) is not None and after.text == ";":
                self.place += 1
            if self.parts[self.place - 1].text != ";" or after is None or after.text in (".", "]"):
                return

    def _verb(self) -> list[Token]:
        """A predicate or a path: everything up to a term that begins no step of it."""
        verb: list[Token] = []
        while (token := self._peek()) is not None:
            starts = token.kind in ("iri", "var") or token.text in ("a", "(", "^", "!")
            if verb and starts and verb[-1].text not in ("/", "|", "^", "!"):
                return verb
            if token.text == "(":
                end = _close(self.parts, self.place)
                verb += self.parts[self.place : end + 1]
                self.place = end + 1
            elif starts or (verb and token.text in ("/", "|", "*", "+", "?")):
                verb.append(self._next())
            elif verb:
                return verb
            else:
                break
        raise _KeptError

    def _triple(self, subject: list[Token], verb: list[Token], value: list[Token]) -> None:
        """One triple for each step of a sequence."""
        while verb[0].text == "(" and _close(verb, 0) == len(verb) - 1:
            verb = verb[1:-1]
        steps: list[list[Token]] = [[]]
        place = 0
        while place < len(verb):
            end = _close(verb, place) if verb[place].text == "(" else place
            if verb[place].text == "|":
                self.triples.append((subject, verb, value))
                return
            if verb[place].text == "/":
                steps.append([])
            else:
                steps[-1] += verb[place : end + 1]
            place = end + 1
        for number, step in enumerate(steps):
            to = value if number == len(steps) - 1 else self._fresh()
            if len(steps) > 1:
                self._triple(subject, step, to)
            else:
                self.triples.append((subject, step, to))
            subject = to


def _written(group: _Group, outside: set[str], numbers: Iterator[int]) -> list[Token]:
    """The group as one EXISTS inside another, each next to what is known by then, each filter as soon as it can be."""
    own = {name for triple in group.triples for part in triple for name in _variables(part)}
    known = outside & own
    left, filters = list(group.triples), [_nested(one, outside | own, numbers) for one in group.filters]
    levels: list[list[Token]] = []
    while left or not levels:
        level: list[Token] = []
        if left:
            # What meets the most that is known, and has the least that is not, comes first.
            def rank(triple: _Triple, known: set[str] = known) -> tuple[bool, int]:
                names = _variables([*triple[0], *triple[1], *triple[2]])
                return not (names & known or not names), len(names - known)

            triple = min(left, key=rank)
            left.remove(triple)
            level = [token for part in triple for token in part]
            known = known | _variables(level)
        for one in list(filters):
            if not left or _variables(one) & own <= known:
                level += [Token("word", "FILTER"), *one]
                filters.remove(one)
        levels.append(level)
    inner = levels[-1]
    for level in reversed(levels[:-1]):
        inner = [
            *level,
            Token("word", "FILTER"),
            Token("word", "EXISTS"),
            Token("mark", "{"),
            *inner,
            Token("mark", "}"),
        ]
    return inner


def _nested(parts: list[Token], outside: set[str], numbers: Iterator[int]) -> list[Token]:
    found: list[Token] = []
    place = 0
    while place < len(parts):
        token = parts[place]
        found.append(token)
        if token.says("EXISTS") and place + 1 < len(parts) and parts[place + 1].text == "{":
            end = _close(parts, place + 1)
            inside = parts[place + 2 : end]
            around = outside | _variables(parts[:place]) | _variables(parts[end:])
            try:
                inside = _written(_Group(inside, numbers), around, numbers)
            except _KeptError:
                inside = _nested(inside, around, numbers)
            found += [Token("mark", "{"), *inside, Token("mark", "}")]
            place = end
        place += 1
    return found


def nest_exists(text: str) -> str:
    """A query with every EXISTS of triples and filters nested; one that holds anything else is left as it is."""
    try:
        parts = tokens(text)
        taken = _variables(parts)
        return joined(_nested(parts, set(), (one for one in count(1) if f"?s_n{one}" not in taken)))
    except _KeptError:
        return text
