"""Validating again after a change gives what validating anew gives, and judges only what the change concerns."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
import pytest
from assertions import not_empty
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ijb_graph.addresses import BASE
from ijb_graph.check.compiled_rules import shapes_of
from rdflib import Graph
from rule_cases import ALL_RULES
from shacl_compiler import CompiledConstraint, compile_shapes, revalidate, validate, validator
from shacl_compiler.compiled_shapes import (
    is_serializable,
    report_as_json,
    report_from_json,
    shapes_as_json,
    shapes_from_json,
)
from shacl_compiler.data import OxigraphData
from shacl_compiler.incremental import Changes
from shacl_compiler.paths import Path, PathStep, predicate, step_sequences
from shacl_examples import PREFIXES, graphs, seeking, shapes, webs


def triples(text: str) -> list[ox.Triple]:
    """The triples of a Turtle text as a store keeps them."""
    store = ox.Store()
    store.load((PREFIXES.split(":prefixes sh:declare")[0] + text).encode(), format=ox.RdfFormat.TURTLE)
    return sorted((quad.triple for quad in store), key=str)


@st.composite
def chains(draw: st.DrawFn) -> str:
    """Shapes in which one thing leads to another, and that to a third."""
    body = draw(
        st.sampled_from(
            [
                "$this :p ?x . ?x :q ?value",
                "$this :p ?x . ?y :q ?x . ?y :p ?value",
                "$this :p ?x OPTIONAL { ?x :q ?value } FILTER(!BOUND(?value))",
                "$this :p ?value FILTER NOT EXISTS { ?value :q/:p ?z }",
                "$this :p ?x { SELECT $this (COUNT(?y) AS ?value) WHERE { $this :p/:q ?y } GROUP BY $this }",
                "{ $this :p/:q ?value } UNION { ?x :p $this ; :q ?value }",
                # A blank node in a query is a variable.
                "$this :p [ :q ?value ]",
                # Two ways from ?z to $this.
                "$this :p ?x ; :q ?y . ?z :p ?x , ?value ; :q ?y",
                "$this :p ?x ; :q ?value . ?x :q ?y . ?value :p ?y",
                # Paths that can go in several ways, or stay.
                "$this (:p|^:q)/:p ?value",
                "$this (^:q)?/:p ?x . ?value (^:q)?/:p ?x",
                "$this :p/:q?/:p ?value",
                "$this :p+/:q ?value",
                "$this :p ?x . ?value (:p|^:q)* ?x",
                "$this :q* ?x FILTER NOT EXISTS { ?x :p/^:q+ ?y . ?y :p :x1 }",
                "$this :p ?x OPTIONAL { ?x :q? ?y . ?y :p* ?value } FILTER(BOUND(?value))",
                "$this :p ?x { SELECT $this ?x (COUNT(?y) AS ?value) { $this :p ?x . ?y :q* ?x } GROUP BY $this ?x }",
                "$this :p ?x . ?value (:p/:q)* ?y",
                "$this :p ?x . ?value :q? ?y",
                "$this :p ?x . ?value :q* ?value",
            ]
        )
    )
    query = f"sh:sparql [ sh:prefixes :prefixes ; sh:select 'SELECT $this ?value WHERE {{ {body} }}' ]"
    step = draw(st.sampled_from(["sh:class :A", "sh:minCount 1", "sh:property [ sh:path :p ; sh:minCount 2 ]"]))
    path = draw(st.sampled_from(["( :p :q )", "( :p [ sh:inversePath :q ] )", ":p"]))
    constraint = draw(st.sampled_from([query, f"sh:property [ sh:path {path} ; {step} ]"]))
    return f"{PREFIXES} :s a sh:NodeShape ; sh:targetSubjectsOf :p ; {constraint} ."


def compare(before: str, after: str, text: str, data: st.DataObject) -> None:
    """Change a graph a little, and validate it again and anew."""
    old, new = triples(before), triples(after)
    removed = data.draw(st.lists(st.sampled_from(old), max_size=3, unique=True))
    added = [one for one in data.draw(st.lists(st.sampled_from(new), max_size=3, unique=True)) if one not in old]
    compiled = compile_shapes(Graph().parse(data=text, format="turtle"))
    store = ox.Store()
    store.extend(ox.Quad(one.subject, one.predicate, one.object) for one in old)
    first = validate(store, compiled, fallback=False)
    for one in removed:
        store.remove(ox.Quad(one.subject, one.predicate, one.object))
    store.extend(ox.Quad(one.subject, one.predicate, one.object) for one in added)
    again = revalidate(compiled, store, first, added, removed)
    assert again.results == validate(store, compiled, fallback=False).results


@pytest.mark.parametrize("at_once", [300, 1], ids=["in one list", "too many for a list"])
@pytest.mark.parametrize("examples", [40, pytest.param(100, marks=pytest.mark.slow)])
def test_the_same_as_validating_anew(examples: int, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validator, "_LISTED", at_once)

    every = list(HealthCheck)

    @settings(max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=every)
    @given(st.one_of(graphs(), webs()), st.one_of(graphs(), webs()), st.one_of(shapes(), chains()), st.data())
    def run(before: str, after: str, text: str, data: st.DataObject) -> None:
        compare(before, after, text, data)

    run()


FOLLOW, LOOK_UP = Changes._follow, Changes._look_up


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("affected_focus_nodes", lambda *_: set()),
        # Only what has the changed triple itself, not what leads to it.
        ("_follow", lambda *_: set()),
        ("_follow_step", lambda *_: set()),
    ],
    ids=["nothing", "no join", "no path step"],
)
def test_a_planted_fault_is_found(name: str, wrong: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Changes, name, wrong)
    run = seeking(600)(given(webs(), webs(), chains(), st.data())(compare))
    with pytest.raises(AssertionError):
        run()


def test_a_change_of_the_papers_concerns_few(merged: ox.Store) -> None:
    """One lead fewer on one action: no rule is run anew whole, and what is judged again is about that action."""
    shapes = Graph()
    # Some that look at leads, and some others: to read the queries of all takes long.
    concerned = [rule for rule in ALL_RULES if "isLedBy" in rule.path.read_text(encoding="utf-8")]
    for rule in {rule.id: rule for rule in (*concerned[::2], *ALL_RULES[::9])}.values():
        shapes += shapes_of(rule, BASE, None)
    compiled = compile_shapes(shapes)
    before = validate(merged, compiled)
    predicate = ox.NamedNode("https://w3id.org/ijb/def#isLedBy")
    quad = min(merged.quads_for_pattern(None, predicate, None, ox.DefaultGraph()), key=str)
    merged.remove(quad)
    try:
        nodes = Changes(OxigraphData(merged), [quad.triple]).affected(compiled)
        assert None not in nodes
        judged = {str(node) for some in nodes for node in some or ()}
        assert len(judged) > 1
        board, day, *_ = str(quad.subject).partition("/improvement-action/")[2].split("/")
        # What continues the action in a later paper of the board is about it too.
        assert all(f"/{board}/{day}" in node or "/improvement-action/" in node for node in not_empty(judged)), judged
        assert revalidate(compiled, merged, before, [], [quad.triple]).results == validate(merged, compiled).results
    finally:
        merged.add(quad)


SHARED_PROPOSAL = (
    PREFIXES + ":s a sh:NodeShape ; sh:targetClass :Rating ; sh:sparql [ sh:prefixes :prefixes ; sh:select "
    "'SELECT $this WHERE { $this :rates ?proposal ; :in ?paper . ?page a :Page ; :rates ?proposal ; :in ?paper }' ] ."
)
TWO_PAPERS = "".join(
    f":r{number} a :Rating ; :rates :p ; :in :paper{number} . :page{number} a :Page ; :rates :p ; :in :paper{number} ."
    for number in (1, 2)
)


def affected(one: CompiledConstraint, store: ox.Store, changed: list[ox.Triple]) -> set[ox.NamedNode] | None:
    """The focus nodes of a constraint that a change affects."""
    return Changes(OxigraphData(store), changed).affected_focus_nodes(one.dependencies({}))  # type: ignore[return-value]


def judged_again(change: str) -> set[str]:
    """The focus nodes that taking something out of the two papers concerns."""
    (one,) = compile_shapes(Graph().parse(data=SHARED_PROPOSAL, format="turtle")).constraints
    store, removed = ox.Store(), triples(change)
    store.extend(ox.Quad(*triple) for triple in triples(TWO_PAPERS) if triple not in removed)
    return {str(node) for node in affected(one, store, removed) or ()}


@pytest.mark.parametrize(
    "change",
    [
        ":page1 :rates :p .",
        ":page1 :in :paper1 .",
        ":page1 a :Page .",
        ":page1 a :Page ; :rates :p ; :in :paper1 .",
        ":page1 a :Page ; :rates :p ; :in :paper1 . :r1 a :Rating ; :rates :p ; :in :paper1 .",
    ],
)
def test_what_two_papers_share_does_not_tie_one_to_the_other(change: str) -> None:
    assert judged_again(change) == {"<urn:x:r1>"}


def test_what_is_of_no_class_that_is_asked_for_concerns_nothing() -> None:
    assert judged_again(":else :rates :p ; :in :paper1 .") == set()


def test_by_the_shared_proposal_alone_both_papers_would_be_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_way(self: Changes, join: Any, *given: Any) -> Any:
        return None if "urn:x:in" in join.predicates else FOLLOW(self, join, *given)

    monkeypatch.setattr(Changes, "_follow", one_way)
    assert judged_again(":page1 :rates :p .") == {"<urn:x:r1>", "<urn:x:r2>"}


def test_by_the_data_as_they_are_alone_what_was_removed_together_would_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def unaware(self: Changes, *given: Any) -> Any:
        return LOOK_UP(Changes(self.data, []), *given)

    monkeypatch.setattr(Changes, "_look_up", unaware)
    assert judged_again(":page1 a :Page ; :rates :p ; :in :paper1 .") == set()


def test_what_leads_over_something_optional_is_judged_anew() -> None:
    """Where an optional value is missing, what is asked of it is asked of everything: any such triple concerns all."""
    text = (
        PREFIXES + ":s a sh:NodeShape ; sh:targetClass :C ; sh:sparql [ sh:prefixes :prefixes ; sh:select "
        "'SELECT $this WHERE { $this :p ?x OPTIONAL { ?x :q ?y } FILTER NOT EXISTS { ?y :r ?z } }' ] ."
    )
    compiled = compile_shapes(Graph().parse(data=text, format="turtle"))
    (one,) = compiled.constraints
    (triple,) = triples(":somewhere :r :else .")
    assert affected(one, ox.Store(), [triple]) is None
    near = triples(":n a :C ; :p :x .")
    nodes = affected(one, ox.Store(), near)
    assert {str(node) for node in nodes or ()} == {"<urn:x:n>"}


def test_what_ties_to_no_focus_node_still_says_what_counts() -> None:
    """Of what every focus node is held against, only what is of the kind that is asked for concerns them."""
    text = (
        PREFIXES + ":s a sh:NodeShape ; sh:targetClass :C ; sh:sparql [ sh:prefixes :prefixes ; sh:select "
        "'SELECT $this ?value WHERE { $this :p ?x . ?value a :Proposal ; :number ?n }' ] ."
    )
    (one,) = compile_shapes(Graph().parse(data=text, format="turtle")).constraints
    assert affected(one, ox.Store(), triples(":some :number 1 .")) == set()
    assert (
        Changes(OxigraphData(ox.Store()), triples(":a a :Proposal ; :number 1 .")).affected_focus_nodes(
            one.dependencies({})
        )
        is None
    )


@pytest.mark.parametrize("path", ["?value :q* ?y", "?value :q? ?value", "?value (:p/:q)* ?y"])
def test_a_path_that_leads_from_anything_to_itself_is_concerned_by_any_statement(path: str) -> None:
    text = (
        PREFIXES + ":s a sh:NodeShape ; sh:targetClass :C ; sh:sparql [ sh:prefixes :prefixes ; sh:select "
        f"'SELECT $this ?value WHERE {{ $this :p ?x . {path} }}' ] ."
    )
    (one,) = compile_shapes(Graph().parse(data=text, format="turtle")).constraints
    assert affected(one, ox.Store(), triples(":some :other :thing .")) is None


def test_the_steps_of_an_inverse_path_go_from_its_start() -> None:
    sequence = Path("/", (predicate("p"), Path("^", (predicate("q"),))))
    assert step_sequences(Path("^", (sequence,))) == (
        (PathStep(frozenset({"q"})), PathStep(frozenset(), frozenset({"p"}))),
    )


def test_a_blank_node_in_a_query_is_a_variable() -> None:
    text = (
        PREFIXES + ":s a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:sparql [ sh:prefixes :prefixes ; sh:select "
        "'SELECT $this ?value WHERE { $this :p [ :q ?value ] }' ] ."
    )
    compiled = compile_shapes(Graph().parse(data=text, format="turtle"))
    store = ox.Store()
    store.extend(ox.Quad(one.subject, one.predicate, one.object) for one in triples(":n :p :x ."))
    before = validate(store, compiled)
    (added,) = triples(":x :q :y .")
    store.add(ox.Quad(added.subject, added.predicate, added.object))
    assert [one.focus.value for one in revalidate(compiled, store, before, [added], []).results] == ["urn:x:n"]


@settings(max_examples=100, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(graphs(), webs()), st.one_of(shapes(), chains()))
def test_what_is_kept_comes_back_the_same(before: str, text: str) -> None:
    compiled = compile_shapes(Graph().parse(data=text, format="turtle"))
    store = ox.Store()
    store.extend(ox.Quad(one.subject, one.predicate, one.object) for one in triples(before))
    report = validate(store, compiled)
    if is_serializable(report):
        assert report_from_json(compiled, json.loads(json.dumps(report_as_json(report)))).found == report.found
    assert shapes_from_json(json.loads(json.dumps(shapes_as_json(compiled)))) == compiled


def test_a_change_of_subclasses_affects_everything() -> None:
    (one,) = compile_shapes(Graph().parse(data=SHARED_PROPOSAL, format="turtle")).constraints
    assert affected(one, ox.Store(), triples(":A rdfs:subClassOf :B .")) is None
