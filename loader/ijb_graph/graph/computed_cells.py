"""Computed columns that follow from the cells of a row alone, such as the number that a text is.

Each function gets the context, which it needs for the paper at most, and the cells that ``ijb:from`` names, a cell
being a tuple of its values; it gives the values of the virtual column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from textwrap import shorten
from typing import Any, TypeVar

from ijb_graph.addresses import term
from ijb_graph.errors.graph import OtherCurrency, WrongOrder
from ijb_graph.graph.lookups import Context
from ijb_graph.records.names import Name
from ijb_graph.records.values import LineRange

__all__ = ["CELL_FUNCTIONS", "Cell", "Texts", "found"]

Cell = tuple[Any, ...]
Texts = tuple[str, ...]

_Value = TypeVar("_Value")
_Function = TypeVar("_Function", bound=Callable[..., Iterable[Any]])

# By the names that ``ijb:computed`` gives them.
CELL_FUNCTIONS: dict[str, Callable[..., Iterable[Any]]] = {}

# A target or progress that is a figure and nothing else: 92%, 1,200, 4.5.
_FIGURE = re.compile(r"(-?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?) ?%?")
# A currency that is not pounds sterling, by its sign, code or name.
_OTHER_CURRENCY = re.compile(
    r"[$\u00a2\u00a5\u20a0-\u20a2\u20a4-\u20cf]|\b(?:EUR|USD|CHF|JPY|SEK|NOK|DKK)\b|\b(?i:euros?|dollars?)\b"
)


def _column(function: _Function) -> _Function:
    """Let the schemas of kinds use a function."""
    CELL_FUNCTIONS[function.__name__] = function
    return function


def found(*values: _Value | None) -> tuple[_Value, ...]:
    """The values that are there."""
    return tuple(one for one in values if one)


@_column
def first(_: Context, *cells: Cell) -> Cell:
    """The first cell that is not empty."""
    return next((cell for cell in cells if cell), ())


@_column
def unless(_: Context, values: Cell, other: Cell) -> Cell:
    """The values of a cell, where another is empty."""
    return () if other else values


@_column
def with_others(_: Context, value: Cell, *others: Cell) -> Cell:
    """A cell, where none of the others is empty."""
    return value if all(others) else ()


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
    return () if restated_in else title or tuple(shorten(one, width=60, placeholder=" ...") for one in summary)


@_column
def figure(_: Context, printed: Texts) -> tuple[Decimal, ...]:
    """The number of a text that holds nothing but a figure: 92%, 1,200, 4.5."""
    found = _FIGURE.fullmatch(printed[0]) if printed else None
    return (Decimal(found[1].replace(",", "")),) if found else ()


@_column
def pounds(_: Context, thousands: tuple[int, ...], printed: Texts = ()) -> tuple[Decimal, ...]:
    """An amount in pounds from one in thousands of pounds, which is not printed in another currency."""
    if thousands and (currency := _OTHER_CURRENCY.search("".join(printed))):
        raise OtherCurrency("", column="printed", printed=printed[0], currency=currency[0]).error()
    return tuple(Decimal(one) * 1000 for one in thousands)


@_column
def day_of_paper(context: Context) -> tuple[date, ...]:
    """The day of the meeting that the paper was put to."""
    return (context.paper.meeting_date,)


@_column
def cube_of_figures(context: Context, *figures: Cell) -> Texts:
    """The paper's name, where a row has a figure."""
    return (context.paper.slug,) if all(figures) else ()


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
    return found(*(name.alias_kind for name in names))


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
    return tuple(one if all(holds) else f"not: {one}" for one in matter)


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
