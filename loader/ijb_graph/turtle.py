"""Turtle: read from files, made from templates, and written for people and for diffs.

What is written is in order of subjects, with prefixes, and the same statements give the same bytes. Written here
because pyoxigraph escapes each slash of an address that it shortens (`id:board\\/midlothian`) and gives blank nodes
names, and rdflib orders blank nodes by names that are new each time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph

from ijb_graph.addresses import PREFIXES, curie, rebase
from ijb_graph.errors import shown
from ijb_graph.errors.files import BrokenTurtle
from ijb_graph.input_files import read_bytes
from ijb_graph.jinja_templates import fill_template

__all__ = ["as_trig", "as_turtle", "fill_turtle_template", "read_turtle"]

_RDF = PREFIXES["rdf"]
_TYPE, _FIRST, _REST, _NIL = (pyoxigraph.NamedNode(_RDF + name) for name in ("type", "first", "rest", "nil"))
_XSD_STRING = PREFIXES["xsd"] + "string"
_STEP = "    "
_NAME = re.compile(r"[a-z]+:[A-Za-z_][A-Za-z0-9_-]*")
# What may be written relative to the base: no segment is empty, `.` or `..`, which a reader would resolve away.
_RELATIVE = re.compile(r"|[A-Za-z0-9][A-Za-z0-9._~-]*(/[A-Za-z0-9][A-Za-z0-9._~-]*)*(#[A-Za-z0-9._~-]+)?")

_Subject = pyoxigraph.NamedNode | pyoxigraph.BlankNode
_Node = _Subject | pyoxigraph.Literal


class _Writer:
    """Writes nodes by their short names and remembers which prefixes that took."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._prefixes: set[str] = set()
        self._short: dict[str, str] = {}
        self._statements: dict[_Subject, dict[pyoxigraph.NamedNode, list[_Node]]] = {}

    def header(self) -> str:
        """The base and the prefixes that were used, for the top of the file."""
        prefixes = ((name, rebase(PREFIXES[name], self._base)) for name in sorted(self._prefixes))
        return f"@base <{self._base}> .\n" + "".join(f"@prefix {name}: <{address}> .\n" for name, address in prefixes)

    def body(self, triples: Iterable[pyoxigraph.Triple], indent: str = "") -> str:
        """The statements, a paragraph a subject.

        Raises ValueError where a blank node is not the object of exactly one statement: it could not be written in
        its place; and where a statement is about another.
        """
        statements: dict[_Subject, dict[pyoxigraph.NamedNode, list[_Node]]] = {}
        references: Counter[_Node] = Counter()
        for triple in set(triples):
            subject, value = triple.subject, triple.object
            if isinstance(subject, pyoxigraph.Triple) or isinstance(value, pyoxigraph.Triple):
                raise ValueError("a statement about a statement")
            statements.setdefault(subject, {}).setdefault(triple.predicate, []).append(value)
            references[value] += 1
        blank = {node for node in (*statements, *references) if isinstance(node, pyoxigraph.BlankNode)}
        if any(references[node] != 1 for node in blank):
            raise ValueError("a blank node that no statement or more than one points at")
        self._statements = statements
        return "\n".join(
            f"{indent}{self._node(subject, indent)}\n{self._predicates(subject, indent + _STEP)} .\n"
            for subject in sorted(statements.keys() - blank, key=lambda one: one.value)
        )

    def _predicates(self, subject: _Subject, indent: str) -> str:
        predicates = self._statements[subject]
        # What kind of thing it is stands first.
        in_order = sorted(predicates, key=lambda one: (one != _TYPE, one.value))
        verbs = ("a" if one == _TYPE else self.name(one.value) for one in in_order)
        objects = (self._objects(predicates[one], indent) for one in in_order)
        return " ;\n".join(f"{indent}{verb}{text}" for verb, text in zip(verbs, objects, strict=True))

    def _objects(self, objects: list[_Node], indent: str) -> str:
        if len(objects) == 1:
            return f" {self._node(objects[0], indent)}"
        start = f"\n{indent}{_STEP}"
        return start + f" ,{start}".join(sorted(self._node(one, indent + _STEP) for one in objects))

    def _node(self, node: _Node, indent: str) -> str:
        if isinstance(node, pyoxigraph.NamedNode):
            return self.name(node.value)
        if isinstance(node, pyoxigraph.Literal):
            return self._literal(node)
        members = self._members(node)
        if members is not None:
            return f"( {' '.join(self._node(member, indent) for member in members)} )"
        if node not in self._statements:
            return "[]"
        return f"[\n{self._predicates(node, indent + _STEP)}\n{indent}]"

    def _members(self, node: pyoxigraph.BlankNode) -> list[_Node] | None:
        """The members of the list that begins at this node; None where it is no list."""
        members: list[_Node] = []
        here: _Node = node
        while isinstance(here, pyoxigraph.BlankNode):
            statements = self._statements.get(here, {})
            if statements.keys() != {_FIRST, _REST} or any(len(objects) != 1 for objects in statements.values()):
                return None
            members.append(statements[_FIRST][0])
            here = statements[_REST][0]
        return members if here == _NIL else None

    def name(self, address: str) -> str:
        """An address as short as it can be written: with a prefix, relative to the base, or in full."""
        if address not in self._short:
            self._short[address] = self._shortened(address)
        return self._short[address]

    def _shortened(self, address: str) -> str:
        short = curie(address, self._base)
        if _NAME.fullmatch(short):
            self._prefixes.add(short.partition(":")[0])
            return short
        rest = address.removeprefix(self._base)
        return f"<{rest if rest != address and _RELATIVE.fullmatch(rest) else address}>"

    def _literal(self, literal: pyoxigraph.Literal) -> str:
        text = _quoted(literal.value)
        if literal.language:
            return f"{text}@{literal.language}"
        kind = literal.datatype.value
        return text if kind == _XSD_STRING else f"{text}^^{self.name(kind)}"


def _quoted(text: str) -> str:
    """Text between quotation marks; text of several lines as such, so that a query can be read."""
    if "\n" not in text:
        return str(pyoxigraph.Literal(text))
    escaped = text.replace("\\", "\\\\").replace("\r", "\\r")
    # A quotation mark before another, or at the end, could be taken for the end of the text.
    escaped = re.sub(r'"(?="|\Z)', r'\\"', escaped)
    return f'"""{escaped}"""'


def as_turtle(parts: Iterable[Iterable[pyoxigraph.Triple]], base: str) -> str:
    """Statements as Turtle; the parts, whose blank nodes are their own, one after another."""
    writer = _Writer(base)
    bodies = [writer.body(part) for part in parts]
    return "\n".join([writer.header(), *(body for body in bodies if body)])


def as_trig(graphs: dict[str, list[pyoxigraph.Triple]], base: str) -> str:
    """Named graphs, by address, as TriG."""
    writer = _Writer(base)
    bodies = [
        f"{writer.name(address)} {{\n{writer.body(triples, _STEP)}}}\n" for address, triples in sorted(graphs.items())
    ]
    return "\n".join([writer.header(), *bodies])


def read_turtle(path: Path) -> list[pyoxigraph.Quad]:
    """The statements of a Turtle file; InputError says where it breaks."""
    try:
        return list(pyoxigraph.parse(read_bytes(path, "Turtle"), format=pyoxigraph.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise BrokenTurtle(shown(path), error.msg, row=error.lineno).error() from error


def _literal(text: str) -> str:
    return str(pyoxigraph.Literal(text))


def _english(text: str) -> str:
    return str(pyoxigraph.Literal(text, language="en"))


def _node(text: str) -> str:
    try:
        return str(pyoxigraph.NamedNode(text))
    except ValueError:
        return _literal(text)


def fill_turtle_template(template: Path, base: str, values: Mapping[str, Any]) -> str:
    """A Turtle file made from a Jinja template, whose relative addresses begin with ``base``.

    The template may use the project's prefixes without saying what they mean, and three filters: ``text`` writes a
    literal, ``english`` one in English, ``node`` an address, or a literal where the value is no address.
    """
    prefixes = "".join(f"@prefix {name}: <{rebase(namespace, base)}> .\n" for name, namespace in PREFIXES.items())
    text = fill_template(template, values, {"text": _literal, "english": _english, "node": _node})
    quads = pyoxigraph.parse((prefixes + text).encode(), format=pyoxigraph.RdfFormat.TURTLE, base_iri=base)
    return as_turtle([[quad.triple for quad in quads]], base)
