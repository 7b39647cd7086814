"""Convert the tables that CSVW metadata describes to N-Triples, by csvw-functions, which reads from the web only.

Usage: python csvw_converter.py FOLDER; csvw-functions has to be on PYTHONPATH.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pyoxigraph
import pytest

__all__ = ["METADATA", "converted"]

METADATA = "csv-metadata.json"

CONVERTER = ("csvw-functions==0.0.0", "hyperlink==21.0.0", "langcodes==3.5.1", "requests==2.34.2")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing of what is served."""


def _convert(folder: Path) -> None:
    from csvw_functions import create_annotated_table_group, create_rdf

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    for path in sorted(folder.rglob(METADATA)):
        place = f"http://127.0.0.1:{server.server_port}/{path.relative_to(folder).as_posix()}"
        print(create_rdf(create_annotated_table_group(place), mode="minimal"))


def converted(folder: Path) -> set[str]:
    """The statements that csvw-functions makes, which is installed for that once, beside this environment."""
    place = Path(sys.prefix) / "csvw-converter"
    if not (place / "csvw_functions").is_dir():
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(place), *CONVERTER]
        done = subprocess.run(install, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"csvw-functions cannot be installed: {done.stderr.strip().splitlines()[-1]}")
    done = subprocess.run(
        [sys.executable, __file__, str(folder)],
        env={**os.environ, "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=True,
    )
    triples = pyoxigraph.parse(done.stdout, format=pyoxigraph.RdfFormat.N_TRIPLES)
    return {str(quad.triple) for quad in triples}


if __name__ == "__main__":
    _convert(Path(sys.argv[1]))
