"""What the site takes from the project's folders beside its rules and questions: texts that no graph holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph

from ijb_graph.addresses import PREFIXES
from ijb_graph.input_files import read_text
from ijb_graph.site.unknowns import read_unknowns
from ijb_graph.turtle import read_turtle

__all__ = ["NOTHING_WRITTEN", "Content", "Module", "read_content"]

_KIND = pyoxigraph.NamedNode(f"{PREFIXES['rdf']}type")
_COMMENT = re.compile(r"# ?(.*)")


@dataclass(frozen=True)
class Module:
    """A file or folder of the ontology: its name, what it is about, and the terms that it defines, by address."""

    name: str
    about: str
    terms: frozenset[str]


@dataclass(frozen=True)
class Content:
    """``unknowns`` is what papers do not say, by board and folder; ``modules`` are those of the ontology, in order."""

    unknowns: Mapping[tuple[str, str], str] = field(default_factory=dict)
    modules: tuple[Module, ...] = ()


NOTHING_WRITTEN = Content()


def _terms(path: Path) -> frozenset[str]:
    subjects = {quad.subject for quad in read_turtle(path) if quad.predicate == _KIND}
    named = (one.value for one in subjects if isinstance(one, pyoxigraph.NamedNode))
    return frozenset(one for one in named if one.startswith(PREFIXES["ijb"]))


def _module(path: Path) -> Module:
    """One file, or a folder of files; the comment at the head of a file says what it is about."""
    if path.is_dir():
        return Module(path.name, "", frozenset().union(*map(_terms, sorted(path.glob("*.ttl")))))
    head = []
    for line in read_text(path, "a part of the ontology").split("\n"):
        found = _COMMENT.fullmatch(line)
        if not found:
            break
        head.append(found[1])
    return Module(path.stem, " ".join(head).strip(), _terms(path))


def read_content(data: Path, ontology: Path) -> Content:
    """Read the folder of the records and that of the ontology.

    Raises InputError where a file cannot be read.
    """
    modules = [_module(path) for path in sorted(ontology.iterdir()) if path.is_dir() or path.suffix == ".ttl"]
    return Content(read_unknowns(data), tuple(one for one in modules if one.terms))
