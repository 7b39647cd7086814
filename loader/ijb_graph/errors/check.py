"""What can be wrong with a rule, and why it cannot be run."""

from __future__ import annotations

from ijb_graph.errors.base import FILL_IN, Problem


class MissingShape(Problem):
    """The file of a rule has no shape with the name of its folder.

    A rule's shape is named as its folder, so that a finding leads to the file that made it.
    """

    shape: str
    found, expected = "no shape <{shape}>", "a shape named as its folder"
    fix = "Name the shape as the folder, or rename the folder."


class WrongSeverity(Problem):
    """The severity of a rule's shape is not that of the level whose folder the rule lies in."""

    severity: str
    level: str
    due: str
    found, expected = "severity {severity}", "sh:{due}, for a rule under {level}/"
    fix = "Correct sh:severity, or move the folder."


class IncompleteRule(Problem):
    """A rule does not say in words what it demands (rdfs:label), why (rdfs:comment), or what to do (sh:message)."""

    lacks: str
    found, expected = "no {lacks}", "a rule that says what it demands, why, and what to do"
    fix = "Add {lacks}."


class MissingBasis(Problem):
    """A rule does not name what it rests on: a law, guidance, a board's own policy or good practice."""

    found, expected = "no ijb:restsOn", "what the rule rests on, such as id:basis/L4"
    fix = "Add it: reference/legal-basis.csv lists them."


class UnplacedRule(Problem):
    """A rule does not say, once and with a known value, what demands it, what it is about, or where it is reported.

    What demands it and what it is about order the findings of a report.
    """

    term: str
    values: str
    known: str
    found, expected = "{values} for ijb:{term}", "one of {known}"
    fix = "Say it once, with a concept that ontology/schemes/ has."


class DemandWithoutBasis(Problem):
    """A rule is shown as demanded by law, guidance or a board's own policy, and rests on no such text."""

    demand: str
    statuses: str
    found, expected = "a rule demanded by {demand} that rests on nothing of that kind", "a basis with status {statuses}"
    fix = "Add the basis, or say that something weaker demands the rule."


class UnfilledRule(Problem):
    """A rule that ``ijb new rule`` made still has places that a person has to fill in."""

    found, expected = FILL_IN, "a rule that is filled in"
    fix = "Say what stands there, or remove the folder."


class TripleAsTerm(Problem):
    """A rule has a triple in the place of a term, as Turtle 1.2 allows; SHACL and the project's tools do not."""

    found, expected, fix = "a triple as a term", "Turtle 1.1", "Write it without."


class UnknownBasis(Problem):
    """A rule names something that it rests on, and the graph has no basis with that id."""

    basis: str
    hint: str
    found, expected, fix = "a basis {basis}", "an id of reference/legal-basis.csv", "{hint}Correct it."


class UnknownRule(Problem):
    """There is no rule with the id that a command was given."""

    rule: str
    nearest: str
    found, expected = "a rule '{rule}'", "the id of a rule"
    fix = "{nearest}They are the folders under shapes/."


class NoSuchFinding(Problem):
    """``ijb accept`` names a finding that the rule does not have in that paper, or that is accepted already.

    The subject, the lines and the words are compared with what ``ijb check --rule R --paper P`` prints.
    """

    subject: str
    hint: str
    found, expected = (
        "no open finding on '{subject}' that fits",
        "a subject, lines and words as `ijb check` prints them",
    )
    fix = "{hint}Look at `ijb check --rule R --paper P`."


class AmbiguousFinding(Problem):
    """``ijb accept`` names several findings at once: an acceptance is a decision about one."""

    subject: str
    number: str
    findings: str
    found, expected = "{number} findings on '{subject}' ({findings})", "what fits one finding"
    fix = "Add --lines, or --words with words of the message that is meant."


class UnusableJudgementDate(Problem):
    """A rule uses ``ijb:judgementDate`` where it cannot be replaced by the day that papers are judged as of.

    The term stands for that day. It can only be the last predicate before a variable in a query of the rule.
    """

    reason: str
    found, expected = "{reason}", "?paper ijb:judgementDate ?day in a query, with a variable"
    fix = "Write it so."


class IllFormedShape(Problem):
    """A rule's shape is not well-formed SHACL, or demands nothing of anything.

    The message names the shape, the term and what is wrong with it.
    """

    fault: str
    found, expected, fix = "{fault}", "a well-formed shape that can be run", "Correct the shape."


class UnrunnableShape(Problem):
    """A rule's shape is well-formed, but the validator cannot run it, or one of its queries reports a failure."""

    reason: str
    found, expected = "a shape that cannot be run ({reason})", "a well-formed shape that can be run"
    fix = "Correct the shape."
