"""Computed columns: values that the schema of a kind takes from a function instead of a cell (``ijb:computed``).

Each function gets what can be looked up and the cells that ``ijb:from`` names, a cell being a tuple of its values, and
gives the values of the virtual column. What it finds elsewhere it gives as an address. What cannot be is an InputError,
whose problem gets the file and row from the interpreter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import partial
from textwrap import shorten
from typing import Any, TypeVar

from ijb_graph.addresses import address, term
from ijb_graph.errors import nearest
from ijb_graph.errors.graph import WrongOrder
from ijb_graph.errors.records import UnknownReference
from ijb_graph.graph.lookups import THEMES, Context, same_function
from ijb_graph.records.names import Name
from ijb_graph.records.values import LineRange

__all__ = ["FUNCTIONS", "Cell"]

Cell = tuple[Any, ...]
Texts = tuple[str, ...]

_Function = TypeVar("_Function", bound=Callable[..., Iterable[Any]])

# By the names that ``ijb:computed`` gives them.
FUNCTIONS: dict[str, Callable[..., Iterable[Any]]] = {}

# A target or progress that is a figure and nothing else: 92%, 1,200, 4.5.
_FIGURE = re.compile(r"([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?) ?%?")


def _column(function: _Function) -> _Function:
    """Let the schemas of kinds use a function."""
    FUNCTIONS[function.__name__] = function
    return function


def _found(*addresses: str | None) -> Texts:
    return tuple(one for one in addresses if one)


# --- functions of the cells alone


@_column
def first(_: Context, *cells: Cell) -> Cell:
    """The first cell that is not empty."""
    return next((cell for cell in cells if cell), ())


@_column
def joined(_: Context, values: Cell) -> Texts:
    """All values as one text."""
    return ("; ".join(map(str, values)),) if values else ()


@_column
def words(_: Context, names: Texts) -> Texts:
    """A name without its hyphens and slashes: ``receives report``."""
    return tuple(name.replace("-", " ").replace("/", " ") for name in names)


@_column
def heading(_: Context, title: Texts, summary: Texts, restated_in: Texts) -> Texts:
    """A title, or the first 60 characters of a summary; none where another paper states it first."""
    return () if restated_in else title or (shorten(summary[0], width=60, placeholder=" ..."),)


@_column
def figure(_: Context, printed: Texts) -> tuple[Decimal, ...]:
    """The number of a text that holds nothing but a figure: 92%, 1,200, 4.5."""
    found = _FIGURE.fullmatch(printed[0]) if printed else None
    return (Decimal(found[1].replace(",", "")),) if found else ()


@_column
def pounds(_: Context, thousands: tuple[int, ...]) -> tuple[Decimal, ...]:
    """An amount in pounds from one in thousands of pounds."""
    return tuple(Decimal(one) * 1000 for one in thousands)


@_column
def positions(_: Context, values: Cell) -> tuple[int, ...]:
    """The place of each value, counted from 1, where there are several."""
    return tuple(range(1, len(values) + 1)) if len(values) > 1 else ()


@_column
def line_positions(_: Context, lines: tuple[LineRange, ...]) -> Texts:
    """Lines as RFC 5147 counts them: the gaps between lines from 0, so line 490 lies between 489 and 490."""
    return tuple(f"line={place.first - 1},{place.last}" for place in lines)


@_column
def printed(_: Context, names: tuple[Name, ...]) -> Texts:
    """A name as the cell has it."""
    return tuple(name.printed or name.label for name in names)


@_column
def alias_kind(_: Context, names: tuple[Name, ...]) -> Texts:
    """The kind of the alias by which a cell names a body; none for its full name."""
    return _found(*(name.alias_kind for name in names))


@_column
def number(_: Context, states: Texts) -> tuple[int, ...]:
    """The number that a text is, where it is one."""
    return tuple(int(one) for one in states if one.isdigit())


@_column
def quantifier(_: Context, states: Texts) -> Texts:
    """The word that a text is, where it is no number."""
    return tuple(one for one in states if not one.isdigit())


@_column
def claim(_: Context, matter: Texts, holds: tuple[bool, ...]) -> Texts:
    """A matter, with ``not:`` before it where it is denied."""
    return (matter[0] if holds[0] else f"not: {matter[0]}",)


@_column
def response_label(_: Context, response: Texts, *place: Cell) -> Texts:
    """What a response says, or which one it is."""
    return response or ("{} action {}, response {}".format(*(cell[0] for cell in place)),)


@_column
def step(_: Context, proposal: Texts, action: tuple[int, ...], response: tuple[int, ...]) -> Texts:
    """The end of the address of an action, or of a response to it."""
    return ("/".join((*proposal, str(action[0]), *(f"response/{one}" for one in response))),)


@_column
def body_class(_: Context, kind: Texts) -> Texts:
    """The class of bodies of a kind: ``ijb:HealthBoard`` for ``health-board``."""
    name = "UndefinedBody" if kind[0] == "undefined" else "".join(map(str.capitalize, kind[0].split("-")))
    return (term(f"ijb:{name}"),)


@_column
def legal_class(_: Context, part_of: Texts) -> Texts:
    """The class of an Act, or of a section of one."""
    return (term("eli:LegalResourceSubdivision" if part_of else "eli:LegalResource"),)


@_column
def whole_of_team(_: Context, kind: Texts, whole: tuple[Name, ...]) -> tuple[Name, ...]:
    """The body that a team is a part of."""
    return whole if kind == ("team",) else ()


@_column
def whole_of_others(_: Context, kind: Texts, whole: tuple[Name, ...]) -> tuple[Name, ...]:
    """The body that another body belongs to."""
    return () if kind == ("team",) else whole


@_column
def earlier_day(_: Context, day: tuple[date, ...], earlier: tuple[date, ...]) -> tuple[date, ...]:
    """A day that has to be earlier than another."""
    if day <= earlier:
        raise WrongOrder("", column="earlier_date", later=str(day[0]), earlier=str(earlier[0])).error()
    return earlier


# --- functions of what other rows say


@_column
def aliases(context: Context, name: Texts, board: Texts = ()) -> Texts:
    """The other names of a body, post or person."""
    known = context.index.names.resolve(name[0], "".join(board))
    return tuple(context.index.names.aliases(known)) if known else ()


@_column
def listed_functions(context: Context, names: Texts) -> Texts:
    """The delegated functions that names mean, as the paper's own list has them word for word."""
    return _found(*(context.functions.get(same_function(name)) for name in names))


@_column
def function_key(context: Context, board: Texts, authority: tuple[Name, ...], name: Texts) -> Texts:
    """The number that a board's list has for a delegated function, else its name."""
    return _found(context.index.functions.get((board[0], authority[0], name[0])))


@_column
def directions_of_suite(context: Context, codes: Texts) -> Texts:
    """The directions of the paper's suite that codes mean."""
    return _found(*map(context.direction, codes))


@_column
def unstated(context: Context, suite: Texts, code: Texts) -> Texts:
    """The code of a direction of any suite, where no paper gives its text; where one does, its label is there."""
    is_stated = bool(suite) and (context.paper.board, suite[0], code[0]) in context.index.codes
    return () if is_stated else code


@_column
def groups_or_directions(context: Context, codes: Texts) -> Texts:
    """The groups of the paper, or else the directions of its suite, that codes mean."""
    paper = context.paper
    return _found(
        *(
            address("group", paper.board, paper.suite, code) if code in context.groups else context.direction(code)
            for code in codes
        )
    )


@_column
def revised(context: Context, code: Texts, status: Texts) -> Texts:
    """The earlier direction of a code whose status is ``revised``."""
    return _found(context.earlier_direction(code[0])) if status == ("revised",) else ()


@_column
def continued(context: Context, code: Texts, status: Texts) -> Texts:
    """The earlier direction of a code whose status is ``continuing``."""
    return _found(context.earlier_direction(code[0])) if status == ("continuing",) else ()


@_column
def replaced(context: Context, codes: Texts) -> Texts:
    """The directions that codes mean: an earlier one of the code if there is one, else one of the paper's suite."""
    return _found(*(context.earlier_direction(code) or context.direction(code) for code in codes))


@_column
def listed_theme(context: Context, board: Texts, suite: Texts, theme: Texts, place: tuple[int, ...]) -> Texts:
    """The golden thread or priority of a number in the list of the suite's paper."""
    index, of_list = context.index, (board[0], suite[0], theme[0])
    found = index.themes.get((*of_list, place[0]))
    if found is None and not index.problems.lacks_rows(THEMES[theme[0]], board[0]):
        target = f"the number of a {theme[0]} that the paper of {board[0]} {suite[0]} lists"
        hint = nearest(str(place[0]), [str(one[3]) for one in index.themes if one[:3] == of_list])
        raise UnknownReference("", column="number", value=str(place[0]), target=target, hint=hint).error()
    return _found(found)


def _restated(kind: str, context: Context, *key: Cell) -> Texts:
    """The paper's name, where an earlier paper of its board states the thing of this kind and key."""
    return context.restated(kind, *(one.label if isinstance(one, Name) else str(one) for [one] in key))


for _kind, _name in {
    "directions": "restated_direction",
    "direction-groups": "restated_group",
    "functions": "restated_function",
    "measures": "restated_measure",
    "budget-lines": "restated_budget",
    "indicators": "restated_indicators",
    "plan-actions": "restated_plan",
}.items():
    FUNCTIONS[_name] = partial(_restated, _kind)
