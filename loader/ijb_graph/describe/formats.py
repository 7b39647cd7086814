"""Descriptions for programs: as JSON, and as statements in Turtle."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pyoxigraph

from ijb_graph.addresses import PREFIXES, address, rebase
from ijb_graph.check.findings import Finding
from ijb_graph.describe.descriptions import ClassDescription, TermDescription, ThingDescription
from ijb_graph.describe.labels import short_name
from ijb_graph.engine import Engine
from ijb_graph.turtle import as_turtle, fill_turtle_template

__all__ = ["as_json", "partitions_as_turtle", "statements_as_turtle"]

_PARTITIONS = Path(__file__).with_name("partitions.ttl.jinja")
# Both are the datatypes of literals.
_DATATYPES = (PREFIXES["xsd"], PREFIXES["rdf"] + "langString")


def as_json(
    description: Sequence[ClassDescription] | TermDescription | ThingDescription,
    findings: Sequence[Finding] | None = None,
) -> str:
    """A description as JSON, with the names of its fields: a list of classes, or one object.

    ``findings`` are added to a thing, where they were asked for.
    """
    if isinstance(description, Sequence):
        told: object = [asdict(one) for one in description]
    elif findings is None:
        told = asdict(description)
    else:
        told = {**asdict(description), "findings": [asdict(one) for one in findings]}
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def statements_as_turtle(engine: Engine, about: str, pointing: bool) -> str:
    """What the graph says of a thing or term, by its full address, and where ``pointing``, what points to it too."""
    others = f" UNION {{ ?s ?p <{about}> BIND(<{about}> AS ?o) }}" if pointing else ""
    pattern = f"{{ <{about}> ?p ?o BIND(<{about}> AS ?s) }}{others}"
    answer = engine.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", "the statements about a thing")
    quads = pyoxigraph.parse((answer.triples or "").encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return as_turtle([[quad.triple for quad in quads]], engine.base)


def partitions_as_turtle(classes: Sequence[ClassDescription], base: str) -> str:
    """The classes as VoID: class partitions with property partitions, and what kinds of values these have."""

    def at(kind: str, *parts: str) -> str:
        return rebase(address(kind, *parts), base)

    values = {"classes": classes, "at": at, "short": partial(short_name, base=base), "datatypes": _DATATYPES}
    return fill_turtle_template(_PARTITIONS, base, values)
