"""Cells held against their lines: what stands there is found in any spelling, and what was altered is not."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from assertions import not_empty
from bad_input import told
from conftest import FREE_HEALTH_BOARD, PROJECT, Run
from ijb_graph.read.cell_check import FAULT, CellCheck, check_cells
from ijb_graph.read.printed.dates import times_in
from ijb_graph.read.printed.figures import codes_in, numbers_in
from ijb_graph.read.printed.lines import PrintedLines
from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.reader import Records, read_records
from ijb_graph.records.rows import Row
from ijb_graph.records.values import Period, parse_period
from ijb_graph.records.verified_text import read_text_of
from kites import FOLDER, NAME, new_paper

TEXT = f"""
2 Kites
K1\tFly the kites\t{FREE_HEALTH_BOARD}\t£1.2m\tby the end of March 2031
K2\tMend 14 kites\t{FREE_HEALTH_BOARD}\t350\tQ3 2030/31
K4\tK3 of last year\t{FREE_HEALTH_BOARD}\t£9,702h\t31st October
""".lstrip("\n")


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("on 31 October 2019 and", ["2019-10-31"]),
        ("21st October 2019, 5 Nov. 19", ["2019-10-21", "2019-11-05"]),
        ("October 31, 2019", ["2019-10-31"]),
        ("31/10/2019 or 31.10.19 or 2019-10-31", ["2019-10-31"] * 3),
        ("Apr 2021 April 2020", ["2021-04-01/2021-04-30", "2020-04-01/2020-04-30"]),
        ("Jan-20, January 19", ["2020-01-01/2020-01-31", "2019-01-01/2019-01-31"]),
        ("Q3 2019/20", ["2019-10-01/2019-12-31"]),
        ("quarter 4 of 2019-20", ["2020-01-01/2020-03-31"]),
        # A table: the day of one column belongs to no month of the next.
        ("October 19\tOctober 20", ["2019-10-01/2019-10-31", "2020-10-01/2020-10-31"]),
        ("by 31\nMarch 2020", ["2020-03-31"]),
        ("winter 2019", ["2019-12-01/2020-02-29"]),
        ("2019/20, 2019-2020 and 2019 \u2013 20", ["2019-04-01/2020-03-31"] * 3),
        ("a strategy for 2019-2022", ["2019-01-01/2019-12-31"]),
        ("in 2019.", ["2019-01-01/2019-12-31"]),
        # No times: an ability, a clock, a day that no month has, a number in a code, a sum.
        ("it may be 14:00 in room 2019a for £2019", []),
        ("on March 12 the board met; in May 15 services, on June 10.", []),
        (
            "March '12 the board, March 45 days, 5 May 19 at noon",
            ["2012-03-01/2012-03-31", "2019-05-05", "2045-03-01/2045-03-31"],
        ),
        ("February to March 2019", ["2019-02-01/2019-02-28", "2019-03-01/2019-03-31"]),
        ("winter to spring 2020", ["2019-12-01/2020-02-29", "2020-03-01/2020-05-31"]),
        ("31 February 2019", ["2019-02-01/2019-02-28"]),
    ],
)
def test_times_are_read(text: str, spans: list[str]) -> None:
    found = [one for one in times_in(text) if one.has_year]
    read = ["/".join(dict.fromkeys((str(one.start), str(one.end)))) for one in sorted(found, key=lambda one: one.start)]
    assert read == sorted(spans)


@pytest.mark.parametrize(
    ("text", "start", "end", "stands"),
    [
        ("by the end of March 2020", "2020-03-31", "2020-03-31", True),
        ("by the end of March 2020", "2020-03-01", "2020-03-31", True),
        ("by the end of March 2020", "2020-03-01", "2020-03-01", False),
        ("early 2020", "2020-01-01", "2020-04-30", True),
        ("early 2020", "2020-02-01", "2020-04-30", False),
        ("March 2020", "2020-03-31", "2020-03-31", False),
        ("January to April 2020", "2020-01-01", "2020-04-30", True),
        ("at 31 March 2019:", "2019-03-31", "2019-03-31", True),
        ("November to February 2020", "2019-11-01", "2020-02-29", True),
        ("31 March and 30 June 2020", "2020-03-31", "2020-03-31", True),
        ("in March. June 2020", "2020-03-01", "2020-03-31", False),
        # Which year is meant is not printed.
        ("3 February at 19:30", "2020-02-03", "2020-02-03", False),
    ],
)
def test_an_interval_stands_where_it_is_meant(text: str, start: str, end: str, stands: bool) -> None:
    lines = PrintedLines(text)
    assert lines.have_interval(date.fromisoformat(start), date.fromisoformat(end)) is stands


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("3,769 of 12 at -5% or 2.82%", [3769, 12, -5, "2.82"]),
        ("\u22125% \u00a332,725K \u00a31.2m (80,095)", [-5, 32725, "1.2", 80095]),
        ("10-12 weeks, 2 nd", [10, 12, 2]),
        # Negative sums of accounts; brackets that are only brackets.
        ("(1,200)\t\u00a3(350)k | (\u00a312m) |", [-1200, -350, -12]),
        ("under by \u00a3(1.5)m, fourteen (14)", ["-1.5", 14]),
        # Parts of codes, of longer numbers and of what the export damaged.
        ("D10b 9,702h 1.2.3 4,56 7a", [4]),
    ],
)
def test_numbers_are_read(text: str, values: list[Any]) -> None:
    assert [one.value for one in numbers_in(text)] == [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("text", "thousands", "stands"),
    [
        ("\u00a31.2m", 1200, True),
        ("\u00a31.2 million", 1200, True),
        ("1,200", 1200, True),
        ("\u00a31,200,000", 1200, True),
        ("1,200k", 1200, True),
        ("\u00a31.3m", 1200, False),
        ("12", 1200, False),
    ],
)
def test_money_is_read_in_its_unit(text: str, thousands: int, stands: bool) -> None:
    assert PrintedLines(text).have_thousands(Decimal(thousands)) is stands


def test_codes_are_read() -> None:
    assert set(codes_in("D01h, (D12) 2(a) 1.1 and SDD2018(03) of 2019")) == {
        "D01h",
        "D12)",
        "2(a)",
        "1.1",
        "SDD2018(03)",
    }


@pytest.fixture
def kites(project: Path, tmp_path: Path, ijb: Run) -> Path:
    """A new paper whose records are right; the folder with its text."""
    texts = new_paper(project, tmp_path, ijb, TEXT)
    write(project, "directions", "code,title,status,addressees,summary,lines,basis,note", DIRECTIONS)
    write(project, "direction-funding", "direction,number,source,amount_k,lines,basis,note", FUNDING)
    write(project, "milestones", "direction,milestone,due,lines,basis,note", MILESTONES)
    return texts


DIRECTIONS = [
    f"K1,Fly the kites,new,{FREE_HEALTH_BOARD},To be flown,2,printed,",
    f"K2,Mend 14 kites,new,{FREE_HEALTH_BOARD},Fourteen (14) kites to be mended,3,printed,",
    f"K4,K3 of last year,new,{FREE_HEALTH_BOARD},As K3 of last year,4,printed,",
]
FUNDING = ["K1,7,,1200,2,printed,", "K2,8,,350,3,printed,"]
MILESTONES = ["K1,all fly,2031-03-31,2,printed,", "K2,all mended,2030-10/2030-12,3,printed,"]


def write(project: Path, kind: str, header: str, rows: list[str]) -> None:
    (project / FOLDER / f"{kind}.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")


def differences(ijb: Run, texts: Path) -> list[tuple[str, str, str, str]]:
    done = ijb("read", NAME, "--check", "--papers", str(texts), "--format", "csv")
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert done.returncode == any(row["status"] == FAULT for row in rows), done.stderr
    return [(Path(row["file"]).stem, row["row"], row["column"], row["status"]) for row in rows]


def test_records_that_are_right_have_no_difference(kites: Path, ijb: Run) -> None:
    assert differences(ijb, kites) == []


@pytest.mark.parametrize(
    ("kind", "old", "new", "row", "column"),
    [
        ("directions", "K2,Mend", "K5,Mend", "3", "code"),
        ("directions", "K2,Mend 14 kites", "K2,Mend 15 kites", "3", "title"),
        ("directions", "Fourteen (14)", "Fourteen (41)", "3", "summary"),
        ("direction-funding", "K1,7,,1200", "K1,7,,1210", "2", "amount_k"),
        ("direction-funding", "350,3", "350,4", "3", "amount_k"),
        ("milestones", "2031-03-31", "2031-03-30", "2", "due"),
        ("milestones", "2030-10/2030-12", "2030-10/2030-11", "3", "due"),
    ],
)
def test_an_altered_cell_is_a_fault(
    project: Path, kites: Path, ijb: Run, kind: str, old: str, new: str, row: str, column: str
) -> None:
    path = project / FOLDER / f"{kind}.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    if column == "code":
        (project / FOLDER / "milestones.csv").unlink()
        (project / FOLDER / "direction-funding.csv").unlink()
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = differences(ijb, kites)
    assert (kind, row, column, FAULT) in found
    assert {one[:2] for one in found} == {(kind, row)}
    # Where the row owns up to it, it is none.
    path.write_text(path.read_text(encoding="utf-8").replace("printed,", "inferred,a reason"), encoding="utf-8")
    assert {one[3] for one in differences(ijb, kites)} == {"inferred"}


def test_a_damaged_sum_is_a_fault_until_the_row_says_that_it_is_mended(project: Path, kites: Path, ijb: Run) -> None:
    header = "direction,number,source,amount_k,lines,basis,note"
    write(project, "direction-funding", header, [*FUNDING, "K4,9,,9702,4,printed,"])
    assert differences(ijb, kites) == [("direction-funding", "4", "amount_k", FAULT)]
    write(project, "direction-funding", header, [*FUNDING, "K4,9,,9702,4,mended,the export shows 9702h"])
    assert differences(ijb, kites) == [("direction-funding", "4", "amount_k", "mended")]


def test_the_check_needs_the_text(kites: Path, ijb: Run, tmp_path: Path) -> None:
    told(
        ijb("read", NAME, "--check"), ["found no text of", "kites.txt in the folder of --papers", "[no-text-to-check]"]
    )


def test_a_text_without_records_has_nothing_to_check(project: Path, ijb: Run, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("One\n", encoding="utf-8")
    told(ijb("read", "--check", str(tmp_path / "new.txt")), ["found no records of", "[no-records-to-check]"])


def test_the_words_of_a_schema_are_checked(project: Path, ijb: Run) -> None:
    path = project / "data" / "kinds" / "reserves.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"ijb:stands": "words"', '"ijb:stands": "word"'), "utf-8")
    told(ijb("build"), ["reserves.json", "ijb:stands 'word' of column 'reserve'"])


@pytest.fixture(scope="module")
def records() -> Records:
    return read_records(PROJECT.data)


def checks(records: Records, papers: Path, change: Any = None) -> Iterator[tuple[Paper, CellCheck]]:
    for paper in not_empty(records.papers):
        text = read_text_of(paper, papers)
        assert text is not None
        changed = paper if change is None else replace(paper, rows={k: change(rows) for k, rows in paper.rows.items()})
        yield paper, check_cells(changed, text, records.names)


def test_the_records_of_the_papers_have_no_fault(records: Records, papers: Path) -> None:
    """Whatever does not stand in its lines is mended or inferred, and says why."""
    values = 0
    for paper, check in not_empty(checks(records, papers)):
        values += check.values
        assert [one for one in check.differences if one.status == FAULT] == [], paper.slug
        assert [one for one in check.differences if not one.note] == [], paper.slug
    assert values > 5000


def altered(value: Any, random: Random) -> Any:
    """A value with another digit or month; None where it has none."""
    if isinstance(value, int):
        return value + random.choice((1, 10, 100))
    if isinstance(value, Period):
        months = re.sub("-([0-9]{2})", lambda found: f"-{int(found[1]) % 12 + 1:02}", value.text)
        try:
            return parse_period(months) if months != value.text else None
        except ValueError:
            return None
    if isinstance(value, str) and (places := [place for place, one in enumerate(value) if one.isdigit()]):
        place = random.choice(places)
        return f"{value[:place]}{(int(value[place]) + random.randint(1, 9)) % 10}{value[place + 1 :]}"
    return None


@pytest.mark.slow
def test_altered_figures_are_seen(records: Records, papers: Path) -> None:
    """One cell of each row is altered at a time, of those that a digit can be altered in."""
    random, before = Random(19), {paper.slug: check for paper, check in checks(records, papers)}
    planted: dict[tuple[str, int], str] = {}

    def change(rows: list[Row]) -> list[Row]:
        return [alter(row) for row in rows]

    def alter(row: Row) -> Row:
        columns = [one for one in row.kind.columns if one.stands != "no" and one.name not in ("lines", "basis", "note")]
        random.shuffle(columns)
        for column in columns:
            cell = row.cells[column.name]
            if len(cell) == 1 and not column.choices and (other := altered(cell[0], random)) is not None:
                planted[row.file, row.number] = column.name
                return replace(row, cells={**row.cells, column.name: (other,)})
        return row

    seen: Counter[bool] = Counter()
    for paper, check in not_empty(list(checks(records, papers, change))):
        known = {(one.file, one.row, one.column) for one in before[paper.slug].differences}
        found = {(one.file, one.row, one.column) for one in check.differences}
        here = {(file, row, column) for (file, row), column in planted.items() if f"/{paper.slug}/" in file} - known
        seen.update(one in found for one in here)
    assert seen[True] + seen[False] > 900
    assert seen[False] < 0.04 * seen[True]
