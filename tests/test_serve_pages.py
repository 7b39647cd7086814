"""The pages that a server makes beside the requests: of which graph they are, and what is said where they fail."""

from __future__ import annotations

from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

import pytest
from ijb_graph.serve.http_error import HttpError
from ijb_graph.serve.pages import Pages
from ijb_graph.serve.withdrawn_source import WithdrawnSource


def test_pages_of_an_older_graph_do_not_replace_those_of_a_newer_one() -> None:
    served, begun, may_end = ["old"], Event(), Event()

    def site(engine: Any) -> Any:
        def prepare() -> None:
            if engine == "old":
                begun.set()
                may_end.wait(20)

        return SimpleNamespace(prepare=prepare, name=engine.encode())

    pages = Pages(lambda: served[-1], site, [], WithdrawnSource(None))  # type: ignore[arg-type, return-value]
    slow, quick = Thread(target=pages.warm), Thread(target=pages.warm)
    slow.start()
    assert begun.wait(20)
    served.append("new")
    quick.start()
    # Long enough to end, if it did not wait for the other.
    quick.join(0.5)
    may_end.set()
    slow.join(20)
    quick.join(20)
    assert pages.made(lambda made: made.name) == b"new"  # type: ignore[attr-defined]


def test_a_fault_that_nobody_foresaw_is_told(caplog: pytest.LogCaptureFixture) -> None:
    def site(engine: Any) -> Any:
        raise LookupError(f"no such thing in {engine}")

    pages = Pages(lambda: "graph", site, [], WithdrawnSource(None))  # type: ignore[arg-type, return-value]
    assert not pages.is_ready
    pages.warm()
    assert pages.is_ready
    assert "cannot be made" in pages.fault
    assert "no such thing in graph" in caplog.text
    with pytest.raises(HttpError) as error:
        pages.made(lambda made: b"")
    assert error.value.status == 500
