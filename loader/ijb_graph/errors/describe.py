"""What can be wrong with the name of what `ijb describe` is asked for."""

from __future__ import annotations

from ijb_graph.errors.base import Problem


class UnknownTermOrThing(Problem):
    """Nothing in the graph has this name: no class, property, scheme or concept, and no thing.

    A term goes by its name (``Direction``, ``ijb:Direction``, ``rating/established``), a thing by its address, with or
    without what all addresses begin with (``direction/east-lothian/2019-20/D11b``), or by its code or label.
    """

    name: str
    hint: str
    found, expected = "{name!r}", "a term or a thing of the graph"
    fix = "{hint}Run `ijb describe` to see the classes."


class SeveralThingsNamed(Problem):
    """Several things of the graph have the code or label that ``ijb describe`` is asked for.

    The same code a year later is another direction, and each board counts from 1.
    """

    name: str
    number: int
    things: str
    found, expected = "{name!r}, which {number} things are called: {things}", "a name that one thing has"
    fix = "Name one of them by its address."
