"""One measurement, in a process of its own: prints what it found as a line of JSON.

Usage: python bench/measure.py STEP ARGUMENTS. Seconds are of processor time unless ``wall`` is in the name, because
the machine may be shared; ``peak_mb`` is the process's largest resident memory.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pyoxigraph
import shacl_compiler as shacl
from ijb_graph.addresses import BASE
from ijb_graph.check.rules import read_rules
from ijb_graph.check.run import shapes_of
from ijb_graph.engine import Embedded
from ijb_graph.graph.build import build
from nation import ROOT, write_nation
from rdflib import Dataset, Graph

__all__ = ["STEPS"]

# A rule that takes longer is stopped and named.
LIMIT = 10.0
_FORK = multiprocessing.get_context("fork")


def _peak_mb(who: int = resource.RUSAGE_SELF) -> float:
    return round(resource.getrusage(who).ru_maxrss / 1024, 1)


def _timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Processor seconds, seconds on the wall, and what came of it."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    return round(time.process_time() - cpu, 4), round(time.perf_counter() - wall, 4), result


def _loaded(graph: str) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.bulk_load(path=graph, format=pyoxigraph.RdfFormat.N_QUADS)
    return store


def nation(data: str, copies: str) -> dict[str, Any]:
    """Write the records."""
    cpu, _, planted = _timed(lambda: write_nation(Path(data), int(copies)))
    return {"seconds": cpu, "planted": sum(one.findings for one in planted)}


def graph(data: str, out: str) -> dict[str, Any]:
    """Records to sorted N-Quads."""
    cpu, wall, built = _timed(lambda: build(Path(data), ROOT / "ontology", Path(out)))
    triples = sum(built.statements.values())
    return {"seconds": cpu, "wall": wall, "triples": triples, "papers": len(built.papers), "peak_mb": _peak_mb()}


def load(nquads: str) -> dict[str, Any]:
    """The finished file into a store in memory."""
    cpu, wall, store = _timed(lambda: _loaded(nquads))
    return {"seconds": cpu, "wall": wall, "triples": len(store), "peak_mb": _peak_mb()}


def _rules_in_turn(store: pyoxigraph.Store, compiled: list[tuple[str, shacl.CompiledShapes]], pipe: Connection) -> None:
    for name, shapes in compiled:
        cpu, _, report = _timed(lambda shapes=shapes: shacl.validate(store, shapes, union=True))
        pipe.send((name, cpu, len(report.results)))


def _within_limit(
    store: pyoxigraph.Store, compiled: list[tuple[str, shacl.CompiledShapes]]
) -> tuple[dict[str, tuple[float, int]], list[str]]:
    """Seconds and results of each rule, and the rules that were stopped."""
    found: dict[str, tuple[float, int]] = {}
    stopped: list[str] = []
    left = compiled
    while left:
        ours, theirs = _FORK.Pipe(duplex=False)
        child = _FORK.Process(target=_rules_in_turn, args=(store, left, theirs))
        child.start()
        while left and ours.poll(LIMIT):
            name, seconds, results = ours.recv()
            found[name] = (seconds, results)
            left = left[1:]
        child.kill()
        child.join()
        if left:
            stopped.append(left[0][0])
            left = left[1:]
    return found, stopped


def _compiled(names: set[str] | None = None) -> list[tuple[str, shacl.CompiledShapes]]:
    rules = [rule for rule in read_rules(ROOT / "shapes") if not rule.judges_acceptances]
    return [
        (rule.id, shacl.compile_shapes(shapes_of(rule, BASE, None)))
        for rule in rules
        if names is None or rule.id in names
    ]


def _together(names: set[str]) -> shacl.CompiledShapes:
    shapes = Graph()
    for rule in read_rules(ROOT / "shapes"):
        if rule.id in names:
            shapes += shapes_of(rule, BASE, None)
    return shacl.compile_shapes(shapes)


def check(nquads: str) -> dict[str, Any]:
    """Every rule; then those that ended, at once, by one and by two workers; then again after a change of one paper."""
    store = _loaded(nquads)
    loaded_mb = _peak_mb()
    found, stopped = _within_limit(store, _compiled())
    together = _together(set(found))
    cpu, wall, report = _timed(lambda: shacl.validate(store, together, union=True))
    _, wall_two, _ = _timed(lambda: shacl.validate(store, together, union=True, workers=2))
    peak_mb = _peak_mb()
    # What each query reads is found out once for a book of rules.
    prepared, _, _ = _timed(lambda: shacl.revalidate(together, store, report, [], [], union=True))
    quad = next(store.quads_for_pattern(None, pyoxigraph.NamedNode("https://w3id.org/ijb/def#isDue"), None, None))
    store.remove(quad)
    again, _, renewed = _timed(lambda: shacl.revalidate(together, store, report, [], [quad.triple], union=True))
    full = shacl.validate(store, together, union=True)
    return {
        "seconds": cpu,
        "wall": wall,
        "wall_two_workers": wall_two,
        "results": len(report.results),
        "rules": len(found),
        "stopped": "; ".join(stopped),
        "loaded_mb": loaded_mb,
        "peak_mb": peak_mb,
        "prepared": prepared,
        "again": again,
        "again_same": renewed.results == full.results,
        "slowest": sorted(((seconds, name) for name, (seconds, _) in found.items()), reverse=True)[:15],
    }


def pyshacl(nquads: str, stopped: str) -> dict[str, Any]:
    """The rules that were not stopped by pySHACL on rdflib; reading the data is not counted."""
    import pyshacl as reference  # noqa: PLC0415 - slow to import

    data, shapes = Graph(), Graph()
    text = _loaded(nquads)
    data.parse(data="".join(sorted({f"{one.triple} .\n" for one in text})), format="nt")
    for rule in read_rules(ROOT / "shapes"):
        if not rule.judges_acceptances and rule.id not in stopped.split("; "):
            shapes += shapes_of(rule, BASE, None)
    cpu, _, (_, report, _) = _timed(lambda: reference.validate(data, shacl_graph=shapes, inplace=True))
    term = "http://www.w3.org/ns/shacl#ValidationResult"
    return {"seconds": cpu, "results": sum(1 for *_, kind in report if str(kind) == term)}


def questions(nquads: str, rdflib_too: str = "") -> dict[str, Any]:
    """Every question by pyoxigraph itself and through the engine of `ijb ask`, side by side; by rdflib if asked to."""
    store, engine = _loaded(nquads), Embedded(Path(nquads))
    data = Dataset(default_union=True)
    if rdflib_too:
        data.parse(nquads, format="nquads")
    seconds: dict[str, dict[str, float]] = defaultdict(dict)
    for path in sorted((ROOT / "queries").glob("*/query.rq")):
        text = path.read_text(encoding="utf-8")
        raw, _, _ = _timed(lambda text=text: list(store.query(text, use_default_graph_as_union=True)))
        ours, _, _ = _timed(lambda text=text: engine.query(text, "a question"))
        seconds[path.parent.name] = {"raw": raw, "ask": ours}
        if rdflib_too:
            seconds[path.parent.name]["rdflib"], _, _ = _timed(lambda text=text: list(data.query(text)))
    ways = ("raw", "ask", *(["rdflib"] if rdflib_too else []))
    return {
        **{way: round(sum(one[way] for one in seconds.values()), 4) for way in ways},
        "slowest": sorted(((one["raw"], name) for name, one in seconds.items()), reverse=True)[:5],
    }


STEPS: dict[str, Callable[..., dict[str, Any]]] = {
    step.__name__: step for step in (nation, graph, load, check, pyshacl, questions)
}

if __name__ == "__main__":
    json.dump(STEPS[sys.argv[1]](*sys.argv[2:]), sys.stdout)
    sys.stdout.flush()
