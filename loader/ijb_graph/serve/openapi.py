"""The description of the questions and the findings in OpenAPI 3.1, made from their own headers."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from ijb_graph.ask.questions import Parameter, Question, parameters_of
from ijb_graph.check.report_formats import COLUMNS
from ijb_graph.check.rules import LEVELS, Rule
from ijb_graph.engine import Engine
from ijb_graph.engine.papers import read_boards, read_papers
from ijb_graph.serve.findings_api import FINDINGS_FORMATS, FINDINGS_PARAMETERS
from ijb_graph.serve.parameters import PAGE
from ijb_graph.serve.question_api import offers_of

__all__ = ["openapi_description"]

_FORMS: dict[str, dict[str, Any]] = {
    "text": {"type": "string", "pattern": r"^[^\x00-\x1f]+$"},
    "number": {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"},
    "date": {"type": "string", "format": "date"},
}
_KINDS = {"integer": "integer", "decimal": "number", "boolean": "boolean", "date": "string"}
_REFUSALS = {
    "400": "A parameter that there is not, or a value of another form.",
    "404": "A board, paper or rule that there is not.",
    "406": "No format that the client accepts.",
    "422": "More memory or a larger answer than allowed.",
    "503": "Too many queries at once, or pages that are still being made; Retry-After says when to ask again.",
    "504": "More time than allowed.",
}
_PROBLEM = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "string"}},
    },
}


def _parameter(one: Parameter, choices: dict[str, list[str]]) -> dict[str, Any]:
    schema = {"type": "string", "enum": choices[one.name]} if one.name in choices else _FORMS[one.form]
    return {
        "name": one.name,
        "in": "query",
        "required": False,
        "description": one.meaning,
        "schema": schema | ({"default": one.default} if one.default else {}),
    }


def _responses(rows: dict[str, Any], media_types: tuple[str, ...]) -> dict[str, Any]:
    content = {one: {"schema": rows if one == "application/json" else {"type": "string"}} for one in media_types}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    page = {PAGE: {"schema": {"type": "string"}}}
    return {
        "200": {"description": "The rows.", "content": content},
        "303": {"description": "A page, for a client that prefers one and gives no parameter."},
        **{status: {"description": text, "content": problem | page} for status, text in _REFUSALS.items()},
    }


def _rows(columns: dict[str, str], datatypes: dict[str, str]) -> dict[str, Any]:
    properties = {
        name: {"type": _KINDS.get(datatypes.get(name, ""), "string"), "description": meaning}
        for name, meaning in columns.items()
    }
    return {"type": "array", "items": {"type": "object", "properties": properties}}


def _question(question: Question, choices: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "operationId": question.name,
        "summary": question.question,
        "description": f"{question.why} No rows mean: {question.empty}",
        "tags": [question.group],
        "parameters": [_parameter(one, choices) for one in parameters_of(question)],
        "responses": _responses(_rows(question.columns, question.datatypes), offers_of(question)),
    }


def _findings(choices: dict[str, list[str]]) -> dict[str, Any]:
    datatypes = {"rank": "integer", "by_reading": "boolean"}
    rows = _rows({name: name.replace("_", " ") for name in COLUMNS}, datatypes)
    return {
        "operationId": "findings",
        "summary": "What do the rules find in the papers?",
        "tags": ["findings"],
        "parameters": [_parameter(one, choices) for one in FINDINGS_PARAMETERS],
        "responses": _responses(rows, tuple(FINDINGS_FORMATS.values())),
    }


def openapi_description(engine: Engine, questions: list[Question], rules: list[Rule], server: str) -> dict[str, Any]:
    """All questions and the findings, as a document that is JSON; ``server`` is the address that they stand at.

    The boards and papers that parameters name are those of the graph that is served now.
    """
    papers = read_papers(engine)
    of_findings = {
        "board": sorted({one.board for one in papers}),
        "paper": sorted({one.slug for one in papers}),
        "rule": sorted(one.id for one in rules),
        "level": list(LEVELS),
    }
    of_questions = {"board": read_boards(engine), "paper": of_findings["paper"]}
    paths = {f"/ask/{one.name}": {"get": _question(one, of_questions)} for one in questions}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Questions and findings of ijb-graph", "version": version("ijb-graph")},
        "servers": [{"url": server}],
        "paths": {**paths, "/findings": {"get": _findings(of_findings)}},
        "components": {"schemas": {"Problem": _PROBLEM}},
    }
