"""The graph as files: all of it as N-Quads and TriG, and each named graph as Turtle. Never the papers' own wording."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph

from ijb_graph.addresses import address, rebase, term
from ijb_graph.engine.interface import short_reason
from ijb_graph.engine.papers import Paper
from ijb_graph.errors import Problems, shown
from ijb_graph.errors.engine import BrokenGraph
from ijb_graph.errors.publish import UnknownNamedGraph
from ijb_graph.graph_file import open_graph, with_trailer
from ijb_graph.publish.datasets import GRAPH, OWL, SHARED_GRAPHS, File, PublishedDataset, dataset, write
from ijb_graph.publish.vocabulary_files import write_vocabulary
from ijb_graph.publish.withdrawn_people import NOBODY, People
from ijb_graph.turtle import as_trig, as_turtle

__all__ = ["graph_datasets", "write_graph"]

_TYPE, _ONTOLOGY, _MODIFIED = (
    pyoxigraph.NamedNode(term(name)) for name in ("rdf:type", "owl:Ontology", "dcterms:modified")
)


def write_graph(source: Path, base: str, folder: Path, people: People = NOBODY) -> bool:
    """Write a built graph as N-Quads and as TriG, without the papers' wording; say whether it held any.

    The names of ``people`` are left out.

    Sorted, one statement a line: what was said before can be compared with what is said now.
    """
    with open_graph(source) as file:
        try:
            quads = set(pyoxigraph.parse(file, format=pyoxigraph.RdfFormat.N_QUADS))
        except SyntaxError as error:
            # The engine reads addresses leniently.
            reason = f"no N-Quads ({short_reason(error.msg)})"
            raise BrokenGraph(shown(source), reason, row=error.lineno).error() from error
    wording = pyoxigraph.NamedNode(rebase(address("graph", "wording"), base))
    kept = {people.quad(quad) if people else quad for quad in quads if quad.graph_name != wording}
    write(folder, GRAPH, "".join(with_trailer(sorted(f"{quad} .\n" for quad in kept))))
    try:
        trig = as_trig(_by_graph(kept), base)
    except (ValueError, RecursionError) as error:
        raise BrokenGraph(shown(source), str(error)).error() from error
    write(folder, "graph.trig", trig)
    return any(quad.graph_name == wording for quad in quads)


def _by_graph(quads: set[pyoxigraph.Quad]) -> dict[str, list[pyoxigraph.Triple]]:
    graphs: dict[str, list[pyoxigraph.Triple]] = {}
    for quad in quads:
        if not isinstance(quad.graph_name, pyoxigraph.NamedNode):
            raise BrokenGraph("the graph", f"a statement in no named graph: {quad}").error()
        graphs.setdefault(quad.graph_name.value, []).append(quad.triple)
    return graphs


def _modified(ontology: list[pyoxigraph.Triple]) -> date | None:
    """The day on which the ontology was last changed, as its header says; None where it says none."""
    headers = {one.subject for one in ontology if one.predicate == _TYPE and one.object == _ONTOLOGY}
    days = [one.object for one in ontology if one.subject in headers and one.predicate == _MODIFIED]
    return max((date.fromisoformat(day.value) for day in days if isinstance(day, pyoxigraph.Literal)), default=None)


def graph_datasets(
    folder: Path, base: str, papers: list[Paper], days: tuple[date, date] | None
) -> list[PublishedDataset]:
    """Write each named graph of the published graph as Turtle; the parts that they are, and the whole.

    ``days`` are the first and the last meeting of the papers.

    Raises InputError for a named graph that nobody has said may be published.
    """
    quads = set(pyoxigraph.parse((folder / GRAPH).read_bytes(), format=pyoxigraph.RdfFormat.N_QUADS))
    graphs = _by_graph(quads)
    datasets: dict[str, PublishedDataset] = {}
    parts: list[PublishedDataset] = []
    for paper in papers:
        file = File(f"papers/{paper.board}/{paper.slug}.ttl")
        days_of_paper = (paper.meeting, paper.meeting)
        datasets[paper.graph] = dataset(
            "paper",
            paper.graph,
            file,
            facts={"paper": paper},
            days=days_of_paper,
            paper=paper.address,
            place=paper.place,
        )
    for name in SHARED_GRAPHS:
        graph = rebase(address("graph", name), base)
        if graph in graphs:
            more: dict[str, Any] = {"days": days} if name in ("derived", "editorial", "shortcuts") else {}
            file = File(f"{name}.ttl")
            if name == "ontology":
                file, modified = File("vocabulary.ttl", OWL), _modified(graphs[graph])
                parts = [replace(one, modified=modified) for one in write_vocabulary(folder, graphs[graph], base)]
                more = {"modified": modified, "members": tuple(sorted(one.address for one in parts))}
            datasets[graph] = dataset(name, graph, file, **more)
    known = datasets.keys()
    unknown = [UnknownNamedGraph("the graph", one, ", ".join(SHARED_GRAPHS)) for one in sorted(graphs.keys() - known)]
    Problems(unknown).raise_any()
    for graph, one in datasets.items():
        write(folder, one.files[0].path, as_turtle([graphs[graph]], base))
    whole = dataset("graph", base, File(GRAPH), File("graph.trig"), days=days, members=tuple(sorted(datasets)))
    return [whole, *datasets.values(), *parts]
