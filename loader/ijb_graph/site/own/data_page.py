"""The page of all that can be downloaded, with sizes and what each file holds."""

from __future__ import annotations

from itertools import groupby

from ijb_graph.site.edition import Download
from ijb_graph.site.page_paths import DATA
from ijb_graph.site.parts import Files, SiteParts

__all__ = ["files"]


def size(number: int) -> str:
    """A number of bytes as people read it: ``11.5 MB``."""
    for unit, least in (("MB", 10**6), ("kB", 10**3)):
        if number >= least:
            return f"{number / least:.1f} {unit}"
    return f"{number} bytes"


def files(parts: SiteParts) -> Files:
    """The page."""

    def data(path: str) -> bytes:
        def same(one: Download) -> tuple[str, str]:
            return one.title, one.description

        datasets = [(*said, list(some)) for said, some in groupby(parts.edition.downloads, key=same)]
        registers = [one for one in parts.questions.values() if one.group == "registers"]
        return parts.page("data.html", path, datasets=datasets, size=size, registers=registers)

    return {DATA: data}
