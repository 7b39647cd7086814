"""The text of queries: which form one has, and how to ask for its answer in pages or for its length."""

from __future__ import annotations

import re

__all__ = ["counted", "counted_solutions", "form_of", "has_dataset", "paged"]

# What may hold a keyword or a brace without being one: addresses, text, comments, variables, prefixed names.
_NO_KEYWORD = re.compile(
    r"<[^<>\s]*>"
    r'|"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|\#[^\n]*"
    r"|[?$]\w+"
    r"|[\w-]*:[\w.%-]*"
)
_FORM = re.compile(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)


def _bare(sparql: str) -> str:
    """The query with blanks for all that is no keyword and no brace, every place where it was."""
    return _NO_KEYWORD.sub(lambda found: " " * len(found[0]), sparql)


def _outermost(bare: str) -> str:
    """What of a bare query stands in no braces or brackets, every place where it was."""
    depth, out = 0, []
    for letter in bare:
        depth -= letter in "})"
        out.append(letter if depth == 0 else " ")
        depth += letter in "{("
    return "".join(out)


def form_of(sparql: str) -> str:
    """The form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE; empty where it has none."""
    found = _FORM.search(_bare(sparql))
    return found[1].upper() if found else ""


def has_dataset(sparql: str) -> bool:
    """Whether a query names its graphs itself, by FROM."""
    return bool(re.search(r"\bFROM\b", _outermost(_bare(sparql)), re.IGNORECASE))


def _split(sparql: str) -> tuple[str, str]:
    """The prologue of a query and the rest."""
    found = _FORM.search(_bare(sparql))
    start = found.start() if found else 0
    return sparql[:start], sparql[start:]


def _modified(sparql: str, *modifiers: str) -> bool:
    outer = _outermost(_bare(sparql))
    return any(re.search(rf"\b{modifier}\b", outer, re.IGNORECASE) for modifier in modifiers)


def paged(sparql: str, columns: list[str], limit: int, offset: int) -> str:
    """A SELECT that gives ``limit`` rows of another from row ``offset`` on.

    The other is put into it whole, as it is: a server that sorts only so many rows, sorts a sub-query without limit.
    Where it has no order, it is sorted by its columns, so that the pages are pages of one list.
    """
    prologue, select = _split(sparql)
    names = " ".join(f"?{name}" for name in columns)
    order = "" if _modified(sparql, "ORDER", "LIMIT", "OFFSET", "VALUES") else f"\nORDER BY {names}"
    return f"{prologue}SELECT {names} WHERE {{ {{ {select}{order}\n}} }} LIMIT {limit} OFFSET {offset}"


def counted(sparql: str, columns: list[str]) -> str:
    """A query for how many rows a SELECT has: ``?rows`` in all, and ``?different`` ones."""
    prologue, select = _split(sparql)
    names = " ".join(f"?{name}" for name in columns)
    return (
        f"{prologue}SELECT ?rows ?different WHERE {{\n"
        f"{{ SELECT (COUNT(*) AS ?rows) WHERE {{ {{ {select}\n}} }} }}\n"
        f"{{ SELECT (COUNT(*) AS ?different) WHERE {{ SELECT DISTINCT {names} WHERE {{ {{ {select}\n}} }} }} }}\n}}"
    )


def counted_solutions(sparql: str) -> str:
    """A query for how many solutions a CONSTRUCT is made from: ``?rows``."""
    prologue, construct = _split(sparql)
    outer = _outermost(_bare(construct))
    first = outer.index("{")
    dataset, pattern = len("CONSTRUCT"), first
    if not construct[dataset:first].strip():
        # A template stands before the pattern.
        dataset = outer.index("}") + 1
        pattern = outer.index("{", dataset)
    graphs = re.sub(r"\bWHERE\s*$", "", construct[dataset:pattern], flags=re.IGNORECASE)
    return f"{prologue}SELECT (COUNT(*) AS ?rows) {graphs} WHERE {{ {{ SELECT * WHERE {construct[pattern:]}\n}} }}"
