"""`ijb check --incremental` finds what `ijb check` finds, whatever changed and whatever became of its store."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from assertions import not_empty
from click.testing import CliRunner
from conftest import PROJECT
from graph_files import statements_of, write_graph
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from ijb_graph.check import compiled_rules
from ijb_graph.check import incremental_check as again_module
from ijb_graph.check.findings import Finding
from ijb_graph.check.incremental_check import FOLDER, RESULTS, IncrementalCheck
from ijb_graph.check.report_formats import as_json
from ijb_graph.check.rules import Rule, read_rules
from ijb_graph.check.run_rules import check
from ijb_graph.cli import cli
from ijb_graph.engine import Embedded
from ijb_graph.errors import InputError
from ijb_graph.graph.build import build
from ijb_graph.graph_file import with_trailer
from made_up import compose
from mutations import DEFECT, Defect, plant, read_defect
from quick import quick_of_each_kind
from rule_cases import ALL_RULES
from shacl_compiler.incremental import Changes

# A few rules, to read their queries takes long, and one that asks which day it is.
EVERY = [rule for rule in ALL_RULES if not rule.validates_acceptances]
RULES = [*EVERY[::22], next(rule for rule in EVERY if rule.id == "action-overdue")]


def defects() -> list[Defect]:
    """The defects of these rules that can be built."""
    paths = [rule.path.parent / DEFECT for rule in RULES]
    every = [read_defect(path) for path in paths if path.exists()]
    return [one for one in every if not one.refused]


DEFECTS = defects()


def built(folder: Path, *planted: Defect) -> Path:
    """The clean project with defects planted into it, built in a folder."""
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    compose(data)
    for one in planted:
        # Two defects may be of one row.
        with suppress(ValueError):
            plant(data, one)
    return build(data, PROJECT.ontology, folder).path


def plainly(graph: Path, rules: list[Rule] = RULES, as_of: date | None = None) -> list[Finding]:
    return check(Embedded(graph), rules, as_of)


def again(
    graph: Path, rules: list[Rule] = RULES, as_of: date | None = None, only: str | None = None
) -> tuple[list[Finding], IncrementalCheck]:
    """What a check again finds, and what it kept."""
    one = IncrementalCheck(graph, as_of)
    found = check(Embedded(graph), rules, as_of, only=only, incremental=one)
    one.keep()
    return found, one


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph with findings in it, checked."""
    folder = tmp_path_factory.mktemp("checked")
    graph = built(folder, *DEFECTS[:8])
    again(graph)
    return graph


@pytest.fixture
def graph(checked: Path, tmp_path: Path) -> Path:
    """The same, to spoil."""
    shutil.copytree(checked.parent, tmp_path / "out", copy_function=shutil.copy2)
    return tmp_path / "out" / checked.name


def without(graph: Path, chosen: Callable[[bytes], bool], most: int = 1000) -> None:
    """Put a graph without some statements in its place, as a build does."""
    lines = statements_of(graph)
    gone = set([line for line in lines if chosen(line.encode())][:most])
    assert gone
    write_graph(graph, [line for line in lines if line not in gone])


def with_another_relation(graph: Path) -> None:
    """Write another graph of the same size in the place of one."""
    lines = statements_of(graph)
    graph.unlink()
    write_graph(graph, [line.replace("#isDue>", "#wasDu>") for line in lines])


def walk(folder: Path, steps: Iterable[list[Defect]]) -> None:
    """From one project to the next: the findings are those of a check of everything, whatever was kept before."""
    for planted in not_empty(steps):
        graph = built(folder, *planted)
        found, one = again(graph)
        assert one.notes == []
        assert as_json(found, RULES) == as_json(plainly(graph), RULES)


@pytest.mark.parametrize("examples", [1, pytest.param(3, marks=pytest.mark.slow)])
def test_the_same_findings_whatever_changed(tmp_path: Path, examples: int) -> None:
    @settings(max_examples=examples, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
    # Each at most once a step: planted twice, a row that it adds would have the key of another, which no build takes.
    @given(st.lists(st.lists(st.sampled_from(range(len(DEFECTS))), max_size=3, unique=True), min_size=2, max_size=2))
    def run(steps: list[list[int]]) -> None:
        walk(tmp_path, [[DEFECTS[index] for index in step] for step in steps])

    run()


def test_a_fault_in_it_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Changes, "affected_focus_nodes", lambda *_: set())
    with pytest.raises(AssertionError):
        walk(tmp_path, [[], DEFECTS[:3]])


def test_one_change_is_judged_where_it_is(graph: Path) -> None:
    """Some rules have nothing to do with the change and are not run at all; the rest are run for what it concerns."""
    again(graph)
    _, nothing = again(graph)
    assert (nothing.whole, nothing.part) == (0, 0)
    without(graph, lambda line: b"/id/improvement-action/" in line and b"#isDue>" in line, 1)
    found, one = again(graph)
    assert found == plainly(graph)
    assert one.whole <= 1
    assert 0 < one.part < len(RULES) / 2
    assert again(graph)[0] == found


def results(graph: Path) -> Path:
    return graph.parent / FOLDER / RESULTS


def edited(graph: Path) -> None:
    """A finding fewer, by hand."""
    head, *lines = results(graph).read_text(encoding="utf-8").splitlines(keepends=True)
    number = next(number for number, line in enumerate(lines) if "https://w3id.org/ijb/id/" in line)
    rule, key, kept = json.loads(lines[number])
    lines[number] = f"{json.dumps([rule, key, [[] for _ in kept]])}\n"
    results(graph).write_text(head + "".join(lines), encoding="utf-8")


def cut_off(graph: Path) -> None:
    text = results(graph).read_bytes()
    results(graph).write_bytes(text[: len(text) // 2])


def emptied(graph: Path) -> None:
    results(graph).write_bytes(b"")


def other_graph(graph: Path) -> None:
    """The graph that is kept is not the one that was judged."""
    kept = results(graph).with_name(graph.name)
    kept.write_bytes(kept.read_bytes().splitlines(keepends=True)[0])


def same_size_and_time(graph: Path) -> None:
    """The graph that is kept is another of the same size and time."""
    kept = results(graph).with_name(graph.name)
    before, text = kept.stat(), kept.read_bytes()
    with_another_relation(kept)
    os.utime(kept, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (kept.stat().st_size, kept.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert kept.read_bytes() != text


def no_graph(graph: Path) -> None:
    results(graph).with_name(graph.name).unlink()


# What the damage of each is.
DAMAGE: dict[Callable[[Path], None], str] = {
    edited: "results altered",
    cut_off: "results cut",
    emptied: "results cut",
    other_graph: "another graph",
    same_size_and_time: "another graph",
    no_graph: "no graph",
}


@pytest.mark.parametrize(
    "harm",
    quick_of_each_kind(DAMAGE, lambda one: {DAMAGE[one]}),
    ids=lambda harm: harm.__name__,
)
def test_what_is_damaged_is_told_and_not_used(graph: Path, harm: Callable[[Path], None]) -> None:
    harm(graph)
    found, one = again(graph)
    assert found == plainly(graph)
    assert found
    assert (one.whole, len(one.notes)) == (len(RULES), 1)
    assert "results.jsonl is damaged, or not of the graph beside it: everything was checked anew." in one.notes[0]
    assert again(graph)[1].notes == []


def test_the_digest_is_what_tells(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it a finding that somebody took out is missing."""
    edited(graph)
    head, _, body = results(graph).read_bytes().partition(b"\n")
    told = {**json.loads(head), "digest": sha256(body).hexdigest()}
    results(graph).write_bytes(json.dumps(told).encode() + b"\n" + body)
    assert again(graph)[0] != plainly(graph)


def test_a_graph_that_was_edited_in_place_is_told(graph: Path) -> None:
    """It is the kept one too, which is then no longer the one that was judged."""
    again(graph)
    assert graph.samefile(results(graph).with_name(graph.name))
    kept = [line for line in statements_of(graph) if "#isDue>" not in line]
    graph.write_text("".join(with_trailer(kept)), encoding="utf-8")
    found, one = again(graph)
    assert found == plainly(graph)
    assert len(one.notes) == 1


def test_another_day_another_program_and_another_rule_are_judged_anew(
    graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = date(2050, 1, 1)
    assert again(graph)[1].whole == 0
    found, one = again(graph, as_of=day)
    assert found == plainly(graph, as_of=day)
    assert found != plainly(graph)
    assert one.whole == sum(b"judgementDate" in rule.turtle for rule in RULES) > 0
    again(graph)
    number = next(number for number, rule in enumerate(RULES) if again(graph, [rule])[0])
    again(graph)
    rule = RULES[number]
    folder = tmp_path / "shapes" / rule.level / rule.id
    shutil.copytree(rule.path.parent, folder)
    shutil.copy(rule.path.parent.parent.parent / "prefixes.ttl", tmp_path / "shapes")
    shape = folder / rule.path.name
    shape.write_text(shape.read_text(encoding="utf-8").replace('sh:message "', 'sh:message "NEW: '), encoding="utf-8")
    others = [*RULES[:number], *read_rules(tmp_path / "shapes"), *RULES[number + 1 :]]
    found, one = again(graph, others)
    assert any("NEW: " in finding.message for finding in found)
    assert one.whole == 1
    monkeypatch.setattr(compiled_rules, "_program", lambda: "another")
    found, one = again(graph)
    assert (found, one.whole, one.notes) == (plainly(graph), len(RULES), [])


def test_without_its_key_an_old_day_would_be_told(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again_module, "key_of", lambda *_: "the same")
    again(graph)
    assert again(graph, as_of=date(2050, 1, 1))[0] != plainly(graph, as_of=date(2050, 1, 1))


def test_a_check_that_is_stopped_leaves_what_was_kept(graph: Path) -> None:
    before = results(graph).read_bytes()

    def stop(step: str) -> None:
        if step.startswith("rule 2 "):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(Embedded(graph), RULES, progress=stop, incremental=IncrementalCheck(graph, None))
    assert results(graph).read_bytes() == before
    assert again(graph)[1].whole == 0


def test_keeping_that_is_stopped_is_noticed(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the two files: the results are then not of the graph beside them."""
    without(graph, lambda line: b"#isDue>" in line)
    replaced = Path.replace

    def stop(path: Path, target: Path) -> Path:
        if path.name == RESULTS:
            raise KeyboardInterrupt
        return replaced(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", stop)
        with pytest.raises(KeyboardInterrupt):
            again(graph)
    assert {path.name for path in results(graph).parent.iterdir()} == {RESULTS, graph.name}
    found, one = again(graph)
    assert (found, len(one.notes)) == (plainly(graph), 1)


def test_what_a_killed_check_left_is_removed(graph: Path) -> None:
    left = results(graph).with_name(f".{RESULTS}.ijb-unfinished-a1b2c3d4")
    left.mkdir()
    (left / graph.name).touch()
    again(graph)
    assert {path.name for path in results(graph).parent.iterdir()} == {RESULTS, graph.name}


def test_a_build_during_the_check_is_not_taken_for_what_was_judged(graph: Path) -> None:
    before = results(graph).read_bytes()
    one = IncrementalCheck(graph, None)
    check(Embedded(graph), RULES, incremental=one)
    without(graph, lambda line: b"#isDue>" in line)
    one.keep()
    assert "was built anew during the check" in one.notes[0]
    assert results(graph).read_bytes() == before


def test_a_graph_of_the_same_size_and_time_is_not_taken_for_what_was_checked(graph: Path) -> None:
    """Neither before a check nor during it."""
    before, one = graph.stat(), IncrementalCheck(graph, None)
    check(Embedded(graph), RULES, incremental=one)
    with_another_relation(graph)
    os.utime(graph, ns=(before.st_atime_ns, before.st_mtime_ns))
    one.keep()
    assert "was built anew during the check" in one.notes[0]
    found, two = again(graph)
    assert found == plainly(graph)
    assert (two.whole + two.part > 0, two.notes) == (True, [])


def test_where_no_link_can_be_made_a_copy_is_kept(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refused)
    shutil.rmtree(graph.parent / FOLDER)
    again(graph)
    assert not graph.samefile(results(graph).with_name(graph.name))
    assert again(graph)[1].whole == 0


def test_one_rule_alone_is_kept_for_no_next_time(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the command gives the same bytes in every format, accepted findings and all."""
    monkeypatch.setattr("ijb_graph.cli.check_command.read_rules", lambda _: RULES)

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli, ["check", "--out", str(graph.parent), *arguments])
        assert "ijb: " not in done.stderr
        return done.exit_code, done.stdout

    rule, board = plainly(graph)[0].rule, plainly(graph)[0].board
    before = results(graph).read_bytes()
    assert run("--incremental", "--rule", rule) == run("--rule", rule)
    assert results(graph).read_bytes() == before
    for form in ("text", "csv", "json", "turtle"):
        assert run("--incremental", "--format", form) == run("--format", form)
    assert run("--incremental", "--board", board) == run("--board", board)
    assert run("--incremental", "--as-of", "2050-01-01") == run("--as-of", "2050-01-01")


def test_a_plain_check_keeps_nothing(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ijb_graph.cli.check_command.read_rules", lambda _: RULES)
    shutil.rmtree(graph.parent / FOLDER)
    assert CliRunner().invoke(cli, ["check", "--out", str(graph.parent), "--rule", RULES[0].id]).exit_code in (0, 1)
    assert not (graph.parent / FOLDER).exists()


@pytest.mark.parametrize("option", ["--incremental", "--again"])
@pytest.mark.parametrize("other", [("--endpoint", "http://localhost:1/"), ("--engine", "pyshacl")])
def test_it_is_for_the_built_graph_alone(option: str, other: tuple[str, str]) -> None:
    refused = CliRunner().invoke(cli, ["check", option, *other]).exception
    assert isinstance(refused, InputError)
    named = other[0] if other[0] == "--endpoint" else " ".join(other)
    assert f"found --incremental together with {named}; expected one of the two" in str(refused)


def test_the_old_name_of_the_option_is_understood_and_no_longer_shown(graph: Path) -> None:
    results(graph).unlink()
    done = CliRunner().invoke(cli, ["check", "--out", str(graph.parent), "--again"])
    assert done.exit_code in (0, 1)
    assert results(graph).exists()
    assert done.stderr == "DeprecationWarning: The option 'again' is deprecated. Use --incremental.\n"
    page = CliRunner().invoke(cli, ["check", "--help"]).stdout
    assert "--incremental" in page
    assert "--again" not in page
