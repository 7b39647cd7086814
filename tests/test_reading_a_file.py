"""A file without records: its worksheet, whose paper it is and for which day, and its draft."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from assertions import not_empty
from conftest import SHARED, Run
from ijb_graph.paper_text import PaperText
from ijb_graph.read.documents.document import Document, document_of_text
from ijb_graph.read.drafts.cells import EVERY_ROW, MATCHED, DraftCell, DraftRow
from ijb_graph.read.drafts.draft import Place, read_draft
from ijb_graph.read.drafts.drafting import cells_of, draft_of
from ijb_graph.read.formats import read_document
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.printed.names_in_text import names_in
from ijb_graph.read.whose_paper import boards_of, days_of
from ijb_graph.read.worksheet import Entry, worksheet_of
from ijb_graph.records.values import LineRange
from layout_examples import known
from made_documents import pdf_of

TEXT = """Dumfries and Galloway Integration Joint Board
Meeting date: 20 June 2030
Papers sent: 12 June 2030
The Health Board's share is £1.25m in 2030/31, 40% of it from NHS Dumfries & Galloway.
Direction D11b (Report IJB 65/22) goes to the Estates Working Group and Councillor Merle Finch by the end of March 2031.
The Head of Estates tells the Chief Officer. Councillor Merle Finch has asked."""


def document(text: str = TEXT) -> Document:
    return document_of_text("paper.txt", PaperText(text, "0" * 64))


def entries(text: str = TEXT) -> dict[tuple[str, str], Entry]:
    found = worksheet_of(document(text), known().names, "dumfries-and-galloway")
    return {(one.sort, one.printed): one for one in found}


def test_the_worksheet_has_each_name_once_with_all_its_lines() -> None:
    found = entries()
    assert found["authority", "Dumfries and Galloway Integration Joint Board"].lines == "1"
    board = found["body", "The Health Board"]
    assert (board.value, board.lines) == ("NHS Dumfries and Galloway", "4")
    assert found["body", "NHS Dumfries & Galloway"].value == "NHS Dumfries and Galloway"
    assert found["post", "Chief Officer"].lines == "6"
    unknown = found["unknown-person", "Councillor Merle Finch"]
    assert (unknown.value, unknown.lines, unknown.add) == ("", "5-6", "people.csv (name): Councillor Merle Finch")
    assert found["unknown-body", "Estates Working Group"].add == "bodies.csv (name,kind): Estates Working Group,"
    assert found["unknown-post", "Head of Estates"].lines == "6"


def test_a_list_of_words_that_ends_with_and_is_one_name() -> None:
    found = entries("Reports to the Finance, Audit and Scrutiny Committee, the Board and Estates Group")
    named = [printed for sort, printed in found if sort == "unknown-body"]
    assert named == ["Finance, Audit and Scrutiny Committee", "Estates Group"]
    row = 'bodies.csv (name,kind): "Finance, Audit and Scrutiny Committee",'
    assert found["unknown-body", named[0]].add == row


def test_the_worksheet_has_times_sums_percentages_reports_and_codes() -> None:
    found = entries()
    values = {
        key: one.value for key, one in found.items() if key[0] in ("time", "money", "percentage", "report", "code")
    }
    assert values == {
        ("time", "20 June 2030"): "2030-06-20",
        ("time", "12 June 2030"): "2030-06-12",
        ("time", "2030-31"): "2030-04/2031-03",
        # The end of a month is no day: which one is meant is for a person to say.
        ("time", "March 2031"): "",
        ("money", "£1.25m"): "1250",
        ("percentage", "40%"): "40",
        ("report", "IJB 65/22"): "IJB 65/22",
        ("code", "D11b"): "D11b",
    }


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        ("£1.25m", "£1.26m", ("money", "£1.25m")),
        ("D11b", "D12b", ("code", "D11b")),
        ("20 June 2030", "21 June 2030", ("time", "20 June 2030")),
        ("Estates Working Group", "estates working group", ("unknown-body", "Estates Working Group")),
        ("Health Board's", "board's", ("body", "The Health Board")),
    ],
)
def test_the_worksheet_says_what_stands_there_now(before: str, after: str, gone: tuple[str, str]) -> None:
    assert gone in entries()
    assert gone not in entries(TEXT.replace(before, after))


def test_a_name_depends_on_the_board() -> None:
    text = document("The Council and the Health Board")
    bodies = {
        board: {one.thing.label for one in names_in(text, known().names, board) if one.thing}
        for board in ("angus", "fife", "")
    }
    assert bodies["angus"] == {"Angus Council", "NHS Tayside"}
    assert bodies["fife"] == {"Fife Council", "NHS Fife"}
    assert not bodies[""]


def test_a_paper_is_of_the_board_that_it_names_far_more_often_than_others() -> None:
    areas = {"fife": "Fife", "angus": "Angus"}
    assert boards_of(document("Fife IJB\nAngus IJB\nFife\n"), areas) == ["fife", "angus"]
    assert boards_of(document("Fife, Fife, Fife\n" * 2 + "Angus IJB"), areas) == ["fife"]
    assert boards_of(document("Fifeshire"), areas) == []


def test_a_paper_is_of_the_board_that_its_title_names_alone() -> None:
    areas = {"fife": "Fife", "angus": "Angus"}
    others = "\nRun for Angus and for the Angus Integration Joint Board"
    title = "Public\nFIFE HEALTH AND SOCIAL CARE PARTNERSHIP INTEGRATION JOINT BOARD: 4 MAY 2030"
    assert boards_of(document(title + " of the budget" * 12 + others), areas) == ["fife"]
    assert boards_of(document(title + others), areas) == ["angus", "fife"]


def test_the_day_of_the_meeting_stands_by_its_label() -> None:
    assert days_of(document()) == [date(2030, 6, 20)]
    assert days_of(document("4 May 2030\nsent on 2 May 2030 to all of the members")) == [date(2030, 5, 4)]
    assert days_of(document("Date: 4 May 2030\nDate of issue: 5 May 2030")) == [date(2030, 5, 4), date(2030, 5, 5)]
    assert days_of(
        document("Fife Integration Joint Board - Tuesday, 4th May, 2030 10.00 am\nof 2 May 2030, as was said")
    ) == [date(2030, 5, 4)]
    assert days_of(document("Meeting: 4 May 2030\nDate issued: 5 May 2030")) == [date(2030, 5, 4)]
    assert days_of(document("we met in May 2030")) == []


@pytest.mark.parametrize(
    "text",
    [
        "FIFE INTEGRATION JOINT BOARD: 4 MAY 2030 REPORT AS AT 31 MARCH 2030 agreed on 1 March 2030",
        "Minute of the meeting held remotely on Friday 4 May 2030\nThe minute of 2 March 2030 was approved.",
        "Approved by the IJB on: 4 May 2030\nReview date: 31 March 2031",
        "1 Date direction issued by the Board\t4 May 2030\n2 Effective date\t1 June 2030",
        "What was decided when the Fife IJB met on 4 May 2030\nDate of the next report: 1 June 2030",
        "Fife Integration Joint Board, Fri 4 May 2030\nNext meeting held on Friday 3 August 2030",
    ],
)
def test_a_day_right_after_such_words_goes_before_other_days(text: str) -> None:
    assert days_of(document(text)) == [date(2030, 5, 4)]


def test_a_day_on_which_something_else_was_agreed_is_none_of_the_meeting() -> None:
    text = "The policy was agreed by the Board on 4 May 2030\nIt was issued on 3 May 2030\nDate: 2 May 2030"
    assert days_of(document(text)) == [date(2030, 5, 2)]


@pytest.mark.parametrize(
    ("column", "value", "lines", "status"),
    [
        ("code", "D11b", "5", "matched"),
        ("code", "D11c", "5", "to-decide"),
        ("code", "D11b", "6", "to-decide"),
        ("code", "D11b", "", "to-decide"),
        ("code", "D11 b", "5", "to-decide"),
        ("addressees", "NHS Dumfries and Galloway", "4", "matched"),
        ("addressees", "Dumfries and Galloway Council", "4", "to-decide"),
        ("addressees", "Estates Working Group", "5", "to-decide"),
        ("functions", "Head of Estates", "6", "matched"),
        ("functions", "Head of Estate Work", "6", "to-decide"),
        ("status", "revised", "6", "matched"),
        ("status", "renewed", "6", "to-decide"),
        ("title", "40% of it", "4", "matched"),
        ("title", "Two kites", "4", "to-decide"),
    ],
)
def test_what_a_layout_says_stands_in_its_lines_or_is_to_be_decided(
    column: str, value: str, lines: str, status: str
) -> None:
    row = DraftRow("directions", {column: DraftCell(value, MATCHED, lines)}, (LineRange(5, 5),))
    paper = PaperInLayout(document(), "dumfries-and-galloway", known().names, known().schema)
    assert cells_of(Found([row]), paper)[Place("directions", 1, column)].status == status


def test_a_column_that_nothing_looked_for_is_decided_once_for_all_rows() -> None:
    rows = [
        DraftRow("directions", {"code": DraftCell(code, MATCHED, "5")} | more, (LineRange(5, 5),))
        for code, more in (("D11b", {"title": DraftCell("Direction", MATCHED, "5")}), ("65", {}))
    ]
    paper = PaperInLayout(document(), "dumfries-and-galloway", known().names, known().schema)
    cells = cells_of(Found(rows, {4: "heading", 1: "heading"}), paper)
    assert cells[Place("directions", EVERY_ROW, "functions")].status == "to-decide"
    assert Place("directions", 1, "functions") not in cells
    # Looked for in another row, or never to be empty: each row has a cell.
    assert cells[Place("directions", 2, "title")].status == "to-decide"
    assert cells[Place("directions", 1, "summary")].status == "to-decide"
    assert cells[Place("directions", 2, "lines")].value == "5"
    assert cells[Place("skipped", 1, "lines")].value == "1; 4"


@pytest.mark.parametrize(("codes", "rows"), [(("301", "302"), [EVERY_ROW]), (("K1a", "302"), [1, 2])])
def test_groups_that_no_code_tells_are_asked_for_once(codes: tuple[str, ...], rows: list[int]) -> None:
    """And in each row where the codes of some rows tell theirs."""
    lines = [f"{code}\tThe Council is to open kitchens.\tCouncil" for code in codes]
    text = "\n".join(["Angus Integration Joint Board", "Ref\tFull text of direction\tDirection to", *lines, ""])
    paper = PaperInLayout(document_of_text("made-up.txt", PaperText(text, "")), "angus", known().names, known().schema)
    cells = draft_of(paper, date(2030, 4, 1), "directions").cells
    assert [at.row for at in cells if (at.kind, at.column) == ("directions", "group")] == rows


@pytest.mark.parametrize("is_ruled", [True, False])
def test_what_gaps_alone_part_is_not_matched(is_ruled: bool, tmp_path: Path) -> None:
    """A table without lines in a PDF: which column a word stands in is told by its place alone."""
    rows = [
        ["No.", "Title", "Direction", "Related Function"],
        ["K1", "Kites", "Fife Council is directed to fly kites.", "Day services"],
        ["K2", "Boats", "NHS Fife is directed to sail boats.", "Day services"],
    ]
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf_of(["Fife Integration Joint Board", rows], is_ruled, widths=(60, 90, 220, 120)))
    file = PaperInLayout(read_document(path), "fife", known().names, known().schema)
    codes = {
        place.row: (cell.value, cell.status)
        for place, cell in draft_of(file, date(2031, 5, 4), "kites").cells.items()
        if (place.kind, place.column) == ("directions", "code")
    }
    status = "matched" if is_ruled else "to-decide"
    assert codes == {1: ("K1", status), 2: ("K2", status)}


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "dumfries-and-galloway-estates.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_draft_is_a_folder_that_says_what_it_was_read_from(paper: Path, project: Path, ijb: Run) -> None:
    done = ijb("read", str(paper), "--draft")
    assert done.returncode == 0, done.stderr
    folder = project / "drafts" / "dumfries-and-galloway" / "2030-06-20-estates"
    assert "ijb review drafts/dumfries-and-galloway/2030-06-20-estates" in done.stdout
    draft = read_draft(folder)
    assert (draft.board, draft.meeting_date, draft.source) == ("dumfries-and-galloway", date(2030, 6, 20), paper.name)
    assert draft.text.text == TEXT
    assert (folder / "paper.txt").read_bytes() == paper.read_bytes()
    again = ijb("read", str(paper), "--draft")
    assert again.returncode == 2
    assert "existing-draft" in again.stderr


def test_the_same_file_gives_the_same_draft(paper: Path, tmp_path: Path, ijb: Run) -> None:
    for name in ("one", "two"):
        done = ijb("read", str(paper), "--draft", "--drafts", str(tmp_path / name))
        assert done.returncode == 0, done.stderr
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).rglob("*.*")} for name in ("one", "two"))
    assert one == two
    assert {"cells.csv", "decisions.csv", "draft.toml", "paper.txt"} == {*one}


@pytest.mark.parametrize(
    ("text", "arguments", "error"),
    [
        ("Date: 4 May 2030", [], "unknown-owner"),
        ("Fife and Angus\nDate: 4 May 2030", [], "unknown-owner"),
        ("Fife", [], "unknown-day"),
        ("Fife\nDate: 4 May 2030\nDate: 5 May 2030", [], "unknown-day"),
        ("Fife\nDate: 4 May 2030", ["--board", "fif"], "unknown-board"),
        ("Fife\nDate: 4 May 2030", ["--subject", "../x"], "malformed-name"),
        ("Fife\nDate: 4 May 2030", ["--subject", ""], "malformed-name"),
        ("Fife\nDate: 4 May 2030", ["--check"], "conflicting-options"),
        ("Fife\nDate: 4 May 2030", ["--worksheet"], "conflicting-options"),
    ],
)
def test_what_cannot_be_told_is_asked_for_and_nothing_is_written(
    text: str, arguments: list[str], error: str, tmp_path: Path, ijb: Run
) -> None:
    path = tmp_path / "paper.txt"
    path.write_text(text, encoding="utf-8")
    done = ijb("read", str(path), "--draft", "--drafts", str(tmp_path / "drafts"), *arguments)
    assert done.returncode == 2
    assert f"[{error}]" in done.stderr
    assert not (tmp_path / "drafts").exists()


def test_no_file_is_no_draft(ijb: Run) -> None:
    for arguments in not_empty([["--draft"], ["missing.txt", "--worksheet"]]):
        done = ijb("read", *arguments)
        assert done.returncode == 2
        assert "no-file-to-read" in done.stderr


def test_the_forms_of_the_worksheet_hold_the_same(paper: Path, ijb: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(ijb("read", str(paper), "--worksheet", "--format", "csv").stdout)))
    objects = json.loads(ijb("read", str(paper), "--worksheet", "--format", "json").stdout)
    text = ijb("read", str(paper), "--worksheet").stdout
    assert [row["printed"] for row in rows] == [one["printed"] for one in objects]
    for row in not_empty(rows):
        assert row["printed"] in text


@pytest.mark.skipif(not (SHARED / "unseen").is_dir(), reason="the unseen papers are not on this machine")
def test_an_unseen_paper_has_its_board_and_day(tmp_path: Path, ijb: Run) -> None:
    paper = next((SHARED / "unseen").glob("angus-*.txt"))
    done = ijb("read", str(paper), "--draft", "--drafts", str(tmp_path), "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["folder"].endswith("angus/2022-10-26-briefing")
