"""The filters of the templates: how texts, Turtle and forms of values are shown in Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ijb_graph.records.schema import Column

__all__ = ["FILTERS"]

_MARKUP = re.compile(r"([\\*_<>\[\]|#])")
# A cell of an example is cut to so many characters.
_CELL = 60


def _plain(text: str) -> str:
    """Text as Markdown shows it: nothing in it is markup, but for code between backticks."""
    parts = " ".join(text.replace("``", "`").split()).split("`")
    if len(parts) % 2 == 0:
        parts = ["\\`".join(parts)]
    return "`".join(part if number % 2 else _MARKUP.sub(r"\\\1", part) for number, part in enumerate(parts))


def _linked(text: str) -> str:
    """Plain text in which the project's terms and schemes are links, from a page one folder below the reference."""
    text = re.sub(r"\bijb:(\w+)", r"[ijb:\1](../terms/\1.md)", _plain(text))
    return re.sub(r"\bscheme ([a-z][a-z-]+[a-z])\b", r"scheme [\1](../schemes/\1.md)", text)


def _bare(turtle: str) -> str:
    """Turtle without the lines that declare prefixes."""
    return "\n".join(line for line in turtle.splitlines() if not line.startswith("@")).strip()


def _facts(template: str) -> str:
    """A template of an error's message with the bare names of its facts: ``{name}`` of ``{name!r}``."""
    return re.sub(r"\{(\w+)[^}]*\}", r"{\1}", template)


def _form(column: Column) -> str:
    """The form of a column's values, in words where its pattern is a list of them."""
    pattern = column.pattern.pattern if column.pattern else ""
    if re.fullmatch(r"[a-z0-9-]+(\|[a-z0-9-]+)*", pattern):
        form = f"one of {', '.join(f'`{one}`' for one in pattern.split('|'))}"
    elif pattern and column.form == "string":
        form = f"string, as `{pattern}`".replace("|", "\\|")
    else:
        form = column.form
    return f"{form}; several joined by `{column.separator}`" if column.separator else form


def _cut(text: str) -> str:
    return text if len(text) <= _CELL else text[: _CELL - 1] + "…"


FILTERS: dict[str, Callable[[Any], str]] = {
    "bare": _bare,
    "cut": _cut,
    "facts": _facts,
    "form": _form,
    "linked": _linked,
    "plain": _plain,
}
