"""`ijb serve` under mixed load: while graphs are replaced no request is lost, and its memory stays what it was."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from http_requests import send
from ijb_graph.graph.build import Built
from load import MIX, Load, mixed_load, replaced_graph, settled_mb
from servers import ijb_serve

pytestmark = pytest.mark.slow

# So long clients ask, in seconds; bench/serving.py asks for longer.
SECONDS = 20.0
# By so much the memory may grow over six further reloads, in MB: each takes 40, where nothing is given back.
MOST_GROWTH = 120


def test_no_request_is_lost_and_memory_is_steady(built: Built, tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    shutil.copytree(built.path.parent, folder)
    options = ("--timeout", "2", "--no-access-log")
    with ijb_serve(folder, *options) as server:
        site = server.query.removesuffix("/sparql")

        def replaced() -> None:
            replaced_graph(folder)

        def after_reloads(number: int) -> float:
            """The memory after so many more reloads, each whole before the next."""
            for _ in range(number):
                replaced()
                time.sleep(3)
                memory = settled_mb(server.pid)
            return memory

        # The first reloads take what every later one needs again.
        mixed_load(site, 3)
        before = after_reloads(3)
        load: Load = mixed_load(site, SECONDS, between=replaced)
        settled_mb(server.pid)
        grown = after_reloads(4) - before
        log = (folder / "server.log").read_text(encoding="utf-8")
        assert load.wrong == []
        assert {kind for kind, _ in load.answered} == {one.kind for one in MIX}
        assert load.answered["query", 200] > 0
        assert load.hung_up > 3
        assert log.count("the new one is served") >= 8
        assert "Traceback" not in log
        assert grown < MOST_GROWTH
        assert send(f"{site}/").status == 200
