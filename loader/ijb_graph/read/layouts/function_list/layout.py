"""Lists of delegated functions: items below a heading that says so, with branches of an item below it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ijb_graph.read.documents.document import Block
from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, not_said, to_decide
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.printed.figures import plain_text
from ijb_graph.records.names import Names
from ijb_graph.records.values import LineRange

__all__ = ["read"]

_HEADING = re.compile(r"(?=.*\bfunctions\b)(?=.*\b(?:delegated|listed|associated)\b).*", re.IGNORECASE)
_ITEM = re.compile(r"\s*[-•]?\s*(?:(?P<number>\d{1,2})[.)]|\((?P<branch>[a-z])\)|[-•])?\s*(?P<name>\S.*)")
_IS_ITEM = re.compile(r"\s*(?:[-•]\s*\S|\d{1,2}[.)]\s|\([a-z]\)\s)")
_ENDS = re.compile(r"\s*(?:[.;,:—–-]|\band)\s*$|\s*;\s*and\s*$")
_EMPTY_BRACKETS = re.compile(r"\s*\(\s*\)")
_LONGEST_HEADING = 20
# So many items make a list.
_FEWEST = 3


def _delegated_by(heading: str, line: str, names: Names, board: str) -> DraftCell:
    """Who delegates: the only council or health board that the heading names."""
    by = re.search(r"\bby\s+(?:the\s+)?([A-Z][\w&' -]+?)(?:\s+to\b|[,.;:]|$)", heading)
    text = by[1].strip() if by else ""
    thing = names.resolve(text, board) if text else None
    if thing is not None and thing.sort == "body":
        return DraftCell(text, MATCHED, line)
    return to_decide(f"who delegates them? The heading says {heading[:60]!r}", line, text if thing else "")


def _is_name(text: str, is_branch: bool) -> bool:
    """Whether an item can be a function: no number of a page, and no part of a sentence."""
    return bool(re.search(r"[^\W\d_]{3}", text)) and (is_branch or not text[0].islower())


def _name(text: str) -> str:
    text = _EMPTY_BRACKETS.sub("", plain_text(text)).strip()
    while (shorter := _ENDS.sub("", text)) != text:
        text = shorter
    return " ".join(text.split())


def _rows(heading: Block, items: list[Block], paper: PaperInLayout) -> Iterator[DraftRow]:
    text = plain_text(heading.text)
    by = _delegated_by(text, str(heading.line), paper.names, paper.board)
    is_service = "services" in text.casefold() and "associated" in text.casefold()
    above = ""
    for block in items:
        item = _ITEM.fullmatch(plain_text(block.text))
        if item is None or not _is_name(item["name"], bool(item["branch"])):
            continue
        lines = str(block.line)
        number = item["number"] or (f"{above}({item['branch']})" if item["branch"] and above else "")
        above = item["number"] or above
        cells = {
            "delegated_by": by,
            "number": _printed(number, lines) if item["number"] else _branch(number, item["branch"], lines),
            "function": DraftCell(_name(item["name"]), MATCHED, lines),
            "branch_of": DraftCell(above, MATCHED, f"{lines}") if item["branch"] and above else not_said(lines),
            "service": DraftCell("yes", MATCHED, str(heading.line)) if is_service else not_said(str(heading.line)),
        }
        yield DraftRow("functions", cells, (LineRange(block.line, block.line),))


def _printed(number: str, lines: str) -> DraftCell:
    return DraftCell(number, MATCHED, lines)


def _branch(number: str, branch: str | None, lines: str) -> DraftCell:
    return to_decide("its number is that of its branch", lines, number) if branch else not_said(lines)


def read(paper: PaperInLayout) -> Found:
    """The functions of each list."""
    found = Found()
    blocks = [block for block in paper.document.blocks if re.search(r"\w", block.text)]
    place = 0
    while place < len(blocks):
        heading = blocks[place]
        place += 1
        is_short = not heading.is_row and len(heading.text.split()) <= _LONGEST_HEADING
        if not is_short or _IS_ITEM.match(heading.text) or not _HEADING.fullmatch(plain_text(heading.text)):
            continue
        items: list[Block] = []
        while place < len(blocks) and not blocks[place].is_row and _goes_on(blocks[place]):
            items.append(blocks[place])
            place += 1
        items = [block for block in items if _IS_ITEM.match(plain_text(block.text))]
        if len(items) >= _FEWEST:
            found.skipped[heading.line] = "heading"
            found.rows += _rows(heading, items, paper)
    return found


def _goes_on(block: Block) -> bool:
    """Whether a line is an item, or a short line that stands at the end or the top of a page."""
    text = plain_text(block.text)
    return bool(_IS_ITEM.match(text)) or (len(text.split()) <= 6 and not _HEADING.fullmatch(text))
