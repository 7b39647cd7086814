"""The writer of Turtle: hard cases read back the same."""

from __future__ import annotations

import pyoxigraph
from ijb_graph.addresses import BASE
from ijb_graph.turtle import as_turtle
from rdflib import Graph

HARD = r"""
@base <https://w3id.org/ijb/> .
@prefix x: <https://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
<> x:p <id>, <id/>, <https://w3id.org/ijb/id/a//b> .
<id/a> x:p <https://w3id.org/ijb/id/a/.>, <https://w3id.org/ijb/../b>, <https://w3id.org/ijb/a:b> .
<id/b> x:p <id/a?q=1>, <def#A.b.>, <%20>, <def#\u00e9>, <urn:a:b>, <def#>, <def>, <def#1a>, <id/-a> .
x:texts x:p "", "\"", "\\", "a\tb", "line\nline", "ends with \"\nand \"\"\"\"", "\n\"\"\"x\"\" \\\" \r\n" .
x:words x:p "\r", "\u00e9"@fr, "x"@en-gb, "x"^^x:type, "2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .
x:lists x:p (), (1 (2 "x") []), [ x:p [ x:q () , ("a") ] , [ x:q 1 , 2 ] ], [ rdf:first 1 ; rdf:rest () ; x:p 2 ] .
"""


def test_turtle_of_hard_cases_reads_back_the_same() -> None:
    def canonical(text: str) -> list[str]:
        quads = pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.TURTLE)
        dataset = pyoxigraph.Dataset(quads)
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
        return sorted(str(quad) for quad in dataset)

    def written() -> str:
        quads = pyoxigraph.parse(HARD.encode(), format=pyoxigraph.RdfFormat.TURTLE)
        return as_turtle([[quad.triple for quad in quads]], BASE)

    assert canonical(written()) == canonical(HARD)
    assert {written() for _ in range(5)} == {written()}, "blank nodes have other names each time"
    assert len(Graph().parse(data=written(), format="turtle")) == len(canonical(HARD))
