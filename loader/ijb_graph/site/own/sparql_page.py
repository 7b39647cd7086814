"""The page to ask with SPARQL: where, with which prefixes, of which graphs; an editor that begins with questions."""

from __future__ import annotations

import json
from pathlib import Path

from ijb_graph.addresses import PREFIXES, rebase, shortened
from ijb_graph.site.page_paths import EDITOR, EDITOR_LICENCES, EDITOR_WORDS, SPARQL, SPARQL_SCRIPT
from ijb_graph.site.parts import Files, SiteParts

__all__ = ["files"]

_SITE = Path(__file__).parent.parent
_STATIC = _SITE / "static"
_KEYWORDS = (
    *("SELECT", "DISTINCT", "WHERE", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "FROM", "FROM NAMED", "GRAPH"),
    *("OPTIONAL", "UNION", "MINUS", "FILTER", "FILTER NOT EXISTS", "FILTER EXISTS", "BIND", "VALUES", "GROUP BY"),
    *("HAVING", "ORDER BY", "LIMIT", "OFFSET", "COUNT", "SUM", "MIN", "MAX", "AVG", "GROUP_CONCAT", "COALESCE"),
)


def _words(parts: SiteParts) -> bytes:
    """What the editor completes from, and the questions: a script, since a page on a disk may not read another file."""
    base = parts.engine.base
    words = [{"label": one, "type": "keyword"} for one in _KEYWORDS]
    for term in parts.vocabulary.terms.values():
        used = f", used {term.uses} times" if term.uses else ""
        kind = "class" if term.kind == "class" else "property"
        words.append({"label": term.name, "detail": f"{term.label} ({term.kind}{used})", "type": kind})
    prefixes = {name: rebase(start, base) for name, start in PREFIXES.items()}
    examples = [
        {"name": one.name, "question": one.question, "sparql": rebase(one.sparql, base)}
        for one in parts.questions.values()
    ]
    told = {"base": base, "words": words, "prefixes": prefixes, "examples": examples}
    return f"sparqlWords = {json.dumps(told, ensure_ascii=False, separators=(',', ':'))};\n".encode()


def files(parts: SiteParts) -> Files:
    """The page, its script, what it completes from, and the editor with its licences."""
    base = parts.engine.base

    def page(path: str) -> bytes:
        graphs = [(one, shortened(one, base).removeprefix("graph/")) for one in sorted(parts.engine.graphs())]
        prefixes = {name: rebase(start, base) for name, start in PREFIXES.items()}
        return parts.page("sparql.html", path, named_graphs=graphs, prefixes=prefixes, asked=parts.questions.values())

    def static(path: str) -> bytes:
        return (_STATIC / path).read_bytes()

    return {
        SPARQL: page,
        SPARQL_SCRIPT: lambda path: (_SITE / "templates" / path).read_bytes(),
        EDITOR_WORDS: lambda path: _words(parts),
        EDITOR: static,
        EDITOR_LICENCES: static,
    }
