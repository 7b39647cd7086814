"""The minute of a meeting: lists of people, items with their reports, recommendations, and what was decided."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ijb_graph.read.documents.document import Block
from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, not_said, to_decide
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.layouts.minute.items import Item, heading_of
from ijb_graph.read.layouts.minute.people import attendance_in, declaration_cells, section_of
from ijb_graph.read.printed.dates import times_in
from ijb_graph.read.printed.meeting_text import (
    VERB,
    acting_cell,
    decision_cells,
    due_cell,
    follows,
    kind_of_verb,
    point_of,
    report_cell,
)
from ijb_graph.read.printed.printed_cells import names_cell, summary_cell, words_cell
from ijb_graph.read.whose_paper import days_of
from ijb_graph.records.line_account import as_text, ranges

__all__ = ["read"]

_HEAD = 20
_MINUTE = re.compile(r"\bminutes?\b", re.IGNORECASE)
_WHO = r"(?P<body>(?:[A-Z][\w&' ]+ )?(?:IJB|Integration Joint Board|Board|Committee)|Members)"
_DECIDED = re.compile(
    rf"(?:The )?{_WHO} (?:then |also |thereafter |unanimously |,? ?having .{{3,150}}, )?(?P<verb>{VERB})\b", re.I
)
# The Board: with what it decided in the points below.
_LEAD = re.compile(rf"(?:The )?{_WHO}\s*:\s*[-\u2013]?", re.IGNORECASE)
# A further thing that the board did in the same sentence: noted the position and agreed the plan.
_FURTHER = re.compile(rf",?\s+and\s+(?:also\s+|then\s+)?(?P<verb>(?:{VERB})(?<=d|w))\b(?!\s+by\b)", re.IGNORECASE)
_DECIDED_ALONE = re.compile(r"(?P<verb>resolved|decided|agreed|noted|decisions?)\s*:?\s*[-\u2013]?", re.IGNORECASE)
# DECIDED: That the report be noted. A word in small letters without a colon begins any sentence.
_DECIDED_INLINE = re.compile(
    r"(?:(?P<verb>RESOLVED|DECIDED|AGREED|NOTED)\b|(?i:(?P<word>resolved|decided|agreed|noted|decision)\s*:))"
    r"\s*:?\s*[-\u2013]?\s*(?P<text>\S.*)",
    re.DOTALL,
)
_PASSIVE = re.compile(r"\bbe\s+(?:\w+ly\s+)?(?P<verb>\w+(?:ed|en|drawn))\b", re.IGNORECASE)
_RECOMMENDED = re.compile(
    r"(?:The |that the )?reports?\b.{0,40}\brecommend(?:ed|s|ations?)\b|recommendations?\s*:", re.IGNORECASE
)
_REPORT_BY = re.compile(
    r"\breports?\b[^.]{0,60}?\bby\s+(?:the\s+)?(?P<who>[A-Z].{2,120}?)(?=\s*(?:[;(.]|,\s+(?:a|an|which|dated|and)\b|$"
    r"|\s(?:which|dated|providing|seeking|on|advising|outlining|setting|informing|presenting|asking|was|had|to)\b))"
)
_TIME = re.compile(
    r"\b[0-9]{1,2}[.:][0-9]{2}(?:\s?[ap]\.?m\.?|\s?hrs|\s?hours)?|\b[0-9]{1,2}\s?[ap]\.?m\b\.?", re.IGNORECASE
)
_PLACE = re.compile(
    r"(?:venue|place|location)(?: of meeting)?\s*[:\u2013-]\s*(?P<place>[^.]+?)(?:\.\s.*)?", re.IGNORECASE
)
_REMOTE = re.compile(
    r"\b(?P<hybrid>hybrid)\b|\b(?:virtual|remote|video[- ]?conference|ms teams|microsoft teams)\b", re.IGNORECASE
)
_KINDS = {
    "urgent": r"\burgent\b",
    "late": r"\blate\b",
    "verbal": r"\bverbal\b",
    "in-private": r"\bexempt\b|\bin private\b",
}


def read(paper: PaperInLayout) -> Found:
    """The rows of a minute; nothing where no line at the head calls itself one, or nobody decides or recommends."""
    blocks = list(paper.document.blocks)
    head = blocks[:_HEAD]
    is_named = any(_MINUTE.search(one.text) and len(one.text.split()) <= 12 for one in head)
    decides = any(
        _DECIDED.match(one.text) or _DECIDED_INLINE.fullmatch(one.text) or _RECOMMENDED.match(one.text)
        for one in blocks
    )
    return Found(list(_Minute(blocks, paper).rows())) if is_named and decides else Found()


class _Minute:
    """Reads a minute."""

    def __init__(self, blocks: list[Block], paper: PaperInLayout) -> None:
        self.blocks, self.paper = blocks, paper
        self.day = self._day()
        self.decided = 0

    def _day(self) -> tuple[str, str] | None:
        """The day of the meeting with its line: the only one that the head tells as that of the meeting, or prints."""
        days: dict[str, str] = {}
        for block in self.blocks[:_HEAD]:
            for one in times_in(block.text):
                if one.start == one.end and one.has_year:
                    days.setdefault(str(one.start), str(block.line))
        of_meeting = {str(day) for day in days_of(self.paper.document)} & days.keys()
        kept = of_meeting if len(of_meeting) == 1 else days.keys()
        return next(((day, days[day]) for day in kept), None) if len(kept) == 1 else None

    def rows(self) -> Iterator[DraftRow]:
        """All rows, in the order of the lines."""
        if meeting := self.meeting():
            yield meeting
        items = self.items()
        first = items[0].blocks[0].line if items else self.blocks[-1].line + 1
        people = attendance_in([one for one in self.blocks if one.line < first], self.paper)
        for number, (line, cells) in enumerate(people, start=1):
            counted = {"number": DraftCell(str(number), MATCHED, str(line))}
            yield DraftRow("attendance", counted | cells, ranges([line]))
        declared = 0
        for block in self.blocks:
            if cells_of := declaration_cells(block.text, str(block.line), self.paper):
                declared += 1
                counted = {"number": DraftCell(str(declared), MATCHED, str(block.line))}
                yield DraftRow("declared-interests", counted | cells_of, ranges([block.line]))
        for item in items:
            yield from self.item_rows(item)

    def meeting(self) -> DraftRow | None:
        """The meeting itself: when it began and where, as far as its head says so."""
        head = self.blocks[:_HEAD]
        cells: dict[str, DraftCell] = {}
        lines: set[int] = set()
        for block in head:
            at, text = str(block.line), block.text
            times = _TIME.findall(text)
            if self.day and at == self.day[1] and len(times) == 1 and "time" not in cells:
                cells["time"] = words_cell(times[0], at)
                lines.add(block.line)
            if (place := _PLACE.fullmatch(text)) and "place" not in cells:
                cells["place"] = words_cell(place["place"], at)
                lines.add(block.line)
            if (remote := _REMOTE.search(text)) and "kind" not in cells and len(text.split()) <= 12:
                cells["kind"] = to_decide("how was it held?", at, "hybrid" if remote["hybrid"] else "remote")
                lines.add(block.line)
        if not lines:
            return None
        every = as_text(ranges(lines))
        empty = {name: not_said(every) for name in ("body", "date", "session", "time", "place", "kind")}
        return DraftRow("meetings", empty | cells | {"about": not_said(every)}, ranges(lines))

    def items(self) -> list[Item]:
        """The items: a heading with a report's reference, or with a number, below which something is decided."""
        found: list[Item] = []
        for block in self.blocks:
            item = None if section_of(block.text) else heading_of(block)
            if item:
                found.append(item)
            elif found:
                found[-1].below.append(block)
        last = 0
        kept = []
        for item in found:
            order = int(re.findall(r"[0-9]+", item.number)[0]) if item.number else last
            rises = order >= last
            if item.report or (rises and any(self.opens(one.text) for one in item.below)):
                kept.append(item)
                last = order
            elif kept:
                kept[-1].below += [*item.blocks, *item.below]
        return kept

    @staticmethod
    def opens(text: str) -> bool:
        """Whether a line begins what was decided, recommended or reported."""
        patterns = (_DECIDED.match, _DECIDED_ALONE.fullmatch, _DECIDED_INLINE.fullmatch, _RECOMMENDED.match)
        return any(matches(text) for matches in patterns)

    def item_rows(self, item: Item) -> Iterator[DraftRow]:
        """An item, what was recommended, and what was decided."""
        at = str(item.blocks[0].line)
        author, author_line = self.author(item)
        name = words_cell(item.number or item.title, at)
        intro = [one for one in item.below[:2] if not self.opens(one.text) and not point_of(one.text)]
        kinds = [
            kind for kind, words in _KINDS.items() if any(re.search(words, one.text) for one in (*item.blocks, *intro))
        ]
        lines = {item.blocks[0].line, *([author_line] if author_line else [])}
        cells = {
            "number": words_cell(item.number, at) if item.number else not_said(at),
            "title": words_cell(item.title, at),
            "report": report_cell(item.report, at) if item.report else not_said(at),
            "author": author,
            "kind": to_decide("how was it taken?", at, "; ".join(kinds)) if kinds else not_said(at),
            "about": to_decide("to be summarised, if more is said of it", at),
        }
        empty = ("body", "date", "session", "presenter", "time", "pages", "this_paper", "report_title")
        yield DraftRow("agenda-items", cells | {one: not_said(at) for one in empty}, ranges(lines))
        yield from self.points(item, name, author)

    def author(self, item: Item) -> tuple[DraftCell, int | None]:
        """Who wrote the report that the part of an item before its first decision names."""
        for block in item.below:
            if self.opens(block.text):
                break
            if found := _REPORT_BY.search(block.text):
                at, who = str(block.line), " ".join(found["who"].split())
                cell = names_cell(who, at, self.paper.names, self.paper.board)
                # Of a post that is not known, with the body that it is of, the body alone is no author.
                return cell if cell.status == MATCHED else to_decide(cell.reason, at, who), block.line
        return not_said(str(item.blocks[0].line)), None

    def points(self, item: Item, name: DraftCell, author: DraftCell) -> Iterator[DraftRow]:
        """What was recommended and decided on an item: each point of a list, or a sentence without points."""
        mode, verb, letters = "", "", 0
        body = ("", "")
        for block in item.below:
            text, at = block.text, str(block.line)
            decided = _DECIDED.match(text) or _DECIDED_ALONE.fullmatch(text)
            lead = _LEAD.fullmatch(text) if mode == "decided" else None
            inline = None if decided else _DECIDED_INLINE.fullmatch(text)
            point = point_of(text)
            if inline:
                verb = inline["verb"] or inline["word"]
                mode, letters, body = "", 0, ("", at)
                yield self.decision(name, body, verb, inline["text"], block.line, is_point=True)
            elif lead:
                body = (lead["body"], at)
            elif decided:
                mode, verb, letters = "decided", decided["verb"], 0
                body = (decided.groupdict().get("body") or "", at)
                if text.rstrip(" -\u2013")[-1:] != ":" and decided.end() < len(text.rstrip()):
                    starts = [
                        decided.start("verb"),
                        *(one.start("verb") for one in _FURTHER.finditer(text, decided.end())),
                    ]
                    verbs = [verb, *(one["verb"] for one in _FURTHER.finditer(text, decided.end()))]
                    for word, start, end in zip(verbs, starts, [*starts[1:], len(text)], strict=True):
                        yield self.decision(name, body, word, text[start:end], block.line)
                    mode = ""
            elif _RECOMMENDED.match(text):
                mode, letters = "recommended", 0
            elif mode and point and follows(point.letter, letters):
                letters += 1
                if mode == "decided":
                    yield self.decision(name, body, verb, point.text, block.line, is_point=True)
                else:
                    yield DraftRow("officer-recommendations", {
                        "item": name,
                        "letter": words_cell(point.letter, at),
                        "what": summary_cell(at),
                        "made_by": author,
                        "to": acting_cell(point.text, at, self.paper.names, self.paper.board),
                        "due": due_cell(point.text, at),
                        **{one: not_said(at) for one in ("body", "date", "session")},
                    }, ranges([block.line]))  # fmt: skip
            elif not re.match(r"that the\b|it was\b", text, re.IGNORECASE):
                mode = ""

    def decision(
        self, name: DraftCell, body: tuple[str, str], verb: str, text: str, line: int, is_point: bool = False
    ) -> DraftRow:
        """A decision: its kind is that of its own verb; of a verb such as resolved, that of the verb after it.

        ``body`` is who decided, as printed, with its line: above the points of a list.
        """
        at = str(line)
        own = (
            re.match(rf"(?:(?:that|to|also|and)\s+)*(?P<verb>{VERB}|direct\w*)\b", text, re.IGNORECASE)
            if is_point
            else None
        )
        passive = {kind_of_verb(one["verb"]) for one in _PASSIVE.finditer(text)} if is_point and not own else set()
        after = re.match(rf"{re.escape(verb)}\s+to\s+(?P<verb>\w+)", text, re.IGNORECASE) if not is_point else None
        word = own["verb"] if own else after["verb"] if after else verb
        kind = kind_of_verb(word)
        sure = bool(kind) and (bool(own) or not is_point or verb.casefold() == "noted")
        if passive:
            # That the report be noted and the plan be approved: two verbs, one decision.
            sure, kind = len(passive) == 1 and "" not in passive, max(passive) or "agreed"
        elif is_point and not own and not sure:
            kind = kind or "agreed"
        said = DraftCell(kind, MATCHED, at) if sure else to_decide("what was done?", at, kind)
        self.decided += 1
        cells = decision_cells(said, text, at, self.paper.names, self.paper.board)
        if self.day:
            cells["date"] = DraftCell(self.day[0], MATCHED, self.day[1])
        answers = re.search(r"\brecommendations?\b", text, re.IGNORECASE)
        named = body[0] if body[0].casefold() not in ("", "members") else ""
        return DraftRow("decisions", cells | {
            "number": DraftCell(str(self.decided), MATCHED, at),
            "body": names_cell(named, body[1], self.paper.names, self.paper.board) if named
            else to_decide("who decided?", body[1] or at, "IJB"),
            "item": name,
            "recommendations": to_decide("which of the recommendations?", at) if answers else not_said(at),
        }, ranges([line, *([int(body[1])] if body[1] else [])]))  # fmt: skip
