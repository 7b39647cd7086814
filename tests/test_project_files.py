"""The files around the project: changelog fragments, hooks and workflow say what is so."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from assertions import not_empty
from conftest import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_changelog_fragment_is_one_sentence_of_a_known_kind() -> None:
    kinds = "|".join(PYPROJECT["tool"]["towncrier"]["fragment"])
    told = (ROOT / "changelog.d" / "README.md").read_text(encoding="utf-8")
    assert all(f"| `{kind}` |" in told for kind in kinds.split("|"))
    for path in not_empty((ROOT / "changelog.d").iterdir()):
        if path.name not in ("README.md", "template.md.jinja"):
            assert re.fullmatch(rf"[a-z0-9-]+\.({kinds})\.md", path.name), path.name
            text = path.read_text(encoding="utf-8")
            assert re.fullmatch(r"[^\n]+\.\n", text), path.name


def test_every_hook_is_local_and_its_tool_is_installed() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert re.findall(r"repo: (.+)", text) == ["local"]
    entries = re.findall(r"entry: (.+)", text)
    assert len(entries) == text.count("- id: ") >= 5
    for tool, *_ in not_empty(entry.split() for entry in entries):
        assert (Path(sys.executable).parent / Path(tool).name).exists(), tool
    for script in not_empty(one for entry in entries for one in entry.split()[1:] if one.endswith(".py")):
        assert (ROOT / script).exists()


def test_the_workflow_runs_every_python_that_the_project_names() -> None:
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(PYPROJECT["project"]["classifiers"]))
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    matrix = re.search(r"python: \[(.+)\]", text)
    assert matrix
    assert re.findall(r"3\.\d+", matrix[1]) == named
    assert "run: .ci/run" in text
    assert PYPROJECT["project"]["requires-python"] == f">={named[0]}"


def test_the_readme_is_a_screen_and_a_half() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 95
