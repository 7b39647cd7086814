"""Standard names: every board's papers can name it, its partners, its partnership and its posts, with nothing typed."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.errors import InputError
from ijb_graph.graph.build import build
from ijb_graph.records.names import Name
from ijb_graph.records.reader import Records, read_records
from ijb_graph.records.schema import KINDS

SLUG = "2031-01-15-minute"
MANIFEST = """board = "{board}"
meeting_date = 2031-01-15
title = "Minute"
kind = "minute"

[text]
file = "minute.txt"
sha256 = "{zeros}"
lines = 9
"""


def table(name: str) -> list[dict[str, str]]:
    with (PROJECT.data / "reference" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


AUTHORITIES = {row["slug"]: row for row in table("integration-authorities.csv")}
# Posts that reference data define under names of their own.
DEFINED = {
    "west-lothian": {"Chief Finance Officer": "IJB CFO"},
    "edinburgh": {"Chief Social Work Officer, City of Edinburgh Council": "Chief Social Work Officer"},
}
BOARDS = {slug: row for slug, row in AUTHORITIES.items() if row["kind"] == "integration-joint-board"}


def expected(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What a paper of an authority may print, with the full name of what it means."""
    area, name, health_board = row["authority"], row["name"], row["health_board"]
    partnership, councils = f"{area} Health and Social Care Partnership", row["councils"].split("; ")
    yield from ((one, one) for one in (name, partnership, health_board, *councils))
    yield from ((one, health_board) for one in ("the Health Board", "NHS Board"))
    yield f"{health_board.removeprefix('NHS ')} Health Board", health_board
    yield from ((one, partnership) for one in (f"{area} HSCP", "HSCP", "the Partnership"))
    yield f"{area} Health & Social Care Partnership", partnership
    for body in (health_board, *councils):
        yield f"Chief Executive of {body}", f"Chief Executive, {body}"
    if len(councils) == 1:
        yield from ((one, councils[0]) for one in ("The Council", "local authority", f"{area} Council"))
        yield from ((one, f"Chief Social Work Officer, {councils[0]}") for one in ("Chief Social Work Officer", "CSWO"))
    if row["kind"] == "integration-joint-board":
        yield from ((one, name) for one in (f"{area} IJB", "IJB", "the IJB", "the Board", "Integration Joint Board"))
        yield from ((one, one) for one in ("Chair", "Vice Chair", "Chief Officer", "Standards Officer"))
        yield from (("Vice-Chair", "Vice Chair"), ("IJB Chair", "Chair"), (f"Chair of {area} IJB", "Chair"))
        for one in ("Chief Finance Officer", "CFO", "IJB Section 95 Officer"):
            yield one, "Chief Finance Officer"
        for one in ("delegated services", "the functions delegated to the IJB", f"functions delegated to {area} IJB"):
            yield one, f"services delegated to {area} IJB"


def write_paper(data: Path, board: str, names: list[str]) -> None:
    folder = data / board / SLUG
    folder.mkdir(parents=True)
    (folder / "paper.toml").write_text(MANIFEST.format(board=board, zeros="0" * 64), encoding="utf-8")
    with (folder / "bodies-named.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("body", "lines", "basis", "note"))
        rows.writerows((name, 1, "printed", "") for name in names)


def write_reference(data: Path) -> Path:
    for part in ("reference", KINDS):
        shutil.copytree(PROJECT.data / part, data / part)
    return data


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """A paper of every authority that prints all its standard names."""
    data = write_reference(tmp_path_factory.mktemp("standard") / "data")
    for board, row in AUTHORITIES.items():
        write_paper(data, board, list(dict(expected(row))))
    return read_records(data)


def refused(tmp_path: Path, board: str, name: str) -> str:
    """What is said of a name that a paper of a board may not print."""
    data = write_reference(tmp_path / "data")
    write_paper(data, board, [name])
    with pytest.raises(InputError) as caught:
        read_records(data)
    (problem,) = caught.value.problems
    assert (problem.row, problem.column) == (2, "body")
    return str(problem)


def test_there_are_31_authorities_of_which_one_is_no_board() -> None:
    assert len(AUTHORITIES) == 31
    assert AUTHORITIES.keys() - BOARDS.keys() == {"highland"}


@pytest.mark.parametrize("board", AUTHORITIES)
def test_a_paper_names_what_every_authority_has(records: Records, board: str) -> None:
    (paper,) = (one for one in records.papers if one.board == board)
    found = {row.texts_printed[0]: row.name("body") for row in paper.rows["bodies-named"]}
    defined = DEFINED.get(board, {})
    wanted = {printed: defined.get(label, label) for printed, label in expected(AUTHORITIES[board])}
    assert len(wanted) > 12
    assert {printed: name and name.label for printed, name in found.items()} == wanted
    posts = [name for name in found.values() if name and name.sort == "post" and "," not in name.label]
    assert {name.board for name in posts} <= {board}


@pytest.mark.parametrize(
    ("board", "printed", "meant"),
    [
        ("angus", "Angus IJB", "Angus Integration Joint Board"),
        ("angus", "East Lothian HSCP", "East Lothian Health and Social Care Partnership"),
        ("aberdeen-city", "ACC", "Aberdeen City Council"),
        ("dumfries-and-galloway", "D&GC", "Dumfries and Galloway Council"),
        ("dundee-city", "Dundee Health & Social Care Partnership", "Dundee City Health and Social Care Partnership"),
        ("east-ayrshire", "NHS AYRSHIRE & ARRAN", "NHS Ayrshire and Arran"),
        ("east-lothian", "EL HSCP", "East Lothian Health and Social Care Partnership"),
        ("edinburgh", "CEC", "City of Edinburgh Council"),
        ("glasgow-city", "NHSGGC", "NHS Greater Glasgow and Clyde"),
        ("highland", "The Highland Council", "Highland Council"),
        ("moray", "MIJB", "Moray Integration Joint Board"),
        ("north-lanarkshire", "NHSL", "NHS Lanarkshire"),
        ("midlothian", "NHSL", "NHS Lothian"),
        ("orkney-islands", "Orkney IJB", "Orkney Islands Integration Joint Board"),
        ("western-isles", "Western Isles Council", "Comhairle nan Eilean Siar"),
    ],
)
def test_short_forms(records: Records, board: str, printed: str, meant: str) -> None:
    found = records.names.resolve(printed, board)
    assert found
    assert found.label == meant


@pytest.mark.parametrize(
    ("board", "name", "parts"),
    [
        ("clackmannanshire-and-stirling", "the Council", ["Clackmannanshire Council or Stirling Council"]),
        ("clackmannanshire-and-stirling", "CSWO", ["Chief Social Work Officer, Stirling Council"]),
        ("angus", "Chief Executive", ["Chief Executive, Angus Council or Chief Executive, NHS Tayside"]),
        ("angus", "Section 95 Officer", ["Chief Finance Officer or Section 95 Officer, Angus Council"]),
    ],
)
def test_an_ambiguous_name_is_refused(tmp_path: Path, board: str, name: str, parts: list[str]) -> None:
    said = refused(tmp_path, board, name)
    assert "[ambiguous-name]" in said
    assert repr(name) in said
    for part in not_empty(parts):
        assert part in said


@pytest.mark.parametrize(
    ("board", "name", "hint"),
    [
        ("angus", "Angus IJBB", "'Angus IJB'"),
        ("glasgow-city", "Cheif Finance Officer", "'Chief Finance Officer'"),
        ("angus", "AC", ""),
        ("angus", "ELC", ""),
        ("highland", "IJB", ""),
        ("highland", "Highland Integration Joint Board", ""),
        ("highland", "Chair", ""),
        ("highland", "delegated services", ""),
        ("angus", "relevant services delegated to Angus IJB", "'services delegated to Angus IJB'"),
    ],
)
def test_an_unknown_name_is_refused(tmp_path: Path, board: str, name: str, hint: str) -> None:
    said = refused(tmp_path, board, name)
    assert "[unknown-name]" in said
    assert hint in said
    assert "Did you mean" in said or not hint


def test_reference_data_go_before_standard_names(tmp_path: Path) -> None:
    """An alias that says something else wins, also where two standard names clash."""
    data = write_reference(tmp_path / "data")
    with (data / "reference" / "aliases.csv").open("a", encoding="utf-8") as file:
        file.write("Partnership,NHS Tayside,angus,variant\nChief Executive,Chief Officer,angus,variant\n")
    write_paper(data, "angus", ["the partnership", "Chief Executive"])
    (paper,) = read_records(data).papers
    found = [row.name("body") for row in paper.rows["bodies-named"]]
    assert [name and (name.label, name.alias_kind) for name in found] == [
        ("NHS Tayside", "variant"),
        ("Chief Officer", "variant"),
    ]


def test_a_post_that_reference_data_define_is_the_standard_one(tmp_path: Path) -> None:
    """Its other standard names mean it too; a name that two posts share does not make them one."""
    data = write_reference(tmp_path / "data")
    with (data / "reference" / "posts.csv").open("a", encoding="utf-8") as file:
        file.write("IJB CFO,angus,Angus Integration Joint Board\nSection 95 Officer,fife,Fife Council\n")
    write_paper(data, "angus", ["IJB"])
    names = read_records(data).names
    assert names.resolve("Chief Finance Officer", "angus") == Name("post", "IJB CFO", "angus", "IJB CFO")
    assert names.resolve("Chief Finance Officer", "fife") == Name(
        "post", "Chief Finance Officer", "fife", "Chief Finance Officer"
    )


def test_the_graph_describes_what_records_name_and_nothing_else(tmp_path: Path) -> None:
    data = write_reference(tmp_path / "data")
    write_paper(data, "angus", ["IJB"])
    before = build(data, PROJECT.ontology, tmp_path / "before").path.read_text(encoding="utf-8")
    shutil.rmtree(data / "angus")
    write_paper(data, "angus", ["IJB", "Angus HSCP", "CFO"])
    after = build(data, PROJECT.ontology, tmp_path / "after").path.read_text(encoding="utf-8")
    new = {
        line.replace("https://w3id.org/ijb/", "")
        for line in set(after.splitlines()) - set(before.splitlines())
        if line.endswith("id/graph/reference> .")
    }
    alt, label, kind = (
        f"<http://www.w3.org/{one}>"
        for one in ("2004/02/skos/core#altLabel", "2000/01/rdf-schema#label", "1999/02/22-rdf-syntax-ns#type")
    )
    body, post, graph = (
        f"<id/{one}>"
        for one in (
            "body/angus-health-and-social-care-partnership",
            "post/angus/chief-finance-officer",
            "graph/reference",
        )
    )
    assert new == {
        f'{body} {alt} "Angus HSCP" {graph} .',
        f'{body} {label} "Angus Health and Social Care Partnership" {graph} .',
        f"{body} {kind} <def#HealthAndSocialCarePartnership> {graph} .",
        f'{post} {alt} "CFO" {graph} .',
        f'{post} {label} "Chief Finance Officer" {graph} .',
        f"{post} {kind} <http://www.w3.org/ns/org#Post> {graph} .",
        f"{post} <http://www.w3.org/ns/org#postIn> <id/board/angus> {graph} .",
        f"{post} <def#worksFor> <id/board/angus> {graph} .",
    }


def test_reference_data_type_no_standard_name(tmp_path: Path) -> None:
    """Nothing that follows from the authorities stands in the files of names too."""
    data = write_reference(tmp_path / "data")
    typed = {name: table(name) for name in ("aliases.csv", "bodies.csv", "posts.csv")}
    kept = [row for row in typed["bodies.csv"] if row["kind"] != "health-and-social-care-partnership"]
    assert kept == typed["bodies.csv"]
    (data / "reference" / "aliases.csv").write_text("alias,name,board,kind\n", encoding="utf-8")
    write_paper(data, "angus", ["IJB"])
    names = read_records(data).names
    found = [(row, names.resolve(row["alias"], row["board"])) for row in not_empty(typed["aliases.csv"])]
    assert [row for row, name in found if name and name.is_standard] == []
    found = [(row, names.resolve(row["name"], row["board"])) for row in not_empty(typed["posts.csv"])]
    assert [row for row, name in found if name and name.is_standard] == []
