"""What `ijb ask` says beside the rows, and the forms that it gives them: read back by programs of others."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph
import pytest
from assertions import not_empty
from command_line import Run
from conftest import FREE_BOARD, PROJECT
from ijb_graph.addresses import PREFIXES
from ijb_graph.ask.answering import ask_of
from ijb_graph.ask.calendar import calendar_of
from ijb_graph.ask.questions import Calendar, Parameter, Question, read_questions
from ijb_graph.cli.answer_output import refuse_output
from ijb_graph.cli.sparql_command import command as sparql_command
from ijb_graph.engine import Answer, Embedded
from ijb_graph.engine.papers import read_papers
from ijb_graph.engine.query_limits import Limits
from ijb_graph.errors import InputError
from question_cases import QUESTIONS

EXAMPLES = {"text": "east-lothian", "date": "2020-06-30", "number": "1"}


def rows_of(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


PARAMETERS = [(question, parameter) for question in QUESTIONS for parameter in question.parameters]


@pytest.mark.parametrize(("question", "parameter"), PARAMETERS, ids=lambda one: one.name)
def test_every_parameter_can_be_given(question: Question, parameter: Parameter) -> None:
    """A prefix that only the commented line needs is easily forgotten."""
    sparql = question.with_values({parameter.name: EXAMPLES[parameter.form]})
    pyoxigraph.Store().query(sparql)


def test_rows_are_the_same_in_every_format(ready: Run, tmp_path: Path) -> None:
    openpyxl, polars = pytest.importorskip("openpyxl"), pytest.importorskip("polars")
    pytest.importorskip("xlsxwriter")
    expected = rows_of(ready("ask", "reserves", "--format", "csv").stdout)
    assert rows_of(ready("ask", "reserves", "--format", "tsv").stdout, "\t") == expected
    for form in ("xlsx", "parquet", "json", "markdown"):
        done = ready("ask", "reserves", "--format", form, "--output", str(tmp_path / f"reserves.{form}"))
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    sheet = openpyxl.load_workbook(tmp_path / "reserves.xlsx")["reserves"]
    names, *cells = sheet.iter_rows(values_only=True)
    frame = polars.read_parquet(tmp_path / "reserves.parquet")
    assert list(names) == frame.columns == list(expected[0])
    for row, of_sheet, of_frame in not_empty(zip(expected, cells, frame.rows(), strict=True)):
        assert [str(one or "").removesuffix(" 00:00:00") for one in of_sheet] == list(row.values())
        assert [str(one or "") for one in of_frame] == list(row.values())
    assert str(frame.schema["as_at_from"]) == "Date"
    assert str(frame.schema["amount_k"]) == "Int64"
    listed = json.loads((tmp_path / "reserves.json").read_text(encoding="utf-8"))
    assert [one["reserve"] for one in listed] == [row["reserve"] for row in expected]
    lines = (tmp_path / "reserves.markdown").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(expected) + 2
    assert {line.count(" | ") for line in lines} == {len(names) - 1}


def test_an_answer_goes_where_it_can_be_used(ready: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = ready("ask", "reserves", "--output", str(tmp_path / "reserves.csv"))
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])
    assert "[table-for-file]" in done.stderr
    done = ready("sparql", "-", "--format", "parquet", stdin="ASK { ?s ?p ?o }")
    assert (done.returncode, "[no-rows-to-write]" in done.stderr) == (2, True)
    missing = ready("ask", "reserves", "--format", "csv", "--output", str(tmp_path / "none" / "reserves.csv"))
    assert (missing.returncode, "[no-access]" in missing.stderr) == (2, True)

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdout", Terminal())
    with sparql_command.make_context("sparql", ["-"]), pytest.raises(InputError, match="binary-for-terminal"):
        refuse_output("xlsx", None)


def test_the_query_of_an_answer_runs_elsewhere(ready: Run) -> None:
    """Also where the answer is from one paper, and from its first rows."""
    for arguments in (
        ("reserves",),
        ("direction-thread", "--board", "midlothian"),
        ("measures", "--paper", "2023-09-21-directions-half-year-report", "--limit", "3"),
        ("names-across-papers", "--board", "edinburgh"),
    ):
        query = ready("ask", *arguments, "--query")
        assert (query.returncode, query.stderr) == (0, "")
        answer = ready("ask", *arguments, "--format", "csv").stdout
        assert ready("sparql", "-", "--format", "csv", stdin=query.stdout).stdout == answer
        assert answer.count("\n") > 1


WITH_DEFAULTS = [question for question in QUESTIONS if question.defaults]


def test_defaults_fit_the_board(engine: Embedded) -> None:
    """Asked of a board alone, a question with defaults has an answer, or there was nothing to look at."""
    assert {one.name for one in WITH_DEFAULTS} >= {"direction-thread", "in-force", "functions-without-direction"}
    boards, answered = {paper.board for paper in read_papers(engine)}, set()
    for question in not_empty(WITH_DEFAULTS):
        for board in not_empty(boards):
            asked = ask_of(engine, question, {}, board)
            if asked.answer().rows:
                answered.add((question.name, board))
            else:
                assert "nothing can be concluded" in asked.meaning_of_empty()
    assert {("direction-thread", "east-lothian"), ("direction-thread", "midlothian")} <= answered
    thread = next(one for one in WITH_DEFAULTS if one.name == "direction-thread")
    assert ask_of(engine, thread, {}, "east-lothian").defaults["code"] == "D11b"


def test_a_question_without_a_board_keeps_the_defaults_of_its_file(engine: Embedded) -> None:
    for question in not_empty(WITH_DEFAULTS):
        own = {one.name: one.default for one in question.parameters if one.default}
        assert ask_of(engine, question, {}).defaults == own
    thread = next(one for one in WITH_DEFAULTS if one.name == "direction-thread")
    of_code = ask_of(engine, thread, {"board": "midlothian", "code": "4.1"})
    assert of_code.defaults == {"suite": "2023-24"}


def test_an_answer_names_its_defaults_beside_the_rows(ready: Run) -> None:
    table, piped = (
        ready("ask", "direction-thread", "--board", "midlothian", "--format", form) for form in ("table", "csv")
    )
    said = "sked with defaults: --suite 2023-24 --code 1.1\n"
    assert table.stdout.endswith(f"A{said}")
    assert piped.stderr == f"ijb: a{said}"
    assert "default" not in piped.stdout
    given = ready("ask", "direction-thread", "--board", "midlothian", "--suite", "2023-24", "--code", "4.1")
    assert (given.stderr, "default" in given.stdout) == ("", False)


def test_an_empty_answer_says_which_of_two_opposites_it_means(ready: Run) -> None:
    """That nothing was late, or that there was nothing that could be."""
    early = ready("ask", "late-actions", "--board", "edinburgh", "--as_of", "2010-01-01").stdout
    assert re.search(
        r"Nothing found among \d+ x improvement action\. That means: Nothing that has a date was late", early
    )
    none = ready("ask", "late-actions", "--board", "midlothian").stdout
    assert (
        "Nothing found: the papers of midlothian hold no improvement action, so that nothing can be concluded." in none
    )
    for form in ("table", "csv"):
        nobody = ready("ask", "late-actions", "--board", FREE_BOARD, "--format", form)
        said = f"othing found: the graph holds no paper of {FREE_BOARD}, so that nothing can be concluded.\n"
        assert said in (nobody.stdout if form == "table" else nobody.stderr)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_what_a_question_is_about_is_a_class_of_the_graph(question: Question, engine: Embedded) -> None:
    def is_class(name: str) -> bool:
        prefix, _, local = name.partition(":")
        kind = f"{PREFIXES[prefix]}{local}"
        return bool(engine.query(f"SELECT * WHERE {{ <{kind}> <{PREFIXES['rdfs']}label> ?l }}", "test").rows)

    assert [name for name in question.about if not is_class(name)] == []
    assert " or no paper " not in question.empty, "an answer that is empty for two opposite reasons"


def test_a_wrong_calendar_or_class_of_a_header_is_refused(tmp_path: Path) -> None:
    text = (PROJECT.queries / "reserves" / "query.rq").read_text(encoding="utf-8")
    for wrong in ("# about: Reserve\n", "# calendar: reserve, as_at\n", "# calendar: reserve, as_at, as_at, nothing\n"):
        (tmp_path / "q").mkdir(exist_ok=True)
        (tmp_path / "q" / "query.rq").write_text(text.replace("# empty:", f"{wrong}# empty:"), encoding="utf-8")
        with pytest.raises(InputError, match="wrong-header-line"):
            read_questions(tmp_path)


def events_of(calendar: str) -> list[dict[str, str]]:
    """The events of a calendar: its lines unfolded, each property's value by its name without parameters."""
    assert calendar.endswith("END:VCALENDAR\r\n")
    assert "\n" not in calendar.replace("\r\n", "")
    assert max(len(line.encode()) for line in calendar.split("\r\n")) <= 75
    events: list[dict[str, str]] = []
    for line in calendar.replace("\r\n ", "").split("\r\n"):
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events:
            name, _, value = line.partition(":")
            events[-1].setdefault(name.partition(";")[0], re.sub(r"\\([\\;,])", r"\1", value))
    return events


def test_a_question_with_a_calendar_gives_one(ready: Run) -> None:
    """An event for each row that has a day; the same rows give the same text."""
    calendar = ready("ask", "reporting-calendar", "--format", "ics").stdout
    rows = [row for row in rows_of(ready("ask", "reporting-calendar", "--format", "csv").stdout) if row["due_from"]]
    events = events_of(calendar)
    assert [one["SUMMARY"] for one in events] == [row["report"] for row in not_empty(rows)]
    for event, row in not_empty(zip(events, rows, strict=True)):
        after = date.fromisoformat(row["due_by"]) + timedelta(days=1)
        days = [event["DTSTART"], event["DTEND"], event["DTSTAMP"]]
        stated = row["stated"].replace("-", "")
        assert days == [row["due_from"].replace("-", ""), f"{after:%Y%m%d}", f"{stated}T000000Z"]
        assert f"lines: {row['lines']}" in event["DESCRIPTION"]
    assert len({one["UID"] for one in events}) == len(events)
    assert ready("ask", "reporting-calendar", "--format", "ics").stdout == calendar
    refused = ready("ask", "reserves", "--format", "ics")
    assert (refused.returncode, "[wrong-value]" in refused.stderr) == (2, True)


def test_long_lines_of_a_calendar_are_folded_between_characters() -> None:
    columns = ["what", "first", "last", "stated"]
    texts = ["ß€𝕜" * 60, "2030-01-01", "2030-01-02", "2029-12-01"]
    answer = Answer(columns, [[pyoxigraph.Literal(text) for text in texts]])
    (event,) = events_of(calendar_of(answer, Calendar(*columns), "https://w3id.org/ijb/", "made-up"))
    assert (event["SUMMARY"], event["DTEND"]) == ("ß€𝕜" * 60, "20300103")


def test_a_calendar_of_the_last_and_first_days_and_of_no_day() -> None:
    """Times that no calendar goes past, a row without a statement's day, and one whose time is no day."""
    columns = ["what", "first", "last", "stated"]
    rows = [
        ["the end of time", "9999-12-30", "9999-12-31", ""],
        ["long ago", "0001-01-01", "0001-01-02", "0001-01-03"],
        ["a month", "2019-10", "2019-10", "2019-10-31"],
    ]
    answer = Answer(columns, [[pyoxigraph.Literal(text) for text in row] for row in rows])
    last, first = events_of(calendar_of(answer, Calendar(*columns), "https://w3id.org/ijb/", "made-up"))
    assert (last["DTSTAMP"], last["DTSTART"], last["DTEND"]) == ("99991230T000000Z", "99991230", "99991231")
    assert (first["DTSTAMP"], first["DTSTART"], first["DTEND"]) == ("00010103T000000Z", "00010101", "00010103")


@pytest.mark.slow
@pytest.mark.parametrize("narrowed", [{"board": "midlothian"}, {"paper": "2019-10-31-directions"}], ids=str)
def test_every_query_with_its_values_gives_the_answer(engine: Embedded, narrowed: dict[str, str]) -> None:
    """What `--query` prints is no retelling: as a query of a stranger's it gives the same rows in the same order."""
    differ = []
    for question in QUESTIONS:
        asked = ask_of(engine, question, {}, **narrowed)
        if engine.query_limited(asked.to_run(), "test", Limits()) != asked.answer():
            differ.append(question.name)
    assert differ == []


# A time of the calendar as records write it: a month, a day, or from one to another. Years are names: 2019-20.
TIME = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])(-[0-9]{2})?(/[0-9-]+)?|ongoing|undecided")
# Periods of suites and financial years, some of which look like months: 2011-12.
YEARS = re.compile("suite|suites|year|period|lists_all_directions|directions_as_issued|functions_given")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_time_of_an_answer_can_be_computed_with(
    question: Question, engine: Embedded, clean_engine: Embedded
) -> None:
    """A column of days is typed; one of months and the like has its first and last day beside it."""
    rows = [row for one in (engine, clean_engine) for row in one.query(question.sparql, question.name).texts()]
    for number, name in not_empty(enumerate(question.columns)):
        cells = [row[number].split("; ") for row in rows if row[number]]
        times = [one for one in cells if all(TIME.fullmatch(value) for value in one)]
        if len(times) > len(cells) / 2 and name not in question.datatypes and not YEARS.search(name):
            assert {question.datatypes.get(f"{name}_{end}") for end in ("from", "by")} == {"date"}, name
