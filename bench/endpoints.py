"""Real SPARQL servers beside the embedded engine: `ijb load`, every question and every rule, each compared with ours.

Seconds of the processor are those of the server and of this process, which asks. A query that a server does not answer
within the limit is named and in no sum; rules are asked one after another until all have taken the longest.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any, Generic, TypeVar

from ijb_graph.addresses import BASE
from ijb_graph.check.compiled_rules import shapes_of
from ijb_graph.check.rules import Rule, read_rules
from ijb_graph.check.validators import ValidationData, validate_rule
from ijb_graph.engine import Embedded, Engine
from ijb_graph.engine.query_limits import Limits
from ijb_graph.engine.remote import Remote
from ijb_graph.errors import InputError
from ijb_graph.load import load
from synthetic import ROOT

sys.path.append(str(ROOT / "tests"))
import servers

__all__ = ["SERVERS", "endpoint"]

# Pages of 8 KiB that Virtuoso keeps in memory: 4 GiB.
_BUFFERS = 1 << 19
# Seconds that a server may take over one query, and over all rules.
_LIMIT, _LONGEST = 60.0, 600.0
_TICKS = os.sysconf("SC_CLK_TCK")


def _virtuoso(folder: Path) -> Any:
    return servers.virtuoso(folder, rows=10_000_000, buffers=_BUFFERS)


SERVERS: dict[str, Callable[[Path], Any]] = {"virtuoso": _virtuoso, "oxigraph": servers.oxigraph}
_PROGRAMS = {"virtuoso": "virtuoso-t", "oxigraph": str(Path(sys.executable).with_name("oxigraph"))}


def _processor(pid: int) -> float:
    """Seconds of the processor that a process and this one have taken."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS + time.process_time()


_Engine = TypeVar("_Engine")


@dataclass
class _Asked(Generic[_Engine]):
    """What came of asking a server, by its process's number, one thing after another, and of asking ours the same."""

    server: int
    there: _Engine
    here: _Engine
    seconds: float = 0.0
    wall: float = 0.0
    ours: float = 0.0
    ended: int = 0
    stopped: list[str] = field(default_factory=list)
    differ: list[str] = field(default_factory=list)

    def ask(self, name: str, answer: Callable[[_Engine], object]) -> None:
        """Ask both; what the server does not answer counts for neither."""
        began, wall = _processor(self.server), time.perf_counter()
        try:
            found = answer(self.there)
        except InputError:
            self.stopped.append(name)
            return
        self.seconds += _processor(self.server) - began
        self.wall += time.perf_counter() - wall
        own = time.process_time()
        if answer(self.here) != found:
            self.differ.append(name)
        self.ours += time.process_time() - own
        self.ended += 1

    def told(self, what: str) -> dict[str, Any]:
        """The measures, by names that begin with what was asked."""
        return {
            what: self.ended,
            f"{what}_seconds": round(self.seconds, 2),
            f"{what}_wall": round(self.wall, 2),
            f"{what}_ours": round(self.ours, 3),
            f"{what}_stopped": "; ".join(self.stopped),
            f"{what}_differ": "; ".join(self.differ),
        }


def _rows(text: str, engine: Engine) -> object:
    return engine.query(text, "a question").rows


def _found(rule: Rule, data: ValidationData) -> object:
    return sorted(map(str, validate_rule(data, shapes_of(rule, BASE, None), rule.id)))


def endpoint(nquads: str, kind: str) -> dict[str, Any]:
    """Bring the graph to a server, and ask it every question and every rule."""
    if which(_PROGRAMS[kind]) is None:
        return {"failed": "not installed"}
    with TemporaryDirectory() as folder, SERVERS[kind](Path(folder)) as server:
        os.environ.update(server.environment, NO_PROXY="*")
        limits = Limits(seconds=_LIMIT, memory=1e6, answer=1e6, pages=1e6)
        began, wall = _processor(server.pid), time.perf_counter()
        steps = list(load(Path(nquads), server.query, limits=limits))
        told: dict[str, Any] = {
            "load": round(_processor(server.pid) - began, 2),
            "load_wall": round(time.perf_counter() - wall, 2),
            "triples": sum(step.statements for step in steps),
        }
        here, there = Embedded(Path(nquads)), Remote(server.query, limits, waits=())
        questions = _Asked[Engine](server.pid, there, here)
        for path in sorted((ROOT / "queries").glob("*/query.rq")):
            questions.ask(path.parent.name, partial(_rows, path.read_text(encoding="utf-8")))
        rules = _Asked(server.pid, ValidationData(there), ValidationData(here))
        for rule in read_rules(ROOT / "shapes"):
            # The shapes are made before, and not in the seconds of either.
            if not rule.validates_acceptances and rules.wall < _LONGEST and shapes_of(rule, BASE, None):
                rules.ask(rule.id, partial(_found, rule))
        return told | questions.told("questions") | rules.told("rules")
