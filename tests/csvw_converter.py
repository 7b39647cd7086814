"""Convert the tables that CSVW metadata describes to N-Triples, by csvw-functions, which reads from the web only.

Usage: python csvw_converter.py FOLDER; csvw-functions has to be on PYTHONPATH.
"""

from __future__ import annotations

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

__all__ = ["METADATA"]

METADATA = "csv-metadata.json"


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


if __name__ == "__main__":
    _convert(Path(sys.argv[1]))
