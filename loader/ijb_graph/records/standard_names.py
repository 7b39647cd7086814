"""The standard names of an integration authority, and of the bodies and posts that every authority has.

They follow from the row of the authority in integration-authorities.csv, so that nobody has to type them for a board
whose first paper is entered. What a board calls in a way of its own still stands in the other files of reference data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ijb_graph.records.names import Form, Name, StandardThing

__all__ = ["Authority", "standard_things"]

_BOARD = "Integration Joint Board"
_PARTNERSHIP = "Health and Social Care Partnership"

# Posts of an integration joint board, with their other titles. The Act and the orders under it, and the law on ethical
# standards and on local government finance, ask every board to fill them.
_BOARD_POSTS = {
    "Chair": ("Chairperson",),
    "Vice Chair": ("Vice-Chair", "Vice Chairperson", "Vice-Chairperson"),
    "Chief Officer": (),
    "Chief Finance Officer": ("CFO", "Chief Financial Officer", "Section 95 Officer", "S95 Officer"),
    "Standards Officer": (),
}
# Posts that every council has, and every health board.
_COUNCIL_POSTS = {
    "Chief Executive": (),
    "Chief Social Work Officer": ("CSWO",),
    "Section 95 Officer": ("S95 Officer",),
}
_HEALTH_BOARD_POSTS: dict[str, tuple[str, ...]] = {"Chief Executive": ()}


@dataclass(frozen=True)
class Authority:
    """An integration authority; ``slug`` is its short name, ``area`` the name of its area.

    A lead agency has no integration joint board: ``is_board`` is False.
    """

    slug: str
    area: str
    name: str
    is_board: bool
    councils: tuple[str, ...]
    health_board: str


def _initials(text: str) -> set[str]:
    """The first letters of a name: ``EL`` for East Lothian, ``DG`` and ``D&G`` for Dumfries and Galloway."""
    words = [word for word in text.split() if word != "of"]
    joined = "".join("&" if word == "and" else word[0] for word in words)
    return {joined, joined.replace("&", "")}


def _short_forms(area: str, ending: str) -> set[str]:
    """``ELHSCP`` and ``EL HSCP``; one letter is never written apart."""
    letters = _initials(area)
    return {one + ending for one in letters} | {f"{one} {ending}" for one in letters if len(one) > 1}


def _areas(area: str) -> list[str]:
    """The names of an area: people say Orkney for Orkney Islands, and Dundee for Dundee City."""
    return list(dict.fromkeys((area, re.sub(" (City|Islands)$", "", area))))


class _Names:
    """Writes the forms of one authority's names."""

    def __init__(self, authority: Authority) -> None:
        self.authority = authority
        self.areas = _areas(authority.area)

    def everywhere(self, kind: str, *texts: str) -> Iterator[Form]:
        return (Form(text, "", kind) for text in texts)

    def in_own_papers(self, kind: str, texts: Iterable[str]) -> Iterator[Form]:
        return (Form(text, self.authority.slug, kind) for text in sorted(texts))

    def board(self) -> Iterator[Form]:
        yield from self.everywhere("", self.authority.name)
        if self.authority.is_board:
            for area in self.areas:
                yield from self.everywhere("variant", f"{area} {_BOARD}", f"{area} Health and Social Care {_BOARD}")
                yield from self.everywhere("abbreviation", f"{area} IJB")
            yield from self.in_own_papers("abbreviation", ("IJB", _BOARD, "Board"))
            yield from self.in_own_papers("abbreviation", _short_forms(self.authority.area, "IJB"))

    def partnership(self) -> Iterator[Form]:
        yield from self.everywhere("", f"{self.authority.area} {_PARTNERSHIP}")
        for area in self.areas:
            yield from self.everywhere("variant", f"{area} {_PARTNERSHIP}")
            yield from self.everywhere("abbreviation", f"{area} HSCP")
        yield from self.in_own_papers("abbreviation", ("HSCP", _PARTNERSHIP, "Partnership"))
        yield from self.in_own_papers("abbreviation", _short_forms(self.authority.area, "HSCP"))

    def delegated(self) -> Iterator[Form]:
        yield from self.everywhere("", f"services delegated to {self.authority.area} IJB")
        for what in ("services", "functions"):
            for board in (self.authority.name, *(f"{area} IJB" for area in self.areas)):
                yield from self.everywhere("variant", f"{what} delegated to {board}", f"{board} delegated {what}")
            yield from self.in_own_papers("abbreviation", (f"delegated {what}",))
            for board in ("IJB", "Board", _BOARD):
                yield from self.in_own_papers("abbreviation", (f"{what} delegated to the {board}",))

    def council(self, council: str) -> Iterator[Form]:
        yield from self.everywhere("", council)
        if len(self.authority.councils) == 1:
            yield from self.everywhere("variant", *(f"{area} Council" for area in self.areas))
        yield from self.in_own_papers("abbreviation", ("Council", "Local Authority"))
        # Two letters say too little: AC is Angus Council, or the audit committee.
        yield from self.in_own_papers("abbreviation", (one for one in _initials(council) if len(one) > 2))

    def health_board(self) -> Iterator[Form]:
        short = self.authority.health_board.removeprefix("NHS ")
        yield from self.everywhere("", self.authority.health_board)
        yield from self.everywhere("variant", f"{short} Health Board", f"{short} NHS Board")
        yield from self.in_own_papers("abbreviation", ("Health Board", "NHS Board"))
        letters = _initials(short)
        yield from self.in_own_papers("abbreviation", (f"NHS{one}" for one in letters))
        yield from self.in_own_papers("abbreviation", (f"NHS {one}" for one in letters if len(one) > 1))

    def titles(self, title: str, others: tuple[str, ...]) -> Iterator[Form]:
        # With the body whose post it is, or without: the one is the other, shortened, and no further name.
        yield from self.in_own_papers("abbreviation", (title,))
        for other in others:
            yield from self.in_own_papers("abbreviation" if other.isupper() else "variant", (other,))

    def board_post(self, title: str, others: tuple[str, ...]) -> Iterator[Form]:
        yield from self.titles(title, others)
        for one in (title, *others):
            kind = "abbreviation" if one == title else "variant"
            yield from self.in_own_papers(kind, (f"IJB {one}", f"{one} of the IJB"))
        for board in (self.authority.name, *(f"{area} IJB" for area in self.areas)):
            yield from self.everywhere("abbreviation", f"{title}, {board}", f"{title} of {board}")

    def partner_post(self, title: str, others: tuple[str, ...], partner: str) -> Iterator[Form]:
        yield from self.everywhere("", f"{title}, {partner}")
        yield from self.everywhere("abbreviation", f"{title} of {partner}", f"{partner} {title}")
        yield from self.titles(title, others)


def _post(label: str, board: str, body: str, forms: Iterable[Form]) -> StandardThing:
    row = {"name": label, "board": board, "body": body}
    return StandardThing(Name("post", label, board, label), tuple(forms), "reference/posts", row)


def standard_things(authority: Authority) -> Iterator[StandardThing]:
    """An authority, its partnership, councils, health board, and the posts of them, under all their standard names.

    What is delegated to a board is a body too, taken together: directions speak to all delegated services or functions.

    A short form that would mean two of them (the Council, where there are two) is given to both.
    """
    names, slug = _Names(authority), authority.slug
    yield StandardThing(Name("authority", slug, "", authority.name), tuple(names.board()))
    label = f"{authority.area} {_PARTNERSHIP}"
    row = {"name": label, "kind": "health-and-social-care-partnership"}
    yield StandardThing(Name("body", label, "", label), tuple(names.partnership()), "reference/bodies", row)
    if authority.is_board:
        label = f"services delegated to {authority.area} IJB"
        row = {"name": label, "kind": "collective"}
        yield StandardThing(Name("body", label, "", label), tuple(names.delegated()), "reference/bodies", row)
    partners = [(council, names.council(council), _COUNCIL_POSTS) for council in authority.councils]
    partners.append((authority.health_board, names.health_board(), _HEALTH_BOARD_POSTS))
    for partner, forms, posts in partners:
        yield StandardThing(Name("body", partner, "", partner), tuple(forms))
        for title, others in posts.items():
            yield _post(f"{title}, {partner}", "", partner, names.partner_post(title, others, partner))
    for title, others in _BOARD_POSTS.items() if authority.is_board else ():
        yield _post(title, slug, authority.name, names.board_post(title, others))
