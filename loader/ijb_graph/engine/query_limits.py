"""What one query may take, and how it is set: by options, or by the environment.

The limits hold for a query that is not the project's own, and for every query that is sent to a server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ijb_graph.errors import Problems
from ijb_graph.errors.query import WrongLimit
from ijb_graph.limited_process.limits import ProcessLimits

__all__ = ["VARIABLES", "Limits", "is_limit", "limits_from"]

VARIABLES = {
    "seconds": "IJB_QUERY_SECONDS",
    "memory": "IJB_QUERY_MEMORY",
    "answer": "IJB_QUERY_ANSWER",
    "pages": "IJB_QUERY_PAGES",
}


@dataclass(frozen=True)
class Limits(ProcessLimits):
    """What one query may take; the graph itself is not counted.

    ``pages`` is how many requests a server's answer may take that gives only so many rows at once.
    """

    pages: float = 1000


def is_limit(number: float) -> bool:
    """Whether a number can be a limit: greater than 0, and one that clocks and sizes can be compared with."""
    return 0 < number < 1e9


def limits_from(environment: Mapping[str, str], defaults: Limits | None = None, **given: float | None) -> Limits:
    """The limits: what is given by the name of the limit, else the environment, else the defaults.

    Raises InputError where a variable of the environment holds no number above 0.
    """
    found, problems = {name: value for name, value in given.items() if value is not None}, Problems()
    for name, variable in VARIABLES.items():
        text = environment.get(variable, "")
        if name in found or not text:
            continue
        try:
            found[name] = float(text)
        except ValueError:
            found[name] = 0
        if not is_limit(found[name]):
            problems.append(WrongLimit(f"the environment variable {variable}", text))
    problems.raise_any()
    return replace(defaults or Limits(), **found)
