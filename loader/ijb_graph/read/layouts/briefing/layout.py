"""A briefing after a meeting: headings such as Agenda Item 6 - Title (Report 65/22), and what the board did below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, not_said, to_decide
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.printed.dates import times_in
from ijb_graph.read.printed.meeting_text import REFERENCE, VERB, decision_cells, kind_of_verb, report_cell
from ijb_graph.read.printed.printed_cells import names_cell, summary_cell, words_cell
from ijb_graph.records.line_account import as_text, ranges

__all__ = ["read"]

# A heading has at most so many characters.
_LONGEST = 250
_ITEM = re.compile(
    r"(?:Agenda )?Item (?:No\.? )?(?P<number>[0-9]{1,2}(?:\.[0-9]{1,2})?[a-z]?)\s*[-:.\u2013\u2014]\s*(?P<title>\S.*?)"
    rf"(?:\s*[-\u2013,]?\s*\(?(?:Report )?(?:No\.? |Ref\.? )?(?P<report>{REFERENCE})\)?)?",
    re.IGNORECASE,
)
# 5.1 Title (Report 65/22): without the word item, a report in brackets says that it is one.
_WITH_REPORT = re.compile(
    r"(?P<number>[0-9]{1,2}(?:\.[0-9]{1,2})?)[.)]?\s+(?P<title>[A-Z].*?)\s*[-\u2013,]?\s*"
    rf"\((?:Report )?(?:No\.? |Ref\.? )?(?P<report>{REFERENCE})\)",
    re.IGNORECASE,
)
_MINUTE = re.compile(r"\bminutes?\b", re.IGNORECASE)
_HEAD, _TITLE_WORDS = 20, 12
_REFERENCE = re.compile(REFERENCE)
_NAMES_REPORT = re.compile(r"\(Report\b[^)]*[0-9]", re.IGNORECASE)
_PURPOSE = re.compile(
    r"(?:The )?purpose\b(?: of (?:the|this) report)?\s*(?::|\bis\b|\bwas\b)?\s*(?:to\s+)?(?P<verb>\w+)", re.I
)
_WHO = r"(?P<body>(?:[\w&' ]+ )?(?:IJB|Integration Joint Board|Board|Committee)|Members|It)"
_DECIDED = re.compile(rf"(?:The )?{_WHO} (?:also |then |further |unanimously )?(?P<verb>{VERB})\b", re.IGNORECASE)
# A further verb of the same subject, after a stop or an and: ; and asked ..., Also noted: ...
_FURTHER = re.compile(
    rf"(?:(?<=[;.,])\s*(?:and\s+|also\s+|it\s+(?:also\s+)?)+|(?<=[.;])\s*)(?P<verb>{VERB})\b(?!\s+by\b)", re.IGNORECASE
)
# The IJB: or The Board agreed to: with what it did in the lines below.
_LEAD = re.compile(
    rf"(?:The )?{_WHO}(?:\s+(?P<verb>{VERB})(?:\s+(?:to|that|the following))?)?\s*:\s*[-\u2013]?", re.IGNORECASE
)
_BELOW = re.compile(
    rf"(?:[-\u2022\u00b7*\u2013]\s+|\(?(?:[a-z]|[ivx]{{1,4}}|[0-9]{{1,2}})[.)]\s+)?(?:also\s+|to\s+)?(?P<verb>{VERB}|[a-z]+)\b",
    re.IGNORECASE,
)
_HELD = re.compile(r"\bmeeting\b.*\b(?:took place|was held|held|met)\b.*\bon\b|\bmet on\b|\bmeeting (?:of|on)\b", re.I)
_FOR = {"note": "for-noting", "noting": "for-noting", "approve": "for-approval", "agree": "for-decision"}


def read(paper: PaperInLayout) -> Found:
    """The items and decisions of a briefing: nothing where no item is headed so, or nothing was decided below any.

    A paper that calls itself a minute is none.
    """
    head = [one.text for one in paper.document.blocks[:_HEAD]]
    if any(_MINUTE.search(text) and len(text.split()) <= _TITLE_WORDS for text in head):
        return Found()
    reader = _Briefing(paper)
    rows = list(reader.rows())
    if not any(row.kind == "decisions" for row in rows) or not any(row.kind == "agenda-items" for row in rows):
        return Found()
    return Found(rows)


def _heading(text: str) -> re.Match[str] | None:
    """The heading of an item that a line is."""
    plain = " ".join(text.split())
    return (_ITEM.fullmatch(plain) or _WITH_REPORT.fullmatch(plain)) if len(plain) <= _LONGEST else None


class _Briefing:
    """Reads a briefing."""

    def __init__(self, paper: PaperInLayout) -> None:
        self.paper = paper
        self.day: tuple[str, str] | None = None
        self.number = 0
        # Who did what stands below, with the verb above it and the line of both.
        self.lead: tuple[str, str, int] | None = None

    @staticmethod
    def rows_of(decisions: Iterable[dict[str, DraftCell]], *lines: int) -> Iterator[DraftRow]:
        """The rows of decisions."""
        for cells in decisions:
            yield DraftRow("decisions", cells, ranges(lines))

    def rows(self) -> Iterator[DraftRow]:
        """The meeting, its items and its decisions, in the order of the lines."""
        number, blocks = "", self.paper.document.blocks
        for place, block in enumerate(blocks):
            text, at = block.text, str(block.line)
            item = _heading(text)
            if item:
                number, self.lead = item["number"], None
                following = blocks[place + 1] if place + 1 < len(blocks) else None
                purpose = _PURPOSE.match(following.text) if following else None
                lines = [block.line] + ([following.line] if following and purpose else [])
                yield DraftRow("agenda-items", self.item(item, at, lines, purpose), ranges(lines))
            elif number and (lead := _LEAD.fullmatch(" ".join(text.split()))):
                self.lead = (lead["body"], lead["verb"] or "", block.line)
                following = blocks[place + 1] if place + 1 < len(blocks) else None
                if following is None or _heading(following.text):
                    yield from self.rows_of(self.decisions(text, at, number), block.line)
            elif number and self.lead:
                body, verb, line = self.lead
                if point := _BELOW.match(text):
                    cells = self.decision(body, kind_of_verb(point["verb"]), verb, text[point.start("verb") :], at)
                    yield from self.rows_of([self.of_item(cells, number)], line, block.line)
                if not point or text.rstrip()[-1:] == ".":
                    self.lead = None
            elif number:
                yield from self.rows_of(self.decisions(text, at, number), block.line)
            elif self.day is None and _HELD.search(text):
                days = [str(one.start) for one in times_in(text) if one.start == one.end and one.has_year]
                if len(days) == 1:
                    self.day = (days[0], at)
                    yield DraftRow("meetings", self.meeting(text, at), ranges([block.line]))

    @staticmethod
    def meeting(text: str, at: str) -> dict[str, DraftCell]:
        """The meeting that the briefing is about: that of the paper."""
        is_open = re.search(r"\b(?:open|public) (?:session|part|meeting)|\bin public\b", text, re.IGNORECASE)
        cells = {name: not_said(at) for name in ("body", "date", "session", "time", "place")}
        kind = to_decide("how was it held?", at, "in-public") if is_open else not_said(at)
        return cells | {"kind": kind, "about": to_decide("to be summarised, if more is said of it", at)}

    @staticmethod
    def item(item: re.Match[str], at: str, lines: list[int], purpose: re.Match[str] | None) -> dict[str, DraftCell]:
        """An item of the agenda with its report."""
        every = as_text(ranges(lines))
        title, report = item["title"].strip(" -\u2013"), item["report"]
        open_title = (_REFERENCE.search(title) or _NAMES_REPORT.search(title)) if not report else None
        kind = _FOR.get(purpose["verb"].casefold(), "") if purpose else ""
        cells = {
            "number": words_cell(item["number"], at),
            "title": to_decide("is a report named in it?", at, title) if open_title else words_cell(title, at),
            "report": report_cell(report, at) if report else not_said(at),
            "kind": to_decide("what is it there for?", every, kind) if kind else not_said(every),
            "about": summary_cell(every, empty=purpose is None),
        }
        empty = ("body", "date", "session", "presenter", "time", "pages", "this_paper", "report_title", "author")
        return cells | {name: not_said(at) for name in empty}

    def decisions(self, text: str, at: str, item: str) -> Iterator[dict[str, DraftCell]]:
        """What a paragraph says that the board did: a row for each verb of which the board is the subject."""
        first = _DECIDED.match(text)
        if not first:
            return
        verbs = [first, *(one for one in _FURTHER.finditer(text, first.end()))]
        body = first["body"]
        for place, verb in enumerate(verbs):
            end = verbs[place + 1].start() if place + 1 < len(verbs) else len(text)
            clause = text[verb.start("verb") : end]
            cells = self.decision(body, kind_of_verb(verb["verb"]), "", clause, at)
            if end == len(text) and text.rstrip()[-1:] not in ".!?;:)":
                cells["due"] = to_decide("the text breaks off: is a time lost?", at)
            yield self.of_item(cells, item)

    def decision(self, body: str, kind: str, above: str, clause: str, at: str) -> dict[str, DraftCell]:
        """The cells of a decision; ``kind`` is that of its own verb, ``above`` the verb above it where it has none."""
        names, board = self.paper.names, self.paper.board
        said = (
            DraftCell(kind, MATCHED, at) if kind else to_decide("what did it do?", at, kind_of_verb(above) or "agreed")
        )
        self.number += 1
        cells = decision_cells(said, clause, at, names, board)
        if self.day:
            cells["date"] = DraftCell(self.day[0], MATCHED, self.day[1])
        is_named = body and body.casefold() not in ("members", "it")
        return cells | {
            "number": DraftCell(str(self.number), MATCHED, at),
            "body": names_cell(body, at, names, board) if is_named else to_decide("who decided?", at, "IJB"),
        }

    def of_item(self, cells: dict[str, DraftCell], item: str) -> dict[str, DraftCell]:
        """The cells with those of the item that the decision is on."""
        return cells | {
            "item": DraftCell(item, MATCHED, self.item_line(item)),
            "recommendations": not_said(next(iter(cells.values())).lines),
        }

    def item_line(self, number: str) -> str:
        """The line of the heading of an item."""
        found = ((block, _heading(block.text)) for block in self.paper.document.blocks)
        return next((str(block.line) for block, item in found if item and item["number"] == number), "")
