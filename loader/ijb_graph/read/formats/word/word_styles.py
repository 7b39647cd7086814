"""What Word keeps apart from the text: which style is a heading or hidden, and the numbers of its lists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ijb_graph.read.documents.document_lines import BULLET
from ijb_graph.read.documents.list_labels import label
from ijb_graph.read.documents.symbol_fonts import signs

__all__ = ["Numbering", "Styles", "attribute", "child", "children", "is_on", "tag"]

_SPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_HEADING = re.compile(r"(?:heading [1-9]|title|subtitle)", re.IGNORECASE)
_FORMATS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
# A style can be based on another; no chain of styles is that long unless it is a circle.
_DEEPEST = 20
_LEVELS = 9


def tag(element: Any) -> str:
    """The name of an element of Word's own; of another the name after a colon."""
    name = element.tag
    if not isinstance(name, str):
        return ""
    for space in _SPACES:
        if name.startswith(space):
            return name[len(space) :]
    return ":" + name.rpartition("}")[2]


def attribute(element: Any, name: str, otherwise: str = "") -> str:
    """An attribute of Word's own; ``otherwise`` where there is none, or no element."""
    if element is not None:
        for space in _SPACES:
            if (value := element.get(f"{space}{name}")) is not None:
                return str(value)
    return otherwise


def children(element: Any, name: str) -> list[Any]:
    """The children with a name of Word's own."""
    return [] if element is None else [one for one in element if tag(one) == name]


def child(element: Any, *path: str) -> Any:
    """The first child with a name, and so on down the path; None where there is none."""
    for name in path:
        element = next(iter(children(element, name)), None)
    return element


def is_on(properties: Any, name: str) -> bool | None:
    """Whether a property is set, such as ``vanish``; None where nothing is said."""
    found = child(properties, name)
    return None if found is None else attribute(found, "val", "true").lower() not in ("0", "false", "off", "none")


def _number(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"-?[0-9]{1,6}", text) else otherwise


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: Any | None) -> None:
        """Take them from the part that holds them, where there is one."""
        found = children(root, "style")
        self._styles = {attribute(one, "styleId"): one for one in found}
        self._default = next(
            (
                attribute(one, "styleId")
                for one in found
                if attribute(one, "type") == "paragraph" and attribute(one, "default") in ("1", "true")
            ),
            "",
        )

    def _chain(self, style: str) -> list[Any]:
        chain: list[Any] = []
        while style in self._styles and len(chain) < _DEEPEST:
            chain.append(self._styles[style])
            style = attribute(child(chain[-1], "basedOn"), "val")
        return chain

    def is_heading(self, paragraph: Any) -> bool:
        """Whether a paragraph is a heading: by the name or the outline level of its style, or by itself."""
        properties = child(paragraph, "pPr")
        style = attribute(child(properties, "pStyle"), "val", self._default)
        chain = self._chain(style)
        if any(_HEADING.fullmatch(attribute(child(one, "name"), "val")) for one in chain):
            return True
        levels = [child(properties, "outlineLvl"), *(child(one, "pPr", "outlineLvl") for one in chain)]
        level = next((one for one in levels if one is not None), None)
        return level is not None and _number(attribute(level, "val"), _LEVELS) < _LEVELS

    def is_hidden(self, run: Any, paragraph: Any) -> bool:
        """Whether the text of a run is hidden."""
        style = attribute(child(run, "rPr", "rStyle"), "val")
        of_paragraph = attribute(child(paragraph, "pPr", "pStyle"), "val", self._default)
        said = [
            is_on(child(run, "rPr"), "vanish"),
            *(is_on(child(one, "rPr"), "vanish") for one in (*self._chain(style), *self._chain(of_paragraph))),
        ]
        return next((one for one in said if one is not None), False)

    def font(self, run: Any) -> str:
        """The font that a run names itself."""
        fonts = child(run, "rPr", "rFonts")
        return attribute(fonts, "ascii") or attribute(fonts, "hAnsi")

    def numbering(self, paragraph: Any) -> tuple[str, int]:
        """The list that a paragraph is in, by its id, and the level; an empty id where it is in none."""
        properties = child(paragraph, "pPr")
        style = attribute(child(properties, "pStyle"), "val", self._default)
        found, level = "", ""
        for one in (properties, *(child(one, "pPr") for one in self._chain(style))):
            numbers = child(one, "numPr")
            found = found or attribute(child(numbers, "numId"), "val")
            level = level or attribute(child(numbers, "ilvl"), "val")
        return ("" if found == "0" else found), min(max(_number(level, 0), 0), _LEVELS - 1)


@dataclass
class _Level:
    """A level of a list: how its numbers look, where they begin, and the text around them."""

    style: str = "decimal"
    start: int = 1
    text: str = ""
    font: str = ""


def _level(element: Any) -> _Level:
    fonts = child(element, "rPr", "rFonts")
    return _Level(
        attribute(child(element, "numFmt"), "val", "decimal"),
        _number(attribute(child(element, "start"), "val"), 1),
        attribute(child(element, "lvlText"), "val"),
        attribute(fonts, "ascii") or attribute(fonts, "hAnsi"),
    )


def _levels(element: Any) -> dict[int, _Level]:
    return {_number(attribute(one, "ilvl"), 0): _level(one) for one in children(element, "lvl")}


@dataclass
class _List:
    """A list: its levels, and the definition whose numbers it shares with others."""

    shared: str
    levels: dict[int, _Level]
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document. Labels are asked for in the order of the text, as they count."""

    def __init__(self, root: Any | None) -> None:
        """Take them from the part that holds them, where there is one."""
        abstract = {attribute(one, "abstractNumId"): one for one in children(root, "abstractNum")}
        self._lists: dict[str, _List] = {}
        for one in children(root, "num"):
            shared = attribute(child(one, "abstractNumId"), "val")
            found = _List(shared, _levels(abstract.get(shared)))
            for override in children(one, "lvlOverride"):
                at = _number(attribute(override, "ilvl"), 0)
                found.levels |= _levels(override)
                start = attribute(child(override, "startOverride"), "val")
                if start:
                    found.restarts[at] = _number(start, 1)
            self._lists[attribute(one, "numId")] = found
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()

    def label(self, number: str, level: int) -> str:
        """The label of the next paragraph of a list at a level, such as ``2.1`` or a bullet."""
        found = self._lists.get(number)
        if found is None:
            return ""
        counts = self._counts.setdefault(found.shared, {})
        if number not in self._begun:
            self._begun.add(number)
            for at, start in found.restarts.items():
                counts[at] = start - 1
        at_level = found.levels.get(level, _Level())
        counts[level] = counts.get(level, at_level.start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        if at_level.style == "bullet":
            mark = signs(at_level.font, at_level.text).strip()
            return mark if mark in ("✓", "✗") else BULLET
        if at_level.style == "none":
            return ""

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            one = found.levels.get(at, _Level())
            value = counts.get(at, one.start)
            if one.style == "decimalZero":
                return f"{value:02}"
            return label(_FORMATS.get(one.style, "1"), value)

        return re.sub("%([1-9])", shown, at_level.text)
