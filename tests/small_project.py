"""A small project, in which building, checking and publishing are quick: the clean records and one rule."""

from __future__ import annotations

import shutil
from pathlib import Path

from ijb_graph.check.rules import PREFIX_DECLARATIONS, SHAPE, rule_folders
from made_up import compose
from mutations import DEFECT, plant, read_defect
from places import PROJECT, ROOT

__all__ = ["write_small_project"]


def _quickest_rule() -> Path:
    """A rule without a query of its own, if there is such, whose defect can be built without other rules."""

    def has_query(folder: Path) -> bool:
        return "sh:sparql" in (folder / SHAPE).read_text(encoding="utf-8")

    defects = {folder: read_defect(folder / DEFECT) for folder in rule_folders(PROJECT.shapes)}
    alone = [
        folder
        for folder, defect in defects.items()
        if not defect.refused and not any("accepted-findings" in change.file for change in defect.changes)
    ]
    return min(alone, key=has_query)


def write_small_project(root: Path) -> Path:
    """Write it to a new folder; the rule's own defect is planted in its records, so that it finds something."""
    rule = _quickest_rule()
    shutil.copytree(rule, root / rule.relative_to(ROOT))
    shutil.copy(PROJECT.shapes / PREFIX_DECLARATIONS, root / "shapes")
    for part in ("ontology", "queries"):
        shutil.copytree(ROOT / part, root / part)
    shutil.copy(PROJECT.licence, root)
    plant(compose(root / "data"), read_defect(rule / DEFECT))
    return root
