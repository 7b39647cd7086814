"""The sections that reports to boards have, known by their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ijb_graph.read.documents.document import Block

__all__ = ["RECOMMENDATIONS", "Section", "plain_heading", "sections_in", "topic_of"]

RECOMMENDATIONS = "recommendations"
# What follows from a report, by the topic, with the headings that sections on it have.
_IMPLICATIONS = r"(?: (?:implications?|issues|considerations?|impact(?: assessment)?s?))"
_TOPICS = {
    "policy": rf"policy{_IMPLICATIONS}",
    "finance": rf"financ(?:e|ial){_IMPLICATIONS}?",
    "resources": rf"resources?{_IMPLICATIONS}",
    "directions": rf"implications? for directions|directions?{_IMPLICATIONS}?",
    "equalities": rf"equalit(?:y|ies)(?: (?:and|&) (?:human rights|diversity|integrated|integration))?{_IMPLICATIONS}?",
    "environment": rf"(?:environment(?:al)?|sustainability|climate(?: change)?)(?: (?:and )?sustainability)?"
    rf"{_IMPLICATIONS}?",
    "economy": rf"econom(?:y|ic){_IMPLICATIONS}",
    "legal": rf"legal{_IMPLICATIONS}",
    "risk": rf"(?:key )?risks?{_IMPLICATIONS}?|risk assessment",
    "workforce": rf"(?:workforce|staff(?:ing)?|personnel){_IMPLICATIONS}",
    "quality": r"quality of care|impact on quality of care",
    "consultation": r"involving people|consultations?|consultation and engagement|prior consultation",
    "plans-of-others": r"impact on (?:the )?plans of other parties",
    "background": r"background (?:reading|papers?|documents?)(?: ?/ ?references)?(?: and references)?",
}
# Headings on several topics at once: which of them a paragraph is about, a person says.
_SEVERAL = r"legal ?(?:/|and|&) ?risk implications|integrated impact assessment|risk and legal implications"
_OTHERS = (
    r"(?:executive )?summary|purpose.*|background(?: and .*)?|main report|engagement|conclusions?|report author"
    r"|appendi(?:x|ces).*|contact.*|author.*"
)
# What begins a table about who wrote the report.
_AUTHOR = re.compile(r"(?:report )?author|designation|contact|date\b|name\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?:[-#*\s]|\*\*)*(?:[0-9]{1,2}(?:\.[0-9]{1,2})?[.)]?\s+)?")
_HEADING_WORDS = 9


def plain_heading(text: str) -> str:
    """A heading without its number and the marks of Markdown."""
    return _NUMBER.sub("", text, count=1).strip(" *#:")


@dataclass
class Section:
    """A part of a report: its topic (``recommendations`` or a topic of implications; empty where it has several)."""

    topic: str
    heading: Block
    blocks: list[Block] = field(default_factory=list)


def topic_of(text: str) -> str | None:
    """The topic of implications that words name; None where they name none of those that are read."""
    plain = " ".join(text.casefold().split())
    return next((topic for topic, pattern in _TOPICS.items() if re.fullmatch(pattern, plain)), None)


def _topic(block: Block) -> str | None:
    """The topic of a heading; ``other`` of one of no topic that is read; None where a line is no heading."""
    plain = plain_heading(block.text).casefold()
    if len(plain.split()) > _HEADING_WORDS or block.is_row:
        return None
    if re.fullmatch(r"(?:the )?recommendations?(?: / actions?)?", plain):
        return RECOMMENDATIONS
    if topic := topic_of(plain):
        return topic
    if re.fullmatch(_SEVERAL, plain):
        return ""
    is_marked = block.is_heading or block.text.startswith("#")
    return "other" if is_marked or re.fullmatch(_OTHERS, plain) else None


def sections_in(blocks: Sequence[Block]) -> Iterator[Section]:
    """The sections that are read, with the lines below each heading up to the next one."""
    current: Section | None = None
    for block in blocks:
        topic = "other" if block.is_row and _AUTHOR.match(block.cells[0]) else _topic(block)
        if topic is not None:
            if current:
                yield current
            current = Section(topic, block) if topic != "other" else None
        elif current and re.search(r"\w", block.text):
            current.blocks.append(block)
    if current:
        yield current
