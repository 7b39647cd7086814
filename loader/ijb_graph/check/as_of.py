"""As of which day a rule validates: its queries are rewritten for that day, and the data stay as they are.

A rule says ``?paper ijb:judgementDate ?day`` and leaves open which day that is. By default it is the day of the paper's
meeting; a reader of the findings may name another, such as 2020-02-04:

    $this ijb:isStatedIn/ijb:judgementDate ?day . FILTER(?due < ?day)

    BIND("2020-02-04"^^xsd:date AS ?day) $this ijb:isStatedIn/ijb:meetingDate ?meetingOfDay1 . FILTER(?due < ?day)
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from shacl_compiler.tokens import SparqlError, Token, joined, tokens

from ijb_graph.addresses import PREFIXES

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["JUDGEMENT_DATE", "query_as_of", "shapes_as_of"]

JUDGEMENT_DATE = "judgementDate"
_JUDGEMENT, _MEETING = PREFIXES["ijb"] + JUDGEMENT_DATE, PREFIXES["ijb"] + "meetingDate"
_JUDGEMENT_DATE = (Token("iri", f"<{_JUDGEMENT}>"), Token("name", f"ijb:{JUDGEMENT_DATE}"))
_PATH_MARKS = (",", "/", "|", "^", "*", "+", "?")


def _object_after(parts: list[Token], place: int) -> int:
    """The place of the variable that is the object of the predicate at ``place``; ValueError where it is none."""
    place += 1
    while place < len(parts) and parts[place].text == ")":
        place += 1
    after = parts[place : place + 2]
    if not after or after[0].kind != "var" or (len(after) > 1 and after[1].text in _PATH_MARKS):
        raise ValueError("ijb:judgementDate is followed by something else than one variable")
    return place


def query_as_of(query: str, day: date | None) -> str:
    """A query that validates as of ``day``, or as of each paper's meeting where that is None.

    ``ijb:judgementDate`` becomes ``ijb:meetingDate``. With a day, its object becomes a variable of its own, and the
    one that stood there is bound to the day at the start of the group. A text that is no SPARQL comes back as it is:
    the compiler reports it. ValueError where the object is no variable.
    """
    try:
        parts = tokens(query)
    except SparqlError:
        return query
    groups: list[int] = []
    bound: dict[tuple[int, str], None] = {}
    days = 0
    for place, token in enumerate(parts):
        if token == ("mark", "{"):
            groups.append(place)
        elif token == ("mark", "}") and groups:
            groups.pop()
        elif token in _JUDGEMENT_DATE:
            parts[place] = Token("iri", f"<{_MEETING}>")
            if day is None:
                continue
            where = _object_after(parts, place)
            if not groups:
                raise ValueError("ijb:judgementDate stands in no group of patterns")
            name, days = parts[where].text[1:], days + 1
            parts[where] = Token("var", f"?meetingOf{name[0].upper()}{name[1:]}{days}")
            bound[groups[-1], name] = None
    for group, name in sorted(bound, reverse=True):
        parts[group + 1 : group + 1] = tokens(f'BIND("{day}"^^<{PREFIXES["xsd"]}date> AS ?{name})')
    return joined(parts)


def shapes_as_of(shapes: Graph, day: date | None) -> Graph:
    """A copy of a rule's shapes whose queries validate as of ``day``.

    ValueError where ``ijb:judgementDate`` stands outside a query: without a query there is no place for the day.
    """
    from rdflib import SH, Graph, Literal, URIRef  # noqa: PLC0415 - slow to import

    dated = Graph()
    for subject, predicate, value in shapes:
        if URIRef(_JUDGEMENT) in (subject, value):
            raise ValueError("ijb:judgementDate stands outside a query")
        if predicate in (SH.select, SH.ask) and isinstance(value, Literal):
            value = Literal(query_as_of(str(value), day))  # noqa: PLW2901 - the same statement, rewritten
        dated.add((subject, predicate, value))
    return dated
