"""The project as a library: five functions, which the commands call too.

`build` makes the graph, `open` opens one, `ask` answers a question of the project, `select` a query of one's own, and
`check` runs the rules. What is wrong with what they are given is an `InputError`, whose text says how to fix it.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ijb_graph.addresses import BASE
from ijb_graph.ask.answering import ask_of
from ijb_graph.ask.questions import Question, find_question
from ijb_graph.engine import Engine, open_engine
from ijb_graph.engine.query_limits import Limits, limits_from
from ijb_graph.engine.unknown_terms import unknown_terms
from ijb_graph.errors import shown
from ijb_graph.errors.calls import ConflictingOptions
from ijb_graph.graph.inputs import is_current
from ijb_graph.project import GRAPH_FILE, find_project

if TYPE_CHECKING:
    from ijb_graph.check.incremental_check import IncrementalCheck
    from ijb_graph.check.rules import Rule
    from ijb_graph.graph.build import Built
    from ijb_graph.results import Findings, Result

__all__ = ["ask", "build", "check", "open", "select"]

Progress = Callable[[str], None]
Warn = Callable[[str], None]


def _nobody(step: str) -> None:
    """Tell nobody about progress."""


def _warning(text: str) -> None:
    """Warn as Python does, at the line that called the library."""
    warnings.warn(text, stacklevel=3)


def build(
    data: Path | None = None,
    out: Path | None = None,
    *,
    papers: Path | None = None,
    base: str = BASE,
    csvw: Path | None = None,
    shortcuts: bool = True,
    progress: Progress = _nobody,
) -> Built:
    """Build the graph from the records in ``data`` (by default the project's) into the folder ``out`` (``build/``).

    With ``papers``, a folder of the papers' texts, add their wording. ``base`` begins the graph's own addresses; with
    ``csvw``, a folder, write the records there as CSVW too; without ``shortcuts``, leave their graph out. ``progress``
    gets each step. Raises InputError with everything that is wrong; the last good build then stays.
    """
    from ijb_graph.check.rules import rule_folders  # noqa: PLC0415 - as little as each function needs: see `ijb --help`
    from ijb_graph.graph.build import build as build_graph  # noqa: PLC0415

    project = find_project()
    return build_graph(
        data or project.data,
        project.ontology,
        out or project.build,
        papers,
        base,
        progress,
        {folder.name for folder in rule_folders(project.shapes)},
        csvw,
        shortcuts,
    )


def open(  # noqa: A001 - as the command's users call it
    source: str | Path | None = None,
    *,
    endpoint: str | None = None,
    limits: Limits | None = None,
    progress: Progress = _nobody,
    warn: Warn = _warning,
) -> Engine:
    """Open a graph: the project's own build, the file or folder ``source`` of another, or the server at ``endpoint``.

    ``endpoint`` is the URL of a SPARQL 1.1 server, to which ``ijb load`` has brought the graph; ``limits`` hold for
    each query to it. ``progress`` gets each step, ``warn`` a sentence where the graph was made from other records or
    another ontology than there are now. Raises InputError where there is no graph, it is damaged, or both a ``source``
    and an ``endpoint`` are given.
    """
    if endpoint is not None:
        if source is not None:
            raise ConflictingOptions("ijb_graph.open", option="source", other="endpoint").error()
        return open_engine(Path(), endpoint, progress, limits)
    graph = find_project().build if source is None else Path(source)
    graph = graph / GRAPH_FILE if graph.suffix != Path(GRAPH_FILE).suffix else graph
    engine = open_engine(graph, None, progress)
    if is_current(graph) is False:
        warn(f"{shown(graph)} was made from other records or another ontology than now: run `ijb build`.")
    return engine


def ask(
    question: str | Question,
    graph: Engine | None = None,
    *,
    board: str | None = None,
    paper: str | None = None,
    limits: Limits | None = None,
    warn: Warn = _warning,
    **parameters: str,
) -> Result:
    """Answer a question of the project by its name, such as ``directions``, from ``graph`` or the project's own build.

    ``parameters`` are those of the question, as text (``date="2019-10-31"``). ``board`` (a short name) and ``paper``
    (the name of its folder) leave out the other papers, and the question's defaults fit them. ``limits`` are those of a
    query; a question that is given a word has them in any case. ``warn`` gets a sentence for each term that the graph
    does not know, if there are no rows. Raises InputError for a question, parameter, board or paper that there is not,
    or a value of another form.
    """
    from ijb_graph.results import Result  # noqa: PLC0415 - as above

    found = find_question(find_project().queries, question) if isinstance(question, str) else question
    found.with_values(parameters)
    # The graph that was given goes on answering from all papers.
    asked = ask_of(open(warn=warn) if graph is None else graph, found, parameters, board, paper)
    answer = asked.answer(limits or (limits_from(os.environ) if asked.has_words else None))
    for sentence in [] if answer.rows else unknown_terms(asked.engine, asked.sparql):
        warn(sentence)
    means = found.empty if answer.rows else asked.meaning_of_empty()
    return Result(answer, means, found.datatypes, asked.defaults)


def select(
    sparql: str,
    graph: Engine | None = None,
    *,
    limits: Limits | None = None,
    source: str = "the query",
    warn: Warn = _warning,
) -> Result:
    """Answer any SPARQL 1.1 query, from ``graph`` or the project's own build: SELECT, ASK, CONSTRUCT or DESCRIBE.

    The default graph is the union of the named graphs. The query runs by itself, within ``limits``. ``source`` names it
    in errors; ``warn`` gets a sentence for each term that the graph does not know. Raises InputError where the query is
    refused, is no SPARQL, or meets a limit.
    """
    from ijb_graph.results import Result  # noqa: PLC0415 - as above

    engine = open(warn=warn) if graph is None else graph
    answer = engine.query_limited(sparql, source, limits or limits_from(os.environ))
    for sentence in unknown_terms(engine, sparql):
        warn(sentence)
    return Result(answer)


def check(
    graph: Engine | None = None,
    *,
    as_of: date | None = None,
    board: str | None = None,
    paper: str | None = None,
    rule: str | None = None,
    rules: list[Rule] | None = None,
    validator: str = "oxigraph",
    incremental: IncrementalCheck | None = None,
    progress: Progress = _nobody,
    warn: Warn = _warning,
) -> Findings:
    """Run the rules over ``graph`` or the project's own build: what they find, what matters first.

    Each paper is judged by the day of its meeting, or all by ``as_of``. ``board``, ``paper`` and ``rule`` keep the
    findings of one. ``rules`` are by default the project's; ``validator`` is ``oxigraph`` or ``pyshacl``;
    ``incremental`` reuses what an earlier check found. ``progress`` gets each step, ``warn`` a sentence for each rule
    that is left out since it is not filled in. Raises InputError where a rule is faulty, or there is no such board,
    paper or rule.
    """
    from ijb_graph.check.rules import read_rules, select_rules  # noqa: PLC0415 - as above
    from ijb_graph.check.run_rules import check as run_rules  # noqa: PLC0415
    from ijb_graph.errors import Problems  # noqa: PLC0415
    from ijb_graph.results import Findings  # noqa: PLC0415

    unfinished = Problems()
    if rules is None:
        rules = read_rules(find_project().shapes, unfinished)
        select_rules(rules, rule, unfinished)
    for problem in unfinished:
        warn(f"left out: {problem}")
    engine = open(warn=warn) if graph is None else graph
    found = run_rules(engine, rules, as_of, board, paper, progress, validator, rule, incremental)
    return Findings(tuple(found), engine.base)
