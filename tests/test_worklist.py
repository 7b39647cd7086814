"""The worklist: what counts as one item, in which section, and what comes first."""

from __future__ import annotations

from dataclasses import replace

from assertions import not_empty
from ijb_graph.check.findings import Acceptance, Finding
from ijb_graph.check.rules import DEMANDS, SECTIONS, TOPICS
from ijb_graph.check.worklist import MANY, SERIOUS, by_own_words, in_worklist, items_of, sentences_in_common


def a_finding(rule: str, node: str, demanded_by: str = "good-practice", message: str = "", **more: object) -> Finding:
    plain = Finding(
        rule=rule,
        level="should",
        basis="what a careful reader expects",
        board="falkirk",
        paper="2031-03-21-directions",
        lines=f"12, {node}",
        subject=node.upper(),
        message=message or f"It says too little. {node} SHOULD say more.",
        node=f"urn:{node}",
        path="",
        value="",
        component="",
        demanded_by=demanded_by,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def in_short(findings: list[Finding]) -> list[tuple[str, str, int]]:
    items = items_of(in_worklist(findings))
    return [(item.section, item.findings[0].item, len(item.findings)) for item in items]


def test_what_is_wrong_with_one_thing_is_one_item() -> None:
    found = [a_finding("measure", "d1"), a_finding("date", "d1", "guidance"), a_finding("date", "d2", "guidance")]
    assert in_short(found) == [("main", "D1", 2), ("main", "D2", 1)]
    (first, _) = items_of(in_worklist(found))
    assert [one.rule for one in first.findings] == ["date", "measure"], "the most important first"
    assert not first.is_cause
    # Two findings of one rule on one thing are no cause with several things.
    twice = [a_finding("date", "d1", message=words) for words in ("One.", "Two.")]
    assert [item.is_cause for item in items_of(in_worklist(twice))] == [False]


def test_a_rule_that_finds_many_things_has_found_one_cause() -> None:
    many = [a_finding("measure", f"d{number}") for number in range(MANY)]
    assert in_short(many) == [("main", "measure", MANY)]
    assert len(in_short(many[1:])) == MANY - 1


def test_the_same_words_of_two_things_are_one_cause() -> None:
    same = [a_finding("body", node, "contradiction", "Nobody knows the group.") for node in ("d1", "d2")]
    assert in_short([*same, a_finding("body", "d3", "contradiction")]) == [("main", "body", 2), ("main", "D3", 1)]


def test_what_a_rule_asks_of_two_things_in_the_same_words_is_one_cause() -> None:
    asked = [a_finding("date", node, message=f"It is due in {node}. It SHOULD be earlier.") for node in ("d1", "d2")]
    other = a_finding("date", "d3", message="It is due in d3. It SHOULD be later.")
    assert in_short([*asked, other]) == [("main", "date", 2), ("main", "D3", 1)]
    # One thing alone is no cause, however often it is asked.
    twice = [asked[0], replace(asked[0], message="It is late. It SHOULD be earlier.")]
    assert [item.is_cause for item in items_of(in_worklist(twice))] == [False]


def test_what_stands_in_one_line_is_one_item() -> None:
    """A direction and its measure are one row of the paper; what stands in several lines may be rows of a table."""
    direction = a_finding("date", "d1", "guidance", lines="12")
    measure = a_finding("target", "m1", lines="12")
    (item,) = items_of(in_worklist([direction, measure]))
    assert not item.is_cause
    assert [one.subject for one in item.findings] == ["D1", "M1"]
    apart = [replace(one, lines="12-14") for one in (direction, measure)]
    assert in_short(apart) == [("main", "D1", 1), ("main", "M1", 1)]
    nowhere = [replace(one, lines="") for one in (direction, measure)]
    assert in_short(nowhere) == [("main", "D1", 1), ("main", "M1", 1)]


def test_two_items_of_one_name_are_told_apart() -> None:
    found = [replace(a_finding("date", node), subject="carers") for node in ("d1", "d2")]
    assert in_short(found) == [("main", "carers", 1), ("main", "carers (2)", 1)]


def test_what_demands_it_orders_the_items_and_then_what_they_touch() -> None:
    found = [a_finding(one, one, one) for one in not_empty(reversed(DEMANDS))]
    listed = [one.demanded_by for one in sorted(in_worklist(found), key=lambda one: one.rank)]
    assert listed == list(DEMANDS)
    by_topic = [a_finding(one, one, topic=one) for one in reversed(TOPICS)]
    assert [name for _, name, _ in in_short(by_topic)] == [one.upper() for one in TOPICS]
    assert TOPICS[: len(SERIOUS)] == SERIOUS
    # A serious topic that a rule finds once comes before one that it finds in several rows.
    rows = [a_finding("date", f"d{number}", "contradiction", topic="time") for number in (1, 2)]
    once = a_finding("money", "m", "contradiction", topic="money")
    assert [name for _, name, _ in in_short([*rows, once])] == ["M", "D1", "D2"]
    # What the law must have comes before anything, and what stands once before what stands in many rows.
    must = a_finding("z", "z", "data", level="must")
    assert in_short([*found, must])[0] == ("main", "Z", 1)
    many = [a_finding("a", f"d{number}") for number in range(MANY)]
    assert [name for _, name, _ in in_short([*many, a_finding("b", "x")])] == ["X", "a"]


def test_sections_are_for_different_readers() -> None:
    style = a_finding("a", "a", "house-style")
    data = a_finding("b", "b", "data")
    reading = a_finding("c", "c", by_reading=True)
    both_printed = a_finding("d", "d", "contradiction", by_reading=True)
    national = a_finding("e", "e", section="national")
    sections = {one.rule: one.section for one in in_worklist([style, data, reading, both_printed, national])}
    assert sections == {"a": "appendix", "b": "appendix", "c": "appendix", "d": "main", "e": "national"}
    ranked = sorted(in_worklist([style, data, national, both_printed]), key=lambda one: one.rank)
    assert [SECTIONS.index(one.section) for one in ranked] == [0, 1, 2, 2]
    assert [one.rank for one in ranked] == [1, 2, 3, 4]


def test_each_paper_has_its_own_first_item_and_what_is_accepted_has_no_rank() -> None:
    acceptance = Acceptance("urn:x", "a", "falkirk", "p", "A", "12", "", "known", "Audit Committee", "2031-04-01")
    found = [
        a_finding("a", "a", acceptance=acceptance),
        a_finding("a", "b"),
        a_finding("a", "c", paper="2032-03-21-directions"),
    ]
    assert sorted((one.paper, one.rank) for one in in_worklist(found)) == [
        ("2031-03-21-directions", 0),
        ("2031-03-21-directions", 1),
        ("2032-03-21-directions", 1),
    ]
    assert items_of(in_worklist(found[:1])) == []


def test_the_order_in_which_findings_come_changes_nothing() -> None:
    found = [a_finding(rule, f"{rule}{number}") for rule in ("a", "b") for number in range(MANY + 1)]
    assert in_worklist(found) == in_worklist(found[::-1])


def test_what_several_messages_share_is_said_once() -> None:
    one = "It says nothing; the plan has a date. Give one."
    other = "It says nothing. Give one."
    assert sentences_in_common([one, other]) == (["the plan has a date.", ""], "It says nothing. Give one.")
    assert sentences_in_common(["A says 1. Mend it.", "B says 2. Mend it."]) == (["A says 1.", "B says 2."], "Mend it.")
    # The end that is shared begins with a sentence.
    halves = [f"It was due in {one}; here it is June. Say why." for one in ("May", "April")]
    assert sentences_in_common(halves) == ([one.removesuffix(" Say why.") for one in halves], "Say why.")
    assert sentences_in_common(["A.", "B."]) == (["A.", "B."], "")
    assert sentences_in_common(["A. B.", "A. B."]) == (["", ""], "A. B.")


def test_what_is_to_be_done_is_said_once_to_all_who_are_told_the_same() -> None:
    words = ["A is late. Give a date.", "B is late. Give a date.", "C is late. Give a name.", "A is late. Give a date."]
    found = [a_finding("r", f"d{number}", message=one) for number, one in enumerate(words)]
    shared, by_task = by_own_words(found)
    in_words = {task: {facts: [one.node for one in some] for facts, some in of.items()} for task, of in by_task.items()}
    assert shared == ""
    assert in_words == {
        "Give a date.": {"A is late.": ["urn:d0", "urn:d3"], "B is late.": ["urn:d1"]},
        "": {"C is late. Give a name.": ["urn:d2"]},
    }
    assert by_own_words(found[:2]) == ("Give a date.", {"": {"A is late.": found[:1], "B is late.": found[1:2]}})
