"""Property paths, written as SPARQL and as RDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from shacl_compiler.rdf_terms import SH

__all__ = [
    "Alternative",
    "Inverse",
    "Path",
    "Predicate",
    "Repeated",
    "Sequence",
    "nullable",
    "path_triples",
    "predicates_of",
]

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@dataclass(frozen=True)
class Predicate:
    """One predicate."""

    iri: str

    def __str__(self) -> str:
        """As SPARQL writes it."""
        return f"<{self.iri}>"


@dataclass(frozen=True)
class Inverse:
    """A path from object to subject."""

    path: Path

    def __str__(self) -> str:
        """As SPARQL writes it."""
        return f"^({self.path})"


@dataclass(frozen=True)
class Sequence:
    """One path after another."""

    steps: tuple[Path, ...]

    def __str__(self) -> str:
        """As SPARQL writes it."""
        return "(" + "/".join(str(step) for step in self.steps) + ")"


@dataclass(frozen=True)
class Alternative:
    """One path or another."""

    choices: tuple[Path, ...]

    def __str__(self) -> str:
        """As SPARQL writes it."""
        return "(" + "|".join(str(choice) for choice in self.choices) + ")"


@dataclass(frozen=True)
class Repeated:
    """A path none or more times (``*``), once or more (``+``), or at most once (``?``)."""

    path: Path
    mark: str

    def __str__(self) -> str:
        """As SPARQL writes it."""
        return f"({self.path}){self.mark}"


Path = Predicate | Inverse | Sequence | Alternative | Repeated

_TERMS = {"*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath"}


def nullable(path: Path) -> bool:
    """Whether the path leads, in no step, from every node to itself."""
    match path:
        case Predicate():
            return False
        case Inverse(inner):
            return nullable(inner)
        case Sequence(steps):
            return all(nullable(step) for step in steps)
        case Alternative(choices):
            return any(nullable(choice) for choice in choices)
        case Repeated(inner, mark):
            return mark != "+" or nullable(inner)


def predicates_of(path: Path) -> frozenset[str]:
    """Every predicate in a path."""
    match path:
        case Predicate(iri):
            return frozenset({iri})
        case Sequence(parts) | Alternative(parts):
            return frozenset[str]().union(*map(predicates_of, parts))
        case Inverse(inner) | Repeated(inner):
            return predicates_of(inner)


def path_triples(path: Path, blank: Iterator[ox.BlankNode]) -> tuple[ox.NamedNode | ox.BlankNode, list[ox.Triple]]:
    """A path as RDF: its node and the triples that say what it is."""

    def listed(paths: tuple[Path, ...]) -> tuple[ox.NamedNode | ox.BlankNode, list[ox.Triple]]:
        cells = [next(blank) for _ in paths]
        rests: list[ox.NamedNode | ox.BlankNode] = [*cells[1:], ox.NamedNode(_RDF + "nil")]
        triples: list[ox.Triple] = []
        for cell, one, rest in zip(cells, paths, rests, strict=True):
            node, more = path_triples(one, blank)
            triples += [
                ox.Triple(cell, ox.NamedNode(_RDF + "first"), node),
                *more,
                ox.Triple(cell, ox.NamedNode(_RDF + "rest"), rest),
            ]
        return cells[0], triples

    if isinstance(path, Predicate):
        return ox.NamedNode(path.iri), []
    if isinstance(path, Sequence):
        return listed(path.steps)
    here = next(blank)
    if isinstance(path, Alternative):
        term, (node, triples) = "alternativePath", listed(path.choices)
    else:
        term = "inversePath" if isinstance(path, Inverse) else _TERMS[path.mark]
        node, triples = path_triples(path.path, blank)
    return here, [ox.Triple(here, ox.NamedNode(SH + term), node), *triples]
