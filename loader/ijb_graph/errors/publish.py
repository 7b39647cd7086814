"""What can be wrong when the graph is published."""

from __future__ import annotations

from ijb_graph.errors.base import Problem


class NoPublication(Problem):
    """The folder to publish to holds something that no publication put there, and that would be lost."""

    what: str
    found, expected = "{what}", "a new or empty folder, or one that holds a publication and nothing else"
    fix = "Choose another folder, or move what it holds away."


class UnknownNamedGraph(Problem):
    """The graph holds a named graph of which nothing says that it may be published."""

    graph: str
    known: str
    found, expected = "a named graph <{graph}>", "a paper's, or one of {known}"
    fix = "Describe it in publish/descriptions.toml, if it may be published."


class MisplacedBlankNode(Problem):
    """A shape gives a blank node to no statement or to several: it cannot be written where it belongs, in brackets."""

    reason: str
    found, expected, fix = "{reason}", "blank nodes in brackets", "Write the node where it belongs."


class NoEarlierPublication(Problem):
    """The folder that is said to hold an earlier publication holds none of the same graph.

    ``ijb publish DIR --since OLD`` compares what is published now with the publication in OLD. Its addresses have to
    begin with the same base. ``ijb serve --publication`` reads from it which addresses were withdrawn.
    """

    what: str
    found, expected = "{what}", "an earlier publication, whose addresses begin as those of the graph do"
    fix = "Give the folder of the last publication."


class LostWithdrawals(Problem):
    """The publication that is to be replaced keeps addresses that went, and the new one would forget them.

    An address that was published once is kept with what replaced it. ``--since`` carries the list on; the folder may be
    the very one that is replaced.
    """

    number: str
    found, expected = "{number} addresses that went, in withdrawn.csv", "a publication that keeps them"
    fix = "Add --since with this folder."


class LostVersions(Problem):
    """The publication that is to be replaced keeps earlier versions of the ontology, and the new one would not.

    An address that names a version stays. ``--since`` carries the versions on; the folder may be the very one that is
    replaced.
    """

    versions: str
    found, expected = "versions of the ontology that would go: {versions}", "a publication that keeps them"
    fix = "Add --since with this folder."


class UnknownPerson(Problem):
    """A warning: the list of people whose names are withdrawn has somebody whom nothing names.

    Neither the graph nor the publication before nor another text of the project has the name. It may be gone, or be
    spelt otherwise there. The row can stay: rows are never removed, as their numbers stand in what was published.
    """

    name: str
    found, expected = "{name!r}, whom nothing names", "the name of a person, as the pages show it"
    fix = "Compare the spelling. Leave the row where it is, if the name is gone."


class LostNames(Problem):
    """A publication has withdrawn the names of more people than the list has: their names would be published again.

    It is the one that is replaced, or the one of ``--since``.
    """

    number: str
    listed: str
    found, expected = "{number} people whose names are withdrawn, and a list of {listed}", "a list that has them all"
    fix = "Give the whole list with --withdrawn-people. Its rows stay, and in their order."


class StillNamed(Problem):
    """What is to be published names a person whose name is withdrawn, in a text that is not made from the graph.

    Nothing is published then. A rule, a question or another text of the project has the name in it.
    """

    path: str
    found, expected = "a name that is withdrawn, in {path}", "no such name in any file"
    fix = "Remove the name from the rule, question or text that this file is made from."
