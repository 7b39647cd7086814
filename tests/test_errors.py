"""Every kind of error: its id, its page, its words in one place, and somebody who raises it."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.errors import InputError, Problem, Problems, problem_kinds

KINDS = problem_kinds()
ERRORS = PROJECT.root / "loader" / "ijb_graph" / "errors"
TEMPLATES = ("found", "expected", "fix")
# A fault of a call has the command in place of a file.
PLACE = {"file", "row", "column", "call"}


def facts_of(kind: type[Problem]) -> set[str]:
    return set(kind.facts())


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """The modules of loader/ but for those that define errors."""
    for path in sorted((PROJECT.root / "loader").rglob("*.py")):
        if path.parent != ERRORS:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def called(module: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """What a module calls, by the last part of its name."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).rpartition(".")[2], node


def test_there_are_kinds_and_each_has_an_id_of_its_own() -> None:
    assert len(KINDS) > 20
    assert [name for name, count in Counter(kind.id() for kind in KINDS).items() if count > 1] == []
    assert {path.stem for path in ERRORS.glob("*.py")} - {"__init__", "base"} == {
        kind.__module__.rpartition(".")[2] for kind in KINDS
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id())
def test_a_kind_has_a_page_and_uses_its_facts(kind: type[Problem]) -> None:
    """A message can always be written: its templates ask for the facts, all of them, and nothing else."""
    when = inspect.getdoc(kind) or ""
    assert kind.__doc__ != Problem.__doc__
    assert when.split("\n\n")[0].rstrip().endswith(".")
    for name in TEMPLATES:
        assert name in vars(kind), f"{kind.__name__} does not say what {name} is"
    used = {field for name in TEMPLATES for _, field, _, _ in Formatter().parse(getattr(kind, name)) if field}
    assert {field for field in used if field not in PLACE} == facts_of(kind)


def test_every_kind_is_raised_somewhere() -> None:
    names = {name for _, module in modules() for name, _ in called(module)}
    assert [kind.__name__ for kind in KINDS if kind.__name__ not in names] == []


def test_no_words_of_an_error_are_written_outside_of_its_class() -> None:
    """Problems are made from their kinds, and kinds are defined in errors/ alone."""
    kinds = {kind.__name__ for kind in KINDS}
    for path, name, call in not_empty((path, *one) for path, module in modules() for one in called(module)):
        assert name != "Problem", f"{path} line {call.lineno} makes a problem without a kind"
        sentences = [one.value for one in ast.walk(call) if isinstance(one, ast.Constant) and name in kinds]
        assert not [one for one in sentences if str(one).endswith(".") and " " in str(one)], f"{path} {name}"
        if name == "InputError":
            texts = [one for one in call.args if isinstance(one, ast.Constant | ast.JoinedStr)]
            assert not texts, f"{path} line {call.lineno} makes an error of text"
    for path, module in not_empty(modules()):
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef):
                bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
                assert not bases & ({"Problem"} | kinds), f"{path} line {node.lineno} defines a kind of error"


class Sample(Problem):
    """A kind that only this test makes."""

    name: str
    found, expected, fix = "{name!r}", "another", "Correct it."


def test_a_message_tells_where_what_and_how_to_fix_it() -> None:
    assert str(Sample("a.csv", name="x", row=3, column="code")) == (
        "a.csv, row 3, column code: found 'x'; expected another. Correct it. [sample]"
    )
    assert str(Sample("a.csv", name="{x}")) == "a.csv: found '{x}'; expected another. Correct it. [sample]"


def test_problems_are_collected_and_each_is_reported_once() -> None:
    problems = Problems()
    problems.raise_any()
    for name in ("x", "y", "x"):
        with problems.collected():
            raise Sample("a.csv", name=name).error()
    with pytest.raises(InputError) as raised:
        problems.raise_any()
    assert [str(one) for one in raised.value.problems] == [str(Sample("a.csv", name=name)) for name in ("x", "y")]
    with pytest.raises(ZeroDivisionError), problems.collected():
        raise ZeroDivisionError
