"""What a publication consists of, as the tests look at it."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
from ijb_graph.ask.questions import read_questions
from ijb_graph.publish.registers import GROUP
from places import PROJECT
from pyshacl import validate
from rdflib import RDF, SH, Graph, URIRef

__all__ = ["DCAT_AP", "PAPERS", "REGISTERS", "dcat_ap_messages", "files_of", "quads_of"]

REGISTERS = [question for question in read_questions(PROJECT.queries) if question.group == GROUP]
PAPERS = sorted(f"{path.parent.parent.name}/{path.parent.name}" for path in PROJECT.data.glob("*/*/paper.toml"))
DCAT_AP = Graph().parse(PROJECT.root / "tests" / "publication" / "dcat-ap.ttl")


def files_of(publication: Path) -> dict[str, bytes]:
    paths = (path for path in publication.rglob("*") if path.is_file())
    return {path.relative_to(publication).as_posix(): path.read_bytes() for path in paths}


def quads_of(path: Path) -> set[pyoxigraph.Quad]:
    form = pyoxigraph.RdfFormat.from_extension(path.suffix[1:])
    return set(pyoxigraph.parse(path.read_bytes(), format=form))


def dcat_ap_messages(catalogue: Graph, severity: URIRef | None = None) -> set[str]:
    """What DCAT-AP finds amiss in a catalogue, by pySHACL."""
    _, report, _ = validate(catalogue, shacl_graph=DCAT_AP, inplace=True)
    assert isinstance(report, Graph)
    results = report.subjects(RDF.type, SH.ValidationResult)
    return {
        str(report.value(one, SH.resultMessage))
        for one in results
        if severity in (None, report.value(one, SH.resultSeverity))
    }
