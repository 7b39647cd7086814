"""``ijb new``: a folder for a new paper, rule or question, with a case that fails until it is filled in."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path

from ijb_graph.addresses import PREFIXES
from ijb_graph.check.rules import JUDGED, LEVELS
from ijb_graph.errors import FILL_IN, InputError, nearest, shown
from ijb_graph.paper_text import read_paper_text
from ijb_graph.project import Project
from ijb_graph.records.schema import read_schema

__all__ = ["new_paper", "new_question", "new_rule"]

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_PAPER = """board = "{board}"
meeting_date = {day}
title = "{title}"
kind = "{subject}"
# The suite that directions, budget and delivery plan of this paper belong to;
# remove it and the table below if it has none.
suite = "{suite}"

# The text this paper was read from.
[text]
file = {file}
sha256 = "{sha256}"
lines = {lines}

[[suites]]
period = "{suite}"
from = {start}-04-01
until = {end}-03-31
in_force_from = {day}
# true where the paper lists every direction of the suite with its functions
complete = false
"""

_UNKNOWNS = """# What this paper does not say, contradicts, or lost in export

How it was read, by whom it was read a second time, and what stayed open.
"""

_RULE = """@prefix ijb: <{ijb}> .
@prefix rdfs: <{rdfs}> .
@prefix sh: <{sh}> .
@prefix shape: <{shape}> .

# A demand that SHACL Core can say is a property shape; one that it cannot say is a sh:sparql constraint with
# sh:prefixes shape:prefixes. A message is a whole sentence: who {verb} what, and what to do.
shape:{id}
  a sh:NodeShape ;
  rdfs:label "FILL IN: what the rule demands, with {verb}"@en ;
  rdfs:comment "FILL IN: why"@en ;
  ijb:restsOn <https://w3id.org/ijb/id/basis/G1> ;
  sh:targetClass ijb:StatedDirection ;
  sh:severity sh:{severity} ;
  sh:property [
    sh:path ijb:isMeasuredBy ;
    sh:minCount 0 ;
    sh:message "FILL IN: who {verb} what, and what to do."@en
  ]
.
"""

_CASE = """@prefix ijb: <{ijb}> .
@prefix : <https://w3id.org/ijb/id/case/> .

# FILL IN: {what}
:a a ijb:StatedDirection .
"""

_DEFECT = """# FILL IN: the defect in words, planted into a copy of the clean made-up project in tests/clean/
[[change]]
file = "clackmannanshire-and-stirling/2031-03-25-directions/directions.csv"
# Exactly one row must match. Instead of set: remove = true, or without where: add = {{ ... }} for a new row.
where = {{ code = "CS4" }}
set = {{ title = "FILL IN" }}
"""

_QUESTION = """# question: FILL IN: the question in plain words?
# why: FILL IN: why it is asked
# group: FILL IN
# param board (text): short name of one authority, such as east-lothian; all of them unless given
# column board: short name of the authority
# column code: code of the direction
# column paper: folder of the paper it is stated in
# column lines: where in the paper's text
# empty: FILL IN: what an empty answer means

PREFIX dcterms: <{dcterms}>
PREFIX ijb: <{ijb}>
PREFIX skos: <{skos}>

SELECT DISTINCT ?board ?code ?paper ?lines
WHERE {{
  # VALUES ?board {{ "east-lothian" }}
  ?thing a ijb:StatedDirection ; skos:notation ?code ; ijb:isStatedIn ?source ; ijb:lines ?lines .
  ?source dcterms:identifier ?paper ; ijb:isPaperOf/ijb:shortName ?board .
}}
ORDER BY STR(?board) STR(?code)
"""

_GIVEN = """@prefix ijb: <{ijb}> .
@prefix id: <{id}> .

# FILL IN: a small made-up graph that shows what the question finds, and what it must not find.
"""


def _writable(project: Project) -> None:
    if not project.is_checkout:
        raise InputError.of(
            "ijb new",
            f"the installed package at {project.root}",
            "a checkout of the project",
            "Clone the project and run it there.",
        )


def _named(name: str, what: str) -> None:
    if not _NAME.fullmatch(name):
        raise InputError.of("ijb new", repr(name), f"{what} in small letters, digits and hyphens", "Write it so.")


def _make(folder: Path, files: dict[str, str]) -> list[Path]:
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise InputError.of(
            shown(folder),
            "a folder that is there already",
            "a new name",
            "Choose another, or edit that folder.",
        ) from None
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in files]


def new_paper(project: Project, board: str, day: date, subject: str, text: Path | None) -> tuple[list[Path], str]:
    """Make a paper's folder: paper.toml, unknowns.md, an empty directions.csv; returns the files and the next step."""
    _writable(project)
    _named(subject, "the paper's subject")
    with (project.data / "reference" / "integration-authorities.csv").open(encoding="utf-8") as file:
        boards = [row["slug"] for row in csv.DictReader(file)]
    if board not in boards:
        raise InputError.of(
            "ijb new paper",
            repr(board),
            "the short name of an integration authority",
            f"{nearest(board, boards)}See reference/integration-authorities.csv.",
        )
    year = day.year if day.month >= 4 else day.year - 1
    paper_text = read_paper_text(text) if text else None
    manifest = _PAPER.format(
        board=board,
        day=day,
        title=FILL_IN,
        subject=subject,
        suite=f"{year}-{(year + 1) % 100:02}",
        start=year,
        end=year + 1,
        file=json.dumps(text.name if text else FILL_IN),
        sha256=paper_text.sha256 if paper_text else FILL_IN,
        lines=paper_text.line_count if paper_text else 0,
    )
    columns = [column.name for column in read_schema(project.data).kinds["directions"].columns]
    files = {"paper.toml": manifest, "unknowns.md": _UNKNOWNS, "directions.csv": ",".join(columns) + "\n"}
    made = _make(project.data / board / f"{day}-{subject}", files)
    return (
        made,
        "Fill in what says FILL IN, add a CSV file for each kind of record (csv-metadata.json describes them), "
        "then: ijb build",
    )


def new_rule(project: Project, level: str, rule_id: str) -> tuple[list[Path], str]:
    """Make a rule's folder: shape, a valid and an invalid case, a defect; returns the files and the next step."""
    _writable(project)
    _named(rule_id, "a rule's id")
    if rule_id.split("-", maxsplit=1)[0] not in JUDGED:
        expected = f"an id that begins with what the rule judges: {', '.join(JUDGED)}"
        raise InputError.of("ijb new rule", repr(rule_id), expected, "Choose such an id.")
    words = {**PREFIXES, "id": rule_id, "verb": level.upper(), "severity": LEVELS[level]}
    files = {
        "shape.ttl": _RULE.format(**words),
        "valid.ttl": _CASE.format(**words, what="a case in which the rule must find nothing"),
        "invalid.ttl": _CASE.format(**words, what="a case in which the rule must find something"),
        "defect.toml": _DEFECT.format(),
    }
    made = _make(project.shapes / level / rule_id, files)
    return (
        made,
        "Fill in what says FILL IN; then `make approve` writes report.csv from the invalid case: read it; "
        "then `make test`",
    )


def new_question(project: Project, name: str) -> tuple[list[Path], str]:
    """Make a question's folder with its query and an empty given graph; returns the files and the next step."""
    _writable(project)
    _named(name, "a question's name")
    files = {"query.rq": _QUESTION.format(**PREFIXES), "given.trig": _GIVEN.format(**PREFIXES)}
    made = _make(project.queries / name, files)
    return (
        made,
        "Fill in what says FILL IN; then `make approve` writes expected.csv from the given graph: read it; "
        "then `make test`",
    )
