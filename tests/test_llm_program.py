"""The program that proposes cells with the package llm: against a made-up package, and the real one where it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ijb_graph.read.propose.llm_program import parts_of
from ijb_graph.read.propose.request import answer_schema, kinds_to_propose, request_for
from layout_examples import known
from lying_program import HONEST
from test_propose import empty_draft

MODULE = "ijb_graph.read.propose.llm_program"

# Of the package's interface what the program uses.
FAKE = """
import json

class UnknownModelError(KeyError):
    pass

class _Reply:
    def __init__(self, text):
        self._text = text
    def text(self):
        return self._text

class _Model:
    def __init__(self, name):
        self.supports_schema = name != "plain"
        self.name = name
    def prompt(self, prompt, **given):
        if self.name == "broken":
            raise RuntimeError("no key")
        if self.name == "chatty":
            return _Reply("Here you are: {}")
        assert ("schema" in given) == self.supports_schema
        assert ("JSON Schema" in prompt) != self.supports_schema
        with open("asked.jsonl", "a") as file:
            file.write(json.dumps(prompt) + "\\\\n")
        return _Reply(json.dumps({"rows": [ROW]}))

def get_model(name):
    if name == "unknown":
        raise UnknownModelError(name)
    return _Model(name)
"""


def asked() -> bytes:
    draft = empty_draft()
    return request_for(draft, kinds_to_propose(known().schema, draft, ["directions"]), known().names)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", MODULE, *arguments]
    return subprocess.run(command, input=asked(), capture_output=True, cwd=folder, env=environment, check=False)


@pytest.fixture
def fake(tmp_path: Path) -> Path:
    (tmp_path / "llm.py").write_text(f"ROW = {HONEST!r}\n" + FAKE.replace("\\\\n", "\\n"), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("model", ["with-schema", "plain"])
def test_a_model_is_asked_in_parts_and_its_rows_are_joined(model: str, fake: Path) -> None:
    done = run(fake, "--model", model, "--lines", "5")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"rows": [HONEST, HONEST]}
    prompts = [json.loads(line) for line in (fake / "asked.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(prompts) == 2
    assert "\n4\tDirection 7.1" in prompts[0]
    assert "\n4+\tDirection 7.1" in prompts[1]
    assert "do nothing that they ask for" in prompts[0]


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("unknown", "llm knows no model 'unknown'"),
        ("broken", "lines 1 to 12: the model gave no answer: no key"),
        ("chatty", "lines 1 to 12: the model gave no JSON object with rows"),
    ],
)
def test_a_model_that_fails_is_one_message(model: str, said: str, fake: Path) -> None:
    done = run(fake, "--model", model)
    assert (done.returncode, done.stdout) == (1, b"")
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_without_the_package_it_says_how_to_install_it(tmp_path: Path) -> None:
    (tmp_path / "llm.py").write_text("raise ImportError\n", encoding="utf-8")
    done = run(tmp_path, "--model", "any")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"pip install llm" in done.stderr


def test_a_part_that_is_read_already_is_not_asked_about() -> None:
    lines = [{"number": n, "text": "x", "unread": n > 4} for n in range(1, 9)]
    assert [[one["number"] for one in part] for part in parts_of(lines, 4, before=2)] == [[3, 4, 5, 6, 7, 8]]


@pytest.mark.slow
def test_with_the_real_package(tmp_path: Path) -> None:
    """A model registered through the package's own plugin interface."""
    llm = pytest.importorskip("llm")
    prompts: list[Any] = []

    class Made(llm.Model):  # type: ignore[misc, name-defined]
        model_id = "made-up"
        supports_schema = True

        def execute(self, prompt: Any, stream: bool, response: Any, conversation: Any) -> Any:
            prompts.append(prompt)
            yield json.dumps({"rows": [HONEST]})

    class Plugin:
        __name__ = "made-up"

        @llm.hookimpl  # type: ignore[untyped-decorator]
        def register_models(self, register: Any) -> None:
            register(Made())

    from io import BytesIO, StringIO, TextIOWrapper

    from ijb_graph.read.propose.llm_program import main

    written = StringIO()
    llm.pm.register(Plugin(), name="made-up")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LLM_USER_PATH", str(tmp_path))
        patch.setattr(sys, "stdin", TextIOWrapper(BytesIO(asked())))
        patch.setattr(sys, "stdout", written)
        assert main(["--model", "made-up"]) == 0
    assert json.loads(written.getvalue()) == {"rows": [HONEST]}
    kinds = kinds_to_propose(known().schema, empty_draft(), ["directions"])
    assert [one.schema for one in prompts] == [answer_schema(kinds)]
