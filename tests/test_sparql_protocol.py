"""`ijb serve` and the tests of the SPARQL 1.1 Protocol that W3C has published: queries as expected, updates refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from assertions import not_empty
from conftest import SHARED
from http_requests import Reply, send
from question_cases import given_graph
from rdflib import RDF, RDFS, Graph, Namespace
from rdflib.collection import Collection
from rdflib.term import Node
from servers import ijb_serve

pytestmark = pytest.mark.slow

SUITE = SHARED / "w3c-sparql-protocol"
HT, MF = (
    Namespace("http://www.w3.org/2011/http#"),
    Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"),
)
CNT, UT = Namespace("http://www.w3.org/2011/content#"), Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    },
    "RDF": {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"},
}


class Expected(NamedTuple):
    statuses: set[str]
    format: str | None
    truth: bool | None


@pytest.fixture(scope="module")
def manifest() -> Graph:
    if not SUITE.is_dir():
        pytest.skip(f"the W3C tests of the SPARQL Protocol are not at {SUITE}")
    return Graph().parse(SUITE / "manifest.ttl")


@pytest.fixture(scope="module")
def endpoint(manifest: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over the graphs that the tests are about."""
    folder = tmp_path_factory.mktemp("protocol")
    graphs = {
        str(manifest.value(data, RDFS.label)): str(manifest.value(data, UT.graph))
        for data in manifest.objects(None, UT.graphData)
    }
    texts = {name: (SUITE / Path(file).name).read_text(encoding="utf-8") for name, file in not_empty(graphs.items())}
    (folder / "given.trig").write_text("".join(f"<{name}> {{ {text} }}\n" for name, text in texts.items()), "utf-8")
    given_graph(folder / "given.trig", folder)
    with ijb_serve(folder) as server:
        yield server.query


def _requests(manifest: Graph, test: Node) -> list[Node]:
    connection = manifest.value(test, MF.action)
    first = manifest.value(connection, HT.requests)
    assert first is not None
    return list(Collection(manifest, first))


def _headers(manifest: Graph, request: Node) -> dict[str, str]:
    first = manifest.value(request, HT.headers)
    return {
        str(manifest.value(one, HT.fieldName)).lower(): str(manifest.value(one, HT.fieldValue))
        for one in (Collection(manifest, first) if first else ())
    }


def _send(manifest: Graph, request: Node, endpoint: str) -> Reply:
    path, body = str(manifest.value(request, HT.absolutePath)), manifest.value(request, HT.body)
    content = None
    if body is not None:
        content = str(manifest.value(body, CNT.chars)).encode(str(manifest.value(body, CNT.characterEncoding)))
    address = endpoint + path.removeprefix("/sparql")
    return send(address, str(manifest.value(request, HT.methodName)), _headers(manifest, request), content)


def _is_update(manifest: Graph, request: Node) -> bool:
    """Whether a request would change data."""
    body = manifest.value(request, HT.body)
    content = str(manifest.value(body, CNT.chars)) if body is not None else ""
    return _headers(manifest, request).get("content-type") == "application/sparql-update" or content.startswith(
        "update="
    )


def _expected(manifest: Graph, request: Node) -> Expected:
    response = manifest.value(request, HT.resp)
    form, truth = manifest.value(response, MF.expectedFormat), manifest.value(response, MF.expectedBoolean)
    statuses = {str(one).rpartition("StatusCode")[2][0] for one in manifest.objects(response, MF.expectedStatus)}
    return Expected(statuses, str(form) if form else None, bool(truth.toPython()) if truth is not None else None)  # type: ignore[attr-defined]


def test_every_query_is_answered_as_expected_and_every_update_refused(manifest: Graph, endpoint: str) -> None:
    tests = sorted(manifest.subjects(RDF.type, MF.ProtocolTest), key=str)
    wrong, sent = [], 0
    for test in not_empty(tests):
        name = str(test).rpartition("#")[2]
        for request in not_empty(_requests(manifest, test)):
            reply, expected = _send(manifest, request, endpoint), _expected(manifest, request)
            if _is_update(manifest, request):
                fine = 400 <= reply.status < 500
            elif name.startswith("update_"):
                # What an update would have changed is asked for: nothing was.
                fine = reply.status == 200 and json.loads(reply.body)["boolean"] is False
            else:
                fine = str(reply.status)[0] in expected.statuses
                fine &= expected.format is None or reply.media in FORMATS[expected.format]
                fine &= expected.truth is None or json.loads(reply.body)["boolean"] is expected.truth
            sent += 1
            if not fine:
                wrong.append((name, reply.status, reply.media, reply.body[:200].decode()))
    assert (len(tests), wrong) == (34, [])
    assert sent > 34
