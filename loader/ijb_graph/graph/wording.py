"""The papers' own words, added on a machine that has the papers: a graph of its own that is never published."""

from __future__ import annotations

from pathlib import Path

from ijb_graph.addresses import address
from ijb_graph.errors import Problems, shown
from ijb_graph.errors.files import UnreadableFile
from ijb_graph.errors.graph import UnreadLines
from ijb_graph.graph.nquads import NamedGraph
from ijb_graph.paper_text import PaperText
from ijb_graph.records.line_account import account_of_text, as_text, records_of
from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.verified_text import read_text_of

__all__ = ["wording_graph"]


def _describe(graph: NamedGraph, paper: Paper, text: PaperText) -> None:
    for place in {place for row in records_of(paper) for place in row.lines()}:
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

    Raises InputError where the folder is missing a text is not the one the records were read from,
    or has lines that nothing accounts for.
    """
    if not folder.is_dir():
        raise UnreadableFile(shown(folder), reason="no folder", content="the folder of the papers' texts").error()
    graph, absent, problems = NamedGraph("wording"), [], Problems()
    for paper in papers:
        with problems.collected():
            text = read_text_of(paper, folder)
            if text is None:
                absent.append(paper)
                continue
            account = account_of_text(text, paper)
            if account.undeclared:
                lines = as_text(account.undeclared)
                path = shown(folder / paper.text_file)
                raise UnreadLines(path, lines=lines, slug=paper.slug).error()
            _describe(graph, paper, text)
    problems.raise_any()
    return graph, absent
