"""The questions and their cases: what each answers from its `given.trig`."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pyoxigraph
from graph_files import write_graph
from ijb_graph.ask.questions import read_questions
from ijb_graph.engine import Answer, Embedded
from places import PROJECT

__all__ = ["EXPECTED", "GIVEN", "QUESTIONS", "answer_as_csv", "as_csv", "given_graph", "on_oxigraph"]

QUESTIONS = read_questions(PROJECT.queries)
GIVEN, EXPECTED = "given.trig", "expected.csv"


def as_csv(columns: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *rows])
    return out.getvalue()


def given_graph(given: Path, folder: Path) -> Path:
    """What a question is given, as a graph in a file that says where its addresses begin and which graphs it has."""
    quads = list(pyoxigraph.parse(given.read_bytes(), format=pyoxigraph.RdfFormat.TRIG))
    void = "<http://rdfs.org/ns/void#"
    said = f'<https://w3id.org/ijb/> a {void}Dataset> ; {void}uriSpace> "https://w3id.org/ijb/" .\n' + "".join(
        f"<https://w3id.org/ijb/> {void}subset> {name} .\n" for name in sorted({str(quad.graph_name) for quad in quads})
    )
    about = pyoxigraph.NamedNode("https://w3id.org/ijb/id/graph/about")
    for one in pyoxigraph.parse(said.encode(), format=pyoxigraph.RdfFormat.TURTLE):
        quads.append(pyoxigraph.Quad(one.subject, one.predicate, one.object, about))
    write_graph(folder / "graph.nq", (f"{quad} .\n" for quad in quads))
    return folder / "graph.nq"


def answer_as_csv(answer: Answer) -> str:
    return as_csv(answer.columns, [[term.value if term else "" for term in row] for row in answer.rows])


def on_oxigraph(sparql: str, given: Path) -> str:
    """Through the engine that `ijb ask` uses, which needs to know where the addresses begin."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Embedded(given_graph(given, Path(folder))).query(sparql, given.parent.name)
    return answer_as_csv(answer)
