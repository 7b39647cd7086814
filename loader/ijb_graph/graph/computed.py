"""Computed columns: values that the schema of a kind takes from a function instead of a cell (``ijb:computed``).

Each function gets what can be looked up and the cells that ``ijb:from`` names, a cell being a tuple of its values, and
gives the values of the virtual column. What it finds elsewhere it gives as an address. What cannot be is an InputError,
whose problem gets the file and row from the interpreter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any, TypeVar

from ijb_graph.addresses import address
from ijb_graph.errors import nearest
from ijb_graph.errors.graph import IssuedAgain
from ijb_graph.errors.records import UnknownReference
from ijb_graph.graph.computed_cells import CELL_FUNCTIONS, Cell, Texts, found
from ijb_graph.graph.computed_meetings import MEETING_FUNCTIONS
from ijb_graph.graph.lookups import THEMES, Context, same_function
from ijb_graph.records.names import Name
from ijb_graph.records.values import ONGOING, Period

__all__ = ["FUNCTIONS", "Cell"]

_Function = TypeVar("_Function", bound=Callable[..., Iterable[Any]])

# By the names that ``ijb:computed`` gives them.
FUNCTIONS: dict[str, Callable[..., Iterable[Any]]] = CELL_FUNCTIONS | MEETING_FUNCTIONS


def _column(function: _Function) -> _Function:
    """Let the schemas of kinds use a function."""
    FUNCTIONS[function.__name__] = function
    return function


@_column
def aliases(context: Context, name: Texts, board: Texts = ()) -> Texts:
    """The other names of a body, post or person."""
    known = context.index.names.resolve(name[0], "".join(board))
    return tuple(context.index.names.aliases(known)) if known else ()


@_column
def listed_functions(context: Context, names: Texts) -> Texts:
    """The delegated functions that names mean, as a list of the board has them word for word."""
    return found(*(context.functions.get(same_function(name)) for name in names))


@_column
def function_key(context: Context, board: Texts, authority: tuple[Name, ...], name: Texts) -> Texts:
    """The number that a board's list has for a delegated function, else its name."""
    return found(context.index.functions.get((board[0], authority[0], name[0])))


@_column
def national_functions(context: Context, authority: tuple[Name, ...], name: Texts) -> Texts:
    """The functions of the national list that have a name word for word, of those that such an authority delegates."""
    return context.index.national_function(authority[0], name[0])


@_column
def directions_of_suite(context: Context, codes: Texts) -> Texts:
    """The directions of the paper's suite that codes mean."""
    return found(*map(context.direction, codes))


@_column
def unstated(context: Context, suite: Texts, code: Texts) -> Texts:
    """The code of a direction of which no paper gives the text; where one does, its label is there."""
    return () if (context.paper.board, "".join(suite), code[0]) in context.index.codes else code


@_column
def affected(context: Context, suite: Texts, code: Texts) -> Texts:
    """The earlier direction of a code: of the suite that is named, or of none where the paper has no suite itself."""
    paper = context.paper
    return (address("direction", paper.board, *suite, *code),) if suite or not paper.suite else ()


@_column
def in_force_from(context: Context, code: Texts, *suite: Texts) -> tuple[date, ...]:
    """The day from which the direction of a code is in force: of the paper's suite, unless another is named."""
    if not code:
        return ()
    of_suite = "".join(*suite) if suite else context.paper.suite
    day = context.index.in_force_from(context.paper.board, of_suite, code[0])
    return (day,) if day else ()


@_column
def day_of_direction(context: Context, code: Texts, restated_in: Texts) -> tuple[date, ...]:
    """The day from which a direction is in force; none where another paper states it first."""
    if first := context.issued_otherwise(code[0]):
        raise IssuedAgain("", column="code", code=code[0], paper=first.slug).error()
    return () if restated_in else in_force_from(context, code)


@_column
def day_of_effect(context: Context, code: Texts, start: tuple[Period, ...]) -> tuple[date, ...]:
    """The day from which a direction has an effect: its own, none while it is undecided, else the direction's."""
    has_own = start and start[0].text != ONGOING
    return found(*(one.earliest for one in start)) if has_own else in_force_from(context, code)


@_column
def groups_or_directions(context: Context, codes: Texts) -> Texts:
    """The groups of the paper, or else the directions of its suite, that codes mean."""
    paper = context.paper
    return found(
        *(
            address("group", paper.board, paper.suite, code) if code in context.groups else context.direction(code)
            for code in codes
        )
    )


@_column
def revised(context: Context, code: Texts, status: Texts) -> Texts:
    """The earlier direction of a code whose status is ``revised``."""
    return found(context.earlier_direction(code[0])) if status == ("revised",) else ()


@_column
def continued(context: Context, code: Texts, status: Texts) -> Texts:
    """The earlier direction of a code whose status is ``continuing``."""
    return found(context.earlier_direction(code[0])) if status == ("continuing",) else ()


@_column
def replaced(context: Context, codes: Texts) -> Texts:
    """The directions that codes mean: an earlier one of the code if there is one, else one of the paper's suite."""
    return found(*(context.earlier_direction(code) or context.direction(code) for code in codes))


@_column
def listed_theme(context: Context, board: Texts, suite: Texts, theme: Texts, place: tuple[int, ...]) -> Texts:
    """The golden thread or priority of a number in the list of the suite's paper."""
    index, of_list = context.index, (board[0], "".join(suite), theme[0])
    listed = index.themes.get((*of_list, place[0]))
    if listed is None and not index.problems.lacks_rows(THEMES[theme[0]], board[0]):
        target = f"the number of a {theme[0]} that the paper of {' '.join((*board, *suite))} lists"
        hint = nearest(str(place[0]), [str(one[3]) for one in index.themes if one[:3] == of_list])
        raise UnknownReference("", column="number", value=str(place[0]), target=target, hint=hint).error()
    return found(listed)


@_column
def suite_or_paper(context: Context) -> Texts:
    """The paper's suite, or the name of the paper where it has none: what a plan, a budget or targets are of."""
    return (context.paper.suite or context.paper.slug,)


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
    "meetings": "restated_meeting",
    "agenda-items": "restated_item",
    "officer-recommendations": "restated_recommendation",
}.items():
    FUNCTIONS[_name] = partial(_restated, _kind)
