"""The rules: each a folder ``shapes/<must|should|may>/<rule-id>/`` that holds one SHACL shape of the same name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, Triple

from ijb_graph.addresses import PREFIXES
from ijb_graph.engine.query_refusals import own_problems
from ijb_graph.errors import FILL_IN, InputError, Problem, Problems, nearest, shown
from ijb_graph.errors.check import (
    IncompleteRule,
    MissingBasis,
    MissingShape,
    TripleAsTerm,
    UnfilledRule,
    UnknownRule,
    UnplacedRule,
    WrongSeverity,
)
from ijb_graph.input_files import folders_in
from ijb_graph.turtle import read_turtle

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = [
    "DEMANDS",
    "LEVELS",
    "PREFIX_DECLARATIONS",
    "SECTIONS",
    "SHAPE",
    "SUBJECTS",
    "TOPICS",
    "Rule",
    "read_rules",
    "rule_folders",
    "select_rules",
]

SHAPE = "shape.ttl"
PREFIX_DECLARATIONS = "prefixes.ttl"

# What a rule's id begins with: what it is about.
SUBJECTS = (
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

# What demands that a finding be fixed, what a rule is about, and where its findings are reported: the concepts of the
# schemes demand, rule-topic and report-section, in the order in which a report shows them.
DEMANDS = ("law", "guidance", "own-policy", "contradiction", "good-practice", "data", "house-style")
TOPICS = ("time", "money", "answerability", "delegation", "progress", "evidence", "detail", "wording")
SECTIONS = ("main", "national", "appendix")

_LABEL, _COMMENT = PREFIXES["rdfs"] + "label", PREFIXES["rdfs"] + "comment"
_MESSAGE, _SEVERITY = PREFIXES["sh"] + "message", PREFIXES["sh"] + "severity"
_RESTS_ON = PREFIXES["ijb"] + "restsOn"
_DEMAND, _TOPIC, _SECTION = (("isDemandedBy", DEMANDS), ("isAboutTopic", TOPICS), ("isReportedIn", SECTIONS))
_QUERIES = tuple(PREFIXES["sh"] + name for name in ("select", "ask", "construct"))
_TARGET_CLASS, _ACCEPTANCE = PREFIXES["sh"] + "targetClass", NamedNode(PREFIXES["ijb"] + "Acceptance")


@dataclass(frozen=True)
class Rule:
    """A rule: its id (the folder's name), its level, what it demands, why, and the ids of what it rests on (``L4``).

    ``demand``, ``topic`` and ``section`` are one of DEMANDS, TOPICS and SECTIONS.
    ``validates_acceptances`` says that it validates the acceptances of findings, and so has to run after all others.
    ``turtle`` is the text of its shape, with the prefixes that all rules share.
    """

    id: str
    level: str
    title: str
    why: str
    bases: tuple[str, ...]
    demand: str
    topic: str
    section: str
    path: Path
    validates_acceptances: bool
    turtle: bytes = field(repr=False)

    @cached_property
    def graph(self) -> Graph:
        """Its shape, with the prefixes that all rules share, as an rdflib graph."""
        from shacl_compiler.rdflib_terms import graph_of  # noqa: PLC0415 - slow, and compiled rules need none

        # Oxigraph's parser is many times faster than rdflib's.
        quads = pyoxigraph.parse(self.turtle, format=pyoxigraph.RdfFormat.TURTLE)
        return graph_of((quad.subject, quad.predicate, quad.object) for quad in quads)


def rule_folders(shapes: Path) -> list[Path]:
    """Every rule's folder: MUST before SHOULD before MAY, then by name."""
    levels = (shapes / level for level in LEVELS)
    return [folder for level in levels if level.is_dir() for folder in folders_in(level)]


def _values(statements: list[Quad], predicate: str) -> list[str]:
    """The values that statements give for a predicate, addresses in full, in order."""
    values = (quad.object for quad in statements if quad.predicate.value == predicate)
    return sorted(one.value for one in values if isinstance(one, NamedNode | Literal))


def _concepts(statements: list[Quad], term: str) -> list[str]:
    """The names of the concepts that statements give for a term of ours."""
    return [value.rsplit("/", 1)[-1] for value in _values(statements, PREFIXES["ijb"] + term)]


def _unplaced(file: str, about: list[Quad]) -> list[Problem]:
    """What is wrong with how a rule says what demands it, what it is about and where it is reported."""
    problems: list[Problem] = []
    for term, known in (_DEMAND, _TOPIC, _SECTION):
        values = _concepts(about, term)
        if len(values) > 1 or (not values and known is not SECTIONS) or not set(values) <= set(known):
            values_found = " and ".join(values) or "no value"
            problems.append(UnplacedRule(file, term=term, values=values_found, known=", ".join(known)))
    return problems


def _incomplete(file: str, level: str, shape: NamedNode, statements: list[Quad]) -> list[Problem]:
    """What a rule's file lacks."""
    about = [quad for quad in statements if quad.subject == shape]
    if not about:
        return [MissingShape(file, shape=shape.value)]
    problems: list[Problem] = []
    severity = next(iter(_values(about, _SEVERITY)), "None")
    if severity != PREFIXES["sh"] + LEVELS[level]:
        problems.append(WrongSeverity(file, severity=severity, level=level, due=LEVELS[level]))
    # A message may stand on the shape or on any of its constraints.
    for name, predicate, where in (
        ("rdfs:label", _LABEL, about),
        ("rdfs:comment", _COMMENT, about),
        ("sh:message", _MESSAGE, statements),
    ):
        if not any(text.strip() for text in _values(where, predicate)):
            problems.append(IncompleteRule(file, lacks=name))
    if not problems and not _values(about, _RESTS_ON):
        problems.append(MissingBasis(file))
    problems += _unplaced(file, about)
    queries = [text for predicate in _QUERIES for text in _values(statements, predicate)]
    problems += [problem for query in queries for problem in own_problems(query, file)]
    return problems


def _read_rule(folder: Path, declarations: bytes) -> Rule:
    path, level = folder / SHAPE, folder.parent.name
    statements, file = read_turtle(path), shown(path)
    if any(isinstance(term, Triple) for quad in statements for term in (quad.subject, quad.object)):
        raise TripleAsTerm(file).error()
    shape, turtle = NamedNode(PREFIXES["shape"] + folder.name), path.read_bytes()
    problems = Problems(_incomplete(file, level, shape, statements))
    problems.raise_any()
    if FILL_IN.encode() in turtle:
        raise UnfilledRule(file).error()

    about = [quad for quad in statements if quad.subject == shape]
    return Rule(
        id=folder.name,
        level=level,
        title=_values(about, _LABEL)[0],
        why=_values(about, _COMMENT)[0],
        bases=tuple(sorted(basis.rsplit("/", 1)[-1] for basis in _values(about, _RESTS_ON))),
        demand=_concepts(about, _DEMAND[0])[0],
        topic=_concepts(about, _TOPIC[0])[0],
        section=next(iter(_concepts(about, _SECTION[0])), SECTIONS[0]),
        path=path,
        validates_acceptances=any(
            quad.predicate.value == _TARGET_CLASS and quad.object == _ACCEPTANCE for quad in statements
        ),
        turtle=turtle + b"\n" + declarations,
    )


def read_rules(shapes: Path, unfinished: list[Problem] | None = None) -> list[Rule]:
    """Read every rule.

    A rule in which FILL IN still stands is left out, and its problem goes into ``unfinished``, if that is given.
    Raises InputError with the problems of every folder: no Turtle, no shape of the folder's name, a severity other than
    the level's, no label, comment, message, basis, demand or topic, a query that would call another server.
    """
    rules: list[Rule] = []
    problems = Problems()
    read_turtle(shapes / PREFIX_DECLARATIONS)
    declarations = (shapes / PREFIX_DECLARATIONS).read_bytes()
    for folder in rule_folders(shapes):
        with problems.collected():
            rules.append(_read_rule(folder, declarations))
    if unfinished is not None:
        unfinished += [one for one in problems if isinstance(one, UnfilledRule)]
        problems = Problems(one for one in problems if not isinstance(one, UnfilledRule))
    problems.raise_any()
    return rules


def select_rules(rules: list[Rule], name: str | None, unfinished: Sequence[Problem] = ()) -> list[Rule]:
    """The rule of this id, or all of them; InputError with the nearest ids where there is none, or it is unfinished."""
    if problems := [one for one in unfinished if name == Path(one.file).parent.name]:
        raise InputError(problems)
    chosen = [rule for rule in rules if name in (None, rule.id)]
    if name is not None and not chosen:
        raise UnknownRule("ijb check", rule=name, nearest=nearest(name, [rule.id for rule in rules])).error()
    return chosen
