"""A table of improvement actions: who leads each, by when, and how far it is; under the proposals that they answer.

An action may have several responses, a row each, with how much is complete and a milestone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, not_said, to_decide
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.layouts.action_table.leads import leads_cell
from ijb_graph.read.layouts.action_table.legend import marks_of
from ijb_graph.read.layouts.rating_table.layout import proposal_in
from ijb_graph.read.printed.pointers import pointed_to, proposals_in, referred_to
from ijb_graph.read.printed.printed_cells import summary_cell
from ijb_graph.read.printed.times import due_cell, times_cell
from ijb_graph.read.tables.find_tables import TableRow, find_tables
from ijb_graph.read.tables.headers import TableForm

__all__ = ["FORM", "read"]

FORM = TableForm(
    columns={
        "proposal": (
            "feature supporting integration|summary of recommendation|proposal|msg proposal|"
            "proposal no|ref|recommendation"
        ),
        "action": (
            "improvement action|action|proposed action|...action proposed|agreed action|"
            "proposed improvement action|action required"
        ),
        "response": "...response to improvement action|response|response to action|progress to date",
        "leads": (
            "lead|lead officer|sro|senior responsible officer|lead person|responsible officer|owner|"
            "responsible|responsible person|who|action owner|lead post"
        ),
        "percent": "rag complete|complete|rag|percentage complete|progress complete|per cent complete",
        "milestone": "milestone timescale|milestone|milestone date",
        "timescale": (
            "timescale|...delivery date|by when|when|due date|target date|deadline|completion date|"
            "timeframe|target completion date"
        ),
        "update": "update|progress|progress update|current position|comment",
        "codes": "related direction|direction",
    },
    needs=["action", "leads", "timescale"],
    lacks=["codes"],
)

_SEE_FIRST = re.compile(r"\s*see\s+\d\.\d\b", re.IGNORECASE)
_REVISED = re.compile(r"\brevised\b", re.IGNORECASE)
_COMPLETE = re.compile(r"\W*(?:now\s+)?completed?\W*", re.IGNORECASE)
_NO_ACTION = re.compile(r"\W*no (?:further )?action (?:is )?(?:required|needed)\W*", re.IGNORECASE)
_STATE = re.compile(r"completed?|not started|under ?way|no action", re.IGNORECASE)
_PERCENT = re.compile(r"(?P<number>\d{1,3})\s*%\s*(?P<mark>[^\w\s%])?")
_AS_ABOVE = re.compile(r"\W*as above\W*", re.IGNORECASE)


class _Reader:
    """Reads the rows of one paper: an action belongs to the proposal above it, and a response to the action."""

    def __init__(self, paper: PaperInLayout) -> None:
        self.paper, self.marks = paper, marks_of(paper.document)
        self.numbers: Counter[str] = Counter()
        self.responses: Counter[tuple[str, str]] = Counter()
        self.proposal = DraftCell("", MATCHED)
        self.marks_revision = False

    def proposal_of(self, row: TableRow) -> DraftCell:
        """The proposal in the row itself, or in the nearest heading, or in a row above."""
        printed = row["proposal"]
        if number := proposal_in(printed.text):
            self.proposal = DraftCell(number, MATCHED, printed.lines)
            if "proposal" in row.doubled:
                self.proposal = row.sure(self.proposal, "proposal")
        elif row.headings and "proposal" not in row.cells:
            numbered = [one for one in row.headings if proposals_in(one.text)]
            numbers = proposals_in(numbered[-1].text) if numbered else []
            if len(numbers) == 1:
                self.proposal = DraftCell(numbers[0], MATCHED, numbered[-1].lines)
            else:
                self.proposal = to_decide("which proposal is it for?", row.headings[-1].lines)
        if not self.proposal.value:
            return to_decide("no proposal stands above", row.place)
        return self.proposal

    def action(self, row: TableRow, proposal: DraftCell) -> DraftRow:
        """The row of an action."""
        self.numbers[proposal.value] += 1
        number = DraftCell(str(self.numbers[proposal.value]), MATCHED, row.place)
        lines = row["action"].lines or row.place
        cells = {"proposal": proposal, "number": number}
        if pointed := pointed_to(row["action"].text):
            codes = "; ".join(pointed)
            cells |= {"action": summary_cell(lines), "points_to": row.sure(DraftCell(codes, MATCHED, lines))}
            cells |= dict.fromkeys(("leads", "due"), row.sure(not_said(row.place)))
            cells["timescale"] = row.read("timescale", times_cell)
            cells["refers_to"] = not_said(lines)
        else:
            cells["action"] = summary_cell(lines)
            cells["points_to"] = (
                to_decide("does it point there?", lines, "; ".join(proposals_in(row["action"].text)))
                if _SEE_FIRST.match(row["action"].text)
                else not_said(lines)
            )
            cells["leads"] = row.read("leads", self.leads)
            cells |= self.times(row)
            # A row of a table like this one has both: an empty cell may stand in another row.
            for column in ("leads", "timescale", "due"):
                if not row["timescale" if column == "due" else column]:
                    cells[column] = to_decide("its cell is empty, and others are not", row.place)
            cells["refers_to"] = self.refers(row, lines)
        if "update" in row.cells:
            at = row["update"].lines or row.place
            cells["update"] = summary_cell(at, not row["update"] and not row.doubt)
            cells["status"] = self.status(row)
        return DraftRow("improvement-actions", cells, row.lines)

    @staticmethod
    def refers(row: TableRow, lines: str) -> DraftCell:
        """The proposals that the text of an action refers to."""
        if codes := referred_to(row["action"].text):
            return row.sure(DraftCell("; ".join(codes), MATCHED, lines), "action")
        others = "; ".join(proposals_in(row["action"].text))
        return to_decide("does it refer to them?", lines, others) if others else not_said(lines)

    def times(self, row: TableRow) -> dict[str, DraftCell]:
        """When an action is due, and whether that was changed."""
        printed = row["timescale"]
        if _COMPLETE.fullmatch(printed.text):
            words = row.sure(DraftCell(printed.text, MATCHED, printed.lines))
            return {"timescale": words, "due": row.sure(not_said(printed.lines))}
        found = {"timescale": row.read("timescale", times_cell), "due": row.read("timescale", due_cell)}
        if self.marks_revision:
            lines = printed.lines or row.place
            is_revised = bool(_REVISED.search(printed.text))
            found["revised"] = (
                row.sure(DraftCell("true" if is_revised else "false", MATCHED, lines))
                if printed
                else to_decide("no date is printed", lines)
            )
        return found

    def status(self, row: TableRow) -> DraftCell:
        """The state that is printed for an action, where a cell says nothing else."""
        for column in ("update", "timescale"):
            printed = row[column]
            for words, state in ((_COMPLETE, "complete"), (_NO_ACTION, "no-action")):
                if printed and words.fullmatch(printed.text):
                    return row.sure(DraftCell(state, MATCHED, printed.lines))
        if _STATE.search(row["update"].text):
            return to_decide("does it say the state of the action?", row["update"].lines)
        return row.sure(not_said(row.place))

    def response(self, row: TableRow, proposal: DraftCell, is_first: bool) -> DraftRow:
        """The row of a response to an action."""
        action = str(self.numbers[proposal.value])
        number = DraftCell(action, MATCHED, row.place)
        if not is_first and (row["leads"] or self.is_early(proposal)):
            number = to_decide("its action may stand below", row.place, action)
        key = (proposal.value, action)
        self.responses[key] += 1
        printed = row["response"]
        percent, marker = self.percent(row)
        cells = {
            "proposal": proposal,
            "action": number,
            "number": DraftCell(str(self.responses[key]), MATCHED, row.place),
            "response": summary_cell(printed.lines or row.place, not printed and not row.doubt),
            "percent": percent,
            "marker": marker,
            "leads": self.leads_apart(row, is_first),
            "timescale": row.read("milestone", times_cell),
            "milestone": row.read("milestone", due_cell),
            "as_above": row.sure(
                DraftCell("true" if _AS_ABOVE.fullmatch(printed.text) else "false", MATCHED, printed.lines or row.place)
            ),
        }
        return DraftRow("action-responses", cells, row.lines)

    def leads(self, text: str, lines: str) -> DraftCell:
        """Who leads an action."""
        return leads_cell(text, lines, self.paper.names, self.paper.board)

    def leads_apart(self, row: TableRow, is_first: bool) -> DraftCell:
        """Who leads a response, where its row has a name of its own: it may belong to the action."""
        printed = row["leads"]
        if is_first or not printed:
            return row.sure(not_said(row.place))
        guess = self.leads(printed.text, printed.lines).value
        return to_decide("do they lead it apart from its action?", printed.lines, guess)

    def is_early(self, proposal: DraftCell) -> bool:
        """Whether no action of a proposal has been read yet."""
        return not self.numbers[proposal.value]

    def percent(self, row: TableRow) -> tuple[DraftCell, DraftCell]:
        """How much is complete, and the mark beside it, which a legend of the paper explains."""
        if "percent" not in row.cells:
            return (to_decide("the table has no such column", row.place),) * 2
        printed = row["percent"]
        lines = printed.lines or row.place
        found = _PERCENT.fullmatch(printed.text)
        if not printed:
            return (row.sure(not_said(lines)),) * 2
        if found is None:
            return (to_decide(f"no percentage: {printed.text!r}", lines),) * 2
        mark = found["mark"]
        shown = self.marks.get(mark, "") if mark else ""
        number = row.sure(DraftCell(found["number"], MATCHED, lines), "percent")
        if mark and not shown:
            return number, to_decide(f"no legend says what {mark!r} means", lines)
        return number, row.sure(DraftCell(shown, MATCHED, lines) if shown else not_said(lines))


def read(paper: PaperInLayout) -> Found:
    """The improvement actions of a paper, and the responses to them."""
    found = Found()
    reader = _Reader(paper)
    sections = list(find_tables(paper.document, FORM))
    reader.marks_revision = any(_REVISED.search(row["timescale"].text) for one in sections for row in one.rows)
    for section in sections:
        found.skipped |= dict.fromkeys(section.header_lines, "table-header")
        found.rows += _rows(section.rows, reader)
    return found


def _rows(rows: list[TableRow], reader: _Reader) -> Iterator[DraftRow]:
    for place, row in enumerate(rows):
        proposal = reader.proposal_of(row)
        if row["action"]:
            yield _doubted(reader.action(row, proposal), row, _below(rows, place))
        if "response" in row.cells and (row["response"] or row["percent"] or row["milestone"]):
            yield reader.response(row, proposal, bool(row["action"]))


def _below(rows: list[TableRow], place: int) -> list[TableRow]:
    """The rows that follow an action before the next action."""
    return list(takewhile(lambda row: not row["action"], rows[place + 1 :]))


def _doubted(action: DraftRow, own: TableRow, below: list[TableRow]) -> DraftRow:
    """An action, of whose leads and times more may stand in the rows below it: what they repeat is no more."""
    cells = dict(action.cells)
    for column, source in (("leads", "leads"), ("timescale", "timescale"), ("due", "timescale")):
        is_more = any(row[source] and row[source].text != own[source].text for row in below)
        if column in cells and is_more and cells[column].status == MATCHED:
            old = cells[column]
            cells[column] = to_decide("a row below has more in its column", old.lines, old.value)
    return replace(action, cells=cells)
