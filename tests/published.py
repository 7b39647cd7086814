"""What a publication consists of, as the tests look at it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
from ijb_graph.ask.questions import read_questions
from ijb_graph.publish.register_tables import GROUP
from places import PROJECT, SHARED
from pyshacl import validate
from rdflib import SH, Graph, URIRef

__all__ = ["PAPERS", "REGISTERS", "dcat_ap_results", "files_of", "quads_of"]

REGISTERS = [question for question in read_questions(PROJECT.queries) if question.group == GROUP]
PAPERS = sorted(f"{path.parent.parent.name}/{path.parent.name}" for path in PROJECT.data.glob("*/*/paper.toml"))
# The official shapes of DCAT-AP 3.0.1, by SEMIC, which are no part of the project.
DCAT_AP = SHARED / "dcat-ap"
DCAT_AP_FILES = ("dcat-ap-SHACL", "deprecateduris", "range", "shapes", "shapes_recommended")


def files_of(publication: Path) -> dict[str, bytes]:
    paths = (path for path in publication.rglob("*") if path.is_file())
    return {path.relative_to(publication).as_posix(): path.read_bytes() for path in paths}


def quads_of(path: Path) -> set[pyoxigraph.Quad]:
    form = pyoxigraph.RdfFormat.from_extension(path.suffix[1:])
    return set(pyoxigraph.parse(path.read_bytes(), format=form))


@cache
def dcat_ap() -> Graph:
    if not DCAT_AP.is_dir():
        pytest.skip(f"the official shapes of DCAT-AP are not at {DCAT_AP}")
    shapes = Graph()
    for name in DCAT_AP_FILES:
        shapes.parse(DCAT_AP / f"{name}.ttl")
    return shapes


def dcat_ap_results(catalogue: Graph, severity: URIRef) -> set[tuple[str, str]]:
    """What the official shapes of DCAT-AP report of a catalogue, by pySHACL: the path and the focus node of each."""
    _, report, _ = validate(catalogue, shacl_graph=dcat_ap(), inplace=True)
    assert isinstance(report, Graph)
    return {
        (str(report.value(one, SH.resultPath)), str(report.value(one, SH.focusNode)))
        for one in report.subjects(SH.resultSeverity, severity)
    }
