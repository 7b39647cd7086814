"""Declarations: which statements the schema of a kind makes of a record, read from ``data/kinds/<kind>.json``.

The words are those of CSVW (https://www.w3.org/TR/tabular-metadata/): ``aboutUrl``, ``propertyUrl``, ``valueUrl``,
``virtual``, with templates of RFC 6570. ``data/kinds/README.md`` explains them for people who write a kind. What they
mean here beyond the standard, and what a CSVW processor is given instead (``csvw_export.py``):

- ``{column}`` is the value as a part of an address (``addresses.segment``), where RFC 6570 would percent-encode it.
  ``{+column}`` is an address as it is: of the body that the cell names, of the time that it means, or the cell's own
  text. ``{/column}`` is ``/`` and the part, or nothing for an empty cell, as in RFC 6570.
- ``{board}``, ``{paper}``, ``{paper_title}``, ``{suite}`` and ``{meeting_date}`` are what the paper of a record gives.
- The prefixes are those of ``addresses.PREFIXES``: CSVW lets no schema declare prefixes of its own.
- A cell with several values states each; CSVW has one ``valueUrl`` for all of them. The values of several such cells
  go together: the first with the first; one that is alone in its cell with each.
- A statement with an empty cell in one of its templates is not made; CSVW makes those of virtual columns.
- ``ijb:text`` is a template for a text; CSVW has templates for addresses only.
- ``ijb:computed`` and ``ijb:from`` give the values of a virtual column by a function of ``computed.py`` and the columns
  it is given.
- ``ijb:common`` adds the columns of files in ``common/``. ``ijb:graph`` names another graph than the paper's own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from pyoxigraph import NamedNode

from ijb_graph.addresses import BASE, PREFIXES
from ijb_graph.errors import nearest
from ijb_graph.graph.computed import FUNCTIONS
from ijb_graph.graph.nquads import escape, iri
from ijb_graph.records.schema import GIVEN, OWN_FORMS, Kind
from ijb_graph.records.schema_json import broken

__all__ = ["VARIABLE", "Declaration", "Statement", "Template", "expanded", "parsed_template", "read_declaration"]

VARIABLE = re.compile(r"\{([+/]?)([A-Za-z_][A-Za-z0-9_]*)\}")
_PREFIX = re.compile(r"([a-z]+):(?!//)")


class Template(NamedTuple):
    """A format with ``%s`` for each variable: a column, and how its value is written there.

    As a part of an address (``""``, ``"/"``), as an address (``"+"``), as text (``"text"``) or literal (``"literal"``).
    """

    format: str
    variables: tuple[tuple[str, str], ...] = ()


class Statement(NamedTuple):
    """A statement: what it is ``about`` (empty: the record itself), and predicate and object in N-Quads."""

    about: Template
    said: Template

    @property
    def variables(self) -> tuple[tuple[str, str], ...]:
        """The variables of both."""
        return self.about.variables + self.said.variables


@dataclass(frozen=True)
class Declaration:
    """What a kind states: of the record (``about``; None states nothing) and of the things around it.

    ``computed`` has the function and the sources of each computed column; ``graph`` is empty for the paper's own.
    """

    kind: Kind
    about: Template | None
    statements: tuple[Statement, ...]
    computed: Mapping[str, tuple[str, tuple[str, ...]]]
    graph: str


def expanded(text: str) -> str:
    """An address or template with its prefix written out.

    Raises InputError for an unknown prefix.
    """
    prefix = _PREFIX.match(text)
    if prefix is None:
        return text
    if prefix[1] not in PREFIXES:
        raise broken(f"the prefix of {text!r}", nearest(prefix[1], PREFIXES))
    return PREFIXES[prefix[1]] + text[prefix.end() :]


@lru_cache(maxsize=1 << 10)
def parsed_template(text: str, operator: str) -> Template:
    """A template for an address, or with an operator (``text``) for a text."""
    written = escape(text) if operator else expanded(text)
    constants = VARIABLE.sub("", written)
    if "{" in constants or "}" in constants:
        raise broken(f"a template {text!r} with something else in braces")
    variables = tuple((match[2], operator or match[1]) for match in VARIABLE.finditer(written))
    return Template(VARIABLE.sub("%s", written.replace("%", "%%")), variables)


def _template(text: str, known: Collection[str], operator: str = "") -> Template:
    template = parsed_template(text, operator)
    for name, _ in template.variables:
        if name not in known:
            raise broken(f"a template {text!r} with no such column", nearest(name, known))
    return template


def _address_template(text: str, known: Collection[str]) -> Template:
    """A template for addresses; InputError where it would make something else: one alone would spoil the whole file."""
    template = _template(text, known)
    filled = template.format % tuple(f"{BASE}x" if operator == "+" else "x" for _, operator in template.variables)
    try:
        NamedNode(filled)
    except ValueError as error:
        raise broken(f"a template {text!r} that makes no addresses ({error})") from error
    return template


def _statement(entry: Mapping[str, Any], name: str, known: Collection[str]) -> Statement:
    predicate = iri(expanded(entry["propertyUrl"])).replace("%", "%%")
    about = _address_template(entry["aboutUrl"], known) if "aboutUrl" in entry else Template("", ())
    if "valueUrl" in entry:
        value = _address_template(entry["valueUrl"], known)
        return Statement(about, Template(f"{predicate} <{value.format}>", value.variables))
    if "ijb:text" in entry:
        value = _template(entry["ijb:text"], known, "text")
        return Statement(about, Template(f'{predicate} "{value.format}"', value.variables))
    if isinstance(entry["datatype"], dict) and entry["datatype"].get("@id", "").rsplit("/", 1)[-1] in OWN_FORMS:
        raise broken(f"column {name!r}, whose values are no literals, without a valueUrl")
    if name not in known:
        raise broken(f"column {name!r} with a propertyUrl and nothing that gives its value")
    return Statement(about, Template(f"{predicate} %s", ((name, "literal"),)))


def _computed(entry: Mapping[str, Any], known: Collection[str]) -> tuple[str, tuple[str, ...]]:
    function, sources = entry["ijb:computed"], tuple(entry["ijb:from"])
    if function not in FUNCTIONS:
        raise broken(f"no function {function!r} in graph/computed.py", nearest(function, FUNCTIONS))
    for source in sources:
        if source not in known:
            raise broken(f"ijb:from a column {source!r}", nearest(source, known))
    return function, sources


def _refuse_circles(computed: Mapping[str, tuple[str, tuple[str, ...]]]) -> None:
    """Raise InputError where a column is computed from itself."""
    for name in computed:
        sources, place = [name], 0
        while place < len(sources):
            _, more = computed.get(sources[place], ("", ()))
            if name in more:
                raise broken(f"a column {name!r} that is computed from itself")
            sources += [one for one in more if one not in sources]
            place += 1


def read_declaration(kind: Kind) -> Declaration:
    """What a kind states.

    Raises InputError where its schema says something that cannot be understood.
    """
    schema = kind.declared
    columns = {entry.get("name", f"_{place}"): entry for place, entry in enumerate(schema["columns"])}
    # A virtual column that nothing computes has no values.
    valued = {name: entry for name, entry in columns.items() if not entry.get("virtual") or "ijb:computed" in entry}
    known = {**valued, **dict.fromkeys(GIVEN if kind.belongs_to_a_paper else ())}
    about = _address_template(schema["aboutUrl"], known) if "aboutUrl" in schema else None
    for name, operator in about.variables if about else ():
        if name in kind.places and operator != "/" and not columns[name].get("required"):
            raise broken(f"an aboutUrl with column {name!r}, which may be empty", f"Write {{/{name}}}. ")
    statements = [_statement(entry, name, known) for name, entry in columns.items() if "propertyUrl" in entry]
    if statements and not about:
        raise broken("a propertyUrl without an aboutUrl of the kind")
    computed = {name: _computed(entry, known) for name, entry in columns.items() if "ijb:computed" in entry}
    _refuse_circles(computed)
    return Declaration(
        kind=kind,
        about=about,
        statements=tuple(statements),
        computed=computed,
        graph=schema.get("ijb:graph", "" if kind.belongs_to_a_paper else kind.name.partition("/")[0]),
    )
