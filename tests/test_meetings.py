"""Minutes and briefings of boards that the project has no paper of: each fact has a place, and nothing is found wrong.

The records are those of two openings of real papers (names of people replaced) and of a made-up minute. Whatever they
need stands in the paper's own folder.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from assertions import not_empty
from command_line import csv_rows, run_in_process
from ijb_graph.records.known_names import INTRODUCING
from ijb_graph.records.schema import read_schema
from places import PROJECT
from project_copy import linked_project

ANGUS, ABERDEEN, FIFE = "2022-10-26-briefing", "2020-03-24-minute", "2031-06-17-minute"
BOARDS = {ANGUS: "angus", ABERDEEN: "aberdeen-city", FIFE: "fife"}

MANIFEST = """board = "{board}"
meeting_date = {day}
title = "{title}"
kind = "{kind}"
{cites}
[text]
file = "{slug}.txt"
sha256 = "{zeros}"
lines = 60
"""

Fields = dict[str, list[dict[str, str]]]

FINANCE = "Finance Report 2022/23"
# A briefing after a meeting: appointments with a hand-over and a proxy, and a finance report.
BRIEFING: Fields = {
    "people": [{"name": f"{one}"} for one in ("Councillor A", "Mr B", "Councillor C", "Councillor D", "Ms E")],
    "posts": [{"name": "Depute Chief Officer", "body": "IJB"}],
    "meetings": [{"kind": "in-public", "about": "the latest meeting; a briefing on its open session", "lines": "3"}],
    "agenda-items": [
        {
            "number": "6",
            "title": "Appointments",
            "report": "IJB 65/22",
            "kind": "for-noting",
            "about": "Chair and Vice Chair, a proxy member and a Depute Chief Officer",
            "lines": "4-5",
        },
        {
            "number": "8",
            "title": FINANCE,
            "report": "IJB 66/22",
            "about": "position and projections, effect of COVID-19, reserves, financial risks and governance",
            "lines": "8-9",
        },
    ],
    "memberships": [
        {
            "person": "Councillor A",
            "post": "Vice Chair",
            "body": "Angus IJB",
            "on": "2022-10-26",
            "until": "2022-10-26",
            "lines": "6",
        },
        {
            "person": "Councillor A",
            "post": "Chair",
            "body": "IJB",
            "on": "2022-10-26",
            "from": "2022-10-26",
            "lines": "6",
        },
        {
            "person": "Mr B",
            "post": "Vice Chair",
            "body": "Angus IJB",
            "on": "2022-10-26",
            "from": "2022-10-26",
            "nominated_by": "NHS Tayside",
            "lines": "7",
        },
        {
            "person": "Councillor C",
            "body": "IJB",
            "on": "2022-10-26",
            "capacity": "proxy",
            "proxy_for": "Councillor D",
            "lines": "7",
        },
    ],
    "decisions": [
        {"number": "1", "kind": "noted", "what": "Councillor A, Vice Chair, becomes Chair", "item": "6", "lines": "6"},
        {"number": "2", "kind": "noted", "what": "Mr B becomes Vice Chair", "item": "6", "lines": "7"},
        {
            "number": "3",
            "kind": "noted",
            "what": "Councillor C is proxy member for Councillor D",
            "item": "6",
            "lines": "7",
        },
        {
            "number": "4",
            "kind": "requested",
            "what": "designate Ms E Depute Chief Officer for six months",
            "item": "6",
            "to": "Chief Executive, Angus Council; Chief Executive, NHS Tayside",
            "lines": "7",
        },
        {
            "number": "5",
            "kind": "accepted",
            "what": "overall projected financial position",
            "item": "8",
            "period": "2022-04-01/2023-03-31",
            "lines": "10",
        },
    ],
}

AMENDMENT = "IJB Report Standing Orders Amendment"
WRITER = "Chief Officer - Governance, Aberdeen City Council"
# The opening of a minute: the first remote meeting, an urgent report, and what officers recommend.
MINUTE: Fields = {
    "bodies": [
        {"name": "Risk, Audit and Performance Committee", "kind": "standing-group", "part_of": "IJB"},
        {"name": "Clinical and Care Governance Committee", "kind": "standing-group", "part_of": "IJB"},
    ],
    "posts": [
        {"name": WRITER, "body": "ACC"},
        {"name": "Chair of the Risk Audit and Performance Committee", "body": "Risk, Audit and Performance Committee"},
        {"name": "Chair of the Clinical Care Governance Committee", "body": "Clinical and Care Governance Committee"},
    ],
    "aliases": [
        {"alias": "Risk Audit and Performance", "name": "Risk, Audit and Performance Committee", "kind": "variant"},
        {
            "alias": "Clinical Care Governance Committee",
            "name": "Clinical and Care Governance Committee",
            "kind": "variant",
        },
    ],
    "meetings": [
        {
            "time": "10.00 am",
            "place": "Council Chamber - Town House",
            "kind": "remote",
            "about": "the first virtual meeting of the board",
            "lines": "2-5",
        }
    ],
    "agenda-items": [
        {
            "title": AMENDMENT,
            "kind": "urgent; late",
            "report": "HSCP.19.122",
            "author": WRITER,
            "about": "decisions during Covid-19, by Chair and Vice-Chair with the chairs of two committees; a pdf",
            "lines": "6-7; 13",
        }
    ],
    "officer-recommendations": [
        {
            "item": AMENDMENT,
            "letter": "a",
            "what": "approve a temporary Standing Order 11, renumber the others as in paragraph 4.1, and instruct the "
            "Chief Officer to amend the Standing Orders and consider it in the annual governance review",
            "made_by": WRITER,
            "to": "Chief Officer",
            "lines": "8-10",
        },
        {
            "item": AMENDMENT,
            "letter": "b",
            "what": "suspend Standing Order (8)(2), so that the new one has effect at once",
            "made_by": WRITER,
            "lines": "11",
        },
        {
            "item": AMENDMENT,
            "letter": "c",
            "what": "remove Standing Order 14(5) for the time being",
            "made_by": WRITER,
            "lines": "12",
        },
    ],
    "decisions": [
        {
            "number": "1",
            "kind": "accepted",
            "what": "a late submission as urgent business",
            "item": AMENDMENT,
            "lines": "7",
        },
        {"number": "2", "kind": "asked", "what": "a temporary Standing Order 11", "item": AMENDMENT,
         "recommendations": "a", "to": "Chief Officer", "lines": "10"},
        {"number": "3", "kind": "asked", "what": "suspend Standing Order (8)(2)", "item": AMENDMENT,
         "recommendations": "b", "lines": "11"},
        {"number": "4", "kind": "asked", "what": "remove Standing Order 14(5)", "item": AMENDMENT,
         "recommendations": "c", "lines": "12"},
    ],
    "bodies-named": [
        {"body": "Aberdeen City Council", "lines": "7"},
        {"body": "ACC", "lines": "7"},
        {"body": "Risk Audit and Performance", "lines": "13"},
        {"body": "Clinical Care Governance Committee", "lines": "13"},
        {"body": "Chair of the Risk Audit and Performance Committee", "lines": "13"},
        {"body": "Vice-Chair", "lines": "13"},
    ],
}  # fmt: skip

PEOPLE = ("Ada Kelso", "Bram Leven", "Cleo Markinch", "Dan Newburgh", "Eve Otterston")
# A made-up minute with everything that minutes hold.
MADE_UP: Fields = {
    "bodies": [{"name": "Audit and Assurance Committee", "kind": "standing-group", "part_of": "IJB"}],
    "people": [{"name": one} for one in PEOPLE],
    "meetings": [
        {"time": "2 pm", "place": "Made-up Hall", "kind": "hybrid; in-public; quorate", "lines": "1"},
        {"body": "Audit and Assurance Committee", "date": "2031-05-20", "kind": "in-private", "lines": "40"},
        {"date": "2031-09-16", "place": "to be told", "lines": "41"},
    ],
    "attendance": [
        {"number": "1", "person": "Ada Kelso", "capacity": "chair; voting-member", "nominated_by": "Fife Council",
         "part": "in the chair until item 3", "lines": "2"},
        {"number": "2", "person": "Bram Leven", "capacity": "vice-chair; voting-member", "nominated_by": "NHS Fife",
         "part": "in the chair from item 3", "lines": "3"},
        {"number": "3", "person": "Cleo Markinch", "capacity": "proxy; voting-member", "proxy_for": "Dan Newburgh",
         "nominated_by": "Fife Council", "lines": "4"},
        {"number": "4", "person": "Dan Newburgh", "capacity": "apology", "lines": "5"},
        {"number": "5", "person": "Eve Otterston", "post": "Chief Officer", "capacity": "in-attendance; acting",
         "lines": "6"},
        {"number": "6", "others": "a member of the press", "capacity": "observer", "lines": "7"},
        {"number": "7", "body": "Audit and Assurance Committee", "date": "2031-05-20", "person": "Bram Leven",
         "capacity": "chair", "lines": "40"},
    ],
    "memberships": [
        {"person": "Ada Kelso", "post": "Chair", "body": "IJB", "on": "2031-06-17", "until": "2031-06-17",
         "nominated_by": "Fife Council", "lines": "2"},
        {"person": "Bram Leven", "post": "Chair", "body": "IJB", "on": "2031-06-17", "from": "2031-06-17",
         "nominated_by": "NHS Fife", "lines": "3"},
    ],
    "declared-interests": [
        {"number": "1", "person": "Cleo Markinch", "items": "4", "nature": "works for a bidder", "left": "yes",
         "lines": "8"},
    ],
    "agenda-items": [
        {"number": "3", "title": "Day centres", "kind": "for-decision", "presenter": "Eve Otterston",
         "report": "FIJB 31/20", "author": "Chief Officer", "lines": "10"},
        {"number": "4", "title": "Contract for meals", "kind": "for-decision; in-private", "report": "FIJB 31/21",
         "lines": "20"},
        {"number": "5", "title": "Minutes of committees", "kind": "for-noting; verbal", "lines": "30"},
    ],
    "officer-recommendations": [
        {"item": "3", "letter": "a", "what": "close one day centre", "made_by": "Chief Officer", "lines": "11"},
        {"item": "3", "letter": "b", "what": "report yearly", "made_by": "Chief Officer", "to": "Chief Officer",
         "due": "2032-06", "lines": "12"},
        {"item": "4", "letter": "i", "what": "award the contract", "lines": "21"},
        {"item": "5", "letter": "1", "what": "note the minutes", "lines": "31"},
    ],
    "decisions": [
        {"number": "1", "kind": "moved", "what": "keep all day centres", "item": "3", "recommendations": "a",
         "movers": "Ada Kelso; Cleo Markinch", "lines": "13"},
        {"number": "2", "kind": "rejected", "what": "keep all day centres", "item": "3", "recommendations": "a",
         "vote": "2 for, 4 against", "lines": "14"},
        {"number": "3", "kind": "amended", "what": "close one day centre a year later", "item": "3",
         "recommendations": "a", "lines": "15"},
        {"number": "4", "kind": "dissented", "what": "close one day centre", "item": "3", "recommendations": "a",
         "movers": "Ada Kelso", "lines": "16"},
        {"number": "5", "kind": "instructed", "what": "report on it", "item": "3", "recommendations": "b",
         "to": "Chief Officer", "due": "2032-06", "lines": "17"},
        {"number": "6", "kind": "remitted", "what": "look into transport", "item": "3",
         "to": "Audit and Assurance Committee", "due": "2031-09", "lines": "18"},
        {"number": "7", "kind": "deferred", "what": "award of the contract", "item": "4", "recommendations": "i",
         "due": "2031-09-16", "lines": "22"},
        {"number": "8", "kind": "noted", "what": "the minutes", "item": "5", "recommendations": "1", "lines": "32"},
        {"number": "9", "kind": "withdrawn", "what": "motion on parking", "lines": "33"},
        {"number": "10", "date": "2031-05-20", "body": "Audit and Assurance Committee", "kind": "agreed",
         "what": "plan of audits", "lines": "40"},
    ],
}  # fmt: skip


def write(data: Path, slug: str, records: Fields) -> None:
    """A paper's folder: columns without a value are left out."""
    folder, kinds = data / BOARDS[slug] / slug, read_schema(data).kinds
    folder.mkdir(parents=True)
    cites = 'cites = ["http://www.legislation.gov.uk/id/asp/2014/9"]\n' if slug == ANGUS else ""
    facts = {"board": BOARDS[slug], "day": slug[:10], "title": slug[11:], "kind": slug[11:], "slug": slug}
    manifest = MANIFEST.format(cites=cites, zeros="0" * 64, **facts)
    (folder / "paper.toml").write_text(manifest, encoding="utf-8")
    for kind, fields in records.items():
        given = {} if kind in INTRODUCING else {"basis": "printed"}
        if kind == "decisions":
            given |= {"date": slug[:10], "body": "IJB"}
        rows = [given | row for row in fields]
        known = kinds[f"reference/{kind}" if kind in INTRODUCING else kind].columns
        header = [column.name for column in known if any(column.name in row for row in rows)]
        with (folder / f"{kind}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header)
            writer.writeheader()
            writer.writerows(rows)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's kinds, reference data, rules and questions, with the three as its only papers."""
    root = tmp_path_factory.mktemp("meetings") / "project"
    linked_project(PROJECT.root, root, "kinds", "reference")
    for slug, records in ((ANGUS, BRIEFING), (ABERDEEN, MINUTE), (FIFE, MADE_UP)):
        write(root / "data", slug, records)
    done = run_in_process("build", cwd=root)
    assert done.returncode == 0, done.stderr
    return root


def column(table: list[dict[str, str]], name: str) -> list[str]:
    return [row[name] for row in table]


def test_nothing_is_found_wrong(project: Path) -> None:
    """A chair that hands over, a proxy, what is only noted, and a projection that is accepted are no faults."""
    assert csv_rows(project, "check") == []


@pytest.mark.parametrize(
    ("question", "records"),
    [
        ("meetings", "meetings"),
        ("attendance", "attendance"),
        ("agenda-items", "agenda-items"),
        ("officer-recommendations", "officer-recommendations"),
        ("declared-interests", "declared-interests"),
        ("decisions", "decisions"),
        ("posts-held", "memberships"),
    ],
)
def test_every_record_is_a_row_of_a_register(project: Path, question: str, records: str) -> None:
    told = [row["lines"] for paper in (BRIEFING, MINUTE, MADE_UP) for row in paper.get(records, [])]
    found = csv_rows(project, "ask", question)
    assert sorted(column(found, "lines")) == sorted(told)
    assert set(column(found, "basis")) == {"printed"}
    assert all(row["uri"].startswith("https://w3id.org/ijb/id/") for row in not_empty(found))


def test_the_briefing(project: Path) -> None:
    board = ("--board", "angus")
    items = csv_rows(project, "ask", "agenda-items", *board)
    assert [(row["number"], row["title"], row["report"]) for row in items] == [
        ("6", "Appointments", "IJB 65/22"),
        ("8", FINANCE, "IJB 66/22"),
    ]
    held = csv_rows(project, "ask", "posts-held", *board)
    assert [(row["person"], row["post"], row["from"], row["until"], row["proxy_for"]) for row in held] == [
        ("Councillor A", "Chair", "2022-10-26", "", ""),
        ("Councillor A", "Vice Chair", "", "2022-10-26", ""),
        ("Councillor C", "", "", "", "Councillor D"),
        ("Mr B", "Vice Chair", "2022-10-26", "", ""),
    ]
    [asked] = [row for row in csv_rows(project, "ask", "decisions", *board) if row["kind"] == "requested"]
    assert asked["to"] == "Chief Executive, Angus Council; Chief Executive, NHS Tayside"
    assert asked["meeting"] == "https://w3id.org/ijb/id/meeting/angus/2022-10-26"


def test_the_minute_that_breaks_off(project: Path) -> None:
    """What is recommended has a place; what became of it is cut off, and nothing is said of it."""
    board = ("--board", "aberdeen-city")
    [meeting] = csv_rows(project, "ask", "meetings", *board)
    assert (meeting["time"], meeting["place"], meeting["kind"]) == (
        "10.00 am",
        "Council Chamber - Town House",
        "remote",
    )
    [item] = csv_rows(project, "ask", "agenda-items", *board)
    assert (item["report"], item["authors"], item["kind"]) == ("HSCP.19.122", WRITER, "late; urgent")
    became = csv_rows(project, "ask", "recommendations-resolved", *board)
    assert [(row["letter"], row["outcome"]) for row in became] == [("a", ""), ("b", ""), ("c", "")]
    named = csv_rows(project, "ask", "bodies-named", *board)
    assert "Risk, Audit and Performance Committee" in column(named, "body")


def test_what_became_of_each_recommendation(project: Path) -> None:
    became = csv_rows(project, "ask", "recommendations-resolved", "--board", "fife")
    assert [(row["item"], row["letter"], row["outcome"], row["to"], row["due"]) for row in became] == [
        ("3", "a", "amended", "", ""),
        ("3", "a", "dissented", "", ""),
        ("3", "a", "moved", "", ""),
        ("3", "a", "rejected", "", ""),
        ("3", "b", "instructed", "Chief Officer", "2032-06"),
        ("4", "i", "deferred", "", "2031-09-16"),
        ("5", "1", "noted", "", ""),
    ]


def test_who_was_there(project: Path) -> None:
    there = csv_rows(project, "ask", "attendance", "--board", "fife")
    found = {(row["who"], row["body"][:5]): (row["capacity"], row["proxy_for"], row["part"]) for row in there}
    assert found["Ada Kelso", "Fife "] == ("chair; voting member", "", "in the chair until item 3")
    assert found["Bram Leven", "Audit"] == ("chair", "", "")
    assert found["Cleo Markinch", "Fife "] == ("proxy; voting member", "Dan Newburgh", "")
    assert found["a member of the press", "Fife "] == ("observer", "", "")
    [interest] = csv_rows(project, "ask", "declared-interests")
    assert (interest["person"], interest["items"], interest["left"]) == ("Cleo Markinch", "4", "true")


@pytest.mark.parametrize(
    ("file", "old", "new", "parts"),
    [
        ("decisions", ",5,1,", ",6,1,", ["column item", "'6'", "agenda-items.csv"]),
        ("decisions", ",4,i,", ",4,j,", ["column recommendations", "'j'", "for fife/2031-06-17, 4"]),
        ("declared-interests", ",4,works", ",7,works", ["column items", "'7'", "agenda-items.csv"]),
        ("decisions", "8,2031-06-17,", "8,2031-06,", ["column item", "whose day the column date gives"]),
    ],
)
def test_what_no_paper_states_is_refused(project: Path, file: str, old: str, new: str, parts: list[str]) -> None:
    path = project / "data" / "fife" / FIFE / f"{file}.csv"
    kept = path.read_text(encoding="utf-8")
    assert old in kept
    path.write_text(kept.replace(old, new, 1), encoding="utf-8")
    try:
        done = run_in_process("build", "--out", "refused", cwd=project)
    finally:
        path.write_text(kept, encoding="utf-8")
    assert done.returncode == 2
    for part in not_empty(parts):
        assert part in done.stderr, done.stderr


def test_two_in_one_post_without_a_hand_over_are_found(project: Path) -> None:
    path = project / "data" / "fife" / FIFE / "memberships.csv"
    kept = path.read_text(encoding="utf-8")
    path.write_text(
        kept.replace(",2031-06-17,,2031-06-17,", ",2031-06-17,,,").replace(",2031-06-17,2031-06-17,", ",2031-06-17,,"),
        encoding="utf-8",
    )
    try:
        assert run_in_process("build", "--out", "twice", cwd=project).returncode == 0
        found = csv_rows(project, "check", "--out", "twice")
    finally:
        path.write_text(kept, encoding="utf-8")
    assert "paper-post-one-person" in column(found, "rule")


def test_two_meetings_of_a_body_on_one_day(tmp_path: Path) -> None:
    """Each has its own address where the papers say which it is; a paper that does so is put to that one."""
    root = tmp_path / "project"
    linked_project(PROJECT.root, root, "kinds", "reference")
    second = {"session": "afternoon"}
    records: Fields = {
        "people": MADE_UP["people"],
        "meetings": [{"time": "10 am", "lines": "1"}, {"time": "2 pm", "lines": "2", **second}],
        "attendance": [
            {"number": "1", "person": "Ada Kelso", "capacity": "chair", "lines": "3"},
            {"number": "2", "person": "Bram Leven", "capacity": "chair", "lines": "4", **second},
        ],
        "agenda-items": [
            {"number": "1", "title": "Budget", "lines": "5"},
            {"number": "1", "title": "Plan", "lines": "6", **second},
        ],
        "officer-recommendations": [
            {"item": "1", "letter": "a", "what": "set the budget", "lines": "5"},
            {"item": "1", "letter": "a", "what": "agree the plan", "lines": "6", **second},
        ],
        "decisions": [
            {"number": "1", "kind": "agreed", "what": "budget", "item": "1", "recommendations": "a", "lines": "7"},
            {
                "number": "2",
                "kind": "agreed",
                "what": "plan",
                "item": "1",
                "recommendations": "a",
                "lines": "8",
                **second,
            },
        ],
        "declared-interests": [
            {"number": "1", "person": "Ada Kelso", "items": "1", "nature": "works there", "lines": "9", **second}
        ],
    }
    write(root / "data", FIFE, records)
    plain = "https://w3id.org/ijb/id/meeting/fife/2031-06-17"

    def meetings() -> list[tuple[str, str]]:
        done = run_in_process("build", cwd=root)
        assert done.returncode == 0, done.stderr
        return [(row["time"], row["uri"].removeprefix(plain)) for row in csv_rows(root, "ask", "meetings")]

    assert meetings() == [("10 am", ""), ("2 pm", "/afternoon")]
    for question in ("attendance", "agenda-items", "officer-recommendations"):
        assert column(csv_rows(root, "ask", question), "session") == ["", "afternoon"]
    assert column(csv_rows(root, "ask", "declared-interests"), "session") == ["afternoon"]
    assert column(csv_rows(root, "ask", "decisions"), "meeting") == [plain, f"{plain}/afternoon"]
    became = csv_rows(root, "ask", "recommendations-resolved")
    assert [row["outcome"] for row in became] == ["agreed", "agreed"]

    manifest = root / "data" / "fife" / FIFE / "paper.toml"
    manifest.write_text('session = "morning"\n' + manifest.read_text(encoding="utf-8"), encoding="utf-8")
    assert meetings() == [("2 pm", "/afternoon"), ("10 am", "/morning")]
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    (root / "label.rq").write_text(f"SELECT ?label WHERE {{ <{plain}/morning> {label} ?label }}", encoding="utf-8")
    assert column(csv_rows(root, "sparql", "label.rq"), "label") == [
        "meeting of Fife Integration Joint Board, 2031-06-17, morning"
    ]


def test_a_session_of_no_day_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "project"
    linked_project(PROJECT.root, root, "kinds", "reference")
    decision = {"number": "1", "kind": "planned", "what": "budget", "date": "2031-06", "session": "afternoon"}
    write(root / "data", FIFE, {"decisions": [{"lines": "7", **decision}]})
    done = run_in_process("build", cwd=root)
    assert done.returncode == 2
    assert "decisions.csv, row 2, column session: found 'afternoon'; expected a meeting, whose day" in done.stderr
