"""The graphs of all records: one a paper, one of the reference data, one of our readings, one of acceptances.

What records state is declared in ``data/kinds/``; what paper.toml states of a paper and its suites stands here.
"""

from __future__ import annotations

from ijb_graph.addresses import BASE, address
from ijb_graph.graph.declarations import read_declaration
from ijb_graph.graph.lookups import Context, Index, meeting_path
from ijb_graph.graph.mapping import KindMapping, Times
from ijb_graph.graph.nquads import NamedGraph, WrittenGraph
from ijb_graph.records.line_account import account_of, count
from ijb_graph.records.paper_folder import DECLARATIONS, Paper
from ijb_graph.records.reader import Records
from ijb_graph.records.rows import RecordProblems, Row
from ijb_graph.records.schema import in_schema
from ijb_graph.records.values import Period

__all__ = ["record_graphs"]


_DECLARED = dict(
    zip(DECLARATIONS, ("ijb:allDirectionsListed", "ijb:directionsAsIssued", "ijb:functionsGiven"), strict=True)
)


def _describe_paper(graph: NamedGraph, paper: Paper, held_by: str) -> None:
    """State what paper.toml says a paper is, and that it is put to a meeting of the board that ``held_by`` names."""
    node, board = address("paper", paper.board, paper.slug), address("board", paper.board)
    graph.describe(node, f"{paper.title} ({paper.meeting_date})", "ijb:BoardPaper")
    graph.value(node, "dcterms:title", paper.title)
    graph.value(node, "dcterms:identifier", paper.slug)
    graph.value(node, "dc:type", paper.kind)
    graph.link(node, "ijb:isPaperOf", board)
    meeting = f"{BASE}id/meeting/{meeting_path(paper)}"
    graph.link(node, "dcterms:isPartOf", meeting)
    which = ", ".join(filter(None, (str(paper.meeting_date), paper.session)))
    graph.describe(meeting, f"meeting of {held_by}, {which}", "ijb:Meeting")
    graph.value(meeting, "dcterms:alternative", paper.session)
    graph.link(meeting, "ijb:isMeetingOf", board)
    graph.value(meeting, "ijb:meetingDate", paper.meeting_date)
    graph.value(node, "ijb:meetingDate", paper.meeting_date)
    graph.value(node, "dcterms:created", paper.written)
    graph.value(node, "skos:editorialNote", paper.date_note)
    graph.value(node, "ijb:fileName", paper.text_file)
    graph.value(node, "ijb:sha256", paper.text_sha256)
    graph.value(node, "ijb:lineCount", paper.text_lines)
    account = account_of(paper)
    graph.value(node, "ijb:citedLineCount", count(account.cited))
    graph.value(node, "ijb:skippedLineCount", count(account.all_skipped) if account.skipped else None)
    graph.value(node, "ijb:unreadLineCount", None if account.unread is None else count(account.unread))
    graph.link(node, "eli:cites", *paper.cites)
    for declaration, holds in paper.declared.items():
        graph.value(node, _DECLARED[declaration], holds)


def _describe_suites(graph: NamedGraph, paper: Paper, times: Times, described: set[str]) -> None:
    """State which suites of directions paper.toml describes; ``described`` has those of earlier papers."""
    node, board = address("paper", paper.board, paper.slug), address("board", paper.board)
    for suite in paper.suites:
        of_suite = stated = address("suite", paper.board, suite.period)
        if of_suite in described:
            stated = address("suite", paper.board, suite.period, paper.slug)
            graph.describe(stated, f"directions {suite.period}", "ijb:Restatement")
            graph.link(of_suite, "ijb:hasRestatement", stated)
        else:
            described.add(of_suite)
            graph.describe(of_suite, f"directions {suite.period}", "ijb:DirectionSuite")
            graph.value(of_suite, "skos:notation", suite.period)
            span = Period(f"{suite.start}/{suite.end}", suite.start, suite.end)
            graph.link(of_suite, "dcterms:temporal", times.address(span))
            graph.link(of_suite, "ijb:isIssuedBy", board)
        graph.value(stated, "ijb:inForceFrom", suite.in_force_from)
        for declaration, predicate in _DECLARED.items():
            graph.value(stated, predicate, getattr(suite, declaration))
        graph.link(stated, "ijb:isStatedIn", node)


def record_graphs(records: Records, problems: RecordProblems) -> list[WrittenGraph]:
    """Everything that the records state, and the graph of the reference data last: it takes in the times they name.

    Kinds whose schema cannot be understood, records that would share an address, and cells that say what cannot be are
    added to ``problems``.
    """
    shared = {name: NamedGraph(name) for name in ("editorial", "reference")}
    times = Times(shared["reference"])
    mappings = {}
    for kind in records.schema.kinds.values():
        with in_schema(kind.file, problems):
            mappings[kind.name] = KindMapping(read_declaration(kind), times)
    index, recorded = Index(records, problems), dict[str, Row]()

    def state(rows: dict[str, list[Row]], own: NamedGraph, context: Context) -> None:
        for kind, of_kind in rows.items():
            if kind in mappings:
                name = mappings[kind].declaration.graph
                graph = shared.setdefault(name, NamedGraph(name)) if name else own
                mappings[kind].apply(of_kind, graph, context, recorded, problems)

    written, described = [], set[str]()
    for paper in records.papers:
        graph = NamedGraph(paper.board, paper.slug)
        board = index.authorities.get(paper.board)
        _describe_paper(graph, paper, board.label if board else paper.board)
        _describe_suites(graph, paper, times, described)
        state(paper.rows, graph, Context(index, paper))
        written.append(graph.written())
    state(records.shared, shared["reference"], Context(index, None))
    return written + [graph.written() for name, graph in shared.items()]
