"""The graph as files: all of it as N-Quads and TriG, and each named graph as Turtle. Never the papers' own wording."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph

from ijb_graph.addresses import address, rebase
from ijb_graph.engine.papers import Paper
from ijb_graph.errors import InputError
from ijb_graph.errors.engine import BrokenGraph
from ijb_graph.errors.publish import UnknownNamedGraph
from ijb_graph.publish.datasets import GRAPH, OWL, File, PublishedDataset, write
from ijb_graph.turtle import as_trig, as_turtle

__all__ = ["graph_datasets", "write_graph"]

_WORDING = "wording"

# The named graphs beside those of the papers, each with its title and what it holds. `about`, which only says where
# the addresses begin, has no file of its own: the catalogue says it, and more.
_ABOUT = "about"
_SHARED = {
    "acceptances": (
        "Accepted findings",
        "Findings that somebody has looked at and decided to live with, each with the reason and the decision.",
    ),
    "editorial": (
        "Editorial readings",
        "What no paper prints and we read into it, each with its reason: which delegated function a shortened name "
        "means, which golden thread a direction serves.",
    ),
    "ontology": (
        "Ontology",
        "What things are: classes, properties and concept schemes, with their links to other vocabularies.",
    ),
    "reference": (
        "Reference data",
        "What holds for all papers: boards, councils, health boards, their groups and posts; the law; the proposals of "
        "the Ministerial Strategic Group's review; when the times that papers name begin and end.",
    ),
}


def write_graph(source: Path, base: str, folder: Path) -> bool:
    """Write a built graph as N-Quads and as TriG, without the papers' wording; say whether it held any.

    Sorted, one statement a line: what was said before can be compared with what is said now.
    """
    quads = set(pyoxigraph.parse(source.read_bytes(), format=pyoxigraph.RdfFormat.N_QUADS))
    wording = pyoxigraph.NamedNode(rebase(address("graph", _WORDING), base))
    kept = {quad for quad in quads if quad.graph_name != wording}
    write(folder, GRAPH, "".join(sorted(f"{quad} .\n" for quad in kept)))
    write(folder, "graph.trig", as_trig(_by_graph(kept), base))
    return len(kept) < len(quads)


def _by_graph(quads: set[pyoxigraph.Quad]) -> dict[str, list[pyoxigraph.Triple]]:
    graphs: dict[str, list[pyoxigraph.Triple]] = {}
    for quad in quads:
        if not isinstance(quad.graph_name, pyoxigraph.NamedNode):
            raise BrokenGraph("the graph", f"a statement in no named graph: {quad}").error()
        graphs.setdefault(quad.graph_name.value, []).append(quad.triple)
    return graphs


def _paper_part(paper: Paper) -> PublishedDataset:
    return PublishedDataset(
        address=paper.graph,
        title=f"{paper.board_name}, {paper.meeting}: {paper.title}",
        description=f"What this paper states, record by record, each with its lines in the paper's text. "
        f"The paper: {paper.slug} of {paper.board_name}.",
        files=(File(f"papers/{paper.board}/{paper.slug}.ttl"),),
        days=(paper.meeting, paper.meeting),
        paper=paper.address,
        place=paper.place,
    )


def graph_datasets(
    folder: Path, base: str, papers: list[Paper], days: tuple[date, date] | None
) -> list[PublishedDataset]:
    """Write each named graph of the published graph as Turtle; the parts that they are, and the whole.

    ``days`` are the first and the last meeting of the papers.

    Raises InputError for a named graph that nobody has said may be published.
    """
    quads = set(pyoxigraph.parse((folder / GRAPH).read_bytes(), format=pyoxigraph.RdfFormat.N_QUADS))
    graphs = _by_graph(quads)
    datasets = {paper.graph: _paper_part(paper) for paper in papers}
    for name, (title, description) in _SHARED.items():
        graph = rebase(address("graph", name), base)
        if graph in graphs:
            datasets[graph] = PublishedDataset(
                graph, title, description, (File(f"{name}.ttl", OWL if name == "ontology" else ""),)
            )
    unknown = sorted(set(graphs) - set(datasets) - {rebase(address("graph", _ABOUT), base)})
    if unknown:
        raise InputError([UnknownNamedGraph("the graph", one, ", ".join(_SHARED)) for one in unknown])
    for graph, dataset in datasets.items():
        write(folder, dataset.files[0].path, as_turtle([graphs[graph]], base))
    whole = PublishedDataset(
        address=base,
        title="How Scotland's Integration Joint Boards govern",
        description="The whole graph: what the boards' papers state, each statement with its lines in a paper, in one "
        "named graph a paper; the ontology, reference data and editorial readings beside them.",
        files=(File(GRAPH), File("graph.trig")),
        days=days,
        members=tuple(sorted(datasets)),
    )
    return [whole, *datasets.values()]
