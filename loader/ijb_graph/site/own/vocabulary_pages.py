"""The pages of the vocabulary: all modules, each with its terms, and the lists of values."""

from __future__ import annotations

from functools import partial

from ijb_graph.site.content import Module
from ijb_graph.site.page_paths import VOCABULARY
from ijb_graph.site.parts import Files, SiteParts
from ijb_graph.site.vocabulary import Term

__all__ = ["files"]


def files(parts: SiteParts) -> Files:
    """The pages."""
    vocabulary = parts.vocabulary

    def overview(path: str) -> bytes:
        return parts.page("vocabulary.html", path, modules=vocabulary.modules, schemes=vocabulary.schemes)

    def module(one: Module, terms: list[Term], path: str) -> bytes:
        return parts.page("module.html", path, module=one, terms=terms)

    def schemes(path: str) -> bytes:
        return parts.page("schemes.html", path, schemes=vocabulary.schemes)

    found: Files = {VOCABULARY: overview}
    for one, terms in vocabulary.modules:
        found[f"vocabulary/{one.name}.html"] = partial(module, one, terms)
    if vocabulary.schemes:
        found["vocabulary/schemes.html"] = schemes
    return found
