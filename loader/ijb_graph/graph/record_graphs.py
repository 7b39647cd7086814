"""The graphs of all records: one a paper, one of the reference data, one of our readings, one of acceptances."""

from __future__ import annotations

from ijb_graph.graph.declarations import read_declaration
from ijb_graph.graph.lookups import Context, Index
from ijb_graph.graph.mapping import KindMapping, Times
from ijb_graph.graph.nquads import NamedGraph, WrittenGraph
from ijb_graph.graph.paper_description import describe_paper
from ijb_graph.records.reader import Records
from ijb_graph.records.rows import RecordProblems, Row
from ijb_graph.records.schema import in_schema

__all__ = ["record_graphs"]


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

    written = []
    for paper in records.papers:
        graph = NamedGraph(paper.board, paper.slug)
        describe_paper(graph, paper, times)
        state(paper.rows, graph, Context(index, paper))
        written.append(graph.written())
    state(records.shared, shared["reference"], Context(index, None))
    return written + [graph.written() for name, graph in shared.items()]
