"""Turtle and TriG for people and for diffs: by subject, sorted, with prefixes; the same statements, the same bytes.

Written here because pyoxigraph escapes each slash of an address that it shortens (`id:board\\/midlothian`) and gives
blank nodes names, and rdflib orders blank nodes by names that are new each time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import pyoxigraph

from ijb_graph.addresses import PREFIXES, rebase

__all__ = ["as_trig", "as_turtle"]

_RDF = PREFIXES["rdf"]
_XSD_STRING = PREFIXES["xsd"] + "string"
_STEP = "    "
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
# What may be written relative to the base: no segment is empty, `.` or `..`, which a reader would resolve away.
_RELATIVE = re.compile(r"|[A-Za-z0-9][A-Za-z0-9._~-]*(/[A-Za-z0-9][A-Za-z0-9._~-]*)*(#[A-Za-z0-9._~-]+)?")

_Subject = pyoxigraph.NamedNode | pyoxigraph.BlankNode
_Node = _Subject | pyoxigraph.Literal


class _Writer:
    """Writes nodes by their short names and remembers which prefixes that took."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._namespaces = {rebase(namespace, base): prefix for prefix, namespace in PREFIXES.items()}
        self._used: set[str] = set()
        self._statements: dict[_Subject, dict[pyoxigraph.NamedNode, list[_Node]]] = {}

    def header(self) -> str:
        """The base and the prefixes that were used, for the top of the file."""
        used = sorted((prefix, namespace) for namespace, prefix in self._namespaces.items() if prefix in self._used)
        return "".join([f"@base <{self._base}> .\n", *(f"@prefix {name}: <{address}> .\n" for name, address in used)])

    def body(self, triples: Iterable[pyoxigraph.Triple], indent: str = "") -> str:
        """The statements, a paragraph a subject.

        Raises ValueError where a blank node is not the object of exactly one statement: it could not be written in
        its place; and where a statement is about another.
        """
        statements: dict[_Subject, dict[pyoxigraph.NamedNode, list[_Node]]] = {}
        pointed_at: Counter[pyoxigraph.BlankNode] = Counter()
        for triple in set(triples):
            subject, value = triple.subject, triple.object
            if isinstance(subject, pyoxigraph.Triple) or isinstance(value, pyoxigraph.Triple):
                raise ValueError("a statement about a statement")
            statements.setdefault(subject, {}).setdefault(triple.predicate, []).append(value)
            if isinstance(value, pyoxigraph.BlankNode):
                pointed_at[value] += 1
        blank = {subject for subject in statements if isinstance(subject, pyoxigraph.BlankNode)}
        if any(pointed_at[node] != 1 for node in blank | set(pointed_at)):
            raise ValueError("a blank node that no statement or more than one points at")
        self._statements = statements
        subjects = sorted((one for one in statements if one not in blank), key=lambda one: one.value)
        return "\n".join(
            f"{indent}{self._node(subject, indent)}\n{self._predicates(subject, indent + _STEP)} .\n"
            for subject in subjects
        )

    def _predicates(self, subject: _Subject, indent: str) -> str:
        predicates = self._statements[subject]
        # What kind of thing it is stands first.
        in_order = sorted(predicates, key=lambda one: (one.value != f"{_RDF}type", one.value))
        return " ;\n".join(f"{indent}{self._verb(one)}{self._objects(predicates[one], indent)}" for one in in_order)

    def _verb(self, predicate: pyoxigraph.NamedNode) -> str:
        return "a" if predicate.value == f"{_RDF}type" else self.name(predicate.value)

    def _objects(self, objects: list[_Node], indent: str) -> str:
        if len(objects) == 1:
            return f" {self._node(objects[0], indent)}"
        further = indent + _STEP
        return "".join(f"\n{further}{text}" for text in _with_commas(sorted(self._node(o, further) for o in objects)))

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
        members, rest = [], f"{_RDF}rest"
        here: _Node = node
        while isinstance(here, pyoxigraph.BlankNode):
            datasets = {predicate.value: objects for predicate, objects in self._statements.get(here, {}).items()}
            if set(datasets) != {f"{_RDF}first", rest} or any(len(objects) != 1 for objects in datasets.values()):
                return None
            members.append(datasets[f"{_RDF}first"][0])
            here = datasets[rest][0]
        return members if here == pyoxigraph.NamedNode(f"{_RDF}nil") else None

    def name(self, address: str) -> str:
        """An address as short as it can be written: with a prefix, relative to the base, or in full."""
        cut = max(address.rfind("/"), address.rfind("#")) + 1
        prefix = self._namespaces.get(address[:cut])
        if prefix and _LOCAL.fullmatch(address[cut:]):
            self._used.add(prefix)
            return f"{prefix}:{address[cut:]}"
        rest = address.removeprefix(self._base)
        if rest != address and _RELATIVE.fullmatch(rest):
            return f"<{rest}>"
        return f"<{address}>"

    def _literal(self, literal: pyoxigraph.Literal) -> str:
        text = _quoted(literal.value)
        if literal.language:
            return f"{text}@{literal.language}"
        kind = literal.datatype.value
        return text if kind == _XSD_STRING else f"{text}^^{self.name(kind)}"


def _with_commas(texts: list[str]) -> list[str]:
    return [*(f"{text} ," for text in texts[:-1]), texts[-1]]


def _quoted(text: str) -> str:
    """Text between quotation marks; text of several lines as such, so that a query can be read."""
    if "\n" not in text:
        return str(pyoxigraph.Literal(text))
    escaped = text.replace("\\", "\\\\").replace("\r", "\\r")
    # A quotation mark before another, or at the end, could be taken for the end of the text.
    escaped = re.sub(r'"(?="|\Z)', r'\\"', escaped)
    return f'"""{escaped}"""'


def as_turtle(datasets: Iterable[Iterable[pyoxigraph.Triple]], base: str) -> str:
    """Statements as Turtle; the parts, whose blank nodes are their own, one after another."""
    writer = _Writer(base)
    bodies = [writer.body(dataset) for dataset in datasets]
    return "\n".join([writer.header(), *(body for body in bodies if body)])


def as_trig(graphs: dict[str, list[pyoxigraph.Triple]], base: str) -> str:
    """Named graphs, by address, as TriG."""
    writer = _Writer(base)
    bodies = [
        f"{writer.name(address)} {{\n{writer.body(triples, _STEP)}}}\n" for address, triples in sorted(graphs.items())
    ]
    return "\n".join([writer.header(), *bodies])
