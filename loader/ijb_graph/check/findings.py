"""Findings: what a rule found where, said so that a governance officer can act on it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, fields
from datetime import date

from ijb_graph.check.rules import LEVELS

__all__ = [
    "ACCEPTANCE_COLUMNS",
    "DEMAND_NAMES",
    "LEVEL_MEANINGS",
    "SURENESS",
    "Acceptance",
    "Basis",
    "Finding",
    "Result",
    "by_rule",
    "finding_address",
    "in_order",
    "place",
    "quote_parts",
]

# What a level claims; the verb of every rule of that level.
LEVEL_MEANINGS = {
    "must": "breaks the law, or the data itself cannot be trusted: to be mended",
    "should": "departs from guidance, from the board's own policy or from good governance: to be mended or explained",
    "may": "is worth a look: nothing need be wrong",
}

# What a reader calls what demands a finding.
DEMAND_NAMES = {
    "law": "law",
    "guidance": "guidance",
    "own-policy": "own policy",
    "contradiction": "contradiction",
    "good-practice": "good practice",
    "data": "this data",
    "house-style": "house style",
}

_LONGEST_QUOTE = 240

_SECTION = re.compile(r"^http://www\.legislation\.gov\.uk/id/")

# How sure a basis is, the surest first: the concepts of the scheme basis-status.
SURENESS = (
    "statute",
    "data-integrity",
    "current-guidance",
    "local-policy",
    "superseded-guidance",
    "good-governance",
    "unverified",
)


@dataclass(frozen=True)
class Result:
    """A result of a SHACL validation; ``path`` is empty where it has several steps: their blank node means nothing."""

    focus: str
    path: str
    value: str
    component: str
    message: str


@dataclass(frozen=True)
class Basis:
    """What a rule rests on: its id (``L4``), what it demands, where that is said, and how sure it is.

    ``status`` is one of SURENESS; ``sections`` are the addresses of the sections of the Act, if it is said there.
    ``issued`` is the first day on which it can have been issued (ISO), and ``replaced`` that on which another can have
    taken its place; empty where it is older than any paper, and where none has. ``page`` is the web page of guidance.
    """

    id: str
    demand: str
    source: str
    status: str
    sections: tuple[str, ...]
    issued: str = ""
    replaced: str = ""
    page: str = ""

    @property
    def pages(self) -> tuple[str, ...]:
        """The web pages that say it: of each section of the Act, or of the guidance; none where none is sure to last.

        At legislation.gov.uk the page of a passage has the passage's address without ``id/``.
        """
        addresses = (*(_SECTION.sub("https://www.legislation.gov.uk/", one) for one in self.sections), self.page)
        return tuple(one for one in addresses if one.startswith("https://"))

    @property
    def is_text(self) -> bool:
        """Whether a text says it that others wrote: an Act, or guidance."""
        return bool(self.pages)

    def is_in_force(self, day: date) -> bool:
        """Whether it has been issued by a day, and not been replaced."""
        return self.issued <= str(day) and not (self.replaced and self.replaced <= str(day))

    def __str__(self) -> str:
        """The source and, in brackets, how sure it is."""
        return f"{self.source} ({self.status.replace('-', ' ')})"


@dataclass(frozen=True)
class Acceptance:
    """A decision to live with one finding: which one, why, and the name and the day (ISO) of the decision.

    ``words``, if any, stand in the message of the finding that is meant; ``address`` is that of the acceptance.
    """

    address: str
    rule: str
    board: str
    paper: str
    subject: str
    lines: str
    words: str
    reason: str
    decision: str
    decided: str


# The columns of accepted-findings.csv: the file's folder says the board and the paper.
ACCEPTANCE_COLUMNS = tuple(one.name for one in fields(Acceptance) if one.name not in ("address", "board", "paper"))


@dataclass(frozen=True)
class Finding:
    """One finding.

    ``demanded_by``, ``topic`` and ``section`` are as of a rule; ``by_reading`` says that it rests on a reading of ours.
    ``item`` names what counts as one with others of its paper, ``rank`` is 1 for the first item of the paper, 0 before
    the findings are put in order; ``quote`` is the paper's wording, where the graph holds it;
    ``kind`` is what the ontology calls a thing such as the subject, ``reasons`` say why we read it so.
    ``basis`` is what the rule rests on with its status; ``subject`` is what people call the thing, ``node`` its
    address; ``path``, ``value`` and ``component`` are those of the SHACL result, the first two empty where
    it has none. ``bases`` says more about the basis; ``acceptance`` is None unless the finding is accepted.
    """

    rule: str
    level: str
    basis: str
    board: str
    paper: str
    lines: str
    subject: str
    message: str
    node: str
    path: str
    value: str
    component: str
    bases: tuple[Basis, ...] = ()
    demanded_by: str = "good-practice"
    topic: str = "detail"
    section: str = "main"
    by_reading: bool = False
    item: str = ""
    rank: int = 0
    quote: str = ""
    kind: str = ""
    reasons: tuple[str, ...] = ()
    acceptance: Acceptance | None = None


def finding_address(finding: Finding, base: str) -> str:
    """The address of a finding, made from what it says: the same finding has the same address in every report."""
    one = finding
    words = (one.rule, one.level, one.basis, one.board, one.paper, one.lines, one.subject, one.message)
    digest = hashlib.sha256("\n".join((*words, one.node, one.path, one.value, one.component)).encode()).hexdigest()
    return f"{base}id/finding/{one.rule}/{digest[:16]}"


def place(lines: str) -> str:
    """Lines as a reader says them: ``line 12``, ``lines 12-14``; nothing where there are none."""
    if not lines:
        return ""
    return f"line {lines}" if lines.isdecimal() else f"lines {lines}"


def quote_parts(quote: str) -> tuple[str, str]:
    """What a report shows of a quotation at once, in whole words, and the rest of it."""
    words = " ".join(quote.split())
    if len(words) <= _LONGEST_QUOTE:
        return words, ""
    shown = words[:_LONGEST_QUOTE].rsplit(" ", 1)[0]
    return shown, words[len(shown) :].lstrip()


def _rank(finding: Finding) -> tuple[int, int]:
    """Level, then how sure the surest basis is: 0 for statute, more for what is less sure."""
    sureness = min((SURENESS.index(basis.status) for basis in finding.bases), default=len(SURENESS))
    return list(LEVELS).index(finding.level), sureness


def in_order(findings: list[Finding]) -> list[Finding]:
    """What matters first: by level, then how sure the basis is, then board, paper and place in the paper."""

    def key(one: Finding) -> tuple[object, ...]:
        # As numbers, of any length: line 90 comes before line 528.
        lines = [(len(number), number) for number in re.findall(r"[0-9]+", one.lines)]
        return *_rank(one), one.board, one.paper, lines, one.rule, one.subject, one.node, one.value, one.message

    return sorted(findings, key=key)


def by_rule(findings: list[Finding]) -> dict[str, list[Finding]]:
    """The findings of each rule, in order; what matters first among the rules too."""
    groups: dict[str, list[Finding]] = {}
    for one in sorted(in_order(findings), key=lambda one: (*_rank(one), one.rule)):
        groups.setdefault(one.rule, []).append(one)
    return groups
