"""What the publication says for editors of SPARQL: the classes and properties as VoID, the questions as examples."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pyoxigraph
import pytest
from assertions import not_empty
from conftest import MadeOnce
from ijb_graph.addresses import BASE, PREFIXES
from ijb_graph.engine import Embedded
from ijb_graph.errors import InputError
from ijb_graph.graph.build import build
from ijb_graph.project import Project
from ijb_graph.publish.details import Details
from ijb_graph.publish.publication import publish
from project_copy import ProjectCopy
from published import quads_of
from pyoxigraph import Literal, NamedNode
from question_cases import QUESTIONS
from rdflib import OWL, RDF, RDFS, SH, VOID, Graph, URIRef
from rdflib.namespace import Namespace

SCHEMA = Namespace("https://schema.org/")
ENDPOINT = "https://data.example.org/sparql"
OTHER = "https://data.example.org/ijb/"


@pytest.fixture(scope="module")
def examples(publication: Path) -> Graph:
    return Graph().parse(publication / "examples.ttl")


@pytest.fixture(scope="module")
def void(publication: Path) -> Graph:
    return Graph().parse(publication / "void.ttl")


@pytest.fixture(scope="module")
def elsewhere(small_copy: ProjectCopy, made_once: MadeOnce) -> Path:
    """The small project, published with another base and an endpoint."""

    def make(folder: Path) -> None:
        project = Project(small_copy.root, is_checkout=True)
        graph = build(project.data, project.ontology, folder / "build", base=OTHER).path
        publish(graph, project, folder / "open-data", Details(sparql=ENDPOINT))

    return made_once("void-elsewhere", make) / "open-data"


def test_each_question_is_an_example_that_runs_as_it_is(examples: Graph, engine: Embedded) -> None:
    """As SIB's tools ask for them: a comment with a language, one query, the prefixes it uses."""
    nodes = set(examples.subjects(RDF.type, SH.SPARQLSelectExecutable))
    assert nodes == set(examples.subjects(RDF.type, SH.SPARQLExecutable))
    assert {str(node) for node in nodes} == {f"{BASE}id/example/{one.name}" for one in QUESTIONS}
    declared = {
        str(examples.value(one, SH.prefix)): str(examples.value(one, SH.namespace))
        for one in examples.objects(URIRef(f"{BASE}id/example/prefixes"), SH.declare)
    }
    assert declared.items() <= PREFIXES.items()
    for question in not_empty(QUESTIONS):
        node = URIRef(f"{BASE}id/example/{question.name}")
        (select,) = examples.objects(node, SH.select)
        (comment,) = examples.objects(node, RDFS.comment)
        assert (str(comment), comment.language) == (question.question, "en")  # type: ignore[attr-defined]
        assert str(select) == question.sparql
        assert examples.value(node, SH.prefixes) == URIRef(f"{BASE}id/example/prefixes")
        used = {line.split()[1].rstrip(":") for line in question.sparql.splitlines() if line.startswith("PREFIX ")}
        assert used <= declared.keys()
    some = next(one for one in QUESTIONS if one.name == "directions")
    query = str(examples.value(URIRef(f"{BASE}id/example/directions"), SH.select))
    assert engine.query(query, "test").rows == engine.query(some.sparql, "test").rows != []


def test_a_target_is_named_where_there_is_one(examples: Graph, void: Graph, elsewhere: Path) -> None:
    assert list(examples.subject_objects(SCHEMA.target)) == list(void.subject_objects(VOID.sparqlEndpoint)) == []
    other = Graph().parse(elsewhere / "examples.ttl")
    nodes = set(other.subjects(RDF.type, SH.SPARQLSelectExecutable))
    assert nodes == set(other.subjects(SCHEMA.target, URIRef(ENDPOINT))) != set()
    described = Graph().parse(elsewhere / "void.ttl")
    assert list(described.subject_objects(VOID.sparqlEndpoint)) == [(URIRef(OTHER), URIRef(ENDPOINT))]


def test_another_base_is_in_the_queries_too(elsewhere: Path) -> None:
    for name in ("examples.ttl", "void.ttl"):
        assert BASE not in (elsewhere / name).read_text(encoding="utf-8"), name
    store = pyoxigraph.Store()
    store.bulk_load(path=str(elsewhere / "graph.nq"), format=pyoxigraph.RdfFormat.N_QUADS)
    other = Graph().parse(elsewhere / "examples.ttl")
    query = str(other.value(URIRef(f"{OTHER}id/example/directions"), SH.select))
    assert list(store.query(query, use_default_graph_as_union=True))  # type: ignore[arg-type]


def test_a_wrong_endpoint_is_refused() -> None:
    with pytest.raises(InputError, match="no http\\(s\\) address of a SPARQL endpoint"):
        Details(sparql="localhost:7878")


def test_what_an_editor_asks_of_void_is_what_the_graph_has(void: Graph, publication: Path) -> None:
    """The query of an editor that completes properties by class, and the same from the statements."""
    rows = void.query(
        """PREFIX void: <http://rdfs.org/ns/void#> PREFIX ext: <http://ldf.fi/void-ext#>
        SELECT DISTINCT ?subjectClass ?property ?objectClass ?datatype WHERE {
          ?cp void:class ?subjectClass ; void:propertyPartition ?pp . ?pp void:property ?property .
          OPTIONAL { { ?pp void:classPartition/void:class ?objectClass }
                     UNION { ?pp ext:datatypePartition/ext:datatype ?datatype } } }"""
    )
    found = {tuple(str(term) if term else "" for term in row) for row in rows}  # type: ignore[union-attr]
    triples = {quad.triple for quad in quads_of(publication / "graph.nq")}
    kinds = defaultdict(set)
    for one in triples:
        if one.predicate.value == str(RDF.type):
            kinds[one.subject].add(one.object)
    expected = set()
    for one in not_empty(triples):
        for kind in not_empty(kinds[one.subject]):
            assert isinstance(kind, NamedNode)
            begin = kind.value, one.predicate.value
            if isinstance(one.object, Literal):
                expected.add((*begin, "", one.object.datatype.value))
            else:
                others = {str(other)[1:-1] for other in kinds.get(one.object, ())}
                expected |= {(*begin, other, "") for other in others or {""}}
    # A property with some values of no class has no row for these where others have one.
    some = {(one[0], one[1]) for one in expected if one[2] or one[3]}
    assert found == {one for one in expected if one[2] or one[3] or (one[0], one[1]) not in some}


def test_links_to_others_are_counted(void: Graph, publication: Path) -> None:
    home = URIRef(BASE)
    counted = {}
    for linkset in not_empty(void.subjects(RDF.type, VOID.Linkset)):
        assert (home, VOID.subset, linkset) in void
        assert void.value(linkset, VOID.subjectsTarget) == home
        target = void.value(void.value(linkset, VOID.objectsTarget), VOID.uriSpace)
        counted[str(void.value(linkset, VOID.linkPredicate)), str(target)] = int(str(void.value(linkset, VOID.triples)))
    triples = {quad.triple for quad in quads_of(publication / "graph.nq")}
    links = Counter[tuple[str, str]]()
    for one in triples:
        if isinstance(one.object, NamedNode) and str(one.subject).startswith(f"<{BASE}"):
            for predicate, begin in counted:
                if one.predicate.value == predicate and one.object.value.startswith(begin):
                    links[predicate, begin] += 1
    assert counted == links
    assert counted[PREFIXES["ijb"] + "servesArea", "http://statistics.gov.scot/"] == 46
    assert (str(RDFS.subClassOf), PREFIXES["org"]) in counted
    assert not any(target.startswith(BASE) for _, target in counted)
    assert str(RDF.type) not in {predicate for predicate, _ in counted}
    assert str(OWL.disjointWith) not in {predicate for predicate, _ in counted}


def test_examples_of_things_are_in_the_graph(void: Graph, engine: Embedded) -> None:
    resources = set(void.objects(None, VOID.exampleResource))
    assert len(resources) > 50
    for one in not_empty(set(void.objects(URIRef(BASE), VOID.exampleResource))):
        assert engine.query(f"ASK {{ <{one}> <{PREFIXES['ijb']}lines> ?lines }}", "test").truth, one


def test_the_files_are_the_same_each_time(elsewhere: Path, small_copy: ProjectCopy, tmp_path: Path) -> None:
    project = Project(small_copy.root, is_checkout=True)
    graph = build(project.data, project.ontology, tmp_path / "build", base=OTHER).path
    publish(graph, project, tmp_path / "again", Details(sparql=ENDPOINT))
    for name in ("examples.ttl", "void.ttl"):
        assert (tmp_path / "again" / name).read_bytes() == (elsewhere / name).read_bytes()
