"""The answer of a program, read strictly: one JSON object with rows, each with cells that may still be anything."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from ijb_graph.errors.propose import UnusableAnswer

__all__ = ["MOST_ROWS", "ProposedCell", "ProposedRow", "Refused", "read_answer"]

# More rows than any paper has of all kinds together.
MOST_ROWS = 2000


@dataclass(frozen=True)
class ProposedCell:
    """A cell as a program gave it: three texts, none of which is trusted."""

    value: str
    lines: str
    quote: str


@dataclass(frozen=True)
class ProposedRow:
    """A row as a program gave it; ``number`` is its place in the answer, ``row`` the row of the draft that it fills."""

    number: int
    kind: str
    row: int | None
    cells: dict[str, ProposedCell]


@dataclass(frozen=True)
class Refused:
    """What of an answer is no cell at all: ``where`` in the answer, and the reason."""

    where: str
    reason: str


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name that stands twice in one object")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name}, which is no JSON")


def _rows_of(answer: bytes) -> list[Any]:
    try:
        found = json.loads(answer.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_number)
    except UnicodeDecodeError:
        reason = "bytes that are no UTF-8"
    except RecursionError:
        reason = "objects that are nested too deep"
    except json.JSONDecodeError as error:
        reason = f"no whole JSON ({error.msg} at character {error.pos})" if answer.strip() else "nothing"
    except ValueError as error:
        # Of an integer with too many digits Python says how to allow it, which is no help here.
        reason = "a number with too many digits" if "digits" in str(error) else str(error)
    else:
        if isinstance(found, dict) and isinstance(found.get("rows"), list) and len(found) == 1:
            rows: list[Any] = found["rows"]
            return rows
        reason = "JSON that is no object with rows alone"
    raise UnusableAnswer("--propose", reason=reason).error()


def _cell(found: Any) -> ProposedCell | None:
    names = ("value", "lines", "quote")
    if not isinstance(found, dict) or {*found} != {*names} or not all(isinstance(found[one], str) for one in names):
        return None
    return ProposedCell(found["value"], found["lines"], found["quote"])


def read_answer(answer: bytes) -> tuple[list[ProposedRow], list[Refused]]:
    """The rows of an answer, and what of it is no row or no cell.

    Raises InputError where it is not one JSON object of the form that was asked for: then nothing of it is used.
    """
    rows, refused = list[ProposedRow](), list[Refused]()
    for number, row in enumerate(_rows_of(answer), start=1):
        where = f"row {number} of the answer"
        if number > MOST_ROWS:
            refused.append(Refused(where, f"more than {MOST_ROWS} rows"))
            continue
        if not isinstance(row, dict) or not {"kind", "cells"} <= row.keys() <= {"kind", "row", "cells"}:
            refused.append(Refused(where, "no object with kind and cells"))
            continue
        kind, draft_row, given = row["kind"], row.get("row"), row["cells"]
        is_number = draft_row is None or (isinstance(draft_row, int) and not isinstance(draft_row, bool))
        if not isinstance(kind, str) or not isinstance(given, dict) or not is_number:
            refused.append(
                Refused(where, "a kind that is no text, cells that are no object, or a row that is no number")
            )
            continue
        cells = {column: _cell(one) for column, one in given.items()}
        for column, cell in cells.items():
            if cell is None:
                refused.append(Refused(f"{where}, {column[:60]!r}", "no object with the texts value, lines and quote"))
        rows.append(ProposedRow(number, kind, draft_row, {name: one for name, one in cells.items() if one}))
    return rows, refused
