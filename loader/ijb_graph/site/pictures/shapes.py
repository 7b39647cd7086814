"""What a picture is drawn with. Lengths are pixels; a ``look`` is a class of site.css, which has the colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ijb_graph.site.pictures.text_width import wrapped

__all__ = ["Area", "Label", "Line", "Link", "Mark", "Panel", "Shape", "label"]


@dataclass(frozen=True)
class Area:
    """A rectangle; ``look`` fills it, ``round`` is the radius of its corners."""

    x: float
    y: float
    width: float
    height: float
    look: str
    round: float = 3
    shape: ClassVar[str] = "area"


@dataclass(frozen=True)
class Line:
    """A line; ``arrow`` gives its end a head, for which the line must be level."""

    x1: float
    y1: float
    x2: float
    y2: float
    look: str
    arrow: bool = False
    shape: ClassVar[str] = "line"


@dataclass(frozen=True)
class Label:
    """Lines of text: ``y`` is the base of the first, ``x`` where each begins, or its middle or end by ``anchor``."""

    x: float
    y: float
    lines: tuple[str, ...]
    size: float
    look: str = ""
    anchor: str = "start"
    shape: ClassVar[str] = "label"

    @property
    def leading(self) -> float:
        """From one line to the next."""
        return round(self.size * 1.3, 1)

    @property
    def bottom(self) -> float:
        """Below its last line."""
        return self.y + self.leading * (len(self.lines) - 1) + self.size * 0.3


# The outlines of marks about their middle, for a radius of 1; so shape tells them apart, and not colour alone.
_OUTLINES = {
    "circle": "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1-1 0Z",
    "square": "M-.9-.9H.9V.9H-.9Z",
    "diamond": "M0-1.2L1.2 0L0 1.2L-1.2 0Z",
    "triangle": "M0-1.1L1.1.9H-1.1Z",
    "cross": "M-.9-.9L.9.9M.9-.9L-.9.9",
    "tick": "M-.9 0L-.2.7L1-.9",
}


@dataclass(frozen=True)
class Mark:
    """A mark about a point: ``form`` is circle, square, diamond, triangle, cross or tick."""

    x: float
    y: float
    radius: float
    form: str
    look: str
    shape: ClassVar[str] = "mark"

    @property
    def outline(self) -> str:
        """Its outline, for a radius of 1 about the origin."""
        return _OUTLINES[self.form]


@dataclass(frozen=True)
class Link:
    """Shapes that lead to the page of a thing, at the place ``part``.

    ``name`` says in words what they show; without a page it stays text.
    """

    address: str
    name: str
    shapes: tuple[Shape, ...]
    part: str = ""
    shape: ClassVar[str] = "link"


Shape = Area | Line | Label | Mark | Link


@dataclass(frozen=True)
class Panel:
    """A part of a picture, drawn in one piece. Panels stand beside each other, or below on a narrow screen."""

    title: str
    about: str
    width: float
    height: float
    shapes: tuple[Shape, ...]


def label(
    text: str, x: float, y: float, width: float, size: float, most: int = 1, look: str = "", anchor: str = "start"
) -> Label:
    """A text in ``most`` lines at most that fit into ``width``."""
    return Label(x, y, tuple(wrapped(text, width, size, most, "bold" in look.split())), size, look, anchor)
