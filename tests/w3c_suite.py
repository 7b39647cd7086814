"""The W3C SHACL test suite, from pySHACL's source distribution: fetched once, then kept in the user's cache."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import platformdirs
import pytest
from places import ROOT

__all__ = ["unpack_suite"]

# Where the suite lies in the source distribution.
FOLDER = "test/resources/sht_tests"
REQUIREMENTS = ROOT / "requirements.txt"


def _requirement() -> str:
    """What `requirements.txt` pins of pySHACL: the version, and the hash of each distribution."""
    text = re.search(r"^pyshacl==(?:.*\\\n)*.*\n", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE)
    assert text, f"{REQUIREMENTS.name} does not pin pyshacl"
    return text[0]


def _is_pinned(archive: Path, requirement: str) -> bool:
    return f"sha256:{hashlib.sha256(archive.read_bytes()).hexdigest()}" in requirement


def _source_distribution() -> Path:
    """The archive, from the user's cache or else by pip, from the index that pip is set up for."""
    requirement = _requirement()
    cache = platformdirs.user_cache_path("ijb-graph", appauthor=False, ensure_exists=True)
    archive = cache / f"pyshacl-{requirement.split()[0].removeprefix('pyshacl==')}.tar.gz"
    if archive.is_file() and _is_pinned(archive, requirement):
        return archive
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        wanted = Path(folder) / "requirements.txt"
        wanted.write_text(requirement, encoding="utf-8")
        # pip asks a source distribution for its metadata: what builds these is pinned in requirements-test.txt.
        options = ("--no-deps", "--no-binary", "pyshacl", "--no-build-isolation", "--require-hashes", "--retries", "1")
        pip = (sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", *options)
        done = subprocess.run(
            [*pip, "--dest", folder, "--requirement", wanted], capture_output=True, text=True, check=False
        )
        assert "DO NOT MATCH THE HASHES" not in done.stderr, done.stderr
        if done.returncode:
            pytest.skip(f"the W3C suite cannot be fetched: pip: {done.stderr.strip().splitlines()[-1]}")
        (found,) = Path(folder).glob("pyshacl-*.tar.gz")
        assert _is_pinned(found, requirement), f"{found.name} is not what {REQUIREMENTS.name} pins"
        found.replace(archive)
    return archive


def unpack_suite(folder: Path) -> Path:
    """Unpack the suite below a folder, and say where it lies; skip the test where it cannot be fetched."""
    with tarfile.open(_source_distribution()) as archive:
        top = archive.getnames()[0].split("/")[0]
        suite = [one for one in archive if one.name.startswith(f"{top}/{FOLDER}/")]
        archive.extractall(folder, suite, filter="data")
    return folder / top / FOLDER
