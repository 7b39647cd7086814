"""What one query that is not the project's own may take, and how it is set: by options, or by the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ijb_graph.errors import Problems
from ijb_graph.errors.query import WrongLimit

__all__ = ["VARIABLES", "Limits", "limits_from"]

VARIABLES = {"seconds": "IJB_QUERY_SECONDS", "memory": "IJB_QUERY_MEMORY", "answer": "IJB_QUERY_ANSWER"}


@dataclass(frozen=True)
class Limits:
    """``seconds`` by the clock, and of processor; ``memory`` and ``answer`` in megabytes, the graph itself not counted.

    The defaults suit a laptop.
    """

    seconds: float = 60
    memory: float = 1024
    answer: float = 256


def limits_from(environment: Mapping[str, str], **given: float | None) -> Limits:
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
        if not 0 < found[name] < 1e9:
            problems.append(WrongLimit(f"the environment variable {variable}", text))
    problems.raise_any()
    return Limits(**found)
