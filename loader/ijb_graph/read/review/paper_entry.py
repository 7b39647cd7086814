"""What has to be decided of a paper as a whole before its draft can be finished: the entries of paper.toml."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from ijb_graph.read.drafts.cells import DraftCell, to_decide
from ijb_graph.read.drafts.draft import Draft, Place
from ijb_graph.read.printed.lines import PrintedLines
from ijb_graph.read.review.paper_facts import (
    OtherPapers,
    cites_cell,
    declared_cell,
    sort_cell,
    suite_cell,
    written_cell,
)
from ijb_graph.records.line_account import SKIPPED
from ijb_graph.records.paper_folder import DECLARATIONS
from ijb_graph.records.schema import Column, Schema
from ijb_graph.records.values import parse_lines

__all__ = ["PAPER", "PAPER_COLUMNS", "manifest", "paper_cells", "paper_place"]

# The kind of the decisions about the paper as a whole.
PAPER = "paper"

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PATTERNS = {"cites": r"https?://\S+", "declares": "|".join(DECLARATIONS), "suite_days": f"{_DAY}/{_DAY}"}


def _column(name: str, description: str, form: str = "string", required: bool = False) -> Column:
    pattern = re.compile(_PATTERNS[name]) if name in _PATTERNS else None
    return Column(name, description, form, required, "; " if name in ("cites", "declares") else None, pattern)


PAPER_COLUMNS = {
    column.name: column
    for column in (
        _column("title", "the paper's title, as printed", required=True),
        _column("kind", "what sort of paper it is, such as directions or half-year-report", required=True),
        _column("read_by", "who reads it, as unknowns.md is to say; no address", required=True),
        _column("written", "the day that the paper bears itself", "date"),
        _column("date_note", "how the day of the meeting was inferred, as the paper does not print it", required=True),
        _column("suite", "the years of the suite that its directions belong to, such as 2019-20", "years"),
        _column("suite_days", "the first and the last day of that suite", "period", required=True),
        _column("in_force_from", "the day from which its directions are in force that state no day", "date"),
        _column(
            "declares",
            "what it declares of its directions: that it lists every one, that it gives them as they were issued, that "
            "it gives the delegated functions they are for",
        ),
        _column("cites", "addresses of the legislation that the paper cites"),
    )
}


def paper_place(column: str) -> Place:
    """The place of the decision about an entry."""
    return Place(PAPER, 1, column)


def _heading(draft: Draft) -> tuple[str, str]:
    """The first line that was read as a heading, with its number; empty where there is none."""
    lines = draft.text.text.split("\n")
    for place, cell in draft.cells.items():
        if place.kind == SKIPPED and place.column == "lines" and cell.value:
            reason = draft.cells.get(Place(SKIPPED, place.row, "reason"))
            if reason and reason.value == "heading":
                first = parse_lines(cell.value.split("; ")[0]).first
                return " ".join(lines[first - 1].split()), str(first)
    return "", ""


def paper_cells(draft: Draft, schema: Schema, others: OtherPapers) -> dict[Place, DraftCell]:
    """The cells of the paper's own entries, as far as they are to be decided, with those that are decided.

    What of a suite has to be said is known once it is decided whether there is one.
    """
    kinds = {place.kind for place in draft.state if place.kind in schema.kinds}
    title, line = _heading(draft)
    asked: dict[str, DraftCell] = {
        "title": to_decide("the title of the paper", line, title),
        "kind": sort_cell(draft, others),
        "read_by": to_decide("who reads it", ""),
        "written": written_cell(draft),
    }
    if not PrintedLines(draft.text.text).have_interval(draft.meeting_date, draft.meeting_date):
        asked["date_note"] = to_decide(f"the day of the meeting, {draft.meeting_date}, is not printed", "")
    of_suite = (schema.kinds[name].belongs_to_a_suite or schema.kinds[name].refers_by_suite for name in kinds)
    if "directions" in kinds or any(of_suite):
        asked["suite"] = suite_cell(draft, others)
    suite = draft.state.get(paper_place("suite"))
    if suite is not None and suite.value:
        year = int(suite.value[:4])
        days = f"{year}-04-01/{year + 1}-03-31"
        asked["suite_days"] = to_decide("most suites begin in April and end in March", "", days)
        asked["in_force_from"] = to_decide("nothing has looked for it", "")
    if "directions" in kinds:
        asked["declares"] = declared_cell(draft)
    asked["cites"] = cites_cell(draft, others)
    decided = {place: cell for place, cell in draft.state.items() if place.kind == PAPER}
    return {paper_place(name): decided.get(paper_place(name), cell) for name, cell in asked.items()}


def manifest(draft: Draft, cells: Mapping[Place, DraftCell], text_file: str, unread: str) -> str:
    """The paper.toml of a draft whose entries are decided; ``unread`` are lines, or ``none``."""
    said = {place.column: cell.value for place, cell in cells.items() if place.kind == PAPER and cell.value}

    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    head = [f"board = {quoted(draft.board)}", f"meeting_date = {draft.meeting_date}"]
    head += [f"written = {said['written']}"] if "written" in said else []
    head += [f"date_note = {quoted(said['date_note'])}"] if "date_note" in said else []
    head += [f"{name} = {quoted(said[name])}" for name in ("title", "kind", "suite") if name in said]
    declares = said.get("declares", "").split("; ")
    is_asked = paper_place("declares") in cells
    declared = [f"{name} = {str(name in declares).lower()}" for name in DECLARATIONS if is_asked]
    head += declared if "suite" not in said else []
    if "cites" in said:
        head += ["cites = [", *(f"    {quoted(one)}," for one in said["cites"].split("; ")), "]"]
    text = ["", "# The text this paper was read from.", "[text]", f"file = {quoted(text_file)}"]
    text += [f'sha256 = "{draft.text.sha256}"', f"lines = {draft.text.line_count}", f'unread = "{unread}"']
    suite = []
    if "suite" in said:
        first, _, last = said["suite_days"].partition("/")
        suite = ["", "[[suites]]", f"period = {quoted(said['suite'])}", f"from = {first}", f"until = {last}"]
        suite += [f"in_force_from = {said['in_force_from']}"] if "in_force_from" in said else []
        suite += declared
    return "\n".join([*head, *text, *suite]) + "\n"
