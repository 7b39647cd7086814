"""Rules as one query each: a SPARQL constraint that finds all offending things at once, on Oxigraph.

pySHACL runs a constraint's query once for each thing it judges. A query that joins the rule's targets itself gives the
same results in one run. Only what that surely holds for is run so: a node shape with target classes and SPARQL
constraints. Every other shape is left to pySHACL.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph

from ijb_graph.check.findings import Result

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

__all__ = ["Constraint", "compiled", "found_by"]

_COMPONENT = "http://www.w3.org/ns/shacl#SPARQLConstraintComponent"
_SUBCLASSES = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?class WHERE {{ ?class rdfs:subClassOf* <{0}> }}"""
# What may hold a brace, a keyword or a variable without being one: text, addresses, comments.
_TEXT = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|<[^<>\s]*>|#[^\n]*")
_OPENING = re.compile(r"\bWHERE\s*\{")


class Constraint:
    """A constraint of a rule: what it judges, its query (in which ``?this`` is what it judges), and its message."""

    def __init__(self, classes: list[str], prefixes: str, select: str, messages: list[str]) -> None:
        """Keep the parts; ``prefixes`` is the query's prologue."""
        self.classes, self.prefixes, self.select, self.messages = classes, prefixes, select, messages

    def query(self, store: pyoxigraph.Store) -> str:
        """The query over everything in the store, with the targets in every group that stands for itself."""
        judged: list[str] = []
        for one in self.classes:
            below = store.query(_SUBCLASSES.format(one))
            assert isinstance(below, pyoxigraph.QuerySolutions)
            judged += [str(solution["class"]) for solution in below]
        classes = " ".join(sorted({f"<{one}>" for one in self.classes} | set(judged)))
        target = f"{{ SELECT DISTINCT ?this WHERE {{ VALUES ?judged {{ {classes} }} ?this a ?judged }} }}"
        return self.prefixes + _OPENING.sub(lambda found: f"{found[0]} {target} ", self.select)


def _simple(select: str) -> bool:
    """Whether each SELECT has one WHERE, and nothing stands in the query that the rewriting would misread."""
    bare = _TEXT.sub(" ", select)
    words = [word.upper() for word in re.findall(r"[A-Za-z]+", bare)]
    opened = len(_OPENING.findall(select))
    return (
        words.count("SELECT") == opened == len(_OPENING.findall(bare))
        and not {"MINUS", "SERVICE", "LIMIT", "OFFSET", "GRAPH", "UNION"} & set(words)
        and not re.search(r"\$(PATH|shapesGraph|currentShape)\b", bare)
        # A sub-query knows what is judged only by its name.
        and all(re.match(r"\s*(DISTINCT\s+)?[$?]this\b", part) for part in re.split(r"\bSELECT\b", bare)[1:])
    )


def _prologue(shapes: Graph, constraint: Node) -> str:
    from rdflib import SH  # noqa: PLC0415 - slow to import

    lines = set()
    for place in shapes.objects(constraint, SH.prefixes):
        for declared in shapes.objects(place, SH.declare):
            lines.add(f"PREFIX {shapes.value(declared, SH.prefix)}: <{shapes.value(declared, SH.namespace)}>\n")
    return "".join(sorted(lines))


def compiled(shapes: Graph) -> list[Constraint] | None:
    """The constraints of a rule, or None where the rule is for pySHACL."""
    from rdflib import RDF, RDFS, SH  # noqa: PLC0415 - slow to import

    known = {RDF.type, RDFS.label, RDFS.comment, SH.severity, SH.targetClass, SH.sparql, SH.message}
    constraints: list[Constraint] = []
    for shape in shapes.subjects(RDF.type, SH.NodeShape):
        # Terms of SHACL alone say what is demanded; what a rule rests on is ours.
        if {one for one in shapes.predicates(shape) if str(one).startswith(str(SH))} - known:
            return None
        classes = [str(one) for one in shapes.objects(shape, SH.targetClass)]
        if not classes:
            return None
        for constraint in shapes.objects(shape, SH.sparql):
            select = str(shapes.value(constraint, SH.select))
            messages = sorted(str(one) for one in shapes.objects(constraint, SH.message)) or sorted(
                str(one) for one in shapes.objects(shape, SH.message)
            )
            if set(shapes.predicates(constraint)) - {SH.prefixes, SH.select, SH.message} or not _simple(select):
                return None
            text = re.sub(r"\$this\b", "?this", select)
            constraints.append(Constraint(classes, _prologue(shapes, constraint), text, messages))
    return constraints or None


def _told(message: str, solution: dict[str, str]) -> str:
    """A message with the query's values in the places of its variables."""
    return re.sub(r"\{[?$](\w+)\}", lambda found: solution.get(found[1], found[0]), message)


def found_by(constraint: Constraint, store: pyoxigraph.Store) -> list[Result]:
    """What a constraint finds in the store's default graph; ValueError or SyntaxError where its query is none."""
    answer = store.query(constraint.query(store))
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    results = []
    for solution in answer:
        terms = {name: solution[name] for name in names if solution[name] is not None}
        if "this" not in terms or "failure" in terms:
            continue
        values = {name: str(getattr(term, "value", term)) for name, term in terms.items()}
        path = values["path"] if isinstance(terms.get("path"), pyoxigraph.NamedNode) else ""
        message = " ".join(_told(one, values) for one in constraint.messages)
        results.append(Result(values["this"], path, values.get("value", values["this"]), _COMPONENT, message))
    return results
