"""Measures `ijb serve`, and writes `serving.md` beside this file.

Usage: python bench/serving.py --date 2026-11-30 [--seconds 600] [--requests 3000] [--copies 55] [--shared]

``--date`` is told in the file, and so is ``--shared``: that the machine had other work. The same pages are asked of
`ijb serve`, of Starlette's static files behind the same HTTP server, and of Python's own `http.server`, which read the
published site from the disk. ``--seconds`` is how long the mixed load of `load.py` goes on. ``--copies`` says how many
copies of the made-up papers (`synthetic.py`) a large site has: 55 make ten thousand pages; 0 leaves it out. Linux only:
processor seconds are read from /proc.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote
from urllib.request import ProxyHandler, build_opener

from load import SMALL, Load, mean_and_most, measured, mixed_load, replaced_graph, settled_mb, watched_memory
from synthetic import ROOT, write_synthetic

_IJB = Path(sys.executable).with_name("ijb")
# The graph is replaced after so many seconds of load, each time.
_REPLACE = 100.0
_STATIC = (
    "import sys, uvicorn; from starlette.applications import Starlette; from starlette.routing import Mount; "
    "from starlette.staticfiles import StaticFiles; "
    "app = Starlette(routes=[Mount('/', StaticFiles(directory=sys.argv[1], html=True))]); "
    "uvicorn.run(app, port=int(sys.argv[2]), http='h11', loop='asyncio', access_log=False, log_level='error')"
)


# Run in the folder of a project: seconds of processor for making the site, and for all of its files.
_SITE = """
import time
from pathlib import Path
from ijb_graph.ask.questions import read_questions
from ijb_graph.check.rules import read_rules
from ijb_graph.check.run_rules import check
from ijb_graph.engine import Embedded
from ijb_graph.project import find_project
from ijb_graph.site.site import Site, write_site
project = find_project()
engine, rules = Embedded(Path("build/graph.nq")), read_rules(project.shapes)
findings = check(engine, rules)
start = time.process_time()
site = Site(engine, rules, read_questions(project.queries), findings)
site.prepare()
ready = time.process_time()
write_site(Path("site"), site)
print(ready - start, time.process_time() - start)
"""


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def _running(command: list[str], port: int, path: str) -> Iterator[int]:
    """A server, by its process, that answers at ``path`` before the block runs; ended after it."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    opener = build_opener(ProxyHandler({}))
    try:
        until = time.monotonic() + 180
        while True:
            try:
                opener.open(f"http://127.0.0.1:{port}{path}", timeout=30).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(0.2)
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)


def _ask(port: int, targets: list[str], number: int, accept: str = "*/*") -> int:
    """Send so many requests over one connection, each after the answer to the one before; the bytes of the bodies.

    A client that does little, so that the server's share of the machine is large.
    """
    heads = [f"GET {one} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\n\r\n".encode() for one in targets]
    received = 0
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        buffer = b""
        for one in range(number):
            client.sendall(heads[one % len(heads)])
            while b"\r\n\r\n" not in buffer:
                buffer += client.recv(1 << 16)
            head, _, buffer = buffer.partition(b"\r\n\r\n")
            lines = head.lower().split(b"\r\n")
            if lines[0].split(b" ")[1] != b"200":
                raise SystemExit(f"{targets[one % len(heads)]}: {lines[0].decode()}")
            (length,) = (int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:"))
            while len(buffer) < length:
                buffer += client.recv(1 << 18)
            buffer = buffer[length:]
            received += length
    return received


def _each(port: int, pid: int, targets: list[str], number: int, accept: str = "*/*") -> dict[str, float]:
    """Seconds of a request, by the clock and of the server's processor, after each page was asked for once."""
    _ask(port, targets, len(targets), accept)
    with measured(pid) as found:
        found_bytes = _ask(port, targets, number, accept)
    return {**{name: value / number for name, value in found.items()}, "bytes": found_bytes / number}


def _pages(site: Path) -> list[str]:
    """Pages of every kind: each fiftieth of the site."""
    paths = sorted(one.relative_to(site).as_posix() for one in site.rglob("*.html"))
    return [f"/{one}" for one in paths[::50]]


def _questions(site: Path) -> list[str]:
    """The page and the CSV file of each fifth question with its own values."""
    names = sorted(one.stem for one in (site / "ask").glob("*.csv"))
    return [f"/ask/{name}.{ending}" for name in names[::5] for ending in ("html", "csv")]


def _static(site: Path, targets: list[str], number: int) -> dict[str, float]:
    """What Starlette's static files take."""
    port = _free_port()
    with _running([sys.executable, "-c", _STATIC, str(site), str(port)], port, "/") as pid:
        return _each(port, pid, targets, number)


def _peers(site: Path, targets: list[str], number: int) -> dict[str, dict[str, float]]:
    found = {"Starlette's static files": _static(site, targets, number)}
    port = _free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--protocol", "HTTP/1.1", "--directory", str(site)]
    with _running([*command, "--bind", "127.0.0.1"], port, "/") as pid:
        found["Python's http.server"] = _each(port, pid, targets, number)
    return found


def _rate(found: dict[str, float]) -> str:
    return f"{1 / found['processor']:,.0f} | {1 / found['wall']:,.0f}"


def _report(date: str, shared: bool, values: dict[str, object]) -> str:
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    packages = ", ".join(f"{name} {version(name)}" for name in ("uvicorn", "starlette", "pyoxigraph"))
    busy = "; it had other work at the same time" if shared else ""
    return f"""# What serving costs

`ijb serve` over the project's own papers, written by `serving.py`. Measured {date} on {machine}, {packages}{busy}.

```console not-run: it takes as long as --seconds says
$ .venv/bin/python bench/serving.py {shlex.join(sys.argv[1:])}
```

A second of processor is one of the server, whatever the client and others took; seconds by the clock hold the client
too. One worker, one client, one request after the other: {values["requests"]} pages, a tenth of that in queries, the
processor read in hundredths.

| | a second of processor | a second by the clock |
|---|---|---|
{values["rates"]}

Pages of `ijb serve` take {values["ratio"]} times the processor of the same bytes from Starlette's static files, and
{values["ratio_plain"]} times that of `http.server`. Both read them from the disk; a page has {values["bytes"]} bytes.
Questions as they are (`/ask/NAME.html`, `.csv`; {values["bytes_fixed"]} bytes) take {values["ratio_fixed"]} times.

- Publishing all (`ijb publish`) took {values["publish"]} s of processor for {values["files"]} files.
- From the start of `ijb serve` until its pages were ready it was {values["ready"]} s by the clock.
- Mixed load for {values["seconds"]} s (`load.py`: pages, data, questions, findings, queries that are small, endless,
  wrong, or take all memory or answer too much, clients that hang up; the graph replaced {values["replaced"]} times):
  {values["number"]} requests answered (by status: {values["kinds"]}), {values["wrong"]} lost or answered wrongly;
  {values["hung_up"]} clients hung up.
- Memory of the server with its children, a page that they share counted once: {values["before"]} MB before,
  {values["after"]} MB after; mean and most in the first minute {values["first"]} MB, in the last
  {values["last"]} MB.{values["large"]}
"""


def _processor(command: list[str | Path], folder: Path) -> tuple[float, str]:
    """Seconds of processor that a command takes, and what it prints."""
    before = os.times()
    done = subprocess.run(command, check=True, cwd=folder, capture_output=True, text=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system, done.stdout


def _large(copies: int, project: Path) -> str:
    """What a site of many pages takes, as lines of the report."""
    project.mkdir()
    write_synthetic(project / "data", copies)
    for part in ("ontology", "shapes", "queries", "LICENSE-DATA"):
        (project / part).symlink_to(ROOT / part)
    _processor([_IJB, "build"], project)
    publish, _ = _processor([_IJB, "publish", "web"], project)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    _, told = _processor([sys.executable, "-c", _SITE], project)
    prepare, written = map(float, told.split())
    pages = sum(1 for _ in (project / "site").rglob("*.html"))
    with (project / "build" / "graph.nq").open(encoding="utf-8") as file:
        statements = sum(1 for _ in file)
    return f"""
- A large site, of {copies} copies of the made-up papers of `tests/clean`: {pages:,} pages, {statements:,} statements.
  The site is ready to be served after {prepare:.0f} s of processor; all of its files take {written:.0f} s, and
  `ijb publish`, which also writes the graph, the registers and the catalogue, {publish:.0f} s with at most
  {memory:,.0f} MB of memory."""


def _measure(number: int, seconds: float, copies: int) -> dict[str, object]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        graph, site = folder / "graph", folder / "site"
        subprocess.run([_IJB, "build", "--out", graph], check=True, cwd=ROOT, capture_output=True)
        publish, _ = _processor([_IJB, "publish", site, "--out", graph], ROOT)
        targets = _pages(site)
        rates = _peers(site, targets, number)
        fixed_static = _static(site, _questions(site), number)
        port = _free_port()
        start = time.monotonic()
        options = ["--out", str(graph), "--port", str(port), "--no-access-log", "--timeout", "2"]
        with _running([str(_IJB), "serve", *options], port, "/-/ready") as pid:
            ready = time.monotonic() - start
            ours = _each(port, pid, targets, number)
            small = _each(port, pid, [f"/sparql?query={quote(SMALL)}"], max(number // 10, 1), "text/csv")
            fixed = _each(port, pid, _questions(site), number)
            question = _each(port, pid, ["/ask/ratings.csv?board=edinburgh"], max(number // 10, 1))
            mixed_load(f"http://127.0.0.1:{port}", min(seconds, 6), between=lambda: replaced_graph(graph))
            memory = settled_mb(pid)
            with watched_memory(pid) as watched:
                load: Load = mixed_load(
                    f"http://127.0.0.1:{port}", seconds, between=lambda: replaced_graph(graph), every=_REPLACE
                )
            after = settled_mb(pid)
        for line in load.wrong[:20]:
            print(line, file=sys.stderr)
        rows = {
            "pages of `ijb serve`": ours,
            **rates,
            "questions of `ijb serve` as they are": fixed,
            "the same of Starlette's static files": fixed_static,
            "small SPARQL queries": small,
            "a question with a value": question,
        }
        static, plain = rates.values()
        return {
            "rates": "\n".join(f"| {name} | {_rate(found)} |" for name, found in rows.items()),
            "ratio": f"{ours['processor'] / static['processor']:.2g}",
            "ratio_fixed": f"{fixed['processor'] / fixed_static['processor']:.2g}",
            "bytes_fixed": f"{fixed['bytes']:,.0f}",
            "ratio_plain": f"{ours['processor'] / plain['processor']:.2g}",
            "bytes": f"{ours['bytes']:,.0f}",
            "publish": f"{publish:.1f}",
            "files": sum(1 for one in site.rglob("*") if one.is_file()),
            "ready": f"{ready:.1f}",
            "requests": number,
            "seconds": f"{seconds:g}",
            "number": f"{load.number:,}",
            "wrong": len(load.wrong),
            "replaced": load.replaced,
            "kinds": ", ".join(
                f"{status} {sum(number for (_, other), number in load.answered.items() if other == status):,}"
                for status in sorted({status for _, status in load.answered})
            ),
            "hung_up": load.hung_up,
            "first": mean_and_most(watched, 0, 60),
            "last": mean_and_most(watched, seconds - 60, seconds),
            "before": f"{memory:.0f}",
            "after": f"{after:.0f}",
            "large": _large(copies, folder / "large") if copies else "",
        }


def main() -> None:
    """Measure, and write `serving.md`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--date", required=True)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--requests", type=int, default=3000)
    parser.add_argument("--copies", type=int, default=55)
    parser.add_argument("--shared", action="store_true")
    given = parser.parse_args()
    text = _report(given.date, given.shared, _measure(given.requests, given.seconds, given.copies))
    Path(__file__).with_name("serving.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
