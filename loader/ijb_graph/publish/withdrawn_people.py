"""People whose names are withdrawn: a list that the publisher keeps, and what stands in place of each name.

The built graph stays as it is. What is published of it says ``person 1 (name withdrawn)`` wherever the name stood, and
``withdrawn-1`` in addresses: what the person did, and the post, stay.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph

from ijb_graph.addresses import segment, term
from ijb_graph.errors import Problems, shown
from ijb_graph.errors.publish import StillNamed, UnknownPerson
from ijb_graph.graph_file import open_graph
from ijb_graph.input_files import read_csv
from ijb_graph.publish.changes import Things, Withdrawn
from ijb_graph.publish.earlier import Earlier
from ijb_graph.site.content import Content

__all__ = ["NOBODY", "People", "read_people"]

_COLUMNS = ("person", "also")
_TYPE, _LABEL, _NAMES = (pyoxigraph.NamedNode(term(one)) for one in ("rdf:type", "rdfs:label", "ijb:names"))
_PERSON = pyoxigraph.NamedNode(term("foaf:Person"))
# Files in which the names of a graph stand compressed; they are made from answers of the graph.
_PACKED = (".parquet",)


_Value = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal


def _pattern(inside: str, words: str) -> re.Pattern[str]:
    """What finds words that stand by themselves: no character ``inside`` words before or after them."""
    return re.compile(f"(?<!{inside}){words}(?!{inside})", re.IGNORECASE)


class People:
    """The withdrawn people: each with all spellings of the name, in the order of the list."""

    def __init__(self, spellings: Sequence[Iterable[str]] = ()) -> None:
        numbered = [(one, number) for number, some in enumerate(spellings, start=1) for one in some]
        # Longer spellings first, since one may hold another.
        numbered.sort(key=lambda pair: (-len(pair[0]), pair))
        self._words = [(_pattern(r"\w", r"\s+".join(map(re.escape, one.split()))), to) for one, to in numbered]
        self._parts = [(_pattern("[A-Za-z0-9]", re.escape(segment(one))), to) for one, to in numbered]

    def __bool__(self) -> bool:
        """Whether there is anybody."""
        return bool(self._words)

    def text(self, text: str) -> str:
        """A text without their names."""
        for pattern, number in self._words:
            text = pattern.sub(f"person {number} (name withdrawn)", text)
        return self.address(text)

    def address(self, address: str) -> str:
        """An address without their names."""
        for pattern, number in self._parts:
            address = pattern.sub(f"withdrawn-{number}", address)
        return address

    def _value(self, one: _Value) -> _Value:
        if isinstance(one, pyoxigraph.NamedNode):
            return pyoxigraph.NamedNode(self.address(one.value))
        if isinstance(one, pyoxigraph.Literal) and (text := self.text(one.value)) != one.value:
            return pyoxigraph.Literal(text, language=one.language) if one.language else pyoxigraph.Literal(text)
        return one

    def quad(self, quad: pyoxigraph.Quad) -> pyoxigraph.Quad:
        """A statement without their names."""
        subject, value, graph = quad.subject, quad.object, quad.graph_name
        if isinstance(subject, pyoxigraph.NamedNode):
            subject = pyoxigraph.NamedNode(self.address(subject.value))
        if not isinstance(value, pyoxigraph.Triple):
            value = self._value(value)
        return pyoxigraph.Quad(subject, quad.predicate, value, graph)

    def earlier(self, earlier: Earlier) -> Earlier:
        """An earlier publication, which may have named them, as it would have been without the names."""
        if not self:
            return earlier
        things: dict[str, set[tuple[str, _Value, str]]] = defaultdict(set)
        for uri, stated in earlier.things.items():
            things[self.address(uri)] |= {(name, self._value(value), graph) for name, value, graph in stated}
        told: Things = {uri: frozenset(stated) for uri, stated in things.items()}
        withdrawn = [self._row(one) for one in earlier.withdrawn]
        return replace(earlier, things=told, withdrawn=withdrawn)

    def _row(self, one: Withdrawn) -> Withdrawn:
        return replace(
            one, uri=self.address(one.uri), label=self.text(one.label), replaced_by=self.address(one.replaced_by)
        )

    def content(self, content: Content) -> Content:
        """The project's texts without their names."""
        return replace(content, unknowns={paper: self.text(text) for paper, text in content.unknowns.items()})

    def refuse_named(self, folder: Path) -> None:
        """Raise InputError with every file of a publication that names one of them all the same."""
        if not self:
            return
        paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in _PACKED)
        named = [one.relative_to(folder).as_posix() for one in paths if self._is_in(one)]
        Problems([StillNamed(shown(folder / one), one) for one in named]).raise_any()

    def _is_in(self, path: Path) -> bool:
        texts = [path.name.encode(), path.read_bytes()]
        if zipfile.is_zipfile(io.BytesIO(texts[1])):
            with zipfile.ZipFile(path) as packed:
                texts = [packed.read(one) for one in packed.namelist()]
        return any(self.text(text) != text for text in (one.decode("utf-8", "replace") for one in texts))


NOBODY = People()


def _labels(quads: Iterable[pyoxigraph.Quad]) -> tuple[dict[str, set[str]], set[str]]:
    """What each person of a graph is called, by address; and what is called so that is no person and no naming."""
    labels: dict[str, set[str]] = defaultdict(set)
    people: set[str] = set()
    named: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        subject, value = str(quad.subject).strip("<>"), quad.object
        if quad.predicate == _LABEL and isinstance(value, pyoxigraph.Literal):
            labels[subject].add(value.value)
        elif quad.predicate == _TYPE and value == _PERSON:
            people.add(subject)
        elif quad.predicate == _NAMES and isinstance(value, pyoxigraph.NamedNode):
            named[value.value].add(subject)
    called = {one: set(labels[one]).union(*(labels[naming] for naming in named[one])) for one in people}
    own = people | {naming for one in people for naming in named[one]}
    others = {label for one, some in labels.items() if one not in own for label in some}
    return called, others


def read_people(path: Path, graph: Path) -> People:
    """Read the list: a CSV file with the columns ``person`` (the name as the graph has it) and ``also``.

    ``also`` has other spellings, with ``; `` between them. Those that papers of the graph use are found.

    Raises InputError where the file cannot be read, or names somebody whom the graph does not know.
    """
    rows = read_csv(path, "the people whose names are withdrawn", _COLUMNS)
    with open_graph(graph) as file:
        called, others = _labels(pyoxigraph.parse(file, format=pyoxigraph.RdfFormat.N_QUADS))
    found, unknown = [], Problems()
    for number, row in enumerate(rows, start=2):
        name = row["person"].strip()
        fitting = [labels for labels in called.values() if name.casefold() in {one.casefold() for one in labels}]
        if not name or not fitting:
            unknown.append(UnknownPerson(shown(path), name, row=number))
        # What a paper calls the person together with the post holds the name; the post alone names nobody.
        spelt = {name, *(one.strip() for one in row["also"].split(";") if one.strip())}
        spelt |= {one for labels in fitting for one in labels - others if name.casefold() not in one.casefold()}
        found.append(tuple(sorted(spelt)))
    unknown.raise_any()
    return People(tuple(found))
