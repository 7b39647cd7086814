"""The papers' own words, added on a machine that has the papers: a graph of its own that is never published."""

from __future__ import annotations

from pathlib import Path

from ijb_graph.errors import InputError, Problem, shown, unnamed
from ijb_graph.graph.context import passage_address
from ijb_graph.graph.nquads import NamedGraph
from ijb_graph.paper_text import PaperText, read_paper_text
from ijb_graph.records.paper_folder import Paper

__all__ = ["wording_graph"]


def _verify(paper: Paper, text: PaperText, path: Path) -> list[Problem]:
    """The text is the one that the records were read from."""
    problems = []
    if text.sha256 != paper.text_sha256:
        problems.append(
            unnamed(
                shown(path),
                f"a text with SHA-256 {text.sha256}",
                f"{paper.text_sha256}, as paper.toml of {paper.slug} says",
                "Use the text the records were read from, or read the paper anew.",
            )
        )
    elif text.line_count != paper.text_lines:
        problems.append(
            unnamed(
                shown(path),
                f"{text.line_count} lines",
                f"{paper.text_lines}, as paper.toml of {paper.slug} says",
                "Correct text.lines in paper.toml.",
            )
        )
    return problems


def _describe(graph: NamedGraph, paper: Paper, text: PaperText) -> None:
    for place in {place for rows in paper.rows.values() for row in rows for place in row.lines()}:
        passage = passage_address(paper.board, paper.slug, place)
        words = text.passage(place.first, place.last)
        quote, position = passage + "/quote", passage + "/position"
        graph.link(passage, "oa:hasSelector", quote, position)
        graph.link(quote, "rdf:type", "oa:TextQuoteSelector")
        graph.value(quote, "oa:exact", words.quote)
        graph.link(position, "rdf:type", "oa:TextPositionSelector")
        graph.value(position, "oa:start", words.start)
        graph.value(position, "oa:end", words.end)


def wording_graph(papers: list[Paper], folder: Path) -> tuple[NamedGraph, list[Paper]]:
    """The wording of every passage of the papers whose text lies in ``folder``, and the papers whose text does not.

    Raises InputError where the folder is missing or a text is not the one the records were read from.
    """
    if not folder.is_dir():
        raise InputError.of(shown(folder), "no folder", "the folder that holds the papers' texts", "Correct --papers.")
    graph, absent, problems = NamedGraph("wording"), [], []
    for paper in papers:
        path = folder / paper.text_file
        if not path.exists():
            absent.append(paper)
            continue
        text = read_paper_text(path)
        faults = _verify(paper, text, path)
        problems += faults
        if not faults:
            _describe(graph, paper, text)
    if problems:
        raise InputError(problems)
    return graph, absent
