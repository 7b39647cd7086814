"""What is published of the graph, the ontology and the shapes: RDF files, sorted, the same bytes every time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from ijb_graph.addresses import PREFIXES, rebase
from ijb_graph.turtle import read_turtle

__all__ = ["File", "NamedGraphs", "RdfFile", "named_graphs", "rdf_files", "turtle"]

NamedGraphs = dict[str, list[pyoxigraph.Triple]]


@dataclass(frozen=True)
class File:
    """A file of the publication.

    ``path`` is its place below the folder; ``part`` names the dataset it belongs to; ``media`` is its IANA media type.
    """

    path: str
    part: str
    title: str
    media: str
    content: bytes
    conforms_to: str = ""


@dataclass(frozen=True)
class RdfFile(File):
    """A file of statements, with the statements it holds."""

    triples: tuple[pyoxigraph.Triple, ...] = ()


def named_graphs(path: Path, base: str) -> NamedGraphs:
    """The built graph's named graphs by their names below ``id/graph/``.

    Without the papers' wording, which is theirs and stays on the machine that built it.
    """
    prefix = f"{base}id/graph/"
    graphs: NamedGraphs = {}
    for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.N_QUADS):
        name = str(getattr(quad.graph_name, "value", "")).removeprefix(prefix)
        if name != "wording":
            graphs.setdefault(name, []).append(quad.triple)
    return {name: sorted(graphs[name], key=str) for name in sorted(graphs)}


def _prefixes(base: str) -> dict[str, str]:
    return {name: rebase(address, base) for name, address in PREFIXES.items()}


def turtle(triples: Iterable[pyoxigraph.Triple], base: str) -> bytes:
    """Turtle, grouped by subject, in the order of the statements' text."""
    ordered = sorted(set(triples), key=str)
    return pyoxigraph.serialize(ordered, format=pyoxigraph.RdfFormat.TURTLE, prefixes=_prefixes(base)) or b""


def _merged(folder: Path, base: str) -> list[pyoxigraph.Triple]:
    """Every statement of the Turtle files in a folder, with blank nodes named by file and order."""
    triples: list[pyoxigraph.Triple] = []
    for path in sorted(folder.glob("**/shape.ttl")) + sorted(folder.glob("*.ttl")):
        names: dict[pyoxigraph.BlankNode, pyoxigraph.BlankNode] = {}
        # The name says whose node it is: two files may both have a first one.
        stem = "".join(letter for letter in path.parent.name if letter.isalnum()) + path.stem

        def named(
            term: object, names: dict[pyoxigraph.BlankNode, pyoxigraph.BlankNode] = names, of: str = stem
        ) -> object:
            if isinstance(term, pyoxigraph.BlankNode):
                return names.setdefault(term, pyoxigraph.BlankNode(f"{of}{len(names)}"))
            return term

        for quad in read_turtle(path):
            subject, value = named(quad.subject), named(quad.object)
            triples.append(pyoxigraph.Triple(subject, quad.predicate, value))  # type: ignore[arg-type]
    text = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES) or b""
    rebased = rebase(text.decode(), base).encode()
    return [quad.triple for quad in pyoxigraph.parse(rebased, format=pyoxigraph.RdfFormat.N_TRIPLES)]


def rdf_files(graphs: NamedGraphs, shapes: Path, base: str, progress: Callable[[str], None]) -> list[RdfFile]:
    """The graph whole and in parts, the ontology, and the shapes."""
    progress("writing the graph")
    prefix = f"{base}id/graph/"
    quads = [
        pyoxigraph.Quad(one.subject, one.predicate, one.object, pyoxigraph.NamedNode(prefix + name))
        for name, triples in graphs.items()
        for one in triples
    ]
    whole = tuple(one for triples in graphs.values() for one in triples)
    lines = "".join(sorted(f"{quad} .\n" for quad in quads)).encode()
    trig = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.TRIG, prefixes=_prefixes(base)) or b""
    files = [
        RdfFile("graph.nq", "graph", "The whole graph as sorted N-Quads", "application/n-quads", lines, "", whole),
        RdfFile("graph.trig", "graph", "The whole graph as TriG", "application/trig", trig, "", whole),
    ]
    for name, triples in graphs.items():
        if name == "about":
            continue
        path, title = (f"papers/{name}.ttl", f"The paper {name}") if "/" in name else (f"{name}.ttl", f"The {name}")
        files.append(RdfFile(path, name, title, "text/turtle", turtle(triples, base), "", tuple(triples)))
    merged = _merged(shapes, base)
    content = turtle(merged, base)
    title = "The rules as SHACL shapes"
    files.append(RdfFile("shapes.ttl", "shapes", title, "text/turtle", content, PREFIXES["sh"], tuple(merged)))
    return files
