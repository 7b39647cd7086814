"""An answer for a person at a terminal: a table that fits it, or records where the table would be too wide."""

from __future__ import annotations

from pyoxigraph import NamedNode

from ijb_graph.addresses import shortened
from ijb_graph.ask.answer_formats import is_number
from ijb_graph.console import console
from ijb_graph.engine import Answer, Term
from ijb_graph.text_safety import for_terminal

__all__ = ["print_table"]

# Below this width a column breaks its words in pieces; then rows are shown as records, one line a column.
_NARROWEST = 11

# A single word (a folder's name, a code) of up to this many letters is not broken.
_LONGEST_WORD = 26


def _for_people(term: Term | None, base: str) -> str:
    if term is None:
        return ""
    return for_terminal(shortened(term.value, base) if isinstance(term, NamedNode) else term.value)


def print_table(answer: Answer, base: str, limit: int | None) -> None:
    """Print the rows (the first ``limit``), and how many more there are; addresses below ``base`` are shortened."""
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - slow to import, and not needed for other formats
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    screen = console()
    rows = [[_for_people(term, base) for term in row] for row in answer.rows[:limit]]
    widest = [max([len(name), *(len(row[number]) for row in rows)]) for number, name in enumerate(answer.columns)]
    if sum(min(width, _NARROWEST) + 2 for width in widest) > screen.width:
        for row in rows:
            record = Table.grid(padding=(0, 2))
            for name, cell in zip(answer.columns, row, strict=True):
                if cell:
                    record.add_row(Text(name, "bold"), Text(cell))
            screen.print(record)
            screen.print()
    else:
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for number, name in enumerate(answer.columns):
            terms = [row[number] for row in answer.rows]
            are_numbers = any(terms) and all(term is None or is_number(term) for term in terms)
            table.add_column(
                name,
                justify="right" if are_numbers else "left",
                overflow="fold",
                no_wrap=widest[number] <= (_NARROWEST if any(" " in row[number] for row in rows) else _LONGEST_WORD),
            )
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        screen.print(table)
    more = len(answer.rows) - len(rows)
    screen.print(f"... and {more} more" if more else f"{len(rows)} row{'' if len(rows) == 1 else 's'}", style="dim")
