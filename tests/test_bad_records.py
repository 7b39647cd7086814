"""Bad records: one clear line a fault, with file, row, column, what was found, what was expected and how to fix it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bad_input import PAPER, SpoiltFile, replace, told, write
from command_line import Run


def latin_1(project: Path) -> None:
    path = project / PAPER / "priorities.csv"
    path.write_bytes(path.read_bytes().replace(b"implement the", "£ implement the".encode("latin-1")))


FINANCE = "number,service,measure,of,year,as_at,amount_k,printed,part_of,lines,basis\n"
ACCEPTED = "rule,subject,lines,words,reason,decision,decided\n"

BUILD: dict[str, tuple[SpoiltFile, list[str]]] = {
    "an acceptance under no rule": (
        write(
            f"{PAPER}/accepted-findings.csv", ACCEPTED + "direction-mesure,D01h New Hospital,392,,Why,Who,2020-03-02\n"
        ),
        ["accepted-findings.csv, row 2, column rule", "'direction-mesure'", "Did you mean 'direction-measure'"],
    ),
    "an acceptance without a reason": (
        write(
            f"{PAPER}/accepted-findings.csv", ACCEPTED + "direction-measure,D01h New Hospital,392,,,Who,2020-03-02\n"
        ),
        ["accepted-findings.csv, row 2, column reason", "an empty cell", "why the finding is accepted"],
    ),
    "an acceptance without a day": (
        write(f"{PAPER}/accepted-findings.csv", ACCEPTED + "direction-measure,D01h New Hospital,392,,Why,Who,soon\n"),
        ["accepted-findings.csv, row 2, column decided", "'soon'", "such as 2019-10-31"],
    ),
    "an acceptance twice": (
        write(f"{PAPER}/accepted-findings.csv", ACCEPTED + "direction-measure,D1,392,,Why,Who,2020-03-02\n" * 2),
        ["accepted-findings.csv, row 3", "'direction-measure D1 392' again (first in row 2)"],
    ),
    "acceptances that differ in punctuation alone": (
        write(
            f"{PAPER}/accepted-findings.csv",
            ACCEPTED + "".join(f"direction-measure,{one},392,,Why,Who,2020-03-02\n" for one in ("d1 day", "d1-day")),
        ),
        [
            "accepted-findings.csv, row 3",
            "acceptance/east-lothian/2019-10-31-directions/direction-measure/",
            "row 2 has already",
        ],
    ),
    "an acceptance on lines that the paper does not have": (
        write(f"{PAPER}/accepted-findings.csv", ACCEPTED + "direction-measure,D1,9999,,Why,Who,2020-03-02\n"),
        ["accepted-findings.csv, row 2, column lines", "lines within the paper's 998"],
    ),
    "a missing column": (
        replace(f"{PAPER}/reserves.csv", "reserve,as_at,amount_k", "reserve,as_at,amount"),
        ["reserves.csv, row 1, column amount_k", "a column 'amount'", "Did you mean 'amount_k'?"],
    ),
    "an unknown body": (
        replace(f"{PAPER}/overseers.csv", "D01h,SPG,", "D01h,Strategic Planing Group,"),
        ["overseers.csv, row 2, column body", "'Strategic Planing Group'", "Did you mean 'Strategic Planning Group'"],
    ),
    "a malformed date": (
        replace(f"{PAPER}/reserves.csv", "2019-03-31", "31/03/2019"),
        ["reserves.csv, row 2, column as_at", "'31/03/2019'", "such as 2019-10-31"],
    ),
    "a day that is none": (
        replace(f"{PAPER}/reserves.csv", "2019-03-31", "2019-02-30"),
        ["column as_at", "'2019-02-30'", "a day of the calendar"],
    ),
    "a malformed period": (
        replace(f"{PAPER}/milestones.csv", "2020-12", "2020-13"),
        ["milestones.csv, row 2, column due", "'2020-13'"],
    ),
    "a malformed amount": (
        replace(f"{PAPER}/budget-lines.csv", "3769", '"3,769"'),
        ["budget-lines.csv, row 2, column amount_k", "'3,769'", "plain digits"],
    ),
    "a duplicate code": (
        replace(f"{PAPER}/directions.csv", "\nD02f,", "\nD01h,"),
        ["directions.csv, row 3, column code", "'D01h' again (first in row 2)"],
    ),
    "a wrong encoding": (
        SpoiltFile(f"{PAPER}/priorities.csv", latin_1),
        ["priorities.csv, row 7", "no UTF-8", "that is CSV UTF-8"],
    ),
    "lines past the end": (
        replace(f"{PAPER}/reserves.csv", ",963,", ",9963,"),
        ["reserves.csv, row 5, column lines", "9963", "lines within the paper's 998"],
    ),
    "lines that run backwards": (
        replace(f"{PAPER}/reserves.csv", ",963,", ",963-960,"),
        ["column lines", "rising range"],
    ),
    "no lines": (replace(f"{PAPER}/reserves.csv", ",963,", ",,"), ["column lines", "an empty cell"]),
    "a value outside its list": (
        replace(f"{PAPER}/ratings.csv", ",established,", ",etablished,"),
        ["ratings.csv, row 2, column rating", "Did you mean 'established'"],
    ),
    "no note on a mended row": (
        replace(f"{PAPER}/ratings.csv", ",printed,", ",mended,"),
        ["ratings.csv, row 2, column note"],
    ),
    "a direction that is not there": (
        replace(f"{PAPER}/overseers.csv", "D01h,SPG,", "D01x,SPG,"),
        ["overseers.csv, row 2, column direction", "'D01x'", "directions.csv"],
    ),
    "too many cells": (
        replace(f"{PAPER}/reserves.csv", ",963,printed,", ",963,printed,,"),
        ["reserves.csv, row 5", "found 7 cells"],
    ),
    "a space at the end": (
        replace(f"{PAPER}/reserves.csv", "General Reserves", "General Reserves "),
        ["column reserve", "no space"],
    ),
    "an open quotation mark": (
        replace(f"{PAPER}/reserves.csv", "General Reserves", '"General Reserves'),
        ["reserves.csv", "no CSV"],
    ),
    "an empty file": (write(f"{PAPER}/reserves.csv", ""), ["reserves.csv", "an empty file"]),
    "an unknown kind": (write(f"{PAPER}/reservs.csv", "a,b\n"), ["reservs.csv", "Did you mean 'reserves.csv'"]),
    "an unknown board": (
        write("data/east-lothain/2020-01-01-x/paper.toml", ""),
        ["data/east-lothain", "Did you mean 'east-lothian'"],
    ),
    "a folder without a date": (write("data/east-lothian/directions/paper.toml", ""), ["directions", "named by date"]),
    "a paper without paper.toml": (
        write("data/east-lothian/2020-01-01-x/reserves.csv", "reserve\n"),
        ["paper.toml", "no readable file"],
    ),
    "a broken paper.toml": (
        replace(f"{PAPER}/paper.toml", "board = ", "board : "),
        ["paper.toml", "no TOML", "line 1"],
    ),
    "a misspelt entry": (
        replace(f"{PAPER}/paper.toml", "title = ", "titel = "),
        ["paper.toml, column title: found nothing", "Did you mean 'title'"],
    ),
    "a wrong hash": (
        replace(f"{PAPER}/paper.toml", 'sha256 = "09f', 'sha256 = "xyz'),
        ["column text.sha256", "64 hexadecimal digits"],
    ),
    "a suite nobody describes": (
        replace(f"{PAPER}/paper.toml", 'suite = "2019-20"', 'suite = "2020-21"'),
        ["column suite", "'2020-21'"],
    ),
    "another day than the folder's": (
        replace(f"{PAPER}/paper.toml", "meeting_date = 2019-10-31", "meeting_date = 2019-10-30"),
        ["column meeting_date", "2019-10-30"],
    ),
    "an alias of nobody": (
        replace("data/reference/aliases.csv", "SPG,Strategic Planning Group", "SPG,Strategic Group"),
        ["aliases.csv", "column name", "'Strategic Group'"],
    ),
    "a link to a thread that is none": (
        replace("data/editorial/theme-links.csv", "D02f,golden-thread,8", "D02f,golden-thread,88"),
        ["theme-links.csv, row 2, column number", "88"],
    ),
    "a link from a direction that is none": (
        replace("data/editorial/theme-links.csv", "D02f,", "D99f,"),
        ["theme-links.csv, row 2, column direction", "'D99f'"],
    ),
    "a match of a name nobody uses": (
        replace("data/editorial/function-matches.csv", "D01h,Inpatient", "D01h,Outpatient"),
        ["function-matches.csv, row 2, column name"],
    ),
    "a shared work in an action that is none": (
        replace("data/editorial/shared-work.csv", "governance review,1.1,1,", "governance review,1.1,9,"),
        ["shared-work.csv, row 2, column action", "'9'", "board edinburgh, meeting_date 2019-05-24, proposal 1.1"],
    ),
    "a continuation of an action of the same day": (
        replace("data/editorial/continued-actions.csv", "1.1,1,2019-05-24,1.1,1,", "1.1,1,2020-02-04,1.1,2,"),
        ["continued-actions.csv, row 2, column earlier_date", "2020-02-04"],
    ),
    "a needed step that is none": (
        replace("data/editorial/needed-steps.csv", "1.1,1,3,1.1,1,2,", "1.1,1,3,1.1,1,7,"),
        [
            "needed-steps.csv, row 2, column needed_response",
            "'7'",
            "edinburgh, meeting_date 2020-02-04, proposal 1.1, action 1",
        ],
    ),
    "an action that continues one of the same day": (
        replace(
            "data/editorial/continued-actions.csv",
            "edinburgh,2020-02-04,1.1,1,2019-05-24,1.1,1",
            "edinburgh,2020-02-04,1.1,1,2020-02-04,1.1,2",
        ),
        ["continued-actions.csv, row 2, column earlier_date", "2020-02-04 continuing 2020-02-04"],
    ),
    "directions of one paper that differ in punctuation alone": (
        replace(f"{PAPER}/directions.csv", "\nD02f,", "\nD01h-,"),
        ["directions.csv, row 3: found a record with the address direction/east-lothian/2019-20/D01h"],
    ),
    "a broken schema": (write("data/kinds/directions.json", "{"), ["kinds/directions.json", "JSONDecodeError"]),
    "no schemas": (
        SpoiltFile("data/kinds", lambda project: shutil.rmtree(project / "data/kinds")),
        ["data/kinds: found no readable file", "the schemas of the kinds of record"],
    ),
    "an unknown datatype": (
        replace("data/kinds/measures.json", '"datatype": "period"', '"datatype": "perriod"'),
        ["measures.json", "'perriod'", "Did you mean 'period'?"],
    ),
    "values joined without a space": (
        replace(f"{PAPER}/budget-lines.csv", "D01; D10", "D01;D10"),
        ["budget-lines.csv, row 9, column direction_refs", "'D01;D10'", "joined by '; '"],
    ),
    "a control character": (
        replace(f"{PAPER}/reserves.csv", "General Reserves", "General\x1b[31m Reserves"),
        ["column reserve", "without U+001B ESCAPE"],
    ),
    "a number beyond all measure": (
        replace(f"{PAPER}/reserves.csv", ",1087,", "," + "9" * 40 + ","),
        ["reserves.csv, row 5, column amount_k", "a whole number"],
    ),
    "an indicator that is none": (
        replace(f"{PAPER}/indicators.csv", "\n6,", "\n9,"),
        ["indicators.csv, row 7, column indicator", "'9'"],
    ),
    "an outcome of a suite nobody describes": (
        replace(f"{PAPER}/outcomes.csv", "2018-19,D01h", "2017-18,D01h"),
        ["outcomes.csv, row 2, column suite", "'2017-18'", "2018-19"],
    ),
    "an alias that is somebody's name": (
        replace(
            "data/reference/aliases.csv",
            "MSG,Ministerial Strategic Group for Health and Community Care",
            "NHS Lothian,NHS Fife",
        ),
        ["aliases.csv", "column alias", "which NHS Lothian is called already"],
    ),
    "two bodies with one address": (
        replace(
            "data/reference/bodies.csv",
            "\nCarers Change Board,",
            "\nCarers-Change Board,change-board,east-lothian,,\nCarers Change Board,",
        ),
        ["bodies.csv, row ", "body/east-lothian/carers-change-board, which", "bodies.csv row "],
    ),
    "a file that is no record": (
        write(f"{PAPER}/ratings.csv.txt", "x"),
        ["ratings.csv.txt: found ratings.csv.txt", "Did you mean 'ratings.csv'"],
    ),
    "a file beside the folders": (write("data/notes.csv", "x"), ["data/notes.csv: found notes.csv"]),
    "an address that is none": (
        replace(f"{PAPER}/cited-documents.csv", "https://www.sehd", "https://[www.sehd"),
        ["cited-documents.csv, row 2: found a statement that no store would read", "https://[www.sehd"],
    ),
    "a citation that is no address": (
        replace(f"{PAPER}/paper.toml", '"http://www.legislation.gov.uk/id/asp/2014/9",', '"the Act", 3,'),
        ["column cites: found 'the Act'", "column cites: found 3"],
    ),
    "a suite that is a number": (
        replace(f"{PAPER}/paper.toml", 'suite = "2019-20"', "suite = 2019"),
        ["column suite: found 2019"],
    ),
    "suites that are no tables": (
        replace(f"{PAPER}/paper.toml", '[[suites]]\nperiod = "2018-19"', '[suites]\nperiod = "2018-19"'),
        ["paper.toml"],
    ),
    "a period of two years": (
        replace(f"{PAPER}/paper.toml", 'period = "2018-19"', 'period = "2018-20"'),
        ["suites[0].period", "'2018-20'"],
    ),
    "a paper without lines": (replace(f"{PAPER}/paper.toml", "lines = 998", "lines = 0"), ["column text.lines"]),
    "an attendance of nobody": (
        write(
            f"{PAPER}/attendance.csv",
            "number,person,others,capacity,lines,basis\n"
            "1,,,chair,1,printed\n2,(not applicable),,member,1,printed\n3,(lost),,member,1,printed\n",
        ),
        [
            "attendance.csv, rows 2, 3, column person: found an empty cell",
            "a value in one of the columns person, post, others, or (lost) where the export lost it",
        ],
    ),
    "sums that are parts of one another": (
        write(
            f"{PAPER}/finance-lines.csv",
            FINANCE
            + "1,total,budget,IJB,2019-20,2019-04-01,3,,,1,printed\n"
            + "2,care,budget,IJB,2019-20,2019-04-01,2,,3,1,printed\n"
            + "3,homes,budget,IJB,2019-20,2019-04-01,1,,2,1,printed\n"
            + "4,meals,budget,IJB,2019-20,2019-04-01,1,,4,1,printed\n"
            + "5,beds,budget,IJB,2019-20,2019-04-01,1,,3,1,printed\n",
        ),
        [
            "finance-lines.csv, row 3, column part_of: found 2 > 3 > 2, a circle",
            "a chain of rows that ends in one with an empty part_of",
            "finance-lines.csv, row 5, column part_of: found 4 > 4, a circle",
        ],
    ),
    "financial years that are none": (
        write(
            f"{PAPER}/finance-lines.csv",
            FINANCE
            + "1,total,budget,IJB,2019-21,2019-04-01,3,,,1,printed\n"
            + "2,total,budget,IJB,2019,2019-04-01,2,,,1,printed\n"
            + "3,total,budget,IJB,1999-00,1999-04-01,2,,,1,printed\n",
        ),
        [
            "finance-lines.csv, row 2, column year: found '2019-21'; expected two years, one after the other, such as",
            "finance-lines.csv, row 3, column year: found '2019'",
        ],
    ),
    "pounds that are printed in another currency": (
        write(
            f"{PAPER}/finance-lines.csv",
            FINANCE
            + "1,total,budget,IJB,2019-20,2019-04-01,3,£3k,,1,printed\n"
            + "2,grant,budget,IJB,2019-20,2019-04-01,2,€2k,1,1,printed\n"
            + "3,fund,budget,IJB,2019-20,2019-04-01,,3k euro,1,1,printed\n"
            + "4,loan,budget,IJB,2019-20,2019-04-01,1,£1k (USD 2k),1,1,printed\n",
        ),
        [
            "finance-lines.csv, row 3, column printed: found '€2k' beside an amount in pounds, with the currency €",
            "finance-lines.csv, row 5, column printed: found '£1k (USD 2k)'",
            "Leave amount_k empty",
        ],
    ),
    "collections that overlap": (
        write(
            "data/reference/collections.csv",
            "board,period,kind,how\n"
            "east-lothian,2019-04/2020-03,,why\neast-lothian,2020-03-31/2021,,why\n"
            "edinburgh,2019,minute,why\nedinburgh,2019/2020,,why\nedinburgh,2020,minute,why\nfife,ongoing,,why\n",
        ),
        [
            "collections.csv, row 3, column period: found 2020-03-31/2021, which overlaps 2019-04/2020-03 (row 2)",
            "times that do not overlap in rows with the same board, kind",
            "collections.csv, row 7, column period: found 'ongoing'; expected a time with a first and a last day",
        ],
    ),
    "an agenda item twice": (
        write(
            "data/midlothian/2023-09-21-directions-half-year-report/agenda-items.csv",
            "number,title,lines,basis\n3,Day centres,1,printed\n3,Transport,2,printed\n,Day centres,3,printed\n"
            ",day centres.,4,printed\n",
        ),
        [
            "agenda-items.csv, row 3, column number: found number '3' again, which ",
            "agenda-items.csv row 2 has already",
            "one row for each thing",
            "agenda-items.csv, row 5: found a record with the address agenda-item/midlothian/2023-09-21/day-centres",
        ],
    ),
    "people under their addresses and numbers": (
        write(
            f"{PAPER}/people.csv",
            "name\nAda Kelso ada.kelso@board.example\nBram Leven 01632 960 123\nCleo +44 (0)1632 960123\n"
            "Dan (01632) 960123\n",
        ),
        [
            "people.csv, row 2, column name: found 'Ada Kelso ada.kelso@board.example'",
            "text without an e-mail address",
            "people.csv, row 3, column name: found 'Bram Leven 01632 960 123'",
            "text without a phone number",
            "people.csv, row 4, column name",
            "people.csv, row 5, column name",
        ],
    ),
    "a broken ontology": (
        write("ontology/broken.ttl", "ijb:A a ijb:B .\n"),
        ["ontology/broken.ttl", "row 1", "no Turtle"],
    ),
    "a blank node in the ontology": (
        write("ontology/blank.ttl", "<https://a.example/b> <https://a.example/c> [] .\n"),
        ["ontology/blank.ttl", "a blank node"],
    ),
}


def spoilt(case: str) -> str:
    """What a case spoils: a kind of record by its schema or its rows, and what is read only where it is whole."""
    # Where a file that introduces names has faults, no name that is not known is one.
    rests_on = {"accepted-findings": "paper", "function-matches": "directions", "people": "kinds"}
    name = Path(BUILD[case][0].file).stem
    return rests_on.get(name, name)


def groups() -> list[list[str]]:
    """The cases in groups: those of one group spoil different things, and where there are no schemas, nothing else.

    A build tells all faults at once, so that one build is enough for a group.
    """
    found: list[list[str]] = []
    for case in BUILD:
        for group in found:
            if spoilt(case) != "kinds" and not {spoilt(case), "kinds"} & set(map(spoilt, group)):
                group.append(case)
                break
        else:
            found.append([case])
    return found


@pytest.mark.parametrize("group", groups(), ids=lambda group: f"{group[0].replace(' ', '-')}-and-{len(group) - 1}-more")
def test_bad_records(group: list[str], project: Path, ijb: Run) -> None:
    for case in group:
        BUILD[case][0](project)
    done = ijb("build")
    told(done, [part for case in group for part in BUILD[case][1]])
    assert not (project / "build").exists()


@pytest.mark.slow
@pytest.mark.parametrize("case", BUILD, ids=lambda case: case.replace(" ", "-"))
def test_bad_records_alone(case: str, project: Path, ijb: Run) -> None:
    spoil, parts = BUILD[case]
    spoil(project)
    told(ijb("build"), parts)
    assert not (project / "build").exists()


def test_all_faults_of_a_file_are_told_at_once(project: Path, ijb: Run) -> None:
    for old, new in ((",219,", ",x,"), (",164,", ",y,"), ("2019-03-31,312", "yesterday,312"), (",964", ",964")):
        if old != new:
            replace(f"{PAPER}/reserves.csv", old, new)(project)
    replace(f"{PAPER}/ratings.csv", ",established,", ",splendid,")(project)
    done = ijb("build")
    told(
        done,
        [
            "row 2, column amount_k",
            "row 3, column amount_k",
            "row 4, column as_at",
            "ratings.csv, row 2, column rating",
            "4 faults",
        ],
    )


def test_faults_are_told_row_by_row(project: Path, ijb: Run) -> None:
    """Cells, notes and keys of a row together; every address that is none, each with its row."""
    for old, new in ((",219,", ",x,"), ("2019-03-31,312", "yesterday,312"), (",963,printed,", ",0,mended,")):
        replace(f"{PAPER}/reserves.csv", old, new)(project)
    done = ijb("build")
    places = [line.split("reserves.csv, ")[1].split(":")[0] for line in done.stderr.splitlines() if "reserves" in line]
    assert places == ["row 2, column amount_k", "row 4, column as_at", "row 5, column lines", "row 5, column note"]


def test_every_address_that_is_none_is_told(project: Path, ijb: Run) -> None:
    for old, new in (
        ("https://www.sehd", "https://[www.sehd"),
        ("Elective Centres,,", "Elective Centres,https://%no,"),
    ):
        replace(f"{PAPER}/cited-documents.csv", old, new)(project)
    done = ijb("build")
    told(done, [f"cited-documents.csv, row {row}: found a statement that no store would read" for row in (2, 3)])


def test_two_records_with_one_address_are_refused(project: Path, ijb: Run) -> None:
    replace(f"{PAPER}/reserves.csv", "General Reserves,", "Primary care: investments,")(project)
    told(ijb("build"), ["reserves.csv, row 5", "which", "row 2 has already", "Reword one of them"])
