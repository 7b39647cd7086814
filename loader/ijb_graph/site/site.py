"""The site as a whole: which files it has, and the bytes of each, from the graph alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ijb_graph.addresses import rebase
from ijb_graph.ask.answer_formats import as_csv
from ijb_graph.ask.questions import Question, parameters_of
from ijb_graph.check.findings import Finding
from ijb_graph.check.rules import LEVELS, Rule
from ijb_graph.describe.labels import Names
from ijb_graph.engine import Engine, query_in_base, select_texts
from ijb_graph.engine.interface import Answer
from ijb_graph.engine.papers import read_papers
from ijb_graph.site.content import NOTHING_WRITTEN, Content
from ijb_graph.site.edition import NOTHING_KNOWN, Edition
from ijb_graph.site.own import about_page, changes_page, data_page, feeds, rule_pages, sparql_page, vocabulary_pages
from ijb_graph.site.page_kinds import Entry, PageKind, read_page_kinds
from ijb_graph.site.page_paths import FAVICON, INDEX, SCRIPT, STYLE, WORDS, WORKLIST_SCRIPT, Places
from ijb_graph.site.page_writer import TEMPLATES, PageWriter, board_address
from ijb_graph.site.paper_pages import PaperPages
from ijb_graph.site.parts import SiteParts
from ijb_graph.site.pictures.gallery import Gallery
from ijb_graph.site.pictures.picture import EVERYWHERE, Picture
from ijb_graph.site.rule_bases import RuleBases
from ijb_graph.site.search_index import search_index
from ijb_graph.site.thing_data import DATA_FILES, thing_data
from ijb_graph.site.thing_page_values import ThingPageValues, picture_key
from ijb_graph.site.thing_pages import ThingPages
from ijb_graph.site.vocabulary import Vocabulary
from ijb_graph.text_safety import spreadsheet_csv

__all__ = ["Site", "write_site"]

_PAGE = TEMPLATES.parent.parent / "check" / "page"
_THINGS = "SELECT DISTINCT ?thing WHERE { ?thing ?property ?value }"
# The pages about the site itself, and those of rules.
_OWN = (about_page, changes_page, data_page, feeds, rule_pages, sparql_page, vocabulary_pages)


class Site:
    """Every page and file of the site.

    ``findings`` are those of all rules, in order of the worklist. A file is made when it is asked for: publishing asks
    for all of them, a server for those that people read. ``edition`` is the publication that they are part of;
    ``content`` has texts of the project that no graph holds. ``answers`` are those of questions with their own values,
    by name, as far as they have been asked already.
    """

    def __init__(
        self,
        engine: Engine,
        rules: list[Rule],
        questions: list[Question],
        findings: list[Finding],
        edition: Edition = NOTHING_KNOWN,
        content: Content = NOTHING_WRITTEN,
        answers: Mapping[str, Answer] = MappingProxyType({}),
    ) -> None:
        self._engine = engine
        self._rules, self._questions = {one.id: one for one in rules}, {one.name: one for one in questions}
        self.findings, self._findings = findings, [one for one in findings if one.acceptance is None]
        self.kinds = read_page_kinds(engine)
        self._entries: dict[str, tuple[PageKind, Entry]] = {}
        for kind in self.kinds:
            for entry in kind.entries:
                self._entries.setdefault(entry.address, (kind, entry))
        self._bases = RuleBases(engine, self._rules)
        self._vocabulary = Vocabulary(engine, content)
        self.places = Places(engine.base, self._entries.keys(), self._vocabulary.places)
        self._names = Names(engine)
        self._names.learn(self._entries)
        boards = {
            entry.board: self._names.label(address)
            for address, (kind, entry) in self._entries.items()
            if kind.name == "board"
        }
        self._gallery = Gallery(engine, self._questions, boards)
        self._answers = dict(answers)
        self._edition, self._content = edition, content
        papers = sorted(read_papers(engine), key=lambda one: (one.board, one.meeting, one.slug))
        self._papers = {(one.board, one.slug): one for one in papers}
        things = ThingPages(engine, self._names, self._entries.keys())
        of_papers = PaperPages(engine, things, self._questions)
        self._things = ThingPageValues(
            engine,
            self._names,
            self._entries,
            papers,
            self._questions,
            self._findings,
            self._gallery,
            content,
            things,
            of_papers,
        )
        self._writer = PageWriter(
            engine,
            self._names,
            self.places,
            self._papers,
            of_papers,
            edition,
            self._shared,
            lambda path: path in self._makers,
        )
        self._page = self._writer.write

    # What the pages are made from.

    def _shared(self) -> dict[str, Any]:
        """The values that all templates have."""
        return {
            "kinds": self.kinds,
            "rule_titles": {one.id: one.title for one in self._rules.values()},
            "bases_of": self._bases.of,
            "basis_named": self._bases.named,
            "picture_kinds": {name: self._gallery.kinds[name] for name in self._pictured},
            "rules_number": len(self._rules),
            "questions_number": len(self._questions),
        }

    def _drawn(self, name: str, kind: PageKind, entry: Entry) -> Picture | None:
        """A picture as it stands on the page of a thing; None where it has nothing to show there."""
        return self._gallery.draw(name, kind.name, entry.address, picture_key(kind.name, entry, self._things.papers))

    @cached_property
    def _pictured(self) -> dict[str, list[Entry]]:
        """The pictures that have something to show, each with the papers and boards on whose pages it stands.

        Those on whose pages it shows most come first.
        """
        pictured = {}
        for name, one in self._gallery.kinds.items():
            on = ((kind, entry) for kind in self.kinds if kind.name in one.places for entry in kind.entries)
            having = ((entry, picture) for kind, entry in on if (picture := self._drawn(name, kind, entry)))
            # Of directions there are many, and each that is told of has its picture.
            shown = list(islice(having, 1)) if "direction" in one.places else list(having)
            if shown or self._gallery.draw(name, EVERYWHERE, "", ()):
                pictured[name] = [entry for entry, _ in sorted(shown, key=lambda of: -len(of[1].table))]
        return pictured

    # Its files.

    @cached_property
    def _makers(self) -> dict[str, Callable[[str], bytes]]:
        """What makes each file, by its path."""
        makers: dict[str, Callable[[str], bytes]] = {
            INDEX: self._start,
            WORDS: self._index,
            STYLE: self._style,
            SCRIPT: self._script,
            WORKLIST_SCRIPT: self._script,
            FAVICON: self._favicon,
            self.places.of_list("question"): self._list_of_questions,
        }
        for kind in self.kinds:
            makers[self.places.of_list(kind.name)] = partial(self._list, kind)
            makers[f"list/{kind.name}.csv"] = partial(self._list_as_csv, kind)
        for address in self._entries:
            page = self.places.of(address)
            makers[page] = partial(self._thing, address)
            for ending, media, _ in DATA_FILES:
                makers[page.removesuffix(".html") + ending] = partial(self._data, address, media)
        for question in self._questions.values():
            makers[self.places.of_question(question.name)] = partial(self._question, question)
            makers[f"ask/{question.name}.csv"] = partial(self._question_as_csv, question)
        for name in self._pictured:
            makers[self.places.of_picture(name)] = partial(self._picture, name)
        if self._pictured:
            makers[self.places.of_list("picture")] = self._list_of_pictures
        parts = SiteParts(
            self._engine,
            self._edition,
            self._content,
            self._names,
            self._vocabulary,
            list(self._rules.values()),
            self._questions,
            self._findings,
            list(self._papers.values()),
            self._page,
        )
        for module in _OWN:
            makers |= module.files(parts)
        return makers

    def paths(self) -> list[str]:
        """The paths of all files, in order."""
        return sorted(self._makers)

    def prepare(self) -> None:
        """Read what the pages show, so that each is then made in milliseconds."""
        self.file(INDEX)
        self.file(next(iter(map(self.places.of, self._entries)), INDEX))

    def sorts_with_pages(self) -> list[str]:
        """The sorts of thing all of which have a page, by the word after ``id/`` in their addresses: ``direction``."""
        start = f"{self._engine.base}id/"
        things = [one for (one,) in select_texts(self._engine, _THINGS, "the things") if one.startswith(start)]
        sorts = {one: one.removeprefix(start).partition("/")[0] for one in things}
        return sorted(set(sorts.values()) - {sort for one, sort in sorts.items() if one not in self._entries})

    def file(self, path: str) -> bytes | None:
        """The bytes of one file; None where there is none of this path."""
        maker = self._makers.get(path)
        return maker(path) if maker else None

    @property
    def base(self) -> str:
        """Where the addresses of its graph begin."""
        return self._engine.base

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """The values that parameters can have of which there are few, each with its name for a reader."""
        boards = dict.fromkeys((one.board, one.board_name) for one in self._papers.values())
        papers = [(one.slug, f"{one.board_name}, {one.meeting}: {one.title}") for one in self._papers.values()]
        rules = sorted((one.id, one.title) for one in self._rules.values())
        return {"board": list(boards), "paper": papers, "rule": rules, "level": [(one, one.upper()) for one in LEVELS]}

    def live_page(self, template: str, path: str, **values: Any) -> bytes:
        """A page that no publication has, made by a template; ``path`` is where it stands."""
        return self._page(template, path, **values)

    def _style(self, path: str) -> bytes:
        # The page of findings and the site look alike.
        return (_PAGE / "page.css").read_bytes() + (TEMPLATES / path).read_bytes()

    def _script(self, path: str) -> bytes:
        return (TEMPLATES / path).read_bytes()

    def _favicon(self, path: str) -> bytes:
        return (TEMPLATES.with_name("static") / path).read_bytes()

    def _start(self, path: str) -> bytes:
        met = [(one, self._things.worklists.items([one])) for one in self._papers.values()]
        board_of = partial(board_address, self._engine.base)
        return self._page("start.html", path, met=met, board_of=board_of)

    def _rows(self, kind: PageKind) -> list[tuple[Entry, str, int]]:
        """The things of a kind, each with its label and how many findings there are; of papers and boards, items."""

        def number(entry: Entry) -> int:
            papers = self._things.papers_of(kind, entry)
            return len(
                self._things.found.get(entry.address, ()) if papers is None else self._things.worklists.items(papers)
            )

        return [(one, self._names.label(one.address), number(one)) for one in kind.entries]

    def _list(self, kind: PageKind, path: str) -> bytes:
        # A note that only repeats a column is left out.
        notes = any(one.note and (one.note,) not in one.values for one in kind.entries)
        register = self._questions.get(kind.register)
        return self._page("list.html", path, kind=kind, rows=self._rows(kind), notes=notes, register=register)

    def _list_as_csv(self, kind: PageKind, path: str) -> bytes:
        columns = [one.name for one in kind.columns]
        rows = [
            [label, entry.board, *map("; ".join, entry.values), entry.note, str(findings), entry.address]
            for entry, label, findings in self._rows(kind)
        ]
        counted = "items" if kind.name in ("board", "paper") else "findings"
        return spreadsheet_csv([["name", "board", *columns, "about", counted, "address"], *rows]).encode()

    def _data(self, address: str, media: str, path: str) -> bytes:
        return thing_data(self._engine, address, media) or b""

    def _thing(self, address: str, path: str) -> bytes:
        return self._page("thing.html", path, **self._things.of(address))

    def _answer(self, question: Question) -> Answer:
        """The answer with the question's own values, asked for once."""
        if question.name not in self._answers:
            self._answers[question.name] = query_in_base(self._engine, question.sparql, question.name)
        return self._answers[question.name]

    def _question(self, question: Question, path: str) -> bytes:
        answer = self._answer(question)
        return self._page(
            "question.html",
            path,
            question=question,
            parameters=parameters_of(question),
            choices=self.choices(),
            columns=answer.columns,
            rows=answer.texts(),
            sparql=rebase(question.sparql, self._engine.base),
        )

    def _question_as_csv(self, question: Question, path: str) -> bytes:
        return as_csv(self._answer(question)).encode()

    def _list_of_questions(self, path: str) -> bytes:
        groups = defaultdict(list)
        for one in self._questions.values():
            groups[one.group].append(one)
        return self._page("questions.html", path, groups=sorted(groups.items()), page=self.places.of_question)

    def _picture(self, name: str, path: str) -> bytes:
        entries = self._pictured[name]
        kind = self._gallery.kinds[name]
        picture, of_one = self._gallery.draw(name, EVERYWHERE, "", ()), None
        if picture is None and "direction" not in kind.places:
            # No picture shows all at once: the one that shows most, and links to the others.
            of, of_one = self._entries[entries[0].address]
            picture = self._drawn(name, of, of_one)
        return self._page(
            "picture_page.html",
            path,
            name=name,
            kind=kind,
            picture=picture,
            of_one=self._names.label(of_one.address) if of_one else "",
            places=[(self._entries[entry.address][0], entry, self._names.label(entry.address)) for entry in entries],
            questions=[self._questions[one] for one in kind.questions],
        )

    def _list_of_pictures(self, path: str) -> bytes:
        return self._page("pictures.html", path, pictured=self._pictured, labels=self._names.label)

    def _index(self, path: str) -> bytes:
        pictures = {name: self._gallery.kinds[name].title for name in self._pictured}
        terms = self._vocabulary.terms.values()
        rules, questions = self._rules.values(), self._questions.values()
        return search_index(self._entries, pictures, questions, rules, self._bases, terms, self._names, self.places)


def write_site(folder: Path, site: Site) -> None:
    """Write every file of a site to a folder."""
    for path in site.paths():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(site.file(path) or b"")
