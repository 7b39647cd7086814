"""From lines to forms: the fields of a document, and which of them belong to one form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ijb_graph.read.documents.document import Block, Document
from ijb_graph.read.layouts.direction_form.labels import Label, label_of
from ijb_graph.records.line_account import as_text, ranges

__all__ = ["Field", "Form", "forms_of", "lines_of"]

# What a form has at least, to be one: so many fields, and so many of those that only a direction has.
_FEWEST_FIELDS, _FEWEST_OWN = 4, 2
_OWN = {"code", "to", "effects", "functions", "text", "effective"}
# Fields whose value is one line.
_SHORT = {"code", "report", "title", "issued", "effective", "ends", "review"}
_BARE_NUMBER = re.compile(r"\(?([0-9]{1,2})[.)]?")
_ASKS = re.compile(r"\W*if\b", re.IGNORECASE)
# A label that is not known, with its value in one line: Lead officer: the head of service.
_UNKNOWN = re.compile(r"(?:\(?[0-9]{1,2}[.)]?\s+)?[A-Z][\w' ]{2,40}:\s+\S")


@dataclass
class Field:
    """A field as it is printed: ``name`` is None where its label is not known; ``number`` is that of the label.

    ``lines`` are those of label and value, ``cells`` the number of cells beside the label. ``is_bare`` says that the
    label stood alone in its line, as a heading does, ``is_below`` that the value stands in the lines below it.
    """

    name: str | None
    number: int | None
    label: str
    value: str
    lines: list[int]
    is_bare: bool = False
    cells: int = 1
    is_below: bool = False

    def add(self, text: str, line: int) -> None:
        """Go on with a further line."""
        self.is_below = self.is_below or not self.value
        self.value = f"{self.value}\n{text}" if self.value else text
        self.lines.append(line)

    def empty(self) -> None:
        """Take the lines below the label for none of it."""
        self.value, self.lines, self.is_below = "", self.lines[:1], False


@dataclass(frozen=True)
class Form:
    """The fields of one direction by name. ``is_sure`` is False where a field may be that of the form beside it."""

    fields: dict[str, Field]
    unknown: tuple[Field, ...] = field(default=())
    is_sure: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether no field can be missing: each label has its number, from 1, and each value its own line."""
        fields = [*self.fields.values(), *self.unknown]
        numbers = sorted(one.number or 0 for one in fields)
        is_plain = all(one.name and len(one.lines) == 1 for one in fields)
        return is_plain and numbers == list(range(1, len(fields) + 1))


def _of_row(block: Block) -> Field | None:
    """The field that a row of a table holds: None where its first cells are empty, and it goes on with another."""
    cells = list(block.cells)
    number = None
    if found := _BARE_NUMBER.fullmatch(cells[0]):
        number, cells = int(found[1]), cells[1:]
    if not cells or not cells[0]:
        return None
    label = label_of(cells[0])
    values = [cell for cell in cells[1:] if cell]
    return Field(label.field, number or label.number, label.text, "\n".join(values), [block.line], cells=len(values))


def _of_line(text: str, line: int) -> Field | None:
    """The field that begins in a line: its label, with a colon or a wide gap before its value, or alone."""
    before, colon, after = text.partition(":")
    parts = re.split(r"\s{2,}", text.strip(), maxsplit=1)
    # The number of a label may stand apart from it.
    if _BARE_NUMBER.fullmatch(parts[0]) and len(parts) > 1:
        first, *rest = re.split(r"\s{2,}", parts[1], maxsplit=1)
        parts = [f"{parts[0]} {first}", *rest]
    tries: list[tuple[str, str, bool]] = []
    question, mark, answer = text.partition("?")
    if mark:
        # What the question asks for besides is no answer: if yes, give the reference.
        asks, _, told = answer.partition(":")
        tries.append((question, told.strip() if _ASKS.match(asks) else answer.strip(" :"), False))
    if colon:
        tries.append((before, after.strip(), False))
    if len(parts) > 1:
        tries.append((parts[0], parts[1], False))
    tries.append((text, "", not colon))
    for label_text, value, is_bare in tries:
        label: Label = label_of(label_text)
        if label.field:
            return Field(label.field, label.number, label.text, value, [line], is_bare and label.number is None)
    if _UNKNOWN.match(text):
        return Field(None, label_of(before).number, before, after.strip(), [line])
    return None


def _fields(document: Document) -> Iterator[Field]:
    """The fields of a document in order; what stands between them and is no value of one is left out."""
    current: Field | None = None
    for block in document.blocks:
        begun = _of_row(block) if block.is_row else _of_line(block.text, block.line)
        if begun is not None:
            if current is not None:
                yield current
            current = begun
        elif current is not None and _goes_on(current, block):
            current.add(block.text, block.line)
        elif current is not None:
            yield current
            current = None
    if current is not None:
        yield current


def _goes_on(current: Field, block: Block) -> bool:
    """Whether a line without a label of its own is more of a field's value."""
    if block.is_heading:
        return False
    if not current.value:
        return block.line - current.lines[-1] <= 3
    return current.name not in _SHORT and block.line == current.lines[-1] + 1


def _known(fields: Sequence[Field]) -> list[Field]:
    """Those of fields whose label is known."""
    return [one for one in fields if one.name]


def _by_number(fields: Sequence[Field]) -> list[list[Field]]:
    """Forms whose labels are numbered: each begins where the numbers do not rise."""
    forms: list[list[Field]] = []
    last = 0
    for one in fields:
        number = one.number if one.number is not None else last + 1
        if not forms or number <= last:
            forms.append([])
        forms[-1].append(one)
        last = number
    return forms


def _at(fields: Sequence[Field], lead: str) -> list[list[Field]]:
    """Forms that each begin with the field ``lead``."""
    forms: list[list[Field]] = [[]]
    for one in fields:
        if one.name == lead and forms[-1]:
            forms.append([])
        forms[-1].append(one)
    return forms


def _gap(before: Field, after: Field) -> int:
    return after.lines[0] - before.lines[-1]


def _at_gaps(fields: Sequence[Field], gap: int) -> list[list[Field]]:
    """Forms with at least so many lines between them."""
    forms: list[list[Field]] = [[]]
    for place, one in enumerate(fields):
        if place and _gap(fields[place - 1], one) >= gap:
            forms.append([])
        forms[-1].append(one)
    return forms


def _are_forms(forms: Iterable[Sequence[Field]]) -> bool:
    """Whether no form has a field twice."""
    return all(max(Counter(one.name for one in form if one.name).values(), default=0) <= 1 for form in forms)


def _apart(fields: Sequence[Field]) -> tuple[list[list[Field]], bool]:
    """Forms whose labels have no numbers, each begun by one and the same field or by a gap. Whether that is sure.

    Of the ways to part the fields so that no form has one twice, the one counts that gives the fewest forms, and then
    the widest gaps between them.
    """
    leads = dict.fromkeys(one.name for one in fields if one.name)
    gaps = {_gap(before, after) for before, after in pairwise(fields)}
    ways = [_at(fields, lead) for lead in leads] + [_at_gaps(fields, gap) for gap in gaps]
    ways = [forms for forms in ways if _are_forms(forms)]
    if not ways:
        return [], False

    def rank(forms: Sequence[Sequence[Field]]) -> tuple[int, int]:
        return len(forms), -sum(_gap(before[-1], after[0]) for before, after in pairwise(forms))

    best = min(ways, key=rank)
    sizes = {tuple(len(form) for form in forms) for forms in ways if rank(forms) == rank(best)}
    return best, len(sizes) == 1


def forms_of(document: Document) -> list[Form]:
    """The forms of a document, none where it has another layout."""
    fields = list(_fields(document))
    # What has its value beside the label in another form is empty where nothing stands beside it.
    in_line = {one.name for one in fields if one.value and not one.is_below}
    for one in fields:
        if one.is_below and one.name in _SHORT & in_line:
            one.empty()
    # A label alone is a heading such as Direction where the next label comes after it, or its value stands beside it
    # elsewhere.
    beside = {one.name for one in fields if one.value and not one.is_bare}
    fields = [one for one in fields if not one.is_bare or (one.value and one.name not in beside)]
    # Where labels have numbers, what has none is of another part of the paper: its cover, an appendix.
    numbered = [one for one in fields if one.number is not None]
    are_numbered = len(_known(numbered)) >= max(_FEWEST_FIELDS, len(_known(fields)) / 2)
    fields = numbered if are_numbered else fields
    known = _known(fields)
    if not known:
        return []
    first, last = fields.index(known[0]), len(fields) - fields[::-1].index(known[-1])
    fields = fields[first:last]
    groups, is_sure = (_by_number(fields), True) if are_numbered else _apart(fields)
    forms = []
    for group in groups:
        if not _are_forms([group]):
            continue
        by_name = {one.name: one for one in group if one.name}
        if len(by_name) >= _FEWEST_FIELDS and len(_OWN & by_name.keys()) >= _FEWEST_OWN:
            forms.append(Form(by_name, tuple(one for one in group if not one.name), is_sure))
    return forms


def lines_of(*fields: Field | None) -> str:
    """The lines of fields, as records cite them."""
    return as_text(ranges(line for one in fields if one for line in one.lines))
