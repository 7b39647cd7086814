"""The change feed: what is other than in an earlier publication, as a table, as Atom and as Activity Streams in RDF."""

from __future__ import annotations

from dataclasses import astuple, fields
from datetime import date
from pathlib import Path

import pyoxigraph

from ijb_graph.addresses import PREFIXES, address, rebase, term
from ijb_graph.jinja_templates import fill_template
from ijb_graph.publish.changes import Change, Withdrawn, changes_between, things_of, withdrawn_after
from ijb_graph.publish.datasets import GRAPH, File, PublishedDataset, dataset, write
from ijb_graph.publish.earlier import WITHDRAWN, Earlier
from ijb_graph.text_safety import spreadsheet_csv
from ijb_graph.turtle import as_turtle

__all__ = ["change_feed"]

_TEMPLATE = Path(__file__).with_name("changes.atom.jinja")

# What Activity Streams calls each change.
_ACTIVITIES = {"added": "as:Create", "changed": "as:Update", "withdrawn": "as:Delete"}


def _node(text: str) -> pyoxigraph.NamedNode:
    return pyoxigraph.NamedNode(text)


def _address(change: Change, base: str, day: str) -> str:
    """The address of a change: that of the thing, by the day of the publication that tells of it."""
    return f"{base}id/change/{day}/{change.change}/{change.uri.removeprefix(base).replace('#', '/')}"


def _table(rows: list[Change] | list[Withdrawn], kind: type[Change] | type[Withdrawn]) -> str:
    cells = [["; ".join(one) if isinstance(one, tuple) else one for one in astuple(row)] for row in rows]
    return spreadsheet_csv([[field.name for field in fields(kind)], *cells])


def _activities(changes: list[Change], base: str, day: str) -> list[pyoxigraph.Triple]:
    triples = []
    when = pyoxigraph.Literal(f"{day}T00:00:00Z", datatype=_node(f"{PREFIXES['xsd']}dateTime"))
    for one in changes:
        here, thing = _node(_address(one, base, day)), _node(one.uri)
        said: dict[str, pyoxigraph.NamedNode | pyoxigraph.Literal] = {
            "rdf:type": _node(term(_ACTIVITIES[one.change])),
            "as:object": thing,
            "as:endTime": when,
        }
        if one.label:
            said["rdfs:label"] = pyoxigraph.Literal(f"{one.change}: {one.label}", language="en")
        triples += [pyoxigraph.Triple(here, _node(term(name)), value) for name, value in said.items()]
        if one.change == "withdrawn":
            triples.append(pyoxigraph.Triple(thing, _node(term("rdf:type")), _node(term("as:Tombstone"))))
        if one.replaced_by:
            triples.append(pyoxigraph.Triple(thing, _node(term("dcterms:isReplacedBy")), _node(one.replaced_by)))
    return triples


def change_feed(
    folder: Path, earlier: Earlier, base: str, day: date, publisher: str, url: str
) -> tuple[list[PublishedDataset], list[Change], list[Withdrawn]]:
    """Write what is other than in an earlier publication, and all addresses that went; the datasets, and those two.

    ``day`` is that of the publication, by which the changes are told.
    """
    new = things_of(folder / GRAPH, base)
    changes = changes_between(earlier.things, new, base)
    withdrawn = withdrawn_after(earlier.withdrawn, changes, new, day.isoformat())
    write(folder, "changes.csv", _table(changes, Change))
    write(folder, WITHDRAWN, _table(withdrawn, Withdrawn))
    write(folder, "changes.ttl", as_turtle([_activities(changes, base, day.isoformat())], base))
    entries = [(_address(one, base, day.isoformat()), one) for one in changes]
    values = {"base": base, "url": url, "day": day.isoformat(), "publisher": publisher, "entries": entries}
    write(folder, "changes.atom", fill_template(_TEMPLATE, values, is_html=True))
    facts: dict[str, object] = {
        name: sum(1 for one in changes if one.change == name) for name in ("added", "changed", "withdrawn")
    }
    nodes = [rebase(address("graph", name), base) for name in ("changes", "withdrawn")]
    files = [File(f"changes.{form}") for form in ("csv", "atom", "ttl")]
    return (
        [
            dataset("changes", nodes[0], *files, facts=facts),
            dataset("withdrawn", nodes[1], File(WITHDRAWN), facts={"number": len(withdrawn)}),
        ],
        changes,
        withdrawn,
    )
