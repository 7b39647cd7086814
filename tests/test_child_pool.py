"""Children are kept after whole answers alone; the limits of each piece of work are its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread, Timer
from typing import IO, Any

import pytest
from assertions import not_empty
from ijb_graph.engine import Embedded
from ijb_graph.engine.query_limits import Limits
from ijb_graph.limited_process.child_pool import ChildPool
from ijb_graph.limited_process.limits import ProcessLimits
from ijb_graph.limited_process.parent import STOP, ChildError, Ended, StoppedError
from ijb_graph.serve.graph_source import GraphSource
from question_cases import given_graph

LIMITS = ProcessLimits(seconds=60, memory=256, answer=1)
KEPT: list[bytearray] = []


def burn(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def serve(order: bytes, file: IO[bytes]) -> None:
    """Writes the number of the process that answers, once it has done what the order says."""
    deed, value = json.loads(order)
    deeds: dict[str, Callable[[], Any]] = {
        "nothing": lambda: None,
        "write": lambda: file.write(b"x" * value),
        "burn": lambda: burn(value),
        "take": lambda: len(bytearray(value << 20)),
        "keep": lambda: KEPT.append(bytearray(value << 20)),
        "open": lambda: Path(value).read_bytes(),
        "fail": lambda: 1 // 0,
        "refuse": lambda: compile("(", "", "eval"),
        "crash": os.abort,
        "leave": lambda: os._exit(0),
        "sleep": lambda: time.sleep(value),
    }
    deeds[deed]()
    file.write(str(os.getpid()).encode())


def run(pool: ChildPool, deed: str = "nothing", value: object = None, limits: ProcessLimits = LIMITS) -> int:
    return int(pool.run(json.dumps([deed, value]).encode(), limits).decode().lstrip("x"))


def is_running(child: int) -> bool:
    try:
        os.kill(child, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def pool() -> ChildPool:
    return ChildPool(serve)


def test_a_child_that_answers_whole_answers_again(pool: ChildPool) -> None:
    first = run(pool)
    assert first != os.getpid()
    assert {run(pool), run(pool, "write", 300_000), run(pool, "take", 100), run(pool)} == {first}


@pytest.mark.parametrize(
    ("deed", "value", "limits", "ended"),
    [
        ("fail", None, LIMITS, Ended.FAILED),
        ("open", __file__, LIMITS, Ended.FAILED),
        ("refuse", None, LIMITS, Ended.REFUSED),
        ("crash", None, LIMITS, Ended.OUT_OF_MEMORY),
        ("leave", None, LIMITS, Ended.CRASHED),
        ("take", 500, LIMITS, Ended.OUT_OF_MEMORY),
        ("write", 2 << 20, LIMITS, Ended.TOO_LARGE),
        ("sleep", 30, ProcessLimits(seconds=0.2, memory=256, answer=1), Ended.OUT_OF_TIME),
        ("burn", 30, ProcessLimits(seconds=0.2, memory=256, answer=1), Ended.OUT_OF_TIME),
    ],
)
def test_a_child_that_does_not_is_ended(
    pool: ChildPool, deed: str, value: object, limits: ProcessLimits, ended: Ended
) -> None:
    first = run(pool)
    with pytest.raises(ChildError) as caught:
        run(pool, deed, value, limits)
    assert caught.value.ended == ended
    assert not is_running(first)
    assert run(pool) != first


def test_processor_time_counts_from_the_start_of_each(pool: ChildPool) -> None:
    first = {run(pool, "burn", 0.8) for _ in range(4)}
    # The system counts whole seconds, and allows one more: from the start of the child, more are used already.
    assert {run(pool, "nothing", None, ProcessLimits(seconds=1, memory=256, answer=1))} == first


def test_the_processor_stops_a_child_whose_parent_sleeps(pool: ChildPool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parent's clock is not the only limit of time."""
    from ijb_graph.limited_process import pipe_frames

    run(pool, "burn", 1)
    told = pipe_frames.written_order(b'["burn", 30]', ProcessLimits(seconds=0.2, memory=256, answer=1))
    monkeypatch.setattr("ijb_graph.limited_process.parent.written_order", lambda *_: told)
    with pytest.raises(ChildError) as caught:
        run(pool, "burn", 30)
    assert caught.value.ended == Ended.OUT_OF_TIME


def test_memory_counts_from_the_start_of_each_and_a_child_that_grows_is_replaced(pool: ChildPool) -> None:
    first = run(pool, "keep", 30)
    # Three hundred megabytes are held in all, and the limit is for what is new.
    assert run(pool, "take", 240) == first
    assert run(pool, "keep", 100) == first
    assert run(pool) != first
    assert not is_running(first)


def test_a_child_that_somebody_ended_is_replaced(pool: ChildPool) -> None:
    first = run(pool)
    os.kill(first, signal.SIGKILL)
    time.sleep(0.1)
    assert run(pool) != first


def test_nobody_waits_any_more(pool: ChildPool) -> None:
    first, gone = run(pool), Event()
    stop = STOP.set(gone)
    timer = Timer(0.3, gone.set)
    try:
        timer.start()
        with pytest.raises(StoppedError):
            run(pool, "burn", 30)
    finally:
        timer.join()
        STOP.reset(stop)
    assert not is_running(first)


def test_an_error_does_not_keep_the_part_of_an_answer(pool: ChildPool) -> None:
    """An exception has the variables of each function that it went through, and may be kept for long."""
    held: list[ChildError] = []
    tracemalloc.start()
    for _ in range(10):
        with pytest.raises(ChildError) as caught:
            run(pool, "write", 2 << 20)
        held.append(caught.value)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert {one.ended for one in not_empty(held)} == {Ended.TOO_LARGE}
    assert kept < 1 << 20


def test_a_closed_pool_ends_its_children_and_still_answers(pool: ChildPool) -> None:
    first = run(pool)
    pool.close()
    assert not is_running(first)
    children = [run(pool), run(pool)]
    assert [one for one in not_empty(children) if is_running(one)] == []
    assert len(set(children)) == 2


def test_a_pool_that_nobody_holds_ends_its_children() -> None:
    child = run(ChildPool(serve))
    assert not is_running(child)


def test_as_many_children_as_work_at_a_time(pool: ChildPool) -> None:
    found: list[int] = []
    threads = [Thread(target=lambda: found.append(run(pool, "sleep", 0.5))) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(set(found)) == 2
    assert {run(pool) for _ in range(4)} <= set(found)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_children_that_wait_end_with_their_parent(how: signal.Signals) -> None:
    program = (
        "import time; from test_child_pool import *; pool = ChildPool(serve); print(run(pool), flush=True); "
        "time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent
    ) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        assert is_running(child)
        process.send_signal(how)
        process.wait()
    until = time.monotonic() + 10
    while is_running(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(child)


def test_a_new_graph_has_new_children(tmp_path: Path) -> None:
    def write(number: int) -> Path:
        path = tmp_path / "given.trig"
        rows = "".join(f"<urn:s{one}> <urn:p> {one} . " for one in range(number))
        path.write_text(f"<https://w3id.org/ijb/id/graph/some> {{ {rows} }}", encoding="utf-8")
        return given_graph(path, tmp_path)

    def answered(engine: Embedded) -> str:
        count = "SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }"
        return engine.query_limited(count, "a query", Limits(60, 256, 1)).texts()[0][0]

    def children() -> set[str]:
        return {
            child
            for task in Path("/proc/self/task").iterdir()
            for child in (task / "children").read_text(encoding="ascii").split()
        }

    before = children()
    source = GraphSource(write(3))
    old = source.engine
    assert answered(old) == "3"
    (child,) = children() - before
    write(5)
    assert source.reload()
    assert answered(source.engine) == "5"
    assert child not in children()
    # Who still has the graph of before gets an answer from it.
    assert answered(old) == "3"
