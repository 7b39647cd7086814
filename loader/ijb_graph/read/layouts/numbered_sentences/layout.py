"""Numbered sentences that direct: each is a direction, with what it says of all functions and of its deadline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ijb_graph.read.documents.document import Block
from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, not_said, to_decide
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.layouts.numbered_sentences.sentences import Sentence, addressed, sentences_in
from ijb_graph.read.printed.deadlines import steps_in
from ijb_graph.read.printed.figures import plain_text
from ijb_graph.read.printed.names_in_text import names_in
from ijb_graph.read.printed.printed_cells import code_cell, money_cell, names_cell, summary_cell, words_cell
from ijb_graph.read.printed.sums import sums_in
from ijb_graph.records.line_account import as_text, ranges

__all__ = ["read"]

# How many sentences of a run direct somebody who is known, at least, and which part of it.
_FEWEST, _SHARE = 2, 0.6
_HEADING_WORDS = 12
_DIRECTIONS = re.compile(r"\bdirections?\b", re.IGNORECASE)
_LAYOUT = re.compile(r"(?:skip to|you are here|home\s*[|>]|back to top|print this page|share this)", re.IGNORECASE)
_ALL_OF = re.compile(
    r"all\s+(?:the\s+)?(?:functions|services)\s+(?:that\s+are\s+)?delegated\s+(?:to|by)\s+(?P<whose>.+)", re.IGNORECASE
)
_ALL = re.compile(
    r"all\s+(?:of\s+)?(?:the\s+)?(?:(?:delegated\s+)?functions|delegated\s+services|services\s+delegated)",
    re.IGNORECASE,
)
_COLLECTIVE = re.compile(r"\b(?:functions|services)\b", re.IGNORECASE)
# How a clause begins that stands before whom a sentence addresses.
_CLAUSE = re.compile(
    r"(?:to|in|by|as|for|with|within|where|when|if|following|through|while|under|after|from|on|at|working|because)\b",
    re.IGNORECASE,
)
_NAME_WORDS = 6
_IN_BRACKETS = re.compile(r"\[[^\]]*\]")
_PARTNERS = re.compile(r"\b(?:with|partner\w*|collaborat\w*|alongside)\b", re.IGNORECASE)
_REPLACES = re.compile(r"\b(?:replac|superseding|supersede|revok|cancel)\w*", re.IGNORECASE)
_MONEY = re.compile(r"£|\b(?:budget|fund|payment|pay)\w*", re.IGNORECASE)
# What stands before a sum that is the money of the direction.
_OWN_MONEY = re.compile(r"\b(?:budget|allocated|allocation|fund\w*|payment|set[ -]aside)\b[^.;]{0,30}$", re.IGNORECASE)
_SOURCE = re.compile(r"\b(?:from|set[ -]aside|reserves?|grant|delegated)\b", re.IGNORECASE)
# Fields of a form that a sentence has seldom: a person looks where a word speaks for it.
_TERMS = {
    "issued": r"issued",
    "effective": r"effect|in force",
    "ends": r"\bends?\b|expir|until",
    "review": r"review",
    "report": r"\breport\b.*[0-9]",
    "outcomes": r"outcomes?\s+[0-9]",
    "monitoring": r"monitored|monitoring arrangements",
    "engagement": r"engaged|consulted|consultation",
}


def read(paper: PaperInLayout) -> Found:
    """The directions of all runs of numbered sentences that direct."""
    found = Found()
    for run in sentences_in(paper.document):
        reader = _Run([addressed(one) for one in run], paper)
        if reader.directs:
            found.rows += reader.rows()
            found.skipped |= reader.skipped()
    return found


class _Run:
    """A run of numbered sentences."""

    def __init__(self, run: list[Sentence], paper: PaperInLayout) -> None:
        self.paper = paper
        codes = {one.code for one in run}
        self.themes = {one.code: one for one in run if self._is_theme(one, codes)}
        self.sentences = [one for one in run if one.code not in self.themes]
        first = run[0].lines[0]
        self.above = [block for block in paper.document.blocks if block.line < first]

    @staticmethod
    def _is_theme(one: Sentence, codes: set[str]) -> bool:
        """Whether it is a heading of sentences whose codes begin with its own."""
        is_short = len(one.text.split()) <= _HEADING_WORDS and one.text[-1:] not in ".:;" and not one.duty
        return is_short and any(code.startswith(f"{one.code}.") for code in codes)

    @property
    def directs(self) -> bool:
        """Whether directions are announced above, and most sentences direct somebody."""
        board = self.paper.names.resolve("IJB", self.paper.board)
        known = 0
        for one in self.sentences:
            thing = self.paper.names.resolve(_plain(one.who), self.paper.board)
            is_known = self.addressees(one).status == MATCHED or _COLLECTIVE.search(one.who)
            known += bool(one.who and is_known and (thing is None or thing != board))
        is_announced = any(_is_heading(block) and _DIRECTIONS.search(block.text) for block in self.above)
        return is_announced and known >= max(_FEWEST, _SHARE * len(self.sentences))

    def skipped(self) -> dict[int, str]:
        """The heading that announces the directions, and lines of a web page around the text."""
        lines = {block.line: "layout" for block in self.above if _LAYOUT.match(block.text)}
        headings = [block for block in self.above if _is_heading(block) and _DIRECTIONS.search(block.text)]
        return lines | {block.line: "heading" for block in headings if block.line not in lines}

    def rows(self) -> Iterator[DraftRow]:
        """The directions, their groups, terms and deadlines."""
        for code, theme in self.themes.items():
            at = as_text(ranges(theme.lines))
            cells = {
                "group": code_cell(code, at),
                "title": words_cell(theme.text, at),
                "addressees": not_said(at),
                "budget_k": not_said(at),
            }
            yield DraftRow("direction-groups", cells, ranges(theme.lines))
        for one in self.sentences:
            yield DraftRow("directions", self.direction(one), ranges(one.lines))
            if terms := self.terms(one):
                yield DraftRow("direction-terms", terms, ranges(one.lines))
            for cells in self.money(one):
                yield DraftRow("direction-funding", cells, ranges(one.lines))
            at = as_text(ranges(one.lines))
            for cells in steps_in(one.text, at):
                yield DraftRow("milestones", {"direction": code_cell(one.code, at)} | cells, ranges(one.lines))

    def addressees(self, one: Sentence) -> DraftCell:
        """Whom the sentence addresses: the names before the word of duty, after the clauses that may come first."""
        at = as_text(ranges(one.lines))
        if not one.who:
            return to_decide("no word of duty follows a name", at)
        parts = one.who.split(",") if _CLAUSE.match(one.who) else [one.who]
        ends = [_plain(",".join(parts[first:])) for first in range(1 if len(parts) > 1 else 0, len(parts))]
        cells = [names_cell(end, at, self.paper.names, self.paper.board) for end in ends]
        known = [(end, cell) for end, cell in zip(ends, cells, strict=True) if cell.status == MATCHED]
        if known:
            end, cell = known[0]
            is_plain = "," not in end or len(parts) == 1
            return cell if is_plain else to_decide("where does what it addresses begin?", at, cell.value)
        return self.near(ends[-1], at)

    def near(self, plain: str, at: str) -> DraftCell:
        """Who may be meant: what is delegated is called functions or services, of which a board's records name one."""
        names, board = self.paper.names, self.paper.board
        if not _COLLECTIVE.search(plain):
            return to_decide(f"not known: {plain}", at, plain if len(plain.split()) <= _NAME_WORDS else "")
        functions = plain.replace("functions", "services")
        return to_decide(f"not known: {plain}", at, functions if names.resolve(functions, board) else plain)

    def direction(self, one: Sentence) -> dict[str, DraftCell]:
        """The cells of the direction."""
        at, text = as_text(ranges(one.lines)), one.text
        addressees = self.addressees(one)
        group = next((code for code in self.themes if one.code.startswith(f"{code}.")), "")
        after = text[text.find(one.duty) :] if one.duty else text
        partners = self.partners(one, addressees) if _PARTNERS.search(after) else ""
        names_functions = not one.who or re.search(r"\bfunctions?\b", after) or not _is_body(addressees, one.who)
        return {
            "code": code_cell(one.code, at),
            "title": not_said(at),
            "status": not_said(at),
            "group": DraftCell(group, MATCHED, as_text(ranges(self.themes[group].lines))) if group else not_said(at),
            "addressees": addressees,
            "partners": to_decide("are these its partners?", at, partners) if partners else not_said(at),
            "functions": to_decide("does it name a function?", at) if names_functions else not_said(at),
            "replaces": to_decide("does its text replace another?", at) if _REPLACES.search(text) else not_said(at),
            "summary": summary_cell(at),
            "sharing": to_decide("to be summarised, if its text says it", at)
            if ";" in addressees.value
            else not_said(at),
            "method": to_decide("to be summarised, if its text says it", at)
            if _MONEY.search(text) and not sums_in(text)
            else not_said(at),
        }

    def partners(self, one: Sentence, addressees: DraftCell) -> str:
        """The bodies that the sentence names beside those that it addresses, and beside its own board."""
        board, names = self.paper.board, self.paper.names
        taken = [names.resolve(text, board) for text in ("IJB", *addressees.value.split("; "))]
        named = [
            name.text
            for name in names_in(self.paper.document, names, board)
            if name.thing and name.thing not in taken and name.sort in ("body", "post", "authority")
            for place in name.lines
            if {*range(place.first, place.last + 1)} & set(one.lines)
        ]
        return "; ".join(dict.fromkeys(text for text in named if text not in one.who))

    @staticmethod
    def money(one: Sentence) -> Iterator[dict[str, DraftCell]]:
        """The sums of the sentence: the money of the direction where a word such as budget stands before them."""
        at, text = as_text(ranges(one.lines)), plain_text(one.text)
        end = 0
        for number, found in enumerate((one for one in sums_in(text) if not one.is_part), start=1):
            start = text.find(found.text, end)
            end = start + len(found.text)
            amount = money_cell(found.text, at)
            if not _OWN_MONEY.search(text[:start]):
                amount = to_decide("is that its own money?", at, amount.value)
            yield {
                "direction": code_cell(one.code, at),
                "number": DraftCell(str(number), MATCHED, at),
                "amount_k": amount,
                "method": not_said(at),
                # A year in the sentence may be that of something else.
                "year": not_said(at) if found.years == "" else to_decide("for which year?", at, found.years or ""),
                "source": to_decide("to be summarised, if it is said", at) if _SOURCE.search(text) else not_said(at),
                "recurring": not_said(at),
            }

    def terms(self, one: Sentence) -> dict[str, DraftCell] | None:
        """That the direction is for all functions, where it is."""
        at, who = as_text(ranges(one.lines)), " ".join(one.who.split())
        who = who.rpartition(",")[2].strip() if _CLAUSE.match(who) else who
        of = _ALL_OF.fullmatch(who)
        if not of and not _ALL.fullmatch(who):
            return None
        label = next((name.label for name in self.paper.names.meanings("IJB", self.paper.board)), "")
        whose = to_decide("all functions: whose?", at, label)
        if of:
            whose = names_cell(of["whose"], at, self.paper.names, self.paper.board)
        cells = {"direction": code_cell(one.code, at), "all_functions_of": whose}
        for name, words in _TERMS.items():
            if not re.search(words, _IN_BRACKETS.sub("", one.text), re.IGNORECASE):
                cells[name] = not_said(at)
        return cells


def _plain(who: str) -> str:
    """Whom a sentence addresses, without a word that says how many of them."""
    return re.sub(r"^(?:all|both|each)\s+(?:of\s+)?(?:the\s+)?", "", " ".join(who.split()), flags=re.IGNORECASE)


def _is_body(addressees: DraftCell, who: str) -> bool:
    return addressees.status == MATCHED or bool(_COLLECTIVE.search(who) and re.search(r"\bdelegated\b", who))


def _is_heading(block: Block) -> bool:
    return block.is_heading or (len(block.text.split()) <= _HEADING_WORDS and block.text[-1:] not in ".;,")
