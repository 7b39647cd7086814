"""As of which day a rule judges: the text of its queries, written anew for that day.

A rule says ``?paper ijb:judgementDate ?day``, and leaves open which day that is. By default it is the day of the
paper's meeting; a reader may name another. Rewritten queries run on any engine, and the data stays as it is.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from ijb_graph.addresses import PREFIXES

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["query_as_of", "shapes_as_of"]

_JUDGEMENT, _MEETING = PREFIXES["ijb"] + "judgementDate", PREFIXES["ijb"] + "meetingDate"
_TOKEN = re.compile(
    r"(?P<address><[^<>\s]*>)"
    r"|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
    r"|\#[^\n]*"
    r"|(?P<variable>[?$]\w+)"
    r"|(?P<name>[A-Za-z][\w-]*:[\w.-]*\w)"
    r"|(?P<brace>[{}])"
)
_OBJECT = re.compile(r"(?:\s|\)|\#[^\n]*\n)*([?$])(\w+)\s*([,/|^*+?]?)")


def _is_judgement(found: re.Match[str]) -> bool:
    return found["address"] == f"<{_JUDGEMENT}>" or found["name"] == "ijb:judgementDate"


def query_as_of(query: str, day: date | None) -> str:
    """A query that judges as of ``day``, or as of each paper's meeting where that is None.

    ``ijb:judgementDate`` becomes ``ijb:meetingDate``. With a day, its object becomes a variable of its own, and the
    one that stood there is bound to the day at the start of the group. ValueError where the object is no variable.
    """
    edits: list[tuple[int, int, str]] = []
    bound: dict[int, set[str]] = {}
    groups: list[int] = []
    days = 0
    for found in _TOKEN.finditer(query):
        if found["brace"] == "{":
            groups.append(found.end())
        elif found["brace"] and groups:
            groups.pop()
        elif _is_judgement(found):
            edits.append((found.start(), found.end(), f"<{_MEETING}>"))
            if day is None:
                continue
            after = _OBJECT.match(query, found.end())
            if after is None or after[3] or not groups:
                raise ValueError("ijb:judgementDate is followed by something else than one variable")
            days += 1
            name = after[2]
            edits.append((after.start(1), after.end(2), f"?meetingOf{name[0].upper()}{name[1:]}{days}"))
            if name not in bound.setdefault(groups[-1], set()):
                bound[groups[-1]].add(name)
                literal = f'"{day.isoformat()}"^^<{PREFIXES["xsd"]}date>'
                edits.append((groups[-1], groups[-1], f" BIND({literal} AS ?{name})"))
    for start, end, text in sorted(edits, reverse=True):
        query = query[:start] + text + query[end:]
    return query


def shapes_as_of(shapes: Graph, day: date | None) -> Graph:
    """A copy of a rule's shapes whose queries judge as of ``day``.

    ValueError where ``ijb:judgementDate`` stands outside a query: what has no query cannot be told the day.
    """
    from rdflib import SH, Graph, Literal, URIRef  # noqa: PLC0415 - slow to import

    judged = Graph()
    for subject, predicate, value in shapes:
        if URIRef(_JUDGEMENT) in (subject, value):
            raise ValueError("ijb:judgementDate stands outside a query")
        if predicate in (SH.select, SH.ask) and isinstance(value, Literal):
            value = Literal(query_as_of(str(value), day))  # noqa: PLW2901 - the same statement, rewritten
        judged.add((subject, predicate, value))
    return judged
