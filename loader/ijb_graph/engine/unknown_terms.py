"""Terms of a query that the graph does not know: with a misspelt one, SPARQL finds nothing and says nothing."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from shacl_compiler.tokens import SparqlError, Token, expand_prefixes, tokens

from ijb_graph.addresses import curie
from ijb_graph.engine.interface import Engine, select_texts

__all__ = ["unknown_terms"]

# The place of a term in a list, if the graph has it. Each has a sub-query of its own, so that one statement is enough.
_IF_KNOWN = """{{ SELECT ({1} AS ?place) WHERE {{
  {{ <{0}> ?p ?o }} UNION {{ ?s <{0}> ?o }} UNION {{ ?s ?p <{0}> }} UNION {{ GRAPH <{0}> {{ ?s ?p ?o }} }}
}} LIMIT 1 }}"""
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


def _terms(sparql: str) -> Iterator[str]:
    """The addresses that a query asks for: no datatypes, no functions, no graphs of FROM, no template."""
    parts = tokens(expand_prefixes(sparql, {}))
    for place in range(_template_end(parts), len(parts)):
        before = parts[place - 1] if place else Token("", "")
        after = parts[place + 1] if place + 1 < len(parts) else Token("", "")
        no_term = before.text == "^^" or after.text == "(" or before.says("FROM", "NAMED")
        if parts[place].kind == "iri" and not no_term:
            yield parts[place].text[1:-1]


def _known(engine: Engine, terms: list[str]) -> set[str]:
    """Those of the terms that stand in a statement of the graph, or name one of its graphs."""
    known: set[str] = set()
    for start in range(0, len(terms), _AT_ONCE):
        some = {str(place): term for place, term in enumerate(terms[start : start + _AT_ONCE])}
        parts = " UNION ".join(_IF_KNOWN.format(term, place) for place, term in some.items())
        rows = engine.query(f"SELECT ?place WHERE {{ {parts} }}", "the terms of the query").texts()
        known.update(term for place, term in some.items() if [place] in rows)
    return known


def unknown_terms(engine: Engine, sparql: str) -> list[str]:
    """A sentence for each term of a query that stands in no statement of the graph, with the nearest that do.

    Empty where all are known, and where the text is no query: the engine says what is wrong with it.
    """
    try:
        asked = list(dict.fromkeys(_terms(sparql)))[:_MOST_ASKED]
    except SparqlError:
        return []
    known = _known(engine, asked)
    unknown = [one for one in asked if one not in known]
    if not unknown:
        return []
    named, more = unknown[:_MOST_NAMED], len(unknown) - _MOST_NAMED
    names = [curie(one, engine.base) for (one,) in select_texts(engine, _TERMS, "the terms of the graph")]
    sentences = []
    for one in named:
        name = curie(one, engine.base)
        close = difflib.get_close_matches(name, sorted(names), n=2, cutoff=0.75)
        hint = f": did you mean {' or '.join(close)}?" if close else "."
        sentences.append(f"Nothing in the graph has the term {name}{hint}")
    return sentences + ([f"Nothing in the graph has {more} other terms of the query either."] if more > 0 else [])
