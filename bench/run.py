"""Measures synthetic data of several sizes, and writes `results.csv`, `cost.svg` and `README.md` beside this file.

Usage: python bench/run.py --date 2026-11-26 [--copies 2,16,168,840] [--steps STEP,...] [--work DIR] [--longest 3600]
[--shared]

``--date`` is told in the README, and so is ``--shared``: that the machine had other work. A measurement that takes
longer than ``--longest`` seconds is given up. What `results.csv` holds of other sizes and steps stays: a size can be
measured by itself, and so can a step, of synthetic data that were built in ``--work`` before. What takes long in all
is done up to so many copies as PYSHACL_COPIES, RDFLIB_COPIES, SERVER_COPIES and PEER_COPIES say. Servers and peers are
measured where they are present: Virtuoso of Debian's virtuoso-opensource-7, Jena of its libapache-jena-java, with a
JDK; pyshacl-turbo and pyrudof where they are installed beside this project.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path
from subprocess import PIPE
from tempfile import TemporaryDirectory
from typing import Any

from endpoints import SERVERS
from other_validators import ENGINES
from report import write_plot, write_readme
from synthetic import PLANTED

HERE = Path(__file__).resolve().parent
# The project's own papers are no copy of the clean project.
OWN = 0
PYSHACL_COPIES, RDFLIB_COPIES = 16, 2
SERVER_COPIES = 168
PEER_COPIES, CASES_COPIES = {"jena": 168, "pyshacl-turbo": 2, "pyrudof": 2}, 2


def step(longest: float, name: str, *arguments: str) -> dict[str, Any]:
    """What a measurement says; under ``failed`` why there is none, as when it takes longer than so many seconds."""
    command = [sys.executable, str(HERE / "measure.py"), name, *arguments]
    with subprocess.Popen(command, stdout=PIPE, stderr=PIPE, text=True, process_group=0) as child:
        try:
            told, complaint = child.communicate(timeout=longest)
        except subprocess.TimeoutExpired:
            return {"failed": f"not done in {longest:g} s"}
        finally:
            # With the processes that it has started itself.
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
    if child.returncode:
        return {"failed": (complaint.strip().splitlines() or ["no word"])[-1][:200]}
    found: dict[str, Any] = json.loads(told)
    return found


Measure = tuple[int, str, Callable[[], dict[str, Any]]]


def measures(copies: int, work: Path, longest: float) -> Iterator[Measure]:
    """All measurements of synthetic data of one size, one after the other."""
    data, out = work / f"synthetic{copies}" / "data", work / f"synthetic{copies}" / "out"
    nquads = str(out / "graph.nq")

    def of(name: str, *arguments: str, called: str = "") -> Measure:
        return copies, called or name, partial(step, longest, name, *arguments)

    yield of("records", str(data), str(copies))
    yield of("graph", str(data), str(out), called="build")
    yield of("load", nquads)
    yield of("check", nquads, str(data.parent / PLANTED))
    yield of("together", nquads)
    yield of("questions", nquads)
    yield of("again", nquads)
    if copies <= RDFLIB_COPIES:
        yield of("rdflib", nquads)
    if copies <= PYSHACL_COPIES:
        yield of("pyshacl", nquads)
    if copies <= SERVER_COPIES:
        for server in SERVERS:
            yield of("endpoint", nquads, server, called=server)
    for engine in ENGINES:
        if copies <= PEER_COPIES[engine]:
            yield of("peer", nquads, engine, called=engine)
        if copies <= CASES_COPIES:
            yield of("cases", nquads, engine, called=f"{engine} with the rules' cases")


def planned(sizes: list[int], work: Path, longest: float) -> Iterator[Measure]:
    """All measurements: those of the project's own papers, then those of each size of synthetic data."""
    yield OWN, "start", partial(step, longest, "start")
    for copies in sizes:
        yield from measures(copies, work, longest)


def _kept() -> list[list[str]]:
    """What was measured before."""
    try:
        with (HERE / "results.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))[1:]
    except FileNotFoundError:
        return []


def machine(shared: bool) -> str:
    """The machine and what runs on it."""
    names = ("pyoxigraph", "pyshacl", "rdflib")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    others = "; it had other work at the same time" if shared else ""
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {versions}{others}"
    )


def _write(rows: list[list[str]], date: str, on: str) -> None:
    with (HERE / "results.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["copies", "step", "measure", "value"])
        writer.writerows(rows)
    write_plot(HERE / "results.csv", HERE / "cost.svg")
    write_readme(HERE / "results.csv", HERE / "README.md", date, on)


def main() -> None:
    """Measure, then write what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--date", required=True)
    parser.add_argument("--copies", default="2,16,168,840")
    parser.add_argument("--steps")
    parser.add_argument("--work", type=Path)
    parser.add_argument("--longest", type=float, default=3600)
    parser.add_argument("--shared", action="store_true")
    given = parser.parse_args()
    sizes = [int(copies) for copies in given.copies.split(",")]
    rows = _kept()
    with TemporaryDirectory() as temporary:
        for copies, name, measure in planned(sizes, given.work or Path(temporary), given.longest):
            if given.steps and name not in given.steps.split(","):
                continue
            found = measure()
            rows = [row for row in rows if row[:2] != [str(copies), name]]
            for key, value in found.items():
                rows.append([str(copies), name, key, json.dumps(value) if isinstance(value, list) else str(value)])
            # Written each time: a run that is broken off leaves what it has measured.
            _write(sorted(rows, key=lambda row: int(row[0])), given.date, machine(given.shared))


if __name__ == "__main__":
    main()
