"""What can be wrong with a query that is not the project's own, and the limits that it can meet."""

from __future__ import annotations

from ijb_graph.errors.base import Problem


class QueryTooLong(Problem):
    """A query has more characters than is allowed: reading it would already take long."""

    length: int
    most: int
    found = "a query of {length} characters"
    expected = "at most {most}"
    fix = "Ask for less at once; long lists of values can be asked for in parts."


class QueryTooDeep(Problem):
    """A query has more brackets inside each other than is allowed: parsers fail on such a query."""

    depth: int
    most: int
    found = "brackets {depth} deep"
    expected = "at most {most} inside each other"
    fix = "Write the query flatter."


class CallToService(Problem):
    """A query would have this machine send requests to another: SERVICE in a query, LOAD in an update."""

    word: str
    found = "the keyword {word}"
    expected = "a query that asks this graph alone"
    fix = "Ask the other server by itself, and join the answers."


class OwnDataset(Problem):
    """A question or a rule names by FROM the graphs it is asked of.

    The command says that, by ``--paper`` for example, so the FROM would be ignored.
    """

    found, expected, fix = "the keyword FROM", "a query of the whole graph", "Use GRAPH to ask one named graph."


class UnknownGraph(Problem):
    """FROM or FROM NAMED names a graph that there is not: the answer would be empty, and look like a finding."""

    graph: str
    hint: str
    found = "FROM the graph <{graph}>"
    expected = "a named graph that is there"
    fix = "{hint}A query with GRAPH ?graph lists the graphs that there are."


class QueryOutOfTime(Problem):
    """A query ran longer than its limit. Nothing of its answer is used, since it would not be whole."""

    seconds: float
    found = "no whole answer in {seconds:g} seconds"
    expected = "an answer within the time limit"
    fix = "Ask for less, or raise it: --timeout SECONDS or IJB_QUERY_SECONDS."


class QueryOutOfMemory(Problem):
    """A query needed more memory than its limit, as a join without a shared variable or a sort of all rows does."""

    megabytes: float
    found = "a query that needs more than {megabytes:g} MB of memory"
    expected = "an answer within the memory limit"
    fix = "Ask for less, or raise it: --memory MB or IJB_QUERY_MEMORY."


class AnswerTooLarge(Problem):
    """An answer has more bytes than its limit. Nothing of it is used, since it would not be whole."""

    megabytes: float
    found = "an answer of more than {megabytes:g} MB"
    expected = "an answer within the size limit"
    fix = "Ask for less (LIMIT, COUNT), or raise it: --max-answer MB or IJB_QUERY_ANSWER."


class TooManyPages(Problem):
    """A server gives an answer only so many rows at once, and would have to be asked too many times for all of them.

    A server may have a setting for the rows it gives at once (Virtuoso: ``ResultSetMaxRows``).
    """

    pages: int
    size: int
    most: float
    found = "an answer of {pages} pages of {size} rows"
    expected = "at most {most:g} pages"
    fix = (
        "Ask for less (LIMIT, COUNT), have the server give more rows at once, or raise it: --max-pages PAGES or "
        "IJB_QUERY_PAGES."
    )


class QueryFailed(Problem):
    """The engine could not run a query, for a reason that it gives, or ended without one."""

    what: str
    found = "{what}"
    expected = "an answer"
    fix = "Simplify the query."


class WrongLimit(Problem):
    """An environment variable that sets a limit for queries holds no positive number."""

    value: str
    found = "{value!r}"
    expected = "a number greater than 0"
    fix = "Correct it, or unset it."
