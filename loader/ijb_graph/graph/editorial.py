"""Editorial links: our own reading, in a graph of its own, so that anyone can leave it out."""

from __future__ import annotations

from collections.abc import Callable

from ijb_graph.addresses import address, concept, shortened
from ijb_graph.errors import InputError, Problem, nearest, unnamed
from ijb_graph.graph.directions import function_address, same_function
from ijb_graph.graph.nquads import NamedGraph
from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.reader import Records
from ijb_graph.records.rows import Row

__all__ = ["editorial_graph"]


class _Papers:
    """What the papers state, as far as an editorial link can begin or end at it."""

    def __init__(self, papers: list[Paper]) -> None:
        self.function_names: dict[tuple[str, str, str], set[str]] = {}
        self.functions: dict[tuple[str, str, str], str] = {}
        self.functions_by_name: dict[tuple[str, str, str], str] = {}
        self.budget_lines: set[tuple[str, str, str, str]] = set()
        self.themes: dict[tuple[str, str, str, str], str] = {}
        self.actions: set[tuple[str, str, str, str]] = set()
        self.recommendations: set[tuple[str, str, str]] = set()
        self.responses: set[tuple[str, str, str, str, str]] = set()
        for paper in papers:
            rows = paper.rows
            for row in rows.get("directions", []):
                named = {same_function(name) for name in row.texts("functions")}
                self.function_names[paper.board, paper.suite, row.text("code")] = named
            for row in rows.get("functions", []):
                authority = row.name("delegated_by")
                assert authority is not None
                node, name = function_address(row, paper.board), same_function(row.text("function"))
                self.functions[paper.board, authority.label, row.text("number")] = node
                self.functions_by_name[paper.board, authority.label, name] = node
            for row in rows.get("budget-lines", []):
                self.budget_lines.add((paper.board, paper.suite, row.text("category"), row.text("service")))
            for row in rows.get("improvement-actions", []):
                number = str(row.integer("number"))
                self.actions.add((paper.board, str(paper.meeting_date), row.text("proposal"), number))
            for row in rows.get("recommendations", []):
                self.recommendations.add((paper.board, paper.slug, str(row.integer("number"))))
            for row in rows.get("action-responses", []):
                step = (row.text("proposal"), str(row.integer("action")), str(row.integer("number")))
                self.responses.add((paper.board, str(paper.meeting_date), *step))
            for kind, theme in (("golden-threads", "golden-thread"), ("priorities", "priority")):
                for row in rows.get(kind, []):
                    number = str(row.integer("number"))
                    node = address(theme, paper.board, paper.slug, number)
                    self.themes[paper.board, paper.suite, theme, number] = node


def _reading(graph: NamedGraph, row: Row, node: str, label: str, of_class: str, of: str, target: str) -> None:
    """Describe a reading: what it reads, where it leads, and why."""
    graph.describe(node, label, of_class)
    graph.link(node, "ijb:isReadingOf", of)
    graph.link(node, "ijb:leadsTo", target)
    graph.link(node, "ijb:hasBasis", concept("basis", "inferred"))
    graph.value(node, "skos:editorialNote", row.text("reason"))


def _link(graph: NamedGraph, row: Row, kind: str, of_class: str, target: str, *key: str) -> tuple[str, str]:
    """Describe the reading of a direction; returns the addresses of direction and reading."""
    where = (row.text("board"), row.text("suite"), row.text("direction"))
    direction, node = address("direction", *where), address(kind, *where, *key)
    _reading(graph, row, node, f"{row.text('direction')}: {' '.join(key)}", of_class, direction, target)
    return direction, node


def _unknown_direction(row: Row, papers: _Papers, prefix: str = "") -> Problem | None:
    """The problem of a row that names a direction which no paper states."""
    column = f"{prefix}direction"
    board, suite, code = row.text(f"{prefix}board"), row.text(f"{prefix}suite"), row.text(column)
    if (board, suite, code) in papers.function_names:
        return None
    known = [one for at, of, one in papers.function_names if (at, of) == (board, suite)]
    fix = f"{nearest(code, known)}Correct it, or remove the row."
    return unnamed(row.file, repr(code), f"a direction of {board} {suite}", fix, row=row.number, column=column)


def _function_match(graph: NamedGraph, papers: _Papers, row: Row) -> Problem | None:
    unknown = _unknown_direction(row, papers)
    if unknown:
        return unknown
    authority = row.name("delegated_by")
    assert authority is not None
    named = papers.function_names[row.text("board"), row.text("suite"), row.text("direction")]
    if same_function(row.text("name")) not in named:
        return unnamed(
            row.file,
            repr(row.text("name")),
            f"a function that {row.text('direction')} names",
            f"{nearest(row.text('name'), named)}Correct it, or remove the row.",
            row=row.number,
            column="name",
        )
    target = papers.functions.get((row.text("board"), authority.label, row.text("number")))
    if target is None:
        return unnamed(
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


def _budget_function(graph: NamedGraph, papers: _Papers, row: Row) -> Problem | None:
    line = (row.text("board"), row.text("suite"), row.text("category"), row.text("service"))
    if line not in papers.budget_lines:
        known = [one[3] for one in papers.budget_lines if one[:3] == line[:3]]
        fix = f"{nearest(line[3], known)}Correct it, or remove the row."
        expected = f"a {line[2]} line of the budget of {line[0]} {line[1]}"
        return unnamed(row.file, repr(line[3]), expected, fix, row=row.number, column="service")
    authority, name = row.name("delegated_by"), row.text("function")
    assert authority is not None
    target = papers.functions_by_name.get((line[0], authority.label, same_function(name)))
    if target is None:
        known = [one[2] for one in papers.functions_by_name if one[:2] == (line[0], authority.label)]
        fix = f"{nearest(same_function(name), known)}Correct it, or remove the row."
        expected = f"a function that {authority.label} delegates, by its name in the list"
        return unnamed(row.file, repr(name), expected, fix, row=row.number, column="function")
    budget_line, node = address("budget", *line), address("budget-function", *line, *shortened(target).split("/")[2:])
    _reading(graph, row, node, f"{line[3]}: {name}", "ijb:BudgetFunction", budget_line, target)
    graph.link(budget_line, "ijb:paysForFunction", target)
    return None


def _theme_link(graph: NamedGraph, papers: _Papers, row: Row) -> Problem | None:
    unknown = _unknown_direction(row, papers)
    if unknown:
        return unknown
    theme, number = row.text("theme"), str(row.integer("number"))
    target = papers.themes.get((row.text("board"), row.text("suite"), theme, number))
    if target is None:
        return unnamed(
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
    unknown = _unknown_direction(row, papers)
    if unknown:
        return unknown
    number = row.text("indicator")
    target = concept("msg-indicator", number)
    direction, _ = _link(graph, row, "indicator-link", "ijb:IndicatorLink", target, number)
    graph.link(direction, "ijb:isMeantToMove", target)
    return None


def _comparable_direction(graph: NamedGraph, papers: _Papers, row: Row) -> Problem | None:
    unknown = _unknown_direction(row, papers) or _unknown_direction(row, papers, "other_")
    if unknown:
        return unknown
    other = (row.text("other_board"), row.text("other_suite"), row.text("other_direction"))
    target = address("direction", *other)
    direction, _ = _link(graph, row, "comparison", "ijb:DirectionComparison", target, *other)
    graph.link(direction, "ijb:isComparableTo", target)
    graph.link(target, "ijb:isComparableTo", direction)
    return None


def _continued_action(graph: NamedGraph, papers: _Papers, row: Row) -> Problem | None:
    board = row.text("board")
    ends: list[tuple[str, str, str, str]] = []
    for prefix in ("", "earlier_"):
        date, proposal = str(row.day(f"{prefix}date")), row.text(f"{prefix}proposal")
        end = (board, date, proposal, str(row.integer(f"{prefix}number")))
        if end not in papers.actions:
            known = [action[3] for action in papers.actions if action[:3] == end[:3]]
            expected = f"an improvement action of {board} {date} on {proposal}"
            fix = f"{nearest(end[3], known)}Correct it, or remove the row."
            return unnamed(row.file, " ".join(end[1:]), expected, fix, row=row.number, column=f"{prefix}number")
        ends.append(end)
    if ends[0][1] <= ends[1][1]:
        found, fix = f"{ends[0][1]} continuing {ends[1][1]}", "Correct the dates."
        return unnamed(row.file, found, "an earlier day in earlier_date", fix, row=row.number, column="earlier_date")
    later, earlier = (address("improvement-action", *end) for end in ends)
    node = address("continuation", *ends[0], *ends[1][1:])
    label = " ".join((*ends[0][1:], "continues", *ends[1][1:]))
    _reading(graph, row, node, label, "ijb:ActionContinuation", later, earlier)
    graph.link(later, "ijb:isContinuationOf", earlier)
    return None


def _recommendation_link(graph: NamedGraph, papers: _Papers, row: Row) -> Problem | None:
    what = (row.text("board"), row.text("paper"), str(row.integer("recommendation")))
    if what not in papers.recommendations:
        known = [one[2] for one in papers.recommendations if one[:2] == what[:2]]
        expected = f"a recommendation in {what[1]} of {what[0]}"
        fix = f"{nearest(what[2], known)}Correct it, or remove the row."
        return unnamed(row.file, what[2], expected, fix, row=row.number, column="recommendation")
    proposal = row.text("proposal")
    node = address("recommendation-link", *what, proposal)
    label = f"recommendation {what[2]} and {proposal}"
    of, target = address("recommendation", *what), address("proposal", proposal)
    _reading(graph, row, node, label, "ijb:RecommendationLink", of, target)
    graph.value(node, "ijb:bearsOn", row.boolean("bears_on"))
    return None


def _level_action(graph: NamedGraph, papers: _Papers, row: Row) -> Problem | None:
    action = (row.text("board"), str(row.day("date")), row.text("proposal"), str(row.integer("number")))
    if action not in papers.actions:
        known = [one[3] for one in papers.actions if one[:3] == action[:3]]
        expected = f"an improvement action of {action[0]} {action[1]} on {action[2]}"
        fix = f"{nearest(action[3], known)}Correct it, or remove the row."
        return unnamed(row.file, " ".join(action[1:]), expected, fix, row=row.number, column="number")
    node, level = address("level-action", *action), row.text("rating")
    target = concept("rating", level)
    subject = address("improvement-action", *action)
    _reading(graph, row, node, f"{' '.join(action[1:])} leads to {level}", "ijb:LevelAction", subject, target)
    graph.link(subject, "ijb:isToReach", target)
    return None


def _step(papers: _Papers, row: Row, prefix: str = "") -> tuple[str, Problem | None]:
    """The address of the action or response that a row names, and the problem where its paper has none such."""
    action, response = row.integer(f"{prefix}action"), row.integer(f"{prefix}response")
    place = (row.text("board"), str(row.day("date")), row.text(f"{prefix}proposal"), str(action))
    node = address("improvement-action", *place)
    if response is None:
        known = place in papers.actions
    else:
        known = (*place, str(response)) in papers.responses
        node = f"{node}/response/{response}"
    if known:
        return node, None
    found = " ".join([*place[2:], *([] if response is None else [str(response)])])
    expected = f"an action or response of {place[0]} {place[1]}"
    fix = "Correct it, or remove the row."
    return node, unnamed(row.file, found, expected, fix, row=row.number, column=f"{prefix}action")


def _shared_work(graph: NamedGraph, papers: _Papers, row: Row) -> Problem | None:
    step, problem = _step(papers, row)
    if problem:
        return problem
    place, name = (row.text("board"), str(row.day("date"))), row.text("work")
    work = address("shared-work", *place, name)
    graph.describe(work, name, "ijb:SharedWork")
    node = address("work-reading", *place, name, *shortened(step).split("/")[3:])
    _reading(graph, row, node, f"{' '.join(shortened(step).split('/')[3:])}: {name}", "ijb:WorkReading", step, work)
    graph.link(step, "ijb:isPartOfWork", work)
    return None


def _needed_step(graph: NamedGraph, papers: _Papers, row: Row) -> Problem | None:
    (step, problem), (needed, missing) = _step(papers, row), _step(papers, row, "needed_")
    if problem or missing:
        return problem or missing
    own, other = shortened(step).split("/")[3:], shortened(needed).split("/")[3:]
    node = address("step-reading", row.text("board"), str(row.day("date")), *own, "needs", *other)
    _reading(graph, row, node, f"{' '.join(own)} needs {' '.join(other)}", "ijb:StepReading", step, needed)
    graph.link(step, "ijb:buildsOn", needed)
    return None


_MAPPINGS: dict[str, Callable[[NamedGraph, _Papers, Row], Problem | None]] = {
    "editorial/budget-functions": _budget_function,
    "editorial/comparable-directions": _comparable_direction,
    "editorial/continued-actions": _continued_action,
    "editorial/function-matches": _function_match,
    "editorial/indicator-links": _indicator_link,
    "editorial/level-actions": _level_action,
    "editorial/recommendation-links": _recommendation_link,
    "editorial/needed-steps": _needed_step,
    "editorial/shared-work": _shared_work,
    "editorial/theme-links": _theme_link,
}


def editorial_graph(records: Records) -> NamedGraph:
    """The links of ``data/editorial/``, each with its reason and basis inferred.

    Raises InputError where a link begins or ends at something that no paper states.
    """
    graph, papers, problems = NamedGraph("editorial"), _Papers(records.papers), []
    for kind, mapping in _MAPPINGS.items():
        for row in records.shared.get(kind, []):
            problem = mapping(graph, papers, row)
            if problem:
                problems.append(problem)
    if problems:
        raise InputError(problems)
    return graph
