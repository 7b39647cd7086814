"""The rule book against defects: none on a clean made-up project, and exactly the findings of the planted ones."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.check.findings import Finding
from ijb_graph.check.rules import rule_folders
from ijb_graph.check.run_rules import check
from ijb_graph.engine import Embedded
from ijb_graph.errors import InputError
from ijb_graph.graph.build import build
from ijb_graph.records.paper_folder import MANIFEST
from ijb_graph.records.reader import Records, read_records
from made_up import CLEAN
from mutations import DEFECT, Defect, defect_files, plant, read_defect
from rule_cases import ALL_RULES

FOLDERS = rule_folders(PROJECT.shapes)
RULES = ALL_RULES

# So many defects in one project are quick to try.
FEW = 8

# The clean project names every function word for word, and where nothing is found, nothing can be accepted.
NOT_CLEAN = {"accepted-findings", "editorial/function-matches"}


@pytest.fixture(scope="session")
def clean_records(clean: Path) -> Records:
    return read_records(clean)


def findings(data: Path, out: Path) -> list[Finding]:
    """What all rules together find in the records."""
    return check(Embedded(build(data, PROJECT.ontology, out).path), RULES)


def test_the_clean_house_gives_no_finding(clean: Path, tmp_path: Path) -> None:
    assert [f"{one.rule}: {one.subject}: {one.message}" for one in findings(clean, tmp_path)] == []


def test_the_clean_house_holds_every_kind_of_record_that_code_computes(clean_records: Records) -> None:
    """A kind that is declared alone needs no record there: adding one is adding its file."""
    held = {kind for paper in clean_records.papers for kind, rows in paper.rows.items() if rows}
    held |= {kind for kind, rows in clean_records.shared.items() if rows}
    schemas = {name: PROJECT.data / "kinds" / f"{name}.json" for name in clean_records.schema.kinds}
    computed = {name for name, path in schemas.items() if "ijb:computed" in path.read_text(encoding="utf-8")}
    assert len(computed) > 15
    assert computed - held == NOT_CLEAN & computed


def test_the_clean_project_lies_in_the_future(clean_records: Records) -> None:
    """Nobody takes it for what a board has said."""
    assert all(
        paper.meeting_date.year >= 2031 and "made-up" in paper.title.lower()
        for paper in not_empty(clean_records.papers)
    )
    assert not {paper.board for paper in clean_records.papers} & {folder.name for folder in PROJECT.data.iterdir()}


def test_every_rule_has_a_defect_that_can_be_read() -> None:
    without = [folder.name for folder in not_empty(FOLDERS) if not (folder / DEFECT).exists()]
    assert without == [], f"no {DEFECT}: plant a defect of its kind into tests/clean/"
    unreadable = {}
    for path in [path for folder in FOLDERS for path in defect_files(folder)]:
        try:
            read_defect(path)
        except (ValueError, TypeError) as error:
            unreadable[str(path)] = str(error)
    assert unreadable == {}


@dataclass(frozen=True)
class Planted:
    """A rule with one of its defects."""

    rule: str
    defect: Defect
    name: str

    @cached_property
    def rules(self) -> set[str]:
        """The rules that find something where it is planted."""
        return {self.rule, *self.defect.also}

    @cached_property
    def folders(self) -> set[Path]:
        """The folders that it changes; a reading changes what is found in the papers of its board, too."""
        changed = {Path(change.file).parent for change in self.defect.changes}
        boards = {{**change.where, **change.add}.get("board") for change in self.defect.changes}
        return changed | {
            path.parent.relative_to(CLEAN) for one in boards for path in CLEAN.glob(f"{one}/*/{MANIFEST}")
        }


def read_planted() -> list[Planted]:
    """The defects of all rules; one that cannot be read is left to the test above."""
    planted = []
    for folder in FOLDERS:
        for path in defect_files(folder):
            name = folder.name + path.stem.removeprefix("defect")
            with suppress(OSError, ValueError, TypeError):
                planted.append(Planted(folder.name, read_defect(path), name))
    return planted


PLANTED = [one for one in read_planted() if not one.defect.refused]
REFUSED = [one for one in read_planted() if one.defect.refused]


def groups_of(planted: list[Planted]) -> list[list[Planted]]:
    """The defects in groups: those of one group change different papers and set off different rules."""
    groups: list[list[Planted]] = []
    for one in planted:
        for group in groups:
            if not any(one.folders & other.folders or one.rules & other.rules for other in group):
                group.append(one)
                break
        else:
            groups.append([one])
    return groups


def difference(planted: list[Planted], clean: Path, out: Path) -> str:
    """How the findings differ from what the defects, planted together, should give; empty if they do not."""
    data = shutil.copytree(clean, out / "data")
    for one in planted:
        plant(data, one.defect)
    found = findings(data, out)
    counts = Counter(one.rule for one in found)
    expected = {one.rule: one.defect.finds for one in planted}
    also = {rule for one in planted for rule in one.defect.also}
    if set(counts) == {*expected, *also} and expected.items() <= counts.items():
        return ""
    words = [f"{one.rule}: {one.defect.words}" for one in planted]
    lines = [f"{one.rule}: {one.board}: {one.subject}: {one.message}" for one in found]
    return "\n".join([*words, f"gives {dict(counts)}", *lines])


def grouped() -> list[object]:
    """The groups; those of a few defects take as long as those of many, and are slow."""
    return [group if len(group) >= FEW else pytest.param(group, marks=pytest.mark.slow) for group in groups_of(PLANTED)]


@pytest.mark.parametrize("group", grouped(), ids=lambda group: f"{group[0].name} and {len(group) - 1} more")
def test_planted_defects_give_just_their_findings(group: list[Planted], clean: Path, tmp_path: Path) -> None:
    """Several defects in one project: each rule finds as many as its own defect gives, and no other rule anything."""
    if difference(group, clean, tmp_path / "together"):
        # Two defects may have to do with each other: then each by itself says whose fault it is.
        assert [text for one in group if (text := difference([one], clean, tmp_path / one.name))] == []


@pytest.mark.slow
@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_a_planted_defect_alone_gives_just_its_finding(planted: Planted, clean: Path, tmp_path: Path) -> None:
    assert difference([planted], clean, tmp_path / "alone") == ""


@pytest.mark.parametrize("planted", REFUSED, ids=lambda planted: planted.name)
def test_a_defect_that_no_record_can_have_is_refused(planted: Planted, clean: Path, tmp_path: Path) -> None:
    data = shutil.copytree(clean, tmp_path / "data")
    plant(data, planted.defect)
    with pytest.raises(InputError) as refused:
        build(data, PROJECT.ontology, tmp_path)
    (problem,) = refused.value.problems
    assert planted.defect.refused in str(problem)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('where = { code = "D09z" }\nset = { title = "x" }', "0 rows"),
        ('where = { group = "D01" }\nset = { title = "x" }', "2 rows"),
        ('where = { code = "D01a" }\nset = { title = "Lighthouse Clinics" }', "alters nothing"),
        ('where = { code = "D01a" }\nset = { heading = "x" }', "no column heading"),
        ('where = { code = "D01a" }\nset = { title = "x" }\nremove = true', "one of set, add and remove"),
        ('where = { code = "D01a" }', "one of set, add and remove"),
        ('were = { code = "D01a" }\nremove = true', "were: only"),
    ],
)
def test_a_change_that_plants_nothing_is_refused(change: str, said: str, clean: Path, tmp_path: Path) -> None:
    file = 'file = "falkirk/2031-03-21-directions/directions.csv"'
    (tmp_path / DEFECT).write_text(f"# a slip\n[[change]]\n{file}\n{change}\n", encoding="utf-8")
    data = shutil.copytree(clean, tmp_path / "data")
    with pytest.raises(ValueError, match=said):
        plant(data, read_defect(tmp_path / DEFECT))


def test_a_paper_and_a_kind_of_record_it_did_not_have_can_be_changed(clean: Path, tmp_path: Path) -> None:
    """The manifest at its head (the folder follows the day) and in a suite; a row in a file that is not there yet."""
    (tmp_path / DEFECT).write_text(
        """# A later meeting, a later suite, a reserve
[[change]]
file = "falkirk/2031-10-17-half-year-report/paper.toml"
set = { meeting_date = 2031-11-21 }
[[change]]
file = "falkirk/2031-10-17-half-year-report/paper.toml"
where = { period = "2031-32" }
set = { in_force_from = 2031-05-01, lists_all_directions = false }
[[change]]
file = "falkirk/2031-10-17-half-year-report/reserves.csv"
add = { reserve = "Lamp oil", as_at = "2031-09-30", amount_k = "5" }
""",
        encoding="utf-8",
    )
    data = shutil.copytree(clean, tmp_path / "data")
    plant(data, read_defect(tmp_path / DEFECT))
    paper = next(one for one in read_records(data).papers if one.slug == "2031-11-21-half-year-report")
    assert [(str(suite.in_force_from), suite.lists_all_directions) for suite in paper.suites] == [("2031-05-01", False)]
    assert [(row.text("reserve"), row.integer("amount_k")) for row in paper.rows["reserves"]] == [("Lamp oil", 5)]
