"""What the functions of the library give: answers and findings, as rows, data frames and rdflib graphs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, overload

import pyoxigraph

from ijb_graph.ask.pandas_frames import pandas_frame
from ijb_graph.ask.tables import Column, Table, Value, data_frame, typed_table
from ijb_graph.engine.interface import Answer
from ijb_graph.errors.ask import NoTriples

if TYPE_CHECKING:
    import pandas
    import polars
    import rdflib

    from ijb_graph.check.findings import Finding

__all__ = ["Findings", "Result"]


class _HasTable(Protocol):
    @property
    def table(self) -> Table: ...


class _Frames:
    """The forms that every table has."""

    def rows(self: _HasTable) -> list[dict[str, Value]]:
        """The rows, as values by the names of their columns: text, numbers, truth values, days; None for no value."""
        names = [column.name for column in self.table.columns]
        return [dict(zip(names, row, strict=True)) for row in self.table.rows]

    def polars(self: _HasTable) -> polars.DataFrame:
        """The rows as a polars data frame. InputError where polars is not installed."""
        return data_frame(self.table)

    def pandas(self: _HasTable) -> pandas.DataFrame:
        """The rows as a pandas data frame. InputError where pandas is not installed."""
        return pandas_frame(self.table)


def _rdflib_graph(text: str | bytes, form: pyoxigraph.RdfFormat) -> rdflib.Graph:
    from shacl_compiler.rdflib_terms import graph_of  # noqa: PLC0415 - rdflib is slow to import

    quads = pyoxigraph.parse(text.encode() if isinstance(text, str) else text, format=form)
    return graph_of((quad.subject, quad.predicate, quad.object) for quad in quads)


@dataclass(frozen=True)
class Result(_Frames):
    """The answer to a question or a query.

    ``answer`` has it as RDF terms. ``truth`` is that of an ASK, None of any other query. ``empty_means`` says what it
    means that a question has no rows; of a query of one's own it is empty. ``defaults`` are the values of parameters
    that nobody gave.
    """

    answer: Answer
    empty_means: str = ""
    datatypes: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)

    @property
    def truth(self) -> bool | None:
        """The truth of an ASK."""
        return self.answer.truth

    @property
    def table(self) -> Table:
        """The rows as a table with a datatype for each column."""
        return typed_table(self.answer, self.datatypes)

    def __bool__(self) -> bool:
        """The truth of an ASK; of any other query, whether it has rows or triples."""
        return bool(self.answer.rows or self.answer.triples) if self.truth is None else self.truth

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.answer.rows)

    def rdflib(self) -> rdflib.Graph:
        """The triples of a CONSTRUCT or DESCRIBE. InputError where the query gives none."""
        if self.answer.triples is None:
            raise NoTriples("ijb_graph.select").error()
        return _rdflib_graph(self.answer.triples, pyoxigraph.RdfFormat.N_TRIPLES)


@dataclass(frozen=True)
class Findings(_Frames, Sequence["Finding"]):
    """What the rules find, what matters first: a sequence of findings. ``base`` begins the graph's addresses."""

    findings: tuple[Finding, ...]
    base: str

    def __len__(self) -> int:
        """How many findings there are, accepted ones too."""
        return len(self.findings)

    def __iter__(self) -> Iterator[Finding]:
        """Each finding."""
        return iter(self.findings)

    @overload
    def __getitem__(self, place: int) -> Finding: ...
    @overload
    def __getitem__(self, place: slice) -> Findings: ...
    def __getitem__(self, place: int | slice) -> Finding | Findings:
        """A finding by its place, or some."""
        return Findings(self.findings[place], self.base) if isinstance(place, slice) else self.findings[place]

    @property
    def table(self) -> Table:
        """A row a finding, with the columns of `ijb check --format csv` and whether it is accepted."""
        from ijb_graph.check.report_formats import COLUMNS  # noqa: PLC0415 - with what it imports

        kinds = {"rank": "integer", "by_reading": "boolean"}
        columns = [*(Column(name, kinds.get(name, "string")) for name in COLUMNS), Column("accepted", "boolean")]
        rows = [[*(getattr(one, name) for name in COLUMNS), one.acceptance is not None] for one in self.findings]
        return Table(columns, rows)

    def rdflib(self) -> rdflib.Graph:
        """The findings as a SHACL validation report."""
        from ijb_graph.check.report_formats import as_turtle  # noqa: PLC0415 - as above

        return _rdflib_graph(as_turtle(list(self.findings), self.base), pyoxigraph.RdfFormat.TURTLE)
