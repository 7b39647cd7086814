"""The bench's runs of other engines: who is too slow or breaks down is named, and the next file is judged."""

import sys
from pathlib import Path

import other_validators
import pytest
from ijb_graph.addresses import BASE
from ijb_graph.check.compiled_rules import shapes_of
from ijb_graph.check.rules import read_rules
from rdflib import Graph
from synthetic import ROOT

# An engine that does what the file of shapes says, in Python, before it answers.
ENGINE = """
import sys, time
print("{}", flush=True)
for path in sys.argv[2:]:
    exec(open(path).read())
    print('{"results": [], "seconds": 0, "wall": 0}', flush=True)
"""


def shapes(folder: Path, **programs: str) -> list[Path]:
    for name, program in programs.items():
        (folder / f"{name}.ttl").write_text(program)
    return [folder / f"{name}.ttl" for name in programs]


def test_who_is_too_slow_or_breaks_down_is_named_and_the_others_are_judged(tmp_path: Path) -> None:
    files = shapes(tmp_path, first="", slow="time.sleep(60)", broken="sys.exit(3)", last="")
    run = other_validators._run([sys.executable, "-c", ENGINE], tmp_path, files, 1, 30)
    assert (list(run.done), run.stopped, run.crashed) == (["first", "last"], ["slow"], ["broken"])


def test_what_the_end_of_all_cuts_off_is_neither_done_nor_stopped(tmp_path: Path) -> None:
    files = shapes(tmp_path, first="", slow="time.sleep(60)", last="")
    run = other_validators._run([sys.executable, "-c", ENGINE], tmp_path, files, 60, 1)
    assert (list(run.done), run.stopped, run.crashed) == (["first"], [], [])


def test_an_engine_that_does_not_start_is_no_result(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="did not read the data"):
        other_validators._run(
            [sys.executable, "-c", "raise SystemExit(1)"], tmp_path, shapes(tmp_path, first=""), 1, 30
        )


@pytest.mark.slow
@pytest.mark.parametrize("engine", [*other_validators.ENGINES, "ours"])
def test_an_engine_finds_in_a_case_what_its_report_says(engine: str, tmp_path: Path) -> None:
    command = other_validators._command(engine, tmp_path)
    if command is None:
        pytest.skip(f"{engine} is not present")
    folder = ROOT / "shapes" / "should" / "direction-overseer-named"
    [rule] = [one for one in read_rules(ROOT / "shapes") if one.path.parent == folder]
    data, file = tmp_path / "data.nt", tmp_path / "rule.ttl"
    Graph().parse(folder / "invalid.ttl").serialize(data, format="nt", encoding="utf-8")
    shapes_of(rule, BASE, None).serialize(file, format="turtle")
    told = other_validators._run(command, data, [file], 60, 60).done["rule"]["results"]
    approved = [line.split(",")[0] for line in (folder / "report.csv").read_text().splitlines()[1:]]
    assert approved
    assert sorted(focus.rpartition("/")[2] for focus, _ in told) == sorted(approved)
