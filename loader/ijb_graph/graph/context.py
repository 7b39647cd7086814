"""What every mapping needs: the paper in hand, its graph, and the addresses of the things around a record."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ijb_graph.addresses import BASE, address, concept, shortened
from ijb_graph.errors import Problem, unnamed
from ijb_graph.graph.nquads import NamedGraph
from ijb_graph.records.names import Name
from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.rows import Row
from ijb_graph.records.values import LineRange, Period

__all__ = ["PaperContext", "authority_of", "name_address", "passage_address"]


def name_address(name: Name) -> str:
    """The address of a body, post, person or authority."""
    if name.sort == "authority":
        return address("board", name.key)
    return address(name.sort, name.board, name.key)


def authority_of(board: str) -> str:
    """The address of the authority with this short name."""
    return address("board", board)


def passage_address(board: str, paper: str, place: LineRange) -> str:
    """The address of some lines of a paper."""
    return address("passage", board, paper, str(place))


@dataclass(frozen=True)
class PaperContext:
    """A paper while it becomes a graph.

    ``codes`` are the codes of the directions of the paper's suite, whichever paper of its board gives their text.
    ``recorded`` holds the record that each address stands for, over all papers; ``problems`` collects the records that
    would share one. ``acceptances`` takes what no paper states: which findings are accepted; ``reference`` takes what
    is the same whichever paper says it: when a time begins and ends.
    """

    paper: Paper
    graph: NamedGraph
    acceptances: NamedGraph
    reference: NamedGraph
    codes: frozenset[str]
    recorded: dict[str, Row]
    problems: list[Problem]

    @property
    def board(self) -> str:
        """The short name of the paper's authority."""
        return self.paper.board

    @cached_property
    def paper_address(self) -> str:
        """The address of the paper."""
        return address("paper", self.board, self.paper.slug)

    def of_paper(self, kind: str, *parts: str) -> str:
        """The address of a thing that only this paper states."""
        return address(kind, self.board, self.paper.slug, *parts)

    def of_suite(self, kind: str, *parts: str, suite: str = "") -> str:
        """The address of a thing of a suite (the paper's own unless another is named)."""
        return address(kind, self.board, suite or self.paper.suite, *parts)

    def suite(self, period: str = "") -> str:
        """The address of a suite."""
        return address("suite", self.board, period or self.paper.suite)

    def direction(self, code: str, suite: str = "") -> str:
        """The address of a direction."""
        return self.of_suite("direction", code, suite=suite)

    def earlier_direction(self, code: str) -> str | None:
        """The address of the direction of this code in the last suite before the paper's own with an outcome for it."""
        suites = sorted(
            (row.text("suite") for row in self.paper.rows.get("outcomes", []) if row.text("code") == code), reverse=True
        )
        return self.direction(code, suites[0]) if suites else None

    def claim(self, subject: str, row: Row, restated: bool = False) -> None:
        """Let a record have this address; it is a problem where another has it already, unless it is ``restated``."""
        first = self.recorded.setdefault(subject, row)
        if first is not row and not (restated and first.file != row.file):
            found = f"a record with the address {shortened(subject)}, which {first.file} row {first.number} has already"
            expected = "records whose names differ in more than case and punctuation"
            self.problems.append(unnamed(row.file, found, expected, "Reword one of them.", row=row.number))

    def record(self, subject: str, row: Row, restated: bool = False) -> None:
        """State where a record comes from: the paper, its lines, and whether it is printed, mended or inferred.

        ``restated``: another paper may state the same thing again (a direction, a delegated function).
        """
        graph = self.graph
        self.claim(subject, row, restated)
        graph.link(subject, "ijb:isStatedIn", self.paper_address)
        graph.value(subject, "ijb:lines", "; ".join(str(place) for place in row.lines()))
        graph.link(subject, "ijb:hasBasis", concept("basis", row.text("basis")))
        graph.value(subject, "skos:editorialNote", row.text("note"))
        for place in row.lines():
            passage = passage_address(self.board, self.paper.slug, place)
            selector = passage + "/lines"
            graph.link(subject, "prov:wasDerivedFrom", passage)
            if passage in graph.stated:
                continue
            graph.describe(passage, f"{self.paper.title}, lines {place}", "oa:SpecificResource")
            graph.link(passage, "oa:hasSource", self.paper_address)
            graph.link(passage, "oa:hasSelector", selector)
            graph.link(selector, "rdf:type", "oa:FragmentSelector")
            graph.link(selector, "dcterms:conformsTo", "http://tools.ietf.org/rfc/rfc5147")
            # RFC 5147 counts the gaps between lines from 0, so line 490 lies between positions 489 and 490.
            graph.value(selector, "rdf:value", f"line={place.first - 1},{place.last}")

    def people(self, subject: str, predicate: str, names: tuple[Name, ...]) -> None:
        """Link a thing to bodies and posts."""
        self.graph.link(subject, predicate, *(name_address(name) for name in names))

    def times(self, subject: str, periods: tuple[Period, ...]) -> None:
        """Link a thing to the times it is due."""
        for period in periods:
            self.graph.link(subject, "ijb:isDue", self.time(period))

    def time(self, period: Period) -> str:
        """The address of a time, the same for all who mean the same days, which is described by its first and last day.

        Ongoing and undecided have neither. It is described with the reference data: stated once in the graph of each
        paper, a time would match every pattern as often as there are papers, on a store that asks the union of its
        graphs without merging it.
        """
        graph, node = self.reference, f"{BASE}id/period/{period.text.replace('/', '--')}"
        if node in graph.stated:
            return node
        graph.describe(node, period.text, "dcterms:PeriodOfTime")
        graph.value(node, "dcat:startDate", period.earliest)
        graph.value(node, "dcat:endDate", period.latest)
        return node

    def deliverables(self, subject: str, row: Row) -> None:
        """Link a step to what it brings and to what has to be there first; one name in a suite is one deliverable."""
        for predicate, names in (
            ("ijb:brings", (row.text("deliverable"),)),
            ("ijb:needsDeliverable", row.texts("builds_on")),
        ):
            for name in filter(None, names):
                node = self.of_suite("deliverable", name)
                self.graph.describe(node, name, "ijb:Deliverable")
                self.graph.link(subject, predicate, node)

    def scheme(self, subject: str, predicate: str, scheme: str, name: str) -> None:
        """Link a thing to a concept; an empty name states nothing."""
        if name:
            self.graph.link(subject, predicate, concept(scheme, name))
