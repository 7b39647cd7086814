"""The classes of a graph's things, with their properties, how many things have each, and an example."""

from __future__ import annotations

import re
from collections import defaultdict

from ijb_graph.addresses import rebase
from ijb_graph.describe.descriptions import ClassDescription, PropertyUse, Value
from ijb_graph.describe.labels import Names, query_text, rows_about, texts
from ijb_graph.engine import Engine

__all__ = ["describe_classes", "evidence_query"]


def evidence_query(class_name: str, base: str) -> str:
    """A query for the things of a class, each with the paper and the lines that state it; the class with its prefix."""
    lines = query_text("evidence").replace("ijb:Direction", class_name).splitlines(keepends=True)
    body = "".join(line for line in lines if not line.startswith("PREFIX"))
    prefixes = set(re.findall(r"[ /(](\w+):", body))
    return rebase(
        "".join(one for one in lines if not one.startswith("PREFIX") or one[7:].split(":")[0] in prefixes), base
    )


def _rows(engine: Engine, name: str, only: str) -> list[list[str]]:
    """The rows of a query about all classes, or about one alone, by its full address."""
    query = rebase(query_text(name), engine.base)
    if only:
        query = query.replace("?thing a ?class", f"VALUES ?class {{ <{only}> }} ?thing a ?class")
    return engine.query(query, f"{name}.rq").texts()


def _properties(engine: Engine, names: Names, only: str) -> dict[str, list[PropertyUse]]:
    """The properties of the things of each class, in alphabetical order of their names."""
    kinds: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for class_, property_, kind, number in sorted(_rows(engine, "value_kinds", only)):
        kinds[class_, property_].append((kind, int(number)))
    rows = _rows(engine, "class_properties", only)
    names.learn(property_ for _, property_, *_ in rows)
    found: dict[str, list[PropertyUse]] = defaultdict(list)
    for class_, property_, *counts in rows:
        things, statements, values = map(int, counts)
        use = PropertyUse(
            name=names.short(property_),
            address=property_,
            label=names.label(property_),
            things=things,
            statements=statements,
            values=values,
            kinds=tuple(kinds[class_, property_]),
        )
        found[class_].append(use)
    return {class_: sorted(uses, key=lambda one: one.name) for class_, uses in found.items()}


def describe_classes(engine: Engine, only: str = "") -> list[ClassDescription]:
    """Every class that a thing of the graph has: the project's own first, each group in alphabetical order.

    The things of a class are those that have it by name: a graph says of each thing its narrowest class. Those of an
    `ijb:StatedDirection` are named `ijb:Direction` too. ``only`` is the full address of one class.
    """
    names = Names(engine)
    properties = _properties(engine, names, only)
    stated = dict(_rows(engine, "stated_classes", only))
    # One that a paper states shows more.
    rows = [(class_, things, stated.get(class_, example)) for class_, things, example in _rows(engine, "classes", only)]
    names.learn(address for class_, _, example in rows for address in (class_, example))
    wanted = [class_ for class_, *_ in rows]
    definitions = dict(sorted(texts(row) for row in rows_about(engine, "definitions", wanted)))
    described = [
        ClassDescription(
            name=names.short(class_),
            address=class_,
            label=names.label(class_),
            definition=definitions.get(class_, ""),
            things=int(things),
            example=Value(names.label(example), example),
            is_stated=class_ in stated,
            properties=tuple(properties.get(class_, ())),
        )
        for class_, things, example in rows
    ]
    return sorted(described, key=lambda one: (not one.name.startswith("ijb:"), one.name))
