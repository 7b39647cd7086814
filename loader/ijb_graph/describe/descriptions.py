"""What a description holds, as data: for the command, for pages, for programs."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ClassDescription", "Place", "PropertyUse", "Statement", "TermDescription", "ThingDescription", "Value"]


@dataclass(frozen=True)
class Value:
    """A thing or a literal: its text for people, and the full ``address`` of a thing, empty for a literal.

    The text of a thing is its label, or its short address where it has none. ``datatype`` is that of a literal, with
    its prefix (``xsd:date``), empty for plain text.
    """

    text: str
    address: str = ""
    datatype: str = ""


@dataclass(frozen=True)
class Place:
    """Where a statement stands: the named graph, by its address after ``id/graph/``, and the place in a paper.

    ``board`` and ``paper`` are short names, ``lines`` as in the records (``490``, ``510-511``); all three are empty
    where the graph is no paper's, such as ``reference`` or ``editorial``.
    """

    graph: str
    board: str = ""
    paper: str = ""
    lines: str = ""


@dataclass(frozen=True)
class Statement:
    """A statement about a thing: the property with its prefix, the value, and each place that makes it.

    Of a statement that points to the thing, ``value`` is what it is said of.
    """

    property: str
    value: Value
    places: tuple[Place, ...]


@dataclass(frozen=True)
class ThingDescription:
    """All that is said of one thing.

    ``places`` are where it is stated; ``quote`` is the paper's wording, where the graph holds it; ``kinds`` are its
    classes. ``facts`` have literals, ``links`` lead to other things, ``pointing`` are the statements whose value it is.
    ``restatements`` are what later papers say of it.
    """

    address: str
    label: str
    kinds: tuple[Value, ...]
    places: tuple[Place, ...]
    quote: str
    facts: tuple[Statement, ...]
    links: tuple[Statement, ...]
    pointing: tuple[Statement, ...]
    restatements: tuple[ThingDescription, ...] = ()


@dataclass(frozen=True)
class PropertyUse:
    """How a property is used with a class, or at all: with its prefix, its address and label.

    ``things`` have it, by ``statements`` statements (each counted once, however many papers make it), with ``values``
    different values. ``kinds`` are the classes of its values and the datatypes of its literals, as addresses, each with
    the number of statements.
    """

    name: str
    address: str
    label: str
    things: int
    statements: int
    values: int
    kinds: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class ClassDescription:
    """A class that things of the graph have: name with prefix, address, label, definition, and how many things.

    ``example`` is one of them; ``is_stated`` says that papers state such things, with lines.
    """

    name: str
    address: str
    label: str
    definition: str
    things: int
    example: Value
    is_stated: bool
    properties: tuple[PropertyUse, ...]


@dataclass(frozen=True)
class TermDescription:
    """A term: a class, a property, a list of values (scheme) or one of its values (concept).

    ``kind`` is one of these words, or the class that the ontology gives another term. ``texts`` has what the ontology
    says in words, ``relations`` what it relates the term to: each a pair of a heading, such as ``definition`` or
    ``domain``, and the texts or names. ``things`` says how many things are of the class, or have the property, the
    concept, or any concept of the scheme. ``uses`` counts them: by property of a class, by class of a property, by
    property of a concept, by concept of a scheme. ``example`` is such a thing, with its value where the term is a
    property. ``query`` gives the things of a class with paper and lines; empty where no paper states such.
    ``questions`` and ``rules`` name the term.
    """

    address: str
    name: str
    kind: str
    label: str
    texts: tuple[tuple[str, tuple[str, ...]], ...]
    relations: tuple[tuple[str, tuple[str, ...]], ...]
    things: int
    uses: tuple[tuple[str, int], ...]
    example: tuple[Value, ...]
    query: str
    questions: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
