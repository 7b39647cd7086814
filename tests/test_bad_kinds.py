"""Schemas of kinds that cannot be used are refused in one line, and so are records that a schema cannot describe."""

from __future__ import annotations

import pytest
from assertions import not_empty
from bad_input import Spoil, replace, told, write
from command_line import Run
from ijb_graph.errors import InputError
from ijb_graph.project import Project
from ijb_graph.records.schema import read_schema

KIND = "data/kinds/reserves.json"
KEYS = '"primaryKey": ["reserve"]'
AMOUNT = '"ijb:from": ["amount_k"]'

BAD_KINDS: dict[str, tuple[Spoil, list[str]]] = {
    "a word twice": (replace(KIND, KEYS, f'"primaryKey": [], {KEYS}'), [KIND, "the word 'primaryKey' twice"]),
    "a key of no column": (
        replace(KIND, KEYS, '"primaryKey": ["reserv"]'),
        [KIND, "'reserv'", "Did you mean 'reserve'?"],
    ),
    "an empty key": (replace(KIND, KEYS, '"primaryKey": []'), [KIND, "a key without a column"]),
    "a key of numbers": (replace(KIND, KEYS, '"primaryKey": [1]'), [KIND, "primaryKey [1]", "text or a list"]),
    "a column without text as its name": (
        replace(KIND, '"name": "reserve"', '"name": ["reserve"]'),
        [KIND, "name ['reserve']"],
    ),
    "a column with a strange name": (replace(KIND, '"name": "reserve"', '"name": "reserve "'), [KIND, "'reserve '"]),
    "a column twice": (replace(KIND, '"name": "amount_k"', '"name": "reserve"'), [KIND, "the column 'reserve' twice"]),
    "columns that are no objects": (
        replace(KIND, '"columns": [', '"columns": [5, '),
        [KIND, "5 where column 1 was due"],
    ),
    "a number for a truth": (
        replace(KIND, '"required": true', '"required": NaN'),
        [KIND, "required nan", "true or false"],
    ),
    "half of a character": (replace(KIND, '"reserve"', '"reserve\\ud800"'), [KIND, "U+D800"]),
    "a hidden character": (replace(KIND, '"reserve"', '"reserve\\u202e"'), [KIND, "U+202E"]),
    "too deep": (write(KIND, "[" * 100_000), [KIND, "RecursionError"]),
    "an address with a space": (replace(KIND, '"ijb:Reserve"', '"ijb:A Reserve"'), [KIND, "makes no addresses"]),
    "no address": (replace(KIND, '"ijb:Reserve"', '"Reserve"'), [KIND, "makes no addresses"]),
    "a function of other values": (replace(KIND, '"pounds"', '"line_positions"'), [KIND, "by line_positions"]),
    "a function with too many columns": (
        replace(KIND, AMOUNT, '"ijb:from": ["amount_k", "reserve", "reserve"]'),
        [KIND, "pounds"],
    ),
    "a column computed from itself": (
        replace(KIND, AMOUNT, '"name": "amount", "ijb:from": ["amount"]'),
        [KIND, "computed from itself"],
    ),
    "a statement without a value": (
        replace(KIND, '"valueUrl": "ijb:Reserve"', '"dc:description": "a reserve"'),
        [KIND, "nothing that gives its value"],
    ),
    "a template of a column without values": (
        replace(KIND, '"valueUrl": "ijb:Reserve"', '"name": "kind", "valueUrl": "id:kind/{kind}"'),
        [KIND, "{kind}", "no such column"],
    ),
    "a column that the build needs": (
        replace("data/kinds/reference/integration-authorities.json", '"name": "slug"', '"name": "short"'),
        ["data/kinds/reference/integration-authorities.json", "slug"],
    ),
}


# What is wrong with these is seen only where the kinds are put to use.
IN_USE = {
    "an address with a space",
    "no address",
    "a function of other values",
    "a function with too many columns",
    "a column computed from itself",
    "a statement without a value",
    "a template of a column without values",
}


@pytest.mark.parametrize(
    "case", [case for case in BAD_KINDS if case not in IN_USE], ids=lambda case: case.replace(" ", "-")
)
def test_a_bad_schema(case: str, small: Project) -> None:
    spoil, parts = BAD_KINDS[case]
    spoil(small.root)
    with pytest.raises(InputError) as refused:
        read_schema(small.data)
    assert all(part in str(refused.value) for part in not_empty(parts)), refused.value


def in_use() -> list[object]:
    """The cases for the whole command; those of a schema alone are slow, but for the first."""
    quick = {*IN_USE, next(iter(BAD_KINDS))}
    return [case if case in quick else pytest.param(case, marks=pytest.mark.slow) for case in BAD_KINDS]


@pytest.mark.parametrize("case", in_use(), ids=lambda case: case.replace(" ", "-"))
def test_a_bad_kind(case: str, small: Project, small_ijb: Run) -> None:
    spoil, parts = BAD_KINDS[case]
    spoil(small.root)
    told(small_ijb("build"), parts)
    assert not (small.root / "build").exists()
