"""Write the reference pages: one for each command, rule, question, kind of record, term, scheme and error.

Everything comes from the project itself: nothing is listed here, so a new rule, question or kind is one folder or file
and no edit of the documents. The same project gives the same pages; nothing is fetched.
"""

from __future__ import annotations

import csv
import inspect
import re
import shutil
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import cast

import click
from ijb_graph.ask.questions import Question, read_questions
from ijb_graph.check.findings import LEVEL_MEANINGS
from ijb_graph.check.rule_dependencies import dependencies_of_rule
from ijb_graph.check.rules import SUBJECTS, Rule, read_rules
from ijb_graph.cli import cli
from ijb_graph.errors import problem_kinds
from ijb_graph.project import Project
from ijb_graph.records.schema import Schema, read_schema
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_filters import FILTERS
from vocabulary import Vocabulary, mentions

__all__ = ["OUTPUT", "pages", "write"]

Dependencies = Callable[[Rule], list[tuple[str, list[str]]]]

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
OUTPUT = HERE / "reference"

# So many rows of an example are shown; the reader finds the rest in the file.
_ROWS = 5


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _by_message(rows: list[dict[str, str]]) -> dict[str, list[str]]:
    """The focus nodes of an approved report, by what is said of them."""
    found = defaultdict(list)
    for row in rows:
        found[row["message"]].append(f"`:{row['focus']}`")
    return dict(found)


def _statement(column: Mapping[str, str]) -> str:
    """What a column states: its property, the address it leads to, and of what, where that is another thing."""
    value, about = column["valueUrl"], column["aboutUrl"]
    return column["propertyUrl"] + (f" to `{value}`" if value else "") + (f" of `{about}`" if about else "")


def _subcommands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for one in command.list_commands(context):
            below = command.get_command(context, one)
            assert below
            yield f"{name} {one}", below


def _help_of(command: click.Command) -> list[str]:
    """The paragraphs of a command's help."""
    return inspect.cleandoc((command.help or "").replace("\b", "")).split("\n\n")


def _command_file(name: str) -> str:
    return f"{name.replace(' ', '-')}.md"


def _command_link(name: str) -> str:
    question = name.removeprefix("ijb ask ")
    return f"[{name}]({_command_file(name) if question == name else f'../questions/{question}.md'})"


class _Reference:
    """The pages, as text by path; each method gives one sort of page."""

    def __init__(self, project: Project, dependencies: Dependencies) -> None:
        self.project, self.dependencies = project, dependencies
        self.vocabulary = Vocabulary(project.ontology)
        self.known = {term.name for term in self.vocabulary.terms}
        self.rules = read_rules(project.shapes)
        self.questions = read_questions(project.queries)
        self.schema: Schema = read_schema(project.data)
        environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
        )
        environment.filters |= FILTERS
        self._templates = environment

    def page(self, template: str, **context: object) -> str:
        text = self._templates.get_template(f"{template}.md.jinja").render(**context)
        return re.sub(r"\n{3,}", "\n\n", text).rstrip("\n") + "\n"

    def index(self, title: str, intro: str, groups: dict[str, list[tuple[str, str]]]) -> str:
        """A list of pages: for each group, links with what they lead to."""
        return self.page("list", title=title, intro=intro, groups=groups)

    def commands(self) -> Iterator[tuple[str, str]]:
        listed, left = [], [("ijb", cast(click.Command, cli))]
        while left:
            name, command = left.pop(0)
            context = click.Context(command, info_name=name, help_option_names=["-h", "--help"])
            below = list(_subcommands(command, name))
            # The questions have pages of their own.
            left = [*(one for one in below if name != "ijb ask"), *left]
            listed.append((_command_link(name), _help_of(command)[0]))
            yield (
                f"commands/{_command_file(name)}",
                self.page(
                    "command",
                    name=name,
                    usage=" ".join(command.collect_usage_pieces(context)),
                    text=_help_of(command),
                    arguments=[one for one in command.params if isinstance(one, click.Argument)],
                    options=[one for one in command.get_params(context) if isinstance(one, click.Option)],
                    below=[(_command_link(one), _help_of(other)[0]) for one, other in below],
                ),
            )
        yield "commands/README.md", self.index("Commands", "One command for each job.", {"": listed})

    def rule_pages(self) -> Iterator[tuple[str, str]]:
        bases = {row["id"]: row for row in _rows(self.project.data / "reference" / "legal-basis.csv")}
        statuses = {one.name: one for scheme in self.vocabulary.schemes for one in scheme.concepts}
        for rule in self.rules:
            folder = rule.path.parent
            yield (
                f"rules/{rule.id}.md",
                self.page(
                    "rule",
                    rule=rule,
                    meaning=LEVEL_MEANINGS[rule.level],
                    bases=[(bases[one], statuses[bases[one]["status"]]) for one in rule.bases],
                    messages=self._messages(rule),
                    dependencies=self.dependencies(rule),
                    found=_by_message(_rows(folder / "report.csv")),
                    turtle={
                        name: (folder / f"{name}.ttl").read_text("utf-8") for name in ("shape", "valid", "invalid")
                    },
                ),
            )
        yield (
            "rules/by-basis.md",
            self.index(
                "Rules by what they rest on",
                "Each basis with the rules that name it, and how sure it is.",
                {
                    f"{one}: {basis['demand']} ({statuses[basis['status']].said['skos:prefLabel'][0]})": [
                        (f"[{rule.id}]({rule.id}.md)", f"{rule.level.upper()}. {rule.title}")
                        for rule in self.rules
                        if one in rule.bases
                    ]
                    for one, basis in bases.items()
                },
            ),
        )
        by_subject = {
            subject: [
                (f"[{rule.id}]({rule.id}.md)", f"{rule.level.upper()}. {rule.title}")
                for rule in self.rules
                if rule.id.partition("-")[0] == subject
            ]
            for subject in SUBJECTS
        }
        intro = "What must, should and may hold, by what a rule validates. [By what they rest on](by-basis.md)."
        yield (
            "rules/README.md",
            self.index("Rules", intro, {name: found for name, found in by_subject.items() if found}),
        )

    def _messages(self, rule: Rule) -> list[str]:
        """What the rule says of what it finds; what differs from finding to finding stands in round brackets."""
        from rdflib import SH  # noqa: PLC0415 - slow to import

        return sorted({re.sub(r"\{[?$](\w+)\}", r"(\1)", str(one)) for one in rule.graph.objects(None, SH.message)})

    def question_pages(self) -> Iterator[tuple[str, str]]:
        def listed(some: Iterator[Question]) -> list[tuple[str, str]]:
            return [(f"[{one.name}]({one.name}.md)", one.question) for one in some]

        for question in self.questions:
            expected = _rows(question.path.parent / "expected.csv")
            yield (
                f"questions/{question.name}.md",
                self.page(
                    "question",
                    question=question,
                    rows=expected[:_ROWS],
                    more=max(0, len(expected) - _ROWS),
                    terms=sorted(mentions(question.sparql) & self.known),
                ),
            )
        groups = {group: listed(some) for group, some in groupby(self.questions, key=lambda one: one.group)}
        yield "questions/README.md", self.index("Questions", "What `ijb ask` answers, by group.", groups)

    def kinds(self) -> Iterator[tuple[str, str]]:
        groups = defaultdict(list)
        for kind in self.schema.kinds.values():
            folder, _, name = kind.name.rpartition("/")
            file = f"{kind.name.replace('/', '-')}.md"
            groups[folder or "in a paper's folder"].append((f"[{name}]({file})", kind.description))
            files = sorted(self.project.data.glob(f"{kind.name}.csv" if folder else f"*/*/{kind.name}.csv"))
            rows = [(path, row) for path in files[:1] for row in _rows(path)]
            # The row that shows most.
            example = max(rows, key=lambda one: sum(map(bool, one[1].values())), default=None)
            entries = [defaultdict(str, one) for one in kind.declared["columns"]]
            yield (
                f"kinds/{file}",
                self.page(
                    "kind",
                    kind=kind,
                    example=example,
                    data=self.project.data,
                    about=kind.declared.get("aboutUrl"),
                    properties={one["name"]: _statement(one) for one in entries if not one["virtual"]},
                    other=[one for one in entries if one["virtual"] and one["propertyUrl"]],
                    computed=[one for one in entries if one["ijb:computed"] and one["name"]],
                ),
            )
        intro = "Each kind of record is a CSV file: one row a record. The schemas are CSVW."
        yield "kinds/README.md", self.index("Kinds of record", intro, dict(groups))

    def terms(self) -> Iterator[tuple[str, str]]:
        readers: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for rule in self.rules:
            for name in mentions(rule.path.read_text(encoding="utf-8")):
                readers[name]["rules"].add(rule.id)
        for question in self.questions:
            for name in mentions(question.sparql):
                readers[name]["questions"].add(question.name)
        for term in self.vocabulary.terms:
            yield f"terms/{term.name}.md", self.page("term", term=term, readers=readers[term.name])
        groups = defaultdict(list)
        for term in self.vocabulary.terms:
            groups[term.module].append((f"[ijb:{term.name}]({term.name}.md)", term.said["skos:definition"][0]))
        outside = [(f"`{name}`", kind) for name, kind in self.vocabulary.borrowed]
        intro = "The terms of the ontology, by module; last, the terms of other vocabularies that the graph uses."
        together = {**dict(sorted(groups.items())), "of other vocabularies": outside}
        yield "terms/README.md", self.index("Terms", intro, together)

    def schemes(self) -> Iterator[tuple[str, str]]:
        listed = []
        for scheme in self.vocabulary.schemes:
            listed.append((f"[{scheme.name}]({scheme.name}.md)", scheme.said["skos:definition"][0]))
            yield f"schemes/{scheme.name}.md", self.page("scheme", scheme=scheme)
        intro = "Lists of values (SKOS concept schemes) that properties take."
        yield "schemes/README.md", self.index("Schemes", intro, {"": listed})

    def errors(self) -> Iterator[tuple[str, str]]:
        groups = defaultdict(list)
        for kind in problem_kinds():
            about = inspect.cleandoc(kind.__doc__ or "").split("\n\n")
            stage = kind.__module__.rpartition(".")[2]
            groups[stage].append((f"[{kind.id()}]({kind.id()}.md)", about[0]))
            yield f"errors/{kind.id()}.md", self.page("error", kind=kind, about=about, facts=kind.facts())
        intro = "What can be wrong with the input, by the stage that finds it. A message ends with the id of its page."
        yield "errors/README.md", self.index("Errors", intro, dict(sorted(groups.items())))


def pages(project: Project, dependencies: Dependencies = dependencies_of_rule) -> dict[str, str]:
    """Every page of the reference as Markdown, by its path below the reference's folder.

    ``dependencies`` gives what a rule reads; to find that out takes most of the time.
    """
    reference = _Reference(project, dependencies)
    sorts = (
        reference.commands,
        reference.rule_pages,
        reference.question_pages,
        reference.kinds,
        reference.terms,
        reference.schemes,
        reference.errors,
    )
    found = {path: text for sort in sorts for path, text in sort()}
    return {**found, "README.md": reference.page("reference")}


def write(made: dict[str, str], folder: Path) -> None:
    """Put the pages in place of what the folder holds."""
    if folder.exists():
        shutil.rmtree(folder)
    for path, text in made.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    parser = ArgumentParser(description="Write the reference pages of the documentation.")
    parser.add_argument("folder", nargs="?", type=Path, default=OUTPUT, help="where to write  [default: %(default)s]")
    target = parser.parse_args().folder
    written = pages(Project(ROOT, is_checkout=True))
    write(written, target)
    print(f"{target}: {len(written)} pages")
