"""All pictures: found, asked for once, and drawn for a page when it is made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from ijb_graph.ask.questions import Question
from ijb_graph.engine import Engine, query_in_base
from ijb_graph.site.pictures import drawn
from ijb_graph.site.pictures.picture import EVERYWHERE, Picture, PictureKind, Place, Row

__all__ = ["Gallery", "find_pictures"]

# By which columns a row belongs to a page; one that has not all of them belongs to all pages of the kind.
_KEYS = {"direction": ("direction",), "paper": ("board", "paper"), "board": ("board",), "proposal": (), EVERYWHERE: ()}
_Key = tuple[str, ...]


def find_pictures() -> dict[str, PictureKind]:
    """The kinds of picture by name, in order: each is ``PICTURE`` of a module in ``drawn``."""
    found: dict[str, PictureKind] = {
        one.name: import_module(f"{drawn.__name__}.{one.name}").PICTURE for one in iter_modules(drawn.__path__)
    }
    return dict(sorted(found.items(), key=lambda one: one[1].order))


class Gallery:
    """The pictures of a graph.

    ``questions`` are by name; a picture that asks one that is not there is not drawn. ``boards`` are names by short
    name.
    """

    def __init__(self, engine: Engine, questions: Mapping[str, Question], boards: Mapping[str, str]) -> None:
        self._engine, self._questions, self._boards = engine, questions, boards
        self.kinds = {
            name: kind for name, kind in find_pictures().items() if all(one in questions for one in kind.questions)
        }

    @cached_property
    def _answers(self) -> dict[str, list[Row]]:
        """The rows of everything that a picture asks."""
        also: dict[str, set[str]] = defaultdict(set)
        for kind in self.kinds.values():
            for question, variables in kind.questions.items():
                also[question] |= set(variables)
        asked = {one: self._questions[one].of_everything(sorted(variables)) for one, variables in also.items()}
        for name in self.kinds:
            beside = Path(drawn.__path__[0]) / f"{name}.rq"
            if beside.is_file():
                asked[name] = beside.read_text(encoding="utf-8")
        answers: dict[str, list[Row]] = {}
        for name, query in sorted(asked.items()):
            answer = query_in_base(self._engine, query, name)
            answers[name] = [dict(zip(answer.columns, row, strict=True)) for row in answer.texts()]
        return answers

    @cached_property
    def _by_page(self) -> dict[tuple[str, str], dict[_Key, list[Row]]]:
        """The rows of a question for a kind of page, by what tells the page; under () those of all pages."""
        indexed = {}
        for kind, columns in _KEYS.items():
            for name, rows in self._answers.items():
                by_key: dict[_Key, list[Row]] = defaultdict(list)
                for row in rows:
                    by_key[tuple(row[one] for one in columns) if row.keys() >= set(columns) else ()].append(row)
                indexed[kind, name] = dict(by_key)
        return indexed

    def draw(self, name: str, kind: str, address: str, key: _Key) -> Picture | None:
        """The picture of a name for one page; ``key`` are the values by which rows belong to it.

        None where it does not stand on this kind of page, or has nothing to show there.
        """
        picture = self.kinds[name]
        if kind not in picture.places:
            return None
        asked = [*picture.questions, name]
        rows = {
            one: by_key.get(key, by_key.get((), []))
            for one in asked
            if (by_key := self._by_page.get((kind, one))) is not None
        }
        return picture.draw(rows, Place(kind, address, self._boards))

    def on_page(self, kind: str, address: str, key: _Key) -> dict[str, Picture]:
        """The pictures of one page by name: those that stand on its kind, and have something to show."""
        drawn_ones = {name: self.draw(name, kind, address, key) for name in self.kinds}
        return {name: one for name, one in drawn_ones.items() if one is not None}
