"""rdflib with each query parsed once: pySHACL asks the same text for every focus node, and most of its time is parsing.

What is evaluated is what rdflib's own processor evaluates: a prepared query, which rdflib takes as well as a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from rdflib import plugin
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.processor import SPARQLProcessor
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Processor

__all__ = ["PreparingProcessor", "prepared_queries"]


@cache
def _prepared(text: str, base: str | None, namespaces: tuple[tuple[str, str], ...]) -> Query:
    return translateQuery(parseQuery(text), base, dict(namespaces))


class PreparingProcessor(SPARQLProcessor):
    """rdflib's own processor, given the prepared query where the text has been asked before."""

    def query(  # type: ignore[override] # as rdflib's own does
        self,
        strOrQuery: str | Query,  # noqa: N803 - rdflib's name
        initBindings: Mapping[str, Any] | None = None,  # noqa: N803
        initNs: Mapping[str, Any] | None = None,  # noqa: N803
        base: str | None = None,
        DEBUG: bool = False,  # noqa: N803
    ) -> Mapping[str, Any]:
        """The result of a query, as rdflib has it."""
        if isinstance(strOrQuery, str):
            names = sorted((prefix, str(name)) for prefix, name in (initNs or {}).items())
            strOrQuery = _prepared(strOrQuery, base, tuple(names))  # noqa: N806
        return super().query(strOrQuery, initBindings, initNs, base, DEBUG)


@contextmanager
def prepared_queries() -> Iterator[None]:
    """Have rdflib prepare each query once, by its own way of naming another processor."""
    plugin.register("sparql", Processor, __name__, PreparingProcessor.__name__)
    try:
        yield
    finally:
        plugin.register("sparql", Processor, SPARQLProcessor.__module__, SPARQLProcessor.__name__)
