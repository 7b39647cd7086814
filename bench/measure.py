"""One measurement, in a process of its own: prints what it found as a line of JSON.

Usage: python bench/measure.py STEP ARGUMENTS. Seconds are of processor time unless ``wall`` is in the name, because
the machine may be shared; ``peak_mb`` is the process's largest resident memory.
"""

from __future__ import annotations

import csv
import json
import multiprocessing
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyoxigraph
import shacl_compiler as shacl
from endpoints import endpoint
from ijb_graph.addresses import BASE
from ijb_graph.check.compiled_rules import shapes_of
from ijb_graph.check.rules import read_rules
from ijb_graph.engine import Embedded
from ijb_graph.graph.build import build
from other_validators import cases, peer
from rdflib import Dataset, Graph, URIRef
from shacl_compiler.data import classes_below
from synthetic import ROOT, write_synthetic

__all__ = ["STEPS"]

# A rule that takes more processor seconds is stopped and named, and so is a question on rdflib.
LIMIT, RDFLIB_LIMIT = 60.0, 10.0
# pySHACL judges so many of the things that each rule judges.
SAMPLE = 2
_FORK = multiprocessing.get_context("fork")


def _peak_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def _timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Processor seconds, seconds on the wall, and what came of it."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    return round(time.process_time() - cpu, 4), round(time.perf_counter() - wall, 4), result


def _loaded(graph: str) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.bulk_load(path=graph, format=pyoxigraph.RdfFormat.N_QUADS)
    return store


def records(data: str, copies: str) -> dict[str, Any]:
    """Write the records of the synthetic data."""
    cpu, _, planted = _timed(lambda: write_synthetic(Path(data), int(copies)))
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


Jobs = list[tuple[str, Callable[[], int]]]
Compiled = list[tuple[str, shacl.CompiledShapes]]


def _in_turn(jobs: Jobs, limit: float, pipe: Connection) -> None:
    for name, job in jobs:
        # The system ends the process whose job takes longer.
        ends = int(time.process_time() + limit) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (ends, resource.RLIM_INFINITY))
        cpu, _, result = _timed(job)
        pipe.send((name, cpu, result))


def _within_limit(jobs: Jobs, limit: float = LIMIT) -> tuple[dict[str, tuple[float, int]], list[str]]:
    """Seconds and result of each job, and the jobs that were stopped."""
    found: dict[str, tuple[float, int]] = {}
    stopped: list[str] = []
    while jobs:
        ours, theirs = _FORK.Pipe(duplex=False)
        child = _FORK.Process(target=_in_turn, args=(jobs, limit, theirs))
        child.start()
        theirs.close()
        try:
            while jobs:
                name, seconds, result = ours.recv()
                found[name] = (seconds, result)
                jobs = jobs[1:]
        except EOFError:
            stopped.append(jobs[0][0])
            jobs = jobs[1:]
        child.join()
    return found, stopped


def _compiled() -> Compiled:
    rules = [rule for rule in read_rules(ROOT / "shapes") if not rule.validates_acceptances]
    return [(rule.id, shacl.compile_shapes(shapes_of(rule, BASE, None))) for rule in rules]


def _together(names: set[str]) -> shacl.CompiledShapes:
    shapes = Graph()
    for rule in read_rules(ROOT / "shapes"):
        if rule.id in names:
            shapes += shapes_of(rule, BASE, None)
    return shacl.compile_shapes(shapes)


def _results(store: pyoxigraph.Store, shapes: shacl.CompiledShapes) -> int:
    return len(shacl.validate(store, shapes, union=True).results)


def _paper(store: pyoxigraph.Store, kind: str) -> tuple[pyoxigraph.NamedNode, list[pyoxigraph.Triple]]:
    """The first paper of a kind: its named graph, and what stands there."""
    graphs = (graph.value for graph in store.named_graphs() if isinstance(graph, pyoxigraph.NamedNode))
    graph = pyoxigraph.NamedNode(min(one for one in graphs if one.endswith(kind)))
    return graph, [quad.triple for quad in store.quads_for_pattern(None, None, None, graph)]


def check(nquads: str, planted: str) -> dict[str, Any]:
    """Every rule, one after another; which find more or less than was planted."""
    store = _loaded(nquads)
    loaded_mb, compiled = _peak_mb(), _compiled()
    found, stopped = _within_limit([(name, partial(_results, store, shapes)) for name, shapes in compiled])
    expected: Counter[str] = Counter()
    with Path(planted).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            expected[row["rule"]] += int(row["findings"])
    differ = {name: (number, expected[name]) for name, (_, number) in found.items() if number != expected[name]}
    return {
        "seconds": round(sum(seconds for seconds, _ in found.values()), 2),
        "results": sum(results for _, results in found.values()),
        "planted": sum(expected[name] for name in found),
        "differ": "; ".join(f"{name} {number} instead of {meant}" for name, (number, meant) in sorted(differ.items())),
        "rules": len(found),
        "stopped": "; ".join(stopped),
        "loaded_mb": loaded_mb,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 1),
        "slowest": sorted(((seconds, name) for name, (seconds, _) in found.items()), reverse=True)[:15],
    }


def start() -> dict[str, Any]:
    """`ijb ask` on the project's own five papers, from its start to its end; the least of ten."""
    command = [str(Path(sys.executable).with_name("ijb")), "ask", "directions-lacking-oversight"]
    with TemporaryDirectory() as out:
        build(ROOT / "data", ROOT / "ontology", Path(out))
        took = []
        for _ in range(10):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([*command, "--out", out], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return {"seconds": round(min(took), 3)}


def together(nquads: str) -> dict[str, Any]:
    """All rules at once, two at a time."""
    cpu, wall, store = _timed(partial(_loaded, nquads))
    loaded_mb, shapes = _peak_mb(), _together({name for name, _ in _compiled()})
    took, wall_two, report = _timed(partial(shacl.validate, store, shapes, union=True, workers=2))
    return {
        "seconds": took,
        "wall": wall_two,
        "load": cpu,
        "load_wall": wall,
        "results": len(report.results),
        "loaded_mb": loaded_mb,
        "peak_mb": _peak_mb(),
    }


def again(nquads: str) -> dict[str, Any]:
    """All rules at once; and again, with what the rules read known, after a paper changed."""
    store, shapes = _loaded(nquads), _together({name for name, _ in _compiled()})
    everything = partial(shacl.validate, store, shapes, union=True)
    cpu, _, before = _timed(everything)
    quad = next(store.quads_for_pattern(None, pyoxigraph.NamedNode("https://w3id.org/ijb/def#isDue"), None, None))
    changes = {"date": (quad.graph_name, [quad.triple])}
    changes |= {kind: _paper(store, kind) for kind in ("half-year-report", "self-evaluation")}
    measured: dict[str, Any] = {}
    for name, (graph, gone) in changes.items():
        for triple in gone:
            store.remove(pyoxigraph.Quad(triple.subject, triple.predicate, triple.object, graph))
        renew = partial(shacl.revalidate, shapes, store, before, [], gone, union=True)
        # The first run finds out what each query reads, which is known from then on.
        renew()
        measured[name], _, update_report = _timed(renew)
        measured[f"{name}_same"] = update_report.results == everything(workers=2).results
        store.extend(pyoxigraph.Quad(one.subject, one.predicate, one.object, graph) for one in gone)
    return {"seconds": cpu, **measured}


def _sample(store: pyoxigraph.Store, shapes: shacl.CompiledShapes) -> tuple[int, list[str]]:
    """How many things a rule judges, and some of them."""
    data = shacl.OxigraphData(store, union=True)
    below = classes_below(data)
    judged = {row[0] for one in shapes.constraints for row in data.select(one.focus_nodes(below))}
    every = sorted(node.value for node in judged if isinstance(node, pyoxigraph.NamedNode))
    return len(every), every[:: -(-len(every) // SAMPLE) or 1]


def pyshacl(nquads: str) -> dict[str, Any]:
    """Every rule by pySHACL on rdflib, for a sample of what it judges, and so many times as long for all of it.

    What takes longer than the limit is counted as if it had ended there: then the seconds are at least so many. What
    both find for the sample is compared. Reading the data and the shapes is not counted.
    """
    import pyshacl as reference  # noqa: PLC0415 - slow to import

    store, data = _loaded(nquads), Graph()
    data.parse(data="".join(sorted({f"{one.triple} .\n" for one in store})), format="nt")
    rules = {rule.id: rule for rule in read_rules(ROOT / "shapes")}
    compiled = dict(_compiled())
    samples = {name: _sample(store, shapes) for name, shapes in compiled.items()}
    term = URIRef("http://www.w3.org/ns/shacl#ValidationResult")

    def found(name: str) -> int:
        shapes, some = shapes_of(rules[name], BASE, None), samples[name][1]
        _, report, _ = reference.validate(data, shacl_graph=shapes, inplace=True, focus_nodes=[*some])
        assert isinstance(report, Graph)
        return sum(1 for _ in report.subjects(None, term))

    done, stopped = _within_limit([(name, partial(found, name)) for name, (_, some) in samples.items() if some])
    seconds = {**{name: one for name, (one, _) in done.items()}, **dict.fromkeys(stopped, LIMIT)}

    def ours(name: str) -> int:
        results = shacl.validate(store, compiled[name], union=True).results
        return sum(
            isinstance(one.focus, pyoxigraph.NamedNode) and one.focus.value in samples[name][1] for one in results
        )

    return {
        "seconds": round(sum(one * samples[name][0] / len(samples[name][1]) for name, one in seconds.items()), 1),
        "stopped": len(stopped),
        "same": all(number == ours(name) for name, (_, number) in done.items()),
    }


def _rows(store: pyoxigraph.Store, text: str) -> int:
    answer = store.query(text, use_default_graph_as_union=True)
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    return sum(1 for _ in answer)


def _rdflib_rows(data: Dataset, text: str) -> int:
    return sum(1 for _ in data.query(text))


def _questions() -> list[tuple[str, str]]:
    return [
        (path.parent.name, path.read_text(encoding="utf-8")) for path in sorted((ROOT / "queries").glob("*/query.rq"))
    ]


def questions(nquads: str) -> dict[str, Any]:
    """Every question by pyoxigraph itself and through the engine of `ijb ask`, side by side."""
    store, engine = _loaded(nquads), Embedded(Path(nquads))
    seconds: dict[str, tuple[float, float]] = {}
    for name, text in _questions():
        raw, _, _ = _timed(partial(_rows, store, text))
        ask, _, _ = _timed(partial(engine.query, text, "a question"))
        seconds[name] = (raw, ask)
    return {
        "raw": round(sum(raw for raw, _ in seconds.values()), 4),
        "ask": round(sum(ask for _, ask in seconds.values()), 4),
        "slowest": sorted(((raw, name) for name, (raw, _) in seconds.items()), reverse=True)[:5],
    }


def rdflib(nquads: str) -> dict[str, Any]:
    """Every question by rdflib; reading the data is not counted."""
    data = Dataset(default_union=True)
    data.parse(nquads, format="nquads")
    found, stopped = _within_limit(
        [(name, partial(_rdflib_rows, data, text)) for name, text in _questions()], RDFLIB_LIMIT
    )
    store, texts = _loaded(nquads), dict(_questions())
    ours = [_timed(partial(_rows, store, texts[name]))[0] for name in found]
    return {
        "seconds": round(sum(seconds for seconds, _ in found.values()), 2),
        "questions": len(found),
        "ours": round(sum(ours), 4),
        "stopped": "; ".join(stopped),
    }


STEPS: dict[str, Callable[..., dict[str, Any]]] = {
    step.__name__: step
    for step in (start, records, graph, load, check, together, again, pyshacl, questions, rdflib, peer, cases, endpoint)
}

if __name__ == "__main__":
    json.dump(STEPS[sys.argv[1]](*sys.argv[2:]), sys.stdout)
    sys.stdout.flush()
