"""The terms of the ontology as pages show them: by module, and the lists of values (schemes)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from ijb_graph.addresses import curie, rebase
from ijb_graph.describe.terms import TERM_KINDS, TERM_RELATIONS, TERM_TEXTS
from ijb_graph.engine import Engine
from ijb_graph.engine.interface import query_in_base
from ijb_graph.site.content import Content, Module

__all__ = ["Term", "Vocabulary"]

_TERMS = Path(__file__).with_name("vocabulary.rq").read_text(encoding="utf-8")
_USES = Path(__file__).with_name("uses.rq").read_text(encoding="utf-8")
# The page of terms of which no module is known, such as those of a graph that others built.
_OTHER = Module("other", "Terms of which the project's ontology has no module.", frozenset())


@dataclass(frozen=True)
class Term:
    """A class, property, scheme or concept.

    ``name`` has the prefix (``ijb:Direction``), ``anchor`` is its id on its page; ``texts`` and ``relations`` are by
    heading, the latter to names with their addresses. ``uses`` is how many things are of the class, or how many
    statements have the property; None of what is not counted.
    """

    address: str
    name: str
    anchor: str
    label: str
    kind: str
    texts: tuple[tuple[str, tuple[str, ...]], ...]
    relations: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    uses: int | None = None


class Vocabulary:
    """The terms of a graph whose addresses begin as those of its ontology."""

    def __init__(self, engine: Engine, content: Content) -> None:
        self._engine = engine
        self._modules = [
            Module(one.name, one.about, frozenset(rebase(term, engine.base) for term in one.terms))
            for one in content.modules
        ]
        self._start, self._schemes = f"{engine.base}def#", f"{engine.base}scheme/"

    @cached_property
    def terms(self) -> dict[str, Term]:
        """All terms, by address, in order of their addresses."""
        texts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        links: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for term, property_, value in query_in_base(self._engine, _TERMS, "the vocabulary").rows:
            assert term and property_ and value
            if term.value.startswith((self._start, self._schemes)):
                said = links if isinstance(value, NamedNode) else texts
                if isinstance(value, Literal | NamedNode):
                    said[term.value][curie(property_.value, self._engine.base)].append(value.value)
        return {one: self._term(one, texts[one], links[one]) for one in sorted(links)}

    @cached_property
    def _uses(self) -> dict[str, int]:
        rows = query_in_base(self._engine, _USES, "the uses of terms").texts()
        return {term: int(number) for term, number in rows}

    def _term(self, address: str, texts: dict[str, list[str]], links: dict[str, list[str]]) -> Term:
        base = self._engine.base
        types = [curie(one, base) for one in links["rdf:type"]]
        kind = next((TERM_KINDS[one] for one in TERM_KINDS if one in types), next(iter(sorted(types)), ""))
        label = next(iter(sorted(texts["rdfs:label"] + texts["skos:prefLabel"] + texts["dcterms:title"])), "")
        is_counted = kind in TERM_KINDS.values() and not address.startswith(self._schemes)
        return Term(
            address,
            curie(address, base),
            address.removeprefix(self._start).removeprefix(self._schemes),
            label or curie(address, base),
            kind,
            tuple((heading, tuple(sorted(texts[one]))) for heading, one in TERM_TEXTS.items() if texts[one]),
            tuple(
                (heading, tuple(sorted((curie(value, base), value) for value in links[one])))
                for heading, one in TERM_RELATIONS.items()
                if links[one]
            ),
            self._uses.get(address, 0) if is_counted else None,
        )

    @cached_property
    def modules(self) -> list[tuple[Module, list[Term]]]:
        """The modules with their terms, classes before properties."""
        own = [one for one in self.terms.values() if one.address.startswith(self._start)]
        known = {term for module in self._modules for term in module.terms}
        found = [(module, [one for one in own if one.address in module.terms]) for module in self._modules]
        found.append((_OTHER, [one for one in own if one.address not in known]))
        return [(module, sorted(some, key=_order)) for module, some in found if some]

    @cached_property
    def schemes(self) -> list[tuple[Term, list[Term]]]:
        """The lists of values, each with its values."""
        concepts: dict[str, list[Term]] = defaultdict(list)
        for one in self.terms.values():
            for scheme in self._values(one, "in the scheme"):
                concepts[scheme].append(one)
        return [(one, concepts[one.address]) for one in self.terms.values() if one.kind == "scheme"]

    @staticmethod
    def _values(term: Term, heading: str) -> Iterable[str]:
        return (address for name, values in term.relations if name == heading for _, address in values)

    @cached_property
    def places(self) -> dict[str, str]:
        """The page and the anchor of each term, by address."""
        found = {
            one.address: f"vocabulary/{module.name}.html#{one.anchor}" for module, some in self.modules for one in some
        }
        for scheme, concepts in self.schemes:
            for one in (scheme, *concepts):
                found[one.address] = f"vocabulary/schemes.html#{one.anchor}"
        return found


def _order(term: Term) -> tuple[bool, str, str]:
    return term.kind != "class", term.kind, term.label
