"""Fills in the templates of pages, with the links, names and places that every page of the site needs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from ijb_graph.check.findings import DEMAND_NAMES, LEVEL_MEANINGS, place
from ijb_graph.describe.labels import Names
from ijb_graph.engine import Engine, select_texts
from ijb_graph.engine.papers import Paper
from ijb_graph.site.columns import filled_columns
from ijb_graph.site.edition import Citation, Edition
from ijb_graph.site.graph_names import GRAPH_MEANINGS, GRAPH_NAMES
from ijb_graph.site.page_paths import GENERATOR, Places, relative
from ijb_graph.site.paper_pages import PaperPages
from ijb_graph.site.thing_data import DATA_FILES

__all__ = ["TEMPLATES", "PageWriter", "board_address", "in_words"]

TEMPLATES = Path(__file__).with_name("templates")
# The other formats that stand beside a page.
_FORMATS = ((".csv", "text/csv", "CSV"), (".atom", "application/atom+xml", "findings as a feed (Atom)"))
# A page that names a person asks search engines not to list it.
_VIEWPORT = '<meta name="viewport"'
_NOT_INDEXED = '<meta name="robots" content="noindex">\n'
_WORD = re.compile(r"\w+")
_PEOPLE = """
SELECT DISTINCT ?name WHERE {
  ?person a <http://xmlns.com/foaf/0.1/Person> ; <http://www.w3.org/2000/01/rdf-schema#label> ?name
}"""
# The name of a term in a text for people: in brackets beside what it is called.
_TERM = re.compile(r" \((?:ijb|skos|org|prov|dcterms):\w+\)")


def board_address(base: str, short_name: str) -> str:
    """The address of a board, by its short name; ``base`` is where the graph's own addresses begin."""
    return f"{base}id/board/{short_name}"


def in_words(text: str) -> str:
    """A text without the names of terms that stand in brackets beside what they are called."""
    return _TERM.sub("", text)


class PageWriter:
    """Fills in templates for the pages of one site.

    ``papers`` are by board and folder. ``shared`` gives the values that all templates have besides those of this
    module, and is asked once, for the first page. ``has_file`` says whether the site has a file of a path.
    """

    def __init__(
        self,
        engine: Engine,
        names: Names,
        places: Places,
        papers: Mapping[tuple[str, str], Paper],
        of_papers: PaperPages,
        edition: Edition,
        shared: Callable[[], Mapping[str, Any]],
        has_file: Callable[[str], bool],
    ) -> None:
        self._engine, self._names, self._places = engine, names, places
        self._papers, self._of_papers, self._edition = papers, of_papers, edition
        self._shared, self._has_file = shared, has_file

    @cached_property
    def _people(self) -> dict[str, list[tuple[frozenset[str], re.Pattern[str]]]]:
        """The names of people, by the first word of each: all words of one, and what finds it in a page."""
        from markupsafe import escape  # noqa: PLC0415 - comes with Jinja2, as below

        found: dict[str, list[tuple[frozenset[str], re.Pattern[str]]]] = defaultdict(list)
        for (name,) in select_texts(self._engine, _PEOPLE, "the people"):
            written = str(escape(name))
            if words := _WORD.findall(written):
                found[words[0]].append((frozenset(words), re.compile(rf"\b{re.escape(written)}\b")))
        return found

    def _names_person(self, text: str) -> bool:
        # One expression of all names would be tried at each word of each page; many people share a first name.
        words = set(_WORD.findall(text))
        named = (one for word in self._people.keys() & words for one in self._people[word])
        return any(of_name <= words and name.search(text) for of_name, name in named)

    @cached_property
    def _environment(self) -> Any:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - slow to import

        environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            auto_reload=False,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.globals |= {
            "demands": DEMAND_NAMES,
            "levels": LEVEL_MEANINGS,
            "lines": place,
            "edition": self._edition,
            "graphs": GRAPH_NAMES,
            "graph_meanings": GRAPH_MEANINGS,
            "in_words": in_words,
            "papers": list(self._papers.values()),
            "generator": GENERATOR,
            "address_base": self._engine.base,
            "page_of": self._places.of,
            "list_of": self._places.of_list,
            "rule_page": self._places.of_rule,
            "picture_page": self._places.of_picture,
            "question_page": self._places.of_question,
            "paper_page": self._paper_page,
            "place_in": self._place_in,
            "board_name": self._board_name,
            "paper_title": self._paper_title,
            "board_page": partial(board_address, self._engine.base),
            "cells": self._cells,
            "filled_columns": filled_columns,
            "cite": partial(Citation, self._edition),
            **self._shared(),
        }
        return environment

    def write(self, template: str, path: str, **values: Any) -> bytes:
        """A page by its template; ``path`` is where it stands, ``values`` what the template names."""

        def link(target: str) -> str:
            return relative(path, target)

        beside = [(path.removesuffix(".html") + end, media, name) for end, media, name in (*DATA_FILES, *_FORMATS)]
        formats = [one for one in beside if self._has_file(one[0])]
        text: str = self._environment.get_template(template).render(link=link, formats=formats, **values)
        if self._names_person(text):
            text = text.replace(_VIEWPORT, f"{_NOT_INDEXED}{_VIEWPORT}", 1)
        return text.encode()

    def _board_name(self, board: str) -> str:
        return self._names.label(board_address(self._engine.base, board)) if board else ""

    def _paper_title(self, board: str, slug: str) -> str:
        paper = self._papers.get((board, slug))
        return f"{paper.title}, meeting of {paper.meeting}" if paper else slug

    def _paper_page(self, board: str, slug: str) -> str:
        paper = self._papers.get((board, slug))
        return self._places.of(paper.address) if paper else ""

    def _cells(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[list[tuple[str, str]]]:
        """Rows of an answer: each cell's text, and the page that it leads to, by its address or the row's lines."""
        at = {name: number for number, name in enumerate(columns)}
        lines = at["lines"] if {"board", "paper", "lines"} <= at.keys() else None
        for row in rows:
            pages = map(self._places.of, row)
            cells = [("page", page) if page else (text, "") for text, page in zip(row, pages, strict=True)]
            if lines is not None:
                cells[lines] = row[lines], self._place_in(row[at["board"]], row[at["paper"]], row[lines])
            yield cells

    def _place_in(self, board: str, slug: str, lines: str) -> str:
        """Where lines of a paper are shown: its page, at the first of them if it stands there; or empty."""
        paper = self._papers.get((board, slug))
        page = self._places.of(paper.address) if paper else ""
        return page + self._of_papers.target(paper, lines) if paper and page else ""
