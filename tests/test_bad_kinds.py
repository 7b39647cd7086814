"""Schemas of kinds that cannot be used are refused in one line, and so are records that a schema cannot describe."""

from __future__ import annotations

from pathlib import Path

import pytest
from bad_input import Spoil, replace, told, write
from command_line import Run

KIND = "data/kinds/reserves.json"
KEYS = '"primaryKey": ["reserve"]'
AMOUNT = '"ijb:from": ["amount_k"]'

BAD_KINDS: dict[str, tuple[Spoil, list[str]]] = {
    "a word twice": (replace(KIND, KEYS, f'"primaryKey": [], {KEYS}'), [KIND, "the word 'primaryKey' twice"]),
    "a key of no column": (
        replace(KIND, KEYS, '"primaryKey": ["reserv"]'),
        [KIND, "'reserv'", "Did you mean 'reserve'?"],
    ),
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
        replace(KIND, AMOUNT, '"ijb:from": ["amount_k", "reserve"]'),
        [KIND, "pounds"],
    ),
    "a column computed from itself": (
        replace(KIND, AMOUNT, '"name": "amount", "ijb:from": ["amount"]'),
        [KIND, "computed from itself"],
    ),
    "a column that the build needs": (
        replace("data/kinds/reference/integration-authorities.json", '"name": "slug"', '"name": "short"'),
        ["data/kinds/reference/integration-authorities.json", "slug"],
    ),
}


@pytest.mark.parametrize("case", BAD_KINDS, ids=lambda case: case.replace(" ", "-"))
def test_a_bad_kind(case: str, project: Path, ijb: Run) -> None:
    spoil, parts = BAD_KINDS[case]
    spoil(project)
    told(ijb("build"), parts)
    assert not (project / "build").exists()
