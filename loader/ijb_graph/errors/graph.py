"""Faults that show when records become a graph: addresses, readings of ours, papers' texts, the file itself."""

from __future__ import annotations

from ijb_graph.errors.base import Problem


class WrongBase(Problem):
    """The address that all addresses of the graph are to begin with is not usable.

    It begins with http:// or https://, ends in ``/`` and holds letters, digits and ``._~-`` only.
    """

    base: str
    found = "{base!r}"
    expected = "an http(s) address of letters, digits and ._~- that ends in /, such as https://w3id.org/ijb/"
    fix = "Correct it."


class WrongPattern(Problem):
    """The pattern of a term (``ijb:isDerivedBy``, ``ijb:isShortcutFor``) is no SPARQL, or does not find what it should.

    It is what stands between the braces of ``SELECT DISTINCT ?this ?value WHERE { }``, with the project's prefixes.
    No two patterns of ``ijb:isDerivedBy`` may need each other.
    """

    term: str
    reason: str
    found = "a pattern of {term} that cannot be used ({reason})"
    expected = "a pattern of SPARQL that binds ?this and ?value"
    fix = "Correct it in the file of the term."


class AddressTaken(Problem):
    """Two records would get the same address. An address keeps letters, digits, dots and hyphens of the names it is
    made of, so names that differ in case or punctuation alone give the same one.

    Reword one of the names; a body that is known under both names is one body with an alias.
    """

    address: str
    holder: str
    found = "a record with the address {address}, which {holder} has already"
    expected = "records whose names differ in more than case and punctuation"
    fix = "Reword one of them, or make one an alias of the other."


class ToldTwice(Problem):
    """Two rows have the number or name of one thing, though they differ otherwise: an agenda item twice.

    What the paper says of a thing in two places is one row with both places in ``lines``. Two things have two numbers;
    where the paper prints one number twice, leave it out of one row, and say in ``note`` what is printed.
    """

    named: str
    address: str
    holder: str
    found = "{named} again, which {holder} has already: both have the address {address}"
    expected = "one row for each thing"
    fix = "Make one row of both, or correct what tells them apart."


class IssuedAgain(Problem):
    """Two papers give a direction of the same code as issued, each on another day, and it belongs to no suite.

    Without a suite, board and code tell a direction apart. Two of one code are two suites, even if each has one only.
    """

    code: str
    paper: str
    found = "a direction {code}, which {paper} gives as issued on another day"
    expected = "a code that is used once, or a suite"
    fix = "Name a suite in paper.toml of each, or correct the day or directions_as_issued, if it is the same direction."


class OtherCurrency(Problem):
    """An amount in pounds stands beside a printed amount that names another currency.

    All amounts of the graph are in pounds, so that they can be summed.
    """

    printed: str
    currency: str
    found = "{printed!r} beside an amount in pounds, with the currency {currency}"
    expected = "an amount that is printed in pounds"
    fix = "Leave amount_k empty, or write here what is printed in pounds, and the rest in note."


class NotAnAddress(Problem):
    """A cell that should hold a web address holds something that no RDF store would read."""

    value: str
    reason: str
    found, expected = "a statement that no store would read, of {value}", "web addresses"
    fix = "Correct the address: {reason}."


class WrongOrder(Problem):
    """An action is said to continue one that is not earlier."""

    later: str
    earlier: str
    found, expected, fix = "{later} continuing {earlier}", "an earlier day in earlier_date", "Correct the dates."


class BlankNode(Problem):
    """The ontology has a node without an address. Its name would change from build to build."""

    predicate: str
    found, expected, fix = "a blank node at {predicate}", "addresses and literals only", "Give the node an address."


class WrongText(Problem):
    """The text of a paper is not the one that its records were read from: its hash or number of lines differs.

    The lines that records cite would then be other lines. paper.toml holds both under ``[text]``.
    """

    difference: str
    stated: str
    slug: str
    found, expected = "a text with {difference}", "{stated}, as paper.toml of {slug} says"
    fix = "Use the text the records were read from, or read the paper anew."


class UnreadLines(Problem):
    """Lines of a paper's text are cited by no record, not skipped in skipped.csv, and not named as unread in
    paper.toml.

    Nothing of a paper is passed over in silence. ``ijb read`` shows these lines.
    """

    lines: str
    slug: str
    found, expected = "lines {lines}, of which nothing is said", "each line of the text cited, skipped or called unread"
    fix = "Read them: `ijb read {slug} --papers DIR`. Or write unread = {lines!r} under [text] in paper.toml."


class UnwritableGraph(Problem):
    """The graph cannot be written to the folder of ``--out``, or the tables to that of ``--csvw``."""

    reason: str
    found, expected = "no way to write it ({reason})", "a folder that can be written"
    fix = "Choose another folder."
