"""An incremental check: reuse the results for focus nodes that the changes since the last one cannot affect.

Beside the graph, in ``checked/``, lie the graph that was checked (a hard link: a build puts another file in its place)
and the results of each rule, under a key of all that they depend on besides the graph. What does not fit is not used,
and its rule is run whole: the findings are always those of a check of everything.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph
from shacl_compiler import CompiledShapes, Data, Report, validate
from shacl_compiler.compiled_shapes import is_serializable, report_as_json, report_from_json
from shacl_compiler.incremental import Changes, update_report

from ijb_graph.atomic_file import unfinished
from ijb_graph.check.compiled_rules import key_of
from ijb_graph.check.rules import Rule
from ijb_graph.errors import shown

__all__ = ["FOLDER", "RESULTS", "IncrementalCheck"]

FOLDER = "checked"
RESULTS = "results.jsonl"

# With more statements changed than this, every rule is run whole.
_MOST_CHANGED = 20_000

_Results = list[Any]


def _digest(path: Path) -> str:
    """The SHA-256 of a file; empty where there is none.

    Size and time do not tell one graph from another: a build can write as many bytes within the clock's resolution, and
    a copy may keep the time. To hash a graph takes about a fourteenth of the time that it takes to load.
    """
    # To open a pipe would be to wait for its writer.
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _difference(some: Iterable[bytes], others: Iterable[bytes]) -> Iterator[bytes]:
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


class IncrementalCheck:
    """A check that reuses the results of the last one of the same graph file.

    ``notes`` are what a person should know: that the state cannot be used, or not be kept. ``whole`` and ``part`` count
    the rules that were run for all focus nodes, and for those that the changes affect.
    """

    def __init__(self, graph: Path, as_of: date | None) -> None:
        """Read the state that was kept of this graph; to be made before the graph is loaded."""
        self.notes: list[str] = []
        self.whole = self.part = 0
        self._graph, self._as_of = graph, as_of
        self._folder = graph.parent / FOLDER
        self._previous_graph = self._folder / graph.name
        self._checked = _digest(graph)
        self._previous = self._read()
        self._results: dict[str, tuple[str, _Results]] = {}
        self._changes: Changes | None = None

    def _read(self) -> dict[str, tuple[str, _Results]]:
        """The key and the results of each rule, as they were kept; nothing where the state is damaged."""
        path = self._folder / RESULTS
        try:
            if not path.is_file():
                return {}
            head, _, body = path.read_bytes().partition(b"\n")
            kept = json.loads(head)
            if kept["digest"] != hashlib.sha256(body).hexdigest():
                raise ValueError("altered")
            if kept["graph"] != _digest(self._previous_graph):
                raise ValueError("of another graph")
            return {rule: (key, results) for rule, key, results in map(json.loads, body.splitlines())}
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            self.notes.append(f"{shown(path)} is damaged, or not of the graph beside it: everything was checked anew.")
            return {}

    def _changes_in(self, data: Data) -> Changes | None:
        """What was added to the graph and removed since; None where that is too much."""
        if self._changes is None:
            lines: list[bytes] = []
            with self._previous_graph.open("rb") as old, self._graph.open("rb") as new:
                for line in () if self._previous_graph.samefile(self._graph) else _difference(old, new):
                    lines.append(line)
                    if len(lines) > _MOST_CHANGED:
                        self._previous = {}
                        return None
            # A store keeps the terms as the data do.
            store = pyoxigraph.Store()
            store.load(b"".join(lines), format=pyoxigraph.RdfFormat.N_QUADS)
            self._changes = Changes(data, (quad.triple for quad in store))
        return self._changes

    def validating(self, rule: Rule, base: str) -> Callable[[Data, CompiledShapes], Report]:
        """What validates with a rule: as ``shacl_compiler.validate`` does, but only what has to be."""
        key = key_of(rule, base, self._as_of)

        def run(data: Data, compiled: CompiledShapes) -> Report:
            report = self._updated(rule, key, data, compiled)
            if report is None:
                self.whole += 1
                report = validate(data, compiled)
            if is_serializable(report):
                self._results[rule.id] = (key, report_as_json(report))
            return report

        return run

    def _updated(self, rule: Rule, key: str, data: Data, compiled: CompiledShapes) -> Report | None:
        """The report of the last check, updated; None where the rule is to be run whole."""
        previous_key, results = self._previous.get(rule.id, ("", []))
        if previous_key != key or compiled.refused:
            return None
        changes = self._changes_in(data)
        if changes is None or changes.of_classes:
            return None
        previous = report_from_json(compiled, results)
        if not changes.triples:
            return previous
        affected = changes.affected(compiled)
        if all(nodes is None for nodes in affected):
            return None
        self.part += any(nodes is None or nodes for nodes in affected)
        return update_report(compiled, changes, previous, affected)

    def keep(self) -> None:
        """Keep the state for the next check: the graph first, so that results never lie beside another's graph."""
        try:
            self._folder.mkdir(exist_ok=True)
            with unfinished(self._folder / RESULTS, is_folder=True) as work:
                graph, results = work / self._graph.name, work / RESULTS
                try:
                    os.link(self._graph, graph)
                except OSError:
                    shutil.copy2(self._graph, graph)
                if _digest(graph) != self._checked:
                    self.notes.append(f"{shown(self._graph)} was built anew during the check: nothing of it is kept.")
                    return
                body = "".join(f"{json.dumps([rule, *kept])}\n" for rule, kept in self._results.items()).encode()
                head = {"graph": self._checked, "digest": hashlib.sha256(body).hexdigest()}
                results.write_bytes(json.dumps(head).encode() + b"\n" + body)
                graph.replace(self._previous_graph)
                results.replace(self._folder / RESULTS)
        except OSError as error:
            self.notes.append(f"{shown(self._folder)}: {error.strerror}: this check is not kept for the next.")
