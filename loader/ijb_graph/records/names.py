"""Bodies, posts and persons under all their names: what a name in a paper stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ijb_graph.errors import nearest

__all__ = ["Form", "Name", "Names", "StandardThing"]


@dataclass(frozen=True)
class Name:
    """A thing that has a name: ``sort`` is ``authority``, ``body``, ``post`` or ``person``.

    ``board`` is the short name of the authority to whose papers the name belongs, empty where it is known everywhere.
    For an authority, ``key`` is its own short name; for the others it is the full name. ``alias_kind`` is the kind of
    the alias that it was found under, ``printed`` the text that it was found by; both are empty for its full name.
    ``is_standard`` says that it was found by a name that no file of reference data gives in these words. Two names of
    one thing are equal whatever these are.
    """

    sort: str
    key: str
    board: str
    label: str
    alias_kind: str = field(default="", compare=False)
    printed: str = field(default="", compare=False)
    is_standard: bool = field(default=False, compare=False)


class Form(NamedTuple):
    """One name of a thing, in the papers of ``board`` (empty: in all); ``kind`` as in aliases.csv, empty: full name."""

    text: str
    board: str
    kind: str


@dataclass(frozen=True)
class StandardThing:
    """A body or post with its names.

    ``kind`` and ``row`` are the kind of reference data that would describe it, and the cells of its row; empty for what
    reference data always describe: authorities, councils and health boards.
    """

    name: Name
    forms: tuple[Form, ...]
    kind: str = ""
    row: Mapping[str, str] = field(default_factory=dict, compare=False)


def _plain(text: str) -> str:
    """A name without case, and without an article before it."""
    return text.casefold().removeprefix("the ")


def _folded(text: str) -> str:
    """A name as it is compared: case, an article before it, and ``&`` for ``and`` do not count."""
    return _plain(text).replace("&", "and")


_Folded = defaultdict[tuple[str, str], dict[Name, str]]


class Names:
    """All names, with the papers in which they mean what they mean. ``IJB`` is another body in each board's papers.

    A name that reference data gives goes before a standard one. ``complete`` is False where files that define names
    have faults: a name that is not known may then be one of those.
    """

    def __init__(self) -> None:
        self.complete = True
        # By board and text without case: the text as it was first written, and what it stands for.
        self._given: dict[tuple[str, str], tuple[str, Name]] = {}
        # By board and folded text: what it can stand for, with the text as it was first written.
        self._given_folded: _Folded = defaultdict(dict)
        self._standard: _Folded = defaultdict(dict)
        self._aliases: defaultdict[Name, set[str]] = defaultdict(set)

    def add(self, name: Name) -> Name | None:
        """Make a thing known under its full name; returns the other thing, if any, that has the name already."""
        return self._claim(name.label, name.board, name)

    def add_alias(self, alias: str, name: Name, board: str, kind: str) -> Name | None:
        """Make a thing known under another name of a kind, in the papers of ``board`` or (if empty) in all.

        Returns the other thing, if any, that has the name there already, and then leaves it as it is.
        """
        other = self._claim(alias, board, replace(name, alias_kind=kind, printed="", is_standard=False))
        if other is None:
            self._aliases[name].add(alias)
        return other

    def _claim(self, text: str, board: str, name: Name) -> Name | None:
        _, holder = self._given.setdefault((board, text.casefold()), (text, name))
        self._given_folded[board, _folded(text)].setdefault(replace(holder, is_standard=True), text)
        return None if holder == name else holder

    def is_given(self, name: Name) -> bool:
        """Whether a file of reference data defines a thing."""
        _, holder = self._given.get((name.board, name.label.casefold()), ("", None))
        return holder == name

    def add_standard(self, things: Iterable[StandardThing]) -> None:
        """Make the bodies and posts of one authority known under their standard names.

        Where reference data define a thing of this sort under a name that no other standard thing of the authority has,
        it is that thing, and the other names are its names too. To be called between ``add`` and ``add_alias``.
        """
        claims: defaultdict[tuple[str, str], set[Name]] = defaultdict(set)
        forms = [(thing.name, form) for thing in things for form in thing.forms]
        places = [(form.board, _folded(form.text)) for _, form in forms]
        for (name, _), folded in zip(forms, places, strict=True):
            claims[folded].add(name)
        defined = {name: name for name, _ in forms}
        for (name, form), folded in zip(forms, places, strict=True):
            _, given = self._given.get((form.board, form.text.casefold()), ("", None))
            if given and given.sort == name.sort and len(claims[folded]) == 1 and not self.is_given(name):
                defined[name] = given
        for (name, form), folded in zip(forms, places, strict=True):
            one = defined[name]
            # Thousands of them in each build: dataclasses.replace would take three times as long.
            found = Name(one.sort, one.key, one.board, one.label, form.kind, "", True)
            self._standard[folded].setdefault(found, form.text)

    def add_use(self, name: Name) -> None:
        """Count the standard name that a record uses among the other names of a thing."""
        if name.alias_kind:
            self._aliases[name].add(name.printed)

    def aliases(self, name: Name) -> list[str]:
        """The other names of a thing, in order: those that reference data give, and the standard ones in use."""
        return sorted(self._aliases[name]) if name in self._aliases else []

    def meanings(self, text: str, board: str = "") -> list[Name]:
        """What ``text`` can stand for in a paper of ``board``: several things where it is the standard name of each.

        A name of that board goes before one known everywhere.
        """
        for scope in (board, ""):
            if given := self._given.get((scope, text.casefold())):
                return [self._as_printed(given[1], text)]
        for names in (self._given_folded, self._standard):
            for scope in (board, ""):
                if found := names.get((scope, _folded(text))):
                    return [self._as_printed(name, text) for name in found]
        return []

    @staticmethod
    def _as_printed(name: Name, text: str) -> Name:
        """A thing as a text names it; its full name with ``&`` for ``and`` is a variant."""
        kind = name.alias_kind
        if name.is_standard:
            kind = "" if _plain(text) == _plain(name.label) else kind or "variant"
        return replace(name, alias_kind=kind, printed="" if text == name.label else text)

    def resolve(self, text: str, board: str = "") -> Name | None:
        """What ``text`` stands for in a paper of ``board``; None where that is nothing, or more than one thing."""
        found = self.meanings(text, board)
        return found[0] if len(found) == 1 else None

    def known(self, board: str) -> list[str]:
        """The texts that name one thing in a paper of ``board``, but for the many titles of posts elsewhere."""
        given = [known for (scope, _), (known, _) in self._given.items() if scope in ("", board)]
        # Posts are known elsewhere under many words; their titles and full names are enough here.
        standard = [
            known
            for (scope, _), things in self._standard.items()
            for name, known in things.items()
            if len(things) == 1 and (scope == board or (not scope and (name.sort != "post" or known == name.label)))
        ]
        return given + standard

    def suggestion(self, text: str, board: str) -> str:
        """Which known names are nearest to an unknown one."""
        return nearest(text, self.known(board))
