"""Other SHACL engines beside ours, with the same rules and the same data.

Each engine runs in a process of its own, which reads the data once and then judges it by one file of shapes after
another: ``python bench/other_validators.py ENGINE DATA SHAPES...``, or the like in `JenaShacl.java`. It prints a line
of JSON when the data is read and one for each file. Who takes longer over a file than the limit is ended, and goes on
with the next in a new process; who takes more than half of the machine's memory fails. Reading data and shapes is not
in the seconds of a file.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from threading import Timer
from typing import Any
from zipfile import ZipFile

import pyoxigraph
import shacl_compiler as shacl
from ijb_graph.addresses import BASE
from ijb_graph.check.compiled_rules import shapes_of
from ijb_graph.check.rules import read_rules
from rdflib import BNode, Graph
from rdflib.namespace import SH
from synthetic import ROOT

__all__ = ["ENGINES", "cases", "peer"]

# So long may an engine take, on the wall: over one rule, over all rules at once, and over all that it does.
RULE, TOGETHER = 60.0, 300.0
LONGEST = {"ours": 600.0, "jena": 600.0, "pyshacl-turbo": 400.0, "pyrudof": 300.0}
EVERY = "all rules"

Results = list[tuple[str, str]]
# Data to shapes to a validation that can be timed: what it finds is each result's focus node and component.
PythonEngine = Callable[[str], Callable[[str], Callable[[], Results]]]


def _ours(data: str) -> Callable[[str], Callable[[], Results]]:
    store = pyoxigraph.Store()
    store.bulk_load(path=data, format=pyoxigraph.RdfFormat.from_extension(Path(data).suffix[1:]))

    def validate(shapes: shacl.CompiledShapes) -> Results:
        return [
            ("_" if isinstance(one.focus, pyoxigraph.BlankNode) else one.focus.value, one.component.value)
            for one in shacl.validate(store, shapes, union=True).results
        ]

    return lambda path: partial(validate, shacl.compile_shapes(Graph().parse(path)))


def _pyshacl_turbo(data: str) -> Callable[[str], Callable[[], Results]]:
    import pyshacl_turbo  # noqa: PLC0415 - only where it is installed

    graph = Graph().parse(data, format="nt")

    def validate(shapes: Any) -> Results:
        report = shapes.validate(graph)[1]
        focus = [(one, report.value(one, SH.focusNode)) for one in report.subjects(None, SH.ValidationResult)]
        component = SH.sourceConstraintComponent
        return [("_" if isinstance(of, BNode) else str(of), str(report.value(one, component))) for one, of in focus]

    return lambda path: partial(validate, pyshacl_turbo.compile_shapes(Graph().parse(path)))


def _pyrudof(data: str) -> Callable[[str], Callable[[], Results]]:
    import pyrudof  # noqa: PLC0415 - only where it is installed

    rudof = pyrudof.Rudof(pyrudof.RudofConfig())
    rudof.read_data(data, pyrudof.RDFFormat.NTriples)

    def validate() -> Results:
        report = rudof.validate_shacl()
        return [
            ("_" if one.focus_node.startswith("_:") else one.focus_node, one.constraint_component) for one in report
        ]

    def prepare(path: str) -> Callable[[], Results]:
        rudof.reset_shacl_validation()
        rudof.read_shacl(path)
        return validate

    return prepare


_PYTHON: dict[str, PythonEngine] = {"ours": _ours, "pyshacl-turbo": _pyshacl_turbo, "pyrudof": _pyrudof}
ENGINES = ("jena", "pyshacl-turbo", "pyrudof")

# What Debian's Jena needs beside its own jars; of the bindings of slf4j just one, which says nothing.
_JAVA = Path("/usr/share/java")
# fmt: off
_JARS = [
    "jena-arq", "jena-base", "jena-core", "jena-dboe-base", "jena-dboe-index", "jena-dboe-storage",
    "jena-dboe-trans-data", "jena-dboe-transaction", "jena-iri", "jena-rdfconnection", "jena-shacl", "commons-cli",
    "commons-codec", "commons-compress", "commons-csv", "commons-io", "commons-lang3", "commons-logging",
    "dexx.collection", "gson", "guava", "httpclient", "httpcore", "jackson-annotations", "jackson-core",
    "jackson-databind", "jakarta.json-api", "jsonld-java", "protobuf", "slf4j-api", "slf4j-nop", "thrift",
    "titanium-json-ld",
]
# fmt: on
_MESSAGES = "org/apache/jena/ext/"


def _jena(work: Path) -> list[str] | None:
    """How Debian's Jena is started, where it is present.

    It looks for its own Xerces' messages under xerces/, where they are not: they are put there.
    """
    jars = [_JAVA / f"{name}.jar" for name in _JARS]
    if which("java") is None or not all(jar.exists() for jar in jars):
        return None
    with ZipFile(_JAVA / "jena-core.jar") as core:
        for name in core.namelist():
            if name.startswith(f"{_MESSAGES}xerces/") and name.endswith(".properties"):
                file = work / "messages" / name.removeprefix(_MESSAGES)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(core.read(name))
    path = ":".join(map(str, [work / "messages", *jars]))
    return ["java", "-XX:MaxRAMPercentage=50", "-cp", path, str(Path(__file__).with_name("JenaShacl.java"))]


def _command(engine: str, work: Path) -> list[str] | None:
    if engine == "jena":
        return _jena(work)
    module = engine.replace("-", "_")
    return [sys.executable, __file__, engine] if engine == "ours" or find_spec(module) else None


def _version(engine: str) -> str:
    return min(_JAVA.glob("jena-core-*.jar")).stem.rpartition("-")[2] if engine == "jena" else version(engine)


@dataclass
class _Run:
    """What an engine did: seconds from its start to the data read, what it says of each file, and what it left."""

    start: float = 0.0
    done: dict[str, dict[str, Any]] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    crashed: list[str] = field(default_factory=list)


def _line(child: subprocess.Popen[str], limit: float) -> str:
    """The child's next line; none where it ends, or is ended after the limit."""
    assert child.stdout is not None
    timer = Timer(limit, child.kill)
    timer.start()
    line = child.stdout.readline()
    timer.cancel()
    return line if line.endswith("\n") else ""


def _run(command: list[str], data: Path, shapes: list[Path], limit: float, longest: float) -> _Run:
    """One file of shapes after another; each within its limit, and all within the longest."""
    run, waiting, ends = _Run(), [*shapes], time.monotonic() + longest

    def left() -> float:
        return max(ends - time.monotonic(), 0)

    while waiting and left():
        began = time.monotonic()
        with subprocess.Popen([*command, str(data), *map(str, waiting)], stdout=subprocess.PIPE, text=True) as child:
            if not _line(child, left()):
                if run.start:
                    break
                raise SystemExit(f"{command[0]} did not read the data" + ("" if left() else f" within {longest:g} s"))
            run.start = run.start or time.monotonic() - began
            while waiting and (line := _line(child, min(limit, left()))):
                run.done[waiting.pop(0).stem] = json.loads(line)
        # Whom the end of all met amid a file, of that nothing is known.
        if waiting and left():
            (run.stopped if child.returncode == -signal.SIGKILL else run.crashed).append(waiting.pop(0).stem)
    return run


def _union(nquads: str, target: Path) -> None:
    """The graph's statements, each once, as the default graph that other engines take."""
    with Path(nquads).open("rb") as file:
        quads = pyoxigraph.parse(file, format=pyoxigraph.RdfFormat.N_QUADS)
        target.write_text("".join(sorted({f"{one.triple} .\n" for one in quads})), encoding="utf-8")


def _shapes(work: Path) -> tuple[list[Path], Path]:
    """A file a rule, in an order that mixes their kinds, and a file of all of them."""
    together, rules = Graph(), work / "rules"
    rules.mkdir()
    for rule in read_rules(ROOT / "shapes"):
        if not rule.validates_acceptances:
            shapes = shapes_of(rule, BASE, None)
            shapes.serialize(rules / f"{rule.id}.ttl", format="turtle")
            together += shapes
    together.serialize(work / f"{EVERY}.ttl", format="turtle")
    return sorted(rules.iterdir(), key=lambda path: zlib.crc32(path.name.encode())), work / f"{EVERY}.ttl"


def _beside(engine: str, nquads: str, work: Path, *, with_cases: bool) -> dict[str, Any]:
    command, ours = _command(engine, work), _command("ours", work)
    if command is None or ours is None:
        return {"failed": f"{engine} is not present"}
    data = work / "data.nt"
    _union(nquads, data)
    if with_cases:
        with data.open("a", encoding="utf-8") as file:
            file.writelines(_case_lines())
    rules, together = _shapes(work)
    # pyshacl-turbo takes the data over anew at each call: one call is its better way.
    shapes, limit = ([together], TOGETHER) if engine == "pyshacl-turbo" else (rules, RULE)
    theirs = _run(command, data, shapes, limit, LONGEST[engine])
    told = {name: one for name, one in theirs.done.items() if "error" not in one}
    # Ours reads the graph as `ijb check` does: named graphs, judged as their union.
    known = [one for one in shapes if one.stem in told or one.stem in theirs.stopped]
    same = _run(ours, data if with_cases else Path(nquads), known, limit, LONGEST["ours"])
    # Who was stopped took the limit at least.
    at_least = {"seconds": limit, "wall": limit}
    both = {name: (told.get(name, at_least), one) for name, one in same.done.items()}
    ended = {name: pair for name, pair in both.items() if name in told}
    differ = {name: _difference(*pair) for name, pair in ended.items()}
    errors = [f"{name} ({one['error'][:120]})" for name, one in theirs.done.items() if "error" in one]

    def total(key: str, side: int) -> float:
        return round(sum(float(pair[side][key]) for pair in both.values()), 3)

    return {
        "version": _version(engine),
        "seconds": total("seconds", 0),
        "wall": total("wall", 0),
        "start": round(theirs.start, 2),
        "ours": total("seconds", 1),
        "ours_wall": total("wall", 1),
        "ours_start": round(same.start, 2),
        "files": len(shapes),
        "ended": len(ended),
        "results": sum(len(pair[0]["results"]) for pair in ended.values()),
        "ours_results": sum(len(pair[1]["results"]) for pair in ended.values()),
        "limit": limit,
        "longest": LONGEST[engine],
        "stopped": "; ".join(theirs.stopped),
        "ours_stopped": "; ".join([*same.stopped, *same.crashed]),
        "refused": "; ".join([*errors, *theirs.crashed]),
        "differ": "; ".join(f"{name} ({words})" for name, words in differ.items() if words),
        "slowest": sorted(((pair[0]["seconds"], name) for name, pair in ended.items()), reverse=True)[:8],
    }


def _difference(theirs: dict[str, Any], ours: dict[str, Any]) -> str:
    """How many results, each a focus node and a component, one has and the other has not."""
    one, other = (Counter(map(tuple, side["results"])) for side in (theirs, ours))
    return f"{(one - other).total()} more, {(other - one).total()} fewer" if one != other else ""


def _case_lines() -> list[str]:
    """The valid and invalid case of each rule, each with addresses of its own."""
    lines: list[str] = []
    for path in sorted((ROOT / "shapes").glob("*/*/*valid.ttl")):
        text = path.read_text(encoding="utf-8").replace("/id/case/", f"/id/case/{path.parent.name}/{path.stem}/")
        graph = Graph().parse(data=text, format="turtle")
        # A blank node is another one in each file.
        lines += graph.skolemize().serialize(format="nt").splitlines(keepends=True)
    return lines


def peer(nquads: str, engine: str) -> dict[str, Any]:
    """An engine beside ours: seconds of the rules that it ended, and where it finds other results."""
    with TemporaryDirectory() as work:
        return _beside(engine, nquads, Path(work), with_cases=False)


def cases(nquads: str, engine: str) -> dict[str, Any]:
    """The same with the cases of all rules in the data, so that each rule has something to find.

    Jena 4.5.0 differs in two rules on budgets: where a pattern comes before a sub-select in a sub-select, it does not
    bind ``$this`` in the filter of an OPTIONAL in there. pyrudof finds what ours finds.
    """
    with TemporaryDirectory() as work:
        return _beside(engine, nquads, Path(work), with_cases=True)


def _main(engine: str, data: str, *shapes: str) -> None:
    most = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    prepare = _PYTHON[engine](data)
    print(json.dumps({"shapes": data}), flush=True)
    for path in shapes:
        told: dict[str, Any] = {"shapes": path}
        try:
            validate = prepare(path)
            cpu, wall = time.process_time(), time.perf_counter()
            results = validate()
            told |= {"seconds": time.process_time() - cpu, "wall": time.perf_counter() - wall, "results": results}
        except Exception as error:  # whatever an engine refuses is told
            told["error"] = f"{type(error).__name__}: {error}"
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        _main(*sys.argv[1:])
