"""Marks in a compiled query for what is known only when it is run: its focus nodes, and which class is below which.

Where the focus nodes are the instances of a class, a compiled query holds ``\\x01target ?this <urn:x:Letter>\\x02``. In
data with a class below it, that becomes ``VALUES ?s_cthis { <urn:x:Letter> <urn:x:Card> } ?this a ?s_cthis``. The list
of classes is closed over ``rdfs:subClassOf`` before: a path ``rdfs:subClassOf*`` would be walked anew for each row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from shacl_compiler.rdf_terms import RDFS

__all__ = ["FocusPattern", "focus_mark", "has_class", "target_class", "with_classes", "with_focus"]

FocusPattern = Callable[[str], str]
"""A pattern that binds the variable it is given, once for each focus node."""

# To walk up from the classes of a node is faster than to go through a longer list for it.
_MOST_LISTED = 50
# No SPARQL text holds such characters.
_MARK = re.compile("\x01(focus|target|has) (\\?\\w+)(?: (<[^>]*>))?\x02")


def focus_mark(variable: str) -> str:
    """The mark for a pattern that binds the focus nodes to a variable."""
    return f"\x01focus {variable}\x02"


def target_class(variable: str, of: str) -> str:
    """The mark for a pattern that binds a variable to the instances of a class (its address) and of those below it."""
    return f"\x01target {variable} <{of}>\x02"


def has_class(variable: str, of: str) -> str:
    """The mark for an expression: whether a node is an instance of a class, or of one below it."""
    return f"\x01has {variable} <{of}>\x02"


def with_focus(text: str, focus: FocusPattern) -> str:
    """A query with the pattern of its focus nodes put in."""
    return _MARK.sub(lambda found: focus(found[2]) if found[1] == "focus" else found[0], text)


def with_classes(text: str, below: Mapping[str, Sequence[str]]) -> str:
    """A query with classes put in; ``below`` gives for a class those below it, where there are any."""

    def put(found: re.Match[str]) -> str:
        kind, variable, of = found[1], found[2], found[3]
        classes = [of, *(f"<{one}>" for one in below.get(of[1:-1], ()))]
        if len(classes) == 1:
            return f"{variable} a {of} ." if kind == "target" else f"EXISTS {{ {variable} a {of} }}"
        own = f"?s_c{variable[1:]}"
        if kind == "target":
            listed = " ".join(classes)
            return f"{{ SELECT DISTINCT {variable} WHERE {{ VALUES {own} {{ {listed} }} {variable} a {own} }} }}"
        if len(classes) > _MOST_LISTED:
            above = f"EXISTS {{ {own} <{RDFS}subClassOf>* {of} }}"
            return f"EXISTS {{ {variable} a {own} FILTER({above}) }}"
        return f"EXISTS {{ {variable} a {own} FILTER({own} IN ({', '.join(classes)})) }}"

    return _MARK.sub(put, text)
