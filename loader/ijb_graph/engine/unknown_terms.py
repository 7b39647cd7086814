"""Terms of a query that the graph does not know: with a misspelt one, SPARQL finds nothing and says nothing.

So it is with one that is deprecated: the ontology still says what it meant, and nothing uses it any more.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from urllib.parse import urljoin

from pyoxigraph import Literal
from shacl_compiler.tokens import SparqlError, Token, expand_prefixes, joined, tokens

from ijb_graph.addresses import curie
from ijb_graph.engine.interface import Engine, select_texts

__all__ = ["addresses_beside", "unknown_terms"]

# The place of a term in a list, if the graph has it. Each has a sub-query of its own, so that one statement is enough.
_IF_KNOWN = """{{ SELECT ({1} AS ?place) WHERE {{
  {{ <{0}> ?p ?o }} UNION {{ ?s <{0}> ?o }} UNION {{ ?s ?p <{0}> }} UNION {{ GRAPH <{0}> {{ ?s ?p ?o }} }}
}} LIMIT 1 }}"""
# Those that are deprecated, with what takes their place.
_DEPRECATED = """{{
  ?term <http://www.w3.org/2002/07/owl#deprecated> ?deprecated . FILTER(?term IN ({0}))
  OPTIONAL {{ ?term <http://purl.org/dc/terms/isReplacedBy> ?successor }}
}}"""
# The things whose addresses begin alike: an address keeps the names of what holds a thing.
_BESIDE = "SELECT DISTINCT ?thing WHERE {{ ?thing ?property ?value FILTER(STRSTARTS(STR(?thing), {0})) }} LIMIT 20000"
# So many at once: servers have limits for the length of a query.
_AT_ONCE = 100
# So many are looked for, and so many named with the nearest that there are: a list of thousands would take minutes.
_MOST_ASKED, _MOST_NAMED = 1000, 10
_TERMS = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?term WHERE {
  { ?term a ?kind . VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty skos:Concept skos:ConceptScheme } }
  UNION { ?s ?term ?o }
  UNION { ?s a ?term }
}"""


def _template_end(parts: list[Token]) -> int:
    """Where the template of a CONSTRUCT ends, which may hold new terms; 0 where the query has none."""
    if not parts or not parts[0].says("CONSTRUCT") or len(parts) < 2 or parts[1].text != "{":
        return 0
    return next((place for place, token in enumerate(parts) if token.text == "}"), 0)


def _namespaces(sparql: str) -> set[str]:
    """What the prefixes of a query stand for: a name of nothing else but its prefix (``ijb:``) is no term."""
    parts = tokens(sparql)
    return {end.text for start, _, end in zip(parts, parts[1:], parts[2:], strict=False) if start.says("PREFIX")}


def _with_whole_addresses(sparql: str, base: str) -> str:
    """A query with each address in full, and so without BASE; where it says none, relative ones begin with ``base``."""
    whole: list[Token] = []
    for token in tokens(sparql):
        address = token.text[1:-1] if token.kind == "iri" else ""
        if address and ":" not in address:
            # It leaves out a fragment that is empty.
            address = urljoin(base, address) + ("#" if address.endswith("#") else "")
        if address and whole and whole[-1].says("BASE"):
            base = address
            whole.pop()
        else:
            whole.append(Token("iri", f"<{address}>") if address else token)
    return joined(whole)


def _terms(sparql: str, base: str) -> Iterator[str]:
    """The addresses that a query asks for: no datatypes, functions or namespaces, no graphs of FROM, no template."""
    sparql = _with_whole_addresses(sparql, base)
    parts, namespaces = tokens(expand_prefixes(sparql, {})), _namespaces(sparql)
    for place in range(_template_end(parts), len(parts)):
        before = parts[place - 1] if place else Token("", "")
        after = parts[place + 1] if place + 1 < len(parts) else Token("", "")
        no_term = before.text == "^^" or after.text == "(" or before.says("FROM", "NAMED")
        if parts[place].kind == "iri" and not no_term and parts[place].text not in namespaces:
            yield parts[place].text[1:-1]


def _known(engine: Engine, terms: list[str]) -> tuple[set[str], dict[str, list[str]]]:
    """Those of the terms that stand in a statement of the graph, or name one of its graphs; and those deprecated.

    A deprecated term has the terms that take its place.
    """
    known, deprecated = set[str](), dict[str, list[str]]()
    for start in range(0, len(terms), _AT_ONCE):
        some = {str(place): term for place, term in enumerate(terms[start : start + _AT_ONCE])}
        parts = [_IF_KNOWN.format(term, place) for place, term in some.items()]
        parts.append(_DEPRECATED.format(", ".join(f"<{term}>" for term in some.values())))
        query = f"SELECT ?place ?term ?successor WHERE {{ {' UNION '.join(parts)} }}"
        for place, term, successor in engine.query(query, "the terms of the query").texts():
            if place:
                known.add(some[place])
            else:
                deprecated.setdefault(term, []).extend([successor] if successor else [])
    return known, deprecated


def addresses_beside(engine: Engine, address: str) -> list[str]:
    """The addresses of the things that begin as this one does, up to its last ``/``."""
    begin = Literal(address[: address.rfind("/") + 1])
    return [thing for (thing,) in engine.query(_BESIDE.format(begin), "the addresses beside one").texts()]


class _Hints:
    """The nearest of the terms, graphs and things that there are; each asked for once, where it is needed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._names: set[str] = set()

    def nearest(self, term: str) -> list[str]:
        """At most two names near to that of a term: of things, for the address of a thing."""
        base = self._engine.base
        if term.startswith(f"{base}id/") and not term.startswith(f"{base}id/graph/"):
            names = {curie(one, base) for one in addresses_beside(self._engine, term)}
        else:
            if not self._names:
                rows = select_texts(self._engine, _TERMS, "the terms of the graph")
                self._names = {curie(one, base) for one in (*(name for (name,) in rows), *self._engine.graphs())}
            names = self._names
        return difflib.get_close_matches(curie(term, base), sorted(names), n=2, cutoff=0.75)


def unknown_terms(engine: Engine, sparql: str) -> list[str]:
    """A sentence for each term of a query that stands in no statement of the graph, with the nearest that do.

    And for each that is deprecated, with what takes its place. Empty where all are known, and where the text is no
    query: the engine says what is wrong with it.
    """
    try:
        asked = list(dict.fromkeys(_terms(sparql, engine.base)))[:_MOST_ASKED]
    except SparqlError:
        return []
    known, deprecated = _known(engine, asked)
    unknown = [one for one in asked if one not in known]
    sentences, hints = [], _Hints(engine)
    for one in unknown[:_MOST_NAMED]:
        close = hints.nearest(one)
        hint = f": did you mean {' or '.join(close)}?" if close else "."
        sentences.append(f"Nothing in the graph has the term {curie(one, engine.base)}{hint}")
    if len(unknown) > _MOST_NAMED:
        sentences.append(f"Nothing in the graph has {len(unknown) - _MOST_NAMED} other terms of the query either.")
    for one in (one for one in asked if one in deprecated):
        successors = " and ".join(curie(term, engine.base) for term in sorted(set(deprecated[one])))
        instead = f"use {successors}" if successors else "nothing takes its place"
        sentences.append(
            f"Nothing in the graph uses the term {curie(one, engine.base)}, which is deprecated: {instead}."
        )
    return sentences
