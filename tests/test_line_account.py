"""The account of lines: each line of a text is cited, skipped or unread, and nothing of a paper is passed over."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from assertions import not_empty
from bad_input import PAPER, told
from conftest import FREE_HEALTH_BOARD, PROJECT, Run
from hypothesis import given
from hypothesis import strategies as st
from ijb_graph.engine import Embedded
from ijb_graph.paper_text import PaperText
from ijb_graph.read.account_report import account_as_csv
from ijb_graph.read.cell_check import FAULT, CellCheck, Difference
from ijb_graph.read.cell_report import cells_as_csv
from ijb_graph.read.papers_to_read import PaperToRead, find_papers
from ijb_graph.records.line_account import LineAccount, Lines, account_of, account_of_text, count
from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.reader import read_records
from ijb_graph.records.values import LineRange
from ijb_graph.records.verified_text import read_text_of
from kites import FOLDER, NAME, new_paper

TEXT = "\n".join(["A made-up paper", "", "1 KITES", "Kites: 12K, by the health board", "  ", "Page 1 of 1", "Thanks"])


def numbers(lines: Lines) -> set[int]:
    return {number for place in lines for number in range(place.first, place.last + 1)}


@pytest.fixture
def kites(project: Path, tmp_path: Path, ijb: Run) -> Path:
    """A new paper with one record, of line 4; the folder with its text."""
    texts = new_paper(project, tmp_path, ijb, TEXT)
    (project / FOLDER / "direction-groups.csv").write_text(
        f"group,title,addressees,budget_k,lines,basis,note\nK,Kites,{FREE_HEALTH_BOARD},12,4,printed,\n",
        encoding="utf-8",
    )
    return texts


def parts(ijb: Run, *arguments: str) -> dict[tuple[str, str], str]:
    """The lines of each part of the account of the made-up paper."""
    done = ijb("read", NAME, "--format", "csv", *arguments)
    return {(row["state"], row["reason"]): row["lines"] for row in csv.DictReader(done.stdout.splitlines())}


def skip(project: Path, *rows: str) -> None:
    (project / FOLDER / "skipped.csv").write_text("\n".join(["reason,lines,note", *rows, ""]), encoding="utf-8")


def own_up(project: Path, unread: str) -> None:
    path = project / FOLDER / "paper.toml"
    text = path.read_text(encoding="utf-8")
    assert 'unread = "1-7"' in text
    path.write_text(text.replace('unread = "1-7"', unread), encoding="utf-8")


def test_each_line_with_text_has_one_place(project: Path, kites: Path, ijb: Run) -> None:
    skip(project, "heading,3,", "layout,6,")
    assert parts(ijb, "--papers", str(kites)) == {
        ("cited", ""): "4",
        ("skipped", "heading"): "3",
        ("skipped", "layout"): "6",
        ("unread", ""): "1; 7",
        ("empty", ""): "2; 5",
    }


def test_without_the_text_the_account_is_what_the_records_say(project: Path, kites: Path, ijb: Run) -> None:
    skip(project, "heading,3,", "layout,6,")
    assert parts(ijb)["unread", ""] == "1-2; 5; 7"
    done = ijb("read", "2030-01-15-kites")
    assert (done.returncode, "Give --papers" in done.stdout) == (0, True)


def test_a_line_taken_from_a_record_becomes_unread(project: Path, kites: Path, ijb: Run) -> None:
    skip(project, "heading,1; 3,", "layout,6,", "signature,7,")
    own_up(project, 'unread = "none"')
    assert ijb("build", "--papers", str(kites)).returncode == 0
    groups = project / FOLDER / "direction-groups.csv"
    groups.write_text(groups.read_text(encoding="utf-8").replace(",4,printed", ",3,printed"), encoding="utf-8")
    told(ijb("build", "--papers", str(kites)), ["kites.txt: found lines 4,", "[unread-lines]", "unread = '4'"])
    done = ijb("read", "2030-01-15-kites", "--papers", str(kites))
    assert done.returncode == 1
    assert "paper.toml does not name as unread: 4" in done.stdout
    # What a record cites is read, whatever skipped.csv says of it.
    assert "skipped.csv names lines that a record cites: 3" in done.stdout
    # Without the text nobody can tell that line 4 says something.
    assert ijb("build").returncode == 0


@pytest.mark.parametrize(
    ("unread", "says"),
    [
        ('unread = "4 and 5"', "found '4 and 5'"),
        ('unread = "7-8"', "found 7-8; expected lines within the paper's 7"),
        ("unread = 4", "text.unread: found 4"),
        ('unread = ""', "text.unread: found ''"),
    ],
)
def test_what_paper_toml_says_of_unread_lines_is_checked(
    project: Path, kites: Path, ijb: Run, unread: str, says: str
) -> None:
    own_up(project, unread)
    told(ijb("build"), [says, "[wrong-entry]"])


def test_a_reason_is_one_of_the_list_and_has_one_row(project: Path, kites: Path, ijb: Run) -> None:
    skip(project, "boring,3,", "layout,6,", "layout,7,")
    told(ijb("build"), ["found 'boring'; expected one of heading,", "[repeated-key]"])


def test_the_reasons_are_the_concepts_of_the_scheme(engine: Embedded) -> None:
    schema = json.loads((PROJECT.data / "kinds" / "skipped.json").read_text(encoding="utf-8"))
    (reason,) = (column for column in schema["columns"] if column.get("name") == "reason")
    found = engine.query(
        "SELECT ?one { ?one <http://www.w3.org/2004/02/skos/core#inScheme> <https://w3id.org/ijb/scheme/skip-reason> }",
        "reasons",
    )
    concepts = {row[0].value.rpartition("/")[2] for row in not_empty(found.rows)}  # type: ignore[union-attr]
    assert set(reason["datatype"]["format"].split("|")) == concepts


def test_a_text_without_records_is_unread(project: Path, tmp_path: Path, ijb: Run) -> None:
    (tmp_path / "new.txt").write_text("One\n\n\x1b[31mTwo\n", encoding="utf-8")
    done = ijb("read", str(tmp_path / "new.txt"))
    # What a terminal would act on is written out.
    assert (done.returncode, done.stdout.splitlines()[-2:]) == (1, ["          1  One", "          3  \\u001b[31mTwo"])
    everything = ijb("read", "--format", "csv")
    assert everything.returncode == 0
    papers = {row["paper"] for row in csv.DictReader(everything.stdout.splitlines())}
    assert papers == {f"{one.board}/{one.slug}" for one in ALL}
    told(ijb("read", "2019-10-31-direction"), ["Did you mean '2019-10-31-directions' or", "[no-such-paper]"])
    told(ijb("read", "2019-10-31-directions", "--papers", "nowhere"), ["no folder", "[unreadable-file]"])


def test_the_file_of_a_text_finds_the_records_that_were_read_from_it(papers: Path, tmp_path: Path) -> None:
    records = read_records(PROJECT.data)
    one = records.papers[0]
    copy = tmp_path / "under-another-name.txt"
    copy.write_bytes((papers / one.text_file).read_bytes())
    (found,) = find_papers(str(copy), records.papers, None)
    assert (found.paper, hashlib.sha256(copy.read_bytes()).hexdigest()) == (one, one.text_sha256)


def test_a_changed_text_of_a_known_paper_is_told(project: Path, kites: Path, ijb: Run) -> None:
    (kites / "kites.txt").write_text(f"{TEXT}!", encoding="utf-8")
    told(ijb("read", str(kites / "kites.txt")), ["kites.txt: found a text with SHA-256", "[wrong-text]"])


def test_what_is_not_known_is_no_number(project: Path, kites: Path, ijb: Run) -> None:
    def unread(form: str) -> str:
        return ijb("read", "2030-01-15-kites", "--format", form).stdout

    own_up(project, "")
    (row,) = (row for row in csv.DictReader(unread("csv").splitlines()) if row["state"] == "unread")
    assert (row["count"], row["lines"]) == ("", "")
    (said,) = (one for one in json.loads(unread("json")) if one["state"] == "unread")
    assert (said["count"], said["lines"]) == (None, None)
    assert "?  unread: paper.toml does not say" in unread("text")


def test_a_spreadsheet_runs_nothing_of_an_account() -> None:
    name = "=HYPERLINK(1).txt"
    cells = {
        row["paper"]
        for row in csv.DictReader(account_as_csv([PaperToRead(name, None, PaperText("One", ""))]).split("\n"))
    }
    assert cells == {f"'{name}"}
    fault = Difference("a.csv", 2, "title", "=HYPERLINK(1)", "3", FAULT, "-")
    (row,) = csv.DictReader(cells_as_csv({name: CellCheck(1, (fault,))}).split("\n"))
    assert (row["value"], row["row"], row["note"]) == ("'=HYPERLINK(1)", "2", "'-")


def test_every_line_of_the_papers_is_accounted_for(papers: Path) -> None:
    for paper in not_empty(read_records(PROJECT.data).papers):
        text = read_text_of(paper, papers)
        assert text is not None
        account = account_of_text(text, paper)
        assert (account.undeclared, account.cited_and_skipped, paper.unread is None) == ((), (), False), paper.slug
        # No skipped or unread line is empty: the graph's numbers, which know no text, are right.
        stated = account_of(paper)
        assert (stated.skipped, stated.unread) == (account.skipped, account.unread), paper.slug


def test_the_graph_has_the_numbers(engine: Embedded) -> None:
    prefix = "https://w3id.org/ijb/def#"
    rows = engine.query(
        f"SELECT ?id ?cited ?skipped ?unread {{ ?paper <http://purl.org/dc/terms/identifier> ?id ;"
        f" <{prefix}citedLineCount> ?cited ; <{prefix}skippedLineCount> ?skipped ; <{prefix}unreadLineCount> ?unread "
        "}",
        "numbers",
    ).rows
    found = {row[0].value: tuple(int(one.value) for one in row[1:]) for row in rows}  # type: ignore[union-attr]
    expected = {paper.slug: account_of(paper) for paper in read_records(PROJECT.data).papers}
    assert found == {
        slug: (count(one.cited), count(one.all_skipped), count(one.unread or ())) for slug, one in expected.items()
    }
    assert sum(skipped for _, skipped, _ in found.values()) > 300


PLACES = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 4)).map(lambda pair: LineRange(pair[0], sum(pair))))


@given(cited=PLACES, skipped=PLACES, unread=PLACES, full=st.sets(st.integers(1, 24)))
def test_the_parts_share_no_line_and_leave_none_out(
    cited: list[LineRange], skipped: list[LineRange], unread: list[LineRange], full: set[int]
) -> None:
    """Against sets of numbers, which are the plain way to say it."""
    text = PaperText("\n".join("words" if number in full else " " for number in range(1, 25)), "")
    paper = made_up(cited, skipped, unread)
    stated, account = account_of(paper), account_of_text(text, paper)
    for one in not_empty((stated, account)):
        for lines in not_empty((one.cited, *one.skipped.values(), one.unread or (), one.empty)):
            gaps = [after.first - before.last for before, after in pairwise(lines)]
            assert min(gaps, default=2) > 1
            assert count(lines) == len(numbers(lines))
    by_hand = (numbers(tuple(cited)), numbers(tuple(skipped)), numbers(tuple(unread)))
    assert places(stated) == (by_hand[0], by_hand[1] - by_hand[0], by_hand[2] - by_hand[0] - by_hand[1])
    assert places(account) == (full & by_hand[0], full & by_hand[1] - by_hand[0], full - by_hand[0] - by_hand[1])
    assert numbers(account.undeclared) == full - by_hand[0] - by_hand[1] - by_hand[2]
    assert numbers(account.empty) == set(range(1, 25)) - full


def places(account: LineAccount) -> tuple[set[int], set[int], set[int]]:
    return numbers(account.cited), numbers(account.all_skipped), numbers(account.unread or ())


def made_up(cited: list[LineRange], skipped: list[LineRange], unread: list[LineRange]) -> Paper:
    """One of the project's papers, with these lines in place of its own."""
    (paper,) = (one for one in ALL if one.slug == Path(PAPER).name)
    row, skip_row = paper.rows["functions"][0], paper.rows["skipped"][0]
    rows = {
        "functions": [replace(row, cells={**row.cells, "lines": tuple(cited)})],
        "skipped": [replace(skip_row, cells={**skip_row.cells, "lines": tuple(skipped)})],
    }
    return replace(paper, rows=rows, unread=tuple(unread), text_lines=24)


ALL = read_records(PROJECT.data).papers
