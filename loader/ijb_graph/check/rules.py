"""The rules: each a folder ``shapes/<must|should|may>/<rule-id>/`` that holds one SHACL shape of the same name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Triple

from ijb_graph.addresses import PREFIXES
from ijb_graph.errors import FILL_IN, InputError, Problem, nearest, shown, unnamed
from ijb_graph.turtle import read_turtle

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["JUDGED", "LEVELS", "PREFIX_DECLARATIONS", "SHAPE", "Rule", "read_rules", "rule_folders", "select_rules"]

SHAPE = "shape.ttl"
PREFIX_DECLARATIONS = "prefixes.ttl"

# What a rule's id begins with: what it judges.
JUDGED = (
    "acceptance",
    "action",
    "body",
    "budget",
    "decision",
    "direction",
    "function",
    "indicator",
    "measure",
    "milestone",
    "national",
    "paper",
    "plan",
    "rating",
    "recommendation",
    "record",
    "reserve",
)

# A level is a severity is a verb: MUST is statute or the integrity of the data, SHOULD guidance and good governance.
LEVELS = {"must": "Violation", "should": "Warning", "may": "Info"}


@dataclass(frozen=True)
class Rule:
    """A rule: its id (the folder's name), its level, what it demands, why, and the ids of what it rests on (``L4``).

    ``graph`` is its shape together with the prefixes that all rules share.
    """

    id: str
    level: str
    title: str
    why: str
    bases: tuple[str, ...]
    path: Path
    graph: Graph

    @property
    def judges_acceptances(self) -> bool:
        """Whether it judges the acceptances of findings, and so has to wait for what the other rules find."""
        from rdflib import SH, URIRef  # noqa: PLC0415 - slow to import

        return (None, SH.targetClass, URIRef(PREFIXES["ijb"] + "Acceptance")) in self.graph


def rule_folders(shapes: Path) -> list[Path]:
    """Every rule's folder: MUST before SHOULD before MAY, then by name."""
    return [
        folder
        for level in LEVELS
        for folder in sorted((shapes / level).glob("*"))
        if folder.is_dir() and not folder.name.startswith(".")
    ]


def _parse(path: Path) -> Graph:
    from rdflib import Graph  # noqa: PLC0415 - slow to import, and `ijb ask` does not need it
    from shacl_compiler.rdf_terms import to_rdflib  # noqa: PLC0415 - it imports rdflib

    # Oxigraph's parser tells the place of an error more plainly than rdflib's, and sooner.
    graph = Graph()
    for quad in read_turtle(path):
        subject, value = quad.subject, quad.object
        if isinstance(subject, Triple) or isinstance(value, Triple):
            raise InputError.of(shown(path), "a triple as a term", "Turtle 1.1", "Write it without.")
        graph.add((to_rdflib(subject), to_rdflib(quad.predicate), to_rdflib(value)))
    return graph


def _read_rule(folder: Path, declarations: Graph) -> Rule:
    from rdflib import RDFS, SH, Literal, URIRef  # noqa: PLC0415

    path = folder / SHAPE
    graph, file, level = _parse(path), shown(path), folder.parent.name
    shape = URIRef(PREFIXES["shape"] + folder.name)
    problems: list[Problem] = []
    if (shape, None, None) not in graph:
        problems.append(
            unnamed(
                file,
                f"no shape <{shape}>",
                "a shape named as its folder",
                "Name the shape as the folder, or rename the folder.",
            )
        )
    else:
        severity = graph.value(shape, SH.severity)
        if severity != URIRef(PREFIXES["sh"] + LEVELS[level]):
            problems.append(
                unnamed(
                    file,
                    f"severity {severity}",
                    f"sh:{LEVELS[level]}, for a rule under {level}/",
                    "Correct sh:severity, or move the folder.",
                )
            )
        for name, texts in (
            ("rdfs:label", graph.objects(shape, RDFS.label)),
            ("rdfs:comment", graph.objects(shape, RDFS.comment)),
            # A message may stand on the shape or on any of its constraints.
            ("sh:message", graph.objects(None, SH.message)),
        ):
            if not any(isinstance(text, Literal) and str(text).strip() for text in texts):
                problems.append(
                    unnamed(file, f"no {name}", "a rule that says what it demands, why, and what to do", f"Add {name}.")
                )
    bases = tuple(
        sorted(str(basis).rsplit("/", 1)[-1] for basis in graph.objects(shape, URIRef(PREFIXES["ijb"] + "restsOn")))
    )
    if not bases and not problems:
        problems.append(
            unnamed(
                file,
                "no ijb:restsOn",
                "what the rule rests on, such as id:basis/L4",
                "Add it: reference/legal-basis.csv lists them.",
            )
        )
    if problems:
        raise InputError(problems)
    if FILL_IN in path.read_text(encoding="utf-8"):
        fix = "Say what stands there, or remove the folder."
        raise InputError.of(file, FILL_IN, "a rule that is filled in", fix)
    graph += declarations
    return Rule(
        folder.name,
        level,
        str(graph.value(shape, RDFS.label)),
        str(graph.value(shape, RDFS.comment)),
        bases,
        path,
        graph,
    )


def read_rules(shapes: Path) -> list[Rule]:
    """Read every rule.

    Raises InputError with the faults of every folder: no Turtle, no shape of the folder's name, a severity other than
    the level's, no label, comment, message or basis.
    """
    rules: list[Rule] = []
    problems: list[Problem] = []
    folders = rule_folders(shapes)
    declarations = _parse(shapes / PREFIX_DECLARATIONS)
    for folder in folders:
        try:
            rules.append(_read_rule(folder, declarations))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return rules


def select_rules(rules: list[Rule], name: str | None) -> list[Rule]:
    """The rule of this id, or all of them; InputError with the nearest ids where there is none."""
    if name is None:
        return rules
    chosen = [rule for rule in rules if rule.id == name]
    if not chosen:
        ids = [rule.id for rule in rules]
        raise InputError.of(
            "ijb check",
            f"a rule {name!r}",
            "the id of a rule",
            f"{nearest(name, ids)}They are the folders under shapes/.",
        )
    return chosen
