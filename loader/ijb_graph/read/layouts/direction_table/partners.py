"""With whom a direction is carried out: those with whom its text says that those who are directed work."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, to_decide
from ijb_graph.read.layouts.direction_table.addressees import first_name
from ijb_graph.read.printed.names_in_text import known_in
from ijb_graph.read.printed.printed_cells import names_cell
from ijb_graph.records.names import Names

__all__ = ["partners_cell"]

# With whom those that are directed are to work.
_WITH = re.compile(
    r"\b(?:work(?:ing)?|collaborat\w+|partnership|jointly|together|conjunction|consultation|liais\w+)\s+(?:\w+\s+){0,3}?"
    r"(?:with|alongside)\s+([^.;•]{3,160})"
)
_WITH_NAME = re.compile(r"\b(?:with|alongside)\s+((?:the\s+)?[A-Z][^.;•]{2,120})")
# What those who are directed do themselves: to work with, and working with; not staff who work with somebody.
_WORKS_WITH = re.compile(
    r"(?:\b(?:to|should|must|shall|will) work|(?:,|\b(?:and|by|through|while)) working|\bjoint work(?:ing)?)"
    r"(?: (?:jointly|closely|together|in (?:partnership|collaboration|conjunction)))? with (?P<who>[^.;:\u2022()]+?)"
    r"(?=\s+(?:to|through|on|in order|so that)\b|[.;:(]|$)",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?:,|,?\s+and)\s+(?:other\s+)?(?:relevant\s+)?(?:partners|stakeholders|agencies)\b", re.IGNORECASE
)
_NEGATIVE = re.compile(r"\b(?:not|no|stop|cease|end|without|instead)\b", re.IGNORECASE)


def partners_cell(text: str, lines: str, addressees: DraftCell, names: Names, board: str) -> DraftCell:
    """The bodies to work with; matched where plain words name them, and the text names no body that is neither."""
    guess = _near_with(text, names, board)
    told = list(_told(text, lines, names, board))
    if not told or addressees.status != MATCHED or any(cell.status != MATCHED for cell in told):
        return to_decide("with whom is it done?", lines, guess)
    directed = {names.resolve(name, board) for name in addressees.value.split("; ")}
    named = {name: names.resolve(name, board) for cell in told for name in cell.value.split("; ")}
    partners = {name: thing for name, thing in named.items() if thing not in directed}
    others = {thing for _, _, thing in known_in(text, names, board) if thing.sort in ("body", "authority")}
    # The people of the board's own area are no body.
    others = {thing for thing in others if thing.label.casefold().replace(" ", "-") != board}
    if not partners or others - directed - {*partners.values(), names.resolve("IJB", board)}:
        return to_decide("with whom is it done?", lines, guess)
    first = {thing: name for name, thing in reversed(partners.items())}
    return DraftCell("; ".join(name for name in partners if name in first.values()), MATCHED, lines)


def _told(text: str, lines: str, names: Names, board: str) -> Iterator[DraftCell]:
    """Those whom each phrase names that says with whom those directed work; other partners are nobody by name."""
    for found in _WORKS_WITH.finditer(text):
        who = re.sub(r"\b(?:the|its)\s+", "", _OTHERS.sub("", found["who"]))
        sentence = text[: found.start()].rpartition(".")[2]
        is_not = _NEGATIVE.search(sentence)
        cell = names_cell(who, lines, names, board)
        yield to_decide("with whom is it not done?", lines, cell.value) if is_not else cell


def _near_with(text: str, names: Names, board: str) -> str:
    """The names after with, to be offered."""
    found: list[str] = []
    for match in [*_WITH.finditer(text), *_WITH_NAME.finditer(text)]:
        rest = re.split(r"\s+(?:to|in order|through|for|on|by|so)\s+", match[1])[0]
        for part in re.split(r",\s*|\s+and\s+(?:its\s+|other\s+)?", rest):
            name = first_name(re.sub(r"^(?:the|its|other)\s+", "", part.strip()), names, board)
            if name:
                found.append(name)
    kept: list[str] = []
    for name in found:
        if names.resolve(name, board) not in [names.resolve(one, board) for one in kept]:
            kept.append(name)
    return "; ".join(kept)
