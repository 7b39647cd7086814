"""A review at the terminal: the lines and the cell side by side, one key a decision.

Where standard input is no terminal, each line of it is a key, or the text that is asked for.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

import click

from ijb_graph.cli.review_keys import Keys
from ijb_graph.console import console
from ijb_graph.errors import InputError, Problem
from ijb_graph.errors.records import UnknownName
from ijb_graph.errors.review import AbsentValue
from ijb_graph.read.drafts.cells import CONFIRMED, EVERY_ROW, LOST, NOT_APPLICABLE, NOT_SAID
from ijb_graph.read.drafts.draft import Decision, Place
from ijb_graph.read.drafts.draft_report import unread_of
from ijb_graph.read.review.introduced import asked_columns, introduction
from ijb_graph.read.review.paper_entry import PAPER
from ijb_graph.read.review.review import Review
from ijb_graph.read.review.rows import BASES
from ijb_graph.read.review.second_reader import second_reading, to_read_again
from ijb_graph.records.known_names import INTRODUCING
from ijb_graph.records.line_account import as_text
from ijb_graph.text_safety import for_terminal

__all__ = ["review_at_terminal"]

_STATUSES = {"n": NOT_SAID, "l": LOST, "x": NOT_APPLICABLE}
_KEYS = """\
a  accept the value that is shown        n  the paper does not say it
e  enter another value                   l  the export lost it
s  skip it for now                       x  the paper prints that it does not apply
d  drop the row: it is no record         u  undo the last step
*  the next decision holds for all open cells of the column
w  the next value is mended or inferred: with a note
N  not said, in all columns of this kind that nothing has looked for
r  decide row by row what is asked for every row
+  a new row                             m  more lines around it, or fewer
q  quit: all decisions are on disk       ?  these keys
"""
_WAYS = {"m": BASES[1], "i": BASES[2]}
_NAMES = dict(zip("bpho", INTRODUCING, strict=True))
# Lines shown around those of a cell, and the most that are shown of it.
_AROUND, _MOST_LINES = 3, 24


def _say(text: str) -> None:
    click.echo(for_terminal(text))


@dataclass
class _Session:
    """What a person has set for the next decision, and skipped for now."""

    review: Review
    keys: Keys
    only: list[Place] | None
    skipped: list[Place] = field(default_factory=list)
    done: set[Place] = field(default_factory=set)
    is_for_all: bool = False
    has_note: bool = False
    around: int = 0

    @property
    def places(self) -> list[Place]:
        """What is still to be shown, in order."""
        review = self.review
        if review.reader != 1:
            places = to_read_again(review.draft, review.schema)
        elif self.only is not None:
            places = [at for at in self.only if at in review.cells and at not in self.done]
        else:
            places = review.open()
        return [at for at in places if at not in self.skipped]

    def meant(self, place: Place) -> list[Place]:
        """The places that the next decision is about."""
        return self.review.alike(place) if self.is_for_all else [place]


def review_at_terminal(review: Review, only: list[Place] | None = None) -> None:
    """Ask for each open cell until all are decided, the person quits or the input ends; with ``only``, for these."""
    # The end of the input is a way to quit.
    with Keys() as keys, suppress(EOFError):
        session = _Session(review, keys, only)
        while places := session.places:
            place = places[0]
            _show(session, place, len(places))
            key = keys.key()
            if key == "q":
                break
            try:
                _act(session, place, key)
            except InputError as error:
                for problem in error.problems:
                    _say(f"  {problem}")
    _end(review)


def _end(review: Review) -> None:
    if review.reader != 1:
        _say(str(second_reading(review.draft)))
    if unread := unread_of(review.draft):
        _say(f"Lines that no row cites and that are not skipped: {as_text(unread)} (--add KIND=LINES).")
    left = len(review.open())
    _say(f"{left} cell{'s' if left != 1 else ''} left to decide." if left else "All is decided: ijb review --finish")


def _act(session: _Session, place: Place, key: str) -> None:
    """Do what a key says of the cell shown. Raises InputError where that cannot be decided."""
    review, is_second = session.review, session.review.reader != 1
    cell = review.cells[place]
    if key in _STATUSES:
        _decide(session, [Decision(at, "", _STATUSES[key]) for at in session.meant(place)], place)
    elif key == "a" and cell.value and not is_second:
        places = [at for at in session.meant(place) if review.cells[at].value]
        _decide(session, [Decision(at, review.cells[at].value, CONFIRMED) for at in places], place)
    elif key == "e":
        value = session.keys.text(review.column(place).description, "" if is_second else cell.value)
        if value:
            _decide(session, [Decision(at, value, CONFIRMED) for at in session.meant(place)], place)
    elif key == "s":
        session.skipped.append(place)
    elif key == "u":
        undone = review.undo()
        session.skipped = [at for at in session.skipped if at not in undone]
        session.done -= {*undone}
        _say(f"  undone: {', '.join(sorted({_name(at) for at in undone})) or 'nothing'}")
    elif key == "m":
        session.around = 0 if session.around else _AROUND
    elif key == "?":
        _say(_KEYS)
    elif not is_second:
        _act_on_rows(session, place, key)
    else:
        _say("  e, n, l, x, s, u, m, q or ?")


def _act_on_rows(session: _Session, place: Place, key: str) -> None:
    review = session.review
    if key == "*":
        session.is_for_all = not session.is_for_all
    elif key == "w":
        session.has_note = not session.has_note
    elif key == "N":
        review.decide(*(Decision(at, "", NOT_SAID) for at in review.unlooked(place.kind)))
    elif key == "d" and place.kind != PAPER and place.row != EVERY_ROW:
        review.drop(place)
    elif key == "r" and place.row == EVERY_ROW:
        review.row_by_row(place)
    elif key == "+":
        kind = session.keys.text("kind of record", "" if place.kind == PAPER else place.kind)
        lines = session.keys.text("its lines, such as 13; 17-19")
        review.add_row(kind, lines)
    else:
        _say("  a, e, n, l, x, s, d, u, *, w, N, r, +, m, q or ?")


def _decide(session: _Session, decisions: list[Decision], place: Place) -> None:
    """Take decisions; ask for a note where a value does not stand in its lines, and for a name that is not known."""
    review, introduced = session.review, list[Decision]()
    if session.has_note:
        decisions = _with_note(session.keys, decisions)
    while decisions:
        faults = [fault for _, fault in review.faults([*introduced, *decisions])]
        if not faults:
            review.decide(*introduced, *decisions)
            session.done |= {one.place for one in decisions}
            session.is_for_all = session.has_note = False
            return
        for fault in faults:
            _say(f"  {fault}")
        if all(isinstance(fault, AbsentValue) for fault in faults):
            decisions = _with_note(session.keys, decisions)
        elif unknown := [fault for fault in faults if isinstance(fault, UnknownName)]:
            more = _introduce(session, unknown[0], introduced)
            if not more:
                return
            introduced += more
        else:
            return


def _with_note(keys: Keys, decisions: list[Decision]) -> list[Decision]:
    """The decisions with a basis and a note; none where the person thinks better of it."""
    _say("  m mended (the export damaged it), i inferred, another key: back")
    basis = _WAYS.get(keys.key())
    note = keys.text("  note: what was repaired, or how it was inferred") if basis else ""
    return [Decision(one.place, one.value, one.status, basis, note) for one in decisions] if basis and note else []


def _introduce(session: _Session, unknown: Problem, introduced: list[Decision]) -> list[Decision]:
    """A row that makes a name known in the board's papers; nothing where the person does not want that."""
    review, name = session.review, vars(unknown)["name"]
    _say(f"  {name!r} is new? b body, p post, h person, o another name of a known one, another key: back")
    kind = _NAMES.get(session.keys.key(), "")
    values: dict[str, str] = {}
    for column in asked_columns(review.schema, kind):
        choices = f" ({', '.join(column.choices)})" if column.choices else ""
        what = f"  {column.description}{choices}{'' if column.required else ', or nothing'}"
        values[column.name] = session.keys.text(what) if values else name
        if column.required and not values[column.name]:
            return []
    return introduction(review.schema, [*review.cells, *(one.place for one in introduced)], kind, values)


def _name(place: Place) -> str:
    if place.kind == PAPER:
        return f"{PAPER}: {place.column}"
    return f"{place.kind}, {f'row {place.row}' if place.row else 'every row'}: {place.column}"


def _lines(session: _Session, place: Place) -> str:
    """The lines of a cell with their numbers."""
    text = session.review.draft.text
    lines = text.text.split("\n")[: text.line_count]
    wanted = {number for one in session.review.lines(place) for number in range(one.first, one.last + 1)}
    shown = {near for number in wanted for near in range(number - session.around, number + session.around + 1)}
    numbers = sorted(number for number in shown if 0 < number <= len(lines))
    out = [f"{number:>5} {'|' if number in wanted else ' '} {lines[number - 1].expandtabs(4)}" for number in numbers]
    more = [f"      ... {len(out) - _MOST_LINES} more"] if len(out) > _MOST_LINES else []
    return "\n".join([*out[:_MOST_LINES], *more]) or "(no lines)"


def _about(session: _Session, place: Place, left: int) -> str:
    """What a cell is, why it is open, and what is suggested."""
    review = session.review
    cell, column = review.cells[place], review.column(place)
    about = [_name(place), column.description]
    about += [f"one of: {', '.join(column.choices)}"] if column.choices else []
    about += ["several are joined by '; '"] if column.separator else []
    about += ["it has to hold a value"] if column.required else []
    if review.reader == 1:
        about += [f"{cell.status}: {cell.reason}" if cell.reason else cell.status]
        about += [f"quoted: {cell.quote}"] if cell.quote else []
        about += ["", f"a: {cell.value}"] if cell.value else []
        row = [
            f"{at.column} {other.value}"
            for at, other in review.cells.items()
            if (at.kind, at.row) == (place.kind, place.row) and at != place and other.value and at.kind != PAPER
        ]
        about += ["", f"the row: {' | '.join(row)[:300]}"] if row else []
    if session.is_for_all:
        about += ["", f"FOR ALL {len(review.alike(place))} OPEN CELLS OF THE COLUMN"]
    about += ["", f"{left} left"]
    return "\n".join(about)


def _show(session: _Session, place: Place, left: int) -> None:
    from rich.table import Table  # noqa: PLC0415 - slow to import
    from rich.text import Text  # noqa: PLC0415 - slow to import

    screen = console()
    table = Table(box=None, show_header=False, pad_edge=False, expand=True)
    parts = Text(_lines(session, place)), Text(_about(session, place, left))
    screen.rule()
    if screen.width < 80:
        screen.print(*parts, sep="\n\n")
    else:
        table.add_column(ratio=1, overflow="fold")
        table.add_column(ratio=1, overflow="fold")
        table.add_row(*parts)
        screen.print(table)
    keys = "e enter  n not said  l lost  x not applicable  s skip  u undo  q quit  ? all keys"
    _say(f"a accept  {keys}" if session.review.reader == 1 and session.review.cells[place].value else keys)
