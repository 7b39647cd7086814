"""Describe the classes of the graph, one term, or one thing.

Without NAME: the classes with their properties, how many things each has, an example, and the way to paper and lines. A
term is a class, a property, a scheme or a concept: `Direction`, `ijb:isAddressedTo`, `rating/established`. A thing goes
by its address, such as direction/east-lothian/2019-20/D11b, or by a code or label that no other has; all that is said
of it is shown, and what points to it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from ijb_graph.check.findings import Finding
from ijb_graph.cli.options import (
    open_graph_source,
    refuse_together,
    refuse_without,
    server_limits,
    with_endpoint,
    with_limits,
    with_out,
)
from ijb_graph.console import echo, paged, progress, warn
from ijb_graph.describe import formats
from ijb_graph.describe.classes import describe_classes
from ijb_graph.describe.lookup import look_up
from ijb_graph.describe.terms import describe_term, readers_of
from ijb_graph.describe.things import describe_thing
from ijb_graph.engine import Engine
from ijb_graph.library import check
from ijb_graph.project import find_project

__all__ = ["command"]


@click.command(help=__doc__)
@click.argument("name", required=False)
@click.option("--findings", "with_findings", is_flag=True, help="Of a thing: what the rules find in it, too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "turtle"]),
    default="text",
    show_default=True,
    help="turtle: a thing or term with its statements; the classes as a VoID description.",
)
@with_endpoint
@with_limits
@with_out
def command(
    name: str | None,
    with_findings: bool,
    form: str,
    endpoint: str | None,
    out: Path | None,
    **limit_options: float | None,
) -> None:
    """Describe the classes, a term or a thing."""
    refuse_together(("--findings", with_findings, {f"--format {form}": form == "turtle"}))
    refuse_without("a thing", name is not None, {"--findings": with_findings})
    limits = server_limits(endpoint, **limit_options)
    with progress() as step:
        engine = open_graph_source(out, endpoint, step, limits)
        step("describing")
    if name is None:
        _show_classes(engine, form)
        return
    address, is_term = look_up(engine, name)
    if form == "turtle":
        echo(formats.statements_as_turtle(engine, address, pointing=not is_term))
    elif is_term:
        _show_term(engine, address, form)
    else:
        _show_thing(engine, address, form, with_findings)


def _show_classes(engine: Engine, form: str) -> None:
    classes = describe_classes(engine)
    if form == "json":
        echo(formats.as_json(classes))
    elif form == "turtle":
        echo(formats.partitions_as_turtle(classes, engine.base))
    else:
        from ijb_graph.describe.text import print_classes  # noqa: PLC0415 - rich is slow to import

        with paged():
            print_classes(classes, engine.name, engine.base)


def _show_term(engine: Engine, address: str, form: str) -> None:
    project, term = find_project(), describe_term(engine, address)
    questions, rules = readers_of(term, engine.base, project.queries, project.shapes)
    term = replace(term, questions=questions, rules=rules)
    if form == "json":
        echo(formats.as_json(term))
        return
    from ijb_graph.describe.text import print_term  # noqa: PLC0415 - as above

    with paged():
        print_term(term, engine.base)


def _findings(engine: Engine, address: str) -> list[Finding]:
    with progress() as step:
        return [one for one in check(engine, progress=step, warn=warn) if one.node == address]


def _show_thing(engine: Engine, address: str, form: str, with_findings: bool) -> None:
    thing = describe_thing(engine, address)
    findings = _findings(engine, address) if with_findings else None
    if form == "json":
        echo(formats.as_json(thing, findings))
        return
    from ijb_graph.describe.text import print_thing  # noqa: PLC0415 - as above

    with paged():
        print_thing(thing, engine.base, findings)
