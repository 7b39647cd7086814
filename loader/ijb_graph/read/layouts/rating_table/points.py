"""What a form says for the rating of a proposal: its points of evidence, and the actions that are to improve it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, not_said, to_decide
from ijb_graph.read.layouts import PaperInLayout
from ijb_graph.read.layouts.rating_table.sentences import leads_in
from ijb_graph.read.printed.pointers import pointed_to, proposals_in, referred_to
from ijb_graph.read.printed.printed_cells import summary_cell
from ijb_graph.read.tables.find_tables import Printed
from ijb_graph.read.tables.list_items import ListItem
from ijb_graph.read.tables.unmarked_items import Capitals
from ijb_graph.records.line_account import ranges
from ijb_graph.records.values import LineRange

__all__ = ["Points"]

# What goes on with a list that has begun above: 2. or b.
_LATER_NUMBER = re.compile(r"\(?(?:[2-9]|[b-h]|i[iv]|vi{0,3})[.)]\s")


class Points:
    """Reads the points of the form of one proposal, each with its number among those of its kind."""

    def __init__(self, paper: PaperInLayout, capitals: Capitals, proposal: DraftCell) -> None:
        self.paper, self.capitals, self.proposal = paper, capitals, proposal
        self.rows: list[DraftRow] = []
        self.counts: Counter[str] = Counter()
        # The kinds of which an item may have been two, so that the numbers after it may be others.
        self.miscounted: set[str] = set()

    def read(self, kind: str, printed: Printed, lines: tuple[LineRange, ...], has_label: bool) -> None:
        """A row for each item of a cell; a cell without a label goes on with the list of the cell above."""
        for item in (part for one in printed.items for part in one.parted(self.capitals)):
            is_rest = not has_label and not item.is_marked
            if is_rest and self.counts[kind] and _LATER_NUMBER.match(item.text):
                last = self.rows[-1]
                every = (number for one in (*last.lines, *lines) for number in range(one.first, one.last + 1))
                self.rows[-1] = replace(last, lines=ranges(every))
                continue
            about = self.proposal
            if is_rest:
                about = to_decide("its list goes on from a row above", printed.lines, about.value)
                self.miscounted.add(kind)
            self.counts[kind] += 1
            cells = {"proposal": about, "number": DraftCell(str(self.counts[kind]), MATCHED, printed.lines)}
            told = {"point": summary_cell(printed.lines)} if kind == "evidence" else self.action(item, printed.lines)
            found = cells | told
            if kind in self.miscounted:
                found = {name: cell if name == "proposal" else self.doubted(cell) for name, cell in found.items()}
            self.rows.append(DraftRow(kind, found, lines))
            if item.is_open:
                self.miscounted.add(kind)

    @staticmethod
    def doubted(cell: DraftCell) -> DraftCell:
        """A cell that a person decides, as it may be that of another point."""
        doubt = to_decide("an item above may be two", cell.lines, cell.value)
        return doubt if cell.status == MATCHED else cell

    def action(self, item: ListItem, lines: str) -> dict[str, DraftCell]:
        """What an action says of itself, and of other proposals."""
        cells = {"action": summary_cell(lines)}
        if codes := pointed_to(item.text):
            nothing = dict.fromkeys(("leads", "refers_to"), not_said(lines))
            return cells | nothing | {"points_to": DraftCell("; ".join(codes), MATCHED, lines)}
        cells["leads"] = leads_in(item.text, lines, self.paper.names, self.paper.board, item.is_open)
        others = proposals_in(item.text)
        if not others:
            return cells | dict.fromkeys(("points_to", "refers_to"), not_said(lines))
        if (codes := referred_to(item.text)) and not item.is_open:
            return cells | {"points_to": not_said(lines), "refers_to": DraftCell("; ".join(codes), MATCHED, lines)}
        return cells | {
            "points_to": to_decide("does it point there?", lines, "; ".join(others)),
            "refers_to": to_decide("does it refer to them?", lines, "; ".join(others)),
        }
