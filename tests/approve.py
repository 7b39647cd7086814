"""Write what is found as what is approved, and say what changed: of everything, or of what is named alone.

The tests compare with these files: `report.csv` of each rule, `expected.csv` of each question, `findings/` of each
paper, `graph.trig` of each made-up project, `expected.csv` of each layout of papers. Usage: `make approve`, or `make
approve RULE=direction-measure`, likewise QUESTION, PAPER (the name of its folder), GRAPH (clean or flawed) and LAYOUT;
read what changed before it is committed.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from ijb_graph.errors import InputError, nearest, shown
from ijb_graph.graph.build import build
from made_up import APPROVED_GRAPH, CLEAN, FLAWED, as_trig, own_statements, read_approved
from paper_findings import PAPERS, approved_papers, file_of, findings_of, name_of
from places import PROJECT

__all__ = ["main", "rows_changed"]


@dataclass(frozen=True)
class Approval:
    """A file that is approved, what it is of, and what it is to hold; ``rows`` reads what counts in it."""

    of: str
    path: Path
    text: str
    rows: Callable[[str], Iterable[tuple[str, ...]]]


def _csv_rows(text: str) -> list[tuple[str, ...]]:
    return [tuple(row) for row in csv.reader(io.StringIO(text))][1:]


def _of_rule(name: str) -> Approval:
    from rule_cases import REPORT, RULES, report_of_case

    text = report_of_case(name, "invalid.ttl")
    if not _csv_rows(text):
        raise ValueError(f"rule {name} finds nothing in its invalid.ttl")
    return Approval(f"rule {name}", RULES[name].path.with_name(REPORT), text, _csv_rows)


def _of_question(name: str) -> Approval:
    from question_cases import EXPECTED, GIVEN, QUESTIONS, on_oxigraph

    (question,) = (one for one in QUESTIONS if one.name == name)
    text = on_oxigraph(question.sparql, question.path.with_name(GIVEN))
    if not _csv_rows(text):
        raise ValueError(f"question {name} finds nothing in its {GIVEN}")
    return Approval(f"question {name}", question.path.with_name(EXPECTED), text, _csv_rows)


def _of_papers(papers: list[Path]) -> Iterator[Approval]:
    """The approvals of these papers, among all that are approved already."""
    with tempfile.TemporaryDirectory() as folder:
        graph = build(PROJECT.data, PROJECT.ontology, Path(folder)).path
        found = findings_of({*papers, *approved_papers()}, graph)
    for paper in papers:
        yield Approval(f"paper {name_of(paper)}", file_of(paper), found[paper], _csv_rows)
    for paper in sorted(found.keys() - {*papers}):
        if found[paper] != file_of(paper).read_text(encoding="utf-8"):
            print(f"paper {name_of(paper)} changes too, and is not approved here: make approve PAPER={paper.name}")


def _of_graph(project: Path) -> Approval:
    with tempfile.TemporaryDirectory() as folder:
        statements = own_statements(project, Path(folder))
    # The same statements in another order are no change.
    path = project / APPROVED_GRAPH
    text = path.read_text(encoding="utf-8") if statements == read_approved(project) else as_trig(statements)
    return Approval(f"graph of tests/{project.name}", path, text, _statements)


def _of_layout(name: str) -> Approval:
    from layout_examples import EXPECTED, FOLDERS, cells_of_example

    return Approval(f"layout {name}", FOLDERS[name] / EXPECTED, cells_of_example(name), _csv_rows)


def _statements(text: str) -> list[tuple[str, ...]]:
    quads = pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.TRIG)
    return [(str(one.subject), str(one.predicate), str(one.object), str(one.graph_name)) for one in quads]


def rows_changed(before: Iterable[tuple[str, ...]], after: Iterable[tuple[str, ...]]) -> str:
    """How many rows were added, removed and changed; a row has changed where another of its first cell takes its place.

    Empty where they are the same rows, however ordered.
    """
    old, new = Counter(before), Counter(after)
    removed, added = (
        Counter(row[0] for row in (old - new).elements()),
        Counter(row[0] for row in (new - old).elements()),
    )
    changed = removed & added
    counts = {"added": added - changed, "removed": removed - changed, "changed": changed}
    return ", ".join(f"{some.total()} {word}" for word, some in counts.items() if some)


def _write(approval: Approval) -> bool:
    """Write a file where it is not what is approved already; say what changed in it."""
    before = approval.path.read_text(encoding="utf-8") if approval.path.exists() else None
    if before == approval.text:
        return False
    rows = list(approval.rows(approval.text))
    if before is None:
        change = f"new, {len(rows)} row{'s' if len(rows) != 1 else ''}"
    else:
        change = rows_changed(approval.rows(before), rows) or "the same rows otherwise written"
    approval.path.parent.mkdir(parents=True, exist_ok=True)
    approval.path.write_text(approval.text, encoding="utf-8")
    print(f"{approval.of}: {change}  ({shown(approval.path)})")
    return True


def _chosen(names: list[str], known: Iterable[str], what: str) -> list[str]:
    every = list(known)
    for name in names:
        if name not in every:
            raise ValueError(f"there is no {what} {name!r}. {nearest(name, every)}".strip())
    return names


def _approvals(chosen: argparse.Namespace) -> Iterator[Approval]:
    # Imported when they are needed: a rule or question that cannot be read is then reported as what it is.
    from layout_examples import FOLDERS
    from question_cases import QUESTIONS
    from rule_cases import RULES

    graphs = {project.name: project for project in (CLEAN, FLAWED)}
    papers = {name: paper for paper in PAPERS for name in (paper.name, name_of(paper))}
    everything = not (chosen.rule or chosen.question or chosen.paper or chosen.graph or chosen.layout)
    for rule in _chosen(chosen.rule, RULES, "rule") or (RULES if everything else ()):
        yield _of_rule(rule)
    names = [one.name for one in QUESTIONS]
    for question in _chosen(chosen.question, names, "question") or (names if everything else ()):
        yield _of_question(question)
    some = [papers[name] for name in _chosen(chosen.paper, papers, "paper")] or (PAPERS if everything else [])
    if some:
        yield from _of_papers(some)
    for graph in _chosen(chosen.graph, graphs, "graph") or (graphs if everything else ()):
        yield _of_graph(graphs[graph])
    for layout in _chosen(chosen.layout, FOLDERS, "layout") or (FOLDERS if everything else ()):
        yield _of_layout(layout)


def main(arguments: list[str] | None = None) -> int:
    """Approve; 1 where something that is named is not there or has nothing to approve."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    for name in ("rule", "question", "paper", "graph", "layout"):
        parser.add_argument(f"--{name}", action="append", default=[])
    written = looked_at = 0
    try:
        for approval in _approvals(parser.parse_args(arguments)):
            looked_at += 1
            written += _write(approval)
    except (ValueError, InputError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{written} of {looked_at} approved files changed." + (" Read them: git diff" if written else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
