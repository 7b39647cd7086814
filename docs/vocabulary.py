"""The ontology as documents show it: each term and each scheme with what is said of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph
from ijb_graph.addresses import PREFIXES

__all__ = ["Concept", "Scheme", "Term", "Vocabulary", "mentions"]

Said = defaultdict[str, list[str]]
"""What is said of a thing: texts and short names, by the short name of the property; of what is not said, nothing."""

_DEF = PREFIXES["ijb"]
_SCHEME = "https://w3id.org/ijb/scheme/"
_KINDS = {
    "Class": "class",
    "ObjectProperty": "object property: its values are things",
    "DatatypeProperty": "datatype property: its values are literals",
    "AnnotationProperty": "annotation property: for people to read",
}


@dataclass(frozen=True)
class Term:
    """A class or property of the project's own, with the texts and relations that the ontology gives it.

    ``name`` is the part of its address after ``def#``. ``inverse`` is what others say with it as their value.
    """

    name: str
    module: str
    kind: str
    said: Said
    inverse: Said


@dataclass(frozen=True)
class Concept:
    """A value of a scheme."""

    name: str
    said: Said


@dataclass(frozen=True)
class Scheme:
    """A list of values, each a concept."""

    name: str
    said: Said
    concepts: list[Concept] = field(default_factory=list)


def _short(address: str) -> str:
    """An address with the prefix that the project gives it, or as it is."""
    prefixes = sorted(PREFIXES.items(), key=lambda one: -len(one[1]))
    return next((f"{name}:{address[len(begin) :]}" for name, begin in prefixes if address.startswith(begin)), address)


def _in_order(said: Said) -> Said:
    return defaultdict(list, {name: sorted(values) for name, values in said.items()})


class Vocabulary:
    """Everything in the ontology's folder."""

    def __init__(self, folder: Path) -> None:
        """Read the modules and the schemes."""
        self._said: dict[str, Said] = defaultdict(lambda: defaultdict(list))
        self._inverse: dict[str, Said] = defaultdict(lambda: defaultdict(list))
        self._module: dict[str, str] = {}
        for path in sorted(folder.rglob("*.ttl")):
            for quad in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE):
                self._add(quad, path.relative_to(folder).with_suffix("").as_posix())

    def _add(self, quad: pyoxigraph.Quad, module: str) -> None:
        if not isinstance(quad.subject, pyoxigraph.NamedNode):
            return
        subject, predicate, value = quad.subject.value, _short(quad.predicate.value), quad.object
        if isinstance(value, pyoxigraph.NamedNode):
            self._said[subject][predicate].append(_short(value.value))
            self._inverse[value.value][predicate].append(_short(subject))
        elif isinstance(value, pyoxigraph.Literal):
            self._said[subject][predicate].append(value.value)
        if predicate == "rdfs:isDefinedBy":
            self._module[subject] = module

    def _of(self, address: str) -> Said:
        return _in_order(self._said[address])

    @cached_property
    def terms(self) -> list[Term]:
        """The terms, in alphabetical order without regard to case."""
        found = [address for address in self._said if address.startswith(_DEF) and address in self._module]
        return sorted(map(self._term, found), key=lambda one: (one.name.casefold(), one.name))

    def _term(self, address: str) -> Term:
        types = self._said[address]["rdf:type"]
        kind = next((_KINDS[name] for one in types if (name := one.partition(":")[2]) in _KINDS), f"a {types[0]}")
        inverse = _in_order(self._inverse[address])
        return Term(address.removeprefix(_DEF), self._module[address], kind, self._of(address), inverse)

    @cached_property
    def schemes(self) -> list[Scheme]:
        """The schemes with their concepts: by notation where there is one, else by name."""

        def concepts(address: str) -> Iterator[Concept]:
            for one in self._said:
                if one.startswith(f"{address}/"):
                    yield Concept(one.removeprefix(f"{address}/"), self._of(one))

        found = [one for one, said in self._said.items() if "skos:ConceptScheme" in said["rdf:type"]]
        return [
            Scheme(
                address.removeprefix(_SCHEME),
                self._of(address),
                sorted(concepts(address), key=lambda one: (one.said["skos:notation"] or ["~"], one.name)),
            )
            for address in sorted(found)
        ]

    @cached_property
    def borrowed(self) -> list[tuple[str, str]]:
        """The terms of other vocabularies that the graph uses: their short names and their kinds."""
        found = []
        for address, said in self._said.items():
            kinds = [kind for one in said["rdf:type"] if (kind := one.partition(":")[2]) in _KINDS]
            if kinds and not address.startswith(_DEF):
                found.append((_short(address), _KINDS[kinds[0]].partition(":")[0]))
        return sorted(found)


def mentions(text: str) -> set[str]:
    """The names of the project's terms that a text of SHACL or SPARQL uses."""
    return set(re.findall(r"\bijb:(\w+)", text))
