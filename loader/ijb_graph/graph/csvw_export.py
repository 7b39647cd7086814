"""The records as CSVW that any converter understands: tables with metadata in the standard's words alone.

A converter makes the same statements of them as ``mapping.py`` makes of the records, but for those of a paper itself
and of times, which no table states. What the standard cannot say (``declarations.py`` lists it) stands in the tables:

- Where a template needs another text than a column ``x`` has, ``x_part`` holds its value as a part of an address, or
  ``x_address`` the address it means. They are not put out.
- What is computed, texts made by a template, and addresses with an optional part are columns with those values.
- A virtual column that does not state something of every row is a column of the table: its cell holds the address it
  states, or is empty.
- A row stands once for each of the values of its cells that hold several. So no column has a separator, and no table a
  key.
- Why a cell is empty (``(lost)``) is a column for each reason, with the properties that have no value.
- What a paper gives to its records is written out in the templates.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ijb_graph.addresses import segment
from ijb_graph.graph.declarations import VARIABLE, Template, expanded, parsed_template, read_declaration
from ijb_graph.graph.lookups import Context, Index
from ijb_graph.graph.mapping import KindMapping, Times, text_of, together
from ijb_graph.graph.nquads import NamedGraph, lexical
from ijb_graph.records.reader import Records
from ijb_graph.records.rows import RecordProblems, Row

__all__ = ["METADATA", "write_csvw"]

METADATA = "csv-metadata.json"

# The values of a row by column, one each.
_Values = Mapping[str, Any]


class _Table:
    """The rows of one kind in one paper, or in a file of shared data, as a table of its own."""

    def __init__(self, mapping: KindMapping, rows: list[Row], context: Context) -> None:
        self.mapping, self.rows, self.context = mapping, rows, context
        self.kind = mapping.declaration.kind
        self.required = {column.name for column in self.kind.columns if column.required and not column.separator}
        self.given = {name: text for name, text in rows[0].given.items() if not mapping.has(name)}
        # What makes the cells of each column that is not virtual.
        self.cells: dict[str, Callable[[_Values], str | None]] = {}
        columns = [self.column(place, entry) for place, entry in enumerate(self.kind.declared["columns"])]
        # Of what rows say why it has no value: a column for each reason.
        self.reasons = {why.rpartition("#")[2]: why for row in rows for why, _ in mapping.unsaid(row)}
        columns += [self.reason(name, why) for name, why in sorted(self.reasons.items())]
        self.about = self.template(self.kind.declared["aboutUrl"])
        described = {column["name"]: column for column in columns}
        helpers = {name: {"name": name, "titles": name, "suppressOutput": True} for name in self.cells}
        self.columns = [
            *(described.get(name, helpers[name]) for name in self.cells),
            *(column for column in columns if column.get("virtual")),
        ]

    def column(self, place: int, entry: Mapping[str, Any]) -> dict[str, Any]:
        """The metadata of a column. One that is not virtual gets its cells."""
        key, name = entry.get("name", f"_{place}"), entry.get("name", f"column_{place}")
        link, is_virtual = entry.get("valueUrl"), "virtual" in entry
        column: dict[str, Any] = {"name": name, "titles": name}
        if "propertyUrl" in entry:
            column["propertyUrl"] = expanded(entry["propertyUrl"])
        else:
            column["suppressOutput"] = True
        if "aboutUrl" in entry:
            column["aboutUrl"] = self.template(entry["aboutUrl"])
        if link and is_virtual and self.is_of_every_row(entry.get("aboutUrl", "") + link):
            return column | {"virtual": True, "valueUrl": self.template(link)}
        about, value = parsed_template(entry.get("aboutUrl", ""), ""), Template("%s", ((key, "lexical"),))
        if link:
            column["valueUrl"] = f"{{+{name}}}" if is_virtual else self.template(link)
            value = parsed_template(link, "") if is_virtual else Template("%s", ((key, "text"),))
        elif "ijb:text" in entry:
            value = parsed_template(entry["ijb:text"], "text")
        else:
            datatype = entry["datatype"]["base"] if isinstance(entry["datatype"], dict) else entry["datatype"]
            column["datatype"] = {"base": "boolean", "format": "true|false"} if datatype == "boolean" else datatype
        # A cell that states something of nothing is empty.
        self.cells[name] = lambda values: self.filled(value, values) if self.filled(about, values) is not None else ""
        return column

    def reason(self, name: str, why: str) -> dict[str, Any]:
        """The metadata of a column with the properties that have no value for one reason."""
        self.cells[name] = lambda values: values[name]
        return {"name": name, "titles": name, "propertyUrl": why, "valueUrl": f"{{+{name}}}"}

    def is_of_every_row(self, templates: str) -> bool:
        """Whether a virtual column with these templates states something of every row."""
        variables = VARIABLE.findall(templates)
        return all(
            operator == "/" or self.given[name] if name in self.given else name in self.required
            for operator, name in variables
        )

    def stands_as_it_is(self, name: str, operator: str) -> bool:
        """Whether every cell of a column of the file is already what a template needs."""
        write = self.mapping.writer(name, operator)
        values = (one for row in self.rows for one in row.cells.get(name, ()))
        return name in self.kind.places and all(write(one) == text_of(one) for one in values)

    def template(self, text: str) -> str:
        """A template as the standard fills it in, from columns that this adds to the table."""
        whole = parsed_template(text, "")
        if any(operator == "/" and name not in self.given for name, operator in whole.variables):
            column = f"address_{len(self.cells)}"
            self.cells[column] = lambda values: self.filled(whole, values)
            return f"{{+{column}}}"

        def variable(match: re.Match[str]) -> str:
            operator, name = match.groups()
            if name in self.given:
                return operator + segment(self.given[name]) if self.given[name] else ""
            if self.stands_as_it_is(name, operator):
                return match[0]
            column, alone = name + ("_address" if operator else "_part"), Template("%s", ((name, operator),))
            self.cells[column] = lambda values: self.filled(alone, values)
            return f"{{{operator}{column}}}"

        return VARIABLE.sub(variable, expanded(text))

    def filled(self, template: Template, values: _Values) -> str | None:
        """A template filled in; None where a value is missing."""
        pieces, writers = [], {"text": text_of, "lexical": lexical}
        for name, operator in template.variables:
            value = (self.given[name] or None) if name in self.given else values[name]
            if value is None and operator != "/":
                return None
            write = writers.get(operator) or self.mapping.writer(name, operator)
            pieces.append("" if value is None else write(value))
        return template.format % tuple(pieces)

    def lines(self) -> Iterator[list[str]]:
        """The header and the rows."""
        yield list(self.cells)
        computed = self.mapping.declaration.computed
        compute = {name: function for name in computed if (function := self.mapping.compute(name))}
        for row in self.rows:
            cells = row.cells | {name: function(row, self.context) for name, function in compute.items()}
            unsaid = self.mapping.unsaid(row)
            cells |= {
                name: tuple(one for because, one in unsaid if because == why) for name, why in self.reasons.items()
            }
            for values in together(cells):
                yield [cell(values) or "" for cell in self.cells.values()]

    def write(self, folder: Path) -> dict[str, Any]:
        """Write the table to a folder; returns its metadata."""
        url = f"{self.kind.name}.csv"
        (folder / url).parent.mkdir(parents=True, exist_ok=True)
        with (folder / url).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(self.lines())
        schema = {"aboutUrl": self.about, "columns": self.columns}
        return {"url": url, "dc:description": self.kind.description, "tableSchema": schema}


def write_csvw(records: Records, folder: Path) -> None:
    """Write the records under a folder: one of its own for each paper, the shared data beside them."""
    index, times = Index(records, RecordProblems()), Times(NamedGraph("times"))
    mappings = {name: KindMapping(read_declaration(kind), times) for name, kind in records.schema.kinds.items()}
    groups = [(folder / one.board / one.slug, one.rows, Context(index, one)) for one in records.papers]
    for place, tables, context in [*groups, (folder, records.shared, Context(index, None))]:
        stating = [(mappings[kind], rows) for kind, rows in tables.items() if rows and mappings[kind].declaration.about]
        written = [_Table(mapping, rows, context).write(place) for mapping, rows in stating]
        metadata = {"@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}], "tables": written}
        text = json.dumps(metadata, indent=1, ensure_ascii=False)
        (place / METADATA).write_text(text + "\n", encoding="utf-8", newline="\n")
