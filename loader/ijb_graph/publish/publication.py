"""Publishing: from the built graph to a folder that can be put on the web as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ijb_graph.addresses import is_folder_address
from ijb_graph.ask.questions import read_questions
from ijb_graph.check.rules import read_rules
from ijb_graph.engine import Embedded
from ijb_graph.engine.papers import read_papers
from ijb_graph.errors import Problem
from ijb_graph.errors.calls import WrongValue
from ijb_graph.input_files import read_text
from ijb_graph.project import Project
from ijb_graph.publish.catalogue import catalogue
from ijb_graph.publish.datasets import CATALOGUE, GRAPH, LICENCE, write
from ijb_graph.publish.graph_files import graph_datasets, write_graph
from ijb_graph.publish.registers import register_datasets
from ijb_graph.publish.replace_folder import replace_folder
from ijb_graph.publish.shapes_and_findings import findings_part, shapes_part

__all__ = ["Published", "publish"]


@dataclass(frozen=True)
class Published:
    """What was published: where, the size in bytes of each file by its path, and whether wording was left out.

    ``unfinished`` are the problems of the rules that are left out because they are not filled in.
    """

    folder: Path
    sizes: dict[str, int]
    left_out_wording: bool
    unfinished: tuple[Problem, ...]


def publish(
    graph: Path,
    project: Project,
    target: Path,
    url: str | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> Published:
    """Write everything others can download to the folder ``target``, all or nothing.

    ``graph`` is the file that a build wrote. ``url`` is where the folder will stand on the web, by default
    ``download/`` below the graph's base. ``progress`` gets each step.

    Raises InputError where there is no graph, a rule or a question is faulty, ``url`` is no address of a folder, or
    ``target`` cannot be replaced; what was published there before then stays.
    """
    place = f"{url.rstrip('/')}/" if url is not None else None
    if place is not None and not is_folder_address(place):
        reason = f"{url!r}, no http(s) address of letters, digits and ._~-, such as https://data.example.org/ijb/"
        raise WrongValue("ijb publish", reason, column="--url").error()
    licence = read_text(project.licence, "the terms under which the data may be used")
    unfinished: list[Problem] = []
    rules, questions = read_rules(project.shapes, unfinished), read_questions(project.queries)
    progress("loading the graph")
    base = Embedded(graph).base
    where = place or f"{base}download/"
    with replace_folder(target) as folder:
        progress("writing the graph")
        left_out_wording = write_graph(graph, base, folder)
        # Everything else is made from what is published of the graph, and so cannot hold what is not.
        engine = Embedded(folder / GRAPH)
        papers = read_papers(engine)
        meetings = [paper.meeting for paper in papers]
        days = (min(meetings), max(meetings)) if meetings else None
        datasets = graph_datasets(folder, base, papers, days)
        progress("writing the registers")
        datasets += register_datasets(folder, engine, questions, days)
        datasets.append(shapes_part(folder, project.shapes, rules, base))
        datasets.append(findings_part(folder, engine, rules, days, progress))
        progress("describing what was written")
        write(folder, LICENCE, licence)
        write(folder, CATALOGUE, catalogue(folder, datasets, base, where))
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    return Published(target, sizes, left_out_wording, tuple(unfinished))
