"""The build: records become one file of sorted N-Quads, all or nothing."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ijb_graph.addresses import BASE, PREFIXES, is_folder_address
from ijb_graph.atomic_file import replace_file
from ijb_graph.errors import nearest
from ijb_graph.errors.graph import UnwritableGraph, WrongBase
from ijb_graph.errors.records import UnknownReference
from ijb_graph.graph.csvw_export import write_csvw
from ijb_graph.graph.derived import derived_graphs
from ijb_graph.graph.inputs import INPUTS_FILE, describe_inputs
from ijb_graph.graph.nquads import NamedGraph, WrittenGraph, sorted_lines
from ijb_graph.graph.ontology import ontology_graph
from ijb_graph.graph.record_graphs import record_graphs
from ijb_graph.graph.wording import wording_graph
from ijb_graph.graph_file import with_trailer
from ijb_graph.project import GRAPH_FILE
from ijb_graph.records.line_account import records_of
from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.reader import collect_records
from ijb_graph.records.rows import RecordProblems

__all__ = ["Built", "build"]


@dataclass(frozen=True)
class Built:
    """What a build made: the file, statements per named graph, how many records, the papers, and those without text.

    A named graph goes by its address after ``id/graph/``.
    """

    path: Path
    statements: dict[str, int]
    records: int
    papers: list[Paper]
    without_text: list[Paper]


def _check_rules(papers: Iterable[Paper], rules: Collection[str], problems: RecordProblems) -> None:
    """Each accepted finding is one of a rule that there is."""
    for row in (row for paper in papers for row in paper.rows.get("accepted-findings", ())):
        rule = row.text("rule")
        if rule not in rules:
            facts = {"value": rule, "target": "the id of a rule, as `ijb check --summary` lists them"}
            problems.append(
                UnknownReference(row.file, row=row.number, column="rule", hint=nearest(rule, rules), **facts)
            )


@contextmanager
def _writable(target: Path) -> Iterator[None]:
    """Say what cannot be written, and why."""
    try:
        yield
    except OSError as error:
        raise UnwritableGraph(str(target), reason=error.strerror or type(error).__name__).error() from error


def _write(out: Path, pieces: Iterable[str], inputs: str, is_private: bool) -> Path:
    """Write the graph, and then what it was made from: a killed build leaves the old graph, or one taken for stale."""
    target = out / GRAPH_FILE
    with _writable(target):
        out.mkdir(parents=True, exist_ok=True)
        replace_file(target, with_trailer(pieces), is_private)
        replace_file(out / INPUTS_FILE, [inputs])
    return target


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Have Python not look for circles among objects: a build makes none, and keeps most of what it makes to its end.

    It would look again and again through all that there is, for a fifth of the time of a build.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_nothing_to_collect()
def build(
    data: Path,
    ontology: Path,
    out: Path,
    papers: Path | None = None,
    base: str = BASE,
    progress: Callable[[str], None] = lambda step: None,
    rules: Collection[str] | None = None,
    csvw: Path | None = None,
    shortcuts: bool = True,
) -> Built:
    """Read the records under ``data`` and write ``graph.nq`` to ``out``.

    With ``papers``, add the wording of each passage; the file is then its owner's alone. ``progress`` gets each
    step. With ``rules``, the ids of the rules that there are, refuse an accepted finding of any other. With ``csvw``, a
    folder, write the records there as tables too. Without ``shortcuts``, leave out the graph of shortcuts, which no
    rule and no question needs.

    Raises InputError with everything that is wrong; the last good build then stays.
    """
    problems, graphs = RecordProblems(), list[WrittenGraph]()
    if not is_folder_address(base):
        problems.append(WrongBase("--base", base=base))
    progress("reading the records")
    inputs = describe_inputs(out, data, ontology)
    records = collect_records(data, problems)
    if rules is not None:
        _check_rules(records.papers, rules, problems)
    progress("making the graph")
    with problems.collected():
        graphs.append(ontology_graph(ontology).written())
    graphs += record_graphs(records, problems)
    # From a graph with faults nothing follows.
    if not problems:
        with problems.collected():
            graphs += derived_graphs(graphs[0], graphs[1:], shortcuts)
    without_text: list[Paper] = []
    if papers:
        progress("verifying the papers and adding their wording")
        with problems.collected():
            wording, without_text = wording_graph(records.papers, papers)
            graphs.append(wording.written())
    problems.raise_any()
    home = NamedGraph("about")
    home.link(BASE, "rdf:type", "void:Dataset")
    home.value(BASE, "void:uriSpace", BASE)
    for graph in graphs:
        home.link(BASE, "void:subset", graph.address)
        home.link(graph.address, "rdf:type", "void:Dataset")
    progress("writing")
    if csvw:
        with _writable(csvw):
            write_csvw(records, csvw)
    path = _write(out, sorted_lines([*graphs, home.written()], base), inputs, is_private=papers is not None)
    prefix = PREFIXES["id"] + "graph/"
    return Built(
        path=path,
        statements={graph.address.removeprefix(prefix): graph.statements for graph in graphs},
        records=sum(1 for paper in records.papers for _ in records_of(paper)),
        papers=records.papers,
        without_text=without_text,
    )
