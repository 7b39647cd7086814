"""The cover of a report: what it is called, who wrote it, what it recommends, and what it says follows from it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ijb_graph.read.documents.document import Block
from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, not_said, to_decide
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.layouts.cover_report.sections import RECOMMENDATIONS, Section, plain_heading, sections_in, topic_of
from ijb_graph.read.layouts.cover_report.ticks import choices_in, implications_in
from ijb_graph.read.printed.meeting_text import acting_cell, due_cell, follows, point_of
from ijb_graph.read.printed.printed_cells import names_cell, summary_cell, words_cell
from ijb_graph.records.line_account import as_text, ranges

__all__ = ["read"]

# A report has at least so many sections on what follows from it.
_FEWEST = 3
_HEAD = 40
_LABEL = re.compile(
    r"(?P<subject>(?:report )?title|subject)|(?P<by>(?:report )?by|report author|author(?:'s name)?)"
    r"|(?P<item>(?:agenda )?item(?: (?:no\.?|number))?)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r".*\b(?:(?:is|are) (?:asked|recommended|invited|requested) to|it is recommended that .*|recommended to)\b.*",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[-\u2022\u00b7*\u2013]+\s+")
_NONE = re.compile(r"(?:[-\s]*[0-9]+(?:\.[0-9]+)*\.?\s+)?(?:none|nil)(?: (?:arising|identified))?[. ]*", re.IGNORECASE)
_NO_IMPLICATIONS = re.compile(
    r"(?:[-\s]*[0-9]+(?:\.[0-9]+)*\.?\s+)?there (?:are|is) no (?:\w+ ){0,3}(?:implications?|impacts?|risks?)\b"
    r"(?: (?:for|on) [\w ]{1,40}?)?(?: (?:directly |immediately )?(?:arising|associated|as a result)[\w ,]{0,60})?"
    r"[. ]*",
    re.IGNORECASE,
)
_INAPPLICABLE = re.compile(r"(?:[-\s]*[0-9]+(?:\.[0-9]+)*\.?\s+)?(?:not applicable|n/?a)[. ]*", re.IGNORECASE)


def read(paper: PaperInLayout) -> Found:
    """The rows of a cover report: nothing where it has neither recommendations nor sections on what follows."""
    blocks = list(paper.document.blocks)
    sections = list(sections_in(blocks))
    told = [one for one in sections if one.topic != RECOMMENDATIONS and one.blocks]
    asked = [one for one in sections if one.topic == RECOMMENDATIONS and one.blocks]
    cover = _Cover(blocks, paper)
    if len(told) + len(cover.table) + bool(cover.choices) < _FEWEST or not asked:
        return Found()
    rows = [*cover.agenda_item(), *cover.recommendations(asked[0]), *cover.implications(told)]
    return Found(rows, {one.heading.line: "heading" for one in (*told, asked[0])})


class _Cover:
    """Reads a cover report."""

    def __init__(self, blocks: list[Block], paper: PaperInLayout) -> None:
        self.blocks, self.paper = blocks, paper
        self.is_written_by = False
        self.labels = self._labels()
        self.choices, self.table = choices_in(blocks), implications_in(blocks)

    def _labels(self) -> dict[str, tuple[str, int]]:
        """What stands beside or below the labels of title, author and item, each with its line."""
        found: dict[str, tuple[str, int]] = {}
        for place, block in enumerate(self.blocks):
            before, colon, after = block.text.partition(":")
            cells = [cell for cell in block.cells if cell]
            if len(cells) == 2:
                before, colon, after = cells[0], ":", cells[1]
            elif len(cells) > 2 and cells[0].endswith(":") and cells[2].endswith(":"):
                # Several labels in one row, each with its value beside it.
                before, colon, after = cells[0].rstrip(":"), ":", cells[1]
            label = _LABEL.fullmatch(plain_heading(before))
            is_near = place < _HEAD or (label and label["by"])
            if not label or not label.lastgroup or not is_near:
                continue
            following = next((one for one in self.blocks[place + 1 : place + 3] if re.search(r"\w", one.text)), None)
            is_below = not after.strip() and label["by"] and following and not following.is_row
            value = (
                (plain_heading(following.text), following.line)
                if is_below and following
                else (after.strip(), block.line)
            )
            if value[0] and (colon or is_below):
                if label["by"] and "by" not in found:
                    self.is_written_by = "author" in label["by"].casefold()
                found.setdefault(label.lastgroup, value)
        if "subject" not in found:
            found |= self._below_report()
        return found

    def _below_report(self) -> dict[str, tuple[str, int]]:
        """The title that stands below a line that is only the word report."""
        for block, following in zip(self.blocks[:_HEAD], self.blocks[1:_HEAD], strict=False):
            if plain_heading(block.text).casefold() == "report":
                return {"subject": (plain_heading(following.text), following.line)}
        return {}

    def author(self) -> DraftCell | None:
        """Who wrote the report."""
        if "by" not in self.labels:
            return None
        text, line = self.labels["by"]
        cell = self._named(text, line)
        others = [block for block in self.blocks if block.line != line and self._names_author(block)]
        if cell.status != MATCHED or not others:
            return cell
        # A report may come by an officer and be written by another.
        named = [self._named(block.cells[-1], block.line) for block in others]
        value = "; ".join(dict.fromkeys([cell.value, *(one.value for one in named)]))
        lines = "; ".join([cell.lines, *(one.lines for one in named)])
        is_known = all(one.status == MATCHED for one in named)
        return DraftCell(value, MATCHED, lines) if is_known else to_decide("another line names an author", lines, value)

    def recommender(self) -> DraftCell | None:
        """Who recommends: the officer by whom the report comes, whoever has written it."""
        if "by" not in self.labels or self.is_written_by:
            return self.author()
        return self._named(*self.labels["by"])

    def _named(self, text: str, line: int) -> DraftCell:
        return names_cell(text, str(line), self.paper.names, self.paper.board)

    @staticmethod
    def _names_author(block: Block) -> bool:
        label = _LABEL.fullmatch(plain_heading(block.cells[0])) if block.is_row else None
        return bool(label and label["by"])

    def item(self, line: int) -> DraftCell:
        """The item of the agenda: its number, else the title of the report."""
        for label in ("item", "subject"):
            if label in self.labels:
                text, at = self.labels[label]
                return words_cell(text, str(at))
        return to_decide("on which item?", str(line))

    def agenda_item(self) -> Iterator[DraftRow]:
        """The item that the report is put to."""
        if "subject" not in self.labels:
            return
        title, line = self.labels["subject"]
        at = str(line)
        cells = {name: not_said(at) for name in ("body", "date", "session", "kind", "presenter", "time", "pages")}
        cells |= {name: not_said(at) for name in ("report", "report_title", "about")}
        lines = [line]
        if author := self.author():
            cells["author"] = author
            lines.append(self.labels["by"][1])
        number = self.labels.get("item")
        cells["number"] = words_cell(number[0], str(number[1])) if number else not_said(at)
        cells |= {"title": words_cell(title, at), "this_paper": DraftCell("yes", MATCHED, at)}
        yield DraftRow("agenda-items", cells, ranges([*lines, *([number[1]] if number else [])]))

    def recommendations(self, section: Section) -> Iterator[DraftRow]:
        """The points below the sentence that asks the board."""
        asked, are_plain, count = False, True, 0
        for block in section.blocks:
            text, at = block.text.strip(), str(block.line)
            if _ASKS.fullmatch(text) and not asked:
                asked = True
                continue
            bullet = _BULLET.match(text)
            bare = text[bullet.end() :] if bullet else text
            point = point_of(bare)
            if not asked or not (bullet or point):
                continue
            letter = point.letter if point else ""
            # A letter out of its order, or after a point without one, may be wrong.
            are_plain = are_plain and follows(letter, count)
            count += 1
            made_by = self.recommender()
            cells = {
                "item": self.item(block.line),
                "letter": to_decide("its place, where no letter of its own is printed", at, letter)
                if not are_plain
                else words_cell(letter, at),
                "what": summary_cell(at),
                "to": acting_cell(bare, at, self.paper.names, self.paper.board),
                "due": due_cell(bare, at),
                **{name: not_said(at) for name in ("body", "date", "session")},
            }
            yield DraftRow(
                "officer-recommendations", cells | ({"made_by": made_by} if made_by else {}), ranges([block.line])
            )

    def implications(self, sections: list[Section]) -> Iterator[DraftRow]:
        """What the report declares, topic by topic; and whether a direction is required, by what is ticked."""
        number = 0
        choices = self.choices
        if choices:
            number += 1
            at = as_text(ranges(choices.lines))
            declared = to_decide("no tick is printed, or several: lost?", at)
            if choices.is_none is not None:
                declared = DraftCell("none" if choices.is_none else "some", MATCHED, at)
            yield DraftRow("implications", self.row(number, "directions", declared, at), ranges(choices.lines))
        for row in self.table:
            number += 1
            at = str(row.line)
            declared = to_decide("no tick is printed, or several: lost?", at)
            if row.declared:
                declared = DraftCell(row.declared, MATCHED, at)
            # Nothing but the tick is said there.
            cells = self.row(number, topic_of(row.topic) or "", declared, at) | {"what": not_said(at)}
            yield DraftRow("implications", cells, ranges([row.line]))
        taken = {*(choices.lines if choices else ()), *(row.line for row in self.table)}
        for section in sections:
            lines = [one.line for one in section.blocks if one.line not in taken]
            if not lines or (section.topic == "directions" and len(lines) < len(section.blocks)):
                continue
            number += 1
            at = as_text(ranges(lines))
            # Resources are money and staff together; paragraphs of their own may part them.
            topic = "" if section.topic == "resources" and len(lines) > 1 else section.topic
            yield DraftRow("implications", self.row(number, topic, self.declared(section, at), at), ranges(lines))

    @staticmethod
    def row(number: int, topic: str, declared: DraftCell, at: str) -> dict[str, DraftCell]:
        """The cells of one implication."""
        return {
            "number": DraftCell(str(number), MATCHED, at),
            "topic": DraftCell(topic, MATCHED, at) if topic else to_decide("on which topic?", at),
            "declared": declared,
            "what": summary_cell(at),
        }

    @staticmethod
    def declared(section: Section, at: str) -> DraftCell:
        """None, some or not applicable: sure where one sentence alone says it."""
        texts = [one.text for one in section.blocks]
        for pattern, value in ((_NONE, "none"), (_NO_IMPLICATIONS, "none"), (_INAPPLICABLE, "not-applicable")):
            if len(texts) == 1 and pattern.fullmatch(texts[0].strip()):
                return DraftCell(value, MATCHED, at)
        is_none = bool(_NO_IMPLICATIONS.match(texts[0].strip()))
        return to_decide("none, some, or not applicable?", at, "none" if is_none else "some")
