"""The README keeps its word: its query runs, its answers are real, its addresses exist, its commands are there."""

from __future__ import annotations

import re

from conftest import PROJECT, Run
from ijb_graph.addresses import BASE
from ijb_graph.engine import Embedded

README = (PROJECT.root / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, flags=re.DOTALL)


def test_queries_run(engine: Embedded) -> None:
    queries = [text for language, text in BLOCKS if language == "sparql"]
    assert queries
    for query in queries:
        assert engine.query(query, "README.md").rows


def test_answers_are_the_real_ones(ijb: Run) -> None:
    """What follows `$ ijb ...` stands, line by line, in what that command prints; `...` leaves lines out."""
    assert ijb("build").returncode == 0
    shown = [text for _, text in BLOCKS if text.startswith("$ ijb ")]
    assert len(shown) >= 3
    for text in shown:
        command, *lines = text.strip().splitlines()
        printed = " ".join(ijb(*command.removeprefix("$ ijb ").split()).stdout.split())
        for part in "\n".join(lines).split("..."):
            assert " ".join(part.split()) in printed, f"{command} does not print {part}"


def test_counts_are_the_real_ones(engine: Embedded) -> None:
    def answer(question: str) -> list[list[str]]:
        query = (PROJECT.queries / question / "query.rq").read_text(encoding="utf-8")
        return [[term.value if term else "" for term in row] for row in engine.query(query, question).rows]

    levels = [row[3] for row in answer("completeness") if row[0] == "east-lothian"]
    told = "In East Lothian, one of the 40 is at level 0", "7 at\n1 (", "28 at 2 (", "4 at 3 ("
    assert [levels.count(level) for level in "0123"] == [1, 7, 28, 4]
    assert all(part in README for part in told)
    assert f"({len(answer('functions-without-direction'))} of 45, branches counted" in README


def test_addresses_exist(engine: Embedded) -> None:
    addresses = {address for _, text in BLOCKS for address in re.findall(rf"{BASE}\S+", text) if "PREFIX" not in text}
    assert len(addresses) >= 5
    for address in addresses:
        used = f"ASK {{ {{ <{address}> ?p ?o }} UNION {{ GRAPH <{address}> {{ ?s ?p ?o }} }} }}"
        assert engine.query(used, "README.md").truth, address


def test_commands_are_there(ijb: Run) -> None:
    text = ijb("--help").stdout
    for command in re.findall(r"^\| `ijb (\w+)", README, flags=re.MULTILINE):
        assert re.search(rf"^  {command} ", text, flags=re.MULTILINE), command
