"""SPARQL results in JSON that nobody here wrote: read as they are, or refused in words; no crash of the process."""

from __future__ import annotations

import gc
import json
import sys
import threading

import pytest
from ijb_graph.engine.json_results import JsonResultsError, parse_json_results

HEAD = b'{"head":{"vars":["x"]},"results":{"bindings":['
TRIPLE = b'{"type":"triple","value":{"subject":'


def row(value: str) -> bytes:
    return json.dumps({"x": {"type": "literal", "value": value}}).encode()


def test_what_is_right_is_read() -> None:
    text = '\\ "}}}]" [[[[[[[[[[ {"type":"triple"} \\" é'
    answer = parse_json_results(HEAD + row(text) + b",{}," + row("") + b"]}}", 1)
    assert (answer.columns, answer.texts()) == (["x"], [[text], [""], [""]])
    assert parse_json_results(HEAD + b"]}}", 1).rows == []
    assert parse_json_results(b'{"head":{"link":[]},"boolean":true}', 1).truth is True
    many = HEAD + b",".join(row("[" * 9) for _ in range(1000)) + b"]}}"
    assert len(parse_json_results(many, 1).rows) == 1000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[" * 200_000,
        b'{"head":' * 100_000,
        HEAD + b'{"x":' + TRIPLE * 100_000,
        HEAD + b'{"x":' + b'{"value":{"subject":' * 100_000,
        HEAD + b'{"x":' + b'{"a":[],"b":{"c":{}},"value":' * 100_000,
        HEAD + b'{"x":{"type":"triple","value":{"subject":{"type":"uri","value":"urn:a"},"predicate":{"type":"uri",'
        b'"value":"urn:b"},"object":{"type":"uri","value":"urn:c"}}}}]}}',
        HEAD + row("cut")[:-3],
        HEAD + row("cut"),
        b'{"head":{"vars":["x"]}}',
        b"<html>",
        b"\xff\xfe",
        b'"' * 100_001,
        HEAD + b'{"x":{"type":"literal","value":5}}]}}',
        HEAD + b'{"x":{"type":"uri","value":"no address"}}]}}',
    ],
)
def test_what_is_not_is_refused(body: bytes) -> None:
    with pytest.raises(JsonResultsError):
        parse_json_results(body, 1)


@pytest.mark.parametrize(("body", "memory"), [(HEAD + row("cut"), 1), (HEAD + b"{}," * 20_000 + b"{}]}}", 0.5)])
def test_an_error_holds_nothing_that_another_thread_may_not_free(
    body: bytes, memory: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The progress has a thread of its own, in which Python may collect what an exception held."""
    faults: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", faults.append)
    gc.disable()
    try:
        with pytest.raises((JsonResultsError, MemoryError)) as raised:
            parse_json_results(body, memory)
        kept: list[object] = [raised.value]
        kept.append(kept)
        del raised, kept
        other = threading.Thread(target=gc.collect)
        other.start()
        other.join()
    finally:
        gc.enable()
    assert faults == []
