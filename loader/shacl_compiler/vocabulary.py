"""The terms of SHACL, where each may stand and what values it can have.

SHACL itself lets a misspelt term pass, and the shape then never fires.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from functools import cache

import pyoxigraph as ox

from shacl_compiler.faults import Fault
from shacl_compiler.rdf_terms import RDF, SH, XSD, Term, name
from shacl_compiler.statements import Statements

__all__ = [
    "ELSEWHERE",
    "LEFT",
    "LISTS",
    "LOGIC",
    "ON_SHAPES",
    "PAIRS",
    "PROPERTY_ONLY",
    "RANGES",
    "SHAPES_GIVEN",
    "SINGLE",
    "TARGETS",
    "VALUE_TESTS",
    "ill_formed",
    "is_true",
    "misspelt",
    "pattern_fault",
    "unsupported",
]


def _terms(text: str) -> tuple[str, ...]:
    return tuple(text.split())


RANGES = _terms("minExclusive minInclusive maxExclusive maxInclusive")
VALUE_TESTS = (
    *_terms("class datatype nodeKind"),
    *RANGES,
    *_terms("minLength maxLength pattern languageIn in"),
)
PAIRS = _terms("equals disjoint lessThan lessThanOrEquals")
LOGIC = _terms("not and or xone node")
TARGETS = _terms("targetNode targetClass targetSubjectsOf targetObjectsOf target")
# What is given as a list; the first three as a list of shapes.
LISTS = _terms("and or xone in languageIn ignoredProperties")
# What refers to one shape.
SHAPES_GIVEN = _terms("not node property qualifiedValueShape")
# Only of a property shape: a node shape has one value, itself.
PROPERTY_ONLY = _terms("minCount maxCount uniqueLang lessThan lessThanOrEquals")
# At most one value: what two would mean is not defined.
SINGLE = {*VALUE_TESTS, *PROPERTY_ONLY[:3]} - {"class"} | {
    *_terms("flags closed ignoredProperties deactivated severity qualifiedMinCount qualifiedMaxCount"),
    "qualifiedValueShapesDisjoint",
}
# Of a shape, demanding something, and left to pySHACL.
LEFT = _terms("expression js rule values")
ON_SHAPES = {*VALUE_TESTS, *PAIRS, *LOGIC, *TARGETS, *SHAPES_GIVEN, *PROPERTY_ONLY, *SINGLE, *LEFT} | {
    *_terms("name description order group defaultValue message declare path hasValue sparql")
}
# Not of a shape.
ELSEWHERE = _terms(
    """
    alternativePath inversePath zeroOrMorePath oneOrMorePath zeroOrOnePath select ask construct prefixes prefix
    namespace parameter optional labelTemplate validator nodeValidator propertyValidator annotationProperty
    annotationValue annotationVarName update returnType subject predicate object condition filterShape intersection
    union nodes this jsFunctionName jsLibrary jsLibraryURL entailment shapesGraph suggestedShapesGraph
    shapesGraphWellFormed result conforms focusNode value resultPath resultSeverity resultMessage sourceShape
    sourceConstraint sourceConstraintComponent detail
    """
)
# The entailment regimes that need nothing: no inference, and that of rules, which pySHACL runs.
_ENTAILMENTS = {ox.NamedNode("http://www.w3.org/ns/entailment/Simple"), ox.NamedNode(SH + "Rules")}
# Terms whose values are nodes of the data.
_OF_DATA = {SH + term for term in ("targetNode", "focusNode", "value", "hasValue")}
_KINDS = {SH + kind for kind in _terms("IRI BlankNode Literal BlankNodeOrIRI BlankNodeOrLiteral IRIOrLiteral")}


def is_true(value: Term | None) -> bool:
    """Whether a value is one of the two booleans that mean true."""
    return isinstance(value, ox.Literal) and value.value in ("true", "1")


def _is_literal(*datatypes: str, text: str = ".*") -> Callable[[Term], bool]:
    """A test for literals of these datatypes, of any if none is given, with a text that a pattern matches."""

    def test(value: Term) -> bool:
        is_one = isinstance(value, ox.Literal) and (not datatypes or value.datatype.value in datatypes)
        return is_one and re.fullmatch(text, value.value, re.DOTALL) is not None

    return test


def _is_number(value: Term) -> bool:
    """Whether a value is a count: of any of XML Schema's integers, and not negative."""
    return _is_literal(text=r"\+?[0-9]+")(value) and not _is_literal(XSD + "string", RDF + "langString")(value)


_VALUES: tuple[tuple[str, Callable[[Term], bool], str], ...] = (
    ("no whole number", _is_number, "minCount maxCount minLength maxLength qualifiedMinCount qualifiedMaxCount"),
    (
        "no boolean",
        _is_literal(XSD + "boolean", text="true|false|1|0"),
        "uniqueLang closed deactivated qualifiedValueShapesDisjoint",
    ),
    (
        "no address",
        lambda value: isinstance(value, ox.NamedNode),
        "class datatype severity targetClass targetSubjectsOf targetObjectsOf " + " ".join(PAIRS),
    ),
    ("no literal", _is_literal(), " ".join((*RANGES, "languageIn-member"))),
    ("no string", _is_literal(XSD + "string"), "pattern flags"),
    ("no text", _is_literal(XSD + "string", RDF + "langString"), "message"),
    (
        "no kind of node that SHACL has",
        lambda value: isinstance(value, ox.NamedNode) and value.value in _KINDS,
        "nodeKind",
    ),
    (
        "a blank node, which is never the same in the data",
        lambda value: not isinstance(value, ox.BlankNode),
        "targetNode",
    ),
    ("no shape", lambda value: not isinstance(value, ox.Literal), " ".join(SHAPES_GIVEN)),
)
_TEST_OF = {term: (wrong, test) for wrong, test, terms in _VALUES for term in terms.split()}


def ill_formed(term: str, value: Term) -> str:
    """What is wrong with a value of a term (``no address``), or nothing; ``in-member`` is a member of ``in``'s list."""
    wrong, test = _TEST_OF.get(term, ("", bool))
    return wrong if wrong and not test(value) else ""


@cache
def pattern_fault(pattern: str, flags: str) -> str:
    """What is wrong with a regular expression: ``broken``, ``refused`` (only Python's engine takes it), or nothing."""
    text = f'SELECT (REGEX("", {ox.Literal(pattern)}, {ox.Literal(flags)}) AS ?x) WHERE {{}}'
    answer = ox.Store().query(text)
    assert isinstance(answer, ox.QuerySolutions)
    if next(answer)[0] is not None:
        return ""
    try:
        re.compile(pattern)
    except re.error:
        return "broken"
    return "refused" if re.fullmatch("[ismx]*", flags) else "broken"


def misspelt(statements: Statements) -> list[Fault]:
    """Every predicate in SHACL's namespace that SHACL does not have, with the nearest that it has."""
    known = {*ON_SHAPES, *ELSEWHERE}
    folded = {one.casefold(): one for one in sorted(known)}
    faults = []
    for predicate in statements.predicates():
        term = predicate.removeprefix(SH)
        if not predicate.startswith(SH) or term in known:
            continue
        near = difflib.get_close_matches(term.casefold(), list(folded), n=1, cutoff=0.6)
        hint = f"; did you mean sh:{folded[near[0]]}?" if near else ""
        for subject in sorted(set(statements.subjects(predicate)), key=str):
            others = {*statements.predicates(subject), *statements.relations_to(subject)} - {predicate, *_OF_DATA}
            # Data may stand among the shapes, and say something in SHACL's namespace that is no slip.
            if term.casefold() in folded or any(one.startswith(SH) for one in others):
                faults.append(Fault(statements.called(subject), f"sh:{term}", f"no term of SHACL{hint}"))
    return faults


def unsupported(statements: Statements) -> list[Fault]:
    """Each entailment regime that the shapes ask for and that is not supported: SHACL demands a failure."""
    term = SH + "entailment"
    asked = {one for node in statements.subjects(term) for one in statements.objects(node, term)} - _ENTAILMENTS
    return [
        Fault("the shapes graph", "sh:entailment", f"{name(one)} is not supported") for one in sorted(asked, key=str)
    ]
