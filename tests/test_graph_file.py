"""A graph's file that was cut, changed, joined or emptied is noticed, whatever N-Quads remain of it."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from ijb_graph.addresses import BASE
from ijb_graph.errors import InputError
from ijb_graph.graph_file import open_graph, with_trailer
from ijb_graph.publish.graph_files import write_graph

LINES = [f'<urn:s{one}> <urn:p> "é{one}" <urn:g> .\n' for one in range(200)]
WHOLE = "".join(with_trailer(LINES)).encode()


def read(path: Path, content: bytes) -> bytes:
    path.write_bytes(content)
    with open_graph(path) as file:
        return file.read()


def test_what_was_written_is_read(tmp_path: Path) -> None:
    assert read(tmp_path / "graph.nq", WHOLE) == WHOLE
    assert WHOLE.splitlines()[-1].startswith(b"# 200 statements, SHA-256 ")
    assert "".join(with_trailer(["".join(LINES[:50]), "".join(LINES[50:])])).encode() == WHOLE
    assert read(tmp_path / "empty.nq", "".join(with_trailer([])).encode())


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"\n",
        WHOLE[:-1],
        b"".join(line.encode() for line in LINES),
        WHOLE + WHOLE,
        WHOLE + LINES[0].encode(),
        WHOLE.replace(LINES[7].encode(), b""),
        WHOLE.replace(LINES[7].encode(), LINES[8].encode(), 1),
        WHOLE.replace(b"<urn:s7>", b"<urn:s8>"),
        WHOLE.replace(b"# 200 ", b"# 199 "),
        WHOLE.replace(b"\n", b"\r\n"),
    ],
)
def test_damage_is_refused(tmp_path: Path, damaged: bytes) -> None:
    with pytest.raises(InputError, match="broken-graph"):
        read(tmp_path / "graph.nq", damaged)


def test_an_address_that_is_none_is_not_published(tmp_path: Path) -> None:
    """Its digest is right, and the engine reads it leniently: another program has written it so."""
    (tmp_path / "graph.nq").write_text(
        "".join(with_trailer(["<urn:s> <urn:p> <http://a:b:c> <urn:g> .\n"])), encoding="utf-8"
    )
    (tmp_path / "published").mkdir()
    with pytest.raises(InputError, match=r"row 1: found no N-Quads .*broken-graph"):
        write_graph(tmp_path / "graph.nq", BASE, tmp_path / "published")


def test_any_cut_and_any_flipped_bit_is_refused(tmp_path: Path) -> None:
    chance = random.Random(14)
    for _ in range(60):
        place = chance.randrange(len(WHOLE))
        flipped = WHOLE[:place] + bytes([WHOLE[place] ^ 1 << chance.randrange(8)]) + WHOLE[place + 1 :]
        for damaged in (WHOLE[:place], flipped):
            with pytest.raises(InputError, match="broken-graph"):
                read(tmp_path / "graph.nq", damaged)


def test_what_is_no_plain_file_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for path, kind in (
        (tmp_path / "folder", "no-graph"),
        (tmp_path / "none", "no-graph"),
        (Path("/dev/null"), "no-graph"),
    ):
        with pytest.raises(InputError, match=kind), open_graph(path):
            pass
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="no-graph"), open_graph(tmp_path / "pipe"):
        pass
