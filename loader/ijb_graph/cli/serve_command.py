"""Serve the site, the questions and SPARQL over HTTP, read-only.

Anybody may send any query. Each runs by itself, within limits of time, memory and size; --running run at a time,
--waiting more wait, and the others get status 503. A query whose client hangs up is stopped; a request of more than
2,000,000 bytes gets status 413. What is not whole is an error, never a shorter answer. A new
build of the graph is served from then on, without a restart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ijb_graph.check.rules import read_rules
from ijb_graph.cli.options import (
    FOLDER,
    built_graph,
    limit_options,
    query_limits,
    refuse_together,
    warn_of_stale,
    warn_of_unfinished,
    with_edition,
    with_endpoint,
    with_out,
)
from ijb_graph.console import progress
from ijb_graph.engine.query_limits import Limits
from ijb_graph.errors import Problems, shown
from ijb_graph.errors.calls import NotOnlyHere
from ijb_graph.errors.files import UnreadableFile
from ijb_graph.errors.publish import NoEarlierPublication
from ijb_graph.project import find_project

if TYPE_CHECKING:
    from starlette.types import ASGIApp

__all__ = ["command"]

# What suits one who sits at the machine is too much where anybody asks.
_LIMITS = Limits(seconds=10, memory=512, answer=32)
# A worker that does not react for so many seconds is replaced: making the pages keeps it busy for some.
_HEALTH = 60


def _path(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A path without its last slash; refused where a browser would not take it for one from the root."""
    if value and not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+/?", value):
        raise click.BadParameter(f"{value!r} is not a path such as /ijb", ctx, param)
    return value.rstrip("/")


def _refuse_elsewhere(host: str, drafts: Path | None, excluded: Mapping[str, object]) -> None:
    """Drafts are for who sits at the machine, and their forms for one process: InputError where it is otherwise."""
    from ijb_graph.serve.reviews.guard import is_loopback  # noqa: PLC0415 - slow to import

    refuse_together(("--drafts", drafts, excluded))
    if drafts and not is_loopback(host):
        raise NotOnlyHere(click.get_current_context().command_path, host=host).error()
    if drafts and not drafts.is_dir():
        raise UnreadableFile(shown(drafts), reason="no folder", content="the folder of the drafts").error()


@click.command(help=__doc__)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="HOST", help="Listen at this address only.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any free one.")
@click.option("--running", type=click.IntRange(min=1), default=2, show_default=True, help="Queries at a time.")
@click.option("--waiting", type=click.IntRange(min=0), default=8, show_default=True, help="Queries that may wait.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Processes that answer. Each has its own graph, and as many queries as --running and --waiting say.",
)
@click.option("--access-log/--no-access-log", default=True, show_default=True, help="Write a line for each request.")
@click.option(
    "--patience",
    type=click.IntRange(min=1),
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
@click.option(
    "--drafts",
    type=FOLDER,
    metavar="DIR",
    help="Let who sits at this machine review the drafts in this folder, at /-/review/. Off unless it is given.",
)
@with_edition
@with_out
@with_endpoint
@limit_options(_LIMITS)
def command(
    host: str,
    port: int,
    running: int,
    waiting: int,
    workers: int,
    access_log: bool,
    patience: int,
    prefix: str,
    proxy: str,
    publication: Path | None,
    drafts: Path | None,
    contact: str,
    issued: date | None,
    repository: str,
    out: Path | None,
    endpoint: str | None,
    **given: float | None,
) -> None:
    """Load the graph and answer until the process is stopped."""
    import uvicorn  # noqa: PLC0415 - slow to import
    from uvicorn.supervisors import Multiprocess  # noqa: PLC0415 - as above

    from ijb_graph.publish.datasets import CATALOGUE  # noqa: PLC0415 - as above
    from ijb_graph.publish.details import Details  # noqa: PLC0415 - as above
    from ijb_graph.serve.client_connection import TimedConnection  # noqa: PLC0415 - as above
    from ijb_graph.serve.worker import Settings  # noqa: PLC0415 - as above

    if publication and not (publication / CATALOGUE).is_file():
        raise NoEarlierPublication(shown(publication), f"no {CATALOGUE}").error()
    _refuse_elsewhere(host, drafts, {"--workers": workers > 1, "--prefix": prefix})
    edition = Details(contact=contact, issued=issued, repository=repository, command="ijb serve").edition()
    limits = query_limits(endpoint, _LIMITS, **given)
    graph = built_graph(out)
    unfinished = Problems()
    read_rules(find_project().shapes, unfinished)
    warn_of_unfinished(unfinished)
    settings = Settings(graph, endpoint, publication, edition, limits, running, waiting, patience)
    with progress() as step:
        step("loading the graph")
        served: ASGIApp = settings.application()
        if drafts:
            from ijb_graph.serve.reviews.drafts_application import (  # noqa: PLC0415 - as above
                DraftsApplication,
                with_drafts,
            )

            served = with_drafts(served, DraftsApplication(drafts, find_project().data, patience))
    if endpoint is None:
        warn_of_stale(graph)
    config = uvicorn.Config(
        # What a worker cannot load is told before there are several.
        served if workers == 1 else settings.application,
        factory=workers > 1,
        workers=workers,
        host=host,
        port=port,
        root_path=prefix,
        forwarded_allow_ips=proxy,
        access_log=access_log,
        server_header=False,
        http=TimedConnection,
        timeout_keep_alive=patience,
        timeout_graceful_shutdown=int(limits.seconds) + 1,
        timeout_worker_healthcheck=_HEALTH,
    )
    server = uvicorn.Server(config)
    if workers == 1:
        server.run()
    else:
        del served
        Multiprocess(config, [config.bind_socket()]).run()
