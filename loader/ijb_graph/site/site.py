"""The site as a whole: which files it has, and the bytes of each, from the graph alone."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import Any

from ijb_graph.addresses import rebase
from ijb_graph.ask.answer_formats import as_csv
from ijb_graph.ask.questions import Question, parameters_of
from ijb_graph.check.findings import DEMAND_NAMES, LEVEL_MEANINGS, Finding, place
from ijb_graph.check.rules import LEVELS, Rule
from ijb_graph.check.worklist import items_of
from ijb_graph.describe.descriptions import ThingDescription
from ijb_graph.describe.labels import Names
from ijb_graph.engine import Engine, query_in_base, select_texts
from ijb_graph.engine.interface import Answer
from ijb_graph.engine.papers import Paper, read_papers
from ijb_graph.site.content import NOTHING_WRITTEN, Content
from ijb_graph.site.edition import NOTHING_KNOWN, Citation, Edition
from ijb_graph.site.own import about_page, changes_page, data_page, feeds, sparql_page, vocabulary_pages
from ijb_graph.site.page_kinds import Entry, PageKind, read_page_kinds
from ijb_graph.site.page_paths import GENERATOR, INDEX, SCRIPT, STYLE, WORDS, Places, relative
from ijb_graph.site.paper_pages import PaperPages, anchor
from ijb_graph.site.parts import SiteParts
from ijb_graph.site.pictures.gallery import Gallery
from ijb_graph.site.pictures.picture import EVERYWHERE
from ijb_graph.site.thing_data import DATA_FILES, thing_data
from ijb_graph.site.thing_pages import ThingPages
from ijb_graph.site.unknowns import parts_of
from ijb_graph.site.vocabulary import Vocabulary
from ijb_graph.text_safety import spreadsheet_csv

__all__ = ["Site", "write_site"]

_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "templates"
_PAGE = _HERE.parent / "check" / "page"
_THINGS = "SELECT DISTINCT ?thing WHERE { ?thing ?property ?value }"
# The other formats that stand beside a page.
_FORMATS = ((".csv", "text/csv", "CSV"), (".atom", "application/atom+xml", "findings as a feed (Atom)"))
# A page that names a person asks search engines not to list it.
_VIEWPORT = '<meta name="viewport"'
_NOT_INDEXED = '<meta name="robots" content="noindex">\n'
_PEOPLE = """
SELECT DISTINCT ?name WHERE {
  ?person a <http://xmlns.com/foaf/0.1/Person> ; <http://www.w3.org/2000/01/rdf-schema#label> ?name
}"""
# The pages about the site itself.
_OWN = (about_page, changes_page, data_page, feeds, sparql_page, vocabulary_pages)
_COMPLETENESS = "completeness"
# What each level of completeness makes of a direction, as the question says.
_LEVELS = ("not lawful on its face as far as papers state it", "lawful on its face", "accountable", "steerable")
# The graphs that are no paper's, as a reader calls them.
_GRAPHS = {
    "derived": "derived",
    "editorial": "our own reading",
    "reference": "reference data",
    "shortcuts": "derived",
    "ontology": "ontology",
}


class Site:
    """Every page and file of the site.

    ``findings`` are those of all rules, in order of the worklist. A file is made when it is asked for: publishing asks
    for all of them, a server for those that people read. ``edition`` is the publication that they are part of;
    ``content`` has texts of the project that no graph holds.
    """

    def __init__(
        self,
        engine: Engine,
        rules: list[Rule],
        questions: list[Question],
        findings: list[Finding],
        edition: Edition = NOTHING_KNOWN,
        content: Content = NOTHING_WRITTEN,
    ) -> None:
        self._engine = engine
        self._rules, self._questions = {one.id: one for one in rules}, {one.name: one for one in questions}
        self.findings, self._findings = findings, [one for one in findings if one.acceptance is None]
        self.kinds = read_page_kinds(engine)
        self._entries: dict[str, tuple[PageKind, Entry]] = {}
        for kind in self.kinds:
            for entry in kind.entries:
                self._entries.setdefault(entry.address, (kind, entry))
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
        self._things = ThingPages(engine, self._names, self._entries.keys())
        self._answers: dict[str, Answer] = {}
        self._edition, self._content = edition, content
        self._of_papers = PaperPages(engine, self._things, self._questions)

    # What the pages are made from.

    @cached_property
    def _papers(self) -> dict[tuple[str, str], Paper]:
        """The papers by board and folder, in order."""
        papers = sorted(read_papers(self._engine), key=lambda one: (one.board, one.meeting, one.slug))
        return {(one.board, one.slug): one for one in papers}

    @cached_property
    def _found(self) -> dict[str, list[Finding]]:
        """The findings by the address of their subject."""
        found = defaultdict(list)
        for one in self._findings:
            found[one.node].append(one)
        return found

    @cached_property
    def _levels(self) -> dict[str, tuple[int, str]]:
        """How complete each direction is, and what is missing for the next level, by its address."""
        question = self._questions.get(_COMPLETENESS)
        if question is None:
            return {}
        answer = self._answer(question)
        rows = (dict(zip(answer.columns, row, strict=True)) for row in answer.texts())
        return {row["uri"]: (int(row["level"]), row["missing"]) for row in rows}

    @cached_property
    def _people(self) -> re.Pattern[str] | None:
        """What finds the name of a person in a page; None where the graph names nobody."""
        from markupsafe import escape  # noqa: PLC0415 - comes with Jinja2, as below

        names = sorted(name for (name,) in select_texts(self._engine, _PEOPLE, "the people"))
        return re.compile("|".join(rf"\b{re.escape(str(escape(one)))}\b" for one in names if one)) if names else None

    @cached_property
    def _environment(self) -> Any:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - slow to import

        environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.globals |= {
            "kinds": self.kinds,
            "picture_kinds": {name: self._gallery.kinds[name] for name in self._pictured},
            "demands": DEMAND_NAMES,
            "levels": LEVEL_MEANINGS,
            "lines": place,
            "edition": self._edition,
            "graphs": _GRAPHS,
            "papers": list(self._papers.values()),
            "rules_number": len(self._rules),
            "questions_number": len(self._questions),
            "generator": GENERATOR,
            "address_base": self._engine.base,
        }
        return environment

    @cached_property
    def _pictured(self) -> dict[str, list[Entry]]:
        """The pictures that have something to show, each with the papers and boards on whose pages it stands."""
        pictured = {}
        for name, one in self._gallery.kinds.items():
            having = (
                entry
                for kind in self.kinds
                if kind.name in one.places
                for entry in kind.entries
                if self._gallery.draw(name, kind.name, entry.address, self._picture_key(kind.name, entry))
            )
            # Of directions there are many, and each that is told of has its picture.
            entries = list(islice(having, 1)) if "direction" in one.places else list(having)
            if entries or self._gallery.draw(name, EVERYWHERE, "", ()):
                pictured[name] = entries
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
            self.places.of_list("rule"): self._list_of_rules,
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
        for rule in self._rules.values():
            makers[self.places.of_rule(rule.id)] = partial(self._rule, rule)
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

    def _page(self, template: str, path: str, **values: Any) -> bytes:
        def link(target: str) -> str:
            return relative(path, target)

        text: str = self._environment.get_template(template).render(
            link=link,
            page_of=self.places.of,
            list_of=self.places.of_list,
            rule_page=self.places.of_rule,
            paper_page=self._paper_page,
            place_in=self._place_in,
            cite=partial(Citation, self._edition),
            formats=[
                (path.removesuffix(".html") + ending, media, name)
                for ending, media, name in (*DATA_FILES, *_FORMATS)
                if path.removesuffix(".html") + ending in self._makers
            ],
            picture_page=self.places.of_picture,
            question_page=self.places.of_question,
            board_name=self._board_name,
            **values,
        )
        if self._people and self._people.search(text):
            text = text.replace(_VIEWPORT, f"{_NOT_INDEXED}{_VIEWPORT}", 1)
        return text.encode()

    def _board(self, name: str) -> str:
        """The address of a board, by its short name."""
        return f"{self._engine.base}id/board/{name}"

    def _board_name(self, board: str) -> str:
        return self._names.label(self._board(board)) if board else ""

    def _paper_page(self, board: str, slug: str) -> str:
        paper = self._papers.get((board, slug))
        return self.places.of(paper.address) if paper else ""

    def _place_in(self, board: str, slug: str, lines: str) -> str:
        """Where lines of a paper are shown: its page, at the first of them if it stands there; or empty."""
        paper = self._papers.get((board, slug))
        page = self.places.of(paper.address) if paper else ""
        return page + self._of_papers.target(paper, lines) if paper and page else ""

    def _picture_key(self, kind: str, entry: Entry) -> tuple[str, ...]:
        """By which values rows belong to the pictures on a thing's page."""
        if kind == "paper":
            return next(key for key, paper in self._papers.items() if paper.address == entry.address)
        return (entry.board,) if kind == "board" else (entry.address,)

    def _style(self, path: str) -> bytes:
        # The page of findings and the site look alike.
        return (_PAGE / "page.css").read_bytes() + (_TEMPLATES / path).read_bytes()

    def _script(self, path: str) -> bytes:
        return (_TEMPLATES / path).read_bytes()

    def _start(self, path: str) -> bytes:
        papers = [(one, self._of_paper(one.board, one.slug)) for one in self._papers.values()]
        return self._page(
            "start.html",
            path,
            met=papers,
            board_of=self._board,
            items=items_of,
        )

    def _of_paper(self, board: str, slug: str) -> list[Finding]:
        return [one for one in self._findings if (one.board, one.paper) == (board, slug) and one.section == "main"]

    def _rows(self, kind: PageKind) -> list[tuple[Entry, str, int]]:
        """The things of a kind, each with its label and how many findings there are."""
        return [
            (entry, self._names.label(entry.address), len(self._found.get(entry.address, ()))) for entry in kind.entries
        ]

    def _list(self, kind: PageKind, path: str) -> bytes:
        return self._page("list.html", path, kind=kind, rows=self._rows(kind))

    def _list_as_csv(self, kind: PageKind, path: str) -> bytes:
        rows = [
            [label, entry.board, entry.note, str(findings), entry.address]
            for entry, label, findings in self._rows(kind)
        ]
        return spreadsheet_csv([["name", "board", "about", "findings", "address"], *rows]).encode()

    def _data(self, address: str, media: str, path: str) -> bytes:
        return thing_data(self._engine, address, media) or b""

    def _thing(self, address: str, path: str) -> bytes:
        kind, entry = self._entries[address]
        thing = self._things[address]
        findings = self._found.get(address, [])
        # A paper has the findings of what it states, a board those of its papers.
        for paper in self._papers.values():
            if paper.address == address or (kind.name == "board" and paper.board == entry.board):
                findings = [*findings, *self._of_paper(paper.board, paper.slug)]
        findings = list(dict.fromkeys(findings))
        return self._page(
            "thing.html",
            path,
            kind=kind,
            entry=entry,
            thing=thing,
            summary=next((one.value.text for one in thing.facts if one.property == "dcterms:abstract"), ""),
            groups=list(self._things.groups(thing)),
            parts=[(part, list(self._things.groups(part, pointing=False))) for part in self._things.parts(thing)],
            found=self._found,
            pictures=self._gallery.on_page(kind.name, address, self._picture_key(kind.name, entry)),
            findings=_by_message(findings),
            own=set(thing.places),
            short=self._names.short(address),
            level=self._levels.get(address),
            levels_of_completeness=_LEVELS,
            **(self._paper_parts(address, thing) if kind.name == "paper" else {"paper": None}),
        )

    def _paper_parts(self, address: str, thing: ThingDescription) -> dict[str, Any]:
        """What the page of a paper has and no other."""
        paper = next(one for one in self._papers.values() if one.address == address)
        printed = self._of_papers.lines(paper)
        taken = {f"line-{one.number}" for one in printed}
        records = []
        for lines, value in self._things.records(thing):
            kind_of = self._entries[value.address][0].one if value.address in self._entries else ""
            # The first record of a line is where a link to the line leads, where the line itself is not shown.
            at = anchor(lines)
            records.append((lines, "" if at in taken else at, value, kind_of))
            taken.add(at)
        unknowns = parts_of(self._content.unknowns.get((paper.board, paper.slug), ""))
        return {
            "paper": paper,
            "records": records,
            "printed": printed,
            "lost": self._of_papers.lost(paper),
            "unknowns": unknowns,
        }

    def _rule(self, rule: Rule, path: str) -> bytes:
        return self._page("rule.html", path, rule=rule, findings=[one for one in self._findings if one.rule == rule.id])

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

    def _list_of_rules(self, path: str) -> bytes:
        found: dict[str, int] = defaultdict(int)
        for one in self._findings:
            found[one.rule] += 1
        return self._page("rules.html", path, rules=list(self._rules.values()), found=found)

    def _list_of_questions(self, path: str) -> bytes:
        groups = defaultdict(list)
        for one in self._questions.values():
            groups[one.group].append(one)
        return self._page("questions.html", path, groups=sorted(groups.items()), page=self.places.of_question)

    def _picture(self, name: str, path: str) -> bytes:
        entries = self._pictured[name]
        return self._page(
            "picture_page.html",
            path,
            name=name,
            kind=self._gallery.kinds[name],
            picture=self._gallery.draw(name, EVERYWHERE, "", ()),
            places=[(self._entries[entry.address][0], entry, self._names.label(entry.address)) for entry in entries],
            questions=[self._questions[one] for one in self._gallery.kinds[name].questions],
        )

    def _list_of_pictures(self, path: str) -> bytes:
        return self._page("pictures.html", path, pictured=self._pictured, labels=self._names.label)

    def _index(self, path: str) -> bytes:
        """What the search looks in: a script, since a page on a disk may not read another file."""
        rows = [
            [self._names.label(address), kind.one, entry.board, entry.note, self.places.of(address)]
            for address, (kind, entry) in self._entries.items()
        ]
        rows += [
            [self._gallery.kinds[name].title, "picture", "", name, self.places.of_picture(name)]
            for name in self._pictured
        ]
        rows += [[one.title, "rule", "", one.id, self.places.of_rule(one.id)] for one in self._rules.values()]
        rows += [
            [one.question, "question", "", one.name, self.places.of_question(one.name)]
            for one in self._questions.values()
        ]
        rows += [
            [one.label, one.kind, "", one.name, self.places.of(one.address)]
            for one in self._vocabulary.terms.values()
            if one.kind != "concept" and self.places.of(one.address)
        ]
        return f"searchIndex = {json.dumps(rows, ensure_ascii=False, separators=(',', ':'))};\n".encode()


def _by_message(findings: list[Finding]) -> list[tuple[str, list[Finding]]]:
    """Findings that say the same of several things together, in their order."""
    together: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for one in findings:
        together[one.rule, one.message].append(one)
    return [(message, some) for (_, message), some in together.items()]


def write_site(folder: Path, site: Site) -> None:
    """Write every file of a site to a folder."""
    for path in site.paths():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(site.file(path) or b"")
