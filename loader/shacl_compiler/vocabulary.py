"""The terms of SHACL, by where each may stand: SHACL lets a misspelt one pass, and the shape then never fires."""

from __future__ import annotations

import difflib

from rdflib import Graph, URIRef

from shacl_compiler.faults import Fault
from shacl_compiler.rdf_terms import SH
from shacl_compiler.rdflib_terms import called, name

__all__ = ["LOGIC", "ON_SHAPES", "PAIRS", "PROPERTY_ONLY", "SINGLE", "VALUE_TESTS", "component", "misspelt"]

VALUE_TESTS = (
    "class",
    "datatype",
    "nodeKind",
    "minExclusive",
    "minInclusive",
    "maxExclusive",
    "maxInclusive",
    "minLength",
    "maxLength",
    "pattern",
    "languageIn",
    "in",
)
PAIRS = ("equals", "disjoint", "lessThan", "lessThanOrEquals")
LOGIC = ("not", "and", "or", "xone", "node")
_COUNTS = ("minCount", "maxCount")
_QUALIFIED = ("qualifiedValueShape", "qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint")

# Only of a property shape: a node shape has one value, itself.
PROPERTY_ONLY = (*_COUNTS, "uniqueLang", "lessThan", "lessThanOrEquals")
# At most one value: what two would mean is not defined.
SINGLE = (
    *(term for term in VALUE_TESTS if term != "class"),
    *_COUNTS,
    "flags",
    "uniqueLang",
    "closed",
    "ignoredProperties",
    "deactivated",
    "severity",
    *_QUALIFIED[1:],
)
TARGETS = ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf", "target")
# Of a shape, and demanding nothing.
_SAYING = ("name", "description", "order", "group", "defaultValue", "message", "severity", "deactivated", "declare")
# Of a shape, demanding something, and left to pySHACL.
LEFT = ("expression", "js", "rule", "values")
ON_SHAPES = frozenset(
    (
        *VALUE_TESTS,
        *PAIRS,
        *LOGIC,
        *PROPERTY_ONLY,
        *_QUALIFIED,
        *TARGETS,
        *_SAYING,
        *LEFT,
        "path",
        "flags",
        "closed",
        "ignoredProperties",
        "hasValue",
        "property",
        "sparql",
    )
)
_ELSEWHERE = frozenset(
    [
        "alternativePath",
        "inversePath",
        "zeroOrMorePath",
        "oneOrMorePath",
        "zeroOrOnePath",
        "select",
        "ask",
        "construct",
        "prefixes",
        "prefix",
        "namespace",
        "parameter",
        "optional",
        "labelTemplate",
        "validator",
        "nodeValidator",
        "propertyValidator",
        "annotationProperty",
        "annotationValue",
        "annotationVarName",
        "update",
        "returnType",
        "subject",
        "predicate",
        "object",
        "condition",
        "filterShape",
        "intersection",
        "union",
        "nodes",
        "this",
        "jsFunctionName",
        "jsLibrary",
        "jsLibraryURL",
        "entailment",
        "shapesGraph",
        "suggestedShapesGraph",
        "shapesGraphWellFormed",
        "result",
        "conforms",
        "focusNode",
        "value",
        "resultPath",
        "resultSeverity",
        "resultMessage",
        "sourceShape",
        "sourceConstraint",
        "sourceConstraintComponent",
        "detail",
    ]
)

# What leads from a shape or a report to the data.
_OF_DATA = {URIRef(SH + term) for term in ("targetNode", "focusNode", "value", "hasValue")}

# The component's name where it is not simply the term's with a capital.
_COMPONENTS = {"sparql": "SPARQL", "qualifiedMinCount": "QualifiedMinCount", "qualifiedMaxCount": "QualifiedMaxCount"}


def component(term: str) -> str:
    """The address of the constraint component of a term: ``minCount`` gives ``sh:MinCountConstraintComponent``."""
    return f"{SH}{_COMPONENTS.get(term, term[0].upper() + term[1:])}ConstraintComponent"


def misspelt(shapes: Graph) -> list[Fault]:
    """Every predicate in SHACL's namespace that SHACL does not have, with the nearest that it has."""
    known = ON_SHAPES | _ELSEWHERE
    folded = {one.casefold(): one for one in sorted(known)}
    faults = []
    for subject, predicate in sorted(set(shapes.subject_predicates()), key=str):
        term = str(predicate).removeprefix(SH)
        if str(predicate).startswith(SH) and term not in known:
            others = {*shapes.predicates(subject), *shapes.predicates(None, subject)} - {predicate, *_OF_DATA}
            # Data may stand among the shapes, and say something in SHACL's namespace that is no slip.
            if term.casefold() not in folded and not any(str(one).startswith(SH) for one in others):
                continue
            near = difflib.get_close_matches(term.casefold(), list(folded), n=1, cutoff=0.6)
            hint = f"; did you mean sh:{folded[near[0]]}?" if near else ""
            faults.append(Fault(called(shapes, subject), name(predicate), f"no term of SHACL{hint}"))
    return faults
