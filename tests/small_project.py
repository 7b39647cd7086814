"""A small project, soon built, checked and published: some of the clean papers, one rule, three registers."""

from __future__ import annotations

import shutil
from pathlib import Path

from ijb_graph.ask.questions import read_questions
from ijb_graph.check.rules import PREFIX_DECLARATIONS, SHAPE, rule_folders
from ijb_graph.publish.register_tables import GROUP
from made_up import compose
from mutations import DEFECT, plant, read_defect
from places import PROJECT, ROOT

__all__ = ["REGISTERS", "write_small_project"]

# A publication asks for every register.
REGISTERS = ("directions", "papers", "ratings")

# What it does without: the papers with most records, and the readings, which speak of them, but for those of one kind.
LEFT_OUT = ("*/*-self-evaluation", "*/*-integration-reviews-update", "editorial")
READINGS = "editorial/national-function-matches.csv"
# Modules of the ontology: a build needs none.
MODULES = ("direction.ttl", "evidence.ttl", "ijb.ttl", "paper.ttl", "schemes/basis.ttl")


def _quickest_rule(data: Path) -> Path:
    """A rule without a query of its own, if there is such, whose defect can be built here without other rules."""

    def has_query(folder: Path) -> bool:
        return "sh:sparql" in (folder / SHAPE).read_text(encoding="utf-8")

    defects = {folder: read_defect(folder / DEFECT) for folder in rule_folders(PROJECT.shapes)}
    alone = [
        folder
        for folder, defect in defects.items()
        if not defect.refused
        and not any("accepted-findings" in change.file for change in defect.changes)
        and all((data / change.file).is_file() for change in defect.changes)
    ]
    return min(alone, key=has_query)


def _few_records(data: Path) -> Path:
    compose(data)
    readings = (data / READINGS).read_bytes()
    for pattern in LEFT_OUT:
        for folder in list(data.glob(pattern)):
            shutil.rmtree(folder)
    (data / READINGS).parent.mkdir()
    (data / READINGS).write_bytes(readings)
    return data


def write_small_project(root: Path) -> Path:
    """Write it to a new folder; the rule's own defect is planted in its records, so that it finds something."""
    data = _few_records(root / "data")
    rule = _quickest_rule(data)
    shutil.copytree(rule, root / rule.relative_to(ROOT))
    shutil.copy(PROJECT.shapes / PREFIX_DECLARATIONS, root / "shapes")
    for module in MODULES:
        (root / "ontology" / module).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "ontology" / module, root / "ontology" / module)
    for question in read_questions(PROJECT.queries):
        if question.group != GROUP or question.name in REGISTERS:
            shutil.copytree(question.path.parent, root / question.path.parent.relative_to(ROOT))
    shutil.copy(PROJECT.licence, root)
    plant(data, read_defect(rule / DEFECT))
    return root
