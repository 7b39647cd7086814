"""A SPARQL 1.1 server, asked through the documented protocol, gives the same report as the embedded store."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

import pyoxigraph as ox
import pytest
from ijb_graph.addresses import BASE
from ijb_graph.check.compiled_rules import shapes_of
from rdflib import Graph
from rule_cases import ALL_RULES
from shacl_compiler import Data, Term, compile_shapes, validate

pytestmark = pytest.mark.slow

OPENER = build_opener(ProxyHandler({}))


class Server:
    """A server's query address, as data to validate."""

    def __init__(self, address: str) -> None:
        self.address = address

    def select(self, sparql: str) -> Iterable[Sequence[Term | None]]:
        headers = {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"}
        with OPENER.open(Request(f"{self.address}/query", sparql.encode(), headers), timeout=60) as answer:
            rows = ox.parse_query_results(answer.read(), format=ox.QueryResultsFormat.JSON)
        assert isinstance(rows, ox.QuerySolutions)
        return [[row[place] for place in range(len(rows.variables))] for row in rows]


@pytest.fixture(scope="module")
def server(merged: ox.Store) -> Iterator[Server]:
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        pytest.skip("the oxigraph server is not installed")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{found.getsockname()[1]}"
    process = subprocess.Popen(
        [program, "serve", "--bind", address],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    text = merged.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    request = Request(f"http://{address}/store?default", text, {"Content-Type": "application/n-triples"}, method="POST")
    try:
        for _ in range(200):
            try:
                OPENER.open(request, timeout=60).read()
                break
            except OSError:
                time.sleep(0.05)
        else:
            raise AssertionError("the server does not answer")
        yield Server(f"http://{address}")
    finally:
        process.terminate()
        process.wait(timeout=60)


def test_the_same_report_as_the_embedded_store(server: Server, merged: ox.Store) -> None:
    assert isinstance(server, Data)
    shapes = Graph()
    for rule in ALL_RULES:
        shapes += shapes_of(rule, BASE, None)
    compiled = compile_shapes(shapes)
    embedded, remote = validate(merged, compiled), validate(server, compiled, workers=2)
    assert len(embedded.results) > 100
    assert remote.results == embedded.results


def test_a_datatype_is_asked_of_a_server(server: Server) -> None:
    """What the server keeps is not known: a datatype that the embedded store would lose is asked for all the same."""
    text = """
    @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    <urn:x:s> a sh:NodeShape ; sh:targetClass <https://w3id.org/ijb/def#BoardPaper> ;
      sh:property [ sh:path <http://purl.org/dc/terms/identifier> ; sh:datatype xsd:int ] .
    """
    found = validate(server, Graph().parse(data=text, format="turtle"))
    assert {one.component.value.rsplit("#")[-1] for one in found.results} == {"DatatypeConstraintComponent"}
