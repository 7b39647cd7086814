"""Propose cells with a language model: a program for `ijb read --propose`, which uses the Python package `llm`.

Reads a request from standard input and writes the answer to standard output. A long paper goes to the model in parts of
so many lines, each with the last lines of the part before it.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

__all__ = ["main", "parts_of"]

_LINES, _BEFORE = 200, 10
_PROMPT = """{task}

{schema}Known names (one a line; use them as they stand here or in the lines):
{names}

Rows that were found already:
{found}

Lines, with their numbers; you may use those marked + as context, and propose from all others:
{lines}
"""


def parts_of(lines: Sequence[dict[str, Any]], size: int, before: int = _BEFORE) -> Iterator[list[dict[str, Any]]]:
    """The lines of a request in parts of ``size`` lines; ``before`` lines of the part before each are its context."""
    for first in range(0, len(lines), size):
        context = [{**one, "context": True} for one in lines[max(0, first - before) : first]]
        part = list(lines[first : first + size])
        if any(one["unread"] for one in part):
            yield context + part


def _prompt(request: dict[str, Any], part: Sequence[dict[str, Any]], with_schema: bool) -> str:
    text = " ".join(one["text"] for one in part).casefold()
    names = [one for one in request["names"] if one.casefold() in text]
    schema = f"Answer with one JSON object of this JSON Schema:\n{json.dumps(request['answer_schema'])}\n\n"
    return _PROMPT.format(
        task=request["task"],
        schema=schema if with_schema else "",
        names="\n".join(names) or "none",
        found=json.dumps(request["found"], ensure_ascii=False),
        lines="\n".join(f"{one['number']}{'+' if one.get('context') else ''}\t{one['text']}" for one in part),
    )


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m ijb_graph.read.propose.llm_program", description=__doc__)
    parser.add_argument("--model", required=True, help="the model, as `llm models` lists it")
    parser.add_argument("--lines", type=int, default=_LINES, help="how many lines the model gets at once [%(default)s]")
    options = parser.parse_args(arguments)
    if options.lines < 1:
        parser.error("--lines: at least 1")
    try:
        llm = importlib.import_module("llm")
    except ImportError:
        return _fail("The package llm is not installed: pip install llm, and a plugin for the model.")
    try:
        model = llm.get_model(options.model)
    except llm.UnknownModelError:
        return _fail(f"llm knows no model {options.model!r}: see llm models")
    request = json.loads(sys.stdin.buffer.read())
    rows: list[Any] = []
    for part in parts_of(request["lines"], options.lines):
        has_schema = bool(getattr(model, "supports_schema", False))
        given = {"schema": request["answer_schema"]} if has_schema else {}
        where = f"lines {part[0]['number']} to {part[-1]['number']}"
        try:
            text = model.prompt(_prompt(request, part, not has_schema), **given).text()
        # Each plugin raises errors of its own, and all mean that there is no answer.
        except Exception as error:
            return _fail(f"{where}: the model gave no answer: {error}")
        try:
            rows += json.loads(text)["rows"]
        except (ValueError, KeyError, TypeError):
            return _fail(f"{where}: the model gave no JSON object with rows")
    json.dump({"rows": rows}, sys.stdout, ensure_ascii=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
