"""Answers written in a format of SPARQL or RDF."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pyoxigraph

from ijb_graph.addresses import PREFIXES
from ijb_graph.engine.interface import Answer, Formats, Term

__all__ = ["write_triples", "written"]

_STRING = f"{PREFIXES['xsd']}string"


def write_triples(triples: Iterable[pyoxigraph.Triple], media_type: str) -> bytes:
    """Triples in a format of RDF, each once, the same bytes for the same triples; with the prefixes that they need."""
    form = pyoxigraph.RdfFormat.from_media_type(media_type)
    body = pyoxigraph.serialize(sorted(set(triples), key=str), format=form, prefixes=PREFIXES) or b""
    if form != pyoxigraph.RdfFormat.TURTLE:
        return body
    # pyoxigraph declares all prefixes, in an order that changes.
    lines = body.splitlines(keepends=True)
    declared = sorted(line for line in lines if line.startswith(b"@prefix "))
    rest = b"".join(lines[len(declared) :])
    return b"".join(line for line in declared if line.split()[1] in rest) + rest


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, pyoxigraph.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, pyoxigraph.BlankNode):
        return {"type": "bnode", "value": term.value}
    more = {"xml:lang": term.language} if term.language else {"datatype": term.datatype.value}
    return {"type": "literal", "value": term.value, **({} if more.get("datatype") == _STRING else more)}


def written(answer: Answer, formats: Formats) -> bytes:
    """An answer as bytes in the format that is due for it."""
    if answer.triples is not None:
        triples = pyoxigraph.parse(answer.triples.encode(), pyoxigraph.RdfFormat.N_TRIPLES)
        return write_triples((quad.triple for quad in triples), formats.triples)
    results: dict[str, object] = {"head": {"vars": answer.columns}}
    if answer.truth is not None:
        results = {"head": {}, "boolean": answer.truth}
    else:
        rows = (zip(answer.columns, row, strict=True) for row in answer.rows)
        results["results"] = {"bindings": [{name: _json_term(term) for name, term in row if term} for row in rows]}
    parsed = pyoxigraph.parse_query_results(json.dumps(results), format=pyoxigraph.QueryResultsFormat.JSON)
    return parsed.serialize(format=pyoxigraph.QueryResultsFormat.from_media_type(formats.rows)) or b""
