"""The questions and their cases: what each answers from its `given.trig`."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pyoxigraph
from graph_files import write_graph
from ijb_graph.ask.questions import read_questions
from ijb_graph.engine import Embedded
from places import PROJECT

__all__ = ["EXPECTED", "GIVEN", "QUESTIONS", "as_csv", "on_oxigraph"]

QUESTIONS = read_questions(PROJECT.queries)
GIVEN, EXPECTED = "given.trig", "expected.csv"


def as_csv(columns: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *rows])
    return out.getvalue()


def on_oxigraph(sparql: str, given: Path) -> str:
    """Through the engine that `ijb ask` uses, which needs to know where the addresses begin."""
    about = (
        "<https://w3id.org/ijb/> a <http://rdfs.org/ns/void#Dataset> ; "
        '<http://rdfs.org/ns/void#uriSpace> "https://w3id.org/ijb/" .'
    )
    text = given.read_text(encoding="utf-8") + f"\n<https://w3id.org/ijb/id/graph/about> {{ {about} }}\n"
    quads = pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.TRIG)
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder, "graph.nq")
        write_graph(graph, (f"{quad} .\n" for quad in quads))
        answer = Embedded(graph).query(sparql, given.parent.name)
    return as_csv(answer.columns, [[term.value if term else "" for term in row] for row in answer.rows])
