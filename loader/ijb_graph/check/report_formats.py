"""Reports of findings for programs: as CSV, as JSON, and as a SHACL report in Turtle."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict

from ijb_graph.addresses import PREFIXES, rebase
from ijb_graph.check.findings import Finding, finding_address
from ijb_graph.check.rules import LEVELS, Rule

__all__ = ["as_csv", "as_json", "as_turtle"]

_COLUMNS = ("rule", "level", "basis", "board", "paper", "lines", "subject", "message")


def as_csv(findings: list[Finding]) -> str:
    """One row a finding that is not accepted: rule, level, basis, board, paper, lines, subject, message."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([getattr(one, column) for column in _COLUMNS] for one in findings if one.acceptance is None)
    return out.getvalue()


def as_json(findings: list[Finding], rules: list[Rule]) -> str:
    """A JSON list of objects with everything a finding holds, and ``title``: what its rule demands, in words.

    ``bases`` is a list of what the rule rests on; ``acceptance`` an object, or null where the finding is not accepted.
    """
    titles = {rule.id: rule.title for rule in rules}
    rows = [{"rule": one.rule, "title": titles[one.rule], **asdict(one)} for one in findings]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def as_turtle(findings: list[Finding], base: str) -> str:
    """A SHACL validation report in Turtle.

    Each result has an address made from what it says, so the same findings give the same bytes. An accepted finding is
    a result like every other, and has its acceptance.
    """
    from rdflib import RDF, RDFS, SH, SKOS, XSD, Graph, Literal, URIRef  # noqa: PLC0415 - slow to import
    from rdflib.namespace import Namespace  # noqa: PLC0415

    ijb = Namespace(rebase(PREFIXES["ijb"], base))
    graph = Graph()
    graph.bind("sh", SH)
    graph.bind("ijb", ijb)
    report = URIRef(f"{base}id/graph/findings")
    graph.add((report, RDF.type, SH.ValidationReport))
    graph.add((report, SH.conforms, Literal(not findings, datatype=XSD.boolean)))
    for one in findings:
        node = URIRef(finding_address(one, base))
        graph.add((report, SH.result, node))
        graph.add((node, RDF.type, SH.ValidationResult))
        graph.add((node, RDFS.label, Literal(f"{one.subject}: {one.rule}")))
        graph.add((node, SH.focusNode, URIRef(one.node)))
        graph.add((node, SH.resultSeverity, SH[LEVELS[one.level]]))
        graph.add((node, SH.sourceShape, URIRef(f"{base}shape/{one.rule}")))
        graph.add((node, SH.resultMessage, Literal(one.message)))
        graph.add((node, SH.sourceConstraintComponent, URIRef(one.component)))
        if one.value:
            graph.add((node, SH.value, URIRef(one.value) if "://" in one.value else Literal(one.value)))
        if one.path:
            graph.add((node, SH.resultPath, URIRef(one.path)))
        if one.acceptance:
            acceptance = URIRef(one.acceptance.address)
            graph.add((node, ijb.isAcceptedBy, acceptance))
            graph.add((acceptance, RDF.type, ijb.Acceptance))
            graph.add((acceptance, SKOS.editorialNote, Literal(one.acceptance.reason)))
            graph.add((acceptance, ijb.decisionName, Literal(one.acceptance.decision)))
            graph.add((acceptance, ijb.decisionDate, Literal(one.acceptance.decided, datatype=XSD.date)))
    return graph.serialize(format="longturtle")
