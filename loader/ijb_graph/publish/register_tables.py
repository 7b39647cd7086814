"""The registers as tables with types, lists, keys and references, from which each format of the publication is made.

Nothing of it is declared for one register: a column is a list where its query joins values, a key where its values
tell the rows apart, a reference where each of its values is a key elsewhere. What the published rows break is not
promised.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import Literal

from ijb_graph.ask.questions import Question
from ijb_graph.ask.tables import Table, Value, typed_table
from ijb_graph.engine import Answer, Engine, Row, query_in_base
from ijb_graph.errors import shown
from ijb_graph.publish.register_properties import Property, Statements, properties_of, statements_of

__all__ = ["GROUP", "SEPARATOR", "URI", "Reference", "Register", "read_registers"]

# The group that a question names in its header when it is a register.
GROUP = "registers"
# What stands between the values of a cell that holds several.
SEPARATOR = "; "
# The column that holds the address of the row's record.
URI = "uri"

# By which columns people name a thing that has a register of its own.
_NAMES = {
    "papers": ("board", "paper"),
    "directions": ("board", "suite", "code"),
    "bodies": ("body",),
    "functions": ("board", "delegated_by", "number"),
}
_JOINED = re.compile(r'GROUP_CONCAT\((?:(?!GROUP_CONCAT).)*?separator *= *"; "\) +AS +\?(\w+)', re.DOTALL)
# By contract, the first and the last full day of a time.
_FIRST, _LAST = "_from", "_by"


@dataclass(frozen=True)
class Reference:
    """Columns of a register whose values together name one row of another register, by the columns of these names."""

    columns: tuple[str, ...]
    register: str


@dataclass(frozen=True)
class Register:
    """A register: its question, what it answers, and what its columns are.

    ``table`` holds a list as text, its values joined by `SEPARATOR`. ``lists`` are the columns that hold lists, with
    the datatype of their values. ``key`` are the columns that tell the rows apart, none where none do.
    ``properties`` are the columns that state a property of the row's record.
    """

    question: Question
    answer: Answer
    table: Table
    lists: Mapping[str, str]
    key: tuple[str, ...]
    properties: Mapping[str, Property]
    references: tuple[Reference, ...] = ()

    @property
    def name(self) -> str:
        """The question's name, which is that of the files too."""
        return self.question.name

    def cells(self, columns: Sequence[str]) -> list[tuple[Value, ...]]:
        """The values of some columns, row by row."""
        names = [column.name for column in self.table.columns]
        places = [names.index(one) for one in columns]
        return [tuple(row[place] for place in places) for row in self.table.rows]

    def has(self, columns: Sequence[str]) -> bool:
        """Whether the register has all these columns."""
        return set(columns) <= {column.name for column in self.table.columns}

    def tells_apart(self, columns: Sequence[str]) -> bool:
        """Whether the register has these columns, none is empty, and no two rows have the same values in them."""
        if not self.has(columns):
            return False
        cells = self.cells(columns)
        return len(set(cells)) == len(cells) and not any(None in one for one in cells)


def _item_datatype(texts: list[str], declared: str | None) -> str:
    """The datatype of the values of a list: the declared one where all are of it, else ``string``."""
    items: list[Row] = [[Literal(item)] for text in texts if text for item in text.split(SEPARATOR)]
    return typed_table(Answer(["item"], items), {"item": declared or "string"}).columns[0].datatype


def _register(question: Question, engine: Engine, statements: Statements) -> Register:
    answer = query_in_base(engine, question.sparql, shown(question.path))
    times = {name.removesuffix(_FIRST) for name in answer.columns if name.endswith(_FIRST)}
    times &= {name.removesuffix(_LAST) for name in answer.columns if name.endswith(_LAST)}
    declared = {f"{time}{end}": "date" for time in sorted(times) for end in (_FIRST, _LAST)} | question.datatypes
    joined = set(_JOINED.findall(question.sparql))
    texts = dict(zip(answer.columns, zip(*answer.texts(), strict=True), strict=False))
    lists = {
        name: _item_datatype(list(texts.get(name, ())), declared.get(name)) for name in answer.columns if name in joined
    }
    table = typed_table(answer, declared | dict.fromkeys(lists, "string"))
    properties = properties_of(answer, lists, question.sparql, statements, engine.base) if URI in answer.columns else {}
    register = Register(question, answer, table, lists, (), properties)
    keys = ((URI,), _NAMES.get(question.name, (URI,)))
    return replace(register, key=next((key for key in keys if register.tells_apart(key)), ()))


def _references(register: Register, others: Mapping[str, Register]) -> tuple[Reference, ...]:
    """To every register by whose name columns all rows of this one name one of its rows."""
    found = []
    for name, columns in _NAMES.items():
        target = others.get(name)
        if name == register.name or not target or not target.tells_apart(columns) or not register.has(columns):
            continue
        if register.lists.keys().isdisjoint(columns) and set(register.cells(columns)) <= set(target.cells(columns)):
            found.append(Reference(columns, name))
    return tuple(found)


def read_registers(engine: Engine, questions: list[Question]) -> list[Register]:
    """Answer every question that is a register, with its defaults, in the order of the questions."""
    statements = statements_of(engine)
    registers = [_register(question, engine, statements) for question in questions if question.group == GROUP]
    by_name = {one.name: one for one in registers}
    return [replace(one, references=_references(one, by_name)) for one in registers]
