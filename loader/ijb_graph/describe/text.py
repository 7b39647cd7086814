"""Descriptions for people at a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from rich.markup import escape

from ijb_graph.check.findings import Finding
from ijb_graph.check.findings import place as line_words
from ijb_graph.check.report_text import print_markup
from ijb_graph.describe.classes import evidence_query
from ijb_graph.describe.descriptions import (
    ClassDescription,
    Place,
    Statement,
    TermDescription,
    ThingDescription,
    Value,
)
from ijb_graph.describe.labels import short_name
from ijb_graph.jinja_templates import fill_template

__all__ = ["print_classes", "print_term", "print_thing"]

# The classes of terms and graphs: what the graph says of itself.
_OWN = ("owl:", "rdfs:", "void:", "qb:CodedProperty", "qb:DimensionProperty", "qb:MeasureProperty")
# So many statements that point to a thing are shown: a board has thousands.
_MOST = 40
_GRAPHS = {"editorial": "our own reading", "reference": "reference data", "ontology": "the ontology"}


def _print(name: str, base: str, values: Mapping[str, object]) -> None:
    template = Path(__file__).with_name(f"{name}.txt.jinja")
    print_markup(fill_template(template, {**values, "short": partial(short_name, base=base)}, escape=escape))


def _place(place: Place) -> str:
    """A place in a paper, or what the named graph is."""
    if not place.paper:
        return _GRAPHS.get(place.graph, place.graph)
    lines = line_words(place.lines)
    return f"{place.board} {place.paper}" + (f", {lines}" if lines else "")


def _places(places: Sequence[Place]) -> str:
    return "; ".join(map(_place, places))


def _elsewhere(statement: Statement, thing: ThingDescription) -> str:
    """The places of a statement, in brackets, unless they are those of the thing itself."""
    return "" if statement.places == thing.places else f"[{_places(statement.places)}]"


def _value(value: Value, base: str) -> str:
    """A value as text; of a thing, also its short address."""
    short = short_name(value.address, base) if value.address else ""
    return f"{value.text} ({short})" if short not in ("", value.text) else value.text


def print_classes(classes: Sequence[ClassDescription], source: str, base: str) -> None:
    """Print the classes of a graph, which people know as ``source``."""
    own = [one for one in classes if one.name.startswith(_OWN)]
    shown = [one for one in classes if not one.name.startswith(_OWN)]
    # Of the class of which there is most to say.
    stated = [one for one in shown if one.is_stated and one.name.startswith("ijb:")]
    query = evidence_query(max(stated, key=lambda one: len(one.properties)).name, base) if stated else ""
    _print("classes", base, {"classes": shown, "others": own, "source": source, "query": query})


def print_term(term: TermDescription, base: str) -> None:
    """Print what there is to know of a term."""
    _print("term", base, {"term": term})


def print_thing(thing: ThingDescription, base: str, findings: Sequence[Finding] | None) -> None:
    """Print all that is said of a thing; ``findings`` are None where nobody has asked for them."""
    functions = {"places": _places, "elsewhere": _elsewhere, "value": partial(_value, base=base)}
    things = [thing, *thing.restatements]
    _print("thing", base, {"things": things, "most": _MOST, "findings": findings, **functions})
