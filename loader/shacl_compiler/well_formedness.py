"""Whether the value of a term is one that the term can have."""

from __future__ import annotations

import re
from functools import cache

import pyoxigraph as ox
from rdflib import RDF, XSD, BNode, Literal, URIRef
from rdflib import SH as S
from rdflib.term import Node

__all__ = ["ill_formed_value", "pattern_fault"]

_INTEGERS = ("minCount", "maxCount", "minLength", "maxLength", "qualifiedMinCount", "qualifiedMaxCount")
_TRUTHS = ("uniqueLang", "closed", "deactivated", "qualifiedValueShapesDisjoint")
_ADDRESSES = (
    "class",
    "datatype",
    "equals",
    "disjoint",
    "lessThan",
    "lessThanOrEquals",
    "targetClass",
    "targetSubjectsOf",
    "targetObjectsOf",
    "severity",
)
_LITERALS = ("minExclusive", "minInclusive", "maxExclusive", "maxInclusive", "languageIn member")
_KINDS = {S.IRI, S.BlankNode, S.Literal, S.BlankNodeOrIRI, S.BlankNodeOrLiteral, S.IRIOrLiteral}
_TEXTS = (XSD.string, RDF.langString, None)


def _is_string(value: Node) -> bool:
    return isinstance(value, Literal) and value.datatype in (XSD.string, None)


def _is_integer(value: Node) -> bool:
    """A count: any of XML Schema's integers, not negative."""
    return (
        isinstance(value, Literal) and value.datatype is not None and re.fullmatch(r"\+?[0-9]+", str(value)) is not None
    )


def ill_formed_value(term: str, value: Node) -> str:
    """What is wrong with a value of a term (``no address``), or nothing."""
    wrong = ""
    if term in _INTEGERS and not _is_integer(value):
        wrong = "no whole number"
    elif term in _TRUTHS and not (
        isinstance(value, Literal) and value.datatype == XSD.boolean and str(value) in ("true", "false", "1", "0")
    ):
        wrong = "no boolean"
    elif term in _ADDRESSES and not isinstance(value, URIRef):
        wrong = "no address"
    elif term in _LITERALS and not isinstance(value, Literal):
        wrong = "no literal"
    elif term in ("pattern", "flags") and not _is_string(value):
        wrong = "no string"
    elif term == "message" and not (isinstance(value, Literal) and value.datatype in _TEXTS):
        wrong = "no text"
    elif term == "nodeKind" and value not in _KINDS:
        wrong = "no kind of node that SHACL has"
    elif term in ("in member", "hasValue", "targetNode") and isinstance(value, BNode):
        wrong = "a blank node, which is never the same in the data"
    elif term in ("property", "node", "not", "qualifiedValueShape") and isinstance(value, Literal):
        wrong = "no shape"
    return wrong


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
