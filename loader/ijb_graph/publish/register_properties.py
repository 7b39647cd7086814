"""Which columns of a register state a property of the row's record, found by what the graph itself states of it.

A column states a property where each row's cell holds exactly the values that the graph gives to the property of the
row's record, and is empty where it gives none. So a CSVW converter makes statements of the table that are in the graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pyoxigraph

from ijb_graph.addresses import PREFIXES, curie
from ijb_graph.engine import Answer, Engine, Term
from ijb_graph.text_safety import for_spreadsheet

__all__ = ["Property", "Statements", "properties_of", "statements_of"]

# What is stated of each address, by property.
Statements = dict[str, dict[str, set[Term]]]

_URI, _SEPARATOR = "uri", "; "
_STRING = PREFIXES["xsd"] + "string"


@dataclass(frozen=True)
class Property:
    """A property that a column states: its address; the form of its values.

    ``language`` is the tag of its texts, if they have one; ``datatype`` that of its literals. ``value_url`` is the URI
    template that makes the address of a value from the row, where the values are addresses.
    """

    address: str
    datatype: str = ""
    language: str = ""
    value_url: str = ""


def statements_of(engine: Engine) -> Statements:
    """What a graph states of each address."""
    answer = engine.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "the whole graph")
    statements: Statements = defaultdict(lambda: defaultdict(set))
    for quad in pyoxigraph.parse(answer.triples or "", format=pyoxigraph.RdfFormat.N_TRIPLES):
        if not isinstance(quad.subject, pyoxigraph.Triple) and not isinstance(quad.object, pyoxigraph.Triple):
            statements[quad.subject.value][quad.predicate.value].add(quad.object)
    return statements


# A row: the cells that a converter reads, by column, each with its values.
_Row = dict[str, list[str]]


def _rows(answer: Answer, lists: Collection[str]) -> list[_Row]:
    def values(name: str, cell: str) -> list[str]:
        # A cell that a spreadsheet would run has a mark before it, and so is not what the graph states.
        return for_spreadsheet(cell).split(_SEPARATOR if name in lists else "\n") if cell else []

    return [
        {name: values(name, cell) for name, cell in zip(answer.columns, row, strict=True)} for row in answer.texts()
    ]


def _template(column: str, value: str, address: str, row: _Row, base: str) -> str:
    """The URI template by which the address of a thing of ours ends with the value; empty where there is none.

    Between its kind and the value may stand the row's board and suite: no template speaks of one row alone.
    """
    if not value or not address.startswith(base) or not address.endswith(f"/{value}"):
        return ""
    top, kind, *between = address.removeprefix(base).removesuffix(f"/{value}").split("/")
    known = {"".join(row.get(name, ())): f"{{{name}}}" for name in ("suite", "board") if name != column}
    if not all(known.get(one) for one in between):
        return ""
    return "/".join([f"{base}{top}", kind, *(known[one] for one in between), f"{{{column}}}"])


def _forms(
    column: str, rows: list[_Row], predicate: str, statements: Statements, base: str
) -> Iterator[Property | None]:
    """What each row makes of a property: its form; None where the cell does not hold its values."""
    for row in rows:
        terms = statements.get("".join(row[_URI]), {}).get(predicate, set())
        values = row[column]
        if len(terms) != len(values):
            yield None
        for term in sorted(terms, key=str):
            if isinstance(term, pyoxigraph.Literal) and term.value in values:
                yield Property(predicate, term.datatype.value, term.language or "")
            elif isinstance(term, pyoxigraph.NamedNode):
                value = values[0] if len(values) == 1 else ""
                template = f"{{+{column}}}" if value == term.value else _template(column, value, term.value, row, base)
                yield Property(predicate, value_url=template) if template else None
            else:
                yield None


def _only(forms: Iterator[Property | None]) -> Property | None:
    """The form that all rows make of a property; None where two differ: the rows after these are not read."""
    first = next(forms, None)
    return first if first and all(one == first for one in forms) else None


def properties_of(
    answer: Answer, lists: Collection[str], sparql: str, statements: Statements, base: str
) -> dict[str, Property]:
    """The property that each column states, by the column's name; of several, the one that the query names first."""
    rows = _rows(answer, lists)
    predicates = {name for row in rows for name in statements.get("".join(row[_URI]), {})}
    places = {one: sparql.find(curie(one, base)) for one in predicates}
    asked = sorted((one for one in predicates if places[one] >= 0), key=lambda one: (places[one], one))
    found = {}
    for column in answer.columns:
        if column == _URI:
            continue
        for predicate in asked:
            form = _only(_forms(column, rows, predicate, statements, base))
            # CSVW makes one address of a cell, however many values it holds.
            if form and not (form.value_url and column in lists):
                found[column] = form
                break
    return found
