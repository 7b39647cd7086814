"""The page of the project's findings, with such among them as a page could get wrong, and its elements."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from ijb_graph.check.findings import Acceptance, Finding, in_order
from ijb_graph.check.worklist import in_worklist
from rule_cases import ALL_RULES

__all__ = ["JUDGE", "ODD", "Element", "Reader", "contrast", "with_odd_ones"]

JUDGE = next(rule for rule in ALL_RULES if rule.validates_acceptances)
EMPTY = {"meta", "link", "input", "br", "img"}
ODD = """<script>alert("1")</script> & 'it' {{ 7 * 6 }}"""


@dataclass
class Element:
    name: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    own: str = ""

    @property
    def text(self) -> str:
        return self.own + " ".join(child.text for child in self.children)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def of_class(self, name: str) -> list[Element]:
        return [one for one in self.all() if name in one.classes]

    def all(self, name: str = "") -> list[Element]:
        here = [child for child in self.children if name in ("", child.name)]
        return here + [one for child in self.children for one in child.all(name)]


class Reader(HTMLParser):
    """Reads a page into elements; one that is closed by another's end tag is an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open = [Element("page", {})]
        self.feed(text)
        assert [one.name for one in self.open] == ["page"], "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        assert len(attrs) == len(element.attributes), f"an attribute twice on {tag}"
        self.open[-1].children.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().name == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].own += data


def with_odd_ones(found: list[Finding]) -> list[Finding]:
    """The findings: one of them odd, one accepted, and an acceptance of something that has vanished."""
    odd = replace(found[0], subject=ODD, message=f"MUST: {ODD}")
    acceptance = Acceptance("x:", "", "", "", "", "", "", f"Known: {ODD}", "Audit Committee, item 4", "2020-03-02")
    accepted = replace(found[1], acceptance=acceptance)
    quoted = replace(found[2], quote=f"Words  of the paper {ODD} {'and so on ' * 40}", by_reading=True)
    gone = replace(found[2], rule=JUDGE.id, level="must", subject="direction-measure: D99", message="It MUST fit.")
    # Of the collection, and of no paper of it.
    nowhere = replace(found[3], board="", paper="", lines="")
    # A cause of the appendix, of which one finding alone rests on a reading.
    cause = Counter((one.rule, one.paper) for one in found[3:]).most_common(1)[0][0]
    styled = [
        replace(one, demanded_by="house-style", by_reading=False) if (one.rule, one.paper) == cause else one
        for one in found[3:]
    ]
    read = next(one for one in styled if (one.rule, one.paper) == cause)
    others = (replace(one, by_reading=True) if one is read else one for one in styled)
    unranked = [replace(one, rank=0, item="") for one in (gone, odd, accepted, quoted, nowhere, *others)]
    return in_order(in_worklist(unranked))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as WCAG reckons it: 1 to 21."""

    def light(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(one * 2 for one in colour[1:])
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)
