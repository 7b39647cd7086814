"""N-Quads as text: one line a statement, canonical literals only, so that the same records give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ijb_graph.addresses import PREFIXES, address, term

__all__ = ["NamedGraph", "escape", "iri"]

_XSD = PREFIXES["xsd"]
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def escape(text: str) -> str:
    """Text as it stands between the quotation marks of an N-Quads literal."""
    return text.translate(_ESCAPES)


def iri(value: str) -> str:
    """An address in N-Quads; a term with a prefix (``prov:wasDerivedFrom``) is written out."""
    return f"<{value if '://' in value else term(value)}>"


def _literal(value: str | int | bool | date | Decimal) -> str:
    """A literal in its canonical form: the one an RDF store does not rewrite when it loads it."""
    if isinstance(value, bool):
        return f'"{str(value).lower()}"^^<{_XSD}boolean>'
    if isinstance(value, int):
        return f'"{value}"^^<{_XSD}integer>'
    if isinstance(value, Decimal):
        return f'"{value.normalize():f}"^^<{_XSD}decimal>'
    if isinstance(value, date):
        return f'"{value.isoformat()}"^^<{_XSD}date>'
    return f'"{escape(value)}"'


class NamedGraph:
    """Statements of one named graph, kept as N-Quads lines."""

    def __init__(self, *name: str) -> None:
        """Name the graph: ``NamedGraph("reference")`` is ``id/graph/reference``."""
        self.address = address("graph", *name)
        self.lines: set[str] = set()

    def link(self, subject: str, predicate: str, *objects: str) -> None:
        """State that ``subject`` stands in a relation to each of ``objects`` (addresses or prefixed terms)."""
        for one in objects:
            self.lines.add(f"{iri(subject)} {iri(predicate)} {iri(one)} {iri(self.address)} .")

    def value(self, subject: str, predicate: str, *values: str | int | bool | date | Decimal | None) -> None:
        """State that ``subject`` has each of ``values``; None and empty text state nothing: the paper does not say."""
        for one in values:
            if one is not None and one != "":
                self.lines.add(f"{iri(subject)} {iri(predicate)} {_literal(one)} {iri(self.address)} .")

    def describe(self, subject: str, label: str, *classes: str) -> None:
        """State what kind of thing ``subject`` is and what people call it."""
        self.link(subject, "rdf:type", *classes)
        self.value(subject, "rdfs:label", label)

    def absorb(self, lines: Iterable[str]) -> None:
        """Take in triples that are N-Triples lines already (without their final full stop)."""
        self.lines.update(f"{line} {iri(self.address)} ." for line in lines)
