"""Checking again: what the last such check found stands, but for what the change of the graph since can concern.

Beside the graph, in ``checked/``, lie the graph that was judged (a hard link: a build puts another file in its place)
and what each rule found in it, under a key of all that its findings depend on besides the graph. Whatever does not fit
is not used, and its rule runs whole: the findings are always those of a check of everything.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pyoxigraph

from ijb_graph.check.rules import PREFIX_DECLARATIONS, Rule
from ijb_graph.errors import shown

if TYPE_CHECKING:
    from shacl_compiler import CompiledShapes, Data, Report, Term
    from shacl_compiler.incremental import Changes
    from shacl_compiler.joins import Dependencies

__all__ = ["FOLDER", "RESULTS", "IncrementalCheck"]

FOLDER = "checked"
RESULTS = "results.jsonl"

# To read what a rule's queries look at takes about so many seconds: a rule is run whole until that has cost as much.
_READING = 0.05
# With more statements changed than this, everything is judged anew.
_MOST_CHANGED = 20_000


@dataclass
class _Kept:
    """What is kept of a rule: its key, what it found and, once that is known, what its queries read, as JSON.

    ``seconds`` is the time that it has been run whole for.
    """

    key: str
    seconds: float
    found: list[Any]
    reads: list[Any] | None


@cache
def _program() -> str:
    """The program that judges: its own text, and the versions of what it rests on."""
    digest = hashlib.sha256()
    package = Path(__file__).resolve().parent.parent
    for folder in (package, package.parent / "shacl_compiler"):
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.read_bytes())
    for name in ("pyoxigraph", "rdflib"):
        digest.update(version(name).encode())
    return digest.hexdigest()


def _key(rule: Rule, base: str, as_of: date | None) -> str:
    """All that a rule's findings depend on besides the graph and the program."""
    digest = hashlib.sha256(f"{base} {as_of}\n".encode())
    for path in (rule.path, rule.path.parent.parent.parent / PREFIX_DECLARATIONS):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _identity(path: Path) -> list[int] | None:
    """What tells a file from what it was or becomes, by its size and time; None where there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return [stat.st_size, stat.st_mtime_ns]


def _apart(some: Iterable[bytes], others: Iterable[bytes]) -> Iterator[bytes]:
    """The lines that are not in both of two sorted files; of files that are not sorted, these and more."""
    ones, twos = iter(some), iter(others)
    one, two = next(ones, None), next(twos, None)
    while one is not None and two is not None:
        if one == two:
            one, two = next(ones, None), next(twos, None)
        elif one < two:
            yield one
            one = next(ones, None)
        else:
            yield two
            two = next(twos, None)
    for rest, more in ((one, ones), (two, twos)):
        if rest is not None:
            yield rest
            yield from more


class _Remembering:
    """Data that does not change, and answers what it was asked before from memory."""

    def __init__(self, data: Data) -> None:
        self._asked = lru_cache(maxsize=4096)(lambda sparql: list(data.select(sparql)))

    def select(self, sparql: str) -> list[Sequence[Term | None]]:
        return self._asked(sparql)


class IncrementalCheck:
    """A check that judges again only what the change since the last one can concern.

    ``said`` is what a person should know: that what was kept cannot be used. ``whole`` and ``part`` count the rules
    that were run over everything, and over what a change concerns.
    """

    def __init__(self, graph: Path, as_of: date | None) -> None:
        """Read what was kept of this graph; to be made before the graph is loaded."""
        self.said: list[str] = []
        self._graph, self._as_of = graph, as_of
        self._folder = graph.parent / FOLDER
        self._judged = _identity(graph)
        self._kept = self._read()
        self._new: dict[str, _Kept] = {}
        self.whole = self.part = 0
        self._data: Data | None = None

    def _read(self) -> dict[str, _Kept]:
        path = self._folder / RESULTS
        try:
            head, _, body = path.read_bytes().partition(b"\n")
            told = json.loads(head)
            if told["program"] != _program():
                return {}
            if told["digest"] != hashlib.sha256(body).hexdigest():
                raise ValueError("altered")
            kept = {name: _Kept(**one) for name, one in map(json.loads, body.splitlines())}
            if told["graph"] != _identity(self._folder / self._graph.name):
                raise ValueError("of another graph")
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, KeyError):
            self._damaged()
            return {}
        return kept

    def _damaged(self) -> None:
        path = shown(self._folder / RESULTS)
        self.said.append(f"{path} is damaged, or not of the graph beside it: everything was judged anew.")

    @cached_property
    def _changes(self) -> Changes | None:
        """What was added to the graph and removed since; None where that is too much."""
        from shacl_compiler.incremental import Changes  # noqa: PLC0415 - slow to import

        before = self._folder / self._graph.name
        lines: list[bytes] = []
        if not before.samefile(self._graph):
            with before.open("rb") as old, self._graph.open("rb") as new:
                for line in _apart(old, new):
                    lines.append(line)
                    if len(lines) > _MOST_CHANGED:
                        return None
        # As a store keeps them, as the data are.
        store = pyoxigraph.Store()
        store.load(b"".join(lines), format=pyoxigraph.RdfFormat.N_QUADS)
        return Changes(quad.triple for quad in store)

    def validating(self, rule: Rule, base: str) -> Callable[[Data, CompiledShapes], Report]:
        """What validates with a rule: as ``shacl_compiler.validate`` does, but only what has to be."""
        key = _key(rule, base, self._as_of)
        kept = self._kept.get(rule.id)

        def validate(data: Data, compiled: CompiledShapes) -> Report:
            reads: list[Any] | None = None
            seconds = 0.0
            if kept is not None and kept.key == key and self._changes is not None:
                seconds = kept.seconds
                report, reads = self._again(data, compiled, kept, self._changes)
                if report is not None:
                    self._keep(rule, key, report, seconds, reads)
                    return report
            import shacl_compiler as shacl  # noqa: PLC0415 - slow to import

            began = time.process_time()
            report = shacl.validate(data, compiled)
            self.whole += 1
            self._keep(rule, key, report, seconds + time.process_time() - began, reads)
            return report

        return validate

    def _again(
        self, data: Data, compiled: CompiledShapes, kept: _Kept, changes: Changes
    ) -> tuple[Report | None, list[Any] | None]:
        """The report after a change, None where the rule is to run whole; and what its queries read, where known."""
        from shacl_compiler import state  # noqa: PLC0415 - slow to import
        from shacl_compiler.data import classes_below  # noqa: PLC0415
        from shacl_compiler.incremental import affected_focus_nodes, update_report  # noqa: PLC0415

        if changes.of_classes:
            return None, None
        if compiled.refused or (changes.triples and kept.reads is None and kept.seconds < _READING):
            return None, None
        before = state.report_from_json(compiled, kept.found)
        if not changes.triples:
            return before, kept.reads
        self._data = self._data or _Remembering(data)
        below = classes_below(self._data)
        reads: Sequence[Dependencies]
        if kept.reads is None:
            reads = [one.reads(below) for one in compiled.constraints]
        else:
            reads = [state.dependencies_from_json(one) for one in kept.reads]
        nodes: list[set[Term] | None] = [affected_focus_nodes(one, self._data, changes) for one in reads]
        known = [state.dependencies_as_json(one) for one in reads]
        if all(some is None for some in nodes):
            return None, known
        self.part += any(some is None or some for some in nodes)
        return update_report(compiled, self._data, before, nodes), known

    def _keep(self, rule: Rule, key: str, report: Report, seconds: float, reads: list[Any] | None) -> None:
        from shacl_compiler import state  # noqa: PLC0415 - slow to import

        if state.is_serializable(report):
            self._new[rule.id] = _Kept(key, seconds, state.report_as_json(report), reads)

    def keep(self) -> None:
        """Keep this check for the next: the graph first, so that results never lie beside one that they are not of."""
        try:
            self._folder.mkdir(exist_ok=True)
            with TemporaryDirectory(dir=self._folder, prefix=".") as name:
                graph, results = Path(name) / self._graph.name, Path(name) / RESULTS
                try:
                    os.link(self._graph, graph)
                except OSError:
                    shutil.copy2(self._graph, graph)
                if self._judged is None or _identity(self._graph) != self._judged:
                    self.said.append(f"{shown(self._graph)} was built anew during the check: nothing of it is kept.")
                    return
                body = "".join(f"{json.dumps([name, asdict(one)])}\n" for name, one in self._new.items()).encode()
                head = {"program": _program(), "graph": _identity(graph), "digest": hashlib.sha256(body).hexdigest()}
                results.write_bytes(json.dumps(head).encode() + b"\n" + body)
                graph.replace(self._folder / graph.name)
                results.replace(self._folder / RESULTS)
        except OSError as error:
            self.said.append(f"{shown(self._folder)}: {error.strerror}: this check is not kept for the next.")
