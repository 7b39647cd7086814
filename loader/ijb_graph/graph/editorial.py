"""Editorial links: our own reading, in a graph of its own, so that anyone can leave it out."""

from __future__ import annotations

from ijb_graph.addresses import address, concept
from ijb_graph.errors import InputError, Problem, nearest
from ijb_graph.graph.context import name_address
from ijb_graph.graph.directions import function_address, same_function
from ijb_graph.graph.quads import NamedGraph
from ijb_graph.records.read import Records
from ijb_graph.records.rows import Row

__all__ = ["editorial_graph"]


def _functions(records: Records) -> dict[tuple[str, str, str], str]:
    """Delegated functions by board, delegating authority and number."""
    found = {}
    for paper in records.papers:
        for row in paper.rows.get("functions", []):
            authority = row.name("delegated_by")
            assert authority is not None
            found[paper.board, authority.label, row.text("number")] = function_address(row, paper.board)
    return found


def _direction_names(records: Records) -> dict[tuple[str, str, str], set[str]]:
    """The functions that each direction names, by board, suite and code."""
    return {
        (paper.board, paper.suite, row.text("code")): {same_function(name) for name in row.texts("functions")}
        for paper in records.papers
        for row in paper.rows.get("directions", [])
    }


def _function_match(graph: NamedGraph, row: Row, target: str) -> None:
    board, suite, code = row.text("board"), row.text("suite"), row.text("direction")
    direction = address("direction", board, suite, code)
    node = address("function-match", board, suite, code, row.text("name"), row.text("number"))
    graph.describe(node, f"{code}: {row.text('name')}", "ijb:FunctionMatch")
    graph.link(node, "ijb:isReadingOf", direction)
    graph.value(node, "ijb:functionName", row.text("name"))
    graph.link(node, "ijb:meansFunction", target)
    graph.link(node, "ijb:hasBasis", concept("basis", "inferred"))
    graph.value(node, "skos:editorialNote", row.text("reason"))
    graph.link(direction, "ijb:concernsFunction", target)


def editorial_graph(records: Records) -> NamedGraph:
    """The links of ``data/editorial/``, each with its reason and basis inferred.

    Raises InputError where a link begins or ends at something that no paper states.
    """
    graph = NamedGraph("editorial")
    functions, names = _functions(records), _direction_names(records)
    problems = []
    for row in records.shared.get("editorial/function-matches", []):
        authority = row.name("delegated_by")
        assert authority is not None
        named = names.get((row.text("board"), row.text("suite"), row.text("direction")))
        target = functions.get((row.text("board"), authority.label, row.text("number")))
        if named is None:
            problems.append(Problem(row.file, repr(row.text("direction")), f"a direction of {row.text('board')} {row.text('suite')}",
                                    "Correct it, or remove the row.", row=row.number, column="direction"))
        elif same_function(row.text("name")) not in named:
            problems.append(Problem(row.file, repr(row.text("name")), f"a function that {row.text('direction')} names",
                                    f"{nearest(row.text('name'), named)}Correct it, or remove the row.", row=row.number, column="name"))
        elif target is None:
            problems.append(Problem(row.file, repr(row.text("number")), f"a number in the list of functions that {authority.label} delegates",
                                    "Correct it, or remove the row.", row=row.number, column="number"))
        else:
            _function_match(graph, row, target)
    if problems:
        raise InputError(problems)
    return graph
