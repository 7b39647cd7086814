"""What a picture consists of, and what says where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ijb_graph.site.pictures.shapes import Panel, Shape

__all__ = ["EVERYWHERE", "Cell", "Part", "Picture", "PictureKind", "Place", "Row", "Rows", "Sample"]

# The kind of place that is the picture's own page, about everything in the graph.
EVERYWHERE = "all"

Row = Mapping[str, str]
# The rows of each question by its name: values by column, an empty text where there is none.
Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its text, and what it leads to: a thing, or lines of a board's paper (its folder).

    ``links`` are several texts, each with the address of a thing, in place of one.
    """

    text: str
    address: str = ""
    board: str = ""
    paper: str = ""
    lines: str = ""
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Sample:
    """What a shape or a fill means; its shapes stand in 28 by 20 pixels."""

    meaning: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class Part:
    """Panels that stand together, what they are together, and a line about them; both may be empty."""

    heading: str
    about: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Picture:
    """A picture: its parts, its key, and the table that says the same.

    ``notes`` say what is not drawn. ``in_columns``: the panels of a part fill columns, one below the other.
    """

    parts: tuple[Part, ...]
    key: tuple[Sample, ...]
    columns: tuple[str, ...]
    table: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    in_columns: bool = False


@dataclass(frozen=True)
class Place:
    """The page that a picture is drawn for: its kind, the address of its thing, and boards' names by short name."""

    kind: str
    address: str
    boards: Mapping[str, str] = field(default_factory=dict)

    def board(self, short: str) -> str:
        """The name of a board."""
        return self.boards.get(short, short)


@dataclass(frozen=True)
class PictureKind:
    """A kind of picture.

    ``places`` are the kinds of page that it stands on: ``direction``, ``paper``, ``board``, ``proposal``, or
    `EVERYWHERE`.
    ``questions`` are those whose rows it shows, each with variables of its query that it needs beside the columns. Rows
    stand on the page that their columns tell. The query beside its module, if there is one, is asked too, and stands
    among the rows by the module's name. ``draw`` gives no picture where there is nothing to draw. ``order`` is its
    place among the pictures. ``rules`` judge what it shows, by their ids.
    """

    title: str
    about: str
    order: int
    places: tuple[str, ...]
    questions: Mapping[str, tuple[str, ...]]
    draw: Callable[[Rows, Place], Picture | None]
    rules: tuple[str, ...] = ()
