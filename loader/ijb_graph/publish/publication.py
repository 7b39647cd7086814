"""Publishing: from the built graph to a folder that can be put on the web as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ijb_graph.ask.questions import read_questions
from ijb_graph.check.rules import read_rules
from ijb_graph.check.run_rules import check
from ijb_graph.engine import Embedded
from ijb_graph.engine.papers import read_papers
from ijb_graph.errors import Problem, shown
from ijb_graph.errors.calls import WrongValue
from ijb_graph.errors.publish import LostVersions, LostWithdrawals
from ijb_graph.input_files import read_text
from ijb_graph.project import Project
from ijb_graph.publish.catalogue import PUBLISHER, catalogue
from ijb_graph.publish.change_feed import change_feed
from ijb_graph.publish.changes import Change, Withdrawn, things_of
from ijb_graph.publish.data_cubes import cubes_part
from ijb_graph.publish.datasets import CATALOGUE, GRAPH, LICENCE, PublishedDataset, write
from ijb_graph.publish.details import NOTHING_GIVEN, Details
from ijb_graph.publish.earlier import Earlier, read_earlier, read_withdrawn, version_files
from ijb_graph.publish.examples import examples_part
from ijb_graph.publish.graph_files import graph_datasets, write_graph
from ijb_graph.publish.redirects import REDIRECTS, redirects
from ijb_graph.publish.register_files import can_write_tables
from ijb_graph.publish.register_tables import read_registers
from ijb_graph.publish.registers import register_datasets
from ijb_graph.publish.replace_folder import Written, keep_unchanged, replace_folder
from ijb_graph.publish.shapes_and_findings import findings_part, shapes_part
from ijb_graph.publish.vocabulary_files import keep_versions
from ijb_graph.publish.void import void_part
from ijb_graph.publish.withdrawn_people import NOBODY, People, read_people, refuse_lost_names
from ijb_graph.site.content import read_content
from ijb_graph.site.edition import Download, Edition
from ijb_graph.site.site import Site, write_site

__all__ = ["Published", "publish"]


@dataclass(frozen=True)
class Published:
    """What was published: where, the size in bytes of each file by its path, and whether wording was left out.

    ``left_out_tables``: XLSX and Parquet are not there, as the extra ``tables`` is not installed.
    ``written`` says how many files were written, and how many stayed as they were in the publication before.
    ``unfinished`` are the problems of the rules that are left out because they are not filled in; ``unknown_people``
    are rows of the list of withdrawn people whose names are nowhere.
    """

    folder: Path
    sizes: dict[str, int]
    left_out_wording: bool
    left_out_tables: bool
    unfinished: tuple[Problem, ...]
    written: Written
    unknown_people: tuple[Problem, ...]


def publish(
    graph: Path,
    project: Project,
    target: Path,
    details: Details = NOTHING_GIVEN,
    progress: Callable[[str], None] = lambda step: None,
    since: Path | None = None,
    withdrawn_people: Path | None = None,
) -> Published:
    """Write everything others can download to the folder ``target``, all or nothing.

    ``graph`` is the file that a build wrote. ``details`` are what the publisher says of it. ``progress`` gets each
    step. ``since`` is the folder of an earlier publication, to tell what changed; it may be ``target``.
    ``withdrawn_people`` is a list of people whose names are left out, see ``read_people``.

    Raises InputError where there is no graph, a rule or a question is faulty, ``since`` holds no publication of the
    graph, or ``target`` cannot be replaced; what was published there before then stays.
    """
    licence = read_text(project.licence, "the terms under which the data may be used")
    unfinished: list[Problem] = []
    rules, questions = read_rules(project.shapes, unfinished), read_questions(project.queries)
    content = read_content(project.data, project.ontology)
    progress("loading the graph")
    base = Embedded(graph).base
    with replace_folder(target) as folder:
        # Read in here, where what a killed command moved out of the target's place stands in it again.
        before = read_earlier(since, base) if since else None
        people = read_people(withdrawn_people, graph, before) if withdrawn_people else NOBODY
        refuse_lost_names(people, target, since)
        earlier = people.earlier(before) if before else None
        progress("writing the graph")
        left_out_wording = write_graph(graph, base, folder, people)
        # Everything else is made from what is published of the graph, and so cannot hold what is not.
        engine = Embedded(folder / GRAPH)
        papers = read_papers(engine)
        meetings = [paper.meeting for paper in papers]
        days = (min(meetings), max(meetings)) if meetings else None
        datasets = graph_datasets(folder, base, papers, days)
        _refuse_loss(target, folder, base, earlier, people)
        datasets.append(cubes_part(folder, engine, days))
        progress("writing the registers")
        registers = read_registers(engine, questions)
        datasets += register_datasets(folder, base, registers, days)
        datasets.append(shapes_part(folder, project.shapes, rules, base))
        findings = check(engine, rules, progress=progress)
        datasets.append(findings_part(folder, findings, base, days))
        progress("describing what was written")
        datasets.append(examples_part(folder, questions, base, details.sparql))
        datasets.append(void_part(folder, engine, details.place(base), details.sparql))
        write(folder, LICENCE, licence)
        withdrawn: list[Withdrawn] = []
        changes: list[Change] | None = None
        if earlier:
            day = details.issued or (days[1] if days else None)
            if day is None:
                reason = "none, and no paper whose meeting would give the day of the changes"
                raise WrongValue("ijb publish", reason, column="--issued").error()
            told, changes, withdrawn = change_feed(folder, earlier, base, day, PUBLISHER, details.place(base))
            datasets += [*told, *keep_versions(folder, earlier, base, people.text)]
        write(folder, CATALOGUE, catalogue(folder, datasets, base, details, earlier))
        edition = _edition(folder, datasets, details, changes)
        site = Site(
            engine,
            rules,
            questions,
            findings,
            edition,
            people.content(content),
            {one.name: one.answer for one in registers},
        )
        write(folder, REDIRECTS, redirects(details, base, days, withdrawn, site.sorts_with_pages()))
        progress("writing the pages")
        write_site(folder, site)
        people.refuse_named(folder)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        written = keep_unchanged(folder, target)
        sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    return Published(
        target,
        sizes,
        left_out_wording,
        not can_write_tables(),
        tuple(unfinished),
        written,
        people.not_met(withdrawn_people) if withdrawn_people else (),
    )


def _refuse_loss(target: Path, folder: Path, base: str, earlier: Earlier | None, people: People) -> None:
    """Refuse to replace a publication whose addresses would be forgotten: those that went, and those of versions.

    ``folder`` has the new graph and vocabulary; ``earlier`` is what the new publication carries on.
    """
    went = {people.address(one.uri) for one in read_withdrawn(target)}
    if earlier:
        # What is neither listed nor there before is not listed now; it may have come back.
        went -= earlier.things.keys() | {one.uri for one in earlier.withdrawn}
        went -= things_of(folder / GRAPH, base).keys() if went else set()
    if went:
        raise LostWithdrawals(shown(target), str(len(went))).error()
    files = set(version_files(target)) - set(earlier.versions if earlier else ())
    versions = sorted({path.split("/")[1] for path in files if not (folder / path).parent.exists()})
    if versions:
        raise LostVersions(shown(target), ", ".join(versions)).error()


def _edition(folder: Path, datasets: list[PublishedDataset], details: Details, changes: list[Change] | None) -> Edition:
    """What the pages say of the publication that they are part of."""
    files = [(file.path, one.title, one.description) for one in datasets for file in one.files]
    files.append((CATALOGUE, "Catalogue", "What each file holds, with sizes and checksums, as DCAT-AP and VoID."))
    files.append((LICENCE, "Terms of use", "What the licence covers, and how to name the source."))
    downloads = [Download(path, title, text, (folder / path).stat().st_size) for path, title, text in files]
    return details.edition(tuple(downloads), None if changes is None else tuple(changes))
