"""How many findings are right and worth acting on, as somebody judged who read each of them against the paper.

A verdict is a row of `tests/findings/verdicts/<board>-<paper>.csv`: the finding (rule, subject, lines, message), the
verdict, why where it is not `useful`, and who read it when. It is about a finding word for word: where the message
changes, the finding is to be read again.

    make precision                    the figures, by paper and by rule
    make precision UNREAD=unread.csv  and the findings of the main section that nobody has read yet, to fill in
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ijb_graph.check.findings import Finding
from ijb_graph.check.rules import SECTIONS, read_rules
from ijb_graph.check.run_rules import check
from ijb_graph.engine import Embedded
from ijb_graph.input_files import read_csv
from ijb_graph.project import GRAPH_FILE
from places import PROJECT, ROOT

__all__ = [
    "COLUMNS",
    "VERDICTS",
    "WORTH",
    "Verdict",
    "called_wrong",
    "figures",
    "in_words",
    "main",
    "read_verdicts",
    "unread",
]

VERDICTS = ROOT / "tests" / "findings" / "verdicts"
COLUMNS = ("rule", "subject", "lines", "message", "verdict", "why", "reader", "read")
# What a verdict says, the best first.
WORTH = {
    "useful": "right, and worth acting on",
    "useless": "right, and nobody would act on it",
    "doubtful": "the paper can be read otherwise",
    "wrong": "the paper bears it out nowhere",
}

_Key = tuple[str, str, str, str, str, str]


@dataclass(frozen=True)
class Verdict:
    """What a reader says of one finding; ``key`` is board, paper, rule, subject, lines and message."""

    key: _Key
    verdict: str
    why: str


def _key(one: Finding) -> _Key:
    return one.board, one.paper, one.rule, one.subject, one.lines, one.message


def read_verdicts(folder: Path, papers: Iterable[tuple[str, str]]) -> list[Verdict]:
    """The verdicts on the findings of these papers; a paper is its board's short name and its folder's name."""
    verdicts = []
    for board, paper in papers:
        file = folder / f"{board}-{paper}.csv"
        for row in read_csv(file, "verdicts on findings", COLUMNS) if file.exists() else ():
            key = board, paper, row["rule"], row["subject"], row["lines"], row["message"]
            verdicts.append(Verdict(key, row["verdict"], row["why"]))
    return verdicts


def _of_main(findings: Iterable[Finding]) -> list[Finding]:
    return [one for one in findings if one.section == SECTIONS[0] and one.acceptance is None]


def unread(findings: Iterable[Finding], verdicts: Iterable[Verdict]) -> list[Finding]:
    """The findings of the main section that have no verdict."""
    known = {one.key for one in verdicts}
    return [one for one in _of_main(findings) if _key(one) not in known]


def called_wrong(findings: Iterable[Finding], verdicts: Iterable[Verdict]) -> list[Finding]:
    """The findings, of any section, that a reader calls wrong."""
    wrong = {one.key for one in verdicts if one.verdict == "wrong"}
    return [one for one in findings if _key(one) in wrong]


def figures(findings: Iterable[Finding], verdicts: Iterable[Verdict], of: str) -> dict[str, Counter[str]]:
    """How many findings of the main section have which verdict, by ``rule`` or ``paper``; the rest is ``unread``."""
    known = {one.key: one.verdict for one in verdicts}
    counted: dict[str, Counter[str]] = {}
    for one in _of_main(findings):
        counted.setdefault(getattr(one, of), Counter())[known.get(_key(one), "unread")] += 1
    return counted


def in_words(counts: Counter[str]) -> str:
    """How many findings are read, and how many of those are right."""
    read = sum(counts[one] for one in WORTH)
    right = counts["useful"] + counts["useless"]
    share = f" ({100 * right / read:.1f} per cent)" if read else ""
    said = ", ".join(f"{counts[one]} {one}" for one in WORTH)
    return f"{read} of {sum(counts.values())} findings are read, and {right} of these are right{share}: {said}."


def _print(title: str, counted: dict[str, Counter[str]]) -> None:
    names = (*WORTH, "unread")
    width = max(len(title), len("all"), *map(len, counted))
    print(title.ljust(width), *(name.rjust(8) for name in names))
    for name, counts in sorted(counted.items()):
        print(name.ljust(width), *(str(counts[one]).rjust(8) for one in names))
    print()


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures; write what nobody has read to a file, if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unread", type=Path, metavar="FILE", help="write the findings that nobody has read yet")
    options = parser.parse_args(arguments)
    findings = check(Embedded(PROJECT.build / GRAPH_FILE), read_rules(PROJECT.shapes))
    verdicts = read_verdicts(VERDICTS, sorted({(one.board, one.paper) for one in findings}))
    by_paper = figures(findings, verdicts, "paper")
    print("What readers say of the findings of each paper's main section (tests/findings/verdicts/):\n")
    print("\n".join(f"  {name:9} {meaning}" for name, meaning in WORTH.items()))
    print("  unread    nobody has read it as it is worded now\n")
    _print("paper", by_paper)
    print(in_words(sum(by_paper.values(), Counter())))
    left = {rule: counts for rule, counts in figures(findings, verdicts, "rule").items() if set(counts) - {"useful"}}
    if left:
        print("\nThe rules that have other findings than useful ones:\n")
        _print("rule", left)
    if options.unread:
        print(f"The unread ones are in {options.unread}: fill in the last four columns, and add the rows to the files.")
        with options.unread.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("board", "paper", *COLUMNS))
            for one in unread(findings, verdicts):
                writer.writerow((one.board, one.paper, one.rule, one.subject, one.lines, one.message, "", "", "", ""))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
