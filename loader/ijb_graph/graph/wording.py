"""The papers' own words, added on a machine that has the papers: a graph of its own that is never published."""

from __future__ import annotations

from pathlib import Path

from ijb_graph.addresses import address
from ijb_graph.errors import Problems, shown
from ijb_graph.errors.files import UnreadableFile
from ijb_graph.errors.graph import WrongText
from ijb_graph.graph.nquads import NamedGraph
from ijb_graph.paper_text import PaperText, read_paper_text
from ijb_graph.records.paper_folder import Paper

__all__ = ["wording_graph"]


def _difference(paper: Paper, text: PaperText) -> tuple[str, str] | None:
    """In what a text differs from the one that the records were read from, and what paper.toml says of that."""
    if text.sha256 != paper.text_sha256:
        return f"SHA-256 {text.sha256}", paper.text_sha256
    if text.line_count != paper.text_lines:
        return f"{text.line_count} lines", f"{paper.text_lines} lines"
    return None


def _describe(graph: NamedGraph, paper: Paper, text: PaperText) -> None:
    for place in {place for rows in paper.rows.values() for row in rows for place in row.lines()}:
        passage = address("passage", paper.board, paper.slug, str(place))
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
        raise UnreadableFile(shown(folder), reason="no folder", content="the folder of the papers' texts").error()
    graph, absent, problems = NamedGraph("wording"), [], Problems()
    for paper in papers:
        path = folder / paper.text_file
        if not path.exists():
            absent.append(paper)
            continue
        with problems.collected():
            text = read_paper_text(path)
            if difference := _difference(paper, text):
                found, stated = difference
                problems.append(WrongText(shown(path), difference=found, stated=stated, slug=paper.slug))
            else:
                _describe(graph, paper, text)
    problems.raise_any()
    return graph, absent
