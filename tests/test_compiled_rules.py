"""Compiled rules are cached: the findings never depend on the cache, whatever became of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import platformdirs
import pyoxigraph
import pytest
from command_line import Run
from ijb_graph.addresses import BASE
from ijb_graph.check import compiled_rules
from ijb_graph.check.compiled_rules import CACHE_FILE, CompiledRules, key_of
from ijb_graph.check.rules import Rule, rule_folders
from ijb_graph.errors import InputError
from ijb_graph.project import Project
from rule_cases import ALL_RULES
from shacl_compiler import CompiledShapes

EVERY = [rule for rule in ALL_RULES if not rule.validates_acceptances]
# A few rules, one of which asks which day it is, and one for a command to run.
RULES = [*EVERY[::40], next(rule for rule in EVERY if rule.id == "action-overdue")]
RULE = RULES[-1]


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files of the rules that are compiled, as they are."""
    found: list[str] = []
    compiled = compiled_rules.compiled

    def counted(shapes: object, source: str) -> CompiledShapes:
        found.append(source)
        return compiled(shapes, source)

    monkeypatch.setattr(compiled_rules, "compiled", counted)
    return found


def run(folder: Path, rules: list[Rule] = RULES, base: str = BASE, as_of: date | None = None) -> list[object]:
    """The queries of rules, as one run has them."""
    compiled = CompiledRules(base, as_of, folder)
    found = [compiled.of(rule) for rule in rules]
    compiled.save()
    return [(one.constraints, one.literal_tests, one.warnings) for one in found]


def without_labels(found: list[object]) -> str:
    """What was compiled, but for the shapes' own nodes: a blank node has another label in each run."""
    return "".join(
        str([replace(one, node=one.component, constraint=None) for one in rule[0]])  # type: ignore[index]
        for rule in found
    )


def test_what_is_cached_is_what_is_compiled(tmp_path: Path, compilations: list[str]) -> None:
    cold = run(tmp_path)
    assert len(compilations) == len(RULES)
    assert run(tmp_path) == cold
    assert len(compilations) == len(RULES)
    assert (tmp_path / CACHE_FILE).stat().st_mode & 0o777 == 0o600


def harmed(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def harm(file: Path) -> None:
        file.write_bytes(change(file.read_bytes()))

    return harm


@pytest.mark.parametrize(
    "harm",
    [
        # One letter of a query: without the hash a rule would silently be another.
        harmed(lambda text: text.replace(b"FILTER", b"filter", 1)),
        harmed(lambda text: text[: len(text) // 2]),
        harmed(lambda text: text.partition(b"\n")[2]),
        harmed(lambda _: b""),
        harmed(lambda _: b"\xff\xfe\x00"),
        lambda file: file.chmod(0o620),
        lambda file: file.chmod(0o602),
    ],
    ids=["a letter", "cut off", "no hash", "empty", "no text", "the group may write", "all may write"],
)
def test_a_damaged_cache_is_not_used_and_is_replaced(
    tmp_path: Path, harm: Callable[[Path], None], compilations: list[str]
) -> None:
    cold = run(tmp_path)
    harm(tmp_path / CACHE_FILE)
    compilations.clear()
    assert without_labels(run(tmp_path)) == without_labels(cold)
    assert len(compilations) == len(RULES)
    run(tmp_path)
    assert len(compilations) == len(RULES)


def test_the_cache_of_another_user_is_not_used(
    tmp_path: Path, compilations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path)
    compilations.clear()
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    run(tmp_path)
    assert len(compilations) == len(RULES)


def test_a_line_that_is_no_rule_is_compiled_again(tmp_path: Path, compilations: list[str]) -> None:
    """The hash fits, but another program has written it."""
    file = tmp_path / CACHE_FILE
    key = key_of(RULE, BASE, None).encode()
    for line in (b"{}", b"[1]", b"no JSON", b'{"constraints": [{}], "datatypes": {}, "warnings": []}'):
        body = key + b" " + line + b"\n"
        file.write_bytes(sha256(body).hexdigest().encode() + b"\n" + body)
        file.chmod(0o600)
        compilations.clear()
        assert run(tmp_path, [RULE])[0] == run(tmp_path, [RULE])[0]
        assert len(compilations) == 1


def test_another_rule_day_base_and_program_are_compiled_anew(
    tmp_path: Path, compilations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cold = run(tmp_path)

    def again(**given: object) -> int:
        compilations.clear()
        found = run(tmp_path, **given)  # type: ignore[arg-type]
        assert (found == cold) is not bool(compilations)
        return len(compilations)

    changed = replace(RULE, turtle=RULE.turtle.replace(b'sh:message "', b'sh:message "NEW: '))
    assert again(rules=[*RULES[:-1], changed]) == 1
    # Only what asks for the day depends on it.
    assert again(as_of=date(2050, 1, 1)) == sum(b"judgementDate" in rule.turtle for rule in RULES)
    assert again(base="https://example.org/") == len(RULES)
    assert again() == 0
    with monkeypatch.context() as patched:
        patched.setattr(compiled_rules, "_program", lambda: "another")
        compilations.clear()
        run(tmp_path)
        assert len(compilations) == len(RULES)
    assert again() == 0


def test_the_program_is_its_text_and_what_it_rests_on(monkeypatch: pytest.MonkeyPatch) -> None:
    before = compiled_rules._program()
    compiled_rules._program.cache_clear()
    assert compiled_rules._program() == before
    compiled_rules._program.cache_clear()
    monkeypatch.setattr(pyoxigraph, "__version__", "0.0.0")
    assert compiled_rules._program() != before
    monkeypatch.undo()
    compiled_rules._program.cache_clear()


def test_an_ill_formed_rule_is_reported_each_time(tmp_path: Path) -> None:
    broken = replace(RULE, turtle=RULE.turtle.replace(b"sh:select", b"sh:selecct"))
    for _ in range(2):
        with pytest.raises(InputError, match="sh:select"):
            run(tmp_path, [*RULES[:-1], broken])


def test_the_cache_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled_rules, "_MOST", 10)
    for year in range(2000, 2020):
        run(tmp_path, [RULE], as_of=date(year, 1, 1))
    assert len((tmp_path / CACHE_FILE).read_bytes().splitlines()) == 11
    assert [path.name for path in tmp_path.iterdir()] == [CACHE_FILE]


def test_several_may_write_it_at_once(tmp_path: Path) -> None:
    cold = run(tmp_path / "cold")
    with ThreadPoolExecutor(8) as pool:
        every = list(pool.map(lambda _: run(tmp_path / "shared"), range(24)))
    assert {without_labels(one) for one in every} == {without_labels(cold)}
    assert [path.name for path in (tmp_path / "shared").iterdir()] == [CACHE_FILE]


def test_a_folder_that_cannot_be_written_to_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert without_labels(run(tmp_path / "file")) == without_labels(run(tmp_path / "other"))


def test_the_command_finds_the_same_with_and_without_it(small_ready: Run, small: Project, tmp_path: Path) -> None:
    """Cold, warm, damaged, in processes at once, and it needs no rdflib where all is cached."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    code = "import sys; from ijb_graph.cli import main; sys.argv[0] = 'ijb'\ntry: main()\nfinally: print(*sys.modules)"

    def check(*options: str) -> tuple[bytes, set[str]]:
        command = [sys.executable, "-c", code, "check", "--format", "csv", *options]
        done = subprocess.run(command, cwd=small.root, env=environment, capture_output=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        findings, _, modules = done.stdout.rstrip(b"\n").rpartition(b"\n")
        return findings, set(modules.decode().split())

    cold, modules = check()
    assert "rdflib" in modules
    file = next((tmp_path / "cache").rglob(CACHE_FILE))
    warm, modules = check()
    assert warm == cold
    assert not modules & {"rdflib", "pyshacl", "pyparsing"}
    [rule] = rule_folders(small.shapes)
    one, _ = check("--rule", rule.name)
    assert one
    text = file.read_bytes()
    file.write_bytes(text.replace(b"FILTER", b"filter"))
    assert file.read_bytes() != text
    with ThreadPoolExecutor(2) as pool:
        assert [found for found, _ in pool.map(lambda _: check("--rule", rule.name), range(2))] == [one, one]
    shutil.rmtree(tmp_path / "cache")
    assert check("--rule", rule.name)[0] == one


def test_it_lies_in_the_users_cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name, appauthor: tmp_path / name)
    compiled = CompiledRules(BASE, None)
    compiled.of(RULE)
    compiled.save()
    assert (tmp_path / "ijb-graph" / CACHE_FILE).exists()
