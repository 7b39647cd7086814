"""The published Data Cubes conform to the specification's constraints, and each constraint bites."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest
from assertions import not_empty
from data_cube import CONSTRAINTS, breaches, normalised
from ijb_graph.addresses import BASE, PREFIXES
from ijb_graph.engine import Embedded
from ijb_graph.publish.data_cubes import cubes_of
from published import quads_of

QB = PREFIXES["qb"]
CUBES = ("budget", "figures", "indicators", "money", "ratings")
ALL = [*CONSTRAINTS, "IC-20", "IC-21"]

# A small cube with all that the constraints speak of: slices, a measure dimension, a hierarchy each way.
SOUND = """
@prefix : <urn:x:> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:area a qb:DimensionProperty ; rdfs:range skos:Concept ; qb:codeList :areas .
:part a qb:DimensionProperty ; rdfs:range skos:Concept ; qb:codeList :tree .
:piece a qb:DimensionProperty ; rdfs:range skos:Concept ; qb:codeList :inverse .
qb:measureType a qb:DimensionProperty ; rdfs:range rdf:Property .
:amount a qb:MeasureProperty . :count a qb:MeasureProperty . :unit a qb:AttributeProperty .
:areas a skos:ConceptScheme . :a a skos:Concept ; skos:inScheme :areas . :b a skos:Concept ; skos:inScheme :areas .
:tree a qb:HierarchicalCodeList ; qb:hierarchyRoot :root ; qb:parentChildProperty :child . :root :child :leaf .
:inverse a qb:HierarchicalCodeList ; qb:hierarchyRoot :root ; qb:parentChildProperty [ owl:inverseOf :parent ] .
:leaf :parent :root .
:plain a qb:DataSet ; qb:structure :plain-structure ; qb:slice :slice .
:plain-structure a qb:DataStructureDefinition ; qb:sliceKey :key ;
  qb:component [ qb:componentProperty :area ], [ qb:componentProperty :part ], [ qb:componentProperty :piece ],
    [ qb:componentProperty :amount ], [ qb:componentProperty :unit ; qb:componentRequired true ] .
:key a qb:SliceKey ; qb:componentProperty :area .
:slice a qb:Slice ; qb:sliceStructure :key ; :area :a ; qb:observation :one .
:one a qb:Observation ; qb:dataSet :plain ; :area :a ; :part :leaf ; :piece :leaf ; :amount 1 ; :unit "k" .
:two a qb:Observation ; qb:dataSet :plain ; :area :b ; :part :root ; :piece :root ; :amount 2 ; :unit "k" .
:typed a qb:DataSet ; qb:structure :typed-structure .
:typed-structure a qb:DataStructureDefinition ; qb:component [ qb:componentProperty :area ],
    [ qb:componentProperty qb:measureType ], [ qb:componentProperty :amount ], [ qb:componentProperty :count ] .
:three a qb:Observation ; qb:dataSet :typed ; :area :a ; qb:measureType :amount ; :amount 1 .
:four a qb:Observation ; qb:dataSet :typed ; :area :a ; qb:measureType :count ; :count 1 .
""".replace("@prefix rdfs:", "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n@prefix rdfs:")

# What breaks each constraint: a SPARQL update of the small cube.
MUTATIONS = {
    "IC-1": "INSERT DATA { :one qb:dataSet :typed }",
    "IC-2": "DELETE DATA { :plain qb:structure :plain-structure }",
    "IC-3": "INSERT DATA { :bare a qb:DataStructureDefinition }",
    "IC-4": "DELETE DATA { :area rdfs:range skos:Concept }",
    "IC-5": "DELETE DATA { :area qb:codeList :areas }",
    "IC-6": "INSERT { ?c qb:componentRequired false } WHERE { ?c qb:componentProperty :part }",
    "IC-7": "INSERT DATA { :lone a qb:SliceKey }",
    "IC-8": "INSERT DATA { :key qb:componentProperty :count }",
    "IC-9": "INSERT DATA { :slice qb:sliceStructure :other-key }",
    "IC-10": "DELETE DATA { :slice :area :a }",
    "IC-11": "DELETE DATA { :one :part :leaf }",
    "IC-12": """INSERT DATA {
        :copy a qb:Observation ; qb:dataSet :plain ; :area :a ; :part :leaf ; :piece :leaf ; :amount 9 ; :unit "k" }""",
    "IC-13": 'DELETE DATA { :one :unit "k" }',
    "IC-14": "DELETE DATA { :one :amount 1 }",
    "IC-15": "DELETE DATA { :three :amount 1 }",
    "IC-16": "INSERT DATA { :three :count 1 }",
    "IC-17": "DELETE WHERE { :four ?p ?o }",
    "IC-18": "INSERT DATA { :slice qb:observation :three }",
    "IC-19": "DELETE DATA { :a skos:inScheme :areas }",
    "IC-20": "DELETE DATA { :root :child :leaf }",
    "IC-21": "DELETE DATA { :leaf :parent :root }",
}


def triples_of(store: pyoxigraph.Store) -> list[pyoxigraph.Triple]:
    return [quad.triple for quad in store]


def sound() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(SOUND.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    return store


def test_there_are_21_constraints_and_the_small_cube_keeps_them() -> None:
    assert [f"IC-{number}" for number in range(1, 22)] == ALL == list(MUTATIONS)
    assert breaches(triples_of(sound())) == {}


@pytest.mark.parametrize("constraint", ALL)
def test_each_constraint_bites(constraint: str) -> None:
    store = sound()
    prefixes = "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("qb", "rdfs", "skos")) + "PREFIX : <urn:x:> "
    before = len(store)
    store.update(prefixes + MUTATIONS[constraint])
    assert len(store) != before, "the mutation changes nothing"
    assert constraint in breaches(triples_of(store))


def observations(triples: list[pyoxigraph.Triple]) -> Counter[str]:
    sets = (str(one.object).strip("<>") for one in triples if one.predicate.value == f"{QB}dataSet")
    return Counter(one.removeprefix(f"{BASE}id/cube/").partition("/")[0] for one in sets)


def test_the_published_cubes_conform(publication: Path) -> None:
    cubes = [quad.triple for quad in quads_of(publication / "cubes.ttl")]
    codes = [
        quad.triple for name in ("schemes", "mappings", "reference") for quad in quads_of(publication / f"{name}.ttl")
    ]
    assert breaches([*cubes, *codes]) == {}
    found = observations(cubes)
    # Of money over a year no paper of the project need speak; the made-up papers below do.
    assert set(CUBES) - {"money"} <= set(found) <= set(CUBES)


def test_the_cubes_conform_beside_the_graph_that_holds_cubes_too(publication: Path) -> None:
    """Loaded together: a budget and the figures of a paper are data sets of the graph as well."""
    quads = quads_of(publication / "cubes.ttl") | quads_of(publication / "graph.nq")
    assert breaches(normalised(quad.triple for quad in quads)) == {}


def test_cubes_of_every_kind_conform(clean_engine: Embedded) -> None:
    """Of made-up papers that state all there is, money over a year too; alone and beside their graph."""
    cubes = cubes_of(clean_engine)
    assert set(observations(list(cubes))) == set(CUBES)
    graph = {quad.triple for quad in pyoxigraph.parse(clean_engine.quads(), format=pyoxigraph.RdfFormat.N_TRIPLES)}
    assert breaches(normalised(cubes | graph)) == {}


@pytest.mark.parametrize(
    ("cube", "kind"),
    [("ratings", "Rating"), ("indicators", "IndicatorTarget"), ("budget", "BudgetLine")],
)
def test_a_cube_has_every_record(engine: Embedded, publication: Path, cube: str, kind: str) -> None:
    rows = engine.query(f"SELECT DISTINCT ?one WHERE {{ ?one a <{PREFIXES['ijb']}{kind}> }}", "test").rows
    records = {row[0].value for row in rows if row[0]}
    quads = quads_of(publication / "cubes.ttl")
    made = {
        str(quad.object).strip("<>")
        for quad in not_empty(quads)
        if quad.predicate.value == PREFIXES["prov"] + "wasDerivedFrom" and f"/id/cube/{cube}/" in str(quad.subject)
    }
    assert made == records
    assert made
