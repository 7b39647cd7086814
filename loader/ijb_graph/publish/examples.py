"""The questions as examples of SPARQL queries (``sh:SPARQLSelectExecutable``), which editors of SPARQL offer."""

from __future__ import annotations

import re
from pathlib import Path

from ijb_graph.addresses import PREFIXES, address, rebase
from ijb_graph.ask.questions import Question
from ijb_graph.publish.datasets import SHACL, File, PublishedDataset, dataset, write
from ijb_graph.turtle import fill_turtle_template

__all__ = ["examples_part"]

_TEMPLATE = Path(__file__).with_name("examples.ttl.jinja")
_PREFIX = re.compile(r"^PREFIX (\w+):", re.MULTILINE)


def examples_part(folder: Path, questions: list[Question], base: str, endpoint: str | None) -> PublishedDataset:
    """Write each question as a query that can be run as it is, with its defaults; ``endpoint`` is where to ask it."""

    def at(kind: str, *parts: str) -> str:
        return rebase(address(kind, *parts), base)

    used = {name for question in questions for name in _PREFIX.findall(question.sparql)}
    values = {
        "base": base,
        "at": at,
        "rebase": rebase,
        "questions": sorted(questions, key=lambda one: one.name),
        "prefixes": {name: rebase(PREFIXES[name], base) for name in sorted(used & PREFIXES.keys())},
        "endpoint": endpoint,
    }
    write(folder, "examples.ttl", fill_turtle_template(_TEMPLATE, base, values))
    facts: dict[str, object] = {"questions": len(questions)}
    return dataset("examples", at("graph", "examples"), File("examples.ttl", SHACL), facts=facts)
