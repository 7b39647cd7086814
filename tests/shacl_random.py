"""Data graphs and shapes graphs of SHACL Core by a number: the same number gives the same texts, on every machine."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from shacl_examples import FOREIGN_TERMS, GROUPED, PATTERNS, PREFIXES, RULE, grouped_query, query_of

__all__ = ["example"]

_NODES = [*(f":n{number}" for number in range(5)), "_:b0", "_:b1"]
_IRIS = _NODES[:5]
_PREDICATES = [":p", ":q", ":r"]
_CLASSES = [":A", ":B", ":C"]
_NUMBERS = ["0", "1", "2", "3", "-1", "1.5", "2.5E0"]
# Oxigraph keeps less of these: their shapes go to pySHACL where the text is known.
_REWRITTEN = ["1.50", "'2'^^xsd:byte", "'01'^^xsd:integer", "25e-1", "'1'^^xsd:boolean", "9" * 30]
_TEXTS = ["''", "'one'", "'two'", "'One\\nTwo'", "'é'", "'\\U0001F600'"]
# Of these pySHACL has an order by which it compares them with others, and with one another; SPARQL's operators, by
# which SHACL compares, do not.
_UNORDERED = [
    *("'one'@en", "'two'@en", "'two'@en-GB", "'deux'@fr", "'abc'^^xsd:integer", "'x'^^:own", "'urn:x:n1'^^xsd:anyURI"),
    *("true", "false", "'maybe'^^xsd:boolean", "'2020-01-01'^^xsd:date", "'2020-02-30'^^xsd:date", "'2020'^^xsd:gYear"),
    *("'2020-01-01T00:00:00'^^xsd:dateTime", "'2020-01-01T00:00:00Z'^^xsd:dateTime"),
]
_DATATYPES = ["integer", "string", "decimal", "double", "boolean", "date", "dateTime", "byte", "anyURI", "gYear"]
_KINDS = ["IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"]
_LANGUAGES = ["'en'", "'fr'", "'en-GB'"]
# pySHACL takes no notice of the flag s.
_PATTERNS = ["'^o'", "'e$'", "'O' ; sh:flags 'i'", "'^one'", "'^[a-z]{3}$'", "'n1'", "'\\\\\\\\d'"]


class _Example:
    """One example. ``ordered``: its values have an order, and its shapes may ask for it."""

    def __init__(self, number: int) -> None:
        self.random = Random(number)
        self.ordered = self.random.random() < 0.4
        self.literals = _NUMBERS + _TEXTS + ([] if self.ordered else _UNORDERED)
        self.literals += _REWRITTEN if self.random.random() < 0.2 else []
        self.shapes: list[str] = []

    def one(self, choices: Sequence[str]) -> str:
        return self.random.choice(choices)

    def some(self, choices: Sequence[str], most: int) -> list[str]:
        return self.random.sample(list(choices), self.random.randint(1, min(most, len(choices))))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def data(self) -> str:
        lines = [
            f"{self.one(_CLASSES)} rdfs:subClassOf {self.one(_CLASSES)} ." for _ in range(self.random.randint(0, 2))
        ]
        lines += [f"{self.one(_NODES)} a {self.one(_CLASSES)} ." for _ in range(self.random.randint(1, 6))]
        for _ in range(self.random.randint(2, 16)):
            value = self.one(_NODES if self.chance(0.5) else self.literals)
            lines.append(f"{self.one(_NODES)} {self.one(_PREDICATES)} {value} .")
        return "\n".join(dict.fromkeys(lines))

    def path(self, depth: int = 2) -> str:
        if not depth or self.chance(0.5):
            return self.one(_PREDICATES)
        kind = self.random.randrange(6)
        if kind == 0:
            return f"( {self.path(depth - 1)} {self.path(depth - 1)} )"
        if kind == 1:
            return f"[ sh:alternativePath ( {self.path(depth - 1)} {self.path(depth - 1)} ) ]"
        if kind == 2:
            # Along the inverse of a sequence pySHACL finds nothing.
            return f"[ sh:inversePath {self.one(_PREDICATES)} ]"
        word = ("zeroOrMore", "oneOrMore", "zeroOrOne")[kind - 3]
        return f"[ sh:{word}Path {self.path(0) if kind < 5 else self.path(depth - 1)} ]"

    def values(self, most: int) -> str:
        return " ".join(self.some(_IRIS + self.literals, most))

    def of_values(self) -> str:
        """A constraint of each value, or of a focus node."""
        parts = [
            f"sh:class {self.one(_CLASSES)}",
            f"sh:datatype xsd:{self.one(_DATATYPES)}",
            f"sh:nodeKind sh:{self.one(_KINDS)}",
            # Of a blank node pySHACL finds nothing for sh:minLength 0, where SHACL has a result for each (4.4.1).
            f"sh:{self.one(['min', 'max'])}Length {self.random.randint(1, 5)}",
            f"sh:pattern {self.one(_PATTERNS)}",
            f"sh:languageIn ( {' '.join(self.some(_LANGUAGES, 2))} )",
            f"sh:in ( {self.values(4)} )",
            f"sh:hasValue {self.values(1)}",
            f"sh:{self.one(['equals', 'disjoint'])} {self.one(_PREDICATES)}",
        ]
        if self.ordered:
            bound = self.one(["0", "1", "2", "1.5", "2.5E0", "'one'"])  # values of the data, too
            parts += [f"sh:{self.one(['min', 'max'])}{self.one(['In', 'Ex'])}clusive {bound}"] * 6
        return self.one(parts)

    def of_property(self) -> str:
        """A constraint that only a property shape can have."""
        parts = [f"sh:{self.one(['min', 'max'])}Count {self.random.randint(0, 3)}"] * 2 + ["sh:uniqueLang true"]
        parts += [f"sh:lessThan{self.one(['', 'OrEquals'])} {self.one(_PREDICATES)}"] if self.ordered else []
        return self.one(parts)

    def named(self, shape: str, kind: str) -> str:
        """The shape itself, or a name under which it stands beside the others."""
        if self.chance(0.7):
            return f"[ {shape} ]"
        name = f":s{len(self.shapes)}x"
        self.shapes.append(f"{name} a sh:{kind}Shape ; {shape} .")
        return name

    def node_shape(self, depth: int) -> str:
        return self.named(self.constraints(depth, is_property=False), "Node")

    def property_shape(self, depth: int) -> str:
        return self.named(f"sh:path {self.path()} ; {self.constraints(depth, is_property=True)}", "Property")

    def shape(self, depth: int) -> str:
        return self.node_shape(depth) if self.chance(0.6) else self.property_shape(depth)

    def several(self, depth: int) -> str:
        return " ".join(self.shape(depth) for _ in range(self.random.randint(1, 3)))

    def qualified(self, depth: int) -> str:
        count = f"sh:qualified{self.one(['Min', 'Max'])}Count {self.random.randint(0, 2)}"
        disjoint = " ; sh:qualifiedValueShapesDisjoint true" if self.chance(0.3) else ""
        return f"sh:path {self.path()} ; sh:qualifiedValueShape {self.shape(depth)} ; {count}{disjoint}"

    def nesting(self, depth: int) -> str:
        """A constraint that holds shapes."""
        ways: list[Callable[[], str]] = [
            lambda: f"sh:not {self.shape(depth)}",
            lambda: f"sh:and ( {self.several(depth)} )",
            lambda: f"sh:or ( {self.several(depth)} )",
            lambda: f"sh:xone ( {self.several(depth)} )",
            lambda: f"sh:node {self.node_shape(depth)}",
            lambda: f"sh:property {self.property_shape(depth)}",
            lambda: f"sh:property [ {self.qualified(depth)} ] , [ {self.qualified(depth)} ]",
        ]
        return self.random.choice(ways)()

    def constraints(self, depth: int, is_property: bool) -> str:
        """What a shape says, each term once; now and then that it is deactivated."""
        parts: dict[str, str] = {}
        for _ in range(self.random.randint(1, 3)):
            if depth and self.chance(0.4):
                part = self.nesting(depth - 1)
            elif is_property and self.chance(0.4):
                part = self.of_property()
            else:
                part = self.of_values()
            parts.setdefault(part.split()[0], part)
        if not is_property and self.chance(0.1):
            ignored = " ".join(self.some([*_PREDICATES, "rdf:type"], 3))
            parts["sh:closed"] = f"sh:closed true ; sh:ignoredProperties ( {ignored} )"
        if is_property and self.chance(0.05):
            parts.setdefault(*[self.one(FOREIGN_TERMS)] * 2)
        if self.chance(0.03):
            parts["sh:deactivated"] = "sh:deactivated true"
        return " ; ".join(parts.values())

    def targets(self) -> str:
        """Where a shape looks."""
        every = [
            f"sh:targetClass {self.one(_CLASSES)}",
            f"sh:targetNode {self.one(_IRIS + self.literals)}",
            f"sh:targetSubjectsOf {self.one(_PREDICATES)}",
            f"sh:targetObjectsOf {self.one(_PREDICATES)}",
        ]
        return " ; ".join(self.some(every, 2))

    def shapes_graph(self) -> str:
        for number in range(self.random.randint(1, 2)):
            severity = f" ; sh:severity {self.one(['sh:Warning', 'sh:Info', ':severe'])}" if self.chance(0.4) else ""
            if self.chance(0.25):
                said = f"a sh:PropertyShape ; sh:path {self.path()} ; {self.constraints(2, is_property=True)}"
            else:
                said = f"a sh:NodeShape ; {self.constraints(2, is_property=False)}"
            if self.chance(0.15):
                query = query_of(self.one(PATTERNS)) if self.chance(0.8) else grouped_query(self.one(GROUPED))
                said = f"a sh:NodeShape ; {query}"
            self.shapes.append(f":s{number} {said} ; {self.targets()}{severity} .")
        self.shapes += [RULE] if self.chance(0.03) else []
        return PREFIXES + "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n" + "\n".join(self.shapes)


def example(number: int) -> tuple[str, str]:
    """A data graph, without prefixes, and a shapes graph, both in Turtle."""
    made = _Example(number)
    data, shapes = made.data(), made.shapes_graph()
    if "sh:lessThan" in shapes:
        # Of two addresses pySHACL says which is less, and two blank nodes it refuses.
        literals = (line for line in data.split("\n") if not re.search(r" :[pqr] (:n|_:)", line))
        data = "\n".join(literals)
    if "sh:select" in shapes:
        # Of a blank node pySHACL asks a query that takes it for a variable. Of two literals that SPARQL cannot compare
        # rdflib says that they differ.
        left_out = tuple(f" {one} ." for one in _UNORDERED)
        lines = (line for line in data.split("\n") if "_:" not in line and not line.endswith(left_out))
        data = "\n".join(lines)
    return data, shapes
