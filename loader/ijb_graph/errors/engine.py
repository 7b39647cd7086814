"""What can be wrong with a built graph, a SPARQL server or a query, and what the graph does not hold."""

from __future__ import annotations

from ijb_graph.errors.base import Problem

__all__ = [
    "BrokenGraph",
    "ForeignAnswer",
    "IncompleteAnswer",
    "IncompleteLoad",
    "InvalidLogin",
    "InvalidQuery",
    "InvalidServerAddress",
    "LoginInAddress",
    "LoginNeeded",
    "NoGraph",
    "NoUnionOfGraphs",
    "RedirectedRequest",
    "RefusedRequest",
    "ServerUnreachable",
    "SeveralGraphs",
    "UndescribedGraph",
    "UnknownBoard",
    "UnknownGraphStore",
    "UnknownPaper",
]


class NoGraph(Problem):
    """A command needs the built graph, and there is none, or the system does not let it be read."""

    reason: str
    found, expected, fix = "{reason}", "a graph that has been built", "Run `ijb build` first."


class BrokenGraph(Problem):
    """The file of the graph is damaged, or another program wrote it: not every line is a statement of a named graph."""

    reason: str
    found, expected, fix = "{reason}", "the file that `ijb build` wrote", "Run `ijb build` again."


class UndescribedGraph(Problem):
    """A graph does not say about itself what every build writes into its named graph ``id/graph/about``.

    A server that holds no graph of the project at all answers like this too.
    """

    lacks: str
    found, expected = "a graph that does not say {lacks}", "a graph that this version of `ijb build` made"
    fix = "Run `ijb build`; a server gets the graph by `ijb load`."


class UnexpectedValue(Problem):
    """A graph holds a value that no build writes.

    Another program made or changed the graph, or a server does not give what it holds.
    """

    what: str
    value: str
    found, expected, fix = "{value!r} as {what}", "what `ijb build` writes", "Build the graph again, and load it again."


class SeveralGraphs(Problem):
    """A server or file holds the graphs of several builds, with different bases: which one is meant is not known."""

    bases: str
    found, expected, fix = "graphs with the bases {bases}", "one graph", "Keep each in a store of its own."


class UnknownBoard(Problem):
    """A board is asked for that is no integration authority, or of which the graph holds no paper to check."""

    board: str
    boards: str
    hint: str
    found, expected, fix = "{board!r}", "{boards}", "{hint}Correct the board."


class UnknownPaper(Problem):
    """A paper is asked for that the graph does not hold, or that is not one of the board that is asked for."""

    paper: str
    papers: str
    hint: str
    found, expected, fix = "{paper!r}", "one of {papers}", "{hint}Correct --paper."


class InvalidQuery(Problem):
    """A query does not follow the grammar of SPARQL 1.1, or the engine cannot run it."""

    reason: str
    found, expected, fix = "no SPARQL query ({reason})", "a SPARQL 1.1 query", "Correct it at that place."


class InvalidLogin(Problem):
    """The environment holds half a login, two logins, or a token that no HTTP header can carry.

    A login is a user with a password (``IJB_ENDPOINT_USER``, ``IJB_ENDPOINT_PASSWORD``), or a bearer token
    (``IJB_ENDPOINT_TOKEN``).
    """

    what: str
    needed: str
    found, expected, fix = "{what}", "{needed}", "Set what the server needs, and unset the rest."


class InvalidServerAddress(Problem):
    """The address of a server is not one of http or https, or holds characters that such an address cannot have."""

    address: str
    found, expected, fix = "{address!r}", "an http or https address of a server", "Correct it."


class LoginInAddress(Problem):
    """The address of a server holds a user or a password, which would then be shown in logs and lists of processes."""

    found, expected = "an address with a login in it", "an address without"
    fix = "Take it out, and set IJB_ENDPOINT_USER and IJB_ENDPOINT_PASSWORD."


class ServerUnreachable(Problem):
    """Nothing answers at the address, or what answers does not speak HTTP."""

    request: str
    reason: str
    found, expected = "no answer to {request} ({reason})", "an answer of a SPARQL 1.1 server"
    fix = "Check that a SPARQL server runs at this address."


class RedirectedRequest(Problem):
    """A server sent the request to another address. It is not followed: a login never goes to another host.

    Often the other address is a page for logging in.
    """

    request: str
    status: int
    address: str
    found = "a redirect of {request} to {address} (HTTP status {status})"
    expected = "an answer of a SPARQL 1.1 server"
    fix = (
        "Give that address if it is the server's; a page for logging in means: set IJB_ENDPOINT_USER and "
        "IJB_ENDPOINT_PASSWORD, or IJB_ENDPOINT_TOKEN."
    )


class LoginNeeded(Problem):
    """A server demands a login (HTTP status 401): none was given, or it does not accept the one that was."""

    request: str
    what: str
    action: str
    found, expected = "{what} for {request} (HTTP status 401)", "an answer of a SPARQL 1.1 server"
    fix = "{action} IJB_ENDPOINT_USER and IJB_ENDPOINT_PASSWORD, or IJB_ENDPOINT_TOKEN."


class RefusedRequest(Problem):
    """A server answered with an HTTP status that is an error, and often says why.

    403: the request is not allowed. 404: nothing is at the address. 429, 502, 503, 504: the server was busy or away,
    each time it was asked. Others: it could not carry out the request.
    """

    what: str
    request: str
    status: int
    more: str
    action: str
    found = "{what} in answer to {request}: HTTP status {status}{more}"
    expected, fix = "an answer of a SPARQL 1.1 server", "{action}"


class ForeignAnswer(Problem):
    """A server sent something else than SPARQL results or triples: a web page, broken JSON, or half of an answer."""

    what: str
    request: str
    found, expected = "{what}, for {request}", "an answer of a SPARQL 1.1 server"
    fix = "Check that this is the server's query address, and that no page for logging in stands before it."


class IncompleteAnswer(Problem):
    """A server did not give its whole answer: it was too slow or hung up, or gives only so many rows at once.

    Nothing of such an answer is used.
    """

    what: str
    request: str
    found, expected = "{what}, for {request}", "the whole answer of a SPARQL 1.1 server"
    fix = "Ask for less, or see the server's log and its limit of rows (Virtuoso: ResultSetMaxRows)."


class NoUnionOfGraphs(Problem):
    """A server holds more named graphs than can be named with each query, and no default graph that is their union."""

    graphs: int
    most: int
    found = "{graphs} named graphs, and a default graph that is not their union"
    expected = "a default graph that is the union of its named graphs, where they are more than {most}"
    fix = "Start the server so (oxigraph serve --union-default-graph)."


class UnknownGraphStore(Problem):
    """``ijb load`` does not know where a server has its Graph Store: the server does not say a name that it knows.

    Look for the address of the SPARQL 1.1 Graph Store Protocol in the server's manual, and give it by ``--store``.
    """

    software: str
    known: str
    found = "a server that calls itself {software!r}"
    expected, fix = "one of {known}, whose Graph Store address is known", "Give the address by --store."


class IncompleteLoad(Problem):
    """A server took a graph without an error, and afterwards holds another number of statements in it.

    Another program may write to the same graph, or the server's disk may be full.
    """

    graph: str
    held: int
    sent: int
    found, expected = "{held} statements in {graph} after loading", "{sent}"
    fix = "See the server's log; load again."
