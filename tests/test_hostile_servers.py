"""Some 150 answers of servers that are slow, broken, wrong or hostile: each is one clear error, and soon."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Any

import pytest
from ijb_graph.engine.query_limits import Limits
from ijb_graph.engine.sparql_client import Server
from ijb_graph.errors import InputError
from raw_server import HANG_UP, Piece, RawServer, http_answer, raw_server

SECONDS, MEGABYTES = 0.25, 0.25
ROWS = '{"head":{"vars":["x"]},"results":{"bindings":[%s]}}'
SELECT, ASK, CONSTRUCT = "SELECT ?x { ?x ?p ?o }", "ASK { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
NT, TEXT, PAGE = "application/n-triples", "text/plain", "text/html"
LINE = b"<urn:a> <urn:b> <urn:c> .\n"
# The ids of the errors.
FOREIGN, CUT, SLOW, LARGE = "foreign-answer", "incomplete-answer", "query-out-of-time", "answer-too-large"
NONE, REFUSED, LOGIN, MOVED = "server-unreachable", "refused-request", "login-needed", "redirected-request"

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
Case = tuple[str, Iterable[Piece], str, str]


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with raw_server() as one:
        yield one


@pytest.fixture(autouse=True)
def _past_any_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


def row(**term: Any) -> list[Piece]:
    """Results of one row whose term has these members."""
    return http_answer(ROWS % json.dumps({"x": {name.replace("_", ":"): value for name, value in term.items()}}))


def drops(start: bytes, drop: bytes) -> list[Piece]:
    """A beginning, and then a drop now and then, for longer than the clock."""
    pieces: list[Piece] = [0.03, drop]
    return [start, *(pieces * 40)]


def endless(start: bytes, part: bytes) -> Iterable[Piece]:
    """A beginning, and then the same for ever."""
    yield start
    yield from repeat(part)


SHAPES: list[tuple[str, str]] = [
    ("", "no SPARQL results in JSON"),
    ("   ", "no SPARQL results in JSON"),
    ("null", "must be an object"),
    ("[]", "must be an object"),
    ("5", "must be an object"),
    ('"text"', "must be an object"),
    ("NaN", "Unexpected char"),
    ("{", "break off"),
    ("{}", "must contain"),
    ("{'head': {}}", "no SPARQL results in JSON"),
    ("Error: out of memory", "no SPARQL results in JSON"),
    ("ERROR 42000: syntax error", "no SPARQL results in JSON"),
    ('{"error":"too many requests"}', "no SPARQL results in JSON"),
    ('{"head":{"vars":["x"]}}', "must contain"),
    ('{"head":{"vars":["x"]},"results":[]}', "no SPARQL results in JSON"),
    ('{"head":{"vars":["x"]},"results":null}', "no SPARQL results in JSON"),
    ('{"head":{"vars":["x"]},"results":{}}', "no SPARQL results in JSON"),
    ('{"head":{"vars":["x"]},"results":{"bindings":{}}}', "must be an array"),
    ('{"head":{"vars":["x"]},"results":{"bindings":null}}', "must be an array"),
    ('{"head":{"vars":"x"},"results":{"bindings":[]}}', "must be an array"),
    ('{"head":{"vars":[1]},"results":{"bindings":[]}}', "must be strings"),
    ('{"head":{"vars":["x","x"]},"results":{"bindings":[]}}', "declared twice"),
    ('{"head":{"vars":["?x"]},"results":{"bindings":[]}}', "Invalid variable name"),
    ('{"head":{"vars":["x} DROP ALL #"]},"results":{"bindings":[]}}', "Invalid variable name"),
    ('{"head":{"vars":["\\u001b[2J"]},"results":{"bindings":[]}}', "Invalid variable name"),
    ('{"head":{"vars":[]},"results":{"bindings":[]}}', "the columns none where x were due"),
    ('{"head":{"vars":["y"]},"results":{"bindings":[]}}', "the columns y where x were due"),
    ('{"head":{"vars":["x","y"]},"results":{"bindings":[]}}', "the columns x, y where x were due"),
    ('{"head":{"vars":["%s"]},"results":{"bindings":[]}}' % ("v" * 5000), " ... where x were due"),
    ('{"head":{},"boolean":true}', "true or false where rows were due"),
    (ROWS % "[]", "Expecting a new solution"),
    (ROWS % "null", "Expecting a new solution"),
    (ROWS % '{"z":{"type":"uri","value":"urn:a"}}', "has not been defined"),
    (ROWS % '{"x":"urn:a"}', "must be encoded using objects"),
    (ROWS % '{"x":null}', "must be encoded using objects"),
    (ROWS % '{"x":[]}', "must be encoded using objects"),
    (ROWS % '{"x":{}}', "no SPARQL results in JSON"),
    (ROWS % "" + "garbage", "Unexpected char"),
    (ROWS % "" + ROWS % "", "no SPARQL results in JSON"),
    ((ROWS % '{"x":{"type":"uri","value":"urn:a"}}')[:-4], "break off"),
    (ROWS % '{"x":{"type":"literal","value":"cut', "break off"),
    (ROWS % '{"x":{"type":"literal","value":"a"},}', "no SPARQL results in JSON"),
    (ROWS % '{"x":{"type":"literal","value":"\n"}}', "not allowed in JSON strings"),
    (ROWS % "{} // comment", "no SPARQL results in JSON"),
    ("[" * 100_000, "levels deep"),
    ('{"head":' * 20_000, "levels deep"),
    ('{"head":{"link":%s}}' % ("[" * 50_000 + "]" * 50_000), "levels deep"),
    (ROWS % ('{"x":{"type":"triple","value":{"subject":' * 5000), "levels deep"),
    (ROWS % ('{"x":%s}' % ('{"value":' * 9 + "1" + "}" * 9)), "levels deep"),
    ('"' + '\\"' * 100_000, "no SPARQL results in JSON"),
    ('"' + '\\"' * 100_000 + "\\", "no SPARQL results in JSON"),
    ('"' * 100_001, "no SPARQL results in JSON"),
]
TERMS: list[tuple[list[Piece], str]] = [
    (row(type="tuple", value="a"), "Unexpected term type"),
    (row(value="a"), "must have a 'type'"),
    (row(type="literal"), "no SPARQL results in JSON"),
    (row(type="literal", value=5), "no SPARQL results in JSON"),
    (row(type="literal", value=None), "must be a string"),
    (row(type="literal", value={"a": 1}), "no SPARQL results in JSON"),
    (row(type="literal", value="a", xml_lang="e n"), "Invalid xml:lang"),
    (row(type="literal", value="a", xml_lang=""), "Invalid xml:lang"),
    (row(type="literal", value="a", xml_lang="en\u001b[31m"), "Invalid xml:lang"),
    (row(type="literal", value="a", datatype="no address"), "Invalid datatype"),
    (row(type="literal", value="a", datatype="integer"), "Invalid datatype"),
    (row(type="literal", value="a", datatype="urn:x", xml_lang="en"), "provided with the datatype"),
    (row(type="literal", value="\ud800"), "no SPARQL results in JSON"),
    (row(type="uri", value=""), "Invalid uri"),
    (row(type="uri", value="relative"), "Invalid uri"),
    (row(type="uri", value="urn:a b"), "Invalid uri"),
    (row(type="uri", value="urn:a> <urn:b"), "Invalid uri"),
    (row(type="uri", value="urn:\u001b]0;title\u0007"), "Invalid uri"),
    (row(type="uri", value="http://[::1"), "Invalid uri"),
    (row(type="bnode", value=""), "Invalid bnode"),
    (row(type="bnode", value="a b"), "Invalid bnode"),
    (row(type="bnode", value="a . <urn:s> <urn:p> <urn:o> . _:b"), "Invalid bnode"),
]
ENCODINGS: list[tuple[bytes, str]] = [
    ((ROWS % "").encode("utf-16"), "no SPARQL results in JSON"),
    ((ROWS % "").encode("utf-32"), "no SPARQL results in JSON"),
    ((ROWS % '{"x":{"type":"literal","value":"é"}}').encode("latin-1"), "Invalid UTF-8"),
    (b"\xff\xfe", "no SPARQL results in JSON"),
    (b"\x00" * 100, "no SPARQL results in JSON"),
    (gzip.compress((ROWS % "").encode()), "no SPARQL results in JSON"),
]
WHOLE = ROWS % ""
OTHER: list[Case] = [
    (SELECT, http_answer("<html>Log in</html>", PAGE), FOREIGN, "a page or document (text/html)"),
    (SELECT, http_answer(" \n<!DOCTYPE html>"), FOREIGN, "a page or document"),
    (SELECT, http_answer(WHOLE, PAGE), FOREIGN, "a page or document (text/html)"),
    (SELECT, http_answer(WHOLE, "application/xhtml+xml"), FOREIGN, "a page or document"),
    (SELECT, http_answer("<sparql/>", "application/sparql-results+xml"), FOREIGN, "a page or document"),
    (SELECT, http_answer("x\r\na\r\n", "text/csv"), FOREIGN, "no SPARQL results in JSON"),
    (SELECT, http_answer(LINE, NT), FOREIGN, "a page or document"),
    (ASK, http_answer(WHOLE), FOREIGN, "rows where true or false was due"),
    (ASK, http_answer('{"head":{},"boolean":"yes"}'), FOREIGN, "Unexpected boolean"),
    (ASK, http_answer('{"head":{},"boolean":1}'), FOREIGN, "Unexpected boolean"),
    (ASK, http_answer('{"head":{},"boolean":true'), FOREIGN, "break off"),
    (ASK, http_answer('{"head":{},"boolean":true} and more'), FOREIGN, "break off"),
    (ASK, http_answer('{"boolean":true,"results":{"bindings":[]}}'), FOREIGN, "rows beside true or false"),
    (ASK, http_answer("true", TEXT), FOREIGN, "no SPARQL results"),
    (CONSTRUCT, http_answer("<html>Log in</html>", PAGE), FOREIGN, "a page or document"),
    (CONSTRUCT, http_answer("", PAGE), FOREIGN, "a page or document"),
    (CONSTRUCT, http_answer("<rdf:RDF/>", "application/rdf+xml"), FOREIGN, "a page or document"),
    (CONSTRUCT, http_answer(LINE[:-8], NT), FOREIGN, "a page or document"),
    (CONSTRUCT, http_answer("@prefix a: <urn:a> . a:b a a:c .", "text/turtle"), FOREIGN, "no N-Triples"),
    (CONSTRUCT, http_answer("Error", TEXT), FOREIGN, "no N-Triples"),
    (CONSTRUCT, http_answer(b"_:a <urn:b> \xff .\n", NT), FOREIGN, "no N-Triples"),
    (CONSTRUCT, http_answer(b'_:a <urn:b> "a"@e_n .\n', NT), FOREIGN, "no N-Triples"),
    (CONSTRUCT, http_answer(b"_:a <urn:b> <<( <urn:a> <urn:b> " * 5000, NT), FOREIGN, "no N-Triples"),
    (CONSTRUCT, http_answer(b"_:a <urn:b> <<( _:a <urn:b> _:c )>> .\n", NT), FOREIGN, "triples as values"),
    (CONSTRUCT, http_answer(LINE, NT, Content_Length=""), FOREIGN, "without a Content-Length"),
    (CONSTRUCT, http_answer(LINE, NT, X_SQL_State="S1TAT"), FOREIGN, "the server broke off (S1TAT)"),
    (SELECT, http_answer(WHOLE, X_SQL_State="S1TAT"), FOREIGN, "the server broke off (S1TAT)"),
    (SELECT, http_answer(WHOLE, status="206 Partial Content"), FOREIGN, "HTTP status 206"),
    (SELECT, http_answer("", status="204 No Content"), FOREIGN, "HTTP status 204"),
    (SELECT, http_answer(WHOLE, status="202 Accepted"), FOREIGN, "HTTP status 202"),
    (SELECT, http_answer(gzip.compress(bytes(10_000_000)), Content_Encoding="gzip"), FOREIGN, "compressed as 'gzip'"),
    (SELECT, http_answer(b"x", Content_Encoding="deflate"), FOREIGN, "compressed as 'deflate'"),
    (SELECT, http_answer(b"x", Content_Encoding="br, gzip"), FOREIGN, "compressed as 'br, gzip'"),
    # Cut.
    (SELECT, http_answer(WHOLE, Content_Length="1000"), CUT, f"breaks off after {len(WHOLE)} bytes"),
    (CONSTRUCT, http_answer(LINE, NT, Content_Length="1000"), CUT, "breaks off after 26 bytes"),
    (SELECT, http_answer(WHOLE, Content_Length="20"), FOREIGN, "break off"),
    (SELECT, http_answer(WHOLE[:-2], Content_Length=""), FOREIGN, "break off"),
    (SELECT, [CHUNKED + b"5\r\nhello"], CUT, "breaks off after 5 bytes"),
    (SELECT, [CHUNKED + b"FF\r\nhello"], CUT, "breaks off"),
    (SELECT, [CHUNKED + b"zz\r\nhello\r\n"], CUT, "breaks off"),
    (SELECT, [CHUNKED + b"-5\r\nhello\r\n"], NONE, "no answer to"),
    (SELECT, [CHUNKED], CUT, "breaks off after 0 bytes"),
    (SELECT, [CHUNKED + b"2\r\n{}\r\n"], CUT, "breaks off after 2 bytes"),
    # The connection ends, at any moment.
    (SELECT, [], NONE, "no answer to"),
    (SELECT, [HANG_UP], NONE, "no answer to"),
    (SELECT, [b"HTTP"], NONE, "no answer to"),
    (SELECT, [b"HTTP/1.1 200 OK\r\nContent-", HANG_UP], NONE, "no answer to"),
    (SELECT, [HEAD], FOREIGN, "no SPARQL results"),
    (SELECT, [HEAD + b"Content-Length: 100\r\n\r\n{", 0.02, HANG_UP], NONE, "no answer to"),
    (SELECT, [CHUNKED + b"5\r\nhello\r\n", 0.02, HANG_UP], NONE, "no answer to"),
    # No HTTP.
    (SELECT, [b"SSH-2.0-OpenSSH_9.2\r\n"], NONE, "SSH-2.0"),
    (SELECT, [b"\x15\x03\x01\x00\x02\x02\x46"], NONE, "no answer to"),
    (SELECT, [b"\x1b]0;owned\x07\r\n\r\n"], NONE, "no answer to"),
    (SELECT, [b"HTTP/1.1 abc OK\r\n\r\n"], NONE, "no answer to"),
    (SELECT, [b"HTTP/1.1 99999 OK\r\n\r\n"], NONE, "no answer to"),
    (SELECT, [b"HTTP/9 200 OK\r\n\r\n"], NONE, "no answer to"),
    (SELECT, [b"x" * 100_000], NONE, "no answer to"),
    (SELECT, [b"x" * 5000 + b"\r\n"], NONE, "xxx ...)"),
    (SELECT, [b"HTTP/1.1 200 OK\r\nA: " + b"a" * 100_000 + b"\r\n\r\n"], NONE, "header line"),
    (SELECT, [b"HTTP/1.1 200 OK\r\n" + b"A: a\r\n" * 200 + b"\r\n"], NONE, "100 headers"),
    # Slow: silent, or a drop now and then, in each part of an answer.
    (SELECT, [1.0], SLOW, "no whole answer in 0.25 seconds"),
    (SELECT, [HEAD, 1.0], SLOW, "--timeout SECONDS or IJB_QUERY_SECONDS"),
    (SELECT, [HEAD + b"Content-Length: 100\r\n\r\n", 1.0], SLOW, "no whole answer"),
    (SELECT, drops(b"HTTP/1.1 200 ", b"O"), SLOW, "no whole answer"),
    (SELECT, drops(HEAD, b"A: b\r\n"), SLOW, "no whole answer"),
    (SELECT, drops(HEAD + b"\r\n", b" "), SLOW, "no whole answer"),
    (SELECT, drops(HEAD + b"Content-Length: 100\r\n\r\n", b" "), SLOW, "no whole answer"),
    (SELECT, drops(CHUNKED, b"1\r\n \r\n"), SLOW, "no whole answer"),
    (SELECT, drops(CHUNKED + b"1\r\n \r\n", b"0"), SLOW, "no whole answer"),
    (SELECT, drops(CHUNKED + b"0\r\n", b"A: b\r\n"), SLOW, "no whole answer"),
    (SELECT, drops(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), SLOW, "no whole answer"),
    (CONSTRUCT, drops(HEAD + b"\r\n", LINE), SLOW, "no whole answer"),
    # Endless, in each part of an answer.
    (SELECT, endless(HEAD + b"\r\n", b" " * 65536), LARGE, "more than 0.25 MB"),
    (SELECT, endless(CHUNKED, b"8000\r\n" + b" " * 0x8000 + b"\r\n"), LARGE, "--max-answer MB or IJB_QUERY_ANSWER"),
    (SELECT, endless(CHUNKED + b"-1\r\n", b" " * 65536), LARGE, "more than"),
    (SELECT, endless(CHUNKED + b"0\r\n", b"A: b\r\n" * 9999), LARGE, "more than"),
    (SELECT, endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 999), LARGE, "more than"),
    (SELECT, http_answer(b"", Content_Length=str(10**30)), LARGE, "more than"),
    (SELECT, http_answer(ROWS % ("{}," * 90_000 + "{}")), LARGE, "more than"),
    (SELECT, http_answer(ROWS % ("{}," * 60_000 + "{}")), "query-out-of-memory", "--memory MB or IJB_QUERY_MEMORY"),
    (CONSTRUCT, endless(HEAD + b"\r\n", LINE * 1000), LARGE, "more than"),
    # HTTP statuses.
    (SELECT, http_answer("", status="400 Bad Request"), REFUSED, "HTTP status 400;"),
    (SELECT, http_answer("Error at line 3\nmore", TEXT, "400 Bad"), REFUSED, "HTTP status 400 (Error at line 3);"),
    (SELECT, http_answer("\n\n  <html>oops</html>", PAGE, "500 Oops"), REFUSED, "HTTP status 500;"),
    (SELECT, http_answer("ü" * 5000, TEXT, "500 Oops"), REFUSED, f"({'ü' * 160} ...)"),
    (SELECT, http_answer(b"\xff\xfe\x00", TEXT, "500 Oops"), REFUSED, "HTTP status 500 ("),
    (SELECT, http_answer("cut", TEXT, "500 Oops", Content_Length="999"), REFUSED, "HTTP status 500 (cut)"),
    (SELECT, [b"HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked\r\n\r\nzz"], REFUSED, "HTTP status 500;"),
    (SELECT, [b"HTTP/1.1 500 Oops\r\n\r\n", HANG_UP], REFUSED, "HTTP status 500;"),
    (SELECT, [b"HTTP/1.1 500 Oops\r\n\r\n", 1.0], REFUSED, "HTTP status 500;"),
    (SELECT, endless(b"HTTP/1.1 500 Oops\r\n\r\n", b"a" * 5000), REFUSED, "aaa ...)"),
    (SELECT, http_answer("", status="403 Forbidden"), REFUSED, "no permission in answer to rows: HTTP status 403;"),
    (SELECT, http_answer("", status="404 Not Found"), REFUSED, "no such address"),
    (SELECT, http_answer("", status="405 Not Allowed"), REFUSED, "HTTP status 405"),
    (SELECT, http_answer("", status="406 Not Acceptable"), REFUSED, "HTTP status 406"),
    (SELECT, http_answer("", status="410 Gone"), REFUSED, "no such address"),
    (SELECT, http_answer("", status="413 Too Large"), REFUSED, "HTTP status 413"),
    (SELECT, http_answer("slow down", TEXT, "429 Many"), REFUSED, "HTTP status 429, 2 times (slow down);"),
    (SELECT, http_answer("", status="502 Bad Gateway"), REFUSED, "HTTP status 502, 2 times"),
    (SELECT, http_answer("", status="503 Away", Retry_After="999999"), REFUSED, "HTTP status 503, 2 times"),
    (SELECT, http_answer("", status="504 Timeout"), REFUSED, "HTTP status 504, 2 times"),
    (SELECT, http_answer("", status="304 Not Modified"), REFUSED, "HTTP status 304"),
    (SELECT, http_answer("", status="999 Unknown"), REFUSED, "HTTP status 999"),
    (SELECT, http_answer("", status="101 Switching"), REFUSED, "HTTP status 101"),
    (SELECT, http_answer("", status="401 Unauthorized"), LOGIN, "a demand to log in for rows"),
    (SELECT, http_answer("", status="401 No", WWW_Authenticate="Negotiate"), LOGIN, "a demand to log in"),
    (SELECT, http_answer("", status="407 Proxy"), REFUSED, "HTTP status 407"),
]
PLACES = [
    ("http://127.0.0.1:9/q?token=secret#secret", "to http://127.0.0.1:9/q (HTTP status"),
    ("https://me:secret@login.example/in", "to https://login.example/in ("),
    ("//other.example/in?secret", "to //other.example/in ("),
    ("/query", "to /query ("),
    ("", "to nowhere ("),
    ("ftp://host/secretless", "to ftp://host/secretless ("),
    ("file:///etc/passwd", "to file:///etc/passwd ("),
    ("http://[::1", "to http://[::1 ("),
    ("http://host:99999/", "to http://host:99999/ ("),
    ("javascript:alert(1)", "to javascript:alert(1) ("),
    ("http://host/" + "a" * 9000, " ... ("),
]
CASES: list[Case] = [
    *((SELECT, http_answer(body), FOREIGN, part) for body, part in SHAPES),
    *((SELECT, answer, FOREIGN, part) for answer, part in TERMS),
    *((SELECT, http_answer(content), FOREIGN, part) for content, part in ENCODINGS),
    *((SELECT, http_answer("", status="302 Found", Location=place), MOVED, part) for place, part in PLACES),
    *(
        (SELECT, http_answer("", status=f"{code} Moved", Location="/"), MOVED, str(code))
        for code in (301, 303, 307, 308)
    ),
    *OTHER,
]


@pytest.mark.parametrize(("query", "answer", "error", "part"), CASES)
def test_each_is_one_clear_error(server: RawServer, query: str, answer: Iterable[Piece], error: str, part: str) -> None:
    server.answer = lambda request: answer
    server.requests.clear()
    limits = Limits(seconds=SECONDS, answer=MEGABYTES, memory=4)
    began = time.monotonic()
    with pytest.raises(InputError) as raised:
        Server(server.url, limits, waits=(0,)).query(query, "rows")
    (problem,) = raised.value.problems
    text = str(problem)
    assert problem.id() == error, text
    assert part in text
    assert server.url in text and "secret#" not in text and "token" not in text
    assert len(text) < 600
    assert time.monotonic() - began < 4 * SECONDS
    again = error in (CUT, NONE) or "2 times" in text
    assert len(server.requests) <= (2 if again else 1), "asked again in vain, or a redirect was followed"
    assert len(server.requests) == 2 or error != CUT


@pytest.mark.parametrize(
    ("answer", "waits", "error"),
    [
        ([b"HTTP/1.1 500 Oops\r\n\r\n", 5.0], (), REFUSED),
        (http_answer("", status="503 Away"), (30,), SLOW),
    ],
)
def test_nothing_is_waited_for_without_need(
    server: RawServer, answer: list[Piece], waits: tuple[float, ...], error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither for the words that go with a status, nor between two tries for longer than the clock allows."""
    monkeypatch.setattr("ijb_graph.engine.http_client._SECONDS_FOR_WORDS", 0.1)
    server.answer = lambda request: answer
    began = time.monotonic()
    with pytest.raises(InputError) as raised:
        Server(server.url, Limits(seconds=30 if error == REFUSED else 0.2), waits=waits).query(SELECT, "rows")
    assert [problem.id() for problem in raised.value.problems] == [error]
    assert time.monotonic() - began < 3
