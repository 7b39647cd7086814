"""What the search of the site looks in: a script, since a page on a disk may not read another file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from ijb_graph.ask.questions import Question
from ijb_graph.check.rules import Rule
from ijb_graph.describe.labels import Names
from ijb_graph.site.page_kinds import Entry, PageKind
from ijb_graph.site.page_paths import Places
from ijb_graph.site.rule_bases import RuleBases
from ijb_graph.site.vocabulary import Term

__all__ = ["search_index"]


def search_index(
    entries: Mapping[str, tuple[PageKind, Entry]],
    pictures: Mapping[str, str],
    questions: Iterable[Question],
    rules: Iterable[Rule],
    bases: RuleBases,
    terms: Iterable[Term],
    names: Names,
    places: Places,
) -> bytes:
    """The script; ``pictures`` are titles by name.

    A row has a name, a kind, a board, a note, a path, and words that are searched and not shown. Terms of the
    vocabulary come after all else: who looks for oversight looks for what is overseen.
    """
    rows = [
        [names.label(address), kind.one, entry.board, entry.note, places.of(address), ""]
        for address, (kind, entry) in entries.items()
    ]
    rows += [[title, "picture", "", name, places.of_picture(name), ""] for name, title in pictures.items()]
    rows += [[one.question, "question", "", one.name, places.of_question(one.name), one.why] for one in questions]
    for one in rules:
        law = (f"{basis.demand} {basis.source}" for basis in bases.of(one.id))
        rows.append([one.title, "rule", "", one.id, places.of_rule(one.id), " ".join((one.why, *law))])
    of_terms = [
        [one.label, one.kind, "", one.name, places.of(one.address), ""]
        for one in terms
        if one.kind != "concept" and places.of(one.address)
    ]
    found = {"rows": rows, "terms": of_terms}
    return f"searchIndex = {json.dumps(found, ensure_ascii=False, separators=(',', ':'))};\n".encode()
