"""`ijb describe`: classes, terms and things as the graph has them, counted here in another way."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import pyoxigraph
import pytest
from assertions import not_empty
from conftest import PROJECT, Run
from ijb_graph.addresses import BASE, PREFIXES, curie
from ijb_graph.check.findings import Finding
from ijb_graph.describe.classes import describe_classes, evidence_query
from ijb_graph.describe.descriptions import Place, ThingDescription
from ijb_graph.describe.formats import partitions_as_turtle
from ijb_graph.describe.lookup import look_up
from ijb_graph.describe.terms import describe_term, readers_of
from ijb_graph.describe.things import describe_thing
from ijb_graph.engine import Embedded
from ijb_graph.errors import InputError
from ijb_graph.graph.build import Built, build
from pyoxigraph import Literal, NamedNode

IJB, TYPE = PREFIXES["ijb"], NamedNode(PREFIXES["rdf"] + "type")
D11B = BASE + "id/direction/east-lothian/2019-20/D11b"


def things_by_class(merged: pyoxigraph.Store) -> dict[str, set[str]]:
    found = defaultdict(set)
    for quad in merged.quads_for_pattern(None, TYPE, None, None):
        found[as_text(quad.object)].add(as_text(quad.subject))
    return found


def test_every_class_has_all_its_things_and_properties(engine: Embedded, merged: pyoxigraph.Store) -> None:
    """The union of the named graphs gives a statement of two papers twice: each is counted once."""
    things = things_by_class(merged)
    said = defaultdict(list)
    for quad in merged:
        said[as_text(quad.subject)].append((quad.predicate.value, quad.object))
    described = {one.address: one for one in describe_classes(engine)}
    assert {address: one.things for address, one in described.items()} == {one: len(of) for one, of in things.items()}
    for address, one in not_empty(described.items()):
        assert one.example.address in things[address]
        statements, subjects, values = Counter[str](), defaultdict(set), defaultdict(set)
        for thing in things[address]:
            for predicate, value in said[thing]:
                statements[predicate] += 1
                subjects[predicate].add(thing)
                values[predicate].add(value)
        assert {use.address: (use.statements, use.things, use.values) for use in one.properties} == {
            predicate: (number, len(subjects[predicate]), len(values[predicate]))
            for predicate, number in statements.items()
        }, one.name


def test_the_kinds_of_values_are_told(engine: Embedded) -> None:
    (measure,) = describe_classes(engine, IJB + "Measure")
    kinds = {use.name: dict(use.kinds) for use in measure.properties}
    assert kinds["ijb:isStatedIn"] == {IJB + "BoardPaper": measure.things}
    assert set(kinds["ijb:targetValue"]) == {PREFIXES["xsd"] + "decimal"}


def test_the_query_finds_paper_and_lines_of_all_that_papers_state(engine: Embedded, merged: pyoxigraph.Store) -> None:
    things = things_by_class(merged)
    has_lines = {as_text(quad.subject) for quad in merged.quads_for_pattern(None, NamedNode(IJB + "lines"), None, None)}
    stated = [one for one in describe_classes(engine) if one.is_stated]
    assert len(stated) > 30
    for one in not_empty(stated):
        rows = engine.query(evidence_query(one.name, BASE), one.name).texts()
        assert {row[0] for row in rows} == things[one.address] & has_lines, one.name
        assert all(all(not_empty(row)) for row in not_empty(rows))
    for one in not_empty(describe_classes(engine)):
        # Nothing is read from skipped lines: they state nothing.
        states_nothing = one.name.startswith("void:") or one.name == "ijb:SkippedText"
        assert one.is_stated or not things[one.address] & has_lines or states_nothing, one.name


def as_text(term: object) -> str:
    """An address, or the text of a literal."""
    assert isinstance(term, NamedNode | Literal)
    return term.value


def statements_of(thing: ThingDescription) -> set[tuple[str, str]]:
    label = {("rdfs:label", thing.label)}
    kinds = {("rdf:type", kind.address) for kind in thing.kinds}
    return label | kinds | {(one.property, one.value.address or one.value.text) for one in (*thing.facts, *thing.links)}


@pytest.mark.parametrize(
    "address",
    [
        D11B,
        BASE + "id/board/east-lothian",
        BASE + "id/proposal/2.1",
        BASE + "id/paper/east-lothian/2019-10-31-directions",
    ],
)
def test_all_that_is_said_of_a_thing_is_there(address: str, engine: Embedded, built: Built) -> None:
    """From every named graph, with its place."""
    thing, node = describe_thing(engine, address), NamedNode(address)
    store = pyoxigraph.Store()
    store.bulk_load(path=str(built.path), format=pyoxigraph.RdfFormat.N_QUADS)
    said, back = list(store.quads_for_pattern(node, None, None)), list(store.quads_for_pattern(None, None, node))
    assert {name for name, _ in statements_of(thing)} == {curie(one.predicate.value) for one in said}
    assert {value for _, value in statements_of(thing)} == {as_text(one.object) for one in said}
    assert {one.value.address for one in thing.pointing} == {as_text(one.subject) for one in back}
    places = {
        (one.property, one.value.address or one.value.text, place.graph)
        for one in (*thing.facts, *thing.links)
        for place in one.places
    }
    assert places == {
        (curie(one.predicate.value), as_text(one.object), as_text(one.graph_name).removeprefix(f"{BASE}id/graph/"))
        for one in said
        if curie(one.predicate.value) not in ("rdf:type", "rdfs:label")
    }


def test_each_statement_has_its_paper_and_lines(engine: Embedded) -> None:
    thing = describe_thing(engine, D11B)
    place = Place("east-lothian/2019-10-31-directions", "east-lothian", "2019-10-31-directions", "489")
    assert thing.places == (place,)
    by_property = {one.property: one for one in (*thing.facts, *thing.links)}
    assert by_property["ijb:isAddressedTo"].places == (place,)
    assert by_property["ijb:aimsAtIndicator"].places == (Place("editorial"),)
    (delivers,) = [one for one in thing.pointing if one.property == "ijb:delivers"]
    assert delivers.places[0].lines == "843", "those of the plan action"


def test_what_a_later_paper_says_again_is_told(clean_engine: Embedded) -> None:
    query = f"SELECT DISTINCT ?thing ?again WHERE {{ ?thing <{IJB}hasRestatement> ?again }} ORDER BY ?thing LIMIT 5"
    for address, again in not_empty(clean_engine.query(query, "test").texts()):
        later = {one.address: one for one in describe_thing(clean_engine, address).restatements}
        assert statements_of(later[again]) == statements_of(describe_thing(clean_engine, again))
        assert later[again].places[0].paper != describe_thing(clean_engine, address).places[0].paper


@pytest.mark.parametrize(
    ("name", "address", "is_term"),
    [
        ("Direction", "def#Direction", True),
        ("ijb:Direction", "def#Direction", True),
        ("direction", "def#Direction", True),
        ("def#Direction", "def#Direction", True),
        (f"<{IJB}isAddressedTo>", "def#isAddressedTo", True),
        ("ISADDRESSEDTO", "def#isAddressedTo", True),
        ("rating", "scheme/rating", True),
        ("rating/established", "scheme/rating/established", True),
        ("scheme:rating/established", "scheme/rating/established", True),
        ("direction/east-lothian/2019-20/D11b", "id/direction/east-lothian/2019-20/D11b", False),
        ("id/direction/east-lothian/2019-20/D11b", "id/direction/east-lothian/2019-20/D11b", False),
        ("id:board/east-lothian", "id/board/east-lothian", False),
        (D11B, "id/direction/east-lothian/2019-20/D11b", False),
        ("east-lothian", "id/board/east-lothian", False),
        ("nhs lothian", "id/body/nhs-lothian", False),
        ("9.2", "id/direction/midlothian/2023-24/9.2", False),
    ],
)
def test_a_name_is_understood(name: str, address: str, is_term: bool, engine: Embedded) -> None:
    assert look_up(engine, name) == (BASE + address, is_term)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Directon", "Did you mean 'Direction'"),
        ("ijb:isAdressedTo", "Did you mean 'ijb:isAddressedTo'"),
        ("rating/establishd", "'rating/established'"),
        ("direction/east-lothian/2019-20/D11x", "'direction/east-lothian/2019-20/D11"),
        ("East Lothian Counci", "'East Lothian Council'"),
        ("D11b", "2 things are called: direction/east-lothian/2018-19/D11b, direction/east-lothian/2019-20/D11b"),
        ("none:such", "[unknown-term-or-thing]"),
        ("a { b", "[unknown-term-or-thing]"),
        ("x> ?p ?o } #", "[unknown-term-or-thing]"),
        ('"', "[unknown-term-or-thing]"),
        ("\\", "[unknown-term-or-thing]"),
        ("", "[unknown-term-or-thing]"),
    ],
)
def test_a_name_that_nothing_has_or_several_is_refused(name: str, part: str, engine: Embedded) -> None:
    with pytest.raises(InputError) as raised:
        look_up(engine, name)
    assert part in str(raised.value)


def test_a_class_is_described(engine: Embedded) -> None:
    term = describe_term(engine, IJB + "StatedDirection")
    assert (term.name, term.kind, term.label) == ("ijb:StatedDirection", "class", "stated direction")
    assert dict(term.relations)["subclass of"] == ("ijb:Direction",)
    assert dict(term.uses)["ijb:hasOversight"] == term.things
    assert len(engine.query(term.query, "test").rows) == term.things
    questions, rules = readers_of(term, BASE, PROJECT.queries, PROJECT.shapes)
    assert "directions" in questions
    assert "direction-measure" in rules


def test_a_property_is_described(engine: Embedded, merged: pyoxigraph.Store) -> None:
    address = NamedNode(IJB + "isAddressedTo")
    term = describe_term(engine, address.value)
    statements = list(merged.quads_for_pattern(None, address, None, None))
    assert term.things == len({one.subject for one in statements})
    assert dict(term.relations)["domain"] == ("ijb:Direction",)
    thing, value = term.example
    assert merged.query(f"ASK {{ <{thing.address}> <{address.value}> <{value.address}> }}")


def test_a_literal_is_an_example_too(engine: Embedded) -> None:
    thing, value = describe_term(engine, IJB + "lines").example
    assert thing.address
    assert (value.address, bool(value.text)) == ("", True)


def test_schemes_and_concepts_are_counted_by_what_has_them(engine: Embedded, merged: pyoxigraph.Store) -> None:
    scheme = describe_term(engine, BASE + "scheme/rating")
    for name, number in not_empty(scheme.uses):
        concept = describe_term(engine, BASE + name.replace("scheme:", "scheme/"))
        users = {
            one.subject
            for one in merged.quads_for_pattern(None, None, NamedNode(concept.address), None)
            if not as_text(one.subject).startswith(BASE + "scheme/")
        }
        assert number == concept.things == len(users), name
    assert dict(scheme.relations)["scheme of"] == ("ijb:aimsAtRating", "ijb:hasRating")


def test_a_deprecated_term_leads_to_its_successor(engine: Embedded) -> None:
    term = describe_term(engine, IJB + "hasColour")
    assert (term.things, dict(term.relations)["replaced by"]) == (0, ("ijb:hasRagStatus",))


def test_every_term_of_the_ontology_is_described(engine: Embedded) -> None:
    declared = engine.query(
        f"SELECT DISTINCT ?term WHERE {{ ?term <{PREFIXES['rdfs']}isDefinedBy> <{BASE}def> }}", "test"
    ).texts()
    assert len(declared) > 300
    for (address,) in not_empty(declared[::10]):
        term = describe_term(engine, address)
        assert term.kind, address
        assert dict(term.texts)["definition"], address
        assert look_up(engine, term.name) == (address, True)


def test_another_base_changes_addresses_alone(clean: Path, clean_engine: Embedded, tmp_path: Path) -> None:
    base = "https://data.example.org/ijb/"
    other = Embedded(build(clean, PROJECT.ontology, tmp_path, base=base).path)
    address, is_term = look_up(other, "Measure")
    assert (address, is_term) == (f"{base}def#Measure", True)
    here, there = (describe_term(one, one.base + "def#Measure") for one in (clean_engine, other))
    assert (here.things, here.uses) == (there.things, there.uses)
    assert other.query(there.query, "test").rows
    assert readers_of(there, base, PROJECT.queries, PROJECT.shapes) == readers_of(
        here, BASE, PROJECT.queries, PROJECT.shapes
    )


def test_the_classes_are_void_partitions(engine: Embedded) -> None:
    """As SIB's editor reads them: each property partition stands in the partition of a class."""
    classes = describe_classes(engine)
    store = pyoxigraph.Store()
    store.load(partitions_as_turtle(classes, BASE), format=pyoxigraph.RdfFormat.TURTLE)
    rows = store.query("""
        PREFIX void: <http://rdfs.org/ns/void#>
        PREFIX ext: <http://ldf.fi/void-ext#>
        SELECT ?class ?property ?kind ?triples WHERE {
          ?cp void:class ?class ; void:entities ?entities ; void:propertyPartition ?pp .
          ?pp void:property ?property .
          { ?pp void:classPartition ?of . ?of void:class ?kind }
          UNION { ?pp ext:datatypePartition ?of . ?of ext:datatype ?kind }
          ?of void:triples ?triples .
        }""")
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    found = {(row["class"].value, row["property"].value, row["kind"].value, int(row["triples"].value)) for row in rows}
    assert found == {
        (one.address, use.address, *kind) for one in classes for use in one.properties for kind in use.kinds
    }


def test_the_command_describes_in_every_format(ready: Run, all_findings: tuple[Finding, ...]) -> None:
    classes = ready("describe").stdout
    assert "ijb:Measure 58 things" in classes
    assert "ijb:isStatedIn ?source ; ijb:lines ?lines" in classes
    assert "ijb describe Direction" in classes
    assert {one["name"] for one in json.loads(ready("describe", "--format", "json").stdout)} > {"ijb:Measure"}
    term = json.loads(ready("describe", "Measure", "--format", "json").stdout)
    assert "measures" in term["questions"]
    found = next(one for one in all_findings if one.node.startswith(BASE + "id/direction"))
    thing = json.loads(ready("describe", found.node, "--findings", "--format", "json").stdout)
    assert [(one["rule"], one["message"]) for one in thing["findings"]] == [
        (one.rule, one.message) for one in all_findings if one.node == found.node
    ]
    text = " ".join(ready("describe", found.node, "--findings").stdout.split())
    assert found.rule in text
    assert "What points to it" in text
    turtle = ready("describe", D11B, "--format", "turtle").stdout
    quads = list(pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE))
    assert {quad.subject.value for quad in quads} > {D11B}


def test_brackets_of_the_data_are_no_markup(ready: Run) -> None:
    """What stands in square brackets is printed as it is, and nothing is escaped twice."""
    text = ready("describe", "direction/east-lothian/2019-20/D11b").stdout
    assert "[our own reading]" in text
    assert "\\[" not in text
    assert "[bold]" not in text


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("Directon",), "[unknown-term-or-thing]"),
        (("D11b",), "[several-things-named]"),
        (("--findings",), "--findings without a thing"),
        (("9.2", "--findings", "--format", "turtle"), "[conflicting-options]"),
        (("9.2", "--timeout", "5"), "--timeout without --endpoint"),
    ],
)
def test_a_wrong_call_is_one_error(arguments: tuple[str, ...], part: str, ready: Run) -> None:
    done = ready("describe", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert part in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_text_literal_has_no_datatype(engine: Embedded) -> None:
    thing = describe_thing(engine, D11B)
    kinds = {one.property: one.value.datatype for one in thing.facts}
    assert (kinds["dcterms:title"], kinds["ijb:inForceFrom"]) == ("", "xsd:date")
