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

from ijb_graph.addresses import term
from ijb_graph.errors import Problem, Problems, shown
from ijb_graph.errors.publish import LostNames, StillNamed, UnknownPerson
from ijb_graph.errors.records import EmptyCell
from ijb_graph.graph_file import open_graph
from ijb_graph.input_files import read_csv
from ijb_graph.publish.changes import Things, Withdrawn
from ijb_graph.publish.datasets import CATALOGUE
from ijb_graph.publish.earlier import Earlier
from ijb_graph.publish.names_in_text import NamePattern, decoded, folded
from ijb_graph.site.content import Content

__all__ = ["NOBODY", "People", "read_people", "refuse_lost_names"]

_COLUMNS = ("person", "also")
_TYPE, _LABEL, _NAMES = (term(one) for one in ("rdf:type", "rdfs:label", "ijb:names"))
_PERSON = pyoxigraph.NamedNode(term("foaf:Person"))
# An address in a text, and what the name of a person becomes in a text that is one.
_ADDRESS, _SLUG = re.compile(r"https?://[^\s<>\"]+"), re.compile(r"[a-z0-9.]+(?:-[a-z0-9.]+)+")
# What stands in a publication in place of a name.
_MARK = re.compile(rb"\bperson (\d+) \(name withdrawn\)|\bid/person/withdrawn-(\d+)\b")
# Files of a publication that have each mark; in others, such as SQLite, the next number may follow it at once.
_TEXTS = (".nq", ".csv", ".html")
# Files in which the names of a graph stand compressed; they are made from answers of the graph.
_PACKED = (".parquet",)


_Value = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal


class People:
    """The withdrawn people in the order of the list: each with all spellings of the name, that of the list first."""

    def __init__(self, spellings: Sequence[Sequence[str]] = ()) -> None:
        numbered = [(one, number) for number, some in enumerate(spellings, start=1) for one in some]
        self._words, self._parts = NamePattern(numbered), NamePattern(numbered, addresses=True)
        self._names = [one[0] for one in spellings]
        self._met: set[int] = set()

    def __len__(self) -> int:
        """How many they are."""
        return len(self._names)

    def not_met(self, path: Path) -> tuple[Problem, ...]:
        """The rows of the list, at ``path``, whose names were in nothing that was looked through so far."""
        return tuple(
            UnknownPerson(shown(path), name, row=number + 1)
            for number, name in enumerate(self._names, start=1)
            if number not in self._met
        )

    def text(self, text: str) -> str:
        """A text without their names."""
        return self._words.replaced(_ADDRESS.sub(lambda found: self.address(found[0]), text), self._in_text)

    def address(self, address: str) -> str:
        """An address without their names."""
        return self._parts.replaced(address, lambda number, _name, _before: self._in_address(number))

    def _in_address(self, number: int) -> str:
        self._met.add(number)
        return f"withdrawn-{number}"

    def _in_text(self, number: int, name: str, before: str) -> str:
        """What stands in a text for a name; a text may have a part of an address (``person/a-name``)."""
        if _SLUG.fullmatch(name) or (before.endswith("/") and not re.search(r"\s", name)):
            return self._in_address(number)
        self._met.add(number)
        return f"person {number} (name withdrawn)"

    def _value(self, one: _Value) -> _Value:
        if isinstance(one, pyoxigraph.NamedNode):
            return pyoxigraph.NamedNode(self.address(one.value))
        if isinstance(one, pyoxigraph.Literal) and (text := self.text(one.value)) != one.value:
            if one.language:
                return pyoxigraph.Literal(text, language=one.language)
            return pyoxigraph.Literal(text, datatype=one.datatype)
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
        named = [one.relative_to(folder).as_posix() for one in paths if self._is_in(one, folder)]
        Problems([StillNamed(shown(folder / one), one) for one in named]).raise_any()

    def _is_in(self, path: Path, folder: Path) -> bool:
        texts = [path.relative_to(folder).as_posix().encode(), path.read_bytes()]
        if zipfile.is_zipfile(io.BytesIO(texts[1])):
            with zipfile.ZipFile(path) as packed:
                texts[1:] = [packed.read(one) for one in packed.namelist()]
        plain = [one.decode("utf-8", "replace") for one in texts]
        return any(self._words.is_in(one) for text in plain for one in {text, decoded(text)})


NOBODY = People()


def _labels(
    stated: Iterable[tuple[str, str, _Value | pyoxigraph.Triple]],
) -> tuple[dict[str, set[str]], set[str]]:
    """What each person is called, by address; and what is called so that is no person and no naming.

    ``stated`` are the subjects, predicates and values of statements.
    """
    labels: dict[str, set[str]] = defaultdict(set)
    people: set[str] = set()
    named: dict[str, set[str]] = defaultdict(set)
    for subject, predicate, value in stated:
        if predicate == _LABEL and isinstance(value, pyoxigraph.Literal):
            labels[subject].add(value.value)
        elif predicate == _TYPE and value == _PERSON:
            people.add(subject)
        elif predicate == _NAMES and isinstance(value, pyoxigraph.NamedNode):
            named[value.value].add(subject)
    called = {one: set(labels[one]).union(*(labels[naming] for naming in named[one])) for one in people}
    own = people | {naming for one in people for naming in named[one]}
    others = {label for one, some in labels.items() if one not in own for label in some}
    return called, others


def read_people(path: Path, graph: Path, earlier: Earlier | None = None) -> People:
    """Read the list: a CSV file with the columns ``person`` (the name as the pages show it) and ``also``.

    ``also`` has other spellings, with ``; `` between them. Those that papers use, of the graph or of an ``earlier``
    publication, are found.

    Raises InputError where the file cannot be read, or has a row without a name.
    """
    rows = read_csv(path, "the people whose names are withdrawn", _COLUMNS)
    with open_graph(graph) as file:
        stated = [
            (str(one.subject).strip("<>"), one.predicate.value, one.object)
            for one in pyoxigraph.parse(file, format=pyoxigraph.RdfFormat.N_QUADS)
        ]
    before = [
        (uri, name, value) for uri, some in (earlier.things if earlier else {}).items() for name, value, _ in some
    ]
    parts = [_labels(stated), _labels(before)]
    others = parts[0][1] | parts[1][1]
    found, empty = [], Problems()
    for number, row in enumerate(rows, start=2):
        name = folded(row["person"].strip())
        if not re.search(r"[^\W_]", name):
            empty.append(EmptyCell(shown(path), "a name in letters", row=number, column="person"))
        fitting = [labels for called, _ in parts for labels in called.values() if name in map(folded, labels)]
        # What a paper calls the person together with the post holds the name; the post alone names nobody.
        spelt = {one.strip() for one in row["also"].split(";") if one.strip()}
        spelt |= {one for labels in fitting for one in labels - others if name not in folded(one)}
        found.append((row["person"].strip(), *sorted(spelt)))
    empty.raise_any()
    return People(tuple(found))


def refuse_lost_names(people: People, *folders: Path | None) -> None:
    """Raise InputError where a publication in a folder has withdrawn the names of more people than there are now."""
    for folder in folders:
        if folder is None or not (folder / CATALOGUE).is_file():
            continue
        contents = (path.read_bytes() for path in folder.rglob("*") if path.suffix in _TEXTS and path.is_file())
        numbers = {int(one[1] or one[2]) for content in contents for one in _MARK.finditer(content)}
        if (highest := max(numbers, default=0)) > len(people):
            raise LostNames(shown(folder), str(highest), str(len(people))).error()
