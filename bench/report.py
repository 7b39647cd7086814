"""What was measured, as a table and a plot."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

__all__ = ["write_plot", "write_readme"]

Measures = dict[int, dict[str, dict[str, str]]]

_PLOTTED = {
    "build: records to N-Quads": ("build", "seconds"),
    "load: N-Quads to store": ("load", "seconds"),
    "check: all rules that finished": ("check", "seconds"),
    "incremental check: one date removed": ("again", "date"),
    "all questions": ("questions", "raw"),
    "pySHACL: all rules, extrapolated from a sample": ("pyshacl", "seconds"),
}


def _read(results: Path) -> Measures:
    measures: Measures = defaultdict(lambda: defaultdict(dict))
    with results.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            measures[int(row["copies"])][row["step"]][row["measure"]] = row["value"]
    return measures


def _number(measures: Measures, copies: int, step: str, name: str) -> float | None:
    text = measures[copies].get(step, {}).get(name)
    return None if text is None else float(text)


def write_plot(results: Path, target: Path) -> None:
    """How cost grows with size, both axes logarithmic; nothing is drawn where matplotlib is not installed."""
    try:
        import matplotlib as mpl  # noqa: PLC0415 - an extra of the bench
    except ImportError:
        return
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "bench"
    from matplotlib import pyplot  # noqa: PLC0415

    measures = _read(results)
    figure, axes = pyplot.subplots(figsize=(7, 4.5))
    for label, (step, name) in _PLOTTED.items():
        points = [
            (size, seconds)
            for copies in sorted(measures)
            if (size := _number(measures, copies, "load", "triples")) is not None
            and (seconds := _number(measures, copies, step, name)) is not None
        ]
        if points:
            axes.plot(*zip(*points, strict=True), marker="o", label=label)
    axes.set(xscale="log", yscale="log", xlabel="triples", ylabel="processor seconds")
    axes.grid(visible=True, which="major", alpha=0.3)
    if axes.lines:
        axes.legend(fontsize=8)
    figure.savefig(target, metadata={"Date": None}, bbox_inches="tight")


def _cell(value: float | None, form: str = ".3g") -> str:
    return "" if value is None else f"{value:{form}}"


def _ratio(above: float | None, below: float | None) -> str:
    return "" if above is None or not below else f"{above / below:.3g}"


def _table(measures: Measures) -> list[str]:
    sizes = [copies for copies in sorted(measures) if "load" in measures[copies]]

    def row(label: str, step: str, name: str, form: str = ".3g") -> str:
        return f"| {label} | " + " | ".join(_cell(_number(measures, one, step, name), form) for one in sizes) + " |"

    def ratio(label: str, above: tuple[str, str], below: tuple[str, str]) -> str:
        cells = (_ratio(_number(measures, one, *above), _number(measures, one, *below)) for one in sizes)
        return f"| {label} | " + " | ".join(cells) + " |"

    def beside(engine: str, mark: str = "") -> list[str]:
        """The time of another engine and its ratio to that of `ijb`; a lower bound where it was stopped."""
        lines: dict[str, list[str]] = {
            f"{engine}, processor s": [],
            "ijb with the same rules, processor s": [],
            f"{engine} / ijb{mark}": [],
            "the same by wall clock, with start and reading": [],
        }
        for one in sizes:
            found = measures[one].get(engine, {})
            least = "> " if found.get("stopped") else ""
            theirs, ours, wall, ours_wall, start, ours_start = (
                _number(measures, one, engine, name)
                for name in ("seconds", "ours", "wall", "ours_wall", "start", "ours_start")
            )
            whole = None if wall is None or start is None else wall + start
            ours_whole = None if ours_wall is None or ours_start is None else ours_wall + ours_start
            cells = (_cell(theirs), _cell(ours), _ratio(theirs, ours), _ratio(whole, ours_whole))
            for number, (row, cell) in enumerate(zip(lines.values(), cells, strict=True)):
                row.append(f"{least if cell and number != 1 else ''}{cell}")
        return [f"| {label} | {' | '.join(row)} |" for label, row in lines.items() if any(row)]

    def on_server(kind: str) -> list[str]:
        """The time to load a server, and its time for all that it answered beside that of `ijb` for the same."""
        lines = [
            row(f"{kind}: `ijb load`, processor s", kind, "load"),
            *(
                line
                for what in ("questions", "rules")
                for line in (
                    row(f"{kind}: {what} that finished within the limit", kind, what, ",.0f"),
                    row(f"{kind}: those {what}, processor s", kind, f"{what}_seconds"),
                    ratio(f"{kind} / ijb, those {what}", (kind, f"{what}_seconds"), (kind, f"{what}_ours")),
                )
            ),
        ]
        return lines if any(_number(measures, one, kind, "load") for one in sizes) else []

    return [
        f"| copies of the clean project | {' | '.join(map(str, sizes))} |",
        f"|---|{'---|' * len(sizes)}",
        row("statements in the store", "load", "triples", ",.0f"),
        row("papers", "build", "papers", ",.0f"),
        row("records to sorted N-Quads, s", "build", "seconds"),
        row("its peak memory, MB", "build", "peak_mb", ",.0f"),
        row("load of the finished file, s", "load", "seconds"),
        ratio(
            "build / load; target 0.6",
            ("build", "seconds"),
            ("load", "seconds"),
        ),
        row("rules that finished within the limit", "check", "rules", ",.0f"),
        row("check by these rules, processor s", "check", "seconds"),
        row("findings expected from these defects", "check", "planted", ",.0f"),
        row("results", "check", "results", ",.0f"),
        ratio("check / load", ("check", "seconds"), ("load", "seconds")),
        row("all rules, two at a time, wall-clock s", "together", "wall"),
        ratio("the same / load, by wall clock; target 1 at 10M", ("together", "wall"), ("together", "load_wall")),
        row("memory, loaded, MB", "together", "loaded_mb", ",.0f"),
        row("memory, peak, all rules, two at a time, MB", "together", "peak_mb", ",.0f"),
        ratio("peak / loaded; target 1.3", ("together", "peak_mb"), ("together", "loaded_mb")),
        *(
            line
            for name, words in (
                ("date", "one date removed"),
                ("half-year-report", "a half-year report removed"),
                ("self-evaluation", "a self-evaluation removed"),
            )
            for line in (
                row(f"incremental check, {words}, s", "again", name),
                ratio("the same / check; target 0.01 at 10M", ("again", name), ("again", "seconds")),
            )
        ),
        row("all questions, pyoxigraph alone, s", "questions", "raw"),
        row("all questions, `ijb ask`, s", "questions", "ask"),
        ratio("`ijb ask` / pyoxigraph; target 1.5", ("questions", "ask"), ("questions", "raw")),
        row("questions that finished within the limit on rdflib", "rdflib", "questions", ",.0f"),
        ratio("rdflib / pyoxigraph, those questions", ("rdflib", "seconds"), ("rdflib", "ours")),
        row("pySHACL, extrapolated from a sample (lower bound), s", "pyshacl", "seconds", ",.0f"),
        ratio("pySHACL / ijb; target 400 at 200k", ("pyshacl", "seconds"), ("check", "seconds")),
        *beside("jena", "; target 5 at 2M"),
        *beside("pyshacl-turbo"),
        *beside("pyrudof"),
        *on_server("virtuoso"),
        *on_server("oxigraph"),
    ]


def _peer_note(found: dict[str, str]) -> str:
    """How many shapes files an engine validated within which limits, and where its results differ from ours."""
    parts = [
        f"version {found['version']}",
        f"{found['ended']} of {found['files']} shapes files finished, each within {float(found['limit']):g} s and all "
        f"within {float(found['longest']):g} s by wall clock; {found['results']} results, ijb {found['ours_results']}",
    ]
    for key, words in (
        ("stopped", "stopped at the limit"),
        ("refused", "failed, and left out"),
        ("ours_stopped", "left out, since ijb did not finish"),
        ("differ", "results that differ from ijb (focus node and component)"),
    ):
        if found.get(key):
            parts.append(f"{words}: {found[key]}")
    return "; ".join(parts)


def _server_notes(found: dict[str, str]) -> Iterator[str]:
    """What a server did not answer within the limit, and where its answers differ from those of `ijb`."""
    for what in ("questions", "rules"):
        ended, stopped, differ = (found.get(f"{what}{end}", "") for end in ("", "_stopped", "_differ"))
        wall = f"{float(found[f'{what}_wall']):.3g} s by wall clock"
        yield f"{ended} {what} answered, {wall}; answers that differ from ijb: {differ or 'none'}" + (
            f"; refused, or not answered within the limit: {stopped}" if stopped else ""
        )


def write_readme(results: Path, target: Path, date: str, machine: str) -> None:
    """Write the page: how it was measured, the table, and what was stopped, failed or differed."""
    measures = _read(results)
    notes = []
    for copies, steps in sorted(measures.items()):
        for step, found in steps.items():
            if found.get("failed"):
                notes.append(f"- {copies} copies, {step}: {found['failed']}")
            if "ended" in found:
                notes.append(f"- {copies} copies, {step}: {_peer_note(found)}")
            if "questions_differ" in found:
                notes += [f"- {copies} copies, the {step} server: {note}" for note in _server_notes(found)]
        checked = steps.get("check", {})
        if differ := checked.get("differ"):
            notes.append(f"- {copies} copies, found and expected differ: {differ}")
        for step in ("check", "rdflib"):
            if stopped := steps.get(step, {}).get("stopped"):
                notes.append(f"- {copies} copies, {step}: stopped at the limit: {stopped}")
        slowest = json.loads(checked.get("slowest", "[]"))[:8]
        if slowest:
            told = ", ".join(f"`{name}` {seconds:.3g} s" for seconds, name in slowest)
            notes.append(f"- {copies} copies, the slowest rules: {told}")
    start = _number(measures, 0, "start", "seconds")
    text = f"""# How cost grows with size

Synthetic data, measured along the whole way: records, graph, store, findings, answers. The data are copies of the clean
made-up project in `tests/clean/`, every second copy with a defect that one rule must find (`synthetic.py`). Rules that
compare papers with national reports also find something between copies, because a national report is about all boards.

```console not-run: it takes hours
$ .venv/bin/pip install matplotlib                     # also pyshacl-turbo and pyrudof, to measure them
$ .venv/bin/python bench/run.py --date 2026-11-26
```

`run.py` writes this file, `results.csv` and `cost.svg`.

## How it was measured

- Measured {date} on {machine}.
- Seconds are processor seconds unless the table says wall clock. A ratio may be of two runs.
- A rule that does not finish within the limit of `measure.py` is stopped, named below, and in no sum.
- Jena, pyshacl-turbo and pyrudof are measured where they are installed (`other_validators.py`), with the same rules and
  data, each in a process that has read the data. They get one rule at a time; pyshacl-turbo gets all rules in one call,
  because it converts the data anew in each. A rule that was stopped counts with its limit, so the ratio is a lower
  bound.
- Virtuoso and the Oxigraph server are measured where they are installed (`endpoints.py`). They are loaded by
  `ijb load`, and asked as `ijb ask` and `ijb check` do with `--endpoint`. Their seconds are those of the server and of
  the asking process together.

## Results

`ijb ask` over the project's own papers takes {_cell(start)} s of the processor from start to end (the least of ten
runs; target 0.4).

{chr(10).join(_table(measures))}

## Notes

{chr(10).join(notes)}

![How cost grows with size](cost.svg)
"""
    target.write_text(text, encoding="utf-8")
