"""Bodies, posts and persons under all their names: what a name in a paper stands for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ijb_graph.errors import nearest

__all__ = ["Name", "Names"]


@dataclass(frozen=True)
class Name:
    """A thing that has a name: ``sort`` is ``authority``, ``body``, ``post`` or ``person``.

    ``board`` is the short name of the authority to whose papers the name belongs, empty where it is known everywhere.
    For an authority, ``key`` is its own short name; for the others it is the full name. ``alias_kind`` is the kind of
    the alias that it was found under, ``printed`` the text that it was found by; both are empty for its full name. Two
    names of one thing are equal whatever these are.
    """

    sort: str
    key: str
    board: str
    label: str
    alias_kind: str = field(default="", compare=False)
    printed: str = field(default="", compare=False)


class Names:
    """All names, with the papers in which they mean what they mean. ``IJB`` is another body in each board's papers.

    ``complete`` is False where files that define names have faults: a name that is not known may then be one of those.
    """

    def __init__(self) -> None:
        self.complete = True
        # By board and folded text: the text as it was first written, and what it stands for.
        self._by_text: dict[tuple[str, str], tuple[str, Name]] = {}
        self._aliases: dict[Name, list[str]] = {}

    def add(self, name: Name) -> Name | None:
        """Make a thing known under its full name; returns the other thing, if any, that has the name already."""
        return self._claim(name.label, name.board, name)

    def add_alias(self, alias: str, name: Name, board: str, kind: str) -> Name | None:
        """Make a thing known under another name of a kind, in the papers of ``board`` or (if empty) in all.

        Returns the other thing, if any, that has the name there already, and then leaves it as it is.
        """
        other = self._claim(alias, board, replace(name, alias_kind=kind))
        if other is None:
            self._aliases.setdefault(name, []).append(alias)
        return other

    def _claim(self, text: str, board: str, name: Name) -> Name | None:
        _, holder = self._by_text.setdefault((board, text.casefold()), (text, name))
        return None if holder == name else holder

    def aliases(self, name: Name) -> list[str]:
        """The other names of a thing, in order."""
        return sorted(self._aliases.get(name, []))

    def resolve(self, text: str, board: str = "") -> Name | None:
        """What ``text`` stands for in a paper of ``board``: a name of that board goes before one known everywhere."""
        folded = text.casefold()
        found = self._by_text.get((board, folded)) or self._by_text.get(("", folded))
        if found is None:
            return None
        _, name = found
        return name if text == name.label else replace(name, printed=text)

    def suggestion(self, text: str, board: str) -> str:
        """Which known names are nearest to an unknown one."""
        return nearest(text, [known for (scope, _), (known, _) in self._by_text.items() if scope in ("", board)])
