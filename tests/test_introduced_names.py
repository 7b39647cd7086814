"""Names that a paper's own folder introduces: known to its board, described once, nothing edited elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.errors import InputError
from ijb_graph.graph.build import build
from ijb_graph.records.names import Name
from ijb_graph.records.reader import Records, read_records
from ijb_graph.records.schema import KINDS

MANIFEST = """board = "{board}"
meeting_date = {day}
title = "Minute"
kind = "minute"

[text]
file = "minute.txt"
sha256 = "{zeros}"
lines = 9
"""
BODIES = "name,kind,part_of\nAudit Committee,standing-group,IJB\n"
POSTS = "name,body\nHead of Estates,the Council\n"
PEOPLE = "name\nA. Example\n"
ALIASES = "alias,name,kind\nAC,Audit Committee,abbreviation\n"


def write_paper(data: Path, board: str, day: str, **files: str) -> Path:
    """A paper whose folder holds these files; ``named`` are the names that it prints."""
    folder = data / board / f"{day}-minute"
    folder.mkdir(parents=True)
    manifest = MANIFEST.format(board=board, day=day, zeros="0" * 64)
    (folder / "paper.toml").write_text(manifest, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name.replace('_', '-')}.csv").write_text(text, encoding="utf-8")
    return folder


def named(*names: str) -> str:
    return "body,lines,basis\n" + "".join(f"{name},1,printed\n" for name in names)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for part in ("reference", KINDS):
        shutil.copytree(PROJECT.data / part, tmp_path / "data" / part)
    return tmp_path / "data"


def faults(data: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_records(data)
    return [str(problem) for problem in caught.value.problems]


def meant(records: Records, board: str) -> list[Name]:
    return [
        name
        for paper in records.papers
        if paper.board == board
        for row in paper.rows.get("bodies-named", [])
        if (name := row.name("body"))
    ]


def test_a_paper_introduces_a_body_a_post_a_person_and_a_short_name(data: Path) -> None:
    files = {"bodies": BODIES, "posts": POSTS, "people": PEOPLE, "aliases": ALIASES}
    write_paper(data, "angus", "2031-01-15", **files, bodies_named=named("Audit Committee", "AC", "Head of Estates"))
    # A later paper of the board uses them, and a paper of another board has a committee of the same name.
    write_paper(data, "angus", "2031-03-12", bodies_named=named("AC"))
    write_paper(data, "fife", "2031-02-01", bodies=BODIES, bodies_named=named("Audit Committee"))
    records = read_records(data)
    committee = Name("body", "Audit Committee", "angus", "Audit Committee")
    post = Name("post", "Head of Estates", "angus", "Head of Estates")
    assert meant(records, "angus") == [committee, committee, post, committee]
    assert meant(records, "fife") == [Name("body", "Audit Committee", "fife", "Audit Committee")]
    assert records.names.resolve("A. Example", "angus") == Name("person", "A. Example", "angus", "A. Example")
    assert records.names.resolve("A. Example", "fife") is None


def test_what_is_introduced_is_described_with_the_reference_data(data: Path, tmp_path: Path) -> None:
    write_paper(data, "angus", "2031-01-15", bodies=BODIES, posts=POSTS, people=PEOPLE, aliases=ALIASES)
    write_paper(data, "fife", "2031-02-01", bodies=BODIES)
    lines = build(data, PROJECT.ontology, tmp_path / "out").path.read_text(encoding="utf-8").splitlines()
    found = {
        line.replace("https://w3id.org/ijb/", "").removesuffix(" <id/graph/reference> .")
        for line in lines
        if line.startswith(("<https://w3id.org/ijb/id/body/angus/", "<https://w3id.org/ijb/id/body/fife/"))
        or line.startswith(("<https://w3id.org/ijb/id/post/angus/", "<https://w3id.org/ijb/id/person/angus/"))
    }
    linked = "<http://www.w3.org/ns/org#linkedTo>"
    assert f"<id/body/angus/audit-committee> {linked} <id/board/angus>" in found
    assert f"<id/body/fife/audit-committee> {linked} <id/board/fife>" in found
    assert '<id/body/angus/audit-committee> <http://www.w3.org/2004/02/skos/core#altLabel> "AC"' in found
    assert "<id/post/angus/head-of-estates> <http://www.w3.org/ns/org#postIn> <id/body/angus-council>" in found
    assert "<id/person/angus/a.-example> <def#worksFor> <id/board/angus>" in found


def test_a_paper_may_introduce_again_what_is_known(data: Path) -> None:
    """In the same way: by an earlier paper, by reference data, or as one body or person for all boards."""
    write_paper(data, "angus", "2031-01-15", bodies=BODIES, people=PEOPLE)
    write_paper(
        data,
        "angus",
        "2031-03-12",
        bodies=BODIES + "Audit Scotland,external-organisation,\n",
        people=PEOPLE + "Judith Proctor\n",
        bodies_named=named("Audit Scotland", "Audit Committee", "Judith Proctor"),
    )
    records = read_records(data)
    assert [(name.label, name.board) for name in meant(records, "angus")] == [
        ("Audit Scotland", ""),
        ("Audit Committee", "angus"),
        ("Judith Proctor", ""),
    ]
    rows = [row.text("name") for row in records.shared["reference/bodies"]]
    assert (rows.count("Audit Committee"), rows.count("Audit Scotland")) == (1, 1)


@pytest.mark.parametrize(
    ("files", "parts"),
    [
        ({"bodies": BODIES.replace("standing-group", "team")}, ["[name-defined-otherwise]", "which ", "row 2"]),
        ({"posts": "name\nAudit Committee\n"}, ["[name-taken]", "Audit Committee"]),
        ({"aliases": "alias,name,kind\nAudit Committee,IJB,variant\n"}, ["[name-taken]"]),
        ({"bodies": "name,kind,board\nOther,team,fife\n"}, ["column board", "'fife'", "whose paper it is"]),
        ({"bodies": "name,kind,part_of\nOther,team,Nobody\n"}, ["[unknown-name]", "'Nobody'"]),
        ({"aliases": "alias,name,kind\nX,Nobody,variant\n"}, ["[unknown-name]", "'Nobody'"]),
        ({"people": "title\nA. Example\n"}, ["[unknown-column]", "title"]),
        ({"bodies_named": named("Audit Comittee")}, ["[unknown-name]", "Did you mean 'Audit Committee'"]),
        ({"persons": PEOPLE}, ["[stray-file]", "people.csv"]),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_what_is_introduced_wrong_is_refused(data: Path, files: dict[str, str], parts: list[str]) -> None:
    write_paper(data, "angus", "2031-01-15", bodies=BODIES)
    write_paper(data, "angus", "2031-03-12", **files)
    said = "\n".join(faults(data))
    assert "2031-03-12-minute" in said
    for part in not_empty(parts):
        assert part in said


def test_a_fault_of_an_introducing_file_is_told_once(data: Path) -> None:
    """What uses a name that could not be read cannot be judged."""
    write_paper(data, "angus", "2031-01-15", bodies="name,kind\nX,commitee\n", bodies_named=named("X", "Y"))
    [fault] = faults(data)
    assert "'commitee'" in fault


def test_a_name_given_twice_is_told_by_a_column_of_the_file(data: Path) -> None:
    """The board, a part of the key, is no column of a paper's file."""
    write_paper(data, "angus", "2031-01-15", people=PEOPLE + "A. Example\n")
    with pytest.raises(InputError) as caught:
        read_records(data)
    [told] = [str(problem) for problem in caught.value.problems]
    assert "people.csv, row 3, column name: found 'A. Example' again (first in row 2); expected each name once" in told
