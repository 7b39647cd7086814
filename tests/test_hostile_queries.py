"""The command on queries that would hang it, fill the memory, call out, crash the engine or act on the terminal."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time

import pytest
from command_line import run_in_process
from conftest import PROJECT
from ijb_graph.graph.build import Built

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
RED = 'SELECT ("\\u001b[31mred\\u001b]0;title\\u0007" AS ?x) ("\\u202e" AS ?y) {}'


def command(built: Built, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "ijb_graph", *arguments, "--out", str(built.path.parent)]


def sparql(built: Built, query: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(built, "sparql", "-", *options),
        cwd=PROJECT.root,
        input=query,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize(
    ("query", "options", "environment", "error", "fix"),
    [
        (CROSS, ["--timeout", "0.2"], {}, "query-out-of-time", "--timeout"),
        pytest.param(
            CROSS,
            [],
            {"IJB_QUERY_SECONDS": "0.2"},
            "query-out-of-time",
            "IJB_QUERY_SECONDS",
            marks=pytest.mark.slow,
        ),
        (
            "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c",
            ["--memory", "100"],
            {},
            "query-out-of-memory",
            "--memory",
        ),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", ["--max-answer", "1"], {}, "answer-too-large", "--max-answer"),
    ],
)
def test_each_ends_in_one_clear_error(
    small_built: Built, query: str, options: list[str], environment: dict[str, str], error: str, fix: str
) -> None:
    done = sparql(small_built, query, *options, **environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert f"[{error}]" in done.stderr and fix in done.stderr


@pytest.mark.parametrize(
    ("query", "error", "fix"),
    [
        ("SELECT * {" + "{" * 5000 + "}" * 5001, "query-too-deep", ""),
        ("SELECT * FROM <urn:none> { ?s ?p ?o }", "unknown-graph", ""),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "call-to-service", ""),
        ("SELECT * { ?s dcterms:title ?o }", "invalid-query", "the prefix dcterms: without a PREFIX"),
        ("BASE <http://a/> SELECT * FROM <b> { ?s ?p ?o }", "invalid-query", "FROM <b>"),
        ("SELECT * FROM", "invalid-query", "FROM nothing"),
        ("SELECT * { ?s ?p '\x1b[2J", "invalid-query", ""),
    ],
)
def test_what_does_not_run_at_all_is_one_clear_error(small_built: Built, query: str, error: str, fix: str) -> None:
    done = run_in_process("sparql", "-", "--out", str(small_built.path.parent), cwd=PROJECT.root, stdin=query)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"[{error}]" in done.stderr and fix in done.stderr
    assert "\x1b" not in done.stderr


def test_a_limit_that_is_none_is_one_clear_error(small_built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IJB_QUERY_MEMORY", "none")
    done = run_in_process("sparql", "-", "--out", str(small_built.path.parent), cwd=PROJECT.root, stdin=CROSS)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "[wrong-limit]" in done.stderr and "IJB_QUERY_MEMORY" in done.stderr


def test_a_query_with_a_base(small_built: Built) -> None:
    done = sparql(
        small_built,
        "BASE <https://w3id.org/ijb/> PREFIX d: <def#> ASK { ?paper a d:BoardPaper ; ?p <id/board/falkirk> }",
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "true\n", "")


def test_ctrl_c_ends_a_query_at_once(small_built: Built) -> None:
    with subprocess.Popen(
        command(small_built, "sparql", "-"), cwd=PROJECT.root, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stderr is not None
        process.stdin.write(CROSS)
        process.stdin.close()
        children: list[str] = []
        while not children:
            time.sleep(0.05)
            with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as listed:  # noqa: PTH123
                children = listed.read().split()
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 130
        assert time.monotonic() - began < 5
        assert "Traceback" not in process.stderr.read()
        with pytest.raises(ProcessLookupError):
            os.kill(int(children[0]), 0)


def test_an_answer_does_not_act_on_a_terminal(small_built: Built) -> None:
    for form in ("table", "csv", "json"):
        parent, child = pty.openpty()
        with subprocess.Popen(
            command(small_built, "sparql", "-", "--format", form), cwd=PROJECT.root, stdin=subprocess.PIPE, stdout=child
        ) as process:
            assert process.stdin is not None
            process.stdin.write(RED.encode())
            process.stdin.close()
            process.wait()
        os.close(child)
        shown = os.read(parent, 10_000).decode()
        os.close(parent)
        assert "\\u001b" in shown and "red" in shown and "\\u202e" in shown
        assert "\x1b]0;" not in shown and "\x1b[31mred" not in shown and "\u202e" not in shown


def test_a_pipe_gets_an_answer_as_it_is(small_built: Built) -> None:
    assert sparql(small_built, RED, "--format", "csv").stdout == "x,y\n\x1b[31mred\x1b]0;title\x07,\u202e\n"


def test_a_misspelt_term_is_named(small_built: Built) -> None:
    done = sparql(small_built, "SELECT ?o { ?s <https://w3id.org/ijb/def#isAdressedTo> ?o }")
    assert done.returncode == 0
    assert "did you mean ijb:isAddressedTo" in done.stderr
