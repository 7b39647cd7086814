"""Papers of boards that no layout was made from: what they print is read right, or a person says it; nothing else is.

Each is made up in the layout of real papers: other labels, other columns, other ways to say what was decided.
"""

from __future__ import annotations

import pytest
from ijb_graph.paper_text import PaperText
from ijb_graph.read.documents.document import Document, document_of_text
from ijb_graph.read.drafts.cells import LOST, MATCHED, NOT_SAID, TO_DECIDE, DraftCell
from ijb_graph.read.drafts.draft import Place
from ijb_graph.read.drafts.drafting import cells_of
from ijb_graph.read.formats import html, word
from ijb_graph.read.layouts import PaperInLayout, read_layouts
from ijb_graph.read.whose_paper import boards_of
from layout_examples import known
from made_documents import Part, word_of

Cells = dict[Place, DraftCell]


def read(document: Document, board: str) -> Cells:
    """What all layouts find in a document of a board."""
    paper = PaperInLayout(document, board, known().names, known().schema)
    return cells_of(read_layouts(paper), paper)


def of_text(text: str, board: str) -> Cells:
    """What all layouts find in a text."""
    return read(document_of_text("paper.txt", PaperText(text, "0" * 64)), board)


def column(cells: Cells, kind: str, name: str) -> list[str]:
    """The values of a column, row after row: a question mark for what a person says, a stroke for what is not
    said, an exclamation mark for what is lost.
    """
    marks = {MATCHED: "", TO_DECIDE: "?", NOT_SAID: "-", LOST: "!"}
    return [marks[cell.status] + cell.value for at, cell in cells.items() if (at.kind, at.column) == (kind, name)]


def kinds(cells: Cells) -> set[str]:
    """The kinds of record that have a row, without lines that are skipped."""
    return {at.kind for at in cells if at.row and at.kind != "skipped"}


SENTENCES = """<h1>Moray Integration Joint Board: Directions 2031</h1><ol>
<li>D1. NHS Grampian is directed to open a ward by September 2031.</li>
<li>D2. Moray Council must offer each carer a plan by 31 March 2032.</li>
<li>D3. NHS Grampian and Moray Council are jointly directed to run a store.</li></ol>"""


def test_reads_the_own_codes_of_sentences_in_a_numbered_list() -> None:
    cells = read(html.read("page.html", SENTENCES.encode()), "moray")
    assert column(cells, "directions", "code") == ["D1", "D2", "D3"]
    assert column(cells, "directions", "addressees") == ["NHS Grampian", "Moray Council", "NHS Grampian; Moray Council"]
    assert column(cells, "milestones", "due") == ["2031-09", "2032-03-31"]


def test_reads_who_is_directed_where_that_is_all_that_is_delegated() -> None:
    page = """<h1>Fife Integration Joint Board: Directions</h1><ol>
<li>D1. All delegated services must offer a first visit by May 2031.</li>
<li>D2. All functions delegated to Fife IJB should share a plan by May 2031.</li>
<li>D3. All services delegated to the IJB will count visits.</li>
<li>D4. Relevant services must tell carers of it.</li></ol>"""
    cells = read(html.read("page.html", page.encode()), "fife")
    all_services = ["delegated services", "functions delegated to Fife IJB", "services delegated to the IJB"]
    assert column(cells, "directions", "addressees") == [*all_services, "?Relevant services"]
    whose = ["?Fife Integration Joint Board", "Fife IJB", "the IJB"]
    assert column(cells, "direction-terms", "all_functions_of") == whose


def test_reads_the_money_of_sentences_and_takes_no_other_sum_or_year_for_it() -> None:
    page = """<h1>Fife Integration Joint Board: Directions</h1><ol>
<li>D1. Fife Council shall open a flat by May 2031. Budget: £1.85m.</li>
<li>D2. NHS Fife must cut bed days by 5% on 2025/26; the amount set aside is £24.6m, of which £1m is new.</li>
<li>D3. NHS Fife must save £0.4m on agency staff.</li>
<li>D4. Fife Council must pay for places from its delegated budget.</li></ol>"""
    cells = read(html.read("page.html", page.encode()), "fife")
    assert column(cells, "direction-funding", "direction") == ["D1", "D2", "D3"]
    assert column(cells, "direction-funding", "amount_k") == ["1850", "24600", "?400"]
    assert column(cells, "direction-funding", "year") == ["-", "?2025-26", "-"]
    assert column(cells, "directions", "method") == ["-", "-", "-", "?"]


@pytest.mark.parametrize(
    ("old", "new", "kind", "name", "values"),
    [
        ("D2.", "D1.", "directions", "code", ["D1", "D1", "D3"]),
        ("September 2031", "Septembr 2031", "milestones", "due", ["?2031", "2032-03-31"]),
        ("31 March 2032", "31 June 2032", "milestones", "due", ["2031-09", "?2032-06"]),
    ],
)
def test_an_error_in_a_sentence_hides_no_sentence(old: str, new: str, kind: str, name: str, values: list[str]) -> None:
    cells = read(html.read("page.html", SENTENCES.replace(old, new).encode()), "moray")
    assert column(cells, kind, name) == values


TABLE = [
    ["Ref", "Direction", "Directed to", "Functions covered", "Budget 2031/32 £000", "Status", "Supersedes",
     "Date issued", "Review date"],
    ["F01", "NHS Fife is directed to open a ward", "NHS Fife", "Community hospitals", "1,250", "New", "None",
     "28 March 2031", "March 2032"],
    ["F02", "Fife Council is directed to buy places, superseding F09", "Fife Council", "Care homes", "n/a", "Complete",
     "", "28/03/2031", "31 June 2032"],
]  # fmt: skip


def test_reads_days_and_money_of_a_log_of_directions_and_no_budget() -> None:
    document = word.read("log.docx", word_of(["# Fife Integration Joint Board: directions 2031/32", TABLE]))
    cells = read(document, "fife")
    assert kinds(cells) == {"directions", "direction-terms", "direction-funding"}
    assert column(cells, "directions", "code") == ["F01", "F02"]
    assert column(cells, "directions", "addressees") == ["NHS Fife", "Fife Council"]
    assert column(cells, "directions", "status") == ["new", "?"]
    assert column(cells, "directions", "replaces") == ["-", "?"]
    assert column(cells, "direction-terms", "issued") == ["2031-03-28", "2031-03-28"]
    assert column(cells, "direction-terms", "review") == ["2032-03", "?2032-06"]
    assert column(cells, "direction-funding", "direction") == ["F01"]
    assert column(cells, "direction-funding", "amount_k") == ["1250"]
    assert column(cells, "direction-funding", "year") == ["2031-32"]


def test_leaves_to_a_person_whom_column_and_text_name_otherwise() -> None:
    said = [list(row) for row in TABLE]
    said[1][1] = said[1][1].replace("NHS Fife", "Fife Council")
    cells = read(word.read("log.docx", word_of(["# Fife Integration Joint Board: directions", said])), "fife")
    assert column(cells, "directions", "addressees") == ["?NHS Fife", "Fife Council"]


def test_suggests_the_words_of_a_date_as_they_are_printed() -> None:
    table = [["Ref", "Direction", "To", "Measure"], ["F01", "Open a ward", "NHS Fife", "10% fewer days by March 2032"]]
    cells = read(word.read("log.docx", word_of(["# Fife Integration Joint Board: directions", table])), "fife")
    assert column(cells, "measures", "due_printed") == ["?March 2032"]
    assert column(cells, "measures", "due") == ["?2032-03"]


FORM = """ABERDEENSHIRE INTEGRATION JOINT BOARD
DIRECTION
Issued under the Act
To: NHS Grampian
Reference: AIJB-2031-03
Date approved by the IJB: 14 May 2031
Effective date: 1 June 2031
Functions: Geriatric medicine
Direction: NHS Grampian is directed to close four beds.
Associated budget: %s
"""


@pytest.mark.parametrize(
    ("printed", "amounts"),
    [
        ("£0.750m, being £0.500m from the Council and £0.250m from the Health Board", ["750"]),
        ("£0.750m, split £0.500m and £0.250m", ["750"]),
        ("£310k", ["310"]),
        ("£0.500m in 2031/32 and £0.250m in 2032/33", ["500", "250"]),
    ],
)
def test_counts_the_parts_of_a_sum_once(printed: str, amounts: list[str]) -> None:
    cells = of_text(FORM % printed, "aberdeenshire")
    assert column(cells, "direction-funding", "amount_k") == amounts
    assert column(cells, "directions", "code") == ["AIJB-2031-03"]
    assert column(cells, "direction-terms", "issued") == ["2031-05-14"]


OTHER_FORMS = """Direction number: DG-31-01
Approved by the IJB on: 30 September 2031
Comes into force: 1 October 2031
Directed to: Both
Services covered: All
What has to be done: Both are directed to open beds by 30 November 2031 and to run them before
Budget: £0.640m for 2031/32
How progress is monitored: Quarterly report to the IJB Audit Committee
Review date: 31 March 2032

Direction number: DG-31-02
Approved by the IJB on: 30 September 2031
Comes into force: 1 November 2031
Directed to: NHS Dumfries and Galloway
Services covered: Care homes
What has to be done: NHS Dumfries and Galloway is directed to pay the national rate.
Budget:
How progress is monitored:
Review date:

Dumfries and Galloway Integration Joint Board
"""


def test_reads_forms_with_other_labels_and_empty_fields() -> None:
    cells = of_text(OTHER_FORMS, "dumfries-and-galloway")
    both = "?Dumfries and Galloway Council; NHS Dumfries and Galloway"
    assert column(cells, "directions", "addressees") == [both, "NHS Dumfries and Galloway"]
    assert column(cells, "directions", "functions") == ["-", "Care homes"]
    whose = ["?Dumfries and Galloway Integration Joint Board", "-"]
    assert column(cells, "direction-terms", "all_functions_of") == whose
    assert column(cells, "direction-terms", "issued") == ["2031-09-30", "2031-09-30"]
    assert column(cells, "direction-terms", "effective") == ["2031-10-01", "2031-11-01"]
    assert column(cells, "direction-terms", "review") == ["2032-03-31", "-"]
    assert column(cells, "direction-funding", "amount_k") == ["640"]
    assert column(cells, "report-routes", "to") == ["?Audit Committee"]
    assert column(cells, "report-routes", "frequency") == ["quarterly"]
    assert column(cells, "milestones", "due") == ["2031-11-30", "!"]
    assert column(cells, "milestones", "due_printed") == ["by 30 November 2031", "!"]


@pytest.mark.parametrize(
    ("printed", "route"),
    [
        ("Six-monthly report to the Audit Committee", [("?Audit Committee", "six-monthly")]),
        ("A report to the Board every quarter", [("Board", "quarterly")]),
        ("Annual report to the Board each quarter", []),
        ("Quarterly figures to the Board", []),
    ],
)
def test_reads_how_often_before_or_after_a_report(printed: str, route: list[tuple[str, str]]) -> None:
    cells = of_text(
        OTHER_FORMS.replace("Quarterly report to the IJB Audit Committee", printed), "dumfries-and-galloway"
    )
    found = [column(cells, "report-routes", name) for name in ("to", "frequency")]
    assert list(zip(*found, strict=True)) == route


MINUTE: list[Part] = [
    "Shetland Islands Integration Joint Board",
    "Minute of the Meeting of 13 March 2031",
    "Present:",
    [["Voting Members", "Representing"], ["J Isbister (Chair)", "Shetland Islands Council"],
     ["N Halcrow", "NHS Shetland"]],
    "In attendance (Officers):",
    "B Chittick, Chief Officer",
    "Apologies:",
    "R Moar",
    "Chairperson",
    "12/31 Financial Monitoring Report",
    "The Board considered a report by the Chief Financial Officer.",
    "The IJB NOTED the position.",
    "13/31 Commissioning Plan",
    "DECIDED: That the plan be approved.",
    "14/31 Winter Plan",
    "DECIDED: That the report be noted and that a letter be issued.",
]  # fmt: skip


def test_reads_a_minute_with_a_table_of_members_and_decisions_in_one_line() -> None:
    cells = read(word.read("minute.docx", word_of(MINUTE)), "shetland-islands")
    assert column(cells, "attendance", "person") == ["?J Isbister", "?N Halcrow", "?B Chittick", "?R Moar"]
    capacities = ["chair; voting-member", "voting-member", "in-attendance", "apology"]
    assert column(cells, "attendance", "capacity") == capacities
    assert column(cells, "attendance", "nominated_by") == ["Shetland Islands Council", "NHS Shetland", "-", "-"]
    assert column(cells, "agenda-items", "number") == ["12/31", "13/31", "14/31"]
    assert column(cells, "decisions", "kind") == ["noted", "approved", "?noted"]


def test_reads_lists_of_people_side_by_side() -> None:
    table = [["Present", "In attendance"], ["Councillor J Cameron (Chair) Councillor L Hughes", "C Laverty"]]
    minute: list[Part] = [
        "Moray Integration Joint Board",
        "Minute of Meeting",
        table,
        "# 1 Plan",
        "DECIDED: That it be noted.",
    ]
    cells = read(word.read("minute.docx", word_of(minute)), "moray")
    people = ["?Councillor J Cameron", "?Councillor L Hughes", "?C Laverty"]
    assert column(cells, "attendance", "person") == people
    assert column(cells, "attendance", "capacity") == ["?chair", "?member", "in-attendance"]


CODED_MINUTE = """FALKIRK INTEGRATION JOINT BOARD
Minute of the meeting held remotely on Friday 19 March 2032 at 9.30 a.m.
FIJB100. Minute
Decision
The minute of the meeting of 5 December 2031 was approved.
FIJB101. Budget 2032/33: Late Adjustment
The Integration Joint Board considered a report by the Chief Finance Officer.
The report recommended that the Board:
(1) approves the budget; and
(2) issues the directions in appendix 2 to Falkirk Council and NHS Forth Valley.
Decision
The Integration Joint Board noted the overspend and agreed recommendation (1).
FIJB102. Plans
Decision
The Integration Joint Board:
(1) approved the plan by 3 votes to 1; and
(2) continued consideration of the reserves to 18 June 2032.
FIJB103. Risk
The Integration Joint Board noted and agreed by email what stands in the report.
"""


def test_reads_items_with_letters_in_their_numbers_and_two_decisions_in_a_sentence() -> None:
    cells = of_text(CODED_MINUTE, "falkirk")
    assert column(cells, "agenda-items", "number") == ["FIJB100", "FIJB101", "FIJB102", "FIJB103"]
    assert column(cells, "agenda-items", "title")[1] == "Budget 2032/33: Late Adjustment"
    assert set(column(cells, "decisions", "date")) == {"2032-03-19"}
    assert column(cells, "decisions", "kind") == ["noted", "agreed", "approved", "deferred", "noted"]
    assert column(cells, "decisions", "item") == ["FIJB101", "FIJB101", "FIJB102", "FIJB102", "FIJB103"]
    assert column(cells, "decisions", "recommendations") == ["-", "?", "-", "-", "-"]
    assert column(cells, "officer-recommendations", "to") == ["-", "Falkirk Council; NHS Forth Valley"]
    assert kinds(cells) == {"agenda-items", "decisions", "meetings", "officer-recommendations"}


NEWS = """PERTH AND KINROSS INTEGRATION JOINT BOARD
This note, which is no minute of the Board, sets out what was decided when the IJB met on Wednesday 24 March 2032.
5.1 Budget 2032/33 (Report G/32/31)
The IJB approved the budget, and asked the Chief Officer for a recovery plan by 30 June 2032.
It issued directions to Perth & Kinross Council and NHS Tayside in respect of the budget.
6 Directions 2031/32: progress (Report G/32/32)
The IJB noted the progress.
7 of 14 directions (half of them) were noted.
"""


def test_reads_items_of_a_briefing_that_a_report_alone_tells() -> None:
    cells = of_text(NEWS, "perth-and-kinross")
    assert column(cells, "agenda-items", "number") == ["5.1", "6"]
    assert column(cells, "agenda-items", "title") == ["Budget 2032/33", "Directions 2031/32: progress"]
    assert column(cells, "decisions", "kind") == ["approved", "requested", "issued", "noted"]
    assert column(cells, "decisions", "body") == ["IJB", "IJB", "?IJB", "IJB"]
    assert column(cells, "decisions", "to")[2] == "Perth & Kinross Council; NHS Tayside"


def test_a_minute_is_no_briefing() -> None:
    text = "Minute of the Board\n" + NEWS.replace("which is no minute of the Board, ", "")
    kinds_told = [
        at.row for at in of_text(text, "perth-and-kinross") if (at.kind, at.column) == ("agenda-items", "title")
    ]
    assert len(kinds_told) == 2


FINANCE = """North Ayrshire Integration Joint Board
Financial Monitoring Report: Period 9 2031/32
This report tells of the position at 31 December 2031.
The IJB set its 2031/32 budget on 14 May 2031. North Ayrshire Council agreed its contribution on 25 February 2031 and NHS Ayrshire and Arran on 18 May 2031.
The policy on leave was agreed on 4 June 2031.
%s
Community care	92.100	94.050	1.950
Total	92.100	94.050	1.950
"""  # noqa: E501 - a paragraph of a paper is one line


def test_reads_a_table_in_millions_and_who_agreed_to_the_money_when() -> None:
    cells = of_text(FINANCE % "Service\tBudget £m\tProjected outturn £m\tVariance £m", "north-ayrshire")
    assert column(cells, "finance-lines", "amount_k") == ["92100", "94050", "1950"] * 2
    assert set(column(cells, "finance-lines", "as_at")) == {"2031-12-31"}
    assert cells[Place("finance-lines", 1, "lines")].value == "6-7"
    assert column(cells, "decisions", "date") == ["2031-05-14", "2031-02-25", "2031-05-18"]
    assert column(cells, "decisions", "body") == ["?The IJB", "?North Ayrshire Council", "?NHS Ayrshire and Arran"]
    assert column(cells, "decisions", "kind") == ["?agreed", "agreed", "agreed"]
    assert column(cells, "decisions", "decides_for") == ["?2031-04/2032-03"] * 3


def test_takes_a_unit_from_the_line_above_and_no_millions_where_none_are_printed() -> None:
    above = of_text(FINANCE % "£m\nService\tBudget\tProjected outturn\tVariance", "north-ayrshire")
    assert column(above, "finance-lines", "amount_k") == ["92100", "94050", "1950"] * 2
    assert cells_lines(above) == {"6; 8", "6; 9"}
    none = of_text(FINANCE % "Service\tBudget\tProjected outturn\tVariance", "north-ayrshire")
    assert "92100" not in column(none, "finance-lines", "amount_k")


def cells_lines(cells: Cells) -> set[str]:
    """The lines of the sums."""
    return {cell.value for at, cell in cells.items() if (at.kind, at.column) == ("finance-lines", "lines")}


BRIEFING = """Perth and Kinross Integration Joint Board
Briefing: meeting of 12 February 2031
Item 5.2 - Budget 2031/32 (Report G/31/15)
The IJB:
approved the provisional budget;
requested a recovery plan by 30 April 2031; and
issued the paper in Appendix 3.
Item 6.1 - Audit (Report No X)
The IJB noted the update.
"""


def test_reads_what_a_board_did_in_the_lines_below_its_name() -> None:
    cells = of_text(BRIEFING, "perth-and-kinross")
    assert column(cells, "agenda-items", "report") == ["G/31/15", "-"]
    assert column(cells, "decisions", "kind") == ["approved", "requested", "?agreed", "noted"]
    assert column(cells, "decisions", "item") == ["5.2", "5.2", "5.2", "6.1"]
    assert column(cells, "decisions", "due") == ["-", "2031-04-30", "-", "-"]


COVER: list[Part] = [
    "# Inverclyde Integration Joint Board",
    "Subject: Review of Home Care",
    "# 2.0 RECOMMENDATIONS",
    "It is recommended that the Board:",
    "1. Notes the progress of the review;",
    "# 5.0 IMPLICATIONS",
    [["SUBJECT", "YES", "NO"], ["Financial", "✓", ""], ["Legal/Risk", "", "✓"], ["Equalities", "", ""],
     ["Workforce implications", "✓", "✓"]],
]  # fmt: skip


def test_reads_the_ticks_under_yes_and_no() -> None:
    cells = read(word.read("cover.docx", word_of(COVER)), "inverclyde")
    assert column(cells, "implications", "topic") == ["finance", "?", "equalities", "workforce"]
    assert column(cells, "implications", "declared") == ["some", "none", "?", "?"]


@pytest.mark.parametrize(
    ("first", "letters"), [("1. Notes", ["1", "2"]), ("2. Notes", ["?2", "?2"]), ("• Notes", ["?", "?2"])]
)
def test_takes_the_letter_of_a_recommendation_in_its_order(first: str, letters: list[str]) -> None:
    said = [one.replace("1. Notes", first) if isinstance(one, str) else one for one in COVER]
    said.insert(5, "2. Agrees the plan.")
    cells = read(word.read("cover.docx", word_of(said)), "inverclyde")
    assert column(cells, "officer-recommendations", "letter") == letters


RATINGS: list[Part] = [
    "# Scottish Borders: self-evaluation",
    [["", "Proposal", "Not yet established", "Partly established", "Established", "Exemplary"],
     ["1.1", "Leadership is shared", "", "✓", "", ""],
     ["1.2", "Partners work together", "", "", "✓", ""],
     ["1.3", "Relations with the third sector", "", "", "", ""]],
]  # fmt: skip


def test_reads_the_number_of_a_proposal_beside_its_words() -> None:
    cells = read(word.read("ratings.docx", word_of(RATINGS)), "scottish-borders")
    assert column(cells, "ratings", "proposal") == ["1.1", "1.2", "1.3"]
    assert column(cells, "ratings", "rating") == ["partly-established", "established", "?"]


def test_a_name_within_another_is_no_board_of_its_own() -> None:
    document = document_of_text("paper.txt", PaperText("East Renfrewshire\nA paper of East Renfrewshire", "0" * 64))
    areas = {"renfrewshire": "Renfrewshire", "east-renfrewshire": "East Renfrewshire"}
    assert boards_of(document, areas) == ["east-renfrewshire"]


LETTER = """Clackmannanshire and Stirling Health and Social Care Partnership
12 May 2031
Thank you for your letter of 2 May 2031. The Board discussed directions at its meeting.
1. We will write to NHS Forth Valley about the hours.
2. Stirling Council will reply to you.
"""
PERFORMANCE = """Argyll and Bute: Annual Performance Report 2030/31
Indicator\tTitle\t2026/27\t2027/28\t2028/29\t2029/30\t2030/31\tScotland
NI-1\tPeople in good health\t93%\t-\t91%\t-\t90.6%\t90.7%
NI-12\tEmergency admissions\t12,699\t11,121\t12,014\t11,780\t12,101\t11,707
"""
AGENDA = """Orkney Islands Integration Joint Board
AGENDA
1. Welcome and apologies For Noting
4. Directions policy
Report by Chief Officer (copy attached) Pages 11-24 For
Approval
"""


@pytest.mark.parametrize(
    ("text", "board"),
    [
        (LETTER, "clackmannanshire-and-stirling"),
        (PERFORMANCE, "argyll-and-bute"),
        (AGENDA, "orkney-islands"),
    ],
    ids=["letter", "performance", "agenda"],
)
def test_finds_nothing_where_no_layout_is_met(text: str, board: str) -> None:
    assert not kinds(of_text(text, board))


def test_the_words_of_a_variance_column_may_name_its_signs() -> None:
    text = (
        "Moray Integration Joint Board\nRevenue Budget Monitoring Report 2031/32, as at 31 December 2031\n"
        "Service\tBudget £000\tProjected Outturn £000\tVariance (Over) / Under £000\n"
        "Older people\t28,305\t30,102\t(1,797)\n"
    )
    cells = of_text(text, "moray")
    found = zip(column(cells, "finance-lines", "measure"), column(cells, "finance-lines", "amount_k"), strict=True)
    assert list(found) == [
        ("budget", "28305"),
        ("projection", "30102"),
        ("variance", "-1797"),
    ]


def test_a_day_that_there_is_not_hides_no_finance_report() -> None:
    text = (
        "Moray Integration Joint Board\nRevenue Budget Monitoring Report 2031/32, as at 31 November 2031\n"
        "Service\tBudget £000\tProjected Outturn £000\nOlder people\t28,305\t30,102\n"
    )
    cells = of_text(text, "moray")
    assert column(cells, "finance-lines", "amount_k") == ["28305", "30102"]
    assert column(cells, "finance-lines", "as_at") == ["?", "?"]
