"""The kinds of record there are: each file ``data/kinds/<kind>.json`` is the CSVW table schema of one.

The statements that a schema makes of a record (``aboutUrl``, ``propertyUrl``, ``valueUrl``) are not read here:
``graph/declarations.py`` reads them.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ijb_graph.errors import FILL_IN, InputError, Problems, shown
from ijb_graph.errors.files import UnreadableFile
from ijb_graph.errors.records import BrokenKind
from ijb_graph.input_files import read_bytes
from ijb_graph.records.schema_json import (
    COLUMN_WORDS,
    DATATYPE_WORDS,
    SCHEMA_WORDS,
    broken,
    check_words,
    json_object,
    refuse_unknown,
)

__all__ = [
    "EMPTY_BECAUSE",
    "GIVEN",
    "KINDS",
    "LOST",
    "OWN_FORMS",
    "Column",
    "Kind",
    "Reference",
    "Schema",
    "in_schema",
    "read_schema",
]

KINDS = "kinds"
_COMMON = "common"
_DATATYPES = "datatypes"

# What a paper gives to each of its records, for templates and foreign keys to name beside the record's own columns.
GIVEN = ("board", "paper", "paper_title", "suite", "meeting_date")

# Why a cell holds no value, where that is not that the paper does not say: the texts that stand in it, with the term by
# which the graph says so. The export lost what is printed; or the paper prints that nothing is to be said.
LOST = "(lost)"
EMPTY_BECAUSE = {LOST: "ijb:hasLost", "(not applicable)": "ijb:hasInapplicable"}

# What a column can say of how its values stand in a paper (``Column.stands``).
STANDS = ("words", "no")

_COLUMN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

# How a cell is read: base datatypes of CSVW, and those of common/datatypes.json that code reads in a way of its own.
# The values of OWN_FORMS are no literals.
_BASE_FORMS = ("string", "integer", "decimal", "date", "boolean")
OWN_FORMS = ("lines", "name", "period")
_READ_FORMS = (*OWN_FORMS, "years")


@dataclass(frozen=True)
class Column:
    """One column: its name, the form of a value, and whether a cell must hold one or may hold several.

    ``stands`` says what of a value stands in the lines of the paper that the row cites: ``words``, the words of it;
    ``no``, nothing; empty: what its form says (``read/cell_check.py``).
    """

    name: str
    description: str
    form: str
    required: bool
    separator: str | None
    pattern: re.Pattern[str] | None
    stands: str = ""

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """The values that a cell can have, where the pattern is a list of words; empty otherwise."""
        words = self.pattern.pattern.split("|") if self.pattern else []
        return tuple(words) if len(words) > 1 and all(word.replace("-", "").isalpha() for word in words) else ()


@dataclass(frozen=True)
class Reference:
    """Columns whose values, taken together, must occur in the columns of another kind."""

    columns: tuple[str, ...]
    kind: str
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of record: ``directions`` for a paper's directions.csv, ``reference/bodies`` for reference data.

    ``columns`` are those of the CSV file; ``declared`` is the whole schema with the columns of its ``ijb:common`` and
    its datatypes written out, virtual columns too. ``file`` is where it stands. One of the columns ``one_of`` has to
    say something in each row; the times of the column ``apart`` do not overlap in rows that say the same in the rest of
    the key.
    """

    name: str
    file: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...]
    one_of: tuple[str, ...]
    apart: str
    declared: Mapping[str, Any]

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each column among the columns."""
        return {column.name: place for place, column in enumerate(self.columns)}

    @cached_property
    def never_lost(self) -> frozenset[str]:
        """The columns whose cells the export of a paper cannot have lost.

        Those that tell a record from others of its kind (its key, and what its address is made of), those without which
        it says nothing (``required``), what we say of it (lines, basis, note), and all columns of what is no paper's.
        """
        if not self.belongs_to_a_paper:
            return frozenset(self.places)
        pieces = re.findall(r"\{\+?([A-Za-z_]\w*)\}", self.declared.get("aboutUrl", ""))
        return frozenset(self.places) & {
            *self.key,
            *pieces,
            *(column.name for column in self.columns if column.required),
            *("lines", "basis", "note"),
        }

    @property
    def belongs_to_a_paper(self) -> bool:
        """Whether any paper's folder may hold such a file."""
        return "/" not in self.name

    @cached_property
    def belongs_to_a_suite(self) -> bool:
        """Whether its records belong to the suite that paper.toml names: their addresses need it."""
        return "suite" not in self.places and "{suite}" in self.declared.get("aboutUrl", "")

    @cached_property
    def refers_by_suite(self) -> bool:
        """Whether its records refer to records of the suite that paper.toml names, where it names one."""
        return "suite" not in self.places and any("suite" in one.columns for one in self.references)


@dataclass(frozen=True)
class Schema:
    """All kinds, by name; ``broken`` are the names of those whose schema cannot be used."""

    kinds: dict[str, Kind]
    broken: frozenset[str] = frozenset()

    def names(self, folder: str = "") -> list[str]:
        """The names, after the folder, of all kinds in ``reference`` or ``editorial``, or of those of a paper."""
        every = sorted((*self.kinds, *self.broken))
        return [posixpath.basename(name) for name in every if posixpath.dirname(name) == folder]

    @property
    def paper_kinds(self) -> list[Kind]:
        """The kinds that a paper's folder may hold."""
        return [kind for kind in self.kinds.values() if kind.belongs_to_a_paper]

    @property
    def shared_kinds(self) -> list[Kind]:
        """The kinds of reference and editorial data."""
        return [kind for kind in self.kinds.values() if not kind.belongs_to_a_paper]


@contextmanager
def in_schema(file: str, problems: Problems) -> Iterator[None]:
    """Add what is wrong with the schema in a file, if anything is."""
    try:
        yield
    except InputError as error:
        problems += [problem.at(problem.file or file) for problem in error.problems]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, re.error) as error:
        problems.append(BrokenKind(file, reason=f"{type(error).__name__}: {error}", hint=""))


def _datatype(entry: Mapping[str, Any], datatypes: Mapping[str, Any]) -> Any:
    """The datatype of a column, written out where it is one of ``common/datatypes.json``."""
    datatype = entry.get("datatype", "string")
    if isinstance(datatype, dict):
        check_words(datatype, DATATYPE_WORDS, f"the datatype of column {entry.get('name')!r}")
        return datatype
    if datatype in _BASE_FORMS:
        return datatype
    refuse_unknown([datatype], [*_BASE_FORMS, *datatypes], f"datatype {{}} of column {entry.get('name')!r}")
    return datatypes[datatype]


def _column(entry: Mapping[str, Any]) -> Column:
    datatype = entry["datatype"] if isinstance(entry["datatype"], dict) else {"base": entry["datatype"]}
    own = posixpath.basename(datatype.get("@id", ""))
    refuse_unknown([datatype["base"]], _BASE_FORMS, f"datatype {{}} of column {entry['name']!r}")
    if not _COLUMN_NAME.fullmatch(entry["name"]):
        raise broken(f"a column named {entry['name']!r}, and not with letters, digits and _")
    refuse_unknown([entry.get("ijb:stands", "")], ("", *STANDS), f"ijb:stands {{}} of column {entry['name']!r}")
    if entry.get("separator") == "":
        raise broken(f"an empty separator of column {entry['name']!r}")
    return Column(
        name=entry["name"],
        description=entry["dc:description"],
        form=own if own in _READ_FORMS else datatype["base"],
        required=entry.get("required", False),
        separator=entry.get("separator"),
        pattern=re.compile(datatype["format"]) if "format" in datatype else None,
        stands=entry.get("ijb:stands", ""),
    )


def _names(reference: str | list[str]) -> tuple[str, ...]:
    """The columns of a key: CSVW names one as text, several as a list."""
    if not reference:
        raise broken("a key without a column")
    return (reference,) if isinstance(reference, str) else tuple(reference)


def _reference(name: str, key: Mapping[str, Any]) -> Reference:
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), key["reference"]["schemaReference"]))
    columns, targets = _names(key["columnReference"]), _names(key["reference"]["columnReference"])
    if len(columns) != len(targets):
        raise broken(f"a key of {len(columns)} columns into {len(targets)}")
    return Reference(columns, target.removesuffix(".json"), targets)


class _Reader:
    """Reads the files of one folder of kinds; each fault once."""

    def __init__(self, folder: Path, problems: Problems) -> None:
        self.folder, self.problems, self.shown = folder, problems, shown(folder)
        self.datatypes = self.read(f"{_COMMON}/{_DATATYPES}")
        names = (path.stem for path in (folder / _COMMON).glob("*.json") if path.stem != _DATATYPES)
        self.common = {name: self.read(f"{_COMMON}/{name}", needs="columns") for name in names}

    def file(self, name: str) -> str:
        return f"{self.shown}/{name}.json"

    def read(self, name: str, needs: str = "") -> dict[str, Any] | None:
        """The JSON object in a file; None where there is none, which is then reported."""
        with in_schema(self.file(name), self.problems):
            text = read_bytes(self.folder / f"{name}.json", "the schema of a kind of record")
            if FILL_IN.encode() in text:
                raise broken(f"a place that says {FILL_IN}")
            entry = json.loads(text, object_pairs_hook=json_object)
            if not isinstance(entry, dict):
                raise broken("no JSON object")
            if needs and needs not in entry:
                raise broken(f"no {needs}")
            return entry
        return None

    def kind(self, name: str) -> Kind | None:
        """A kind; None where its schema cannot be used, which is then reported."""
        schema = self.read(name)
        with in_schema(self.file(name), self.problems):
            return None if schema is None or self.datatypes is None else self._kind(name, schema, self.datatypes)
        return None

    def _kind(self, name: str, schema: Mapping[str, Any], datatypes: Mapping[str, Any]) -> Kind | None:
        check_words(schema, SCHEMA_WORDS, "the schema")
        refuse_unknown(schema.get("ijb:common", ()), self.common, "ijb:common {}")
        entries = list(schema["columns"])
        for common in schema.get("ijb:common", ()):
            if (shared := self.common[common]) is None:
                return None
            entries += shared["columns"]
        for place, entry in enumerate(entries, start=1):
            name_of = entry.get("name", entry.get("propertyUrl")) if isinstance(entry, dict) else place
            check_words(entry, COLUMN_WORDS, f"column {name_of!r}")
        names = [entry["name"] for entry in entries if "name" in entry]
        if twins := [one for one in dict.fromkeys(names) if names.count(one) > 1]:
            raise broken(f"the column {twins[0]!r} twice")
        columns = [{**entry, "datatype": _datatype(entry, datatypes)} for entry in entries]
        columns.sort(key=lambda entry: entry.get("virtual", False))
        return Kind(
            name=name,
            file=self.file(name),
            description=schema["dc:description"],
            columns=tuple(_column(entry) for entry in columns if not entry.get("virtual")),
            key=_names(schema["primaryKey"]),
            references=tuple(_reference(name, key) for key in schema.get("foreignKeys", ())),
            one_of=tuple(schema.get("ijb:oneOf", ())),
            apart=schema.get("ijb:apart", ""),
            declared={**schema, "columns": columns},
        )


def _check_keys(kind: Kind, schema: Schema) -> None:
    """The columns of its primary and foreign keys are there."""
    reason = "a key of column {}, which %s does not have"
    refuse_unknown(kind.key, kind.places, reason % kind.name)
    refuse_unknown(kind.one_of, kind.places, "ijb:oneOf {}, which is no column")
    times = [name for name in kind.key if kind.columns[kind.places[name]].form == "period"]
    refuse_unknown([kind.apart] if kind.apart else [], times, "ijb:apart {}, which is no column of times in its key")
    for reference in kind.references:
        refuse_unknown([reference.kind], {*schema.kinds, *schema.broken}, "a key into {}, which is no kind")
        for one, columns in ((kind, reference.columns), (schema.kinds.get(reference.kind), reference.targets)):
            if one is not None:
                refuse_unknown(columns, {*one.places, *(GIVEN if one.belongs_to_a_paper else ())}, reason % one.name)


def read_schema(data: Path, problems: Problems | None = None) -> Schema:
    """Read the schemas of the kinds of record under ``data/kinds/``: a file a kind, ``common/`` for what several share.

    Faults are added to ``problems``. Without it, and where the folder is missing, InputError is raised.
    """
    folder = data / KINDS
    if not folder.is_dir():
        raise UnreadableFile(shown(folder), reason="no folder", content="the schemas of the kinds of record").error()
    found = Problems() if problems is None else problems
    reader = _Reader(folder, found)
    names = (path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.json"))
    read = {name: reader.kind(name) for name in sorted(names) if not name.startswith(f"{_COMMON}/")}
    kinds = {name: kind for name, kind in read.items() if kind is not None}
    schema = Schema(kinds, frozenset(read.keys() - kinds.keys()))
    usable: dict[str, Kind] = {}
    for name, kind in kinds.items():
        with in_schema(kind.file, found):
            _check_keys(kind, schema)
            usable[name] = kind
    schema = Schema(usable, frozenset(read.keys() - usable.keys()))
    if problems is None:
        found.raise_any()
    return schema
