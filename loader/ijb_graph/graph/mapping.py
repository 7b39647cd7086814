"""The interpreter: makes the statements of records, as the schemas of their kinds declare them.

A declaration is compiled once into groups of statements that depend on the same columns of the file, so that what
several rows of a paper print alike is worked out once. All statements of a group are one format, filled in at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from ijb_graph.addresses import BASE, address, segment, shortened, term
from ijb_graph.errors import InputError, Problem, Problems
from ijb_graph.errors.graph import AddressTaken, ToldTwice
from ijb_graph.errors.records import BrokenKind
from ijb_graph.graph.computed import FUNCTIONS, Cell
from ijb_graph.graph.declarations import Declaration, Template
from ijb_graph.graph.lookups import EMPTY, GIVEN_PIECES, Context
from ijb_graph.graph.nquads import NamedGraph, escape, iri, literal
from ijb_graph.records.names import Name
from ijb_graph.records.rows import Row
from ijb_graph.records.schema import EMPTY_BECAUSE
from ijb_graph.records.values import Period

__all__ = ["KindMapping", "Times", "text_of"]

# The pieces that templates are filled in with.
_Pieces = tuple[str, ...]
_GIVEN = {variable: place for place, variable in enumerate(GIVEN_PIECES)}


class Times:
    """The addresses of times: the same for all who mean the same days; described by its first and last day.

    Ongoing and undecided have neither. A time is described with the reference data: stated once in the graph of each
    paper, it would match every pattern as often as there are papers, on a store that asks the union of its graphs
    without merging it.
    """

    def __init__(self, reference: NamedGraph) -> None:
        self._graph = reference
        self._known: dict[str, str] = {}

    def address(self, period: Period) -> str:
        """The address of a time, which is then described."""
        node = self._known.get(period.text)
        if node is None:
            node = self._known[period.text] = f"{BASE}id/period/{period.text.replace('/', '--')}"
            self._graph.describe(node, period.text, "dcterms:PeriodOfTime")
            self._graph.value(node, "dcat:startDate", period.earliest)
            self._graph.value(node, "dcat:endDate", period.latest)
        return node


def text_of(value: Any) -> str:
    """A value as a label shows it: a body by its full name."""
    return value.label if isinstance(value, Name) else str(value)


class _Plan:
    """Templates filled in together, a line each: a format, and what picks its pieces."""

    def __init__(self, templates: Iterable[Template], places: Mapping[tuple[str, str], int]) -> None:
        templates = list(templates)
        self.format = "\n".join(one.format for one in templates)
        needed = [places[variable] for one in templates for variable in one.variables]
        # An itemgetter of one place gives no tuple, unless the place is a slice.
        one_or_none = slice(needed[0], needed[0] + 1) if needed else slice(0)
        self.pick: Callable[[_Pieces], _Pieces] = itemgetter(*needed) if len(needed) > 1 else itemgetter(one_or_none)

    def lines(self, pieces: _Pieces) -> list[str]:
        """The lines without those that an empty cell leaves open."""
        text = self.format % self.pick(pieces)
        return text.split("\n") if EMPTY not in text else [one for one in text.split("\n") if EMPTY not in one]


class _Group:
    """Statements that depend on the same columns of the file: ``own`` of the record, ``beside`` of what is around it.

    Each that is beside stands with the template of what it is about.
    """

    def __init__(self, inputs: Sequence[int] = ()) -> None:
        self.key: Callable[[tuple[str, ...]], Any] = itemgetter(*inputs) if inputs else lambda _: ()
        self.own: list[Template] = []
        self.beside: dict[Template, list[Template]] = {}
        # What is worked out already in the paper in hand.
        self.made: dict[Any, list[str]] = {}
        self.seen: set[_Pieces] = set()

    def compile(self, mapping: KindMapping) -> None:
        """Work out which pieces are needed, and where the templates find theirs."""
        beside = [one for about, said in self.beside.items() for one in (about, *said)]
        variables = dict.fromkeys(variable for one in (*self.own, *beside) for variable in one.variables)
        # A column of its own goes before what the paper gives under that name.
        own = [variable for variable in variables if variable not in _GIVEN or mapping.has(variable[0])]
        places = _GIVEN | {variable: place for place, variable in enumerate(own, start=len(_GIVEN))}
        self.names = list(dict.fromkeys(name for name, _ in own))
        self.computed = {name: compute for name in self.names if (compute := mapping.compute(name))}
        self.several = [name for name in self.names if mapping.several(name)]
        self.writers = [
            (name, "" if operator == "/" else EMPTY, mapping.writer(name, operator)) for name, operator in own
        ]
        self.own_plan = _Plan(self.own, places)
        self.beside_pieces = _Plan(beside, places).pick
        self.beside_plans = [(_Plan([about], places), _Plan(said, places)) for about, said in self.beside.items()]

    def pieces(self, row: Row, context: Context) -> list[_Pieces]:
        """The pieces of a row. Where cells have several values: of the first of each, then of the second."""
        cells: Mapping[str, Cell] = row.cells
        if self.computed:
            cells = row.cells | {name: compute(row, context) for name, compute in self.computed.items()}
        if not self.several or max([len(cells[name]) for name in self.several]) < 2:
            own = [write(cell[0]) if (cell := cells[name]) else empty for name, empty, write in self.writers]
            return [context.pieces + tuple(own)]
        return [
            context.pieces
            + tuple(
                [write(value) if (value := values[name]) is not None else empty for name, empty, write in self.writers]
            )
            for values in together({name: cells[name] for name in self.names})
        ]

    def make(self, row: Row, context: Context, graph: NamedGraph) -> list[str]:
        """State what a row says of the things around it; returns what it says of the record."""
        made: list[str] = []
        for pieces in self.pieces(row, context):
            if self.own:
                made += self.own_plan.lines(pieces)
            if self.beside_plans and (key := self.beside_pieces(pieces)) not in self.seen:
                for about, said in self.beside_plans:
                    subjects = about.lines(pieces)
                    if subjects and (lines := said.lines(pieces)):
                        graph.stated[subjects[0]].update(lines)
                self.seen.add(key)
        return made


def together(cells: Mapping[str, Cell]) -> list[dict[str, Any]]:
    """The values of cells as rows of one value each: the first of each, then the second; None where there is none.

    A value that is alone in its cell stands in every row.
    """
    return [
        {name: cell[at] if len(cell) > (at := place if len(cell) > 1 else 0) else None for name, cell in cells.items()}
        for place in range(max(map(len, cells.values()), default=1) or 1)
    ]


class KindMapping:
    """The compiled declaration of a kind."""

    def __init__(self, declaration: Declaration, times: Times) -> None:
        """Compile a declaration; ``times`` takes in the times that records name."""
        self.declaration, self._times = declaration, times
        self._forms = {column.name: column.form for column in declaration.kind.columns}
        self._several = {column.name for column in declaration.kind.columns if column.separator}
        # The address of the record, with the statements of it that columns of one value make.
        self._record = _Group()
        if declaration.about:
            self._record.beside[declaration.about] = []
        self._groups: dict[tuple[int, ...], _Group] = {}
        for about, said in declaration.statements:
            if not about.format and not any(self.several(name) for name, _ in said.variables):
                self._record.own.append(said)
                continue
            inputs = self._inputs(about.variables + said.variables)
            group = self._groups.setdefault(inputs, _Group(inputs))
            (group.beside.setdefault(about, []) if about.format else group.own).append(said)
        for group in (self._record, *self._groups.values()):
            group.compile(self)
        # The predicates of what each column of the file alone states of the record.
        self._predicates: dict[int, list[str]] = {}
        for about, said in declaration.statements:
            inputs = self._inputs(said.variables)
            if not about.format and len(inputs) == 1:
                self._predicates.setdefault(inputs[0], []).append((said.format.split(" ")[0] % ())[1:-1])

    def _inputs(self, variables: Iterable[tuple[str, str]]) -> tuple[int, ...]:
        """The columns of the file that a statement depends on."""
        names = [name for name, _ in variables]
        for name in names:
            names += self.declaration.computed.get(name, ("", ()))[1]
        places = self.declaration.kind.places
        return tuple(sorted({places[name] for name in names if name in places}))

    def has(self, name: str) -> bool:
        """Whether there is such a column, in the file or computed."""
        return name in self._forms or name in self.declaration.computed

    def several(self, name: str) -> bool:
        """Whether a column can hold several values."""
        return name in self._several or name in self.declaration.computed

    def unsaid(self, row: Row) -> list[tuple[str, str]]:
        """Of what a row says why it has no value: the term that says why, and the property, as addresses."""
        return [
            (term(why), predicate)
            for place, text in enumerate(row.texts_printed)
            if (why := EMPTY_BECAUSE.get(text))
            for predicate in self._predicates.get(place, ())
        ]

    def compute(self, name: str) -> Callable[[Row, Context], Cell] | None:
        """What gives the values of a computed column; None for a column of the file."""
        if name not in self.declaration.computed:
            return None
        function, sources = self.declaration.computed[name]
        compute, cells = FUNCTIONS[function], [(source, self.compute(source)) for source in sources]

        def values(row: Row, context: Context) -> Cell:
            given = [row.cells[source] if cell is None else cell(row, context) for source, cell in cells]
            try:
                return tuple(compute(context, *given))
            except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as error:
                reason = f"column {name}, computed by {function} from what it cannot take ({', '.join(sources)})"
                raise BrokenKind(self.declaration.kind.file, reason, "").error() from error

        return values

    def writer(self, name: str, operator: str) -> Callable[[Any], str]:
        """What writes a value of a column into a template."""
        if operator == "+":
            return self._address
        if operator == "literal":
            return literal
        write = escape if operator == "text" else segment
        if operator == "/":
            return lambda value: f"/{segment(text_of(value))}"
        return write if self._forms.get(name) == "string" else lambda value: write(text_of(value))

    def _address(self, value: Any) -> str:
        """The address of a body or a time; else the text itself, which may be the end of an address."""
        if isinstance(value, Name):
            return (
                address("board", value.key)
                if value.sort == "authority"
                else address(value.sort, value.board, value.key)
            )
        if isinstance(value, Period):
            return self._times.address(value)
        return iri(value)[1:-1] if "://" in value else iri(BASE + value)[1 + len(BASE) : -1]

    def _taken(self, row: Row, first: Row, address: str) -> Problem:
        """The fault of a row with the address of another: the same thing again, or a name that is too like its."""
        holder, kind = f"{first.file} row {first.number}", self.declaration.kind
        about = self.declaration.about
        places = self._inputs(about.variables) if about and first.kind is kind else ()
        texts = [(place, row.texts_printed[place], first.texts_printed[place]) for place in places]
        is_alike = any(one != other and segment(one) == segment(other) for _, one, other in texts)
        same = [(kind.columns[place].name, one) for place, one, other in texts if one and one == other]
        if is_alike or not same:
            return AddressTaken(row.file, row=row.number, address=address, holder=holder)
        named = ", ".join(f"{column} {text!r}" for column, text in same)
        return ToldTwice(row.file, row=row.number, column=same[-1][0], named=named, address=address, holder=holder)

    def apply(
        self, rows: Iterable[Row], graph: NamedGraph, context: Context, recorded: dict[str, Row], problems: Problems
    ) -> None:
        """State what the rows of one paper, or of one file of shared data, say.

        ``recorded`` holds the record that each address stands for, over all papers; ``problems`` takes the records that
        would share one, and those that say what cannot be.
        """
        if self.declaration.about is None:
            return
        for group in self._groups.values():
            group.made.clear()
            group.seen.clear()
        for row in rows:
            try:
                [pieces] = self._record.pieces(row, context)
                [(about, _)] = self._record.beside_plans
                subject = "".join(about.lines(pieces))
                if not subject:
                    # What it is made of is missing in a file with faults of its own.
                    assert problems, f"{row.file} row {row.number} has no address"
                    continue
                first = recorded.setdefault(subject, row)
                if first is not row:
                    problems.append(self._taken(row, first, shortened(subject)))
                stated = graph.stated[subject]
                stated.update(self._record.own_plan.lines(pieces))
                stated.update(f"<{why}> <{predicate}>" for why, predicate in self.unsaid(row))
                for group in self._groups.values():
                    key = group.key(row.texts_printed)
                    made = group.made.get(key)
                    if made is None:
                        made = group.made[key] = group.make(row, context, graph)
                    stated.update(made)
            except InputError as error:
                problems += [
                    problem if isinstance(problem, BrokenKind) else problem.at(row.file, row.number)
                    for problem in error.problems
                ]
