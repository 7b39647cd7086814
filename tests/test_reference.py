"""The generated reference: a page for each thing that can be used, with all its parts."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import generate
import pytest
from assertions import not_empty
from conftest import PROJECT, ROOT
from ijb_graph.ask.questions import read_questions
from ijb_graph.check.rules import rule_folders
from ijb_graph.cli import cli
from ijb_graph.errors import problem_kinds
from ijb_graph.records.schema import read_schema
from rule_cases import ALL_RULES
from vocabulary import Vocabulary

# The headings that each page of a sort has; other headings may come between.
_PARTS = {
    "commands": ["Options"],
    "rules": [
        "Why",
        "Basis",
        "How to fix a finding",
        "Valid example",
        "Invalid example",
        "Shape",
        "Dependencies",
    ],
    "questions": ["Parameters", "Columns", "Empty answer", "Example", "Query", "Terms"],
    "kinds": ["Columns", "In the graph", "Key"],
    "terms": [],
    "schemes": [],
    "errors": ["The message", "How to fix it"],
}


def _commands(command: click.Command, name: str = "ijb") -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group) and name != "ijb ask":
        for one in not_empty(command.list_commands(click.Context(command))):
            below = command.get_command(click.Context(command), one)
            assert below
            yield from _commands(below, f"{name} {one}")


def test_everything_has_a_page(reference: dict[str, str]) -> None:
    pages: dict[str, set[str]] = {}
    for path in reference:
        folder, _, name = path.rpartition("/")
        pages.setdefault(folder, set()).add(name.removesuffix(".md"))
    vocabulary = Vocabulary(PROJECT.ontology)
    assert pages == {
        "": {"README"},
        "commands": {"README", *(name.replace(" ", "-") for name, _ in _commands(cli))},
        "rules": {"README", "by-basis", *(folder.name for folder in rule_folders(PROJECT.shapes))},
        "questions": {"README", *(path.parent.name for path in PROJECT.queries.glob("*/query.rq"))},
        "kinds": {"README", *(name.replace("/", "-") for name in read_schema(PROJECT.data).kinds)},
        "terms": {"README", *(term.name for term in vocabulary.terms)},
        "schemes": {"README", *(path.stem for path in (PROJECT.ontology / "schemes").glob("*.ttl"))},
        "errors": {"README", *(kind.id() for kind in problem_kinds())},
    }


def test_every_page_has_its_parts(reference: dict[str, str]) -> None:
    for path, text in not_empty(reference.items()):
        title, _, body = text.partition("\n")
        assert title.startswith("# "), path
        assert len(body.split()) > 5, path
        assert "| None |" not in body, path
        outside = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
        assert not re.search(r"\{\{|\}\}|\{%", outside), path
        folder, _, name = path.rpartition("/")
        if folder and name not in ("README.md", "by-basis.md"):
            headings = re.findall(r"^## (.+)$", outside, re.MULTILINE)
            assert [one for one in headings if one in _PARTS[folder]] == _PARTS[folder], path
            # Nothing stands empty under its heading.
            assert not re.search(r"^## .+\n+(?=## |\Z)", text, re.MULTILINE), path


def test_every_index_leads_to_every_page(reference: dict[str, str]) -> None:
    for path in not_empty(reference):
        folder, _, name = path.rpartition("/")
        if folder and name != "README.md":
            assert f"]({name})" in reference[f"{folder}/README.md"], path


def test_every_option_is_documented(reference: dict[str, str]) -> None:
    for name, command in not_empty(_commands(cli)):
        page = reference[f"commands/{name.replace(' ', '-')}.md"]
        for parameter in not_empty(command.get_params(click.Context(command, help_option_names=["-h", "--help"]))):
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{name} {parameter.name}"
                for option in not_empty(parameter.opts):
                    assert f"`{option}`" in page, f"{name} {option}"
            else:
                assert f"`{parameter.human_readable_name.upper()}`" in page


def _words(text: str) -> str:
    """The words of a text, without markup."""
    return " ".join(re.sub(r"[\\`]", "", text).split())


def test_every_error_says_when_it_occurs_and_what_to_do(reference: dict[str, str]) -> None:
    for kind in not_empty(problem_kinds()):
        assert kind.__doc__, kind
        page = reference[f"errors/{kind.id()}.md"]
        assert _words(kind.__doc__) in _words(page)
        message, _, fix = page.partition("## How to fix it")
        # The facts are shown by their bare names; the words between them are those of the templates.
        for template, shown in ((kind.found, message), (kind.expected, message), (kind.fix, message), (kind.fix, fix)):
            assert all(words.strip() in _words(shown) for words in re.split(r"\{[^}]*\}", _words(template))), kind.id()


def test_rules_and_questions_are_shown_whole(reference: dict[str, str]) -> None:
    for rule in not_empty(ALL_RULES):
        page = reference[f"rules/{rule.id}.md"]
        for name in ("shape", "valid", "invalid"):
            text = (rule.path.parent / f"{name}.ttl").read_text(encoding="utf-8")
            assert text.rpartition("\n@prefix")[2].partition("\n")[2].strip() in page, rule.id
        assert all(f"**{basis}**" in page for basis in not_empty(rule.bases))
        assert rule.level.upper() in page
    questions = read_questions(PROJECT.queries)
    for question in not_empty(questions):
        page = reference[f"questions/{question.name}.md"]
        assert question.sparql.strip() in page
        assert all(f"| `{name}` | " in page for name in not_empty(question.columns))
    for name, parameter in not_empty((one.name, parameter) for one in questions for parameter in one.parameters):
        assert f"| `--{parameter.name}` |" in reference[f"questions/{name}.md"]


@pytest.mark.slow
def test_the_reference_is_the_same_each_time(tmp_path: Path) -> None:
    def made(seed: str) -> dict[str, bytes]:
        folder = tmp_path / seed
        subprocess.run(
            [sys.executable, ROOT / "docs" / "generate.py", folder],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.md")}

    first = made("1")
    assert first == made("2")
    pages = generate.pages(PROJECT)
    assert first == {path: text.encode() for path, text in pages.items()}
    for folder in not_empty(rule_folders(PROJECT.shapes)):
        # What a rule reads is never nothing.
        assert re.search(r"## Dependencies\n.*ijb:", pages[f"rules/{folder.name}.md"], re.DOTALL), folder.name
