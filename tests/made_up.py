"""The made-up projects: a clean one, in which no rule finds anything, and one of what some rule finds by its nature.

`tests/clean/` holds made-up papers of two boards, for the project's own reference data. `tests/flawed/` holds what
cannot lie there (an unfinished document, an accepted finding, a reading that is itself worth a look),
with reference data of its own, so that those kinds are seen too and no later row of the project changes them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph
from format_rdf import laid_out
from ijb_graph.addresses import PREFIXES
from ijb_graph.graph.build import build
from ijb_graph.records.paper_folder import MANIFEST
from ijb_graph.records.schema import KINDS
from places import PROJECT, ROOT

__all__ = [
    "APPROVED_GRAPH",
    "CLEAN",
    "FLAWED",
    "as_trig",
    "compose",
    "compose_flawed",
    "own_statements",
    "read_approved",
]

CLEAN = ROOT / "tests" / "clean"
FLAWED = ROOT / "tests" / "flawed"
# The approved statements of each of the two, beside its records.
APPROVED_GRAPH = "graph.trig"


def compose(data: Path) -> Path:
    """Make the data folder of the clean project: the project's schema and reference data, with made-up records."""
    shutil.copytree(PROJECT.data / "reference", data / "reference")
    shutil.copytree(PROJECT.data / KINDS, data / KINDS)
    for source in _records_of(CLEAN):
        target = data / source.relative_to(CLEAN)
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.parent.name == "reference":
            _, _, rows = source.read_text(encoding="utf-8").partition("\n")
            with target.open("a", encoding="utf-8") as file:
                file.write(rows)
        else:
            shutil.copy(source, target)
    return data


def compose_flawed(data: Path) -> Path:
    """Make the data folder of the flawed project: the project's schema alone, with made-up records."""
    shutil.copytree(PROJECT.data / KINDS, data / KINDS)
    for source in _records_of(FLAWED):
        target = data / source.relative_to(FLAWED)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
    return data


def _records_of(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.*")) if path.is_file() and path.name != APPROVED_GRAPH]


def _without_papers(clean: Path, data: Path) -> Path:
    """A data folder with the project's reference data alone, and a paper without records, as a build needs one."""
    shutil.copytree(PROJECT.data / "reference", data / "reference")
    shutil.copytree(PROJECT.data / KINDS, data / KINDS)
    first = min(clean.glob(f"*/*/{MANIFEST}"))
    target = data / first.relative_to(clean)
    target.parent.mkdir(parents=True)
    shutil.copy(first, target)
    return data


def _statements(data: Path, out: Path) -> set[pyoxigraph.Quad]:
    """What a build of records states, but for the ontology."""
    built = build(data, PROJECT.ontology, out).path
    ontology = pyoxigraph.NamedNode(f"{PREFIXES['id']}graph/ontology")
    quads = pyoxigraph.parse(path=str(built), format=pyoxigraph.RdfFormat.N_QUADS)
    return {quad for quad in quads if quad.graph_name != ontology}


def own_statements(project: Path, folder: Path) -> set[pyoxigraph.Quad]:
    """What the records of a made-up project state, without what the project's own reference data state.

    A row that is added to `data/reference/` does not change it. ``folder`` is a new folder to work in.
    """
    if project == FLAWED:
        return _statements(compose_flawed(folder / "data"), folder / "build")
    clean = compose(folder / "data")
    shared = _statements(_without_papers(clean, folder / "reference"), folder / "reference-build")
    reference = pyoxigraph.NamedNode(f"{PREFIXES['id']}graph/reference")
    return _statements(clean, folder / "build") - {quad for quad in shared if quad.graph_name == reference}


def as_trig(statements: set[pyoxigraph.Quad]) -> str:
    """Statements as they are approved: grouped by subject, in an order that keeps a change small."""
    ordered = sorted(statements, key=lambda one: (str(one.graph_name), str(one.subject), str(one.predicate), str(one)))
    text = pyoxigraph.serialize(ordered, format=pyoxigraph.RdfFormat.TRIG, prefixes=PREFIXES)
    assert text is not None
    return laid_out(text.decode(), sparql=False)


def read_approved(project: Path) -> set[pyoxigraph.Quad]:
    """The approved statements of a made-up project."""
    path = project / APPROVED_GRAPH
    return set(pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TRIG)) if path.exists() else set()
