"""Serve the site, the questions and SPARQL over HTTP, read-only.

Anybody may send any query. Each runs by itself, within limits of time, memory and size; --running run at a time,
--waiting more wait, and the others get status 503. A query whose client hangs up is stopped; a request of more than
2,000,000 bytes gets status 413. What is not whole is an error, never a shorter answer. A new
build of the graph is served from then on, without a restart.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ijb_graph.ask.questions import read_questions
from ijb_graph.check.rules import read_rules
from ijb_graph.cli.options import (
    FOLDER,
    built_graph,
    limit_options,
    query_limits,
    warn_of_stale,
    warn_of_unfinished,
    with_endpoint,
    with_out,
)
from ijb_graph.console import progress
from ijb_graph.engine import Engine
from ijb_graph.engine.query_limits import Limits
from ijb_graph.errors import Problems, shown
from ijb_graph.errors.publish import NoEarlierPublication
from ijb_graph.project import find_project

if TYPE_CHECKING:
    from ijb_graph.publish.changes import Withdrawn

__all__ = ["command"]

# What suits one who sits at the machine is too much where anybody asks.
_LIMITS = Limits(seconds=10, memory=512, answer=32)


def _path(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A path without its last slash; refused where a browser would not take it for one from the root."""
    if value and not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+/?", value):
        raise click.BadParameter(f"{value!r} is not a path such as /ijb", ctx, param)
    return value.rstrip("/")


@click.command(help=__doc__)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="HOST", help="Listen at this address only.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any free one.")
@click.option("--running", type=click.IntRange(min=1), default=2, show_default=True, help="Queries at a time.")
@click.option("--waiting", type=click.IntRange(min=0), default=8, show_default=True, help="Queries that may wait.")
@click.option(
    "--patience",
    type=click.FloatRange(min=1),
    default=20,
    show_default=True,
    metavar="SECONDS",
    help="Cut a client that sends a request, or takes some of its answer, more slowly.",
)
@click.option(
    "--prefix", default="", metavar="PATH", callback=_path, help="The path that a proxy puts before ours, such as /ijb."
)
@click.option(
    "--proxy",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESSES",
    help="Believe the forwarded headers of these proxies.",
)
@click.option(
    "--publication",
    type=FOLDER,
    metavar="DIR",
    help="The last publication (`ijb publish --since`): what it says was withdrawn answers 410, with what replaced it.",
)
@with_out
@with_endpoint
@limit_options(_LIMITS)
def command(
    host: str,
    port: int,
    running: int,
    waiting: int,
    patience: float,
    prefix: str,
    proxy: str,
    publication: Path | None,
    out: Path | None,
    endpoint: str | None,
    **given: float | None,
) -> None:
    """Load the graph and answer until the process is stopped."""
    import uvicorn  # noqa: PLC0415 - slow to import

    from ijb_graph.check.run_rules import check as run_rules  # noqa: PLC0415 - as above
    from ijb_graph.engine import open_engine  # noqa: PLC0415 - as above
    from ijb_graph.publish.datasets import CATALOGUE  # noqa: PLC0415 - as above
    from ijb_graph.publish.earlier import read_withdrawn  # noqa: PLC0415 - as above
    from ijb_graph.serve.application import application  # noqa: PLC0415 - as above
    from ijb_graph.serve.client_connection import timed_connection  # noqa: PLC0415 - as above
    from ijb_graph.serve.graph_source import GraphSource  # noqa: PLC0415 - as above
    from ijb_graph.site.content import read_content  # noqa: PLC0415 - as above
    from ijb_graph.site.site import Site  # noqa: PLC0415 - as above

    def withdrawn() -> list[Withdrawn]:
        return read_withdrawn(publication) if publication else []

    if publication and not (publication / CATALOGUE).is_file():
        raise NoEarlierPublication(shown(publication), f"no {CATALOGUE}").error()
    withdrawn()

    limits = query_limits(endpoint, _LIMITS, **given)
    graph, project = built_graph(out), find_project()
    unfinished = Problems()
    rules, questions = read_rules(project.shapes, unfinished), read_questions(project.queries)
    content = read_content(project.data, project.ontology)
    warn_of_unfinished(unfinished)
    with progress() as step:
        step("loading the graph")
        source = GraphSource(graph) if endpoint is None else open_engine(graph, endpoint, step, limits)
    if endpoint is None:
        warn_of_stale(graph)

    def site(engine: Engine) -> Site:
        return Site(engine, rules, questions, run_rules(engine, rules), content=content)

    uvicorn.run(
        # What asks another server keeps one account of time and size: for one query at a time.
        application(
            source, limits, site, questions, rules, withdrawn, running if endpoint is None else 1, waiting, patience
        ),
        host=host,
        port=port,
        root_path=prefix,
        forwarded_allow_ips=proxy,
        server_header=False,
        http=timed_connection(patience),
        timeout_graceful_shutdown=int(limits.seconds) + 1,
    )
