"""Who carries what: bodies and posts against directions and proposals, and what nobody carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ijb_graph.site.pictures.order import in_order
from ijb_graph.site.pictures.picture import Cell, Part, Picture, PictureKind, Place, Row, Rows, Sample
from ijb_graph.site.pictures.shapes import Area, Label, Line, Link, Mark, Panel, Shape, label

__all__ = ["PICTURE"]

# Each role: what a body with it does, what its key says, and the form of its mark.
_ROLES = {
    "directed": ("is directed by it", "is directed", "square"),
    "oversees": ("oversees it", "oversees", "circle"),
    "carries": ("carries a row of the delivery plan for it", "carries a row of the delivery plan", "triangle"),
    "leads": ("leads an action on it", "leads an improvement action", "diamond"),
}
_NOBODY = ""
# What improvement actions are on, and what a row of a delivery plan stands with that names no direction of the graph.
_PROPOSALS, _NO_DIRECTION = "MSG proposals", "Rows of the delivery plan without a direction"
# Whatever the board, these stand last.
_LAST = (_PROPOSALS, _NO_DIRECTION)
_NAME, _COLUMN, _ACROSS = 210, 37, 19
# More columns than that are left to the table.
_MOST = 144


@dataclass
class _Grid:
    """What a board's bodies carry: in each cell, by the body and the column, the things by role."""

    cells: dict[tuple[str, str], dict[str, set[str]]] = field(default_factory=dict)
    # The columns by their addresses: what each stands under, and its code.
    columns: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, body: str, role: str, row: Row) -> None:
        """Note what a body does, or nobody."""
        heading = _PROPOSALS if role == "leads" else row["suite"] or "no suite"
        self.columns[row["column"]] = (heading, row["code"]) if row["column"] else (_NO_DIRECTION, "none")
        self.cells.setdefault((body, row["column"]), {}).setdefault(role, set()).add(row["what"])

    def ordered(self) -> list[str]:
        """The columns: directions first, the newest suite first, by their codes; then proposals."""
        columns = sorted(self.columns, key=lambda one: in_order(self.columns[one][1]))
        columns.sort(key=lambda one: self.columns[one][0], reverse=True)
        columns.sort(key=lambda one: self.columns[one][0] in _LAST)
        return columns


def _read(rows: Rows) -> _Grid:
    grid = _Grid()
    for row in rows["carriers"]:
        if row["thing"] or row["role"] != "oversees":
            grid.add(row["thing"] or _NOBODY, row["role"], row)
    # A document, a review or a body that nobody defines watches nothing, as the question has it.
    unwatched = {row["thing"] for row in rows["directions-lacking-oversight"] if "body" in row["lacks"].split("; ")}
    for row in rows["carriers"]:
        if row["role"] == "oversees" and row["what"] in unwatched:
            grid.add(_NOBODY, "oversees", row)
    return grid


def _counts(row: Row) -> str:
    return f"{row['kind']}: {', '.join(f'{one} {row[one]}' for one in _ROLES if row[one] != '0')}"


def _cell(body: str, name: str, column: str, grid: _Grid, x: float, y: float) -> Link:
    """A cell: a mark for each role that a body has."""
    roles = [one for one in _ROLES if one in grid.cells[body, column]]
    look = "nobody" if body == _NOBODY else "role"
    shapes: list[Shape] = [Area(x - _COLUMN / 2 + 1, y - 14, _COLUMN - 2, 28, "cell")]
    for number, role in enumerate(roles):
        shapes.append(Mark(x + 11 * (number - (len(roles) - 1) / 2), y, 4.5, _ROLES[role][2], f"{look} {role}"))
    said = " and ".join(_ROLES[one][0] for one in roles)
    return Link(column, f"{grid.columns[column][1]}: {name} {said}", tuple(shapes))


def _head(name: str, about: str, top: float, look: str = "") -> tuple[Label, Label]:
    """What stands before a row: who it is, and what is said of it."""
    text = label(name, 1, top + 14, _NAME - 16, 11.5, 3, look)
    return text, label(about, 1, text.bottom + 11, _NAME - 16, 10, 2, "soft")


def _panel(columns: Sequence[str], bodies: Sequence[Row], grid: _Grid) -> Panel:
    """A band of columns, with the bodies that have something in it, and nobody."""
    xs = {column: _NAME + _COLUMN * (number + 0.5) for number, column in enumerate(columns)}
    width = _NAME + _COLUMN * len(columns)
    shapes: list[Shape] = []
    top = 0.0
    for column, x in xs.items():
        code = label(grid.columns[column][1], x, 16, _COLUMN - 2, 10, 4, "", "middle")
        under = Area(x - _COLUMN / 2 + 1, 1, _COLUMN - 2, max(code.bottom, 25), "cell")
        shapes.append(Link(column, grid.columns[column][1], (under, code)))
        top = max(top, under.height + 6)
    for body in (*bodies, None):
        address = body["thing"] if body else _NOBODY
        here = [column for column in columns if (address, column) in grid.cells]
        if not here:
            continue
        name = body["name"] if body else "nobody"
        head = _head(name, _counts(body), top) if body else _head("Nobody", "no body is named for it", top, "bold")
        height = max(head[1].bottom - top + 6, 30)
        shapes.append(Line(0, top, width, top, "rule"))
        shapes += [Link(address, f"{name}: {_counts(body)}", head)] if body else head
        shapes += [_cell(address, name, column, grid, xs[column], top + height / 2) for column in here]
        top += height
    codes = [grid.columns[one][1] for one in columns]
    lacking = [grid.columns[one][1] for one in columns if (_NOBODY, one) in grid.cells]
    about = f"Nobody has a part in: {', '.join(lacking)}." if lacking else "Somebody has each part."
    return Panel(f"{codes[0]} to {codes[-1]}", about, width, top + 4, tuple(shapes))


def _draw(rows: Rows, place: Place) -> Picture | None:
    grid = _read(rows)
    columns = grid.ordered()
    if not columns or not rows["who-carries-most"]:
        return None
    bodies = rows["who-carries-most"]
    parts = []
    for suite in dict.fromkeys(grid.columns[one][0] for one in columns[:_MOST]):
        some = [one for one in columns[:_MOST] if grid.columns[one][0] == suite]
        across = -(-len(some) // -(-len(some) // _ACROSS))
        bands = [some[start : start + across] for start in range(0, len(some), across)]
        panels = [_panel(band, bodies, grid) for band in bands]
        parts.append(Part(suite, "", tuple(panels)))
    notes = []
    if len(columns) > _MOST:
        notes.append(f"{len(columns) - _MOST} more columns are in the table only.")
    table = [line for body in bodies for line in _lines(body["name"], body["thing"], body["kind"], grid, columns)]
    table += _lines("nobody", _NOBODY, "", grid, columns)
    return Picture(tuple(parts), _key(), ("Who", "What it is", "Part", "How many", "Which"), tuple(table), tuple(notes))


def _lines(name: str, address: str, kind: str, grid: _Grid, columns: Sequence[str]) -> list[tuple[Cell, ...]]:
    """The lines of the table about one body: a line for each role that it has."""
    found: list[tuple[Cell, ...]] = []
    for role in _ROLES:
        which = [one for one in columns if role in grid.cells.get((address, one), {})]
        things = {thing for one in which for thing in grid.cells[address, one][role]}
        if which:
            links = tuple((grid.columns[one][1], one) for one in which)
            found.append((Cell(name, address), Cell(kind), Cell(role), Cell(str(len(things))), Cell("", links=links)))
    return found


def _key() -> tuple[Sample, ...]:
    roles = (Sample(said, (Mark(14, 10, 6, form, f"role {role}"),)) for role, (_, said, form) in _ROLES.items())
    return (*roles, Sample("nobody does, or what is named is no body", (Mark(14, 10, 6, "circle", "nobody"),)))


PICTURE = PictureKind(
    title="Who carries what",
    about="Bodies and posts against directions and proposals: who is directed, who carries out the delivery plan, who "
    "oversees, who leads. The last row has what nobody does.",
    order=6,
    places=("board",),
    questions={"who-carries-most": ("thing",), "directions-lacking-oversight": ("thing",)},
    draw=_draw,
)
