"""The rules as one file of SHACL shapes, and what they find, as CSV and as a SHACL report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ijb_graph.addresses import BASE, address, rebase
from ijb_graph.check import report_formats
from ijb_graph.check.findings import Finding
from ijb_graph.check.rules import PREFIX_DECLARATIONS, Rule
from ijb_graph.errors import shown
from ijb_graph.errors.publish import MisplacedBlankNode
from ijb_graph.publish.datasets import SHACL, File, PublishedDataset, dataset, write
from ijb_graph.turtle import as_turtle, read_turtle

__all__ = ["findings_part", "shapes_part"]


def shapes_part(folder: Path, shapes: Path, rules: list[Rule], base: str) -> PublishedDataset:
    """Write the shapes of all rules: MUST before SHOULD before MAY, after the prefixes that they share.

    Raises InputError where a rule gives a blank node to two statements.
    """
    bodies = []
    for path in (shapes / PREFIX_DECLARATIONS, *(rule.path for rule in rules)):
        triples = [quad.triple for quad in read_turtle(path)]
        try:
            as_turtle([triples], BASE)
        except (ValueError, RecursionError) as error:
            reason = "blank nodes too deep inside each other" if isinstance(error, RecursionError) else str(error)
            raise MisplacedBlankNode(shown(path), reason).error() from error
        bodies.append(triples)
    # The queries inside the shapes name the base too, so it is changed in the text.
    write(folder, "shapes.ttl", rebase(as_turtle(bodies, BASE), base))
    node = rebase(address("graph", "shapes"), base)
    return dataset("shapes", node, File("shapes.ttl", SHACL), facts={"rules": len(rules)})


def findings_part(folder: Path, findings: list[Finding], base: str, days: tuple[date, date] | None) -> PublishedDataset:
    """Write what the rules find in the published graph, each paper as of the day of its meeting.

    The CSV file holds what is not accepted; the SHACL report holds accepted findings too, with reason and decision.
    """
    accepted = sum(1 for one in findings if one.acceptance)
    also = f" Accepted, with reason and decision in the SHACL report alone: {accepted}." if accepted else ""
    write(folder, "findings.csv", report_formats.as_csv(findings))
    write(folder, "findings.ttl", report_formats.as_turtle(findings, base))
    node = rebase(address("graph", "findings"), base)
    facts: dict[str, object] = {"findings": len(findings) - accepted, "accepted": also}
    return dataset("findings", node, File("findings.csv"), File("findings.ttl", SHACL), facts=facts, days=days)
