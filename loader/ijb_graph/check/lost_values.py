"""What the export of a paper lost: no rule finds that a paper is silent where its words are gone."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from ijb_graph.addresses import rebase
from ijb_graph.check.findings import Result
from ijb_graph.engine.interface import Engine

__all__ = ["lost_values", "speaks_of_lost"]

_LOST = Path(__file__).with_name("lost_values.rq").read_text(encoding="utf-8")


def lost_values(engine: Engine) -> frozenset[tuple[str, str]]:
    """The address of each record, with the property whose values the export lost."""
    rows = engine.query(rebase(_LOST, engine.base), "what the export lost").texts()
    return frozenset((record, lost) for record, lost in rows)


def speaks_of_lost(result: Result, lost: Collection[tuple[str, str]]) -> bool:
    """Whether a result says that a value is missing that the export lost.

    Such a result names the property and no value; where a shape names none, SHACL gives the focus node for it.
    """
    return (result.focus, result.path) in lost and result.value in ("", result.focus)
