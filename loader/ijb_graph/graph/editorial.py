"""Editorial links: our own reading, in a graph of its own, so that anyone can leave it out."""

from __future__ import annotations

from collections.abc import Callable

from ijb_graph.addresses import address, concept
from ijb_graph.errors import InputError, Problem, nearest
from ijb_graph.graph.directions import function_address, same_function
from ijb_graph.graph.quads import NamedGraph
from ijb_graph.records.paper import Paper
from ijb_graph.records.read import Records
from ijb_graph.records.rows import Row

__all__ = ["editorial_graph"]


class _Papers:
    """What the papers state, as far as an editorial link can begin or end at it."""

    def __init__(self, papers: list[Paper]) -> None:
        self.function_names: dict[tuple[str, str, str], set[str]] = {}
        self.functions: dict[tuple[str, str, str], str] = {}
        self.themes: dict[tuple[str, str, str, str], str] = {}
        for paper in papers:
            rows = paper.rows
            for row in rows.get("directions", []):
                named = {same_function(name) for name in row.texts("functions")}
                self.function_names[paper.board, paper.suite, row.text("code")] = named
            for row in rows.get("functions", []):
                authority = row.name("delegated_by")
                assert authority is not None
                self.functions[paper.board, authority.label, row.text("number")] = function_address(row, paper.board)
            for kind, theme in (("golden-threads", "golden-thread"), ("priorities", "priority")):
                for row in rows.get(kind, []):
                    number = str(row.integer("number"))
                    node = address(theme, paper.board, paper.slug, number)
                    self.themes[paper.board, paper.suite, theme, number] = node


def _link(graph: NamedGraph, row: Row, kind: str, of_class: str, target: str, *key: str) -> tuple[str, str]:
    """Describe a link: which direction it reads, where it leads, and why.

    Returns the addresses of direction and link.
    """
    where = (row.text("board"), row.text("suite"), row.text("direction"))
    direction, node = address("direction", *where), address(kind, *where, *key)
    graph.describe(node, f"{row.text('direction')}: {' '.join(key)}", of_class)
    graph.link(node, "ijb:isReadingOf", direction)
    graph.link(node, "ijb:leadsTo", target)
    graph.link(node, "ijb:hasBasis", concept("basis", "inferred"))
    graph.value(node, "skos:editorialNote", row.text("reason"))
    return direction, node


def _function_match(graph: NamedGraph, papers: _Papers, row: Row) -> Problem | None:
    authority = row.name("delegated_by")
    assert authority is not None
    named = papers.function_names[row.text("board"), row.text("suite"), row.text("direction")]
    if same_function(row.text("name")) not in named:
        return Problem(
            row.file,
            repr(row.text("name")),
            f"a function that {row.text('direction')} names",
            f"{nearest(row.text('name'), named)}Correct it, or remove the row.",
            row=row.number,
            column="name",
        )
    target = papers.functions.get((row.text("board"), authority.label, row.text("number")))
    if target is None:
        return Problem(
            row.file,
            repr(row.text("number")),
            f"a number in the list of functions that {authority.label} delegates",
            "Correct it, or remove the row.",
            row=row.number,
            column="number",
        )
    direction, node = _link(
        graph, row, "function-match", "ijb:FunctionMatch", target, row.text("name"), row.text("number")
    )
    graph.value(node, "ijb:functionName", row.text("name"))
    graph.link(direction, "ijb:concernsFunction", target)
    return None


def _theme_link(graph: NamedGraph, papers: _Papers, row: Row) -> Problem | None:
    theme, number = row.text("theme"), str(row.integer("number"))
    target = papers.themes.get((row.text("board"), row.text("suite"), theme, number))
    if target is None:
        return Problem(
            row.file,
            number,
            f"the number of a {theme} that the paper of {row.text('board')} {row.text('suite')} lists",
            "Correct it, or remove the row.",
            row=row.number,
            column="number",
        )
    direction, _ = _link(graph, row, "theme-link", "ijb:ThemeLink", target, theme, number)
    graph.link(direction, "ijb:serves", target)
    return None


def _indicator_link(graph: NamedGraph, papers: _Papers, row: Row) -> Problem | None:
    number = row.text("indicator")
    target = concept("msg-indicator", number)
    direction, _ = _link(graph, row, "indicator-link", "ijb:IndicatorLink", target, number)
    graph.link(direction, "ijb:isMeantToMove", target)
    return None


_MAPPINGS: dict[str, Callable[[NamedGraph, _Papers, Row], Problem | None]] = {
    "editorial/function-matches": _function_match,
    "editorial/indicator-links": _indicator_link,
    "editorial/theme-links": _theme_link,
}


def editorial_graph(records: Records) -> NamedGraph:
    """The links of ``data/editorial/``, each with its reason and basis inferred.

    Raises InputError where a link begins or ends at something that no paper states.
    """
    graph, papers, problems = NamedGraph("editorial"), _Papers(records.papers), []
    for kind, mapping in _MAPPINGS.items():
        for row in records.shared.get(kind, []):
            if (row.text("board"), row.text("suite"), row.text("direction")) not in papers.function_names:
                problems.append(
                    Problem(
                        row.file,
                        repr(row.text("direction")),
                        f"a direction of {row.text('board')} {row.text('suite')}",
                        "Correct it, or remove the row.",
                        row=row.number,
                        column="direction",
                    )
                )
                continue
            problem = mapping(graph, papers, row)
            if problem:
                problems.append(problem)
    if problems:
        raise InputError(problems)
    return graph
