"""Things that share something with the focus node, asked for by themselves, so that an engine joins them by a table.

``?this :in ?paper . ?other a :Rating ; :in ?paper ; :of ?it`` leads from each focus node to everything in its paper,
again and again: as often as there are focus nodes in a paper times what stands there. ``{ SELECT ?other ?paper ?it
WHERE { ?other a :Rating ; :of ?it ; :in ?paper } }`` gives the same rows, and Oxigraph, which joins a sub-query by a
hash table, finds them once. That is the shorter way when all focus nodes are judged; for a few of them the other is.
Only what has a class is asked for so: without one there is no short way to begin.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shacl_compiler.join_order import DOT, Element, elements, end_of
from shacl_compiler.tokens import Token

__all__ = ["counts_rows", "extract_subselects"]

_TYPE = ("a", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>")
# Each depends on how often a row comes, unless it is told DISTINCT; the others take a row once.
_COUNTING, _TAKING = ("COUNT", "SUM", "AVG", "GROUP_CONCAT"), ("MIN", "MAX", "SAMPLE", "GROUP")
_OPEN, _CLOSE = Token("mark", "{"), Token("mark", "}")


def _is_class(part: Sequence[Token]) -> bool:
    """Whether a property of a subject is a class that is named."""
    return part[0].text in _TYPE and all(token.kind != "var" for token in part)


@dataclass(frozen=True)
class _Star:
    """The triples of one subject in a run of patterns, with the places of their elements."""

    subject: Token
    places: tuple[int, ...]
    properties: tuple[tuple[Token, ...], ...]

    def tokens(self) -> list[Token]:
        """Its tokens, without marks between its properties."""
        return [self.subject, *(token for part in self.properties for token in part)]

    def variables(self) -> set[str]:
        """Every variable in it."""
        return {token.text for token in self.tokens() if token.kind == "var"}


def _properties(parts: Sequence[Token]) -> list[tuple[Token, ...]]:
    """The properties with their values in a subject's triples, taken apart at each semicolon."""
    found: list[tuple[Token, ...]] = []
    depth, start = 0, 0
    for place, token in enumerate((*parts, Token("mark", ";"))):
        depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "mark" else 0
        if token.kind == "mark" and token.text == ";" and depth == 0:
            if place > start:
                found.append(tuple(parts[start:place]))
            start = place + 1
    return found


def _stars(run: Sequence[tuple[int, Element]]) -> list[_Star]:
    by: dict[Token, list[tuple[int, Element]]] = {}
    for place, element in run:
        by.setdefault(element.parts[0], []).append((place, element))
    return [
        _Star(
            subject,
            tuple(place for place, _ in some),
            tuple(part for _, element in some for part in _properties(element.parts[1:])),
        )
        for subject, some in by.items()
    ]


_Triple = tuple[Token, tuple[Token, ...]]


def _triples(element: Element) -> set[_Triple]:
    """The triples of an element, each its subject and its property with values."""
    return {(element.parts[0], part) for part in _properties(element.parts[1:])} if element.kind == "triples" else set()


def _written(element: Element) -> list[Token]:
    return [*element.parts, DOT] if element.kind == "triples" else [*element.parts]


def _opened(parts: Sequence[Token]) -> int:
    return next(place for place, token in enumerate(parts) if token.kind == "mark" and token.text == "{")


def counts_rows(parts: Sequence[Token], bag: bool) -> bool:
    """Whether it matters in a query or sub-query how often a row of its group comes.

    ``often`` says whether it matters how often each of its own rows comes.
    """
    start = _opened(parts)
    around = [*parts[:start], *parts[end_of(parts, start) :]]
    counts = [here for here, token in enumerate(around) if token.says(*_COUNTING)]
    if any(token.text == "*" for token in parts[:start]):
        return True
    if counts or any(token.says(*_TAKING) for token in around):
        return not all(around[here + 2].says("DISTINCT") for here in counts)
    return bag


class _Query:
    """A query whose siblings are put apart; ``bound`` are the variables that have a value everywhere."""

    def __init__(self, parts: Sequence[Token], bound: frozenset[str]) -> None:
        self.parts, self.bound = parts, bound
        self.named = Counter(token.text for token in parts if token.kind == "var")

    def apart(self, star: _Star, shared: set[str], bag: bool) -> list[Token]:
        """A star as a sub-query: its class first, and what it shares with others last.

        Unless it matters how ``often`` each row comes, once for all values of what is named nowhere else.
        """

        def order(part: Sequence[Token]) -> int:
            if _is_class(part):
                return 0
            return 2 if part[-1].text in shared else 1

        inside = [token for part in sorted(star.properties, key=order) for token in (star.subject, *part, DOT)]
        own = Counter(token.text for token in star.tokens() if token.kind == "var")
        # What is shared may be bound by the focus nodes alone: a parameter stands in no token of the query besides.
        asked = {name for name in own if bag or name in shared or self.named[name] > own[name]}
        once = [] if asked == set(own) else [Token("word", "DISTINCT")]
        projected = [*once, *(Token("var", name) for name in sorted(asked))]
        return [_OPEN, Token("word", "SELECT"), *projected, Token("word", "WHERE"), _OPEN, *inside, _CLOSE, _CLOSE]

    def siblings(self, run: Sequence[tuple[int, Element]], known: set[str], bag: bool) -> dict[int, list[Token]]:
        """The stars of a run that are led to only by what they share with others, apart, each by its first element.

        ``known`` comes to hold all that the run binds. The other elements of such a star have nothing in their place.
        """
        found: dict[int, list[Token]] = {}
        left = _stars(run)
        while left:
            # Whatever is led to as a subject comes first.
            star = next((one for one in left if one.subject.kind != "var" or one.subject.text in known), None)
            if star is None:
                star = next((one for one in left if one.variables() & known), left[0])
                shared = star.variables() & known
                if shared and any(map(_is_class, star.properties)):
                    found |= {place: [] for place in star.places}
                    found[star.places[0]] = self.apart(star, shared, bag)
            left.remove(star)
            known |= star.variables()
        return found

    def group(self, parts: Sequence[Token], known: set[str], bag: bool) -> list[Token]:
        """A group's tokens, without its braces, with its siblings apart; ``known`` comes to hold what it binds."""
        every = list(elements(parts))
        written: list[Token] = []
        said: set[_Triple] = set()
        place = 0
        while place < len(every):
            element = every[place]
            if element.kind == "triples":
                end = place
                while end < len(every) and every[end].kind in ("triples", "filter"):
                    end += 1
                run = [(here, every[here]) for here in range(place, end) if every[here].kind == "triples"]
                movable = all(one.can_move() for _, one in run)
                apart = self.siblings(run, known, bag) if movable else {}
                for here in range(place, end):
                    written += apart[here] if here in apart else _written(every[here])
                known |= {name for _, one in run for name in one.variables()}
                said |= {triple for _, one in run for triple in _triples(one)}
                place = end
                continue
            if element.kind == "optional":
                written += [*element.parts[:2], *self.optional(element.parts[2:-1], known, said, bag), _CLOSE]
            elif element.parts[0].text == "{" and element.parts[1].says("SELECT"):
                written += [_OPEN, *self.query(element.parts[1:-1], bag), _CLOSE]
            else:
                written += element.parts
            known |= element.variables()
            place += 1
        return written

    def optional(self, parts: Sequence[Token], known: set[str], said: set[_Triple], bag: bool) -> list[Token]:
        """The inside of an OPTIONAL, where it asks for one thing; what was ``said`` before it is no other thing.

        Of several things one might be asked for again for each row, and then all are.
        """
        if parts and parts[0].says("SELECT"):
            return self.query(parts, bag)
        every = list(elements(parts))
        plain = all(one.kind == "filter" or one.can_move() for one in every)
        run = [(place, one) for place, one in enumerate(every) if one.kind == "triples" and not _triples(one) <= said]
        alone = plain and len({one.parts[0] for _, one in run}) == 1
        apart = self.siblings(run, set(known), bag) if alone else {}
        return [token for place, one in enumerate(every) for token in apart.get(place, _written(one))]

    def query(self, parts: Sequence[Token], bag: bool) -> list[Token]:
        """The tokens of a query or sub-query, its group with its siblings apart.

        ``often`` says whether it matters how often each of its rows comes.
        """
        start = _opened(parts)
        end = end_of(parts, start)
        bag = counts_rows(parts, bag)
        inside = self.group(parts[start + 1 : end - 1], set(self.bound), bag)
        return [*parts[: start + 1], *inside, *parts[end - 1 :]]


def extract_subselects(parts: Sequence[Token], bound: frozenset[str]) -> list[Token]:
    """A query's tokens with what is a sibling of the focus node in a sub-query of its own.

    ``bound`` are variables that have a value everywhere, with their ``?``. The rows are the same, but for how often
    each comes: whoever reads them is to take each once. What stands in UNION, GRAPH or EXISTS, or has blank nodes, is
    left as it is.
    """
    return _Query(parts, bound).query(parts, bag=False)
