"""A synthetic data set of any size, as records: copies of the clean project of `tests/clean/`, some with a defect.

The clean project holds the papers of two boards. A copy of it has names of its own for the boards, their councils,
health board, bodies and people, and its years moved. There are 32 boards, one more than Scotland's 31 since they
come in pairs: the first 16 copies are the first year, the next 16 the second, and so on. Every second copy has the
defect of a rule (`defect.toml`), the rules taken in turn; ``planted.csv`` says which. Nothing is left to chance.

Each year of a board stands under an authority of its own: ``falkirk-c-ab`` is the 28th year (``ab``) of the third
``falkirk`` (``c``). Otherwise the rules that follow a board from one suite to the next would rightly object, since a
copy does not carry on the copy before. So what is compared across papers is compared within a year of one board, in up
to four papers. Area codes of the made-up authorities are numbers that no area has (``S379...``).

Usage: python bench/synthetic.py DATA COPIES
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

from ijb_graph.check.rules import rule_folders  # the tests' own mutations, found by the line above
from ijb_graph.records.known_names import INTRODUCING
from ijb_graph.records.schema import KINDS, read_schema
from made_up import CLEAN, compose
from mutations import DEFECT, plant, read_defect

__all__ = ["PLANTED", "Planted", "copy_of", "write_synthetic"]

PLANTED = "planted.csv"
_PAIRS = 16
_ALIASES = "reference/aliases.csv"
_AUTHORITIES = "reference/integration-authorities.csv"
# The years that a copy moves: those of the made-up papers, none of legislation.
_YEAR = r"(?<![\w.])20(?:2[89]|3\d|4[0-5])(?:[-/]\d\d)?(?!\d)"
_MARKED = re.compile("\ue000([^\ue001]*)\ue001")


@dataclass(frozen=True)
class Planted:
    """A defect: the rule that finds it, the copy's name (``c-ab``), how many findings it gives."""

    rule: str
    copy: str
    findings: int


def _letters(number: int) -> str:
    """0 is a, 25 is z, 26 is aa: slugs have no digits."""
    text = ""
    number += 1
    while number:
        number, place = divmod(number - 1, 26)
        text = chr(ord("a") + place) + text
    return text


def _copy_name(number: int) -> str:
    year, pair = divmod(number, _PAIRS)
    return f"{_letters(pair)}-{_letters(year)}"


def copy_of(board: str) -> str:
    """The name of the copy that a board belongs to."""
    return "-".join(board.rsplit("-", 2)[1:])


def _table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _text(columns: Iterable[str], rows: Iterable[dict[str, str]], header: bool = True) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), lineterminator="\n")
    if header:
        writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


class Project:
    """The clean project of the tests: what a copy of it renames, and in which columns no year can stand."""

    def __init__(self, data: Path, aliases: Iterable[str] = ()) -> None:
        """Read a composed data folder without defects; ``aliases`` are names that a defect adds."""
        self.reference = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "data/reference").iterdir()}
        boards = {path.parent.parent.name for path in CLEAN.glob("*/*/paper.toml")}
        self.authorities = [
            row for row in _table(self.reference["integration-authorities.csv"]) if row["slug"] in boards
        ]
        self.partners = {
            name
            for row in self.authorities
            for cell in (row["councils"], row["health_board"])
            for name in cell.split("; ")
        }
        names = boards | self.partners | {row["authority"] for row in self.authorities} | set(aliases)
        for file in ("bodies.csv", "people.csv"):
            rows = _table((CLEAN / "reference" / file).read_text(encoding="utf-8"))
            names |= {row["name"] for row in rows if not row.get("board")}
        longest_first = sorted(names, key=lambda name: (-len(name), name))
        self.names = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")
        self.changing = re.compile(f"{self.names.pattern}|{_YEAR}")
        kinds = read_schema(data).kinds.values()
        self.columns = {f"{kind.name}.csv": list(kind.places) for kind in kinds}
        self.numbers = {
            f"{kind.name}.csv": {column.name for column in kind.columns if column.form in ("integer", "decimal")}
            for kind in kinds
        }
        # A paper's folder introduces names by files like those of reference data.
        self.numbers |= {f"{name}.csv": set() for name in INTRODUCING}

    def marked(self, text: str) -> str:
        """A text with what a copy changes between marks."""
        return self.changing.sub("\ue000\\g<0>\ue001", text)

    def marked_row(self, row: dict[str, str], kind: str) -> dict[str, str]:
        """A record likewise; an amount of 2031 is no year."""
        numbers = self.numbers[kind]
        return {name: cell if name in numbers else self.marked(cell) for name, cell in row.items()}

    def own_reference(self, path: Path) -> list[dict[str, str]]:
        """The rows of a composed file of reference data that are not the project's own."""
        ours = _table(self.reference[path.name])
        rows = _table(path.read_text(encoding="utf-8"))
        if any(row not in rows for row in ours):
            raise ValueError(f"{path.name}: changes what all share")
        return [row for row in rows if row not in ours]

    def authority_rows(self) -> Iterator[tuple[str, dict[str, str]]]:
        """The boards, councils and health boards themselves; their area codes are left out."""
        for row in self.authorities:
            yield "integration-authorities.csv", {**row, "code": "", "former_code": ""}
        for row in _table(self.reference["bodies.csv"]):
            if row["name"] in self.partners:
                yield "bodies.csv", {**row, "area_code": ""}


@dataclass(frozen=True)
class Pattern:
    """A composed data folder, ready to be copied.

    The text of each file of a paper; the rows of each file that the copies share; the first line of those that the
    project's own data do not begin.
    """

    files: dict[str, str]
    shared: dict[str, str]
    heads: dict[str, str]


def _pattern(project: Project, data: Path) -> Pattern:
    """Read a composed folder; ValueError where its reference data changes something that all copies share."""
    files, shared, heads = {}, {}, {}
    for path in sorted(path for folder in data.glob("*/*/paper.toml") for path in folder.parent.iterdir()):
        name = str(path.relative_to(data))
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".csv":
            rows = _table(text)
            columns = text.split("\n", 1)[0].split(",")
            files[project.marked(name)] = _text(columns, (project.marked_row(row, path.name) for row in rows))
        else:
            files[project.marked(name)] = project.marked(text)
    for path in sorted((data / "editorial").iterdir()):
        name = f"editorial/{path.name}"
        # All columns of its kind: a defect may add one that the clean file leaves out.
        columns = project.columns[name]
        heads[name] = _text(columns, [])
        marked = (project.marked_row(row, name) for row in _table(path.read_text(encoding="utf-8")))
        shared[name] = _text(columns, marked, header=False)
    own = [(path.name, row) for path in sorted((data / "reference").iterdir()) for row in project.own_reference(path)]
    for file, row in (*project.authority_rows(), *own):
        name = f"reference/{file}"
        if not project.names.search(" ".join(row.values())):
            raise ValueError(f"{name}: adds what all would share")
        shared[name] = shared.get(name, "") + _text(row, [project.marked_row(row, name)], header=False)
    return Pattern(files, shared, heads)


def _plantable(project: Project, clean: Path) -> Iterator[tuple[str, int, Pattern]]:
    """Each rule with how many findings its defect gives, and the pattern of a copy that has it.

    Left out: defects that the build refuses, that cannot but set off other rules too, or that lie in what all share.
    """
    for folder in rule_folders(ROOT / "shapes"):
        defect = read_defect(folder / DEFECT)
        if defect.refused or defect.also:
            continue
        with TemporaryDirectory() as temporary:
            data = shutil.copytree(clean, Path(temporary) / "data")
            plant(data, defect)
            try:
                before, added = _table((clean / _ALIASES).read_text("utf-8")), project.own_reference(data / _ALIASES)
                # An alias of one board stays as it is: another board's copy of it is another row.
                aliases = {row["alias"] for row in added if row not in before and not row["board"]}
                pattern = _pattern(Project(clean, aliases) if aliases else project, data)
            except ValueError:
                continue
        yield folder.name, defect.finds, pattern


def _renderer(number: int) -> Callable[[str], str]:
    """What puts the names and years of a copy in the places of the marks."""
    copy, moved = _copy_name(number), number // _PAIRS

    @cache
    def changed(found: str) -> str:
        if re.fullmatch(_YEAR, found) is None:
            return f"{found}-{copy}" if found[0].islower() else f"{found} {copy.upper()}"
        year = int(found[:4]) + moved
        if len(found) == 4:
            return str(year)
        joint, end = found[4], found[5:]
        season = int(end) == (int(found[:4]) + 1) % 100
        return f"{year}{joint}{(year + 1) % 100:02}" if season else f"{year}{joint}{end}"

    return lambda text: _MARKED.sub(lambda match: changed(match[1]), text)


def _write_papers(data: Path, pattern: Pattern, rendered: Callable[[str], str]) -> None:
    for name, text in pattern.files.items():
        path = data / rendered(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rendered(text), encoding="utf-8")


def _write_shared(data: Path, shared: dict[str, list[str]]) -> None:
    """Reference data after the project's own, with a code for each authority; editorial data instead of it."""
    columns = (data / _AUTHORITIES).read_text(encoding="utf-8").split("\n", 1)[0]
    made_up = _table(columns + "\n" + "".join(shared[_AUTHORITIES]))
    coded = ({**row, "code": f"S379{number:05}"} for number, row in enumerate(made_up))
    shared[_AUTHORITIES] = [_text(columns.split(","), coded, header=False)]
    for name, texts in shared.items():
        with (data / name).open("a", encoding="utf-8") as file:
            file.writelines(texts)


def write_synthetic(data: Path, copies: int) -> list[Planted]:
    """Write the records of so many copies of the clean project to a new folder; returns what is planted in them."""
    planted: list[Planted] = []
    shared: dict[str, list[str]] = defaultdict(list)
    with TemporaryDirectory() as temporary:
        clean = compose(Path(temporary) / "data")
        project = Project(clean)
        whole = _pattern(project, clean)
        defects = cycle(_plantable(project, clean))
        shutil.copytree(ROOT / "data" / "reference", data / "reference")
        shutil.copytree(clean / KINDS, data / KINDS)
        (data / "editorial").mkdir()
        for number in range(copies):
            pattern = whole
            if number % 2:
                rule, findings, pattern = next(defects)
                planted.append(Planted(rule, _copy_name(number), findings))
            rendered = _renderer(number)
            _write_papers(data, pattern, rendered)
            for name, text in pattern.shared.items():
                if name not in shared and name in pattern.heads:
                    shared[name].append(pattern.heads[name])
                shared[name].append(rendered(text))
    _write_shared(data, shared)
    with (data.parent / PLANTED).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["rule", "copy", "findings"])
        writer.writerows([one.rule, one.copy, str(one.findings)] for one in planted)
    return planted


if __name__ == "__main__":
    write_synthetic(Path(sys.argv[1]), int(sys.argv[2]))
