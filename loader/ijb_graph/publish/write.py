"""Publishing: everything into one folder, all or nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from ijb_graph.addresses import rebase
from ijb_graph.check import report
from ijb_graph.check.rules import read_rules
from ijb_graph.check.run import check
from ijb_graph.engine import Embedded
from ijb_graph.errors import InputError, shown
from ijb_graph.house import House
from ijb_graph.publish.catalogue import CATALOGUE, Described, catalogue
from ijb_graph.publish.files import File, named_graphs, rdf_files
from ijb_graph.publish.registers import register_files

__all__ = ["publish"]

_LICENCE = "LICENSE-DATA"
_PAPERS = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX ijb: <https://w3id.org/ijb/def#>
SELECT ?board ?slug ?title ?date WHERE {
  ?paper a ijb:BoardPaper ; dcterms:identifier ?slug ; dcterms:title ?title ; ijb:meetingDate ?date ;
    ijb:isPaperOf/ijb:shortName ?board .
}"""


def _datasets(engine: Embedded) -> dict[str, Described]:
    datasets = {
        "graph": Described(
            "ijb-graph: the whole graph", "All papers, reference data, editorial links and the ontology."
        ),
        "reference": Described(
            "Reference data", "Bodies, posts and people under all their names; the law; the proposals."
        ),
        "editorial": Described(
            "Editorial links", "Our own readings, each with its reason; none is printed in a paper."
        ),
        "ontology": Described("The ontology", "What the terms of the graph mean: classes, properties, schemes."),
        "shapes": Described("The rules", "Governance rules as SHACL shapes, each with what it rests on."),
        "registers": Described(
            "Registers", "What the papers state, one table a kind of record, as CSV with CSVW metadata."
        ),
        "findings": Described("Findings", "What the rules find, each paper judged as of the day of its meeting."),
    }
    rows = engine.query(rebase(_PAPERS, engine.base), "the papers").rows
    for board, slug, title, day in sorted([term.value if term else "" for term in row] for row in rows):
        about = f"What the paper of {board} for its meeting of {day} states, with lines."
        datasets[f"{board}/{slug}"] = Described(title, about, date.fromisoformat(day))
    return datasets


def _findings(engine: Embedded, house: House, progress: Callable[[str], None]) -> list[File]:
    found = check(engine, read_rules(house.shapes), progress=progress)
    text = report.as_turtle(found, engine.base).encode()
    title = "What the rules find"
    return [
        File("findings.csv", "findings", f"{title}, as a table", "text/csv", report.as_csv(found).encode()),
        File(
            "findings.ttl",
            "findings",
            f"{title}, as a SHACL report",
            "text/turtle",
            text,
            "http://www.w3.org/ns/shacl#",
        ),
    ]


def _put(folder: Path, files: list[File], licence: Path) -> None:
    """Write beside the folder, then put the new one in the old one's place; what fails on the way leaves the old one.

    A folder cannot be replaced by another in one step: killed between the two renames, the old one stands beside,
    under a hidden name.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError.of(str(folder), "a file", "a folder to publish to", "Choose another folder.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / CATALOGUE).is_file():
        found = f"a folder with other things in it and no {CATALOGUE}"
        raise InputError.of(
            str(folder), found, "an empty or new folder, or an earlier publication", "Choose another folder."
        )
    place = folder.resolve()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}."))
        try:
            for file in files:
                target = new / file.path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.content)
            shutil.copyfile(licence, new / _LICENCE)
            new.chmod(0o755)
            if place.exists():
                old = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}."))
                place.replace(old)
                try:
                    new.replace(place)
                except BaseException:
                    old.replace(place)
                    raise
                shutil.rmtree(old)
            else:
                new.replace(place)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
    except OSError as error:
        found = f"no way to write it ({error.strerror})"
        raise InputError.of(str(folder), found, "a folder that can be written", "Choose another folder.") from error


def publish(
    graph: Path, house: House, folder: Path, url: str | None, progress: Callable[[str], None] = lambda step: None
) -> list[File]:
    """Write the publication of a built graph to ``folder``, which will stand at ``url``; returns its files.

    Raises InputError where there is no graph, a rule or question is faulty, or ``folder`` holds something else.
    """
    progress("loading the graph")
    engine = Embedded(graph)
    base = engine.base
    graphs = named_graphs(graph, base)
    engine.keep({f"{base}id/graph/{name}" for name in graphs})
    files: list[File] = [*rdf_files(graphs, house.shapes, base, progress)]
    files += register_files(engine, house.queries, progress)
    files += _findings(engine, house, progress)
    progress("describing the files")
    files.append(catalogue(files, _datasets(engine), base, url or f"{base}download/"))
    licence = house.licence
    progress(f"writing {shown(folder)}")
    _put(folder, files, licence)
    return files
